//! Conversions: orders and target actions, the refunds and sightings that belong to them, and the
//! credit that was last posted for each.
//!
//! A refund or a sighting may come first. It then waits in a conversion without facts, by the
//! name it calls the order, until the order itself arrives under that name.

use std::collections::{BTreeMap, BTreeSet};

use byline_core::alias::Alias;
use byline_core::claim::Claim;
use byline_core::entry::Position;
use byline_core::event::{Sighting, TargetAction};
use byline_core::id::{ConnectionId, OrderKey};
use byline_core::link::Utm;
use byline_core::money::Currency;
use byline_core::order::{OrderVersion, Refund};
use byline_core::time::{Span, Timestamp};
use serde::{Deserialize, Serialize};
use smallvec::SmallVec;

use super::aliases;
use super::registry::{Registry, normal_utm};
use super::twins::Twins;
use super::{NONE, row_number};
use crate::view::ByModel;

/// An order or target action with all that is known of it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Conversion {
    /// Its own number.
    pub number: u32,
    /// What it is.
    pub facts: Facts,
    /// Its refunds by (time, id): their canonical order.
    pub refunds: Vec<Refund>,
    /// Who else saw it, by (time, id).
    pub sightings: Vec<Sighting>,
    /// Who claims it, with all corrections, by time.
    pub claims: Vec<Claim>,
    /// Its shopper, when it was added; find the root before use.
    pub shopper: u32,
    /// What was last posted.
    pub credited: Credited,
    /// Every line of the ledger, oldest first.
    pub postings: Vec<Posting>,
}

/// What a conversion is.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub enum Facts {
    /// Only refunds or sightings have come so far, under this name.
    Waiting {
        /// The shop, if the reporter is one.
        connection: Option<ConnectionId>,
        /// What the reporter calls the order.
        name: Box<str>,
    },
    /// An order, in its newest version.
    Order(Box<OrderVersion>),
    /// A target action.
    Action(Box<TargetAction>),
    /// Nothing any more: what waited here was found to belong to another conversion.
    Moved,
}

/// What is posted for a conversion.
#[derive(Clone, Default, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Credited {
    /// When the conversion happened, by which its readings are placed.
    pub occurred_at: Timestamp,
    /// Number of the campaign whose rules decided, or [`NONE`].
    pub campaign: u32,
    /// The currency of the amounts below: the campaign's, or the order's own where no rate was in
    /// force. `None` for what is worth nothing.
    pub currency: Option<Currency>,
    /// What was split, in minor units, before refunds.
    pub base_minor: i64,
    /// What refunds took back, in minor units.
    pub refunded_minor: i64,
    /// What refunds gave back beyond all that was paid, in minor units.
    pub over_refund_minor: i64,
    /// Whether it is a new customer's first order.
    pub is_new_customer: bool,
    /// Whose credit, by number of the cell.
    pub rows: SmallVec<[CreditRow; 1]>,
}

/// One cell's credit of one conversion.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct CreditRow {
    /// Number of the cell.
    pub cell: u32,
    /// Credit after refunds, in minor units.
    pub minor: ByModel,
    /// Share of the conversion, in millionths.
    pub micro: ByModel,
    /// Whether it is a creator's whose links nobody clicked before.
    pub is_without_click: bool,
}

/// One line of the ledger: how one recomputation changed one cell's credit.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Posting {
    /// When it was posted.
    pub posted_at: Timestamp,
    /// The entry that caused it.
    pub position: Position,
    /// Number of the cell.
    pub cell: u32,
    /// Why.
    pub why: Why,
    /// The change in minor units.
    pub delta_minor: ByModel,
}

/// Why a conversion was recomputed.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum Why {
    /// The order or action arrived.
    Arrived,
    /// The shop changed the order.
    Edited,
    /// Money went back.
    Refunded,
    /// A touch came to light late.
    LateTouch,
    /// Two shoppers turned out to be one.
    Joined,
    /// A click was judged anew.
    Reclassified,
    /// A link, code or campaign changed.
    Configured,
    /// A network or platform claimed the order, or corrected its claim.
    Claimed,
    /// Currency rates came.
    Converted,
    /// Two creators turned out to be one, or not to be.
    Identified,
}

