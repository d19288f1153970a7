//! Figures: what a platform counts, as it says it, of the things that it knows by its own ids.
//!
//! A figure carries everything that decides whether two may be compared: what was counted under
//! which definition, organic or paid, over which stretch, in which window, and when the platform
//! said so. The newest word on one stretch holds; older ones are kept by the log.
//!
//! Invariant: what a platform does not say is [`None`], never zero.

use minicbor::{Decode, Encode};
use serde::{Deserialize, Serialize};

use crate::event::Grain;
use crate::id::ConnectionId;
use crate::money::Currency;
use crate::time::Timestamp;

/// One word of a platform on one figure.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, Encode, Decode)]
pub struct Figure {
    /// Who said it.
    #[n(0)]
    pub connection: ConnectionId,
    /// Of what.
    #[n(1)]
    pub subject: Subject,
    /// What was counted.
    #[n(2)]
    pub counted: Counted,
    /// How many, in the unit of `counted`. `None`: the platform has no value or withholds it.
    #[n(3)]
    pub value: Option<i64>,
    /// The currency, where money is counted.
    #[n(4)]
    pub currency: Option<Currency>,
    /// Whether paid delivery is in it.
    #[n(5)]
    pub side: Side,
    /// What stretch the value covers.
    #[n(6)]
    pub grain: Grain,
    /// When the platform said so.
    #[n(7)]
    pub as_of: Timestamp,
    /// The platform's name of the definition with its date, such as `youtube.views@2026-08-27`.
    #[n(8)]
    pub definition: String,
    /// The lookback window behind a conversion, such as `7d_click,1d_view`.
    #[n(9)]
    pub window: Option<String>,
}

/// A thing on a platform, by the platform's own id.
#[derive(
    Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize, Encode, Decode,
)]
pub struct Subject {
    /// The feed whose id it is, such as `tiktok_ads` or `youtube`.
    #[n(0)]
    pub feed: String,
    /// What kind of thing.
    #[n(1)]
    pub kind: SubjectKind,
    /// Its id, exactly as it came.
    #[n(2)]
    pub id: String,
}

/// What kind of thing a platform counts for.
#[derive(
    Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize, Encode, Decode,
)]
#[serde(rename_all = "snake_case")]
pub enum SubjectKind {
    /// A post, a video, a story.
    #[n(0)]
    Content,
    /// An account or channel that publishes.
    #[n(1)]
    Account,
    /// An ad.
    #[n(2)]
    Ad,
    /// A set of ads.
    #[n(3)]
    AdGroup,
    /// A platform's campaign of ads.
    #[n(4)]
    AdCampaign,
    /// An account that pays for ads.
    #[n(5)]
    AdAccount,
}

/// Whether paid delivery is in a figure.
#[derive(
    Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize, Encode, Decode,
)]
#[serde(rename_all = "snake_case")]
pub enum Side {
    /// Only unpaid.
    #[n(0)]
    Organic,
    /// Only paid.
    #[n(1)]
    Paid,
    /// Both together.
    #[n(2)]
    Total,
}

