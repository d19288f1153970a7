//! Events besides clicks and orders: visits, target actions, sightings of an order, spend, and
//! platform figures.

use minicbor::{Decode, Encode};
use serde::{Deserialize, Serialize};

use crate::alias::Alias;
use crate::id::{CampaignId, ConnectionId, ContentId, CreatorId, EventId, PlacementId};
use crate::link::Utm;
use crate::money::Money;
use crate::shopper::{ClickId, ShopperKeys};
use crate::time::{Span, Timestamp};

/// A landing on the brand's site, reported by the pixel or a server.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, Encode, Decode)]
pub struct Visit {
    /// Its sender's id.
    #[n(0)]
    pub id: EventId,
    /// When the page was opened.
    #[n(1)]
    pub occurred_at: Timestamp,
    /// Who came.
    #[n(2)]
    pub shopper: ShopperKeys,
    /// The UTM fields of the landing address.
    #[n(3)]
    pub utm: Option<Utm>,
    /// The host that the visit came from.
    #[n(4)]
    pub referrer_host: Option<String>,
    /// The path of the page, without its query.
    #[n(5)]
    pub path: Option<String>,
    /// Whether the page said that what it sells is sold out.
    #[n(6)]
    pub is_sold_out: bool,
}

/// A view of a creator's content by a person whom a platform or server can key.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, Encode, Decode)]
pub struct View {
    /// Its id, in the form of a click's.
    #[n(0)]
    pub id: ClickId,
    /// When it was seen.
    #[n(1)]
    pub occurred_at: Timestamp,
    /// In which slot.
    #[n(2)]
    pub placement_id: PlacementId,
    /// Who saw it.
    #[n(3)]
    pub shopper: ShopperKeys,
    /// Whether the platform calls the view engaged.
    #[n(4)]
    pub is_engaged: bool,
}

/// A conversion that is no order: a registration, an install, a lead, an added cart.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, Encode, Decode)]
pub struct TargetAction {
    /// Its sender's id.
    #[n(0)]
    pub id: EventId,
    /// Who reported it.
    #[n(1)]
    pub connection: ConnectionId,
    /// What was done: a short word such as `registration`, `lead`, `install`, `add_to_cart`.
    #[n(2)]
    pub kind: String,
    /// When.
    #[n(3)]
    pub occurred_at: Timestamp,
    /// Who did it.
    #[n(4)]
    pub shopper: ShopperKeys,
    /// Promo codes that were given, in normal form.
    #[n(5)]
    pub codes: Vec<String>,
    /// The UTM fields of the visit that led to it.
    #[n(6)]
    pub utm: Option<Utm>,
}

impl TargetAction {
    /// The kind of what is no conversion at all: a checkout did not take the codes.
    pub const REFUSAL: &str = "code_refused";

    /// Whether a checkout refused the codes.
    pub fn is_refusal(&self) -> bool {
        self.kind == Self::REFUSAL
    }
}

/// Somebody besides the shop saw an order: evidence, never money.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, Encode, Decode)]
pub struct Sighting {
    /// Its sender's id.
    #[n(0)]
    pub id: EventId,
    /// Which kind of evidence.
    #[n(1)]
    pub signal: Signal,
    /// Who reported it, in words, such as `pixel`.
    #[n(2)]
    pub reporter: String,
    /// When.
    #[n(3)]
    pub occurred_at: Timestamp,
    /// The order by any of its names: id, number, checkout or cart token. Whether the name says
    /// whose order it was depends on who speaks: see [`Sighting::is_by_anybody`].
    #[n(4)]
    pub order_alias: String,
    /// Who bought.
    #[n(5)]
    pub shopper: ShopperKeys,
    /// What the reporter says the order was worth.
    #[n(6)]
    pub claimed: Option<Money>,
    /// The creator by the names that the reporter uses, the most certain first.
    #[n(7)]
    #[cbor(default)]
    #[serde(default)]
    pub partner: Vec<Alias>,
}

impl Sighting {
    /// Whether anybody could have said it. The pixel speaks from a browser and proves nothing, so
    /// it may tie a shopper to an order only by a token of the checkout; a number can be guessed.
    pub fn is_by_anybody(&self) -> bool {
        self.signal == Signal::Pixel
    }
}

/// The kind of evidence that tied a touch or an order to a creator.
#[derive(
    Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize, Encode, Decode,
)]
#[serde(rename_all = "snake_case")]
pub enum Signal {
    /// A click on a tracked link.
    #[n(0)]
    Link,
    /// UTM fields of the landing address, without a click of ours.
    #[n(1)]
    Utm,
    /// A promo code at checkout.
    #[n(2)]
    Code,
    /// A view on a platform.
    #[n(3)]
    View,
    /// An affiliate network.
    #[n(4)]
    Affiliate,
    /// A platform's own shop.
    #[n(5)]
    Native,
    /// A match in a CRM.
    #[n(6)]
    Crm,
    /// The pixel on the brand's site.
    #[n(7)]
    Pixel,
    /// No signal of a creator: another channel, or none.
    #[n(8)]
    None,
}

