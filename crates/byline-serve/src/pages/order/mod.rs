//! One order, traced: every signal that saw it, the rule that decided, what each model says.

mod build;
mod count;
mod postings;
mod render;
mod trace;

use super::parts::{Menu, Stack, Tone};
use super::shell::Shell;

pub use build::build;

/// One order's page, settled.
#[derive(Clone, Debug)]
pub struct OrderPage {
    /// What stands around it.
    pub shell: Shell,
    /// What the shopper sees, else the shop's id.
    pub name: String,
    /// Where it stands.
    pub state: (Tone, String),
    /// Why it is not revenue, if it is not.
    pub not_revenue: Option<String>,
    /// What happened, oldest first.
    pub trace: Vec<TraceLine>,
    /// How many signals, in words.
    pub trace_note: String,
    /// How the credit was counted.
    pub count: Count,
    /// The models to choose from.
    pub switch: Menu,
    /// Credit under every model.
    pub models: Vec<ModelSplit>,
    /// The ledger's lines under the model in force.
    pub postings: Postings,
    /// As of when, in words.
    pub as_of: String,
    /// The list of orders.
    pub all_href: String,
    /// This page with these figures, for ever.
    pub permanent_href: String,
    /// The page as of now, if this is the past.
    pub now_href: Option<String>,
}

/// One thing that happened.
#[derive(Clone, Debug)]
pub struct TraceLine {
    /// When, in words.
    pub at: String,
    /// What kind of thing it is, by colour; the verdict says it in words.
    pub tone: TraceTone,
    /// What happened.
    pub what: String,
    /// More about it.
    pub detail: String,
    /// The pages of the creator, link or code behind it: name and address.
    pub pages: Vec<(String, String)>,
    /// What it means for the credit, such as `eligible`.
    pub verdict: String,
}

/// What kind of thing happened.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum TraceTone {
    /// A touch that takes part in the split.
    Eligible,
    /// A touch that does not, or a sighting.
    Aside,
    /// The order itself.
    Money,
    /// Money that went back.
    Back,
}

/// How the credit was counted.
#[derive(Clone, Debug)]
pub struct Count {
    /// Of whom and how much, as a heading.
    pub title: String,
    /// Name and sum of each step.
    pub lines: Vec<(String, String)>,
    /// The rules behind it, in words.
    pub note: String,
}

/// One model's split.
#[derive(Clone, Debug)]
pub struct ModelSplit {
    /// The model's name.
    pub name: &'static str,
    /// The page with its figures.
    pub href: String,
    /// Whether the page's figures are its.
    pub is_shown: bool,
    /// Whether it is in force.
    pub is_in_force: bool,
    /// The bar.
    pub stack: Stack,
    /// Who and how much.
    pub shares: Vec<Share>,
}

/// One share of an order under a model.
#[derive(Clone, Debug)]
pub struct Share {
    /// The colour of the bar's part.
    pub colour: &'static str,
    /// Whose.
    pub who: String,
    /// The creator's page, if it is one.
    pub href: Option<String>,
    /// How much, in words.
    pub amount: String,
}

/// The ledger's lines.
#[derive(Clone, Debug)]
pub struct Postings {
    /// Under which model, in words.
    pub note: String,
    /// Whose columns.
    pub columns: Vec<String>,
    /// The lines, oldest first.
    pub rows: Vec<PostingRow>,
    /// The balance of each column.
    pub balance: Vec<String>,
}

/// The lines of one cause.
#[derive(Clone, Debug)]
pub struct PostingRow {
    /// When it was posted, in words.
    pub at: String,
    /// Why.
    pub why: String,
    /// The ledger's own word for it: lines with the same one stand in one row.
    pub cause: String,
    /// The change in each column; empty where there is none.
    pub deltas: Vec<String>,
}

impl TraceTone {
    /// The class that colours it.
    pub fn class(self) -> &'static str {
        match self {
            Self::Eligible => "eligible",
            Self::Aside => "aside",
            Self::Money => "money",
            Self::Back => "back",
        }
    }
}
