//! Keys: one master key in a file outside the data directory, one key for each purpose made
//! from it, and what they seal.
//!
//! In: 32 bytes that whoever copies the data directory does not have. Out: sealed bytes that are
//! worthless without them. Sealing is XChaCha20-Poly1305; each purpose's key is HMAC-SHA256 of
//! its name under the master key, so that no two purposes can read each other's bytes.
//!
//! Always holds: no secret is printed; sealed bytes open only under the name they were sealed for.

use std::fmt;
use std::fs::{File, OpenOptions};
use std::io::{self, Read, Write};
use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};

use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use hmac::{Hmac, Mac};
use sha2::Sha256;
use thiserror::Error;
use zeroize::Zeroizing;

use crate::sqlite::sync_dir_of;

/// A number used once with a key; 24 random bytes.
pub type Nonce = [u8; 24];

/// The key that all others are made from.
#[derive(Clone)]
pub struct MasterKey(Zeroizing<[u8; 32]>);

/// What a key is for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Purpose {
    /// Raw deliveries.
    Inbox,
    /// Secrets of connections.
    Secrets,
    /// Keyed hashes of customers.
    Customer,
}

/// A key for one purpose.
#[derive(Clone)]
pub struct PurposeKey(Zeroizing<[u8; 32]>);

/// What can go wrong with a key.
#[derive(Clone, PartialEq, Eq, Debug, Error)]
pub enum KeyError {
    /// The key file cannot be read or written.
    #[error("the key file {} cannot be used: {reason}", path.display())]
    Unusable {
        /// The key file.
        path: PathBuf,
        /// What the system said.
        reason: String,
    },
    /// Others than the owner may read the key file.
    #[error("others may read the key file {0}; run: chmod 600 {0}", path.display())]
    Exposed {
        /// The key file.
        path: PathBuf,
    },
    /// The key file does not hold a key.
    #[error("the key file {} does not hold 64 hexadecimal digits", path.display())]
    Malformed {
        /// The key file.
        path: PathBuf,
    },
    /// The bytes were sealed with another key, under another name, or were changed since.
    #[error("the sealed bytes do not open; was the key file replaced?")]
    Sealed,
}

impl KeyError {
    /// The stable code of this kind of error.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Unusable { .. } => "key.unusable",
            Self::Exposed { .. } => "key.exposed",
            Self::Malformed { .. } => "key.malformed",
            Self::Sealed => "key.sealed",
        }
    }
}

impl MasterKey {
    /// A key of given bytes.
    pub fn new(bytes: [u8; 32]) -> Self {
        Self(Zeroizing::new(bytes))
    }

    /// Reads the key file at `path`, or makes one from `random`. Keep it outside the data
    /// directory: a copy of the data must not hold its own key.
    pub fn load_or_create(
        path: &Path,
        random: impl FnOnce() -> [u8; 32],
    ) -> Result<Self, KeyError> {
        match Self::load(path) {
            Err(KeyError::Unusable { .. }) if !path.exists() => Self::create(path, random()),
            loaded => loaded,
        }
    }

    fn load(path: &Path) -> Result<Self, KeyError> {
        let unusable = |error| unusable(path, &error);
        let file = File::open(path).map_err(unusable)?;
        let mode = file.metadata().map_err(unusable)?.permissions().mode();
        if mode & 0o077 != 0 {
            return Err(KeyError::Exposed { path: path.to_owned() });
        }
        let mut text = Zeroizing::new(String::new());
        file.take(1_024).read_to_string(&mut text).map_err(unusable)?;
        let key = from_hex(text.trim()).map(Self);
        key.ok_or_else(|| KeyError::Malformed { path: path.to_owned() })
    }

    fn create(path: &Path, bytes: [u8; 32]) -> Result<Self, KeyError> {
        let key = Self::new(bytes);
        let mut text = Zeroizing::new(String::with_capacity(65));
        for byte in key.0.iter() {
            text.push_str(&format!("{byte:02x}"));
        }
        text.push('\n');
        let write = || -> io::Result<()> {
            let options = OpenOptions::new().write(true).create_new(true).mode(0o600).clone();
            let mut file = options.open(path)?;
            file.write_all(text.as_bytes())?;
            file.sync_all()?;
            sync_dir_of(path)
        };
        write().map_err(|error| unusable(path, &error))?;
        Ok(key)
    }

    /// The key for one purpose: HMAC-SHA256 of its name under this key.
    pub fn purpose(&self, purpose: Purpose) -> PurposeKey {
        PurposeKey(Zeroizing::new(hmac(&self.0, purpose.label().as_bytes())))
    }
}

impl Purpose {
    /// A name that never changes, or nothing sealed before opens again.
    fn label(self) -> &'static str {
        match self {
            Self::Inbox => "inbox",
            Self::Secrets => "secrets",
            Self::Customer => "customer",
        }
    }
}

impl PurposeKey {
    /// HMAC-SHA256 of a message under this key.
    pub fn hash(&self, message: &[u8]) -> [u8; 32] {
        hmac(&self.0, message)
    }

    /// The key itself, for whoever hashes elsewhere.
    pub fn expose(&self) -> &[u8; 32] {
        &self.0
    }

    /// Seals bytes; they open again only with the same `context`.
    pub(crate) fn seal(&self, nonce: &Nonce, context: &[u8], plain: &[u8]) -> Vec<u8> {
        let payload = Payload { msg: plain, aad: context };
        #[expect(
            clippy::expect_used,
            reason = "it fails only beyond 256 GiB, and bodies are small"
        )]
        self.cipher().encrypt(&XNonce::from(*nonce), payload).expect("the message is short enough")
    }

    /// Opens what was sealed with the same nonce and `context`.
    pub(crate) fn open(
        &self,
        nonce: &Nonce,
        context: &[u8],
        sealed: &[u8],
    ) -> Result<Zeroizing<Vec<u8>>, KeyError> {
        let payload = Payload { msg: sealed, aad: context };
        let plain = self.cipher().decrypt(&XNonce::from(*nonce), payload);
        plain.map(Zeroizing::new).map_err(|_| KeyError::Sealed)
    }

    fn cipher(&self) -> XChaCha20Poly1305 {
        XChaCha20Poly1305::new((&*self.0).into())
    }
}

impl fmt::Debug for MasterKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("MasterKey(…)")
    }
}

impl fmt::Debug for PurposeKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PurposeKey(…)")
    }
}

fn hmac(key: &[u8; 32], message: &[u8]) -> [u8; 32] {
    #[expect(clippy::expect_used, reason = "HMAC takes keys of any length")]
    let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("HMAC takes any key");
    mac.update(message);
    mac.finalize().into_bytes().into()
}

fn from_hex(text: &str) -> Option<Zeroizing<[u8; 32]>> {
    let mut key = Zeroizing::new([0; 32]);
    if text.len() != 64 || !text.bytes().all(|digit| digit.is_ascii_hexdigit()) {
        return None;
    }
    for (byte, digits) in key.iter_mut().zip(text.as_bytes().chunks(2)) {
        *byte = u8::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()?;
    }
    Some(key)
}

fn unusable(path: &Path, error: &io::Error) -> KeyError {
    KeyError::Unusable { path: path.to_owned(), reason: error.to_string() }
}

#[cfg(test)]
mod tests;
