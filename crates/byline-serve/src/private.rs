//! Private links: a page for one creator, opened by whoever has its address.
//!
//! The token is 128 random bits. It is told once and kept nowhere; what is kept is its digest,
//! which opens nothing.

use byline_core::shopper::ClickId;
use sha2::{Digest, Sha256};

/// What opens one creator's page.
pub struct Token(String);

impl Token {
    /// A new token from fresh randomness.
    pub fn new(random: [u8; 16]) -> Self {
        // The same 22 letters, digits, `-` and `_` that click ids are written in.
        Self(ClickId(random).to_string())
    }

    /// The token as it stands in an address.
    pub fn text(&self) -> &str {
        &self.0
    }

    /// What is kept of it.
    pub fn digest(&self) -> String {
        digest(&self.0)
    }
}

/// The digest of a token that somebody shows, in hexadecimal digits.
pub fn digest(token: &str) -> String {
    let digest: [u8; 32] = Sha256::digest(token).into();
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}
