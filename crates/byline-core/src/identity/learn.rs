//! Learning: how often each level occurs among records of one creator and among strangers.
//!
//! In: candidates and pairs of strangers, compared. Out: for every column and level two shares, m
//! among matches and u among others, after Fellegi and Sunter (1969). m is learnt by expectation
//! maximisation from the unlabelled data itself, u from pairs picked evenly over all records. Sane
//! starting shares count as a few pairs, so that ten records give a sane answer too.
//!
//! A candidate's probability depends on its levels alone, not on why it became a candidate, so one
//! pass over the united rules is enough and needs no session for each rule.

use super::compare::{Finding, Level};
use super::numbers::{log2, probability};

/// What one pair's columns said.
pub type Findings = smallvec::SmallVec<[Option<Finding>; 12]>;

/// The shares by which pairs are weighed.
#[derive(Clone, PartialEq, Debug)]
pub struct Model {
    /// By column and level, the share among records of one creator.
    pub m: Vec<Shares>,
    /// By column and level, the share among strangers.
    pub u: Vec<Shares>,
    /// The odds that two records picked at random are one creator, in bits.
    pub prior_bits: f64,
    /// By column and level, what a level says beside the rarity of what is shared.
    with_rarity: Vec<Shares>,
    /// By column and level, what a level says by itself: log2 m/u.
    alone: Vec<Shares>,
}

/// A number for each level.
type Shares = [f64; Level::COUNT];

/// Levels that rest on shared words. Strangers who share a rare word still differ in how: most
/// contradict each other in the rest. So rarity is multiplied by a level's part among these.
const SHARED: [Level; 5] =
    [Level::Stripped, Level::Close, Level::Contained, Level::Short, Level::Overlap];
/// The least part of a level among [`SHARED`]; below it, words are not independent any more.
const LEAST_PART: f64 = 0.1;
/// Rounds of expectation maximisation; the shares hardly move after ten.
const N_ROUNDS: usize = 12;
/// How many pairs the starting shares of m count as.
const STRENGTH_M: f64 = 100.0;
/// The least part of records that is taken to be there twice. Lists that people kept by hand have
/// that many at least, and a small list shows too few for its own odds.
const LEAST_TWICE: f64 = 0.1;
/// How many pairs the starting shares of u count as.
const STRENGTH_U: f64 = 4.0;

/// Starting shares among matches: most agree, some slip.
const START_M: Shares = [0.58, 0.08, 0.03, 0.07, 0.08, 0.03, 0.02, 0.04, 0.07];
/// Starting shares among strangers: most differ.
const START_U: Shares = [0.01, 0.01, 0.005, 0.005, 0.01, 0.01, 0.02, 0.08, 0.85];

impl Model {
    /// The model before any data was seen, for `n_columns` columns and these odds of two records.
    pub fn start(n_columns: usize, prior_bits: f64) -> Self {
        Self::with(vec![START_M; n_columns], vec![START_U; n_columns], prior_bits)
    }

    fn with(m: Vec<Shares>, u: Vec<Shares>, prior_bits: f64) -> Self {
        let with_rarity = m.iter().zip(&u).map(|(m, u)| {
            let shared: f64 = SHARED.iter().map(|level| u[*level as usize]).sum();
            std::array::from_fn(|level| {
                let is_shared = SHARED.iter().any(|shared| *shared as usize == level);
                let part = if is_shared { u[level] / shared } else { 1.0 };
                log2(m[level]) - log2(part.max(LEAST_PART))
            })
        });
        let alone = m
            .iter()
            .zip(&u)
            .map(|(m, u)| std::array::from_fn(|level| log2(m[level]) - log2(u[level])));
        Self { with_rarity: with_rarity.collect(), alone: alone.collect(), m, u, prior_bits }
    }

    /// Learns from `candidates`, each standing for `n_each` of its kind, and from pairs picked
    /// evenly, of `n_pairs` pairs in all.
    pub fn learn(&mut self, candidates: &[Findings], n_each: f64, even: &[Findings], n_pairs: f64) {
        for _ in 0..N_ROUNDS {
            let mut m: Vec<_> = self.m.iter().map(|_| START_M.map(|p| p * STRENGTH_M)).collect();
            let mut u: Vec<_> = self.u.iter().map(|_| START_U.map(|p| p * STRENGTH_U)).collect();
            let mut n_matches = 0.0;
            for findings in candidates {
                let p = probability(self.bits(findings));
                n_matches += p * n_each;
                tally(&mut m, findings, p * n_each);
            }
            for findings in even {
                tally(&mut u, findings, 1.0 - probability(self.bits(findings)));
            }
            let n_records = (2.0 * n_pairs).sqrt();
            let n_matches = n_matches.max(LEAST_TWICE * n_records).max(1.0);
            let share = (n_matches / n_pairs.max(2.0)).min(0.5);
            *self = Self::with(
                m.into_iter().map(shares).collect(),
                u.into_iter().map(shares).collect(),
                log2(share / (1.0 - share)),
            );
        }
    }

    /// The odds that a pair with these findings is one creator, in bits.
    pub fn bits(&self, findings: &Findings) -> f64 {
        let columns = findings.iter().enumerate();
        let weights = columns.filter_map(|(column, found)| Some(self.weight(column, (*found)?)));
        self.prior_bits + weights.sum::<f64>()
    }

    /// What one column's finding says, in bits: for one creator above zero, against it below.
    pub fn weight(&self, column: usize, found: Finding) -> f64 {
        let level = found.level as usize;
        match found.bits {
            Some(bits) => self.with_rarity[column][level] + f64::from(bits),
            None => self.alone[column][level],
        }
    }
}

fn tally(counts: &mut [Shares], findings: &Findings, weight: f64) {
    for (counts, found) in counts.iter_mut().zip(findings) {
        if let Some(found) = found {
            counts[found.level as usize] += weight;
        }
    }
}

fn shares(counts: Shares) -> Shares {
    let total: f64 = counts.iter().sum();
    counts.map(|count| count / total)
}
