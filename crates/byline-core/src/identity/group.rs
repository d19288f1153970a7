//! Grouping: which records belong together, and how surely.
//!
//! In: weighed pairs. Out: merges. Two groups merge by the average over all their pairs, so that
//! one accidental likeness does not tie two people together, and a chain of weak likenesses does
//! not swallow a town. Groups in which one creator would hold two accounts on one platform at a
//! time never merge.
//!
//! An average never exceeds the better of what it averages, so the best partner of a group that
//! was found once stays a bound, and groups are looked at again only when they are next in line.

use std::cmp::Ordering;
use std::collections::BinaryHeap;

use super::record::{Seat, Table};

/// Two groups became one.
#[derive(Clone, PartialEq, Debug)]
pub struct Merge {
    /// Records of the one group.
    pub kept: Vec<u32>,
    /// Records of the other.
    pub gone: Vec<u32>,
    /// How surely, in bits of odds; never above what made either group.
    pub bits: f64,
}

/// From where on groups are tied, in bits of odds.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Limits {
    /// The least average that merges two groups.
    pub least_bits: f64,
    /// What a pair counts as that was not weighed.
    pub stranger_bits: f64,
}

/// Merges records along `pairs`, the surest first.
pub fn group(table: &Table, pairs: &[(u32, u32, f64)], limits: Limits) -> Vec<Merge> {
    let mut forest = Forest::new(table, pairs, limits);
    let mut queue = BinaryHeap::new();
    for id in (0..).zip(&table.seats).map(|(id, _)| id) {
        queue.extend(forest.best(id));
    }
    let mut merges = Vec::new();
    while let Some(chance) = queue.pop() {
        let (a, b) = (chance.a as usize, chance.b as usize);
        if forest.versions[a] != chance.versions.0 {
            continue;
        }
        if forest.versions[b] != chance.versions.1 {
            queue.extend(forest.best(chance.a));
            continue;
        }
        merges.push(forest.merge(a, b, chance.bits));
        queue.extend(forest.best(chance.a));
    }
    merges
}

/// A sum of weights towards another group.
#[derive(Clone, Copy)]
struct Link {
    other: u32,
    bits: f64,
    n_pairs: u32,
}

/// Groups, each at the place of its first record.
struct Forest {
    limits: Limits,
    /// By place, the records; empty once merged away.
    records: Vec<Vec<u32>>,
    seats: Vec<Vec<Seat>>,
    links: Vec<Vec<Link>>,
    /// By place, how surely the group belongs together.
    bits: Vec<f64>,
    /// By place, how often the group changed; the last number once merged away.
    versions: Vec<u32>,
    /// By record, a step towards the place of its group.
    steps: Vec<u32>,
}

/// The best partner of a group when it was last looked at.
struct Chance {
    bits: f64,
    a: u32,
    b: u32,
    versions: (u32, u32),
}

impl Forest {
    fn new(table: &Table, pairs: &[(u32, u32, f64)], limits: Limits) -> Self {
        let n = table.n_records();
        let mut links = vec![Vec::new(); n];
        for (a, b, bits) in pairs {
            links[*a as usize].push(Link { other: *b, bits: *bits, n_pairs: 1 });
            links[*b as usize].push(Link { other: *a, bits: *bits, n_pairs: 1 });
        }
        let steps: Vec<u32> = (0..).take(n).collect();
        Self {
            limits,
            records: steps.iter().map(|record| vec![*record]).collect(),
            seats: table.seats.clone(),
            links,
            bits: vec![f64::INFINITY; n],
            versions: vec![0; n],
            steps,
        }
    }

    /// The partner of group `a` with the highest average, if any reaches the least.
    fn best(&mut self, a: u32) -> Option<Chance> {
        self.gather(a);
        let own = a as usize;
        let mut best: Option<(f64, u32)> = None;
        for link in &self.links[own] {
            let bits = self.average(own, *link);
            let is_better = best.is_none_or(|(most, _)| most < bits);
            if self.limits.least_bits <= bits && is_better && !self.excludes(own, link.other) {
                best = Some((bits, link.other));
            }
        }
        let (bits, b) = best?;
        let versions = (self.versions[own], self.versions[b as usize]);
        Some(Chance { bits, a, b, versions })
    }

    /// Sums up the links of a group that lead to one group by now.
    fn gather(&mut self, a: u32) {
        let mut links = std::mem::take(&mut self.links[a as usize]);
        for link in &mut links {
            link.other = self.find(link.other);
        }
        links.retain(|link| link.other != a);
        links.sort_by_key(|link| link.other);
        links.dedup_by(|next, sum| {
            let is_one = next.other == sum.other;
            if is_one {
                sum.bits += next.bits;
                sum.n_pairs += next.n_pairs;
            }
            is_one
        });
        self.links[a as usize] = links;
    }

    /// The place of the group that holds `record`.
    fn find(&mut self, record: u32) -> u32 {
        let mut place = record;
        while self.steps[place as usize] != place {
            let next = self.steps[place as usize];
            self.steps[place as usize] = self.steps[next as usize];
            place = next;
        }
        place
    }

    fn average(&self, own: usize, link: Link) -> f64 {
        let count = |n: usize| f64::from(u32::try_from(n).expect("fewer than 2^32 pairs"));
        let n_pairs = count(self.records[own].len() * self.records[link.other as usize].len());
        let n_strangers = n_pairs - f64::from(link.n_pairs);
        (link.bits + n_strangers * self.limits.stranger_bits) / n_pairs
    }

    fn excludes(&self, own: usize, other: u32) -> bool {
        let theirs = &self.seats[other as usize];
        self.seats[own].iter().any(|own| theirs.iter().any(|other| own.excludes(other)))
    }

    /// Merges group `b` into `a`.
    fn merge(&mut self, a: usize, b: usize, bits: f64) -> Merge {
        let gone = std::mem::take(&mut self.records[b]);
        let links = std::mem::take(&mut self.links[b]);
        let seats = std::mem::take(&mut self.seats[b]);
        let bits = bits.min(self.bits[a]).min(self.bits[b]);
        let merge = Merge { kept: self.records[a].clone(), gone, bits };
        self.records[a].extend(&merge.gone);
        self.links[a].extend(links);
        self.seats[a].extend(seats);
        self.bits[a] = bits;
        self.versions[a] += 1;
        self.versions[b] = u32::MAX;
        self.steps[b] = self.steps[a];
        merge
    }
}

impl PartialEq for Chance {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Chance {}

impl PartialOrd for Chance {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Chance {
    fn cmp(&self, other: &Self) -> Ordering {
        self.bits.total_cmp(&other.bits).then((other.a, other.b).cmp(&(self.a, self.b)))
    }
}
