//! Benchmarks: what is expected of a KPI, of everybody or of one kind of creators.
//!
//! A kind is a platform, a size, a category, or any of them together. Of several benchmarks that
//! fit a creator the one that says most about them counts, so an exception stands beside its rule.

use minicbor::{Decode, Encode};
use serde::{Deserialize, Serialize};

use super::GateTerms;
use crate::creator::{CreatorSize, Platform};

/// What is expected of one KPI.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, Encode, Decode)]
pub struct Benchmark {
    /// The KPI's key, such as `conversion_rate`.
    #[n(0)]
    pub kpi: String,
    /// The expected value in millionths of the KPI's unit; money in minor units.
    #[n(1)]
    pub value_micro: i64,
    /// Where it comes from.
    #[n(2)]
    pub origin: Origin,
    /// Of creators on this platform alone.
    #[n(3)]
    #[cbor(default)]
    #[serde(default)]
    pub platform: Option<Platform>,
    /// Of creators of this size alone.
    #[n(4)]
    #[cbor(default)]
    #[serde(default)]
    pub size: Option<CreatorSize>,
    /// Of creators of this category alone, in any case of letters.
    #[n(5)]
    #[cbor(default)]
    #[serde(default)]
    pub category: Option<String>,
    /// Who says so and of when, such as `HubSpot, 2026-03`.
    #[n(6)]
    #[cbor(default)]
    #[serde(default)]
    pub source: Option<String>,
}

/// Where a benchmark comes from.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize, Encode, Decode)]
#[serde(rename_all = "snake_case")]
pub enum Origin {
    /// The trade's published figures.
    #[n(0)]
    Library,
    /// The brand's own campaigns.
    #[n(1)]
    OwnHistory,
    /// Somebody's choice.
    #[n(2)]
    Manual,
}

/// What kind of creator somebody is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct CreatorKind<'a> {
    /// Where.
    pub platform: Platform,
    /// How large; `None` while nobody knows.
    pub size: Option<CreatorSize>,
    /// What the content is about; `None` while nobody knows.
    pub category: Option<&'a str>,
}

impl Benchmark {
    /// Of everybody.
    pub fn new(kpi: impl Into<String>, value_micro: i64, origin: Origin) -> Self {
        let (kpi, platform, size, category, source) = (kpi.into(), None, None, None, None);
        Self { kpi, value_micro, origin, platform, size, category, source }
    }

    /// Whether it is expected of everybody.
    pub fn is_of_everybody(&self) -> bool {
        self.platform.is_none() && self.size.is_none() && self.category.is_none()
    }

    /// Whether both are expected of the same kind.
    pub fn is_of_same_kind(&self, other: &Self) -> bool {
        let category = |row: &Self| row.category.as_deref().map(str::to_lowercase);
        (self.platform, self.size, category(self)) == (other.platform, other.size, category(other))
    }

    /// How much it says about a kind: more parts before fewer, and of as many the platform before
    /// the size before the category. `None` if it is expected of others.
    fn nearness(&self, kind: CreatorKind<'_>) -> Option<(u8, [bool; 3])> {
        let is_its_category = |own: &String| {
            kind.category.is_some_and(|category| category.to_lowercase() == own.to_lowercase())
        };
        let fits = self.platform.is_none_or(|own| own == kind.platform)
            && self.size.is_none_or(|own| Some(own) == kind.size)
            && self.category.as_ref().is_none_or(is_its_category);
        let parts = [self.platform.is_some(), self.size.is_some(), self.category.is_some()];
        fits.then(|| (parts.iter().map(|part| u8::from(*part)).sum(), parts))
    }
}

impl GateTerms {
    /// What is expected of everybody.
    pub fn benchmark(&self, kpi: &str) -> Option<&Benchmark> {
        self.benchmarks.iter().find(|row| row.kpi == kpi && row.is_of_everybody())
    }

    /// What is expected of a kind of creators: of those that fit, the one that says most about
    /// them.
    pub fn benchmark_of(&self, kpi: &str, kind: CreatorKind<'_>) -> Option<&Benchmark> {
        let of_kpi = self.benchmarks.iter().filter(|row| row.kpi == kpi && 0 < row.value_micro);
        let fitting = of_kpi.filter_map(|row| Some((row.nearness(kind)?, row)));
        // Of equals the first counts.
        fitting.rev().max_by_key(|(nearness, _)| *nearness).map(|(_, row)| row)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Reads as a table: a kind of creator, and which benchmark counts.
    #[test]
    fn the_benchmark_that_says_most_about_a_creator_counts() {
        use CreatorSize::{Macro, Nano};
        use Platform::{Instagram, Tiktok, Youtube};
        let row = |value, platform, size, category: Option<&str>| Benchmark {
            platform,
            size,
            category: category.map(str::to_owned),
            ..Benchmark::new("ctr", value, Origin::Library)
        };
        let terms = GateTerms {
            benchmarks: vec![
                row(1, None, None, None),
                row(2, Some(Tiktok), None, None),
                row(3, None, Some(Nano), None),
                row(4, Some(Tiktok), Some(Nano), None),
                row(5, Some(Tiktok), Some(Nano), Some("Beauty")),
                row(6, None, None, Some("beauty")),
                Benchmark::new("conversion_rate", 7, Origin::Manual),
            ],
            ..GateTerms::default()
        };
        for (platform, size, category, expected) in [
            (Youtube, None, None, 1),
            (Youtube, Some(Macro), Some("food"), 1),
            (Tiktok, Some(Macro), None, 2),
            (Instagram, Some(Nano), None, 3),
            (Tiktok, Some(Nano), Some("food"), 4),
            (Tiktok, Some(Nano), Some("BEAUTY"), 5),
            (Instagram, Some(Macro), Some("beauty"), 6),
            (Tiktok, Some(Macro), Some("beauty"), 2),
        ] {
            let kind = CreatorKind { platform, size, category };
            let found = terms.benchmark_of("ctr", kind).map(|row| row.value_micro);
            assert_eq!(found, Some(expected), "{kind:?}");
        }
        assert_eq!(terms.benchmark("ctr").map(|row| row.value_micro), Some(1));
        assert_eq!(terms.benchmark("roi"), None);
    }
}
