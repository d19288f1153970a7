//! Definitions: what each platform's metric means, from when to when, and what we call it.
//!
//! Platforms change what a name means: a view of YouTube was one thing until March 2025, another
//! for Shorts until August 2026, and a third since. Every figure carries the definition that it was
//! counted under, so that two of different definitions are never taken for growth.
//!
//! One table for each feed. The mappings read it, and `docs/sources/definitions.md` is written
//! from it.

use byline_core::figure::{Counted, Side};

pub use crate::figures::value::Unit;

mod google_ads;
mod instagram;
mod meta_ads;
#[cfg(test)]
mod tests;
mod tiktok_ads;
mod youtube;

pub(crate) use google_ads::GOOGLE_ADS;
pub(crate) use instagram::INSTAGRAM;
pub(crate) use meta_ads::META_ADS;
pub(crate) use tiktok_ads::TIKTOK_ADS;
pub(crate) use youtube::YOUTUBE;

/// What a platform counts under one name, as long as the name means this.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Definition {
    /// What it is called in figures, such as `youtube.views@2026-08-27`.
    pub name: &'static str,
    /// How the platform spells the metric, in its answers and in exports.
    pub metrics: &'static [&'static str],
    /// What is counted.
    pub counted: Counted,
    /// In what the platform writes it.
    pub unit: Unit,
    /// Whether paid delivery is in it.
    pub side: Side,
    /// The first day on which the name means this; `None`: since ever.
    pub from: Option<&'static str>,
    /// The last day on which the name means this; `None`: still.
    pub to: Option<&'static str>,
    /// What it means.
    pub meaning: &'static str,
}

/// Every feed that counts, with its definitions.
pub const TABLES: &[(&str, &[Definition])] = &[
    ("tiktok_ads", TIKTOK_ADS),
    ("meta_ads", META_ADS),
    ("instagram", INSTAGRAM),
    ("youtube", YOUTUBE),
    ("google_ads", GOOGLE_ADS),
];

/// What `metric` means in a stretch that begins on `day`, written `2026-03-08`. A name that is used
/// after its last day still means what it last did.
pub fn find(table: &'static [Definition], metric: &str, day: &str) -> Option<&'static Definition> {
    let is_in_force = |definition: &Definition| {
        definition.from.is_none_or(|from| from <= day) && definition.to.is_none_or(|to| day <= to)
    };
    let mut named = table.iter().filter(|known| known.metrics.contains(&metric));
    named.clone().find(|known| is_in_force(known)).or_else(|| named.next_back())
}

/// A definition of paid delivery without dates.
const fn paid(
    name: &'static str,
    metrics: &'static [&'static str],
    counted: Counted,
    meaning: &'static str,
) -> Definition {
    let (unit, side) = (Unit::Count, Side::Paid);
    Definition { name, metrics, counted, unit, side, from: None, to: None, meaning }
}

/// A definition of unpaid delivery without dates.
const fn organic(
    name: &'static str,
    metrics: &'static [&'static str],
    counted: Counted,
    meaning: &'static str,
) -> Definition {
    Definition { side: Side::Organic, ..paid(name, metrics, counted, meaning) }
}

/// A definition of paid and unpaid delivery together, without dates.
const fn total(
    name: &'static str,
    metrics: &'static [&'static str],
    counted: Counted,
    meaning: &'static str,
) -> Definition {
    Definition { side: Side::Total, ..paid(name, metrics, counted, meaning) }
}

impl Definition {
    const fn unit(self, unit: Unit) -> Self {
        Self { unit, ..self }
    }

    const fn from(self, day: &'static str) -> Self {
        Self { from: Some(day), ..self }
    }

    const fn to(self, day: &'static str) -> Self {
        Self { to: Some(day), ..self }
    }
}
