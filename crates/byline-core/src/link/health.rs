//! Health of destinations: does a click still land on a page that sells?
//!
//! In: what one look at a destination found ([`DestinationChecked`]), and now. Out: a [`Health`]
//! with its findings. A look follows the redirects as a shopper's browser would, with the UTM
//! fields and a click id on the address, and reads the words of the page.
//!
//! Always holds: nothing is paused by a look. A shop that turns programs away may be open to
//! people, so what cannot be told is a warning, never a fault.

mod page;

use minicbor::{Decode, Encode};
use serde::{Deserialize, Serialize};

use super::destination::{self, Policy};
use super::finding::Finding;
use super::landing::{Landing, host_of};
use crate::link::Utm;
use crate::money::Money;
use crate::time::{MICROS_PER_HOUR, MICROS_PER_MINUTE, Timestamp};

pub use page::{PageWord, WordKind, words_of};

/// A page that takes longer loses people on phones, in milliseconds.
pub const SLOW_MS: u32 = 3_000;
/// More redirects than this cost time and often the UTM fields.
pub const MANY_REDIRECTS: u32 = 3;
/// How long a look says something, in microseconds.
pub const FRESH_US: i64 = 26 * MICROS_PER_HOUR;
/// How long a destination that is well is left alone, in microseconds.
const WELL_US: i64 = 6 * MICROS_PER_HOUR;
/// How long one that is not is left alone, in microseconds.
const ILL_US: i64 = 30 * MICROS_PER_MINUTE;

/// What one look at a destination found.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, Encode, Decode)]
pub struct DestinationChecked {
    /// Which destination, as links hold it.
    #[n(0)]
    pub destination: String,
    /// When.
    #[n(1)]
    pub checked_at: Timestamp,
    /// The HTTP status at the end of the redirects; none if there was no answer.
    #[n(2)]
    pub status: Option<u16>,
    /// Where the redirects ended, without the look's own UTM fields and click id.
    #[n(3)]
    pub final_url: Option<String>,
    /// How many redirects there were.
    #[n(4)]
    pub n_redirects: u32,
    /// Whether the UTM fields were still on the last address, unchanged.
    #[n(5)]
    pub is_utm_kept: bool,
    /// Whether the click id was.
    #[n(6)]
    pub is_click_kept: bool,
    /// From the first request to the last byte, in milliseconds.
    #[n(7)]
    pub took_ms: u32,
    /// Words of the page that say that something is wrong.
    #[n(8)]
    pub words: Vec<PageWord>,
    /// The code of why there was no answer, such as `poll.late`.
    #[n(9)]
    pub failure: Option<String>,
    /// What the page tells search engines that one piece costs, if it does.
    #[n(10)]
    #[cbor(default)]
    #[serde(default)]
    pub price: Option<Money>,
}

/// How a destination is.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Health {
    /// In one word.
    pub state: HealthState,
    /// What is wrong, the gravest first.
    pub findings: Vec<Finding>,
    /// When it was looked at last.
    pub checked_at: Option<Timestamp>,
}

/// How a destination is, in one word.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum HealthState {
    /// Clicks land, and are still told apart.
    Healthy,
    /// Something should be looked at.
    Doubtful,
    /// Clicks are lost or land on nothing.
    Broken,
    /// Nobody has looked yet.
    Unchecked,
}

impl HealthState {
    /// The word on screens and in the API.
    pub fn key(self) -> &'static str {
        match self {
            Self::Healthy => "healthy",
            Self::Doubtful => "doubtful",
            Self::Broken => "broken",
            Self::Unchecked => "unchecked",
        }
    }
}

/// When a destination is due to be looked at again: sooner where it is not well.
pub fn next_look_at(checked: &DestinationChecked, now: Timestamp) -> Timestamp {
    let policy = Policy { allowed_hosts: &[], own_hosts: &[] };
    let pause_us = match judge(Some(checked), &policy, now).state {
        HealthState::Healthy | HealthState::Doubtful => WELL_US,
        HealthState::Broken | HealthState::Unchecked => ILL_US,
    };
    checked.checked_at.plus_micros(pause_us)
}

/// Judges the newest look at a destination.
pub fn judge(checked: Option<&DestinationChecked>, policy: &Policy<'_>, now: Timestamp) -> Health {
    let Some(checked) = checked else {
        let (state, checked_at) = (HealthState::Unchecked, None);
        let finding = Finding::warning(
            "destination.unchecked",
            "destination",
            "nobody has looked at the destination yet",
        );
        return Health { state, findings: vec![finding], checked_at };
    };
    let mut findings = answer_findings(checked);
    if findings.is_empty() {
        findings.extend(way_findings(checked, policy));
        findings.extend(page_findings(checked));
    }
    if FRESH_US < now.0 - checked.checked_at.0 {
        let detail = format!("the last look was at {}", checked.checked_at);
        findings.push(Finding::warning("destination.stale", "destination", detail));
    }
    findings.sort();
    let state = match findings.first() {
        None => HealthState::Healthy,
        Some(_) if findings.iter().any(Finding::is_fault) => HealthState::Broken,
        Some(_) => HealthState::Doubtful,
    };
    Health { state, findings, checked_at: Some(checked.checked_at) }
}

