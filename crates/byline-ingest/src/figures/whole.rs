//! Parts into wholes: exports cut one day of one ad by device, network or country.
//!
//! In: the facts of a file, row by row. Out: the same, with the parts of each figure added up at
//! the end. A file has to be brought in through here: a part alone would pass for the figure.
//!
//! A part bears its cut in its definition, `google_ads.clicks@v25|device=MOBILE`, until it is
//! added up; should one slip through, it never passes for the whole. Of a part that stands in a
//! file twice the newest word counts; a missing part leaves its whole missing.

use std::collections::BTreeMap;

use byline_core::entry::{DedupKey, Fact};
use byline_core::figure::Figure;
use byline_core::time::Timestamp;

use super::{PART, ends, key};
use crate::amount::LARGEST;
use crate::dedup;

/// The parts of a file that were seen so far, by the thing that they are parts of. Everything else
/// passes through at once, so a file without parts is read in flat memory.
#[derive(Default)]
pub struct Wholes(BTreeMap<[u8; 16], Whole>);

/// All that the parts of one thing say of one stretch.
#[derive(Default)]
struct Whole {
    figures: BTreeMap<[u8; 16], Parts>,
    n_rows: u64,
}

/// The sums of one thing, and how many rows they stand for.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Sums {
    /// The figures of the thing.
    pub facts: Vec<(Fact, DedupKey)>,
    /// How many rows gave nothing but parts of them.
    pub n_rows: u64,
}

impl Wholes {
    /// Keeps the parts among the facts of one row, and gives back the others.
    pub fn take(&mut self, facts: Vec<(Fact, DedupKey)>) -> Vec<(Fact, DedupKey)> {
        let mut others = Vec::new();
        let mut first = None;
        for (fact, dedup_key) in facts {
            match fact {
                Fact::Figure(figure) if figure.definition.contains(PART) => {
                    let thing = thing(&figure);
                    first = first.or(Some(thing));
                    let (identity, part) = of_one_whole(&figure);
                    let whole = self.0.entry(thing).or_default();
                    whole.figures.entry(identity).or_default().take(part, figure);
                }
                other => others.push((other, dedup_key)),
            }
        }
        // A row that says something else besides stands for itself.
        let whole = first.filter(|_| others.is_empty()).and_then(|thing| self.0.get_mut(&thing));
        if let Some(whole) = whole {
            whole.n_rows += 1;
        }
        others
    }

    /// The sums of one thing after the other, at the end of the file.
    pub fn end(&mut self) -> Option<Sums> {
        let (_, whole) = self.0.pop_first()?;
        let sums = whole.figures.into_values().filter_map(Parts::sum);
        let keyed = sums.map(|figure| {
            let key = key(&figure);
            (Fact::Figure(figure), key)
        });
        Some(Sums { facts: keyed.collect(), n_rows: whole.n_rows })
    }
}

/// Of which thing and stretch a figure is.
fn thing(figure: &Figure) -> [u8; 16] {
    let (from, to) = ends(figure.grain);
    dedup::digest(&[
        figure.connection.as_str().as_bytes(),
        figure.subject.feed.as_bytes(),
        &[figure.subject.kind as u8],
        figure.subject.id.as_bytes(),
        &from.to_be_bytes(),
        &to.to_be_bytes(),
    ])
}

/// What the parts of one whole have in common, and the name of this part.
fn of_one_whole(figure: &Figure) -> ([u8; 16], String) {
    let (name, part) = figure.definition.split_once(PART).unwrap_or((&figure.definition, ""));
    let mut common = figure.clone();
    common.definition = name.to_owned();
    common.as_of = Timestamp(0);
    (key(&common).0, part.to_owned())
}

/// The parts of one whole, by name.
#[derive(Default)]
struct Parts(BTreeMap<String, Figure>);

impl Parts {
    fn take(&mut self, part: String, figure: Figure) {
        let is_older = |known: &Figure| figure.as_of < known.as_of;
        if !self.0.get(&part).is_some_and(is_older) {
            self.0.insert(part, figure);
        }
    }

    fn sum(self) -> Option<Figure> {
        let mut sum = self.0.values().next()?.clone();
        let mut values = self.0.values().map(|part| part.value);
        let total = values.try_fold(0_i64, |sum, value| Some(sum.saturating_add(value?)));
        sum.value = total.map(|total| total.clamp(-LARGEST, LARGEST));
        sum.as_of = self.0.values().map(|part| part.as_of).max()?;
        let name_end = sum.definition.find(PART)?;
        sum.definition.truncate(name_end);
        Some(sum)
    }
}
