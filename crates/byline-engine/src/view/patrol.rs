//! The link patrol as people and programs read it: posts without their links, since when, what
//! stands there instead, and when nothing was tracked.

use byline_core::creator::Platform;
use byline_core::id::{CampaignId, ContentId, CreatorId, LinkId, PlacementId};
use byline_core::patrol::{Alteration, Verdict};
use byline_core::time::Timestamp;
use serde::Serialize;

use super::query::Stand;

/// Every post that should carry a link.
#[derive(Clone, Debug, Serialize)]
pub struct PatrolView {
    /// Where and when it was looked at.
    pub stand: Stand,
    /// Each post of which anything is known, missing links first, then what was read last.
    pub posts: Vec<PatrolRow>,
    /// Posts that are live and that no client can read: a person has to look.
    pub n_unread: u64,
}

/// One post, or a place such as a bio.
#[derive(Clone, Debug, Serialize)]
pub struct PatrolRow {
    /// Whose.
    pub creator_id: CreatorId,
    /// The creator's name.
    pub creator: String,
    /// For which campaign.
    pub campaign_id: CampaignId,
    /// In which slot.
    pub placement_id: PlacementId,
    /// Which post; `None` for a place that is no post.
    pub content_id: Option<ContentId>,
    /// A few words to know it by.
    pub title: String,
    /// Where it can be seen.
    pub url: Option<String>,
    /// On which platform.
    pub platform: Platform,
    /// The links that should stand there.
    pub links: Vec<WantedLink>,
    /// How it stands; `None` if nobody could read it.
    #[serde(serialize_with = "verdict")]
    pub verdict: Option<Verdict>,
    /// Since when it stands so.
    pub since: Option<Timestamp>,
    /// When it was last read.
    pub seen_at: Option<Timestamp>,
    /// What stands there instead.
    pub found: Vec<Found>,
    /// Whether the creator's code is right; `None` if none is said.
    pub has_code: Option<bool>,
    /// When nothing was tracked, oldest first. Never taken back.
    pub gaps: Vec<GapView>,
    /// What to do next, if anything.
    pub next_step: Option<&'static str>,
}

/// A link that should stand in a place.
#[derive(Clone, Debug, Serialize)]
pub struct WantedLink {
    /// Which.
    pub id: LinkId,
    /// Its slug.
    pub slug: String,
}

/// Something that stands in the link's or code's place.
#[derive(Clone, Debug, Serialize)]
pub struct Found {
    /// What kind of thing.
    pub what: Alteration,
    /// The same in plain words.
    pub title: &'static str,
    /// As it stands there.
    pub text: String,
}

/// A stretch in which a post was live without its link.
#[derive(Clone, Debug, Serialize)]
pub struct GapView {
    /// From when at the earliest.
    pub from: Timestamp,
    /// Until when; `None` if it still is.
    pub to: Option<Timestamp>,
    /// Why, in words.
    pub why: &'static str,
}

impl PatrolRow {
    /// Since when at the earliest nothing of it is tracked; `None` if it is now.
    pub fn open_since(&self) -> Option<Timestamp> {
        self.gaps.last().filter(|gap| gap.to.is_none()).map(|gap| gap.from)
    }

    /// Whether somebody has to do something.
    pub fn is_wrong(&self) -> bool {
        self.open_since().is_some()
            || matches!(self.verdict, Some(Verdict::Missing | Verdict::Altered))
    }
}

fn verdict<S: serde::Serializer>(of: &Option<Verdict>, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(of.map_or("unread", Verdict::key))
}
