//! Limits: floor, ceiling and benchmarks of the campaign, and how it stands against each.

use byline_core::kpi::{Kpi, Ratio};
use byline_engine::Engine;
use byline_engine::view::{DecisionsView, Expected, Figures};

use crate::pages::figures::headline::Headline;
use crate::pages::figures::kpis;
use crate::pages::frame::Frame;
use crate::pages::parts::{Cell, Figure, Tone};
use crate::pages::{links, words};

/// Each limit that is set: its name and value, how the campaign stands, and the verdict in a word.
pub fn rows(
    engine: &Engine,
    frame: &Frame<'_>,
    view: &DecisionsView,
    headline: &Headline<'_>,
) -> Vec<[Cell; 3]> {
    let (known, all) = (&view.benchmarks, headline.now);
    let mut rows = Vec::new();
    rows.extend(known.floor_minor.map(|floor| of_the_hour(engine, frame, floor)));
    rows.extend(known.cpc_ceiling_minor.and_then(|ceiling| of_a_click(frame, all, ceiling)));
    for (key, expected) in [("ctr", known.ctr), ("conversion_rate", known.conversion_rate)] {
        rows.extend(expected.and_then(|expected| of_a_share(headline, key, expected)));
    }
    rows.extend(view.target.map(|target| {
        let money = |minor| words::money_rounded(minor, frame.currency());
        let href = links::explain(frame, "revenue", None);
        let word = if target.is_above { "ahead of time" } else { "behind time" };
        let tone = if target.is_above { Tone::Good } else { Tone::Bad };
        [
            Cell::Text(format!("Target: {}", money(target.target_minor))),
            Cell::Figure("limit-target".into(), Figure::known(money(target.revenue_minor), href)),
            Cell::Tag(tone, word, String::new()),
        ]
    }));
    rows
}

/// Revenue of the last 60 minutes against the floor.
fn of_the_hour(engine: &Engine, frame: &Frame<'_>, floor_minor: i64) -> [Cell; 3] {
    // As Live counts them: other figures are kept by the quarter of an hour.
    let earning = engine.earning(&frame.campaign.id, frame.model, frame.now);
    let earned = earning.iter().map(|row| row.revenue_minor).sum();
    let money = |minor| words::money(minor, frame.currency());
    let (tone, word) = match floor_minor <= earned {
        true => (Tone::Good, "above the floor"),
        false => (Tone::Warn, "below the floor"),
    };
    [
        Cell::Text(format!("Floor: {} an hour", money(floor_minor))),
        Cell::Number(Tone::Plain, format!("{} in the last hour", money(earned))),
        Cell::Tag(tone, word, String::new()),
    ]
}

/// What a click costs against the ceiling; `None` while nobody knows.
fn of_a_click(frame: &Frame<'_>, all: &Figures, ceiling_minor: i64) -> Option<[Cell; 3]> {
    let cost = kpis::show(frame, "cpc", all).ok()?;
    let is_under = cost.ratio.numerator() <= i128::from(ceiling_minor) * cost.ratio.denominator();
    let (tone, word) = match is_under {
        true => (Tone::Good, "under the ceiling"),
        false => (Tone::Bad, "over the ceiling"),
    };
    let href = links::explain(frame, "cpc", None);
    Some([
        Cell::Text(format!("Ceiling: {} a click", words::money(ceiling_minor, frame.currency()))),
        Cell::Figure("limit-cpc".to_owned(), Figure::known(cost.text, href)),
        Cell::Tag(tone, word, String::new()),
    ])
}

/// A share of everybody together against its benchmark; `None` while nobody knows.
fn of_a_share(headline: &Headline<'_>, key: &'static str, expected: Expected) -> Option<[Cell; 3]> {
    let frame = headline.frame;
    let shown = kpis::show(frame, key, headline.now).ok()?;
    let (ratio, wanted) = (shown.ratio, expected.value);
    let is_reached =
        wanted.numerator() * ratio.denominator() <= ratio.numerator() * wanted.denominator();
    let (tone, word) = match is_reached {
        true => (Tone::Good, "at or above it"),
        false => (Tone::Warn, "under it"),
    };
    let name = Kpi::from_key(key).map_or(key, |kpi| kpi.name);
    let href = links::explain(frame, key, None);
    Some([
        Cell::Text(format!("Benchmark: {name} {}", percent(wanted))),
        Cell::Figure(format!("limit-{key}"), Figure::known(shown.text, href)),
        match headline.by_click(key, shown.ratio) {
            Some((rate, tone, word)) => Cell::Tag(tone, word, percent(rate)),
            None => Cell::Tag(tone, word, String::new()),
        },
    ])
}

/// A share as a percentage.
pub fn percent(share: Ratio) -> String {
    words::percent(share.numerator(), share.denominator()).unwrap_or_else(|| "n/a".to_owned())
}
