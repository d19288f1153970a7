//! The three questions: who earns, whose clicks do not buy, who costs money in silence.
//!
//! Each answer says why it is here and what to do now. The cause is usually the page or the offer
//! and not the creator, so the first step is to look at what the brand itself can mend.

use byline_core::id::CreatorId;
use byline_engine::view::{Cause, Earner, Lagging, Live, MICRO, Silent};

use super::{Lane, LaneRow};
use crate::pages::ask::Ask;
use crate::pages::frame::Frame;
use crate::pages::parts::{Figure, Spark, Tone};
use crate::pages::{links, words};

/// The three questions with their answers.
pub fn all(frame: &Frame<'_>, live: &Live) -> [Lane; 3] {
    [
        Lane {
            id: "earning",
            title: "Earning now",
            note: "attributed revenue of the last 60 minutes",
            rows: live.earning.iter().map(|row| earner(frame, row)).collect(),
            empty: "Nobody earned in the last 60 minutes. The chart below shows the hours before."
                .to_owned(),
            all: ("Everybody by revenue", everybody(frame, "revenue")),
        },
        Lane {
            id: "lagging",
            title: "Clicks, few sales",
            note: "half the roster's rate or less, and the likeliest cause",
            rows: live.lagging.iter().map(|row| lagging(frame, row)).collect(),
            empty: "Everybody with enough clicks to judge sells about as the roster does."
                .to_owned(),
            all: ("Everybody by conversion rate", everybody(frame, "-conversion_rate")),
        },
        Lane {
            id: "silent",
            title: "Spend, no signal",
            note: "money spent, but no click and no order",
            rows: live.silent.iter().map(|row| silent(frame, row)).collect(),
            empty: "Every creator with spend in this range shows clicks or orders.".to_owned(),
            all: ("Everybody by cost", everybody(frame, "cost")),
        },
    ]
}

/// The roster in the range of the page, sorted.
fn everybody(frame: &Frame<'_>, sort: &str) -> String {
    let sort = Some(sort.to_owned());
    Ask { range: Some(frame.range), sort, ..frame.ask.elsewhere() }.href("/creators")
}

fn earner(frame: &Frame<'_>, row: &Earner) -> LaneRow {
    let revenue = words::money_rounded(row.revenue_minor, frame.currency());
    let orders = words::conversions(row.orders_micro);
    LaneRow {
        creator_id: row.creator_id.to_string(),
        name: row.name.clone(),
        href: links::creator(&frame.ask, &row.creator_id),
        detail: words::sentence(&row.detail),
        spark: Some(Spark {
            values: row.spark.clone(),
            label: format!("revenue in steps of 5 minutes, {revenue} in all"),
            tone: Tone::Good,
        }),
        figure: Figure::known(revenue, links::explain_last_hour(frame, &row.creator_id)),
        caption: if orders == "1" { "1 order".to_owned() } else { format!("{orders} orders") },
        next: ("See what they posted", at(frame, &row.creator_id, "placements")),
    }
}

fn lagging(frame: &Frame<'_>, row: &Lagging) -> LaneRow {
    let rate = |orders: i64, clicks: i64| {
        let below = i128::from(clicks) * i128::from(MICRO);
        words::percent(orders.into(), below).unwrap_or_else(|| "n/a".to_owned())
    };
    let href = links::explain(frame, "conversion_rate", Some(&row.creator_id));
    LaneRow {
        creator_id: row.creator_id.to_string(),
        name: row.name.clone(),
        href: links::creator(&frame.ask, &row.creator_id),
        detail: format!("{} bought; {}", of_clicks(row.orders_micro, row.n_clicks), row.reason),
        spark: Some(Spark {
            values: row.spark.clone(),
            label: format!("clicks of the last 12 hours, {} in the range", row.n_clicks),
            tone: Tone::Warn,
        }),
        figure: Figure::known(rate(row.orders_micro, row.n_clicks), href),
        caption: format!("roster {}", rate(row.roster_orders_micro, row.roster_n_clicks)),
        next: remedy(frame, row),
    }
}

/// `1 of 340 clicks`.
fn of_clicks(orders_micro: i64, n_clicks: i64) -> String {
    let clicks = words::counted(n_clicks, "click", "clicks");
    match words::conversions(orders_micro).as_str() {
        "0" => format!("None of {clicks}"),
        orders => format!("{orders} of {clicks}"),
    }
}

fn silent(frame: &Frame<'_>, row: &Silent) -> LaneRow {
    let spend = words::money_rounded(row.spend_minor, frame.currency());
    let is_blameless = !row.is_wired;
    LaneRow {
        creator_id: row.creator_id.to_string(),
        name: row.name.clone(),
        href: links::creator(&frame.ask, &row.creator_id),
        detail: words::sentence(&row.reason),
        // A flat line would say nothing that the words do not.
        spark: None,
        figure: Figure::known(spend, links::explain(frame, "spend", Some(&row.creator_id))),
        caption: if is_blameless { "spent, not wired" } else { "spent" }.to_owned(),
        next: wake_up(frame, row),
    }
}

/// What mends the cause, and where to look.
fn remedy(frame: &Frame<'_>, row: &Lagging) -> (&'static str, String) {
    let (text, part) = match row.cause {
        Cause::SoldOut => ("Restock, or change where the link lands", "links"),
        Cause::Code => ("Renew or replace the code", "codes"),
        Cause::LostOnTheWay => ("Open the landing page on a phone", "links"),
        Cause::InAppBrowser => ("Try the checkout inside the app", "links"),
        Cause::Unknown => ("Compare offer and content", "placements"),
    };
    (text, at(frame, &row.creator_id, part))
}

fn wake_up(frame: &Frame<'_>, row: &Silent) -> (&'static str, String) {
    let (text, part) = match (row.is_wired, row.silent_hours) {
        (false, _) => ("Give them a link or a code", "links"),
        (true, None) => ("Ask whether the link is in the post", "links"),
        (true, Some(_)) => ("Ask when they post next", "placements"),
    };
    (text, at(frame, &row.creator_id, part))
}

/// A part of a creator's page.
fn at(frame: &Frame<'_>, creator: &CreatorId, part: &str) -> String {
    format!("{}#{part}", links::creator(&frame.ask, creator))
}
