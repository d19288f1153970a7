//! What is agreed with a creator: accounts, deal and brief, each a form.
//!
//! What is typed and cannot be read stays in the form. History is the log: what was agreed before
//! is never lost, and a form that says what is stored already changes nothing.

mod render;
mod typed;

use std::sync::Arc;

use axum::Router;
use axum::extract::{Extension, Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use byline_core::brief::Brief;
use byline_core::creator::{Creator, Deal};
use byline_core::id::CreatorId;
use byline_core::money::Currency;
use byline_core::time::Timestamp;
use byline_engine::Engine;
use serde_json::{Value, json};

use self::typed::{Part, Typed};
use super::ask::{Ask, Range};
use super::frame::{Active, Frame};
use super::identities::Doubles;
use super::shell::{Banner, Here, Shell};
use super::sources::said_by;
use super::visit::{Visit, Whole};
use super::{links, notices, switches};
use crate::api::{self, BRIEFS, CREATORS, DEALS};
use crate::guard::Actor;
use crate::payload::Payload;
use crate::problem::Problem;
use crate::site::Site;

/// The page and its forms.
pub fn routes() -> Router<Arc<Site>> {
    Router::new().route("/creators/{id}/agreed", get(show).post(keep))
}

/// The page's address; `part` is `accounts`, `deal` or `brief`.
pub fn href(campaign: &str, creator: &CreatorId, part: &str) -> String {
    let ask = Ask { campaign: Some(campaign.to_owned()), ..Ask::default() };
    format!("{}#{part}", ask.href(&path(creator)))
}

fn path(creator: &CreatorId) -> String {
    format!("/creators/{}/agreed", links::segment(creator.as_str()))
}

/// What is stored about a creator in a campaign.
struct Stored<'e> {
    creator: &'e Creator,
    deal: Option<&'e Deal>,
    brief: Option<&'e Brief>,
}

impl<'e> Stored<'e> {
    /// `None` if nobody has the id.
    fn of(engine: &'e Engine, frame: &Frame<'_>, id: &str) -> Option<Self> {
        let creator = engine.creator(engine.owner_of(id))?;
        let is_theirs = |id: &CreatorId| engine.owner_of(id.as_str()) == creator.id.as_str();
        let campaign = &frame.campaign.id;
        let is_deal = |deal: &&Deal| {
            deal.campaign_id == *campaign && !deal.is_archived && is_theirs(&deal.creator_id)
        };
        let is_brief = |brief: &&Brief| {
            brief.campaign_id == *campaign && !brief.is_archived && is_theirs(&brief.creator_id)
        };
        let (deal, brief) = (engine.deals().find(is_deal), engine.briefs().find(is_brief));
        Some(Self { creator, deal, brief })
    }

    /// The id under which a part is stored, if it is.
    fn id_of(&self, part: Part) -> Option<String> {
        match part {
            Part::Accounts => Some(self.creator.id.to_string()),
            Part::Deal => self.deal.map(|deal| deal.id.to_string()),
            Part::Brief => self.brief.map(|brief| brief.id.to_string()),
        }
    }

    /// What the fee is told in: a fee that was agreed in another currency stays in it.
    fn currency(&self, frame: &Frame<'_>) -> Currency {
        let agreed = self.deal.and_then(|deal| deal.fee).map(|fee| fee.currency);
        agreed.unwrap_or_else(|| frame.currency())
    }
}

async fn show(State(site): State<Arc<Site>>, Path(id): Path<String>, visit: Visit) -> Response {
    let kept = visit.said("kept").and_then(|word| Part::from_key(&word));
    let page = visit.framed(&site, Range::Flight, |engine, frame| {
        let stored = Stored::of(engine, frame, &id)?;
        let typed = Typed::of(&stored, frame);
        let doubles = site.doubles(engine);
        Some(whole((engine, &doubles), frame, &stored, (&typed, kept), None))
    });
    page.await
}

fn whole(
    (engine, doubles): (&Engine, &Doubles),
    frame: &Frame<'_>,
    stored: &Stored<'_>,
    (typed, kept): (&Typed, Option<Part>),
    banner: Option<Banner>,
) -> Whole {
    let shell = Shell {
        title: format!("What is agreed · {}", stored.creator.name),
        here: Here::Creators,
        ask: frame.ask.clone(),
        is_live: false,
        banners: banner.into_iter().chain(switches::banners(engine, frame)).collect(),
    };
    let who = doubles.known_as(&stored.creator.id).map(|it| it.look_first(&frame.ask));
    Whole { shell, content: render::content(frame, stored, (typed, kept), who) }
}

