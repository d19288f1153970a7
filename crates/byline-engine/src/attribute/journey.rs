//! The journey of one conversion: stored touches, the landing address and codes, in order, joined
//! and filtered by the rules of the campaign that decides.

use byline_core::campaign::RepeatPolicy;
use byline_core::click::Verdict;
use byline_core::code::{CodePolicy, PromoCode};
use byline_core::event::Signal;
use byline_core::journey::{Channel, TouchKind, Touchpoint, drop_unpaid, eligible, join_repeats};
use byline_core::link::Utm;
use byline_core::time::Timestamp;
use smallvec::SmallVec;

use super::candidate::{Candidate, candidate, code_candidate, named_candidate};
use super::{Deed, Facing};
use crate::state::claims::standings;
use crate::state::conversions::Conversion;
use crate::state::registry::Registry;
use crate::state::shoppers::Touch;
use crate::state::{NONE, row_number};

/// Working memory, kept between conversions so that none of it is allocated anew.
#[derive(Clone, Default, Debug)]
pub struct Scratch {
    /// The journey, after [`super::judge`].
    pub touches: Vec<Touchpoint>,
    /// What each touch's tag stands for.
    pub candidates: Vec<Candidate>,
    /// The refunds that were taken off, in the currency of the verdicts.
    pub refunds_minor: Vec<i64>,
}

/// Fills `scratch` with the journey that led to a deed; gives the number of the campaign whose
/// rules decide, or [`NONE`]: that of the last eligible touch that belongs to any.
pub fn find_journey(
    facing: Facing<'_>,
    conversion: &Conversion,
    deed: &Deed<'_>,
    scratch: &mut Scratch,
) -> u32 {
    let (campaign, repeats) = find_touches(facing, conversion, deed, scratch);
    if let Some(repeats) = repeats {
        join_repeats(&mut scratch.touches, repeats);
    }
    campaign
}

/// The same before repeats are joined, with how they are to be; not at all where a code earns
/// everything.
pub fn find_touches(
    facing: Facing<'_>,
    conversion: &Conversion,
    deed: &Deed<'_>,
    scratch: &mut Scratch,
) -> (u32, Option<RepeatPolicy>) {
    scratch.touches.clear();
    scratch.candidates.clear();
    for touch in facing.touches_of(conversion) {
        let is_candidate = touch.verdict == Verdict::Human && touch.occurred_at <= deed.occurred_at;
        if is_candidate {
            scratch.add_touch(facing.registry, touch);
        }
    }
    scratch.add_claims(facing.registry, conversion, deed);
    let Scratch { touches, candidates, .. } = scratch;
    eligible(touches, deed.occurred_at, |touch| {
        let rules = facing.registry.rules(candidates[touch.tag as usize].target.campaign);
        match touch.kind {
            TouchKind::View | TouchKind::EngagedView => rules.view_window_s,
            TouchKind::Click | TouchKind::Code => rules.click_window_s,
        }
    });
    scratch.add_landing(facing.registry, deed);
    scratch.add_named(facing, conversion, deed);
    let is_sole = scratch.add_codes(facing.registry, deed);
    let campaigns = scratch.touches.iter().map(|touch| scratch.candidates[touch.tag as usize]);
    let campaign = campaigns.map(|c| c.target.campaign).rfind(|c| *c != NONE).unwrap_or(NONE);
    if is_sole {
        return (campaign, None);
    }
    let rules = facing.registry.rules(campaign);
    if rules.reset_on_order {
        let since = order_before(facing, conversion, deed.occurred_at);
        scratch.touches.retain(|touch| since.is_none_or(|since| since < touch.occurred_at));
    }
    drop_unpaid(&mut scratch.touches, rules.views, rules.scope);
    (campaign, Some(rules.repeats))
}

impl Scratch {
    fn add_touch(&mut self, registry: &Registry, touch: &Touch) {
        let candidate = candidate(registry, touch);
        self.push(touch.occurred_at, touch.kind, touch.id, candidate);
    }

    fn push(&mut self, at: Timestamp, kind: TouchKind, id: [u8; 16], candidate: Candidate) {
        let tag = row_number(self.candidates.len());
        self.candidates.push(candidate);
        let channel = candidate.channel;
        self.touches.push(Touchpoint { occurred_at: at, kind, id, channel, tag });
    }

    fn add_claims(&mut self, registry: &Registry, conversion: &Conversion, deed: &Deed<'_>) {
        for ClaimedClick { at, id, candidate } in claimed_clicks(registry, conversion, deed) {
            self.push(at, TouchKind::Click, id, candidate);
        }
    }

