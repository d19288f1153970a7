//! Counts of links, apart from what the links stand for. When a link is given to somebody else,
//! they go with it; and a count of clicks opens into its links.

use std::collections::BTreeMap;

use byline_core::click::Verdict;
use byline_core::event::Signal;
use byline_core::time::Timestamp;
use serde::{Deserialize, Serialize};
use smallvec::SmallVec;

use super::cells::Count;
use super::row_number;
use super::series::Series;

/// The landings that are counted for links, by kind of evidence.
pub const LANDINGS: [(Signal, Count); 4] = [
    (Signal::Link, Count::Visits),
    (Signal::Link, Count::VisitsSoldOut),
    (Signal::Utm, Count::Visits),
    (Signal::Utm, Count::VisitsSoldOut),
];

/// Everything that is counted for links: landings, and people's clicks.
const COUNTED: [(Signal, Count); 5] =
    [LANDINGS[0], LANDINGS[1], LANDINGS[2], LANDINGS[3], (Signal::Link, Count::Clicks)];

/// Counts by link number.
#[derive(Clone, Default, Debug, Serialize, Deserialize)]
pub struct LinkCounts {
    links: Vec<LinkRow>,
}

#[derive(Clone, Default, Debug, Serialize, Deserialize)]
struct LinkRow {
    /// In the order of [`COUNTED`].
    counts: [Series<i64>; COUNTED.len()],
    /// Requests that are no clicks, by what they are instead.
    left_out: BTreeMap<Verdict, Series<i64>>,
    /// The cells that clicks and landings fill as long as nothing is declared anew, so that a
    /// click needs no look at what its link stands for.
    #[serde(skip)]
    cells: SmallVec<[(Signal, u32); 2]>,
}

impl LinkCounts {
    /// Adds to a count of a link; other counts than landings and people's clicks are not kept.
    pub fn add(&mut self, link: u32, (signal, count): (Signal, Count), at: Timestamp, value: i64) {
        let Some(place) = COUNTED.iter().position(|counted| *counted == (signal, count)) else {
            return;
        };
        self.row(link).counts[place].add(at.bucket().0, value);
    }

    /// Adds to the requests of a link that are no clicks.
    pub fn leave_out(&mut self, link: u32, verdict: Verdict, at: Timestamp, value: i64) {
        self.row(link).left_out.entry(verdict).or_default().add(at.bucket().0, value);
    }

    /// The requests of a link that are no clicks, by what they are instead and by bucket.
    pub fn left_out(&self, link: u32) -> impl Iterator<Item = (Verdict, &Series<i64>)> {
        let row = self.links.get(link as usize).into_iter();
        row.flat_map(|row| row.left_out.iter().map(|(verdict, series)| (*verdict, series)))
    }

    /// The number of the cell that evidence of a link fills, if it is known still.
    pub fn cell(&self, link: u32, signal: Signal) -> Option<u32> {
        let cells = &self.links.get(link as usize)?.cells;
        cells.iter().find(|known| known.0 == signal).map(|known| known.1)
    }

    /// Keeps the number of the cell that evidence of a link fills.
    pub fn remember_cell(&mut self, link: u32, signal: Signal, cell: u32) {
        self.row(link).cells.push((signal, cell));
    }

    /// Forgets every cell, because links may stand for something else now.
    pub fn forget_cells(&mut self) {
        self.links.iter_mut().for_each(|row| row.cells.clear());
    }

    fn row(&mut self, link: u32) -> &mut LinkRow {
        let link = link as usize;
        if self.links.len() <= link {
            self.links.resize_with(link + 1, LinkRow::default);
        }
        &mut self.links[link]
    }

    /// Numbers of links from 0 to before this one may have counts.
    pub fn n_links(&self) -> u32 {
        row_number(self.links.len())
    }

    /// A count of a link by bucket; `None` if nothing was ever counted for it.
    pub fn get(&self, link: u32, (signal, count): (Signal, Count)) -> Option<&Series<i64>> {
        let place = COUNTED.iter().position(|counted| *counted == (signal, count))?;
        Some(&self.links.get(link as usize)?.counts[place])
    }
}
