//! The weekly review: who needs a person this week, why, what Byline recommends, what was decided.
//!
//! Every week of a flight has an address of its own. Whoever the rules handle is folded away under
//! how they do; on paper everybody stands in full.

mod build;
mod creator;
mod csv;
mod forms;
mod render;
mod routes;
mod tasks;
mod words;

use byline_core::decision::said::ReviewDecision;
use byline_core::time::Timestamp;
use maud::Markup;

use super::parts::{Figure, Sheet, Strip, Tone};
use super::shell::{Head, Shell};

pub use creator::{card_of, due, onward};
pub use routes::{href, routes, week_href};
pub use words::decision_name;

/// The page, settled.
#[derive(Clone, Debug)]
pub struct ReviewPage {
    /// What stands around it.
    pub shell: Shell,
    /// Its heading.
    pub head: Head,
    /// What it comes to, in sentences.
    pub lead: String,
    /// What the queue of decisions, the alerts and this review count, in the week that runs.
    pub lists: Option<Markup>,
    /// The weeks beside it, and the file: name and address.
    pub onward: Vec<(String, String)>,
    /// The figures of the week.
    pub strip: Strip,
    /// What the figures say, in a sentence.
    pub reading: String,
    /// Who needs a person.
    pub cases: Vec<ReviewCase>,
    /// Those of them who were decided at one time, each group with what was done.
    pub together: Vec<Together>,
    /// What somebody has to do.
    pub tasks: Vec<TaskLine>,
    /// What the flight may come to, in a week that runs.
    pub outlook: Option<Markup>,
    /// How the rules handle the others, in words, and how many.
    pub handled: Vec<(&'static str, usize)>,
    /// The others.
    pub others: Sheet,
    /// Whether the others are unfolded.
    pub is_all: bool,
    /// Whether the week runs: of one that is over nothing is asked any more.
    pub is_open: bool,
    /// Where forms go; `None` if nothing can be decided here.
    pub action: Option<String>,
    /// Where tasks are followed up.
    pub tasks_action: String,
    /// How it was counted, in words.
    pub counted: Vec<String>,
    /// As of when.
    pub as_of: String,
}

/// One creator who needs a person.
#[derive(Clone, Debug)]
pub struct ReviewCase {
    /// The creator's id.
    pub creator_id: String,
    /// The name.
    pub name: String,
    /// The creator's page.
    pub href: String,
    /// Size, platform and the like.
    pub detail: String,
    /// The standing, in a word.
    pub standing: (Tone, &'static str),
    /// How far the data supports it.
    pub evidence: Option<String>,
    /// Since when it is bad.
    pub since: Option<String>,
    /// Why a person is needed, in sentences.
    pub needs: Vec<String>,
    /// The figures: name, figure, what it is beside.
    pub facts: Vec<(&'static str, Figure, String)>,
    /// What is recommended, and the same in words.
    pub recommended: (ReviewDecision, String),
    /// Where that is done, if it is something else than about the deal.
    pub case_href: Option<String>,
    /// The heaviest reason for it, and the others.
    pub reasons: (String, Option<String>),
    /// What was decided in this week: the word, the sentence, the note.
    pub decided: Option<(&'static str, String, Option<String>)>,
    /// What was decided last, in a sentence.
    pub last: Option<String>,
    /// Who has the alerts about them, or until when those wait, in sentences.
    pub alerts: Vec<String>,
    /// Who is to be decided next, by id; `None` if nobody is left.
    pub next: Option<String>,
    /// Who is alike: name, address, in what and with what result.
    pub similar: Vec<(String, String, String)>,
}

/// Creators who were decided at one time.
#[derive(Clone, Debug)]
pub struct Together {
    /// What was decided, by whom and when.
    pub text: String,
    /// The ids of the creators.
    pub creators: Vec<String>,
    /// When it was decided.
    pub at: Timestamp,
}

/// A task in words.
#[derive(Clone, Debug)]
pub struct TaskLine {
    /// Its id.
    pub id: String,
    /// What is to be done.
    pub title: String,
    /// About whom: name and address.
    pub who: (String, String),
    /// Why.
    pub why: String,
    /// What is advised about them now.
    pub advised: Option<&'static str>,
    /// Whether that speaks against the task.
    pub is_overtaken: bool,
    /// What the deal says, where it matters.
    pub rights: Option<&'static str>,
    /// By when, and how urgent that is.
    pub due: (Tone, String),
    /// Who has it.
    pub owner: Option<String>,
    /// Who did it and what came of it.
    pub done: Option<String>,
}
