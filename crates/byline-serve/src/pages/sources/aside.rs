//! What was put aside, by its cause: what each delivery is about, what to mend, and buttons that
//! read one or all of a cause again.

use std::collections::BTreeMap;

use byline_core::entry::Position;
use byline_core::time::Timestamp;
use byline_engine::Engine;
use byline_engine::view::{AsideView, OrderView};
use maud::{Markup, html};

use super::clock;
use crate::pages::ask::Ask;
use crate::pages::links;
use crate::pages::parts::{card, empty, name};
use crate::pages::shell::{Banner, Head, Here, Shell};
use crate::pages::visit::Whole;
use crate::pages::words::{self, Clock};
use crate::port::RAW_KEPT_DAYS;

/// Where it stands.
pub const PATH: &str = "/sources/quarantine";
/// How many deliveries are grouped by cause; the engine remembers no more one by one.
const MOST: usize = 10_000;
/// How many causes are shown; a reason that quotes what it was given can differ row by row.
const MOST_CAUSES: usize = 50;
/// How many deliveries of a cause are in sight, and how many more unfold.
const N_OPEN: usize = 5;
const N_MORE: usize = 100;
/// How many are read again by one press, so that an answer comes.
pub const MOST_AT_ONCE: usize = 200;

/// Why deliveries were put aside: those of one cause are mended together.
#[derive(Clone, Default, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Cause {
    /// Whose deliveries.
    pub connection: String,
    /// The stable code of the reason.
    pub code: String,
    /// The reason in words.
    pub detail: String,
}

impl Cause {
    fn of(row: &AsideView) -> Self {
        Self {
            connection: row.connection.to_string(),
            code: row.code.clone(),
            detail: row.detail.clone(),
        }
    }

    /// The deliveries of this cause that are read again by one press, the oldest first: where each
    /// stands in the log, and where its raw bytes lie. `after`: those up to there had their turn.
    pub fn next(
        &self,
        engine: &Engine,
        (after, now): (Position, Timestamp),
    ) -> Vec<(Position, u64)> {
        let rows = engine.quarantine_of(Some(&self.connection), Position(0), MOST);
        let its: Vec<&AsideView> = rows.iter().filter(|row| Self::of(row) == *self).collect();
        let mut next = kept_of(&its, now);
        next.retain(|(position, _)| after < *position);
        next.truncate(MOST_AT_ONCE);
        next
    }
}

/// The deliveries of rows whose bytes are kept, the oldest first: the place of the last of its
/// rows in the log, and where its bytes lie. Several rows of one delivery are read by one reading.
fn kept_of(rows: &[&AsideView], now: Timestamp) -> Vec<(Position, u64)> {
    let mut last: BTreeMap<u64, Position> = BTreeMap::new();
    for row in rows.iter().filter(|row| now < kept_until(row)) {
        if let Some(id) = row.inbox_id {
            let position = last.entry(id).or_insert(row.position);
            *position = row.position.max(*position);
        }
    }
    let mut kept: Vec<(Position, u64)> = last.into_iter().map(|(id, at)| (at, id)).collect();
    kept.sort_unstable();
    kept
}

/// Until when the bytes of a delivery are kept.
fn kept_until(row: &AsideView) -> Timestamp {
    row.received_at.plus_seconds(RAW_KEPT_DAYS * 24 * 3_600)
}

/// `4 deliveries`, or `13 rows of 4 deliveries` where one brought several.
fn counted(rows: &[&AsideView]) -> String {
    let n_unkept = rows.iter().filter(|row| row.inbox_id.is_none()).count();
    let n = kept_of(rows, Timestamp::MIN).len() + n_unkept;
    let deliveries = words::counted(n_of(n), "delivery", "deliveries");
    match rows.len() {
        n_rows if n_rows == n => deliveries,
        n_rows => format!("{} of {deliveries}", words::counted(n_of(n_rows), "row", "rows")),
    }
}

/// What an address of the page says, and what became of a replay.
#[derive(Default)]
pub struct Asked {
    /// Only deliveries of this connection.
    pub connection: Option<String>,
    /// The last delivery that was read again and stays; the next press goes on behind it.
    pub after: Option<Position>,
    /// What became of them.
    pub said: Option<Banner>,
}

