//! What became of links once they were out: posts that lost their link, stretches that nobody
//! tracked, and traffic under the wrong name. Shown on Links & codes, and of one creator.

use byline_core::id::CreatorId;
use byline_core::patrol::Verdict;
use byline_engine::Engine;
use byline_engine::view::{GapView, MisfiledRow, Party, PatrolRow, PatrolView};
use maud::{Markup, html};

use super::ask::Ask;
use super::parts::{Tone, card, empty, name, tag};
use super::words::{self, Clock};
use super::{linkbook, links};
use crate::site::Site;

/// How many rows a card shows.
const MOST: usize = 50;

/// The cards of Links & codes.
pub fn cards(site: &Site, engine: &Engine, ask: &Ask, clock: &Clock) -> Markup {
    let view = engine.patrol_view(None);
    let misfiled = site.misfiled(engine);
    html! {
        (card("patrol", "Missing or altered links", "read from the posts themselves",
            missing(&view, ask, clock)))
        (card("misfiled", "Suspected mis-filed traffic", "nothing here changes a figure",
            suspected(&misfiled.rows, ask, clock)))
    }
}

/// The card of one creator; `None` if nothing of theirs was read or missed.
pub fn card_of(view: &PatrolView, ask: &Ask, clock: &Clock) -> Option<Markup> {
    (!view.posts.is_empty()).then(|| {
        card(
            "patrol",
            "Links as posted",
            "read from the posts themselves",
            html! {
                ul.checks { @for row in view.posts.iter().take(MOST) {
                    li { (post(row, None, ask, clock)) }
                } }
                (unread(view.n_unread))
            },
        )
    })
}

/// What a creator's accounts were called, and when.
pub fn handles(engine: &Engine, creator: &CreatorId, clock: &Clock) -> Option<Markup> {
    let rows = engine.handles(creator);
    // Handles of now stand beside their accounts.
    if rows.iter().all(|row| row.to.is_none() && row.also.is_empty()) {
        return None;
    }
    let list = html! {
        ul.checks { @for row in rows.iter().take(MOST) { li {
            (row.platform.name()) " " (name(&format!("@{}", row.handle)))
            p.note {
                @match row.to {
                    Some(to) => { (clock.weekday_minute(row.from)) " to "
                        (clock.weekday_minute(to)) },
                    None => { "Since " (clock.weekday_minute(row.from)) },
                }
                @if row.is_by_platform { ", as the platform says" } "."
                @for (_, other) in &row.also {
                    " " (name(other)) " had it too, at another time or now."
                }
            }
        } } }
    };
    Some(card("handles", "Handles over time", "newest first", list))
}

/// What a creator's figures lack, in one sentence; `None` if every post was tracked throughout.
pub fn untracked(view: &PatrolView, clock: &Clock) -> Option<String> {
    let gaps = view.posts.iter().flat_map(|row| row.gaps.iter().map(move |gap| (row, gap)));
    let said: Vec<String> =
        gaps.map(|(row, gap)| format!("{} {}", row.title, stretch(gap, clock))).take(5).collect();
    (!said.is_empty())
        .then(|| format!("Too low: clicks and orders were untracked. {}.", said.join("; ")))
}

fn missing(view: &PatrolView, ask: &Ask, clock: &Clock) -> Markup {
    let wrong: Vec<&PatrolRow> = view.posts.iter().filter(|row| row.is_wrong()).collect();
    let past: Vec<&PatrolRow> =
        view.posts.iter().filter(|row| !row.is_wrong() && !row.gaps.is_empty()).collect();
    html! {
        @if wrong.is_empty() {
            (empty(match view.posts.is_empty() {
                true => "No post was read yet. Connect YouTube or Instagram, and paste your posts.",
                false => "Every post that can be read carries its link.",
            }))
        } @else {
            ul.checks { @for row in wrong.iter().take(MOST) {
                li { (post(row, Some(&row.creator), ask, clock)) }
            } }
        }
        @if MOST < wrong.len() { p.note { (wrong.len() - MOST) " more are in the API." } }
        @if !past.is_empty() {
            details {
                summary { "Put right since: " (past.len()) }
                ul.checks { @for row in past.iter().take(MOST) {
                    li { (post(row, Some(&row.creator), ask, clock)) }
                } }
            }
        }
        (unread(view.n_unread))
    }
}

fn unread(n: u64) -> Markup {
    let n = i64::try_from(n).unwrap_or(i64::MAX);
    html! { @if n != 0 { p.note {
        (words::counted(n, "post", "posts")) " cannot be read by a program: TikTok, stories, and \
         posts without the platform's id. Look by hand, and note it at the post."
    } } }
}

