//! Buying: where clicks stay and land, and how many of them buy, of one creator beside all others.
//!
//! The evidence behind a cause: that most clicks stay in an app's own browser says little where
//! they buy as much there as elsewhere, and a page from which the others sell is not what keeps
//! people from buying.
//!
//! Always holds: clicks and orders are of the same stretch of time, so that the one may be divided
//! by the other; where the newest orders do not reach back to its begin, it begins with them.

use std::collections::{BTreeMap, BTreeSet};

use byline_core::click::Verdict;
use byline_core::credit::Model;
use byline_core::decision::leak::CodeUse;
use byline_core::event::Signal;
use byline_core::id::{CampaignId, CreatorId};
use byline_core::journey::{Channel, TouchKind};
use byline_core::time::{Bucket, Span};

use super::slots::Buckets;
use crate::attribute::candidate;
use crate::engine::Engine;
use crate::state::NONE;
use crate::state::cells::{CellKey, Count, Credit};
use crate::state::conversions::{Conversion, CreditRow};
use crate::state::readings::Readings;
use crate::state::shoppers::Touch;
use crate::view::{Buying, BuyingOf, ByModel};

/// How many of the newest orders are looked through, for rates and for codes.
const MOST_ORDERS: usize = 2_000;
const MOST_CODE_ORDERS: usize = 5_000;

/// The newest orders that a campaign's creators are credited with.
pub(crate) struct Bought<'a> {
    /// In which they are all of them.
    pub span: Span,
    /// Whom each is credited to.
    pub orders: Vec<BoughtOf<'a>>,
}

/// An order as one creator's.
pub(crate) struct BoughtOf<'a> {
    /// Whose.
    pub creator: u32,
    /// The last click of theirs before it, if there is any.
    pub click: Option<&'a Touch>,
    conversion: &'a Conversion,
}

/// By what a creator's orders came.
#[derive(Clone, Copy, Default)]
pub(crate) struct CodeUsed {
    /// How many.
    pub n: CodeUse,
    /// Credited for those by code without a click, in minor units.
    pub by_code_minor: i64,
}

/// How everybody's clicks buy in a campaign.
pub(crate) struct Buyings {
    span: Span,
    by_creator: BTreeMap<u32, BuyingOf>,
    whole: BuyingOf,
    /// To which pages everybody's links lead, by number.
    pages: BTreeMap<u32, BTreeSet<u32>>,
    /// Everybody whose links lead to the same pages, together, by the first of them.
    groups: BTreeMap<u32, Vec<(BTreeSet<u32>, BuyingOf)>>,
}

impl Engine {
    /// How clicks of `creator` buy beside those of everybody else in a campaign.
    pub fn buying(&self, campaign: &CampaignId, creator: &CreatorId, range: Span) -> Buying {
        let numbers = self.registry.campaigns.find(campaign.as_str());
        let numbers = numbers.zip(self.registry.creators.find(creator.as_str()));
        let (campaign, creator) = numbers.unwrap_or((NONE, NONE));
        Buyings::of(self, campaign, &self.bought(campaign, range)).beside(creator)
    }

    /// By what the newest orders of a campaign came, for every creator who is credited with any: by
    /// a click of theirs before it, or without one.
    pub(crate) fn code_uses(
        &self,
        (campaign, model): (u32, Model),
        range: Span,
    ) -> BTreeMap<u32, CodeUsed> {
        let mut uses: BTreeMap<u32, CodeUsed> = BTreeMap::new();
        for of in self.newest_bought(campaign, range, MOST_CODE_ORDERS).orders {
            let one = uses.entry(of.creator).or_default();
            let is_by_code = |row: &CreditRow| {
                row.is_without_click && self.cells.cell(row.cell).key.signal == Signal::Code
            };
            if of.rows(self).any(is_by_code) {
                one.n.n_by_code += 1;
                let by_code = of.rows(self).filter(|row| is_by_code(row));
                one.by_code_minor += by_code.map(|row| row.minor[model]).sum::<i64>();
            } else if of.rows(self).any(|row| !row.is_without_click) {
                one.n.n_by_click += 1;
            }
        }
        uses
    }

