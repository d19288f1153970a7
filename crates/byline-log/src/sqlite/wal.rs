//! The write-ahead log, looked at before SQLite opens it.
//!
//! SQLite takes every commit up to the first frame whose checksum does not match, and forgets what
//! stands behind. After a crash that is right: the last commit was being written. But each commit
//! is synced before the next begins, so a crash can harm only one. Where two or more commits stand
//! behind the first bad frame, acknowledged entries would vanish without a word. Then we refuse.
//!
//! The format is SQLite's: <https://sqlite.org/fileformat2.html#the_write_ahead_log>.

use std::fs::File;
use std::io::{self, BufReader, ErrorKind, Read};
use std::path::Path;

use super::schema::unwritable;
use crate::error::LogError;

const HEADER_BYTES: usize = 32;
const FRAME_HEADER_BYTES: usize = 24;
const MAGIC: u32 = 0x377f_0682;
const LARGEST_PAGE_BYTES: usize = 65_536;

/// Says how many bytes of an unfinished commit SQLite will forget; refuses when it would forget
/// finished ones.
pub(super) fn check(wal: &Path) -> Result<u64, LogError> {
    let file = match File::open(wal) {
        Ok(file) => file,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(0),
        Err(error) => return Err(unwritable(wal, &error)),
    };
    let tail = Tail::read(BufReader::new(file)).map_err(|error| unwritable(wal, &error))?;
    if tail.n_commits <= 1 {
        return Ok(tail.n_bytes);
    }
    let n_commits = tail.n_commits;
    let reason = format!("{n_commits} commits stand behind a frame that cannot be read");
    Err(LogError::Damaged { path: wal.to_owned(), reason })
}

/// What stands behind the last whole commit, as far as it belongs to the same round.
#[derive(Default)]
struct Tail {
    n_commits: u64,
    n_bytes: u64,
}

impl Tail {
    fn read(mut wal: impl Read) -> io::Result<Self> {
        let mut header = [0; HEADER_BYTES];
        if !read_whole(&mut wal, &mut header)? {
            return Ok(Self::default());
        }
        let mut sum = Checksum::new(&header);
        sum.add(&header[..24]);
        let mut is_whole = is_sum(&sum, &header[24..]);
        let mut salts = is_whole.then(|| header[16..24].to_vec());
        let page_bytes = word(&header, 8) as usize;
        if !(512..=LARGEST_PAGE_BYTES).contains(&page_bytes) {
            return Ok(Self::default());
        }
        let mut tail = Self::default();
        let mut frame = vec![0; FRAME_HEADER_BYTES + page_bytes];
        while read_whole(&mut wal, &mut frame)? {
            // Without a whole header, the first frame tells to which round the others belong.
            let salts = salts.get_or_insert_with(|| frame[8..16].to_vec());
            if frame[8..16] != salts[..] {
                break;
            }
            sum.add(&frame[..8]);
            sum.add(&frame[FRAME_HEADER_BYTES..]);
            is_whole = is_whole && is_sum(&sum, &frame[16..24]);
            let is_commit = word(&frame, 4) != 0;
            tail.n_bytes += frame.len() as u64;
            if is_whole && is_commit {
                tail = Self::default();
            } else if is_commit {
                tail.n_commits += 1;
            }
        }
        Ok(tail)
    }
}

/// SQLite's running checksum over pairs of 32-bit words.
struct Checksum {
    one: u32,
    two: u32,
    is_big_endian: bool,
}

impl Checksum {
    fn new(header: &[u8]) -> Self {
        Self { one: 0, two: 0, is_big_endian: word(header, 0) != MAGIC }
    }

    fn add(&mut self, bytes: &[u8]) {
        for pair in bytes.chunks_exact(8) {
            let (mut first, mut second) = (word(pair, 0), word(pair, 4));
            if !self.is_big_endian {
                (first, second) = (first.swap_bytes(), second.swap_bytes());
            }
            self.one = self.one.wrapping_add(first).wrapping_add(self.two);
            self.two = self.two.wrapping_add(second).wrapping_add(self.one);
        }
    }
}

fn is_sum(sum: &Checksum, stored: &[u8]) -> bool {
    (sum.one, sum.two) == (word(stored, 0), word(stored, 4))
}

/// Fills `bytes`; `false` if there are not enough.
fn read_whole(from: &mut impl Read, bytes: &mut [u8]) -> io::Result<bool> {
    match from.read_exact(bytes) {
        Ok(()) => Ok(true),
        Err(error) if error.kind() == ErrorKind::UnexpectedEof => Ok(false),
        Err(error) => Err(error),
    }
}

/// A big-endian word, as all numbers of the format are.
fn word(bytes: &[u8], at: usize) -> u32 {
    let mut word = [0; 4];
    word.copy_from_slice(&bytes[at..at + 4]);
    u32::from_be_bytes(word)
}
