//! Clicks, few sales: whose clicks do not buy, and the likeliest cause.

use std::cmp::Reverse;

use byline_core::decision::advice::Why;
use byline_core::decision::said::ReviewDecision;
use byline_core::kpi::Ratio;
use byline_engine::view::{Cause, CreatorDecision, DecisionsView, JudgedBy, Lagging, Live, MICRO};

use super::lanes::{SHOWN, at, with_advice};
use super::{Lane, LaneRow};
use crate::pages::ask::{Ask, Range};
use crate::pages::decisions::{Came, judging, share_of};
use crate::pages::frame::Frame;
use crate::pages::parts::{Figure, Spark, Tone};
use crate::pages::{creator, links, words};

/// Whose clicks do not buy. Where the campaign says how many should, it is they about whom the
/// rules say so over the flight, as on every other page, and whoever lost a page or a code in the
/// range. Elsewhere it is whoever sells half as well as the roster in the range.
pub fn few(frame: &Frame<'_>, live: &Live, decisions: &DecisionsView) -> Lane {
    let is_expected = |row: &CreatorDecision| row.expected.conversion_rate.is_some();
    let is_judged = decisions.creators.iter().any(is_expected);
    let mut found: Vec<&CreatorDecision> =
        decisions.creators.iter().filter(|row| row.does_not_sell()).collect();
    found.sort_by_key(|row| Reverse(lost_micro(row)));
    let is_found = |row: &Lagging| found.iter().any(|it| it.creator_id == row.creator_id);
    let is_broken = |row: &Lagging| matches!(row.cause, Cause::Destination | Cause::Code);
    let in_range = live.lagging.iter().filter(|row| !is_found(row));
    let in_range = in_range.filter(|row| !is_judged || is_broken(row));
    let in_range = in_range.map(|row| with_advice(decisions, lagging(frame, row)));
    let n_found = found.len();
    let found = found.iter().map(|row| not_bought(frame, decisions, row));
    let rows: Vec<LaneRow> = in_range.chain(found).take(SHOWN).collect();
    let over_flight = Ask { range: Some(Range::Flight), ..frame.ask.elsewhere() };
    let all = (SHOWN < n_found).then(|| {
        let ask = Ask { only: "few-sales".to_owned(), ..frame.ask.elsewhere() };
        (format!("All {n_found}, and why"), ask.href("/decisions"))
    });
    let by_rate = Ask { sort: Some("-conversion_rate".to_owned()), ..over_flight };
    let by_rate = ("Everybody by conversion rate".to_owned(), by_rate.href("/creators"));
    Lane {
        id: "lagging",
        title: "Clicks, few sales",
        note: match is_judged {
            true => "over the flight, whoever misses most sales first",
            false => "in this range half the roster's rate or less",
        },
        rows,
        empty: "Everybody with enough clicks to judge sells about as they should.".to_owned(),
        onward: all.into_iter().chain([by_rate]).collect(),
    }
}

/// Conversions that clicks should have brought and did not, in millionths.
fn lost_micro(row: &CreatorDecision) -> i64 {
    let expected = row.expected.conversion_rate.as_ref().map(|expected| expected.value);
    let due = expected.map_or(0, |rate| row.shown.due_conversions_micro(rate));
    due - row.shown.conversions_micro
}

fn not_bought(frame: &Frame<'_>, decisions: &DecisionsView, row: &CreatorDecision) -> LaneRow {
    let judging = &judging(frame, decisions);
    let percent = |rate: Ratio| words::percent(rate.numerator(), rate.denominator());
    let cause = row.traffic.as_ref().and_then(|traffic| traffic.causes.first());
    let reason = cause.map_or("no fault is seen", |cause| cause.reason.as_str());
    let came = of_clicks(row.shown.conversions_micro, row.shown.n_clicks);
    let figure = share_of(judging, decisions, row, JudgedBy::ConversionRate);
    let expected = row.expected.conversion_rate.and_then(|expected| percent(expected.value));
    let evidence = creator::clicks_href(judging, &row.creator_id);
    let line = LaneRow {
        creator_id: row.creator_id.to_string(),
        name: row.name.clone(),
        href: links::creator(&frame.ask, &row.creator_id),
        detail: format!("{came}. {}", words::sentence(reason)),
        spark: None,
        figure,
        caption: expected.map_or_else(String::new, |expected| format!("should be {expected}")),
        next: ("See the evidence", evidence),
    };
    let line = with_advice(decisions, line);
    // To talk about the deal follows from money: that is said with it.
    let is_of_deal = row.advice.what.decision() != ReviewDecision::Keep;
    let is_money = |why: &&Why| matches!(why, Why::LosesMost | Why::Loses | Why::Short);
    match row.advice.whys.iter().find(is_money).filter(|_| is_of_deal) {
        Some(why) => {
            let money = Came::of(row, decisions).sentence(&[*why]);
            LaneRow { detail: format!("{}. {}", line.detail, money.trim_end_matches('.')), ..line }
        }
        None => line,
    }
}

/// Who sells half as well as the roster in the range, or less.
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
        detail: format!("{}; {}", of_clicks(row.orders_micro, row.n_clicks), row.reason),
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

/// `None of 340 clicks bought`, `272 clicks, credited with 6.33 orders`: a shared order is a part
/// of one.
fn of_clicks(orders_micro: i64, n_clicks: i64) -> String {
    let clicks = words::counted(n_clicks, "click", "clicks");
    match words::conversions(orders_micro).as_str() {
        "0" => format!("None of {clicks} bought"),
        "1" => format!("{clicks}, credited with 1 order"),
        orders => format!("{clicks}, credited with {orders} orders"),
    }
}

/// What mends the cause, and where to look.
fn remedy(frame: &Frame<'_>, row: &Lagging) -> (&'static str, String) {
    let evidence = || creator::clicks_href(frame, &row.creator_id);
    match row.cause {
        Cause::Destination => ("Mend or change the page", at(frame, &row.creator_id, "links")),
        Cause::Code => ("Renew or replace the code", at(frame, &row.creator_id, "codes")),
        Cause::Promise | Cause::Unknown => ("Compare with the others", evidence()),
        _ => ("See the evidence", evidence()),
    }
}