/// Whether there was a page at all.
fn answer_findings(checked: &DestinationChecked) -> Vec<Finding> {
    let fault = |code, detail: String| vec![Finding::fault(code, "destination", detail)];
    let Some(status) = checked.status else {
        let code = checked.failure.as_deref().unwrap_or("unknown");
        let finding = Finding::fault(
            "destination.unreachable",
            "destination",
            "the destination gives no answer",
        );
        return vec![finding.value(code)];
    };
    let is_wall = checked.words.iter().any(|word| word.kind == WordKind::Wall);
    match status {
        401 | 403 | 405 | 429 => vec![turned_away(status)],
        503 if is_wall => vec![turned_away(status)],
        200..=299 if is_wall => vec![turned_away(status)],
        200..=299 => Vec::new(),
        300..=399 => fault("destination.redirects", "the redirects lead nowhere".to_owned()),
        404 | 410 => fault("destination.gone", format!("the page is gone ({status})")),
        _ => fault("destination.status", format!("the destination answers {status}")),
    }
}

fn turned_away(status: u16) -> Finding {
    Finding::warning(
        "destination.turned_away",
        "destination",
        format!("the shop turns programs away ({status}): open the page by hand"),
    )
}

/// What happened on the way to the page.
fn way_findings(checked: &DestinationChecked, policy: &Policy<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    let last = checked.final_url.as_deref().unwrap_or(&checked.destination);
    if !checked.is_utm_kept {
        let detail = "a redirect strips or changes the UTM fields";
        findings.push(Finding::fault("utm.stripped", "destination", detail).value(last).fix(last));
    }
    if checked.is_utm_kept && !checked.is_click_kept {
        let detail = "a redirect strips the click id; orders are then told apart by UTM alone";
        let finding = Finding::warning("destination.click_lost", "destination", detail);
        findings.push(finding.value(last).fix(last));
    }
    if !last.starts_with("https://") {
        let detail = "the redirects end without https";
        findings.push(Finding::fault("destination.insecure", "destination", detail).value(last));
    }
    if let Some(host) = host_elsewhere(checked, policy) {
        let detail = format!("the redirects end at `{host}`, which is not the destination's host");
        findings.push(Finding::fault("destination.elsewhere", "destination", detail).value(last));
    }
    if MANY_REDIRECTS < checked.n_redirects {
        let detail = format!("{} redirects stand before the page", checked.n_redirects);
        let finding = Finding::warning("destination.many_redirects", "destination", detail);
        findings.push(finding.fix(last));
    }
    findings
}

/// The host at which the redirects ended, if it is neither the destination's nor allowed.
fn host_elsewhere(checked: &DestinationChecked, policy: &Policy<'_>) -> Option<String> {
    let last = host_of(checked.final_url.as_deref()?)?;
    let first = host_of(&checked.destination)?;
    let is_same = last == first
        || last.ends_with(&format!(".{first}"))
        || first.ends_with(&format!(".{last}"));
    let is_listed = !policy.allowed_hosts.is_empty() && destination::is_allowed(&last, policy);
    (!is_same && !is_listed).then_some(last)
}

/// What the page says, and how fast.
fn page_findings(checked: &DestinationChecked) -> Vec<Finding> {
    let mut findings = Vec::new();
    if SLOW_MS < checked.took_ms {
        let detail = format!("the page took {} ms", checked.took_ms);
        findings.push(Finding::warning("destination.slow", "destination", detail));
    }
    for word in &checked.words {
        let (code, detail) = match word.kind {
            WordKind::SoldOut => ("destination.sold_out", "the page says that it is sold out"),
            WordKind::Error => ("destination.error_words", "the page says that it is broken"),
            WordKind::Closed => ("destination.closed", "the shop is closed to the public"),
            WordKind::Wall => continue,
        };
        findings.push(Finding::fault(code, "page", detail).value(word.text.clone()));
    }
    findings
}

/// What became of the marks that a look put on an address: whether the UTM fields arrived, and
/// whether the click id did.
pub fn marks_kept(sent: &Utm, sent_click: crate::shopper::ClickId, arrived: &str) -> (bool, bool) {
    let landing = Landing::read(arrived);
    (landing.utm == *sent, landing.click == Some(sent_click))
}

#[cfg(test)]
mod tests;
