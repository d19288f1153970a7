//! Exposure: what posts earned while they should have been disclosed and were not.
//!
//! Revenue is that of the post's placement, under the campaign's model, by quarters of an hour. A
//! post is exposed from the last time it was known to be fine, or from its beginning, until
//! somebody sees it disclosed. What a code earns names no post, so it is not among it.

use std::collections::BTreeMap;

use byline_core::campaign::Campaign;
use byline_core::id::CreatorId;
use byline_core::placement::Content;
use byline_core::time::Timestamp;

use crate::engine::Engine;
use crate::state::cells::Credit;
use crate::state::inspections::Seen;
use crate::view::{Exposure, PostDisclosure, SeenView};

/// Buckets in which a post was exposed, and whether it still is.
struct Exposed {
    from: u32,
    to: u32,
    is_open: bool,
}

impl Engine {
    /// What the posts of a campaign earned undisclosed.
    pub(super) fn exposure(&self, campaign: &Campaign) -> Exposure {
        let mut exposure = Exposure {
            currency: campaign.currency,
            open_minor: 0,
            mended_minor: 0,
            n_open: 0,
            n_unchecked: 0,
        };
        let mut by_slot: BTreeMap<&str, Vec<Exposed>> = BTreeMap::new();
        for post in self.posts_of(campaign).values().flatten() {
            let seen = self.inspections.of(&post.id);
            exposure.n_open += u32::from(self.is_violation(post));
            exposure.n_unchecked += u32::from(seen.is_empty());
            let spans = by_slot.entry(post.placement_id.as_str()).or_default();
            spans.extend(exposed(post.published_at, seen));
        }
        for (slot, mut spans) in by_slot {
            // What is open comes first, so that a quarter of an hour counts once.
            spans.sort_by_key(|span| (!span.is_open, span.from));
            let mut counted: Vec<(u32, u32)> = Vec::new();
            for span in spans {
                let minor = self.earned(campaign, slot, span.from, span.to, &counted);
                counted.push((span.from, span.to));
                if span.is_open {
                    exposure.open_minor += minor;
                } else {
                    exposure.mended_minor += minor;
                }
            }
        }
        exposure
    }

    /// Whether a post should be disclosed, and was not when it was last seen.
    pub(in crate::answer) fn is_violation(&self, post: &Content) -> bool {
        let seen = self.inspections.of(&post.id);
        let said = seen.iter().rev().find(|look| look.what.is_disclosed.is_some());
        said.is_some_and(|look| look.what.is_violation())
    }

    /// Whether a creator has a post that should be disclosed and is not. Nothing of theirs may be
    /// scaled up until it is.
    pub fn is_scaling_blocked(&self, creator: &CreatorId) -> bool {
        let is_theirs = |post: &&Content| {
            let slot = self.placement(post.placement_id.as_str());
            slot.is_some_and(|slot| self.is_one(&slot.creator_id, creator))
        };
        self.contents().filter(is_theirs).any(|post| self.is_violation(post))
    }

    /// Whether two ids are one creator, by the merges in force.
    fn is_one(&self, one: &CreatorId, other: &CreatorId) -> bool {
        self.owner_id(one) == self.owner_id(other)
    }

    /// What was seen of each post of a creator, newest post first.
    pub fn disclosures(&self, creator: &CreatorId) -> Vec<PostDisclosure> {
        let mut posts = Vec::new();
        for post in self.contents() {
            let slot = self.placement(post.placement_id.as_str());
            let slot = slot.filter(|slot| self.is_one(&slot.creator_id, creator));
            let campaign = slot.and_then(|slot| self.campaign(slot.campaign_id.as_str()));
            posts.extend(campaign.map(|campaign| self.post_disclosure(campaign, post)));
        }
        posts.sort_by_key(|post| std::cmp::Reverse(post.published_at));
        posts
    }

    fn post_disclosure(&self, campaign: &Campaign, post: &Content) -> PostDisclosure {
        let seen = self.inspections.of(&post.id);
        let slot = post.placement_id.as_str();
        let spans = exposed(post.published_at, seen);
        let minor = spans.iter().map(|span| self.earned(campaign, slot, span.from, span.to, &[]));
        PostDisclosure {
            content_id: post.id.clone(),
            campaign_id: campaign.id.clone(),
            title: post.title.clone(),
            url: post.url.clone(),
            published_at: post.published_at,
            is_disclosed: seen.iter().rev().find_map(|look| look.what.is_disclosed),
            exposed_minor: minor.sum(),
            currency: campaign.currency,
            seen: seen.iter().rev().map(view).collect(),
        }
    }

    /// What a placement earned in these buckets, without those that were counted already.
    fn earned(
        &self,
        campaign: &Campaign,
        slot: &str,
        from: u32,
        to: u32,
        counted: &[(u32, u32)],
    ) -> i64 {
        let (Some(number), Some(slot)) = (
            self.registry.campaigns.find(campaign.id.as_str()),
            self.registry.placements.find(slot),
        ) else {
            return 0;
        };
        let is_new = |bucket: u32| !counted.iter().any(|(a, b)| *a <= bucket && bucket < *b);
        let cells = self.cells.iter().filter(|cell| {
            let key = &cell.key;
            key.campaign == number && key.placement == slot && key.currency == campaign.currency
        });
        let points = cells.flat_map(|cell| cell.credit(Credit::Revenue).between(from, to));
        let fresh = points.filter(|(bucket, _)| is_new(*bucket));
        fresh.map(|(_, minor)| minor[campaign.rules.model]).sum()
    }
}

/// When a post was exposed.
fn exposed(published_at: Timestamp, seen: &[Seen]) -> Vec<Exposed> {
    let mut spans = Vec::new();
    let mut fine_since = published_at;
    let mut since = None;
    for look in seen.iter().filter(|look| look.what.is_disclosed.is_some()) {
        if look.what.is_violation() {
            since.get_or_insert(fine_since);
        } else {
            if let Some(from) = since.take() {
                let (from, to) = (from.bucket().0, look.at.bucket().0);
                spans.push(Exposed { from, to, is_open: false });
            }
            fine_since = look.at;
        }
    }
    spans.extend(since.map(|from: Timestamp| Exposed {
        from: from.bucket().0,
        to: u32::MAX,
        is_open: true,
    }));
    spans
}

fn view(look: &Seen) -> SeenView {
    let what = &look.what;
    SeenView {
        at: look.at,
        by: what.by.clone(),
        must_disclose: what.must_disclose,
        is_disclosed: what.is_disclosed,
        observed: what.observed.clone(),
        evidence: what.evidence.clone(),
        note: what.note.clone(),
    }
}
