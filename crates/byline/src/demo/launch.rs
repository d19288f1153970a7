//! The launch: a gate that is on, briefs that were read, and pages that are looked at every day.
//!
//! In: the demo's setup. Out: what a brand says before the first post, so that the launch gate of
//! the demo shows a campaign that went live, with one creator whom it rightly holds and one for
//! whom somebody answers.

use std::collections::BTreeSet;

use byline_core::brief::{Acknowledged, Brief};
use byline_core::campaign::Campaign;
use byline_core::entry::Fact;
use byline_core::gate::{Check, Covered, Flaw, Launched, Waived};
use byline_core::id::{BriefId, CreatorId};
use byline_core::link::health::{DestinationChecked, PageWord, WordKind};
use byline_core::time::{MICROS_PER_HOUR, Timestamp};
use byline_testkit::Setup;

/// Whoever says so in the demo.
const WHO: &str = "demo";
/// Pages are looked at as often as this, in microseconds.
const LOOK_EVERY_US: i64 = 24 * MICROS_PER_HOUR;
/// The set is sold out from here on, in days of the flight.
const SOLD_OUT_AFTER_DAYS: i64 = 6;
/// What stands in the address of the page that sells out.
const SOLD_OUT_PAGE: &str = "/products/";
/// How long the pages take, in milliseconds.
const TOOK_MS: u32 = 640;

/// The gate, every brief, who read it, and who goes live.
pub fn facts(setup: &Setup) -> Vec<Fact> {
    let linked: BTreeSet<&CreatorId> = setup.links.iter().map(|link| &link.creator_id).collect();
    let members: BTreeSet<&CreatorId> =
        setup.placements.iter().map(|placement| &placement.creator_id).collect();
    let late = linked.last().copied();
    let mut facts: Vec<Fact> = Vec::new();
    for id in &members {
        let brief = brief(&setup.campaign, id);
        let brief_id = brief.id.clone();
        facts.push(Fact::Brief(brief));
        match late == Some(*id) {
            true => facts.push(Fact::Waived(Waived {
                campaign_id: setup.campaign.id.clone(),
                creator_id: Some((*id).clone()),
                check: Check::Brief,
                by: WHO.to_owned(),
                reason: "read the brief on the phone with us".to_owned(),
                is_withdrawn: false,
                covers: Some(vec![Covered {
                    flaw: Flaw::BriefNotSent.code().to_owned(),
                    kind: "brief".to_owned(),
                    ids: vec![brief_id.to_string()],
                }]),
            })),
            false => facts.push(Fact::Acknowledged(Acknowledged { brief_id, version: 1 })),
        }
    }
    facts.push(Fact::Launched(Launched {
        campaign_id: setup.campaign.id.clone(),
        creator_ids: linked.into_iter().cloned().collect(),
        rules: setup.campaign.rules.clone(),
        terms: gated(setup.campaign.clone()).gate.unwrap_or_default(),
        by: WHO.to_owned(),
        links: Some(
            setup.links.iter().map(|link| (link.creator_id.clone(), link.id.clone())).collect(),
        ),
    }));
    facts
}

/// The campaign with its gate on.
pub fn gated(mut campaign: Campaign) -> Campaign {
    if let Some(gate) = &mut campaign.gate {
        gate.is_open = false;
    }
    campaign
}

fn brief(campaign: &Campaign, creator: &CreatorId) -> Brief {
    let id = creator.as_str().replacen(CreatorId::PREFIX, BriefId::PREFIX, 1);
    Brief {
        id: BriefId::from(id),
        campaign_id: campaign.id.clone(),
        creator_id: creator.clone(),
        disclosure_words: "#ad".to_owned(),
        posting: campaign.flights.first().copied(),
        dos: vec![
            "Show the bottle in the first three seconds.".to_owned(),
            "Say how you use it in your own morning.".to_owned(),
        ],
        donts: vec!["Promising protection for a whole day.".to_owned()],
        places: Vec::new(),
        does_show_results: true,
        is_archived: false,
        token_digest: None,
    }
}

/// Looks at the pages that links lead to, once a day.
pub struct Looks {
    destinations: BTreeSet<String>,
    began: Timestamp,
    next: Timestamp,
}

impl Looks {
    /// The first look is when the flight begins.
    pub fn of(setup: &Setup) -> Self {
        let began = setup.campaign.flights.first().map_or(Timestamp(0), |flight| flight.from);
        let destinations = setup.links.iter().map(|link| link.destination.clone()).collect();
        Self { destinations, began, next: began }
    }

    /// What is seen by `at`, if it is time to look again.
    pub fn due(&mut self, at: Timestamp) -> Vec<Fact> {
        if at < self.next {
            return Vec::new();
        }
        self.next = Timestamp(at.0 + LOOK_EVERY_US);
        let sold_out_at = self.began.0 + SOLD_OUT_AFTER_DAYS * 24 * MICROS_PER_HOUR;
        let is_late = sold_out_at <= at.0;
        let look = |destination: &String| {
            let is_sold_out = is_late && destination.contains(SOLD_OUT_PAGE);
            let word = PageWord { kind: WordKind::SoldOut, text: "sold out".to_owned() };
            Fact::DestinationChecked(DestinationChecked {
                destination: destination.clone(),
                checked_at: at,
                status: Some(200),
                final_url: None,
                n_redirects: 0,
                is_utm_kept: true,
                is_click_kept: true,
                took_ms: TOOK_MS,
                words: is_sold_out.then_some(word).into_iter().collect(),
                failure: None,
                price: None,
            })
        };
        self.destinations.iter().map(look).collect()
    }
}

#[cfg(test)]
mod tests {
    use byline_testkit::{Options, World};

    use super::*;

    #[test]
    fn pages_are_looked_at_daily_and_one_sells_out() {
        let began = Timestamp::from_seconds(1_780_315_200);
        let world = World::new(7, began, Options::default());
        let mut looks = Looks::of(world.setup());
        let at_hour = |hours: i64| Timestamp(began.0 + hours * MICROS_PER_HOUR);
        let n_sold_out = |facts: &[Fact]| {
            let words = facts.iter().map(|fact| match fact {
                Fact::DestinationChecked(look) => look.words.len(),
                _ => 0,
            });
            words.sum::<usize>()
        };
        // Reads as a table: the hour, how many pages are looked at, how many of them sold out.
        for (hour, n_looks, n_gone) in [(0, 2, 0), (1, 0, 0), (24, 2, 0), (47, 0, 0), (150, 2, 1)] {
            let seen = looks.due(at_hour(hour));
            assert_eq!((seen.len(), n_sold_out(&seen)), (n_looks, n_gone), "hour {hour}");
        }
    }
}
