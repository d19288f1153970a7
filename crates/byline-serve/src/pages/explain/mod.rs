//! Explain: a figure opened into its definition, its inputs and the orders behind it.
//!
//! The orders' parts sum to the figure, and the page says so in a sentence that a reader can
//! check. Its permanent link names the entry of the log, so it stays that number.

mod build;
mod cut;
mod made;
mod models;
mod nobodys;
mod records;
mod render;
mod stake;
mod subject;
mod told;

use super::orders::ShareRow;
use super::parts::{Menu, Pager, Sheet};
use super::shell::Shell;

pub use build::build;
pub use stake::{BURNING, IN_QUESTION};
pub use subject::Subject;

/// An explanation, settled.
#[derive(Clone, Debug)]
pub struct ExplainPage {
    /// What stands around it.
    pub shell: Shell,
    /// The figure's name.
    pub name: String,
    /// The figure.
    pub value: String,
    /// Why there is no figure, if there is none.
    pub missing: Option<String>,
    /// Of what and when, in words.
    pub scope: String,
    /// What it means.
    pub definition: String,
    /// What else is to be known before it is told.
    pub besides: Option<String>,
    /// The formula in words.
    pub formula: String,
    /// The formula with the numbers filled in.
    pub filled_in: String,
    /// What went into it.
    pub inputs: Vec<InputRow>,
    /// Name and text of each rule that it was counted by.
    pub rules: Vec<(&'static str, String)>,
    /// Whether it is made of orders.
    pub is_of_orders: bool,
    /// Whether the orders' parts are counted, and not what they were worth.
    pub is_counted_in_orders: bool,
    /// The costs that the orders are set beside, if they are.
    pub costs_href: Option<String>,
    /// The records that it is the sum of, where those are no orders.
    pub records: Option<Records>,
    /// Whether it is what nobody earned.
    pub is_nobodys: bool,
    /// Why nobody earned it, reason by reason.
    pub nobodys: Option<nobodys::Nobodys>,
    /// The switch of the model, where the figure depends on it.
    pub switch: Option<Menu>,
    /// The figure under every model, where it depends on it.
    pub models: Option<Reckoning>,
    /// How it comes about, step by step.
    pub made: Vec<Reckoning>,
    /// Its parts by creator, or by day.
    pub cut: Option<Reckoning>,
    /// Everybody that it is the sum of, in full.
    pub list: Option<Sheet>,
    /// The sentence that adds the orders up.
    pub sum: Option<String>,
    /// The orders behind it.
    pub orders: Vec<ShareRow>,
    /// Which of the orders are listed, if not all are.
    pub pager: Option<Pager>,
    /// As of when, in words.
    pub as_of: String,
    /// This page with these figures, for ever.
    pub permanent_href: String,
    /// The name and address of the page on which the figure stands.
    pub back: (String, String),
    /// The page as of now, if this is the past.
    pub now_href: Option<String>,
}

/// One number that went into a figure.
#[derive(Clone, Debug)]
pub struct InputRow {
    /// What it is.
    pub name: String,
    /// As people read it.
    pub text: String,
    /// Where it opens, if it is a figure of its own.
    pub href: Option<String>,
}

/// What a figure is the sum of, where that is no orders.
#[derive(Clone, Debug)]
pub struct Records {
    /// What they are, as a heading.
    pub title: &'static str,
    /// Their order, in words.
    pub order: &'static str,
    /// The columns' names; the last one holds numbers.
    pub columns: [&'static str; 4],
    /// The sentence that a reader can check.
    pub sum: String,
    /// The records, newest first.
    pub rows: Vec<Record>,
    /// Which of them are listed, if not all are.
    pub pager: Option<Pager>,
}

/// One record.
#[derive(Clone, Debug)]
pub struct Record {
    /// When, in words.
    pub when: String,
    /// What it was, in words.
    pub what: String,
    /// Whose: a name, and the same figure of that creator alone.
    pub whose: Option<(String, String)>,
    /// Its part, in words.
    pub part: String,
}

/// Lines that a reader can follow, most of them to add up.
#[derive(Clone, Debug)]
pub struct Reckoning {
    /// Its word within the page.
    pub id: &'static str,
    /// What it tells.
    pub title: &'static str,
    /// More about it.
    pub note: &'static str,
    /// The lines.
    pub lines: Vec<Line>,
}

/// One line of a reckoning.
#[derive(Clone, Debug)]
pub struct Line {
    /// What it is.
    pub name: String,
    /// More about it; may be empty.
    pub note: String,
    /// How much, in words.
    pub amount: String,
    /// Where it opens.
    pub href: Option<String>,
    /// Whether it is what the lines above come to.
    pub is_sum: bool,
    /// Whether it is what the page shows, of several.
    pub is_current: bool,
}

impl Line {
    /// A line with an amount and no name yet.
    fn of(amount: String) -> Self {
        let (name, note, href) = (String::new(), String::new(), None);
        Self { name, note, amount, href, is_sum: false, is_current: false }
    }
}
