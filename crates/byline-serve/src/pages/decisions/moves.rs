//! The proposal where the same paid spend would bring more, in words.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use byline_core::decision::reallocation::{Limit, Proposal, Share};
use byline_core::decision::said::ApprovedMove;
use byline_core::id::CreatorId;
use byline_engine::view::{DecisionsView, MovedView};
use byline_engine::{ApprovedPlan, Engine};

use super::{MoveRow, MovesCard, PlanLine, advice, sentences};
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
        plans: moved.as_ref().map(|moved| plans(engine, frame, moved, view)).unwrap_or_default(),
        campaign: frame.campaign.id.to_string(),
    };
    let Some(proposal) = &view.moves.proposal else { return card };
    let money = |minor| words::money(minor, view.currency);
    let total_minor: i64 = proposal.each.iter().map(|share| share.from_minor).sum();
    let is_test =
        |share: &&Share| share.from_minor < share.to_minor && share.limit == Some(Limit::Learning);
    let tests = proposal.each.iter().filter(is_test);
    let test_minor: i64 = tests.map(|share| share.to_minor - share.from_minor).sum();
    let test = match test_minor {
        0 => String::new(),
        minor => format!(" {} of that is to find out about who has too little.", money(minor)),
    };
    let lead = format!(
        "Of the paid spend of the last 7 days, {}, the next 7 days would bring more if {} of it \
         ({}) went elsewhere.{test} The total stays the same; fees are agreed and stay.",
        money(total_minor),
        money(proposal.moved_minor),
        words::percent(proposal.moved_minor.into(), total_minor.into()).unwrap_or_default()
    );
    let in_force =
        moved.iter().flat_map(|moved| &moved.plans).find(|plan| plan.may_be_taken_back(frame.now));
    let advised = |creator: &CreatorId| {
        let row = view.creators.iter().find(|row| row.creator_id == *creator);
        row.map(|row| row.advice.what)
    };
    let row = |share: &Share| {
        let creator = engine.creator(share.creator.as_str());
        let milli = i64::from(share.return_milli);
        MoveRow {
            creator_id: share.creator.to_string(),
            is_moved: share.from_minor != share.to_minor,
            advice: advised(&share.creator).map_or("", |advised| advice::word(advised).1),
            approved: in_force.and_then(|plan| approved(plan, &share.creator)).map(money),
            name: creator.map_or_else(|| share.creator.to_string(), |row| row.name.clone()),
            href: links::creator(&frame.ask, &share.creator),
            now: money(share.from_minor),
            proposed: money(share.to_minor),
            change: match share.to_minor - share.from_minor {
                0 => "no change".to_owned(),
                change => words::money_signed(change, view.currency),
            },
            expected: format!("{}.{:02}×", milli / 1_000, milli % 1_000 / 10),
            limit: sentences::limit(share, advised(&share.creator)),
        }
    };
    let mut shares: Vec<_> = proposal.each.iter().collect();
    shares.sort_by_key(|share| (Reverse(share.to_minor - share.from_minor), share.creator.clone()));
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

/// The amount that a plan gives a creator, in minor units, if it changes it.
fn approved(plan: &ApprovedPlan, creator: &CreatorId) -> Option<i64> {
    let mut moves = plan.moves.iter().filter(|one| one.to_minor != one.from_minor);
    moves.find(|one| one.creator_id == *creator).map(|one| one.to_minor)
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
    let aim = format!("{} to {}% by day {aim_by_day}", aim_bp.0 / 100, aim_bp.1 / 100);
    let aim = match (aim_by_day < day, *moved_of_plan_bp < aim_bp.0) {
        (false, _) => format!("the aim is {aim}"),
        (true, true) if *moved_of_plan_bp == 0 => {
            format!(
                "the aim was {aim}, and no move was approved; one step moves at most a quarter of \
                 what somebody has, so it takes several"
            )
        }
        (true, true) => format!(
            "the aim was {aim}, and was missed: one step moves at most a quarter of what somebody \
             has, so it takes several"
        ),
        (true, false) => format!("the aim was {aim}"),
    };
    format!(
        "{}% of the paid spend is approved to move by day {day} of {n_days}; {aim}.",
        moved_of_plan_bp / 100
    )
}

fn plans(
    engine: &Engine,
    frame: &Frame<'_>,
    moved: &MovedView,
    view: &DecisionsView,
) -> Vec<PlanLine> {
    let line = |plan: &ApprovedPlan| PlanLine {
        text: told(frame, plan),
        amounts: amounts(engine, frame, plan),
        cut: view.moves.proposal.as_ref().and_then(|proposal| cut(plan, proposal)),
        undo_at: moved.undo_at.filter(|at| *at == plan.at && frame.ask.at.is_none()),
    };
    moved.plans.iter().take(PLANS_SHOWN).map(line).collect()
}

fn change(one: &ApprovedMove) -> i64 {
    one.to_minor - one.from_minor
}

/// When a plan was approved, how much it moves, by whom and why.
fn told(frame: &Frame<'_>, plan: &ApprovedPlan) -> String {
    let sum: i64 = plan.moves.iter().map(change).filter(|change| 0 < *change).sum();
    let mut text = format!(
        "{}: {} may move, approved by {}",
        frame.clock.weekday_minute(plan.at),
        words::money(sum, frame.currency()),
        plan.by
    );
    if let Some(reason) = &plan.reason {
        text.push_str(&format!(": {reason}"));
    }
    if let Some((at, by)) = &plan.taken_back {
        text.push_str(&format!(". Taken back by {by}, {}", frame.clock.weekday_minute(*at)));
    }
    text
}

/// Who gets how much by a plan, whoever gets the most more first.
fn amounts(engine: &Engine, frame: &Frame<'_>, plan: &ApprovedPlan) -> Vec<(String, String)> {
    let currency = frame.currency();
    let mut moves: Vec<&ApprovedMove> = plan.moves.iter().filter(|one| change(one) != 0).collect();
    moves.sort_by_key(|one| (Reverse(change(one)), one.creator_id.clone()));
    let line = |one: &ApprovedMove| {
        let row = engine.creator(one.creator_id.as_str());
        let who = row.map_or_else(|| one.creator_id.to_string(), |row| row.name.clone());
        let [from, to] = [one.from_minor, one.to_minor].map(|minor| words::money(minor, currency));
        (who, format!("{to} instead of {from} ({})", words::money_signed(change(one), currency)))
    };
    moves.into_iter().map(line).collect()
}

/// Whether a part of the proposal was approved so that one side had to be cut.
fn cut(plan: &ApprovedPlan, proposal: &Proposal) -> Option<&'static str> {
    let is_cut = |share: &Share, one: &ApprovedMove| {
        let proposed = share.to_minor - share.from_minor;
        let is_same_row = share.creator == one.creator_id && share.from_minor == one.from_minor;
        is_same_row && change(one) != 0 && change(one).abs() < proposed.abs()
    };
    let find = |one: &ApprovedMove| proposal.each.iter().find(|share| is_cut(share, one));
    let cut = plan.moves.iter().find(|one| find(one).is_some())?;
    Some(match 0 < change(cut) {
        true => "Raises were cut in proportion to what the approved rows free: the total stays.",
        false => "Cuts were made smaller in proportion to the approved raises: the total stays.",
    })
}
