//! Launch gates: who is live since when, who answers for what, and what was changed afterwards.
//!
//! A launch is of a creator and of the links that they have then; a link that is made later waits
//! for a launch of its own. What a campaign is judged by is frozen when its first creators go
//! live. It may still be changed, but never unseen: every change is a row of the history, with who
//! made it.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};

use byline_core::campaign::{Campaign, CountingRules};
use byline_core::gate::{Check, Covered, Finding, GateTerms, Launched, Waived};
use byline_core::time::Timestamp;
use serde::{Deserialize, Serialize};

/// The gates of all campaigns, by numbers of campaigns and creators.
#[derive(Clone, Default, Debug, Serialize, Deserialize)]
pub struct Gates {
    launched: BTreeMap<(u32, u32), Timestamp>,
    /// Since when links lead on, by campaign, creator and link; every link of the creator's if
    /// none is named.
    links: BTreeMap<(u32, u32, Option<u32>), Timestamp>,
    rows: BTreeMap<u32, GateRow>,
    test_orders: BTreeMap<u32, Timestamp>,
}

/// The gate of one campaign.
#[derive(Clone, Default, Debug, Serialize, Deserialize)]
pub struct GateRow {
    /// What the campaign was judged by when it first went live.
    pub frozen: Option<Frozen>,
    /// From when to when the gate was on, oldest first; the last one may still be.
    pub stretches: Vec<(Timestamp, Option<Timestamp>)>,
    /// Waivers in force, by number of the creator, or none for everybody.
    pub waivers: BTreeMap<(Option<u32>, Check), Waiver>,
    /// Everything that happened at the gate, oldest first.
    pub history: Vec<Happened>,
}

/// What a campaign is judged by.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Frozen {
    /// Since when.
    pub at: Timestamp,
    /// How orders are counted.
    pub rules: CountingRules,
    /// Limits and benchmarks.
    pub terms: GateTerms,
}

/// Somebody answers for findings.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Waiver {
    /// Since when.
    pub at: Timestamp,
    /// Who.
    pub by: String,
    /// Why.
    pub reason: String,
    /// For which findings; for whatever the check finds if not set.
    covers: Option<Vec<Covered>>,
}

/// One row of a gate's history.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Happened {
    /// When.
    pub at: Timestamp,
    /// Who did it, if a person or token did.
    pub by: Option<String>,
    /// What.
    pub what: GateEvent,
}

/// What can happen at a gate.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum GateEvent {
    /// The gate was switched on.
    SwitchedOn,
    /// The gate was switched off.
    SwitchedOff,
    /// Creators went live, by their numbers.
    Launched(Vec<u32>),
    /// New links of creators who were live already lead on: whose, and how many.
    LinksLaunched(Vec<u32>, usize),
    /// Somebody answers for a check, for one creator or everybody.
    Waived(Option<u32>, Check, String),
    /// That was taken back.
    Withdrawn(Option<u32>, Check),
    /// What was frozen is not what holds now: the words for what differs.
    Changed(Vec<String>),
}

impl Waiver {
    /// Whether it stood for the finding when it was given.
    pub fn covers(&self, finding: &Finding) -> bool {
        let covers = self.covers.as_ref();
        covers.is_none_or(|rows| rows.iter().any(|row| row.covers(finding)))
    }
}

/// What a launch names, by numbers.
#[derive(Clone, Debug)]
pub struct Launch {
    /// In which campaign.
    pub campaign: u32,
    /// Who.
    pub creators: Vec<u32>,
    /// Their links that lead on, each with whose it is; a creator with none has every link
    /// launched.
    pub links: Vec<(u32, Option<u32>)>,
}

impl Gates {
    /// The gate of a campaign, if anything ever happened there.
    pub fn row(&self, campaign: u32) -> Option<&GateRow> {
        self.rows.get(&campaign)
    }

    /// Since when a creator is live.
    pub fn launched_at(&self, campaign: u32, creator: u32) -> Option<Timestamp> {
        self.launched.get(&(campaign, creator)).copied()
    }

    /// Since when a link of a creator leads on.
    pub fn link_launched_at(&self, campaign: u32, creator: u32, link: u32) -> Option<Timestamp> {
        let of = |link| self.links.get(&(campaign, creator, link)).copied();
        of(None).into_iter().chain(of(Some(link))).min()
    }

    /// Whether a click on a link at `at` came while the gate was on and the link was not live.
    pub fn is_before_launch(
        &self,
        (campaign, creator): (u32, u32),
        link: u32,
        at: Timestamp,
    ) -> bool {
        let stretches = self.rows.get(&campaign).map_or(&[][..], |row| &row.stretches);
        let is_within = |(from, to): &(Timestamp, Option<Timestamp>)| {
            *from <= at && to.is_none_or(|to| at < to)
        };
        stretches.iter().any(is_within)
            && self.link_launched_at(campaign, creator, link).is_none_or(|launched| at < launched)
    }

    /// Every link that leads on, as numbers of campaign, creator and link; every link of the
    /// creator's if none is named.
    pub fn launched(&self) -> impl Iterator<Item = (u32, u32, Option<u32>)> {
        self.links.keys().copied()
    }

