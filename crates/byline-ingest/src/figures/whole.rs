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

use super::{PART, key};
use crate::amount::LARGEST;
use crate::dedup;

/// The parts of a file that were seen so far. Everything else passes through at once, so a file
/// without parts is read in flat memory.
#[derive(Default)]
pub struct Wholes(BTreeMap<[u8; 16], Parts>);

impl Wholes {
    /// Keeps the parts among `facts`, and gives back the others.
    pub fn take(&mut self, facts: Vec<(Fact, DedupKey)>) -> Vec<(Fact, DedupKey)> {
        let mut others = Vec::new();
        for (fact, dedup_key) in facts {
            match fact {
                Fact::Figure(figure) if figure.definition.contains(PART) => {
                    let (identity, part) = of_one_whole(&figure);
                    self.0.entry(identity).or_default().take(part, figure);
                }
                other => others.push((other, dedup_key)),
            }
        }
        others
    }

    /// The wholes, at the end of the file.
    pub fn end(&mut self) -> Vec<(Fact, DedupKey)> {
        let sums = std::mem::take(&mut self.0).into_values().filter_map(Parts::sum);
        let keyed = sums.map(|figure| {
            let key = key(&figure);
            (Fact::Figure(figure), key)
        });
        keyed.collect()
    }
}

/// What the parts of one whole have in common, and the name of this part.
fn of_one_whole(figure: &Figure) -> ([u8; 16], String) {
    let (name, part) = figure.definition.split_once(PART).unwrap_or((&figure.definition, ""));
    let mut common = figure.clone();
    common.definition = name.to_owned();
    common.as_of = Timestamp(0);
    let currency = figure.currency.map(|currency| currency.as_str().to_owned());
    let DedupKey(common) = key(&common);
    let identity = dedup::digest(&[&common, currency.unwrap_or_default().as_bytes()]);
    (identity, part.to_owned())
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
