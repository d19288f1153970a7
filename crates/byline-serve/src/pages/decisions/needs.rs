//! What needs somebody, for the Live page: the top of the queue.

use byline_core::decision::advice::Advised;
use byline_engine::Engine;
use byline_engine::view::{CreatorDecision, DecisionsView};

use super::advice::{self, Came};
use super::answers::Answers;
use super::around::n_of_them;
use super::build::judging;
use super::cases;
use super::ways::queue;
use crate::pages::ask::Ask;
use crate::pages::frame::Frame;
use crate::pages::live::{Lane, LaneRow};
use crate::pages::parts::{Cell, Figure, Heading, Sheet, Tone};
use crate::pages::{linkbook, links, review, words};

/// How many creators are shown: a row of them, so that the three questions stay in sight.
const SHOWN: usize = 3;
/// How many are shown on paper.
const LARGEST: usize = 8;
/// How many reasons each has.
const REASONS: usize = 2;

/// The top of the queue.
pub fn needs(engine: &Engine, frame: &Frame<'_>, view: &DecisionsView) -> Lane {
    let frame = &judging(frame, view);
    let answers = Answers::of_queue(engine, frame, view);
    let mut needing: Vec<&CreatorDecision> =
        view.creators.iter().filter(|row| row.needs_somebody()).collect();
    needing.sort_by(|one, other| answers.order(one, other));
    let rows = needing.iter().take(SHOWN).map(|row| line(frame, view, &answers, row)).collect();
    let benchmarks = &view.benchmarks;
    let has_benchmark = benchmarks.of(view.judged_by).is_some() || benchmarks.n_of_kinds != 0;
    let note = match has_benchmark {
        true => "by the rules of the campaign over the flight to date, with what the data supports",
        false => "there is no benchmark, so reactions are not judged",
    };
    let empty = match has_benchmark {
        true if frame.ask.at.is_some() => "Nobody needed you then.",
        true => "Nobody needs you now.",
        false => "This campaign has no benchmark, so nobody can be judged by one.",
    };
    let n = |n: usize| i64::try_from(n).unwrap_or(i64::MAX);
    let is_overdue = |row: &&&CreatorDecision| answers.is_overdue(row);
    let overdue = match needing.iter().filter(is_overdue).count() {
        0 => String::new(),
        overdue => format!(" ({overdue} overdue)"),
    };
    let all = match (n(needing.len()), n(answers.n_answered(view))) {
        (0, _) => "Every creator, and why".to_owned(),
        (all, 0) => format!("All {}{overdue}, and why", words::counted(all, "case", "cases")),
        (all, answered) => {
            let all = words::counted(all, "case", "cases");
            format!("All {all}{overdue}, and why; {}", n_of_them(answered))
        }
    };
    Lane {
        id: "needs",
        title: if frame.ask.at.is_none() { "What needs you" } else { "What needed you" },
        note,
        rows,
        empty: empty.to_owned(),
        onward: [Some((all, queue(&frame.ask))), review::due(engine, frame)]
            .into_iter()
            .flatten()
            .collect(),
    }
}

