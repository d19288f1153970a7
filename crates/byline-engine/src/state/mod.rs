//! The state: tables of what was declared, journeys of shoppers, conversions with their credit,
//! and readings that sum both.

pub mod acts;
pub mod aliases;
pub mod behind;
pub mod belongings;
pub mod briefs;
pub mod calendar;
pub mod cells;
pub mod claim_book;
pub mod claims;
pub mod conversions;
pub mod crowds;
pub mod desk;
pub mod destinations;
pub mod early;
pub mod engagements;
pub mod feeds;
pub mod figures;
pub mod gates;
pub mod handles;
pub mod inspections;
pub mod linked;
pub mod links;
pub mod mentions;
pub mod misfiled;
pub mod owners;
pub mod patrol;
pub mod platform;
pub mod quarantine;
pub mod rates;
pub mod readings;
pub mod refusals;
pub mod registry;
pub mod rhythm;
pub mod rolled;
pub mod series;
pub mod sharing;
pub mod shoppers;
pub mod sources;
pub mod spend;
pub mod stretches;
pub mod sums;
pub mod table;
pub mod told;
pub mod twins;
pub mod words;

/// No row of a table.
pub const NONE: u32 = u32::MAX;

/// A number of rows as a row number.
///
/// # Panics
/// Past 2^32 - 1 rows: a workspace is split long before.
pub fn row_number(n_rows: usize) -> u32 {
    u32::try_from(n_rows).expect("a table holds fewer than 2^32 rows")
}
