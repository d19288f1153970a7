//! A new campaign: one form from dates to brief, looked at first and then made.
//!
//! Works without any script: a look answers with what was typed in the form, and the button beside
//! it makes the same. What the launch gate will ask for is asked for here, with the reason.

mod render;
mod routes;
mod typed;

use super::shell::Shell;
use crate::setup::Report;
use typed::Typed;

pub use routes::routes;
pub use typed::{minor, percent_micro, wrong};

/// Where the form is.
pub const HREF: &str = "/campaigns/new";

/// The page, settled.
#[derive(Debug)]
pub struct Wizard {
    /// What stands around it.
    pub shell: Shell,
    /// What was typed into the form.
    pub typed: Typed,
    /// What became of it.
    pub report: Option<Report>,
}
