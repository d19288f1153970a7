//! Alerts as tables.

use std::collections::BTreeMap;

use byline_core::decision::episode::{AlertState, Episode};
use byline_core::id::CreatorId;
use byline_core::money::Currency;
use byline_core::time::Timestamp;
use byline_engine::view::{AlertView, AlertsView, EpisodeView};
use maud::{Markup, html};

use super::forms::TAKEN_AT_ONCE;
use super::groups::Group;
use super::words;
use crate::pages::decisions::NowLine;
use crate::pages::parts::{Tone, empty, name, tag};
use crate::pages::words::{Clock, counted, money_rounded, sentence};

/// How many episodes that are over are shown.
const OVER_SHOWN: usize = 100;
/// How many of them at once.
const OVER_UNFOLDED: usize = 8;

/// The first few whom a row is about: `Ana, Ben, Eva and 5 more`.
fn first_names(alerts: &[&AlertView]) -> String {
    const FEW: usize = 3;
    let mut names: Vec<String> =
        alerts.iter().filter_map(|alert| alert.creator.clone()).take(FEW).collect();
    if names.len() < alerts.len() {
        names.push(format!("{} more", alerts.len() - names.len()));
    }
    crate::pages::words::listed(&names)
}

/// What the rows of the page are told with: how creators stand now, and the time.
pub struct Told<'a> {
    /// How each creator stands now.
    pub lines: &'a BTreeMap<CreatorId, NowLine>,
    /// What the money is in.
    pub currency: Currency,
    /// Whose days and hours times are told in.
    pub clock: &'a Clock,
    /// The instant of the page.
    pub now: Timestamp,
    /// Whether the reader may take alerts: nobody can in the past.
    pub may_say: bool,
}

