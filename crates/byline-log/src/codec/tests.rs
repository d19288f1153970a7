//! Batches: whole or refused.

use byline_core::entry::{Entry, Fact, Position};
use byline_core::time::Timestamp;
use proptest::prelude::*;

use super::{Compression, HEADER_BYTES, decode, encode};
use crate::contract::{click, keyed};

const ALL: [Compression; 3] = [Compression::None, Compression::Zstd(1), Compression::Zstd(9)];

fn bytes_of(entries: &[Entry], compression: Compression) -> Vec<u8> {
    encode(Position(41), &entries.iter().collect::<Vec<_>>(), compression).unwrap()
}

fn some_entries(n: u64) -> Vec<Entry> {
    (0..n).map(|n| if n % 2 == 0 { click(n) } else { keyed(n, n) }).collect()
}

#[test]
fn what_is_written_is_read() {
    for compression in ALL {
        for n in [0, 1, 2, 50] {
            let entries = some_entries(n);
            let batch = decode(&bytes_of(&entries, compression)).unwrap();
            assert_eq!((batch.first, batch.entries), (Position(41), entries));
        }
    }
}

#[test]
fn compression_is_used_where_it_pays() {
    let tick = Entry { received_at: Timestamp(1), fact: Fact::Tick, dedup: None, actor: None };
    let (plain, small) = (Compression::None, Compression::Zstd(1));
    let tick = [tick];
    assert_eq!(bytes_of(&tick, small), bytes_of(&tick, plain));
    let entries = some_entries(200);
    assert!(bytes_of(&entries, small).len() * 2 < bytes_of(&entries, plain).len());
}

#[test]
fn every_flipped_bit_is_noticed() {
    for compression in ALL {
        let bytes = bytes_of(&some_entries(12), compression);
        for at in 0..bytes.len() {
            for bit in 0..8 {
                let mut harmed = bytes.clone();
                harmed[at] ^= 1 << bit;
                assert!(decode(&harmed).is_err(), "byte {at}, bit {bit}");
            }
        }
    }
}

#[test]
fn every_cut_and_every_addition_is_noticed() {
    for compression in ALL {
        let mut bytes = bytes_of(&some_entries(12), compression);
        for n in 0..bytes.len() {
            assert!(decode(&bytes[..n]).is_err(), "cut at {n}");
        }
        bytes.push(0);
        assert_eq!(decode(&bytes).unwrap_err().code(), "codec.length");
    }
}

/// Puts a right checksum on wrong bytes, as only a hostile or a mistaken writer could.
fn forge(mut bytes: Vec<u8>) -> Vec<u8> {
    let n_stored = u32::try_from(bytes.len() - HEADER_BYTES).unwrap();
    bytes[24..28].copy_from_slice(&n_stored.to_le_bytes());
    let crc = super::checksum(&bytes);
    bytes[28..32].copy_from_slice(&crc.to_le_bytes());
    bytes
}

#[test]
fn a_newer_version_is_refused_by_name() {
    let mut bytes = bytes_of(&some_entries(1), Compression::None);
    bytes[4] = 2;
    assert_eq!(decode(&forge(bytes)).unwrap_err().code(), "codec.version");
}

proptest! {
    #[test]
    fn any_bytes_are_refused_in_peace(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        prop_assert!(decode(&bytes).is_err());
    }

    /// Even with a right checksum: an error or a batch, never a panic, never a huge allocation.
    #[test]
    fn forged_bytes_are_read_in_peace(
        changes in proptest::collection::vec((4_usize..400, any::<u8>()), 1..8),
        is_compressed in any::<bool>(),
        n_cut in 0_usize..40,
    ) {
        let compression = if is_compressed { Compression::Zstd(1) } else { Compression::None };
        let mut bytes = bytes_of(&some_entries(8), compression);
        for (at, value) in changes {
            let at = at % bytes.len();
            bytes[at.max(4)] = value;
        }
        bytes.truncate(bytes.len() - n_cut);
        let _ = decode(&forge(bytes));
    }
}
