//! The words of alerts: states, urgencies, lengths.

use byline_core::decision::episode::{AlertState, OutcomeKind};
use byline_core::decision::urgency::Urgency;
use byline_core::time::MICROS_PER_SECOND;
use byline_engine::view::{AlertView, AlertsView, Response};

use crate::pages::parts::Tone;
use crate::pages::words;

/// What the list comes to, in a sentence.
pub fn lead(view: &AlertsView, n_causes: usize) -> String {
    let open = view.alerts.iter().filter(|alert| is_told(alert));
    let n = |urgency| open.clone().filter(|alert| alert.urgency == urgency).count();
    let (page, today, review) = (n(Urgency::Page), n(Urgency::Investigate), n(Urgency::Review));
    match page + today + review {
        0 => "Nothing fires.".to_owned(),
        all => {
            let things = match n_causes {
                causes if causes == all => String::new(),
                1 => "One cause: ".to_owned(),
                causes => format!("{causes} causes: "),
            };
            format!("{things}{page} to act on now, {today} to look into today, {review} to review.")
        }
    }
}

/// Whether people were told of it and it is not over.
pub fn is_told(alert: &AlertView) -> bool {
    !matches!(alert.state, AlertState::Ok | AlertState::Pending)
}

/// How an alert stands, in a sentence.
pub fn standing(alert: &AlertView) -> String {
    let urgency = urgency(alert.urgency);
    match alert.state {
        AlertState::Ok => "It is over.".to_owned(),
        AlertState::Pending => format!(
            "The condition has held for {}; nobody is told yet.",
            seconds(alert.pending_s.unwrap_or(0))
        ),
        AlertState::Firing => format!("It fires. {}.", words::sentence(urgency)),
        AlertState::Resolving => "The condition is gone; it ends unless it comes back.".to_owned(),
        AlertState::NoData => format!(
            "No data for {}. It waits: nothing counts as zero and nothing ends by itself.",
            seconds(alert.missing_s.unwrap_or(0))
        ),
    }
}

/// The state in a word, with its tone.
pub fn state(state: AlertState) -> (Tone, &'static str) {
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
