//! Invariants: what must hold of every number, each with a name and a sentence.
//!
//! In: the numbers that a promise is about. Out: nothing, or [`Broken`] with the promise and the
//! numbers that break it. The engine's audit, which `byline verify` runs over the whole log, and
//! the tests ask the same functions, so both mean the same.

use std::fmt;

use thiserror::Error;

use crate::time::Span;

/// A promise that the program keeps or stops.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Invariant {
    /// Nothing of an order is lost or made up.
    CreditsBalance,
    /// No touch owes money, and none earns more than there is.
    CreditsInRange,
    /// Rounding moves less than one minor unit.
    CreditsNearShares,
    /// Money given back is taken from those who have it.
    RefundsOnlyLower,
    /// Money never falls below zero, and what was given back beyond it is flagged.
    NetNotNegative,
    /// A headline is what it opens into.
    HeadlineIsItsParts,
    /// Each instant is in exactly one part.
    SpansFollow,
    /// No event disappears.
    EventsAreConserved,
}

/// An invariant that does not hold. This is never the world's fault.
#[derive(Clone, PartialEq, Eq, Debug, Error)]
#[error("{} ({}): {detail}", .invariant.text(), .invariant.name())]
pub struct Broken {
    /// Which one.
    pub invariant: Invariant,
    /// The numbers that break it.
    pub detail: String,
}

impl Invariant {
    /// Every invariant.
    pub const ALL: [Self; 8] = [
        Self::CreditsBalance,
        Self::CreditsInRange,
        Self::CreditsNearShares,
        Self::RefundsOnlyLower,
        Self::NetNotNegative,
        Self::HeadlineIsItsParts,
        Self::SpansFollow,
        Self::EventsAreConserved,
    ];

    /// The stable name.
    pub fn name(self) -> &'static str {
        match self {
            Self::CreditsBalance => "credits_balance",
            Self::CreditsInRange => "credits_in_range",
            Self::CreditsNearShares => "credits_near_shares",
            Self::RefundsOnlyLower => "refunds_only_lower",
            Self::NetNotNegative => "net_not_negative",
            Self::HeadlineIsItsParts => "headline_is_its_parts",
            Self::SpansFollow => "spans_follow",
            Self::EventsAreConserved => "events_are_conserved",
        }
    }

    /// What it promises.
    pub fn text(self) -> &'static str {
        match self {
            Self::CreditsBalance => "credits and what is unattributed add up to the order's net",
            Self::CreditsInRange => "every credit is at least zero and at most the order's net",
            Self::CreditsNearShares => {
                "before refunds every credit is less than one minor unit from its exact share"
            }
            Self::RefundsOnlyLower => {
                "a refund raises no credit, and a full refund leaves exactly zero"
            }
            Self::NetNotNegative => {
                "an order's net is its base less its refunds, never below zero; what goes back \
                 beyond all that was paid is flagged"
            }
            Self::HeadlineIsItsParts => "a headline is the sum of its parts and the unattributed",
            Self::SpansFollow => "local hours and days follow each other without gap or overlap",
            Self::EventsAreConserved => {
                "events received are those applied, repeated, quarantined, pending or lost in sight"
            }
        }
    }

    fn holds(self, does_hold: bool, detail: impl FnOnce() -> String) -> Result<(), Broken> {
        if does_hold { Ok(()) } else { Err(Broken { invariant: self, detail: detail() }) }
    }
}

impl fmt::Display for Invariant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// [`Invariant::CreditsBalance`], in minor units.
pub fn credits_balance(
    net_minor: i64,
    credits_minor: &[i64],
    unattributed_minor: i64,
) -> Result<(), Broken> {
    let sum = sum(credits_minor) + i128::from(unattributed_minor);
    Invariant::CreditsBalance.holds(sum == i128::from(net_minor), || {
        format!("{credits_minor:?} and {unattributed_minor} of {net_minor}")
    })
}

/// [`Invariant::CreditsInRange`], in minor units.
pub fn credits_in_range(net_minor: i64, credits_minor: &[i64]) -> Result<(), Broken> {
    let is_in_range = |credit: &i64| (0..=net_minor).contains(credit);
    Invariant::CreditsInRange.holds(credits_minor.iter().all(is_in_range), || {
        format!("{credits_minor:?} of {net_minor}")
    })
}

