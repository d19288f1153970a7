//! What needs somebody, for the Live page: the top of the queue.

use byline_engine::Engine;
use byline_engine::view::{CreatorDecision, NoJudgement};

use super::build::judging;
use super::{cases, sentences};
use crate::pages::ask::Ask;
use crate::pages::frame::Frame;
use crate::pages::live::{Lane, LaneRow};
use crate::pages::{links, words};

/// How many creators are shown: a row of them, so that the three questions stay in sight.
const SHOWN: usize = 3;

/// The top of the queue; `None` if the campaign is gone.
pub fn needs(engine: &Engine, frame: &Frame<'_>) -> Option<Lane> {
    let view = engine.decisions_view(&frame.campaign.id, frame.now)?;
    let frame = &judging(frame, &view);
    let share = sentences::share_name(view.judged_by);
    let judged_by = |row: &CreatorDecision| match row.expected.of(view.judged_by) {
        Some(_) => share.to_owned(),
        None => format!("{share}, no benchmark"),
    };
    let row = |row: &CreatorDecision| {
        let (_, word) = sentences::standing(row);
        let evidence = row.judgement.as_ref().map(sentences::evidence);
        let evidence = evidence.map_or_else(String::new, |evidence| format!(", {evidence}"));
        let reasons = cases::reasons(frame, &view, row);
        let first = reasons.first().cloned().unwrap_or_default();
        let is_of_traffic = row.judgement.as_ref().is_some_and(|row| !row.standing.is_bad());
        let told = row.traffic.as_ref().filter(|_| is_of_traffic);
        let detail = match told {
            Some(_) => cases::headline(frame, &view, row),
            None => format!("{}{evidence}. {first}", words::sentence(word)),
        };
        let at_stake = row.at_stake_minor.map(|minor| words::money_rounded(minor, view.currency));
        let step = row.steps.iter().find(|step| step.held_by.is_none());
        LaneRow {
            creator_id: row.creator_id.to_string(),
            name: row.name.clone(),
            href: links::creator(&frame.ask, &row.creator_id),
            detail,
            spark: None,
            figure: cases::judged(frame, &view, row),
            caption: match at_stake {
                Some(money) => format!("{}, {money} at stake", judged_by(row)),
                None => judged_by(row),
            },
            next: (
                match (told, step) {
                    _ if row.no_judgement == Some(NoJudgement::NoLink) => "Issue a link",
                    (Some(_), _) => "Look at page and offer",
                    (None, Some(step)) => sentences::step(step.step),
                    (None, None) => "See why",
                },
                format!("{}#case-{}", queue(&frame.ask), row.creator_id),
            ),
        }
    };
    let needing = || view.creators.iter().filter(|row| row.needs_somebody());
    let benchmarks = &view.benchmarks;
    let empty = match benchmarks.of(view.judged_by).map(|_| ()) {
        None if benchmarks.n_of_kinds == 0 => {
            "This campaign has no benchmark, so nobody can be judged by one."
        }
        _ => "Nobody needs you now.",
    };
    let n_needing = i64::try_from(needing().count()).unwrap_or(i64::MAX);
    Some(Lane {
        id: "needs",
        title: "What needs you",
        note: "by the rules of the campaign over the flight to date, with what the data supports",
        rows: needing().take(SHOWN).map(row).collect(),
        empty: empty.to_owned(),
        all: match n_needing {
            0 => ("Every creator, and why".to_owned(), queue(&frame.ask)),
            n => (format!("All {}, and why", words::count(n)), queue(&frame.ask)),
        },
    })
}

fn queue(ask: &Ask) -> String {
    Ask { model: None, range: None, ..ask.elsewhere() }.href("/decisions")
}
