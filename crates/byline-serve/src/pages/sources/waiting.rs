//! What waits for another fact: claims, refunds and sightings without their order, landings without
//! their click.

use std::collections::BTreeMap;

use byline_core::entry::Connection;
use byline_core::feed::{self, Role};
use byline_core::money::Currency;
use byline_core::time::Timestamp;
use byline_engine::Engine;
use byline_engine::view::{Claimant, ClaimsView, SourceView, WaitingView};
use maud::{Markup, html};

use super::build::silent;
use super::{clock, connect};
use crate::pages::ask::Ask;
use crate::pages::claims;
use crate::pages::parts::{card, name};
use crate::pages::roster::csv_field;
use crate::pages::shell::{Head, Here, Shell};
use crate::pages::visit::Whole;
use crate::pages::words::{self, Clock};

/// How many of each kind are shown.
const MOST_ROWS: usize = 100;

/// How many claims; the page about claims has them all.
const MOST_CLAIMS: usize = 20;

/// How many shops are led to.
const MOST_SHOPS: usize = 3;

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
    let claims = engine.claims_view();
    let note = format!("{} now; the oldest first", words::counted(n, "waits", "wait"));
    let claimed = claims::without_order(engine, ask, &clock, &claims);
    let (n_claims, shown) = (claimed.len(), claimed.len().min(MOST_CLAIMS));
    let told = told_in(view.n_claims, n_claims);
    let rows = rows_of_orders(&view, &clock);
    let landings: Vec<Row> = view.early_visits.iter().map(|row| early(row, &clock)).collect();
    let is_all_idle = rows.is_empty() && landings.is_empty() && claimed.is_empty();
    let shops = engine.connections().filter(|row| is_shop(row));
    let content = html! {
        (Head::titled("Waiting for their order or click").render())
        div.tools {
            a.button href="/sources" { "All sources" }
            @if !claimed.is_empty() {
                a.button href=(claims::WITHOUT_ORDER_HREF) { "Claims" }
                a.button href=(ask.elsewhere().href("/sources/waiting.csv")) { "Claims as CSV" }
                @for shop in shops.take(MOST_SHOPS) {
                    a.button href=(connect::href(shop.id.as_str())) { (name(&shop.name)) }
                }
            }
        }
        @if let Some(lead) = claimed_words(&claims, &next_step(engine, now, &claims)) {
            p.lead { (name(&lead)) }
        }
        @if !rows.is_empty() || !landings.is_empty() {
            p.lead {
                "A refund or a report can come before its order, and a landing before its click. \
                 Refunds and landings count as soon as the other arrives; a report is no money."
            }
        }
        @if is_all_idle { p.lead { "Nothing waits now." } }
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

fn is_shop(connection: &Connection) -> bool {
    let role = feed::find(&connection.feed).map(|feed| feed.role);
    role == Some(Role::Shop) && !connection.is_archived
}

/// How many claims there are on orders that no shop sent, whose and what they say, and what that
/// means; `None` if there are none. Two networks may claim one order.
fn claimed_words(view: &ClaimsView, next: &str) -> Option<String> {
    let claims = &view.unreconciled;
    let mut minor: BTreeMap<Currency, i64> = BTreeMap::new();
    for money in claims.iter().filter_map(|claim| claim.amount) {
        *minor.entry(money.currency).or_default() += money.minor;
    }
    let sums: Vec<String> =
        minor.iter().map(|(currency, minor)| words::money(*minor, *currency)).collect();
    let worth = if sums.is_empty() { sums.concat() } else { format!(", {},", sums.join(" and ")) };
    let (is_on, counts) = match claims.len() {
        0 => return None,
        1 => ("is on an order", "the order counts once the shop sends it"),
        _ => ("are on orders", "an order counts once the shop sends it"),
    };
    let n = words::counted(i64::try_from(claims.len()).ok()?, "claim", "claims");
    let n = if claims.len() < ClaimsView::MOST_ROWS { n } else { format!("The newest {n}") };
    let who = claimed_by(view);
    Some(format!(
        "{n} by {who}{worth} {is_on} that the shop has not sent. A claim is no money: {counts}. \
         {next}"
    ))
}

/// Who claims what has no order, by name.
fn claimed_by(view: &ClaimsView) -> String {
    let claims = &view.unreconciled;
    let is_named = |row: &&Claimant| claims.iter().any(|it| it.connection == row.connection);
    let who = view.claimants.iter().filter(is_named).map(|row| row.name.clone());
    words::listed(&who.collect::<Vec<_>>())
}

/// What to do about claims without an order. While a shop sends, the claimant is asked; one that is
/// quiet may have the orders.
fn next_step(engine: &Engine, now: Timestamp, view: &ClaimsView) -> String {
    let sources = engine.sources_view(now).sources;
    let shops = sources.iter().filter(|row| row.role == Some(Role::Shop) && !row.is_archived);
    let (quiet, sending): (Vec<&SourceView>, Vec<&SourceView>) =
        shops.partition(|row| row.is_quiet(now) || silent(row, now).is_none());
    let told = |row: &&SourceView| {
        let age = silent(row, now).map(|age| format!(" (last {age} ago)"));
        format!("{}{}", row.name, age.unwrap_or_default())
    };
    if let Some(shop) = quiet.first() {
        return match silent(shop, now) {
            Some(age) => format!("{} has sent nothing for {age}: see why first.", shop.name),
            None => format!("{} has sent nothing yet: see why first.", shop.name),
        };
    }
    let is_one = view.unreconciled.len() == 1;
    let (such, them) = if is_one { ("such order", "it") } else { ("such orders", "them") };
    let (names, verbs) = match sending.as_slice() {
        [] => return "Connect the shop that has them.".to_owned(),
        [one] => (told(one), "sends and has"),
        many => (words::listed(&many.iter().map(told).collect::<Vec<_>>()), "send and have"),
    };
    format!("{names} {verbs} no {such}: ask {} to prove or reverse {them}.", claimed_by(view))
}

/// The claims without an order as a file, to send to whoever claims them.
pub fn csv(engine: &Engine) -> String {
    let view = engine.claims_view();
    let header =
        "claimant,claim_id,order,occurred_at,state,partner,creator_id,amount_minor,currency";
    let mut text = format!("{header}\r\n");
    for claim in &view.unreconciled {
        let claimant = view.claimants.iter().find(|row| row.connection == claim.connection);
        let cells = [
            claimant.map_or(claim.connection.as_str(), |row| &row.name),
            &claim.id,
            claim.order_alias.as_deref().unwrap_or_default(),
            &claim.occurred_at.to_string(),
            claim.state.key(),
            claim.partner.as_deref().unwrap_or_default(),
            claim.creator_id.as_ref().map_or("", |id| id.as_str()),
            &claim.amount.map(|money| money.minor.to_string()).unwrap_or_default(),
            claim.amount.as_ref().map_or("", |money| money.currency.as_str()),
        ];
        text.push_str(&cells.map(csv_field).join(","));
        text.push_str("\r\n");
    }
    text
}

/// How many events tell of so many claims, where that is another number: one can be told again.
fn told_in(n_events: u64, n_claims: usize) -> String {
    if u64::try_from(n_claims) == Ok(n_events) {
        return String::new();
    }
    let n = i64::try_from(n_events).unwrap_or(i64::MAX);
    format!("told in {}", words::counted(n, "report", "reports"))
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
