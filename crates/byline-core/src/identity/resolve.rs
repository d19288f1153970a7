//! Resolving: from the rows of a list to proposals of who is who, each with its reasons.
//!
//! In: records with typed columns. Out: weighed pairs, merges by how sure they are, and for any two
//! records the evidence in words. A person confirms; nothing here merges anything.
//!
//! Invariant: the same records give the same answer on every machine and in every order.

use std::collections::BTreeMap;
use std::fmt;

use super::block;
use super::compare::{Comparer, Level};
use super::group::{Limits, Merge, group};
use super::learn::{Findings, Model};
use super::numbers::{log2, probability};
use super::record::{Column, Record, Table};

/// Pairs of candidates that learning looks at, at most.
const N_LEARN: usize = 100_000;
/// Pairs of strangers that learning looks at, about.
const N_EVEN: usize = 100_000;
/// Odds below which a pair is kept out of grouping, in bits: one in a thousand.
const FLOOR_BITS: f64 = -10.0;

/// What resolving found.
pub struct Resolution {
    /// Weighed pairs, smaller record first, with odds in bits, in order of records.
    pub pairs: Vec<(u32, u32, f64)>,
    /// Merges of groups of records, in the order in which they happened.
    pub merges: Vec<Merge>,
    /// The shares that were learnt.
    pub model: Model,
    table: Table,
    /// By record, its place in the table.
    places: Vec<u32>,
}

/// What one column says about two records.
#[derive(Clone, PartialEq, Debug)]
pub struct Reason {
    /// The heading of the column.
    pub column: String,
    /// How far the values agree.
    pub level: Level,
    /// What that says, in bits: for one creator above zero, against it below.
    pub bits: f64,
}

/// How a proposal is treated.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Sureness {
    /// From 99 %: proposed at the top.
    Top,
    /// From 50 %: a person has to look.
    Review,
}

impl Sureness {
    /// How odds of `bits` are treated; `None` below even odds: not proposed.
    pub fn of(bits: f64) -> Option<Self> {
        match probability(bits) {
            p if 0.99 <= p => Some(Self::Top),
            p if 0.5 <= p => Some(Self::Review),
            _ => None,
        }
    }
}

/// Resolves `records`, whose cells are those of `columns`.
pub fn resolve(columns: &[Column], records: &[Record]) -> Resolution {
    // In an order of their own, so that the order in which they came says nothing.
    let mut order: Vec<u32> = (0..).zip(records).map(|(place, _)| place).collect();
    order.sort_by_key(|record| {
        let record = &records[*record as usize];
        (&record.cells, &record.seats)
    });
    let sorted: Vec<&Record> = order.iter().map(|record| &records[*record as usize]).collect();
    let table = Table::new(columns, &sorted);
    let (mut pairs, mut merges, model) = resolve_table(&table);
    let record_at = |place: u32| order[place as usize];
    for (a, b, _) in &mut pairs {
        let (own, other) = (record_at(*a), record_at(*b));
        (*a, *b) = (own.min(other), own.max(other));
    }
    pairs.sort_by_key(|(a, b, _)| (*a, *b));
    for merge in &mut merges {
        for record in merge.kept.iter_mut().chain(&mut merge.gone) {
            *record = record_at(*record);
        }
    }
    let mut places = vec![0; order.len()];
    for (place, record) in (0..).zip(&order) {
        places[*record as usize] = place;
    }
    Resolution { pairs, merges, model, table, places }
}

impl Resolution {
    /// The odds that two records are one creator, in bits; below any limit if they never can be.
    pub fn bits(&self, a: usize, b: usize) -> f64 {
        let (own, other) = (self.places[a] as usize, self.places[b] as usize);
        if self.table.excludes(own, other) {
            return f64::NEG_INFINITY;
        }
        self.model.bits(&Comparer::new(&self.table).compare(own, other))
    }

