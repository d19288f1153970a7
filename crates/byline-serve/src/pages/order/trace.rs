//! The timeline of an order: touches, the order, who else saw it, refunds.

use byline_core::campaign::CreditedBase;
use byline_core::event::Signal;
use byline_core::journey::TouchKind;
use byline_core::time::Timestamp;
use byline_engine::view::{EvidenceView, RefundView, TouchView};

use super::build::Traced;
use super::{TraceLine, TraceTone};
use crate::pages::{linkbook, links, words};

/// What happened, oldest first.
pub fn lines(traced: &Traced<'_>) -> Vec<TraceLine> {
    let mut lines: Vec<(Timestamp, u8, TraceLine)> = Vec::new();
    let order = traced.order;
    lines.extend(order.touches.iter().map(|seen| (seen.occurred_at, 0, touch(traced, seen))));
    if let Some(at) = order.placed_at {
        lines.push((at, 1, money(traced, at)));
    }
    let others = order.evidence.iter().filter(|seen| is_news(seen));
    lines.extend(others.map(|seen| (seen.occurred_at, 2, sighting(traced, seen))));
    lines.extend(order.refunds.iter().map(|seen| (seen.occurred_at, 3, refund(traced, seen))));
    lines.sort_by_key(|(at, rank, _)| (*at, *rank));
    lines.into_iter().map(|(_, _, line)| line).collect()
}

/// How many touches led to it, and how often it was reported, in words.
pub fn note(traced: &Traced<'_>) -> String {
    let count = |n: usize| i64::try_from(n).unwrap_or(i64::MAX);
    let n_seen = traced.order.evidence.iter().filter(|seen| is_news(seen)).count();
    // The shop told of it in any case.
    let saw = words::counted(count(n_seen + 1), "report of", "reports of");
    let touches = words::counted(count(traced.order.touches.len()), "touch", "touches");
    match traced.order.touches.len() {
        0 => format!("{saw} the order"),
        _ => format!("{touches}, and {saw} the order"),
    }
}

/// Whether a sighting says more than the touches and the order that stand in the list anyway.
fn is_news(seen: &EvidenceView) -> bool {
    !matches!(seen.signal, Signal::None | Signal::Link | Signal::Code)
}

fn touch(traced: &Traced<'_>, seen: &TouchView) -> TraceLine {
    let what = match seen.kind {
        TouchKind::Click if seen.creator_id.is_some() => format!("Click on {}’s link", seen.who),
        TouchKind::Click => format!("Landing from {}", seen.who.to_lowercase()),
        TouchKind::Code => format!("Code of {} used at checkout", seen.who),
        TouchKind::View => format!("{}’s content seen", seen.who),
        TouchKind::EngagedView => format!("{}’s content watched on purpose", seen.who),
    };
    TraceLine {
        at: traced.clock.weekday_second(seen.occurred_at),
        tone: match seen.is_eligible || seen.is_joined {
            true => TraceTone::Eligible,
            false => TraceTone::Aside,
        },
        what,
        detail: match seen.is_eligible {
            true => words::sentence(&seen.what),
            false => {
                format!("{}. {}.", words::sentence(&seen.what), words::sentence(&seen.why_not))
            }
        },
        pages: pages(traced, seen),
        verdict: match (seen.is_eligible, seen.is_joined) {
            (true, _) => "may earn",
            (_, true) => "counted as one",
            _ => "not counted",
        }
        .to_owned(),
    }
}

/// The pages of the creator, the link and the code of a touch.
fn pages(traced: &Traced<'_>, seen: &TouchView) -> Vec<(String, String)> {
    let creator = seen.creator_id.as_ref();
    let creator =
        creator.map(|id| (format!("{}’s page", seen.who), links::creator(&traced.ask, id)));
    let link = seen.link_id.as_ref();
    let link = link.map(|id| ("The link’s page".to_owned(), linkbook::link_href(id.as_str())));
    // The code may be of another campaign than the one that the order counts for.
    let code = seen.code_id.as_ref().and_then(|id| traced.engine.code(id.as_str()));
    let code = code.map(|code| {
        let campaign = links::segment(code.campaign_id.as_str());
        ("The codes".to_owned(), format!("/links?campaign={campaign}#codes"))
    });
    creator.into_iter().chain(link).chain(code).collect()
}

fn money(traced: &Traced<'_>, at: Timestamp) -> TraceLine {
    let order = traced.order;
    let total = traced.stated(order.amounts.total_minor);
    let state = order.state.map_or("placed", |state| state.key());
    TraceLine {
        at: traced.clock.weekday_second(at),
        tone: TraceTone::Money,
        what: format!("Order {} {state}, {total}", traced.name()),
        detail: format!("{}. {}", traced.shop, base(traced)),
        pages: Vec::new(),
        verdict: "the order".to_owned(),
    }
}

/// What of the order is split, and what is not.
fn base(traced: &Traced<'_>) -> String {
    let order = traced.order;
    let amounts = &order.amounts;
    let (what, besides) = match order.rules.credited_base {
        CreditedBase::Merchandise => (
            "merchandise after discounts",
            vec![("tax", amounts.tax_minor), ("shipping", amounts.shipping_minor)],
        ),
        CreditedBase::MerchandiseAndTax => {
            ("merchandise after discounts with tax", vec![("shipping", amounts.shipping_minor)])
        }
        CreditedBase::Total => ("all that was paid", Vec::new()),
    };
    let besides: Vec<String> = besides
        .into_iter()
        .filter(|(_, minor)| *minor != 0)
        .map(|(what, minor)| format!("{what} {}", traced.stated(minor)))
        .collect();
    let converted = if traced.is_converted() { ", by the rate of that day" } else { "" };
    if let Some(why) = traced.unsplit() {
        return format!("{why}.");
    }
    let base = format!("Split is {what}, {}{converted}", traced.money(order.base_minor));
    match besides.as_slice() {
        [] => format!("{base}."),
        besides => format!("{base}; not {}.", words::listed(besides)),
    }
}

/// Money that went back; in another currency than the order's it is only shown.
fn refund(traced: &Traced<'_>, seen: &RefundView) -> TraceLine {
    let (detail, verdict) = match seen.is_taken_off {
        true => ("Taken back from what is left of each share.", "restated"),
        false => ("Not taken off the order; two currencies never add up.", "not counted"),
    };
    TraceLine {
        at: traced.clock.weekday_second(seen.occurred_at),
        tone: TraceTone::Back,
        what: format!("Refund of {}", words::money(seen.amount_minor, seen.currency)),
        detail: detail.to_owned(),
        pages: Vec::new(),
        verdict: verdict.to_owned(),
    }
}

fn sighting(traced: &Traced<'_>, seen: &EvidenceView) -> TraceLine {
    let claimed = seen.claimed.map(|money| {
        format!(" It claims {}; a claim is never money.", words::money(money.minor, money.currency))
    });
    TraceLine {
        at: traced.clock.weekday_second(seen.occurred_at),
        tone: TraceTone::Aside,
        what: words::sentence(&seen.text),
        detail: format!(
            "Reported by {}. Evidence, not a second order.{}",
            if seen.reporter == traced.order.connection { &traced.shop } else { &seen.reporter },
            claimed.clone().unwrap_or_default()
        ),
        pages: Vec::new(),
        verdict: if claimed.is_some() { "claim" } else { "same order" }.to_owned(),
    }
}
