//! One order opened up.

mod evidence;
mod hints;
mod touches;

use std::collections::BTreeMap;

use byline_core::credit::Model;
use byline_core::event::Signal;
use byline_core::id::CreatorId;
use byline_core::journey::Channel;
use byline_core::order::{OrderAmounts, OrderState, OrderVersion, Refund};

use super::lookup::OrderLookup;
use crate::engine::Engine;
use crate::state::conversions::{Conversion, CreditRow, Credited, Facts};
use crate::view::{CreditView, OrderView, PostingView, RefundView};

impl Engine {
    /// Opens an order up by the shop's id, by `connection:id`, or by any other name of it.
    pub fn order(&self, name: &str) -> Result<OrderView, OrderLookup> {
        let number = self.find_order(name)?;
        let conversion = self.conversions.get(number);
        Ok(match &conversion.facts {
            Facts::Order(order) => self.order_view(conversion, order),
            _ => self.waiting_view(conversion, name),
        })
    }

    /// An order's own id comes before the other names that it may share with another order.
    pub(super) fn find_order(&self, name: &str) -> Result<u32, OrderLookup> {
        let (connection, name) = match name.split_once(':') {
            Some((connection, rest)) if !self.conversions.named(rest).is_empty() => {
                (Some(connection), rest)
            }
            _ => (None, name),
        };
        let known = self.conversions.named(name).iter().copied();
        let candidates: Vec<u32> = known
            .filter(|number| {
                let conversion = self.conversions.get(*number);
                let is_shown = conversion.order().is_some() || conversion.is_waiting();
                let of_shop = connection.is_none_or(|shop| {
                    conversion.order().is_none_or(|order| order.key.connection.as_str() == shop)
                });
                is_shown && of_shop
            })
            .collect();
        let is_own = |number: &u32| {
            self.conversions.get(*number).order().is_some_and(|o| o.key.order.as_ref() == name)
        };
        let own: Vec<u32> = candidates.iter().copied().filter(is_own).collect();
        let shared: Vec<u32> = candidates.iter().map(|n| self.stated_by(*n)).collect();
        if let Some(one) = shared.first()
            && own.is_empty()
            && shared.iter().all(|number| number == one)
        {
            return Ok(*one);
        }
        match (own.as_slice(), candidates.as_slice()) {
            ([only], _) | ([], [only]) => Ok(*only),
            ([], []) => Err(OrderLookup::Unknown),
            ([], several) | (several, _) => {
                let names = several.iter().filter_map(|n| self.conversions.get(*n).order());
                Err(OrderLookup::Ambiguous(names.map(|order| order.key.to_string()).collect()))
            }
        }
    }

    /// Who has credit by a code that no click of theirs came before.
    fn by_code_alone(&self, credited: &Credited) -> Vec<CreatorId> {
        let cell = |row: &CreditRow| &self.cells.cell(row.cell).key;
        let rows = credited.rows.iter().filter(|row| row.is_without_click);
        let by_code = rows.filter(|row| cell(row).signal == Signal::Code);
        by_code.filter_map(|row| self.creator_id(cell(row).channel)).collect()
    }

    fn order_view(&self, conversion: &Conversion, order: &OrderVersion) -> OrderView {
        let credited = &conversion.credited;
        let campaign = self.registry.campaigns.row(credited.campaign);
        let (credits, unattributed_minor) = self.credits(conversion);
        OrderView {
            id: order.key.order.to_string(),
            connection: order.key.connection.to_string(),
            number: order.number.clone(),
            state: Some(order.state),
            not_revenue_because: self
                .why_counted_elsewhere(conversion)
                .or_else(|| why_no_revenue(order.state)),
            placed_at: Some(order.placed_at),
            currency: Some(credited.currency.unwrap_or(order.currency)),
            order_currency: Some(order.currency),
            amounts: order.amounts,
            base_minor: credited.base_minor,
            refunded_minor: credited.refunded_minor,
            over_refund_minor: credited.over_refund_minor,
            net_minor: credited.net_minor(),
            campaign_id: campaign.map(|row| row.id.clone()),
            rules: self.registry.rules(credited.campaign).clone(),
            touches: self.touches(conversion),
            credits,
            by_code_alone: self.by_code_alone(credited),
            unattributed_minor,
            evidence: self.evidence(conversion, order),
            refunds: refunds(conversion),
            hints: self.hints(conversion),
            postings: self.postings(conversion),
            stand: self.stand(),
        }
    }

    fn stated_by(&self, number: u32) -> u32 {
        self.conversions.stated_by(&self.registry, number)
    }

    /// Why an order's money counts under another order, if it does.
    fn why_counted_elsewhere(&self, conversion: &Conversion) -> Option<String> {
        let stated_by = self.stated_by(conversion.number);
        let is_elsewhere = stated_by != conversion.number;
        let order = self.conversions.get(stated_by).order().filter(|_| is_elsewhere)?;
        Some(format!("it is the order that {} states, and counts there", order.key))
    }