/// [`Invariant::CreditsNearShares`]: `|credit - base * weight / weights| < 1`, in minor units.
pub fn credits_near_shares(
    base_minor: i64,
    weights: &[u64],
    credits_minor: &[i64],
) -> Result<(), Broken> {
    let all: u128 = weights.iter().map(|weight| u128::from(*weight)).sum();
    let is_near = |(credit, weight): (&i64, &u64)| {
        let exact = u128::from(base_minor.unsigned_abs()) * u128::from(*weight);
        let given = u128::from(credit.unsigned_abs()) * all;
        exact.abs_diff(given) < all
    };
    let is_split = weights.len() == credits_minor.len();
    let are_near = all == 0 || credits_minor.iter().zip(weights).all(is_near);
    Invariant::CreditsNearShares.holds(is_split && are_near, || {
        format!("{base_minor} by {weights:?} gave {credits_minor:?}")
    })
}

/// [`Invariant::RefundsOnlyLower`]: credits before and after a refund, in minor units.
pub fn refunds_only_lower(
    before_minor: &[i64],
    after_minor: &[i64],
    net_after_minor: i64,
) -> Result<(), Broken> {
    let only_lower = before_minor.iter().zip(after_minor).all(|(before, after)| after <= before);
    let is_empty_at_zero = net_after_minor != 0 || after_minor.iter().all(|credit| *credit == 0);
    let is_same_journey = before_minor.len() == after_minor.len();
    Invariant::RefundsOnlyLower.holds(is_same_journey && only_lower && is_empty_at_zero, || {
        format!("{before_minor:?} became {after_minor:?} with {net_after_minor} left")
    })
}

/// [`Invariant::NetNotNegative`], in minor units: of `paid_minor`, with tax and shipping,
/// `base_minor` is split; `refunds_minor` are positive. The flag stops at the largest amount that
/// can be kept.
pub fn net_not_negative(
    (base_minor, paid_minor): (i64, i64),
    refunds_minor: &[i64],
    net_minor: i64,
    over_refund_minor: i64,
) -> Result<(), Broken> {
    let refunded = sum(refunds_minor);
    let is_net = i128::from(net_minor) == (i128::from(base_minor) - refunded).max(0);
    let over = (refunded - i128::from(paid_minor)).clamp(0, i64::MAX.into());
    let is_flagged = i128::from(over_refund_minor) == over;
    Invariant::NetNotNegative.holds(is_net && is_flagged, || {
        format!(
            "{base_minor} of {paid_minor} less {refunds_minor:?} gave {net_minor}, over by \
             {over_refund_minor}"
        )
    })
}

/// [`Invariant::HeadlineIsItsParts`], in whatever the figures are counted in.
pub fn headline_is_its_parts(
    headline: i64,
    parts: &[i64],
    unattributed: i64,
) -> Result<(), Broken> {
    let is_sum = sum(parts) + i128::from(unattributed) == i128::from(headline);
    Invariant::HeadlineIsItsParts
        .holds(is_sum, || format!("{headline} of {parts:?} and {unattributed}"))
}

/// [`Invariant::SpansFollow`]: each span begins where the one before ended.
pub fn spans_follow(spans: &[Span]) -> Result<(), Broken> {
    let gap = spans.windows(2).find(|pair| pair[0].to != pair[1].from);
    let turned = spans.iter().find(|span| span.to < span.from);
    Invariant::SpansFollow.holds(gap.is_none() && turned.is_none(), || {
        format!("gap at {gap:?}, turned at {turned:?}")
    })
}

/// What became of the events that were received.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
pub struct EventCounts {
    /// All that came.
    pub n_received: u64,
    /// Those that took effect.
    pub n_applied: u64,
    /// Those that were known already.
    pub n_repeated: u64,
    /// Those put aside with a reason.
    pub n_quarantined: u64,
    /// Those that wait for another, such as a refund before its order.
    pub n_pending: u64,
    /// Clicks that a crash or a full buffer cost, as counted.
    pub n_lost: u64,
}

