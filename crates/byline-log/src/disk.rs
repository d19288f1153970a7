//! A simulated disk: bytes, of which some are durable, and faults that arrive as data.
//!
//! It behaves like the end of a file on a real machine. Written bytes are not durable before a
//! sync; a crash keeps any prefix of the rest and may leave garbage behind it; a failed sync drops
//! what it should have kept; a full disk takes what fits. There is no randomness in here: the
//! simulation rolls the dice and hands in what fell.

use std::collections::BTreeMap;

use crate::error::LogError;

/// What goes wrong with one write. Nothing of the commit is answered, but for the last kind.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Fault {
    /// Nothing is written.
    BeforeWrite,
    /// The bytes are written; the sync never happens.
    AfterWrite,
    /// The sync fails and drops what was written, as Linux does.
    SyncDrops,
    /// The bytes are durable; the answer never comes.
    AfterSync,
    /// There is no space for the write; as many bytes as given here still fit.
    Full {
        /// How many bytes still fit.
        n_fitting_bytes: usize,
    },
    /// The disk lies: it answers that the bytes are durable, and they are not. No log can stand
    /// this; a simulation that does not notice is broken.
    SyncLies,
}

/// What a crash leaves behind the durable bytes.
#[derive(Clone, Default, PartialEq, Eq, Debug)]
pub struct Crash {
    /// How many of the bytes that were written but not synced survive.
    pub n_kept_bytes: usize,
    /// What stands behind them.
    pub garbage: Vec<u8>,
}

/// A growing file on a disk that can fail.
#[derive(Clone, Default, Debug)]
pub struct ByteDisk {
    bytes: Vec<u8>,
    n_durable: usize,
    n_writes: u64,
    faults: BTreeMap<u64, Fault>,
    capacity_bytes: Option<usize>,
}

impl ByteDisk {
    /// Makes the `nth` write from the beginning, counted from 1, go wrong.
    pub fn fail_at(&mut self, nth: u64, fault: Fault) {
        self.faults.insert(nth, fault);
    }

    /// Makes the next write go wrong.
    pub fn fail_next(&mut self, fault: Fault) {
        self.fail_at(self.n_writes + 1, fault);
    }

    /// Limits the disk to so many bytes, or lifts the limit.
    pub fn set_capacity(&mut self, capacity_bytes: Option<usize>) {
        self.capacity_bytes = capacity_bytes;
    }

    /// The machine stops: what was not durable is gone but for what `crash` keeps.
    pub fn crash(&mut self, crash: &Crash) {
        let kept = self.n_durable.saturating_add(crash.n_kept_bytes);
        self.bytes.truncate(kept);
        self.bytes.extend_from_slice(&crash.garbage);
        self.n_durable = self.bytes.len();
    }

    /// Everything on the disk, durable or not.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// Everything on the disk, to harm it.
    pub fn bytes_mut(&mut self) -> &mut [u8] {
        &mut self.bytes
    }

    /// How many bytes would survive any crash.
    pub fn n_durable_bytes(&self) -> usize {
        self.n_durable
    }

    /// How many writes there were, failed ones included.
    pub fn n_writes(&self) -> u64 {
        self.n_writes
    }

    /// Writes and syncs `record` at the end.
    pub(crate) fn append(&mut self, record: &[u8]) -> Result<(), LogError> {
        self.n_writes += 1;
        let fault = self.faults.remove(&self.n_writes);
        let start = self.bytes.len();
        match fault {
            Some(Fault::BeforeWrite) => return Err(broken("the write failed")),
            Some(Fault::Full { n_fitting_bytes }) => {
                let n_fitting = n_fitting_bytes.min(record.len().saturating_sub(1));
                self.bytes.extend_from_slice(&record[..n_fitting]);
                return Err(LogError::Full);
            }
            _ => self.write(record)?,
        }
        match fault {
            Some(Fault::AfterWrite) => return Err(broken("the sync did not happen")),
            Some(Fault::SyncDrops) => {
                self.bytes.truncate(start);
                return Err(broken("the sync failed"));
            }
            Some(Fault::SyncLies) => return Ok(()),
            _ => self.n_durable = self.bytes.len(),
        }
        match fault {
            Some(Fault::AfterSync) => Err(broken("the answer did not come")),
            _ => Ok(()),
        }
    }

    /// Cuts the disk at `n_bytes`; what is left becomes durable.
    pub(crate) fn cut(&mut self, n_bytes: usize) {
        self.bytes.truncate(n_bytes);
        self.n_durable = self.bytes.len();
    }

    fn write(&mut self, record: &[u8]) -> Result<(), LogError> {
        let room = match self.capacity_bytes {
            Some(capacity_bytes) => capacity_bytes.saturating_sub(self.bytes.len()),
            None => usize::MAX,
        };
        if room < record.len() {
            self.bytes.extend_from_slice(&record[..room]);
            return Err(LogError::Full);
        }
        self.bytes.extend_from_slice(record);
        Ok(())
    }
}

fn broken(reason: &str) -> LogError {
    LogError::Failed { reason: reason.to_owned() }
}
