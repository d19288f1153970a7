//! Tasks: once a day the review of the week is looked at, and who brings too little or more than
//! was hoped for becomes somebody's task, dated before the flight ends. What the day and the flight
//! may bring is said on its morning, and scored later; what a flight came to is kept at its end.

use byline_core::decision::advice::{Advised, Why};
use byline_core::decision::review::{TaskKind, Week, due_at};
use byline_core::decision::said::{ReviewDecided, ReviewDecision};
use byline_core::time::{Span, Timestamp};

use super::Scene;
use crate::state::desk::{Desk, Docket, Task, Verdicted};
use crate::view::{Need, ReviewRow};

/// So many mornings' words about revenue are kept, the newest ones.
const FORESEEN_KEPT: usize = 120;

/// Before so much of a flight has passed nobody is asked to do anything, in seconds.
const QUIET_S: i64 = 72 * 3_600;

/// Whether a new local day has begun since tasks were looked at last.
pub(super) fn are_due(scene: &Scene<'_>, docket: &Docket) -> bool {
    let today = scene.zone().day_span(scene.zone().day_of(scene.now)).from;
    docket.tasks_at.is_none_or(|at| at < today)
}

/// Makes the tasks of the day.
pub(super) fn make(scene: &Scene<'_>, desk: &mut Desk) {
    let view = scene.engine.review_at(desk, &scene.campaign.id, None, scene.now);
    let docket = desk.dockets.entry(scene.number).or_default();
    docket.tasks_at = Some(scene.now);
    if FORESEEN_KEPT <= docket.foreseen.len() {
        docket.foreseen.remove(0);
    }
    docket.foreseen.extend(scene.engine.foresee(scene.campaign, scene.now));
    let is_young = |flight: &Span| scene.now.seconds_since(flight.from) < QUIET_S;
    if scene.campaign.flights.iter().rfind(|f| f.from <= scene.now).is_some_and(is_young) {
        return;
    }
    for row in view.iter().flat_map(|view| &view.creators) {
        let creator = scene.engine.registry.creators.find(row.creator_id.as_str());
        let Some(creator) = creator else { continue };
        let wanted = wanted(scene, row);
        docket.tasks.let_go(creator, wanted.as_ref().map(|(kind, _)| *kind));
        if let Some((kind, why)) = wanted {
            put(scene, docket, (creator, kind), why, None);
        }
    }
}

/// The flight that began at `from` is over, and its verdict is kept as the figures say it.
pub(super) fn close(scene: &Scene<'_>, desk: &mut Desk, from: Timestamp) {
    let mut flights = scene.campaign.flights.iter();
    let is_its = |flight: &&Span| flight.from == from && flight.to <= scene.now;
    let Some(flight) = flights.find(is_its) else { return };
    let label = scene.engine.verdict_at(scene.campaign, *flight, None).label;
    let said = Verdicted { label, at: scene.now, by: None, note: None };
    desk.verdicts.entry(scene.number).or_default().push(said);
}

/// A decision of the review that changes something is somebody's task, as long as it stands.
pub(crate) fn of_decision(
    scene: &Scene<'_>,
    docket: &mut Docket,
    creator: u32,
    said: &ReviewDecided,
    by: &str,
) {
    docket.tasks.forget(creator, said.week_from);
    let kind = match said.decision {
        _ if said.is_withdrawn => return,
        ReviewDecision::Keep => return,
        ReviewDecision::Grow => TaskKind::Amplify,
        ReviewDecision::Reduce | ReviewDecision::Renegotiate | ReviewDecision::Part => {
            TaskKind::ReviewContract
        }
    };
    let note = said.note.as_ref().map_or_else(String::new, |note| format!(": {note}"));
    let why = format!("The weekly review decided to {}{note}", said.decision.key());
    put(scene, docket, (creator, kind), why, Some(by));
}

fn put(
    scene: &Scene<'_>,
    docket: &mut Docket,
    (creator, kind): (u32, TaskKind),
    why: String,
    by: Option<&str>,
) {
    let zone = scene.zone();
    let flights = &scene.campaign.flights;
    let flight = flights.iter().rfind(|flight| flight.from <= scene.now);
    let (Some(flight), Some(monday)) = (flight, Week::monday(&zone, scene.now)) else { return };
    if flight.to <= scene.now {
        return;
    }
    let engine = scene.engine;
    let (campaign, who) = (scene.campaign.id.as_str(), engine.registry.creators.id(creator));
    let task = Task {
        id: format!("{}:{campaign}:{who}:{monday}", kind.key()),
        made_at: scene.now,
        week_from: zone.day_span(monday).from,
        due_at: due_at(scene.now, flight.to),
        why,
        by: by.map(str::to_owned),
        ruled: None,
        owner: None,
        done: None,
        note: None,
    };
    docket.tasks.make((creator, kind), task);
}

/// Which task a creator's week asks for, and why; `None` if none.
fn wanted(scene: &Scene<'_>, row: &ReviewRow) -> Option<(TaskKind, String)> {
    let has = |need| row.needs.contains(&need);
    let money = |minor: Option<i64>| minor.map_or_else(String::new, |minor| scene.money(minor));
    let recommended = row.recommendation.decision;
    let (revenue, limits) = (scene.money(row.revenue_minor), row.limits);
    let is_asked = has(Need::Recommended(recommended));
    // Until that is mended, nobody knows what the creator is worth.
    let is_hindered = matches!(
        row.recommendation.advised,
        Advised::IssueLink
            | Advised::CheckPost
            | Advised::CheckCode
            | Advised::RenewCode
            | Advised::MendOffer
            | Advised::CheckPromise
    );
    Some(match () {
        () if is_asked && recommended != ReviewDecision::Grow => {
            let brought = scene.money(row.flight_minor);
            let has = |why| row.recommendation.whys.contains(&why);
            let only = if has(Why::Loses) || has(Why::LosesMost) { "only " } else { "" };
            let beside = if has(Why::Short) { ", less than is wanted" } else { "" };
            let why = match row.due_minor {
                None => format!("{brought} came, and no price is known"),
                Some(due) => {
                    let price = scene.money(due);
                    format!("{only}{brought} came for {price} of the price that is due{beside}")
                }
            };
            (TaskKind::ReviewContract, why)
        }
        () if has(Need::BelowFloor) && !is_hindered => {
            let floor = money(limits.floor_minor);
            let why = format!("{revenue} this week so far, behind the floor of {floor} a week");
            (TaskKind::ReviewContract, why)
        }
        () if recommended == ReviewDecision::Grow && is_asked => {
            let why = match row.recommendation.whys.first() {
                Some(Why::FarOver) => "people react far more than expected",
                _ => "the sales are worth far more than is wanted",
            };
            (TaskKind::Amplify, format!("{why}, and the data confirms it"))
        }
        () if has(Need::AboveCeiling) && !row.recommendation.advised.is_asking() => {
            let ceiling = money(limits.ceiling_minor);
            let why =
                format!("{revenue} this week so far, a pace above the ceiling of {ceiling} a week");
            (TaskKind::Amplify, why)
        }
        () => return None,
    })
}

/// Follows what a person says about a task, in whichever campaign it is.
pub(crate) fn follow(
    desk: &mut Desk,
    said: &byline_core::decision::said::TaskSaid,
    by: &str,
    at: Timestamp,
) -> bool {
    desk.dockets.values_mut().any(|docket| docket.tasks.follow(&said.task, &said.word, by, at))
}
