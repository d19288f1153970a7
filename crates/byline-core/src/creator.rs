//! Creators and the deals that brands make with them.

use minicbor::{Decode, Encode};
use serde::{Deserialize, Serialize};

use crate::alias::Alias;
use crate::id::{CampaignId, CreatorId, DealId};
use crate::money::Money;
use crate::time::Span;

/// The person who makes content.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, Encode, Decode)]
pub struct Creator {
    /// The stable id, used in every table, link, code, export and outgoing tag.
    #[n(0)]
    pub id: CreatorId,
    /// The name that people know.
    #[n(1)]
    pub name: String,
    /// Accounts on platforms; at most one a platform at a time.
    #[n(2)]
    pub accounts: Vec<Account>,
    /// What the content is about, such as `beauty`.
    #[n(3)]
    pub category: Option<String>,
    /// ISO 3166-1 alpha-2 country, if known.
    #[n(4)]
    pub country: Option<String>,
    /// Free text for the team.
    #[n(5)]
    pub notes: Option<String>,
    /// Whether the creator is out of use. History stays.
    #[n(6)]
    pub is_archived: bool,
    /// Other names that networks, shops and CRMs use for the creator.
    #[n(7)]
    #[cbor(default)]
    #[serde(default)]
    pub aliases: Vec<Alias>,
}

/// One account of a creator on one platform.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, Encode, Decode)]
pub struct Account {
    /// Where.
    #[n(0)]
    pub platform: Platform,
    /// The name there, without `@`. Handles change; the platform's own id does not.
    #[n(1)]
    pub handle: String,
    /// The platform's own id of the account.
    #[n(2)]
    pub platform_user_id: Option<String>,
    /// People who follow, if known. Missing is not zero.
    #[n(3)]
    pub n_followers: Option<u64>,
}

/// Where content is published.
#[derive(
    Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize, Encode, Decode,
)]
#[serde(rename_all = "snake_case")]
pub enum Platform {
    /// TikTok.
    #[n(0)]
    Tiktok,
    /// Instagram.
    #[n(1)]
    Instagram,
    /// YouTube.
    #[n(2)]
    Youtube,
    /// Any other place.
    #[n(3)]
    Other,
}

/// How many people follow a creator, in the classes of the trade.
#[derive(
    Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize, Encode, Decode,
)]
#[serde(rename_all = "snake_case")]
pub enum CreatorSize {
    /// Below 10,000 followers.
    #[n(0)]
    Nano,
    /// 10,000 to below 100,000.
    #[n(1)]
    Micro,
    /// 100,000 to below 500,000.
    #[n(2)]
    Mid,
    /// 500,000 to below 1,000,000.
    #[n(3)]
    Macro,
    /// 1,000,000 and more.
    #[n(4)]
    Mega,
}

impl Platform {
    /// Every platform, in the order of menus.
    pub const ALL: [Self; 4] = [Self::Tiktok, Self::Instagram, Self::Youtube, Self::Other];

    /// The word in addresses, files and the API.
    pub fn key(self) -> &'static str {
        match self {
            Self::Tiktok => "tiktok",
            Self::Instagram => "instagram",
            Self::Youtube => "youtube",
            Self::Other => "other",
        }
    }

    /// The name on screens.
    pub fn name(self) -> &'static str {
        match self {
            Self::Tiktok => "TikTok",
            Self::Instagram => "Instagram",
            Self::Youtube => "YouTube",
            Self::Other => "Other",
        }
    }
}

impl CreatorSize {
    /// Every size, the smallest first.
    pub const ALL: [Self; 5] = [Self::Nano, Self::Micro, Self::Mid, Self::Macro, Self::Mega];

    /// The class of an audience of `n_followers`.
    pub fn of(n_followers: u64) -> Self {
        match n_followers {
            0..10_000 => Self::Nano,
            10_000..100_000 => Self::Micro,
            100_000..500_000 => Self::Mid,
            500_000..1_000_000 => Self::Macro,
            _ => Self::Mega,
        }
    }