/// Every conversion, and the names it goes by.
#[derive(Clone, Default, Debug, Serialize, Deserialize)]
pub struct Conversions {
    conversions: Vec<Conversion>,
    names: BTreeMap<Box<str>, Name>,
    actions: BTreeMap<(ConnectionId, Box<str>), u32>,
    by_code: BTreeMap<Box<str>, Vec<u32>>,
    by_utm: BTreeMap<Utm, Vec<u32>>,
    by_alias: BTreeMap<Alias, Vec<u32>>,
    pub(super) twins: Twins,
    /// Those that wait for their own facts; made again when a snapshot is read.
    #[serde(skip)]
    waiting: BTreeSet<u32>,
    /// Orders in another currency than their campaign, by when they were placed.
    foreign: BTreeSet<(Timestamp, u32)>,
}

/// Who goes by a name.
#[derive(Clone, Default, Debug, Serialize, Deserialize)]
struct Name {
    numbers: SmallVec<[u32; 1]>,
    /// Whether an order ever said that nobody can guess it.
    is_token: bool,
}

impl Why {
    /// The reason in words.
    pub fn text(self) -> &'static str {
        match self {
            Self::Arrived => "credit",
            Self::Edited => "order changed",
            Self::Refunded => "refund",
            Self::LateTouch => "a late touch",
            Self::Joined => "two shoppers turned out to be one",
            Self::Reclassified => "a click judged anew",
            Self::Configured => "changed rules, link or code",
            Self::Claimed => "a claim",
            Self::Converted => "currency rates",
            Self::Identified => "creators merged or taken apart",
        }
    }
}

impl Conversion {
    /// The order, if its facts have arrived.
    pub fn order(&self) -> Option<&OrderVersion> {
        match &self.facts {
            Facts::Order(version) => Some(version),
            _ => None,
        }
    }

    /// Each refund, with what it takes off in minor units. A running total takes off what the
    /// single refunds do not come to: who states both says the same money twice.
    pub fn taken_off(&self) -> impl Iterator<Item = (&Refund, i64)> {
        self.refunds.iter().map(|refund| {
            if !refund.is_running_total() {
                return (refund, refund.amount.minor);
            }
            let is_single = |other: &&Refund| {
                !other.is_running_total() && other.amount.currency == refund.amount.currency
            };
            let single = self.refunds.iter().filter(is_single);
            let single: i128 = single.map(|other| i128::from(other.amount.minor)).sum();
            let rest = (i128::from(refund.amount.minor) - single).max(0);
            (refund, i64::try_from(rest).unwrap_or(refund.amount.minor))
        })
    }

    /// Whether it still waits for its own facts.
    pub fn is_waiting(&self) -> bool {
        matches!(self.facts, Facts::Waiting { .. })
    }
}

impl Credited {
    /// What is credited or unattributed, in minor units.
    pub fn net_minor(&self) -> i64 {
        self.base_minor - self.refunded_minor
    }
}

impl Conversions {
    /// The conversion of that number.
    pub fn get(&self, number: u32) -> &Conversion {
        &self.conversions[number as usize]
    }

    /// The conversion of that number, to change it.
    pub fn get_mut(&mut self, number: u32) -> &mut Conversion {
        &mut self.conversions[number as usize]
    }

    /// Every conversion with its number.
    pub fn numbered(&self) -> impl DoubleEndedIterator<Item = (u32, &Conversion)> {
        self.conversions.iter().enumerate().map(|(number, row)| (row_number(number), row))
    }

    /// Those that wait for their own facts, by number.
    pub fn waiting(&self) -> impl DoubleEndedIterator<Item = u32> {
        self.waiting.iter().copied()
    }

    /// Ends the wait of a conversion of which nothing is left, because it moved to another.
    pub fn move_away(&mut self, number: u32) {
        self.waiting.remove(&number);
        self.get_mut(number).facts = Facts::Moved;
    }

    /// Rebuilds what snapshots leave out.
    pub fn rebuild(&mut self) {
        let waiting = self.numbered().filter(|(_, row)| row.is_waiting());
        self.waiting = waiting.map(|(number, _)| number).collect();
    }

    /// What is posted for each order, by its number.
    pub fn credited_orders(&self) -> impl Iterator<Item = (u32, &Credited)> {
        let orders = self.numbered().filter(|(_, row)| row.order().is_some());
        orders.map(|(number, row)| (number, &row.credited))
    }

