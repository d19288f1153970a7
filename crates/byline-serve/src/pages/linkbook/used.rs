//! What became of links so far: their clicks, the codes beside them, and what came by them.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use byline_core::campaign::Campaign;
use byline_core::code::PromoCode;
use byline_core::event::Signal;
use byline_core::id::CampaignId;
use byline_core::link::Link;
use byline_core::time::{Span, Timestamp};
use byline_engine::Engine;
use byline_engine::view::{Basis, LinkUse, Query, Scope};
use maud::{Markup, html};

use super::SortColumn;
use super::build::{code_ends, code_state};
use super::wanted::Wanted;
use crate::pages::ask::Ask;
use crate::pages::links;
use crate::pages::parts::{Spark, Tone, empty, name, tag};
use crate::pages::words::{self, Clock};

/// The days that the small line of a link's clicks is drawn over.
const N_DAYS: i32 = 14;

/// By what the list is sorted.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Sort {
    /// The most clicks first.
    Clicks,
    /// The one clicked last first.
    LastClick,
}

impl Sort {
    const ALL: [(Self, &'static str, &'static str); 2] =
        [(Self::Clicks, "clicks", "Clicks"), (Self::LastClick, "last", "Last click")];

    /// Reads the word of an address.
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.iter().find(|(_, known, _)| *known == key).map(|(sort, ..)| *sort)
    }

    /// The word in an address.
    pub fn key(self) -> &'static str {
        match self {
            Self::Clicks => "clicks",
            Self::LastClick => "last",
        }
    }

    /// The smaller, the higher a link stands.
    pub fn rank(self, used: &LinkUse) -> Reverse<i64> {
        Reverse(match self {
            Self::Clicks => used.n_clicks,
            Self::LastClick => used.last_click_at.map_or(i64::MIN, |at| at.0),
        })
    }

    /// The columns that sort the list; the one that does leads back to the usual order.
    pub fn columns(wanted: &Wanted) -> Vec<SortColumn> {
        let column = |(sort, _, label): &(Self, &str, &'static str)| {
            let is_current = wanted.sort == Some(*sort);
            let sort = (!is_current).then_some(*sort);
            let sorted = Wanted { sort, ..wanted.clone() };
            SortColumn { label, href: sorted.href("/links", 0), is_current }
        };
        Self::ALL.iter().map(column).collect()
    }
}

/// Every code in use, by whose it is after all merges.
pub struct CodesOf<'e> {
    engine: &'e Engine,
    codes: BTreeMap<(&'e CampaignId, &'e str), Vec<&'e PromoCode>>,
}

impl<'e> CodesOf<'e> {
    /// Codes that are not archived and not over.
    pub fn all(engine: &'e Engine, now: Timestamp) -> Self {
        let mut codes: BTreeMap<_, Vec<&PromoCode>> = BTreeMap::new();
        let is_over = |code: &PromoCode| code.valid_to.is_some_and(|end| end <= now);
        for code in engine.codes().filter(|code| !code.is_archived && !is_over(code)) {
            let owner = engine.owner_of(code.creator_id.as_str());
            codes.entry((&code.campaign_id, owner)).or_default().push(code);
        }
        Self { engine, codes }
    }