/// The page with deliveries.
pub fn whole(engine: &Engine, ask: &Ask, now: Timestamp, asked: Asked) -> Whole {
    let connection = asked.connection.as_deref();
    let rows = engine.quarantine_of(connection, Position(0), MOST);
    let groups = by_cause(&rows);
    let n_listed = n_of(rows.len());
    let listed: Vec<&AsideView> = rows.iter().collect();
    let n_all = i64::try_from(engine.counters().n_quarantined).unwrap_or(i64::MAX);
    let from = connection.map(|id| engine.connection(id).map_or(id, |row| &row.name));
    let causes = words::counted(n_of(groups.len()), "cause", "causes");
    let clock = clock(engine, now);
    let content = html! {
        (Head::titled("Put aside").render())
        div.tools {
            a.button href="/sources" { "All sources" }
            @if from.is_some() { a.button href=(PATH) { "Of every source" } }
        }
        @if groups.is_empty() {
            (card("aside", "Deliveries", "", empty("Nothing is put aside. What cannot be read \
                would wait here, never be dropped.")))
        } @else {
            p.lead {
                (counted(&listed))
                @if let Some(from) = from { " of " (name(from)) }
                " came from the right sender and could not be read, for " (causes) ". "
                (missing(&rows, engine))
                " What to do stands with each cause."
                @if from.is_none() && n_listed < n_all {
                    " " (words::count(n_all - n_listed)) " older ones are only counted."
                }
            }
            div.cards {
                @for (place, alike) in groups.iter().take(MOST_CAUSES).enumerate() {
                    @let around = Around { engine, ask, clock: &clock, now, asked: &asked };
                    (group(place, alike, &around))
                }
            }
            @if MOST_CAUSES < groups.len() {
                p.note {
                    @let n_more = n_of(groups.len() - MOST_CAUSES);
                    "and " (words::counted(n_more, "more cause", "more causes"))
                    ", each with no more deliveries than these."
                }
            }
        }
    };
    let shell = Shell {
        title: "Put aside".to_owned(),
        here: Here::Sources,
        ask: ask.clone(),
        is_live: false,
        banners: asked.said.into_iter().collect(),
    };
    Whole { shell, content }
}

/// What each group is shown with.
struct Around<'a> {
    engine: &'a Engine,
    ask: &'a Ask,
    clock: &'a Clock,
    now: Timestamp,
    asked: &'a Asked,
}

impl Around<'_> {
    /// The field that keeps the list narrowed after a press.
    fn kept(&self) -> Markup {
        html! {
            @if let Some(connection) = &self.asked.connection {
                input type="hidden" name="only" value=(connection);
            }
        }
    }
}

fn n_of(n: usize) -> i64 {
    i64::try_from(n).unwrap_or(i64::MAX)
}

/// Deliveries with the same cause together, the largest group first; of two, the one that began
/// first.
fn by_cause(rows: &[AsideView]) -> Vec<Vec<&AsideView>> {
    let mut groups: Vec<Vec<&AsideView>> = Vec::new();
    let mut places: BTreeMap<Cause, usize> = BTreeMap::new();
    for row in rows {
        let place = *places.entry(Cause::of(row)).or_insert(groups.len());
        match groups.get_mut(place) {
            Some(group) => group.push(row),
            None => groups.push(vec![row]),
        }
    }
    groups.sort_by_key(|group| std::cmp::Reverse(group.len()));
    groups
}

fn group(place: usize, alike: &[&AsideView], around: &Around<'_>) -> Markup {
    let row = alike[0];
    let from = around.engine.connection(row.connection.as_str());
    let from = from.map_or(row.connection.as_str(), |from| &from.name);
    let note = format!("{from}, {}", counted(alike));
    let title = words::sentence(&row.detail).replace('`', "");
    let (open, rest) = alike.split_at(alike.len().min(N_OPEN));
    let (more, unseen) = rest.split_at(rest.len().min(N_MORE));
    let n_unseen = n_of(unseen.len());
    card(
        &format!("cause-{place}"),
        &title,
        &note,
        html! {
            p.note { (next_step(row)) }
            (try_all(alike, from, around))
            (table(open, around))
            @if !more.is_empty() {
                details {
                    summary { (more.len()) " more" }
                    (table(more, around))
                }
            }
            @if 0 < n_unseen {
                p.note {
                    (words::counted(n_unseen, "newer one is", "newer ones are"))
                    " not listed until these are read."
                }
            }
        },
    )
}

/// The button that reads all of a cause again, which first says how many they are. Where the last
/// press stopped short of the end, it goes on; else it begins with the oldest.
fn try_all(alike: &[&AsideView], from: &str, around: &Around<'_>) -> Markup {
    let kept = kept_of(alike, around.now);
    let n_kept = |after| kept.iter().filter(|(position, _)| after < *position).count();
    let stopped = around.asked.after.filter(|at| alike.iter().any(|row| row.position == *at));
    let stopped = stopped.filter(|at| 0 < n_kept(*at));
    let n_left = n_kept(stopped.unwrap_or(Position(0)));
    let n = n_left.min(MOST_AT_ONCE);
    let label = match (stopped, n_left <= MOST_AT_ONCE) {
        (Some(_), _) => format!("Read the next {n} again"),
        (None, true) => format!("Read all {n} again"),
        (None, false) => format!("Read the oldest {n} again"),
    };
    let cause = Cause::of(alike[0]);
    html! {
        @if 1 < n || stopped.is_some() {
            details.confirm.inset {
                summary.button { (label) "…" }
                p {
                    (n) " of " (words::counted(n_of(kept.len()), "delivery", "deliveries")) " of "
                    (name(from)) " are read again as Byline reads them now. What can be read \
                     counts from then on, at the time when it happened; what cannot stays here. \
                     Nothing counts twice."
                }
                form method="post" action="/sources/quarantine/replay" {
                    input type="hidden" name="connection" value=(cause.connection);
                    input type="hidden" name="code" value=(cause.code);
                    input type="hidden" name="detail" value=(cause.detail);
                    @if let Some(at) = stopped { input type="hidden" name="after" value=(at.0); }
                    (around.kept())
                    button.button.primary { (label) }
                }
            }
        }
    }
}

