//! Alerts: the list of what fires and what came of it, and one alert as a decision card: what,
//! why, what to do, and the buttons; and the thresholds behind them.

mod benchmarks;
mod card;
mod forms;
mod groups;
mod limits;
mod list;
mod rules;
pub mod thresholds;
mod tried;
pub(super) mod words;

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use byline_core::decision::episode::AlertState;
use byline_core::decision::urgency::Urgency;
use byline_core::id::CreatorId;
use byline_core::time::Timestamp;
use byline_engine::Engine;
use byline_engine::view::{AlertFilter, AlertView, CreatorDecision, DecisionsView};
use maud::{Markup, html};
use url::form_urlencoded;

use super::ask::{Ask, Range};
use super::decisions::{self, Answers, Around, Came, List, NowLine};
use super::frame::{Active, Frame};
use super::parts::{card as card_of, name, tag};
use super::shell::{Banner, Head, Here, Shell};
use super::switches;
use super::visit::{Visit, Whole};
use super::words::Clock;
use super::{links, notices};
use crate::site::Site;

pub use forms::{Fields, WOKEN};
pub use rules::{benchmarks_href, href as rules_href};

/// The pages and their form.
pub fn routes() -> Router<Arc<Site>> {
    Router::new()
        .route("/decisions/alerts", get(show_all))
        .route("/decisions/alert", get(show).post(forms::say))
        .route("/decisions/alerts/take", post(forms::take_all))
        .route("/decisions/ad", post(forms::change_ad))
        .route("/decisions/moves", post(forms::move_money))
        .route("/campaigns/{id}/rules", get(rules::show).post(rules::set))
        .route("/campaigns/{id}/benchmarks", post(benchmarks::set))
        .route("/campaigns/{id}/limits", post(limits::set))
}

async fn show_all(State(site): State<Arc<Site>>, visit: Visit) -> Response {
    let page = visit.framed(&site, Range::Flight, |engine, frame| {
        let campaign = &frame.campaign.id;
        let filter = AlertFilter { campaign: Some(campaign.clone()), is_open: false };
        let view = engine.alerts_view(&filter);
        let queue = engine.decisions_view(campaign, frame.now)?;
        let answers = Answers::beside(engine, frame, &queue, &view);
        let now = decisions::now_lines(&queue, &answers);
        let (supported, stale) = decisions::told(&view, &queue);
        let groups = groups::groups(&supported, &now, frame.now);
        let may_say = frame.ask.at.is_none();
        let mut banners = switches::banners(engine, frame);
        banners.extend(words::nobody_is_told(engine).filter(|_| may_say));
        let told = list::Told {
            lines: &now,
            currency: frame.currency(),
            clock: &frame.clock,
            now: frame.now,
            may_say,
        };
        let asked = engine.asked_in_review(campaign, frame.now);
        let around = Around::of(&queue, &view, answers, asked);
        let lists = around.sentence(frame, List::Alerts);
        let content = html! {
            (Head::about("Alerts", frame).render())
            p.lead id="lead" data-live { (words::lead(&groups, frame.now)) }
            (lists)
            (card_of("open", "What fires", "the most urgent first, then by money", html! {
                (told.open(&groups))
                (told.pending(&view))
                (told.stale(&stale))
            }))
            (wanted_today(frame, &queue, (&around, &stale), &now))
            (card_of("over", "What is over", "newest first",
                list::over(&view, &frame.clock, words::why_untold(engine))))
            (card_of("reports", "What alerts came to", list::lesson(&view), list::reports(&view)))
            p.onward {
                a href=(rules::href(frame.campaign.id.as_str())) { "Thresholds" } " "
                a href=(rules::machine_href(frame.campaign.id.as_str())) { "Time machine" }
            }
            footer.footing id="footing" data-live {
                p { (switches::as_of(&frame.clock, view.stand)) }
            }
        };
        let shell = shell("Alerts".to_owned(), &frame.ask, banners);
        Some(Whole { shell, content })
    });
    page.await
}