    /// The codes of a link's creator in the link's campaign.
    pub fn of(&self, link: &'e Link) -> impl Iterator<Item = &'e PromoCode> {
        let owner = self.engine.owner_of(link.creator_id.as_str());
        self.codes.get(&(&link.campaign_id, owner)).into_iter().flatten().copied()
    }
}

/// What was counted for a link up to now.
pub fn of_link(engine: &Engine, link: &Link, now: Timestamp) -> LinkUse {
    engine.link_use(link.id.as_str(), Span { from: Timestamp(0), to: now })
}

/// When the last click was: `3 h ago`, `under 30 min ago`, `never`.
pub fn last_click(used: &LinkUse, now: Timestamp) -> String {
    let age = used.last_click_at.map(|at| words::quarters_ago(now.micros_since(at)));
    age.unwrap_or_else(|| "never".to_owned())
}

/// The clicks of a link, and what orders came by its slot.
pub fn card_of(engine: &Engine, link: &Link, now: Timestamp) -> Markup {
    let used = of_link(engine, link, now);
    let campaign = engine.campaign(link.campaign_id.as_str());
    let clock = Clock::of(campaign.map_or("UTC", |campaign| &campaign.time_zone));
    let days = clicks_by_day(engine, link, &clock, now);
    let week: i64 = days.iter().rev().take(7).sum();
    html! {
        @if used.n_clicks == 0 {
            (empty("Nobody has clicked it yet. Previews, bots and your own tests do not count."))
        } @else {
            dl.facts {
                dt { "Clicks" } dd { b { (words::count(used.n_clicks)) } " by people, ever" }
                dt { "Last 7 days" } dd {
                    (words::count(week)) " "
                    (Spark {
                        label: format!("clicks on each of the last {N_DAYS} days"),
                        values: days,
                        tone: Tone::Plain,
                    }.render())
                }
                dt { "Last click" } dd {
                    (last_click(&used, now))
                    @if let Some(at) = used.last_click_at {
                        " " small { "about " (clock.weekday_minute(at)) }
                    }
                }
            }
            p.note { (words::QUARTERS_NOTE) }
        }
        @if let Some(campaign) = campaign { (credited(engine, campaign, link, now)) }
    }
}

/// Clicks on each of the last days, the oldest first and today last.
fn clicks_by_day(engine: &Engine, link: &Link, clock: &Clock, now: Timestamp) -> Vec<i64> {
    let today = clock.day_of(now);
    let days = (0..N_DAYS).rev().filter_map(|n| today.plus_days(-n));
    days.map(|day| engine.link_use(link.id.as_str(), clock.zone().day_span(day)).n_clicks).collect()
}

/// Orders by clicks on the links of the same slot, under the campaign's model. Credit is kept by
/// slot: where several links share one, they are counted together and it is said.
fn credited(engine: &Engine, campaign: &Campaign, link: &Link, now: Timestamp) -> Markup {
    let owner = engine.owner_of(link.creator_id.as_str());
    let is_beside = |other: &&Link| {
        let of_slot = link.placement_id.is_none() || other.placement_id == link.placement_id;
        let of_creator = engine.owner_of(other.creator_id.as_str()) == owner;
        other.id != link.id && of_creator && other.campaign_id == link.campaign_id && of_slot
    };
    let n_beside = i64::try_from(engine.links().filter(is_beside).count()).unwrap_or(i64::MAX);
    let query = Query {
        scope: Scope {
            campaign: Some(campaign.id.clone()),
            creator: Some(link.creator_id.clone()),
            placement: link.placement_id.clone(),
            signal: Some(Signal::Link),
            ..Scope::default()
        },
        range: Span { from: Timestamp(0), to: now },
        by: Vec::new(),
        zone: Clock::of(&campaign.time_zone).zone().clone(),
        currency: campaign.currency,
        basis: Basis::Order,
    };
    let total = engine.query(&query).total;
    let model = campaign.rules.model;
    let (orders, minor) = (total.orders_micro[model], total.revenue_minor[model]);
    let ask = Ask { campaign: Some(campaign.id.to_string()), ..Ask::default() };
    html! {
        dl.facts {
            dt { "Orders" } dd { b { (words::conversions(orders)) } }
            dt { "Revenue" } dd { b { (words::money(minor, campaign.currency)) } }
        }
        p.note {
            "Credited for clicks, after refunds, by the model " (model.name().to_lowercase())
            @match n_beside {
                0 => ".",
                n => {
                    "; together with " (words::counted(n, "other link", "other links"))
                    @if link.placement_id.is_some() { " of this placement." }
                    @else { " of this creator: the link belongs to no placement." }
                }
            }
            " " a href=(links::creator(&ask, &link.creator_id)) { "See the creator" }
        }
    }
}

/// The codes of a link's creator in its campaign, each with how it stands and when it ends.
pub fn codes_of(engine: &Engine, link: &Link, now: Timestamp) -> Markup {
    let codes: Vec<&PromoCode> = CodesOf::all(engine, now).of(link).collect();
    html! {
        @if codes.is_empty() { "none in use" }
        @for (place, code) in codes.into_iter().enumerate() {
            @if place != 0 { br; }
            @let (tone, word) = code_state(engine, code, now);
            code { (name(&code.code)) } " " (tag(tone, &word))
            " " small { (ends_words(&code_ends(engine, code))) }
        }
    }
}

fn ends_words(ends: &str) -> String {
    if ends.starts_with("no ") { ends.to_owned() } else { format!("until {ends}") }
}