    /// A creator whom a platform's shop names is a touch at the order's instant, ranked like a
    /// code. Twins name them too.
    fn add_named(&mut self, facing: Facing<'_>, conversion: &Conversion, deed: &Deed<'_>) {
        let twins = facing.conversions.twins_of(conversion.number).into_iter();
        let twins = twins.filter_map(|twin| facing.conversions.get(twin).order());
        let orders = conversion.order().into_iter().chain(twins);
        let mut creators: SmallVec<[u32; 2]> = SmallVec::new();
        for named in orders.flat_map(|order| &order.named) {
            let names = std::slice::from_ref(&named.alias);
            creators.extend(facing.registry.creator_called(names));
        }
        creators.sort_unstable();
        creators.dedup();
        for creator in creators {
            let at = deed.occurred_at;
            let candidate = named_candidate(facing.registry, creator, Signal::Native, at);
            let id = tie_breaker(facing.registry.creators.id(creator));
            self.push(at, TouchKind::Code, id, candidate);
        }
    }

    /// A landing address that names a creator's link is a click at the order's instant, unless a
    /// click of that creator is known already.
    fn add_landing(&mut self, registry: &Registry, deed: &Deed<'_>) {
        let landing = deed.utm.and_then(|utm| landing(registry, utm));
        let Some(candidate) = landing.filter(|it| !self.has_click_of(it.channel)) else { return };
        self.push(deed.occurred_at, TouchKind::Click, [0; 16], candidate);
    }

    /// Adds the codes of a deed by their policies; tells whether they alone get the credit.
    fn add_codes(&mut self, registry: &Registry, deed: &Deed<'_>) -> bool {
        let mut used: SmallVec<[&PromoCode; 2]> = SmallVec::new();
        for code in deed.codes {
            if let Some(row) = registry.code_at(code, deed.occurred_at)
                && used.iter().all(|known| known.id != row.id)
            {
                used.push(row);
            }
        }
        let is_sole = used.iter().any(|row| row.policy_in_force() == CodePolicy::Always);
        if is_sole {
            self.touches.clear();
        }
        for (place, row) in (0_u128..).zip(used) {
            let policy = row.policy_in_force();
            let candidate = code_candidate(registry, row);
            let takes_part = match policy {
                CodePolicy::Always => true,
                CodePolicy::Touch => !is_sole,
                CodePolicy::IfInvolved => !is_sole && self.has_click_of(candidate.channel),
                CodePolicy::Never => false,
            };
            if takes_part {
                // Codes of one instant come in the shop's order.
                let id = place.to_be_bytes();
                self.push(deed.occurred_at, TouchKind::Code, id, candidate);
            }
        }
        self.touches.sort_unstable_by_key(Touchpoint::order_key);
        is_sole
    }

    fn has_click_of(&self, channel: Channel) -> bool {
        self.touches.iter().any(|t| t.kind == TouchKind::Click && t.channel == channel)
    }
}

/// The creator's link that a landing address names.
pub fn landing(registry: &Registry, utm: &Utm) -> Option<Candidate> {
    let link = registry.link_by_utm(utm)?;
    let target = registry.link_target(link);
    let channel = Channel::Creator(target.creator);
    let candidate = Candidate { target, channel, signal: Signal::Utm, source: link };
    (target.creator != NONE).then_some(candidate)
}

/// An affiliate click of which only a claim tells.
pub struct ClaimedClick {
    /// When it was, as the claim says.
    pub at: Timestamp,
    /// By which clicks of one instant are put in order.
    pub id: [u8; 16],
    /// Whose it is.
    pub candidate: Candidate,
}

/// A standing claim that names a creator and the instant of a click is an affiliate click.
pub fn claimed_clicks(
    registry: &Registry,
    conversion: &Conversion,
    deed: &Deed<'_>,
) -> impl Iterator<Item = ClaimedClick> {
    let told = standings(&conversion.claims).into_iter();
    told.filter(|standing| standing.state.is_standing()).filter_map(|standing| {
        let claim = standing.newest;
        let at = claim.clicked_at.filter(|at| *at <= deed.occurred_at)?;
        let creator = registry.creator_called(&claim.partner)?;
        let candidate = named_candidate(registry, creator, Signal::Affiliate, at);
        Some(ClaimedClick { at, id: tie_breaker(claim.id.as_str()), candidate })
    })
}

/// When the shopper placed an order before this one, as far as it was revenue.
fn order_before(facing: Facing<'_>, deed: &Conversion, before: Timestamp) -> Option<Timestamp> {
    let others = facing.conversions_of(deed);
    let stated = others.map(|number| facing.conversions.stated_by(facing.registry, number));
    let orders = stated.filter_map(|number| facing.conversions.get(number).order());
    let placed = orders.filter(|order| order.state.is_revenue()).map(|order| order.placed_at);
    placed.filter(|at| *at < before).max()
}

/// The first bytes of an id, by which codes of one instant are put in order.
fn tie_breaker(id: &str) -> [u8; 16] {
    let mut bytes = [0; 16];
    for (byte, letter) in bytes.iter_mut().zip(id.bytes()) {
        *byte = letter;
    }
    bytes
}
