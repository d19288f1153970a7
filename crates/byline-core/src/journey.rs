//! Journeys: the touches that may have led to a conversion, in order.
//!
//! In: all touches of one shopper and the campaign's rules. Out: those that are eligible, joined
//! where they repeat, oldest first.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::campaign::{CreditScope, RepeatPolicy, ViewPolicy};
use crate::time::{MICROS_PER_SECOND, Timestamp};

/// What kind of contact a touch was. Later kinds rank after earlier ones at the same instant.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TouchKind {
    /// Content was seen.
    View,
    /// Content was seen on purpose.
    EngagedView,
    /// A link was followed.
    Click,
    /// A code was used.
    Code,
}

/// Who may earn credit for a touch.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Channel {
    /// A creator, by its number in the caller's table.
    Creator(u32),
    /// Paid media that is not behind a creator's content.
    Paid,
    /// The brand's mail.
    Email,
    /// Unpaid search.
    Search,
    /// Unpaid social.
    Social,
    /// A link on another site.
    Referral,
    /// Typed or bookmarked; counts only when nothing else does.
    Direct,
    /// Nothing is known; counts only when nothing else does.
    Unknown,
}

/// One touch of a shopper, ready to be judged.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Touchpoint {
    /// When it happened.
    pub occurred_at: Timestamp,
    /// What it was.
    pub kind: TouchKind,
    /// Breaks ties between touches of one instant and kind; the same in every replay.
    pub id: [u8; 16],
    /// Who may earn by it.
    pub channel: Channel,
    /// The caller's own mark, handed through untouched.
    pub tag: u32,
}

impl Touchpoint {
    /// What touches are ordered by: time, then kind, then id. The last touch is last in this
    /// order.
    pub fn order_key(&self) -> (Timestamp, TouchKind, [u8; 16]) {
        (self.occurred_at, self.kind, self.id)
    }
}

impl TouchKind {
    /// Whether content was only seen, which earns what the [`ViewPolicy`] says.
    pub fn is_view(self) -> bool {
        matches!(self, Self::View | Self::EngagedView)
    }
}

impl Channel {
    /// Whether it says nothing about why the shopper came: direct or unknown.
    pub fn is_direct(self) -> bool {
        matches!(self, Self::Direct | Self::Unknown)
    }

    /// Whether it is a creator.
    pub fn is_creator(self) -> bool {
        matches!(self, Self::Creator(_))
    }
}

/// Keeps the touches that may have led to a conversion, oldest first.
///
/// A touch is eligible if `0 <= conversion - touch <= window`, both ends included, to the
/// microsecond. `window_s` gives the window of each touch, in seconds, because each may belong to
/// another campaign.
pub fn eligible(
    touches: &mut Vec<Touchpoint>,
    conversion_at: Timestamp,
    window_s: impl Fn(&Touchpoint) -> i64,
) {
    touches.retain(|touch| {
        let age_micros = conversion_at.micros_since(touch.occurred_at);
        let window_micros = window_s(touch).saturating_mul(MICROS_PER_SECOND);
        0 <= age_micros && age_micros <= window_micros
    });
    touches.sort_unstable_by_key(Touchpoint::order_key);
}

/// Drops eligible touches that a campaign's rules give nothing. Order stays.
///
/// In turn: channels outside the scope go; views go if they are ignored; direct and unknown
/// touches go unless nothing else is left; views as a fallback go if a click or code is left.
pub fn drop_unpaid(touches: &mut Vec<Touchpoint>, views: ViewPolicy, scope: CreditScope) {
    if scope == CreditScope::Creators {
        touches.retain(|touch| touch.channel.is_creator());
    }
    if views == ViewPolicy::Ignore {
        touches.retain(|touch| !touch.kind.is_view());
    }
    if touches.iter().any(|touch| !touch.channel.is_direct()) {
        touches.retain(|touch| !touch.channel.is_direct());
    }
    if views == ViewPolicy::Fallback && touches.iter().any(|touch| !touch.kind.is_view()) {
        touches.retain(|touch| !touch.kind.is_view());
    }
}

/// Makes repeats of a channel one touch. Order stays.
pub fn join_repeats(touches: &mut Vec<Touchpoint>, repeats: RepeatPolicy) {
    match repeats {
        RepeatPolicy::Exposure => join_neighbours(touches),
        RepeatPolicy::Unique => keep_last_of_each(touches),
        RepeatPolicy::First => keep_first_of_each(touches),
        RepeatPolicy::Frequency => {}
    }
}

/// Of each run of one channel keeps the touch of the highest kind, of equal kinds the latest.
fn join_neighbours(touches: &mut Vec<Touchpoint>) {
    touches.dedup_by(|later, kept| {
        let is_repeat = later.channel == kept.channel;
        if is_repeat && kept.kind <= later.kind {
            *kept = *later;
        }
        is_repeat
    });
}

fn keep_first_of_each(touches: &mut Vec<Touchpoint>) {
    let mut seen = BTreeSet::new();
    touches.retain(|touch| seen.insert(touch.channel));
}

fn keep_last_of_each(touches: &mut Vec<Touchpoint>) {
    touches.reverse();
    keep_first_of_each(touches);
    touches.reverse();
}

#[cfg(test)]
mod tests;
