//! The proposal where the same paid spend would bring more, in words.

use std::collections::BTreeMap;

use byline_core::decision::reallocation::{Proposal, Share};
use byline_core::decision::said::ApprovedMove;
use byline_core::id::CreatorId;
use byline_core::time::Timestamp;
use byline_engine::view::{DecisionsView, MovedView};
use byline_engine::{ApprovedPlan, Engine};

use super::{MoveRow, MovesCard, sentences};
use crate::pages::frame::Frame;
use crate::pages::{links, words};

/// How many plans that were approved are shown.
const PLANS_SHOWN: usize = 5;

/// The proposal, or why there is none.
pub fn card(engine: &Engine, frame: &Frame<'_>, view: &DecisionsView) -> MovesCard {
    let moved = engine.moved_view(&frame.campaign.id, frame.now);
    let bp = moved.as_ref().map_or(0, |moved| moved.moved_of_plan_bp);
    let mut card = MovesCard {
        lead: sentences::no_moves(view.moves.none_because).to_owned(),
        rows: Vec::new(),
        meter: moved.as_ref().map(meter).unwrap_or_default(),
        moved_percent: (bp / 100, moved.as_ref().map_or(0, |moved| moved.aim_bp.0 / 100)),
        form: None,
        plans: moved.as_ref().map(|moved| plans(engine, frame, moved)).unwrap_or_default(),
        campaign: frame.campaign.id.to_string(),
    };
    let Some(proposal) = &view.moves.proposal else { return card };
    let money = |minor| words::money(minor, view.currency);
    let total_minor: i64 = proposal.each.iter().map(|share| share.from_minor).sum();
    let lead = format!(
        "Of the paid spend of the last 7 days, {}, the next 7 days would bring more if {} of it \
         went elsewhere. The total stays the same; fees are agreed and stay.",
        money(total_minor),
        money(proposal.moved_minor)
    );
    let row = |share: &Share| {
        let creator = engine.creator(share.creator.as_str());
        let milli = i64::from(share.return_milli);
        MoveRow {
            creator_id: share.creator.to_string(),
            is_moved: share.from_minor != share.to_minor,
            name: creator.map_or_else(|| share.creator.to_string(), |row| row.name.clone()),
            href: links::creator(&frame.ask, &share.creator),
            now: money(share.from_minor),
            proposed: money(share.to_minor),
            change: match share.to_minor - share.from_minor {
                0 => "no change".to_owned(),
                change => words::money_signed(change, view.currency),
            },
            expected: format!("{}.{:02}×", milli / 1_000, milli % 1_000 / 10),
            limit: sentences::limit(share.limit),
        }
    };
    let mut shares: Vec<_> = proposal.each.iter().collect();
    shares.sort_by_key(|share| {
        (std::cmp::Reverse(share.to_minor - share.from_minor), share.creator.clone())
    });
    let in_force =
        moved.iter().flat_map(|moved| &moved.plans).find(|plan| plan.may_be_taken_back(frame.now));
    let is_approved = in_force.is_some_and(|plan| is_same(plan, proposal));
    card.lead = match is_approved {
        false => lead,
        true => "This proposal is approved. Set these amounts in the ad accounts: Byline changes \
                 no budget. It is made anew as figures come in."
            .to_owned(),
    };
    card.rows = shares.into_iter().map(row).collect();
    let may_approve = frame.ask.at.is_none() && 0 < proposal.moved_minor && !is_approved;
    card.form = may_approve.then(|| (frame.campaign.id.to_string(), proposal.moved_minor));
    card
}

/// Whether a plan is the whole proposal.
fn is_same(plan: &ApprovedPlan, proposal: &Proposal) -> bool {
    let of = |share: &Share| (share.creator.clone(), share.to_minor);
    let proposed: BTreeMap<CreatorId, i64> = proposal.each.iter().map(of).collect();
    let approved = plan.moves.iter().map(|one| (one.creator_id.clone(), one.to_minor));
    proposed == approved.collect()
}

/// How much is elsewhere by now, beside the aim.
fn meter(moved: &MovedView) -> String {
    let MovedView { moved_of_plan_bp, day, n_days, aim_by_day, aim_bp, .. } = moved;
    format!(
        "{}% of the paid spend is approved to move by day {day} of {n_days}; the aim is {} to {}% \
         by day {aim_by_day}.",
        moved_of_plan_bp / 100,
        aim_bp.0 / 100,
        aim_bp.1 / 100
    )
}

fn plans(
    engine: &Engine,
    frame: &Frame<'_>,
    moved: &MovedView,
) -> Vec<(String, Option<Timestamp>)> {
    let currency = frame.currency();
    let name = |id: &CreatorId| {
        engine.creator(id.as_str()).map_or_else(|| id.to_string(), |row| row.name.clone())
    };
    let plan = |plan: &ApprovedPlan| {
        let change = |one: &ApprovedMove| one.to_minor - one.from_minor;
        let sum: i64 = plan.moves.iter().map(change).filter(|change| 0 < *change).sum();
        let most = plan.moves.iter().max_by_key(|one| change(one));
        let to = most.map_or_else(String::new, |one| {
            let change = words::money_signed(change(one), currency);
            format!(", the most to {} ({change})", name(&one.creator_id))
        });
        let mut text = format!(
            "{}: {} may move{to}, approved by {}",
            frame.clock.weekday_minute(plan.at),
            words::money(sum, currency),
            plan.by
        );
        if let Some(reason) = &plan.reason {
            text.push_str(&format!(": {reason}"));
        }
        if let Some((at, by)) = &plan.taken_back {
            text.push_str(&format!(". Taken back by {by}, {}", frame.clock.weekday_minute(*at)));
        }
        (text, moved.undo_at.filter(|at| *at == plan.at && frame.ask.at.is_none()))
    };
    moved.plans.iter().take(PLANS_SHOWN).map(plan).collect()
}
