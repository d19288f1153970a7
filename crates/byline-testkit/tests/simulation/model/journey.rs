//! Journeys by the letter of the rules: which touches of a person count for an order.

use std::collections::BTreeSet;

use byline_core::campaign::{CreditScope, RepeatPolicy, ViewPolicy};
use byline_core::click::Verdict;
use byline_core::code::CodePolicy;
use byline_core::entry::Fact;
use byline_core::event::Visit;
use byline_core::id::{CampaignId, CreatorId};
use byline_core::link::{Link, Utm};
use byline_core::order::OrderVersion;
use byline_core::time::Timestamp;

use super::people::Node;
use super::{Model, Who};

/// A touch as the rules name it. Ranks: view 0, engaged view 1, click 2, code 3.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Touch {
    pub at: Timestamp,
    pub rank: u8,
    pub id: [u8; 16],
    pub who: Who,
    pub campaign: Option<CampaignId>,
    /// The channel's name: a creator's id, or a word.
    pub channel: String,
}

/// The touches that count, and what else decides.
pub struct Journey {
    pub touches: Vec<Touch>,
    pub campaign: Option<CampaignId>,
    pub lead_at: Option<Timestamp>,
}

/// The journey that led to an order.
pub fn of(model: &Model<'_>, order: &OrderVersion) -> Journey {
    let person = model.person(&Node::Order(order.key.clone()));
    let mut touches: Vec<Touch> = model
        .facts
        .iter()
        .filter_map(|fact| touch(model, fact, person))
        .filter(|touch| is_eligible(model, touch, order.placed_at))
        .collect();
    let mut seen = BTreeSet::new();
    touches.retain(|touch| seen.insert((touch.rank, touch.id)));
    add_landing(model, order, &mut touches);
    let is_sole = add_codes(model, order, &mut touches);
    touches.sort_by_key(|touch| (touch.at, touch.rank, touch.id));

    let campaign = touches.iter().rev().find_map(|touch| touch.campaign.clone());
    let rules = model.rules(campaign.as_ref());
    if !is_sole {
        if rules.reset_on_order
            && let Some(since) = order_before(model, order, person)
        {
            touches.retain(|touch| since < touch.at);
        }
        apply_rules(&mut touches, rules.scope, rules.views, rules.repeats);
    }
    let lead_at = lead_before(model, order, person);
    Journey { touches, campaign, lead_at }
}

/// A fact as a touch of `person`, if it is one.
fn touch(model: &Model<'_>, fact: &Fact, person: Option<usize>) -> Option<Touch> {
    let is_theirs = |node: Node| person.is_some() && model.person(&node) == person;
    match fact {
        Fact::Click(click) if is_theirs(Node::Touch(click.id)) => {
            let is_human = model.verdicts[&click.id] == Verdict::Human;
            let link = model.links[click.link_id.as_str()];
            is_human.then(|| by_link(link, click.occurred_at, click.id.0))
        }
        Fact::View(view) if is_theirs(Node::Touch(view.id)) => {
            let slot = model.placements[view.placement_id.as_str()];
            Some(Touch {
                at: view.occurred_at,
                rank: u8::from(view.is_engaged),
                id: view.id.0,
                who: Some(slot.creator_id.clone()),
                campaign: Some(slot.campaign_id.clone()),
                channel: slot.creator_id.to_string(),
            })
        }
        Fact::Visit(visit) if visit.shopper.clicks.is_empty() => {
            is_theirs(Node::Landing(visit.id.clone())).then(|| landing(model, visit))
        }
        _ => None,
    }
}

fn by_link(link: &Link, at: Timestamp, id: [u8; 16]) -> Touch {
    Touch {
        at,
        rank: 2,
        id,
        who: Some(link.creator_id.clone()),
        campaign: Some(link.campaign_id.clone()),
        channel: link.creator_id.to_string(),
    }
}

/// Landings never tie, so any id will do.
fn landing(model: &Model<'_>, visit: &Visit) -> Touch {
    let mut id = [0xff; 16];
    id[..8].copy_from_slice(&visit.occurred_at.0.to_be_bytes());
    if let Some(link) = visit.utm.as_ref().and_then(|utm| link_of(model, utm)) {
        return by_link(link, visit.occurred_at, id);
    }
    let channel = match (&visit.utm, &visit.referrer_host) {
        (Some(utm), _) if utm.medium == "cpc" => "paid",
        (_, Some(host)) if host.contains("google.") => "search",
        (_, Some(_)) => "referral",
        (_, None) => "direct",
    };
    Touch {
        at: visit.occurred_at,
        rank: 2,
        id,
        who: None,
        campaign: None,
        channel: channel.to_owned(),
    }
}

fn link_of<'a>(model: &Model<'a>, utm: &Utm) -> Option<&'a Link> {
    model.links.values().find(|link| link.utm == *utm).copied()
}

/// `0 <= conversion - touch <= window`, both ends included.
fn is_eligible(model: &Model<'_>, touch: &Touch, placed_at: Timestamp) -> bool {
    let rules = model.rules(touch.campaign.as_ref());
    let window_s = if touch.rank < 2 { rules.view_window_s } else { rules.click_window_s };
    let age_us = placed_at.0 - touch.at.0;
    (0..=window_s * 1_000_000).contains(&age_us)
}

