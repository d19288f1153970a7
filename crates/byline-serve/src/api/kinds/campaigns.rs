//! Campaigns: what is promoted, when, for how much, and how its orders are counted.

use byline_core::campaign::{Campaign, CountingRules};
use byline_core::credit::MAX_CUSTOM_WEIGHT;
use byline_core::entry::Fact;
use byline_core::time::Zone;
use serde_json::Value;

use crate::api::kind::{
    Facing, Holds, Kind, Object, default, json, mark_archived, optional, required,
};
use crate::api::reading::read;
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
            "terms",
            Holds::List,
            "what posts are to say: keywords, #hashtags and @mentions, as written",
        ),
        optional(
            "rules",
            Holds::Object,
            "model, windows in seconds, base and policies; default \
            linear, 7-day click, 1-day view",
        ),
        optional(
            "gate",
            Holds::Object,
            "the launch gate: links stay closed until their creator passed; `{}` switches it on, \
            null off (default); `is_open` keeps its limits and benchmarks and leaves links open",
        ),
        optional("is_archived", Holds::Flag, "whether it is out of use; history stays"),
    ],
    list: |engine, page| page.cut(engine.campaigns(), |row| row.id.as_str()),
    get: |engine, id| engine.campaign(id).map(json),
    complete,
    declare,
    archive: mark_archived,
    restate: |object| read(object).map(Fact::Campaign),
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
            .next_step("give it the name that people use")
            .at("name", campaign.name));
    }
    if Zone::parse(&campaign.time_zone).is_err() {
        let detail = format!("`{}` is no time zone", campaign.time_zone);
        return Err(Problem::new(422, "campaign.time_zone_unknown", detail)
            .next_step("use an IANA name such as Europe/Berlin")
            .at("time_zone", campaign.time_zone));
    }
    if let Some(place) = campaign.flights.iter().position(|flight| flight.to <= flight.from) {
        let detail = "a flight ends before it begins";
        return Err(Problem::new(422, "campaign.flight_backwards", detail)
            .next_step("let `to` come after `from`")
            .at(&format!("flights[{place}].to"), campaign.flights[place].to.to_string()));
    }
    if let Some(minor) = campaign.budget_minor.filter(|minor| *minor < 0) {
        return Err(Problem::new(422, "campaign.budget_negative", "the budget is below zero")
            .next_step("give it in minor units, such as 500000 for 5,000.00")
            .at("budget_minor", minor));
    }
    if let Some(place) = campaign.terms.iter().position(|term| !is_term(term)) {
        let detail = "a term is empty, or longer than 100 letters";
        return Err(Problem::new(422, "campaign.term_invalid", detail)
            .next_step("write each keyword, #hashtag or @mention by itself")
            .at(&format!("terms[{place}]"), campaign.terms[place].clone()));
    }
    if campaign.gate.as_ref().is_some_and(|terms| !terms.week.is_sound()) {
        return Err(unsound_week());
    }
    check_rules(&campaign.rules)?;
    Ok(Fact::Campaign(campaign))
}

/// That the limits of a week contradict each other.
pub fn unsound_week() -> Problem {
    let detail = "floor and ceiling of a week are above zero, and the floor is the lower one";
    Problem::new(422, "campaign.week_invalid", detail)
        .next_step("give both in minor units, or leave one out")
        .at("gate", Value::Null)
}

fn is_term(term: &str) -> bool {
    (1..=100).contains(&term.trim().chars().count())
}

fn check_rules(rules: &CountingRules) -> Result<(), Problem> {
    let wrong = |field: &str, value: Value, detail: &str, next_step: &str| {
        Err(Problem::new(422, "campaign.rules_invalid", detail)
            .next_step(next_step)
            .at(&format!("rules.{field}"), value))
    };
    let windows =
        [("click_window_s", rules.click_window_s), ("view_window_s", rules.view_window_s)];
    for (field, seconds) in windows {
        if !(0..=MAX_WINDOW_S).contains(&seconds) {
            let detail = "a window is below zero or over a year";
            return wrong(field, seconds.into(), detail, "give windows in seconds");
        }
    }
    let parameters = &rules.parameters;
    let first_bp = parameters.position_first_bp;
    if 10_000 < first_bp.saturating_add(parameters.position_last_bp) {
        let detail = "first and last get more than everything";
        let next_step = "let both sum to at most 10000";
        return wrong("parameters.position_first_bp", first_bp.into(), detail, next_step);
    }
    let half_life_s = parameters.half_life_s;
    if half_life_s < 1 {
        let detail = "the half-life is below one second";
        return wrong("parameters.half_life_s", half_life_s.into(), detail, "give it in seconds");
    }
    if parameters.custom.as_ref().is_some_and(|table| !table.is_within_limits()) {
        let limit = format!("keep each weight at or below {MAX_CUSTOM_WEIGHT}");
        let detail = "a weight of the custom table is too large";
        return wrong("parameters.custom", Value::Null, detail, &limit);
    }
    Ok(())
}
