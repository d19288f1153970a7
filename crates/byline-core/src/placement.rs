//! Placements, agreed slots, and the content that fills them.

use minicbor::{Decode, Encode};
use serde::{Deserialize, Serialize};

use crate::creator::Platform;
use crate::figure::Subject;
use crate::id::{CampaignId, ContentId, CreatorId, PlacementId};
use crate::time::Timestamp;

/// One agreed slot: creator x platform x format, in one campaign.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, Encode, Decode)]
pub struct Placement {
    /// Its id.
    #[n(0)]
    pub id: PlacementId,
    /// For which campaign.
    #[n(1)]
    pub campaign_id: CampaignId,
    /// Whose slot.
    #[n(2)]
    pub creator_id: CreatorId,
    /// On which platform.
    #[n(3)]
    pub platform: Platform,
    /// What kind of content, such as `reel`, `story`, `bio`, `description`.
    #[n(4)]
    pub format: String,
    /// Whether it is out of use. History stays.
    #[n(5)]
    pub is_archived: bool,
    /// Where the link stands, such as `bio`, `story` or `pinned_comment`, if that was agreed on.
    #[n(6)]
    #[serde(default)]
    pub spot: Option<String>,
    /// The phase of the campaign, such as `launch`, if there are several.
    #[n(7)]
    #[serde(default)]
    pub phase: Option<String>,
}

/// What was published in a placement.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, Encode, Decode)]
pub struct Content {
    /// Its id.
    #[n(0)]
    pub id: ContentId,
    /// In which slot.
    #[n(1)]
    pub placement_id: PlacementId,
    /// Where it can be seen.
    #[n(2)]
    pub url: Option<String>,
    /// When it went live.
    #[n(3)]
    pub published_at: Timestamp,
    /// A few words to know it by.
    #[n(4)]
    pub title: Option<String>,
    /// What platforms call it: the post itself, and ads that show it. Their figures are its own.
    #[n(5)]
    #[cbor(default)]
    #[serde(default)]
    pub subjects: Vec<Subject>,
}
