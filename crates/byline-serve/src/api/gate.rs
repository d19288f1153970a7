//! The launch gate for programs: see it, waive, invite creators to their briefs, launch.
//!
//! Everything here is checked and committed under the lock of choices, so that nobody launches on
//! what was true a moment ago.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Extension, Path, State};
use byline_core::brief::Brief;
use byline_core::entry::Fact;
use byline_core::gate::{Check, Covered, Launched, Waived};
use byline_core::id::{BriefId, CampaignId, CreatorId, LinkId};
use byline_core::inspection::Inspection;
use byline_engine::view::{CreatorGate, GateView};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::kind::Object;
use super::reading::read;
use crate::guard::Actor;
use crate::payload::Document;
use crate::port::NewFact;
use crate::private::Token;
use crate::problem::Problem;
use crate::site::Site;

/// `GET /api/v1/campaigns/{id}/gate`
pub async fn view(
    State(site): State<Arc<Site>>,
    Path(id): Path<String>,
) -> Result<Json<Value>, Problem> {
    Ok(Json(json!(gate_of(&site, &id)?)))
}

/// Whom to launch: one creator, or everybody who is ready.
#[derive(Default, Serialize, Deserialize)]
#[serde(default)]
struct LaunchAsked {
    creator_id: Option<CreatorId>,
}

/// `POST /api/v1/campaigns/{id}/launch`
pub async fn launch(
    State(site): State<Arc<Site>>,
    Extension(Actor(actor)): Extension<Actor>,
    Path(id): Path<String>,
    Document(body): Document,
) -> Result<Json<Value>, Problem> {
    let asked: LaunchAsked = read(object(body)?)?;
    launch_now(&site, &id, asked.creator_id.as_ref(), actor).await.map(Json)
}

/// Launches one creator, or everybody who is ready, with the links that they have now; tells who is
/// live now and who is held.
pub async fn launch_now(
    site: &Site,
    id: &str,
    only: Option<&CreatorId>,
    actor: String,
) -> Result<Value, Problem> {
    let _turn = site.choosing.lock().await;
    let gate = gate_of(site, id)?;
    if !gate.is_on {
        return Err(Problem::new(409, "launch.no_gate", "the campaign has no launch gate")
            .next_step("switch it on with PATCH /api/v1/campaigns/{id} {\"gate\": {…}}"));
    }
    if let Some(only) = only {
        must_be_ready(&gate, only)?;
    }
    let is_meant = |row: &&CreatorGate| only.is_none_or(|only| row.is_called(only));
    let ready: Vec<&CreatorGate> =
        gate.creators.iter().filter(|row| row.can_launch).filter(is_meant).collect();
    let ids: Vec<&CreatorId> = ready.iter().map(|row| &row.creator_id).collect();
    let links: Vec<_> = ready.iter().flat_map(|row| row.held_links.clone()).collect();
    let link_ids: Vec<LinkId> = links.iter().map(|(_, link)| link.clone()).collect();
    if !ids.is_empty() {
        let fact = {
            let engine = site.engine();
            let campaign = engine.campaign(id).ok_or_else(Problem::internal)?;
            Fact::Launched(Launched {
                campaign_id: campaign.id.clone(),
                // Links wait by the id that they name.
                creator_ids: ready.iter().flat_map(|row| row.named.clone()).collect(),
                rules: campaign.rules.clone(),
                terms: campaign.gate.clone().unwrap_or_default(),
                by: actor.clone(),
                links: Some(links),
            })
        };
        commit(site, vec![fact], actor).await?;
    }
    let held = gate.creators.iter().filter(|row| row.is_held());
    let held: Vec<&CreatorId> = held.map(|row| &row.creator_id).collect();
    Ok(json!({ "launched": ids, "links": link_ids, "held": held }))
}

fn must_be_ready(gate: &GateView, only: &CreatorId) -> Result<(), Problem> {
    let row = row_of(gate, only)?;
    if !row.is_held() {
        return Ok(());
    }
    let of_all = gate.findings.iter().chain(&row.findings);
    let holds: Vec<_> = of_all.filter(|finding| finding.does_hold()).collect();
    let first = holds.first().map_or("", |row| row.finding.flaw.title());
    let next_step = holds.first().map_or("", |row| row.finding.flaw.next_step());
    let detail = match holds.len() {
        1 => first.to_owned(),
        n => format!("{first}, and {} more findings", n - 1),
    };
    Err(Problem::new(409, "launch.held", detail).next_step(next_step))
}

fn row_of<'g>(gate: &'g GateView, id: &CreatorId) -> Result<&'g CreatorGate, Problem> {
    gate.creators.iter().find(|row| row.is_called(id)).ok_or_else(|| {
        let detail = format!("`{id}` is not in this campaign");
        Problem::new(404, "launch.creator_unknown", detail)
            .next_step("list the campaign's creators at /api/v1/campaigns/{id}/gate")
    })
}

