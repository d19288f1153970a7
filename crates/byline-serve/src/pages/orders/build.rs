//! Builds the list of orders from the engine's answers.

use byline_core::credit::Model;
use byline_core::feed::{self, Role};
use byline_core::money::Currency;
use byline_core::order::OrderState;
use byline_engine::view::{OrderList, OrderSum, OrderSummary, OrderSums};
use byline_engine::{Engine, OrderFilter};

use super::{OrderRow, OrdersPage, SumRow, Wanted};
use crate::pages::ask::Ask;
use crate::pages::frame::Frame;
use crate::pages::parts::{Pager, Tone};
use crate::pages::shell::{Head, Here, Shell};
use crate::pages::words::Clock;
use crate::pages::{claims, field, links, switches, words};

/// How many orders are listed on a page.
const PER_PAGE: usize = 50;

/// The orders of the workspace that are wanted, also those that no campaign's creator led to.
pub fn build(engine: &Engine, frame: &Frame<'_>, wanted: Wanted) -> OrdersPage {
    let page = wanted.page;
    let skip = page.saturating_mul(PER_PAGE);
    let filter = OrderFilter { skip, limit: PER_PAGE, ..wanted.filter(frame.model) };
    let OrderList { rows, sums } = engine.order_list(&filter);
    let recent: Vec<OrderRow> =
        rows.iter().map(|order| row(&frame.ask, &frame.clock, frame.model, order)).collect();
    let placed = wanted.placed.map_or_else(
        || "all days".to_owned(),
        |span| {
            let (first, last) = (frame.clock.day(span.from), frame.clock.last_day(span));
            if first == last { first } else { format!("{first} to {last}") }
        },
    );
    let n_claimed = match wanted.is_narrow() {
        true => 0,
        false => engine.claims_view().unreconciled.len(),
    };
    let n_listed = usize::try_from(sums.n).unwrap_or(usize::MAX);
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
            of: Some(whose(engine, &wanted, &placed)),
            pill: None,
            ..switches::head(engine, frame, "/orders", "Orders".to_owned())
        },
        pager: Pager::of((page, PER_PAGE, n_listed), ("order", "orders"), |page| {
            wanted.href(&frame.ask, "/orders", page)
        }),
        keep: frame.ask.fields(),
        all_href: frame.ask.href("/orders"),
        csv_href: wanted.href(&frame.ask, "/orders.csv", 0),
        shops: shops(engine),
        n_listed: counted(sums.n),
        n_uncounted: (0 < sums.n_uncounted).then(|| counted(sums.n_uncounted)),
        sums: self::sums(&sums, frame.model),
        rows: recent,
        claimed: (0 < n_claimed).then(|| claims::n_without_order(n_claimed)),
        wanted,
    }
}

/// Whose orders are listed, of which days and in what currency.
fn whose(engine: &Engine, wanted: &Wanted, placed: &str) -> String {
    let creator = wanted.creator.as_ref().and_then(|id| engine.creator(id.as_str()));
    let campaign = wanted.of_campaign.as_ref().and_then(|id| engine.campaign(id.as_str()));
    let campaign = campaign.map_or("every campaign", |row| &row.name).to_owned();
    let currency = wanted.currency.map(|currency| format!("in {}", currency.as_str()));
    let creator = creator.map(|row| row.name.clone());
    let parts: Vec<String> = [creator, Some(campaign), Some(placed.to_owned()), currency]
        .into_iter()
        .flatten()
        .collect();
    parts.join(", ")
}

fn counted(n: u64) -> String {
    words::counted(i64::try_from(n).unwrap_or(i64::MAX), "order", "orders")
}

/// What the orders of each currency come to.
fn sums(sums: &OrderSums, model: Model) -> Vec<SumRow> {
    let row = |(currency, sum): (&Currency, &OrderSum)| {
        let money = |minor| words::money(minor, *currency);
        let n = counted(sum.n);
        SumRow {
            name: match (sum.n == sums.n, sums.by_currency.len()) {
                (true, _) => format!("All {n}"),
                (false, 1) => format!("{n} with revenue"),
                (false, _) => format!("{n} in {}", currency.as_str()),
            },
            net: money(sum.net_minor),
            refunded: money(sum.refunded_minor),
            unattributed: money(sum.unattributed_minor[model]),
        }
    };
    sums.by_currency.iter().map(row).collect()
}

/// Connections that state orders: id and name.
fn shops(engine: &Engine) -> Vec<(String, String)> {
    let is_shop = |key: &str| feed::find(key).is_some_and(|feed| feed.role == Role::Shop);
    let shops = engine.connections().filter(|row| is_shop(&row.feed));
    shops.map(|row| (row.id.to_string(), row.name.clone())).collect()
}

/// The names of the columns of the file.
const CSV_HEADER: &str = "order_id,number,placed_at,state,currency,net_minor,refunded_minor,\
                          unattributed_minor,credited";

/// The orders that are wanted, all pages of them, as a file.
pub fn csv(engine: &Engine, frame: &Frame<'_>, wanted: &Wanted) -> String {
    let filter = OrderFilter { limit: usize::MAX, ..wanted.filter(frame.model) };
    let mut csv = format!("{CSV_HEADER}\r\n");
    for order in engine.orders(&filter) {
        let whole = order.net_minor.saturating_add(order.refunded_minor);
        let cells = [
            order.id,
            order.number.unwrap_or_default(),
            order.placed_at.map(|at| at.to_string()).unwrap_or_default(),
            state(order.state, order.refunded_minor, whole).1,
            order.currency.map(|currency| currency.as_str().to_owned()).unwrap_or_default(),
            order.net_minor.to_string(),
            order.refunded_minor.to_string(),
            order.unattributed_minor[frame.model].to_string(),
            [order.creators.as_slice(), &order.other_channels].concat().join("; "),
        ];
        csv.push_str(&cells.map(|cell| field(&cell)).join(","));
        csv.push_str("\r\n");
    }
    csv
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
            [] if is_open => "not yet".to_owned(),
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
