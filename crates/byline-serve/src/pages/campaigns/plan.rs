//! The plan: what was agreed about a campaign, in words.

use byline_core::campaign::{CreditScope, CreditedBase, Goal, ViewPolicy};
use byline_engine::Engine;
use byline_engine::view::Dimension;

use crate::pages::frame::Frame;
use crate::pages::roster::entries;
use crate::pages::words;

/// What a campaign is for and where it stands.
pub fn lead(frame: &Frame<'_>) -> String {
    let goal = goal(frame.campaign.goal);
    match frame.progress() {
        Some(progress) => format!("{progress}. Its goal is {goal}."),
        None => format!("No flight is set, so it is never live. Its goal is {goal}."),
    }
}

/// Name and words of everything that was agreed.
pub fn lines(engine: &Engine, frame: &Frame<'_>) -> Vec<(&'static str, String)> {
    let campaign = frame.campaign;
    let rules = &campaign.rules;
    let flights: Vec<String> = campaign
        .flights
        .iter()
        .map(|flight| {
            let last = flight.to.plus_micros(-1);
            format!("{} to {}", frame.clock.date(flight.from), frame.clock.date(last))
        })
        .collect();
    let money = |minor| words::money(minor, frame.currency());
    vec![
        ("Goal", words::sentence(goal(campaign.goal))),
        ("Flights", if flights.is_empty() { "none".to_owned() } else { flights.join("; ") }),
        ("Budget", campaign.budget_minor.map_or_else(|| "none set".to_owned(), money)),
        (
            "Currency and days",
            format!("{}, {}", frame.currency().as_str(), frame.clock.zone_name()),
        ),
        ("Who takes part", taking_part(engine, frame)),
        ("Model", frame.campaign.rules.model.name().to_owned()),
        (
            "Windows",
            format!(
                "{} click, {} view",
                words::window(rules.click_window_s),
                words::window(rules.view_window_s)
            ),
        ),
        ("What is credited", base(rules.credited_base).to_owned()),
        ("Views", views(rules.views).to_owned()),
        ("Who may earn", scope(rules.scope).to_owned()),
    ]
}

fn taking_part(engine: &Engine, frame: &Frame<'_>) -> String {
    let id = &frame.campaign.id;
    // The same people as on the roster.
    let answer = engine.query(&frame.query(frame.scope(), frame.span, &[Dimension::Creator]));
    let creators = entries(engine, frame, &answer);
    let n = |n: usize| i64::try_from(n).unwrap_or(i64::MAX);
    let n_slots = engine.placements().filter(|p| p.campaign_id == *id && !p.is_archived).count();
    let n_links = engine.links().filter(|l| l.campaign_id == *id && !l.is_archived).count();
    let n_codes = engine.codes().filter(|c| c.campaign_id == *id && !c.is_archived).count();
    words::listed(&[
        words::counted(n(creators.len()), "creator", "creators"),
        words::counted(n(n_slots), "placement", "placements"),
        words::counted(n(n_links), "link", "links"),
        words::counted(n(n_codes), "promo code", "promo codes"),
    ])
}

fn goal(goal: Goal) -> &'static str {
    match goal {
        Goal::Awareness => "to be seen",
        Goal::Traffic => "to be visited",
        Goal::Engagement => "to be talked with",
        Goal::Leads => "to collect target actions",
        Goal::Sales => "to sell",
    }
}

fn base(base: CreditedBase) -> &'static str {
    match base {
        CreditedBase::Merchandise => "merchandise after discounts, before tax and shipping",
        CreditedBase::MerchandiseAndTax => "merchandise after discounts with tax",
        CreditedBase::Total => "all that the shopper paid",
    }
}

fn views(policy: ViewPolicy) -> &'static str {
    match policy {
        ViewPolicy::Ignore => "earn nothing",
        ViewPolicy::Fallback => "earn only where no click or code is eligible",
        ViewPolicy::Weighted => "earn like any touch",
    }
}

fn scope(scope: CreditScope) -> &'static str {
    match scope {
        CreditScope::Creators => "creators only",
        CreditScope::AllChannels => "creators, and paid, mail, search and direct beside them",
    }
}
