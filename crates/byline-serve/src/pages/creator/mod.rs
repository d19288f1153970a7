//! One creator: headline figures, money over time, credit under every model, and everything that
//! tracks them.

mod build;
mod clicks;
mod deal;
mod render;
mod seen;
mod standing;
mod things;

use maud::Markup;

use super::parts::{Chart, Figure, Sheet, Stack, Strip};
use super::shell::{Head, Shell};
use crate::pages::orders::ShareRow;

pub use build::build;
pub use clicks::{href as clicks_href, show as show_clicks};
pub use seen::{Look, say_seen};

/// One creator's page, settled.
#[derive(Clone, Debug)]
pub struct CreatorPage {
    /// What stands around it.
    pub shell: Shell,
    /// Its heading: the campaign's switches under the creator's name.
    pub head: Head,
    /// The id.
    pub id: String,
    /// Size, platforms, category and country, in words.
    pub detail: String,
    /// The headline figures.
    pub strip: Strip,
    /// Revenue and spend over time.
    pub chart: Chart,
    /// What the chart's slots are, in words.
    pub chart_note: String,
    /// Credit under every model.
    pub models: Vec<ModelRow>,
    /// Where the creator stands and what is advised; `None` where they take no part.
    pub standing: Option<Markup>,
    /// What fired about them.
    pub alerts: Markup,
    /// What was agreed and what it cost.
    pub deal: Markup,
    /// The commonest journeys to their orders.
    pub journeys: Sheet,
    /// What reviews decided, and what somebody has to do.
    pub reviewed: Markup,
    /// Accounts on platforms.
    pub accounts: Table,
    /// Links.
    pub links: Table,
    /// What comes next, and where, if nothing of theirs leads on.
    pub unlinked: Option<(&'static str, String)>,
    /// Promo codes.
    pub codes: Table,
    /// Placements and what was published in them.
    pub placements: Table,
    /// Posts, and whether they are disclosed.
    pub posts: Table,
    /// What the accounts were called before, and since when they are called as they are.
    pub handles: Option<Markup>,
    /// How the links stand in the posts themselves.
    pub patrol: Option<Markup>,
    /// What the figures lack because nothing was tracked.
    pub untracked: Option<String>,
    /// The newest orders of the range with credit.
    pub orders: Vec<ShareRow>,
}

/// What one model gives.
#[derive(Clone, Debug)]
pub struct ModelRow {
    /// The model's word in addresses.
    pub key: &'static str,
    /// The model's name.
    pub name: &'static str,
    /// Whether the page's figures use it.
    pub is_in_force: bool,
    /// The revenue it gives.
    pub revenue: Figure,
    /// The orders it gives, split ones in parts.
    pub orders: Figure,
    /// The revenue beside that of the most generous model.
    pub bar: Stack,
    /// The difference to last touch.
    pub against_last: String,
}

/// A small table of things, all in words.
#[derive(Clone, Debug)]
pub struct Table {
    /// The columns' names.
    pub columns: Vec<&'static str>,
    /// The rows.
    pub rows: Vec<Vec<Cell>>,
    /// What stands there if there are none, with a next step.
    pub empty: &'static str,
}

/// One cell.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Cell {
    /// Words of ours.
    Text(String),
    /// A number.
    Number(String),
    /// A figure that opens, and its word within the page.
    Figure(String, Figure),
    /// A name that somebody else chose.
    Name(String),
    /// The same, and its address out there.
    Away(String, String),
    /// Something to be copied or typed, such as a code.
    Code(String),
    /// Buttons to say what was seen of a post.
    Look(Look),
    /// Nothing.
    Nothing,
}
