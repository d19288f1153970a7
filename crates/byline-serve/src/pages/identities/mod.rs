//! Identities: who may be one person, what it is worth, and the buttons that decide.
//!
//! Unresolved money stands on top and is never hidden: whatever is not decided here counts for
//! nobody.

mod doubles;
mod pair;
mod rest;

use std::sync::Arc;

use axum::Router;
use axum::extract::{Extension, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use byline_core::identity::resolve::Sureness;
use byline_core::identity::verdict::{Distinct, Party};
use byline_core::money::Money;
use byline_core::time::Timestamp;
use byline_engine::Engine;
use byline_engine::view::{IdentitiesView, LookAlike, MergeView, Proposal, Unresolved};
use maud::{Markup, html};
use url::form_urlencoded;

use crate::api::{MergeAsked, SplitAsked, merge_now, reject_now, split_now};
use crate::guard::Actor;
use crate::pages::ask::Ask;
use crate::pages::parts::{Tone, card, empty, name, tag};
use crate::pages::shell::{Banner, Head, Here, Shell};
use crate::pages::sources::said_by;
use crate::pages::visit::{Visit, Whole};
use crate::pages::words::{self, Clock};
use crate::pages::{links, switches};
use crate::payload::Payload;
use crate::port::Answered;
use crate::problem::Problem;
use crate::site::Site;

pub use doubles::{Double, Doubles, NEXT};

/// What the first card checks.
const UNRESOLVED: &str = "Names and codes that belong to no creator";
/// How many proposals and rows a page shows.
const MOST: usize = 50;

/// So many pairs need no search.
const FEW: usize = 6;

/// The page and its form.
pub fn routes() -> Router<Arc<Site>> {
    Router::new().route("/identities", get(show)).route("/identities/decide", post(decide))
}

async fn show(State(site): State<Arc<Site>>, visit: Visit) -> Response {
    visit.plain(&site, |engine, ask, now| Ok(whole(&site, engine, (ask, now), None))).await
}

/// Does what a button says: merge, keep apart, or take a merge back.
async fn decide(
    State(site): State<Arc<Site>>,
    Extension(Actor(actor)): Extension<Actor>,
    Payload(body): Payload,
) -> Response {
    let done = match asked(&body) {
        Some(Decision::Merge(asked)) => merge_now(&site, asked, actor).await,
        Some(Decision::Apart(said)) => reject_now(&site, said, actor).await,
        Some(Decision::Undo(asked)) => split_now(&site, asked, actor).await,
        None => Err(Problem::new(422, "identity.nothing_decided", "the form decides nothing")
            .next_step("use the buttons of the page")),
    };
    match done {
        Ok(_) => Redirect::to("/identities").into_response(),
        Err(problem) => {
            let status = StatusCode::from_u16(problem.status()).unwrap_or(StatusCode::CONFLICT);
            let banner = said_by(&Answered::from(problem));
            let now = site.parts.world.now();
            let page = whole(&site, &site.engine(), (&Ask::default(), now), Some(banner));
            (status, page.shell.render(&page.content)).into_response()
        }
    }
}

enum Decision {
    Merge(MergeAsked),
    Apart(Distinct),
    Undo(SplitAsked),
}

fn asked(body: &[u8]) -> Option<Decision> {
    let field = |key: &str| {
        let found = form_urlencoded::parse(body).find(|(name, _)| name == key);
        found.map(|(_, value)| value.into_owned())
    };
    let party = |key: &str| serde_json::from_str::<Party>(&field(key)?).ok();
    if let Some(gone) = field("undo") {
        return Some(Decision::Undo(SplitAsked::Merge { gone: gone.into() }));
    }
    let (one, other) = (party("one")?, party("other")?);
    match (field("do")?.as_str(), one) {
        ("merge", Party::Creator(kept)) => {
            let asked = MergeAsked { kept, gone: other, reason: None, is_preview: false };
            Some(Decision::Merge(asked))
        }
        ("apart", one) => Some(Decision::Apart(Distinct { one, other })),
        _ => None,
    }
}

fn whole(
    site: &Site,
    engine: &Engine,
    (ask, now): (&Ask, Timestamp),
    banner: Option<Banner>,
) -> Whole {
    let view = site.identities(engine);
    let zone = engine.campaigns().next().map_or("UTC", |campaign| &campaign.time_zone);
    let clock = Clock::of(zone);
    let head = Head::titled("Identities");
    let is_open = ask.at.is_none();
    let content = html! {
        (head.render())
        p.lead id="lead" data-live { (lead(&view)) }
        (card("unresolved", UNRESOLVED, "", html! {
            (unresolved(&view.unresolved))
            (rest::unattributed(engine, ask, now))
        }))
        (card("proposals", "Who may be one person", "the most money first",
            html! {
                @if !view.proposals.is_empty() {
                    p.note {
                        "Almost certain means 99% or more, by what the two share; a person still \
                         decides."
                    }
                }
                (proposals(engine, &view, ask, is_open))
            }))
        div.halves {
            (card("merges", "Merged", "newest first", merges(&view.merges, &clock, ask, is_open)))
            (card("look-alikes", "Look-alikes", "", look_alikes(&view.warnings, ask)))
        }
        footer.footing id="footing" data-live { p { (switches::as_of(&clock, view.stand)) } }
    };
    let shell = Shell {
        title: "Identities".to_owned(),
        here: Here::Identities,
        ask: ask.clone(),
        is_live: is_open,
        banners: banner.into_iter().collect(),
    };
    Whole { shell, content }
}

fn lead(view: &IdentitiesView) -> String {
    let n = |n: usize| i64::try_from(n).unwrap_or(i64::MAX);
    let n_top = view.proposals.iter().filter(|row| row.sureness == Sureness::Top).count();
    let n_review = view.proposals.len() - n_top;
    let sure = words::counted(n(n_top), "pair is", "pairs are");
    let lead = match view.proposals.len() {
        0 => "Nothing waits for a decision.".to_owned(),
        _ => format!("{sure} almost certainly one person, {n_review} to look at closely."),
    };
    match view.unresolved.len() {
        0 => lead,
        rows => {
            let names = words::counted(n(rows), "name", "names");
            format!("{lead} {names} on orders belong to nobody: that money counts as unattributed.")
        }
    }
}

fn unresolved(rows: &[Unresolved]) -> Markup {
    if rows.is_empty() {
        return empty("None: every name, code and landing address on orders is somebody’s.");
    }
    html! {
        div.scroll tabindex="0" role="group" aria-label=(UNRESOLVED) {
            table.folds {
                thead { tr {
                    th scope="col" { "Says" }
                    th scope="col" { "Where" }
                    th.number scope="col" { "Orders" }
                    th.number scope="col" { "Worth" }
                    th scope="col" { "What to do next" }
                } }
                tbody { @for row in rows.iter().take(MOST) { tr {
                    th scope="row" { (name(&row.text)) }
                    td data-label="Where" { (row.issuer) }
                    td.number data-label="Orders" {
                        (words::count(i64::try_from(row.n_orders).unwrap_or(i64::MAX)))
                    }
                    td.number.main data-label="Worth" { (amounts(&row.money)) }
                    td.wide data-label="What to do next" { (next_step(row.kind)) }
                } } }
            }
        }
    }
}

fn next_step(kind: &str) -> Markup {
    html! {
        @match kind {
            "code" => { "Give the code to a creator in " a href="/links" { "Links & codes" } "." },
            "utm" => {
                "Give a creator's link these fields in " a href="/links" { "Links & codes" } "."
            },
            _ => "Merge it below, or add it to a creator's names.",
        }
    }
}

fn proposals(engine: &Engine, view: &IdentitiesView, ask: &Ask, is_open: bool) -> Markup {
    if view.proposals.is_empty() {
        return empty(
            "Nobody looks like somebody else. New handles, codes and partner names are compared \
             as they come in.",
        );
    }
    let asked = ask.q.to_lowercase();
    let found: Vec<_> = view.proposals.iter().filter(|row| is_called(row, &asked)).collect();
    html! {
        // A few are seen at a glance.
        @if FEW < view.proposals.len() || !asked.is_empty() { (search(ask)) }
        @if found.is_empty() {
            (empty("No pair is called like that."))
            p { a href=(ask.elsewhere().href("/identities")) { "All pairs" } }
        }
        ul.cases { @for row in found.iter().take(MOST) {
            li.case id=[anchor(row)] { (pair::proposal(engine, row, ask, is_open)) }
        } }
        @if MOST < found.len() {
            p.note { (found.len() - MOST) " more wait behind these; a name finds each of them." }
        }
        @if !asked.is_empty() && found.len() < view.proposals.len() {
            p.note {
                (found.len()) " of " (view.proposals.len()) " pairs. "
                a href=(ask.elsewhere().href("/identities")) { "All pairs" }
            }
        }
    }
}

fn search(ask: &Ask) -> Markup {
    html! {
        form.search method="get" action="/identities" role="search" {
            @for (key, value) in ask.elsewhere().fields() {
                input type="hidden" name=(key) value=(value);
            }
            label.unseen for="of" { "Pairs of" }
            input id="of" type="search" name="q" value=(ask.q) autocomplete="off" maxlength="100"
                placeholder="A name, handle or code";
            button.button { "Find" }
        }
    }
}

/// Whether one of the two goes by what was asked for, in lower case.
fn is_called(row: &Proposal, asked: &str) -> bool {
    let says = |text: &String| text.to_lowercase().contains(asked);
    [&row.one, &row.other].iter().any(|it| says(&it.name) || it.identifiers.iter().any(says))
}

/// Where other pages find a pair of creators.
fn anchor(row: &Proposal) -> Option<String> {
    Some(doubles::place(row.one.creator_id()?, row.other.creator_id()?))
}

fn merges(rows: &[MergeView], clock: &Clock, ask: &Ask, is_open: bool) -> Markup {
    if rows.is_empty() {
        return empty("Nobody was merged.");
    }
    html! {
        ul.checks { @for row in rows { li {
            (name(&row.gone_name)) " goes by "
            a href=(links::creator(ask, &row.kept)) { (name(&row.kept_name)) }
            p.note {
                (clock.weekday_minute(row.since))
                @if let Some(by) = &row.by { ", by " (name(by)) }
                @if let Some(reason) = &row.reason { ": " (name(reason)) }
            }
            @if is_open {
                form.tools method="post" action="/identities/decide" {
                    input type="hidden" name="undo" value=(row.gone);
                    button.button { "Undo" }
                }
            }
        } } }
    }
}

fn look_alikes(rows: &[LookAlike], ask: &Ask) -> Markup {
    if rows.is_empty() {
        return empty("No handle looks like another creator's beyond the pairs above.");
    }
    html! {
        ul.checks { @for row in rows.iter().take(MOST) { li {
            (tag(Tone::Warn, "look")) " "
            a href=(links::creator(ask, &row.creator_id)) { "@" (name(&row.handle)) } " "
            @match &row.like {
                Some((id, handle)) => {
                    "reads like " a href=(links::creator(ask, id)) { "@" (name(handle)) }
                },
                None => "mixes scripts or hides marks",
            }
            p.note { "Look at the account itself before anything is paid." }
        } } }
    }
}

/// Amounts side by side.
fn amounts(money: &[Money]) -> String {
    let shown: Vec<String> =
        money.iter().map(|money| words::money(money.minor, money.currency)).collect();
    if shown.is_empty() { "nothing".to_owned() } else { words::listed(&shown) }
}
