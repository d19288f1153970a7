//! Import: a file of orders, clicks or spend is looked at first, row by row, and taken in then.
//!
//! Works without any script: the look answers with the file inside the next form, so that what is
//! taken in is what was looked at.

mod render;
mod routes;

use byline_engine::Engine;

use super::shell::{Head, Shell};

pub use routes::routes;

/// The kinds of files, with their words and what each needs.
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
    /// Connections that rows may be said to come from: id and name.
    pub connections: Vec<(String, String)>,
    /// How large a file may be, in words.
    pub most: String,
    /// What became of a file, if one was sent.
    pub outcome: Option<Outcome>,
}

/// What was chosen in the form.
#[derive(Clone, Default, Debug)]
pub struct Chosen {
    /// What the rows are.
    pub kind: String,
    /// Which connection they come from; empty for the usual one.
    pub connection: String,
    /// In which zone times without one are read; empty for none.
    pub time_zone: String,
    /// The file.
    pub file: Vec<u8>,
    /// Whether it is to be taken in, and not only looked at.
    pub is_for_good: bool,
}

/// What became of a file.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// Whether rows were only looked at.
    pub is_look: bool,
    /// Rows that are new, known and refused.
    pub counts: [(&'static str, String); 3],
    /// What new rows come to, one amount for each currency.
    pub sums: Vec<String>,
    /// Refused rows, the first of them.
    pub refused: Vec<RowNote>,
    /// Rows that are fine and should be looked at.
    pub warned: Vec<RowNote>,
    /// The first rows of the file, its header first; only of a look.
    pub sample: Vec<String>,
    /// The file as text, to be taken in as it was looked at. Nothing if no row would be new.
    pub text: Option<String>,
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
