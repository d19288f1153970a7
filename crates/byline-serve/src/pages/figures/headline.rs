//! Headline figures: the six numbers on top of a page, with their band and the stretch before.

use byline_core::id::CreatorId;
use byline_engine::view::Figures;

use super::kpis::{self, Shown};
use crate::pages::ask::Range;
use crate::pages::frame::Frame;
use crate::pages::parts::{Figure, Tile};
use crate::pages::{links, words};

/// The ratios on top of a page, in reading order.
const RATIOS: [(&str, &str); 5] = [
    ("roi", "ROI"),
    ("cpa", "CPA"),
    ("ctr", "CTR"),
    ("cpc", "CPC"),
    ("conversion_rate", "Conversion rate"),
];

/// The figures of a scope, and of the stretch before if there is one.
pub struct Pair<'a> {
    /// The figures of the range.
    pub now: &'a Figures,
    /// The figures of the stretch before.
    pub before: Option<&'a Figures>,
}

/// The strip of headline figures of a campaign, or of one creator in it.
pub fn tiles(frame: &Frame<'_>, pair: &Pair<'_>, creator: Option<&CreatorId>) -> Vec<Tile> {
    let mut tiles = vec![revenue(frame, pair, creator), spend(frame, pair, creator)];
    tiles.extend(RATIOS.map(|(key, label)| ratio(frame, pair, creator, (key, label))));
    tiles
}

fn revenue(frame: &Frame<'_>, pair: &Pair<'_>, creator: Option<&CreatorId>) -> Tile {
    let minor = |figures: &Figures| figures.revenue_minor[frame.model];
    let text = words::money_rounded(minor(pair.now), frame.currency());
    let orders = words::conversions(pair.now.orders_micro[frame.model]);
    let noun = if orders == "1" { "order" } else { "orders" };
    let compared = compared(frame, pair, |figures| Some(i128::from(minor(figures))));
    Tile {
        key: "revenue",
        label: "Attributed revenue",
        figure: Figure::known(text, links::explain(frame, "revenue", creator)),
        band: None,
        detail: joined(format!("{orders} {noun}"), compared),
    }
}

fn spend(frame: &Frame<'_>, pair: &Pair<'_>, creator: Option<&CreatorId>) -> Tile {
    let href = links::explain(frame, "spend", creator);
    let figure = match pair.now.spend_minor {
        Some(minor) => Figure::known(words::money_rounded(minor, frame.currency()), href),
        None => Figure::missing("no spend was recorded", href),
    };
    let detail = match (pair.now.spend_minor, budget(frame, creator)) {
        (None, _) => "no spend was recorded".to_owned(),
        (Some(minor), Some(budget)) => {
            let share = words::percent(minor.into(), budget.into()).unwrap_or_default();
            format!("{share} of the {} budget", words::money_rounded(budget, frame.currency()))
        }
        _ => compared(frame, pair, |figures| Some(figures.spend_minor.unwrap_or(0).into()))
            .unwrap_or_default(),
    };
    Tile { key: "spend", label: "Spend", figure, band: None, detail }
}

/// The budget, where comparing with it makes sense: the whole campaign over its flight.
fn budget(frame: &Frame<'_>, creator: Option<&CreatorId>) -> Option<i64> {
    let is_whole = frame.range == Range::Flight && creator.is_none();
    frame.campaign.budget_minor.filter(|budget| is_whole && 0 < *budget)
}

fn ratio(
    frame: &Frame<'_>,
    pair: &Pair<'_>,
    creator: Option<&CreatorId>,
    (key, label): (&'static str, &'static str),
) -> Tile {
    let show = |figures| kpis::show(frame, key, figures);
    let href = links::explain(frame, key, creator);
    match show(pair.now) {
        Ok(shown) => {
            let before = pair.before.and_then(|figures| show(figures).ok());
            Tile {
                key,
                label,
                detail: ratio_detail(frame, key, &shown, before.as_ref()),
                band: shown.band.map(|band| (band.tone, band.word)),
                figure: Figure::known(shown.text, href),
            }
        }
        Err(reason) => {
            let figure = Figure::missing(&reason, href);
            Tile { key, label, figure, band: None, detail: reason }
        }
    }
}

fn ratio_detail(frame: &Frame<'_>, key: &str, shown: &Shown, before: Option<&Shown>) -> String {
    let edges = shown.band.as_ref().map(|band| band.edges.clone()).unwrap_or_default();
    let Some((before, name)) = before.zip(frame.before.as_ref()) else { return edges };
    if key == "roi" {
        return format!("{edges}; {} {}", before.text, name.name);
    }
    let (now, then) = (shown.ratio, before.ratio);
    // Both over one line, so that the change is exact.
    let over_one_line = now.numerator().checked_mul(then.denominator());
    let over_one_line = over_one_line.zip(then.numerator().checked_mul(now.denominator()));
    let change = over_one_line.and_then(|(now, then)| words::change(now, then));
    match (change, edges.is_empty()) {
        (Some(change), false) => format!("{edges}; {change} against {}", name.name),
        (Some(change), true) => format!("{change} against {}", name.name),
        (None, _) => edges,
    }
}

/// How a number compares with the stretch before, in words; `None` without such a stretch.
fn compared(
    frame: &Frame<'_>,
    pair: &Pair<'_>,
    value: impl Fn(&Figures) -> Option<i128>,
) -> Option<String> {
    let before = frame.before.as_ref()?;
    let (now, then) = (value(pair.now)?, value(pair.before?)?);
    Some(match words::change(now, then) {
        Some(change) => format!("{change} against {}", before.name),
        None => format!("nothing {}", before.name),
    })
}

fn joined(first: String, second: Option<String>) -> String {
    match second {
        Some(second) => format!("{first}, {second}"),
        None => first,
    }
}