fn table(rows: &[&AsideView], around: &Around<'_>) -> Markup {
    html! {
        div.scroll tabindex="0" role="group" aria-label="Deliveries put aside" { table.folds {
            thead { tr {
                th scope="col" { "About" }
                th scope="col" { "Counts now" }
                th scope="col" { "Came" }
                th scope="col" { "Kept until" }
                th scope="col" { "Read it again" }
            } }
            tbody {
                @for row in rows {
                    @let order = order_of(row, around.engine);
                    tr {
                        th scope="row" {
                            @match &order {
                                Some(order) => a.open href=(links::order(around.ask, &order.id)) {
                                    (name(&about(row)))
                                },
                                None => (name(&about(row))),
                            }
                        }
                        td data-label="Counts now" { (counts(row, order.as_ref())) }
                        td.when data-label="Came" { (around.clock.weekday_minute(row.received_at)) }
                        td data-label="Kept until" { (kept_words(row, around)) }
                        td { (replay(row, around)) }
                    }
                }
            }
        } }
    }
}

fn kept_words(row: &AsideView, around: &Around<'_>) -> String {
    let until = kept_until(row);
    match row.inbox_id {
        Some(_) if around.now < until => around.clock.date(until),
        _ => "no longer kept".to_owned(),
    }
}

/// The order that a delivery names, where another one of its sender brought it.
fn order_of(row: &AsideView, engine: &Engine) -> Option<OrderView> {
    let number = order_number(row)?;
    let key = engine.orders_called(number).find(|key| key.connection == row.connection)?;
    engine.order(&key.to_string()).ok()
}

/// Whether money is missing, in a sentence.
fn missing(rows: &[AsideView], engine: &Engine) -> String {
    let is_known = |row: &&AsideView| order_of(row, engine).is_some();
    let n_known = rows.iter().filter(is_known).count();
    match (n_known, rows.len() - n_known) {
        (_, 0) => "Another delivery brought each of their orders, so that no money is missing: to \
                   mend what stands here only clears the list."
            .to_owned(),
        (0, 1) => "What it tells is not counted until it is corrected.".to_owned(),
        (0, _) => "What they tell is not counted until it is corrected.".to_owned(),
        (known, open) => format!(
            "Of {} another delivery brought the order; what the {} tell is not counted until it is \
             corrected.",
            words::count(n_of(known)),
            words::counted(n_of(open), "other", "others")
        ),
    }
}

/// The number of the order that a delivery is about, as its shop tells it.
fn order_number(row: &AsideView) -> Option<&str> {
    let told = row.about.as_deref()?.strip_prefix("order ")?;
    told.split(',').next()
}

/// Whether the order of a delivery counts as things stand, and what.
fn counts(row: &AsideView, order: Option<&OrderView>) -> String {
    match order {
        Some(OrderView { not_revenue_because: Some(because), .. }) => format!("no: {because}"),
        Some(OrderView { net_minor, currency: Some(currency), .. }) => {
            format!("yes, {} from another delivery", words::money(*net_minor, *currency))
        }
        Some(_) => "yes, from another delivery".to_owned(),
        None if order_number(row).is_some() => "no, missing".to_owned(),
        None => "not known".to_owned(),
    }
}

/// What a delivery is about; its place in the log where it does not say.
fn about(row: &AsideView) -> String {
    match &row.about {
        Some(about) => words::sentence(about),
        None => format!("Entry {} of the log", row.position.0),
    }
}

fn replay(row: &AsideView, around: &Around<'_>) -> Markup {
    html! {
        @match row.inbox_id.filter(|_| around.now < kept_until(row)) {
            Some(id) => form method="post" action={ (PATH) "/" (id) "/replay" } {
                (around.kept())
                button.button aria-label={ "Read again: " (about(row)) } {
                    "Read again"
                }
            },
            None => span.muted { "have it sent again" },
        }
    }
}

/// What to do about it. The code's family says where the cause lies.
fn next_step(row: &AsideView) -> &'static str {
    let reason = row.code.rsplit('.').next().unwrap_or_default();
    if reason.contains("currency") {
        "Correct the currency in the shop and have it send the order again: it counts as soon as \
         it comes, and what was put aside ends by itself. If the currency is right, ask whoever \
         runs this server to update Byline, then read it again."
    } else if reason.contains("amount") || reason.contains("money") {
        "Check the amounts at the sender and have it send the order again, or read it again."
    } else if reason.contains("zone") {
        "Ask whoever runs this server to give the source its time zone, then read it again."
    } else if reason.contains("time") {
        "Have the sender say times with their zone and send it again. If they are right there, \
         ask whoever runs this server to update Byline, then read it again."
    } else {
        "Correct it at the sender and have it sent again. If it is right there, ask whoever runs \
         this server to update Byline, then read it again."
    }
}
