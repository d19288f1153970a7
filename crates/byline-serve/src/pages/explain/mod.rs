//! Explain: a figure opened into its definition, its inputs and the orders behind it.
//!
//! The orders' parts sum to the figure, and the page says so in a sentence that a reader can
//! check. Its permanent link names the entry of the log, so it stays that number.

mod build;
mod render;

use super::orders::ShareRow;
use super::shell::Shell;

pub use build::{Subject, build};

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
    /// The formula in words.
    pub formula: String,
    /// The formula with the numbers filled in.
    pub filled_in: String,
    /// What went into it.
    pub inputs: Vec<(String, String)>,
    /// Name and text of each rule that it was counted by.
    pub rules: Vec<(&'static str, String)>,
    /// The sentence that adds the orders up.
    pub sum: Option<String>,
    /// The orders behind it.
    pub orders: Vec<ShareRow>,
    /// What is not in the list, in words.
    pub more: Option<String>,
    /// As of when, in words.
    pub as_of: String,
    /// This page with these figures, for ever.
    pub permanent_href: String,
    /// The page as of now, if this is the past.
    pub now_href: Option<String>,
}
