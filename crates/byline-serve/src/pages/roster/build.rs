//! Builds the roster from the engine's answers.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use byline_core::creator::Creator;
use byline_core::id::CreatorId;
use byline_core::time::Timestamp;
use byline_engine::Engine;
use byline_engine::view::{Dimension, Figures};

use super::{Column, ColumnKind, Order, RosterPage, RosterRow};
use crate::pages::ask::Ask;
use crate::pages::figures::kpis::{self, Shown};
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

/// One creator's numbers before they become words.
struct Entry<'e> {
    id: &'e CreatorId,
    name: &'e str,
    creator: Option<&'e Creator>,
    figures: Figures,
    kpis: [Result<Shown, String>; 4],
    revenue_minor: i64,
}

/// The roster in a frame. `is_all` shows every row.
pub fn build(engine: &Engine, frame: &Frame<'_>, is_all: bool) -> RosterPage {
    let answer = engine.query(&frame.query(frame.scope(), frame.span, &[Dimension::Creator]));
    let mut figures: BTreeMap<CreatorId, Figures> = BTreeMap::new();
    for row in answer.rows {
        if let Some(key) = row.keys.first().filter(|key| !key.id.starts_with("other:")) {
            figures.insert(CreatorId::from(key.id.as_str()), row.figures);
        }
    }
    let ids = roster(engine, frame, &figures);
    let n_all = ids.len();
    let found =
        ids.iter().filter(|id| people::matches(engine.creator(id.as_str()), id, &frame.ask.q));
    let mut entries: Vec<Entry<'_>> =
        found.map(|id| entry(engine, frame, id, figures.get(id))).collect();
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
        columns: sorting.columns(frame),
        all_href: (entries.len() < n_found)
            .then(|| frame.ask.href_with("/creators", &[("all", "1")])),
        rows: entries.iter().map(|entry| row(frame, entry, by_day.get(entry.id))).collect(),
        empty: if frame.ask.q.is_empty() {
            "No creator has a deal, link, code or placement in this campaign yet.".to_owned()
        } else {
            format!("No creator matches “{}”.", frame.ask.q)
        },
        csv_href: frame.ask.href("/creators.csv"),
        footing: format!(
            "{}, {}. Every figure opens into the orders behind it.",
            frame.model_name(),
            frame.range_name().to_lowercase()
        ),
    }
}

/// Everybody who has anything to do with the campaign, by id.
fn roster(
    engine: &Engine,
    frame: &Frame<'_>,
    figures: &BTreeMap<CreatorId, Figures>,
) -> BTreeSet<CreatorId> {
    let campaign = &frame.campaign.id;
    let deals = engine.deals().filter(|d| d.campaign_id == *campaign && !d.is_archived);
    let links = engine.links().filter(|link| link.campaign_id == *campaign && !link.is_archived);
    let codes = engine.codes().filter(|code| code.campaign_id == *campaign && !code.is_archived);
    let slots = engine.placements().filter(|p| p.campaign_id == *campaign && !p.is_archived);
    deals
        .map(|deal| &deal.creator_id)
        .chain(links.map(|link| &link.creator_id))
        .chain(codes.map(|code| &code.creator_id))
        .chain(slots.map(|placement| &placement.creator_id))
        .chain(figures.keys())
        .cloned()
        .collect()
}

fn entry<'e>(
    engine: &'e Engine,
    frame: &Frame<'_>,
    id: &'e CreatorId,
    figures: Option<&Figures>,
) -> Entry<'e> {
    let figures = figures.cloned().unwrap_or_default();
    let creator = engine.creator(id.as_str());
    let kpi = |key| kpis::show(frame, key, &figures);
    Entry {
        id,
        name: creator.map_or(id.as_str(), |creator| creator.name.as_str()),
        creator,
        kpis: [kpi("roi"), kpi("ctr"), kpi("cpc"), kpi("conversion_rate")],
        revenue_minor: figures.revenue_minor[frame.model],
        figures,
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
    let href = |of: &'static str| links::explain(frame, of, Some(entry.id));
    let cost = match entry.figures.spend_minor {
        Some(minor) => Figure::known(money(minor), href("spend")),
        None => Figure::missing("no spend was recorded", href("spend")),
    };
    let kpi = |(key, shown): (&'static str, &Result<Shown, String>)| match shown {
        Ok(shown) => Figure::known(shown.text.clone(), href(key)),
        Err(reason) => Figure::missing(reason, href(key)),
    };
    let keys = ["roi", "ctr", "cpc", "conversion_rate"];
    let kpis = keys.into_iter().zip(&entry.kpis).map(kpi);
    let band = entry.kpis[0].as_ref().ok().and_then(|roi| roi.band.as_ref());
    RosterRow {
        id: entry.id.to_string(),
        name: entry.name.to_owned(),
        href: links::creator(&frame.ask, entry.id),
        detail: entry.creator.map(people::size_and_platforms).unwrap_or_default(),
        spark: Spark { values, label, tone: Tone::Plain },
        revenue: Figure::known(money(entry.revenue_minor), href("revenue")),
        figures: std::iter::once(cost).chain(kpis).collect(),
        band: band.map(|band| (band.bullet.clone(), band.tone, band.word.to_owned())),
    }
}

/// By which column, and which way.
struct Sorting {
    key: &'static str,
    order: Order,
}

impl Sorting {
    /// What the address says: a column's word, with `-` in front for the smallest first.
    fn of(sort: Option<&str>) -> Self {
        let (word, order) = match sort.unwrap_or("revenue").strip_prefix('-') {
            Some(word) => (word, Order::Ascending),
            None => (sort.unwrap_or("revenue"), Order::Descending),
        };
        let known = NUMBERS.iter().map(|(key, _)| *key).chain(["name"]).find(|key| *key == word);
        match known {
            Some(key) => Self { key, order },
            None => Self { key: "revenue", order: Order::Descending },
        }
    }

    /// Sorts by the column; what is missing comes last either way, ties go by name.
    fn sort(&self, entries: &mut [Entry<'_>]) {
        entries.sort_by_cached_key(|entry| (entry.name.to_lowercase(), entry.id.clone()));
        if self.key == "name" {
            // Descending is A to Z here: the first look at a name is from its start.
            if self.order == Order::Ascending {
                entries.reverse();
            }
            return;
        }
        entries.sort_by_cached_key(|entry| {
            let value = entry.value(self.key);
            let turned = value.map(|value| match self.order {
                Order::Ascending => value,
                Order::Descending => value.saturating_neg(),
            });
            (turned.is_none(), turned, Reverse(entry.revenue_minor))
        });
    }

    fn columns(&self, frame: &Frame<'_>) -> Vec<Column> {
        let sorted = |key: &'static str, label: &str, kind| {
            let order = (self.key == key).then_some(self.order);
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
}

impl Entry<'_> {
    /// The number of a column, comparable among creators; `None` if it is missing.
    fn value(&self, key: &str) -> Option<i128> {
        /// Ratios are compared by their first nine decimal places.
        const PLACES: u32 = 9;
        let place = match key {
            "revenue" => return Some(self.revenue_minor.into()),
            "cost" => return self.figures.spend_minor.map(i128::from),
            "roi" => 0,
            "ctr" => 1,
            "cpc" => 2,
            _ => 3,
        };
        let shown = self.kpis[place].as_ref().ok()?;
        Some(shown.ratio.rounded(PLACES))
    }
}
