//! The link patrol: every post with how it stands, and the stretches that nobody tracked.

use std::cmp::Reverse;

use byline_core::id::CreatorId;
use byline_core::patrol::{Alteration, Verdict};
use byline_core::placement::{Content, Placement};

use crate::engine::Engine;
use crate::state::patrol::{Beat, Lack, Post};
use crate::view::{Found, GapView, PatrolRow, PatrolView, WantedLink};

impl Engine {
    /// Every post that should carry a link, of one creator or of all.
    pub fn patrol_view(&self, only: Option<&CreatorId>) -> PatrolView {
        let is_meant = |slot: &Placement| {
            only.is_none_or(|id| {
                self.owner_of(slot.creator_id.as_str()) == self.owner_of(id.as_str())
            })
        };
        let mut posts = Vec::new();
        for (post, beat) in self.patrol.beats() {
            let slot = self.registry.placements.row(post.0).filter(|slot| is_meant(slot));
            posts.extend(slot.map(|slot| self.patrol_row(post, beat, slot)));
        }
        posts.sort_by_key(|row: &PatrolRow| {
            (!row.is_wrong(), Reverse(row.since), row.title.clone())
        });
        let unread = self.unread_posts().filter(|(_, slot)| is_meant(slot));
        let n_unread = u64::try_from(unread.count()).unwrap_or(u64::MAX);
        PatrolView { stand: self.stand(), posts, n_unread }
    }

    /// Posts that are live and that no client can read, each with its slot.
    pub fn unread_posts(&self) -> impl Iterator<Item = (&Content, &Placement)> {
        self.contents().filter_map(|row| {
            let number = self.registry.placements.find(row.placement_id.as_str())?;
            let slot = self.registry.placements.row(number).filter(|slot| !slot.is_archived)?;
            let beat = self.patrol.beat(&(number, Some(row.id.clone())));
            beat.is_none_or(|beat| beat.stand.is_none()).then_some((row, slot))
        })
    }

    /// The links that should stand in a placement, by id.
    fn wanted_links(&self, slot: u32) -> Vec<WantedLink> {
        let links = self.registry.belongings.links.of(slot);
        let links = links.filter_map(|it| self.registry.links.row(it));
        let links = links.filter(|link| !link.is_archived);
        let mut links: Vec<WantedLink> =
            links.map(|link| WantedLink { id: link.id.clone(), slug: link.slug.clone() }).collect();
        links.sort_by(|a, b| a.id.cmp(&b.id));
        links
    }

    fn patrol_row(&self, post: &Post, beat: &Beat, slot: &Placement) -> PatrolRow {
        let creator_id: CreatorId = self.owner_of(slot.creator_id.as_str()).into();
        let creator = self.creator(creator_id.as_str());
        let content = post.1.as_ref().and_then(|id| self.registry.contents.get(id.as_str()));
        let stand = beat.stand.as_ref();
        let found = stand.into_iter().flat_map(|stand| &stand.judged.altered);
        let found = found.map(|(what, text)| Found {
            what: *what,
            title: what.title(),
            text: text.clone(),
        });
        let title = content.and_then(|row| row.title.clone());
        let name = || format!("{} {}", slot.platform.name(), slot.format);
        let mut row = PatrolRow {
            creator: creator.map_or(creator_id.to_string(), |row| row.name.clone()),
            creator_id,
            campaign_id: slot.campaign_id.clone(),
            placement_id: slot.id.clone(),
            content_id: post.1.clone(),
            title: title.unwrap_or_else(name),
            url: content.and_then(|row| row.url.clone()),
            platform: slot.platform,
            links: self.wanted_links(post.0),
            verdict: stand.map(|stand| stand.judged.verdict()),
            since: stand.map(|stand| stand.since),
            seen_at: stand.map(|stand| stand.seen_at),
            found: found.collect(),
            has_code: stand.and_then(|stand| stand.judged.has_code),
            gaps: beat
                .gaps
                .iter()
                .map(|gap| GapView { from: gap.from, to: gap.to, why: gap.why.title() })
                .collect(),
            next_step: None,
        };
        row.next_step = next_step(&row, beat);
        row
    }
}

fn next_step(row: &PatrolRow, beat: &Beat) -> Option<&'static str> {
    if !row.is_wrong() {
        return None;
    }
    if beat.open_gap().is_some_and(|gap| gap.why == Lack::NoLink) && row.links.is_empty() {
        return Some("issue a link for this placement, and send it to the creator");
    }
    let has = |what: Alteration| row.found.iter().any(|found| found.what == what);
    Some(match row.verdict {
        Some(Verdict::Altered) if has(Alteration::AnothersLink) => {
            "ask the creator to put their own link there; those clicks count for another creator"
        }
        Some(Verdict::Altered) if has(Alteration::OtherPlacement) => {
            "ask the creator to use the link of this placement, or move the link to it"
        }
        Some(Verdict::Altered) if has(Alteration::UnknownSlug) => {
            "ask the creator to correct the address, or issue a link with this slug"
        }
        Some(Verdict::Altered) if has(Alteration::Shortener) => {
            "open it; if the link is not behind it, ask the creator to put it there"
        }
        Some(Verdict::Altered)
            if has(Alteration::AnothersCode) || has(Alteration::MisspeltCode) =>
        {
            "ask the creator to correct the code"
        }
        Some(Verdict::Altered) => "ask the creator to put the short link there instead",
        _ => "ask the creator to put the link into the post, and send it again from the brief",
    })
}
