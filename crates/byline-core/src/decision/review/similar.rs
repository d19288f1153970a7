//! Likeness: which creators of the own history are most like one, and in what.
//!
//! The distance is a sum that a person can check: another platform 1000, each step of size 400,
//! another category 600, a price twice as high 400 (800 times the part by which the higher price
//! exceeds the lower). What is not known costs half.

use serde::{Deserialize, Serialize};

use crate::creator::{CreatorSize, Platform};

const PLATFORM: u32 = 1_000;
const SIZE_STEP: u32 = 400;
const CATEGORY: u32 = 600;
const PRICE: u32 = 800;

/// What creators are compared by.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Profile {
    /// Where.
    pub platform: Platform,
    /// How large.
    pub size: Option<CreatorSize>,
    /// What the content is about.
    pub category: Option<String>,
    /// What was agreed or spent, in minor units of one currency.
    pub price_minor: Option<i64>,
}

/// One of the things by which creators are compared.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Aspect {
    /// The platform.
    Platform,
    /// The size.
    Size,
    /// The category.
    Category,
    /// The price, within a quarter.
    Price,
}

/// How alike two creators are.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Likeness {
    /// 0 is equal in everything.
    pub distance: u32,
    /// In what they are the same.
    pub same: Vec<Aspect>,
}

/// How alike two are.
pub fn likeness(one: &Profile, other: &Profile) -> Likeness {
    let parts = [
        (Aspect::Platform, if one.platform == other.platform { 0 } else { PLATFORM }),
        (Aspect::Size, steps(one.size, other.size)),
        (Aspect::Category, of_category(one, other)),
        (Aspect::Price, of_price(one.price_minor, other.price_minor)),
    ];
    let is_same = |(aspect, distance): &(Aspect, u32)| match aspect {
        Aspect::Price => *distance <= PRICE / 4,
        _ => *distance == 0,
    };
    Likeness {
        distance: parts.iter().map(|(_, distance)| distance).sum(),
        same: parts.iter().filter(|part| is_same(part)).map(|(aspect, _)| *aspect).collect(),
    }
}

fn steps(one: Option<CreatorSize>, other: Option<CreatorSize>) -> u32 {
    match (one, other) {
        (Some(one), Some(other)) => SIZE_STEP * (one as u32).abs_diff(other as u32),
        _ => SIZE_STEP / 2,
    }
}

fn of_category(one: &Profile, other: &Profile) -> u32 {
    match (&one.category, &other.category) {
        (Some(one), Some(other)) if one.eq_ignore_ascii_case(other) => 0,
        (Some(_), Some(_)) => CATEGORY,
        _ => CATEGORY / 2,
    }
}

fn of_price(one: Option<i64>, other: Option<i64>) -> u32 {
    let (Some(one), Some(other)) = (one, other) else { return PRICE / 2 };
    let (low, high) = (one.min(other).max(0), one.max(other).max(1));
    let part = i128::from(PRICE) * i128::from(high - low) / i128::from(high);
    u32::try_from(part).unwrap_or(PRICE)
}
