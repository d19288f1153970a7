//! Routes of the pages. All of them answer `GET` and change nothing, but for the forms of
//! [`agreed`], [`alerts`], [`channels`], [`creator`], [`gate`], [`identities`], [`sources`],
//! [`import`], [`linkbook`], [`playbook`], [`review`], [`verdict`] and [`wizard`].
//!
//! | address | page |
//! |---|---|
//! | `/`, `/live` | what happens now |
//! | `/decisions` | who needs somebody, why, and what may be done |
//! | `/decisions/alerts`, `/decisions/alert?id=` | what fires and what came of it; one alert |
//! | `/decisions/time-machine` | what other thresholds would have decided |
//! | `/campaigns/{id}/rules` | the thresholds, the form that tries and sets them, benchmarks |
//! | `/creators`, `/creators.csv` | the roster, and the same as a file |
//! | `/creators/records.csv` | the master record of creators, a row for each account |
//! | `/creators/{id}` | one creator |
//! | `/creators/{id}/agreed` | accounts, deal and brief, and their forms |
//! | `/creators/{id}/clicks` | how their clicks buy, beside everybody else's |
//! | `/creators/{id}/posts` | the form that says whether a post is disclosed |
//! | `/orders`, `/orders/find?name=` | orders, narrowed and summed; one by any of its names |
//! | `/orders.csv` | the same list as a file |
//! | `/orders/{name}` | one order, traced |
//! | `/explain?of=` | a figure, opened up |
//! | `/executive` | one number for each creator, for paper |
//! | `/attribution` | models side by side, journeys |
//! | `/explore`, `/explore.csv` | figures cut by anything; the same as a file |
//! | `/campaigns`, `/campaigns/{id}` | every campaign; one with plan, scorecard and budget |
//! | `/campaigns/{id}/review`, `…/{monday}`, `….csv` | the weekly review, its forms and file |
//! | `/campaigns/{id}/verdict` | what a campaign came to, and the form that says so |
//! | `/playbook` | campaigns beside each other, what worked, own benchmarks |
//! | `/settings/log`, `/settings/log.csv` | what people did; the same as a file |
//! | `/settings` | what is in force, and where it is set |
//! | `/sample`, `/sample/leave` | sample data, opened and left |
//! | `/as-of?page=&when=` | a page as things stood then |
//! | `/campaigns/new` | a new campaign, looked at and then made |
//! | `/links`, `/links/…`, `/links.csv` | links and codes, one link, issuing, a sheet, a file |
//! | `/channels`, `/channels/…` | over which people are told, one of them, the form for another |
//! | `/claims` | what platforms and networks claim |
//! | `/gate` | the launch gate of the campaign that is looked at |
//! | `/campaigns/{id}/gate` | the launch gate, and the form that launches |
//! | `/identities` | who may be one person, and the form that decides |
//! | `/sources`, `/sources/…` | connections, what was put aside or waits, who is connected |
//! | `/import` | a file |
//! | `/counting` | the rules in force |
//! | `/jump?q=` | whatever has that name |
//! | `/assets/{digest}/{name}` | style, script and face |

use std::sync::Arc;

use axum::Router;
use axum::extract::{Path, RawQuery, State};
use axum::http::{StatusCode, header};
use axum::middleware::from_fn;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use byline_engine::{Engine, OrderLookup};
use maud::{Markup, html};
use url::form_urlencoded;

use super::ask::{Ask, Range};
use super::frame::Frame;
use super::notices::first_steps;
use super::shell::{Here, Shell};
use super::visit::{Visit, Whole};
use super::{
    agreed, alerts, assets, attribution, campaigns, channels, claims, counting, creator, decisions,
    executive, explain, explore, gate, identities, import, jump, linkbook,
};
use super::{links, live, machine, notices, order, orders, past, playbook, review, roster, sample};
use super::{settings, sources, verdict, wizard};
use crate::site::Site;