/// What a platform counts, with its unit.
#[derive(
    Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize, Encode, Decode,
)]
#[serde(rename_all = "snake_case")]
pub enum Counted {
    /// Displays.
    #[n(0)]
    Impressions,
    /// Unique people; a gauge, never summed.
    #[n(1)]
    Reach,
    /// Plays from their start.
    #[n(2)]
    Views,
    /// Plays that lasted.
    #[n(3)]
    EngagedViews,
    /// Plays to the end.
    #[n(4)]
    CompletedViews,
    /// Seconds that were watched.
    #[n(5)]
    WatchSeconds,
    /// Likes.
    #[n(6)]
    Likes,
    /// Comments.
    #[n(7)]
    Comments,
    /// Shares.
    #[n(8)]
    Shares,
    /// Saves.
    #[n(9)]
    Saves,
    /// Followers now; a gauge.
    #[n(10)]
    Followers,
    /// Followers won in the stretch.
    #[n(11)]
    FollowersGained,
    /// Followers lost in the stretch.
    #[n(12)]
    FollowersLost,
    /// Visits of the publishing account's profile.
    #[n(13)]
    ProfileVisits,
    /// Clicks on anything.
    #[n(14)]
    ClicksAll,
    /// Clicks towards the destination. The platform's word; our own clicks are counted apart.
    #[n(15)]
    ClicksLink,
    /// Landings as the platform's pixel saw them.
    #[n(16)]
    LandingPageViews,
    /// Money spent on delivery, in minor units.
    #[n(17)]
    SpendMinor,
    /// Conversions that the platform claims, in millionths: they can be fractions.
    #[n(18)]
    ClaimedConversionsMicro,
    /// The value of those, in minor units.
    #[n(19)]
    ClaimedValueMinor,
    /// Carts that the platform's pixel saw filled.
    #[n(20)]
    AddToCart,
    /// Checkouts that the platform's pixel saw begun.
    #[n(21)]
    CheckoutsStarted,
}

impl SubjectKind {
    /// The word in ids and the API.
    pub fn key(self) -> &'static str {
        match self {
            Self::Content => "content",
            Self::Account => "account",
            Self::Ad => "ad",
            Self::AdGroup => "ad_group",
            Self::AdCampaign => "ad_campaign",
            Self::AdAccount => "ad_account",
        }
    }
}

impl Counted {
    /// Everything that is counted.
    pub const ALL: [Self; 22] = [
        Self::Impressions,
        Self::Reach,
        Self::Views,
        Self::EngagedViews,
        Self::CompletedViews,
        Self::WatchSeconds,
        Self::Likes,
        Self::Comments,
        Self::Shares,
        Self::Saves,
        Self::Followers,
        Self::FollowersGained,
        Self::FollowersLost,
        Self::ProfileVisits,
        Self::ClicksAll,
        Self::ClicksLink,
        Self::LandingPageViews,
        Self::SpendMinor,
        Self::ClaimedConversionsMicro,
        Self::ClaimedValueMinor,
        Self::AddToCart,
        Self::CheckoutsStarted,
    ];

    /// Whether values of different stretches may not be added.
    pub fn is_gauge(self) -> bool {
        matches!(self, Self::Reach | Self::Followers)
    }

    /// Whether the platform ascribes it to its ads, so that a lookback window decides what counts.
    pub fn is_ascribed(self) -> bool {
        matches!(
            self,
            Self::ClaimedConversionsMicro
                | Self::ClaimedValueMinor
                | Self::AddToCart
                | Self::CheckoutsStarted
        )
    }

    /// Whether the value is money, and so needs a currency.
    pub fn is_money(self) -> bool {
        matches!(self, Self::SpendMinor | Self::ClaimedValueMinor)
    }

    /// The word in the API.
    pub fn key(self) -> &'static str {
        match self {
            Self::Impressions => "impressions",
            Self::Reach => "reach",
            Self::Views => "views",
            Self::EngagedViews => "engaged_views",
            Self::CompletedViews => "completed_views",
            Self::WatchSeconds => "watch_seconds",
            Self::Likes => "likes",
            Self::Comments => "comments",
            Self::Shares => "shares",
            Self::Saves => "saves",
            Self::Followers => "followers",
            Self::FollowersGained => "followers_gained",
            Self::FollowersLost => "followers_lost",
            Self::ProfileVisits => "profile_visits",
            Self::ClicksAll => "clicks_all",
            Self::ClicksLink => "clicks_link",
            Self::LandingPageViews => "landing_page_views",
            Self::SpendMinor => "spend_minor",
            Self::ClaimedConversionsMicro => "claimed_conversions_micro",
            Self::ClaimedValueMinor => "claimed_value_minor",
            Self::AddToCart => "add_to_cart",
            Self::CheckoutsStarted => "checkouts_started",
        }
    }
}
