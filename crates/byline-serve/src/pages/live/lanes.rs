//! The three questions: who earns, whose clicks do not buy, who costs money in silence.
//!
//! Each answer says why it is here and what to do now. The cause is usually the page or the offer
//! and not the creator, so the first step is to look at what the brand itself can mend.

use byline_core::id::CreatorId;
use byline_engine::Engine;
use byline_engine::view::{DecisionsView, Earner, Live};

use super::{Lane, LaneRow, losses, selling};
use crate::pages::ask::Ask;
use crate::pages::decisions::{Came, advised};
use crate::pages::explain::BURNING;
use crate::pages::figures::losses::frame as over_flight;
use crate::pages::frame::Frame;
use crate::pages::identities::Doubles;
use crate::pages::parts::{Figure, Spark, Tone};
use crate::pages::{links, words};

/// How many creators a list shows.
pub const SHOWN: usize = 5;

/// The three questions with their answers. A range says less than the flight, so whoever is named
/// for what they lack is named with the advice too.
pub fn all(
    (engine, doubles): (&Engine, &Doubles),
    frame: &Frame<'_>,
    live: &Live,
    decisions: &DecisionsView,
) -> [Lane; 3] {
    [
        earning(frame, live, decisions),
        selling::few(frame, live, decisions),
        burning((engine, doubles), frame, live, decisions),
    ]
}

/// Who earns: the first of the last 60 minutes beside what everybody earned in them.
fn earning(frame: &Frame<'_>, live: &Live, decisions: &DecisionsView) -> Lane {
    let all = (!live.earning.is_empty()).then(|| {
        let n = i64::try_from(live.earning.len()).unwrap_or(i64::MAX);
        let sum = live.earning.iter().map(|row| row.revenue_minor).sum();
        let sum = words::money_rounded(sum, frame.currency());
        let who = words::counted(n, "creator", "creators");
        (format!("{sum} by {who}, and the orders"), links::explain_last_hour(frame, None))
    });
    let sort = Some("revenue".to_owned());
    let by_revenue = Ask { range: Some(frame.range), sort, ..frame.ask.elsewhere() };
    let by_revenue = (format!("Everybody, {}", frame.range_within()), by_revenue.href("/creators"));
    Lane {
        id: "earning",
        title: if frame.ask.at.is_none() { "Earning now" } else { "Earning then" },
        note: match frame.ask.at {
            None => "attributed revenue of the last 60 minutes",
            Some(_) => "attributed revenue of the 60 minutes before",
        },
        rows: live.earning.iter().take(SHOWN).map(|row| earner(frame, decisions, row)).collect(),
        empty: "Nobody earned in the last 60 minutes. The chart below shows the hours before."
            .to_owned(),
        onward: all.into_iter().chain([by_revenue]).collect(),
    }
}

/// Who burns money: the largest losses of the flight beside what of each price is due by now.
fn burning(
    (engine, doubles): (&Engine, &Doubles),
    frame: &Frame<'_>,
    live: &Live,
    decisions: &DecisionsView,
) -> Lane {
    let (rows, n_losses) = losses::of_flight((engine, doubles), frame, decisions);
    let all = (!rows.is_empty()).then(|| {
        let n = i64::try_from(n_losses).unwrap_or(i64::MAX);
        let label = format!("All {}, and what it comes to", words::count(n));
        (label, links::explain(&over_flight(frame), BURNING, None))
    });
    let without_signal = (!live.silent.is_empty()).then(|| {
        let only = "silent".to_owned();
        let ask = Ask { only, range: Some(frame.range), ..frame.ask.elsewhere() };
        ("Who had spend and no signal in this range".to_owned(), ask.href("/creators"))
    });
    let of_price = Ask { only: "price".to_owned(), ..frame.ask.elsewhere() };
    let of_price = ("Whose price is in question, and why".to_owned(), of_price.href("/decisions"));
    Lane {
        id: "silent",
        title: "Burning money",
        note: "over the flight: what is due of the price and did not come back, the most first",
        rows,
        empty: "What of each price is due has come back, for everybody, so far.".to_owned(),
        onward: all.into_iter().chain(without_signal).chain([of_price]).collect(),
    }
}

/// The row with what is advised about the creator over the flight.
pub fn with_advice(decisions: &DecisionsView, row: LaneRow) -> LaneRow {
    let about = decisions.creators.iter().find(|it| it.creator_id.as_str() == row.creator_id);
    let Some(about) = about else { return row };
    let (_, word) = advised(about.advice.what);
    let held = Came::of(about, decisions).held(about.advice.what, &about.advice.whys);
    let held = held.map_or_else(String::new, |held| format!(": {held}"));
    LaneRow { detail: format!("{}. Advice: {word}{held}", row.detail), ..row }
}

fn earner(frame: &Frame<'_>, decisions: &DecisionsView, row: &Earner) -> LaneRow {
    // Who seems to earn by a code that sells without them is no example.
    let mut creators = decisions.creators.iter();
    let leaks = creators.any(|it| it.creator_id == row.creator_id && it.leak.is_some());
    let leak = if leaks { "; the code may have leaked: check it" } else { "" };
    let revenue = words::money_rounded(row.revenue_minor, frame.currency());
    let orders = words::conversions(row.orders_micro);
    LaneRow {
        creator_id: row.creator_id.to_string(),
        name: row.name.clone(),
        href: links::creator(&frame.ask, &row.creator_id),
        detail: format!("{}{leak}", words::sentence(&row.detail)),
        spark: Some(Spark {
            values: row.spark.clone(),
            label: format!("revenue in steps of 5 minutes, {revenue} in all"),
            tone: Tone::Good,
        }),
        figure: Figure::known(revenue, links::explain_last_hour(frame, Some(&row.creator_id))),
        caption: if orders == "1" { "1 order".to_owned() } else { format!("{orders} orders") },
        next: ("See what they posted", at(frame, &row.creator_id, "placements")),
    }
}

/// A part of a creator's page.
pub fn at(frame: &Frame<'_>, creator: &CreatorId, part: &str) -> String {
    format!("{}#{part}", links::creator(&frame.ask, creator))
}
