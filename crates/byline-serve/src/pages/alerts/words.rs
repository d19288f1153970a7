//! The words of alerts: what they tell, states, urgencies, lengths.

use byline_core::channel::{self, Mode};
use byline_core::decision::alert::AlertRule;
use byline_core::decision::episode::{AlertState, OutcomeKind};
use byline_core::decision::urgency::Urgency;
use byline_core::time::{MICROS_PER_SECOND, Timestamp};
use byline_engine::Engine;
use byline_engine::view::{Act, AlertView, Response, Verb};
use maud::{Markup, html};

use super::groups::Group;
use crate::pages::parts::{Tone, name, tag};
use crate::pages::shell::Banner;
use crate::pages::words::{self, Clock};

/// Whoever wakes a snoozed alert lets the snooze end so many seconds later: one that ends at once
/// would be over before it is written down. Pages take what ends so soon as over.
pub const WAKING_S: i64 = 2;

/// What the list comes to, in a sentence.
pub fn lead(groups: &[Group<'_>], now: Timestamp) -> String {
    let told = || groups.iter().flat_map(|group| group.alerts.iter().copied());
    let open = || told().filter(|alert| snoozed_until(alert, now).is_none());
    let n = |urgency| open().filter(|alert| alert.urgency == urgency).count();
    let (page, today, review) = (n(Urgency::Page), n(Urgency::Investigate), n(Urgency::Review));
    let n_all = page + today + review;
    let snoozed = match told().count() - n_all {
        0 => String::new(),
        snoozed => format!(" {snoozed} more snoozed."),
    };
    if n_all == 0 {
        return format!("Nothing fires.{snoozed}");
    }
    let things = match groups.len() {
        causes if causes == n_all => String::new(),
        1 => "One cause: ".to_owned(),
        causes => format!("{causes} causes: "),
    };
    let is_overdue = |alert: &&AlertView| {
        let due = alert.newest().map(|newest| newest.episode.due_at);
        is_free(alert, now) && due.is_some_and(|due| due <= now)
    };
    let overdue = match open().filter(is_overdue).count() {
        0 => String::new(),
        1 if n_all == 1 => " It is overdue.".to_owned(),
        n if n == n_all => " All of them are overdue.".to_owned(),
        n => format!(" {n} of them overdue."),
    };
    let parts = [(page, "to act on now"), (today, "to look into today"), (review, "to review")];
    let parts = parts.iter().filter(|(n, _)| 0 < *n).map(|(n, what)| format!("{n} {what}"));
    let parts: Vec<String> = parts.collect();
    format!("{things}{}.{overdue}{snoozed}", parts.join(", "))
}

/// Whether people were told of it and it is not over.
pub fn is_told(alert: &AlertView) -> bool {
    !matches!(alert.state, AlertState::Ok | AlertState::Pending)
}

/// How an alert stands, in a sentence.
pub fn standing(alert: &AlertView, clock: &Clock, now: Timestamp) -> String {
    let urgency = urgency(alert.urgency);
    if let Some(until) = snoozed_until(alert, now) {
        return format!("It waits: snoozed until {}.", clock.weekday_minute(until));
    }
    match alert.state {
        AlertState::Ok => "It is over.".to_owned(),
        AlertState::Pending => format!(
            "The condition has held for {}; nobody is told yet.",
            seconds(alert.pending_s.unwrap_or(0))
        ),
        AlertState::Firing => match alert.newest().map(|newest| newest.episode.due_at) {
            Some(due) if is_free(alert, now) && due <= now => {
                let late = words::length(now.micros_since(due));
                format!("Its condition holds, nobody has it, and it is {late} overdue.")
            }
            _ => format!("Its condition holds. {}.", words::sentence(urgency)),
        },
        AlertState::Resolving => "The condition is gone; it ends unless it comes back.".to_owned(),
        AlertState::NoData => format!(
            "No data for {}. It waits: nothing counts as zero and nothing ends by itself.",
            seconds(alert.missing_s.unwrap_or(0))
        ),
    }
}

/// Until when somebody wants to hear nothing of it; `None` of what is over or awake.
pub fn snoozed_until(alert: &AlertView, now: Timestamp) -> Option<Timestamp> {
    let episode = &alert.newest().filter(|_| is_told(alert))?.episode;
    episode.snoozed_until.filter(|until| now.plus_seconds(WAKING_S) < *until)
}

/// Whether somebody still has to take it: nobody has it, and nobody put it off.
pub fn is_free(alert: &AlertView, now: Timestamp) -> bool {
    !is_taken(alert) && snoozed_until(alert, now).is_none()
}

/// Whether somebody has it.
pub fn is_taken(alert: &AlertView) -> bool {
    alert.newest().is_some_and(|newest| newest.episode.acknowledged.is_some())
}

/// Who has it, or until when it waits.
pub fn whose(alert: &AlertView, clock: &Clock, now: Timestamp) -> Markup {
    let taken = alert.newest().and_then(|newest| newest.episode.acknowledged.as_ref());
    html! {
        @match (taken, snoozed_until(alert, now)) {
            (Some(signed), _) => (name(&signed.by)),
            (None, Some(until)) => {
                span.muted { "nobody; snoozed until " (clock.weekday_minute(until)) }
            },
            (None, None) => span.muted { "nobody yet" },
        }
    }
}

/// By when somebody should have it; how long ago that was, marked, if it is past.
pub fn due(at: Timestamp, clock: &Clock, now: Timestamp) -> Markup {
    html! {
        @if at <= now {
            (tag(Tone::Bad, &format!("{} overdue", words::length(now.micros_since(at)))))
            " " span.muted { "since " (clock.weekday_minute(at)) }
        } @else {
            (clock.weekday_minute(at))
        }
    }
}

/// What an alert tells, without how sure that is and without the advice: `Ana: far under the
/// benchmark`.
pub fn headline(alert: &AlertView) -> String {
    let title = title(alert);
    let first = title.split_once(". ").map_or(title.as_str(), |(first, _)| first);
    first.split_once(" (").map_or(first, |(told, _)| told).to_owned()
}

/// What an alert found about a creator, without the name: `people click, too few buy
/// (conversion rate 0.48%)`.
pub fn finding(alert: &AlertView) -> String {
    let told = headline(alert);
    let own = alert.creator.as_ref().and_then(|creator| told.strip_prefix(creator.as_str()));
    let own = own.map_or(told.as_str(), |own| own.trim_start_matches(": "));
    let figures = alert.newest().filter(|_| alert.rule == AlertRule::Traffic);
    let figures = figures.iter().flat_map(|newest| &newest.account.figures);
    let rate = figures.into_iter().find(|(label, _)| label == "Conversion rate");
    match rate {
        Some((label, rate)) => format!("{own} ({} {rate} when it fired)", label.to_lowercase()),
        None => own.to_owned(),
    }
}

/// Why nobody was told of something.
pub fn why_untold(engine: &Engine) -> &'static str {
    let rows = engine.connections().filter(|row| !row.is_archived);
    let channels = rows.filter(|row| channel::find(&row.feed).is_some());
    let modes: Vec<Mode> = channels.map(channel::mode_of).collect();
    match modes.as_slice() {
        [] => "no channel is connected",
        modes if modes.contains(&Mode::Live) => "no channel has taken the notice",
        _ => "every channel is in dry run or off",
    }
}

