//! Tasks in words.

use byline_core::decision::review::TaskKind;
use byline_core::decision::said::ReviewDecision;
use byline_core::id::CreatorId;
use byline_engine::Engine;
use byline_engine::view::{ReviewRow, ReviewView, TaskView};
use maud::{Markup, html};

use super::{TaskLine, words as say};
use crate::pages::frame::Frame;
use crate::pages::parts::{Tone, empty, name, tag};
use crate::pages::{decisions, links, words};

/// So many tasks that are done are shown.
const DONE_SHOWN: usize = 8;

/// So many open tasks are shown at once, the others behind them.
const OPEN_SHOWN: usize = 6;

/// The open tasks of a campaign, and those that were done last.
pub fn lines(engine: &Engine, frame: &Frame<'_>, view: &ReviewView) -> Vec<TaskLine> {
    let all = engine.tasks_view(Some(&view.campaign_id), frame.now);
    let (done, open): (Vec<TaskView>, Vec<TaskView>) =
        all.into_iter().partition(|task| task.task.done.is_some());
    let newest = done.iter().rev().take(DONE_SHOWN);
    open.iter().chain(newest).map(|task| line(frame, view, task)).collect()
}

fn line(frame: &Frame<'_>, review: &ReviewView, view: &TaskView) -> TaskLine {
    let task = &view.task;
    let about = review.creators.iter().find(|row| row.creator_id == view.creator_id);
    let about = about.filter(|_| task.done.is_none());
    let left_us = task.due_at.0 - frame.now.0;
    let due = match (task.done.is_some(), view.is_late) {
        (true, _) => (Tone::Plain, format!("was due by {}", frame.clock.until(task.due_at))),
        (false, true) => (Tone::Bad, format!("late since {}", frame.clock.until(task.due_at))),
        (false, false) => {
            let day = frame.clock.until(task.due_at);
            (Tone::Plain, format!("due by {day}, in {}", words::length(left_us)))
        }
    };
    let rights = match (view.kind, view.may_amplify) {
        (TaskKind::ReviewContract, _) => None,
        (TaskKind::Amplify, true) => Some("The deal allows paid spend now."),
        (TaskKind::Amplify, false) => {
            Some("The deal gives no right to paid spend now: ask for it first.")
        }
    };
    TaskLine {
        id: task.id.clone(),
        title: say::task_title(view).to_owned(),
        who: (view.name.clone(), links::creator(&frame.ask, &view.creator_id)),
        why: match &task.by {
            Some(by) => format!("{}, by {by}.", task.why),
            None => {
                let on = frame.clock.weekday(task.made_at);
                format!("As of {on}: {}.", task.why)
            }
        },
        advised: about.map(|row| decisions::advised(row.recommendation.advised).1),
        is_overtaken: about.is_some_and(|row| is_overtaken(view, row)),
        rights,
        due,
        owner: task.owner.as_ref().map(|signed| signed.by.clone()),
        done: task.done.as_ref().map(|signed| {
            let at = frame.clock.weekday_minute(signed.at);
            let note = task.note.as_ref().map_or_else(String::new, |note| format!(": {note}"));
            format!("Done by {} on {at}{note}", signed.by)
        }),
    }
}

/// Whether a task of the rules asks for what is not advised any more.
fn is_overtaken(view: &TaskView, row: &ReviewRow) -> bool {
    let now = row.recommendation.decision;
    let is_against = match view.kind {
        TaskKind::ReviewContract => matches!(now, ReviewDecision::Grow | ReviewDecision::Keep),
        TaskKind::Amplify => now != ReviewDecision::Grow,
    };
    is_against && view.task.by.is_none() && view.task.done.is_none()
}

