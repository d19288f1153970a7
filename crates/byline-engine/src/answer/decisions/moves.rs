//! Moves: where the same paid spend would bring more.
//!
//! A fee is agreed and stays; what can be moved from day to day is the paid spend behind content.
//! So the amounts are what was spent so in the last seven days, and whoever allows amplification
//! may get some of it. Whoever cannot be judged keeps what they have.

use std::collections::{BTreeMap, BTreeSet};

use byline_core::decision::Rules;
use byline_core::decision::advice::Advised;
use byline_core::decision::reallocation::{
    Course, ReallocationError, Stake, propose as propose_moves,
};
use byline_core::decision::standing::Step;
use byline_core::event::{Spend, SpendKind};
use byline_core::id::CreatorId;
use byline_core::time::{Span, Timestamp};

use super::dossier::{Dossier, Subject};
use super::showing::n_conversions;
use crate::view::{CreatorDecision, Moves, NoMoves, OfferedStep};

/// Over how long paid spend is added up.
const PAID_S: i64 = 7 * 86_400;

/// The proposal, or why there is none. `creators` are in the order of the subjects.
pub fn propose(dossier: &Dossier<'_>, creators: &[CreatorDecision], rules: &Rules) -> Moves {
    let to = dossier.now;
    let span = Span { from: to.plus_seconds(-PAID_S), to };
    let none = |why| Moves { span, proposal: None, none_because: Some(why) };
    let paid = paid(dossier, span);
    let total_minor: i64 = paid.values().sum();
    if total_minor <= 0 {
        return none(NoMoves::NoPaidSpend);
    }
    if dossier.is_waiting() {
        return none(NoMoves::WaitingForData);
    }
    let concerned: Vec<(&Subject<'_>, &CreatorDecision)> = dossier
        .subjects
        .iter()
        .zip(creators)
        .filter(|(_, row)| !is_fixed(row) || paid.contains_key(&row.creator_id))
        .collect();
    let n_open = concerned.iter().filter(|(_, row)| !is_fixed(row)).count();
    let plan_minor = i64::try_from(n_open).ok().and_then(|n| total_minor.checked_div(n));
    let stake = |(subject, row): &(&Subject<'_>, &CreatorDecision)| {
        let now_minor = paid.get(&row.creator_id).copied().unwrap_or(0);
        Stake {
            creator: row.creator_id.clone(),
            plan_minor: if is_fixed(row) { now_minor } else { plan_minor.unwrap_or(0) },
            now_minor,
            // Nothing is scaled up while a post is not disclosed.
            cap_minor: row.deal.is_scaling_blocked.then_some(now_minor),
            promised_minor: 0,
            course: course(row),
            spend_minor: subject.figures.spend_minor.unwrap_or(0).max(0),
            n_conversions: n_conversions(row.shown.conversions_micro),
            revenue_minor: subject.figures.revenue_minor[dossier.model()],
        }
    };
    let stakes: Vec<Stake> = concerned.iter().map(stake).collect();
    match propose_moves(&stakes, &rules.reallocation) {
        Ok(proposal) => Moves { span, proposal: Some(proposal), none_because: None },
        Err(ReallocationError::TooFew) => none(NoMoves::OneCreatorOnly),
        Err(_) => none(NoMoves::LimitsContradict),
    }
}

/// Whether an amount stays: the deal does not allow more, or nobody knows how the creator does.
fn is_fixed(row: &CreatorDecision) -> bool {
    !row.deal.may_amplify || row.judgement.is_none()
}

/// Money goes to whoever should be kept or grown and is not known to bring too little, and away
/// from whoever should be parted with or whose allocation should pause.
fn course(row: &CreatorDecision) -> Course {
    let stops = |one: &OfferedStep| one.step == Step::PauseAllocation && one.held_by.is_none();
    match row.advice.what {
        _ if is_fixed(row) => Course::Fixed,
        Advised::Part => Course::Stopped,
        _ if row.steps.iter().any(stops) => Course::Stopped,
        Advised::Keep | Advised::Grow if !row.paid.is_some_and(|paid| paid.is_short()) => {
            Course::Open
        }
        _ => Course::Held,
    }
}

/// Behind whom paid spend ran in the last seven days, by number.
pub fn paid_for(dossier: &Dossier<'_>) -> BTreeSet<u32> {
    let registry = &dossier.engine.registry;
    let last = Timestamp(dossier.now.0.saturating_sub(1));
    let all = dossier.engine.spend.between((dossier.now.plus_seconds(-PAID_S), last));
    let is_paid = |spend: &&Spend| {
        spend.kind == SpendKind::Amplification
            && 0 < spend.amount.minor
            && spend.campaign_id == dossier.campaign.id
    };
    let ids = all.filter(is_paid).filter_map(|spend| spend.creator_id.as_ref());
    let numbers = ids.filter_map(|id| registry.creators.find(id.as_str()));
    numbers.map(|number| registry.owners.of(number)).collect()
}

/// Paid spend by creator, in minor units of the campaign's currency; nobody's is left out.
fn paid(dossier: &Dossier<'_>, span: Span) -> BTreeMap<CreatorId, i64> {
    let mut paid: BTreeMap<CreatorId, i64> = BTreeMap::new();
    let last = Timestamp(span.to.0.saturating_sub(1));
    for spend in dossier.engine.spend.between((span.from, last)) {
        let is_paid = spend.kind == SpendKind::Amplification;
        let is_ours = spend.campaign_id == dossier.campaign.id && is_paid;
        let amount = dossier.engine.reported_spend(spend);
        if let Some(creator) = spend.creator_id.as_ref().filter(|_| is_ours)
            && amount.currency == dossier.campaign.currency
        {
            let owner = dossier.engine.owner_of(creator.as_str());
            *paid.entry(owner.into()).or_default() += amount.minor;
        }
    }
    paid.retain(|_, minor| 0 < *minor);
    paid
}
