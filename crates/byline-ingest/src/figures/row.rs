//! Rows of exports into figures, after a declared shape.
//!
//! A platform's export differs from the next by the names of a few columns: which holds the id,
//! which the day, and which cut the row into parts. That is a [`Shape`]; the metrics are found by
//! the names in the platform's table of definitions.

use byline_core::entry::{DedupKey, Fact};
use byline_core::event::Grain;
use byline_core::figure::{Counted, SubjectKind};
use byline_core::money::Currency;
use byline_core::time::{Span, Timestamp, Zone};

use super::error::{Bad, shortened};
use super::{Teller, Thing, Writing, stretch};
use crate::definitions::Definition;
use crate::export::{Ground, Mapped, Row, RowRefused};
use crate::moment;

/// What the rows of an export are.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Shape {
    /// Whose export it is.
    pub feed: &'static str,
    /// What its metrics mean.
    pub table: &'static [Definition],
    /// What a row counts for. One is enough; a row that names none is refused.
    pub subjects: &'static [SubjectColumn],
    /// Where the stretch stands.
    pub stretch: Stretch,
    /// The zone of its days, if that is not the account's.
    pub zone: Option<&'static str>,
    /// Columns that cut a thing into parts.
    pub parts: &'static [&'static str],
    /// The lookback window behind its conversions; the connection's setting `window` replaces it.
    pub window: Option<&'static str>,
    /// What metrics are called in the table, before the name of their column: `account:`.
    pub prefix: &'static str,
}

/// A column that holds an id.
#[derive(Clone, Copy, Debug)]
pub(crate) struct SubjectColumn {
    pub kind: SubjectKind,
    pub column: &'static str,
    /// What of the row is said of it.
    pub says: fn(Counted) -> bool,
}

/// Where the stretch of a row stands.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Stretch {
    /// In a column with a day.
    Day(&'static str),
    /// If there is the first column, in it with the local time at which an hour begins; else in the
    /// second with a day.
    HourOrDay(&'static str, &'static str),
    /// Nowhere: counters so far.
    SoFar,
}

/// Everything that a row can say.
pub(crate) const ALL: fn(Counted) -> bool = |_| true;

/// The column with the time at which the row was fetched, as loaders of data name it.
pub(crate) const AS_OF: &[&str] = &["_fivetran_synced", "synced_at", "fetched_at"];

/// The figures of `row`, whose metrics stand in columns of their names.
pub(crate) fn figures(shape: &Shape, row: &Row<'_>, ground: &Ground<'_>) -> Mapped {
    figures_by(shape, row, ground, |metric| {
        row.raw(metric.strip_prefix(shape.prefix).unwrap_or(metric))
    })
}

/// The figures of `row`, whose metrics are found by `text_of`.
pub(crate) fn figures_by<'r>(
    shape: &Shape,
    row: &Row<'r>,
    ground: &Ground<'_>,
    text_of: impl Fn(&'static str) -> Option<&'r str>,
) -> Mapped {
    let named = shape.zone.and_then(|name| Zone::parse(name).ok());
    let zone = named.as_ref().unwrap_or(ground.zone);
    let as_of = as_of(row, ground.received_at)?;
    let setting = ground.settings.get("currency").map(|text| text.trim());
    let code = row.text("currency").or(setting);
    let mark = ground.settings.get("decimal_mark").and_then(|mark| mark.chars().next());
    let teller = Teller {
        connection: ground.connection,
        feed: shape.feed,
        table: shape.table,
        currency: code.and_then(|code| Currency::parse(&code.to_uppercase())),
        window: ground.settings.get("window").map(String::as_str).or(shape.window),
        as_of,
        writing: Writing::Spreadsheet(mark),
    };
    let span = span(shape, row, zone)?;
    let mut facts = Vec::new();
    let mut n_named = 0;
    for subject in shape.subjects {
        let Some(id) = row.text(subject.column).map(|id| plain_id(subject.kind, id)) else {
            continue;
        };
        n_named += 1;
        let mut thing = match span {
            Some(span) => Thing::over(subject.kind, id, Grain::Stretch(span), zone),
            None => Thing::so_far(subject.kind, id, as_of),
        };
        thing.part = part(shape, row);
        let told = teller.tell(&thing, &text_of);
        if let Some(bad) = told.bad.into_iter().next() {
            return Err(refused(bad, code));
        }
        let is_said = |(fact, _): &(Fact, DedupKey)| match fact {
            Fact::Figure(figure) => (subject.says)(figure.counted),
            _ => true,
        };
        facts.extend(told.facts.into_iter().filter(is_said));
    }
    match (n_named, shape.subjects.first()) {
        (0, Some(first)) => Err(RowRefused::Missing(first.column)),
        _ if facts.is_empty() => Err(RowRefused::Empty("none of its columns is counted")),
        _ => Ok(facts),
    }
}

/// An account that pays for ads goes by its number alone, with `act_` before it or not.
pub(crate) fn plain_id(kind: SubjectKind, id: &str) -> &str {
    match kind {
        SubjectKind::AdAccount => id.strip_prefix("act_").unwrap_or(id),
        _ => id,
    }
}

fn span(shape: &Shape, row: &Row<'_>, zone: &Zone) -> Result<Option<Span>, RowRefused> {
    let (column, is_hour) = match shape.stretch {
        Stretch::Day(column) => (column, false),
        Stretch::HourOrDay(column, _) if row.raw(column).is_some() => (column, true),
        Stretch::HourOrDay(_, column) => (column, false),
        Stretch::SoFar => return Ok(None),
    };
    let text = row.must(column)?;
    let (span, wanted) = match is_hour {
        true => (stretch::hour_span(text, zone), "hour"),
        false => (stretch::day_span(text, zone), "day"),
    };
    let unreadable = || RowRefused::Unreadable { column, value: shortened(text), wanted };
    span.map(Some).ok_or_else(unreadable)
}

/// When the row was fetched, if it says so; loaders write that in universal time.
pub(crate) fn as_of(row: &Row<'_>, received_at: Timestamp) -> Result<Timestamp, RowRefused> {
    let Some(text) = row.text("as_of") else { return Ok(received_at) };
    let instant = stretch::instant(text, &Zone::utc());
    let possible = instant.and_then(|at| moment::check(at, received_at).ok());
    let (column, value) = ("as_of", shortened(text));
    possible.ok_or(RowRefused::Unreadable { column, value, wanted: "time that can be true" })
}

/// Why a row is refused over a metric; over a currency with the code that names none.
fn refused(bad: Bad, code: Option<&str>) -> RowRefused {
    match (RowRefused::from(bad), code) {
        (RowRefused::Missing("currency"), Some(code)) => RowRefused::Unreadable {
            column: "currency",
            value: shortened(code),
            wanted: "currency of ISO 4217",
        },
        (why, _) => why,
    }
}

/// The name of the part: its columns with what stands in them.
fn part(shape: &Shape, row: &Row<'_>) -> String {
    let cut = |column: &&str| row.raw(column).map(|cell| format!("{column}={cell}"));
    shape.parts.iter().filter_map(cut).collect::<Vec<_>>().join(",")
}
