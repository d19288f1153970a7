//! The verdict: what a campaign came to, where it loses people, what to try next, what its revenue
//! may come to; and what was said of it, kept as it was said.

mod outlook;
mod words;

use std::sync::Arc;

use axum::Router;
use axum::extract::{Extension, Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use byline_core::campaign::Goal;
use byline_core::decision::verdict::{Label, Takeaway, Topic};
use byline_core::kpi::Ratio;
use byline_engine::Engine;
use byline_engine::view::{OutlookView, VerdictView};
use maud::{Markup, html};

use super::alerts::Fields;
use super::ask::{Ask, Range};
use super::figures::headline::{self, Headline};
use super::frame::{Active, Frame};
use super::parts::{Cell, Figure, Heading, Sheet, card, empty, name};
use super::shell::{Banner, Head, Here, Shell};
use super::visit::{Visit, Whole};
use super::{decisions, links, notices, switches};
use crate::api::{VerdictAsked, give_now};
use crate::guard::Actor;
use crate::payload::Payload;
use crate::problem::Problem;
use crate::site::Site;

pub use outlook::about;
pub use words::{is_narrow, label_tone};

/// The page and its form.
pub fn routes() -> Router<Arc<Site>> {
    Router::new().route("/campaigns/{id}/verdict", get(show).post(give))
}

/// The page's address.
pub fn href(campaign: &str) -> String {
    format!("/campaigns/{}/verdict", links::segment(campaign))
}

async fn show(State(site): State<Arc<Site>>, Path(id): Path<String>, visit: Visit) -> Response {
    let page = visit.of_campaign(&id).framed(&site, Range::Flight, |engine, frame| {
        // An id that nobody has is no page, and not another campaign's.
        (frame.campaign.id.as_str() == id).then(|| whole(engine, frame, None))
    });
    page.await
}

/// `POST /campaigns/{id}/verdict`
async fn give(
    State(site): State<Arc<Site>>,
    Extension(Actor(actor)): Extension<Actor>,
    Path(id): Path<String>,
    Payload(body): Payload,
) -> Response {
    let fields = Fields(&body);
    let asked = VerdictAsked { label: fields.text("label"), note: fields.said("note") };
    match give_now(&site, &id, asked, actor).await {
        Ok(_) => Redirect::to(&href(&id)).into_response(),
        Err(problem) => refused(&site, &id, problem),
    }
}

/// The page again, with why nothing was kept.
fn refused(site: &Site, id: &str, problem: Problem) -> Response {
    let status = StatusCode::from_u16(problem.status()).unwrap_or(StatusCode::CONFLICT);
    let banner = super::sources::said_by(&problem.into());
    let engine = site.engine();
    let ask = Ask { campaign: Some(id.to_owned()), ..Ask::default() };
    let now = site.parts.world.now();
    let campaigns = Active::all(&engine);
    let frame = Frame::of(&campaigns, &ask, Range::Flight, now);
    match frame.filter(|frame| frame.campaign.id.as_str() == id) {
        Some(frame) => {
            let page = whole(&engine, &frame, Some(banner));
            (status, page.shell.render(&page.content)).into_response()
        }
        None => (StatusCode::NOT_FOUND, notices::not_found()).into_response(),
    }
}

fn whole(engine: &Engine, frame: &Frame<'_>, banner: Option<Banner>) -> Whole {
    let campaign = frame.campaign;
    let view = engine.verdict_view(&campaign.id, frame.now);
    let mut banners = switches::banners(engine, frame);
    banners.extend(banner);
    banners.extend(decisions::doubt_of(engine, frame));
    let ask = Ask { model: None, range: None, ..frame.ask.clone() };
    let frame = &Frame { model: campaign.rules.model, range: Range::Flight, ask, ..frame.clone() };
    let head = Head::about("Verdict", frame);
    let content = html! {
        (head.render())
        @match &view {
            None => (empty("No flight has begun, so there is nothing to judge yet.")),
            Some(view) => (content(engine, frame, view)),
        }
    };
    let shell = Shell {
        title: format!("Verdict · {}", campaign.name),
        here: Here::Campaigns,
        ask: frame.ask.clone(),
        is_live: frame.ask.at.is_none(),
        banners,
    };
    Whole { shell, content }
}

/// The card of what a campaign's running flight may come to.
pub fn outlook_card(engine: &Engine, frame: &Frame<'_>) -> Markup {
    outlook::card(frame, engine.outlook_view(&frame.campaign.id, frame.now).as_ref())
}

fn content(engine: &Engine, frame: &Frame<'_>, view: &VerdictView) -> Markup {
    let verdict = &view.verdict;
    let ahead = engine.outlook_view(&frame.campaign.id, frame.now);
    let so_far = so_far(frame, view, ahead.as_ref());
    let by_click = frame.over_flight().and_then(|flight| by_click(engine, &flight));
    html! {
        p.lead id="lead" data-live {
            b.said {
                (verdict.label.name())
                @let narrow = words::is_narrow(view, by_click).then_some("narrowly");
                @let running = (!view.is_over).then_some("so far");
                @let how: Vec<&str> = narrow.into_iter().chain(running).collect();
                @if !how.is_empty() { small { " " (how.join(", ")) } }
            }
            " " (words::diagnosis(verdict, view.currency))
            @if let Some(only_so) = words::passes_only_with_codes(view, by_click) { (only_so) }
            @if let Some(so_far) = so_far { " " (so_far) }
        }
        nav.tools aria-label="This campaign" {
            a.button href=(links::campaign(&frame.ask, &view.campaign_id)) { "Campaign" }
            a.button href=(frame.ask.href("/playbook")) { "Playbook" }
        }
        @if let Some(flight) = frame.over_flight() { (strip(engine, &flight)) }
        (card("takeaways", "Takeaways", "own benchmarks first, else the bands of the trade", html! {
            (takeaways(frame, view, by_click).render())
            p.note { (words::reading(view)) }
        }))
        div.halves {
            (card("tests", "What to test next", words::tests_for(verdict.diagnosis), html! {
                ol.checks { @for test in &verdict.tests { li { (test) } } }
            }))
            (outlook::card(frame, ahead.as_ref()))
        }
        (card("hype", "Views without clicks", "a link is missing, or views are bought",
            hype(frame, view)))
        (card("said", "What was said of it", "kept as it was said", history(frame, view)))
        footer.footing id="footing" data-live {
            p { (switches::as_of(&frame.clock, view.stand)) }
        }
    }
}

/// What came of what is due, while the flight runs: by that cost is judged.
fn so_far(frame: &Frame<'_>, view: &VerdictView, ahead: Option<&OutlookView>) -> Option<String> {
    let due_minor = view.due_minor.filter(|_| frame.campaign.goal == Goal::Sales)?;
    let money = |minor| crate::pages::words::money_rounded(minor, view.currency);
    let times = Ratio::new(view.revenue_minor.into(), due_minor.into()).map(decisions::multiple);
    let ahead = ahead.and_then(|ahead| {
        let (middle, target) = ahead.middle_minor.zip(ahead.target_minor)?;
        let (middle, target) = (about(ahead, middle), money(target));
        Some(format!(" At this pace about {middle} of the target of {target} will come."))
    });
    Some(format!(
        "{} came for the {} of the creators’ prices that is due by now{}.{}",
        money(view.revenue_minor),
        money(due_minor),
        times.map_or_else(String::new, |times| format!(", {times}")),
        ahead.unwrap_or_default()
    ))
}

/// What the verdict is about, over the flight to date.
fn strip(engine: &Engine, flight: &Frame<'_>) -> Markup {
    let figures = flight.figures(engine, flight.scope(), flight.span);
    let expected = engine.benchmarks_of(&flight.campaign.id);
    let headline = Headline {
        frame: flight,
        creator: None,
        now: &figures,
        before: None,
        unattributed: None,
        feeds: &engine.feeds(),
        expected: &expected,
        rules: headline::rules(engine, flight),
        no_click_micro: headline::no_click_micro(engine, flight, None),
    };
    headline.strip().render()
}

/// The conversion rate over the flight without orders that no click came before.
fn by_click(engine: &Engine, flight: &Frame<'_>) -> Option<Ratio> {
    let figures = flight.figures(engine, flight.scope(), flight.span);
    let no_click = headline::no_click_micro(engine, flight, None);
    headline::rate_by_click(flight, &figures, no_click)
}

fn takeaways(frame: &Frame<'_>, view: &VerdictView, by_click: Option<Ratio>) -> Sheet {
    let row = |row: &Takeaway| {
        let (tone, word) = words::came_out(row, view.verdict.diagnosis);
        let key = row.kpi.unwrap_or("ctr");
        let href = links::explain(frame, key, None);
        let figure = match row.value {
            Some(value) => Figure::known(words::kpi_text(key, value, view.currency), href),
            None => Figure::missing("no feed reports what it is made of", href),
        };
        vec![
            Cell::Text(words::topic(row.topic).to_owned()),
            Cell::Tag(tone, word, String::new()),
            Cell::Text(match row.topic {
                Topic::Path => format!("the weaker of both: {}", words::kpi_name(key)),
                _ => words::kpi_name(key).to_owned(),
            }),
            Cell::Figure(format!("takeaway-{}", words::topic(row.topic)), figure),
            Cell::Text(words::beside(row, view, by_click)),
        ]
    };
    Sheet {
        label: "Takeaways",
        columns: vec![
            Heading::text("Takeaway"),
            Heading::text("Came out"),
            Heading::text("By"),
            Heading::number("Value"),
            Heading::text("Beside"),
        ],
        rows: view.verdict.takeaways.iter().map(row).collect(),
        sums: Vec::new(),
        empty: String::new(),
    }
}

fn hype(frame: &Frame<'_>, view: &VerdictView) -> Markup {
    if view.hype.is_empty() {
        return empty("Nobody has very many views, hardly a click and no sale.");
    }
    html! {
        ul.checks {
            @for row in &view.hype {
                li {
                    a href=(links::creator(&frame.ask, &row.creator_id)) { (name(&row.name)) }
                    ": " (words::hype(row))
                }
            }
        }
    }
}

fn history(frame: &Frame<'_>, view: &VerdictView) -> Markup {
    html! {
        @if view.history.is_empty() {
            p.note {
                "Nothing yet. At the end of the flight the verdict of the figures is kept by "
                "itself; you can say yours at any time."
            }
        } @else {
            ul.checks {
                @for said in &view.history {
                    li {
                        b { (said.label.name()) } ", "
                        @match &said.by { Some(by) => (name(by)), None => "by the figures" }
                        ", " (frame.clock.weekday_minute(said.at))
                        @if let Some(note) = &said.note { ": " (name(note)) }
                    }
                }
            }
        }
        @if frame.ask.at.is_none() {
            form.fields method="post" action=(href(view.campaign_id.as_str())) {
                label for="label" { "Your verdict" }
                select id="label" name="label" {
                    @for label in Label::ALL {
                        option value=(label.key()) selected[label == view.verdict.label] {
                            (label.name())
                        }
                    }
                }
                label for="note" { "Why" }
                input id="note" name="note" maxlength="500";
                p.actions { button.button { "Save my verdict" } }
            }
        }
    }
}
