//! The time machine: what other thresholds would have decided, from the beginning of the log.
//!
//! In: thresholds, in the same form that sets them. Out: both lives side by side, what they would
//! have cost and saved, and every alert that is told differently, with the thresholds behind it.
//! While a run is on its way the page says how far it is, and comes again by itself.

mod render;
mod verdict;

use std::sync::Arc;

use axum::Router;
use axum::extract::{Extension, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use byline_engine::Engine;
use url::form_urlencoded;

use super::alerts::thresholds;
use super::ask::{Ask, Range};
use super::frame::Frame;
use super::parts::{Sheet, Tone};
use super::shell::{Banner, Head, Here, Shell};
use super::visit::{Visit, Whole};
use super::{notices, sources, switches};
use crate::api::begin_time_machine;
use crate::guard::Actor;
use crate::machine::{self, End, Run};
use crate::pages::alerts::Fields;
use crate::payload::Payload;
use crate::problem::Problem;
use crate::site::Site;

const PATH: &str = "/decisions/time-machine";
/// How often the page of a run that is on its way comes again, in seconds.
const AGAIN_S: &str = "1";

/// The pages and their forms.
pub fn routes() -> Router<Arc<Site>> {
    Router::new()
        .route("/decisions/time-machine", get(show).post(begin))
        .route("/decisions/time-machine/give-up", post(give_up))
}

/// A run that ended well, settled.
struct VerdictCard {
    /// What it comes to, in a sentence.
    lead: String,
    /// Whether history was reproduced, in a sentence.
    reproduced: (Tone, &'static str),
    /// What was changed: what, then, otherwise.
    changed: Vec<(String, String, String)>,
    /// Both lives side by side.
    sums: Sheet,
    /// Every alert that is told differently.
    differing: Sheet,
    /// Every change of an ad that is another.
    pauses: Sheet,
}

async fn show(State(site): State<Arc<Site>>, visit: Visit) -> Response {
    let mut fields = form_urlencoded::parse(visit.query.as_bytes());
    let id = fields.find(|(key, _)| key == "run").map(|(_, id)| id.into_owned());
    let run = match id.map(|id| site.machine.run(&id)).transpose() {
        Ok(run) => run,
        Err(problem) => return with_problem(&site, &Ask::parse(&visit.query), problem),
    };
    let is_running = run.as_ref().is_some_and(|run| run.end().is_none());
    let visit = match &run {
        Some(run) => visit.of_campaign(run.campaign_id.as_str()),
        None => visit,
    };
    let runs = site.machine.all(None);
    let page = visit.framed(&site, Range::Flight, |engine, frame| {
        Some(whole(engine, frame, run.as_deref(), &runs, None))
    });
    let mut page = page.await;
    if is_running {
        page.headers_mut().insert(header::REFRESH, HeaderValue::from_static(AGAIN_S));
    }
    page
}

fn whole(
    engine: &Engine,
    frame: &Frame<'_>,
    run: Option<&Run>,
    runs: &[Arc<Run>],
    problem: Option<Banner>,
) -> Whole {
    let rules = engine.rules_view(&frame.campaign.id).map(|view| view.rules).unwrap_or_default();
    let verdict = run.and_then(Run::end).and_then(|(_, end)| match end {
        End::Done(verdict) => Some(verdict),
        _ => None,
    });
    let verdict = run.zip(verdict).map(|(run, found)| verdict::build(engine, frame, run, &found));
    let its: Vec<&Run> =
        runs.iter().map(Arc::as_ref).filter(|run| run.campaign_id == frame.campaign.id).collect();
    let mut banners = switches::banners(engine, frame);
    banners.extend(problem);
    let content = render::content(&render::Page {
        head: Head::about("Time machine", frame),
        campaign: frame.campaign.name.clone(),
        form: thresholds::inputs_to_try(run.map_or(&rules, |run| &run.rules), &rules),
        keep: frame.campaign.id.to_string(),
        run,
        verdict,
        runs: its,
        clock: &frame.clock,
        back: frame.ask.href("/decisions"),
        rules_href: super::alerts::rules_href(frame.campaign.id.as_str()),
    });
    let shell = Shell {
        title: "Time machine".to_owned(),
        here: Here::Decisions,
        ask: frame.ask.clone(),
        is_live: false,
        banners,
    };
    Whole { shell, content }
}

async fn begin(
    State(site): State<Arc<Site>>,
    Extension(Actor(actor)): Extension<Actor>,
    Payload(body): Payload,
) -> Response {
    let fields = Fields(&body);
    let campaign = fields.text("campaign");
    let ask = Ask { campaign: Some(campaign.clone()), ..Ask::default() };
    let known = site.engine().rules_view(&campaign.as_str().into());
    let Some(known) = known else {
        return (StatusCode::NOT_FOUND, notices::not_found()).into_response();
    };
    let begun = thresholds::read(known.rules, &fields)
        .and_then(|rules| begin_time_machine(&site, &campaign, &serde_json::json!(rules), actor));
    match begun {
        Ok(run) => Redirect::to(&href(&run)).into_response(),
        Err(problem) => with_problem(&site, &ask, problem),
    }
}

async fn give_up(State(site): State<Arc<Site>>, Payload(body): Payload) -> Response {
    match site.machine.run(&Fields(&body).text("run")) {
        Ok(run) => {
            run.give_up();
            Redirect::to(&href(&run)).into_response()
        }
        Err(problem) => with_problem(&site, &Ask::default(), problem),
    }
}

/// The page of a run.
fn href(run: &machine::Run) -> String {
    let ask = Ask { campaign: Some(run.campaign_id.to_string()), ..Ask::default() };
    ask.href_with(PATH, &[("run", &run.id)])
}

/// The page with why something was not done.
fn with_problem(site: &Site, ask: &Ask, problem: Problem) -> Response {
    let status = StatusCode::from_u16(problem.status()).unwrap_or(StatusCode::CONFLICT);
    let banner = Some(sources::said_by(&problem.into()));
    let engine = site.engine();
    let campaigns = super::frame::Active::all(&engine);
    let runs = site.machine.all(None);
    let frame = Frame::of(&campaigns, ask, Range::Flight, site.parts.world.now());
    match frame {
        Some(frame) => {
            let page = whole(&engine, &frame, None, &runs, banner);
            (status, page.shell.render(&page.content)).into_response()
        }
        None => (StatusCode::NOT_FOUND, notices::not_found()).into_response(),
    }
}
