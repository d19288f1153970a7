//! The thresholds of a campaign: what holds, what was set before, and the form that changes them.

use std::sync::Arc;

use axum::extract::{Extension, Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use byline_core::decision::{ActOn, PauseMode, Rules};
use byline_core::time::Timestamp;
use byline_engine::Engine;
use byline_engine::view::RulesView;
use maud::{Markup, html};
use serde_json::json;

use super::forms::Fields;
use super::{notices, shell};
use crate::api::{RulesAsked, set_rules_now};
use crate::guard::Actor;
use crate::pages::ask::Ask;
use crate::pages::links;
use crate::pages::parts::{card, empty, name};
use crate::pages::shell::{Banner, Head};
use crate::pages::switches;
use crate::pages::visit::{Visit, Whole};
use crate::pages::words::Clock;
use crate::payload::Payload;
use crate::problem::Problem;
use crate::site::Site;

/// One threshold of the form: its name, what it means, its unit, and where it stands.
struct Threshold {
    name: &'static str,
    label: &'static str,
    unit: &'static str,
    get: fn(&Rules) -> i64,
    set: fn(&mut Rules, i64),
}

/// A number within what its type holds; the check of the rules says what makes sense.
fn u32_of(value: i64) -> u32 {
    u32::try_from(value.max(0)).unwrap_or(u32::MAX)
}

const THRESHOLDS: [Threshold; 9] = [
    Threshold {
        name: "red_under",
        label: "Red from so far under the benchmark",
        unit: "%",
        get: |rules| i64::from(rules.standing.red_under_bp / 100),
        set: |rules, value| rules.standing.red_under_bp = u32_of(value.saturating_mul(100)),
    },
    Threshold {
        name: "yellow_under",
        label: "Yellow from so far under the benchmark",
        unit: "%",
        get: |rules| i64::from(rules.standing.yellow_under_bp / 100),
        set: |rules, value| rules.standing.yellow_under_bp = u32_of(value.saturating_mul(100)),
    },
    Threshold {
        name: "accelerate_over",
        label: "Accelerate from so far over the benchmark",
        unit: "%",
        get: |rules| i64::from(rules.standing.accelerate_over_bp / 100),
        set: |rules, value| rules.standing.accelerate_over_bp = u32_of(value.saturating_mul(100)),
    },
    Threshold {
        name: "silence",
        label: "Red after so long without a conversion",
        unit: "hours",
        get: |rules| rules.standing.silence_s / 3_600,
        set: |rules, value| rules.standing.silence_s = value.saturating_mul(3_600),
    },
    Threshold {
        name: "page_after",
        label: "Page after so long below the floor",
        unit: "minutes",
        get: |rules| rules.urgency.page.pending_s / 60,
        set: |rules, value| rules.urgency.page.pending_s = value.saturating_mul(60),
    },
    Threshold {
        name: "page_due",
        label: "Escalate a page that nobody acknowledged after",
        unit: "minutes",
        get: |rules| rules.urgency.page.due_s / 60,
        set: |rules, value| rules.urgency.page.due_s = value.saturating_mul(60),
    },
    Threshold {
        name: "orders_per_day",
        label: "Watch a creator alone from so many orders a day",
        unit: "orders",
        get: |rules| i64::from(rules.page.orders_per_day_min),
        set: |rules, value| rules.page.orders_per_day_min = u32_of(value),
    },
    Threshold {
        name: "pauses_max",
        label: "Pause at most so many ads in 15 minutes",
        unit: "ads",
        get: |rules| i64::from(rules.pausing.pauses_max),
        set: |rules, value| rules.pausing.pauses_max = u32_of(value),
    },
    Threshold {
        name: "spend_max",
        label: "Pause at most this share of the daily spend at once",
        unit: "%",
        get: |rules| i64::from(rules.pausing.spend_max_bp / 100),
        set: |rules, value| rules.pausing.spend_max_bp = u32_of(value.saturating_mul(100)),
    },
];

/// `GET /campaigns/{id}/rules`
pub async fn show(State(site): State<Arc<Site>>, Path(id): Path<String>, visit: Visit) -> Response {
    let page = visit.plain(&site, |engine, ask, now| {
        whole(engine, (ask, now), &id, None)
            .ok_or_else(|| Box::new((StatusCode::NOT_FOUND, notices::not_found()).into_response()))
    });
    page.await
}

/// `POST /campaigns/{id}/rules`
pub async fn set(
    State(site): State<Arc<Site>>,
    Extension(Actor(actor)): Extension<Actor>,
    Path(id): Path<String>,
    Payload(body): Payload,
) -> Response {
    let fields = Fields(&body);
    let known = site.engine().rules_view(&id.as_str().into());
    let Some(known) = known else {
        return (StatusCode::NOT_FOUND, notices::not_found()).into_response();
    };
    let asked = changed(known.rules, &fields)
        .map(|rules| RulesAsked { rules: json!(rules), reason: fields.said("reason") });
    let done = match asked {
        Ok(asked) => set_rules_now(&site, &id, asked, actor).await,
        Err(problem) => Err(problem),
    };
    match done {
        Ok(_) => Redirect::to(&href(&id)).into_response(),
        Err(problem) => refused(&site, &id, problem),
    }
}

/// The page's address.
pub fn href(campaign: &str) -> String {
    format!("/campaigns/{}/rules", links::segment(campaign))
}

fn changed(mut rules: Rules, fields: &Fields<'_>) -> Result<Rules, Problem> {
    for threshold in &THRESHOLDS {
        let text = fields.text(threshold.name);
        let value = text.trim().parse::<i64>().map_err(|_| {
            let detail = format!("“{}” needs a whole number", threshold.label);
            Problem::new(422, "rules.out_of_range", detail)
                .next_step("write a whole number")
                .at(threshold.name, text.as_str())
        })?;
        // A number that was shown rounded and not changed stays exactly as it is.
        if value != (threshold.get)(&rules) {
            (threshold.set)(&mut rules, value);
        }
    }
    rules.pausing.mode = match fields.text("mode").as_str() {
        "observe" => PauseMode::Observe,
        "automatic" => PauseMode::Automatic,
        _ => PauseMode::Suggest,
    };
    rules.pausing.is_stopped = fields.said("is_stopped").is_some();
    rules.page.pages_on =
        if fields.said("literal").is_some() { ActOn::Literal } else { ActOn::Confirmed };
    Ok(rules)
}

fn whole(
    engine: &Engine,
    (ask, now): (&Ask, Timestamp),
    id: &str,
    banner: Option<Banner>,
) -> Option<Whole> {
    let view = engine.rules_view(&id.into())?;
    let clock = Clock::of(&engine.campaign(id)?.time_zone);
    let ask = &Ask { campaign: Some(id.to_owned()), ..ask.clone() };
    let banners = switches::past_banner(ask, &clock, now).into_iter().chain(banner).collect();
    let content = html! {
        (Head::titled("Thresholds").render())
        p.lead id="lead" data-live {
            bdi { (view.name) } ": edition " (view.rules.version) " holds"
            @if view.is_frozen { "; a change needs a reason and is listed" }
            "."
        }
        @if ask.at.is_none() {
            (card("rules", "What holds", "all others: byline rules show", form(&view)))
        }
        (card("editions", "What was set", "newest first", editions(&view, &clock)))
        footer.footing id="footing" data-live { p { (switches::as_of(&clock, view.stand)) } }
    };
    Some(Whole { shell: shell("Thresholds".to_owned(), ask, banners), content })
}

fn form(view: &RulesView) -> Markup {
    let rules = &view.rules;
    let modes = [
        (PauseMode::Observe, "observe", "Write down what would be paused"),
        (PauseMode::Suggest, "suggest", "Ask a person before an ad is paused"),
        (PauseMode::Automatic, "automatic", "Pause by itself, within the limits"),
    ];
    html! {
        form.fields method="post" action=(href(view.campaign_id.as_str())) {
            @for threshold in &THRESHOLDS {
                label for=(threshold.name) { (threshold.label) ", in " (threshold.unit) }
                input id=(threshold.name) name=(threshold.name) inputmode="numeric" required
                    value=((threshold.get)(rules));
            }
            label for="mode" { "Ads" }
            select id="mode" name="mode" {
                @for (mode, key, label) in modes {
                    option value=(key) selected[rules.pausing.mode == mode] { (label) }
                }
            }
            label {
                input type="checkbox" name="is_stopped" value="1" checked[rules.pausing.is_stopped];
                " Kill switch: nothing is paused, whatever the mode"
            }
            label {
                input type="checkbox" name="literal" value="1"
                    checked[rules.page.pages_on == ActOn::Literal];
                " Page on revenue alone, without a fall of orders that chance does not explain"
            }
            label for="reason" { "Why" }
            input id="reason" name="reason" maxlength="500" required[view.is_frozen];
            p.actions { button.button.primary { "Set" } }
        }
    }
}

fn editions(view: &RulesView, clock: &Clock) -> Markup {
    if view.editions.is_empty() {
        return empty("Nobody has set anything: the defaults hold.");
    }
    html! {
        ul.checks {
            @for edition in &view.editions {
                li {
                    "Edition " (edition.rules.version)
                    @if let Some(reason) = &edition.reason { ": " (name(reason)) }
                    p.note {
                        (clock.weekday_minute(edition.at))
                        @if let Some(by) = &edition.by { ", by " (name(by)) }
                        @if edition.is_after_launch { ", while the campaign ran" }
                    }
                }
            }
        }
    }
}

/// The page again, with why nothing was set.
fn refused(site: &Site, id: &str, problem: Problem) -> Response {
    let status = StatusCode::from_u16(problem.status()).unwrap_or(StatusCode::CONFLICT);
    let banner = Some(crate::pages::sources::said_by(&problem.into()));
    let now = site.parts.world.now();
    match whole(&site.engine(), (&Ask::default(), now), id, banner) {
        Some(page) => (status, page.shell.render(&page.content)).into_response(),
        None => (StatusCode::NOT_FOUND, notices::not_found()).into_response(),
    }
}
