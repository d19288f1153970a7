//! Routes of the review.

use std::sync::Arc;

use axum::Router;
use axum::extract::{Path, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use byline_core::time::CivilDay;
use byline_engine::Engine;

use super::{build, csv, forms};
use crate::pages::ask::{Ask, Range};
use crate::pages::frame::{Active, Frame};
use crate::pages::shell::Banner;
use crate::pages::visit::{Visit, Whole};
use crate::pages::{links, notices};
use crate::problem::Problem;
use crate::site::Site;

/// The page of each week, its file and its forms.
pub fn routes() -> Router<Arc<Site>> {
    Router::new()
        .route("/review", get(of_one))
        .route("/campaigns/{id}/review", get(newest))
        .route("/campaigns/{id}/review/{week}", get(of_week).post(forms::decide))
        .route("/campaigns/{id}/tasks", post(forms::follow))
}

/// The address of the newest week.
pub fn href(campaign: &str) -> String {
    format!("/campaigns/{}/review", links::segment(campaign))
}

/// The address of the week that began on `monday`.
pub fn week_href(campaign: &str, monday: &str) -> String {
    format!("{}/{monday}", href(campaign))
}

/// Where tasks are followed up.
pub fn tasks_href(campaign: &str) -> String {
    format!("/campaigns/{}/tasks", links::segment(campaign))
}

/// Leads on to the campaign that is looked at.
async fn of_one(State(site): State<Arc<Site>>, visit: Visit) -> Response {
    let answer = visit.answered(&site, Range::Flight, |_, frame| {
        let path = frame.ask.elsewhere().href(&href(frame.campaign.id.as_str()));
        Some(Redirect::to(&path).into_response())
    });
    answer.await
}

async fn newest(State(site): State<Arc<Site>>, Path(id): Path<String>, visit: Visit) -> Response {
    show(&site, &id, None, visit).await
}

/// `GET /campaigns/{id}/review/2026-06-08`, or the same with `.csv`.
async fn of_week(
    State(site): State<Arc<Site>>,
    Path((id, week)): Path<(String, String)>,
    visit: Visit,
) -> Response {
    let (day, is_file) = match week.strip_suffix(".csv") {
        Some(day) => (day, true),
        None => (week.as_str(), false),
    };
    let Ok(monday) = day.parse::<CivilDay>() else {
        return (StatusCode::NOT_FOUND, notices::not_found()).into_response();
    };
    if !is_file {
        return show(&site, &id, Some(monday), visit).await;
    }
    let answer = visit.of_campaign(&id).answered(&site, Range::Flight, |engine, frame| {
        if frame.campaign.id.as_str() != id {
            return None;
        }
        let view = engine.review_view(&frame.campaign.id, Some(monday), frame.now)?;
        let name = format!("attachment; filename=\"review-{}.csv\"", view.week.monday);
        let kind = "text/csv; charset=utf-8".to_owned();
        let headers = [(header::CONTENT_TYPE, kind), (header::CONTENT_DISPOSITION, name)];
        Some((headers, csv::csv(&view)).into_response())
    });
    answer.await
}

async fn show(site: &Site, id: &str, monday: Option<CivilDay>, visit: Visit) -> Response {
    let is_all = visit.says("all", "1");
    let page = visit.of_campaign(id).framed(site, Range::Flight, |engine, frame| {
        // An id that nobody has is no page, and not another campaign's.
        if frame.campaign.id.as_str() != id {
            return None;
        }
        let page = build::build(engine, frame, monday, is_all)?;
        Some(Whole { content: page.content(), shell: page.shell })
    });
    page.await
}

/// The page of now again, with why something was not done.
pub fn refused(site: &Site, id: &str, problem: Problem) -> Response {
    let status = StatusCode::from_u16(problem.status()).unwrap_or(StatusCode::CONFLICT);
    let banner = crate::pages::sources::said_by(&problem.into());
    match again(site, &site.engine(), id, banner) {
        Some(page) => (status, page.shell.render(&page.content)).into_response(),
        None => (StatusCode::NOT_FOUND, notices::not_found()).into_response(),
    }
}

fn again(site: &Site, engine: &Engine, id: &str, banner: Banner) -> Option<Whole> {
    let ask = Ask { campaign: Some(id.to_owned()), ..Ask::default() };
    let now = site.parts.world.now();
    let campaigns = Active::all(engine);
    let frame = Frame::of(&campaigns, &ask, Range::Flight, now)?;
    if frame.campaign.id.as_str() != id {
        return None;
    }
    let mut page = build::build(engine, &frame, None, false)?;
    page.shell.banners.insert(0, banner);
    Some(Whole { content: page.content(), shell: page.shell })
}
