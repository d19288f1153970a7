//! How is this counted? The rules in force, in plain words, for people who must defend a number.

mod build;
mod render;

use super::shell::{Head, Shell};

pub use build::build;

/// The page, settled.
#[derive(Clone, Debug)]
pub struct CountingPage {
    /// What stands around it.
    pub shell: Shell,
    /// Its heading.
    pub head: Head,
    /// What is in force, in one sentence.
    pub in_force: String,
    /// Question and answer.
    pub answers: Vec<(&'static str, String)>,
    /// The same about what of a price is due, and what is wanted of it.
    pub price: Vec<(&'static str, String)>,
    /// Name of each model, how it splits, and whether it is in force.
    pub models: Vec<(&'static str, String, bool)>,
}
