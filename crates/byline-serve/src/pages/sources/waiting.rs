//! What waits for another fact: refunds and sightings without their order, landings without their
//! click.

use byline_core::time::Timestamp;
use byline_engine::Engine;
use byline_engine::view::WaitingView;
use maud::{Markup, html};

use super::clock;
use crate::pages::ask::Ask;
use crate::pages::claims;
use crate::pages::parts::{card, empty, name};
use crate::pages::shell::{Head, Here, Shell};
use crate::pages::visit::Whole;
use crate::pages::words::{self, Clock};

/// How many of each kind are shown.
const MOST_ROWS: usize = 100;

/// One thing that waits.
struct Row {
    since: String,
    what: String,
    waits_for: String,
}

/// The page.
pub fn whole(engine: &Engine, ask: &Ask, now: Timestamp) -> Whole {
    let view = engine.what_waits(MOST_ROWS);
    let clock = clock(engine, now);
    let n = i64::try_from(view.n_waiting.saturating_sub(view.n_claims)).unwrap_or(i64::MAX);
    let note = match n {
        0 => String::new(),
        n => format!("{} now; the oldest first", words::counted(n, "waits", "wait")),
    };
    let n_claims = engine.claims_view().unreconciled.len();
    let rows = rows_of_orders(&view, &clock);
    let landings: Vec<Row> = view.early_visits.iter().map(|row| early(row, &clock)).collect();
    let content = html! {
        (Head::titled("Waiting for another fact").render())
        div.tools { a.button href="/sources" { "All sources" } }
        p.lead {
            "A refund can come before its order, and a landing before its click. Each counts as \
             soon as the other arrives. "
            @if n_claims != 0 {
                "Waiting too: "
                a href=(claims::WITHOUT_ORDER_HREF) { (claims::n_without_order(n_claims)) }
                (told_in(view.n_claims, n_claims)) "."
            }
        }
        (card("orders", "For their order", &note, table(&rows, "No refund and no sighting waits.")))
        div.cards {
            (card("landings", "For their click", "", table(&landings, "No landing waits.")))
        }
    };
    let shell = Shell {
        title: "Waiting".to_owned(),
        here: Here::Sources,
        ask: ask.clone(),
        is_live: ask.at.is_none(),
        banners: Vec::new(),
    };
    Whole { shell, content }
}

/// How many events tell of so many claims, where that is another number: one can be told again.
fn told_in(n_events: u64, n_claims: usize) -> String {
    if u64::try_from(n_claims) == Ok(n_events) {
        return String::new();
    }
    let n = i64::try_from(n_events).unwrap_or(i64::MAX);
    format!(", told in {}", words::counted(n, "event", "events"))
}

fn rows_of_orders(view: &WaitingView, clock: &Clock) -> Vec<Row> {
    let refunds = view.refunds.iter().map(|refund| Row {
        since: clock.weekday_minute(refund.occurred_at),
        what: format!("Refund of {}", words::money(refund.amount.minor, refund.amount.currency)),
        waits_for: format!("order {}", refund.order),
    });
    let sightings = view.sightings.iter().map(|sighting| Row {
        since: clock.weekday_minute(sighting.occurred_at),
        what: format!("Order seen by {}", sighting.reporter),
        waits_for: format!("order {}", sighting.order),
    });
    refunds.chain(sightings).collect()
}

fn early(row: &byline_engine::view::EarlyVisit, clock: &Clock) -> Row {
    let n = i64::try_from(row.n_visits).unwrap_or(i64::MAX);
    Row {
        since: clock.weekday_minute(row.first_at),
        what: words::counted(n, "landing", "landings"),
        waits_for: format!("click {}", row.click_id),
    }
}

fn table(rows: &[Row], nothing: &str) -> Markup {
    if rows.is_empty() {
        return empty(nothing);
    }
    html! {
        div.scroll tabindex="0" role="group" aria-label="What waits" { table.small {
            thead { tr {
                th scope="col" { "Happened" }
                th scope="col" { "What" }
                th scope="col" { "Waits for" }
            } }
            tbody {
                @for row in rows {
                    tr {
                        td.when { (row.since) }
                        th scope="row" { (name(&row.what)) }
                        td.wide { (name(&row.waits_for)) }
                    }
                }
            }
        } }
    }
}
