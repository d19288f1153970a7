//! A line: one poll of one connection, and where it stands.
//!
//! A turn asks for one stretch of time, request after request. There are near turns for what is
//! newest, full turns for all that the platform may restate, and turns back for a stretch of the
//! past that somebody asked for, which wait until nothing else is due.

use std::sync::Arc;

use byline_core::entry::Connection;
use byline_core::time::{MICROS_PER_HOUR, MICROS_PER_SECOND, Span, Timestamp};
use byline_ingest::poll::{Poll, Request};

use super::failure::{Cure, Failure};
use super::mark::{Backfill, Mark, Trouble};
use super::rhythm::{OVERLAP_US, Rhythm, Situation, are_conversions, pause_us, rhythm, up_to};
use super::subjects::{self, Asked, Subjects};

const DAY_US: i64 = 24 * MICROS_PER_HOUR;
/// A turn asks for at most so many days, or for the whole look-back where that is longer: what
/// was asked for is not asked for again after a crash.
const SLICE_DAYS: i64 = 7;
/// A turn that takes more requests than this goes in circles.
const MAX_REQUESTS: u32 = 50_000;
/// How long a platform that refuses the question is left alone, in microseconds.
const REFUSED_US: i64 = 6 * MICROS_PER_HOUR;

/// What is known of a line from outside.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Seen {
    /// Who asks.
    pub connection: Connection,
    /// A digest of its secrets, account and settings.
    pub fingerprint: [u8; 16],
    /// What decides how often.
    pub situation: Situation,
    /// What to name.
    pub subjects: Subjects,
}

/// What kind of turn.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Depth {
    /// For what is newest.
    Near,
    /// For all that may have been restated.
    Full,
    /// For a piece of the past.
    Back,
}

/// A turn under way.
#[derive(Clone, Debug)]
pub struct Turn {
    /// What kind.
    pub depth: Depth,
    /// What stretch it asks for.
    pub span: Span,
    /// What it names.
    pub subjects: Arc<[String]>,
    /// What to send next; `None` at its beginning.
    pub next: Option<Request>,
    began_at: Timestamp,
    n_requests: u32,
    began_anew: bool,
}

impl Turn {
    /// A turn at its beginning.
    pub fn new(depth: Depth, span: Span, subjects: &Arc<[String]>, now: Timestamp) -> Self {
        Self {
            depth,
            span,
            subjects: Arc::clone(subjects),
            next: None,
            began_at: now,
            n_requests: 0,
            began_anew: false,
        }
    }
}

/// What a request brought.
#[derive(Clone, Debug)]
pub enum Outcome {
    /// Its facts are durable; what to send next, if the turn is not over.
    Page(Option<Request>),
    /// Nothing.
    Failed(Failure),
    /// Something that the store cannot take in now.
    StoreAway {
        /// When to come back.
        retry_after_s: u32,
    },
}

/// One poll of one connection.
#[derive(Debug)]
pub struct Line {
    /// What is asked.
    pub poll: &'static Poll,
    /// Who asks, and what for.
    pub seen: Seen,
    /// How far it is.
    pub mark: Mark,
    /// When a request was last sent for it.
    pub served_at: Timestamp,
    turn: Option<Turn>,
    back: Option<Turn>,
    jitter: u64,
    store_away_until: Option<Timestamp>,
}

impl Line {
    /// A line as its mark left it.
    pub fn new(poll: &'static Poll, seen: Seen, mark: Mark) -> Self {
        Self {
            poll,
            seen,
            mark,
            served_at: Timestamp::MIN,
            turn: None,
            back: None,
            jitter: 0,
            store_away_until: None,
        }
    }

    /// Sees what is known from outside now. Other secrets or settings begin everything anew.
    pub fn see(&mut self, seen: Seen) {
        if self.seen.fingerprint != seen.fingerprint {
            (self.turn, self.back) = (None, None);
            self.mark.not_before = None;
            self.mark.n_failures = 0;
        }
        self.seen = seen;
    }