    /// The number that the next one will have.
    pub fn next_number(&self) -> u32 {
        row_number(self.conversions.len())
    }

    /// Adds a conversion of which nothing is posted yet.
    pub fn add(&mut self, facts: Facts, shopper: u32) -> u32 {
        let number = self.next_number();
        let credited = Credited { campaign: NONE, ..Credited::default() };
        if matches!(facts, Facts::Waiting { .. }) {
            self.waiting.insert(number);
        }
        self.conversions.push(Conversion {
            number,
            facts,
            refunds: Vec::new(),
            sightings: Vec::new(),
            claims: Vec::new(),
            shopper,
            credited,
            postings: Vec::new(),
        });
        number
    }

    /// Lets a conversion go by `name` from now on. Tells whether others do too.
    pub fn name(&mut self, name: &str, number: u32) -> bool {
        let Some(known) = self.names.get_mut(name) else {
            let numbers = SmallVec::from_elem(number, 1);
            self.names.insert(name.into(), Name { numbers, is_token: false });
            return false;
        };
        if !known.numbers.contains(&number) {
            known.numbers.push(number);
        }
        1 < known.numbers.len()
    }

    /// Notes that nobody can guess a name.
    pub fn note_token(&mut self, name: &str) {
        if let Some(known) = self.names.get_mut(name) {
            known.is_token = true;
        }
    }

    /// The conversions that go by `name`.
    pub fn named(&self, name: &str) -> &[u32] {
        self.names.get(name).map_or(&[], |known| &known.numbers)
    }

    /// The order with this key.
    pub fn order(&self, key: &OrderKey) -> Option<u32> {
        let is_it = |number: &&u32| self.get(**number).order().is_some_and(|v| v.key == *key);
        self.named(&key.order).iter().find(is_it).copied()
    }

    /// The one order that `name` means to a shop, or to anybody: the one whose own id it is, else
    /// the only one that goes by it. `None` if there is none, or if nobody can say which.
    /// Orders that are twins are one.
    pub fn meant(
        &self,
        registry: &Registry,
        shop: Option<&ConnectionId>,
        name: &str,
    ) -> Option<u32> {
        let mut own = None;
        let mut other = None;
        for number in self.orders_called(shop, name) {
            let is_own = self.get(number).order().is_some_and(|o| o.key.order.as_ref() == name);
            let found = if is_own { &mut own } else { &mut other };
            // What a shop itself says stays with its own order; all else goes to the one that
            // states the money.
            let number = if shop.is_some() { number } else { self.stated_by(registry, number) };
            *found = Some(match found {
                None => Ok(number),
                Some(Ok(known)) if *known == number => Ok(number),
                Some(_) => Err(Ambiguous),
            });
        }
        own.or(other)?.ok()
    }

    /// The orders of a shop, or of any, that go by `name`.
    pub fn orders_called(
        &self,
        shop: Option<&ConnectionId>,
        name: &str,
    ) -> impl Iterator<Item = u32> {
        self.named(name).iter().copied().filter(move |number| {
            let order = self.get(*number).order();
            order.is_some_and(|order| shop.is_none_or(|shop| order.key.connection == *shop))
        })
    }

    /// Whether nobody can guess `name` and it means one order.
    pub fn is_token(&self, name: &str) -> bool {
        if !self.names.get(name).is_some_and(|known| known.is_token) {
            return false;
        }
        let mut orders = self.orders_called(None, name);
        let Some(first) = orders.next() else {
            return false;
        };
        let group = self.group_of(first);
        orders.all(|order| group.contains(&order))
    }

    /// Of the orders that are one with `number`, the one that itself goes by `name`.
    pub fn bearer_of(&self, name: &str, number: u32) -> u32 {
        let group = self.group_of(number);
        let bearers = self.named(name).iter().copied().filter(|one| group.contains(one));
        let key_of = |one: &u32| self.get(*one).order().map(|order| &order.key);
        let own = |one: &u32| key_of(one).is_none_or(|key| key.order.as_ref() != name);
        bearers.min_by(|a, b| (own(a), key_of(a)).cmp(&(own(b), key_of(b)))).unwrap_or(number)
    }

