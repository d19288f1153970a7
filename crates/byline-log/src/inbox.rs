//! The inbox: raw deliveries beside the log, sealed, so that a wrong mapping can be played again.
//!
//! The log never holds personal data; a shop's own words may. They lie here, encrypted, and are
//! pruned after their time. Whoever seals holds the key; the log keeps only what is sealed.

use byline_core::id::ConnectionId;
use byline_core::time::Timestamp;
use minicbor::{Decode, Encode};

/// The id of a raw delivery: dense from 1 up, never used again.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct PayloadId(pub u64);

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
    pub nonce: [u8; 24],
    /// What cannot be read without the key.
    #[cbor(n(3), with = "minicbor::bytes")]
    pub sealed: Vec<u8>,
}
