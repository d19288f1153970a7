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
use super::{benchmarks, notices, shell, thresholds};
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
    let asked = thresholds::read(known.rules, &fields)
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

/// Where benchmarks are set.
pub fn benchmarks_href(campaign: &str) -> String {
    format!("{}#benchmarks", href(campaign))
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
            "The thresholds of " bdi { (view.name) }
            @if view.is_frozen { ": a change needs a reason and is listed" }
            "."
        }
        @if ask.at.is_none() {
            (card("rules", "What holds", "", form(&view)))
        }
        (card("benchmarks", "Benchmarks", "what creators are judged by",
            benchmarks::render(engine.campaign(id)?, ask.at.is_none())))
        (card("editions", "What was set", "newest first", editions(&view, &clock)))
        footer.footing id="footing" data-live { p { (switches::as_of(&clock, view.stand)) } }
    };
    Some(Whole { shell: shell("Thresholds".to_owned(), ask, banners), content })
}

fn form(view: &RulesView) -> Markup {
    html! {
        form.fields method="post" action=(href(view.campaign_id.as_str())) {
            (thresholds::inputs(&view.rules))
            label for="reason" { "Why" }
            input id="reason" name="reason" maxlength="500" required[view.is_frozen];
            p.actions { button.button.primary { "Set" } }
        }
        p.onward {
            a href=(machine_href(view.campaign_id.as_str())) {
                "What would others have decided? Try them in the time machine"
            }
        }
    }
}

/// The time machine of a campaign.
pub fn machine_href(campaign: &str) -> String {
    let ask = Ask { campaign: Some(campaign.to_owned()), ..Ask::default() };
    ask.href("/decisions/time-machine")
}

fn editions(view: &RulesView, clock: &Clock) -> Markup {
    if view.editions.is_empty() {
        return empty("Nobody has set anything: the defaults hold.");
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

/// The page again, with why nothing was set.
pub(super) fn refused(site: &Site, id: &str, problem: Problem) -> Response {
    let status = StatusCode::from_u16(problem.status()).unwrap_or(StatusCode::CONFLICT);
    let banner = Some(crate::pages::sources::said_by(&problem.into()));
    let now = site.parts.world.now();
    match whole(&site.engine(), (&Ask::default(), now), id, banner) {
        Some(page) => (status, page.shell.render(&page.content)).into_response(),
        None => (StatusCode::NOT_FOUND, notices::not_found()).into_response(),
    }
}
