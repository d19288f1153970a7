//! What needs somebody, for the Live page: the top of the queue.

use byline_engine::Engine;
use byline_engine::view::{CreatorDecision, DecisionsView, JudgedBy, NoJudgement};

use super::build::judging;
use super::ways::queue;
use super::{cases, sentences};
use crate::pages::frame::Frame;
use crate::pages::live::{Lane, LaneRow};
use crate::pages::parts::Figure;
use crate::pages::{linkbook, links, review, words};

/// How many creators are shown: a row of them, so that the three questions stay in sight.
const SHOWN: usize = 3;

/// The top of the queue; `None` if the campaign is gone.
pub fn needs(engine: &Engine, frame: &Frame<'_>) -> Option<Lane> {
    let view = engine.decisions_view(&frame.campaign.id, frame.now)?;
    let frame = &judging(frame, &view);
    let needing = || view.creators.iter().filter(|row| row.needs_somebody());
    let rows = needing().take(SHOWN).map(|row| line(frame, &view, row)).collect();
    let benchmarks = &view.benchmarks;
    let empty = match benchmarks.of(view.judged_by).map(|_| ()) {
        None if benchmarks.n_of_kinds == 0 => {
            "This campaign has no benchmark, so nobody can be judged by one."
        }
        _ => "Nobody needs you now.",
    };
    let n_needing = i64::try_from(needing().count()).unwrap_or(i64::MAX);
    let all = match n_needing {
        0 => "Every creator, and why".to_owned(),
        n => format!("All {}, and why", words::count(n)),
    };
    Some(Lane {
        id: "needs",
        title: "What needs you",
        note: "by the rules of the campaign over the flight to date, with what the data supports",
        rows,
        empty: empty.to_owned(),
        onward: [Some((all, queue(&frame.ask))), review::due(engine, frame)]
            .into_iter()
            .flatten()
            .collect(),
    })
}

fn line(frame: &Frame<'_>, view: &DecisionsView, row: &CreatorDecision) -> LaneRow {
    let is_bad = row.judgement.as_ref().is_some_and(|judged| judged.standing.is_bad());
    let is_told_otherwise = !is_bad && (row.traffic.is_some() || row.leak.is_some());
    let detail = match is_told_otherwise {
        true => cases::headline(frame, view, row),
        false => {
            let (_, word) = sentences::standing(row);
            let evidence = row.judgement.as_ref().map(sentences::evidence);
            let evidence = evidence.map_or_else(String::new, |evidence| format!(", {evidence}"));
            let first = cases::reasons(frame, view, row).into_iter().next().unwrap_or_default();
            format!("{}{evidence}. {first}", words::sentence(word))
        }
    };
    // The figure is of what the sentence is about: whose clicks do not buy is shown by that.
    let share = match is_told_otherwise && row.traffic.is_some() {
        true => JudgedBy::ConversionRate,
        false => view.judged_by,
    };
    let (figure, caption) = figure(frame, view, row, share);
    LaneRow {
        creator_id: row.creator_id.to_string(),
        name: row.name.clone(),
        href: links::creator(&frame.ask, &row.creator_id),
        detail,
        spark: None,
        figure,
        caption,
        next: next(frame, row, is_told_otherwise),
    }
}

/// The share with the money at stake; where the share is not known, the money alone.
fn figure(
    frame: &Frame<'_>,
    view: &DecisionsView,
    row: &CreatorDecision,
    share: JudgedBy,
) -> (Figure, String) {
    let at_stake = row.at_stake_minor.map(|minor| words::money_rounded(minor, view.currency));
    let is_known = match share {
        JudgedBy::Ctr => row.shown.ctr.is_some(),
        JudgedBy::ConversionRate => row.shown.conversion_rate.is_some(),
    };
    let beside = match row.expected.of(share) {
        Some(_) => "",
        None => ", no benchmark",
    };
    let share_name = match share {
        JudgedBy::Ctr => sentences::share_name(share),
        JudgedBy::ConversionRate => "bought",
    };
    let name = format!("{share_name}{beside}");
    match at_stake {
        Some(money) if !is_known => {
            let href = links::explain(frame, "spend", Some(&row.creator_id));
            (Figure::known(money, href), format!("spent or agreed{beside}"))
        }
        Some(money) => (cases::share(frame, view, row, share), format!("{name}, {money} at stake")),
        None => (cases::share(frame, view, row, share), name),
    }
}

/// What to do now, and where: a link is issued at once, everything else is read first.
fn next(
    frame: &Frame<'_>,
    row: &CreatorDecision,
    is_told_otherwise: bool,
) -> (&'static str, String) {
    if row.no_judgement == Some(NoJudgement::NoLink) {
        let href = linkbook::issue_href(&frame.campaign.id, &row.creator_id);
        return ("Issue a link", href);
    }
    let step = row.steps.iter().find(|step| step.held_by.is_none());
    let text = match (is_told_otherwise, step) {
        (true, _) if row.leak.is_some() => "See the codes",
        (true, _) => "Look at page and offer",
        (false, Some(step)) => sentences::step(step.step),
        (false, None) => "See why",
    };
    (text, format!("{}#case-{}", queue(&frame.ask), row.creator_id))
}
