//! Starting from one creator: what brings signals of theirs, and the form filled in with the links
//! that they lack, so that one press issues them.

use std::collections::BTreeMap;

use byline_core::code::{PromoCode, normal_form};
use byline_core::id::{CampaignId, CreatorId};
use byline_core::link::Link;
use byline_core::link::issue::People;
use byline_core::placement::Placement;
use byline_core::time::Timestamp;
use byline_engine::Engine;
use byline_engine::view::LinkState;
use url::form_urlencoded;

use super::{Typed, issue};
use crate::pages::ask::Ask;
use crate::pages::frame::Frame;
use crate::pages::gate;
use crate::pages::identities::{Doubles, NEXT};
use crate::pages::links;
use crate::pages::roster::csv_field;

/// The columns of the roster that the form is filled in with.
const HEADER: &str = "creator,platform,placement,format,phase,code";

/// Where the links that a creator lacks are issued.
pub fn issue_href(campaign: &CampaignId, creator: &CreatorId) -> String {
    let mut fields = form_urlencoded::Serializer::new(String::new());
    fields.append_pair("campaign", campaign.as_str()).append_pair("creator", creator.as_str());
    format!("{}?{}", issue::PATH, fields.finish())
}

/// What mends that nothing ever came by a creator's links: words, and where it is done.
pub fn first_step(
    engine: &Engine,
    frame: &Frame<'_>,
    creator: &CreatorId,
    doubles: &Doubles,
) -> (&'static str, String) {
    step_from(frame, creator, best_state(engine, &frame.campaign.id, creator), doubles)
}

/// The same of a creator whose best link stands so.
pub fn step_from(
    frame: &Frame<'_>,
    creator: &CreatorId,
    best: Option<LinkState>,
    doubles: &Doubles,
) -> (&'static str, String) {
    let campaign = &frame.campaign.id;
    let own_links = || format!("{}#links", links::creator(&frame.ask, creator));
    match best {
        Some(LinkState::Live) => ("Is the link in the post?", own_links()),
        Some(LinkState::Held) => ("See what the launch gate holds", gate::href(campaign.as_str())),
        Some(LinkState::Paused) => ("See why their links are paused", own_links()),
        Some(LinkState::Retired) | None => unlinked(&frame.ask, (campaign, creator), doubles),
    }
}

/// What comes next for whoever has no link: whoever is probably known already is compared first.
pub fn unlinked(
    ask: &Ask,
    (campaign, creator): (&CampaignId, &CreatorId),
    doubles: &Doubles,
) -> (&'static str, String) {
    match doubles.known_as(creator) {
        Some(double) => (NEXT, double.href(ask)),
        None => ("Issue a link", issue_href(campaign, creator)),
    }
}

/// What comes next for a creator who has no link in use; nothing does in a view of the past.
pub fn missing_link(
    engine: &Engine,
    frame: &Frame<'_>,
    creator: &CreatorId,
    doubles: &Doubles,
) -> Option<(&'static str, String)> {
    let campaign = &frame.campaign.id;
    let is_missing = frame.ask.at.is_none() && best_state(engine, campaign, creator).is_none();
    is_missing.then(|| unlinked(&frame.ask, (campaign, creator), doubles))
}

/// How the best link in use of each creator of a campaign stands, in one pass over its links.
pub fn best_states<'e>(engine: &'e Engine, campaign: &CampaignId) -> BTreeMap<&'e str, LinkState> {
    let mut best: BTreeMap<&str, LinkState> = BTreeMap::new();
    for link in engine.links().filter(|row| row.campaign_id == *campaign && !row.is_archived) {
        let state = engine.link_stand(link).state;
        let owner = engine.owner_of(link.creator_id.as_str());
        best.entry(owner).and_modify(|best| *best = state.min(*best)).or_insert(state);
    }
    best
}

/// How the best of a creator's links in use stands; `None` without one.
fn best_state(engine: &Engine, campaign: &CampaignId, creator: &CreatorId) -> Option<LinkState> {
    let is_own = |link: &&Link| {
        let owner = engine.owner_of(link.creator_id.as_str());
        link.campaign_id == *campaign && !link.is_archived && owner == creator.as_str()
    };
    engine.links().filter(is_own).map(|link| engine.link_stand(link).state).min()
}