    /// What each column says about two records, the strongest first.
    pub fn reasons(&self, a: usize, b: usize) -> Vec<Reason> {
        let (own, other) = (self.places[a] as usize, self.places[b] as usize);
        let findings = Comparer::new(&self.table).compare(own, other);
        let columns = self.table.columns.iter().zip(findings).enumerate();
        let mut reasons: Vec<Reason> = columns
            .filter_map(|(place, (column, found))| {
                let found = found?;
                let bits = self.model.weight(place, found);
                Some(Reason { column: column.name.clone(), level: found.level, bits })
            })
            .collect();
        reasons.sort_by(|a, b| b.bits.abs().total_cmp(&a.bits.abs()));
        reasons
    }

    /// The groups of two records and more that hold together at `least` probability, each in order
    /// of records, the groups by their first record.
    pub fn groups(&self, least: f64) -> Vec<Vec<u32>> {
        let mut group_of: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
        for merge in self.merges.iter().filter(|merge| least <= probability(merge.bits)) {
            let mut records = group_of.remove(&merge.kept[0]).unwrap_or_else(|| merge.kept.clone());
            group_of.remove(&merge.gone[0]);
            records.extend(&merge.gone);
            group_of.insert(merge.kept[0], records);
        }
        let mut groups: Vec<Vec<u32>> = group_of.into_values().collect();
        groups.iter_mut().for_each(|group| group.sort_unstable());
        groups.sort();
        groups
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {} ({:+.1} bits)", self.column, self.level.words(), self.bits)
    }
}

type Found = (Vec<(u32, u32, f64)>, Vec<Merge>, Model);

fn resolve_table(table: &Table) -> Found {
    let comparer = Comparer::new(table);
    let candidates = block::candidates(table);
    let model = learn(table, &comparer, &candidates);
    let mut pairs = Vec::new();
    for (a, b) in candidates {
        let bits = model.bits(&comparer.compare(a as usize, b as usize));
        if FLOOR_BITS <= bits {
            pairs.push((a, b, bits));
        }
    }
    let limits = Limits { least_bits: FLOOR_BITS, stranger_bits: FLOOR_BITS };
    let merges = group(table, &pairs, limits);
    (pairs, merges, model)
}

fn learn(table: &Table, comparer: &Comparer<'_>, candidates: &[(u32, u32)]) -> Model {
    let n = table.n_records();
    let step = candidates.len().div_ceil(N_LEARN).max(1);
    let compared = |(a, b): (usize, usize)| comparer.compare(a, b);
    let some = candidates.iter().step_by(step).map(|(a, b)| (*a as usize, *b as usize));
    let some: Vec<Findings> = some.map(compared).collect();
    let n_even = even_pairs(n).count();
    let even = even_pairs(n).filter(|(a, b)| !table.excludes(*a, *b));
    let even: Vec<Findings> = even.map(compared).collect();
    let count = |n: usize| f64::from(u32::try_from(n).unwrap_or(u32::MAX));
    // Pairs that can never be one creator say nothing about how many are.
    let share = count(even.len().max(1)) / count(n_even.max(1));
    let n_pairs = share * count(n) * (count(n) - 1.0) / 2.0;
    let mut model = Model::start(table.columns.len(), -log2(count(n.max(2))));
    model.learn(&some, count(step), &even, n_pairs);
    model
}

/// Pairs spread evenly over all records: all of them, if they are few, else every record with some
/// that a fixed scatter picks. Neighbours in order may be alike, so nearness must not pick.
fn even_pairs(n: usize) -> Box<dyn Iterator<Item = (usize, usize)>> {
    if n * n <= 2 * N_EVEN {
        return Box::new((0..n).flat_map(move |a| (a + 1..n).map(move |b| (a, b))));
    }
    let n_rounds = N_EVEN.div_ceil(n);
    Box::new((0..n_rounds * n).filter_map(move |draw| {
        let (a, b) = (draw % n, scatter(draw) % n);
        (a != b).then_some((a.min(b), a.max(b)))
    }))
}

/// A fixed, well mixed number for every number (the finish of SplitMix64).
fn scatter(number: usize) -> usize {
    let mut mixed = (number as u64).wrapping_add(0x9e37_79b9_7f4a_7c15);
    mixed = (mixed ^ mixed >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    mixed = (mixed ^ mixed >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
    usize::try_from((mixed ^ mixed >> 31) >> 32).expect("32 bits fit")
}
