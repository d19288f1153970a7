//! Segments: what to think of a creator before anything was seen.
//!
//! Creators of one platform and size are alike to some degree, and how alike is learned from them:
//! the prior of their segment. A segment of fewer than eight creators cannot tell and borrows from
//! its platform, that from the whole roster; a roster that is too small begins at the benchmark.
//!
//! A prior is kept relative to the benchmark, so that it can be lent to a segment that has another.

use std::cell::OnceCell;
use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::creator::{CreatorSize, Platform};
use crate::decision::rules::EvidenceRules;
use crate::kpi::Ratio;
use crate::stats::{Beta, Strength, Trials, fit};

use super::evidence::as_float;

/// A creator of a segment, with the share that is judged.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Member {
    /// Where.
    pub platform: Platform,
    /// How large; `None` if unknown.
    pub size: Option<CreatorSize>,
    /// What was shown.
    pub trials: Trials,
    /// What the share should be.
    pub benchmark: Ratio,
}

/// What to think of a creator before anything was seen, relative to the benchmark.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Prior {
    /// What the segment reaches of its benchmark, in millionths.
    pub of_benchmark_ppm: u32,
    /// How much it weighs, in thousandths of a success.
    pub strength_milli: u32,
    /// Whose it is.
    pub borrowed: Borrowed,
}

/// From whom a prior comes.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Borrowed {
    /// From the creators of the same platform and size.
    OwnSegment,
    /// From all of the platform.
    Platform,
    /// From the whole roster.
    Roster,
    /// From nobody: the benchmark.
    Benchmark,
}

/// The priors of a roster, each fitted when it is first asked for: where every creator's own
/// segment can tell, nobody waits for those of platforms and of the whole roster.
#[derive(Clone, Debug)]
pub struct Priors {
    rules: EvidenceRules,
    own: BTreeMap<(Platform, Option<CreatorSize>), Segment>,
    platform: BTreeMap<Platform, Segment>,
    roster: Segment,
}

/// Creators who are alike, and the prior fitted from them.
#[derive(Clone, Default, Debug)]
struct Segment {
    members: Vec<Member>,
    prior: OnceCell<Option<Prior>>,
}

impl Prior {
    /// The distribution of shares around this benchmark.
    pub fn at(self, benchmark: f64) -> Beta {
        let mean = f64::from(self.of_benchmark_ppm) / 1e6 * benchmark;
        let mean = mean.clamp(1e-9, 1.0 - 1e-9);
        Beta::of_mean(mean, f64::from(self.strength_milli) / 1e3 / mean)
    }

    /// The benchmark itself.
    pub fn of_benchmark(rules: &EvidenceRules) -> Self {
        Self {
            of_benchmark_ppm: 1_000_000,
            strength_milli: rules.strength_alone_milli,
            borrowed: Borrowed::Benchmark,
        }
    }
}

impl Priors {
    /// The segments of a roster.
    pub fn fit(members: &[Member], rules: &EvidenceRules) -> Self {
        let mut priors = Self {
            rules: rules.clone(),
            own: BTreeMap::new(),
            platform: BTreeMap::new(),
            roster: Segment::default(),
        };
        for member in members.iter().filter(|member| 0 < member.trials.n_trials) {
            let own = priors.own.entry((member.platform, member.size)).or_default();
            let platform = priors.platform.entry(member.platform).or_default();
            for segment in [own, platform, &mut priors.roster] {
                segment.members.push(*member);
            }
        }
        priors
    }

    /// The prior for a creator of this platform and size: the nearest that could be fitted.
    pub fn of(&self, platform: Platform, size: Option<CreatorSize>) -> Prior {
        let own = self.own.get(&(platform, size));
        let own = own.and_then(|segment| segment.prior(Borrowed::OwnSegment, &self.rules));
        let of_platform = || {
            let segment = self.platform.get(&platform)?;
            segment.prior(Borrowed::Platform, &self.rules)
        };
        let of_roster = || self.roster.prior(Borrowed::Roster, &self.rules);
        let found = own.or_else(of_platform).or_else(of_roster);
        found.unwrap_or_else(|| Prior::of_benchmark(&self.rules))
    }
}

impl Segment {
    fn prior(&self, borrowed: Borrowed, rules: &EvidenceRules) -> Option<Prior> {
        *self.prior.get_or_init(|| fitted(&self.members, borrowed, rules))
    }
}

/// The prior of these creators; `None` if they are too few, or showed nothing to tell by.
fn fitted(members: &[Member], borrowed: Borrowed, rules: &EvidenceRules) -> Option<Prior> {
    if members.len() < usize::try_from(rules.segment_creators_min).unwrap_or(usize::MAX) {
        return None;
    }
    let trials: Vec<Trials> = members.iter().map(|member| member.trials).collect();
    let strength = Strength {
        least: f64::from(rules.strength_least_milli) / 1e3,
        most: f64::from(rules.strength_most_milli) / 1e3,
    };
    let prior = fit(&trials, strength)?.prior;
    let n_trials: f64 = trials.iter().map(|one| one.n_trials as f64).sum();
    let expected: f64 =
        members.iter().map(|one| one.trials.n_trials as f64 * as_float(one.benchmark)).sum();
    Some(Prior {
        of_benchmark_ppm: whole(prior.mean() / (expected / n_trials) * 1e6),
        strength_milli: whole(prior.a * 1e3),
        borrowed,
    })
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "such casts saturate, which is what is wanted"
)]
fn whole(x: f64) -> u32 {
    libm::round(x) as u32
}
