//! The decision card: what, why, what to do, what was done about ads, and who has it.

use byline_core::time::Timestamp;
use byline_engine::view::{AlertView, EpisodeView, WishView};
use maud::{Markup, html};

use super::words;
use crate::pages::ask::Ask;
use crate::pages::links;
use crate::pages::parts::{Tone, card, name, tag};
use crate::pages::words::Clock;

/// The card of an alert.
pub fn render(alert: &AlertView, ask: &Ask, clock: &Clock, now: Timestamp) -> Markup {
    let (tone, word) = words::state(alert.state);
    let note = words::urgency(alert.urgency);
    card(
        "alert",
        alert.name,
        note,
        html! {
            p { (tag(tone, word)) }
            @match alert.newest() {
                None => p.note { "It has never fired." },
                Some(newest) => { (episode(newest, clock, now)) }
            }
            @if let (Some(id), Some(creator)) = (&alert.creator_id, &alert.creator) {
                p { a href=(links::creator(ask, id)) { "Everything about " (name(creator)) } }
            }
        },
    )
}

fn episode(view: &EpisodeView, clock: &Clock, now: Timestamp) -> Markup {
    let episode = &view.episode;
    html! {
        p { b { (name(&view.account.title)) } }
        dl.facts {
            @for (label, value) in &view.account.figures {
                div { dt { (label) } dd { (name(value)) } }
            }
            div { dt { "Fired" } dd { (clock.weekday_minute(episode.fired_at)) } }
            @if episode.resolved_at.is_none() {
                div { dt { "Due" } dd { (clock.weekday_minute(episode.due_at)) } }
            }
            div { dt { "Rules" } dd { "edition " (view.rules_version) } }
        }
        @if !view.account.advice.is_empty() {
            ul.checks { @for advice in &view.account.advice { li { (name(advice)) } } }
        }
        @if !view.wishes.is_empty() { (wishes(view)) }
        (told(view, clock, now))
    }
}

/// Who did what about it, in sentences.
fn told(view: &EpisodeView, clock: &Clock, now: Timestamp) -> Markup {
    let episode = &view.episode;
    html! {
        @if view.told_at.is_none() && episode.resolved_at.is_none() {
            p.note { (tag(Tone::Warn, "nobody was told")) " No channel has taken the notice yet." }
        }
        @if let Some(signed) = &episode.acknowledged {
            p.note { (name(&signed.by)) " has it since " (clock.weekday_minute(signed.at)) "." }
        }
        @if let Some(until) = episode.snoozed_until.filter(|until| now < *until) {
            p.note { "Snoozed until " (clock.weekday_minute(until)) "." }
        }
        @if let Some(decided) = &view.decided {
            p.note {
                "First decision: " (decided.what) ", by " (name(&decided.by))
                @if let Some(reason) = &decided.reason { ": " (name(reason)) }
            }
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