    /// What waits for exactly this name from exactly this reporter.
    pub fn waiting_as(&self, shop: Option<&ConnectionId>, called: &str) -> Option<u32> {
        let is_it = |number: &&u32| match &self.get(**number).facts {
            Facts::Waiting { connection, name } => {
                connection.as_ref() == shop && name.as_ref() == called
            }
            _ => false,
        };
        self.named(called).iter().find(is_it).copied()
    }

    /// The number of a target action, if it is known.
    pub fn action(&self, action: &TargetAction) -> Option<u32> {
        let key = (action.connection.clone(), action.id.as_str().into());
        self.actions.get(&key).copied()
    }

    /// Remembers a target action by its sender's id.
    pub fn remember_action(&mut self, action: &TargetAction, number: u32) {
        self.actions.insert((action.connection.clone(), action.id.as_str().into()), number);
    }

    /// Remembers which conversions used a code, for the day when the code changes.
    pub fn remember_codes(&mut self, codes: &[String], number: u32) {
        for code in codes {
            remember(self.by_code.entry(code.as_str().into()).or_default(), number);
        }
    }

    /// Remembers which conversions landed with these UTM fields, for the day when a link has them.
    pub fn remember_utm(&mut self, utm: Option<&Utm>, number: u32) {
        if let Some(utm) = utm.filter(|utm| !utm.is_empty()) {
            remember(self.by_utm.entry(normal_utm(utm)).or_default(), number);
        }
    }

    /// The conversions that ever landed with these UTM fields.
    pub fn landed_with(&self, utm: &Utm) -> Vec<u32> {
        self.by_utm.get(&normal_utm(utm)).cloned().unwrap_or_default()
    }

    /// Remembers which conversions name a creator in another system's words.
    pub fn remember_aliases<'a>(
        &mut self,
        names: impl IntoIterator<Item = &'a Alias>,
        number: u32,
    ) {
        for name in names {
            remember(self.by_alias.entry(aliases::normal(name)).or_default(), number);
        }
    }

    /// The conversions that ever named a creator so.
    pub fn naming(&self, alias: &Alias) -> Vec<u32> {
        self.by_alias.get(alias).cloned().unwrap_or_default()
    }

    /// Every name of a creator that conversions say, with the conversions.
    pub fn aliases_said(&self) -> impl Iterator<Item = (&Alias, &[u32])> {
        self.by_alias.iter().map(|(alias, numbers)| (alias, numbers.as_slice()))
    }

    /// Every code that conversions used, with the conversions.
    pub fn codes_said(&self) -> impl Iterator<Item = (&str, &[u32])> {
        self.by_code.iter().map(|(code, numbers)| (&**code, numbers.as_slice()))
    }

    /// Every set of UTM fields that conversions landed with, with the conversions.
    pub fn utm_fields_said(&self) -> impl Iterator<Item = (&Utm, &[u32])> {
        self.by_utm.iter().map(|(utm, numbers)| (utm, numbers.as_slice()))
    }

    /// Remembers an order that is in another currency than its campaign.
    pub fn note_foreign(&mut self, at: Timestamp, number: u32) {
        self.foreign.insert((at, number));
    }

    /// Orders from one instant to another, both inclusive, that were ever in another currency than
    /// their campaign.
    pub fn foreign_between(&self, (from, to): (Timestamp, Timestamp)) -> Vec<u32> {
        self.foreign.range((from, 0)..=(to, u32::MAX)).map(|(_, number)| *number).collect()
    }

    /// How many orders with a code were placed within a stretch of time.
    pub fn n_orders_with(&self, code: &str, range: Span) -> i64 {
        let numbers = self.by_code.get(code).map(Vec::as_slice).unwrap_or_default();
        let orders = numbers.iter().filter_map(|number| self.get(*number).order());
        let has_code = |order: &&OrderVersion| order.codes.iter().any(|used| used == code);
        let placed = orders.filter(has_code).filter(|order| range.contains(order.placed_at));
        placed.fold(0, |n, _| n + 1)
    }

    /// The conversions that ever used a code.
    pub fn users_of(&self, code: &str) -> Vec<u32> {
        self.by_code.get(code).cloned().unwrap_or_default()
    }
}

/// Several orders go by one name.
struct Ambiguous;

/// Adds to sorted numbers. Most additions come at the end.
fn remember(numbers: &mut Vec<u32>, number: u32) {
    if let Err(gap) = numbers.binary_search(&number) {
        numbers.insert(gap, number);
    }
}
