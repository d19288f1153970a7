//! The launch gate of a campaign: who may go live, what holds the others, and the buttons: launch,
//! invite creators to their briefs, answer for a check.

mod beside;
mod fixes;
mod forms;

use std::sync::Arc;

use axum::Router;
use axum::extract::{Extension, Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use byline_core::campaign::Campaign;
use byline_core::gate::Check;
use byline_core::id::CreatorId;
use byline_core::time::Timestamp;
use byline_engine::Engine;
use byline_engine::view::{
    CreatorGate, GateState, GateView, JudgedFinding, OPERATIONS, OperationsPart,
};
use maud::{Markup, html};
use url::form_urlencoded;

use self::beside::Beside;
use super::ask::{Ask, Range};
use super::parts::{Menu, MenuItem, Tone, card, empty, name, tag};
use super::shell::{Banner, Head, Here, Shell};
use super::sources::said_by;
use super::visit::{Visit, Whole};
use super::words::{self, Clock};
use super::{links, notices, switches, wizard};
use crate::api::{self, launch_now};
use crate::guard::Actor;
use crate::payload::Payload;
use crate::problem::Problem;
use crate::site::Site;

/// The page and its form.
pub fn routes() -> Router<Arc<Site>> {
    Router::new()
        .route("/gate", get(find))
        .route("/campaigns/{id}/gate", get(show))
        .route("/campaigns/{id}/launch", post(launch))
        .route("/campaigns/{id}/waivers", post(forms::waive))
        .route("/campaigns/{id}/invites", post(forms::invite))
}

/// `GET /gate`: the gate of the campaign that the reader looks at.
async fn find(State(site): State<Arc<Site>>, visit: Visit) -> Response {
    let answer = visit.answered(&site, Range::Flight, |_, frame| {
        let keep = Ask { campaign: None, ..frame.ask.elsewhere() };
        let href = keep.href(&href(frame.campaign.id.as_str()));
        Some(Redirect::to(&href).into_response())
    });
    answer.await
}

async fn show(State(site): State<Arc<Site>>, Path(id): Path<String>, visit: Visit) -> Response {
    let page = visit.plain(&site, |engine, ask, now| {
        whole((&site, engine), (ask, now), &id, Said::default())
            .ok_or_else(|| Box::new((StatusCode::NOT_FOUND, notices::not_found()).into_response()))
    });
    page.await
}

/// Launches everybody who is ready, or the one whom the form names.
async fn launch(
    State(site): State<Arc<Site>>,
    Extension(Actor(actor)): Extension<Actor>,
    Path(id): Path<String>,
    Payload(body): Payload,
) -> Response {
    let mut fields = form_urlencoded::parse(&body);
    let only = fields.find(|(name, value)| name == "creator_id" && !value.is_empty());
    let only = only.map(|(_, id)| CreatorId::from(&*id));
    match launch_now(&site, &id, only.as_ref(), actor).await {
        Ok(_) => Redirect::to(&href(&id)).into_response(),
        Err(problem) => refused(&site, &id, problem),
    }
}

/// What is said in answer to a form.
#[derive(Default)]
struct Said {
    banner: Option<Banner>,
    invites: Vec<api::Invite>,
}

/// The page again, with why something was not done.
fn refused(site: &Site, id: &str, problem: Problem) -> Response {
    let status = StatusCode::from_u16(problem.status()).unwrap_or(StatusCode::CONFLICT);
    let banner = Some(said_by(&problem.into()));
    answered(site, id, status, Said { banner, ..Said::default() })
}

fn answered(site: &Site, id: &str, status: StatusCode, said: Said) -> Response {
    let now = site.parts.world.now();
    match whole((site, &site.engine()), (&Ask::default(), now), id, said) {
        Some(page) => (status, page.shell.render(&page.content)).into_response(),
        None => (StatusCode::NOT_FOUND, notices::not_found()).into_response(),
    }
}

/// The page's address.
pub fn href(campaign: &str) -> String {
    format!("/campaigns/{}/gate", links::segment(campaign))
}

fn whole(
    (site, engine): (&Site, &Engine),
    (ask, now): (&Ask, Timestamp),
    id: &str,
    said: Said,
) -> Option<Whole> {
    let view = engine.gate_view(&id.into(), now)?;
    let clock = Clock::of(&engine.campaign(id)?.time_zone);
    // Links to other pages stay with the campaign.
    let ask = &Ask { campaign: Some(id.to_owned()), ..ask.clone() };
    let head = Head { campaigns: others(engine, &view), ..Head::titled("Launch gate") };
    let banners = switches::past_banner(ask, &clock, engine.stand().as_of)
        .into_iter()
        .chain(said.banner)
        .collect();
    let patrol = engine.patrol_view(None);
    let doubles = site.doubles(engine);
    let beside = Beside::of(&view, &patrol, &doubles, (&clock, ask));
    let content = html! {
        (head.render())
        p.lead id="lead" data-live { bdi { (view.name) } ": " (lead(&view)) }
        div.tools id="launch" data-live {
            @if ask.at.is_none() {
                (launch_form(&view))
                a.button href=(wizard::HREF) { "New campaign" }
            }
        }
        (card("campaign-checks", "The whole campaign", "", campaign_checks(&view)))
        (card("gate-creators", "Creators", "who is held comes first", creators(&view, &beside)))
        @if !said.invites.is_empty() { (forms::invited(&view, &said.invites)) }
        @if ask.at.is_none() {
            div.halves {
                (card("invite", "Briefs", "a private page for each", forms::invite_form(&view)))
                (card("waive", "Waive a check", "with a name and a reason",
                    forms::waive_form(&view)))
            }
        }
        (card("gate-history", "What happened", "newest first", history(&view, &clock)))
        footer.footing id="footing" data-live { p { (switches::as_of(&clock, view.stand)) } }
    };
    let shell = Shell {
        title: format!("Launch gate: {}", view.name),
        here: Here::Gate,
        ask: ask.clone(),
        is_live: ask.at.is_none(),
        banners,
    };
    Some(Whole { shell, content })
}

/// The gates of other campaigns, if there are any.
fn others(engine: &Engine, view: &GateView) -> Option<Menu> {
    let mut campaigns: Vec<_> = engine.campaigns().collect();
    if campaigns.len() < 2 {
        return None;
    }
    campaigns.sort_by_key(|campaign| (campaign.is_archived, &campaign.name));
    let item = |campaign: &&Campaign| MenuItem {
        label: campaign.name.clone(),
        href: href(campaign.id.as_str()),
        is_current: campaign.id == view.campaign_id,
    };
    let items = campaigns.iter().map(item).collect();
    Some(Menu { label: "Campaign", current: view.name.clone(), items })
}

/// How far the campaign is, in sentences.
fn lead(view: &GateView) -> String {
    let count = |state| view.count(state);
    let (live, ready) = (count(GateState::Live), count(GateState::Ready));
    let held = count(GateState::Held);
    let mut lead = if view.is_on {
        let later = later_links(view);
        let n_later: usize = later.map(|row| row.held_links.len()).sum();
        let waiting = match n_later {
            0 => String::new(),
            1 => " A link was made after the launch and waits for its own.".to_owned(),
            n => format!(" {n} links were made after the launch and wait for their own."),
        };
        format!("{live} live, {ready} ready, {held} held.{waiting}")
    } else {
        "This campaign has no launch gate: its links work at once. What follows would hold it."
            .to_owned()
    };
    if !view.changed_since.is_empty() {
        lead.push_str(&format!(" Changed since the launch: {}.", view.changed_since.join(", ")));
    }
    if view.exposure.n_open != 0 {
        let exposed = words::money(view.exposure.open_minor, view.exposure.currency);
        let n_posts = words::counted(i64::from(view.exposure.n_open), "post", "posts");
        lead.push_str(&format!(" {exposed} of revenue is exposed: {n_posts} not disclosed."));
    }
    lead
}

/// Creators who are live, with links that were made later.
fn later_links(view: &GateView) -> impl Iterator<Item = &CreatorGate> {
    let is_live = |row: &&CreatorGate| row.state == GateState::Live && !row.held_links.is_empty();
    view.creators.iter().filter(is_live)
}

fn launch_form(view: &GateView) -> Markup {
    let n_ready = view.count(GateState::Ready);
    let later = later_links(view).filter(|row| row.can_launch);
    let n_links: usize = later.map(|row| row.held_links.len()).sum();
    let counted = |n: usize, one, many| words::counted(i64::try_from(n).unwrap_or(0), one, many);
    let what = [(n_ready, "creator", "creators"), (n_links, "new link", "new links")];
    let what: Vec<String> = what
        .into_iter()
        .filter(|(n, _, _)| *n != 0)
        .map(|(n, one, many)| counted(n, one, many))
        .collect();
    html! {
        @if view.is_on && !what.is_empty() {
            form.tools method="post" action=(launch_href(view)) {
                button.button.primary { "Launch " (what.join(" and ")) }
                span.muted { "Their links work within a second. Limits are frozen as they are." }
            }
        }
    }
}

fn launch_href(view: &GateView) -> String {
    format!("/campaigns/{}/launch", links::segment(view.campaign_id.as_str()))
}

fn campaign_checks(view: &GateView) -> Markup {
    html! {
        ul.checks {
            @for check in Check::ALL.iter().filter(|check| check.is_of_campaign()) {
                @let found: Vec<&JudgedFinding> =
                    view.findings.iter().filter(|row| row.finding.check() == *check).collect();
                li {
                    (state_of(&found)) " " (check.title())
                    (steps(view, &found))
                }
            }
        }
    }
}

/// How a check stands, in a word.
fn state_of(found: &[&JudgedFinding]) -> Markup {
    let holds = found.iter().any(|row| row.does_hold());
    let is_waived = found.iter().any(|row| row.waiver.is_some());
    match (holds, is_waived, found.is_empty()) {
        (true, _, _) => tag(Tone::Bad, "held"),
        (_, true, _) => tag(Tone::Warn, "waived"),
        (_, _, false) => tag(Tone::Warn, "passed, with a warning"),
        (_, _, true) => tag(Tone::Good, "passed"),
    }
}

/// What is wrong, and what to do next. What is found of several links alike is said once.
fn steps(view: &GateView, found: &[&JudgedFinding]) -> Markup {
    let mut alike: Vec<(&JudgedFinding, usize)> = Vec::new();
    let words =
        |row: &JudgedFinding| (row.finding.flaw, row.finding.detail.clone(), row.waiver.clone());
    for row in found {
        match alike.iter_mut().find(|(known, _)| words(known) == words(row)) {
            Some((_, n)) => *n += 1,
            None => alike.push((row, 1)),
        }
    }
    html! {
        @for (row, n) in alike {
            p.note {
                (words::sentence(row.finding.flaw.title()))
                @if !row.finding.detail.is_empty() { " (" (name(&row.finding.detail)) ")" }
                @if 1 < n { " (" (n) " times)" }
                ". "
                @match &row.waiver {
                    Some(waiver) => {
                        "Waived by " (name(&waiver.by)) ": " (name(&waiver.reason))
                    },
                    None => {
                        @let step = words::sentence(row.finding.flaw.next_step());
                        @match fixes::href(view, &row.finding) {
                            Some(href) => a href=(href) { (step) },
                            None => b { (step) },
                        }
                        "."
                    },
                }
            }
        }
    }
}

/// So many who have nothing to do need no folding.
const FEW: usize = 10;

fn creators(view: &GateView, beside: &Beside<'_>) -> Markup {
    if view.creators.is_empty() {
        return empty("Nobody is in this campaign yet. Add the roster.");
    }
    // Whoever is live without anything to do stands below the others, and folded where many do.
    let is_done = |row: &&CreatorGate| {
        let is_quiet = row.findings.is_empty() && row.held_links.is_empty();
        row.state == GateState::Live && is_quiet && !row.is_scaling_blocked
    };
    let (done, to_do): (Vec<&CreatorGate>, Vec<&CreatorGate>) =
        view.creators.iter().partition(is_done);
    let n = words::counted(i64::try_from(done.len()).unwrap_or(i64::MAX), "creator", "creators");
    html! {
        @if !to_do.is_empty() { (table(view, &to_do, beside)) }
        @if !done.is_empty() {
            details open[done.len() <= FEW] {
                summary { (n) " live, nothing to do" }
                (table(view, &done, beside))
            }
        }
    }
}

fn table(view: &GateView, rows: &[&CreatorGate], beside: &Beside<'_>) -> Markup {
    html! {
        div.scroll tabindex="0" role="group" aria-label="Creators" { table.gate.folds {
            thead { tr {
                th scope="col" { "Creator" }
                th scope="col" { "Stands" }
                th scope="col" { "What to do next" }
                th.number scope="col" { "Clicks before launch" }
                th.number scope="col" { "Done as agreed" }
            } }
            tbody { @for row in rows { (creator(view, row, beside)) } }
        } }
    }
}

fn creator(view: &GateView, row: &CreatorGate, beside: &Beside<'_>) -> Markup {
    let (tone, word) = match row.state {
        GateState::Held => (Tone::Bad, "held"),
        GateState::Ready => (Tone::Boost, "ready"),
        GateState::Live => (Tone::Good, "live"),
    };
    let found: Vec<&JudgedFinding> = row.findings.iter().collect();
    let held_by_all = row.state == GateState::Held && !found.iter().any(|row| row.does_hold());
    html! {
        tr {
            th scope="row" {
                a.open href=(links::creator(beside.ask, &row.creator_id)) { (name(&row.name)) }
            }
            td data-label="Stands" {
                (tag(tone, word))
                @if row.state == GateState::Live && !row.held_links.is_empty() {
                    " " (new_links(row))
                }
                @if row.is_scaling_blocked { " " (tag(Tone::Bad, "not disclosed")) }
            }
            td.wide data-label="What to do next" {
                @if row.state != GateState::Live {
                    (beside.about(&row.creator_id))
                }
                (steps(view, &found))
                @if held_by_all && view.is_on { p.note { "Waits for the whole campaign." } }
                @if found.is_empty() && !held_by_all { span.muted { "nothing" } }
            }
            td.number data-label="Clicks before launch" {
                (words::count(row.n_clicks_before_launch))
            }
            td.number data-label="Done as agreed" title=(parts(row)) {
                // Before somebody is live, little of what was agreed can have been done.
                @match row.operations.score_percent.filter(|_| row.state == GateState::Live) {
                    Some(percent) => { (percent) "%" },
                    None => span.muted { "n/a" },
                }
            }
        }
    }
}

/// Links that were made after the launch: each waits for a launch of its own.
fn new_links(row: &CreatorGate) -> Markup {
    let n = i64::try_from(row.held_links.len()).unwrap_or(i64::MAX);
    let n = words::counted(n, "new link", "new links");
    match row.can_launch {
        true => tag(Tone::Boost, &format!("{n} ready")),
        false => tag(Tone::Bad, &format!("{n} held")),
    }
}

/// The parts of the operations score, in words.
fn parts(row: &CreatorGate) -> String {
    let parts = OPERATIONS.iter().zip(&row.operations.parts);
    let part = |((_, name), part): (&(&str, &str), &OperationsPart)| match part.n_judged {
        0 => format!("{name}: not judged"),
        n_judged => format!("{name}: {} of {n_judged}", part.n_good),
    };
    parts.map(part).collect::<Vec<_>>().join(", ")
}

fn history(view: &GateView, clock: &Clock) -> Markup {
    if view.history.is_empty() {
        return empty("Nothing yet.");
    }
    html! {
        ul.checks {
            @for row in view.history.iter().take(20) {
                li {
                    (name(&words::sentence(&row.what)))
                    p.note {
                        (clock.weekday_minute(row.at))
                        @if let Some(by) = &row.by { ", by " (name(by)) }
                    }
                }
            }
        }
    }
}
