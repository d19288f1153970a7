//! Review: once a week, what to do about each creator, and on what that stands.
//!
//! In: what a creator brought in a [`Week`], the [`WeekLimits`](crate::creator::WeekLimits), the
//! standing with its evidence, what the results are worth beside their price, and the trend. Out: a
//! [`Recommendation`] with its reasons; a [`Task`](TaskKind) with a day; the creators of the own
//! history that are most [alike](Likeness).
//!
//! Invariant: a recommendation is a word to a person and moves nothing. What the data does not
//! support is "keep": nobody is parted with over a few unlucky clicks.

mod recommend;
mod similar;
mod task;
#[cfg(test)]
mod tests;
mod week;

pub use recommend::{Footing, Pays, Recommendation, Returns, Trend, Why, recommend};
pub use similar::{Aspect, Likeness, Profile, likeness};
pub use task::{TaskKind, due_at};
pub use week::{Against, Week, against};
