//! What a log does, whoever keeps it.
//!
//! A commit goes in whole or not at all, and its receipt exists only once it is durable. After a
//! commit that failed nobody knows what reached the disk: the log stops, [`Log::recover`] looks,
//! and whoever had sent the commit reads on from the last position that it knows.

use std::ops::{ControlFlow, Range};

use byline_core::entry::{DedupKey, Entry, Position};
use byline_core::time::Timestamp;

use crate::error::LogError;
use crate::inbox::{PayloadId, SealedPayload};

/// The most entries that one commit may hold.
pub const MAX_COMMIT_ENTRIES: usize = 65_536;

/// What is written together: all of it becomes durable, or none.
#[derive(Clone, Copy, Default, Debug)]
pub struct Commit<'a> {
    /// The entries, in the order in which they are to be applied.
    pub entries: &'a [Entry],
    /// The raw deliveries behind them. They get the ids from [`Log::next_payload_id`] on, in this
    /// order.
    pub payloads: &'a [SealedPayload],
}

/// What became of one entry of a commit.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Outcome {
    /// It is in the log, here.
    Appended(Position),
    /// Its dedup key was there before: the first of its kind is here.
    Duplicate(Position),
}

/// The proof that a commit is durable. Only a log makes one, so whoever demands it as an argument
/// cannot answer before the disk has.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Receipt {
    outcomes: Vec<Outcome>,
    payload_ids: Range<u64>,
}

/// What a log found when it was opened or opened anew.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Recovery {
    /// The last entry that is there; position 0 if there is none.
    pub last_position: Position,
    /// How many bytes of a commit that never finished were cut off.
    pub n_cut_bytes: u64,
}

/// A sequence of entries that can be read, dense from position 1 up, and the raw deliveries
/// beside it.
pub trait ReadLog {
    /// Shows the entries from `from` on, oldest first, in flat memory, until `visit` breaks.
    fn scan(&self, from: Position, visit: &mut Visit<'_>) -> Result<(), LogError>;

    /// Shows the entries from `from` back, newest first, until `visit` breaks.
    fn scan_back(&self, from: Position, visit: &mut Visit<'_>) -> Result<(), LogError>;

    /// At most `limit` entries from `from` on, oldest first. To read much, scan.
    fn read_from(&self, from: Position, limit: usize) -> Result<Vec<(Position, Entry)>, LogError> {
        let mut entries = Vec::new();
        if limit == 0 {
            return Ok(entries);
        }
        self.scan(from, &mut |position, entry| {
            entries.push((position, entry));
            if entries.len() < limit { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
        })?;
        Ok(entries)
    }

    /// One raw delivery; `None` if there never was one, or if it has been pruned.
    fn payload(&self, id: PayloadId) -> Result<Option<SealedPayload>, LogError>;

    /// The newest raw deliveries, newest first.
    fn newest_payloads(&self, limit: usize) -> Result<Vec<(PayloadId, SealedPayload)>, LogError>;
}

/// What a scan shows an entry to; it breaks when it has seen enough.
pub type Visit<'a> = dyn FnMut(Position, Entry) -> ControlFlow<()> + 'a;

/// A log that can be written, by one writer.
pub trait Log: ReadLog + Send {
    /// Makes a commit durable, then says what became of each entry.
    ///
    /// An entry whose dedup key is in the log already, or earlier in the same commit, is not
    /// written again. On any error but [`LogError::TooLarge`] the log stops.
    fn commit(&mut self, commit: Commit<'_>) -> Result<Receipt, LogError>;

    /// Makes entries durable; a [`Log::commit`] without payloads.
    fn append(&mut self, entries: &[Entry]) -> Result<Receipt, LogError> {
        self.commit(Commit { entries, payloads: &[] })
    }

    /// The last durable entry; position 0 while there is none.
    fn last_position(&self) -> Position;

    /// The id that the first payload of the next commit will get.
    fn next_payload_id(&self) -> PayloadId;

    /// Opens the store anew after a failed commit and looks what is there. The failed commit may
    /// be there whole, or not at all. If this fails too, the log stays stopped; ask again later.
    fn recover(&mut self) -> Result<Recovery, LogError>;

    /// Forgets the raw deliveries received before `instant`; says how many there were.
    fn prune_payloads(&mut self, instant: Timestamp) -> Result<u64, LogError>;
}

impl Receipt {
    pub(crate) fn new(outcomes: Vec<Outcome>, payload_ids: Range<u64>) -> Self {
        Self { outcomes, payload_ids }
    }

    /// What became of each entry, in the order of the commit.
    pub fn outcomes(&self) -> &[Outcome] {
        &self.outcomes
    }

    /// The ids that the payloads got, in the order of the commit.
    pub fn payload_ids(&self) -> impl ExactSizeIterator<Item = PayloadId> + use<> {
        let n_payloads = usize::try_from(self.payload_ids.end - self.payload_ids.start);
        let first = self.payload_ids.start;
        (0..n_payloads.unwrap_or(0)).map(move |index| PayloadId(first + index as u64))
    }

    /// The receipt for some of the entries, for one of several senders who shared a commit.
    ///
    /// # Panics
    /// If the commit had fewer entries.
    pub fn part(&self, entries: Range<usize>) -> Self {
        Self { outcomes: self.outcomes[entries].to_vec(), payload_ids: self.payload_ids.clone() }
    }
}

impl Outcome {
    /// Where the entry, or the first of its kind, is.
    pub fn position(self) -> Position {
        match self {
            Self::Appended(position) | Self::Duplicate(position) => position,
        }
    }

    /// Whether the entry was there before.
    pub fn is_duplicate(self) -> bool {
        matches!(self, Self::Duplicate(_))
    }
}

/// The entries of a commit, sorted into new ones and duplicates.
pub(crate) struct Sorted<'a> {
    /// The new ones, in order.
    pub fresh: Vec<&'a Entry>,
    /// What became of every one.
    pub outcomes: Vec<Outcome>,
}

/// Sorts entries into new ones, numbered from `next` on, and duplicates.
///
/// `claim` is asked once for each key in order: it answers with the position that owns the key
/// already, or notes the given position as its owner.
pub(crate) fn sort_out<'a>(
    entries: &'a [Entry],
    next: Position,
    mut claim: impl FnMut(DedupKey, Position) -> Result<Option<Position>, LogError>,
) -> Result<Sorted<'a>, LogError> {
    let mut fresh = Vec::with_capacity(entries.len());
    let mut outcomes = Vec::with_capacity(entries.len());
    for entry in entries {
        let position = Position(next.0 + fresh.len() as u64);
        let owner = match entry.dedup {
            Some(key) => claim(key, position)?,
            None => None,
        };
        match owner {
            Some(first) => outcomes.push(Outcome::Duplicate(first)),
            None => {
                fresh.push(entry);
                outcomes.push(Outcome::Appended(position));
            }
        }
    }
    Ok(Sorted { fresh, outcomes })
}

/// Refuses a commit that is larger than any store has to take.
pub(crate) fn check_size(commit: Commit<'_>) -> Result<(), LogError> {
    let asked = commit.entries.len().max(commit.payloads.len());
    if asked <= MAX_COMMIT_ENTRIES {
        return Ok(());
    }
    Err(LogError::TooLarge { asked: asked as u64, limit: MAX_COMMIT_ENTRIES as u64 })
}
