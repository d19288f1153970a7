//! Reasons: why clicks may not buy, what the brand can be sure of and mend first.
//!
//! It is usually the page or the offer and not the creator, so what is broken comes first, then
//! what was changed, then where people come from. Where none of these is seen and others sell from
//! the same page, what the content promises is left. Where no signal supports any cause, that is
//! said.
//!
//! Always holds: a cause is named with its evidence, and only from a bound on; a share that
//! everybody has explains nobody, so where people come from is compared with the others.

mod crowd;
mod pages;
mod sells;

use std::cell::OnceCell;
use std::collections::BTreeMap;

use byline_core::code::PromoCode;
use byline_core::id::{CampaignId, CreatorId};
use byline_core::time::{Span, Timestamp};

use self::crowd::Crowded;
use super::buying::{Bought, Buyings};
use super::slots::Buckets;
use crate::engine::Engine;
use crate::mix::percent;
use crate::state::NONE;
use crate::state::cells::{Cell, Count};
use crate::view::{Cause, LikelyCause};

/// A cause is named from this share of landings or clicks on, in percent.
const SOLD_OUT_FROM: i64 = 25;
const LOST_FROM: i64 = 40;
const BOTS_FROM: i64 = 50;
/// So often a code must have been refused, and in this share of the attempts, in percent.
const REFUSED_FROM: i64 = 5;
const REFUSED_SHARE_FROM: i64 = 20;

/// Why clicks of creators may not buy within a stretch of time.
pub(crate) struct Reasons<'a> {
    engine: &'a Engine,
    range: Span,
    now: Timestamp,
    /// The campaign's number.
    campaign: u32,
    /// Links and codes of the campaign by creator, once somebody asks.
    held: OnceCell<BTreeMap<u32, Held<'a>>>,
    /// The newest orders, where everybody's clicks come from, and how they buy, once somebody asks.
    bought: OnceCell<Bought<'a>>,
    crowded: OnceCell<Crowded>,
    buyings: OnceCell<Buyings>,
}

/// What a creator has that sells.
#[derive(Default)]
struct Held<'a> {
    links: Vec<u32>,
    codes: Vec<&'a PromoCode>,
}

/// Whose clicks.
#[derive(Clone, Copy)]
pub(crate) struct Suspect<'a> {
    /// The creator's number.
    pub creator: u32,
    /// Their cells in the campaign.
    pub cells: &'a [&'a Cell],
}

impl Engine {
    /// Why clicks of a creator may not buy, the likeliest cause first; none if the signals support
    /// none. `now` is the caller's time.
    pub fn causes(
        &self,
        campaign: &CampaignId,
        creator: &CreatorId,
        (range, now): (Span, Timestamp),
    ) -> Vec<LikelyCause> {
        let numbers = self.registry.campaigns.find(campaign.as_str());
        let numbers = numbers.zip(self.registry.creators.find(creator.as_str()));
        let Some((campaign, creator)) = numbers else { return Vec::new() };
        let is_theirs =
            |cell: &&Cell| cell.key.campaign == campaign && cell.creator() == Some(creator);
        let cells: Vec<&Cell> = self.cells.iter().filter(is_theirs).collect();
        Reasons::new(self, campaign, (range, now)).causes(Suspect { creator, cells: &cells })
    }
}

impl<'a> Reasons<'a> {
    pub fn new(engine: &'a Engine, campaign: u32, (range, now): (Span, Timestamp)) -> Self {
        let (held, bought) = (OnceCell::new(), OnceCell::new());
        let (crowded, buyings) = (OnceCell::new(), OnceCell::new());
        Self { engine, range, now, campaign, held, bought, crowded, buyings }
    }

    /// The likeliest cause. There is always one, if only that nothing is seen.
    pub fn likeliest(&self, suspect: Suspect<'_>) -> LikelyCause {
        let unknown = || cause(Cause::Unknown, "no fault seen in the signals".to_owned());
        self.causes(suspect).into_iter().next().unwrap_or_else(unknown)
    }

    /// Every cause that the signals support, the likeliest first.
    pub fn causes(&self, suspect: Suspect<'_>) -> Vec<LikelyCause> {
        let pages = self.pages_of(suspect.creator);
        let buying = self.buyings().beside(suspect.creator);
        let found = [
            pages.broken.map(|text| cause(Cause::Destination, text)),
            self.sold_out(suspect)
                .or_else(|| pages.sold_out.map(|text| cause(Cause::SoldOut, text))),
            self.trouble_with_code(suspect).map(|text| cause(Cause::Code, text)),
            pages.repriced.map(|text| cause(Cause::PriceRaised, text)),
            pages.slow.map(|text| cause(Cause::SlowPage, text)),
            self.lost(suspect),
            self.crowded().country(suspect.creator).map(|text| cause(Cause::Country, text)),
            self.crowded().device(suspect.creator).map(|text| cause(Cause::Device, text)),
            sells::in_app(&buying),
            self.bots(suspect),
        ];
        let found: Vec<LikelyCause> = found.into_iter().flatten().collect();
        match found.is_empty() {
            true => sells::others_sell(&buying).into_iter().collect(),
            false => found,
        }
    }