/// Every page. The caller decides who may ask; assets say nothing about anybody.
pub fn routes() -> Router<Arc<Site>> {
    let routes = Router::new()
        .route("/", get(show_live))
        .route("/live", get(show_live))
        .route("/decisions", get(show_decisions))
        .route("/creators", get(show_roster))
        .route("/creators.csv", get(download_roster))
        .route("/creators/records.csv", get(crate::api::creator_sheet))
        .route("/creators/{id}", get(show_creator))
        .route("/creators/{id}/clicks", get(creator::show_clicks))
        .route("/creators/{id}/posts", post(creator::say_seen))
        .route("/orders", get(show_orders))
        .route("/orders.csv", get(download_orders))
        .route("/orders/find", get(find_order))
        .route("/orders/{name}", get(show_order))
        .route("/executive", get(show_executive))
        .route("/attribution", get(show_attribution))
        .route("/explore", get(show_cut))
        .route("/explore.csv", get(download_cut))
        .route("/explain", get(show_explanation))
        .route("/claims", get(show_claims))
        .route("/counting", get(show_counting))
        .route("/jump", get(show_jump))
        .route("/assets/{digest}/{name}", get(assets::asset))
        .merge(agreed::routes())
        .merge(alerts::routes())
        .merge(machine::routes())
        .merge(channels::routes())
        .merge(campaigns::routes())
        .merge(playbook::routes())
        .merge(review::routes())
        .merge(verdict::routes())
        .merge(past::routes())
        .merge(sample::routes())
        .merge(settings::routes())
        .merge(gate::routes())
        .merge(identities::routes())
        .merge(sources::routes())
        .merge(import::routes())
        .merge(linkbook::routes())
        .merge(wizard::routes());
    #[cfg(debug_assertions)]
    let routes = routes.merge(super::ui::routes());
    routes.layer(from_fn(sample::hold))
}

/// What was known when, and what has changed since, for a page that can be shown as of a time.
fn past(site: &Site, engine: &Engine, frame: &Frame<'_>, path: &str) -> Markup {
    let slider = past::slider(frame, path, site.parts.world.now());
    // Only a view of the past has an engine of its own beside the living one.
    let changes = frame.ask.at.and_then(|_| past::changes(engine, &site.engine(), frame));
    html! {
        (slider.render())
        @if let Some(changes) = changes { (changes.render()) }
    }
}

async fn show_live(State(site): State<Arc<Site>>, visit: Visit) -> Response {
    let page = visit.framed(&site, Range::LastDay, |engine, frame| {
        if frame.ask.at.is_none() && first_steps::is_due(engine) {
            return Some(first_steps::whole(engine, site.settings(), frame.now));
        }
        let doubles = site.doubles(engine);
        let page = live::build((engine, &doubles), frame)?;
        let past = past(&site, engine, frame, "/live");
        Some(Whole { content: page.content(&past), shell: page.shell })
    });
    page.await
}

async fn show_decisions(State(site): State<Arc<Site>>, visit: Visit) -> Response {
    let is_all = visit.says("all", "1");
    let page = visit.framed(&site, Range::Flight, |engine, frame| {
        let doubles = site.doubles(engine);
        let page = decisions::build((engine, &doubles), frame, is_all)?;
        Some(Whole { content: page.content(), shell: page.shell })
    });
    page.await
}

async fn show_roster(State(site): State<Arc<Site>>, visit: Visit) -> Response {
    let page = visit.framed(&site, Range::Flight, |engine, frame| {
        let doubles = site.doubles(engine);
        let page = roster::build((engine, &doubles), frame);
        Some(Whole { content: page.content(), shell: page.shell })
    });
    page.await
}

async fn download_roster(State(site): State<Arc<Site>>, visit: Visit) -> Response {
    let answer = visit.answered(&site, Range::Flight, |engine, frame| {
        let csv = roster::csv(engine, frame);
        Some((file_headers(frame, "creators"), csv).into_response())
    });
    answer.await
}

async fn show_creator(
    State(site): State<Arc<Site>>,
    Path(id): Path<String>,
    visit: Visit,
) -> Response {
    let page = visit.framed(&site, Range::Flight, |engine, frame| {
        let doubles = site.doubles(engine);
        let page = creator::build((engine, &doubles), frame, engine.creator(&id)?);
        Some(Whole { content: page.content(), shell: page.shell })
    });
    page.await
}

async fn show_orders(State(site): State<Arc<Site>>, visit: Visit) -> Response {
    let wanted = orders::Wanted::read(&visit.query);
    let page = visit.framed(&site, Range::Flight, |engine, frame| {
        let page = orders::build(engine, frame, wanted);
        Some(Whole { content: page.content(), shell: page.shell })
    });
    page.await
}

/// `GET /orders.csv`: the same list as a file, all of its pages.
async fn download_orders(State(site): State<Arc<Site>>, visit: Visit) -> Response {
    let wanted = orders::Wanted::read(&visit.query);
    let answer = visit.answered(&site, Range::Flight, |engine, frame| {
        let headers = [
            (header::CONTENT_TYPE, "text/csv; charset=utf-8"),
            (header::CONTENT_DISPOSITION, "attachment; filename=\"orders.csv\""),
        ];
        Some((headers, orders::csv(engine, frame, &wanted)).into_response())
    });
    answer.await
}

/// `GET /orders/find?name=…`: the order that has the name.
async fn find_order(RawQuery(query): RawQuery) -> Redirect {
    let query = query.unwrap_or_default();
    let name = form_urlencoded::parse(query.as_bytes()).find(|(key, _)| key == "name");
    let name = name.map(|(_, name)| name.trim().to_owned()).unwrap_or_default();
    let path =
        if name.is_empty() { "/orders".into() } else { links::order(&Ask::default(), &name) };
    Redirect::to(&path)
}

