//! Lists of orders: which there are, narrowed to what is asked for, and what they come to together.

use std::collections::BTreeSet;

use byline_core::credit::Model;
use byline_core::event::Signal;
use byline_core::id::{CampaignId, ConnectionId, CreatorId};
use byline_core::journey::Channel;
use byline_core::money::Currency;
use byline_core::order::OrderState;
use byline_core::time::{Span, Timestamp};

use crate::engine::Engine;
use crate::state::claims::standings;
use crate::state::conversions::{Conversion, CreditRow, Facts};
use crate::view::{ByModel, OrderList, OrderSummary, OrderSums};

/// Which orders to list, newest first.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct OrderFilter {
    /// Only orders with credit for this creator.
    pub creator: Option<CreatorId>,
    /// Only orders that this campaign's rules decided.
    pub campaign: Option<CampaignId>,
    /// Which, by whether the order itself has arrived.
    pub stage: OrderStage,
    /// Only orders with credit for a creator whose name holds this; of all if empty.
    pub who: String,
    /// Only orders of this shop.
    pub connection: Option<ConnectionId>,
    /// Only orders with credit by this kind of evidence.
    pub signal: Option<Signal>,
    /// Under which model such credit must be more than nothing; under whichever if not said.
    pub model: Option<Model>,
    /// Only orders that were placed in this stretch.
    pub placed: Option<Span>,
    /// Only orders that come to an amount in this currency, or would if they were revenue.
    pub currency: Option<Currency>,
    /// Only orders that stand so.
    pub kind: Option<OrderKind>,
    /// How many of them are passed over, from the newest on.
    pub skip: usize,
    /// How many at most.
    pub limit: usize,
}

/// How far orders are that are asked for.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
pub enum OrderStage {
    /// Any.
    #[default]
    Any,
    /// Those that still wait for their own facts.
    Waiting,
    /// Those that have arrived.
    Arrived,
}

/// How orders stand that are asked for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum OrderKind {
    /// Paid, and nothing went back.
    Paid,
    /// Something went back, or all of it.
    Refunded,
    /// Nobody earned some of it, or all of it, under the model.
    Unattributed(Model),
    /// A creator has credit that no click of theirs came before.
    NoClick,
    /// Something about its data is odd.
    InDoubt,
    /// Not paid yet.
    Open,
    /// Cancelled, voided or deleted.
    Cancelled,
    /// A test or a sample.
    Test,
}

impl Engine {
    /// Lists orders, newest first; those that wait for their own facts come first of all.
    pub fn orders(&self, filter: &OrderFilter) -> Vec<OrderSummary> {
        let (mut listed, mut n_passed) = (Vec::new(), 0);
        self.each_order(filter, |conversion| {
            if filter.limit <= listed.len() {
                return false;
            }
            n_passed += 1;
            if filter.skip < n_passed {
                listed.push(self.summary(conversion));
            }
            true
        });
        listed
    }

    /// The same with what all orders that are asked for come to, however many are listed.
    pub fn order_list(&self, filter: &OrderFilter) -> OrderList {
        if filter.is_of_all_arrived() {
            let sums = self.cells.behind().whole().clone();
            return OrderList { rows: self.orders(filter), sums };
        }
        let mut list = OrderList { rows: Vec::new(), sums: OrderSums::default() };
        self.each_order(filter, |conversion| {
            let n_passed = usize::try_from(list.sums.n).unwrap_or(usize::MAX);
            if filter.skip <= n_passed && list.rows.len() < filter.limit {
                list.rows.push(self.summary(conversion));
            }
            list.sums.add(&conversion.credited, self.unattributed(conversion));
            true
        });
        list
    }