    /// What creators are credited with of orders that no click of theirs came before, in millionths
    /// of an order; of one creator, or of all. Orders in another currency count apart.
    pub fn without_click_micro(
        &self,
        campaign: &CampaignId,
        creator: Option<&CreatorId>,
        model: Model,
        range: Span,
    ) -> i64 {
        let Some(number) = self.registry.campaigns.find(campaign.as_str()) else { return 0 };
        let currency = self.registry.currency(number);
        let Buckets { from, to } = Buckets::of(range);
        let sum = |readings: &Readings| readings.credit(Credit::OrdersWithoutClick).sum(from, to);
        let is_ours = |key: &CellKey| key.campaign == number && key.currency == currency;
        let mut without = ByModel::default();
        match creator {
            None => {
                let sums = self.cells.sums().iter().filter(|of| is_ours(&of.key()));
                sums.for_each(|of| without += sum(&of.readings));
            }
            Some(creator) => {
                let creator = self.registry.creators.find(creator.as_str());
                let owner = creator.map(|creator| self.registry.owners.of(creator));
                let cells = self.cells.iter().filter(|cell| is_ours(&cell.key));
                let own = cells.filter(|cell| owner.is_some() && cell.creator() == owner);
                own.for_each(|cell| without += sum(cell.readings()));
            }
        }
        without[model]
    }

    /// The newest orders of a campaign's creators with the clicks behind them.
    pub(crate) fn bought(&self, campaign: u32, range: Span) -> Bought<'_> {
        self.newest_bought(campaign, range, MOST_ORDERS)
    }

    fn newest_bought(&self, campaign: u32, range: Span, most_orders: usize) -> Bought<'_> {
        let Buckets { from, to } = Buckets::of(range);
        let of_creators = (0..).zip(self.cells.iter());
        let cells = of_creators
            .filter(|(_, cell)| cell.key.campaign == campaign && cell.creator().is_some());
        let cells: Vec<u32> = cells.map(|(place, _)| place).collect();
        let mut span = Span { from: Bucket(from).start(), to: Bucket(to).start() };
        let mut looked: Vec<&Conversion> = Vec::new();
        for order in self.cells.behind().newest(&cells, span) {
            let conversion = self.conversions.get(order);
            let bucket = conversion.credited.occurred_at.bucket();
            let last = looked.last().map(|last| last.credited.occurred_at.bucket());
            // Clicks are counted by buckets, so all the orders of the last one are needed.
            if let Some(last) = last.filter(|last| most_orders <= looked.len() && bucket < *last) {
                span.from = last.start();
                break;
            }
            looked.push(conversion);
        }
        let mut orders = Vec::new();
        for conversion in looked {
            let rows = conversion.credited.rows.iter();
            let credited: BTreeSet<u32> =
                rows.filter_map(|row| self.cells.cell(row.cell).creator()).collect();
            let of = |creator| {
                let click = self.last_click(conversion, creator);
                BoughtOf { creator, click, conversion }
            };
            orders.extend(credited.into_iter().map(of));
        }
        Bought { span, orders }
    }

    fn last_click(&self, conversion: &Conversion, creator: u32) -> Option<&Touch> {
        let clicks = self.facing().touches_of(conversion).filter(|touch| {
            touch.kind == TouchKind::Click
                && touch.verdict == Verdict::Human
                && touch.occurred_at <= conversion.credited.occurred_at
                && candidate(&self.registry, touch).channel == Channel::Creator(creator)
        });
        clicks.max_by_key(|touch| (touch.occurred_at, touch.id))
    }
}

