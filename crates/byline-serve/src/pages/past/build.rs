//! Builds the slider, and what changed since the past that is shown.

use byline_core::time::Timestamp;
use byline_engine::Engine;
use byline_engine::view::{Changes, Figures};

use super::routes::QUARTER_S;
use super::{ChangesCard, Slider};
use crate::pages::ask::Ask;
use crate::pages::frame::{Frame, credited};
use crate::pages::parts::{Cell, Figure, Heading, Sheet, Tone};
use crate::pages::{links, words};

/// How many postings are listed.
const MOST: usize = 12;

/// The farthest that the slider goes back, in quarters of an hour: 60 days.
const MOST_QUARTERS: i64 = 60 * 96;

/// The slider of the page at `path`. `present` is now, whatever the page is a view of.
pub fn slider(frame: &Frame<'_>, path: &str, present: Timestamp) -> Slider {
    let quarter = |at: Timestamp| at.0.div_euclid(QUARTER_S * 1_000_000);
    let (shown, last) = (quarter(frame.now), quarter(present));
    let began = frame.campaign.flights.first().map_or(frame.span.from, |flight| flight.from);
    let first = quarter(began).clamp(last - MOST_QUARTERS, last).min(shown);
    let keep = Ask { at: None, ..frame.ask.clone() };
    let to = |hours: i64| {
        let quarter = (shown - hours * 4).to_string();
        keep.href_with("/as-of", &[("to", path), ("quarter", &quarter)])
    };
    let mut steps = vec![("A day earlier", to(24)), ("An hour earlier", to(1))];
    if frame.ask.at.is_some() {
        steps.push(("An hour later", to(-1)));
        steps.push(("Now", keep.href(path)));
    }
    let start_of_day = frame.clock.start_of(frame.clock.day_of(frame.now));
    let since_midnight_min = (frame.now.0 - start_of_day.0) / 60_000_000;
    let utc_min = frame.now.0.div_euclid(60_000_000).rem_euclid(1_440);
    Slider {
        path: path.to_owned(),
        keep: keep.fields(),
        quarters: [first, last, shown],
        when: frame.clock.form_minute(frame.now),
        shown: match frame.ask.at {
            Some(_) => frame.clock.weekday_minute(frame.now),
            None => "now".to_owned(),
        },
        ahead_min: (since_midnight_min - utc_min + 720).rem_euclid(1_440) - 720,
        steps,
    }
}

/// What changed since the past of `frame`. `then` is the state of then, `now` that of now.
pub fn changes(then: &Engine, now: &Engine, frame: &Frame<'_>) -> Option<ChangesCard> {
    let since = frame.ask.at?;
    let query = frame.query(frame.scope(), frame.span, &[]);
    let changes = now.changes_since(since, &query, MOST);
    let (then, now) = (then.query(&query), now.query(&query));
    let sum = |credited: &Figures, nobodys: &Figures| {
        [credited.revenue_minor[frame.model], nobodys.revenue_minor[frame.model]]
    };
    let then = sum(&credited(&then), &then.unattributed);
    let now = sum(&credited(&now), &now.unattributed);
    Some(ChangesCard {
        lead: lead(frame, &changes, then[0], now[0]),
        sums: sums(frame, &changes, then, now),
        newest: newest(frame, &changes),
    })
}

fn lead(frame: &Frame<'_>, changes: &Changes, then: i64, now: i64) -> String {
    let money = |minor| words::money(minor, frame.currency());
    if changes.n_orders == 0 {
        return format!(
            "Nothing has changed since: what was {} then is {} today.",
            money(then),
            money(now)
        );
    }
    let n = i64::try_from(changes.n_orders).unwrap_or(i64::MAX);
    format!(
        "Of the same range it was {} then and is {} now: {} changed since.",
        money(then),
        money(now),
        words::counted(n, "order", "orders")
    )
}

/// Then, what each reason changed, and now.
fn sums(frame: &Frame<'_>, changes: &Changes, then: [i64; 2], now: [i64; 2]) -> Sheet {
    let money = |minor| words::money(minor, frame.currency());
    let signed = |minor: i64| {
        let tone = if minor < 0 { Tone::Bad } else { Tone::Plain };
        Cell::Number(tone, words::money_signed(minor, frame.currency()))
    };
    let plain = |text| Cell::Number(Tone::Plain, text);
    let mut rows = vec![vec![
        Cell::Text("Then".to_owned()),
        plain(String::new()),
        plain(money(then[0])),
        plain(money(then[1])),
    ]];
    rows[0][1] = Cell::Nothing;
    for reason in &changes.reasons {
        let n = i64::try_from(reason.n_postings).unwrap_or(i64::MAX);
        rows.push(vec![
            Cell::Text(words::sentence(reason.why)),
            plain(words::count(n)),
            signed(reason.credited_minor[frame.model]),
            signed(reason.unattributed_minor[frame.model]),
        ]);
    }
    let now_frame = Frame { ask: Ask { at: None, ..frame.ask.clone() }, ..frame.clone() };
    let figure = |key: &str, of: &str, minor: i64| {
        let href = links::explain(&now_frame, of, None);
        Cell::Figure(key.to_owned(), Figure::known(money(minor), href))
    };
    Sheet {
        label: "What changed since, by reason",
        columns: vec![
            Heading::text("Why"),
            Heading::number("Postings"),
            Heading::number("Attributed"),
            Heading::number("Unattributed"),
        ],
        rows,
        sums: vec![vec![
            Cell::Text("Now".to_owned()),
            Cell::Nothing,
            figure("changed-attributed", "revenue", now[0]),
            figure("changed-unattributed", "unattributed", now[1]),
        ]],
        empty: String::new(),
    }
}

fn newest(frame: &Frame<'_>, changes: &Changes) -> Sheet {
    let now = Ask { at: None, ..frame.ask.clone() };
    let row = |change: &byline_engine::view::ChangedOrder| {
        let name = change.number.clone().unwrap_or_else(|| change.order_id.clone());
        let signed = |minor: i64| {
            let tone = if minor < 0 { Tone::Bad } else { Tone::Plain };
            Cell::Number(tone, words::money_signed(minor, frame.currency()))
        };
        vec![
            Cell::Name(name, Some(links::order(&now, &change.order_id))),
            Cell::Text(words::sentence(change.why)),
            Cell::Text(frame.clock.weekday_minute(change.posted_at)),
            signed(change.credited_minor[frame.model]),
            signed(change.unattributed_minor[frame.model]),
        ]
    };
    Sheet {
        label: "The newest postings since",
        columns: vec![
            Heading::text("Order"),
            Heading::text("Why"),
            Heading::text("Posted"),
            Heading::number("Attributed"),
            Heading::number("Unattributed"),
        ],
        rows: changes.newest.iter().map(row).collect(),
        sums: Vec::new(),
        empty: "No order of this range was posted anew.".to_owned(),
    }
}
