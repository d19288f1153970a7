//! Origins: which connection a fact came from, and from when the time until it was usable counts.

use byline_core::claim::{Claim, Revision};
use byline_core::entry::Fact;
use byline_core::event::Grain;
use byline_core::id::ConnectionId;
use byline_core::order::OrderVersion;
use byline_core::time::{MICROS_PER_MINUTE, Timestamp};

/// How long after its placing an order is first heard of before its own time is doubted.
const BROUGHT_ALONG_US: i64 = 24 * 60 * MICROS_PER_MINUTE;

/// A fact's place in time.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Happened {
    /// When it happened, as far as it says so. How fresh data is, is told by this.
    pub at: Timestamp,
    /// Whether the time from then until it was usable says how quick its feed is.
    pub is_timed: bool,
}

/// Which connection a fact came from, if it says, and when it happened. `None` for what comes from
/// no feed.
///
/// A row that states when its thing happened is timed from then, whenever it was brought. What is
/// corrected or restated later says nothing of how quickly things become known; its time may be no
/// more than that of its receipt.
pub(super) fn origin(fact: &Fact, is_first: bool) -> Option<(Option<&ConnectionId>, Happened)> {
    let (connection, (at, is_timed)) = match fact {
        Fact::Click(click) => (None, (click.occurred_at, true)),
        Fact::Visit(visit) => (None, (visit.occurred_at, true)),
        Fact::Order(order) => (Some(&order.key.connection), (ordered(order, is_first), true)),
        Fact::Refund(refund) => (Some(&refund.order.connection), (refund.occurred_at, true)),
        Fact::Action(action) => (Some(&action.connection), (action.occurred_at, true)),
        Fact::Metric(point) => {
            (Some(&point.connection), counted(point.grain, point.as_of, is_first))
        }
        Fact::Figure(figure) => {
            (Some(&figure.connection), counted(figure.grain, figure.as_of, is_first))
        }
        Fact::Claim(claim) => (Some(&claim.connection), claimed(claim, is_first)),
        Fact::Mention(mention) => (Some(&mention.connection), (mention.occurred_at, true)),
        _ => return None,
    };
    Some((connection, Happened { at, is_timed }))
}

/// An order that is first heard of long after it was placed was brought along, or stood in a file
/// whose rows do not say since when they hold: then the time of its placing is all that is stated.
fn ordered(order: &OrderVersion, is_first: bool) -> Timestamp {
    let is_late = BROUGHT_ALONG_US < order.version_at.micros_since(order.placed_at);
    if is_first && is_late { order.placed_at } else { order.version_at }
}

/// The first word of a claim from the claimed action on, a difference from when it was made.
fn claimed(claim: &Claim, is_first: bool) -> (Timestamp, bool) {
    match claim.revision {
        Revision::Difference { at, .. } => (at, true),
        Revision::Whole(_) if is_first => (claim.occurred_at, true),
        Revision::Whole(at) => (at, false),
    }
}

/// A stretch that is over from its end on, one under way and a counter as of when it was counted.
pub(crate) fn counted(grain: Grain, as_of: Timestamp, is_first: bool) -> (Timestamp, bool) {
    match grain {
        Grain::Stretch(span) if span.to < as_of => (span.to, is_first),
        _ => (as_of, true),
    }
}
