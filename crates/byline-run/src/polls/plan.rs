//! The plan: which request is due, of all polls of all connections.
//!
//! In: the time, and what each request brought. Out: the requests to send now and the marks to
//! keep. It has no clock and opens nothing, so tests drive it through years in a moment.
//!
//! Always holds: a connection has one request under way at most and never more in a minute than
//! its poll allows; whoever waited longest is served first.

use std::collections::{BTreeMap, BTreeSet};

use byline_core::entry::Connection;
use byline_core::id::ConnectionId;
use byline_core::time::{Span, Timestamp};
use byline_ingest::poll::Poll;

use super::budget::Budget;
use super::line::{Depth, Line, Outcome, Seen, Turn};
use super::mark::{self, Mark};

/// How many requests are under way at once, over all connections.
pub const MAX_UNDER_WAY: usize = 8;

/// Which poll of which connection.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct LineKey {
    /// The connection.
    pub connection: ConnectionId,
    /// What is asked for.
    pub what: &'static str,
}

/// One request to send.
#[derive(Clone, Debug)]
pub struct Job {
    /// For which line.
    pub key: LineKey,
    /// What is asked.
    pub poll: &'static Poll,
    /// Who asks.
    pub connection: Connection,
    /// The turn that it belongs to.
    pub turn: Turn,
    fingerprint: [u8; 16],
}

impl Job {
    /// A request outside of any turn, to see whether it works.
    pub fn alone(key: &LineKey, line: &Line, span: Span, now: Timestamp) -> Self {
        Self {
            key: key.clone(),
            poll: line.poll,
            connection: line.seen.connection.clone(),
            turn: Turn::new(Depth::Near, span, &line.seen.subjects.all, now),
            fingerprint: line.seen.fingerprint,
        }
    }
}

/// All polls of all connections.
#[derive(Default, Debug)]
pub struct Plan {
    lines: BTreeMap<LineKey, Line>,
    budgets: BTreeMap<ConnectionId, Budget>,
    under_way: BTreeSet<ConnectionId>,
}

impl Plan {
    /// Sees which polls there are now. `find` gives the mark of one that was not there before.
    pub fn look(
        &mut self,
        seen: Vec<(&'static Poll, Seen)>,
        mut find: impl FnMut(&LineKey) -> Option<Mark>,
    ) {
        let mut gone: BTreeSet<LineKey> = self.lines.keys().cloned().collect();
        for (poll, seen) in seen {
            let key = LineKey { connection: seen.connection.id.clone(), what: poll.what };
            gone.remove(&key);
            match self.lines.get_mut(&key) {
                Some(line) => line.see(seen),
                None => {
                    let mark = find(&key).unwrap_or_default();
                    self.lines.insert(key, Line::new(poll, seen, mark));
                }
            }
        }
        self.lines.retain(|key, _| !gone.contains(key));
    }

    /// The requests to send now. Each has to be finished.
    pub fn step(&mut self, now: Timestamp) -> Vec<Job> {
        let mut due: Vec<(Timestamp, LineKey)> = Vec::new();
        for (key, line) in &self.lines {
            if line.due_at(now).is_some_and(|at| at <= now) {
                due.push((line.served_at, key.clone()));
            }
        }
        due.sort();
        let mut jobs = Vec::new();
        for (_, key) in due {
            let is_busy = self.under_way.contains(&key.connection);
            if is_busy || MAX_UNDER_WAY <= self.under_way.len() {
                continue;
            }
            let Some(line) = self.lines.get_mut(&key) else { continue };
            let budget = self.budgets.entry(key.connection.clone()).or_default();
            if budget.n_left(line.poll.requests_per_min, now) == 0 {
                continue;
            }
            budget.spend(now);
            self.under_way.insert(key.connection.clone());
            let (poll, fingerprint) = (line.poll, line.seen.fingerprint);
            let (connection, turn) = (line.seen.connection.clone(), line.serve(now));
            jobs.push(Job { key, poll, connection, turn, fingerprint });
        }
        jobs
    }

    /// Takes in what a request brought; gives the mark that has to be kept now, with its name.
    pub fn finish(
        &mut self,
        job: &Job,
        outcome: Outcome,
        now: Timestamp,
        jitter: u64,
    ) -> Option<(String, Mark)> {
        self.under_way.remove(&job.key.connection);
        let line = self.lines.get_mut(&job.key)?;
        if line.seen.fingerprint != job.fingerprint {
            // It was asked with a secret or setting that is no longer in force.
            return None;
        }
        let (is_new, silent_until) = line.finish(job.turn.depth, outcome, now, jitter);
        let mark = line.mark.clone();
        if let Some(until) = silent_until {
            self.silence(&job.key.connection, until);
        }
        is_new.then(|| (mark::name(&job.key.connection, job.key.what), mark))
    }

    /// When the next request is due, of those that can be sent.
    pub fn next_at(&mut self, now: Timestamp) -> Option<Timestamp> {
        let keys: Vec<LineKey> = self.lines.keys().cloned().collect();
        let idle = keys.iter().filter(|key| !self.under_way.contains(&key.connection));
        let idle: Vec<&LineKey> = idle.collect();
        idle.into_iter().filter_map(|key| self.next_of(key, now)).min()
    }

    /// When the next request of a line can be sent.
    pub fn next_of(&mut self, key: &LineKey, now: Timestamp) -> Option<Timestamp> {
        let line = self.lines.get(key)?;
        let due = line.due_at(now)?;
        let budget = self.budgets.entry(key.connection.clone()).or_default();
        Some(due.max(budget.free_at(line.poll.requests_per_min, now)))
    }

    /// The lines of a connection.
    pub fn of<'a>(&'a self, id: &'a str) -> impl Iterator<Item = (&'a LineKey, &'a Line)> + 'a {
        self.lines.iter().filter(move |(key, _)| key.connection.as_str() == id)
    }

    /// How many requests a connection may still send this minute, of `limit`.
    pub fn n_left(&mut self, connection: &ConnectionId, limit: u32, now: Timestamp) -> u32 {
        self.budgets.entry(connection.clone()).or_default().n_left(limit, now)
    }

    /// A request is sent outside of any turn.
    pub fn spend(&mut self, connection: &ConnectionId, now: Timestamp) {
        self.budgets.entry(connection.clone()).or_default().spend(now);
    }

    /// Begins to ask for a stretch of the past; gives the marks to keep.
    pub fn ask_back(&mut self, id: &str, span: Span) -> Vec<(String, Mark)> {
        self.change(id, |line| line.ask_back(span))
    }

    /// A person has looked, and the platform answers again; gives the marks to keep.
    pub fn go_on(&mut self, id: &str) -> Vec<(String, Mark)> {
        self.change(id, Line::go_on)
    }

    fn change(&mut self, id: &str, mut change: impl FnMut(&mut Line)) -> Vec<(String, Mark)> {
        let lines = self.lines.iter_mut().filter(|(key, _)| key.connection.as_str() == id);
        let changed = lines.map(|(key, line)| {
            change(line);
            (mark::name(&key.connection, key.what), line.mark.clone())
        });
        changed.collect()
    }

    fn silence(&mut self, connection: &ConnectionId, until: Timestamp) {
        for (key, line) in &mut self.lines {
            if key.connection == *connection {
                line.mark.not_before = line.mark.not_before.max(Some(until));
            }
        }
    }
}
