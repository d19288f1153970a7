//! Builds the page from the engine's answer.

use std::collections::{BTreeMap, BTreeSet};

use byline_core::creator::Platform;
use byline_core::event::Signal;
use byline_core::id::{CreatorId, PlacementId};
use byline_core::time::Timestamp;
use byline_engine::Engine;
use byline_engine::view::{Answer, Dimension, Figures, Key, MICRO, Row};

use super::pivot::{self, Pivot};
use super::way::{
    BY_LINK, COST_APART, is_by_no_link, is_cost_apart, is_of_cost, is_of_no_way, is_rate,
    why_no_clicks,
};
use super::{Choice, ExplorePage};
use crate::pages::ask::{Ask, Range};
use crate::pages::figures::kpis::Shown;
use crate::pages::frame::{Frame, credited};
use crate::pages::links::{self, Asked};
use crate::pages::parts::{Cell, Figure, Heading, Sheet, Tone};
use crate::pages::roster::{self, Known};
use crate::pages::shell::{Head, Here, Shell};
use crate::pages::{decisions, switches, words};

/// How many rows a page shows; the file has all of them.
const MOST: usize = 500;

/// How many creators can be chosen from; others are named in the address.
const MOST_CREATORS: usize = 500;

/// The columns that are shown if nobody chose.
const USUAL: [&str; 6] = ["revenue", "orders", "clicks", "conversion_rate", "cost", "roi"];

/// The page in a frame.
pub fn build(engine: &Engine, frame: &Frame<'_>, pivot: &Pivot) -> ExplorePage {
    let answer = answer(engine, frame, pivot);
    let columns = shown_columns(frame, pivot, &answer);
    let here = |path: &str| {
        let fields = pivot.fields();
        let fields: Vec<(&str, &str)> =
            fields.iter().map(|(key, value)| (*key, value.as_str())).collect();
        Ask { platform: String::new(), ..frame.ask.clone() }.href_with(path, &fields)
    };
    let cost_apart = is_cost_apart(pivot, &answer).then_some(COST_APART);
    let table = Table { frame, pivot, columns: &columns, cost_apart, here: &here };
    let n_rows = answer.rows.len();
    let keep = Ask { cols: Vec::new(), platform: String::new(), sort: None, ..frame.ask.clone() };
    ExplorePage {
        shell: Shell {
            title: format!("Explore · {}", frame.campaign.name),
            here: Here::Explore,
            ask: frame.ask.clone(),
            is_live: frame.ask.at.is_none(),
            banners: switches::banners(engine, frame)
                .into_iter()
                .chain(decisions::doubt_of(engine, frame))
                .collect(),
        },
        head: head(engine, frame, pivot),
        keep: keep.fields(),
        choices: choices(engine, pivot),
        columns: roster::COLUMNS
            .iter()
            .filter(|column| column.of.is_some())
            .map(|known| (known.key, table.label(known), columns.contains(known)))
            .collect(),
        shown: format!("{}{}", shown(n_rows), table.in_parts(&answer)),
        sheet: table.sheet(&answer),
        csv_href: here("/explore.csv"),
        api_href: api_href(frame, pivot),
        footing: format!(
            "{}, {}. The rows and what is unattributed add up to the net of all orders.{}{}",
            frame.model_name(),
            frame.range_within(),
            table.by_link_alone(&answer),
            table.missing(&answer)
        ),
    }
}

/// The heading, whose switches keep the cut.
fn head(engine: &Engine, frame: &Frame<'_>, pivot: &Pivot) -> Head {
    let fields = pivot.fields();
    let pairs: Vec<(&str, &str)> =
        fields.iter().map(|(key, value)| (*key, value.as_str())).collect();
    let path = Ask::default().href_with("/explore", &pairs);
    // The platform is the cut's own, and said once.
    let ask = Ask { platform: String::new(), ..frame.ask.clone() };
    let frame = Frame { ask, ..frame.clone() };
    let mut head = switches::head(engine, &frame, &path, "Explore".to_owned());
    if let Some((_, days)) = &mut head.ranges {
        days.path = "/explore".to_owned();
        days.keep.extend(fields);
    }
    head
}