    fn crowded(&self) -> &Crowded {
        self.crowded
            .get_or_init(|| Crowded::of(self.engine, self.campaign, (self.range, self.bought())))
    }

    fn buyings(&self) -> &Buyings {
        self.buyings.get_or_init(|| Buyings::of(self.engine, self.campaign, self.bought()))
    }

    fn bought(&self) -> &Bought<'a> {
        self.bought.get_or_init(|| self.engine.bought(self.campaign, self.range))
    }

    fn held(&self, creator: u32) -> Option<&Held<'a>> {
        let held = self.held.get_or_init(|| {
            let registry = &self.engine.registry;
            let mut held: BTreeMap<u32, Held<'a>> = BTreeMap::new();
            for link in 0..registry.links.n_rows() {
                let target = registry.link_target(link);
                if target.campaign == self.campaign {
                    held.entry(target.creator).or_default().links.push(link);
                }
            }
            let campaign = registry.campaigns.id(self.campaign);
            let codes = self.engine.codes().filter(|code| code.campaign_id.as_str() == campaign);
            for code in codes {
                let declared = registry.creators.find(code.creator_id.as_str());
                let owner = declared.map(|creator| registry.owners.of(creator));
                held.entry(owner.unwrap_or(NONE)).or_default().codes.push(code);
            }
            held
        });
        held.get(&creator)
    }

    fn buckets(&self) -> Buckets {
        Buckets::of(self.range)
    }

    fn sum(&self, suspect: Suspect<'_>, count: Count) -> i64 {
        let Buckets { from, to } = self.buckets();
        suspect.cells.iter().map(|cell| cell.count(count).sum(from, to)).sum()
    }

    fn sold_out(&self, suspect: Suspect<'_>) -> Option<LikelyCause> {
        let n_visits = self.sum(suspect, Count::Visits);
        let share = percent(self.sum(suspect, Count::VisitsSoldOut), n_visits);
        let text = |share| format!("{share}% land on a sold-out page");
        from(share, SOLD_OUT_FROM).map(|share| cause(Cause::SoldOut, text(share)))
    }

    fn lost(&self, suspect: Suspect<'_>) -> Option<LikelyCause> {
        let [n_clicks, n_visits] =
            [Count::Clicks, Count::Visits].map(|count| self.sum(suspect, count));
        let share = percent(n_clicks - n_visits, n_clicks).filter(|_| 0 < n_visits);
        let text = |share| format!("{share}% never reach the page");
        from(share, LOST_FROM).map(|share| cause(Cause::LostOnTheWay, text(share)))
    }

    /// Requests that are surely no people make it likely that some of the others are none either.
    fn bots(&self, suspect: Suspect<'_>) -> Option<LikelyCause> {
        let n_aside = self.sum(suspect, Count::ClicksPutAside);
        let text = |share| {
            format!("{share}% of all requests are bots and previews; more may look like people")
        };
        let n_clicks = self.sum(suspect, Count::Clicks);
        // Where nobody clicked there are no clicks that could be none.
        let share = percent(n_aside, n_aside + n_clicks).filter(|_| 0 < n_clicks);
        from(share, BOTS_FROM).map(|share| cause(Cause::Bots, text(share)))
    }

    /// A code that has ended, that checkouts refuse, or that has leaked.
    fn trouble_with_code(&self, suspect: Suspect<'_>) -> Option<String> {
        let (engine, range) = (self.engine, self.range);
        let Buckets { from, to } = self.buckets();
        self.held(suspect.creator)?.codes.iter().find_map(|code| {
            let has_ended = code.valid_to.is_some_and(|to| to < range.to && range.from < to);
            let n_refused = engine.refusals.count(&code.code, (from, to));
            let n_taken = engine.conversions.n_orders_with(&code.code, range);
            let is_refused = REFUSED_FROM <= n_refused
                && percent(n_refused, n_refused + n_taken) >= Some(REFUSED_SHARE_FROM);
            if has_ended {
                Some(format!("code {} has ended", code.code))
            } else if is_refused {
                let taken = format!("taken in {n_taken} orders");
                Some(format!("checkout refused code {} {n_refused} times, {taken}", code.code))
            } else if code.is_leaked {
                Some(format!("code {} is public, so its orders are not credited", code.code))
            } else {
                None
            }
        })
    }
}

fn cause(cause: Cause, reason: String) -> LikelyCause {
    LikelyCause { cause, reason, rates: None }
}

/// A share, if it reaches the bound.
fn from(share: Option<i64>, least: i64) -> Option<i64> {
    share.filter(|share| least <= *share)
}
