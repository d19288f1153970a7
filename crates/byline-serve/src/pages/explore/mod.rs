//! Explore: figures cut by any dimension, narrowed by any filter, on a page or as a file.
//!
//! The address holds the whole question, so a cut can be sent, kept and asked again. The page
//! answers from the same readings as every other, and says so where an answer does not open.

mod build;
mod csv;
mod pivot;
mod render;
mod way;

use super::parts::Sheet;
use super::shell::{Head, Shell};

pub use build::build;
pub use csv::csv;
pub use pivot::Pivot;

/// The page, settled.
#[derive(Clone, Debug)]
pub struct ExplorePage {
    /// What stands around it.
    pub shell: Shell,
    /// Its heading.
    pub head: Head,
    /// The state that the form keeps.
    pub keep: Vec<(&'static str, String)>,
    /// Fields to choose from: the word in addresses, its name, and the choices.
    pub choices: Vec<Choice>,
    /// Every column there is: its word, its heading, and whether it is shown.
    pub columns: Vec<(&'static str, &'static str, bool)>,
    /// What is shown, in words.
    pub shown: String,
    /// The table.
    pub sheet: Sheet,
    /// The same as a file.
    pub csv_href: String,
    /// The same for programs.
    pub api_href: String,
    /// How it was counted, in words.
    pub footing: String,
}

/// A field to choose from.
#[derive(Clone, Debug)]
pub struct Choice {
    /// The field's word in addresses.
    pub name: &'static str,
    /// Its name.
    pub label: &'static str,
    /// The choices: word, name, and whether it is the present one.
    pub options: Vec<(String, String, bool)>,
}
