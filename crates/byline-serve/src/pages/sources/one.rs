//! The page of one connection: how it is and what to do about it first, then its secret, and how it
//! is set up, which unfolds once something came.

use byline_core::entry::Connection;
use byline_core::feed::{self, Feed, Way};
use byline_core::time::{MICROS_PER_MINUTE, Timestamp};
use byline_engine::Engine;
use byline_engine::view::SourceView;
use maud::{Markup, html};

use super::polled::Polled;
use super::{build, clock, mend, steps};
use crate::pages::ask::Ask;
use crate::pages::links;
use crate::pages::parts::{card, empty, tag};
use crate::pages::shell::{Head, Here, Shell};
use crate::pages::visit::Whole;
use crate::pages::words;

/// What the node knows of a connection, and no engine does.
pub struct Told<'a> {
    /// What our addresses begin with.
    pub pages_url: &'a str,
    /// How asking goes, if it is asked.
    pub polled: Option<&'a Polled>,
    /// How many secrets are stored for it.
    pub n_secrets: usize,
}

/// A connection with what is known of it.
struct Known<'a> {
    engine: &'a Engine,
    now: Timestamp,
    connection: &'a Connection,
    feed: Option<&'static Feed>,
    source: Option<&'a SourceView>,
    told: &'a Told<'a>,
}

/// The page.
pub fn whole(
    engine: &Engine,
    ask: &Ask,
    now: Timestamp,
    connection: &Connection,
    told: &Told<'_>,
) -> Whole {
    let view = engine.sources_view(now);
    let source = view.sources.iter().find(|source| source.connection == connection.id);
    let feed = feed::find(&connection.feed);
    let known = Known { engine, now, connection, feed, source, told };
    let shell = Shell {
        title: connection.name.clone(),
        here: Here::Sources,
        ask: ask.clone(),
        is_live: ask.at.is_none(),
        banners: Vec::new(),
    };
    // Nothing can be done in the past.
    Whole { shell, content: known.content(ask.at.is_none()) }
}