    /// Calls `visit` with each order that is asked for, newest first, until it has enough.
    fn each_order(&self, filter: &OrderFilter, mut visit: impl FnMut(&Conversion) -> bool) {
        let creator = filter.creator.as_ref().map(|id| {
            let number = self.registry.creators.find(id.as_str());
            number.map(|number| self.registry.owners.of(number))
        });
        let asked = Asked {
            filter,
            creator,
            campaign: filter.campaign.as_ref().map(|id| self.registry.campaigns.find(id.as_str())),
            called: (!filter.who.is_empty()).then(|| self.creators_called(&filter.who)),
        };
        let stage = filter.stage;
        let waiting = self.conversions.waiting().rev();
        let waiting = waiting.take_while(|_| stage != OrderStage::Arrived);
        let whenever = Span { from: Timestamp::MIN, to: Timestamp::MAX };
        let within = filter.placed.unwrap_or(whenever);
        let cells = creator.flatten().map(|creator| self.cells_of(creator));
        let placed: Box<dyn Iterator<Item = u32>> = match (creator, &cells) {
            (None, _) => Box::new(self.cells.behind().all_within(within).rev()),
            (_, Some(cells)) => Box::new(self.cells.behind().newest(cells, within)),
            (Some(_), None) => Box::new(std::iter::empty()),
        };
        let placed = placed.take_while(|_| stage != OrderStage::Waiting);
        let found = waiting.chain(placed).map(|number| self.conversions.get(number));
        for conversion in found.filter(|row| self.is_wanted(&asked, row)) {
            if !visit(conversion) {
                return;
            }
        }
    }

    fn is_wanted(&self, asked: &Asked<'_>, conversion: &Conversion) -> bool {
        let filter = asked.filter;
        let is_order = conversion.order().is_some();
        let is_of_stage = match filter.stage {
            OrderStage::Any => is_order || does_wait(conversion),
            OrderStage::Waiting => does_wait(conversion),
            OrderStage::Arrived => is_order,
        };
        // Clicks are missed by whose code or link it was, whichever campaign decided.
        let of_campaign = filter.kind == Some(OrderKind::NoClick)
            || asked.campaign.is_none_or(|number| number == Some(conversion.credited.campaign));
        let of_shop = filter.connection.as_ref().is_none_or(|connection| {
            conversion.order().is_some_and(|order| order.key.connection == *connection)
        });
        let rows = &conversion.credited.rows;
        let credits = || !asked.is_of_credit() || rows.iter().any(|row| self.earns(asked, row));
        let is_placed = filter.placed.is_none_or(|span| {
            conversion.order().is_some_and(|order| span.contains(order.placed_at))
        });
        let is_of_currency = || {
            let own = || self.stated_in(conversion);
            filter.currency.is_none_or(|currency| own() == Some(currency))
        };
        let stands = || filter.kind.is_none_or(|kind| self.stands(conversion, kind));
        let is_of_it = is_of_stage && is_placed && of_campaign && of_shop;
        is_of_it && credits() && is_of_currency() && stands()
    }

    /// Whether a row is the credit that is asked for: of the creator, by the evidence, under the
    /// model.
    fn earns(&self, asked: &Asked<'_>, row: &CreditRow) -> bool {
        let cell = self.cells.cell(row.cell);
        let creator = cell.creator();
        let has_part = |model: Model| row.minor[model] != 0 || row.micro[model] != 0;
        asked.creator.is_none_or(|number| number.is_some() && number == creator)
            && asked.called.as_ref().is_none_or(|who| creator.is_some_and(|it| who.contains(&it)))
            && asked.filter.signal.is_none_or(|signal| signal == cell.key.signal)
            && asked.filter.model.is_none_or(has_part)
            && (asked.filter.kind != Some(OrderKind::NoClick)
                || row.is_without_click
                    && asked.campaign.is_none_or(|number| number == Some(cell.key.campaign)))
    }

    /// Whether an order stands so.
    fn stands(&self, conversion: &Conversion, kind: OrderKind) -> bool {
        use OrderState::{
            Authorised, Cancelled, Deleted, Draft, Paid, Pending, Sample, Test, Voided,
        };
        let Some(state) = conversion.order().map(|order| order.state) else { return false };
        let is_refunded = 0 < conversion.credited.refunded_minor;
        match kind {
            OrderKind::Paid => matches!(state, Paid | Authorised) && !is_refunded,
            OrderKind::Refunded => is_refunded,
            OrderKind::Unattributed(model) => self.unattributed(conversion)[model] != 0,
            // Its rows of credit say so, one by one.
            OrderKind::NoClick => true,
            OrderKind::InDoubt => !self.hints(conversion).is_empty(),
            OrderKind::Open => matches!(state, Pending | Draft),
            OrderKind::Cancelled => matches!(state, Cancelled | Voided | Deleted),
            OrderKind::Test => matches!(state, Test | Sample),
        }
    }