impl<'a> BoughtOf<'a> {
    /// What the creator is credited with of it.
    fn rows(&self, engine: &'a Engine) -> impl Iterator<Item = &'a CreditRow> {
        let (rows, creator) = (self.conversion.credited.rows.iter(), self.creator);
        rows.filter(move |row| engine.cells.cell(row.cell).creator() == Some(creator))
    }
}

impl Buyings {
    /// What clicks brought, by the newest orders.
    pub fn of(engine: &Engine, campaign: u32, bought: &Bought<'_>) -> Self {
        let Buckets { from, to } = Buckets::of(bought.span);
        let mut by_creator: BTreeMap<u32, BuyingOf> = BTreeMap::new();
        for cell in engine.cells.iter().filter(|cell| cell.key.campaign == campaign) {
            let Some(creator) = cell.creator() else { continue };
            let sum = |count| cell.count(count).sum(from, to);
            let one = by_creator.entry(creator).or_default();
            one.n_clicks += sum(Count::Clicks);
            one.n_in_app += sum(Count::ClicksInApp);
            one.n_visits += sum(Count::Visits);
            one.n_sold_out += sum(Count::VisitsSoldOut);
        }
        for BoughtOf { creator, click, .. } in &bought.orders {
            let one = by_creator.entry(*creator).or_default();
            match click {
                Some(click) if click.is_in_app => one.n_orders_in_app += 1,
                Some(_) => one.n_orders_elsewhere += 1,
                None => one.n_orders_without_click += 1,
            }
        }
        let pages = pages(engine, campaign);
        let (mut whole, mut alike) = (BuyingOf::default(), BTreeMap::new());
        for (creator, one) in &by_creator {
            whole = whole.plus(one);
            if let Some(pages) = pages.get(creator) {
                let group: &mut BuyingOf = alike.entry(pages.clone()).or_default();
                *group = group.plus(one);
            }
        }
        let mut groups: BTreeMap<u32, Vec<(BTreeSet<u32>, BuyingOf)>> = BTreeMap::new();
        for (pages, group) in alike {
            if let Some(first) = pages.first() {
                groups.entry(*first).or_default().push((pages, group));
            }
        }
        Self { span: bought.span, by_creator, whole, pages, groups }
    }

    /// A creator's clicks beside those of everybody else.
    pub fn beside(&self, creator: u32) -> Buying {
        let own = self.by_creator.get(&creator).copied().unwrap_or_default();
        let same_pages = self.pages.get(&creator).map(|pages| {
            let touched = pages.iter().filter_map(|page| self.groups.get(page)).flatten();
            let there =
                touched.filter(|(group, _)| group.len() <= pages.len() && group.is_subset(pages));
            there.fold(BuyingOf::default(), |sum, (_, group)| sum.plus(group))
        });
        Buying {
            span: self.span,
            own,
            others: self.whole.minus(&own),
            on_same_pages: same_pages.map(|all| all.minus(&own)).unwrap_or_default(),
        }
    }
}

/// To which pages everybody's links lead, by number, whatever fields of UTM they append.
fn pages(engine: &Engine, campaign: u32) -> BTreeMap<u32, BTreeSet<u32>> {
    let mut numbers: BTreeMap<String, u32> = BTreeMap::new();
    let mut pages: BTreeMap<u32, BTreeSet<u32>> = BTreeMap::new();
    for link in 0..engine.registry.links.n_rows() {
        let target = engine.registry.link_target(link);
        let row = engine.registry.links.row(link).filter(|row| !row.is_paused && !row.is_archived);
        if let Some(row) = row.filter(|_| target.campaign == campaign) {
            let next = u32::try_from(numbers.len()).unwrap_or(NONE);
            let number = *numbers.entry(page(&row.destination)).or_insert(next);
            pages.entry(target.creator).or_default().insert(number);
        }
    }
    pages
}

/// An address without its fragment and its fields of UTM.
fn page(destination: &str) -> String {
    let address = destination.split('#').next().unwrap_or_default();
    let (path, query) = address.split_once('?').unwrap_or((address, ""));
    let path = path.trim_end_matches('/');
    let is_kept = |field: &&str| !field.is_empty() && !field.starts_with("utm_");
    let kept: Vec<&str> = query.split('&').filter(is_kept).collect();
    if kept.is_empty() { path.to_owned() } else { format!("{path}?{}", kept.join("&")) }
}

impl BuyingOf {
    fn plus(self, other: &Self) -> Self {
        self.with(other, |one, other| one + other)
    }

    fn minus(self, other: &Self) -> Self {
        self.with(other, |one, other| one - other)
    }

    fn with(self, other: &Self, does: impl Fn(i64, i64) -> i64) -> Self {
        Self {
            n_clicks: does(self.n_clicks, other.n_clicks),
            n_in_app: does(self.n_in_app, other.n_in_app),
            n_visits: does(self.n_visits, other.n_visits),
            n_sold_out: does(self.n_sold_out, other.n_sold_out),
            n_orders_in_app: does(self.n_orders_in_app, other.n_orders_in_app),
            n_orders_elsewhere: does(self.n_orders_elsewhere, other.n_orders_elsewhere),
            n_orders_without_click: does(self.n_orders_without_click, other.n_orders_without_click),
        }
    }
}
