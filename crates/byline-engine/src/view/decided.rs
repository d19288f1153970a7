//! Decided: everything that was decided in one life of a log, and how two such lives differ.

use byline_core::decision::alert::AlertRule;
use byline_core::decision::pausing::Answer;
use byline_core::decision::urgency::Urgency;
use byline_core::id::CampaignId;
use byline_core::time::Timestamp;
use serde::Serialize;

use crate::state::desk::Trail;

/// Everything that was decided.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Decided {
    /// The digest of all of it, in its order.
    pub trail: Trail,
    /// Episodes that fired, by when; of an alert with very many the last ones.
    pub episodes: Vec<DecidedEpisode>,
    /// What was wished about ads, by when.
    pub pauses: Vec<DecidedPause>,
}

/// An episode that fired.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct DecidedEpisode {
    /// When it fired.
    pub fired_at: Timestamp,
    /// Which alert.
    pub alert: String,
    /// Which episode of it.
    pub number: u32,
    /// In which campaign.
    pub campaign_id: CampaignId,
    /// By which rule.
    pub rule: AlertRule,
    /// How urgent it is.
    pub urgency: Urgency,
    /// The matter in one sentence, as it was told.
    pub title: String,
    /// When it ended.
    pub resolved_at: Option<Timestamp>,
    /// How often it escalated.
    pub n_escalations: u32,
}

/// What was wished about an ad.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct DecidedPause {
    /// When it was answered.
    pub at: Timestamp,
    /// The ad, by feed and id.
    pub ad: String,
    /// Which alert asked.
    pub alert: String,
    /// The answer, in the word of the API.
    pub answer: &'static str,
    /// What the ad spent in a day, in minor units.
    pub daily_spend_minor: i64,
}

/// Two lives of one log beside each other.
#[derive(Clone, Debug, Serialize)]
pub struct Compared {
    /// Whether every decision is the same, in the same order.
    pub is_identical: bool,
    /// Pages, investigations and reviews in the first life, then in the second.
    pub n_episodes: Vec<(Urgency, usize, usize)>,
    /// Pauses that left or were suggested, in the first life, then in the second.
    pub n_pauses: (usize, usize),
    /// What those ads spent in a day, in minor units, in the first life, then in the second.
    pub daily_spend_minor: (i64, i64),
    /// Episodes of the first life alone.
    pub only_before: Vec<DecidedEpisode>,
    /// Episodes of the second life alone.
    pub only_after: Vec<DecidedEpisode>,
    /// Pauses of the first life alone.
    pub pauses_only_before: Vec<DecidedPause>,
    /// Pauses of the second life alone.
    pub pauses_only_after: Vec<DecidedPause>,
}

impl Decided {
    /// How another life of the log differs from this one.
    pub fn compared(&self, other: &Self) -> Compared {
        let n = |life: &Self, urgency| {
            life.episodes.iter().filter(|one| one.urgency == urgency).count()
        };
        let n_episodes = Urgency::ALL.map(|urgency| (urgency, n(self, urgency), n(other, urgency)));
        Compared {
            is_identical: self.trail == other.trail,
            n_episodes: n_episodes.to_vec(),
            n_pauses: (self.moving().count(), other.moving().count()),
            daily_spend_minor: (self.daily_spend_minor(), other.daily_spend_minor()),
            only_before: without(&self.episodes, &other.episodes, DecidedEpisode::is_same),
            only_after: without(&other.episodes, &self.episodes, DecidedEpisode::is_same),
            pauses_only_before: without(&self.pauses, &other.pauses, PartialEq::eq),
            pauses_only_after: without(&other.pauses, &self.pauses, PartialEq::eq),
        }
    }

    /// Pauses that left or were suggested.
    fn moving(&self) -> impl Iterator<Item = &DecidedPause> {
        let words = [Answer::Pause.key(), Answer::Suggest.key()];
        self.pauses.iter().filter(move |pause| words.contains(&pause.answer))
    }

    fn daily_spend_minor(&self) -> i64 {
        self.moving().map(|pause| pause.daily_spend_minor).sum()
    }
}

impl DecidedEpisode {
    /// Whether both say the same of one alert at one instant.
    fn is_same(&self, other: &Self) -> bool {
        let of = |one: &Self| (one.alert.clone(), one.fired_at, one.resolved_at, one.n_escalations);
        of(self) == of(other)
    }
}

/// Everything of `all` that `other` does not have.
fn without<T: Clone>(all: &[T], other: &[T], is_same: fn(&T, &T) -> bool) -> Vec<T> {
    let is_alone = |one: &&T| !other.iter().any(|known| is_same(known, one));
    all.iter().filter(is_alone).cloned().collect()
}
