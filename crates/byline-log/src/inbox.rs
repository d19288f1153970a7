//! The inbox: raw deliveries beside the log, sealed, so that a wrong mapping can be played again.
//!
//! The log never holds personal data; a shop's own words may. They lie here, encrypted, and are
//! pruned after their time. Whoever seals holds the key; the log keeps only what is sealed.

use byline_core::id::ConnectionId;
use byline_core::time::Timestamp;
use minicbor::bytes::ByteVec;
use minicbor::{Decode, Encode};
use zeroize::Zeroizing;

use crate::key::{KeyError, Nonce, PurposeKey};

/// The most bytes that a raw delivery may have, headers and body.
pub const MAX_PAYLOAD_BYTES: usize = 128 << 20;

/// The id of a raw delivery: dense from 1 up, never used again.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct PayloadId(pub u64);

/// A raw delivery as it came. It may hold personal data, so it is never printed.
#[derive(Clone, PartialEq, Eq)]
pub struct RawPayload {
    /// The headers, in their order.
    pub headers: Vec<(String, Vec<u8>)>,
    /// The body, byte for byte.
    pub body: Vec<u8>,
}

/// A raw delivery that only the key can open.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode)]
pub struct SealedPayload {
    /// Which connection sent it.
    #[n(0)]
    pub connection: ConnectionId,
    /// When it came.
    #[n(1)]
    pub received_at: Timestamp,
    /// The number used once with the key.
    #[cbor(n(2), with = "minicbor::bytes")]
    pub nonce: Nonce,
    /// What cannot be read without the key.
    #[cbor(n(3), with = "minicbor::bytes")]
    pub sealed: Vec<u8>,
}

/// How a raw delivery is written before it is sealed.
#[derive(Encode, Decode)]
struct Plain {
    #[n(0)]
    headers: Vec<(String, ByteVec)>,
    #[n(1)]
    body: ByteVec,
}

impl RawPayload {
    /// Seals the delivery with the inbox key. The nonce must be new for each.
    pub fn seal(
        self,
        key: &PurposeKey,
        connection: ConnectionId,
        received_at: Timestamp,
        nonce: Nonce,
    ) -> SealedPayload {
        let headers = self.headers.into_iter().map(|(name, value)| (name, value.into())).collect();
        let plain = Plain { headers, body: self.body.into() };
        #[expect(clippy::expect_used, reason = "writing to a vector cannot fail")]
        let plain = minicbor::to_vec(plain).map(Zeroizing::new).expect("vectors take everything");
        #[expect(clippy::expect_used, reason = "compressing into a fresh vector cannot fail")]
        let small = zstd::bulk::compress(&plain, 3).map(Zeroizing::new).expect("zstd takes all");
        let sealed = key.seal(&nonce, &context(&connection, received_at), &small);
        SealedPayload { connection, received_at, nonce, sealed }
    }
}

impl SealedPayload {
    /// Opens the delivery with the inbox key.
    pub fn open(&self, key: &PurposeKey) -> Result<RawPayload, KeyError> {
        let context = context(&self.connection, self.received_at);
        let small = key.open(&self.nonce, &context, &self.sealed)?;
        let plain = zstd::bulk::decompress(&small, MAX_PAYLOAD_BYTES).map(Zeroizing::new);
        let plain = plain.map_err(|_| KeyError::Sealed)?;
        let plain: Plain = minicbor::decode(&plain).map_err(|_| KeyError::Sealed)?;
        let headers = plain.headers.into_iter().map(|(name, value)| (name, value.into())).collect();
        Ok(RawPayload { headers, body: plain.body.into() })
    }
}

impl std::fmt::Debug for RawPayload {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "RawPayload({} headers, {} bytes)", self.headers.len(), self.body.len())
    }
}

/// Ties the sealed bytes to whence and when they came.
fn context(connection: &ConnectionId, received_at: Timestamp) -> Vec<u8> {
    let mut context = received_at.0.to_le_bytes().to_vec();
    context.extend_from_slice(connection.as_str().as_bytes());
    context
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::key::{MasterKey, Purpose};

    fn key(byte: u8) -> PurposeKey {
        MasterKey::new([byte; 32]).purpose(Purpose::Inbox)
    }

    fn delivery() -> RawPayload {
        let headers = vec![("X-Shopify-Topic".to_owned(), b"orders/create".to_vec())];
        RawPayload { headers, body: br#"{"email":"canary@example.com"}"#.repeat(20) }
    }

    #[test]
    fn a_sealed_delivery_opens_as_it_came() {
        let sealed = delivery().seal(&key(1), "con_shop".into(), Timestamp(7), [9; 24]);
        assert_eq!(sealed.open(&key(1)).unwrap(), delivery());
        let words = sealed.sealed.windows(6).any(|word| word == b"canary");
        assert!(!words, "the delivery is readable");
    }

    #[test]
    fn a_sealed_delivery_opens_for_nobody_else() {
        let sealed = delivery().seal(&key(1), "con_shop".into(), Timestamp(7), [9; 24]);
        assert_eq!(sealed.open(&key(2)), Err(KeyError::Sealed));
        let other = SealedPayload { connection: "con_other".into(), ..sealed.clone() };
        assert_eq!(other.open(&key(1)), Err(KeyError::Sealed));
        let later = SealedPayload { received_at: Timestamp(8), ..sealed.clone() };
        assert_eq!(later.open(&key(1)), Err(KeyError::Sealed));
        for at in 0..sealed.sealed.len() {
            let mut harmed = sealed.clone();
            harmed.sealed[at] ^= 1;
            assert_eq!(harmed.open(&key(1)), Err(KeyError::Sealed), "byte {at}");
        }
    }

    #[test]
    fn a_delivery_is_never_printed() {
        assert_eq!(format!("{:?}", delivery()), "RawPayload(1 headers, 600 bytes)");
    }
}
