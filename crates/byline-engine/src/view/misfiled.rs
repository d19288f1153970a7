//! Traffic that may be filed under the wrong name.

use byline_core::id::{CreatorId, LinkId};
use byline_core::money::Money;
use byline_core::time::Timestamp;
use serde::Serialize;

use super::query::Stand;

/// Everything that may be filed under the wrong name.
#[derive(Clone, Debug, Serialize)]
pub struct MisfiledView {
    /// Where and when it was looked at.
    pub stand: Stand,
    /// Each suspicion, the most money first, then the most traffic.
    pub rows: Vec<MisfiledRow>,
}

/// One suspicion.
#[derive(Clone, Debug, Serialize)]
pub struct MisfiledRow {
    /// Why it is suspected.
    pub suspicion: Suspicion,
    /// The same in plain words.
    pub title: &'static str,
    /// Where it is counted now, if it is anybody's.
    pub counted_for: Option<Party>,
    /// What it says of itself.
    pub says: String,
    /// Whose it probably is.
    pub likely: Option<Party>,
    /// Clicks concerned.
    pub n_clicks: u64,
    /// Landings concerned.
    pub n_visits: u64,
    /// Orders concerned.
    pub n_orders: u64,
    /// What these orders are worth after refunds, by currency.
    pub money: Vec<Money>,
    /// The first of it.
    pub first_at: Option<Timestamp>,
    /// The last of it.
    pub last_at: Option<Timestamp>,
    /// What to do next.
    pub next_step: &'static str,
}

/// Whose traffic something is.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Party {
    /// Who.
    pub creator_id: CreatorId,
    /// The name.
    pub name: String,
    /// By which link, if by one.
    pub link_id: Option<LinkId>,
    /// The link's slug.
    pub slug: Option<String>,
}

/// Why traffic is suspected.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Suspicion {
    /// The order landed with one creator's fields and is credited to others.
    OrderSaysAnother,
    /// Landings say the campaign in fields that no link has.
    UnissuedFields,
    /// A click on one link landed with another link's fields.
    CrossedFields,
    /// People came to a link from another platform than its placement's.
    OtherPlatform,
    /// A link was clicked before its post was live.
    BeforeThePost,
    /// A link was clicked after its creator was put out of use.
    AfterTheCreator,
}

impl Suspicion {
    /// Why, in plain words.
    pub fn title(self) -> &'static str {
        match self {
            Self::OrderSaysAnother => "orders say another creator than those they are credited to",
            Self::UnissuedFields => "landings say our campaign in fields that no link has",
            Self::CrossedFields => "clicks on a link landed with another link's fields",
            Self::OtherPlatform => "people came from another platform than the link's",
            Self::BeforeThePost => "the link was clicked before its post was live",
            Self::AfterTheCreator => "the link was clicked after its creator was archived",
        }
    }

    /// What to do next.
    pub fn next_step(self) -> &'static str {
        match self {
            Self::OrderSaysAnother => {
                "open an order to see its journey; if the fields are right, look whether the other \
                 creator's code has leaked"
            }
            Self::UnissuedFields => {
                "give the likely link these fields, and the orders count for it; else tell whoever \
                 typed them to use the short link"
            }
            Self::CrossedFields => {
                "look at both links' destinations: one may lead through the other"
            }
            Self::OtherPlatform => {
                "if the creator posted there too, issue a link for that placement"
            }
            Self::BeforeThePost => {
                "correct when the post was published, or ask where the link stood before it"
            }
            Self::AfterTheCreator => "bring the creator back, or archive the link with a fallback",
        }
    }
}
