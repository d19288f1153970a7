//! Campaigns: what is promoted, when, for how much, and how its orders are counted.

use byline_core::campaign::{Campaign, CountingRules};
use byline_core::credit::MAX_CUSTOM_WEIGHT;
use byline_core::entry::Fact;
use byline_core::time::Zone;
use serde_json::Value;

use crate::api::kind::{Facing, Holds, Kind, Object, default, json, optional, read, required};
use crate::problem::Problem;

/// The longest window: a sales cycle of a year.
const MAX_WINDOW_S: i64 = 366 * 86_400;

/// Campaigns.
pub const CAMPAIGNS: Kind = Kind {
    path: "campaigns",
    name: "campaign",
    prefix: "cmp_",
    doc: "What is promoted, with its flights, its budget and its rules of counting.",
    fields: &[
        required("name", Holds::Text, "what people call it"),
        optional("goal", Holds::Text, "awareness, traffic, engagement, leads or sales (default)"),
        optional("currency", Holds::Text, "ISO 4217 code that figures are in; default USD"),
        optional(
            "time_zone",
            Holds::Text,
            "IANA zone whose days figures are cut into; default UTC",
        ),
        optional("flights", Holds::List, "stretches `{from, to}` in RFC 3339 in which it is live"),
        optional("budget_minor", Holds::Integer, "whole budget in minor units of the currency"),
        optional(
            "rules",
            Holds::Object,
            "model, windows in seconds, base and policies; default \
            linear, 7-day click, 1-day view",
        ),
        optional("is_archived", Holds::Flag, "whether it is out of use; history stays"),
    ],
    list: |engine| engine.campaigns().map(json).collect(),
    get: |engine, id| engine.campaign(id).map(json),
    complete,
    declare,
    archive: |object, _| {
        object.insert("is_archived".to_owned(), Value::Bool(true));
    },
};

fn complete(object: &mut Object, _: &Facing<'_>) -> Result<(), Problem> {
    default(object, "goal", "sales");
    default(object, "currency", "USD");
    default(object, "time_zone", "UTC");
    default(object, "flights", Vec::<Value>::new());
    default(object, "is_archived", false);
    let mut rules = json(&CountingRules::default());
    if let Some(asked) = object.remove("rules") {
        crate::api::merge::lay_over(&mut rules, asked);
    }
    object.insert("rules".to_owned(), rules);
    Ok(())
}

fn declare(object: Object, _: &Facing<'_>) -> Result<Fact, Problem> {
    let campaign: Campaign = read(object)?;
    if campaign.name.trim().is_empty() {
        return Err(Problem::new(422, "campaign.name_empty", "the name is empty")
            .next_step("give it the name that people use"));
    }
    if Zone::parse(&campaign.time_zone).is_err() {
        let detail = format!("`{}` is no time zone", campaign.time_zone);
        return Err(Problem::new(422, "campaign.time_zone_unknown", detail)
            .next_step("use an IANA name such as Europe/Berlin"));
    }
    if campaign.flights.iter().any(|flight| flight.to <= flight.from) {
        return Err(Problem::new(
            422,
            "campaign.flight_backwards",
            "a flight ends before it begins",
        )
        .next_step("let `to` come after `from`"));
    }
    if campaign.budget_minor.is_some_and(|minor| minor < 0) {
        return Err(Problem::new(422, "campaign.budget_negative", "the budget is below zero")
            .next_step("give it in minor units, such as 500000 for 5,000.00"));
    }
    check_rules(&campaign.rules)?;
    Ok(Fact::Campaign(campaign))
}

fn check_rules(rules: &CountingRules) -> Result<(), Problem> {
    let wrong = |detail: &str, next_step: &str| {
        Err(Problem::new(422, "campaign.rules_invalid", detail).next_step(next_step))
    };
    let is_window = |seconds: i64| (0..=MAX_WINDOW_S).contains(&seconds);
    if !is_window(rules.click_window_s) || !is_window(rules.view_window_s) {
        return wrong("a window is below zero or over a year", "give windows in seconds");
    }
    let parameters = &rules.parameters;
    if 10_000 < parameters.position_first_bp.saturating_add(parameters.position_last_bp) {
        return wrong("first and last get more than everything", "let both sum to at most 10000");
    }
    if parameters.half_life_s < 1 {
        return wrong("the half-life is below one second", "give it in seconds");
    }
    if parameters.custom.as_ref().is_some_and(|table| !table.is_within_limits()) {
        let limit = format!("keep each weight at or below {MAX_CUSTOM_WEIGHT}");
        return wrong("a weight of the custom table is too large", &limit);
    }
    Ok(())
}
