//! Typed ids: strings outside, one type each inside, so that a creator's id can never be passed
//! where a campaign's is meant.
//!
//! Ids that people or other systems choose are kept exactly as they came. Ids that Byline makes
//! carry a short prefix (`crt_…`), so that a pasted id says what it is.

use std::borrow::Borrow;
use std::fmt;

use minicbor::{Decode, Encode};
use serde::{Deserialize, Serialize};

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident = $prefix:literal;)*) => {$(
        $(#[$doc])*
        #[derive(
            Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, Encode, Decode,
        )]
        #[serde(transparent)]
        #[cbor(transparent)]
        pub struct $name(#[n(0)] Box<str>);

        impl $name {
            /// What ids of this kind that Byline makes begin with.
            pub const PREFIX: &'static str = $prefix;

            /// The id as text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl From<&str> for $name {
            fn from(text: &str) -> Self {
                Self(text.into())
            }
        }

        impl From<String> for $name {
            fn from(text: String) -> Self {
                Self(text.into())
            }
        }

        impl Borrow<str> for $name {
            fn borrow(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}({:?})", stringify!($name), &self.0)
            }
        }
    )*};
}

ids! {
    /// A campaign: what is promoted, with targets and money.
    CampaignId = "cmp_";
    /// A creator: the person.
    CreatorId = "crt_";
    /// A deal between brand and creator.
    DealId = "deal_";
    /// One agreed slot: creator x platform x format x flight.
    PlacementId = "plc_";
    /// What was published in a placement.
    ContentId = "cnt_";
    /// A tracked short link.
    LinkId = "lnk_";
    /// A promo code.
    CodeId = "code_";
    /// What a creator has to know for a campaign.
    BriefId = "brf_";
    /// A connection to a feed, such as one shop.
    ConnectionId = "con_";
    /// An event as its sender names it.
    EventId = "evt_";
    /// A refund as its shop names it.
    RefundId = "ref_";
}

/// An order's identity: the connection that reported it and the shop's own order id, as text.
///
/// Numbers of shops pass 2^53; they are text from the first byte on.
#[derive(
    Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize, Encode, Decode,
)]
pub struct OrderKey {
    /// Which shop connection reported it.
    #[n(0)]
    pub connection: ConnectionId,
    /// The shop's own id of the order.
    #[n(1)]
    pub order: Box<str>,
}

impl fmt::Display for OrderKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.connection, self.order)
    }
}
