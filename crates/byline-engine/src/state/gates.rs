//! Launch gates: who is live since when, who answers for what, and what was changed afterwards.
//!
//! What a campaign is judged by is frozen when its first creators go live. It may still be changed,
//! but never unseen: every change is a row of the history, with who made it.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use byline_core::campaign::{Campaign, CountingRules};
use byline_core::gate::{Check, GateTerms, Launched, Waived};
use byline_core::time::Timestamp;
use serde::{Deserialize, Serialize};

/// The gates of all campaigns, by numbers of campaigns and creators.
#[derive(Clone, Default, Debug, Serialize, Deserialize)]
pub struct Gates {
    launched: BTreeMap<(u32, u32), Timestamp>,
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

/// Somebody answers for a finding.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Waiver {
    /// Since when.
    pub at: Timestamp,
    /// Who.
    pub by: String,
    /// Why.
    pub reason: String,
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
    /// Somebody answers for a check, for one creator or everybody.
    Waived(Option<u32>, Check, String),
    /// That was taken back.
    Withdrawn(Option<u32>, Check),
    /// What was frozen is not what holds now: the words for what differs.
    Changed(Vec<String>),
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

    /// Whether a click at `at` came while the gate was on and the creator was not live.
    pub fn is_before_launch(&self, campaign: u32, creator: u32, at: Timestamp) -> bool {
        let stretches = self.rows.get(&campaign).map_or(&[][..], |row| &row.stretches);
        let is_within = |(from, to): &(Timestamp, Option<Timestamp>)| {
            *from <= at && to.is_none_or(|to| at < to)
        };
        let launched_at = self.launched_at(campaign, creator);
        stretches.iter().any(is_within) && launched_at.is_none_or(|launched_at| at < launched_at)
    }

    /// Everybody who is live, as numbers of campaign and creator.
    pub fn launched(&self) -> impl Iterator<Item = (u32, u32)> {
        self.launched.keys().copied()
    }

    /// Creators go live; tells whether any of them was not before.
    pub fn launch(
        &mut self,
        campaign: u32,
        creators: &[u32],
        at: Timestamp,
        said: &Launched,
    ) -> bool {
        let mut news = Vec::new();
        for creator in creators {
            if let Entry::Vacant(place) = self.launched.entry((campaign, *creator)) {
                place.insert(at);
                news.push(*creator);
            }
        }
        if news.is_empty() {
            return false;
        }
        let row = self.rows.entry(campaign).or_default();
        let (rules, terms) = (said.rules.clone(), said.terms.clone());
        row.frozen.get_or_insert(Frozen { at, rules, terms });
        let what = GateEvent::Launched(news);
        row.history.push(Happened { at, by: Some(said.by.clone()), what });
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
            let waiver = Waiver { at, by: said.by.clone(), reason: said.reason.clone() };
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
