//! Briefs: what a creator has to know before the first post, and that they have read it.
//!
//! A brief is one page in plain words, reached by a private link. The link's token is told once
//! and kept nowhere; only its digest is in the log, so whoever reads the log cannot open the page.

use minicbor::{Decode, Encode};
use serde::{Deserialize, Serialize};

use crate::creator::Platform;
use crate::id::{BriefId, CampaignId, CreatorId};
use crate::time::Span;

/// What one creator has to know for one campaign.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, Encode, Decode)]
pub struct Brief {
    /// Its id.
    #[n(0)]
    pub id: BriefId,
    /// For which campaign.
    #[n(1)]
    pub campaign_id: CampaignId,
    /// For whom.
    #[n(2)]
    pub creator_id: CreatorId,
    /// The words that must stand in every post, such as `#ad`; empty if nobody chose any.
    #[n(3)]
    pub disclosure_words: String,
    /// When to post.
    #[n(4)]
    pub posting: Option<Span>,
    /// What to do, a sentence each.
    #[n(5)]
    pub dos: Vec<String>,
    /// What not to do, a sentence each.
    #[n(6)]
    pub donts: Vec<String>,
    /// Where the link goes, for platforms where it is not the usual place.
    #[n(7)]
    pub places: Vec<LinkPlace>,
    /// Whether the creator may see their own results.
    #[n(8)]
    pub does_show_results: bool,
    /// Whether the brief is out of use. History stays.
    #[n(9)]
    pub is_archived: bool,
    /// The SHA-256 digest of the private link's token in hexadecimal digits; `None` if no link
    /// was ever made.
    #[n(10)]
    pub token_digest: Option<String>,
}

/// Where the link goes on one platform.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, Encode, Decode)]
pub struct LinkPlace {
    /// Which platform.
    #[n(0)]
    pub platform: Platform,
    /// Where, in a sentence for the creator.
    #[n(1)]
    pub text: String,
}

/// A creator read the brief.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, Encode, Decode)]
pub struct Acknowledged {
    /// Which brief.
    #[n(0)]
    pub brief_id: BriefId,
    /// Which version of it: 1 is how it was first declared.
    #[n(1)]
    pub version: u32,
}

impl Brief {
    /// Whether `other` tells the creator the same. Who may open the page is no part of it.
    pub fn says_the_same(&self, other: &Self) -> bool {
        let told = |brief: &Self| Self { token_digest: None, is_archived: false, ..brief.clone() };
        told(self) == told(other)
    }

    /// Where the link goes on `platform`, in a sentence.
    pub fn place(&self, platform: Platform) -> &str {
        let chosen = self.places.iter().find(|place| place.platform == platform);
        chosen.map_or(usual_place(platform), |place| place.text.as_str())
    }
}

/// Where a link usually goes on a platform, in a sentence for the creator.
pub fn usual_place(platform: Platform) -> &'static str {
    match platform {
        Platform::Tiktok => "Put the link into your bio before you post, and say \"link in bio\".",
        Platform::Instagram => {
            "Put the link into your bio, and as a link sticker on every story of the campaign."
        }
        Platform::Youtube => {
            "Put the link into the first line of the description, and pin a comment with it."
        }
        Platform::Other => "Put the link where people can tap it, close to the content.",
    }
}
