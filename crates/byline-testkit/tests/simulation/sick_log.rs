//! A log that may have one of the planted bugs.

use std::collections::BTreeSet;
use std::ops::ControlFlow;

use byline_core::entry::{DedupKey, Entry, Position};
use byline_core::time::Timestamp;
use byline_log::{
    Commit, Crash, Fault, Log, LogError, MemoryLog, PayloadId, ReadLog, Receipt, Recovery,
    SealedPayload, Visit,
};

use crate::plants::{Bug, other_key};

/// A log over a simulated disk, with at most one bug.
pub struct SickLog {
    log: MemoryLog,
    bug: Option<Bug>,
    /// How often it was recovered.
    n_recoveries: u64,
    n_commits: u64,
    /// Keys that were kept before their records were.
    marked: BTreeSet<DedupKey>,
    /// An entry that nobody shall see any more.
    lost: Option<Position>,
}

impl SickLog {
    /// An empty log.
    pub fn new(bug: Option<Bug>) -> Self {
        Self {
            log: MemoryLog::new(),
            bug,
            n_recoveries: 0,
            n_commits: 0,
            marked: BTreeSet::new(),
            lost: None,
        }
    }

    /// The machine stops, and the disk is opened anew.
    pub fn crash(mut self, crash: &Crash) -> Result<Self, LogError> {
        self.log.crash(crash);
        self.recover()?;
        Ok(self)
    }

    /// Makes the next write go wrong.
    pub fn fail_next(&mut self, fault: Fault) {
        self.log.disk_mut().fail_next(fault);
    }

    /// Leaves room for so many bytes, or lifts the limit.
    pub fn set_room(&mut self, n_bytes: Option<usize>) {
        let used = self.log.disk().bytes().len();
        self.log.disk_mut().set_capacity(n_bytes.map(|n_bytes| used + n_bytes));
    }

    /// How many bytes would be lost by a crash that keeps nothing.
    pub fn n_volatile_bytes(&self) -> usize {
        self.log.disk().bytes().len() - self.log.disk().n_durable_bytes()
    }

    /// The entries as this log sends them to the disk.
    fn spoiled(&mut self, entries: &[Entry]) -> Vec<Entry> {
        let salt = match self.bug {
            Some(Bug::DedupForgotten) => self.n_commits,
            Some(Bug::DedupLostAtRecovery) => self.n_recoveries,
            _ => 0,
        };
        let first = self.log.read_from(Position(1), 1).unwrap_or_default();
        let owner = first.first().and_then(|(_, entry)| entry.dedup);
        let mut spoiled = entries.to_vec();
        for entry in &mut spoiled {
            let Some(key) = entry.dedup else { continue };
            if 0 < salt {
                entry.dedup = Some(other_key(key, salt));
            }
            if self.bug == Some(Bug::MarkerBeforeRecord) && !self.marked.insert(key) {
                // A key that is known: the log will say that this was delivered before.
                entry.dedup = owner.or(entry.dedup);
            }
        }
        spoiled
    }
}

impl ReadLog for SickLog {
    fn scan(&self, from: Position, visit: &mut Visit<'_>) -> Result<(), LogError> {
        self.log.scan(from, &mut |position, entry| match self.lost {
            Some(lost) if lost <= position => ControlFlow::Break(()),
            _ => visit(position, entry),
        })
    }

    fn scan_back(&self, from: Position, visit: &mut Visit<'_>) -> Result<(), LogError> {
        self.log.scan_back(from, visit)
    }

    fn payload(&self, id: PayloadId) -> Result<Option<SealedPayload>, LogError> {
        self.log.payload(id)
    }

    fn newest_payloads(&self, limit: usize) -> Result<Vec<(PayloadId, SealedPayload)>, LogError> {
        self.log.newest_payloads(limit)
    }
}

impl Log for SickLog {
    fn commit(&mut self, commit: Commit<'_>) -> Result<Receipt, LogError> {
        self.n_commits += 1;
        if self.bug == Some(Bug::AckBeforeDurable) {
            self.fail_next(Fault::SyncLies);
        }
        let is_spoiled = matches!(
            self.bug,
            Some(Bug::DedupForgotten | Bug::DedupLostAtRecovery | Bug::MarkerBeforeRecord)
        );
        if !is_spoiled {
            return self.log.commit(commit);
        }
        let entries = self.spoiled(commit.entries);
        self.log.commit(Commit { entries: &entries, ..commit })
    }

    fn last_position(&self) -> Position {
        match self.lost {
            Some(lost) => Position(lost.0 - 1),
            None => self.log.last_position(),
        }
    }

    fn next_payload_id(&self) -> PayloadId {
        self.log.next_payload_id()
    }

    fn recover(&mut self) -> Result<Recovery, LogError> {
        let recovery = self.log.recover()?;
        self.n_recoveries += 1;
        let is_losing = self.bug == Some(Bug::LastEntryLost) && 0 < recovery.last_position.0;
        self.lost = is_losing.then_some(recovery.last_position);
        Ok(recovery)
    }

    fn prune_payloads(&mut self, instant: Timestamp) -> Result<u64, LogError> {
        self.log.prune_payloads(instant)
    }
}
