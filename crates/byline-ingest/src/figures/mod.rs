//! Figures: what is common to every platform that counts.
//!
//! In: a subject, a stretch, and a way to look up the platform's metrics by name. Out: one
//! [`Figure`] for each thing that the platform's table of definitions counts and the platform says
//! something about, with its key.
//!
//! Invariants: of several metrics that count the same, exactly one is read: the first of the table
//! that has a value. What a platform writes where it has nothing becomes `None`, never zero.

use std::borrow::Cow;

use byline_core::entry::{DedupKey, Fact};
use byline_core::event::Grain;
use byline_core::figure::{Counted, Figure, Subject, SubjectKind};
use byline_core::id::ConnectionId;
use byline_core::money::Currency;
use byline_core::time::{Timestamp, Zone};

use crate::dedup;
use crate::definitions::{self, Definition};
use crate::files;
use crate::poll::Page;
use crate::webhook::Reason;

pub(crate) mod answer;
#[cfg(test)]
pub(crate) mod bench;
pub(crate) mod error;
pub(crate) mod row;
pub(crate) mod stretch;
#[cfg(test)]
mod tests;
pub(crate) mod value;
mod whole;

pub(crate) use error::Bad;
pub use whole::{Sums, Wholes};

/// A platform that says figures: what holds for all of an answer or row.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Teller<'a> {
    /// Who asked it.
    pub connection: &'a ConnectionId,
    /// Which feed it is.
    pub feed: &'static str,
    /// What its metrics mean.
    pub table: &'static [Definition],
    /// In which currency its money is, if that is known.
    pub currency: Option<Currency>,
    /// The lookback window behind its conversions.
    pub window: Option<&'a str>,
    /// When it said so.
    pub as_of: Timestamp,
    /// How it writes numbers.
    pub writing: Writing,
}

/// How numbers are written.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Writing {
    /// As programs do.
    Plain,
    /// As spreadsheets do, with this sign before decimals, if the file proves one.
    Spreadsheet(Option<char>),
}

/// What the figures are of.
#[derive(Clone, Debug)]
pub(crate) struct Thing<'a> {
    /// What kind.
    pub kind: SubjectKind,
    /// The platform's id.
    pub id: &'a str,
    /// Over which stretch.
    pub grain: Grain,
    /// The day on which the stretch begins, by which definitions are chosen.
    pub day: String,
    /// Which part of it, such as `device=MOBILE`; empty for the whole.
    pub part: String,
}

/// The figures of one thing, and the metrics that could not be read.
#[derive(Clone, Default, PartialEq, Eq, Debug)]
pub(crate) struct Told {
    /// Figures with their keys.
    pub facts: Vec<(Fact, DedupKey)>,
    /// What could not be read.
    pub bad: Vec<Bad>,
}

/// What separates a definition from the part that a figure is of; see [`Wholes`].
const PART: char = '|';

impl Told {
    /// Puts it on a page.
    pub(crate) fn onto(self, page: &mut Page) {
        page.facts.extend(self.facts);
        page.refused.extend(self.bad.into_iter().map(Reason::from));
    }
}

impl<'a> Thing<'a> {
    /// A thing over a stretch that begins on a local day of `zone`.
    pub(crate) fn over(kind: SubjectKind, id: &'a str, grain: Grain, zone: &Zone) -> Self {
        let day = match grain {
            Grain::Stretch(span) => zone.day_of(span.from).to_string(),
            Grain::Lifetime => String::new(),
        };
        Self { kind, id, grain, day, part: String::new() }
    }

    /// A thing with everything so far, as it stood at `as_of`.
    pub(crate) fn so_far(kind: SubjectKind, id: &'a str, as_of: Timestamp) -> Self {
        let day = Zone::utc().day_of(as_of).to_string();
        Self { kind, id, grain: Grain::Lifetime, day, part: String::new() }
    }
}