/// What somebody answers for.
#[derive(Serialize, Deserialize)]
pub struct WaiverAsked {
    /// For whom, or for everybody.
    #[serde(default)]
    pub creator_id: Option<CreatorId>,
    /// Which check.
    pub check: Check,
    /// Who answers for it.
    pub by: String,
    /// Why it may be.
    pub reason: String,
    /// Whether a waiver is taken back.
    #[serde(default)]
    pub is_withdrawn: bool,
    /// What the check was seen to find, as [`seen`] says it: it must still find that.
    #[serde(default)]
    pub seen: Option<String>,
}

/// `POST /api/v1/campaigns/{id}/waivers`
pub async fn waive(
    State(site): State<Arc<Site>>,
    Extension(Actor(actor)): Extension<Actor>,
    Path(id): Path<String>,
    Document(body): Document,
) -> Result<Json<Value>, Problem> {
    let asked: WaiverAsked = read(object(body)?)?;
    waive_now(&site, &id, asked, actor).await.map(Json)
}

/// Puts a waiver into force, or takes it back; tells how the gate stands now.
pub async fn waive_now(
    site: &Site,
    id: &str,
    asked: WaiverAsked,
    actor: String,
) -> Result<Value, Problem> {
    let _turn = site.choosing.lock().await;
    let gate = gate_of(site, id)?;
    let creator_id = match &asked.creator_id {
        Some(creator) => Some(row_of(&gate, creator)?.creator_id.clone()),
        None => None,
    };
    for (field, text) in [("by", &asked.by), ("reason", &asked.reason)] {
        if text.trim().is_empty() {
            let detail = format!("a waiver without `{field}` protects nobody");
            return Err(Problem::new(422, "launch.waiver_empty", detail)
                .next_step("say who answers for it, and why it may be")
                .at(field, text.as_str()));
        }
    }
    if asked.seen.is_some_and(|digest| digest != seen(&gate, asked.check)) {
        let detail = "the check finds something else than it did when you looked";
        return Err(Problem::new(409, "launch.waiver_outdated", detail)
            .next_step("look at what it finds now, and answer for that")
            .at("check", asked.check.key()));
    }
    let covers = covered(&gate, creator_id.as_ref(), asked.check);
    if covers.is_empty() && !asked.is_withdrawn {
        let detail = "the check finds nothing now that somebody could answer for";
        return Err(Problem::new(409, "launch.waiver_idle", detail)
            .next_step("waive it when it finds something: nobody can answer for what is to come")
            .at("check", asked.check.key()));
    }
    let waived = Waived {
        campaign_id: gate.campaign_id,
        creator_id,
        check: asked.check,
        by: asked.by.trim().to_owned(),
        reason: asked.reason.trim().to_owned(),
        is_withdrawn: asked.is_withdrawn,
        covers: Some(covers),
    };
    commit(site, vec![Fact::Waived(waived)], actor).await?;
    Ok(json!(gate_of(site, id)?))
}

/// A digest of everything that a check finds now, for whoever answers for it later.
pub fn seen(gate: &GateView, check: Check) -> String {
    let mut hasher = Sha256::new();
    for one in covered(gate, None, check) {
        for part in [&one.flaw, &one.kind].into_iter().chain(&one.ids) {
            hasher.update(part.len().to_be_bytes());
            hasher.update(part);
        }
    }
    hasher.finalize()[..8].iter().map(|byte| format!("{byte:02x}")).collect()
}

/// What a check finds now, of one creator or of everybody.
fn covered(gate: &GateView, creator: Option<&CreatorId>, check: Check) -> Vec<Covered> {
    let is_meant = |row: &&CreatorGate| creator.is_none_or(|id| row.creator_id == *id);
    let own = gate.creators.iter().filter(is_meant).flat_map(|row| &row.findings);
    let of_all = gate.findings.iter().filter(|_| creator.is_none());
    let findings = of_all.chain(own).map(|row| &row.finding);
    Covered::of(findings.filter(|finding| finding.check() == check))
}

/// Whom to invite: some creators, or everybody who has a brief.
#[derive(Default, Serialize, Deserialize)]
#[serde(default)]
struct InvitesAsked {
    creator_ids: Option<Vec<CreatorId>>,
}

/// A private link to a brief, told once.
#[derive(Clone, Serialize, Debug)]
pub struct Invite {
    /// For whom.
    pub creator_id: CreatorId,
    /// Which brief.
    pub brief_id: BriefId,
    /// The link.
    pub url: String,
}

