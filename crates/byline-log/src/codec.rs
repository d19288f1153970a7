//! Batches: the entries of one commit as bytes, and back.
//!
//! A batch is a 32-byte header and a body. The body is the entries in CBOR, one after the other,
//! compressed if that makes it smaller; the fields of an entry carry numbers, so that old batches
//! stay readable when entries grow.
//!
//! ```text
//! 0 "BYLB" │ 4 version │ 5 body │ 6 zero ×2 │ 8 first position │ 16 entries
//! 20 plain bytes │ 24 stored bytes │ 28 CRC-32 of all the rest
//! ```
//! Numbers are little-endian. Any bytes can be handed in: what is not a whole, unharmed batch is
//! an error, never a panic and never a wrong entry.

use byline_core::entry::{Entry, Position};
use thiserror::Error;
use zstd::bulk::{Compressor, Decompressor};

use crate::log::MAX_COMMIT_ENTRIES;

/// The version that is written.
pub const VERSION: u8 = 1;
/// How long a header is, in bytes.
pub const HEADER_BYTES: usize = 32;
/// The most bytes that the entries of one batch may take before compression.
pub const MAX_PLAIN_BYTES: usize = 64 << 20;

const MAGIC: [u8; 4] = *b"BYLB";
const CRC_AT: usize = 28;
/// Below this many bytes compression costs more than it saves.
const WORTH_COMPRESSING_BYTES: usize = 256;

/// How a body is kept.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Compression {
    /// As it is; for tests and simulation.
    None,
    /// By zstd at this level, where that makes it smaller.
    Zstd(i32),
}

/// A batch that was read.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Batch {
    /// The position of the first entry.
    pub first: Position,
    /// The entries, in order; their positions are dense.
    pub entries: Vec<Entry>,
}

/// Why bytes are not a batch.
#[derive(Clone, PartialEq, Eq, Debug, Error)]
pub enum CodecError {
    /// There are fewer or more bytes than the batch has.
    #[error("the batch should have {expected} bytes and has {found}")]
    Length {
        /// What the header says.
        expected: usize,
        /// What is there.
        found: usize,
    },
    /// The bytes do not begin like a batch.
    #[error("the bytes do not begin like a batch")]
    Magic,
    /// The batch is of a version that this program does not know.
    #[error("the batch has version {0}, which this program does not know")]
    Version(u8),
    /// The checksum does not match: the bytes are not those that were written.
    #[error("the checksum does not match")]
    Checksum,
    /// The body cannot be decompressed.
    #[error("the body cannot be decompressed: {0}")]
    Body(String),
    /// An entry cannot be read.
    #[error("entry {index} of the batch cannot be read: {reason}")]
    Entry {
        /// Which entry, from 0 up.
        index: u32,
        /// What was found.
        reason: String,
    },
    /// There would be more bytes or entries than a batch may hold.
    #[error("a batch holds at most {MAX_PLAIN_BYTES} bytes, not {0}")]
    TooLarge(usize),
}

impl CodecError {
    /// The stable code of this kind of error.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Length { .. } => "codec.length",
            Self::Magic => "codec.magic",
            Self::Version(_) => "codec.version",
            Self::Checksum => "codec.checksum",
            Self::Body(_) => "codec.body",
            Self::Entry { .. } => "codec.entry",
            Self::TooLarge(_) => "codec.too_large",
        }
    }
}

/// Turns entries, of which the first has position `first`, into bytes.
pub fn encode(
    first: Position,
    entries: &[&Entry],
    compression: Compression,
) -> Result<Vec<u8>, CodecError> {
    let mut plain = Vec::with_capacity(HEADER_BYTES + entries.len() * 96);
    plain.resize(HEADER_BYTES, 0);
    for entry in entries {
        // Writing to a vector cannot fail, and no entry type has an encoding that can.
        minicbor::encode(entry, &mut plain).map_err(|error| CodecError::Body(error.to_string()))?;
    }
    let n_plain = plain.len() - HEADER_BYTES;
    if n_plain > MAX_PLAIN_BYTES {
        return Err(CodecError::TooLarge(n_plain));
    }
    let (mut bytes, body) = compress(plain, compression);
    let n_stored = bytes.len() - HEADER_BYTES;
    bytes[..4].copy_from_slice(&MAGIC);
    bytes[4] = VERSION;
    bytes[5] = body;
    bytes[8..16].copy_from_slice(&first.0.to_le_bytes());
    bytes[16..20].copy_from_slice(&count(entries.len())?.to_le_bytes());
    bytes[20..24].copy_from_slice(&count(n_plain)?.to_le_bytes());
    bytes[24..28].copy_from_slice(&count(n_stored)?.to_le_bytes());
    let crc = checksum(&bytes);
    bytes[CRC_AT..HEADER_BYTES].copy_from_slice(&crc.to_le_bytes());
    Ok(bytes)
}

/// Reads one batch from exactly these bytes. A [`Reader`] does the same faster, many times.
pub fn decode(bytes: &[u8]) -> Result<Batch, CodecError> {
    Reader::default().decode(bytes)
}

