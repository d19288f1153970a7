//! Snapshots: the engine's state as of one position, so that a restart need not read the whole
//! log.
//!
//! In: state as bytes. Out: the newest state that is whole. A snapshot is a help and never a
//! truth: a broken one is passed over for the one before, and without any the log alone is enough.
//! It reaches its name only when all of it is on the disk.
//!
//! ```text
//! 0 "BYLS" │ 4 file version │ 8 state version │ 12 zero │ 16 position │ 24 as of │ 32 plain bytes
//! 40 stored bytes │ 48 SHA-256 of all the rest │ 80 the state, compressed by zstd
//! ```

mod keep;

use std::collections::BTreeSet;
use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::{self, Read, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use byline_core::entry::Position;
use byline_core::time::Timestamp;
use sha2::{Digest, Sha256};
use thiserror::Error;

use crate::sqlite::sync_dir_of;

pub use keep::KeepPolicy;

const MAGIC: [u8; 4] = *b"BYLS";
const FILE_VERSION: u32 = 1;
const HEADER_BYTES: usize = 80;
const SUM_AT: usize = 48;
const EXTENSION: &str = "snap";

/// The most bytes that a state may have.
pub const MAX_STATE_BYTES: u64 = 16 << 30;

/// Which state a snapshot holds.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct SnapshotHead {
    /// The last entry that was applied.
    pub position: Position,
    /// When that entry was taken in.
    pub as_of: Timestamp,
    /// The version of the state's own encoding; another version cannot be used.
    pub state_version: u32,
}

/// A whole snapshot.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Snapshot {
    /// Which state it is.
    pub head: SnapshotHead,
    /// The state, as its engine wrote it.
    pub state: Vec<u8>,
}

/// What a search found.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Found {
    /// The newest that can be used.
    pub snapshot: Option<Snapshot>,
    /// Newer ones that are broken, with the reason of each.
    pub passed_over: Vec<SnapshotError>,
}

/// The snapshots of one data directory.
#[derive(Clone, Debug)]
pub struct Snapshots {
    dir: PathBuf,
}

/// What can go wrong with a snapshot.
#[derive(Clone, PartialEq, Eq, Debug, Error)]
pub enum SnapshotError {
    /// The file cannot be read or written.
    #[error("the snapshot {} cannot be used: {reason}", path.display())]
    Unusable {
        /// The file.
        path: PathBuf,
        /// What the system said.
        reason: String,
    },
    /// The file is not the snapshot that was written.
    #[error("the snapshot {} is broken: {reason}; delete it", path.display())]
    Broken {
        /// The file.
        path: PathBuf,
        /// What was found.
        reason: &'static str,
    },
}

impl SnapshotError {
    /// The stable code of this kind of error.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Unusable { .. } => "snapshot.unusable",
            Self::Broken { .. } => "snapshot.broken",
        }
    }
}

impl Snapshots {
    /// The snapshots in the folder `snapshots` of a data directory; the folder is made.
    pub fn open(data_dir: &Path) -> Result<Self, SnapshotError> {
        let dir = data_dir.join("snapshots");
        if !dir.is_dir() {
            let mut builder = DirBuilder::new();
            builder.mode(0o700).create(&dir).map_err(|error| unusable(&dir, &error))?;
            sync_dir_of(&dir).map_err(|error| unusable(data_dir, &error))?;
        }
        Ok(Self { dir })
    }

    /// Keeps a state. When this returns, it is on the disk under its name.
    pub fn save(&self, head: SnapshotHead, state: &[u8]) -> Result<PathBuf, SnapshotError> {
        let path = self.path(head.position);
        let temporary = self.dir.join("unfinished");
        let write = || -> io::Result<()> {
            let bytes = encode(head, state)?;
            let mut options = OpenOptions::new();
            let mut file =
                options.write(true).create(true).truncate(true).mode(0o600).open(&temporary)?;
            file.write_all(&bytes)?;
            file.sync_all()?;
            fs::rename(&temporary, &path)?;
            sync_dir_of(&path)
        };
        write().map_err(|error| {
            // What is left of it takes space that may be missing already.
            let _ = fs::remove_file(&temporary);
            unusable(&path, &error)
        })?;
        Ok(path)
    }

    /// The newest whole snapshot of this version.
    pub fn newest(&self, state_version: u32) -> Result<Found, SnapshotError> {
        self.find(|head| head.state_version == state_version)
    }

    /// The newest whole snapshot of this version whose last entry was taken in by `instant`.
    pub fn newest_at_or_before(
        &self,
        instant: Timestamp,
        state_version: u32,
    ) -> Result<Found, SnapshotError> {
        self.find(|head| head.state_version == state_version && head.as_of <= instant)
    }

    /// The newest whole snapshot of this version at `position` or before.
    pub fn newest_by_position(
        &self,
        position: Position,
        state_version: u32,
    ) -> Result<Found, SnapshotError> {
        self.find(|head| head.state_version == state_version && head.position <= position)
    }

    /// The position of the newest snapshot that says it is of this version; only its head is read.
    pub fn newest_position(&self, state_version: u32) -> Result<Option<Position>, SnapshotError> {
        let is_usable = |position: &Position| {
            let head = read_head(&self.path(*position));
            head.is_ok_and(|(head, _)| head.state_version == state_version)
        };
        Ok(self.positions()?.into_iter().rev().find(is_usable))
    }