/// Where the most money is in question and nobody answered yet, for who reads on paper; and how
/// many more cases there are, in words.
pub fn largest(engine: &Engine, frame: &Frame<'_>, view: &DecisionsView) -> (Sheet, String) {
    let frame = &judging(frame, view);
    let answers = Answers::of_queue(engine, frame, view);
    let is_open =
        |row: &&CreatorDecision| row.needs_somebody() && !answers.is_answered(&row.creator_id);
    let is_growing = |row: &&CreatorDecision| row.advice.what == Advised::Grow;
    let (growing, mut open): (Vec<&CreatorDecision>, Vec<&CreatorDecision>) =
        view.creators.iter().filter(is_open).partition(is_growing);
    let minor = |row: &CreatorDecision| row.in_question.map(|of| of.minor);
    open.sort_by(|a, b| minor(b).cmp(&minor(a)).then_with(|| a.name.cmp(&b.name)));
    let row = |row: &&CreatorDecision| {
        let (figure, name) = figure(frame, view, row);
        let (tone, word) = advice::word(row.advice.what);
        vec![
            Cell::Person(
                row.creator_id.to_string(),
                row.name.clone(),
                links::creator(&frame.ask, &row.creator_id),
                advice::in_short(row, view).unwrap_or_default(),
            ),
            Cell::Noted(format!("open-{}", row.creator_id), figure, Tone::Plain, name),
            Cell::Tag(tone, word, first_reasons(view, row)),
        ]
    };
    let sheet = Sheet {
        label: "Decisions to take, by the money in question",
        columns: vec![
            Heading::text("Creator"),
            Heading::number("In question"),
            Heading::text("Advice"),
        ],
        rows: open.iter().take(LARGEST).map(row).collect(),
        sums: Vec::new(),
        empty: "Nobody waits for a decision.".to_owned(),
    };
    let n = |n: usize| i64::try_from(n).unwrap_or(i64::MAX);
    let n_more = n(open.len().saturating_sub(LARGEST));
    let growing = match n(growing.len()) {
        0 => String::new(),
        n => format!("; {} to grow", words::count(n)),
    };
    let more = match n_more {
        0 => format!("Every case, and why{growing}"),
        _ => format!("{} more with less in question{growing}", words::count(n_more)),
    };
    (sheet, more)
}

fn line(
    frame: &Frame<'_>,
    view: &DecisionsView,
    answers: &Answers,
    row: &CreatorDecision,
) -> LaneRow {
    let (_, word) = advice::word(row.advice.what);
    let done = answers.sentences(&row.creator_id);
    let first = done.first().cloned().unwrap_or_else(|| words::sentence(word));
    let overdue = answers.overdue_since(&row.creator_id).filter(|_| answers.is_overdue(row));
    let overdue = overdue.map(|at| format!("Overdue since {}. ", frame.clock.weekday_minute(at)));
    let (figure, caption) = figure(frame, view, row);
    LaneRow {
        creator_id: row.creator_id.to_string(),
        name: row.name.clone(),
        href: links::creator(&frame.ask, &row.creator_id),
        // All the reasons stand on the page that it leads to.
        detail: format!("{}{first}. {}", overdue.unwrap_or_default(), first_reasons(view, row)),
        spark: None,
        figure,
        caption,
        next: next(frame, row, answers.is_answered(&row.creator_id)),
    }
}

/// The heaviest reasons, in one sentence.
fn first_reasons(view: &DecisionsView, row: &CreatorDecision) -> String {
    Came::of(row, view).first(REASONS, &row.advice)
}

/// The money that the advice is about; of whoever does well what came, beside what is due.
pub fn figure(frame: &Frame<'_>, view: &DecisionsView, row: &CreatorDecision) -> (Figure, String) {
    let money = |minor| words::money_rounded(minor, view.currency);
    let href = |key| links::explain(frame, key, Some(&row.creator_id));
    match (row.paid, row.in_question) {
        (Some(paid), _) if row.advice.what == Advised::Grow => (
            Figure::known(money(paid.revenue_minor), href("revenue")),
            format!("came, {} is due", money(paid.due_minor)),
        ),
        (_, Some(of)) => {
            let (figure, name) = cases::in_question(frame, view, row, of);
            (figure, name.to_owned())
        }
        (_, None) => (Figure::missing("no price is known", href("spend")), "price".to_owned()),
    }
}

/// What to do now, and where: a link is issued at once, everything else is read first.
fn next(frame: &Frame<'_>, row: &CreatorDecision, is_answered: bool) -> (&'static str, String) {
    if is_answered {
        let only = "answered".to_owned();
        let ask = Ask { only, model: None, range: None, ..frame.ask.elsewhere() };
        return (
            "See what was done",
            format!("{}#case-{}", ask.href("/decisions"), row.creator_id),
        );
    }
    if row.advice.what == Advised::IssueLink {
        let href = linkbook::issue_href(&frame.campaign.id, &row.creator_id);
        return ("Issue a link", href);
    }
    ("See the case", format!("{}#case-{}", queue(&frame.ask), row.creator_id))
}
