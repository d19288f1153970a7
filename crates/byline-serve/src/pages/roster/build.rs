//! Builds the roster from the engine's answers.

use std::collections::BTreeMap;

use byline_core::id::CreatorId;
use byline_core::time::Timestamp;
use byline_engine::Engine;
use byline_engine::view::Dimension;

use super::entries::{Entry, KPIS, Sorting, entries};
use super::{Column, ColumnKind, Order, RosterPage, RosterRow, sum};
use crate::pages::ask::Ask;
use crate::pages::figures::kpis::Shown;
use crate::pages::figures::money_chart;
use crate::pages::frame::Frame;
use crate::pages::parts::{Figure, Spark, Tone};
use crate::pages::shell::{Here, Shell};
use crate::pages::{links, people, switches, words};

/// How many rows a page shows unless all are asked for.
const USUAL_ROWS: usize = 250;

/// The columns of numbers: word in the address and heading. Revenue and cost are amounts, the
/// others KPIs.
const NUMBERS: [(&str, &str); 6] = [
    ("revenue", "Revenue"),
    ("cost", "Cost"),
    ("roi", "ROI"),
    ("ctr", "CTR"),
    ("cpc", "CPC"),
    ("conversion_rate", "Conv. rate"),
];

/// The roster in a frame. `is_all` shows every row.
pub fn build(engine: &Engine, frame: &Frame<'_>, is_all: bool) -> RosterPage {
    let answer = engine.query(&frame.query(frame.scope(), frame.span, &[Dimension::Creator]));
    let mut entries = entries(engine, frame, &answer);
    let n_all = entries.len();
    entries.retain(|entry| entry.is_meant_by(&frame.ask.q));
    let sorting = Sorting::of(frame.ask.sort.as_deref());
    sorting.sort(&mut entries);
    let n_found = entries.len();
    if !is_all {
        entries.truncate(USUAL_ROWS);
    }
    let by_day = daily_revenue(engine, frame);
    RosterPage {
        shell: Shell {
            title: format!("Creators · {}", frame.campaign.name),
            here: Here::Creators,
            ask: frame.ask.clone(),
            is_live: frame.ask.at.is_none(),
            banners: switches::banners(engine, frame),
        },
        head: switches::head(engine, frame, "/creators", "Creators".to_owned()),
        q: frame.ask.q.clone(),
        keep: Ask { q: String::new(), ..frame.ask.clone() }.fields(),
        shown: shown(frame, n_all, n_found, entries.len()),
        columns: columns(&sorting, frame),
        all_href: (entries.len() < n_found)
            .then(|| frame.ask.href_with("/creators", &[("all", "1")])),
        rows: entries.iter().map(|entry| row(frame, entry, by_day.get(&entry.id))).collect(),
        sum: sum::rows(engine, frame, &answer, n_all),
        empty: if frame.ask.q.is_empty() {
            "No creator has a deal, link, code or placement in this campaign yet. Give one a link \
             with POST /api/v1/links, and it stands here."
                .to_owned()
        } else {
            format!("No creator matches “{}”.", frame.ask.q)
        },
        csv_href: frame.ask.href("/creators.csv"),
        footing: format!(
            "{}, {}. Every figure opens into what is behind it.",
            frame.model_name(),
            frame.range_name().to_lowercase()
        ),
    }
}

/// Revenue by creator and day.
fn daily_revenue(
    engine: &Engine,
    frame: &Frame<'_>,
) -> BTreeMap<CreatorId, BTreeMap<Timestamp, i64>> {
    let by = [Dimension::Creator, Dimension::Day];
    let answer = engine.query(&frame.query(frame.scope(), frame.span, &by));
    let mut daily: BTreeMap<CreatorId, BTreeMap<Timestamp, i64>> = BTreeMap::new();
    for row in &answer.rows {
        let [creator, day] = row.keys.as_slice() else { continue };
        let Ok(day) = day.id.parse() else { continue };
        let revenue = row.figures.revenue_minor[frame.model];
        let days = daily.entry(CreatorId::from(creator.id.as_str())).or_default();
        days.insert(frame.clock.start_of(day), revenue);
    }
    daily
}

fn shown(frame: &Frame<'_>, n_all: usize, n_found: usize, n_shown: usize) -> String {
    let creators =
        |n: usize| words::counted(i64::try_from(n).unwrap_or(i64::MAX), "creator", "creators");
    let campaign = &frame.campaign.name;
    match (n_found == n_all, n_shown == n_found) {
        (true, true) => format!("{} in {campaign}", creators(n_all)),
        (false, true) => format!("{n_found} of {} in {campaign}", creators(n_all)),
        _ => format!("the first {n_shown} of {} in {campaign}", creators(n_found)),
    }
}

fn row(
    frame: &Frame<'_>,
    entry: &Entry<'_>,
    by_day: Option<&BTreeMap<Timestamp, i64>>,
) -> RosterRow {
    let none = BTreeMap::new();
    let (values, label) = money_chart::daily(frame, by_day.unwrap_or(&none));
    let money = |minor| words::money_rounded(minor, frame.currency());
    let href = |of: &'static str| links::explain(frame, of, Some(&entry.id));
    let cost = match entry.figures.spend_minor {
        Some(minor) => Figure::known(money(minor), href("spend")),
        None => Figure::missing("no spend was recorded", href("spend")),
    };
    let kpi = |(key, shown): (&'static str, &Result<Shown, String>)| match shown {
        Ok(shown) => Figure::known(shown.text.clone(), href(key)),
        Err(reason) => Figure::missing(reason, href(key)),
    };
    let kpis = KPIS.into_iter().zip(&entry.kpis).map(kpi);
    let band = entry.kpis[0].as_ref().ok().and_then(|roi| roi.band.as_ref());
    RosterRow {
        id: entry.id.to_string(),
        name: entry.name.to_owned(),
        href: links::creator(&frame.ask, &entry.id),
        detail: entry.creator.map(people::size_and_platforms).unwrap_or_default(),
        spark: Spark { values, label, tone: Tone::Plain },
        revenue: Figure::known(money(entry.revenue_minor), href("revenue")),
        figures: std::iter::once(cost).chain(kpis).collect(),
        band: band.map(|band| (band.bullet.clone(), band.tone, band.word.to_owned())),
    }
}

fn columns(sorting: &Sorting, frame: &Frame<'_>) -> Vec<Column> {
    let sorted = |key: &'static str, label: &str, kind| {
        let order = (sorting.key == key).then_some(sorting.order);
        let sort = match order {
            Some(Order::Descending) => format!("-{key}"),
            _ => key.to_owned(),
        };
        let href = Ask { sort: Some(sort), ..frame.ask.clone() }.href("/creators");
        Column { label: label.to_owned(), href: Some(href), order, kind }
    };
    let plain =
        |label: &str, kind| Column { label: label.to_owned(), href: None, order: None, kind };
    let mut columns = vec![
        sorted("name", "Creator", ColumnKind::Text),
        plain("Revenue by day", ColumnKind::Drawing),
    ];
    columns.extend(NUMBERS.map(|(key, label)| sorted(key, label, ColumnKind::Number)));
    columns.push(plain("ROI in its band", ColumnKind::Text));
    columns
}
