//! Signatures: keyed digests by which feeds sign what they send, and by which we sign requests.
//!
//! Every check compares whole digests in constant time, and an empty secret signs nothing.

use hmac::{Hmac, KeyInit, Mac};
use sha1::Sha1;
use sha2::Sha256;

/// Whether one of `secrets` signed `parts`, one after the other, with HMAC-SHA256.
pub(crate) fn is_sha256(secrets: &[&[u8]], parts: &[&[u8]], signature: &[u8]) -> bool {
    let mut is_signed = false;
    for secret in secrets.iter().filter(|secret| !secret.is_empty()) {
        is_signed |= sha256_mac(secret, parts).verify_slice(signature).is_ok();
    }
    is_signed
}

/// Whether one of `secrets` signed `body` with HMAC-SHA1.
pub(crate) fn is_sha1(secrets: &[&[u8]], body: &[u8], signature: &[u8]) -> bool {
    let mut is_signed = false;
    for secret in secrets.iter().filter(|secret| !secret.is_empty()) {
        let mut mac = Hmac::<Sha1>::new_from_slice(secret).expect("HMAC takes a key of any length");
        mac.update(body);
        is_signed |= mac.verify_slice(signature).is_ok();
    }
    is_signed
}

/// The HMAC-SHA256 of `parts`, one after the other, in lower-case hexadecimal.
pub(crate) fn sha256_hex(secret: &[u8], parts: &[&[u8]]) -> String {
    let digest = sha256_mac(secret, parts).finalize().into_bytes();
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The bytes that hexadecimal text stands for, in any case; `None` for anything else.
pub(crate) fn unhex(text: &str) -> Option<Vec<u8>> {
    let is_hex = text.len().is_multiple_of(2) && text.bytes().all(|b| b.is_ascii_hexdigit());
    let pairs = (0..text.len()).step_by(2).filter(|_| is_hex);
    let bytes: Vec<u8> = pairs.flat_map(|at| u8::from_str_radix(&text[at..at + 2], 16)).collect();
    (is_hex && !bytes.is_empty()).then_some(bytes)
}

fn sha256_mac(secret: &[u8], parts: &[&[u8]]) -> Hmac<Sha256> {
    let mut mac = Hmac::<Sha256>::new_from_slice(secret).expect("HMAC takes a key of any length");
    for part in parts {
        mac.update(part);
    }
    mac
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_secret_that_is_one_signs() {
        let signature = unhex(&sha256_hex(b"new", &[b"a", b"b"])).unwrap();
        assert!(is_sha256(&[b"old", b"new"], &[b"ab"], &signature));
        assert!(!is_sha256(&[b"old"], &[b"ab"], &signature));
        let empty = unhex(&sha256_hex(b"", &[b"ab"])).unwrap();
        assert!(!is_sha256(&[b""], &[b"ab"], &empty));
    }

    /// Reads as a table: text, bytes.
    #[test]
    fn hexadecimal_is_read_whole_or_not_at_all() {
        let table: [(&str, Option<&[u8]>); 5] = [
            ("00fF", Some(&[0, 255])),
            ("0", None),
            ("", None),
            ("0g", None),
            ("\u{e4}\u{e4}", None),
        ];
        for (text, expected) in table {
            assert_eq!(unhex(text).as_deref(), expected, "{text}");
        }
    }
}