    /// In what currency an order counts, or would if it were revenue.
    fn stated_in(&self, conversion: &Conversion) -> Option<Currency> {
        let uncounted = || self.uncounted(conversion).map(|(_, amount)| amount.currency);
        conversion.credited.currency.or_else(uncounted)
    }

    /// What nobody earned of an order.
    fn unattributed(&self, conversion: &Conversion) -> ByModel {
        let mut unattributed = ByModel::default();
        for row in &conversion.credited.rows {
            if self.cells.cell(row.cell).key.channel == Channel::Unknown {
                unattributed += row.minor;
            }
        }
        unattributed
    }

    /// The creators whose name holds `text`, whatever its case, as they are credited.
    fn creators_called(&self, text: &str) -> BTreeSet<u32> {
        let text = text.to_lowercase();
        let rows = self.creators().filter(|row| row.name.to_lowercase().contains(&text));
        let numbers = rows.filter_map(|row| self.registry.creators.find(row.id.as_str()));
        numbers.map(|number| self.registry.owners.of(number)).collect()
    }

    /// The cells of a creator.
    fn cells_of(&self, creator: u32) -> Vec<u32> {
        let cells = (0..).zip(self.cells.iter());
        cells.filter(|(_, cell)| cell.creator() == Some(creator)).map(|(n, _)| n).collect()
    }

    fn summary(&self, conversion: &Conversion) -> OrderSummary {
        let order = conversion.order();
        let waiting_name = match &conversion.facts {
            Facts::Waiting { name, .. } => name.to_string(),
            _ => String::new(),
        };
        let mut summary = OrderSummary {
            id: order.map_or(waiting_name, |order| order.key.order.to_string()),
            number: order.and_then(|order| order.number.clone()),
            placed_at: order.map(|order| order.placed_at),
            state: order.map(|order| order.state),
            currency: conversion.credited.currency.or(order.map(|order| order.currency)),
            net_minor: conversion.credited.net_minor(),
            refunded_minor: conversion.credited.refunded_minor,
            unattributed_minor: ByModel::default(),
            other_channels_minor: ByModel::default(),
            creators: Vec::new(),
            other_channels: Vec::new(),
            hints: self.hints(conversion),
        };
        for row in &conversion.credited.rows {
            let channel = self.cells.cell(row.cell).key.channel;
            let names = match channel {
                Channel::Unknown => {
                    summary.unattributed_minor += row.minor;
                    continue;
                }
                Channel::Creator(_) => &mut summary.creators,
                _ => {
                    summary.other_channels_minor += row.minor;
                    &mut summary.other_channels
                }
            };
            let name = self.who(channel);
            if !names.contains(&name) {
                names.push(name);
            }
        }
        summary
    }
}

/// What is asked for, by the numbers of the registry.
struct Asked<'a> {
    filter: &'a OrderFilter,
    /// The creator, or that nobody has that id; nothing if any will do.
    creator: Option<Option<u32>>,
    campaign: Option<Option<u32>>,
    called: Option<BTreeSet<u32>>,
}

impl Asked<'_> {
    /// Whether an order must credit somebody, or by something.
    fn is_of_credit(&self) -> bool {
        let Self { creator, called, filter, .. } = self;
        let is_no_click = filter.kind == Some(OrderKind::NoClick);
        creator.is_some() || called.is_some() || filter.signal.is_some() || is_no_click
    }
}

impl OrderFilter {
    /// Whether every order that has arrived is asked for.
    fn is_of_all_arrived(&self) -> bool {
        let Self { model, skip, limit, .. } = self;
        let all = Self { stage: OrderStage::Arrived, ..Self::default() };
        *self == Self { model: *model, skip: *skip, limit: *limit, ..all }
    }
}

/// Whether anything waits here for an order that may still come. A reversed claim does not.
fn does_wait(conversion: &Conversion) -> bool {
    let has_claim = || standings(&conversion.claims).iter().any(|it| it.state.is_standing());
    let has_report = !conversion.refunds.is_empty() || !conversion.sightings.is_empty();
    conversion.is_waiting() && (has_report || has_claim())
}
