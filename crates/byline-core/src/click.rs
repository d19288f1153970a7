//! Clicks: requests to a link, each judged, none dropped.

use minicbor::{Decode, Encode};
use serde::{Deserialize, Serialize};

use crate::id::LinkId;
use crate::shopper::{ClickId, ShopperKey};
use crate::time::Timestamp;

/// One request to a tracked link.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, Encode, Decode)]
pub struct Click {
    /// Its id, carried in the landing address.
    #[n(0)]
    pub id: ClickId,
    /// When the request came.
    #[n(1)]
    pub occurred_at: Timestamp,
    /// Which link.
    #[n(2)]
    pub link_id: LinkId,
    /// Who seems to have asked.
    #[n(3)]
    pub verdict: Verdict,
    /// Why the verdict is not [`Verdict::Human`]: the name of the rule.
    #[n(4)]
    pub reason: Option<String>,
    /// The app whose built-in browser asked.
    #[n(5)]
    pub in_app: Option<InApp>,
    /// The kind of device.
    #[n(6)]
    pub device: Option<Device>,
    /// ISO 3166-1 alpha-2 country, if an edge knows it.
    #[n(7)]
    pub country: Option<String>,
    /// The host of the `Referer` header.
    #[n(8)]
    pub referrer_host: Option<String>,
    /// The salted, rotating key of network and browser: tells repeats of a day, and no person.
    #[n(9)]
    pub visitor_of_day: Option<u64>,
    /// The first-party cookie, in privacy mode `full` only.
    #[n(10)]
    pub visitor: Option<ShopperKey>,
}

/// Who seems to have asked for a link. Only [`Verdict::Human`] reaches KPIs and journeys.
#[derive(
    Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize, Encode, Decode,
)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// A person.
    #[n(0)]
    Human,
    /// A link preview of a messenger or network.
    #[n(1)]
    Preview,
    /// A browser that loads ahead of a tap that may never come.
    #[n(2)]
    Prefetch,
    /// A program.
    #[n(3)]
    Bot,
    /// Somebody who came before the link was launched.
    #[n(4)]
    Rehearsal,
    /// Somebody who only tried the link, with the test button of a brief.
    #[n(5)]
    Test,
}

impl Verdict {
    /// The word in the API.
    pub fn key(self) -> &'static str {
        match self {
            Self::Human => "human",
            Self::Preview => "preview",
            Self::Prefetch => "prefetch",
            Self::Bot => "bot",
            Self::Rehearsal => "rehearsal",
            Self::Test => "test",
        }
    }

    /// Whether it is no traffic at all, whatever anybody says of it later.
    pub fn is_rehearsal(self) -> bool {
        matches!(self, Self::Rehearsal | Self::Test)
    }
}

/// An app with a browser of its own, whose cookies the phone's browser never sees.
#[derive(
    Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize, Encode, Decode,
)]
#[serde(rename_all = "snake_case")]
pub enum InApp {
    /// Instagram.
    #[n(0)]
    Instagram,
    /// TikTok.
    #[n(1)]
    Tiktok,
    /// Facebook.
    #[n(2)]
    Facebook,
    /// Snapchat.
    #[n(3)]
    Snapchat,
    /// Pinterest.
    #[n(4)]
    Pinterest,
    /// Any other.
    #[n(5)]
    Other,
}

/// The kind of device that asked.
#[derive(
    Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize, Encode, Decode,
)]
#[serde(rename_all = "snake_case")]
pub enum Device {
    /// A phone.
    #[n(0)]
    Phone,
    /// A tablet.
    #[n(1)]
    Tablet,
    /// A computer.
    #[n(2)]
    Desktop,
}