/// `POST /api/v1/campaigns/{id}/invites`: new private links; those from before open nothing any
/// more. Each is told this once.
pub async fn invite(
    State(site): State<Arc<Site>>,
    Extension(Actor(actor)): Extension<Actor>,
    Path(id): Path<String>,
    Document(body): Document,
) -> Result<Json<Value>, Problem> {
    let asked: InvitesAsked = read(object(body)?)?;
    let invites = invite_now(&site, &id, asked.creator_ids.as_deref(), actor).await?;
    Ok(Json(json!({ "invites": invites })))
}

/// Makes private links for some creators, or for everybody who has a brief.
pub async fn invite_now(
    site: &Site,
    id: &str,
    only: Option<&[CreatorId]>,
    actor: String,
) -> Result<Vec<Invite>, Problem> {
    let _turn = site.choosing.lock().await;
    let campaign = campaign_id(site, id)?;
    let briefs: Vec<Brief> = {
        let engine = site.engine();
        let is_meant = |brief: &&Brief| {
            let is_asked = only.is_none_or(|ids| ids.contains(&brief.creator_id));
            brief.campaign_id == campaign && !brief.is_archived && is_asked
        };
        engine.briefs().filter(is_meant).cloned().collect()
    };
    let mut invites = Vec::with_capacity(briefs.len());
    let mut facts = Vec::with_capacity(briefs.len());
    for brief in briefs {
        let token = Token::new(site.parts.world.random());
        let url = format!("{}/brief/{}", site.settings().links_url, token.text());
        let (creator_id, brief_id) = (brief.creator_id.clone(), brief.id.clone());
        invites.push(Invite { creator_id, brief_id, url });
        facts.push(Fact::Brief(Brief { token_digest: Some(token.digest()), ..brief }));
    }
    commit(site, facts, actor).await?;
    Ok(invites)
}

/// `POST /api/v1/contents/{id}/inspections`: what somebody saw of a post.
pub async fn inspect(
    State(site): State<Arc<Site>>,
    Extension(Actor(actor)): Extension<Actor>,
    Path(id): Path<String>,
    Document(body): Document,
) -> Result<Json<Value>, Problem> {
    let creator = inspect_now(&site, &id, body, actor).await?;
    let posts = site.engine().disclosures(&creator);
    Ok(Json(json!({ "posts": posts })))
}

/// Keeps what somebody saw of a post, and says whose it is.
pub async fn inspect_now(
    site: &Site,
    id: &str,
    seen: Value,
    actor: String,
) -> Result<CreatorId, Problem> {
    let mut seen = object(seen)?;
    seen.insert("content_id".to_owned(), Value::String(id.to_owned()));
    seen.entry("must_disclose").or_insert(Value::Bool(true));
    seen.entry("by").or_insert_with(|| Value::String(actor.clone()));
    let seen: Inspection = read(seen)?;
    let creator = {
        let engine = site.engine();
        let post = engine.contents().find(|post| post.id == seen.content_id);
        let slot = post.and_then(|post| engine.placement(post.placement_id.as_str()));
        let unknown = || {
            Problem::new(404, "api.unknown", format!("there is no content `{id}`"))
                .next_step("list them at /api/v1/contents")
        };
        slot.ok_or_else(unknown)?.creator_id.clone()
    };
    commit(site, vec![Fact::Inspected(seen)], actor).await?;
    Ok(creator)
}

/// `GET /api/v1/creators/{id}/disclosures`
pub async fn disclosures(
    State(site): State<Arc<Site>>,
    Path(id): Path<String>,
) -> Result<Json<Value>, Problem> {
    let posts = site.engine().disclosures(&id.as_str().into());
    Ok(Json(json!({ "posts": posts })))
}

fn gate_of(site: &Site, id: &str) -> Result<GateView, Problem> {
    let now = site.parts.world.now();
    site.engine().gate_view(&id.into(), now).ok_or_else(|| unknown(id))
}

fn campaign_id(site: &Site, id: &str) -> Result<CampaignId, Problem> {
    let engine = site.engine();
    engine.campaign(id).map(|row| row.id.clone()).ok_or_else(|| unknown(id))
}

fn unknown(id: &str) -> Problem {
    Problem::new(404, "api.unknown", format!("there is no campaign `{id}`"))
        .next_step("list them at /api/v1/campaigns")
}

fn object(body: Value) -> Result<Object, Problem> {
    match body {
        Value::Object(object) => Ok(object),
        other => Err(Problem::new(422, "api.object_expected", "the body is no object")
            .next_step("send one JSON object")
            .at("", other)),
    }
}

async fn commit(site: &Site, facts: Vec<Fact>, actor: String) -> Result<(), Problem> {
    let facts = facts.into_iter().map(|fact| NewFact { fact, dedup: None }).collect();
    site.parts.writer.commit(facts, Some(actor)).await?;
    Ok(())
}