/// [`Invariant::EventsAreConserved`].
pub fn events_are_conserved(counts: EventCounts) -> Result<(), Broken> {
    let parts = [
        counts.n_applied,
        counts.n_repeated,
        counts.n_quarantined,
        counts.n_pending,
        counts.n_lost,
    ];
    let sum: u128 = parts.into_iter().map(u128::from).sum();
    Invariant::EventsAreConserved
        .holds(sum == u128::from(counts.n_received), || format!("{counts:?}"))
}

fn sum(amounts: &[i64]) -> i128 {
    amounts.iter().map(|amount| i128::from(*amount)).sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::Timestamp;

    /// Reads as a table: the outcome of a check, the invariant that it should break.
    fn check(outcome: Result<(), Broken>, expected: Option<Invariant>) {
        assert_eq!(outcome.as_ref().err().map(|broken| broken.invariant), expected, "{outcome:?}");
    }

    #[test]
    fn a_lost_cent_is_found() {
        check(credits_balance(100, &[34, 33, 33], 0), None);
        check(credits_balance(100, &[], 100), None);
        check(credits_balance(100, &[33, 33, 33], 0), Some(Invariant::CreditsBalance));
    }

    #[test]
    fn debts_and_windfalls_are_found() {
        check(credits_in_range(100, &[0, 100]), None);
        check(credits_in_range(100, &[-1, 101]), Some(Invariant::CreditsInRange));
    }

    #[test]
    fn a_unit_in_the_wrong_place_is_found() {
        check(credits_near_shares(10, &[15, 15, 70], &[2, 1, 7]), None);
        let wrong = Some(Invariant::CreditsNearShares);
        check(credits_near_shares(10, &[15, 15, 70], &[1, 1, 8]), wrong);
        check(credits_near_shares(1, &[0, 1], &[1, 0]), wrong);
        check(credits_near_shares(1, &[0, 1], &[1]), wrong);
    }

    #[test]
    fn a_refund_that_pays_is_found() {
        check(refunds_only_lower(&[50, 50], &[25, 24], 49), None);
        check(refunds_only_lower(&[50, 50], &[51, 0], 51), Some(Invariant::RefundsOnlyLower));
        check(refunds_only_lower(&[50, 50], &[1, 0], 0), Some(Invariant::RefundsOnlyLower));
    }

    #[test]
    fn a_negative_order_is_found() {
        check(net_not_negative((100, 100), &[60, 60], 0, 20), None);
        check(net_not_negative((100, 100), &[60], 40, 0), None);
        check(net_not_negative((100, 119), &[60, 59], 0, 0), None);
        check(net_not_negative((100, 100), &[60, 60], -20, 0), Some(Invariant::NetNotNegative));
    }

    #[test]
    fn a_headline_without_its_parts_is_found() {
        check(headline_is_its_parts(10, &[3, 4], 3), None);
        check(headline_is_its_parts(10, &[3, 4], 0), Some(Invariant::HeadlineIsItsParts));
    }

    #[test]
    fn a_missing_hour_is_found() {
        let span = |from, to| Span { from: Timestamp(from), to: Timestamp(to) };
        check(spans_follow(&[span(0, 1), span(1, 2)]), None);
        check(spans_follow(&[span(0, 1), span(2, 3)]), Some(Invariant::SpansFollow));
        check(spans_follow(&[span(1, 0)]), Some(Invariant::SpansFollow));
    }

    #[test]
    fn a_vanished_event_is_found() {
        let counts =
            EventCounts { n_received: 5, n_applied: 3, n_repeated: 1, ..Default::default() };
        check(events_are_conserved(EventCounts { n_pending: 1, ..counts }), None);
        check(events_are_conserved(counts), Some(Invariant::EventsAreConserved));
    }

    #[test]
    fn the_message_says_what_was_promised() {
        let broken = credits_balance(2, &[1], 0).expect_err("a unit is lost");
        let promised = "credits and what is unattributed add up to the order's net";
        assert_eq!(broken.to_string(), format!("{promised} (credits_balance): [1] and 0 of 2"));
    }
}
