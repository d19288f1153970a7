//! Sources: every connection with how fresh it is, what is missing, and what became of all that
//! came. From here one connects another, replays what was put aside, and sees who is not connected.

mod aside;
mod build;
mod connect;
mod map;
mod mend;
mod one;
mod polled;
mod render;
mod rest;
mod routes;
mod steps;
mod waiting;

use byline_core::time::Timestamp;
use byline_engine::Engine;

use super::frame::{Active, live_campaign};
use super::parts::Tone;
use super::shell::{Head, Shell};
use super::words::Clock;

pub use build::listed;
pub use connect::href;
pub use routes::{routes, said_by};

/// The page, settled.
#[derive(Clone, Debug)]
pub struct SourcesPage {
    /// What stands around it.
    pub shell: Shell,
    /// Its heading.
    pub head: Head,
    /// What became of every entry: received, and the parts that add up to it.
    pub equation: [Part; 5],
    /// Entries by what they are: name, how many, how many were repeats.
    pub tallies: Vec<(&'static str, String, String)>,
    /// Each connection, the one to look at first on top.
    pub rows: Vec<SourceRow>,
    /// What came by no connection.
    pub rest: Option<rest::Rest>,
    /// All that was received: the rows and the rest together.
    pub all: Flow,
    /// Days of which more is to come, in sentences.
    pub young: Vec<String>,
    /// What several connections state of one figure otherwise, in sentences.
    pub twice: Vec<String>,
    /// Feeds that could be connected: role, and each feed's name and address to connect it.
    pub open: Vec<(&'static str, Vec<(&'static str, String)>)>,
    /// Feeds that cannot be had, and why.
    pub absent: Vec<(&'static str, &'static str)>,
}

/// One part of the count of entries.
#[derive(Clone, Debug)]
pub struct Part {
    /// The word for it within the page.
    pub key: &'static str,
    /// What it counts, in words.
    pub name: &'static str,
    /// How many.
    pub n: String,
    /// Where its list is.
    pub href: &'static str,
}

/// One connection.
#[derive(Clone, Debug)]
pub struct SourceRow {
    /// Its name.
    pub name: String,
    /// Its page; none for Byline's own streams.
    pub href: Option<String>,
    /// Feed, role and account, in words.
    pub about: String,
    /// How asking in turns goes, in a sentence; empty if it is not asked.
    pub polled: String,
    /// What became of all that it brought.
    pub flow: Flow,
    /// How its data arrives, in words.
    pub refresh: String,
    /// The age of its newest fact, in words.
    pub age: String,
    /// How it is doing, in a word or two.
    pub state: (Tone, String),
    /// Where what that says is listed.
    pub state_href: Option<String>,
    /// Why it is not timed, and how long it is usually silent, in words.
    pub pace: String,
    /// The median delay.
    pub p50: String,
    /// The delay that 95 of 100 facts do not exceed.
    pub p95: String,
    /// Within what its facts should be usable; `none` of what is not timed.
    pub target: String,
    /// The share that was, of what happened in the last seven days.
    pub attained: String,
    /// Each kind of fact with its count.
    pub streams: String,
}

/// What became of everything that a connection brought.
#[derive(Clone, Debug)]
pub struct Flow {
    /// How much came.
    pub received: String,
    /// The parts that add up to it: how many, the words, where they are listed.
    pub parts: Vec<(String, &'static str, Option<String>)>,
}

/// The clock of the campaign that a reader most likely means; UTC if there is none.
pub fn clock(engine: &Engine, now: Timestamp) -> Clock {
    let zone = live_campaign(&Active::all(engine), now).map(|campaign| campaign.time_zone.as_str());
    Clock::of(zone.unwrap_or("UTC"))
}
