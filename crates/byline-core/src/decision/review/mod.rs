//! Review: once a week, what to do about each creator, and on what that stands.
//!
//! In: what a creator brought in a [`Week`], the [`WeekLimits`](crate::creator::WeekLimits), and
//! the week before. Out: how the week stands [`Against`] them and its [`Trend`]; a
//! [`Task`](TaskKind) with a day; the creators of the own history that are most
//! [alike](Likeness). What to do follows from the [advice](super::advice).

mod similar;
mod task;
#[cfg(test)]
mod tests;
mod trend;
mod week;

pub use similar::{Aspect, Likeness, Profile, likeness};
pub use task::{TaskKind, due_at};
pub use trend::Trend;
pub use week::{Against, Week, against};
