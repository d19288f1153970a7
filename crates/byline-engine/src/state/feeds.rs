//! Feeds: how many facts each brought, and how long they took to become usable.

use byline_core::time::Timestamp;
use serde::{Deserialize, Serialize};

use super::rhythm::Rhythm;
use super::sources::Kind;

/// Where facts come from, in words people know.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Feed {
    /// The redirect.
    Clicks,
    /// The pixel and servers that report landings.
    Visits,
    /// Shops' orders.
    Orders,
    /// Orders that carried a promo code of a creator.
    Codes,
    /// Shops' refunds.
    Refunds,
    /// Target actions.
    Actions,
    /// Money spent.
    Spend,
    /// Platform figures.
    Platform,
    /// What networks and platforms claim.
    Claims,
}

/// Every feed, in the order of screens.
pub const FEEDS: [Feed; 9] = [
    Feed::Clicks,
    Feed::Codes,
    Feed::Orders,
    Feed::Refunds,
    Feed::Visits,
    Feed::Actions,
    Feed::Spend,
    Feed::Platform,
    Feed::Claims,
];

/// Delays are counted in classes, each twice as wide as the one before, from 1 ms up.
const N_CLASSES: usize = 40;

/// What one feed brought.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct FeedState {
    /// How many facts.
    pub n_facts: u64,
    /// When the newest of them happened.
    pub newest_at: Option<Timestamp>,
    /// How long it is usually silent.
    pub rhythm: Rhythm,
    delays: Vec<u64>,
}

impl Default for FeedState {
    fn default() -> Self {
        let (newest_at, rhythm) = (None, Rhythm::default());
        Self { n_facts: 0, newest_at, rhythm, delays: vec![0; N_CLASSES] }
    }
}

/// What every feed brought.
#[derive(Clone, Default, Debug, Serialize, Deserialize)]
pub struct Feeds([FeedState; FEEDS.len()]);

impl Feeds {
    /// Counts one fact.
    pub fn count(&mut self, feed: Feed, occurred_at: Timestamp, received_at: Timestamp) {
        let state = &mut self.0[feed as usize];
        state.n_facts += 1;
        state.newest_at = state.newest_at.max(Some(occurred_at));
        state.rhythm.count(received_at);
        let delay_ms = received_at.0.saturating_sub(occurred_at.0).max(0).unsigned_abs() / 1_000;
        let class = (u64::BITS - delay_ms.leading_zeros()) as usize;
        state.delays[class.min(N_CLASSES - 1)] += 1;
    }

    /// What one feed brought.
    pub fn get(&self, feed: Feed) -> &FeedState {
        &self.0[feed as usize]
    }
}

impl FeedState {
    /// The delay that `percent` of the facts did not exceed, in milliseconds, as the upper end of
    /// its class: true within a factor of two.
    pub fn delay_ms(&self, percent: u64) -> Option<i64> {
        let wanted = (self.n_facts * percent).div_ceil(100).max(1);
        let mut n_seen = 0;
        for (class, n) in (0_u32..).zip(&self.delays) {
            n_seen += n;
            if wanted <= n_seen {
                return Some((1_i64 << class) - 1);
            }
        }
        None
    }
}

impl Feed {
    /// The name on screens.
    pub fn name(self) -> &'static str {
        match self {
            Self::Clicks => "Link clicks",
            Self::Visits => "Landings",
            Self::Orders => "Orders",
            Self::Codes => "Promo codes",
            Self::Refunds => "Refunds",
            Self::Actions => "Target actions",
            Self::Spend => "Spend",
            Self::Platform => "Platform figures",
            Self::Claims => "Claims",
        }
    }

    /// The word for programs.
    pub fn key(self) -> &'static str {
        match self {
            Self::Clicks => "clicks",
            Self::Visits => "visits",
            Self::Orders => "orders",
            Self::Codes => "codes",
            Self::Refunds => "refunds",
            Self::Actions => "actions",
            Self::Spend => "spend",
            Self::Platform => "figures",
            Self::Claims => "claims",
        }
    }

    /// Which facts it is made of; `None` of codes, which come with orders.
    pub fn kind(self) -> Option<Kind> {
        match self {
            Self::Clicks => Some(Kind::Clicks),
            Self::Visits => Some(Kind::Visits),
            Self::Orders => Some(Kind::Orders),
            Self::Codes => None,
            Self::Refunds => Some(Kind::Refunds),
            Self::Actions => Some(Kind::Actions),
            Self::Spend => Some(Kind::Spend),
            Self::Platform => Some(Kind::Figures),
            Self::Claims => Some(Kind::Claims),
        }
    }

    /// How it arrives.
    pub fn refresh(self) -> &'static str {
        match self {
            Self::Spend | Self::Platform => "batch",
            _ => "stream",
        }
    }
}