async fn show_order(
    State(site): State<Arc<Site>>,
    Path(name): Path<String>,
    visit: Visit,
) -> Response {
    let page = visit.plain(&site, |engine, ask, now| match engine.order(&name) {
        Ok(order) => {
            let page = order::build(engine, &order, ask, now);
            Ok(Whole { content: page.content(), shell: page.shell })
        }
        Err(OrderLookup::Unknown) => Err(Box::new(no_order(&name))),
        Err(OrderLookup::Ambiguous(names)) => Err(Box::new(several_orders(ask, &name, &names))),
    });
    page.await
}

async fn show_executive(State(site): State<Arc<Site>>, visit: Visit) -> Response {
    let page = visit.framed(&site, Range::Flight, |engine, frame| {
        let page = executive::build(engine, frame)?;
        let past = past(&site, engine, frame, "/executive");
        Some(Whole { content: page.content(&past), shell: page.shell })
    });
    page.await
}

async fn show_attribution(State(site): State<Arc<Site>>, visit: Visit) -> Response {
    let is_all = visit.says("all", "1");
    let page = visit.framed(&site, Range::Flight, |engine, frame| {
        let page = attribution::build(engine, frame, is_all);
        let past = past(&site, engine, frame, "/attribution");
        Some(Whole { content: page.content(&past), shell: page.shell })
    });
    page.await
}

async fn show_cut(State(site): State<Arc<Site>>, visit: Visit) -> Response {
    let pivot = explore::Pivot::parse(&visit.query);
    let page = visit.framed(&site, Range::Flight, |engine, frame| {
        let page = explore::build(engine, frame, &pivot);
        Some(Whole { content: page.content(), shell: page.shell })
    });
    page.await
}

async fn download_cut(State(site): State<Arc<Site>>, visit: Visit) -> Response {
    let pivot = explore::Pivot::parse(&visit.query);
    let answer = visit.answered(&site, Range::Flight, |engine, frame| {
        let csv = explore::csv(engine, frame, &pivot);
        Some((file_headers(frame, "figures"), csv).into_response())
    });
    answer.await
}

/// The headers of a file that is named after what it holds and its day.
fn file_headers(frame: &Frame<'_>, name: &str) -> [(header::HeaderName, String); 2] {
    let day = frame.clock.day_of(frame.now);
    [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()),
        (header::CONTENT_DISPOSITION, format!("attachment; filename=\"{name}-{day}.csv\"")),
    ]
}

async fn show_explanation(State(site): State<Arc<Site>>, visit: Visit) -> Response {
    let subject = explain::Subject::parse(&visit.query);
    let page = visit.framed(&site, Range::Flight, |engine, frame| {
        let page = explain::build(engine, frame, &subject)?;
        Some(Whole { content: page.content(), shell: page.shell })
    });
    page.await
}

async fn show_claims(State(site): State<Arc<Site>>, visit: Visit) -> Response {
    let page = visit.plain(&site, |engine, ask, now| {
        let page = claims::build(engine, &site.doubles(engine), ask, now);
        Ok(Whole { content: page.content(), shell: page.shell })
    });
    page.await
}

async fn show_counting(State(site): State<Arc<Site>>, visit: Visit) -> Response {
    let page = visit.framed(&site, Range::Flight, |engine, frame| {
        let page = counting::build(engine, frame);
        Some(Whole { content: page.content(), shell: page.shell })
    });
    page.await
}

async fn show_jump(State(site): State<Arc<Site>>, visit: Visit) -> Response {
    visit.plain(&site, |engine, ask, _| Ok(jump::whole(engine, ask))).await
}

fn no_order(name: &str) -> Response {
    let text = format!(
        "No order is called “{name}”. Orders are found by the shop's id, by the number that the \
         shopper sees, and by any other name of theirs."
    );
    let page = notices::notice("There is no such order", &text, ("See recent orders", "/orders"));
    (StatusCode::NOT_FOUND, page).into_response()
}

/// Two shops may use the same id: the reader chooses.
fn several_orders(ask: &Ask, name: &str, names: &[String]) -> Response {
    let shell = Shell {
        title: format!("Orders called {name}"),
        here: Here::Orders,
        ask: ask.clone(),
        is_live: false,
        banners: Vec::new(),
    };
    let choices: Vec<(String, String)> =
        names.iter().map(|full| (full.clone(), links::order(ask, full))).collect();
    let page = shell.render(&notices::choices("Several orders have that name", &choices));
    (StatusCode::MULTIPLE_CHOICES, page).into_response()
}
