//! Journeys: how many touches led to an order, how long it took, and by whom.

use std::collections::BTreeMap;

use byline_engine::Engine;
use byline_engine::view::{JourneyView, Query};

use crate::pages::frame::Frame;
use crate::pages::links;
use crate::pages::parts::{Cell, Figure, Heading, Sheet, Step, Tone};
use crate::pages::words;

/// How many of the newest orders are looked at.
const LOOKED_AT: usize = 500;

/// How many different journeys stand on the page.
const MOST: usize = 12;

/// A journey that is written out has at most so many parts; the middle of a longer one is left out.
const MOST_PARTS: usize = 5;

/// The journeys, settled.
pub struct Journeys {
    /// How many touches led to an order.
    pub lengths: Vec<Step>,
    /// What they have in common, in sentences.
    pub note: String,
    /// The commonest.
    pub sheet: Sheet,
}

/// The journeys to the newest orders of a query.
pub fn of(engine: &Engine, frame: &Frame<'_>, query: &Query) -> Journeys {
    let journeys = engine.journeys(query, LOOKED_AT);
    Journeys {
        lengths: lengths(frame, &journeys),
        note: note(&journeys),
        sheet: commonest(frame, &journeys),
    }
}

fn lengths(frame: &Frame<'_>, journeys: &[JourneyView]) -> Vec<Step> {
    let n_of = |is_meant: &dyn Fn(usize) -> bool| {
        let n = journeys.iter().filter(|journey| is_meant(journey.n_touches)).count();
        i64::try_from(n).unwrap_or(i64::MAX)
    };
    let n_all = i64::try_from(journeys.len()).unwrap_or(i64::MAX);
    let href = || frame.ask.elsewhere().href("/orders");
    let step = |key, label: &str, n: i64| Step {
        label: label.to_owned(),
        key,
        figure: Figure::known(words::count(n), href()),
        kept: words::percent(n.into(), n_all.into()),
    };
    vec![
        step("one-touch", "One touch", n_of(&|n| n == 1)),
        step("two-touches", "Two", n_of(&|n| n == 2)),
        step("three-touches", "Three", n_of(&|n| n == 3)),
        step("more-touches", "Four or more", n_of(&|n| 4 <= n)),
    ]
}

fn note(journeys: &[JourneyView]) -> String {
    if journeys.is_empty() {
        return "No order of this range has a journey.".to_owned();
    }
    let n_without = journeys.iter().filter(|journey| journey.is_without_click).count();
    // A code or a landing address alone is a touch at the instant of its order: no length.
    let clicked = journeys.iter().filter(|journey| !journey.is_without_click);
    let mut lengths: Vec<i64> = clicked
        .map(|journey| journey.placed_at.0 - journey.first_at.0)
        .filter(|length| 0 < *length)
        .collect();
    lengths.sort_unstable();
    let count = |n: usize| i64::try_from(n).unwrap_or(i64::MAX);
    let n_shared = journeys.iter().filter(|journey| 1 < journey.who.len()).count();
    let n = count(journeys.len());
    let share = words::percent(n_shared as i128, n.into()).unwrap_or_default();
    let orders = words::counted(n, "order with a journey", "orders with a journey");
    let half = lengths.get(lengths.len() / 2).map(|median| words::length(*median));
    let said = match (n_without, half) {
        (0, None) => "each came at once".to_owned(),
        (0, Some(half)) => format!("half were placed within {half} of the first touch"),
        (n, half) => {
            let rest = half.map_or_else(String::new, |half| {
                format!(". Half of the others were placed within {half} of the first touch")
            });
            let n = words::count(count(n));
            format!("{n} had no click before, such as those by code alone{rest}")
        }
    };
    format!(
        "Of the newest {orders}, {said}. {share} had more than one creator or channel on the way."
    )
}

fn commonest(frame: &Frame<'_>, journeys: &[JourneyView]) -> Sheet {
    let mut by_path: BTreeMap<&[String], Vec<&JourneyView>> = BTreeMap::new();
    for journey in journeys {
        by_path.entry(&journey.who).or_default().push(journey);
    }
    let mut paths: Vec<(&[String], Vec<&JourneyView>)> = by_path.into_iter().collect();
    paths.sort_by_key(|(who, orders)| (usize::MAX - orders.len(), who.to_vec()));
    let row = |(who, orders): &(&[String], Vec<&JourneyView>)| {
        let net: i64 = orders.iter().map(|journey| journey.net_minor).sum();
        let newest = &orders[0].order_id;
        vec![
            Cell::Name(path(who), None),
            Cell::Number(
                Tone::Plain,
                words::count(i64::try_from(orders.len()).unwrap_or(i64::MAX)),
            ),
            Cell::Number(Tone::Plain, words::money(net, frame.currency())),
            Cell::Name("Open the newest".to_owned(), Some(links::order(&frame.ask, newest))),
        ]
    };
    let others: Vec<&JourneyView> =
        paths.iter().skip(MOST).flat_map(|(_, orders)| orders.iter().copied()).collect();
    let n_others = i64::try_from(paths.len().saturating_sub(MOST)).unwrap_or(i64::MAX);
    let rest = (!others.is_empty()).then(|| {
        let net: i64 = others.iter().map(|journey| journey.net_minor).sum();
        let n = i64::try_from(others.len()).unwrap_or(i64::MAX);
        vec![
            Cell::Text(words::counted(n_others, "other journey", "other journeys")),
            Cell::Number(Tone::Plain, words::count(n)),
            Cell::Number(Tone::Plain, words::money(net, frame.currency())),
            Cell::Nothing,
        ]
    });
    Sheet {
        label: "The commonest journeys",
        columns: vec![
            Heading::text("Journey"),
            Heading::number("Orders"),
            Heading::number("Net"),
            Heading::text("An example"),
        ],
        rows: paths.iter().take(MOST).map(row).collect(),
        sums: rest.into_iter().collect(),
        empty: "No order of this range has a journey.".to_owned(),
    }
}

/// `Mika, then Lola, then Mika`; the middle of a long one is a count.
fn path(who: &[String]) -> String {
    if who.len() <= MOST_PARTS {
        return who.join(" → ");
    }
    let n_left_out = who.len() - MOST_PARTS + 1;
    let (head, tail) = (&who[..2], &who[who.len() - 2..]);
    format!("{} → {n_left_out} more → {}", head.join(" → "), tail.join(" → "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_middle_of_a_long_journey_is_a_count() {
        let who = |text: &str| text.split(' ').map(str::to_owned).collect::<Vec<_>>();
        for (text, expected) in [
            ("ana", "ana"),
            ("ana ben ana", "ana → ben → ana"),
            ("a b c d e", "a → b → c → d → e"),
            ("a b c d e f g", "a → b → 3 more → f → g"),
        ] {
            assert_eq!(path(&who(text)), expected);
        }
    }
}
