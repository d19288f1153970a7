//! Routes of the page about links and codes.

use std::sync::Arc;

use axum::Router;
use axum::extract::{Extension, Path, Request, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use byline_engine::Engine;
use serde_json::{Value, json};

use super::issue::IssuePage;
use super::wanted::Wanted;
use super::{Pasted, Typed, build, one, sheet};
use crate::api;
use crate::guard::Actor;
use crate::issuing::{self, Report};
use crate::pages::alerts::Fields;
use crate::pages::ask::Ask;
use crate::pages::form;
use crate::pages::notices;
use crate::pages::visit::{Visit, Whole};
use crate::payload::Payload;
use crate::problem::Problem;
use crate::site::Site;

/// Every page about links.
pub fn routes() -> Router<Arc<Site>> {
    Router::new()
        .route("/links", get(show))
        .route("/links/issue", get(show_issue).post(issue))
        .route("/links/posts", post(declare_posts))
        .route("/links/codes", post(mark_code))
        .route("/links.csv", get(download))
        .route("/links/print", get(print))
        .route("/links/{id}", get(show_one).post(lead_elsewhere))
        .route("/links/{id}/use", post(take_into_use))
}

async fn show(State(site): State<Arc<Site>>, visit: Visit) -> Response {
    let wanted = Wanted::read(&visit.query);
    let marked = visit.said("marked");
    let page = visit.plain(&site, |engine, ask, now| {
        let mut page = build::build(engine, &site, (ask, now), &wanted);
        page.marked = marked.and_then(|id| build::marked(engine, &id, now));
        Ok(Whole { content: page.content(), shell: page.shell })
    });
    page.await
}

/// `GET /links/issue`: the form; filled in and looked at where the address names a creator.
async fn show_issue(State(site): State<Arc<Site>>, visit: Visit) -> Response {
    let (campaign, creator) = (visit.said("campaign").unwrap_or_default(), visit.said("creator"));
    let page = visit.plain(&site, |engine, ask, now| {
        let typed = creator.map(|id| Typed::for_creator(engine, (&campaign, &id), now));
        let looked_at = typed.as_ref().map(|typed| look(engine, &site, typed));
        let typed = typed.unwrap_or(Typed { campaign, ..Typed::default() });
        let mut page = IssuePage::new(engine, ask, typed);
        match looked_at {
            Some(Ok(report)) => page.tell(engine, report),
            Some(Err(problem)) => {
                page.shell.banners.push(crate::pages::sources::said_by(&problem.into()));
            }
            None => {}
        }
        Ok(Whole { content: page.content(), shell: page.shell })
    });
    page.await
}

/// What the form would give, before anybody presses anything.
fn look(engine: &Engine, site: &Site, typed: &Typed) -> Result<Report, Problem> {
    let random = || site.parts.world.random();
    Ok(issuing::issue(engine, site.settings(), &random, &typed.wanted())?.report)
}

/// `POST /links/codes`: a code is marked as leaked, or as not leaked after all.
async fn mark_code(
    State(site): State<Arc<Site>>,
    Extension(Actor(actor)): Extension<Actor>,
    Payload(body): Payload,
) -> Result<Response, Problem> {
    let fields = Fields(&body);
    let is_leaked = fields.text("leaked") == "yes";
    let code = api::mark_code(&site, &fields.text("id"), is_leaked, actor).await?;
    let campaign = crate::pages::links::segment(code.campaign_id.as_str());
    let marked = crate::pages::links::segment(code.id.as_str());
    let href = format!("/links?campaign={campaign}&marked={marked}#codes");
    Ok(Redirect::to(&href).into_response())
}

/// `POST /links/issue`: a look at a roster, or its links for good.
async fn issue(
    State(site): State<Arc<Site>>,
    Extension(Actor(actor)): Extension<Actor>,
    request: Request,
) -> Result<Response, Problem> {
    let typed = read(&site, request).await?;
    let answered = api::issue_as(&site, &typed.wanted(), actor).await;
    let engine = site.engine();
    let mut page = IssuePage::new(&engine, &Ask::default(), typed);
    let mut status = StatusCode::OK;
    match answered {
        Ok(report) => page.tell(&engine, report),
        Err(problem) => {
            status = StatusCode::from_u16(problem.status()).unwrap_or(StatusCode::BAD_REQUEST);
            page.shell.banners.push(crate::pages::sources::said_by(&problem.into()));
        }
    }
    Ok((status, page.shell.render(&page.content())).into_response())
}

/// `POST /links/posts`: a look at pasted posts, or their content for good.
async fn declare_posts(
    State(site): State<Arc<Site>>,
    Extension(Actor(actor)): Extension<Actor>,
    request: Request,
) -> Result<Response, Problem> {
    let mut pasted = Pasted::default();
    for (name, text) in form::read(&site, request).await? {
        match name.as_str() {
            "campaign" => pasted.campaign = text.trim().to_owned(),
            "posts" => pasted.posts = text,
            "step" => pasted.is_for_good = text.trim() == "post",
            _ => {}
        }
    }
    let answered = api::post_as(&site, &pasted.wanted(), actor).await;
    let now = site.parts.world.now();
    let wanted = Wanted::default();
    let mut page = build::build(&site.engine(), &site, (&Ask::default(), now), &wanted);
    let mut status = StatusCode::OK;
    match answered {
        Ok(report) => page.tell_posted(pasted, report),
        Err(problem) => {
            status = StatusCode::from_u16(problem.status()).unwrap_or(StatusCode::BAD_REQUEST);
            page.pasted = pasted;
            page.shell.banners.push(crate::pages::sources::said_by(&problem.into()));
        }
    }
    Ok((status, page.shell.render(&page.content())).into_response())
}

async fn show_one(State(site): State<Arc<Site>>, Path(id): Path<String>, visit: Visit) -> Response {
    let settings = site.settings();
    let page = visit.plain(&site, |engine, ask, now| match engine.link(&id) {
        Some(link) => Ok(one::whole(engine, settings, (ask, now), link)),
        None => Err(Box::new((StatusCode::NOT_FOUND, notices::not_found()).into_response())),
    });
    page.await
}

/// `POST /links/{id}`: the link leads to another destination, which is checked as if it were new.
async fn lead_elsewhere(
    State(site): State<Arc<Site>>,
    Extension(actor): Extension<Actor>,
    Path(id): Path<String>,
    Payload(body): Payload,
) -> Response {
    let destination = Fields(&body).text("destination").trim().to_owned();
    let change = json!({ "destination": destination });
    change_one(&site, &id, change, actor).await
}

/// `POST /links/{id}/use`: the link is paused, retired, or leads on again.
async fn take_into_use(
    State(site): State<Arc<Site>>,
    Extension(actor): Extension<Actor>,
    Path(id): Path<String>,
    Payload(body): Payload,
) -> Response {
    let change = match Fields(&body).text("do").as_str() {
        "pause" => json!({ "is_paused": true }),
        "resume" => json!({ "is_paused": false }),
        "retire" => json!({ "is_archived": true }),
        "restore" => json!({ "is_archived": false }),
        _ => {
            let detail = "the form says neither to pause the link nor to retire it nor to use it";
            let problem = Problem::new(422, "link.use_unknown", detail)
                .next_step("use the buttons of the page");
            return not_changed(&site, &id, problem);
        }
    };
    change_one(&site, &id, change, actor).await
}

/// Changes a link: its page again, with why not where it did not work.
async fn change_one(site: &Arc<Site>, id: &str, change: Value, actor: Actor) -> Response {
    match api::change_as(site, &api::LINKS, id, change, actor).await {
        Ok(()) => Redirect::to(&one::href(id)).into_response(),
        Err(problem) => not_changed(site, id, problem),
    }
}

/// The page of a link that was not changed, with why not.
fn not_changed(site: &Site, id: &str, problem: Problem) -> Response {
    let status = StatusCode::from_u16(problem.status()).unwrap_or(StatusCode::CONFLICT);
    let (engine, now) = (site.engine(), site.parts.world.now());
    let Some(link) = engine.link(id) else {
        return (StatusCode::NOT_FOUND, notices::not_found()).into_response();
    };
    let mut page = one::whole(&engine, site.settings(), (&Ask::default(), now), link);
    page.shell.banners.push(crate::pages::sources::said_by(&problem.into()));
    (status, page.shell.render(&page.content)).into_response()
}

async fn print(State(site): State<Arc<Site>>, visit: Visit) -> Response {
    let wanted = Wanted::read(&visit.query);
    let settings = site.settings();
    visit.plain(&site, |engine, ask, _| Ok(sheet::print(engine, settings, ask, &wanted))).await
}

async fn download(State(site): State<Arc<Site>>, visit: Visit) -> Response {
    let wanted = Wanted::read(&visit.query);
    let csv = sheet::csv(&site.engine(), site.settings(), site.parts.world.now(), &wanted);
    let headers = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8"),
        (header::CONTENT_DISPOSITION, "attachment; filename=\"links.csv\""),
    ];
    (headers, csv).into_response()
}

/// What was typed into the form.
async fn read(site: &Arc<Site>, request: Request) -> Result<Typed, Problem> {
    let mut typed = Typed::default();
    for (name, text) in form::read(site, request).await? {
        match name.as_str() {
            "campaign" => typed.campaign = text.trim().to_owned(),
            "destination" => typed.destination = text.trim().to_owned(),
            "slug_pattern" => typed.slug_pattern = text.trim().to_owned(),
            "code_pattern" => typed.code_pattern = text.trim().to_owned(),
            "step" => typed.is_for_good = text.trim() == "issue",
            "roster" | "file" if !text.trim().is_empty() => typed.roster = text,
            _ => {}
        }
    }
    Ok(typed)
}