/// An order whose landing names a creator's link had a click of that creator, if none is known.
fn add_landing(model: &Model<'_>, order: &OrderVersion, touches: &mut Vec<Touch>) {
    let Some(link) = order.utm.as_ref().and_then(|utm| link_of(model, utm)) else { return };
    if !has_click_of(touches, &link.creator_id) {
        touches.push(by_link(link, order.placed_at, [0; 16]));
    }
}

fn has_click_of(touches: &[Touch], creator: &CreatorId) -> bool {
    touches.iter().any(|touch| touch.rank == 2 && touch.who.as_ref() == Some(creator))
}

/// Adds codes by their policies; tells whether they take the whole order.
fn add_codes(model: &Model<'_>, order: &OrderVersion, touches: &mut Vec<Touch>) -> bool {
    let used = |row: &&&byline_core::code::PromoCode| {
        let has_begun = row.valid_from.is_none_or(|from| from <= order.placed_at);
        let has_ended = row.valid_to.is_some_and(|to| to <= order.placed_at);
        order.codes.contains(&row.code) && has_begun && !has_ended
    };
    let mut rows: Vec<_> = model.codes.values().filter(used).collect();
    rows.sort_by_key(|row| order.codes.iter().position(|code| *code == row.code));
    let policy = |row: &byline_core::code::PromoCode| match row.policy {
        CodePolicy::Touch | CodePolicy::Always if row.is_leaked => CodePolicy::IfInvolved,
        policy => policy,
    };
    let is_sole = rows.iter().any(|row| policy(row) == CodePolicy::Always);
    if is_sole {
        touches.clear();
    }
    for (place, row) in (0_u8..).zip(rows) {
        let earns = match policy(row) {
            CodePolicy::Always => true,
            CodePolicy::Touch => !is_sole,
            CodePolicy::IfInvolved => !is_sole && has_click_of(touches, &row.creator_id),
            CodePolicy::Never => false,
        };
        if earns {
            let mut id = [0; 16];
            id[15] = place;
            touches.push(Touch {
                at: order.placed_at,
                rank: 3,
                id,
                who: Some(row.creator_id.clone()),
                campaign: Some(row.campaign_id.clone()),
                channel: row.creator_id.to_string(),
            });
        }
    }
    is_sole
}

fn apply_rules(
    touches: &mut Vec<Touch>,
    scope: CreditScope,
    views: ViewPolicy,
    repeats: RepeatPolicy,
) {
    let is_direct = |touch: &Touch| touch.channel == "direct";
    let is_view = |touch: &Touch| touch.rank < 2;
    touches.retain(|touch| scope == CreditScope::AllChannels || touch.who.is_some());
    touches.retain(|touch| views != ViewPolicy::Ignore || !is_view(touch));
    if !touches.iter().all(is_direct) {
        touches.retain(|touch| !is_direct(touch));
    }
    if views == ViewPolicy::Fallback && !touches.iter().all(is_view) {
        touches.retain(|touch| !is_view(touch));
    }
    *touches = without_repeats(std::mem::take(touches), repeats);
}

fn without_repeats(touches: Vec<Touch>, repeats: RepeatPolicy) -> Vec<Touch> {
    let mut kept: Vec<Touch> = Vec::new();
    for touch in touches {
        let before = match repeats {
            RepeatPolicy::Frequency => None,
            RepeatPolicy::Exposure => {
                let last = kept.len().checked_sub(1);
                last.filter(|index| kept[*index].channel == touch.channel)
            }
            RepeatPolicy::First | RepeatPolicy::Unique => {
                kept.iter().position(|known| known.channel == touch.channel)
            }
        };
        match (before, repeats) {
            (None, _) => kept.push(touch),
            (Some(_), RepeatPolicy::First) => {}
            (Some(index), RepeatPolicy::Unique) => {
                kept.remove(index);
                kept.push(touch);
            }
            (Some(index), _) => {
                if kept[index].rank <= touch.rank {
                    kept[index] = touch;
                }
            }
        }
    }
    kept
}

fn order_before(
    model: &Model<'_>,
    order: &OrderVersion,
    person: Option<usize>,
) -> Option<Timestamp> {
    let is_theirs =
        |other: &&&OrderVersion| model.person(&Node::Order(other.key.clone())) == person;
    let theirs = model.orders.values().filter(is_theirs);
    let revenue = theirs.filter(|other| other.state.is_revenue());
    revenue.map(|other| other.placed_at).filter(|at| *at < order.placed_at).max()
}

fn lead_before(
    model: &Model<'_>,
    order: &OrderVersion,
    person: Option<usize>,
) -> Option<Timestamp> {
    let leads = model.facts.iter().filter_map(|fact| match fact {
        Fact::Action(action)
            if action.kind == "lead"
                && model.person(&Node::Action(action.id.clone())) == person =>
        {
            Some(action.occurred_at)
        }
        _ => None,
    });
    leads.filter(|at| *at <= order.placed_at).max()
}
