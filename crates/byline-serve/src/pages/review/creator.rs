//! What reviews said of one creator, what somebody has to do, and who is alike.

use byline_core::creator::Creator;
use byline_engine::Engine;
use byline_engine::view::TaskView;
use maud::{Markup, html};

use super::tasks::Follow;
use super::{routes, words as say};
use crate::pages::frame::Frame;
use crate::pages::parts::{Tone, card, name, tag};
use crate::pages::{links, words};

/// The card of the creator's page.
pub fn card_of(engine: &Engine, frame: &Frame<'_>, creator: &Creator) -> Markup {
    let campaign = &frame.campaign.id;
    let decided = engine.reviewed(campaign, &creator.id);
    let tasks = engine.tasks_view(Some(campaign), frame.now);
    let own = || tasks.iter().filter(|task| task.creator_id == creator.id);
    let similar = engine.similar_creators(campaign, &creator.id, frame.now);
    let href = frame.ask.elsewhere().href(&routes::href(campaign.as_str()));
    let body = html! {
        ul.checks {
            @if decided.is_empty() { li { "No weekly review has decided anything about them." } }
            @for (week, said) in decided.iter().rev() {
                li {
                    b { (say::decision_name(said.decision)) }
                    " in the week of " (frame.clock.day(*week)) ", by " (name(&said.by))
                    @if let Some(note) = &said.note { ": " (name(note)) }
                }
            }
            @for task in own() { li { (task_line(frame, task)) } }
        }
        @if !similar.is_empty() {
            h3.inset { "Most alike" }
            ul.checks {
                @for row in &similar {
                    li {
                        a href=(links::creator(&frame.ask, &row.creator_id)) { (name(&row.name)) }
                        ": " (say::alike_in(row, campaign, frame.currency()))
                    }
                }
            }
        }
        p.onward { a href=(href) { "The weekly review" } }
    };
    let n = own().filter(|task| task.task.done.is_none()).count();
    let note = match n {
        0 => String::new(),
        n => words::counted(i64::try_from(n).unwrap_or(i64::MAX), "open task", "open tasks"),
    };
    card("reviewed", "Reviews and tasks", &note, body)
}

/// A task with its buttons; nothing is done in a view of the past.
fn task_line(frame: &Frame<'_>, task: &TaskView) -> Markup {
    let clock = &frame.clock;
    let (asked, done) = (&task.task, task.task.done.as_ref());
    let follow = Follow {
        id: &asked.id,
        name: &task.name,
        has_owner: asked.owner.is_some(),
        is_done: done.is_some(),
        overtaken_by: None,
        back: Some(&task.creator_id),
    };
    html! {
        @if done.is_some() { (tag(Tone::Good, "done")) }
        @else if task.is_late { (tag(Tone::Bad, "late")) }
        @else { (tag(Tone::Warn, "to do")) }
        " " (say::task_title(task)) ", until " (clock.until(asked.due_at)) ". "
        @match &asked.by {
            Some(by) => { "Asked by " (name(by)) },
            None => "Asked by rule",
        }
        " on " (clock.weekday(asked.made_at)) ": " (name(&asked.why)) "."
        @if let Some(signed) = done {
            " Done by " (name(&signed.by)) " on " (clock.weekday_minute(signed.at))
            @if let Some(note) = &asked.note { ": " (name(note)) }
            "."
        } @else if let Some(signed) = &asked.owner { " " (name(&signed.by)) " has it." }
        @if frame.ask.at.is_none() {
            div.case-task.tools {
                (follow.buttons(&routes::tasks_href(task.campaign_id.as_str())))
            }
        }
    }
}

/// What somebody has to do about creators, and where; `None` while nothing is open.
pub fn due(engine: &Engine, frame: &Frame<'_>) -> Option<(String, String)> {
    let campaign = &frame.campaign.id;
    let text = open_tasks(engine, frame)?;
    let href = frame.ask.elsewhere().href(&routes::href(campaign.as_str()));
    Some((text, format!("{href}#tasks")))
}

/// `3 open tasks, 1 late`; `None` while nothing is open.
fn open_tasks(engine: &Engine, frame: &Frame<'_>) -> Option<String> {
    let tasks = engine.tasks_view(Some(&frame.campaign.id), frame.now);
    let n_open = tasks.iter().filter(|task| task.task.done.is_none()).count();
    let n_late = tasks.iter().filter(|task| task.is_late).count();
    let n = |n| i64::try_from(n).unwrap_or(i64::MAX);
    let open = words::counted(n(n_open), "open task", "open tasks");
    match (n_open, n_late) {
        (0, _) => None,
        (_, 0) => Some(open),
        (_, late) => Some(format!("{open}, {late} late")),
    }
}

/// Where the week is gone through, with how much is open.
pub fn onward(engine: &Engine, frame: &Frame<'_>) -> (String, String) {
    let tasks = open_tasks(engine, frame).unwrap_or_else(|| "no task is open".to_owned());
    let href = frame.ask.elsewhere().href(&routes::href(frame.campaign.id.as_str()));
    (format!("Weekly review: {tasks}"), href)
}
