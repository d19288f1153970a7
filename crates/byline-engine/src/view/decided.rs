//! Decided: everything that was decided in one life of a log, and how two such lives differ.

use std::collections::{BTreeMap, BTreeSet};

use byline_core::decision::alert::AlertRule;
use byline_core::decision::pausing::Answer;
use byline_core::decision::urgency::Urgency;
use byline_core::id::{CampaignId, CreatorId};
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
    /// Whom it is about, if it is one creator.
    pub creator_id: Option<CreatorId>,
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
    /// In which episode of it.
    pub episode: u32,
    /// Whose content the ad boosts.
    pub creator_id: CreatorId,
    /// The answer, in the word of the API.
    pub answer: &'static str,
    /// What the ad spent in a day, in minor units.
    pub daily_spend_minor: i64,
    /// Until when the ad would have stood still: the end of the episode, or until a person let it
    /// run, or until now.
    pub until: Timestamp,
    /// What was spent on the ad from then until then, as its platform reports it, in minor units of
    /// the campaign's currency.
    pub spend_minor: i64,
    /// What the creator brought in those hours, in minor units of the campaign's currency.
    pub revenue_minor: i64,
}

/// One alert that two lives of a log tell differently.
#[derive(Clone, Debug, Serialize)]
pub struct Differing {
    /// The episode of the first life; `None` if only the second has it.
    pub before: Option<DecidedEpisode>,
    /// The episode of the second life; `None` if only the first has it.
    pub after: Option<DecidedEpisode>,
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
    /// What was spent on those ads while they would have stood still, in minor units, in the first
    /// life, then in the second.
    pub stopped_minor: (i64, i64),
    /// What their creators brought in those hours, in minor units, in the first life, then in the
    /// second.
    pub missed_minor: (i64, i64),
    /// Every alert that is told differently, the most urgent first, then by when.
    pub differing: Vec<Differing>,
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
        let only_before = without(&self.episodes, &other.episodes, DecidedEpisode::sameness);
        let only_after = without(&other.episodes, &self.episodes, DecidedEpisode::sameness);
        Compared {
            is_identical: self.trail == other.trail,
            n_episodes: n_episodes.to_vec(),
            n_pauses: (self.moving().count(), other.moving().count()),
            daily_spend_minor: (self.daily_spend_minor(), other.daily_spend_minor()),
            stopped_minor: (self.stopped_minor(), other.stopped_minor()),
            missed_minor: (self.missed_minor(), other.missed_minor()),
            differing: paired(&only_before, &only_after),
            only_before,
            only_after,
            pauses_only_before: without(&self.pauses, &other.pauses, DecidedPause::sameness),
            pauses_only_after: without(&other.pauses, &self.pauses, DecidedPause::sameness),
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

    fn stopped_minor(&self) -> i64 {
        self.moving().map(|pause| pause.spend_minor).sum()
    }

    /// Several ads of one episode stand still in the same hours: their creator's revenue is counted
    /// once.
    fn missed_minor(&self) -> i64 {
        let each = self.moving().map(|pause| ((&pause.alert, pause.episode), pause.revenue_minor));
        // The longest of them holds the hours of the others.
        let mut by_episode: BTreeMap<_, i64> = BTreeMap::new();
        for (episode, minor) in each {
            let most = by_episode.entry(episode).or_insert(minor);
            *most = minor.max(*most);
        }
        by_episode.values().sum()
    }
}

impl DecidedPause {
    /// The same of two answers to the same wish, however long its episode lasts.
    fn sameness(&self) -> (Timestamp, &str, &str, &str) {
        (self.at, &self.ad, &self.alert, self.answer)
    }
}

impl DecidedEpisode {
    /// Where it stands in a list: by urgency, then by when.
    fn place(&self) -> (Urgency, Timestamp, String) {
        (self.urgency, self.fired_at, self.alert.clone())
    }

    /// Whether both are of one alert and share an instant.
    fn overlaps(&self, other: &Self) -> bool {
        let end = |one: &Self| one.resolved_at.unwrap_or(Timestamp::MAX);
        self.alert == other.alert && self.fired_at <= end(other) && other.fired_at <= end(self)
    }

    /// The same of two episodes that say the same of one alert at one instant.
    fn sameness(&self) -> (&str, Timestamp, Option<Timestamp>, u32) {
        (&self.alert, self.fired_at, self.resolved_at, self.n_escalations)
    }
}

/// Puts episodes of one alert that overlap beside each other.
fn paired(before: &[DecidedEpisode], after: &[DecidedEpisode]) -> Vec<Differing> {
    let mut left: BTreeMap<&str, Vec<&DecidedEpisode>> = BTreeMap::new();
    for one in after {
        left.entry(&one.alert).or_default().push(one);
    }
    let mut differing = Vec::new();
    for one in before {
        let others = left.entry(&one.alert).or_default();
        let place = others.iter().position(|other| other.overlaps(one));
        let other = place.map(|place| others.remove(place).clone());
        differing.push(Differing { before: Some(one.clone()), after: other });
    }
    let alone = left.into_values().flatten().cloned();
    differing.extend(alone.map(|one| Differing { before: None, after: Some(one) }));
    differing
        .sort_by_key(|one| one.after.as_ref().or(one.before.as_ref()).map(DecidedEpisode::place));
    differing
}

/// Everything of `all` that `other` does not have.
fn without<'a, T: Clone, K: Ord>(
    all: &'a [T],
    other: &'a [T],
    sameness: impl Fn(&'a T) -> K,
) -> Vec<T> {
    let known: BTreeSet<K> = other.iter().map(&sameness).collect();
    all.iter().filter(|one| !known.contains(&sameness(one))).cloned().collect()
}
