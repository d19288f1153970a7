//! What became of links once they were out: posts that lost their link, stretches that nobody
//! tracked, and traffic under the wrong name. Shown on Links & codes, and of one creator.

use byline_core::id::CreatorId;
use byline_core::patrol::Verdict;
use byline_core::placement::{Content, Placement};
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
///
/// `never_clicked`: whose posts were seen and never clicked, with the page of each.
pub fn cards(
    (site, engine): (&Site, &Engine),
    (ask, clock): (&Ask, &Clock),
    (view, campaign): (&PatrolView, &str),
    never_clicked: &[(String, String)],
) -> Markup {
    let (n_unread, by_hand) = by_hand(engine, campaign);
    let misfiled = site.misfiled(engine);
    html! {
        (card("patrol", "Missing or altered links", "read from the posts themselves", html! {
            (unclicked(never_clicked))
            (missing((view, campaign), ask, clock, never_clicked.is_empty()))
            (unread(n_unread, &by_hand))
        }))
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
                (unread(view.n_unread, &[]))
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

/// Whose posts were seen and never clicked: most likely the link is not in them.
fn unclicked(creators: &[(String, String)]) -> Markup {
    html! {
        @if !creators.is_empty() {
            ul.checks { @for (creator, href) in creators.iter().take(MOST) {
                li {
                    (tag(Tone::Warn, "never clicked")) " " a href=(href) { (name(creator)) }
                    ": the posts were seen and nobody ever clicked. Is the link in them?"
                    p.note { a href={ (href) "#placements" } { "See what they posted" } }
                }
            } }
        }
    }
}

/// A post that a person has to look at: whose, where, and its address.
struct ByHand {
    creator: String,
    what: String,
    href: String,
    url: Option<String>,
}

/// Posts of a campaign that no program reads, how many and the newest of them; of every campaign if
/// none is named.
fn by_hand(engine: &Engine, campaign: &str) -> (u64, Vec<ByHand>) {
    let is_meant = |slot: &Placement| campaign.is_empty() || slot.campaign_id.as_str() == campaign;
    let mut posts: Vec<_> = engine.unread_posts().filter(|(_, slot)| is_meant(slot)).collect();
    posts.sort_by_key(|(post, _)| std::cmp::Reverse(post.published_at));
    let row = |(post, slot): &(&Content, &Placement)| {
        let owner = engine.owner_of(slot.creator_id.as_str());
        let kind = format!("{} {}", slot.platform.name(), slot.format);
        let title = post.title.as_ref().map(|title| format!("{title}, "));
        ByHand {
            creator: engine.creator(owner).map_or(owner, |row| &row.name).to_owned(),
            what: format!("{}{kind}", title.unwrap_or_default()),
            href: links::creator(&linkbook::in_campaign(&slot.campaign_id), &owner.into()),
            url: post.url.clone(),
        }
    };
    (u64::try_from(posts.len()).unwrap_or(u64::MAX), posts.iter().take(MOST).map(row).collect())
}

fn missing(
    (view, campaign): (&PatrolView, &str),
    ask: &Ask,
    clock: &Clock,
    is_alone: bool,
) -> Markup {
    let wrong: Vec<&PatrolRow> = view.posts.iter().filter(|row| row.is_wrong()).collect();
    let past: Vec<&PatrolRow> =
        view.posts.iter().filter(|row| !row.is_wrong() && !row.gaps.is_empty()).collect();
    html! {
        @if wrong.is_empty() && is_alone {
            (empty(match view.posts.is_empty() {
                true if !campaign.is_empty() => "No post of this campaign was read.",
                true => "No post was read yet. Connect YouTube or Instagram, and paste your posts.",
                false => "Every post that can be read carries its link.",
            }))
        } @else if !wrong.is_empty() {
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
    }
}

/// How many posts no program reads, and the newest of them, each with its address to open.
fn unread(n: u64, posts: &[ByHand]) -> Markup {
    let n = i64::try_from(n).unwrap_or(i64::MAX);
    let said = html! {
        (words::counted(n, "post", "posts")) " cannot be read by a program: TikTok, stories, and \
         posts without the platform's id. Look whether the link is there."
    };
    html! {
        @if n != 0 && posts.is_empty() { p.note { (said) } }
        @if n != 0 && !posts.is_empty() {
            details.handled {
                summary { (said) }
                ul.checks { @for post in posts {
                    li {
                        a href=(post.href) { (name(&post.creator)) } ": " (name(&post.what)) " "
                        @if let Some(url) = post.url.as_ref().filter(|url| is_web(url)) {
                            a.open href=(url) rel="noopener noreferrer" { "Open the post" }
                        }
                    }
                } }
                @if n_of(posts.len()) < n {
                    p.note { "The newest " (posts.len()) " stand here." }
                }
            }
        }
    }
}

fn is_web(url: &str) -> bool {
    url.starts_with("https://") || url.starts_with("http://")
}

fn n_of(n: usize) -> i64 {
    i64::try_from(n).unwrap_or(i64::MAX)
}

fn post(row: &PatrolRow, creator: Option<&str>, ask: &Ask, clock: &Clock) -> Markup {
    let (tone, word) = match row.verdict {
        None | Some(Verdict::Missing) if row.open_since().is_some() => (Tone::Bad, "not counted"),
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
        @for gap in &row.gaps { p.note { (lost(row, gap, clock)) } }
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

/// What a stretch without the link costs; the one that goes on in the words of the launch gate.
fn lost(row: &PatrolRow, gap: &GapView, clock: &Clock) -> String {
    let from = clock.weekday_minute(gap.from);
    let until = if row.links.is_empty() { "a link is issued" } else { "it is put in" };
    match gap.to {
        Some(_) => format!("Not counted: {}, {}.", stretch(gap, clock), gap.why),
        None => format!(
            "Out without its link since {from}, because {}: its clicks and orders are lost until \
             {until}.",
            gap.why
        ),
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
        return empty(
            "No click, landing or order points to another creator than the one it counts for.",
        );
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