/// How many of those whom no alert is about are shown.
const MOST_WANTED: usize = 10;

/// Who is wanted today and has no alert: rules tell people of red with paid spend behind it and of
/// clicks without sales, and a page of alerts that hid the rest would be worked through in vain.
fn wanted_today(
    frame: &Frame<'_>,
    queue: &DecisionsView,
    (around, stale): (&Around, &[&AlertView]),
    now: &BTreeMap<CreatorId, NowLine>,
) -> Markup {
    let is_told = |row: &CreatorDecision| {
        stale.iter().any(|alert| alert.creator_id.as_ref() == Some(&row.creator_id))
    };
    let is_wanted = |row: &&CreatorDecision| {
        row.urgency == Some(Urgency::Investigate)
            && around.answers.alerts(&row.creator_id).is_empty()
            && !around.answers.is_answered(&row.creator_id)
    };
    let wanted: Vec<&CreatorDecision> = queue.creators.iter().filter(is_wanted).collect();
    if wanted.is_empty() {
        return html! {};
    }
    card_of(
        "wanted",
        "Wanted today, without an alert",
        "Decisions asks for them; no alert that the figures support is about them",
        html! {
            ul.checks {
                @for row in wanted.iter().take(MOST_WANTED) {
                    li {
                        a.open href={ (links::creator(&frame.ask, &row.creator_id)) "#standing" } {
                            (name(&row.name))
                        }
                        ": "
                        @if let Some(money) = now.get(&row.creator_id)
                            .and_then(|line| line.at_stake.as_deref()) { b { (money) } "; " }
                        (name(&Came::of(row, queue).told(&row.advice)))
                        @if is_told(row) {
                            " An alert about them fires too, by its rule alone."
                        }
                    }
                }
            }
            @if MOST_WANTED < wanted.len() {
                p.onward { a href=(frame.ask.elsewhere().href("/decisions")) {
                    "All who are wanted today"
                } }
            }
        },
    )
}

async fn show(State(site): State<Arc<Site>>, visit: Visit) -> Response {
    let mut fields = form_urlencoded::parse(visit.query.as_bytes());
    let id = fields.find(|(name, _)| name == "id").map(|(_, id)| id.into_owned());
    let id = id.unwrap_or_default();
    let page = visit.plain(&site, |engine, ask, now| {
        whole((&site, engine), (ask, now), &id, None)
            .ok_or_else(|| Box::new((StatusCode::NOT_FOUND, notices::not_found()).into_response()))
    });
    page.await
}

fn whole(
    (site, engine): (&Site, &Engine),
    (ask, now): (&Ask, Timestamp),
    id: &str,
    banner: Option<Banner>,
) -> Option<Whole> {
    let alert = engine.alert_view(id)?;
    let campaign = engine.campaign(alert.campaign_id.as_str())?;
    let clock = Clock::of(&campaign.time_zone);
    let ask = &Ask { campaign: Some(alert.campaign_id.to_string()), ..ask.clone() };
    let is_now = ask.at.is_none();
    let untold = words::nobody_is_told(engine).filter(|_| is_now);
    let banners = switches::past_banner(ask, &clock, engine.stand().as_of)
        .into_iter()
        .chain(untold)
        .chain(banner)
        .collect();
    let content = html! {
        (Head::titled(&words::headline(&alert)).render())
        p.lead id="lead" data-live {
            @if let Some(needs) = stale(engine, &alert, ask, now) {
                (NOT_SUPPORTED) " "
                @if needs { "The creator needs somebody for another reason, which stands below." }
                @else { "Nobody is needed." }
            }
            @else { (words::standing(&alert, &clock, now)) }
        }
        nav.tools aria-label="Around it" {
            a.button href=(ask.elsewhere().href("/decisions/alerts")) { "All alerts" }
            @if let Some((creator, _)) = alert.creator_id.as_ref().zip(alert.creator.as_ref()) {
                @let case = format!("{}#case-{creator}", ask.elsewhere().href("/decisions"));
                a.button href=(case) { "Case in Decisions" }
                a.button href=(links::creator(ask, creator)) { "Creator" }
            }
        }
        @let standing = standing_now((site, engine), &alert, ask, now);
        @if let Some(standing) = &standing { (standing) }
        @if is_now { (forms::forms(&alert, now)) }
        (card::render(engine, &alert, ask, (&clock, now), standing.is_some()))
        (card::acts(engine, &alert, &clock))
        @if 1 < alert.episodes.len() {
            (card_of("before", "Before", "newest first", list::episodes(&alert, &clock)))
        }
        footer.footing id="footing" data-live {
            p { (switches::as_of(&clock, engine.stand())) }
        }
    };
    let shell = shell(words::headline(&alert), ask, banners);
    Some(Whole { shell, content })
}

