//! Pausing: which ads may be paused, by whom, and how many at once.
//!
//! In: what decisions [wish](Wish) to pause, what happened before ([`PauseBook`]) and the rules.
//! Out: an [`Answer`] for each wish. A bug in a pixel makes 200 creators look dead at once, and a
//! machine that believes it turns a bad hour into a lost week; hence the guardrails.
//!
//! Invariants:
//! - In any window at most five pauses, and at most a fifth of the daily spend; a batch that would
//!   pass either is held as a whole, and somebody is paged.
//! - At most one change of an ad in an episode.
//! - What a person resumed is never paused again by the episode that paused it, nor by any that
//!   had begun by then.

mod attempt;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::time::{MICROS_PER_SECOND, Timestamp};

use super::rules::{ActOn, PauseMode, PauseRules, Rules};
use super::standing::Evidence;

pub use attempt::{Attempt, AttemptEvent, AttemptState, Next, Shown};

/// Something that asks to pause an ad.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Wish {
    /// The ad, by feed and the platform's own id, such as `tiktok_ads/1234`.
    pub ad: String,
    /// The alert whose episode asks for it.
    pub alert: String,
    /// The number of the episode.
    pub episode: u32,
    /// When the episode fired.
    pub fired_at: Timestamp,
    /// How far the data supports it.
    pub evidence: Evidence,
    /// What the ad spends in a day, in minor units.
    pub daily_spend_minor: i64,
}

/// What decisions want of one creator's money. In the order of precedence: the safe one first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Want {
    /// Stop it.
    Pause,
    /// Leave it as it is.
    Keep,
    /// Spend more.
    More,
}

/// What holds where decisions want different things: the safe one. The others are written down
/// beside it. `None` if nobody wants anything.
pub fn safest(wants: impl IntoIterator<Item = Want>) -> Option<Want> {
    wants.into_iter().min()
}

/// What is done about a wish.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Answer {
    /// The ad is paused; the intent is in the book.
    Pause,
    /// A person is asked.
    Suggest,
    /// It is written down what would have been done.
    Observe,
    /// Nothing is done, and why.
    Hold(HeldBecause),
}

/// Why a wish is not followed.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum HeldBecause {
    /// The kill switch is on.
    Stopped,
    /// The data does not support it.
    Unconfirmed,
    /// The episode has already changed this ad, or tried to.
    AlreadyDone,
    /// A person resumed the ad since the episode fired.
    PersonResumed,
    /// Too much at once: somebody is paged.
    MassChange,
}

/// What was paused and resumed so far.
#[derive(Clone, Default, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct PauseBook {
    /// Each ad that an episode changed, with the instant.
    done: BTreeMap<(String, String, u32), Timestamp>,
    /// What was paused lately, for the guardrails.
    lately: Vec<Paused>,
    /// When a person last resumed each ad.
    resumed_at: BTreeMap<String, Timestamp>,
    /// Since when too much has been wished at once; told once.
    mass_since: Option<Timestamp>,
    /// When that was so last.
    mass_at: Option<Timestamp>,
}

/// A pause, for the guardrails.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
struct Paused {
    at: Timestamp,
    daily_spend_minor: i64,
}

/// What is done about a batch of wishes.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Answers {
    /// One for each wish, in their order.
    pub each: Vec<Answer>,
    /// Whether somebody must be paged now: too much was wished at once.
    pub is_mass_change: bool,
}

/// For how long the book remembers: longer than any episode stays open.
const MEMORY_S: i64 = 90 * 86_400;

impl Answer {
    /// The word in the API.
    pub fn key(self) -> &'static str {
        match self {
            Self::Pause => "pause",
            Self::Suggest => "suggest",
            Self::Observe => "observe",
            Self::Hold(because) => because.key(),
        }
    }
}

impl HeldBecause {
    /// The word in the API.
    pub fn key(self) -> &'static str {
        match self {
            Self::Stopped => "stopped",
            Self::Unconfirmed => "unconfirmed",
            Self::AlreadyDone => "already_done",
            Self::PersonResumed => "person_resumed",
            Self::MassChange => "mass_change",
        }
    }
}

