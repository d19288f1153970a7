//! Approving where paid spend moves, and taking it back, for programs.
//!
//! A proposal is computed anew whenever it is read. So an approval says what it saw; if the
//! proposal has become another one since, nothing is approved.

use std::collections::BTreeSet;
use std::sync::Arc;

use axum::Json;
use axum::extract::{Extension, Path, State};
use byline_core::decision::reallocation::{Proposal, Share, balanced};
use byline_core::decision::said::{ApprovedMove, MovesApproved};
use byline_core::entry::Fact;
use byline_core::id::{CampaignId, CreatorId};
use byline_core::time::Timestamp;
use byline_engine::ApprovedPlan;
use byline_engine::view::MovedView;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{commit, object, of_campaign, unknown_campaign};
use crate::api::reading::read;
use crate::guard::Actor;
use crate::payload::Document;
use crate::problem::Problem;
use crate::site::Site;

/// `GET /api/v1/campaigns/{id}/moves`: what was approved, and how much is elsewhere by now. The
/// proposal itself stands in `/api/v1/decisions`.
pub async fn moves(
    State(site): State<Arc<Site>>,
    Path(id): Path<String>,
) -> Result<Json<Value>, Problem> {
    let now = site.parts.world.now();
    of_campaign(site.engine().moved_view(&id.as_str().into(), now), &id)
}

/// What is approved.
#[derive(Default, Serialize, Deserialize)]
#[serde(default)]
pub struct MovesAsked {
    /// What the proposal that was seen moves in all, in minor units: it must still be that one.
    pub moved_minor: i64,
    /// Whose rows are approved; all of them if nobody is named.
    pub creators: Vec<CreatorId>,
    /// Why.
    pub reason: Option<String>,
}

/// `POST /api/v1/campaigns/{id}/moves`: approves a proposal, or some rows of it.
pub async fn approve(
    State(site): State<Arc<Site>>,
    Extension(Actor(actor)): Extension<Actor>,
    Path(id): Path<String>,
    Document(body): Document,
) -> Result<Json<MovedView>, Problem> {
    let asked: MovesAsked = read(object(body)?)?;
    approve_now(&site, &id, asked, actor).await.map(Json)
}

/// Which plan is taken back.
#[derive(Serialize, Deserialize)]
pub struct UndoAsked {
    /// When it was approved.
    pub at: Timestamp,
}

/// `POST /api/v1/campaigns/{id}/moves/undo`: takes the newest plan back.
pub async fn undo(
    State(site): State<Arc<Site>>,
    Extension(Actor(actor)): Extension<Actor>,
    Path(id): Path<String>,
    Document(body): Document,
) -> Result<Json<MovedView>, Problem> {
    let asked: UndoAsked = read(object(body)?)?;
    undo_now(&site, &id, asked.at, actor).await.map(Json)
}

/// Approves a proposal, or some rows of it; tells how it stands.
pub async fn approve_now(
    site: &Site,
    id: &str,
    asked: MovesAsked,
    actor: String,
) -> Result<MovedView, Problem> {
    let _turn = site.choosing.lock().await;
    let (campaign_id, now) = (CampaignId::from(id), site.parts.world.now());
    let view =
        site.engine().decisions_view(&campaign_id, now).ok_or_else(|| unknown_campaign(id))?;
    let Some(proposal) = view.moves.proposal else {
        return Err(Problem::new(409, "moves.none", "there is nothing to approve now")
            .next_step("GET /api/v1/decisions says why"));
    };
    if proposal.moved_minor != asked.moved_minor {
        let detail = format!("the proposal moves {} by now", proposal.moved_minor);
        return Err(Problem::new(409, "moves.changed", detail)
            .next_step("look at the new proposal and approve that")
            .at("moved_minor", asked.moved_minor));
    }
    let moves = chosen(&proposal, asked.creators)?;
    let newest = site.engine().approved_plans(&campaign_id).last().cloned();
    let is_in_force = |plan: &ApprovedPlan| plan.may_be_taken_back(now) && plan.moves == moves;
    if newest.is_some_and(|plan| plan.taken_back.is_none() && is_in_force(&plan)) {
        return Err(Problem::new(409, "moves.approved_already", "the same plan is in force")
            .next_step("take it back, or wait for the next proposal"));
    }
    let reason = asked.reason.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty());
    let said = MovesApproved { campaign_id: campaign_id.clone(), moves, reason, takes_back: None };
    commit(site, Fact::MovesApproved(said), actor).await?;
    site.engine().moved_view(&campaign_id, now).ok_or_else(|| unknown_campaign(id))
}

