//! Queries: which figures, of what, cut how.

use byline_core::creator::Platform;
use byline_core::entry::Position;
use byline_core::event::Signal;
use byline_core::id::{CampaignId, CreatorId, PlacementId};
use byline_core::money::Currency;
use byline_core::time::{Span, Timestamp, Zone};
use serde::{Deserialize, Serialize};

use super::figures::{ByModel, Figures};

/// What to sum, over which stretch, and how to cut it. Every model is answered side by side.
#[derive(Clone, Debug)]
pub struct Query {
    /// What to look at.
    pub scope: Scope,
    /// Which stretch; cut to whole quarters of an hour.
    pub range: Span,
    /// How to cut it; rows are sorted by these keys.
    pub by: Vec<Dimension>,
    /// Whose days and hours.
    pub zone: Zone,
    /// In which currency; amounts in others are shown apart.
    pub currency: Currency,
    /// By which date money is placed.
    pub basis: Basis,
}

/// What to look at; an unset field does not narrow.
#[derive(Clone, Default, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(default)]
pub struct Scope {
    /// One campaign.
    pub campaign: Option<CampaignId>,
    /// One creator.
    pub creator: Option<CreatorId>,
    /// One placement.
    pub placement: Option<PlacementId>,
    /// One platform.
    pub platform: Option<Platform>,
    /// One kind of evidence.
    pub signal: Option<Signal>,
}

/// By which date money is placed.
#[derive(Clone, Copy, Default, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Basis {
    /// When the order was placed: history is restated.
    #[default]
    Order,
    /// When the ledger was posted: history stays as it was booked.
    Posting,
}

/// One way to cut figures.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Dimension {
    /// By campaign.
    Campaign,
    /// By creator; other channels are rows of their own.
    Creator,
    /// By placement.
    Placement,
    /// By platform.
    Platform,
    /// By kind of evidence.
    Signal,
    /// By local day.
    Day,
    /// By local hour.
    Hour,
}

impl Dimension {
    /// Every dimension, in the order of menus.
    pub const ALL: [Self; 7] = [
        Self::Campaign,
        Self::Creator,
        Self::Placement,
        Self::Platform,
        Self::Signal,
        Self::Day,
        Self::Hour,
    ];

    /// The word in the API.
    pub fn key(self) -> &'static str {
        match self {
            Self::Campaign => "campaign",
            Self::Creator => "creator",
            Self::Placement => "placement",
            Self::Platform => "platform",
            Self::Signal => "signal",
            Self::Day => "day",
            Self::Hour => "hour",
        }
    }
}

/// Where and when an answer was computed. With the position it can be computed again, exactly.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
pub struct Stand {
    /// The last entry that is in the answer.
    pub position: Position,
    /// When that entry was taken in.
    pub as_of: Timestamp,
}

/// The answer to a [`Query`]. Rows and `unattributed` add up to `total`.
#[derive(Clone, Debug, Serialize)]
pub struct Answer {
    /// Where and when it was computed.
    pub stand: Stand,
    /// The currency of all amounts in `rows`, `unattributed` and `total`.
    pub currency: Currency,
    /// One row for each combination of keys that has any figure.
    pub rows: Vec<Row>,
    /// What no creator or channel earned. Only where the scope names no creator or placement.
    pub unattributed: Figures,
    /// Everything.
    pub total: Figures,
    /// Money in currencies that could not be added.
    pub other_currencies: Vec<OtherCurrency>,
}

/// One row of an [`Answer`].
#[derive(Clone, Debug, Serialize)]
pub struct Row {
    /// What the row is about, in the order of the query's dimensions.
    pub keys: Vec<Key>,
    /// Its figures.
    #[serde(flatten)]
    pub figures: Figures,
}

/// One key of a row: an id for machines and a label for people.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize)]
pub struct Key {
    /// Which dimension.
    pub dimension: Dimension,
    /// The id, day (`2026-06-01`), hour (RFC 3339) or word; `other:paid` and the like for
    /// channels that are no creator.
    pub id: String,
    /// What people read.
    pub label: String,
}

/// Money in a currency other than the query's, which cannot be added. All amounts are in its own
/// minor units.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct OtherCurrency {
    /// Which.
    pub currency: Currency,
    /// Orders' net, credited or not.
    pub revenue_minor: ByModel,
    /// What of it nobody earned.
    pub unattributed_minor: ByModel,
    /// Money spent.
    pub spend_minor: i64,
}

impl OtherCurrency {
    /// A currency in which nothing has come yet.
    pub fn new(currency: Currency) -> Self {
        let nothing = ByModel::default();
        Self { currency, revenue_minor: nothing, unattributed_minor: nothing, spend_minor: 0 }
    }
}
