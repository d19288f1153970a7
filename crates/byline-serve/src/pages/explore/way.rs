//! Cuts by the way that orders came: orders by code stand apart from every click, and cost apart
//! from what it brought, so that a row cannot tell what the whole can.

use byline_core::event::Signal;
use byline_engine::view::{Answer, Dimension, Key, Row};

use super::pivot::Pivot;
use crate::pages::roster::Known;

/// Orders by link for each click: what a row that has no orders by code can tell of its rate.
pub const BY_LINK: &str = "Orders by link per click";

/// Why a row has no cost where none was spent on one of them.
pub const COST_APART: &str = "cost is not split this way: a fee names no platform and no signal";

/// Whether all cost stands in rows that name no platform and no link, apart from what it brought.
pub fn is_cost_apart(pivot: &Pivot, answer: &Answer) -> bool {
    let has_both = |row: &Row| row.figures.spend_minor.is_some() && !is_of_no_way(row);
    pivot.is_by_way() && !answer.rows.iter().any(has_both)
}

/// Whether a row holds what names no platform, no placement or no link: fees stand here, and what
/// they brought in others.
pub fn is_of_no_way(row: &Row) -> bool {
    row.keys.iter().any(|key| match key.dimension {
        Dimension::Platform | Dimension::Placement => key.id.is_empty(),
        Dimension::Signal => key.id != Signal::Link.key(),
        _ => false,
    })
}

/// Whether what a row holds came without a link: by a code, or not at all. A link may name no
/// placement, so that a row with clicks is of links too.
pub fn is_by_no_link(row: &Row) -> bool {
    is_of_no_way(row) && row.figures.n_clicks == 0
}

/// Why a row of orders has no clicks.
pub fn why_no_clicks(row: &Row) -> &'static str {
    let is_utm = |key: &Key| key.dimension == Dimension::Signal && key.id == Signal::Utm.key();
    match row.keys.iter().any(is_utm) {
        true => {
            "no click of a link is tied to these landings: where there were any, they stand \
                 with the links"
        }
        false => "no link led to these orders: they came another way, such as by code",
    }
}

/// Whether a column sets orders beside clicks.
pub fn is_rate(column: &Known) -> bool {
    column.key == "conversion_rate"
}

/// Whether a column is made of cost.
pub fn is_of_cost(column: &Known) -> bool {
    ["cost", "roi", "roas", "cpa", "cpc", "cpm"].contains(&column.key)
}