/// What the pivot asks, answered.
pub fn answer(engine: &Engine, frame: &Frame<'_>, pivot: &Pivot) -> Answer {
    engine.query(&frame.query(pivot.scope(engine, frame), frame.span, &pivot.by))
}

/// The columns of numbers that a reader chose, in the order of the table.
pub fn chosen(ask: &Ask) -> Vec<Known> {
    let of = |is_in: &dyn Fn(&str) -> bool| -> Vec<Known> {
        let numbers = roster::COLUMNS.into_iter().filter(|column| column.of.is_some());
        numbers.filter(|column| is_in(column.key)).collect()
    };
    let asked = of(&|key| ask.cols.iter().any(|col| col == key));
    if asked.is_empty() { of(&|key| USUAL.contains(&key)) } else { asked }
}

/// The columns that a reader chose, else the usual ones: without cost where no row has both it and
/// what it brought.
fn shown_columns(frame: &Frame<'_>, pivot: &Pivot, answer: &Answer) -> Vec<Known> {
    let mut columns = chosen(&frame.ask);
    let is_chosen = columns.iter().any(|column| frame.ask.cols.iter().any(|col| col == column.key));
    if !is_chosen && is_cost_apart(pivot, answer) {
        columns.retain(|column| !is_of_cost(column));
    }
    columns
}

fn shown(n_rows: usize) -> String {
    let n = i64::try_from(n_rows).unwrap_or(i64::MAX);
    match n_rows <= MOST {
        true => words::counted(n, "row", "rows"),
        false => {
            format!(
                "the first {MOST} of {}: choose fewer days or one cut less, or take the file, \
                 which has all",
                words::counted(n, "row", "rows")
            )
        }
    }
}

/// The same question to the API.
fn api_href(frame: &Frame<'_>, pivot: &Pivot) -> String {
    let by: Vec<&str> = pivot.by.iter().map(|dimension| dimension.key()).collect();
    let (from, to) = (frame.span.from.to_string(), frame.span.to.to_string());
    let mut fields = vec![
        ("campaign", frame.campaign.id.to_string()),
        ("by", by.join(",")),
        ("from", from),
        ("to", to),
    ];
    let narrowed = pivot.fields().into_iter().filter(|(key, _)| !matches!(*key, "by" | "then"));
    fields.extend(narrowed);
    fields.extend(frame.ask.at.map(|at| ("at", at.0.to_string())));
    let fields: Vec<(&str, &str)> =
        fields.iter().map(|(key, text)| (*key, text.as_str())).collect();
    Ask::default().href_with("/api/v1/query", &fields)
}

fn choices(engine: &Engine, pivot: &Pivot) -> Vec<Choice> {
    let dimension = |name, label, place: usize| {
        let chosen = pivot.by.get(place);
        let nothing = (String::new(), "nothing".to_owned(), chosen.is_none());
        let others = Dimension::ALL.iter().map(|one| {
            (one.key().to_owned(), pivot::name(*one).to_lowercase(), chosen == Some(one))
        });
        Choice { name, label, options: std::iter::once(nothing).chain(others).collect() }
    };
    let any = |is_any: bool, text: &str| (String::new(), text.to_owned(), is_any);
    let mut creators: Vec<_> = engine.creators().filter(|row| !row.is_archived).collect();
    creators.sort_by_key(|row| row.name.to_lowercase());
    let creators = creators
        .into_iter()
        .take(MOST_CREATORS)
        .map(|row| (row.id.to_string(), row.name.clone(), pivot.creator.as_ref() == Some(&row.id)));
    let platforms = Platform::ALL
        .into_iter()
        .map(|one| (one.key().to_owned(), one.name().to_owned(), pivot.platform == Some(one)));
    let signals = Signal::ALL
        .into_iter()
        .map(|one| (one.key().to_owned(), one.key().to_owned(), pivot.signal == Some(one)));
    vec![
        dimension("by", "Rows by", 0),
        dimension("then", "Then by", 1),
        Choice {
            name: "creator",
            label: "Creator",
            options: std::iter::once(any(pivot.creator.is_none(), "every creator"))
                .chain(creators)
                .collect(),
        },
        Choice {
            name: "platform",
            label: "Platform",
            options: std::iter::once(any(pivot.platform.is_none(), "every platform"))
                .chain(platforms)
                .collect(),
        },
        Choice {
            name: "signal",
            label: "Credited by",
            options: std::iter::once(any(pivot.signal.is_none(), "every signal"))
                .chain(signals)
                .collect(),
        },
    ]
}