impl Typed {
    /// The form for one creator: a row for each slot of theirs without a link, landing where most
    /// links of the campaign do; and a new code where every one of theirs is public.
    pub fn for_creator(engine: &Engine, (campaign, creator): (&str, &str), now: Timestamp) -> Self {
        let mut slots = slots_without_link(engine, campaign, creator);
        let mut code = code_in_place(engine, (campaign, creator), now);
        if slots.is_empty() && code.is_some() {
            // A slot that has its link gets no other one, and so the code alone is new.
            slots.extend(slots_of(engine, campaign, creator).next());
        }
        let called = called(engine, creator);
        let mut roster = HEADER.to_owned();
        if slots.is_empty() {
            // Without a platform every account gets one.
            let creator = csv_field(&called);
            roster = match code.take() {
                None => format!("creator\n{creator}"),
                Some(code) => format!("creator,code\n{creator},{}", csv_field(&code)),
            };
        }
        for slot in slots {
            let spot = slot.spot.as_deref().unwrap_or_default();
            let phase = slot.phase.as_deref().unwrap_or_default();
            let code = code.take().unwrap_or_default();
            let cells = [called.as_str(), slot.platform.key(), spot, &slot.format, phase, &code];
            roster.push_str(&format!("\n{}", cells.map(csv_field).join(",")));
        }
        Self {
            campaign: campaign.to_owned(),
            destination: usual_destination(engine, campaign),
            roster,
            ..Self::default()
        }
    }
}

/// What a roster calls a creator: the name, where it means nobody else.
fn called(engine: &Engine, creator: &str) -> String {
    let known = engine.creator(creator);
    let name = known.map(|row| row.name.as_str()).filter(|name| {
        let meant = People::of(engine.creators()).find(name);
        meant.is_ok_and(|meant| meant.id.as_str() == creator)
    });
    name.unwrap_or(creator).to_owned()
}

fn slots_of<'e>(
    engine: &'e Engine,
    campaign: &str,
    creator: &str,
) -> impl Iterator<Item = &'e Placement> {
    engine.placements().filter(move |slot| {
        let is_own = slot.campaign_id.as_str() == campaign && slot.creator_id.as_str() == creator;
        is_own && !slot.is_archived
    })
}

fn slots_without_link<'e>(engine: &'e Engine, campaign: &str, creator: &str) -> Vec<&'e Placement> {
    let has_link =
        |slot: &Placement| engine.links().any(|link| link.placement_id.as_ref() == Some(&slot.id));
    slots_of(engine, campaign, creator).filter(|slot| !has_link(slot)).collect()
}

/// A code for whoever has public ones only: `MARA20-2` in place of `MARA20`, or the first such
/// spelling that nobody ever had.
fn code_in_place(
    engine: &Engine,
    (campaign, creator): (&str, &str),
    now: Timestamp,
) -> Option<String> {
    let is_own = |code: &&PromoCode| {
        let owner = engine.owner_of(code.creator_id.as_str());
        code.campaign_id.as_str() == campaign && !code.is_archived && owner == creator
    };
    let mut codes = engine.codes().filter(is_own).filter(|code| code.is_valid_at(now)).peekable();
    let public = codes.peek()?.code.clone();
    if !codes.all(|code| code.is_leaked) {
        return None;
    }
    let is_new = |spelling: &String| !engine.codes().any(|code| code.code == normal_form(spelling));
    (2..).map(|n: u32| format!("{public}-{n}")).find(is_new)
}

/// Where most links of the campaign land; nothing while there is none.
fn usual_destination(engine: &Engine, campaign: &str) -> String {
    let mut n_by_destination: BTreeMap<&str, usize> = BTreeMap::new();
    for link in engine.links().filter(|link| link.campaign_id.as_str() == campaign) {
        *n_by_destination.entry(&link.destination).or_default() += 1;
    }
    let most = n_by_destination.iter().max_by_key(|(_, n)| **n);
    most.map_or_else(String::new, |(destination, _)| (*destination).to_owned())
}
