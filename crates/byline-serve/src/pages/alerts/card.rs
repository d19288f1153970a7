//! The decision card: what, why, what to do, what was done about ads, who has it, and what people
//! did since.

use byline_core::time::Timestamp;
use byline_engine::Engine;
use byline_engine::view::{ActFilter, AlertView, EpisodeView, Thing, WishView};
use maud::{Markup, html};

use super::{rules_href, words};
use crate::pages::acts::Teller;
use crate::pages::ask::Ask;
use crate::pages::channels;
use crate::pages::links;
use crate::pages::parts::{Tone, card, empty, name, tag};
use crate::pages::words::{Clock, sentence};

/// The card of an alert.
pub fn render(
    engine: &Engine,
    alert: &AlertView,
    ask: &Ask,
    (clock, now): (&Clock, Timestamp),
    is_told_of_now: bool,
) -> Markup {
    let note = words::urgency(alert.urgency);
    card(
        "alert",
        "As it fired",
        note,
        html! {
            p { (words::state(alert, clock, now)) " " (alert.name) }
            @match alert.newest() {
                None => p.note { "It has never fired." },
                Some(newest) => { (episode(engine, alert, newest, (clock, now, is_told_of_now))) }
            }
            p.onward {
                @if let (Some(id), Some(creator)) = (&alert.creator_id, &alert.creator) {
                    a href=(links::creator(ask, id)) { "Everything about " (name(creator)) } " "
                }
                a href=(rules_href(alert.campaign_id.as_str())) { "Thresholds" }
            }
        },
    )
}

/// How many things that people did about an alert are listed.
const ACTS_SHOWN: usize = 20;

/// What people did about an alert, the newest first, each with its reason.
pub fn acts(engine: &Engine, alert: &AlertView, clock: &Clock) -> Markup {
    let filter = ActFilter {
        thing: Some(Thing::Alert),
        id: Some(alert.id.clone()),
        most: ACTS_SHOWN,
        is_each: true,
        ..ActFilter::default()
    };
    let view = engine.acts_view(&filter);
    let teller = Teller::new(engine, clock);
    let body = html! {
        @if view.lines.is_empty() { (empty("Nobody has done anything about it yet.")) }
        @else {
            ul.checks { @for act in view.lines.iter().flat_map(|line| &line.acts) {
                li {
                    (clock.weekday_minute(act.at)) ": " (name(&teller.who(act))) " "
                    (words::act(act, clock))
                    @if let Some(reason) = &act.reason { ": “" (name(reason)) "”" }
                }
            } }
        }
    };
    card("acts", "What people did", "newest first", body)
}

fn episode(
    engine: &Engine,
    alert: &AlertView,
    view: &EpisodeView,
    (clock, now, is_told_of_now): (&Clock, Timestamp, bool),
) -> Markup {
    let episode = &view.episode;
    let then = html! {
        p { b { (name(&view.account.title)) } }
        dl.facts {
            @for (label, value) in &view.account.figures {
                div { dt { (label) } dd { (name(value)) } }
            }
        }
        @if !view.account.advice.is_empty() {
            p.note { "What was advised then:" }
            ul.checks { @for advice in &view.account.advice { li { (name(advice)) } } }
        }
    };
    html! {
        // Where the figures of now stand above, those of then are only looked up.
        @if is_told_of_now {
            details { summary { "What was seen and advised then" } (then) }
        } @else { (then) }
        dl.facts {
            div { dt { "Fired" } dd { (clock.weekday_minute(episode.fired_at)) } }
            @if episode.resolved_at.is_none() {
                @if words::is_free(alert, now) {
                    div { dt { "Due" } dd { (words::due(episode.due_at, clock, now)) } }
                }
            }
            @if let Some(at) = episode.resolved_at {
                div { dt { "Over" } dd {
                    (clock.weekday_minute(at))
                    @if let Some(by) = &episode.resolved_by { ", by " (name(by)) }
                } }
            }
            @if let Some(outcome) = &episode.outcome {
                div { dt { "What came of it" } dd {
                    (words::outcome(outcome.kind))
                    @if let Some(note) = &outcome.note { ": " (name(note)) }
                } }
            }
        }
        @if !view.wishes.is_empty() { (wishes(view)) }
        (told(engine, alert, view, (clock, now)))
    }
}

/// Who did what about it, in sentences.
fn told(
    engine: &Engine,
    alert: &AlertView,
    view: &EpisodeView,
    (clock, now): (&Clock, Timestamp),
) -> Markup {
    let episode = &view.episode;
    html! {
        @if view.told_at.is_none() && episode.resolved_at.is_none() {
            p.note {
                (tag(Tone::Warn, "nobody was told")) " "
                (sentence(words::why_untold(engine))) ". "
                a href="/channels" { "Connect one or turn one on" }
            }
        }
        (channels::went(engine, &alert.id, episode.number, clock))
        @if let Some(signed) = &episode.acknowledged {
            p.note { (name(&signed.by)) " has it since " (clock.weekday_minute(signed.at)) "." }
        }
        @if let Some(until) = words::snoozed_until(alert, now) {
            p.note { "Snoozed until " (clock.weekday_minute(until)) "." }
        }
        @if let Some(text) = words::response(&view.response) { p.note { (text) } }
        @if let Some(at) = episode.corrected_at {
            p.note {
                "Late data of " (clock.weekday_minute(at)) " shows that the condition had not "
                "held. The card stands as it was told."
            }
        }
    }
}

/// What the episode wishes about ads, with a button where a person is asked.
fn wishes(view: &EpisodeView) -> Markup {
    html! {
        h3 { "Ads behind this creator’s content" }
        div.scroll tabindex="0" role="group" aria-label="Ads" { table.folds {
            thead { tr {
                th scope="col" { "Ad" }
                th scope="col" { "What is done" }
                th scope="col" { "Your word" }
            } }
            tbody { @for wish in &view.wishes { (wish_row(wish)) } }
        } }
    }
}

fn wish_row(wish: &WishView) -> Markup {
    let answer = wish.answer.key();
    let text = match answer {
        "pause" => "paused, or on its way",
        "suggest" => "should be paused; you are asked",
        "observe" => "would be paused; Byline only watches",
        "stopped" => "held: the kill switch is on",
        "unconfirmed" => "held: the data does not support it",
        "already_done" => "held: this episode did it already",
        "person_resumed" => "held: a person let it run",
        _ => "held: too many at once; somebody was paged",
    };
    let form = |word: &str, label: &str| {
        html! {
            form method="post" action="/decisions/ad" {
                input type="hidden" name="ad" value=(wish.ad);
                input type="hidden" name="alert" value=(wish.alert);
                input type="hidden" name="episode" value=(wish.episode);
                input type="hidden" name="word" value=(word);
                button.button { (label) }
            }
        }
    };
    html! {
        tr {
            th scope="row" { code { (wish.ad) } }
            td data-label="What is done" {
                (text)
                @if wish.to.is_none() { p.note { "No ad account of this feed is connected." } }
                @if !wish.against.is_empty() {
                    p.note { "Another rule wants more of it; the safe wish holds." }
                }
            }
            td data-label="Your word" {
                @match answer {
                    "pause" => (form("resume", "Let it run")),
                    _ if wish.to.is_some() => (form("follow", "Pause it")),
                    _ => span.muted { "none" },
                }
            }
        }
    }
}
