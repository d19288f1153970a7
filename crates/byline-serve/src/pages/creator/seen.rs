//! Seen: whether a post is disclosed, said by one press of whoever has looked at it.
//!
//! Each look is kept and none is changed: what was missing yesterday and is there today was seen
//! twice.

use std::sync::Arc;

use axum::extract::{Extension, Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use maud::{Markup, html};
use serde_json::json;

use super::build::build;
use crate::api::inspect_now;
use crate::guard::Actor;
use crate::pages::alerts::Fields;
use crate::pages::ask::{Ask, Range};
use crate::pages::frame::{Active, Frame};
use crate::pages::sources::said_by;
use crate::pages::{links, notices};
use crate::payload::Payload;
use crate::problem::Problem;
use crate::site::Site;

/// The two buttons of a post.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Look {
    /// Where they send what was seen.
    pub path: String,
    /// In which campaign the page is looked at.
    pub campaign: String,
    /// Which post.
    pub content: String,
    /// What a person calls it.
    pub name: String,
}

impl Look {
    /// The buttons.
    pub fn render(&self) -> Markup {
        let button = |word: &str, text: &str| {
            let whole = format!("{text}: {}", self.name);
            html! { button.button name="seen" value=(word) aria-label=(whole) { (text) } }
        };
        html! {
            form.actions method="post" action=(self.path) {
                input type="hidden" name="campaign" value=(self.campaign);
                input type="hidden" name="content" value=(self.content);
                (button("yes", "It is disclosed"))
                (button("no", "It is not"))
            }
        }
    }
}

/// `POST /creators/{id}/posts`: what somebody saw of a post.
pub async fn say_seen(
    State(site): State<Arc<Site>>,
    Extension(Actor(actor)): Extension<Actor>,
    Path(id): Path<String>,
    Payload(body): Payload,
) -> Response {
    let fields = Fields(&body);
    let campaign = fields.text("campaign");
    let ask = Ask { campaign: Some(campaign), ..Ask::default() };
    let is_disclosed = match fields.text("seen").as_str() {
        "yes" => true,
        "no" => false,
        _ => return (StatusCode::NOT_FOUND, notices::not_found()).into_response(),
    };
    let seen = json!({ "is_disclosed": is_disclosed });
    match inspect_now(&site, &fields.text("content"), seen, actor).await {
        Ok(_) => {
            let page = links::creator(&ask, &id.as_str().into());
            Redirect::to(&format!("{page}#posts")).into_response()
        }
        Err(problem) => refused(&site, &id, &ask, problem),
    }
}

/// The page again, with why nothing was kept.
fn refused(site: &Site, id: &str, ask: &Ask, problem: Problem) -> Response {
    let status = StatusCode::from_u16(problem.status()).unwrap_or(StatusCode::CONFLICT);
    let banner = said_by(&problem.into());
    let (engine, now) = (site.engine(), site.parts.world.now());
    let campaigns = Active::all(&engine);
    let frame = Frame::of(&campaigns, ask, Range::Flight, now);
    let Some((frame, creator)) = frame.zip(engine.creator(id)) else {
        return (StatusCode::NOT_FOUND, notices::not_found()).into_response();
    };
    let doubles = site.doubles(&engine);
    let mut page = build((&engine, &doubles), &frame, creator);
    page.shell.banners.insert(0, banner);
    (status, page.shell.render(&page.content())).into_response()
}
