//! Builds the list of orders from the engine's answers.

use byline_core::credit::Model;
use byline_core::order::OrderState;
use byline_engine::view::OrderSummary;
use byline_engine::{Engine, OrderFilter, OrderStage};

use super::{OrderRow, OrdersPage};
use crate::pages::ask::Ask;
use crate::pages::frame::Frame;
use crate::pages::parts::{Pager, Tone};
use crate::pages::shell::{Head, Here, Shell};
use crate::pages::words::Clock;
use crate::pages::{claims, links, switches, words};

/// How many orders are listed on a page.
const PER_PAGE: usize = 100;
/// Pages after this one are not turned to: orders are found by name.
const LAST_PAGE: usize = 999;
/// How many claims without an order; the page about claims has them all.
const MOST_CLAIMS: usize = 20;

/// The orders of the workspace on a page, counted from 0, also those that no campaign's creator led
/// to.
pub fn build(engine: &Engine, frame: &Frame<'_>, page: usize) -> OrdersPage {
    let page = page.min(LAST_PAGE);
    let (stage, skip) = (OrderStage::Arrived, page * PER_PAGE);
    // One more says whether there are any.
    let limit = PER_PAGE + 1;
    let list = engine.orders(&OrderFilter { stage, skip, limit, ..OrderFilter::default() });
    let shown = list.iter().take(PER_PAGE);
    let recent: Vec<OrderRow> =
        shown.map(|order| row(&frame.ask, &frame.clock, frame.model, order)).collect();
    let claims = engine.claims_view();
    let mut claimed = claims::without_order(engine, &frame.ask, &frame.clock, &claims);
    let n_claimed = claimed.len();
    claimed.truncate(MOST_CLAIMS);
    let number = |n: usize| words::count(i64::try_from(n).unwrap_or(i64::MAX));
    let href = |page: usize| match page {
        0 => frame.ask.href("/orders"),
        page => frame.ask.href_with("/orders", &[("page", &page.to_string())]),
    };
    let has_more = PER_PAGE < list.len() && page < LAST_PAGE;
    OrdersPage {
        shell: Shell {
            title: "Orders".to_owned(),
            here: Here::Orders,
            ask: frame.ask.clone(),
            is_live: frame.ask.at.is_none() && page == 0,
            banners: switches::banners(engine, frame),
        },
        head: Head {
            ranges: None,
            comparison: None,
            campaigns: None,
            of: None,
            pill: None,
            ..switches::head(engine, frame, "/orders", "Orders".to_owned())
        },
        pager: (0 < page || has_more).then(|| Pager {
            shown: match recent.len() {
                0 => "no more orders".to_owned(),
                n => format!("orders {} to {}", number(skip + 1), number(skip + n)),
            },
            newer_href: (0 < page).then(|| href(page - 1)),
            older_href: has_more.then(|| href(page + 1)),
        }),
        rows: recent,
        claimed,
        n_claimed,
    }
}

fn row(ask: &Ask, clock: &Clock, model: Model, order: &OrderSummary) -> OrderRow {
    // What is not paid yet is worth nothing yet, and that is not zero.
    let is_open = matches!(order.state, None | Some(OrderState::Pending | OrderState::Draft));
    let currency = order.currency.filter(|_| !is_open);
    let money = |minor| currency.map_or("–".to_owned(), |c| words::money(minor, c));
    let who = [order.creators.as_slice(), &order.other_channels].concat();
    let placed = order.placed_at.map(|at| clock.weekday_minute(at));
    OrderRow {
        name: order.number.clone().unwrap_or_else(|| order.id.clone()),
        href: links::order(ask, &order.id),
        placed: placed.unwrap_or_else(|| "has not arrived".to_owned()),
        state: state(
            order.state,
            order.refunded_minor,
            order.net_minor.saturating_add(order.refunded_minor),
        ),
        is_nobodys: who.is_empty(),
        credited: match who.as_slice() {
            [] => "nobody".to_owned(),
            who => words::listed(who),
        },
        net: money(order.net_minor),
        unattributed: money(order.unattributed_minor[model]),
    }
}

/// Where an order stands, in a word or two. `refunded_minor` of `base_minor` went back.
pub fn state(state: Option<OrderState>, refunded_minor: i64, base_minor: i64) -> (Tone, String) {
    let is_paid = matches!(state, Some(OrderState::Paid));
    let (tone, word) = match state {
        _ if is_paid && 0 < refunded_minor && refunded_minor < base_minor => {
            (Tone::Warn, "Partly refunded")
        }
        _ if is_paid && 0 < refunded_minor => (Tone::Bad, "Refunded"),
        None => (Tone::Warn, "Waiting"),
        Some(OrderState::Paid) => (Tone::Good, "Paid"),
        Some(OrderState::Authorised) => (Tone::Good, "Authorised"),
        Some(OrderState::Pending) => (Tone::Warn, "Pending"),
        Some(OrderState::Cancelled) => (Tone::Bad, "Cancelled"),
        Some(OrderState::Voided) => (Tone::Bad, "Voided"),
        Some(OrderState::Test) => (Tone::Plain, "Test"),
        Some(OrderState::Draft) => (Tone::Plain, "Draft"),
        Some(OrderState::Sample) => (Tone::Plain, "Sample"),
        Some(OrderState::Deleted) => (Tone::Bad, "Deleted"),
    };
    (tone, word.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Reads as a table: what went back of 100, and how the paid order is called.
    #[test]
    fn a_refund_changes_what_a_paid_order_is_called() {
        for (refunded, expected) in [(0, "Paid"), (1, "Partly refunded"), (100, "Refunded")] {
            assert_eq!(state(Some(OrderState::Paid), refunded, 100).1, expected);
        }
        assert_eq!(state(Some(OrderState::Cancelled), 100, 100).1, "Cancelled");
    }
}