    /// Deletes what `policy` does not keep; says how many files.
    pub fn prune(&self, policy: KeepPolicy) -> Result<usize, SnapshotError> {
        let mut whole = Vec::new();
        for position in self.positions()? {
            if let Ok((head, _)) = read_head(&self.path(position)) {
                whole.push((position, head.as_of));
            }
        }
        let surplus = policy.surplus(&whole);
        for position in &surplus {
            let path = self.path(*position);
            fs::remove_file(&path).map_err(|error| unusable(&path, &error))?;
        }
        Ok(surplus.len())
    }

    fn find(&self, is_wanted: impl Fn(&SnapshotHead) -> bool) -> Result<Found, SnapshotError> {
        let mut passed_over = Vec::new();
        for position in self.positions()?.into_iter().rev() {
            match read_if(&self.path(position), position, &is_wanted) {
                Ok(None) => {}
                Ok(snapshot) => return Ok(Found { snapshot, passed_over }),
                Err(error) => passed_over.push(error),
            }
        }
        Ok(Found { snapshot: None, passed_over })
    }

    /// The positions in the names of the files, lowest first.
    fn positions(&self) -> Result<BTreeSet<Position>, SnapshotError> {
        let mut positions = BTreeSet::new();
        let files = fs::read_dir(&self.dir).map_err(|error| unusable(&self.dir, &error))?;
        for file in files {
            let path = file.map_err(|error| unusable(&self.dir, &error))?.path();
            let stem = path.file_stem().and_then(|stem| stem.to_str());
            let is_snapshot = path.extension().is_some_and(|extension| extension == EXTENSION);
            if let (true, Some(Ok(position))) = (is_snapshot, stem.map(str::parse)) {
                positions.insert(Position(position));
            }
        }
        Ok(positions)
    }

    /// Names sort like positions.
    fn path(&self, position: Position) -> PathBuf {
        self.dir.join(format!("{:020}.{EXTENSION}", position.0))
    }
}

fn encode(head: SnapshotHead, state: &[u8]) -> io::Result<Vec<u8>> {
    let body = zstd::bulk::compress(state, 1)?;
    let mut bytes = Vec::with_capacity(HEADER_BYTES + body.len());
    bytes.extend_from_slice(&MAGIC);
    bytes.extend_from_slice(&FILE_VERSION.to_le_bytes());
    bytes.extend_from_slice(&head.state_version.to_le_bytes());
    bytes.extend_from_slice(&[0; 4]);
    bytes.extend_from_slice(&head.position.0.to_le_bytes());
    bytes.extend_from_slice(&head.as_of.0.to_le_bytes());
    bytes.extend_from_slice(&(state.len() as u64).to_le_bytes());
    bytes.extend_from_slice(&(body.len() as u64).to_le_bytes());
    let sum = sum(&bytes, &body);
    bytes.extend_from_slice(&sum);
    bytes.extend_from_slice(&body);
    Ok(bytes)
}

/// Reads a snapshot if its head is wanted.
fn read_if(
    path: &Path,
    position: Position,
    is_wanted: &impl Fn(&SnapshotHead) -> bool,
) -> Result<Option<Snapshot>, SnapshotError> {
    let broken = |reason| SnapshotError::Broken { path: path.to_owned(), reason };
    let (head, header) = read_head(path)?;
    if !is_wanted(&head) {
        return Ok(None);
    }
    let bytes = fs::read(path).map_err(|error| unusable(path, &error))?;
    let body = bytes.get(HEADER_BYTES..).unwrap_or_default();
    if body.len() as u64 != long(&header, 40) {
        return Err(broken("its length is not the one in its header"));
    }
    if sum(&header[..SUM_AT], body)[..] != header[SUM_AT..] {
        return Err(broken("its checksum does not match"));
    }
    if head.position != position {
        return Err(broken("its name is not its position"));
    }
    let n_plain = long(&header, 32);
    let n_plain = usize::try_from(n_plain.min(MAX_STATE_BYTES)).unwrap_or(usize::MAX);
    let state = zstd::bulk::decompress(body, n_plain);
    let state = state.map_err(|_| broken("it cannot be decompressed"))?;
    Ok(Some(Snapshot { head, state }))
}

/// Reads what a file says it is. Only the checksum over all of it can prove that.
fn read_head(path: &Path) -> Result<(SnapshotHead, [u8; HEADER_BYTES]), SnapshotError> {
    let broken = |reason| SnapshotError::Broken { path: path.to_owned(), reason };
    let mut file = File::open(path).map_err(|error| unusable(path, &error))?;
    let mut header = [0; HEADER_BYTES];
    file.read_exact(&mut header).map_err(|_| broken("it is shorter than a header"))?;
    if header[..4] != MAGIC || word(&header, 4) != FILE_VERSION {
        return Err(broken("it does not begin like a snapshot"));
    }
    let head = SnapshotHead {
        position: Position(long(&header, 16)),
        as_of: Timestamp(long(&header, 24).cast_signed()),
        state_version: word(&header, 8),
    };
    Ok((head, header))
}

fn sum(header: &[u8], body: &[u8]) -> [u8; 32] {
    let mut hasher = Sha256::new();
    hasher.update(header);
    hasher.update(body);
    hasher.finalize().into()
}

fn word(bytes: &[u8], at: usize) -> u32 {
    let mut word = [0; 4];
    word.copy_from_slice(&bytes[at..at + 4]);
    u32::from_le_bytes(word)
}

fn long(bytes: &[u8], at: usize) -> u64 {
    let mut long = [0; 8];
    long.copy_from_slice(&bytes[at..at + 8]);
    u64::from_le_bytes(long)
}

fn unusable(path: &Path, error: &io::Error) -> SnapshotError {
    SnapshotError::Unusable { path: path.to_owned(), reason: error.to_string() }
}

#[cfg(test)]
mod tests;
