//! The thresholds of a campaign: what holds, what was set before, and the form that changes them.

use std::sync::Arc;

use axum::extract::{Extension, Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use byline_core::time::Timestamp;
use byline_engine::Engine;
use byline_engine::view::RulesView;
use maud::{Markup, html};
use serde_json::json;

use super::forms::Fields;
use super::{benchmarks, limits, notices, shell, thresholds, tried};
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

/// `GET /campaigns/{id}/rules`
pub async fn show(State(site): State<Arc<Site>>, Path(id): Path<String>, visit: Visit) -> Response {
    let query = visit.query.clone();
    let page = visit.plain(&site, |engine, ask, now| {
        whole(engine, (ask, now), (&id, query.as_bytes()), None)
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
    let asked = thresholds::read(known.rules, &fields)
        .map(|rules| RulesAsked { rules: json!(rules), reason: fields.said("reason") });
    let done = match asked {
        Ok(asked) => set_rules_now(&site, &id, asked, actor).await,
        Err(problem) => Err(problem),
    };
    match done {
        Ok(_) => Redirect::to(&href(&id)).into_response(),
        Err(problem) => refused(&site, &id, &body, problem),
    }
}

/// The page's address.
pub fn href(campaign: &str) -> String {
    format!("/campaigns/{}/rules", links::segment(campaign))
}

/// Where benchmarks are set.
pub fn benchmarks_href(campaign: &str) -> String {
    format!("{}#benchmarks", href(campaign))
}

fn whole(
    engine: &Engine,
    (ask, now): (&Ask, Timestamp),
    (id, typed): (&str, &[u8]),
    banner: Option<Banner>,
) -> Option<Whole> {
    let view = engine.rules_view(&id.into())?;
    let fields = Fields(typed);
    let tried = ask.at.is_none().then(|| tried::read(&view.rules, &fields)).flatten();
    let (tried, wrong) = match tried.transpose() {
        Ok(tried) => (tried, None),
        Err(problem) => (None, Some(crate::pages::sources::said_by(&problem.into()))),
    };
    let clock = Clock::of(&engine.campaign(id)?.time_zone);
    let ask = &Ask { campaign: Some(id.to_owned()), ..ask.clone() };
    let past = switches::past_banner(ask, &clock, engine.stand().as_of).into_iter();
    let banners = past.chain(banner).chain(wrong).collect();
    let content = html! {
        (Head::titled("Thresholds").render())
        p.lead id="lead" data-live {
            "The thresholds of " bdi { (view.name) }
            @if view.is_frozen { ": a change needs a reason and is listed" }
            "."
        }
        @if ask.at.is_none() {
            @if let Some(rules) = &tried {
                (card("tried", "What these would say now", "nothing is set",
                    tried::render(engine, &view, rules, now)))
            }
            (card("rules", "What holds", "", form(&view, &fields, tried.is_some())))
        }
        @if ask.at.is_none() {
            (card("limits", "Target and limits", "what the campaign is to bring, and may cost",
                limits::render(engine.campaign(id)?, &fields)))
        }
        (card("benchmarks", "Benchmarks", "what creators are judged by",
            benchmarks::render(engine.campaign(id)?, ask.at.is_none().then_some(&fields))))
        (card("editions", "What was set", "newest first", editions(&view, &clock)))
        footer.footing id="footing" data-live { p { (switches::as_of(&clock, view.stand)) } }
    };
    Some(Whole { shell: shell("Thresholds".to_owned(), ask, banners), content })
}

/// The form, with what was typed, else with the thresholds that hold.
fn form(view: &RulesView, typed: &Fields<'_>, is_tried: bool) -> Markup {
    let id = view.campaign_id.as_str();
    html! {
        form.fields method="post" action=(href(id)) {
            input type="hidden" name="campaign" value=(id);
            (thresholds::inputs(&view.rules, typed))
            label for="reason" { "Why" }
            input id="reason" name="reason" maxlength="500" required[view.is_frozen]
                value=(typed.text("reason"));
            p.actions {
                button.button.primary[!is_tried] formmethod="get" formaction=(href(id))
                    formnovalidate name="try" value="1" { "See what it would change" }
                button.button.primary[is_tried] { "Set" }
                @if is_tried {
                    button.button formaction=(MACHINE) formnovalidate {
                        "Decide the whole flight again with these"
                    }
                }
            }
        }
        p.onward {
            a href=(machine_href(view.campaign_id.as_str())) {
                "What would others have decided? Try them in the time machine"
            } " "
            a href=(links::campaign(&Ask::default(), &view.campaign_id)) { "The campaign" }
        }
    }
}

/// Where thresholds are tried over the whole flight.
const MACHINE: &str = "/decisions/time-machine";

/// The time machine of a campaign.
pub fn machine_href(campaign: &str) -> String {
    let ask = Ask { campaign: Some(campaign.to_owned()), ..Ask::default() };
    ask.href(MACHINE)
}

fn editions(view: &RulesView, clock: &Clock) -> Markup {
    if view.editions.is_empty() {
        return empty("No threshold was changed: the defaults hold.");
    }
    html! {
        ul.checks {
            @for edition in &view.editions {
                li {
                    "Change " (edition.rules.version)
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

/// The page again, with what the form said and why nothing was set.
pub(super) fn refused(site: &Site, id: &str, form: &[u8], problem: Problem) -> Response {
    let status = StatusCode::from_u16(problem.status()).unwrap_or(StatusCode::CONFLICT);
    let banner = Some(crate::pages::sources::said_by(&problem.into()));
    let now = site.parts.world.now();
    match whole(&site.engine(), (&Ask::default(), now), (id, form), banner) {
        Some(page) => (status, page.shell.render(&page.content)).into_response(),
        None => (StatusCode::NOT_FOUND, notices::not_found()).into_response(),
    }
}
