//! Networks: what affiliate networks say that their partners caused. Claims, never money.
//!
//! In: the rows of their exports, and their postbacks, which are single rows that come over HTTP.
//! Out: claims that name the order and the partner as the network calls them. Corrections come as
//! new rows and as differences; each keeps its own identity, so the same row twice is one row.
//!
//! Networks sign nothing: a postback shows a secret that stands in its address.

mod claim;
pub(crate) mod postback;

pub mod awin;
pub mod cj;
pub mod impact;
pub mod rakuten;
pub mod refersion;
pub mod shareasale;

#[cfg(test)]
mod tests;
