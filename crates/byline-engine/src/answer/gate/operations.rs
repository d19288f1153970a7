//! The operations score: does a creator do what was agreed? Of the posts that were judged, how many
//! carry the right link, came on time, are disclosed and say the right code.
//!
//! What nobody looked at counts neither for nor against a creator.

use std::collections::BTreeMap;

use byline_core::campaign::Campaign;
use byline_core::id::CreatorId;
use byline_core::placement::Content;
use byline_core::time::Timestamp;

use crate::engine::Engine;
use crate::state::inspections::Seen;
use crate::view::{Operations, OperationsPart};

impl Engine {
    /// The posts of a campaign by creator, those of merged records together.
    pub(super) fn posts_of(&self, campaign: &Campaign) -> BTreeMap<CreatorId, Vec<&Content>> {
        let mut posts: BTreeMap<CreatorId, Vec<&Content>> = BTreeMap::new();
        for content in self.contents() {
            let slot = self.placement(content.placement_id.as_str());
            if let Some(slot) = slot.filter(|slot| slot.campaign_id == campaign.id) {
                let owner = self.owner_id(&slot.creator_id);
                posts.entry(owner.clone()).or_default().push(content);
            }
        }
        posts
    }

    /// How well a creator does what was agreed, in these posts under this brief.
    pub(super) fn operations(&self, posts: &[&Content], brief: Option<&str>) -> Operations {
        let posting = brief.and_then(|id| self.briefs.table.get(id)?.posting);
        let mut parts = [OperationsPart::default(); 4];
        for post in posts {
            let seen = self.inspections.of(&post.id);
            let read = self.read_of(post);
            let link = dated(seen, |look| look.what.has_link);
            let code = dated(seen, |look| look.what.has_code);
            let answers = [
                later(link, read.map(|(at, has_link, _)| (at, has_link))),
                posting.map(|posting| posting.contains(post.published_at)),
                newest(seen, |look| look.what.is_disclosed.filter(|_| look.what.must_disclose)),
                later(code, read.and_then(|(at, _, has_code)| Some((at, has_code?)))),
            ];
            for (part, answer) in parts.iter_mut().zip(answers) {
                part.n_judged += u32::from(answer.is_some());
                part.n_good += u32::from(answer == Some(true));
            }
        }
        let shares = parts.iter().filter_map(|part| (part.n_good * 100).checked_div(part.n_judged));
        let (sum, n) = shares.fold((0, 0), |(sum, n), share| (sum + share, n + 1));
        let score_percent = u32::checked_div(sum, n).and_then(|mean| u8::try_from(mean).ok());
        Operations { parts, score_percent }
    }

    /// When the patrol last read a post, whether its link was there, and whether its code is right.
    fn read_of(&self, post: &Content) -> Option<(Timestamp, bool, Option<bool>)> {
        let slot = self.registry.placements.find(post.placement_id.as_str())?;
        let stand = self.patrol.beat(&(slot, Some(post.id.clone())))?.stand.as_ref()?;
        let judged = &stand.judged;
        (!judged.is_gone).then_some((stand.seen_at, judged.has_link, judged.has_code))
    }
}

/// The newest answer that anybody gave, and when.
fn dated(seen: &[Seen], answer: impl Fn(&Seen) -> Option<bool>) -> Option<(Timestamp, bool)> {
    seen.iter().rev().find_map(|look| Some((look.at, answer(look)?)))
}

/// The later of what a person and the patrol saw.
fn later(by_hand: Option<(Timestamp, bool)>, read: Option<(Timestamp, bool)>) -> Option<bool> {
    by_hand.max(read).map(|(_, answer)| answer)
}

/// The newest answer that anybody gave.
fn newest<T>(seen: &[Seen], answer: impl Fn(&Seen) -> Option<T>) -> Option<T> {
    seen.iter().rev().find_map(answer)
}