    /// When a request is due; `None` if only a person can help, or if there is nothing to ask for.
    pub fn due_at(&self, now: Timestamp) -> Option<Timestamp> {
        if self.is_stopped() || self.has_nothing_to_ask() {
            return None;
        }
        let is_busy = self.turn.is_some() || self.backfill().is_some();
        let due = if is_busy { now } else { self.regular_at(now).0 };
        let waits = [self.mark.not_before, self.store_away_until];
        waits.into_iter().flatten().chain([due]).max()
    }

    /// Whether it waits for other secrets or settings.
    pub fn is_stopped(&self) -> bool {
        self.mark.stopped_with == Some(self.seen.fingerprint)
    }

    /// Whether it would name things, and there are none.
    pub fn has_nothing_to_ask(&self) -> bool {
        subjects::of(self.poll) == Asked::Contents && self.seen.subjects.all.is_empty()
    }

    /// Whether a turn is under way, and is not for the past.
    pub fn is_in_turn(&self) -> bool {
        self.turn.is_some()
    }

    /// The stretch of the past that is still asked for.
    pub fn backfill(&self) -> Option<Backfill> {
        self.mark.backfill.filter(|backfill| !backfill.is_done())
    }

    /// Begins to ask for a stretch of the past, in place of the one before.
    pub fn ask_back(&mut self, span: Span) {
        self.back = None;
        self.mark.backfill = Some(Backfill { span, done_to: span.from });
    }

    /// Takes back that only a person can help: a person has looked.
    pub fn go_on(&mut self) {
        self.mark.stopped_with = None;
        self.mark.not_before = None;
        self.mark.trouble = None;
        self.mark.n_failures = 0;
    }

    /// The turn that goes on or begins now.
    pub fn serve(&mut self, now: Timestamp) -> Turn {
        self.served_at = now;
        let (due, depth) = self.regular_at(now);
        let is_back = self.turn.is_none() && now < due && self.backfill().is_some();
        let slot = if is_back { &mut self.back } else { &mut self.turn };
        if let Some(turn) = slot {
            return turn.clone();
        }
        let turn = self.begin(if is_back { Depth::Back } else { depth }, now);
        let slot = if is_back { &mut self.back } else { &mut self.turn };
        slot.insert(turn).clone()
    }

    /// When the next regular turn is due, and which kind it is.
    fn regular_at(&self, now: Timestamp) -> (Timestamp, Depth) {
        let Rhythm { near_us, full_us, spread_us } = rhythm(self.poll, self.seen.situation);
        let after = |last: Option<Timestamp>, pause_us: i64, spread_us: i64| {
            let spread = up_to(spread_us, self.jitter);
            // A clock that went back makes nothing wait longer than its rhythm.
            last.map_or(now, |last| last.min(now).plus_micros(pause_us + spread))
        };
        let full = (after(self.mark.full_at, full_us, spread_us), Depth::Full);
        let near = near_us.map(|us| after(self.mark.near_at, us, spread_us.min(us / 10)));
        match near {
            Some(near) if now < full.0 && near < full.0 => (near, Depth::Near),
            _ => full,
        }
    }

    fn begin(&self, depth: Depth, now: Timestamp) -> Turn {
        let days = i64::from(self.poll.look_back_days).max(1);
        let look_back = now.plus_micros(-days * DAY_US);
        let done_to = self.mark.done_to.unwrap_or(look_back).min(now);
        let (from, to) = match (depth, self.mark.backfill) {
            (Depth::Back, Some(backfill)) => (backfill.done_to, backfill.span.to),
            (Depth::Near, _) if are_conversions(self.poll) => {
                (done_to.plus_micros(-OVERLAP_US), now)
            }
            _ => (done_to.min(look_back), now),
        };
        let longest = from.plus_micros(days.max(SLICE_DAYS) * DAY_US);
        let is_of_young = depth == Depth::Near && !are_conversions(self.poll);
        let Subjects { all, young } = &self.seen.subjects;
        let subjects = if is_of_young { young } else { all };
        Turn::new(depth, Span { from, to: to.min(longest) }, subjects, now)
    }