/// Reads batches, keeping what it needs for that between them.
#[derive(Default)]
pub struct Reader {
    /// Made for the first compressed batch: it costs more than reading a small one.
    decompressor: Option<Decompressor<'static>>,
    plain: Vec<u8>,
}

impl Reader {
    /// Reads one batch from exactly these bytes.
    pub fn decode(&mut self, bytes: &[u8]) -> Result<Batch, CodecError> {
        let header = Header::read(bytes)?;
        let mut entries = Vec::with_capacity((header.n_entries as usize).min(MAX_COMMIT_ENTRIES));
        self.each(&header, bytes, &mut |entry| entries.push(entry))?;
        Ok(Batch { first: header.first, entries })
    }

    fn each(
        &mut self,
        header: &Header,
        bytes: &[u8],
        take: &mut impl FnMut(Entry),
    ) -> Result<(), CodecError> {
        let stored = &bytes[HEADER_BYTES..];
        let plain = match header.body {
            BODY_PLAIN => stored,
            _ => self.decompress(stored, header.n_plain as usize)?,
        };
        if plain.len() != header.n_plain as usize {
            let expected = header.n_plain as usize;
            return Err(CodecError::Length { expected, found: plain.len() });
        }
        let mut decoder = minicbor::Decoder::new(plain);
        for index in 0..header.n_entries {
            let entry = decoder
                .decode()
                .map_err(|error| CodecError::Entry { index, reason: error.to_string() })?;
            take(entry);
        }
        if decoder.position() != plain.len() {
            return Err(CodecError::Length { expected: decoder.position(), found: plain.len() });
        }
        Ok(())
    }

    fn decompress(&mut self, stored: &[u8], n_plain: usize) -> Result<&[u8], CodecError> {
        self.plain.clear();
        self.plain.reserve(n_plain);
        self.decompressor
            .get_or_insert_with(Decompressor::default)
            .decompress_to_buffer(stored, &mut self.plain)
            .map_err(|error| CodecError::Body(error.to_string()))?;
        Ok(&self.plain)
    }
}

const BODY_PLAIN: u8 = 0;
const BODY_ZSTD: u8 = 1;

struct Header {
    body: u8,
    first: Position,
    n_entries: u32,
    n_plain: u32,
}

impl Header {
    /// Reads the header of a whole batch and holds the checksum against it.
    fn read(bytes: &[u8]) -> Result<Self, CodecError> {
        if bytes.len() < HEADER_BYTES {
            return Err(CodecError::Length { expected: HEADER_BYTES, found: bytes.len() });
        }
        if bytes[..4] != MAGIC {
            return Err(CodecError::Magic);
        }
        let n_stored = number(bytes, 24);
        let expected = HEADER_BYTES + n_stored as usize;
        if bytes.len() != expected {
            return Err(CodecError::Length { expected, found: bytes.len() });
        }
        if checksum(bytes) != number(bytes, CRC_AT) {
            return Err(CodecError::Checksum);
        }
        let (version, body) = (bytes[4], bytes[5]);
        if version != VERSION || body > BODY_ZSTD {
            return Err(CodecError::Version(version));
        }
        let n_plain = number(bytes, 20);
        if n_plain as usize > MAX_PLAIN_BYTES {
            return Err(CodecError::TooLarge(n_plain as usize));
        }
        let mut first = [0; 8];
        first.copy_from_slice(&bytes[8..16]);
        let first = Position(u64::from_le_bytes(first));
        Ok(Self { body, first, n_entries: number(bytes, 16), n_plain })
    }
}

/// Gives back the header's space and the body, and how the body is kept.
fn compress(plain: Vec<u8>, compression: Compression) -> (Vec<u8>, u8) {
    let Compression::Zstd(level) = compression else {
        return (plain, BODY_PLAIN);
    };
    let body = &plain[HEADER_BYTES..];
    if body.len() < WORTH_COMPRESSING_BYTES {
        return (plain, BODY_PLAIN);
    }
    match Compressor::new(level).and_then(|mut compressor| compressor.compress(body)) {
        Ok(small) if small.len() < body.len() => {
            let mut bytes = vec![0; HEADER_BYTES];
            bytes.extend_from_slice(&small);
            (bytes, BODY_ZSTD)
        }
        // Compression saves space and nothing else: without it the batch is just as good.
        Ok(_) | Err(_) => (plain, BODY_PLAIN),
    }
}

fn checksum(bytes: &[u8]) -> u32 {
    let mut hasher = crc32fast::Hasher::new();
    hasher.update(&bytes[..CRC_AT]);
    hasher.update(&bytes[HEADER_BYTES..]);
    hasher.finalize()
}

fn number(bytes: &[u8], at: usize) -> u32 {
    let mut number = [0; 4];
    number.copy_from_slice(&bytes[at..at + 4]);
    u32::from_le_bytes(number)
}

fn count(n: usize) -> Result<u32, CodecError> {
    u32::try_from(n).map_err(|_| CodecError::TooLarge(n))
}

#[cfg(test)]
mod tests;
