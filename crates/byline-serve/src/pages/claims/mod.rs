//! Claims: what platforms and networks say they caused, beside what the ledger says. A claim is
//! evidence, never money.

mod build;
mod render;
mod table;

use super::shell::{Head, Shell};

pub use build::{build, without_order};
pub use render::{WITHOUT_ORDER_HREF, n_without_order};
pub use table::claim_table;

/// The page, settled.
#[derive(Clone, Debug)]
pub struct ClaimsPage {
    /// What stands around it.
    pub shell: Shell,
    /// Its heading.
    pub head: Head,
    /// What it comes to, in sentences.
    pub lead: String,
    /// Each claimant.
    pub claimants: Vec<ClaimantRow>,
    /// Claims that name another creator than the ledger credits.
    pub disputed: Vec<DisputedRow>,
    /// Claims on orders that count and that name nobody.
    pub nameless: Vec<DisputedRow>,
    /// Claims that name no order that a shop knows.
    pub unreconciled: Vec<UnreconciledRow>,
    /// When it was computed, in words.
    pub as_of: String,
}

/// One claimant beside the ledger.
#[derive(Clone, Debug)]
pub struct ClaimantRow {
    /// Its name.
    pub name: String,
    /// Its connection's page.
    pub href: String,
    /// Claims that stand, and those taken back.
    pub standing: (String, String),
    /// Standing claims on orders that are revenue.
    pub matched: String,
    /// Of those that name somebody, the ones that name whom the ledger credits too.
    pub agreed: String,
    /// With whose orders it is compared.
    pub watch: Watch,
    /// What it claims, one amount for each currency.
    pub claimed: Vec<String>,
    /// What the ledger confirms of that.
    pub confirmed: Vec<String>,
    /// What it wants.
    pub commission: Vec<String>,
    /// Standing claims for each confirmed order, in words.
    pub over_claim: String,
}

/// Whom a claimant watches, as far as its claims tell, and what of their orders it claims.
#[derive(Clone, Debug)]
pub struct Watch {
    /// What it comes to, in sentences.
    pub said: String,
    /// Each creator with their page, and since when they are named.
    pub creators: Vec<(String, String, String)>,
}

/// A claim that names another creator than the ledger credits.
#[derive(Clone, Debug)]
pub struct DisputedRow {
    /// Who claims.
    pub claimant: String,
    /// The order as people call it, and its page.
    pub order: (String, String),
    /// When the claimed action happened.
    pub occurred: String,
    /// Whom the claim names, empty if nobody, and their page if we know them.
    pub claimed_for: (String, Option<String>),
    /// Whom the ledger credits, each with their page; nobody if empty.
    pub credited: Vec<(String, String)>,
    /// Where the two are compared, if they are probably one person.
    pub same_href: Option<String>,
    /// What the order is said to be worth.
    pub amount: String,
}

/// One claim without an order.
#[derive(Clone, Debug)]
pub struct UnreconciledRow {
    /// Who claims.
    pub claimant: String,
    /// The order or action as the claimant calls it.
    pub order: String,
    /// Why it belongs to no order, in words.
    pub why: String,
    /// When it happened.
    pub occurred: String,
    /// For whom.
    pub partner: String,
    /// The creator's page, if the name means one.
    pub creator_href: Option<String>,
    /// Where the claim stands, in a word.
    pub state: &'static str,
    /// What the order is said to be worth.
    pub amount: String,
}
