//! Held: the standing that is shown, which does not change at every whim of the numbers.
//!
//! A standing is left only if two evaluations in a row say otherwise. An evaluation that could not
//! judge says nothing: what was held stays held.

use serde::{Deserialize, Serialize};

use super::Standing;
use crate::decision::rules::StandingRules;
use crate::time::Timestamp;

/// The standing that is shown for a creator.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Held {
    /// Which.
    pub standing: Standing,
    /// Since when.
    pub since: Timestamp,
    /// Since when it has been yellow or red, one or the other; how long it was left so.
    pub bad_since: Option<Timestamp>,
    /// How many evaluations in a row have said otherwise.
    pub n_against: u32,
}

/// A standing was entered.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Change {
    /// What it was before; `None` at first.
    pub from: Option<Standing>,
    /// What it is now.
    pub to: Standing,
    /// When.
    pub at: Timestamp,
}

impl Held {
    /// What is held after an evaluation; `judged` is `None` where nothing could be judged.
    pub fn step(
        held: Option<Self>,
        judged: Option<Standing>,
        rules: &StandingRules,
        now: Timestamp,
    ) -> (Option<Self>, Option<Change>) {
        let Some(judged) = judged else { return (held, None) };
        let Some(held) = held else {
            let bad_since = judged.is_bad().then_some(now);
            let first = Self { standing: judged, since: now, bad_since, n_against: 0 };
            return (Some(first), Some(Change { from: None, to: judged, at: now }));
        };
        if judged == held.standing {
            return (Some(Self { n_against: 0, ..held }), None);
        }
        let n_against = held.n_against.saturating_add(1);
        if n_against < rules.leave_after_evaluations {
            return (Some(Self { n_against, ..held }), None);
        }
        let bad_since = judged.is_bad().then(|| held.bad_since.unwrap_or(now));
        let next = Self { standing: judged, since: now, bad_since, n_against: 0 };
        (Some(next), Some(Change { from: Some(held.standing), to: judged, at: now }))
    }
}
