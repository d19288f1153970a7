//! Groups: alerts of many creators by one rule are one thing to look at.
//!
//! Sixty rows that say the same of sixty creators hide the one that says something else. So
//! alerts about single creators are one row for each rule; what concerns the campaign or an ad
//! stays alone.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use byline_core::decision::alert::AlertRule;
use byline_core::decision::urgency::Urgency;
use byline_core::id::CreatorId;
use byline_core::time::Timestamp;
use byline_engine::view::AlertView;

use super::words;
use crate::pages::decisions::NowLine;

/// What one row of the page shows.
pub struct Group<'a> {
    /// The rule in words.
    pub name: &'static str,
    /// How soon somebody must act.
    pub urgency: Urgency,
    /// The money that advice about its creators is about, in minor units; 0 if none is known.
    pub stake_minor: i64,
    /// Its alerts: what nobody has first, then by money. Never empty.
    pub alerts: Vec<&'a AlertView>,
}

/// Alerts by what is to be looked at, the most urgent first, then by the money at stake now.
pub fn groups<'a>(
    alerts: &[&'a AlertView],
    lines: &BTreeMap<CreatorId, NowLine>,
    now: Timestamp,
) -> Vec<Group<'a>> {
    let stake = |alert: &AlertView| {
        let line = alert.creator_id.as_ref().and_then(|id| lines.get(id));
        line.map_or(0, |line| line.at_stake_minor)
    };
    let mut by_rule: BTreeMap<(Urgency, AlertRule, Option<&str>), Vec<&AlertView>> =
        BTreeMap::new();
    for alert in alerts.iter().copied() {
        // What is about no creator is never one of many.
        let own = alert.creator_id.is_none().then_some(alert.id.as_str());
        by_rule.entry((alert.urgency, alert.rule, own)).or_default().push(alert);
    }
    let mut groups: Vec<Group<'_>> = Vec::new();
    for ((urgency, ..), mut alerts) in by_rule {
        let is_cared_for = |alert: &AlertView| !words::is_free(alert, now);
        alerts.sort_by_key(|alert| (is_cared_for(alert), Reverse(stake(alert)), alert.id.clone()));
        let sum = alerts.iter().map(|alert| stake(alert)).sum();
        groups.push(Group { name: alerts[0].name, urgency, stake_minor: sum, alerts });
    }
    groups.sort_by_key(|group| (group.urgency, Reverse(group.stake_minor)));
    groups
}
