//! What stands elsewhere about whom the gate holds: that they are probably somebody who is known
//! already, and that their posts are out while nothing of them is counted.

use std::collections::BTreeMap;

use byline_core::id::CreatorId;
use byline_core::identity::verdict::Party;
use byline_engine::view::{GapView, GateView, IdentitiesView, PatrolView, Proposal};
use maud::{Markup, html};

use crate::pages::ask::Ask;
use crate::pages::parts::{Tone, name, tag};
use crate::pages::words::{self, Clock};

/// What stands elsewhere, by creator.
pub struct Beside<'a> {
    /// How addresses go on.
    pub ask: &'a Ask,
    clock: &'a Clock,
    /// Posts that are out without their link, each with since when.
    untracked: BTreeMap<&'a CreatorId, Vec<(&'a str, &'a GapView)>>,
    same: BTreeMap<&'a CreatorId, &'a Proposal>,
}

impl<'a> Beside<'a> {
    /// Of everybody in a campaign.
    pub fn of(
        view: &GateView,
        patrol: &'a PatrolView,
        identities: &'a IdentitiesView,
        (clock, ask): (&'a Clock, &'a Ask),
    ) -> Self {
        let mut untracked: BTreeMap<&CreatorId, Vec<(&str, &GapView)>> = BTreeMap::new();
        for post in patrol.posts.iter().filter(|post| post.campaign_id == view.campaign_id) {
            if let Some(gap) = post.gaps.last().filter(|gap| gap.to.is_none()) {
                untracked.entry(&post.creator_id).or_default().push((&post.title, gap));
            }
        }
        Self { ask, clock, untracked, same: likeliest(identities) }
    }

    /// All of it about one creator.
    pub fn about(&self, creator: &CreatorId) -> Markup {
        html! {
            @if let Some(row) = self.same.get(creator) { p.note { (probably(row, self.ask)) } }
            @for (title, gap) in self.untracked.get(creator).into_iter().flatten() {
                p.note {
                    (tag(Tone::Bad, "not counted")) " " (name(title))
                    " is out without its link since " (self.clock.weekday_minute(gap.from))
                    ": its clicks and orders are lost until "
                    @if gap.is_issued { "the link that is issued stands in it." }
                    @else { "a link is issued." }
                }
            }
        }
    }
}

/// Who a creator probably is, with the way to the pairs; `None` if nobody is like them.
pub fn is_probably(view: &IdentitiesView, creator: &CreatorId, ask: &Ask) -> Option<Markup> {
    likeliest(view).get(creator).map(|row| probably(row, ask))
}

/// Whether two creators are probably one person.
pub fn are_probably_one(view: &IdentitiesView, one: &CreatorId, other: &CreatorId) -> bool {
    let is_pair = |row: &Proposal| match (&row.one.party, &row.other.party) {
        (Party::Creator(a), Party::Creator(b)) => [a, b] == [one, other] || [b, a] == [one, other],
        _ => false,
    };
    view.proposals.iter().any(is_pair)
}

/// The likeliest pair of each creator who would go on under another's id.
pub fn likeliest(view: &IdentitiesView) -> BTreeMap<&CreatorId, &Proposal> {
    let mut likeliest: BTreeMap<&CreatorId, &Proposal> = BTreeMap::new();
    for row in view.proposals.iter().filter(|row| row.obstacle.is_none()) {
        let (Party::Creator(_), Party::Creator(gone)) = (&row.one.party, &row.other.party) else {
            continue;
        };
        let best = likeliest.entry(gone).or_insert(row);
        if best.odds_bp < row.odds_bp {
            *best = row;
        }
    }
    likeliest
}

fn probably(row: &Proposal, ask: &Ask) -> Markup {
    let percent = words::percent(row.odds_bp.into(), 10_000).unwrap_or_default();
    html! {
        (tag(Tone::Warn, "look first")) " "
        "Probably the same person as " (name(&row.one.name)) " (" (percent) "). "
        a href=(ask.elsewhere().href("/identities")) { "Compare them and merge" }
        " before anything is set up twice."
    }
}
