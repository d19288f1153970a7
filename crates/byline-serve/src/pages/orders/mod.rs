//! Orders: page by page from the newest on, and what is claimed without one.

mod build;
mod render;
mod shares;

use super::claims::UnreconciledRow;
use super::parts::{Pager, Tone};
use super::shell::{Head, Shell};

pub use build::{build, state};
pub use shares::{ShareRow, because, nobodys_table, share_table};

/// The list of orders, settled.
#[derive(Clone, Debug)]
pub struct OrdersPage {
    /// What stands around it.
    pub shell: Shell,
    /// Its heading.
    pub head: Head,
    /// To other pages of the list.
    pub pager: Option<Pager>,
    /// The orders, newest first.
    pub rows: Vec<OrderRow>,
    /// Claims that name no order a shop knows, the newest.
    pub claimed: Vec<UnreconciledRow>,
    /// How many of them there are.
    pub n_claimed: usize,
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
