//! Decisions: from a number to an action that is safe, explained and followed up.
//!
//! In: readings, the [`Rules`] in force, and the time. Out: the [`standing`] of each creator, the
//! [`urgency`] of what people must hear, the [`episode`] that an alert lives through, which ads may
//! be paused ([`pausing`]), where money would do more ([`reallocation`]), what to do about each
//! creator ([`advice`]) and the week that it is asked in ([`review`]), and what a campaign came to
//! ([`verdict`]).
//!
//! Two things always hold. The brand's thresholds are applied to the letter, by whole numbers; and
//! beside each judgement stands whether the data supports it yet, which decides about money.
//! Missing data is never a bad creator: it holds the clock and changes nothing.

pub mod advice;
pub mod alert;
pub mod episode;
pub mod leak;
pub mod pausing;
pub mod reallocation;
pub mod review;
mod rules;
mod rules_check;
pub mod said;
pub mod standing;
#[cfg(test)]
mod tests;
pub mod urgency;
pub mod verdict;

pub use rules::{
    ActOn, EpisodeRules, EvidenceRules, PageRules, PauseMode, PauseRules, ReallocationRules, Rules,
    StandingRules, UrgencyRules,
};
pub use rules_check::RulesError;
