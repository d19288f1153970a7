//! Builds what has changed since the past that is shown: new orders apart from restated ones.

use byline_core::time::{Span, Timestamp};
use byline_engine::Engine;
use byline_engine::view::{Changed, ChangedOrder, Changes, Figures};

use super::{ChangesCard, ChangesList};
use crate::pages::ask::{Ask, Range};
use crate::pages::frame::{Frame, credited};
use crate::pages::parts::{Cell, Figure, Heading, Sheet, Tone};
use crate::pages::{links, words};

/// What orders are called that were not counted then.
const NEW: &str = "New since";

/// What orders are called that were placed while the stretch went on.
const AFTERWARDS: &str = "Placed afterwards";

/// How many postings of each kind are listed.
const MOST: usize = 8;

/// What changed since the past of `frame`. `then` is the state of then, `now` that of now.
pub fn changes(then: &Engine, now: &Engine, frame: &Frame<'_>) -> Option<ChangesCard> {
    let since = frame.ask.at?;
    let frame = &up_to(frame, frame.now);
    let query = frame.query(frame.scope(), frame.span, &[]);
    let changes = now.changes_since((since, frame.now), (&query, frame.model), MOST);
    let (then, now) = (then.query(&query), now.query(&query));
    let sum = |credited: &Figures, nobodys: &Figures| {
        [credited.revenue_minor[frame.model], nobodys.revenue_minor[frame.model]]
    };
    let then = sum(&credited(&then), &then.unattributed);
    let now = sum(&credited(&now), &now.unattributed);
    Some(ChangesCard {
        // What was ordered after that moment is no change of what was known at it.
        lead: lead(frame, &changes, then[0], now[0] - changes.afterwards.credited_minor),
        sums: sums(frame, &changes, then, now),
        lists: [
            list(frame, &changes, "Restated since", &changes.restated),
            list(frame, &changes, NEW, &changes.new),
            list(frame, &changes, AFTERWARDS, &changes.afterwards),
        ],
    })
}

/// The same stretch up to the moment that is shown: what was ordered later is no change. Figures
/// are kept by the quarter of an hour, so that it ends with the one of the moment.
fn up_to<'e>(frame: &Frame<'e>, at: Timestamp) -> Frame<'e> {
    let end = at.plus_micros(-1).bucket().end();
    if frame.span.to <= end || end <= frame.span.from {
        return frame.clone();
    }
    let span = Span { to: end, ..frame.span };
    let range = Range::Stretch { from: span.from, to: span.to };
    let ask = Ask { range: Some(range), ..frame.ask.clone() };
    Frame { span, range, ask, ..frame.clone() }
}

fn lead(frame: &Frame<'_>, changes: &Changes, then: i64, now: i64) -> String {
    let money = |minor| words::money(minor, frame.currency());
    let part = |changed: &Changed, [one, many]: [&str; 2], unmoved: &str| {
        let what = if changed.n_orders == 1 { one } else { many };
        let amount = match changed.credited_minor {
            0 => unmoved.to_owned(),
            minor => words::money_signed(minor, frame.currency()),
        };
        (changed.n_orders != 0).then(|| format!("{} {what}: {amount}.", orders(changed.n_orders)))
    };
    let came = ["came in or became revenue since", "came in or became revenue since"];
    let restated = ["was restated", "were restated"];
    let parts = [
        part(&changes.new, came, "nothing of it is attributed"),
        part(&changes.restated, restated, "the sum did not change"),
    ];
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    if parts.is_empty() {
        return format!(
            "Nothing that was attributed has changed since: what was {} then is {} today.",
            money(then),
            money(now)
        );
    }
    let when = match frame.fixed_range() {
        Range::Days { from, to } if from == to => format!("on {}", frame.range_name_fixed()),
        _ => format!("from {}", frame.range_name_fixed()),
    };
    format!(
        "Attributed revenue of the orders placed {when}: {} as known then, {} now. {}",
        money(then),
        money(now),
        parts.join(" "),
    )
}

fn orders(n: usize) -> String {
    words::counted(i64::try_from(n).unwrap_or(i64::MAX), "order", "orders")
}

fn signed(frame: &Frame<'_>, minor: i64) -> Cell {
    let tone = if minor < 0 { Tone::Bad } else { Tone::Plain };
    Cell::Number(tone, words::money_signed(minor, frame.currency()))
}

