//! Orders: page by page from the newest on, and what is claimed without one.

mod build;
mod render;
mod shares;
mod wanted;

use super::parts::{Pager, Tone};
use super::shell::{Head, Shell};

pub use build::{build, csv, state};
pub use shares::{ShareRow, because, nobodys_table, part_table, share_table};
pub use wanted::{Wanted, kind_of, kind_words};

/// The list of orders, settled.
#[derive(Clone, Debug)]
pub struct OrdersPage {
    /// What stands around it.
    pub shell: Shell,
    /// Its heading.
    pub head: Head,
    /// What the list is narrowed to.
    pub wanted: Wanted,
    /// The state to keep, as fields of a form.
    pub keep: Vec<(&'static str, String)>,
    /// The whole list, without what narrows it.
    pub all_href: String,
    /// The same list as a file.
    pub csv_href: String,
    /// Shops to choose from: id and name.
    pub shops: Vec<(String, String)>,
    /// How many orders the list holds on all its pages, in words.
    pub n_listed: String,
    /// How many of them have no revenue, in words; `None` if all have.
    pub n_uncounted: Option<String>,
    /// What they come to, a row for each currency.
    pub sums: Vec<SumRow>,
    /// To other pages of the list.
    pub pager: Option<Pager>,
    /// The orders, newest first.
    pub rows: Vec<OrderRow>,
    /// How many claims name no order that a shop knows, in words.
    pub claimed: Option<String>,
}

/// What the orders of one currency come to.
#[derive(Clone, Debug)]
pub struct SumRow {
    /// Which orders, in words.
    pub name: String,
    /// Credited or unattributed.
    pub net: String,
    /// What went back.
    pub refunded: String,
    /// What nobody earned under the model of the page.
    pub unattributed: String,
}

/// One order in a list.
#[derive(Clone, Debug)]
pub struct OrderRow {
    /// What the shopper sees, else the shop's id.
    pub name: String,
    /// Its page.
    pub href: String,
    /// When it was placed, in words.
    pub placed: String,
    /// Where it stands.
    pub state: (Tone, String),
    /// Who has credit, in words.
    pub credited: String,
    /// Whether nobody has credit.
    pub is_nobodys: bool,
    /// Credited or unattributed, in words.
    pub net: String,
    /// What nobody earned under the model of the page, in words.
    pub unattributed: String,
}