    /// Creators go live with their links; tells whether any of them was not before.
    pub fn launch(&mut self, launch: &Launch, at: Timestamp, said: &Launched) -> bool {
        let campaign = launch.campaign;
        let mut news = BTreeSet::new();
        for creator in &launch.creators {
            if let Entry::Vacant(place) = self.launched.entry((campaign, *creator)) {
                place.insert(at);
                news.insert(*creator);
            }
        }
        let mut linked = BTreeSet::new();
        let mut n_links = 0;
        for (creator, link) in &launch.links {
            if let Entry::Vacant(place) = self.links.entry((campaign, *creator, *link)) {
                place.insert(at);
                if !news.contains(creator) {
                    linked.insert(*creator);
                    n_links += 1;
                }
            }
        }
        if news.is_empty() && linked.is_empty() {
            return false;
        }
        let row = self.rows.entry(campaign).or_default();
        let (rules, terms) = (said.rules.clone(), said.terms.clone());
        row.frozen.get_or_insert(Frozen { at, rules, terms });
        let mut happened = |what| {
            row.history.push(Happened { at, by: Some(said.by.clone()), what });
        };
        if !news.is_empty() {
            happened(GateEvent::Launched(news.into_iter().collect()));
        }
        if !linked.is_empty() {
            happened(GateEvent::LinksLaunched(linked.into_iter().collect(), n_links));
        }
        true
    }

    /// Puts a waiver into force, or takes it back; tells whether that changed anything.
    pub fn waive(
        &mut self,
        campaign: u32,
        creator: Option<u32>,
        at: Timestamp,
        said: &Waived,
    ) -> bool {
        let row = self.rows.entry(campaign).or_default();
        let key = (creator, said.check);
        let what = if said.is_withdrawn {
            if row.waivers.remove(&key).is_none() {
                return false;
            }
            GateEvent::Withdrawn(creator, said.check)
        } else {
            let waiver = Waiver {
                at,
                by: said.by.clone(),
                reason: said.reason.clone(),
                covers: said.covers.clone(),
            };
            row.waivers.insert(key, waiver);
            GateEvent::Waived(creator, said.check, said.reason.clone())
        };
        row.history.push(Happened { at, by: Some(said.by.clone()), what });
        true
    }

    /// Looks at a change of a campaign, for the history.
    pub fn watch(
        &mut self,
        number: u32,
        (before, after): (Option<&Campaign>, &Campaign),
        (at, by): (Timestamp, Option<&str>),
    ) {
        let had_gate = before.is_some_and(Campaign::has_gate);
        let by = by.map(str::to_owned);
        let what = match (had_gate, after.gate.as_ref().filter(|_| after.has_gate())) {
            (false, None) => return,
            (false, Some(_)) => GateEvent::SwitchedOn,
            (true, None) => GateEvent::SwitchedOff,
            (true, Some(terms)) => {
                let is_live = self.rows.get(&number).is_some_and(|row| row.frozen.is_some());
                let Some(before) = before.filter(|_| is_live) else { return };
                let no_terms = GateTerms::default();
                let old = before.gate.as_ref().unwrap_or(&no_terms);
                let changes = differences((&before.rules, old), (&after.rules, terms));
                if changes.is_empty() {
                    return;
                }
                GateEvent::Changed(changes)
            }
        };
        let row = self.rows.entry(number).or_default();
        match &what {
            GateEvent::SwitchedOn => row.stretches.push((at, None)),
            GateEvent::SwitchedOff => {
                row.stretches.last_mut().and_then(|(_, to)| to.replace(at));
            }
            _ => {}
        }
        row.history.push(Happened { at, by, what });
    }

    /// A shop's test order came, for a campaign or for none.
    pub fn note_test_order(&mut self, campaign: u32, placed_at: Timestamp) {
        let newest = self.test_orders.entry(campaign).or_insert(placed_at);
        *newest = placed_at.max(*newest);
    }

    /// When the newest test order of a campaign was placed.
    pub fn test_order_of(&self, campaign: u32) -> Option<Timestamp> {
        self.test_orders.get(&campaign).copied()
    }

    /// When the newest test order of any campaign, or of none, was placed.
    pub fn any_test_order(&self) -> Option<Timestamp> {
        self.test_orders.values().max().copied()
    }
}

/// What differs between two ways to judge a campaign, in words.
pub fn differences(
    (was, old): (&CountingRules, &GateTerms),
    (rules, terms): (&CountingRules, &GateTerms),
) -> Vec<String> {
    let other = CountingRules {
        model: rules.model,
        click_window_s: rules.click_window_s,
        view_window_s: rules.view_window_s,
        ..was.clone()
    };
    let all = [
        (was.model != rules.model, "model"),
        (was.click_window_s != rules.click_window_s, "click window"),
        (was.view_window_s != rules.view_window_s, "view window"),
        (other != *rules, "rules of counting"),
        (old.floor_minor != terms.floor_minor, "floor of hourly revenue"),
        (old.cpc_ceiling_minor != terms.cpc_ceiling_minor, "ceiling of the cost of a click"),
        (old.benchmarks != terms.benchmarks, "benchmarks"),
    ];
    all.into_iter().filter(|(is_other, _)| *is_other).map(|(_, word)| word.to_owned()).collect()
}