impl Told<'_> {
    /// What fires or has no data: one row for each cause, and the alerts of many creators folded
    /// below their rule.
    pub fn open(&self, groups: &[Group<'_>]) -> Markup {
        if groups.is_empty() {
            return empty("Nothing fires.");
        }
        html! {
            div.scroll tabindex="0" role="group" aria-label="What fires" { table.folds {
                (open_head())
                tbody {
                    @for group in groups {
                        @match &group.alerts[..] {
                            [alone] => (self.row(alone)),
                            _ => (self.group(group)),
                        }
                    }
                }
            } }
        }
    }

    /// What is bad and not told yet.
    pub fn pending(&self, view: &AlertsView) -> Markup {
        let is_pending = |alert: &&AlertView| alert.state == AlertState::Pending;
        let pending: Vec<&AlertView> = view.alerts.iter().filter(is_pending).collect();
        if pending.is_empty() {
            return html! {};
        }
        let n = i64::try_from(pending.len()).unwrap_or(i64::MAX);
        html! {
            details {
                summary {
                    (counted(n, "condition holds", "conditions hold"))
                    ", not yet long enough to raise an alert"
                }
                div.scroll tabindex="0" role="group" aria-label="Not told yet" { table.folds {
                    (open_head())
                    tbody { @for alert in pending { (self.row(alert)) } }
                } }
            }
        }
    }

    /// What fires to the letter, and the figures of now do not support.
    pub fn stale(&self, stale: &[&AlertView]) -> Markup {
        let n = i64::try_from(stale.len()).unwrap_or(i64::MAX);
        html! {
            @if 0 < n {
                details {
                    summary {
                        (counted(n, "more fires", "more fire"))
                        " by the rule alone: the figures of now do not support it"
                    }
                    ul.checks.inset {
                        @for alert in stale { (self.line(alert)) }
                    }
                }
            }
        }
    }

    fn group(&self, group: &Group<'_>) -> Markup {
        let is_free = |alert: &&&AlertView| words::is_free(alert, self.now);
        let free: Vec<&AlertView> = group.alerts.iter().filter(is_free).copied().collect();
        let is_snoozed = |alert: &&&AlertView| words::snoozed_until(alert, self.now).is_some();
        let n_snoozed = group.alerts.iter().filter(is_snoozed).count();
        let episodes = |alerts: &[&AlertView], at: fn(&EpisodeView) -> Timestamp| {
            alerts.iter().filter_map(|alert| alert.newest()).map(at).min()
        };
        let since = episodes(&group.alerts, |newest| newest.episode.fired_at);
        let n = |n: usize| i64::try_from(n).unwrap_or(i64::MAX);
        let all = n(group.alerts.len());
        html! {
            tr.top {
                th.wide scope="row" {
                    details {
                        summary {
                            (group.name) ": " (counted(all, "creator", "creators"))
                            small { " " (name(&first_names(&group.alerts))) }
                        }
                        @if self.may_say && !free.is_empty() { (take_all(&free)) }
                        ul.checks { @for alert in &group.alerts { (self.line(alert)) } }
                    }
                }
                (self.money(Some(group.stake_minor).filter(|minor| *minor != 0)))
                td data-label="State" {
                    @if n_snoozed < group.alerts.len() { (tag(Tone::Bad, "fires")) }
                    @else { (tag(Tone::Plain, "snoozed")) }
                }
                td data-label="How soon" { (words::urgency(group.urgency)) }
                td data-label="Since" {
                    @if let Some(at) = since { (self.clock.weekday_minute(at)) }
                }
                td data-label="Due" {
                    @match episodes(&free, |newest| newest.episode.due_at) {
                        Some(at) => (words::due(at, self.clock, self.now)),
                        None => span.muted { "nothing waits" },
                    }
                }
                td data-label="Who has it" {
                    @match n(free.len()) {
                        0 if n_snoozed == 0 => "somebody has each",
                        0 => "somebody has the others",
                        free => span.muted { (counted(free, "is", "are")) " nobody’s yet" },
                    }
                    @if 0 < n_snoozed { span.muted { ", " (n_snoozed) " snoozed" } }
                }
            }
        }
    }

    /// One creator of a group: what the alert found, how they stand now, and who has it.
    fn line(&self, alert: &AlertView) -> Markup {
        let line = alert.creator_id.as_ref().and_then(|id| self.lines.get(id));
        let who = alert.creator.as_ref().zip(line);
        html! {
            li {
                @match who {
                    Some((creator, line)) => {
                        a.open href=(alert.path) { (name(creator)) } ": "
                        @if let Some(money) = &line.at_stake { b { (money) } "; " }
                        (name(&words::finding(alert))) ". "
                        (name(&sentence(&line.text)))
                    },
                    None => a.open href=(alert.path) { (name(&words::title(alert))) },
                }
                small.below { "Who has it: " (words::whose(alert, self.clock, self.now)) }
            }
        }
    }

    /// The money that advice about the creator of an alert is about.
    fn stake_minor(&self, alert: &AlertView) -> Option<i64> {
        let line = alert.creator_id.as_ref().and_then(|id| self.lines.get(id))?;
        line.at_stake.as_ref().map(|_| line.at_stake_minor)
    }

    fn money(&self, minor: Option<i64>) -> Markup {
        html! {
            td.number data-label="Money in question" {
                @match minor {
                    Some(minor) => (money_rounded(minor, self.currency)),
                    None => span.muted { "n/a" },
                }
            }
        }
    }

    fn row(&self, alert: &AlertView) -> Markup {
        let fires = alert.state != AlertState::Pending;
        let newest = alert.newest().filter(|_| fires);
        let title = if fires { words::title(alert) } else { words::subject(alert) };
        html! {
            tr {
                th.wide scope="row" { a.open href=(alert.path) { (name(&title)) } }
                (self.money(self.stake_minor(alert)))
                td data-label="State" { (words::state(alert, self.clock, self.now)) }
                td data-label="How soon" {
                    @if !fires { "if it lasts: " }
                    (words::urgency(alert.urgency))
                }
                td data-label="Since" {
                    @match newest {
                        Some(newest) => (self.clock.weekday_minute(newest.episode.fired_at)),
                        None => span.muted { (words::seconds(alert.pending_s.unwrap_or(0))) },
                    }
                }
                td data-label="Due" {
                    @match newest {
                        Some(newest) if words::is_free(alert, self.now) => {
                            (words::due(newest.episode.due_at, self.clock, self.now))
                        },
                        Some(_) => span.muted { "nothing waits" },
                        None => span.muted { "not yet" },
                    }
                }
                td data-label="Who has it" {
                    @if fires { (words::whose(alert, self.clock, self.now)) }
                    @else { span.muted { "nobody was told" } }
                }
            }
        }
    }
}

fn open_head() -> Markup {
    html! {
        thead { tr {
            th scope="col" { "What" }
            th.number scope="col" { "Money in question" }
            th scope="col" { "State" }
            th scope="col" { "How soon" }
            th scope="col" { "Since" }
            th scope="col" { "Due" }
            th scope="col" { "Who has it" }
        } }
    }
}

/// The button that takes every alert of a group that nobody has and nobody put off.
fn take_all(free: &[&AlertView]) -> Markup {
    html! {
        form method="post" action="/decisions/alerts/take" {
            input type="hidden" name="campaign" value=(free[0].campaign_id);
            @for alert in free.iter().take(TAKEN_AT_ONCE) {
                input type="hidden" name="id" value=(alert.id);
            }
            button.button {
                @match free.len() {
                    1 => "I have it",
                    n if TAKEN_AT_ONCE < n => { "I have the first " (TAKEN_AT_ONCE) },
                    n => { "I have all " (n) },
                }
            }
        }
    }
}