/// The amounts of the rows that were chosen: what they take is what they give.
fn chosen(proposal: &Proposal, creators: Vec<CreatorId>) -> Result<Vec<ApprovedMove>, Problem> {
    let named: BTreeSet<CreatorId> = creators.into_iter().collect();
    if let Some(unknown) = named.iter().find(|id| !proposal.each.iter().any(|s| s.creator == **id))
    {
        let detail = format!("the proposal has no row of creator `{unknown}`");
        return Err(Problem::new(422, "moves.row_unknown", detail)
            .next_step("name creators of the proposal, or nobody for all of it")
            .at("creators", unknown.as_str()));
    }
    let is_chosen = |share: &&Share| named.is_empty() || named.contains(&share.creator);
    let rows: Vec<&Share> = proposal.each.iter().filter(is_chosen).collect();
    let amounts: Vec<(i64, i64)> =
        rows.iter().map(|share| (share.from_minor, share.to_minor)).collect();
    let balanced = balanced(&amounts);
    let moves: Vec<ApprovedMove> = rows
        .iter()
        .zip(balanced)
        .filter(|(share, to_minor)| share.from_minor != *to_minor)
        .map(|(share, to_minor)| ApprovedMove {
            creator_id: share.creator.clone(),
            from_minor: share.from_minor,
            to_minor,
        })
        .collect();
    if moves.is_empty() {
        let detail = "what these rows give is not what they take, so nothing would move";
        return Err(Problem::new(422, "moves.one_sided", detail)
            .next_step("choose somebody who gets less and somebody who gets more")
            .at("creators", Value::Null));
    }
    // Whoever stays is part of the plan: the share that moves is a share of everybody's spend.
    let is_moved = |share: &&Share| moves.iter().any(|one| one.creator_id == share.creator);
    let stays = proposal.each.iter().filter(|share| !is_moved(share)).map(|share| ApprovedMove {
        creator_id: share.creator.clone(),
        from_minor: share.from_minor,
        to_minor: share.from_minor,
    });
    let stays: Vec<ApprovedMove> = stays.collect();
    Ok(moves.into_iter().chain(stays).collect())
}

/// Takes the plan that was approved at `at` back, which must be the newest; tells how it stands.
pub async fn undo_now(
    site: &Site,
    id: &str,
    at: Timestamp,
    actor: String,
) -> Result<MovedView, Problem> {
    let _turn = site.choosing.lock().await;
    let (campaign_id, now) = (CampaignId::from(id), site.parts.world.now());
    let view = site.engine().moved_view(&campaign_id, now).ok_or_else(|| unknown_campaign(id))?;
    let Some(newest) = view.undo_at else {
        let detail = "no plan of the last 24 hours can be taken back";
        return Err(
            Problem::new(409, "moves.too_late", detail).next_step("approve amounts that lead back")
        );
    };
    if newest != at {
        let detail = "another plan is the newest by now, and only that one can be taken back";
        return Err(Problem::new(409, "moves.not_newest", detail)
            .next_step("look at the plans that were approved, and take the newest back")
            .at("at", at.to_string()));
    }
    let (moves, reason) = (Vec::new(), None);
    let said =
        MovesApproved { campaign_id: campaign_id.clone(), moves, reason, takes_back: Some(at) };
    commit(site, Fact::MovesApproved(said), actor).await?;
    site.engine().moved_view(&campaign_id, now).ok_or_else(|| unknown_campaign(id))
}