impl Known<'_> {
    fn content(&self, is_now: bool) -> Markup {
        let Self { connection, feed, source, told, now, .. } = *self;
        let trouble = told.polled.and_then(Polled::trouble).filter(|_| !connection.is_archived);
        let state = trouble.or_else(|| source.map(|source| build::state(source, now)));
        let mend = mend::now(connection, feed, source, told.polled, now).filter(|_| is_now);
        let has_come = source.is_some_and(|source| source.freshness.received_at.is_some());
        html! {
            (Head::titled(&connection.name).render())
            div.tools {
                a.button href="/sources" { "All sources" }
                @if let Some((tone, word)) = &state { (tag(*tone, word)) }
                @if let Some(source) = source { span.muted { (build::about(source)) } }
            }
            @if let Some(mend) = mend { (card("mend", "What to do", "", mend)) }
            @if !has_come && !connection.is_archived { (self.set_up(has_come)) }
            div.halves.wide-first {
                div.column {
                    @if let Some(source) = source.filter(|_| has_come) {
                        (card("state", "How fresh it is", "", self.fresh(source)))
                    }
                    (card("streams", "What came", "", streams(source)))
                    @if let Some(polled) = told.polled {
                        (card("polls", "How it is asked", "in turns, by Byline",
                            polled.render(now, &clock(self.engine, now))))
                    }
                }
                div.column {
                    @if is_now { (self.kept()) }
                    @if has_come || connection.is_archived { (self.set_up(has_come)) }
                }
            }
        }
    }

    /// When it delivered last, beside what is usual for it.
    fn fresh(&self, source: &SourceView) -> Markup {
        let fresh = &source.freshness;
        let clock = clock(self.engine, self.now);
        let ago = |at: Timestamp| {
            let age = words::length(self.now.micros_since(at).max(0));
            html! { b { (age) } " ago " small { (clock.weekday_minute(at)) } }
        };
        let length = |ms: i64| words::length(ms.saturating_mul(1_000));
        let week = words::percent(fresh.n_on_time_week.into(), fresh.n_timed_week.into());
        let target = words::length(i64::from(source.target_min) * MICROS_PER_MINUTE);
        html! {
            dl.facts {
                @if let Some(at) = fresh.received_at { dt { "Last delivery" } dd { (ago(at)) } }
                @if let Some(at) = fresh.newest_at { dt { "Newest fact" } dd { (ago(at)) } }
                @if let Some(gap_s) = fresh.usual_gap_s {
                    dt { "Usual gap" } dd { "up to " (words::length(gap_s * 1_000_000)) }
                }
                @if let (None, Some(half), Some(most)) =
                    (build::untimed(source), fresh.delay_p50_ms, fresh.delay_p95_ms)
                {
                    dt { "Delay" } dd {
                        "half within " (length(half)) ", 95% within " (length(most))
                    }
                }
                dt { "Target" } dd {
                    @match build::untimed(source) {
                        Some(why) => { "none: " (why) },
                        None => {
                            "usable within " (target)
                            @if let Some(week) = week { "; " (week) " was, in the last 7 days" }
                        },
                    }
                }
            }
            p.note {
                @if source.is_judged() {
                    "It counts as quiet once nothing came for "
                    (words::length(fresh.patience_s.saturating_mul(1_000_000)))
                    ". "
                }
                "Delay runs from when something happened to when it could be used here."
            }
        }
    }

    /// The secret, of which only is told that there is one, and the end of the connection.
    fn kept(&self) -> Markup {
        let Self { connection, feed, told, .. } = *self;
        let href = links::segment(connection.id.as_str());
        let (label, word) = match connection.is_archived {
            true => ("Connect it again", "yes"),
            false => ("Disconnect", "no"),
        };
        html! {
            @if feed.is_some_and(mend::has_secret) {
                (card("secret", "Secret", "", mend::secret(connection, feed, told.n_secrets)))
            }
            (card("use", "In use", "", html! {
                @if connection.is_archived {
                    p { "Disconnected: nothing is taken from it. What it brought stays." }
                } @else {
                    p { "What it sends is taken in." }
                }
                details.confirm.inset {
                    summary.button { (label) "…" }
                    p {
                        @if connection.is_archived {
                            "What it sends is taken in from then on. Nothing counts twice."
                        } @else {
                            "Nothing it sends is taken in from then on. What it brought stays and \
                             goes on to count. It can be connected again."
                        }
                    }
                    form method="post" action={ "/sources/connections/" (href) "/use" } {
                        input type="hidden" name="use" value=(word);
                        button.button { (label) }
                    }
                }
            }))
        }
    }

    /// The steps, unfolded while nothing has come.
    fn set_up(&self, has_come: bool) -> Markup {
        let Some(feed) = self.feed else { return html! {} };
        let id = links::segment(self.connection.id.as_str());
        let hook = steps::has_hook(feed)
            .then(|| format!("{}/hooks/{}/{id}", self.told.pages_url, feed.key));
        let has_files = feed.ways.iter().any(|way| matches!(way, Way::Batch | Way::Manual));
        let body = html! {
            (steps::list(feed, true))
            @if let Some(hook) = hook {
                div.command.inset id="address" {
                    pre tabindex="0" { code { (hook) } }
                    button.button type="button" data-copies { "Copy" }
                }
            }
            @if has_files { p.note { a href="/import" { "Import a file" } } }
        };
        match has_come {
            false => card("steps", "Set it up", "nothing has come yet", body),
            true => card(
                "steps",
                "Set-up",
                "",
                html! {
                    details { summary { "How it is set up, and its address" } (body) }
                },
            ),
        }
    }
}

fn streams(source: Option<&SourceView>) -> Markup {
    let Some(source) = source.filter(|source| !source.streams.is_empty()) else {
        return empty("Nothing has come yet. This page tells as soon as it does.");
    };
    let delay = |ms: Option<i64>| {
        ms.map_or_else(|| "n/a".to_owned(), |ms| words::length(ms.saturating_mul(1_000)))
    };
    html! {
        p.note { (build::flow(source).render()) }
        div.scroll tabindex="0" role="group" aria-label="What came" { table.small.folds {
            thead { tr {
                th scope="col" { "Kind" }
                th.number scope="col" { "New" }
                th.number scope="col" { "Repeats" }
                th.number scope="col" { "95% within" }
            } }
            tbody {
                @for stream in &source.streams {
                    tr {
                        th scope="row" { (build::kind_name(stream.name)) }
                        td.number data-label="New" { (build::count(stream.freshness.n_facts)) }
                        td.number data-label="Repeats" {
                            (build::count(stream.freshness.n_known))
                        }
                        td.number data-label="95% within" {
                            (delay(stream.freshness.delay_p95_ms))
                        }
                    }
                }
            }
        } }
    }
}
