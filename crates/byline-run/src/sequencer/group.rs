//! A group: the requests that share one commit.

use std::ops::Range;

use byline_core::entry::{Entry, Fact, Position};
use byline_core::time::Timestamp;
use byline_log::{Outcome, PayloadId, Receipt, SealedPayload};

/// The requests that share one commit, in order.
#[derive(Default, Debug)]
pub struct Group {
    entries: Vec<Entry>,
    payloads: Vec<SealedPayload>,
    requests: Vec<Request>,
}

#[derive(Debug)]
struct Request {
    entries: Range<usize>,
    payload: Option<usize>,
}

impl Group {
    /// A group of nothing.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a request: entries, and the raw delivery that they were made from.
    pub fn push(&mut self, entries: Vec<Entry>, payload: Option<SealedPayload>) {
        let first = self.entries.len();
        self.entries.extend(entries);
        let payload = payload.map(|payload| {
            self.payloads.push(payload);
            self.payloads.len() - 1
        });
        self.requests.push(Request { entries: first..self.entries.len(), payload });
    }

    /// The entries of all requests, in order.
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// The raw deliveries of all requests, in order.
    pub fn payloads(&self) -> &[SealedPayload] {
        &self.payloads
    }

    /// Whether there is nothing to commit.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty() && self.payloads.is_empty()
    }

    /// How many requests there are.
    pub fn n_requests(&self) -> usize {
        self.requests.len()
    }

    /// A group for each request.
    pub fn split(self) -> Vec<Self> {
        let (mut entries, mut payloads) = (self.entries.into_iter(), self.payloads.into_iter());
        let alone = |request: Request| {
            let mut group = Self::new();
            let own = entries.by_ref().take(request.entries.len()).collect();
            let payload = request.payload.and_then(|_| payloads.next());
            group.push(own, payload);
            group
        };
        self.requests.into_iter().map(alone).collect()
    }

    /// Takes back the entries of the last request.
    pub fn pop(&mut self) -> Vec<Entry> {
        let last = self.requests.pop();
        last.map_or_else(Vec::new, |request| self.entries.split_off(request.entries.start))
    }

    /// What became of each request, in order.
    pub fn receipts<'r>(&'r self, whole: &'r Receipt) -> impl Iterator<Item = Receipt> + 'r {
        self.requests.iter().map(|request| whole.part(request.entries.clone()))
    }

    /// Gives every entry its time, and every quarantined one the place of its raw delivery.
    pub(super) fn sequence(&mut self, received_at: Timestamp, first_payload: PayloadId) {
        for request in &self.requests {
            let inbox_id = request.payload.map(|index| first_payload.0 + index as u64);
            for entry in &mut self.entries[request.entries.clone()] {
                entry.received_at = received_at;
                if let Fact::Quarantined(quarantined) = &mut entry.fact {
                    quarantined.inbox_id = inbox_id;
                }
            }
        }
    }

    /// The entries that are new, with their positions.
    pub(super) fn fresh<'r>(
        &'r self,
        receipt: &'r Receipt,
    ) -> impl Iterator<Item = (Position, &'r Entry)> + Clone + 'r {
        receipt.outcomes().iter().zip(&self.entries).filter_map(|(outcome, entry)| match outcome {
            Outcome::Appended(position) => Some((*position, entry)),
            Outcome::Duplicate(_) => None,
        })
    }
}
