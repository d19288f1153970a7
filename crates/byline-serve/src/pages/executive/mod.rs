//! Executive: one number for each creator that can be defended, on one page of paper.
//!
//! What came of the money, who brought which share, how that stands against floor, ceiling and
//! benchmark, and what was decided. The rows add up to the net of all orders, to the cent.

mod build;
mod limits;
mod render;

use super::figures::apart::Apart;
use super::figures::flight::FlightLine;
use super::parts::{Cell, Sheet, Strip};
use super::shell::{Head, Shell};

pub use build::build;

/// The page, settled.
#[derive(Clone, Debug)]
pub struct ExecutivePage {
    /// What stands around it.
    pub shell: Shell,
    /// Its heading.
    pub head: Head,
    /// What it comes to, in a sentence or two.
    pub lead: String,
    /// The headline figures.
    pub strip: Strip,
    /// How the flight as a whole stands; `None` before the first begins.
    pub flight: Option<FlightLine>,
    /// Decisions that nobody took yet, and where the rest of them are read: in words, and where.
    pub open: (Sheet, (String, String)),
    /// Each creator, and what all add up to.
    pub sheet: Sheet,
    /// The page with every creator, if not all are shown, in words.
    pub more: Option<(String, String)>,
    /// Limits of the campaign and how it stands against them: name, limit, standing.
    pub limits: Vec<[Cell; 3]>,
    /// Money in other currencies, which is in none of the figures.
    pub apart: Vec<Apart>,
    /// How it was counted, in words.
    pub counted: String,
    /// As of when.
    pub as_of: String,
    /// The page as it is now, for ever.
    pub permanent_href: String,
}