/// `POST /creators/{id}/agreed`: keeps one part of it.
async fn keep(
    State(site): State<Arc<Site>>,
    Extension(actor): Extension<Actor>,
    Path(id): Path<String>,
    Payload(body): Payload,
) -> Response {
    let typed = Typed::read(&body);
    let gone = || (StatusCode::NOT_FOUND, notices::not_found()).into_response();
    let Some(part) = Part::from_key(typed.get("part")) else { return gone() };
    let campaign = typed.get("campaign").to_owned();
    match kept(&site, (&id, &campaign), part, &typed, actor).await {
        None => gone(),
        Some(Ok(())) => {
            let ask = Ask { campaign: Some(campaign), ..Ask::default() };
            let path = path(&CreatorId::from(id.as_str()));
            let onward = ask.href_with(&path, &[("kept", part.key())]);
            Redirect::to(&format!("{onward}#{}", part.key())).into_response()
        }
        Some(Err(problem)) => {
            let status = StatusCode::from_u16(problem.status()).unwrap_or(StatusCode::CONFLICT);
            let banner = said_by(&problem.into());
            let (engine, now) = (site.engine(), site.parts.world.now());
            let again = looked_up(&engine, now, (&id, &campaign), |frame, stored| {
                let typed = typed.beside(Typed::of(stored, frame));
                let doubles = site.doubles(&engine);
                whole((&engine, &doubles), frame, stored, (&typed, None), Some(banner))
            });
            let Some(page) = again else { return gone() };
            (status, page.shell.render(&page.content)).into_response()
        }
    }
}

/// Reads the state of now; `None` if there is no such creator or campaign.
fn looked_up<T>(
    engine: &Engine,
    now: Timestamp,
    (id, campaign): (&str, &str),
    read: impl FnOnce(&Frame<'_>, &Stored<'_>) -> T,
) -> Option<T> {
    let ask = Ask { campaign: Some(campaign.to_owned()), ..Ask::default() };
    let campaigns = Active::all(engine);
    let frame = Frame::of(&campaigns, &ask, Range::Flight, now)?;
    let frame = Some(frame).filter(|frame| frame.campaign.id.as_str() == campaign)?;
    let stored = Stored::of(engine, &frame, id)?;
    Some(read(&frame, &stored))
}

/// Keeps a part, by the same rules as programs are held to. What does not exist yet is made.
async fn kept(
    site: &Site,
    (id, campaign): (&str, &str),
    part: Part,
    typed: &Typed,
    actor: Actor,
) -> Option<Result<(), Problem>> {
    let now = site.parts.world.now();
    let (creator, known, said) =
        looked_up(&site.engine(), now, (id, campaign), |frame, stored| {
            let creator = stored.creator.id.to_string();
            (creator, stored.id_of(part), typed.said(part, frame, stored))
        })?;
    let kind = match part {
        Part::Accounts => &CREATORS,
        Part::Deal => &DEALS,
        Part::Brief => &BRIEFS,
    };
    let mut said = match said {
        Ok(said) => said,
        Err(problem) => return Some(Err(problem)),
    };
    if let Some(known) = known {
        return Some(api::change_as(site, kind, &known, said, actor).await);
    }
    lay_over(&mut said, json!({ "campaign_id": campaign, "creator_id": creator }));
    let is_there = |engine: &Engine| {
        let known = looked_up(engine, now, (id, campaign), |_, stored| stored.id_of(part));
        known.flatten().is_some()
    };
    let is_made = api::create_unless(site, kind, said, actor, is_there).await;
    Some(is_made.and_then(|is_made| {
        let meanwhile = || {
            Problem::new(409, "agreed.made_meanwhile", "it was stored in the meantime")
                .next_step("look at what is stored now, and change that")
        };
        is_made.then_some(()).ok_or_else(meanwhile)
    }))
}

fn lay_over(said: &mut Value, more: Value) {
    if let (Value::Object(said), Value::Object(more)) = (said, more) {
        said.extend(more);
    }
}
