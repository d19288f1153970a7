//! Dedup keys: digests that make a delivery recognisable for ever.

use byline_core::entry::DedupKey;
use sha2::{Digest, Sha256};

/// The key of what `parts` name together. No two lists of parts give the same bytes to digest.
pub fn key(parts: &[&[u8]]) -> DedupKey {
    DedupKey(digest(parts))
}

/// The key of the `n`th fact of a delivery; the delivery's own key is that of its first.
pub fn nth(delivery: DedupKey, n: usize) -> DedupKey {
    if n == 0 { delivery } else { key(&[b"nth", &delivery.0, &n.to_be_bytes()]) }
}

/// The key of putting a delivery aside. It differs from the delivery's own key, so that the same
/// delivery can be taken in later, when its mapping is mended.
pub fn aside(delivery: DedupKey) -> DedupKey {
    key(&[b"aside", &delivery.0])
}

/// The first 128 bits of the SHA-256 of `parts`, each preceded by its length.
pub(crate) fn digest(parts: &[&[u8]]) -> [u8; 16] {
    let mut hasher = Sha256::new();
    for part in parts {
        hasher.update((part.len() as u64).to_be_bytes());
        hasher.update(part);
    }
    let mut short = [0; 16];
    short.copy_from_slice(&hasher.finalize()[..16]);
    short
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_that_read_alike_differ() {
        assert_ne!(key(&[b"ab", b"c"]), key(&[b"a", b"bc"]));
        assert_ne!(key(&[b"ab"]), key(&[b"ab", b""]));
        assert_eq!(key(&[b"ab", b"c"]), key(&[b"ab", b"c"]));
    }

    #[test]
    fn facts_of_one_delivery_differ() {
        let delivery = key(&[b"delivery"]);
        assert_eq!(nth(delivery, 0), delivery);
        assert_ne!(nth(delivery, 1), nth(delivery, 2));
        assert_ne!(aside(delivery), delivery);
    }
}
