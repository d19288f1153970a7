//! Columns: what a roster can show of a creator, which of it a reader chose, and how it changed.

use std::cmp::Ordering;

use byline_core::event::Metric;
use byline_core::kpi::{Direction, Kpi, Ratio};
use byline_engine::view::{Figures, MICRO};

use crate::pages::ask::Ask;
use crate::pages::figures::headline::{ratio_change, tone};
use crate::pages::figures::kpis::{self, Shown};
use crate::pages::frame::Frame;
use crate::pages::parts::Tone;
use crate::pages::words;

/// One column: its word in addresses, its heading, and the figure that its cells open into.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Known {
    /// The word in addresses.
    pub key: &'static str,
    /// The heading.
    pub label: &'static str,
    /// The word of the figure; drawings have none.
    pub of: Option<&'static str>,
}

const fn figure(key: &'static str, label: &'static str, of: &'static str) -> Known {
    Known { key, label, of: Some(of) }
}

/// Every column, in the order of the table.
pub const ALL: [Known; 15] = [
    Known { key: "trend", label: "Revenue by day", of: None },
    figure("revenue", "Revenue", "revenue"),
    figure("orders", "Orders", "orders"),
    figure("cost", "Cost", "spend"),
    figure("roi", "ROI", "roi"),
    figure("roas", "ROAS", "roas"),
    figure("cpa", "CPA", "cpa"),
    figure("impressions", "Impressions", "impressions"),
    figure("clicks", "Clicks", "clicks"),
    figure("ctr", "CTR", "ctr"),
    figure("cpc", "CPC", "cpc"),
    figure("conversion_rate", "Conv. rate", "conversion_rate"),
    figure("engagement_rate", "Engagement", "engagement_rate"),
    Known { key: "band", label: "ROI in its band", of: None },
    Known { key: "advice", label: "Advice", of: None },
];

/// Those that are shown if nobody chose.
const USUAL: [&str; 8] =
    ["trend", "revenue", "cost", "roi", "ctr", "cpc", "conversion_rate", "advice"];

/// The columns that a reader chose, in the order of the table; the usual ones if none is known.
pub fn chosen(ask: &Ask) -> Vec<Known> {
    let of = |is_in: &dyn Fn(&str) -> bool| -> Vec<Known> {
        ALL.into_iter().filter(|column| is_in(column.key)).collect()
    };
    let asked = of(&|key| ask.cols.iter().any(|col| col == key));
    if asked.is_empty() { of(&|key| USUAL.contains(&key)) } else { asked }
}

/// The number of a column in words, or why there is none.
pub fn shown(frame: &Frame<'_>, key: &str, figures: &Figures) -> Result<Shown, String> {
    let plain = |text: String, ratio: Option<Ratio>| {
        Ok(Shown { text, ratio: ratio.unwrap_or(Ratio::whole(0)), band: None })
    };
    let money = |minor: i64| {
        plain(words::money_rounded(minor, frame.currency()), Some(Ratio::whole(minor)))
    };
    let count = |n: i64| plain(words::count(n), Some(Ratio::whole(n)));
    match key {
        "revenue" => money(figures.revenue_minor[frame.model]),
        "cost" => money(figures.spend_minor.ok_or("no spend was recorded")?),
        "orders" => {
            let micro = figures.orders_micro[frame.model];
            plain(words::conversions(micro), Ratio::new(micro.into(), MICRO.into()))
        }
        "clicks" => count(figures.n_clicks),
        "impressions" => count(figures.metric(Metric::Impressions).ok_or("no feed reported any")?),
        kpi => kpis::show(frame, kpi, figures),
    }
}

/// How the number of a column differs from the stretch before; nothing if it does not, or if
/// there is nothing to compare with.
pub fn change(key: &'static str, now: &Shown, then: &Shown) -> Option<(Tone, String)> {
    let direction = match key {
        "cost" => Direction::Neutral,
        _ => Kpi::from_key(key).map_or(Direction::Up, |kpi| kpi.direction),
    };
    let (text, order) = ratio_change(key, now, then)?;
    (order != Ordering::Equal).then(|| (tone(direction, order), text))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Reads as a table: what the address says, how many columns there are, and the first.
    #[test]
    fn a_reader_chooses_columns_by_address() {
        for (query, n, first) in [
            ("", 8, "trend"),
            ("cols=clicks,revenue", 2, "revenue"),
            ("cols=roi&cols=cpa", 2, "roi"),
            ("cols=beauty", 8, "trend"),
        ] {
            let columns = chosen(&Ask::parse(query));
            assert_eq!((columns.len(), columns[0].key), (n, first), "{query}");
        }
    }
}
