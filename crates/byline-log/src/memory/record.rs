//! A commit as it lies on the simulated disk: one record, whole or not there.
//!
//! ```text
//! batch bytes u32 │ payload bytes u32 │ CRC-32 of all the rest │ batch │ payloads in CBOR
//! ```

use std::ops::Range;

use byline_core::entry::{Entry, Position};

use crate::codec::{self, Compression};
use crate::error::LogError;
use crate::inbox::SealedPayload;

/// How long a record's header is, in bytes.
pub(super) const HEADER_BYTES: usize = 12;

/// One commit as it lies on the disk.
pub(super) struct Record<'a> {
    pub batch: &'a [u8],
    pub payloads: &'a [u8],
    pub n_bytes: usize,
}

impl<'a> Record<'a> {
    /// Reads the record that `bytes` begin with, if it is whole and unharmed.
    pub(super) fn read(bytes: &'a [u8]) -> Option<Self> {
        if bytes.len() < HEADER_BYTES {
            return None;
        }
        let (n_batch, n_payloads) = (number(bytes, 0), number(bytes, 4));
        let n_bytes = HEADER_BYTES.checked_add(n_batch)?.checked_add(n_payloads)?;
        let whole = bytes.get(..n_bytes)?;
        if checksum(whole) as usize != number(bytes, 8) {
            return None;
        }
        let (batch, payloads) = whole[HEADER_BYTES..].split_at(n_batch);
        Some(Self { batch, payloads, n_bytes })
    }
}

/// Makes the record of a commit.
pub(super) fn make(
    first: Position,
    fresh: &[&Entry],
    payloads: &[SealedPayload],
) -> Result<Vec<u8>, LogError> {
    let batch = codec::encode(first, fresh, Compression::None)?;
    let mut record = vec![0; HEADER_BYTES];
    record.extend_from_slice(&batch);
    let before = record.len();
    // Writing to a vector cannot fail; the error type says so only to the compiler.
    minicbor::encode(payloads, &mut record)
        .map_err(|error| LogError::Failed { reason: error.to_string() })?;
    let n_payloads = length(record.len() - before)?;
    record[..4].copy_from_slice(&length(batch.len())?.to_le_bytes());
    record[4..8].copy_from_slice(&n_payloads.to_le_bytes());
    let crc = checksum(&record);
    record[8..HEADER_BYTES].copy_from_slice(&crc.to_le_bytes());
    Ok(record)
}

/// Where the batch of a record lies that begins at `start`.
pub(super) fn batch_place(record: &[u8], start: usize) -> Range<usize> {
    let batch = start + HEADER_BYTES;
    batch..batch + number(record, 0)
}

fn checksum(record: &[u8]) -> u32 {
    let mut hasher = crc32fast::Hasher::new();
    hasher.update(&record[..8]);
    hasher.update(&record[HEADER_BYTES..]);
    hasher.finalize()
}

fn number(bytes: &[u8], at: usize) -> usize {
    let mut number = [0; 4];
    number.copy_from_slice(&bytes[at..at + 4]);
    u32::from_le_bytes(number) as usize
}

fn length(n: usize) -> Result<u32, LogError> {
    let limit = u64::from(u32::MAX);
    u32::try_from(n).map_err(|_| LogError::TooLarge { asked: n as u64, limit })
}