/// That no alert reaches anybody, if no channel is on.
pub fn nobody_is_told(engine: &Engine) -> Option<Banner> {
    let rows = engine.connections().filter(|row| !row.is_archived);
    let mut channels = rows.filter(|row| channel::find(&row.feed).is_some()).map(channel::mode_of);
    (!channels.any(|mode| mode == Mode::Live)).then(|| Banner {
        tone: Tone::Warn,
        text: format!("No alert reaches anybody: {}.", why_untold(engine)),
        next: Some(("Connect one or turn one on".to_owned(), "/channels".to_owned())),
    })
}

/// What an alert tells, in a sentence.
pub fn title(alert: &AlertView) -> String {
    let title = alert.newest().map(|newest| newest.account.title.clone());
    title.filter(|title| !title.is_empty()).unwrap_or_else(|| subject(alert))
}

/// The rule, and whom it is about.
pub fn subject(alert: &AlertView) -> String {
    match &alert.creator {
        Some(creator) => format!("{}: {creator}", alert.name),
        None => alert.name.to_owned(),
    }
}

/// What a person did about an alert, after their name.
pub fn act(act: &Act, clock: &Clock) -> String {
    let value = act.value.as_deref().unwrap_or_default();
    match act.verb {
        Verb::Acknowledged => "has it".to_owned(),
        Verb::Withdrawn => "gave it back".to_owned(),
        Verb::Snoozed => match value.parse::<Timestamp>() {
            Ok(until) if until <= act.at.plus_seconds(WAKING_S) => "woke it".to_owned(),
            Ok(until) => format!("snoozed it until {}", clock.weekday_minute(until)),
            Err(_) => "snoozed it".to_owned(),
        },
        Verb::Escalated => "escalated it".to_owned(),
        Verb::Resolved => "dismissed it".to_owned(),
        _ => match value {
            "acted" => "said: something was done about it".to_owned(),
            "nothing_to_do" => "said: nothing could be done".to_owned(),
            _ => "said: nothing was wrong".to_owned(),
        },
    }
}

/// The state in a word, with its tone; what is put off does not fire.
pub fn state(alert: &AlertView, clock: &Clock, now: Timestamp) -> Markup {
    if let Some(until) = snoozed_until(alert, now) {
        let text = format!("snoozed until {}", clock.weekday_minute(until));
        return tag(Tone::Plain, &text);
    }
    let (tone, word) = state_word(alert.state);
    tag(tone, word)
}

fn state_word(state: AlertState) -> (Tone, &'static str) {
    match state {
        AlertState::Ok => (Tone::Good, "over"),
        AlertState::Pending => (Tone::Warn, "pending"),
        AlertState::Firing => (Tone::Bad, "fires"),
        AlertState::Resolving => (Tone::Warn, "ending"),
        AlertState::NoData => (Tone::Warn, "no data"),
    }
}

/// The urgency in words.
pub fn urgency(urgency: Urgency) -> &'static str {
    match urgency {
        Urgency::Page => "act now",
        Urgency::Investigate => "look into it today",
        Urgency::Review => "for the daily review",
    }
}

/// What came of it, in words.
pub fn outcome(kind: OutcomeKind) -> &'static str {
    match kind {
        OutcomeKind::Acted => "something was done about it",
        OutcomeKind::NothingToDo => "nothing could be done",
        OutcomeKind::FalseAlarm => "nothing was wrong",
    }
}

/// A length in words.
pub fn seconds(seconds: i64) -> String {
    words::length(seconds.saturating_mul(MICROS_PER_SECOND))
}

/// How quickly it went, in a sentence; `None` if nothing has been told yet.
pub fn response(response: &Response) -> Option<String> {
    let part = |name: &str, length: Option<i64>| {
        length.map(|length| format!("{name} after {}", seconds(length)))
    };
    let parts: Vec<String> = [
        part("told", response.notice_s),
        part("acknowledged", response.acknowledgement_s),
        part("decided", response.decision_s),
    ]
    .into_iter()
    .flatten()
    .collect();
    (!parts.is_empty()).then(|| format!("{}.", words::sentence(&parts.join(", "))))
}
