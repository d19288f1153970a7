//! Live: what happens now, and the three questions.
//!
//! Who generates revenue, who brings clicks that do not buy, who costs money without a sign of
//! life. The builder settles every word and number; the markup only places them.

mod build;
mod feeds;
mod lanes;
mod losses;
mod render;
mod selling;

use super::figures::apart::Apart;
use super::figures::flight::FlightLine;
use super::parts::{Chart, Figure, Spark, Step, Strip, Tone};
use super::shell::{Head, Shell};

pub use build::{build, steps};

/// The Live page, settled.
#[derive(Clone, Debug)]
pub struct LivePage {
    /// What stands around it.
    pub shell: Shell,
    /// Its heading.
    pub head: Head,
    /// The headline figures.
    pub strip: Strip,
    /// Money in other currencies, which is in none of them.
    pub apart: Vec<Apart>,
    /// How the flight as a whole stands; `None` before the first begins.
    pub flight: Option<FlightLine>,
    /// Who needs somebody.
    pub needs: Lane,
    /// Revenue and spend over time.
    pub chart: Chart,
    /// What the chart's slots are, in words.
    pub chart_note: String,
    /// The three questions.
    pub lanes: [Lane; 3],
    /// From seeing to buying.
    pub steps: Vec<Step>,
    /// Of whom and when the steps are, in words.
    pub steps_note: String,
    /// How fresh each feed is.
    pub feeds: Vec<FeedLine>,
    /// What the headline revenue consists of.
    pub footing: Footing,
}

/// One of the three questions with its answers.
#[derive(Clone, Debug)]
pub struct Lane {
    /// The word for it within the page.
    pub id: &'static str,
    /// The question as a heading.
    pub title: &'static str,
    /// What is shown, in words.
    pub note: &'static str,
    /// The answers, the one to look at first on top.
    pub rows: Vec<LaneRow>,
    /// What stands there if there are none.
    pub empty: String,
    /// Where to look further, first of all at everybody: names and addresses.
    pub onward: Vec<(String, String)>,
}

/// One creator in a lane.
#[derive(Clone, Debug)]
pub struct LaneRow {
    /// The creator's id.
    pub creator_id: String,
    /// The creator's name.
    pub name: String,
    /// The creator's page.
    pub href: String,
    /// Where and how, or why, in words.
    pub detail: String,
    /// The last hours; nothing if there is nothing to draw.
    pub spark: Option<Spark>,
    /// The figure that put the creator here.
    pub figure: Figure,
    /// What the figure is.
    pub caption: String,
    /// What to do now, and where.
    pub next: (&'static str, String),
}

/// How fresh one feed is.
#[derive(Clone, Debug)]
pub struct FeedLine {
    /// Its name.
    pub name: String,
    /// The age of its newest fact, in words.
    pub age: String,
    /// The length of the bar, in percent; `None` if it never brought a fact.
    pub at_percent: Option<u8>,
    /// Whether it is as fresh as it should be.
    pub tone: Tone,
    /// How it usually is, or what to look at, in a few words.
    pub usual: String,
    /// The delays it had, in words.
    pub detail: String,
}

/// What the headline revenue consists of.
#[derive(Clone, Debug)]
pub struct Footing {
    /// The revenue to the last minor unit.
    pub revenue: Figure,
    /// What nobody earned, to the last minor unit.
    pub unattributed: Figure,
    /// Both together; it opens into the roster, where every part stands.
    pub net: Figure,
    /// How it was split, as a sentence.
    pub text: String,
    /// As of when.
    pub as_of: String,
    /// The page as it is now, for ever.
    pub permanent_href: String,
}