/// What an alert comes to that only its letter holds up.
const NOT_SUPPORTED: &str = "Its condition holds to the letter, but the figures of now do not \
                             support this alert.";

/// Whether somebody is needed all the same, where the figures of now do not support an open alert
/// any more; `None` where they do.
fn stale(engine: &Engine, alert: &AlertView, ask: &Ask, now: Timestamp) -> Option<bool> {
    let campaigns = Active::all(engine);
    let frame = Frame::of(&campaigns, ask, Range::Flight, now)?;
    let filter = AlertFilter { campaign: Some(frame.campaign.id.clone()), is_open: true };
    let queue = engine.decisions_view(&frame.campaign.id, frame.now)?;
    let view = engine.alerts_view(&filter);
    decisions::told(&view, &queue).1.iter().find(|stale| stale.id == alert.id)?;
    let mut creators = queue.creators.iter();
    let row = creators.find(|row| Some(&row.creator_id) == alert.creator_id.as_ref());
    Some(row.is_some_and(CreatorDecision::needs_somebody))
}

/// How the creator of an open alert stands now, with what to do; `None` for alerts about anything
/// else.
fn standing_now(
    (site, engine): (&Site, &Engine),
    alert: &AlertView,
    ask: &Ask,
    now: Timestamp,
) -> Option<Markup> {
    let id = alert.creator_id.as_ref().filter(|_| alert.state != AlertState::Ok)?;
    let campaigns = Active::all(engine);
    let frame = Frame::of(&campaigns, ask, Range::Flight, now)?;
    let queue = engine.decisions_view(&frame.campaign.id, frame.now)?;
    // What is done about the alert itself stands below.
    let doubles = site.doubles(engine);
    let case = decisions::case_of((engine, &doubles), &frame, &queue, id)?.without(&alert.id);
    let (tone, word) = case.standing;
    let body = html! {
        p.note {
            (tag(tone, word))
            @for done in &case.done { " " b { (name(done)) "." } }
        }
        (case.body())
    };
    Some(card_of("now", "How it stands now, and what to do", "over the flight to date", body))
}

fn shell(title: String, ask: &Ask, banners: Vec<Banner>) -> Shell {
    Shell { title, here: Here::Alerts, ask: ask.clone(), is_live: ask.at.is_none(), banners }
}

/// The page of an alert again, with why something was not done.
fn refused(site: &Site, id: &str, problem: crate::problem::Problem) -> Response {
    let status = StatusCode::from_u16(problem.status()).unwrap_or(StatusCode::CONFLICT);
    let banner = Some(super::sources::said_by(&problem.into()));
    let now = site.parts.world.now();
    match whole((site, &site.engine()), (&Ask::default(), now), id, banner) {
        Some(page) => (status, page.shell.render(&page.content)).into_response(),
        None => (StatusCode::NOT_FOUND, notices::not_found()).into_response(),
    }
}