/// What the rows are made of.
struct Table<'a> {
    frame: &'a Frame<'a>,
    pivot: &'a Pivot,
    columns: &'a [Known],
    /// Why a row has no cost, where none of them has it with what it brought.
    cost_apart: Option<&'static str>,
    here: &'a dyn Fn(&str) -> String,
}

impl Table<'_> {
    fn sheet(&self, answer: &Answer) -> Sheet {
        let mut rows: Vec<&Row> = answer.rows.iter().collect();
        self.sort(&mut rows);
        let mut columns: Vec<Heading> =
            self.pivot.by.iter().map(|one| Heading::text(pivot::name(*one))).collect();
        if columns.is_empty() {
            columns.push(Heading::text("All together"));
        }
        columns.extend(self.columns.iter().map(|column| self.heading(column)));
        // Nobody's part belongs to no creator and no placement; it has no clicks and no cost, so
        // that only money and orders of the whole make sense.
        let mut sums = Vec::new();
        if let Some(others) = rows.get(MOST..).filter(|others| !others.is_empty()) {
            let n = i64::try_from(others.len()).unwrap_or(i64::MAX);
            let name = words::counted(n, "more row in the file", "more rows in the file");
            sums.push(self.sum(&name, others));
        }
        sums.push(self.sum("All rows", &rows));
        if self.pivot.creator.is_none() {
            sums.push(self.nobodys("Unattributed", &answer.unattributed));
            sums.push(self.nobodys("Net of all orders", &answer.total));
        }
        Sheet {
            label: "Figures",
            columns,
            rows: rows.into_iter().take(MOST).map(|row| self.row(row)).collect(),
            sums,
            empty: "Nothing happened here in this range. Take a filter off, or choose other days."
                .to_owned(),
        }
    }

    fn heading(&self, column: &Known) -> Heading {
        let sort = self.frame.ask.sort.as_deref();
        let order = match sort {
            Some(word) if word == column.key => Some("descending"),
            Some(word) if word.strip_prefix('-') == Some(column.key) => Some("ascending"),
            _ => None,
        };
        let word = match order {
            Some("descending") => format!("-{}", column.key),
            _ => column.key.to_owned(),
        };
        let href = (self.here)("/explore");
        let bare: Vec<&str> = href.split('&').filter(|field| !field.starts_with("sort=")).collect();
        let bare = bare.join("&");
        let sign = if bare.contains('?') { '&' } else { '?' };
        let sort = Some((format!("{bare}{sign}sort={word}"), order));
        Heading { sort, ..Heading::number(self.label(column)) }
    }

    /// A rate by a way that orders came is another one than that of all orders.
    fn label(&self, column: &Known) -> &'static str {
        if is_rate(column) && self.pivot.is_by_way() { BY_LINK } else { column.label }
    }

    /// Why a figure of a row is missing for another reason than that it was never reported.
    fn apart(&self, row: &Row, column: &Known) -> Option<&'static str> {
        if !self.pivot.is_by_way() {
            return None;
        }
        let is_fee_alone = is_of_no_way(row) && row.figures.spend_minor.is_some();
        let apart = self.cost_apart.or(is_fee_alone.then_some(COST_APART));
        let of_cost = apart.filter(|_| is_of_cost(column));
        let is_of_no_click = is_rate(column) && is_by_no_link(row);
        of_cost.or(is_of_no_click.then(|| why_no_clicks(row)))
    }

    /// What the rate of such a cut leaves out, said once.
    fn by_link_alone(&self, answer: &Answer) -> String {
        if !self.columns.iter().any(is_rate) || !self.pivot.is_by_way() {
            return String::new();
        }
        let is_narrow = self.pivot.platform.is_some() || self.pivot.signal.is_some();
        let all = roster::shown(self.frame, "conversion_rate", &credited(answer)).ok();
        let all = all.filter(|_| !is_narrow);
        let with = all.map(|all| format!("; with them the conversion rate is {}", all.text));
        format!(
            " {BY_LINK} leaves out what is credited by code, with a click before it or not{}.",
            with.unwrap_or_default()
        )
    }

    /// Why orders are no whole numbers, where they are not.
    fn in_parts(&self, answer: &Answer) -> &'static str {
        let is_shown = self.columns.iter().any(|column| column.key == "orders");
        let is_part = |row: &Row| row.figures.orders_micro[self.frame.model] % MICRO != 0;
        match is_shown && answer.rows.iter().any(is_part) {
            true => ". An order that several share is split into parts.",
            false => "",
        }
    }

    /// By a column if the address says so; else as the engine cuts: by its keys.
    fn sort(&self, rows: &mut [&Row]) {
        let Some(sort) = self.frame.ask.sort.as_deref() else {
            let is_by_time = self.pivot.by.iter().any(|one| is_time(*one));
            if !is_by_time {
                rows.sort_by_key(|row| -row.figures.revenue_minor[self.frame.model]);
            }
            return;
        };
        let key = sort.strip_prefix('-').unwrap_or(sort);
        if !roster::COLUMNS.iter().any(|column| column.key == key && column.of.is_some()) {
            return;
        }
        rows.sort_by_cached_key(|row| {
            let value = roster::shown(self.frame, key, &row.figures).ok();
            let value = value.map(|shown| shown.ratio.rounded(6));
            let turned = value
                .map(|value| if sort.starts_with('-') { value } else { value.saturating_neg() });
            (turned.is_none(), turned)
        });
    }

    fn row(&self, row: &Row) -> Vec<Cell> {
        let mut cells: Vec<Cell> = row.keys.iter().map(|key| self.key(key)).collect();
        if cells.is_empty() {
            cells.push(Cell::Text("Everything".to_owned()));
        }
        let id: Vec<&str> = row.keys.iter().map(|key| key.id.as_str()).collect();
        let opens = self.opens(row);
        cells.extend(self.columns.iter().map(|column| {
            let text = self.told(row, column);
            let word = format!("{}-{}", column.key, id.join("-"));
            match (&opens, column.of, text) {
                (Some(opens), Some(of), Ok(shown)) => {
                    Cell::Figure(word, Figure::known(shown.text, opens.href(of)))
                }
                (Some(opens), Some(of), Err(reason)) => {
                    Cell::Figure(word, Figure::missing(&reason, opens.href(of)))
                }
                (_, _, Ok(shown)) => Cell::Number(Tone::Plain, shown.text),
                (_, _, Err(reason)) => Cell::Missing(reason),
            }
        }));
        cells
    }

    /// A figure of a row, or why there is none.
    fn told(&self, row: &Row, column: &Known) -> Result<Shown, String> {
        let is_known_cost = column.key == "cost" && row.figures.spend_minor.is_some();
        match self.apart(row, column).filter(|_| !is_known_cost) {
            Some(reason) => Err(reason.to_owned()),
            None => roster::shown(self.frame, column.key, &row.figures),
        }
    }

    /// Why figures are n/a, in sentences; empty if all are known.
    fn missing(&self, answer: &Answer) -> String {
        let mut why: BTreeMap<String, BTreeSet<&str>> = BTreeMap::new();
        for row in answer.rows.iter().take(MOST) {
            for column in self.columns {
                if let Err(reason) = self.told(row, column) {
                    why.entry(reason).or_default().insert(self.label(column));
                }
            }
        }
        let sentence = |(reason, labels): (String, BTreeSet<&str>)| {
            let labels: Vec<String> = labels.into_iter().map(str::to_owned).collect();
            format!(" n/a under {}: {reason}.", words::listed(&labels))
        };
        why.into_iter().map(sentence).collect()
    }

    /// Rows together. A rate by link is of those that came by one.
    fn sum(&self, name: &str, rows: &[&Row]) -> Vec<Cell> {
        let (mut all, mut by_link) = (Figures::default(), Figures::default());
        rows.iter().for_each(|row| all.add(&row.figures));
        rows.iter().filter(|row| !is_by_no_link(row)).for_each(|row| by_link.add(&row.figures));
        self.line(name, |column| Some(if is_rate(column) { &by_link } else { &all }))
    }

    /// What is nobody's has no clicks and no cost.
    fn nobodys(&self, name: &str, figures: &Figures) -> Vec<Cell> {
        let has_sense = |column: &Known| matches!(column.key, "revenue" | "orders");
        self.line(name, |column| has_sense(column).then_some(figures))
    }

    /// A line of sums; nothing where they make no sense.
    fn line<'f>(&self, name: &str, of: impl Fn(&Known) -> Option<&'f Figures>) -> Vec<Cell> {
        let mut cells = vec![Cell::Text(name.to_owned())];
        cells.resize(self.pivot.by.len().max(1), Cell::Nothing);
        cells.extend(self.columns.iter().map(|column| {
            let figures = of(column);
            let shown = figures.and_then(|of| roster::shown(self.frame, column.key, of).ok());
            shown.map_or(Cell::Nothing, |shown| Cell::Number(Tone::Plain, shown.text))
        }));
        cells
    }

    fn key(&self, key: &Key) -> Cell {
        let clock = &self.frame.clock;
        match key.dimension {
            Dimension::Day => match key.id.parse() {
                Ok(day) if day == clock.day_of(self.frame.now) => {
                    Cell::Text(format!("{}, so far", clock.weekday(clock.start_of(day))))
                }
                Ok(day) => Cell::Text(clock.weekday(clock.start_of(day))),
                Err(_) => Cell::Text(key.label.clone()),
            },
            Dimension::Hour => match key.id.parse::<Timestamp>() {
                Ok(at) if clock.zone().hour_span(at).contains(self.frame.now) => {
                    Cell::Text(format!("{}, so far", clock.weekday_minute(at)))
                }
                Ok(at) => Cell::Text(clock.weekday_minute(at)),
                Err(_) => Cell::Text(key.label.clone()),
            },
            Dimension::Creator if !key.id.starts_with("other:") => {
                let href = links::creator(&self.frame.ask, &CreatorId::from(key.id.as_str()));
                Cell::Name(key.label.clone(), Some(href))
            }
            Dimension::Platform if key.id.is_empty() => {
                Cell::Text("No platform: cost, and orders by code".to_owned())
            }
            _ => Cell::Name(key.label.clone(), None),
        }
    }

    /// Where the figures of a row open; `None` where no explanation is cut so.
    fn opens(&self, row: &Row) -> Option<Opens<'_>> {
        let is_narrowed = self.pivot.platform.is_some() || self.pivot.signal.is_some();
        if is_narrowed {
            return None;
        }
        let (creator, placement) = (self.pivot.creator.clone(), None);
        let mut opens = Opens { frame: self.frame.clone(), creator, placement };
        for key in &row.keys {
            match key.dimension {
                Dimension::Creator if !key.id.starts_with("other:") => {
                    opens.creator = Some(CreatorId::from(key.id.as_str()));
                }
                Dimension::Placement if !key.id.is_empty() => {
                    opens.placement = Some(PlacementId::from(key.id.as_str()));
                }
                Dimension::Day => {
                    let day = key.id.parse().ok()?;
                    opens.frame.range = Range::Days { from: day, to: day };
                }
                Dimension::Campaign if key.id == self.frame.campaign.id.as_str() => {}
                _ => return None,
            }
        }
        Some(opens)
    }
}

/// Where the figures of a row open.
struct Opens<'a> {
    frame: Frame<'a>,
    creator: Option<CreatorId>,
    placement: Option<PlacementId>,
}

impl Opens<'_> {
    fn href(&self, of: &str) -> String {
        let (creator, placement) = (self.creator.as_ref(), self.placement.as_ref());
        let asked = Asked { of, creator, placement, ..Asked::default() };
        links::explain_at(&self.frame, asked, self.frame.ask.at)
    }
}

fn is_time(dimension: Dimension) -> bool {
    matches!(dimension, Dimension::Day | Dimension::Hour)
}