/// Episodes that are over: the newest few, the others folded.
pub fn over(view: &AlertsView, clock: &Clock, why_untold: &str) -> Markup {
    let mut over: Vec<(&AlertView, &EpisodeView)> = view
        .alerts
        .iter()
        .flat_map(|alert| alert.episodes.iter().map(move |episode| (alert, episode)))
        .filter(|(_, episode)| episode.episode.resolved_at.is_some())
        .collect();
    over.sort_by_key(|(_, episode)| std::cmp::Reverse(episode.episode.resolved_at));
    over.truncate(OVER_SHOWN);
    if over.is_empty() {
        return empty("No alert has ended yet.");
    }
    let n_untold = over.iter().filter(|(_, episode)| episode.told_at.is_none()).count();
    html! {
        @if 0 < n_untold {
            p.note {
                "Nobody was told of " (n_untold) " of these alerts: " (why_untold) ". "
                a href="/channels" { "Connect one or turn one on" }
            }
        }
        @let rows = |label, over: &[(&AlertView, &EpisodeView)]| {
            let rows = over.iter().map(|(alert, episode)| (Some(alert.path.clone()), *episode));
            table(label, rows, clock)
        };
        @let (newest, older) = over.split_at(over.len().min(OVER_UNFOLDED));
        (rows("Newest episodes", newest))
        @if !older.is_empty() {
            details { summary { "The " (older.len()) " before" } (rows("Older episodes", older)) }
        }
    }
}

/// The episodes of one alert but the newest.
pub fn episodes(alert: &AlertView, clock: &Clock) -> Markup {
    table("Episodes", alert.episodes.iter().skip(1).map(|episode| (None, episode)), clock)
}

fn table<'a>(
    label: &str,
    rows: impl Iterator<Item = (Option<String>, &'a EpisodeView)>,
    clock: &Clock,
) -> Markup {
    let rows: Vec<(Option<String>, &EpisodeView)> = rows.collect();
    // A column of which nothing is known says nothing.
    let columns = (
        rows.iter().any(|(_, view)| words::response(&view.response).is_some()),
        rows.iter().any(|(_, view)| is_answered(&view.episode)),
    );
    html! {
        div.scroll tabindex="0" role="group" aria-label=(label) { table.folds {
            thead { tr {
                th scope="col" { "What" }
                th scope="col" { "From" }
                th scope="col" { "To" }
                @if columns.0 { th scope="col" { "How quickly" } }
                @if columns.1 { th scope="col" { "What came of it" } }
            } }
            tbody {
                @for (href, episode) in rows { (episode_row(href, episode, clock, columns)) }
            }
        } }
    }
}

/// Whether anything is known of what came of it.
fn is_answered(episode: &Episode) -> bool {
    episode.outcome.is_some() || episode.corrected_at.is_some()
}

fn episode_row(
    href: Option<String>,
    view: &EpisodeView,
    clock: &Clock,
    (is_timed, is_said): (bool, bool),
) -> Markup {
    let episode = &view.episode;
    let title = name(&view.account.title);
    html! {
        tr {
            th.wide scope="row" {
                @match href { Some(href) => a.open href=(href) { (title) }, None => (title) }
            }
            td data-label="From" { (clock.weekday_minute(episode.fired_at)) }
            td data-label="To" {
                @match episode.resolved_at {
                    Some(at) => (clock.weekday_minute(at)),
                    None => span.muted { "still open" },
                }
                @if let Some(by) = &episode.resolved_by { " by " (name(by)) }
            }
            @if is_timed { td data-label="How quickly" {
                @match words::response(&view.response) {
                    Some(text) => (text),
                    None => span.muted { "nobody was told" },
                }
            } }
            @if is_said { td data-label="What came of it" {
                @match &episode.outcome {
                    Some(outcome) => {
                        (words::outcome(outcome.kind))
                        @if let Some(note) = &outcome.note { ": " (name(note)) }
                    },
                    None => span.muted { "nobody said" },
                }
                @if episode.corrected_at.is_some() {
                    " " span.muted { "(late data showed that it had not held)" }
                }
            } }
        }
    }
}

/// What the list of what alerts came to is for, once anybody said what came of any.
pub fn lesson(view: &AlertsView) -> &'static str {
    match view.reports.iter().all(|report| report.n_untold == report.n_closed) {
        true => "nobody said yet what came of one, so this says nothing of the rules",
        false => "an alert that never leads to anything should be tuned out",
    }
}

/// What alerts of each rule came to.
pub fn reports(view: &AlertsView) -> Markup {
    if view.reports.is_empty() {
        return empty("No alert has fired yet.");
    }
    html! {
        div.scroll tabindex="0" role="group" aria-label="What alerts came to" { table.folds {
            thead { tr {
                th scope="col" { "Rule" }
                th.number scope="col" { "Over" }
                th.number scope="col" { "Acted on" }
                th.number scope="col" { "Nothing to do" }
                th.number scope="col" { "False alarm" }
                th.number scope="col" { "Nobody said" }
                th.number scope="col" { "Corrected later" }
                th.number scope="col" { "Decided within" }
            } }
            tbody { @for report in &view.reports {
                tr {
                    th scope="row" { (report.name) }
                    td.number data-label="Over" { (report.n_closed) }
                    td.number data-label="Acted on" { (report.n_acted) }
                    td.number data-label="Nothing to do" { (report.n_nothing_to_do) }
                    td.number data-label="False alarm" { (report.n_false_alarms) }
                    td.number data-label="Nobody said" { (report.n_untold) }
                    td.number data-label="Corrected later" { (report.n_corrected) }
                    td.number data-label="Decided within" {
                        @match report.decision_p50_s {
                            Some(seconds) => (words::seconds(seconds)),
                            None => span.muted { "n/a" },
                        }
                    }
                }
            } }
        } }
    }
}