/// The list with its buttons.
pub fn render(lines: &[TaskLine], action: &str, is_now: bool) -> Markup {
    if lines.is_empty() {
        return empty("No task: nobody brings too little, and nobody far more than expected.");
    }
    let (open, done): (Vec<_>, Vec<_>) = lines.iter().partition(|line| line.done.is_none());
    // Late ones come first, and are never folded away.
    let n_late = open.iter().take_while(|line| line.due.0 == Tone::Bad).count();
    let (first, later) = open.split_at(open.len().min(OPEN_SHOWN.max(n_late)));
    let list = |lines: &[&TaskLine]| {
        html! { ol.cases.tasks { @for line in lines { (one(line, action, is_now)) } } }
    };
    let folded = |id: &str, (one, many), lines: &[&TaskLine]| {
        let n = i64::try_from(lines.len()).unwrap_or(i64::MAX);
        html! {
            @if !lines.is_empty() {
                details.handled id=(id) {
                    summary { (words::counted(n, one, many)) }
                    (list(lines))
                }
            }
        }
    };
    html! {
        (list(first))
        (folded("more-tasks", ("more task", "more tasks"), later))
        (folded("tasks-done", ("task done lately", "tasks done lately"), &done))
    }
}

fn one(line: &TaskLine, action: &str, is_now: bool) -> Markup {
    let (tone, due) = &line.due;
    html! {
        li.case.case-body {
            div.case-task {
                h3 { (line.title) ": " a.open href=(line.who.1) { (name(&line.who.0)) } }
                p { (name(&line.why)) }
                @match line.advised {
                    Some(advised) if line.is_overtaken => p {
                        (tag(Tone::Plain, "no longer advised")) " Now: " (advised) ". Drop it, \
                        or leave it to the rules, which look again tomorrow."
                    },
                    Some(advised) => p.muted { "Advice now: " (advised) "." },
                    None => {},
                }
                @if let Some(rights) = line.rights { p.muted { (rights) } }
            }
            div.case-task {
                p {
                    @if line.done.is_some() { (tag(Tone::Good, "done")) " " }
                    span.(tone.class()) { (words::sentence(due)) }
                }
                p.muted {
                    @match (&line.done, &line.owner) {
                        (Some(done), _) => (name(done)),
                        (None, Some(owner)) => { (name(owner)) " has it" }
                        (None, None) => { "Nobody has it yet" }
                    }
                }
            }
            @if is_now {
                @let follow = Follow {
                    id: &line.id,
                    name: &line.who.0,
                    has_owner: line.owner.is_some(),
                    is_done: line.done.is_some(),
                    overtaken_by: line.advised.filter(|_| line.is_overtaken),
                    back: None,
                };
                div.case-task.tools { (follow.buttons(action)) }
            }
        }
    }
}

/// A task that is followed up where it stands.
pub struct Follow<'a> {
    /// The task's id.
    pub id: &'a str,
    /// The creator's name.
    pub name: &'a str,
    /// Whether somebody has it.
    pub has_owner: bool,
    /// Whether it is done.
    pub is_done: bool,
    /// What is advised in its place, if it is not what is advised any more.
    pub overtaken_by: Option<&'static str>,
    /// The creator on whose page the reader stays; the review's if there is none.
    pub back: Option<&'a CreatorId>,
}

impl Follow<'_> {
    /// The buttons: take it, say that it is done, or take that back.
    pub fn buttons(&self, action: &str) -> Markup {
        let hidden = |word: &str| {
            html! {
                input type="hidden" name="task" value=(self.id);
                input type="hidden" name="word" value=(word);
                @if let Some(creator) = self.back {
                    input type="hidden" name="back" value=(creator);
                }
            }
        };
        html! {
            @if self.is_done {
                form method="post" action=(action) { (hidden("reopen")) button.button { "Undo" } }
            } @else {
                @if let Some(advised) = self.overtaken_by {
                    form method="post" action=(action) {
                        (hidden("done"))
                        input type="hidden" name="note"
                            value={ "no longer advised, now: " (advised) };
                        button.button { "Drop it" }
                    }
                }
                @if !self.has_owner && self.overtaken_by.is_none() {
                    form method="post" action=(action) {
                        (hidden("own")) button.button { "I have it" }
                    }
                }
                form.inline method="post" action=(action) {
                    (hidden("done"))
                    input name="note" maxlength="500" placeholder="What came of it"
                        aria-label={ "What came of it: " (self.name) };
                    button.button { "Done" }
                }
            }
        }
    }
}
