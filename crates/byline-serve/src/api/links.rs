//! Links beyond what every kind can do: issued from a roster, drawn as QR codes, and checked.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Extension, Path, Query, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use byline_core::link::Link;
use serde::Deserialize;
use serde_json::{Value, json};

use super::reading::read_wish;
use crate::guard::Actor;
use crate::issuing::{self, Report, Wanted};
use crate::link_check::{Checked, LinkCheck};
use crate::payload::Document;
use crate::posting;
use crate::problem::Problem;
use crate::qr;
use crate::site::Site;

/// `POST /api/v1/links/bulk` with a roster: links and codes, or only a look at them.
pub(super) async fn issue(
    site: &Site,
    body: &Value,
    actor: String,
) -> Result<Json<Value>, Problem> {
    let wanted: Wanted = read_wish(body)?;
    let report = issue_as(site, &wanted, actor).await?;
    Ok(Json(serde_json::to_value(report).unwrap_or_default()))
}

/// Issues what is wanted in one commit, or only looks at it.
pub async fn issue_as(site: &Site, wanted: &Wanted, actor: String) -> Result<Report, Problem> {
    let random = || site.parts.world.random();
    let _turn = site.choosing.lock().await;
    let issued = issuing::issue(&site.engine(), site.settings(), &random, wanted)?;
    if !issued.facts.is_empty() {
        site.parts.writer.commit(issued.facts, Some(actor)).await?;
    }
    Ok(issued.report)
}

/// `POST /api/v1/posts`: content from pasted addresses, or only a look at them.
pub async fn posts(
    State(site): State<Arc<Site>>,
    Extension(Actor(actor)): Extension<Actor>,
    Document(body): Document,
) -> Result<Json<posting::Report>, Problem> {
    let wanted: posting::Wanted = read_wish(&body)?;
    post_as(&site, &wanted, actor).await.map(Json)
}

/// Declares posts in one commit, or only looks at them.
pub async fn post_as(
    site: &Site,
    wanted: &posting::Wanted,
    actor: String,
) -> Result<posting::Report, Problem> {
    let _turn = site.choosing.lock().await;
    let posted = posting::post(&site.engine(), site.parts.world.now(), wanted)?;
    if !posted.facts.is_empty() {
        site.parts.writer.commit(posted.facts, Some(actor)).await?;
    }
    Ok(posted.report)
}

/// What a picture may be asked for.
#[derive(Deserialize)]
pub struct Picture {
    /// Pixels a side.
    size: Option<usize>,
}

/// `GET /api/v1/links/{id}/qr.svg`
pub async fn qr_svg(
    State(site): State<Arc<Site>>,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    let address = address(&site, &id)?;
    let svg = qr::svg(&address).ok_or_else(too_long)?;
    Ok(([(header::CONTENT_TYPE, "image/svg+xml")], svg).into_response())
}

/// `GET /api/v1/links/{id}/qr.png?size=600`
pub async fn qr_png(
    State(site): State<Arc<Site>>,
    Path(id): Path<String>,
    Query(picture): Query<Picture>,
) -> Result<Response, Problem> {
    let size_px = picture.size.unwrap_or(600);
    if !qr::SIZES_PX.contains(&size_px) {
        return Err(Problem::new(
            422,
            "api.parameter_invalid",
            "a picture of that size is not made",
        )
        .next_step("ask for 64 to 4096 pixels a side")
        .parameter("size", size_px));
    }
    let png = qr::png(&address(&site, &id)?, size_px).ok_or_else(too_long)?;
    Ok(([(header::CONTENT_TYPE, "image/png")], png).into_response())
}

/// `GET /api/v1/links/{id}/findings`: the destination's health, and what is wrong with the link.
pub async fn findings(
    State(site): State<Arc<Site>>,
    Path(id): Path<String>,
) -> Result<Json<Value>, Problem> {
    let engine = site.engine();
    let link = engine.link(&id).ok_or_else(|| unknown(&id))?;
    let check = LinkCheck::new(&engine, site.settings(), site.parts.world.now());
    Ok(Json(shown(link, &check.check(link))))
}

/// Of which campaign.
#[derive(Deserialize)]
pub struct Within {
    /// Its id; all of them if not said.
    campaign: Option<String>,
}

/// `GET /api/v1/link-findings?campaign=`: every link with something wrong, and how many have
/// nothing wrong: the quality of the tagging.
pub async fn all_findings(
    State(site): State<Arc<Site>>,
    Query(within): Query<Within>,
) -> Json<Value> {
    let engine = site.engine();
    let check = LinkCheck::new(&engine, site.settings(), site.parts.world.now());
    let is_asked = |link: &&Link| {
        let campaign = within.campaign.as_deref();
        !link.is_archived && campaign.is_none_or(|id| link.campaign_id.as_str() == id)
    };
    let (mut n_links, mut n_well_tagged, mut items) = (0, 0, Vec::new());
    for link in engine.links().filter(is_asked) {
        let checked = check.check(link);
        let is_badly_tagged =
            checked.findings.iter().any(|f| f.is_fault() && f.code.starts_with("utm."));
        n_links += 1;
        n_well_tagged += usize::from(!is_badly_tagged);
        if !checked.findings.is_empty() {
            items.push(shown(link, &checked));
        }
    }
    Json(json!({ "n_links": n_links, "n_well_tagged": n_well_tagged, "links": items }))
}

fn shown(link: &Link, checked: &Checked) -> Value {
    json!({
        "link_id": link.id,
        "slug": link.slug,
        "health": checked.health.state,
        "checked_at": checked.health.checked_at,
        "findings": checked.findings,
    })
}

fn address(site: &Site, id: &str) -> Result<String, Problem> {
    let slug = site.engine().link(id).map(|link| link.slug.clone()).ok_or_else(|| unknown(id))?;
    Ok(format!("{}/{slug}", site.settings().links_url))
}

fn unknown(id: &str) -> Problem {
    Problem::new(404, "api.unknown", format!("there is no link `{id}`"))
        .next_step("list them at /api/v1/links")
}

fn too_long() -> Problem {
    Problem::new(422, "link.qr_too_long", "the short address fits into no QR code")
        .next_step("use a shorter domain for the links")
}