impl PauseBook {
    /// Answers the wishes of one evaluation together, and writes down what is to be paused.
    ///
    /// `daily_spend_minor` is what all ads of the campaign spend in a day.
    #[must_use]
    pub fn decide(
        mut self,
        wishes: &[Wish],
        daily_spend_minor: i64,
        rules: &Rules,
        now: Timestamp,
    ) -> (Self, Answers) {
        self.forget(&rules.pausing, now);
        let mut each: Vec<Answer> = Vec::with_capacity(wishes.len());
        for (index, wish) in wishes.iter().enumerate() {
            let is_repeated = wishes[..index].iter().any(|earlier| earlier.ad == wish.ad);
            let hold = self.reason_to_hold(wish, rules, is_repeated);
            each.push(hold.map_or_else(|| by_mode(rules.pausing.mode), Answer::Hold));
        }
        let is_held = |answer: &Answer| matches!(answer, Answer::Hold(_));
        let granted = wishes.iter().zip(&each).filter(|(_, answer)| !is_held(answer));
        let granted: Vec<&Wish> = granted.map(|(wish, _)| wish).collect();
        // Two hundred suggestions are no better than two hundred pauses: the guardrails hold in
        // every mode.
        let is_too_much = self.is_too_much(&granted, daily_spend_minor, &rules.pausing);
        if is_too_much {
            for answer in each.iter_mut().filter(|answer| !is_held(answer)) {
                *answer = Answer::Hold(HeldBecause::MassChange);
            }
        } else if rules.pausing.mode == PauseMode::Automatic {
            granted.iter().for_each(|wish| self.write_down(wish, now));
        }
        let is_mass_change = is_too_much && self.mass_since.is_none();
        if is_too_much {
            self.mass_since.get_or_insert(now);
            self.mass_at = Some(now);
        }
        (self, Answers { each, is_mass_change })
    }

    /// A person resumed an ad: no episode that had fired by then pauses it again.
    pub fn person_resumed(&mut self, ad: &str, at: Timestamp) {
        let resumed_at = self.resumed_at.entry(ad.to_owned()).or_insert(at);
        *resumed_at = at.max(*resumed_at);
    }

    /// A person followed a suggestion: it counts like a pause of Byline's own.
    pub fn person_paused(&mut self, wish: &Wish, at: Timestamp) {
        self.write_down(wish, at);
    }

    /// Forgets what no guardrail asks for any more.
    fn forget(&mut self, rules: &PauseRules, now: Timestamp) {
        self.done.retain(|_, at| now.seconds_since(*at) < MEMORY_S);
        self.resumed_at.retain(|_, at| now.seconds_since(*at) < MEMORY_S);
        let window_us = rules.window_s.saturating_mul(MICROS_PER_SECOND);
        self.lately.retain(|paused| now.micros_since(paused.at) < window_us);
        let is_calm = self.mass_at.is_some_and(|at| window_us <= now.micros_since(at));
        if is_calm {
            (self.mass_since, self.mass_at) = (None, None);
        }
    }

    fn reason_to_hold(&self, wish: &Wish, rules: &Rules, is_repeated: bool) -> Option<HeldBecause> {
        let is_unconfirmed = rules.evidence.money_moves_on == ActOn::Confirmed
            && wish.evidence != Evidence::Confirmed;
        let is_resumed = self.resumed_at.get(&wish.ad).is_some_and(|at| wish.fired_at <= *at);
        if rules.pausing.is_stopped {
            Some(HeldBecause::Stopped)
        } else if is_resumed {
            Some(HeldBecause::PersonResumed)
        } else if is_repeated || self.done.contains_key(&key(wish)) {
            Some(HeldBecause::AlreadyDone)
        } else if is_unconfirmed {
            Some(HeldBecause::Unconfirmed)
        } else {
            None
        }
    }

    fn is_too_much(&self, granted: &[&Wish], daily_spend_minor: i64, rules: &PauseRules) -> bool {
        if granted.is_empty() {
            return false;
        }
        let n_pauses = self.lately.len() + granted.len();
        let before = self.lately.iter().map(|paused| i128::from(paused.daily_spend_minor));
        let wished = granted.iter().map(|wish| i128::from(wish.daily_spend_minor));
        let spend: i128 = before.chain(wished).sum();
        let most = i128::from(daily_spend_minor) * i128::from(rules.spend_max_bp);
        usize::try_from(rules.pauses_max).unwrap_or(usize::MAX) < n_pauses || most < spend * 100_00
    }

    fn write_down(&mut self, wish: &Wish, at: Timestamp) {
        self.done.insert(key(wish), at);
        self.lately.push(Paused { at, daily_spend_minor: wish.daily_spend_minor });
    }
}

fn by_mode(mode: PauseMode) -> Answer {
    match mode {
        PauseMode::Observe => Answer::Observe,
        PauseMode::Suggest => Answer::Suggest,
        PauseMode::Automatic => Answer::Pause,
    }
}

fn key(wish: &Wish) -> (String, String, u32) {
    (wish.ad.clone(), wish.alert.clone(), wish.episode)
}
