//! Claims: what a platform or network says it caused. Never money.
//!
//! A claim that names an order which the shop knows is evidence for that order; one that does not
//! is unreconciled and stays in a column of its own. Networks correct themselves for weeks, by
//! stating the whole anew or by sending the difference, so both are kept.

use minicbor::{Decode, Encode};
use serde::{Deserialize, Serialize};

use crate::alias::Alias;
use crate::id::{ConnectionId, EventId};
use crate::money::Money;
use crate::time::Timestamp;

/// One word of a claimant on one action that it says it caused.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, Encode, Decode)]
pub struct Claim {
    /// The claimant's id of the action. With the connection it is the claim's identity.
    #[n(0)]
    pub id: EventId,
    /// Who claims.
    #[n(1)]
    pub connection: ConnectionId,
    /// Whether this is the whole or a difference, and from when.
    #[n(2)]
    pub revision: Revision,
    /// Where the claim stands.
    #[n(3)]
    pub state: ClaimState,
    /// On what the claimant bases it.
    #[n(4)]
    pub basis: ClaimBasis,
    /// When the action happened.
    #[n(5)]
    pub occurred_at: Timestamp,
    /// When the click behind it happened, if one is named.
    #[n(6)]
    pub clicked_at: Option<Timestamp>,
    /// The order by the name that the claimant uses.
    #[n(7)]
    pub order_alias: Option<String>,
    /// The creator by the names that the claimant uses, the most certain first.
    #[n(8)]
    pub partner: Vec<Alias>,
    /// Promo codes that were used, in normal form.
    #[n(9)]
    pub codes: Vec<String>,
    /// What the claimant says the order was worth. Missing is not zero.
    #[n(10)]
    pub amount: Option<Money>,
    /// What the claimant wants for it.
    #[n(11)]
    pub commission: Option<Money>,
    /// The lookback window behind it, such as `7d_click,1d_view`, if it is said.
    #[n(12)]
    pub window: Option<String>,
}

/// How a word on a claim relates to those before it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, Encode, Decode)]
#[serde(rename_all = "snake_case")]
pub enum Revision {
    /// It states the whole as of an instant; the newest whole holds.
    #[n(0)]
    Whole(#[n(0)] Timestamp),
    /// It adds its amounts to what was claimed. The same id again is the same difference, and a
    /// whole of the same instant or later contains it.
    #[n(1)]
    Difference {
        /// The claimant's id of the correction.
        #[n(0)]
        id: EventId,
        /// When it was made.
        #[n(1)]
        at: Timestamp,
    },
}

/// Where a claim stands with its claimant.
#[derive(
    Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize, Encode, Decode,
)]
#[serde(rename_all = "snake_case")]
pub enum ClaimState {
    /// Reported, may still be refused.
    #[n(0)]
    Pending,
    /// Accepted by the brand.
    #[n(1)]
    Approved,
    /// Can no longer be changed.
    #[n(2)]
    Locked,
    /// Its commission was paid.
    #[n(3)]
    Paid,
    /// Taken back, after a refund for example.
    #[n(4)]
    Reversed,
    /// Refused by the brand.
    #[n(5)]
    Rejected,
    /// A test of the claimant's.
    #[n(6)]
    Test,
}

/// On what a claim is based.
#[derive(
    Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize, Encode, Decode,
)]
#[serde(rename_all = "snake_case")]
pub enum ClaimBasis {
    /// A click on the claimant's link.
    #[n(0)]
    Click,
    /// A view.
    #[n(1)]
    View,
    /// A promo code, without a click.
    #[n(2)]
    Code,
    /// A customer's address that was assigned to the partner.
    #[n(3)]
    Email,
    /// A product that was assigned to the partner.
    #[n(4)]
    Product,
    /// Somebody's hand.
    #[n(5)]
    Manual,
    /// The claimant does not say.
    #[n(6)]
    Unstated,
}

impl ClaimState {
    /// Whether a claim in this state still claims something.
    pub fn is_standing(self) -> bool {
        matches!(self, Self::Pending | Self::Approved | Self::Locked | Self::Paid)
    }

    /// The word in the API.
    pub fn key(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Approved => "approved",
            Self::Locked => "locked",
            Self::Paid => "paid",
            Self::Reversed => "reversed",
            Self::Rejected => "rejected",
            Self::Test => "test",
        }
    }
}

impl Revision {
    /// When the word was said.
    pub fn at(&self) -> Timestamp {
        match self {
            Self::Whole(at) | Self::Difference { at, .. } => *at,
        }
    }
}
