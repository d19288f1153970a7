//! Secrets: values that are never printed, sealed by name before they are kept.
//!
//! One name holds a short list, newest first: while a webhook secret is exchanged, deliveries
//! signed with the old one are still good.

use std::fmt;

use zeroize::Zeroizing;

use crate::error::LogError;
use crate::key::{KeyError, Nonce, PurposeKey};

/// The name under which a word is sealed that proves the key: it opens under the key that the data
/// began with and under no other. No connection can have this name.
pub const KEY_PROOF: &str = "#key";

/// The word that is sealed. It is no secret; that it opens is what counts.
const PROOF_WORD: &[u8] = b"this is the key of this data";

/// A value that is never printed.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(Zeroizing<Vec<u8>>);

/// The secrets of one name, that only the key can open.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SealedSecrets {
    /// The number used once with the key.
    pub nonce: Nonce,
    /// What cannot be read without the key.
    pub sealed: Vec<u8>,
}

/// Keeps sealed secrets. It has no key and can read none of them.
pub trait Vault {
    /// Keeps secrets under a name, in place of what was there.
    fn put_secrets(&mut self, name: &str, secrets: &SealedSecrets) -> Result<(), LogError>;

    /// The secrets of a name; `None` if there are none.
    fn secrets(&self, name: &str) -> Result<Option<SealedSecrets>, LogError>;

    /// Forgets the secrets of a name; says whether there were any.
    fn delete_secrets(&mut self, name: &str) -> Result<bool, LogError>;

    /// Every name, in order.
    fn secret_names(&self) -> Result<Vec<String>, LogError>;
}

impl PurposeKey {
    /// Seals the secrets of a name, newest first.
    pub fn seal_secrets(&self, name: &str, secrets: &[Secret], nonce: Nonce) -> SealedSecrets {
        let mut plain = Zeroizing::new(Vec::new());
        for secret in secrets {
            plain.extend_from_slice(&(secret.0.len() as u64).to_le_bytes());
            plain.extend_from_slice(&secret.0);
        }
        SealedSecrets { nonce, sealed: self.seal(&nonce, name.as_bytes(), &plain) }
    }

    /// What proves this key later, to be kept as [`KEY_PROOF`].
    pub fn seal_proof(&self, nonce: Nonce) -> SealedSecrets {
        self.seal_secrets(KEY_PROOF, &[Secret::new(PROOF_WORD)], nonce)
    }

    /// Whether this is the key that sealed the proof.
    pub fn is_proven_by(&self, proof: &SealedSecrets) -> bool {
        self.open_secrets(KEY_PROOF, proof).is_ok_and(|words| words == [Secret::new(PROOF_WORD)])
    }

    /// Opens the secrets of a name, newest first.
    pub fn open_secrets(
        &self,
        name: &str,
        secrets: &SealedSecrets,
    ) -> Result<Vec<Secret>, KeyError> {
        let plain = self.open(&secrets.nonce, name.as_bytes(), &secrets.sealed)?;
        let mut rest = plain.as_slice();
        let mut opened = Vec::new();
        while let Some((length, behind)) = rest.split_first_chunk::<8>() {
            let length = usize::try_from(u64::from_le_bytes(*length));
            let length = length.map_err(|_| KeyError::Sealed)?;
            let (secret, behind) = behind.split_at_checked(length).ok_or(KeyError::Sealed)?;
            opened.push(Secret::new(secret));
            rest = behind;
        }
        Ok(opened)
    }
}

impl Secret {
    /// A secret of given bytes.
    pub fn new(bytes: &[u8]) -> Self {
        Self(Zeroizing::new(bytes.to_vec()))
    }

    /// The bytes, for whoever uses them at once.
    pub fn expose(&self) -> &[u8] {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

#[cfg(test)]
mod tests;
