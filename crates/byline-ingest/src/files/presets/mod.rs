//! Presets: lists that teams keep in other tools, read without a mapping by hand.
//!
//! `roster` reads creators (Grin, Aspire, AhaCreator, lists in the style of IQFluence, partners of
//! impact.com), `links` reads short links (Rebrandly, Bitly) and the sheet in which teams log their
//! UTM fields, and writes that sheet; `figures` reads what Funnel, Supermetrics and Windsor collect
//! by ad and day; `own` reads sheets that somebody keeps by hand.
//!
//! Ids are made of the columns that name a thing, so the same list twice changes nothing, and two
//! lists that name one handle name one creator.

mod figures;
mod links;
pub mod own;
mod roster;

pub use figures::FIGURES;
pub use links::{LINKS, UTM_LOG, utm_log};
pub use roster::{ACCOUNTS, PARTNERS, ROSTER, ROSTER_TIKTOK};

#[cfg(test)]
mod tests;
