//! A log in memory, over a simulated disk: for tests, and for the simulation that breaks it.
//!
//! It keeps real batches on a [`ByteDisk`] and finds everything again from those bytes alone, as a
//! log on a real disk must. One record holds a commit whole, with its payloads. Recovery cuts at
//! the first record that is not whole. If a whole record stands behind it, the harm is no torn
//! tail: then recovery names it and cuts nothing.

mod record;

use std::collections::{BTreeMap, HashMap};
use std::ops::Range;

use byline_core::entry::{DedupKey, Position};
use byline_core::time::Timestamp;

use crate::codec;
use crate::disk::{ByteDisk, Crash};
use crate::error::LogError;
use crate::inbox::{PayloadId, SealedPayload};
use crate::log::{self, Commit, Log, ReadLog, Receipt, Recovery, Visit};
use crate::secret::{SealedSecrets, Vault};
use record::Record;

/// A log over a simulated disk. Its disk holds the log alone: secrets never fail, and pruned
/// payloads come back after a recovery.
#[derive(Debug, Default)]
pub struct MemoryLog {
    disk: ByteDisk,
    index: Index,
    is_stopped: bool,
    secrets: BTreeMap<String, SealedSecrets>,
}

/// What is known about the bytes; all of it can be found again from them.
#[derive(Debug, Default)]
struct Index {
    /// Where the batch that begins with this position lies.
    batches: BTreeMap<u64, Range<usize>>,
    owners: HashMap<DedupKey, Position>,
    payloads: BTreeMap<u64, SealedPayload>,
    last_position: u64,
    last_payload: u64,
}

impl MemoryLog {
    /// An empty log.
    pub fn new() -> Self {
        Self::default()
    }

    /// Opens whatever log the disk holds.
    pub fn open(disk: ByteDisk) -> Result<(Self, Recovery), LogError> {
        let mut log = Self { disk, is_stopped: true, ..Self::default() };
        let recovery = log.recover()?;
        Ok((log, recovery))
    }

    /// The disk below, to read it.
    pub fn disk(&self) -> &ByteDisk {
        &self.disk
    }

    /// The disk below, to plan faults and to harm it.
    pub fn disk_mut(&mut self) -> &mut ByteDisk {
        &mut self.disk
    }

    /// The machine stops here. Nothing works before [`Log::recover`].
    pub fn crash(&mut self, crash: &Crash) {
        self.disk.crash(crash);
        self.index = Index::default();
        self.is_stopped = true;
    }

    fn batch(&self, place: &Range<usize>) -> Result<codec::Batch, LogError> {
        codec::decode(&self.disk.bytes()[place.clone()]).map_err(|error| {
            let first = self.index.batches.iter().find(|(_, known)| *known == place);
            let first = Position(first.map_or(1, |(first, _)| *first));
            LogError::Corrupt { first, last: self.last_of(first), reason: error.to_string() }
        })
    }

    /// The last position of the batch that begins with `first`.
    fn last_of(&self, first: Position) -> Position {
        let next = self.index.batches.range(first.0 + 1..).next();
        Position(next.map_or(self.index.last_position, |(next, _)| next - 1))
    }
}

impl ReadLog for MemoryLog {
    fn scan(&self, from: Position, visit: &mut Visit<'_>) -> Result<(), LogError> {
        let holding = self.index.batches.range(..=from.0).next_back();
        let start = holding.map_or(0, |(first, _)| *first);
        for (first, place) in self.index.batches.range(start..) {
            let entries = self.batch(place)?.entries;
            for (position, entry) in (*first..).zip(entries) {
                if from.0 <= position && visit(Position(position), entry).is_break() {
                    return Ok(());
                }
            }
        }
        Ok(())
    }

    fn scan_back(&self, from: Position, visit: &mut Visit<'_>) -> Result<(), LogError> {
        for (first, place) in self.index.batches.range(..=from.0).rev() {
            let entries = self.batch(place)?.entries;
            let numbered: Vec<_> = (*first..).zip(entries).collect();
            for (position, entry) in numbered.into_iter().rev() {
                if position <= from.0 && visit(Position(position), entry).is_break() {
                    return Ok(());
                }
            }
        }
        Ok(())
    }

    fn payload(&self, id: PayloadId) -> Result<Option<SealedPayload>, LogError> {
        Ok(self.index.payloads.get(&id.0).cloned())
    }

    fn newest_payloads(&self, limit: usize) -> Result<Vec<(PayloadId, SealedPayload)>, LogError> {
        let newest = self.index.payloads.iter().rev().take(limit);
        Ok(newest.map(|(id, payload)| (PayloadId(*id), payload.clone())).collect())
    }
}

