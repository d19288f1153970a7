//! One order opened up.

use std::collections::BTreeMap;

use byline_core::click::Verdict;
use byline_core::credit::Model;
use byline_core::event::Signal;
use byline_core::id::CreatorId;
use byline_core::journey::{Channel, TouchKind};
use byline_core::order::{OrderAmounts, OrderState, OrderVersion};

use super::lookup::OrderLookup;
use crate::attribute::{Candidate, Deed, Scratch, candidate, code_candidate, find_journey};
use crate::engine::Engine;
use crate::state::conversions::{Conversion, Facts};
use crate::state::shoppers::Touch;
use crate::view::{CreditView, EvidenceView, OrderView, PostingView, RefundView, TouchView};

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
    fn find_order(&self, name: &str) -> Result<u32, OrderLookup> {
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
        match (own.as_slice(), candidates.as_slice()) {
            ([only], _) | ([], [only]) => Ok(*only),
            ([], []) => Err(OrderLookup::Unknown),
            ([], several) | (several, _) => {
                let names = several.iter().filter_map(|n| self.conversions.get(*n).order());
                Err(OrderLookup::Ambiguous(names.map(|order| order.key.to_string()).collect()))
            }
        }
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
            not_revenue_because: why_no_revenue(order.state),
            placed_at: Some(order.placed_at),
            currency: Some(order.currency),
            amounts: order.amounts,
            base_minor: credited.base_minor,
            refunded_minor: credited.refunded_minor,
            over_refund_minor: credited.over_refund_minor,
            net_minor: credited.net_minor(),
            campaign_id: campaign.map(|row| row.id.clone()),
            rules: self.registry.rules(credited.campaign).clone(),
            touches: self.touches(conversion),
            credits,
            unattributed_minor,
            evidence: self.evidence(conversion, order),
            refunds: refunds(conversion),
            postings: self.postings(conversion),
            stand: self.stand(),
        }
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
            amounts: OrderAmounts::default(),
            base_minor: 0,
            refunded_minor: 0,
            over_refund_minor: 0,
            net_minor: 0,
            campaign_id: None,
            rules: self.registry.default_rules.clone(),
            touches: Vec::new(),
            credits: Model::ALL.into_iter().map(|model| (model.key(), Vec::new())).collect(),
            unattributed_minor: zeros(),
            evidence: self.sightings(conversion),
            refunds: refunds(conversion),
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

    /// Every touch of the shopper up to the order, with the reason where it does not take part.
    fn touches(&self, conversion: &Conversion) -> Vec<TouchView> {
        let Some(deed) = Deed::of(conversion) else {
            return Vec::new();
        };
        let mut scratch = Scratch::default();
        find_journey(self.facing(), conversion, &deed, &mut scratch);
        let stored = self.shoppers.touches_of(conversion.shopper);
        let mut views: Vec<(TouchKind, [u8; 16], TouchView)> = Vec::new();
        for touch in stored.filter(|touch| touch.occurred_at <= deed.occurred_at) {
            let what = candidate(&self.registry, touch);
            let is_eligible = scratch.touches.iter().any(|kept| kept.id == touch.id);
            let why_not =
                if is_eligible { String::new() } else { self.why_not(touch, what, &deed) };
            views.push((
                touch.kind,
                touch.id,
                self.touch_view(touch.occurred_at, touch.kind, what, is_eligible, why_not),
            ));
        }
        for kept in &scratch.touches {
            let what = scratch.candidates[kept.tag as usize];
            if views.iter().all(|(_, id, _)| *id != kept.id) {
                let view = self.touch_view(kept.occurred_at, kept.kind, what, true, String::new());
                views.push((kept.kind, kept.id, view));
            }
        }
        views.sort_by_key(|(kind, id, view)| (view.occurred_at, *kind, *id));
        views.into_iter().map(|(_, _, view)| view).collect()
    }

    fn touch_view(
        &self,
        occurred_at: byline_core::time::Timestamp,
        kind: TouchKind,
        what: Candidate,
        is_eligible: bool,
        why_not: String,
    ) -> TouchView {
        TouchView {
            occurred_at,
            kind,
            signal: what.signal,
            creator_id: self.creator_id(what.channel),
            who: self.who(what.channel),
            what: self.what(what),
            is_eligible,
            why_not,
        }
    }

    fn why_not(&self, touch: &Touch, what: Candidate, deed: &Deed<'_>) -> String {
        if touch.verdict != Verdict::Human {
            return format!("no person: judged {}", touch.verdict.key());
        }
        let rules = self.registry.rules(what.target.campaign);
        let window_s = match touch.kind {
            TouchKind::View | TouchKind::EngagedView => rules.view_window_s,
            TouchKind::Click | TouchKind::Code => rules.click_window_s,
        };
        let age_micros = deed.occurred_at.0.saturating_sub(touch.occurred_at.0);
        if window_s.saturating_mul(1_000_000) < age_micros {
            return format!("outside the window of {}", super::words::duration(window_s));
        }
        match what.channel {
            Channel::Creator(_) => "joined with a neighbouring touch of the same creator".into(),
            Channel::Direct | Channel::Unknown => "counts only when nothing else does".into(),
            _ => "another channel; only creators earn credit here".into(),
        }
    }

    fn what(&self, what: Candidate) -> String {
        match what.signal {
            Signal::Link => {
                let slug = self.registry.links.row(what.source).map(|link| link.slug.as_str());
                format!("link /{}", slug.unwrap_or("?"))
            }
            Signal::Utm => {
                let slug = self.registry.links.row(what.source).map(|link| link.slug.as_str());
                format!("landing with the UTM fields of link /{}", slug.unwrap_or("?"))
            }
            Signal::Code => {
                let code = self.registry.codes.row(what.source).map(|code| code.code.as_str());
                format!("code {}", code.unwrap_or("?"))
            }
            Signal::View => "content seen".to_owned(),
            _ => "a visit".to_owned(),
        }
    }

    /// Everything that saw the order: the shop, clicks and codes, and whoever else reported it.
    fn evidence(&self, conversion: &Conversion, order: &OrderVersion) -> Vec<EvidenceView> {
        let mut evidence = vec![EvidenceView {
            occurred_at: order.placed_at,
            signal: Signal::None,
            reporter: order.key.connection.to_string(),
            creator_id: None,
            text: format!("the shop reports the order, {}", order.state.key()),
            claimed: None,
        }];
        for click in &order.shopper.clicks {
            let Some(touch) = self.shoppers.touch(*click) else {
                continue;
            };
            let what = candidate(&self.registry, touch);
            evidence.push(EvidenceView {
                occurred_at: touch.occurred_at,
                signal: what.signal,
                reporter: "redirect".to_owned(),
                creator_id: self.creator_id(what.channel),
                text: format!("the order carries a click on {}", self.what(what)),
                claimed: None,
            });
        }
        if let Some(link) = order.utm.as_ref().and_then(|utm| self.registry.link_by_utm(utm)) {
            let creator = self.registry.link_target(link).creator;
            evidence.push(EvidenceView {
                occurred_at: order.placed_at,
                signal: Signal::Utm,
                reporter: order.key.connection.to_string(),
                creator_id: self.creator_id(Channel::Creator(creator)),
                text: "the landing address carries the UTM fields of a link".to_owned(),
                claimed: None,
            });
        }
        evidence.extend(order.codes.iter().map(|code| self.code_evidence(order, code)));
        evidence.extend(self.sightings(conversion));
        evidence.sort_by_key(|seen| seen.occurred_at);
        evidence
    }

    fn code_evidence(&self, order: &OrderVersion, code: &str) -> EvidenceView {
        let valid = self.registry.code_at(code, order.placed_at);
        let text = match (valid, self.registry.code_ever(code)) {
            (Some(_), _) => format!("code {code} was used"),
            (None, Some(_)) => format!("code {code} was used outside its validity"),
            (None, None) => format!("code {code} was used; it belongs to no creator"),
        };
        let channel = valid.map(|row| code_candidate(&self.registry, row).channel);
        EvidenceView {
            occurred_at: order.placed_at,
            signal: Signal::Code,
            reporter: order.key.connection.to_string(),
            creator_id: channel.and_then(|channel| self.creator_id(channel)),
            text,
            claimed: None,
        }
    }

    fn sightings(&self, conversion: &Conversion) -> Vec<EvidenceView> {
        let views = conversion.sightings.iter().map(|seen| EvidenceView {
            occurred_at: seen.occurred_at,
            signal: seen.signal,
            reporter: seen.reporter.clone(),
            creator_id: None,
            text: format!("the {} reports the same order", seen.reporter),
            claimed: seen.claimed,
        });
        views.collect()
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
    let views = conversion.refunds.iter().map(|refund| RefundView {
        id: refund.id.to_string(),
        occurred_at: refund.occurred_at,
        amount_minor: refund.amount.minor,
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