    /// Takes in what a request of a turn brought. Whether the mark is another now, and whether the
    /// whole connection has to be silent until an instant.
    pub fn finish(
        &mut self,
        depth: Depth,
        outcome: Outcome,
        now: Timestamp,
        jitter: u64,
    ) -> (bool, Option<Timestamp>) {
        let before = self.mark.clone();
        let slot = if depth == Depth::Back { &mut self.back } else { &mut self.turn };
        let Some(mut turn) = slot.take() else {
            return (false, None);
        };
        self.jitter = jitter;
        self.store_away_until = None;
        turn.n_requests += 1;
        let outcome = match outcome {
            Outcome::Page(Some(_)) if MAX_REQUESTS <= turn.n_requests => {
                Outcome::Failed(Failure::endless())
            }
            other => other,
        };
        let silent_until = match outcome {
            Outcome::Page(Some(next)) => {
                turn.next = Some(next);
                self.mark.n_failures = 0;
                self.put(turn);
                None
            }
            Outcome::Page(None) => {
                self.end(&turn, now);
                None
            }
            Outcome::Failed(failure) => self.fail(turn, &failure, now),
            Outcome::StoreAway { retry_after_s } => {
                self.store_away_until = Some(now.plus_seconds(i64::from(retry_after_s)));
                self.put(turn);
                None
            }
        };
        (before != self.mark, silent_until)
    }

    fn put(&mut self, turn: Turn) {
        let slot = if turn.depth == Depth::Back { &mut self.back } else { &mut self.turn };
        *slot = Some(turn);
    }

    fn end(&mut self, turn: &Turn, now: Timestamp) {
        let mark = &mut self.mark;
        mark.ended_at = Some(now);
        mark.n_failures = 0;
        mark.trouble = None;
        mark.not_before = None;
        mark.stopped_with = None;
        if turn.depth == Depth::Back {
            if let Some(backfill) = &mut mark.backfill {
                backfill.done_to = turn.span.to;
            }
            return;
        }
        mark.done_to = mark.done_to.max(Some(turn.span.to));
        // A turn that began long after the last one asks piece by piece up to where it began.
        if turn.began_at <= turn.span.to {
            mark.near_at = Some(turn.began_at);
            if turn.depth == Depth::Full {
                mark.full_at = Some(turn.began_at);
            }
        }
    }

    fn fail(&mut self, mut turn: Turn, failure: &Failure, now: Timestamp) -> Option<Timestamp> {
        let is_final = matches!(failure.cure, Cure::Change | Cure::Person);
        if is_final && turn.next.is_some() && !turn.began_anew {
            // Its place in the platform's pages or its signature may only be too old.
            turn.next = None;
            turn.began_anew = true;
            self.put(turn);
            return None;
        }
        let mark = &mut self.mark;
        mark.n_failures = mark.n_failures.saturating_add(1);
        let (code, detail) = (failure.code.to_owned(), failure.detail.clone());
        mark.trouble = Some(Trouble { code, detail, at: now });
        let pause = pause_us(self.poll, mark.n_failures, self.jitter);
        let (pause, silent) = match failure.cure {
            Cure::Time(said_s) => (pause.max(micros(said_s)), false),
            Cure::Silence(said_s) => (pause.max(micros(said_s)), true),
            Cure::Change => (pause.max(REFUSED_US), false),
            Cure::Person => {
                mark.stopped_with = Some(self.seen.fingerprint);
                (0, false)
            }
        };
        let until = now.plus_micros(pause);
        mark.not_before = Some(until);
        if !is_final {
            self.put(turn);
        }
        silent.then_some(until)
    }
}

fn micros(seconds: Option<u32>) -> i64 {
    i64::from(seconds.unwrap_or(0)) * MICROS_PER_SECOND
}