    /// The word on screens and in the API.
    pub fn key(self) -> &'static str {
        match self {
            Self::Nano => "nano",
            Self::Micro => "micro",
            Self::Mid => "mid",
            Self::Macro => "macro",
            Self::Mega => "mega",
        }
    }
}

impl Account {
    /// Whether two are one account: by the platform's own id where both know it, else by handle.
    pub fn is_same(&self, other: &Self) -> bool {
        let is_same = match (&self.platform_user_id, &other.platform_user_id) {
            (Some(own), Some(other)) => own == other,
            _ => {
                let bare = |it: &Self| it.handle.trim_start_matches('@').to_lowercase();
                bare(self) == bare(other)
            }
        };
        self.platform == other.platform && is_same
    }
}

impl Creator {
    /// The size of the largest audience, if any is known.
    pub fn size(&self) -> Option<CreatorSize> {
        let largest = self.accounts.iter().filter_map(|account| account.n_followers).max()?;
        Some(CreatorSize::of(largest))
    }
}

/// What brand and creator agreed on for one campaign.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, Encode, Decode)]
pub struct Deal {
    /// Its id.
    #[n(0)]
    pub id: DealId,
    /// For which campaign.
    #[n(1)]
    pub campaign_id: CampaignId,
    /// With whom.
    #[n(2)]
    pub creator_id: CreatorId,
    /// The fixed fee, if one was agreed.
    #[n(3)]
    pub fee: Option<Money>,
    /// Commission on attributed revenue, in hundredths of a percent.
    #[n(4)]
    pub commission_bp: u32,
    /// Whether the brand may put paid spend behind the content, and when.
    #[n(5)]
    pub amplification: Option<Span>,
    /// Free text: exclusivity, caps, extension.
    #[n(6)]
    pub terms: Option<String>,
    /// Whether the deal is out of use. History stays.
    #[n(7)]
    pub is_archived: bool,
    /// Between which limits the revenue of a week is expected; what is not said is as the campaign
    /// has it.
    #[n(8)]
    #[cbor(default)]
    #[serde(default)]
    pub week: WeekLimits,
}

/// Between which limits the credited revenue of a whole week is expected, in minor units of the
/// campaign's currency.
#[derive(
    Clone, Copy, Default, PartialEq, Eq, Hash, Debug, Serialize, Deserialize, Encode, Decode,
)]
#[serde(default, deny_unknown_fields)]
pub struct WeekLimits {
    /// Below it the deal is looked at.
    #[n(0)]
    pub floor_minor: Option<i64>,
    /// From it on more is done with the creator.
    #[n(1)]
    pub ceiling_minor: Option<i64>,
}

impl WeekLimits {
    /// These limits, and those of `other` where nothing is said.
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        Self {
            floor_minor: self.floor_minor.or(other.floor_minor),
            ceiling_minor: self.ceiling_minor.or(other.ceiling_minor),
        }
    }

    /// The part of these limits that belongs to some seconds of so many, rounded down.
    #[must_use]
    pub fn part(self, (covered_s, whole_s): (i64, i64)) -> Self {
        let part = |limit: i64| {
            let part = i128::from(limit) * i128::from(covered_s) / i128::from(whole_s.max(1));
            i64::try_from(part).unwrap_or(i64::MAX)
        };
        Self {
            floor_minor: self.floor_minor.map(part),
            ceiling_minor: self.ceiling_minor.map(part),
        }
    }

    /// Whether both are above zero, and the floor below the ceiling.
    pub fn is_sound(&self) -> bool {
        let is_above_zero = |limit: Option<i64>| limit.is_none_or(|limit| 0 < limit);
        let is_ordered = self.floor_minor.zip(self.ceiling_minor).is_none_or(|(a, b)| a < b);
        is_above_zero(self.floor_minor) && is_above_zero(self.ceiling_minor) && is_ordered
    }
}
