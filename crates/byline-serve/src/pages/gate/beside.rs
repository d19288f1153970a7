//! What stands elsewhere about whom the gate holds: that they are probably somebody who is known
//! already, and that their posts are out while nothing of them is counted.

use std::collections::BTreeMap;

use byline_core::id::CreatorId;
use byline_engine::view::{GapView, GateView, PatrolRow, PatrolView};
use maud::{Markup, html};

use crate::pages::ask::Ask;
use crate::pages::identities::Doubles;
use crate::pages::parts::{Tone, name, tag};
use crate::pages::words::Clock;

/// What stands elsewhere, by creator.
pub struct Beside<'a> {
    /// How addresses go on.
    pub ask: &'a Ask,
    clock: &'a Clock,
    /// Posts that are out without their link, each with since when.
    untracked: BTreeMap<&'a CreatorId, Vec<(&'a PatrolRow, &'a GapView)>>,
    doubles: &'a Doubles,
}

impl<'a> Beside<'a> {
    /// Of everybody in a campaign.
    pub fn of(
        view: &GateView,
        patrol: &'a PatrolView,
        doubles: &'a Doubles,
        (clock, ask): (&'a Clock, &'a Ask),
    ) -> Self {
        let mut untracked: BTreeMap<&CreatorId, Vec<(&PatrolRow, &GapView)>> = BTreeMap::new();
        for post in patrol.posts.iter().filter(|post| post.campaign_id == view.campaign_id) {
            if let Some(gap) = post.gaps.last().filter(|gap| gap.to.is_none()) {
                untracked.entry(&post.creator_id).or_default().push((post, gap));
            }
        }
        Self { ask, clock, untracked, doubles }
    }

    /// All of it about one creator.
    pub fn about(&self, creator: &CreatorId) -> Markup {
        html! {
            @if let Some(double) = self.doubles.known_as(creator) {
                p.note { (double.look_first(self.ask)) }
            }
            @for (post, gap) in self.untracked.get(creator).into_iter().flatten() {
                p.note {
                    (tag(Tone::Bad, "not counted")) " " (name(&post.title))
                    " is out without its link since " (self.clock.weekday_minute(gap.from))
                    ": its clicks and orders are lost until "
                    @if post.links.is_empty() { "a link is issued." }
                    @else { "it is put in." }
                }
            }
        }
    }
}