    /// An order that only refunds or sightings speak of so far.
    fn waiting_view(&self, conversion: &Conversion, name: &str) -> OrderView {
        let connection = match &conversion.facts {
            Facts::Waiting { connection: Some(connection), .. } => connection.to_string(),
            _ => String::new(),
        };
        let zeros = || Model::ALL.into_iter().map(|model| (model.key(), 0)).collect();
        OrderView {
            id: name.to_owned(),
            connection,
            number: None,
            state: None,
            not_revenue_because: Some(
                "the order itself has not arrived yet; its refund waits for it".to_owned(),
            ),
            placed_at: None,
            currency: conversion.refunds.first().map(|refund| refund.amount.currency),
            order_currency: None,
            amounts: OrderAmounts::default(),
            base_minor: 0,
            refunded_minor: 0,
            over_refund_minor: 0,
            net_minor: 0,
            campaign_id: None,
            rules: self.registry.default_rules.clone(),
            touches: Vec::new(),
            credits: Model::ALL.into_iter().map(|model| (model.key(), Vec::new())).collect(),
            by_code_alone: Vec::new(),
            unattributed_minor: zeros(),
            evidence: [self.sightings(conversion), self.claims(conversion)].concat(),
            refunds: refunds(conversion),
            hints: self.hints(conversion),
            postings: Vec::new(),
            stand: self.stand(),
        }
    }

    /// Credits by model, one row for each creator or channel, and what is left to nobody.
    fn credits(
        &self,
        conversion: &Conversion,
    ) -> (BTreeMap<&'static str, Vec<CreditView>>, BTreeMap<&'static str, i64>) {
        let mut credits = BTreeMap::new();
        let mut unattributed = BTreeMap::new();
        for model in Model::ALL {
            let mut rows: Vec<(Channel, i64)> = Vec::new();
            let mut nobody = 0;
            for row in &conversion.credited.rows {
                let channel = self.cells.cell(row.cell).key.channel;
                let minor = row.minor[model];
                if channel == Channel::Unknown {
                    nobody += minor;
                } else if let Some(known) = rows.iter_mut().find(|known| known.0 == channel) {
                    known.1 += minor;
                } else {
                    rows.push((channel, minor));
                }
            }
            let shown = rows.into_iter().filter(|row| row.1 != 0);
            let shown = shown.map(|(channel, amount_minor)| CreditView {
                creator_id: self.creator_id(channel),
                who: self.who(channel),
                amount_minor,
            });
            credits.insert(model.key(), shown.collect());
            unattributed.insert(model.key(), nobody);
        }
        (credits, unattributed)
    }

    fn postings(&self, conversion: &Conversion) -> Vec<PostingView> {
        let views = conversion.postings.iter().map(|posting| {
            let channel = self.cells.cell(posting.cell).key.channel;
            PostingView {
                posted_at: posting.posted_at,
                position: posting.position,
                why: posting.why.text().to_owned(),
                creator_id: self.creator_id(channel),
                who: self.who(channel),
                delta_minor: posting.delta_minor,
            }
        });
        views.collect()
    }

    /// The id of a channel that is a creator.
    pub(crate) fn creator_id(&self, channel: Channel) -> Option<CreatorId> {
        match channel {
            Channel::Creator(number) => Some(CreatorId::from(self.registry.creators.id(number))),
            _ => None,
        }
    }

    /// What people call a channel.
    pub(crate) fn who(&self, channel: Channel) -> String {
        let (id, label) = self.channel_key(channel);
        label.unwrap_or(id)
    }
}

fn refunds(conversion: &Conversion) -> Vec<RefundView> {
    let in_currency = |refund: &Refund| {
        conversion.order().is_some_and(|order| order.currency == refund.amount.currency)
    };
    let views = conversion.taken_off().map(|(refund, taken_minor)| RefundView {
        id: refund.id.to_string(),
        occurred_at: refund.occurred_at,
        amount_minor: refund.amount.minor,
        currency: refund.amount.currency,
        is_taken_off: 0 < taken_minor && in_currency(refund),
    });
    views.collect()
}

fn why_no_revenue(state: OrderState) -> Option<String> {
    let why = match state {
        OrderState::Authorised | OrderState::Paid => return None,
        OrderState::Pending => "it waits for its money",
        OrderState::Cancelled => "it was cancelled",
        OrderState::Voided => "its payment was voided",
        OrderState::Test => "it is a test order",
        OrderState::Draft => "it is a draft",
        OrderState::Sample => "it is a free sample",
        OrderState::Deleted => "it was deleted in the shop",
    };
    Some(why.to_owned())
}