impl Teller<'_> {
    /// Everything that is said of `thing`. `text_of` gives the text of a metric, empty where the
    /// platform was asked and said nothing, and `None` where it was not asked.
    pub(crate) fn tell<'t>(
        &self,
        thing: &Thing<'_>,
        text_of: impl Fn(&'static str) -> Option<&'t str>,
    ) -> Told {
        let mut told = Told::default();
        for counted in Counted::ALL {
            // People who saw two parts would count twice in their sum.
            if counted.is_gauge() && !thing.part.is_empty() {
                continue;
            }
            match self.read(thing, counted, &text_of) {
                Ok(Some((definition, value))) => {
                    told.facts.push(self.figure(thing, definition, value));
                }
                Ok(None) => {}
                Err(bad) => told.bad.push(bad),
            }
        }
        told
    }

    /// The first value that any metric gives for `counted`; failing that, that there is none.
    fn read<'t>(
        &self,
        thing: &Thing<'_>,
        counted: Counted,
        text_of: &impl Fn(&'static str) -> Option<&'t str>,
    ) -> Result<Option<(&'static Definition, Option<i64>)>, Bad> {
        let mut nothing = None;
        for definition in self.table.iter().filter(|known| known.counted == counted) {
            for metric in definition.metrics {
                let in_force = definitions::find(self.table, metric, &thing.day);
                if in_force.is_none_or(|known| known.name != definition.name) {
                    continue;
                }
                let Some(text) = text_of(metric) else { continue };
                let value = self.writing.plain(text);
                let value = definition.unit.read(&value, self.currency);
                match value.map_err(|wrong| Bad::new(metric, text, wrong))? {
                    Some(value) => return Ok(Some((definition, Some(value)))),
                    None => nothing = nothing.or(Some((definition, None))),
                }
            }
        }
        Ok(nothing)
    }

    fn figure(
        &self,
        thing: &Thing<'_>,
        definition: &Definition,
        value: Option<i64>,
    ) -> (Fact, DedupKey) {
        let counted = definition.counted;
        let name = match thing.part.as_str() {
            "" => definition.name.to_owned(),
            part => format!("{}{PART}{part}", definition.name),
        };
        let subject =
            Subject { feed: self.feed.to_owned(), kind: thing.kind, id: thing.id.to_owned() };
        let figure = Figure {
            connection: self.connection.clone(),
            subject,
            counted,
            value,
            currency: self.currency.filter(|_| counted.is_money()),
            side: definition.side,
            grain: thing.grain,
            as_of: self.as_of,
            definition: name,
            window: self.window.filter(|_| counted.is_ascribed()).map(str::to_owned),
        };
        let key = key(&figure);
        (Fact::Figure(figure), key)
    }
}

impl Writing {
    /// The plain form of a number; what is not understood comes back as it is and is refused later.
    fn plain(self, text: &str) -> Cow<'_, str> {
        match self {
            Self::Spreadsheet(mark) if mark == Some(',') || text.contains(',') => {
                files::amount(text, mark, 2).map_or(Cow::Borrowed(text), Cow::Owned)
            }
            _ => Cow::Borrowed(text),
        }
    }
}

/// The ends of the stretch in microseconds; zeros for everything so far.
fn ends(grain: Grain) -> (i64, i64) {
    match grain {
        Grain::Lifetime => (0, 0),
        Grain::Stretch(span) => (span.from.0, span.to.0),
    }
}

/// The key of a figure: the same word of the same platform on the same thing, said at one time.
/// Amounts in two currencies are two figures.
pub(crate) fn key(figure: &Figure) -> DedupKey {
    let (from, to) = ends(figure.grain);
    let currency = figure.currency.map(|currency| currency.to_string()).unwrap_or_default();
    dedup::key(&[
        b"figure",
        figure.connection.as_str().as_bytes(),
        figure.subject.feed.as_bytes(),
        &[figure.subject.kind as u8, figure.side as u8],
        figure.subject.id.as_bytes(),
        figure.counted.key().as_bytes(),
        &from.to_be_bytes(),
        &to.to_be_bytes(),
        figure.window.as_deref().unwrap_or_default().as_bytes(),
        figure.definition.as_bytes(),
        &figure.as_of.0.to_be_bytes(),
        currency.as_bytes(),
    ])
}