impl Log for MemoryLog {
    fn commit(&mut self, commit: Commit<'_>) -> Result<Receipt, LogError> {
        if self.is_stopped {
            return Err(LogError::Stopped);
        }
        log::check_size(commit)?;
        let first = Position(self.index.last_position + 1);
        let mut claimed = HashMap::new();
        let sorted = log::sort_out(commit.entries, first, |key, position| {
            let owner = self.index.owners.get(&key).or_else(|| claimed.get(&key)).copied();
            if owner.is_none() {
                claimed.insert(key, position);
            }
            Ok(owner)
        })?;
        let first_payload = self.index.last_payload + 1;
        let payload_ids = first_payload..first_payload + commit.payloads.len() as u64;
        if sorted.fresh.is_empty() && commit.payloads.is_empty() {
            return Ok(Receipt::new(sorted.outcomes, payload_ids));
        }
        let record = record::make(first, &sorted.fresh, commit.payloads)?;
        let start = self.disk.bytes().len();
        if let Err(error) = self.disk.append(&record) {
            self.is_stopped = true;
            return Err(error);
        }
        let batch = record::batch_place(&record, start);
        self.index.note_batch(first, sorted.fresh.len(), batch);
        self.index.owners.extend(claimed);
        self.index.note_payloads(commit.payloads.iter().cloned());
        Ok(Receipt::new(sorted.outcomes, payload_ids))
    }

    fn last_position(&self) -> Position {
        Position(self.index.last_position)
    }

    fn recover(&mut self) -> Result<Recovery, LogError> {
        self.is_stopped = true;
        let (index, n_whole) = Index::find(self.disk.bytes())?;
        let n_cut = self.disk.bytes().len() - n_whole;
        self.disk.cut(n_whole);
        self.index = index;
        self.is_stopped = false;
        Ok(Recovery { last_position: self.last_position(), n_cut_bytes: n_cut as u64 })
    }

    fn next_payload_id(&self) -> PayloadId {
        PayloadId(self.index.last_payload + 1)
    }

    fn prune_payloads(&mut self, instant: Timestamp) -> Result<u64, LogError> {
        if self.is_stopped {
            return Err(LogError::Stopped);
        }
        let n_before = self.index.payloads.len();
        self.index.payloads.retain(|_, payload| instant <= payload.received_at);
        Ok((n_before - self.index.payloads.len()) as u64)
    }
}

impl Vault for MemoryLog {
    fn put_secrets(&mut self, name: &str, secrets: &SealedSecrets) -> Result<(), LogError> {
        self.secrets.insert(name.to_owned(), secrets.clone());
        Ok(())
    }

    fn secrets(&self, name: &str) -> Result<Option<SealedSecrets>, LogError> {
        Ok(self.secrets.get(name).cloned())
    }

    fn delete_secrets(&mut self, name: &str) -> Result<bool, LogError> {
        Ok(self.secrets.remove(name).is_some())
    }

    fn secret_names(&self) -> Result<Vec<String>, LogError> {
        Ok(self.secrets.keys().cloned().collect())
    }
}

impl Index {
    /// Finds everything that the bytes hold, and how many bytes of them are whole records.
    fn find(bytes: &[u8]) -> Result<(Self, usize), LogError> {
        let mut index = Self::default();
        let mut at = 0;
        while let Some(record) = Record::read(&bytes[at..]) {
            let start = at + record::HEADER_BYTES;
            let batch = codec::decode(record.batch).map_err(|error| index.harm(&error))?;
            if batch.first.0 != index.last_position + 1 {
                return Err(index.harm(&"the batch before it is missing"));
            }
            for (position, entry) in (batch.first.0..).zip(&batch.entries) {
                if let Some(key) = entry.dedup {
                    index.owners.insert(key, Position(position));
                }
            }
            index.note_batch(batch.first, batch.entries.len(), start..start + record.batch.len());
            let payloads: Vec<SealedPayload> =
                minicbor::decode(record.payloads).map_err(|error| index.harm(&error))?;
            index.note_payloads(payloads);
            at += record.n_bytes;
        }
        let has_whole_record_behind =
            (at + 1..bytes.len()).any(|later| Record::read(&bytes[later..]).is_some());
        if has_whole_record_behind {
            return Err(index.harm(&"the record is broken and whole ones stand behind it"));
        }
        Ok((index, at))
    }

    fn note_batch(&mut self, first: Position, n_entries: usize, place: Range<usize>) {
        if n_entries == 0 {
            return;
        }
        self.batches.insert(first.0, place);
        self.last_position = first.0 + n_entries as u64 - 1;
    }

    fn note_payloads(&mut self, payloads: impl IntoIterator<Item = SealedPayload>) {
        for payload in payloads {
            self.last_payload += 1;
            self.payloads.insert(self.last_payload, payload);
        }
    }

    fn harm(&self, reason: &dyn std::fmt::Display) -> LogError {
        let first = Position(self.last_position + 1);
        LogError::Corrupt { first, last: first, reason: reason.to_string() }
    }
}

#[cfg(test)]
mod tests;