/// Then, what came in, what each reason restated, and now.
fn sums(frame: &Frame<'_>, changes: &Changes, then: [i64; 2], now: [i64; 2]) -> Sheet {
    let line = |what: String, n: String, credited: i64, nobodys: i64| {
        vec![
            Cell::Text(what),
            Cell::Number(Tone::Plain, n),
            signed(frame, credited),
            signed(frame, nobodys),
        ]
    };
    let of_then = frame.fixed(frame.ask.at);
    let mut rows = vec![stand(&of_then, "Then", then)];
    for (what, part) in [(NEW, &changes.new), (AFTERWARDS, &changes.afterwards)] {
        if part.n_orders == 0 {
            continue;
        }
        let n = orders(part.n_orders);
        rows.push(line(what.to_owned(), n, part.credited_minor, part.unattributed_minor));
    }
    for reason in &changes.restated.reasons {
        let n = i64::try_from(reason.n_postings).unwrap_or(i64::MAX);
        let n = words::counted(n, "change", "changes");
        let what = format!("Restated: {}", reason.why);
        rows.push(line(what, n, reason.credited_minor, reason.unattributed_minor));
    }
    // Pinned, so that the figure opens to itself however much comes in meanwhile.
    let of_now = frame.fixed(Some(changes.stand.position));
    Sheet {
        label: "What changed since, by reason",
        columns: vec![
            Heading::text("What"),
            Heading::number("How many"),
            Heading::number("Attributed").main(),
            Heading::number("Unattributed"),
        ],
        rows,
        sums: vec![stand(&of_now, "Now", now)],
        empty: String::new(),
    }
}

/// How things stood at one of both times; each figure opens there.
fn stand(frame: &Frame<'_>, name: &str, [credited, nobodys]: [i64; 2]) -> Vec<Cell> {
    let figure = |of: &str, minor: i64| {
        let text = words::money(minor, frame.currency());
        let href = links::explain(frame, of, None);
        Cell::Figure(format!("{name}-{of}").to_lowercase(), Figure::known(text, href))
    };
    vec![
        Cell::Text(name.to_owned()),
        Cell::Nothing,
        figure("revenue", credited),
        figure("unattributed", nobodys),
    ]
}

/// What the changes come to that are not listed, if there are any.
fn rest(frame: &Frame<'_>, part: &Changed) -> Option<Vec<Cell>> {
    let n: usize = part.reasons.iter().map(|reason| reason.n_postings).sum();
    let n = i64::try_from(n.checked_sub(part.newest.len()).filter(|n| 0 < *n)?).ok()?;
    let left = |whole: i64, of: fn(&ChangedOrder) -> i64| {
        signed(frame, whole - part.newest.iter().map(of).sum::<i64>())
    };
    Some(vec![
        Cell::Text(words::counted(n, "older change", "older changes")),
        Cell::Nothing,
        Cell::Nothing,
        Cell::Nothing,
        left(part.credited_minor, |change| change.credited_minor),
        left(part.unattributed_minor, |change| change.unattributed_minor),
    ])
}

fn list(frame: &Frame<'_>, changes: &Changes, title: &'static str, part: &Changed) -> ChangesList {
    let now = frame.ask.clone().seen_at(Some(changes.stand.position));
    let row = |change: &ChangedOrder| {
        let name = change.number.clone().unwrap_or_else(|| change.order_id.clone());
        vec![
            Cell::Name(name, Some(links::order(&now, &change.order_id))),
            Cell::Text(words::sentence(change.why)),
            Cell::Text(frame.clock.day_minute(change.placed_at)),
            Cell::Text(frame.clock.day_minute(change.posted_at)),
            signed(frame, change.credited_minor),
            signed(frame, change.unattributed_minor),
        ]
    };
    let n_postings: usize = part.reasons.iter().map(|reason| reason.n_postings).sum();
    let note = match n_postings {
        0 => String::new(),
        n if n <= MOST => orders(part.n_orders),
        n => format!("{} in {n} changes; the newest {MOST}", orders(part.n_orders)),
    };
    ChangesList {
        title,
        note,
        is_idle: title == AFTERWARDS && part.newest.is_empty(),
        sheet: Sheet {
            label: title,
            columns: vec![
                Heading::text("Order"),
                Heading::text("Why"),
                Heading::text("Placed"),
                Heading::text("Changed"),
                Heading::number("Attributed"),
                Heading::number("Unattributed"),
            ],
            rows: part.newest.iter().map(row).collect(),
            sums: rest(frame, part).into_iter().collect(),
            empty: match title {
                NEW => "No further order of this stretch came in.",
                AFTERWARDS => "No order was placed after that moment.",
                _ => "No order that was known then has been restated.",
            }
            .to_owned(),
        },
    }
}
