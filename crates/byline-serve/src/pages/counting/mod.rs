//! How is this counted? The rules in force, in plain words, for people who must defend a number.

mod build;
mod render;

use super::shell::{Head, Shell};

pub use build::build;

/// How a figure is made.
#[derive(Clone, Debug)]
pub struct Formula {
    /// Its word, by which links name it.
    pub key: &'static str,
    /// Its name.
    pub name: &'static str,
    /// The formula.
    pub formula: String,
    /// What it means.
    pub meaning: &'static str,
    /// The campaign's own, opened up.
    pub href: String,
}

/// The page, settled.
#[derive(Clone, Debug)]
pub struct CountingPage {
    /// What stands around it.
    pub shell: Shell,
    /// Its heading.
    pub head: Head,
    /// What is in force, in one sentence.
    pub in_force: String,
    /// The plan, where model and windows stand.
    pub rules_href: String,
    /// Question and answer.
    pub answers: Vec<(&'static str, String)>,
    /// The same about what of a price is due, and what is wanted of it.
    pub price: Vec<(&'static str, String)>,
    /// Figures that are made of others: name, where it opens, formula and meaning.
    pub figures: Vec<Formula>,
    /// Words that say how sure something is, and what they mean.
    pub words: Vec<(&'static str, String)>,
    /// Name of each model, how it splits, and whether it is in force.
    pub models: Vec<(&'static str, String, bool)>,
}