fn post(row: &PatrolRow, creator: Option<&str>, ask: &Ask, clock: &Clock) -> Markup {
    let (tone, word) = match row.verdict {
        Some(Verdict::Present) => (Tone::Good, "present"),
        Some(Verdict::Missing) => (Tone::Bad, "missing"),
        Some(Verdict::Altered) => (Tone::Warn, "altered"),
        Some(Verdict::Gone) => (Tone::Plain, "post is gone"),
        None => (Tone::Plain, "not read"),
    };
    html! {
        (tag(tone, word)) " "
        @if let Some(creator) = creator {
            a href=(links::creator(ask, &row.creator_id)) { (name(creator)) } ": "
        }
        (name(&row.title))
        @for link in &row.links { " " code { bdi { "/" (link.slug) } } }
        @if let Some(since) = row.since {
            p.note { "Since " (clock.weekday_minute(since))
                @if let Some(seen) = row.seen_at {
                    ", last read " (clock.weekday_minute(seen))
                } "." }
        }
        @for found in &row.found {
            p.note { "There is " (found.title) ": " code { bdi { (found.text) } } }
        }
        @for gap in &row.gaps {
            p.note { (tag(Tone::Warn, "gap")) " " (words::sentence(&stretch(gap, clock))) ": "
                (gap.why) "." }
        }
        @if let Some(step) = row.next_step {
            p.note {
                @match row.links.is_empty() {
                    true => a href=(linkbook::issue_href(&row.campaign_id, &row.creator_id)) {
                        (words::sentence(step))
                    },
                    false => b { (words::sentence(step)) },
                }
                "."
            }
        }
    }
}

fn stretch(gap: &GapView, clock: &Clock) -> String {
    let from = clock.weekday_minute(gap.from);
    match gap.to {
        Some(to) => format!("untracked from {from} to {}", clock.weekday_minute(to)),
        None => format!("untracked from {from} until now"),
    }
}

fn suspected(rows: &[MisfiledRow], ask: &Ask, clock: &Clock) -> Markup {
    if rows.is_empty() {
        return empty("Nothing says another owner than the one it is counted for.");
    }
    html! {
        div.scroll tabindex="0" role="region" aria-label="Suspected mis-filed traffic" {
            table.folds {
                thead { tr {
                    th scope="col" { "What it says" }
                    th scope="col" { "Counted for" }
                    th scope="col" { "Probably" }
                    th.number scope="col" { "Clicks" }
                    th.number scope="col" { "Landings" }
                    th.number scope="col" { "Orders" }
                    th.number scope="col" { "Worth" }
                    th scope="col" { "What to do next" }
                } }
                tbody { @for row in rows.iter().take(MOST) { (suspicion(row, ask, clock)) } }
            }
        }
        @if MOST < rows.len() { p.note { (rows.len() - MOST) " more are in the API." } }
    }
}

fn suspicion(row: &MisfiledRow, ask: &Ask, clock: &Clock) -> Markup {
    let count = |n: u64| match n {
        0 => "–".to_owned(),
        n => words::count(i64::try_from(n).unwrap_or(i64::MAX)),
    };
    html! { tr {
        th scope="row" {
            @if !row.says.is_empty() { code { bdi { (row.says) } } }
            small.below { (words::sentence(row.title)) }
        }
        td data-label="Counted for" { (party(row.counted_for.as_ref(), ask)) }
        td data-label="Probably" { (party(row.likely.as_ref(), ask)) }
        td.number data-label="Clicks" { (count(row.n_clicks)) }
        td.number data-label="Landings" { (count(row.n_visits)) }
        td.number data-label="Orders" { (count(row.n_orders)) }
        td.number.main data-label="Worth" {
            @if row.money.is_empty() { "–" }
            @for money in &row.money { (words::money(money.minor, money.currency)) " " }
        }
        td.wide data-label="What to do next" {
            (words::sentence(row.next_step)) "."
            @if let Some(at) = row.last_at { p.note { "Last " (clock.weekday_minute(at)) "." } }
        }
    } }
}

fn party(party: Option<&Party>, ask: &Ask) -> Markup {
    html! {
        @match party {
            None => span.muted { "nobody" },
            Some(party) => {
                a href=(links::creator(ask, &party.creator_id)) { (name(&party.name)) }
                @if let Some(slug) = &party.slug { small.below { code { bdi { "/" (slug) } } } }
            },
        }
    }
}
