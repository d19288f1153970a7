//! What waits for another fact: refunds and sightings without their order, landings without their
//! click.

use byline_core::time::Timestamp;
use byline_engine::Engine;
use byline_engine::view::WaitingView;
use maud::{Markup, html};

use super::clock;
use crate::pages::ask::Ask;
use crate::pages::claims;
use crate::pages::parts::{card, name};
use crate::pages::shell::{Head, Here, Shell};
use crate::pages::visit::Whole;
use crate::pages::words::{self, Clock};

/// How many of each kind are shown.
const MOST_ROWS: usize = 100;

/// How many claims; the page about claims has them all.
const MOST_CLAIMS: usize = 20;

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
    let note = format!("{} now; the oldest first", words::counted(n, "waits", "wait"));
    let claimed = claims::without_order(engine, ask, &clock, &engine.claims_view());
    let (n_claims, shown) = (claimed.len(), claimed.len().min(MOST_CLAIMS));
    let told = told_in(view.n_claims, n_claims);
    let rows = rows_of_orders(&view, &clock);
    let landings: Vec<Row> = view.early_visits.iter().map(|row| early(row, &clock)).collect();
    let idle = idle([
        (rows.is_empty(), "refund or sighting waits for its order"),
        (landings.is_empty(), "landing waits for its click"),
        (claimed.is_empty(), "claim waits for its order"),
    ]);
    let content = html! {
        (Head::titled("Waiting for their order or click").render())
        div.tools { a.button href="/sources" { "All sources" } }
        p.lead {
            "A refund can come before its order, and a landing before its click. Each counts as \
             soon as the other arrives."
            @if let Some(idle) = idle { " " (idle) }
        }
        div.cards {
            @if !rows.is_empty() { (card("orders", "For their order", &note, table(&rows))) }
            @if !landings.is_empty() { (card("landings", "For their click", "", table(&landings))) }
            @if !claimed.is_empty() {
                (card("claims", &words::sentence(&claims::n_without_order(n_claims)), &told, html! {
                    (claims::claim_table(&claimed[..shown]))
                    @if shown < n_claims {
                        p.note { a href=(claims::WITHOUT_ORDER_HREF) { "All of them" } }
                    }
                }))
            }
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

/// What does not wait, in a sentence; `None` if all kinds have something that does.
fn idle(kinds: [(bool, &str); 3]) -> Option<String> {
    let idle: Vec<&str> = kinds.iter().filter(|(is_idle, _)| *is_idle).map(|kind| kind.1).collect();
    match idle.as_slice() {
        [] => None,
        [_, _, _] => Some("Nothing waits now.".to_owned()),
        some => Some(format!("No {} now.", some.join(", and no "))),
    }
}

/// How many events tell of so many claims, where that is another number: one can be told again.
fn told_in(n_events: u64, n_claims: usize) -> String {
    if u64::try_from(n_claims) == Ok(n_events) {
        return "networks claim them, and no shop has sent such an order yet".to_owned();
    }
    let n = i64::try_from(n_events).unwrap_or(i64::MAX);
    format!(
        "networks claim them in {}, and no shop has sent such an order yet",
        words::counted(n, "event", "events")
    )
}

fn rows_of_orders(view: &WaitingView, clock: &Clock) -> Vec<Row> {
    let refunds = view.refunds.iter().map(|refund| Row {
        since: clock.weekday_minute(refund.occurred_at),
        what: format!("Refund of {}", words::money(refund.amount.minor, refund.amount.currency)),
        waits_for: format!("order {}", refund.order),
    });
    let sightings = view.sightings.iter().map(|sighting| Row {
        since: clock.weekday_minute(sighting.occurred_at),
        what: format!("Order told by {}", sighting.reporter),
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

fn table(rows: &[Row]) -> Markup {
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
