//! Tracked links: a slug that people click, and the address that they land on.
//!
//! What may be a link is decided here too: [`slug`] and [`destination`] hold the policies,
//! [`template`] writes the five UTM fields, [`lint`] reads them as analytics tools would, and
//! [`health`] judges whether a click still lands. All of them speak in [`finding`]s.

use minicbor::{Decode, Encode};
use serde::{Deserialize, Serialize};

use crate::id::{CampaignId, ContentId, CreatorId, LinkId, PlacementId};

pub mod destination;
pub mod finding;
pub mod health;
pub mod issue;
pub mod landing;
pub mod lint;
pub mod slug;
pub mod template;

/// A tracked short link. It belongs to one creator in one campaign.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, Encode, Decode)]
pub struct Link {
    /// Its id.
    #[n(0)]
    pub id: LinkId,
    /// The last part of the short address; unique, compared without case.
    #[n(1)]
    pub slug: String,
    /// For which campaign.
    #[n(2)]
    pub campaign_id: CampaignId,
    /// Whose link.
    #[n(3)]
    pub creator_id: CreatorId,
    /// In which slot, if it belongs to one.
    #[n(4)]
    pub placement_id: Option<PlacementId>,
    /// In which content, if it belongs to one.
    #[n(5)]
    pub content_id: Option<ContentId>,
    /// Where clicks land: an `https` address without the UTM fields.
    #[n(6)]
    pub destination: String,
    /// The five fields that every landing carries.
    #[n(7)]
    pub utm: Utm,
    /// Whether clicks go to `fallback` instead.
    #[n(8)]
    pub is_paused: bool,
    /// Where clicks land while the link is paused.
    #[n(9)]
    pub fallback: Option<String>,
    /// Whether the link is out of use. It answers like a paused link; history stays.
    #[n(10)]
    pub is_archived: bool,
}

/// The five UTM fields, as they are written into the landing address.
#[derive(
    Clone,
    Default,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Debug,
    Serialize,
    Deserialize,
    Encode,
    Decode,
)]
#[serde(default, deny_unknown_fields)]
pub struct Utm {
    /// `utm_source`: where the content is, such as `instagram`.
    #[n(0)]
    pub source: String,
    /// `utm_medium`: `creator` for every link of a creator.
    #[n(1)]
    pub medium: String,
    /// `utm_campaign`.
    #[n(2)]
    pub campaign: String,
    /// `utm_content`: the format, such as `reel`.
    #[n(3)]
    pub content: String,
    /// `utm_term`: whose link.
    #[n(4)]
    pub term: String,
}

impl Utm {
    /// The fields with their names, in the order in which they are written.
    pub fn fields(&self) -> [(&'static str, &str); 5] {
        [
            ("utm_source", &self.source),
            ("utm_medium", &self.medium),
            ("utm_campaign", &self.campaign),
            ("utm_content", &self.content),
            ("utm_term", &self.term),
        ]
    }

    /// The field that the parameter `name` sets.
    pub fn field_mut(&mut self, name: &str) -> Option<&mut String> {
        match name {
            "utm_source" => Some(&mut self.source),
            "utm_medium" => Some(&mut self.medium),
            "utm_campaign" => Some(&mut self.campaign),
            "utm_content" => Some(&mut self.content),
            "utm_term" => Some(&mut self.term),
            _ => None,
        }
    }

    /// As fields are compared: without case and space at the ends.
    pub fn normal(&self) -> Self {
        let normal = |text: &str| text.trim().to_lowercase();
        Self {
            source: normal(&self.source),
            medium: normal(&self.medium),
            campaign: normal(&self.campaign),
            content: normal(&self.content),
            term: normal(&self.term),
        }
    }

    /// Whether every field is empty.
    pub fn is_empty(&self) -> bool {
        self.fields().iter().all(|(_, value)| value.is_empty())
    }
}