impl Signal {
    /// Every signal, in the order of menus.
    pub const ALL: [Self; 9] = [
        Self::Link,
        Self::Utm,
        Self::Code,
        Self::View,
        Self::Affiliate,
        Self::Native,
        Self::Crm,
        Self::Pixel,
        Self::None,
    ];

    /// The word in the API.
    pub fn key(self) -> &'static str {
        match self {
            Self::Link => "link",
            Self::Utm => "utm",
            Self::Code => "code",
            Self::View => "view",
            Self::Affiliate => "affiliate",
            Self::Native => "native",
            Self::Crm => "crm",
            Self::Pixel => "pixel",
            Self::None => "none",
        }
    }
}

/// Money that was spent on a creator or a campaign.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, Encode, Decode)]
pub struct Spend {
    /// Its sender's id. A second record with the same id replaces the first.
    #[n(0)]
    pub id: EventId,
    /// For which campaign.
    #[n(1)]
    pub campaign_id: CampaignId,
    /// For whom, if for one creator.
    #[n(2)]
    pub creator_id: Option<CreatorId>,
    /// For which slot, if for one.
    #[n(3)]
    pub placement_id: Option<PlacementId>,
    /// When it was spent; the start of the stretch if it has one.
    #[n(4)]
    pub occurred_at: Timestamp,
    /// How much.
    #[n(5)]
    pub amount: Money,
    /// What for.
    #[n(6)]
    pub kind: SpendKind,
}

/// What money was spent for.
#[derive(
    Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize, Encode, Decode,
)]
#[serde(rename_all = "snake_case")]
pub enum SpendKind {
    /// A creator's fee.
    #[n(0)]
    Fee,
    /// Paid spend behind a creator's content.
    #[n(1)]
    Amplification,
    /// Commission on sales.
    #[n(2)]
    Commission,
    /// Product given away.
    #[n(3)]
    Product,
    /// Anything else.
    #[n(4)]
    Other,
}

impl SpendKind {
    /// Every kind.
    pub const ALL: [Self; 5] =
        [Self::Fee, Self::Amplification, Self::Commission, Self::Product, Self::Other];

    /// The word that addresses and documents have for it.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Fee => "fee",
            Self::Amplification => "amplification",
            Self::Commission => "commission",
            Self::Product => "product",
            Self::Other => "other",
        }
    }
}

/// A figure that a platform reports.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, Encode, Decode)]
pub struct MetricPoint {
    /// Who reported it.
    #[n(0)]
    pub connection: ConnectionId,
    /// For which slot.
    #[n(1)]
    pub placement_id: PlacementId,
    /// In which content, if for one.
    #[n(2)]
    pub content_id: Option<ContentId>,
    /// What was counted.
    #[n(3)]
    pub metric: Metric,
    /// How many.
    #[n(4)]
    pub value: i64,
    /// What stretch the value covers.
    #[n(5)]
    pub grain: Grain,
    /// When the platform said so. The newest word on the same stretch wins.
    #[n(6)]
    pub as_of: Timestamp,
}

/// What stretch a platform's figure covers.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize, Encode, Decode)]
#[serde(rename_all = "snake_case")]
pub enum Grain {
    /// Everything so far; a gauge whose growth is what happened since the word before.
    #[n(0)]
    Lifetime,
    /// One stretch, such as an hour or a day.
    #[n(1)]
    Stretch(#[n(0)] Span),
}

/// What a platform counts.
#[derive(
    Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize, Encode, Decode,
)]
#[serde(rename_all = "snake_case")]
pub enum Metric {
    /// Displays.
    #[n(0)]
    Impressions,
    /// Unique people; a gauge, never summed.
    #[n(1)]
    Reach,
    /// Plays.
    #[n(2)]
    Views,
    /// Likes.
    #[n(3)]
    Likes,
    /// Comments.
    #[n(4)]
    Comments,
    /// Shares.
    #[n(5)]
    Shares,
    /// Saves.
    #[n(6)]
    Saves,
    /// Followers of the brand; a gauge.
    #[n(7)]
    Followers,
    /// Mentions of the brand.
    #[n(8)]
    Mentions,
}

impl Metric {
    /// Every metric.
    pub const ALL: [Self; 9] = [
        Self::Impressions,
        Self::Reach,
        Self::Views,
        Self::Likes,
        Self::Comments,
        Self::Shares,
        Self::Saves,
        Self::Followers,
        Self::Mentions,
    ];

    /// Whether it is a gauge, which is never summed.
    pub fn is_gauge(self) -> bool {
        matches!(self, Self::Reach | Self::Followers)
    }

    /// The word in the API.
    pub fn key(self) -> &'static str {
        match self {
            Self::Impressions => "impressions",
            Self::Reach => "reach",
            Self::Views => "views",
            Self::Likes => "likes",
            Self::Comments => "comments",
            Self::Shares => "shares",
            Self::Saves => "saves",
            Self::Followers => "followers",
            Self::Mentions => "mentions",
        }
    }
}
