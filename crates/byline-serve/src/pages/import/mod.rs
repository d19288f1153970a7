//! Import: a file of any kind is looked at first, row by row, and taken in then.
//!
//! Works without any script: the look answers with the file inside the next form, so that what is
//! taken in is what was looked at. What its columns mean is guessed and can be corrected there, and
//! kept under a name for the next file.

mod columns;
mod form;
mod render;
mod routes;

use std::collections::BTreeMap;

use byline_engine::Engine;

use super::shell::{Head, Shell};
use crate::port::FileKind;

pub use routes::{most_bytes, routes};

/// Files by the columns of the API, with their words and what each needs.
pub const KINDS: [(&str, &str, &str); 3] = [
    ("orders", "Orders", "order_id, occurred_at, value, currency"),
    ("clicks", "Clicks", "link, occurred_at"),
    ("spend", "Spend", "campaign_id, occurred_at, amount, currency"),
];

/// The page, settled.
#[derive(Clone, Debug)]
pub struct ImportPage {
    /// What stands around it.
    pub shell: Shell,
    /// Its heading.
    pub head: Head,
    /// What was chosen last.
    pub chosen: Chosen,
    /// Every kind of table that is known.
    pub kinds: Vec<FileKind>,
    /// Connections that rows may be said to come from: id and name.
    pub connections: Vec<(String, String)>,
    /// How large a file may be, and how many rows that is, in words.
    pub most: String,
    /// What the columns of the file mean, if it is a table.
    pub columns: Option<Columns>,
    /// What became of a file, if one was sent.
    pub outcome: Option<Outcome>,
}

/// What was chosen in the form.
#[derive(Clone, Default, Debug)]
pub struct Chosen {
    /// What it is: `orders`, `clicks` or `spend` by the columns of the API, a kind of table such as
    /// `shopify.orders`, or nothing for whatever its columns say.
    pub kind: String,
    /// Which connection they come from; empty for the usual one.
    pub connection: String,
    /// In which zone times without one are read; empty for none.
    pub time_zone: String,
    /// The file.
    pub file: Vec<u8>,
    /// What is to be done with it.
    pub step: Step,
    /// What was said of the columns, by their names here; nothing if it was not asked yet.
    pub mapped: Option<BTreeMap<String, String>>,
    /// What was said that the file cannot say.
    pub settings: BTreeMap<String, String>,
    /// The name under which the mapping is to be kept; empty for none.
    pub save_as: String,
}

/// What is to be done with a file.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
pub enum Step {
    /// It is only looked at.
    #[default]
    Look,
    /// Its good rows are taken in.
    Import,
    /// Its refused rows are handed back as a file.
    Refused,
}

/// What the columns of a table mean.
#[derive(Clone, Debug)]
pub struct Columns {
    /// What the table is.
    pub kind: FileKind,
    /// The names that the file has.
    pub header: Vec<String>,
    /// The kind's columns with the names that the file has for them.
    pub mapped: BTreeMap<String, String>,
    /// What was said that the file cannot say.
    pub settings: BTreeMap<String, String>,
}

/// What became of a file.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// Whether rows were only looked at.
    pub is_look: bool,
    /// Rows that are new, known and refused.
    pub counts: [(&'static str, String); 3],
    /// Rows that say nothing that counts.
    pub passed_over: Option<String>,
    /// What new rows come to, one amount for each currency.
    pub sums: Vec<String>,
    /// Refused rows, the first of them.
    pub refused: Vec<RowNote>,
    /// Rows that are fine and should be looked at.
    pub warned: Vec<RowNote>,
    /// The first rows of the file, its header first; only of a look.
    pub sample: Vec<String>,
    /// Whether any row can be taken in.
    pub is_news: bool,
    /// Whether any row was refused.
    pub has_refused: bool,
}

/// What is to be said of a row.
#[derive(Clone, Debug)]
pub struct RowNote {
    /// Its line in the file.
    pub line: u64,
    /// The row as it stands there, cut.
    pub text: String,
    /// What is wrong.
    pub detail: String,
    /// What to do about it.
    pub next_step: String,
}

/// Connections in use, by name.
fn connections(engine: &Engine) -> Vec<(String, String)> {
    let in_use = engine.connections().filter(|connection| !connection.is_archived);
    in_use.map(|connection| (connection.id.to_string(), connection.name.clone())).collect()
}
