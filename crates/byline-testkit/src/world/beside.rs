//! What comes beside the truth: a network that claims orders, late and sometimes wrongly, and
//! deliveries of the shop that nobody can read. Neither is money, so the truth knows nothing of it.

use byline_core::alias::{Alias, AliasKind};
use byline_core::claim::{Claim, ClaimBasis, ClaimState, Revision};
use byline_core::money::Money;
use byline_core::time::Timestamp;

use super::brand::usd;
use super::happening::{Webhook, What};
use super::people::rhythm::{HOUR_US, MINUTE_US};
use super::{SHOP_DOMAIN, Task, World};
use crate::shopify::{self, Delivery};

/// The feed of the network, which calls creators by numbers of its own.
pub(super) const NETWORK: &str = "impact";
/// Of how many creators one is a partner of the network.
const PARTNER_EVERY: usize = 3;
/// Of how many orders one is followed by a delivery that nobody can read.
const SPOILT_EVERY: u64 = 500;

/// What the network calls a creator, by their place on the roster, if it knows them.
pub(super) fn partner(member: usize) -> Option<Alias> {
    let is_partner = member.is_multiple_of(PARTNER_EVERY);
    let number = (70_000 + member).to_string();
    Alias::new(AliasKind::Affiliate, NETWORK, &number).filter(|_| is_partner)
}

impl World {
    /// Plans what the network says of a sale, and what goes wrong with it.
    pub(super) fn plan_beside(&mut self, sale: usize, at: Timestamp, code: Option<usize>) {
        let dice = &mut self.dice("beside", sale as u64);
        let member = code.and_then(|code| self.member_of_code(code));
        let is_partners = member.is_some_and(|member| partner(member).is_some());
        if dice.chance(if is_partners { 0.8 } else { 0.02 }) {
            let late_us = dice.between(2 * HOUR_US, 30 * HOUR_US);
            self.plan_at(Timestamp(at.0 + late_us), Task::Claim { sale, member, at });
        }
        if dice.below(SPOILT_EVERY) == 0 {
            self.plan_at(Timestamp(at.0 + 5 * MINUTE_US), Task::Spoil(sale));
        }
    }

    fn member_of_code(&self, code: usize) -> Option<usize> {
        let creator = &self.plan.setup.codes[code].creator_id;
        self.plan.setup.creators.iter().position(|known| known.id == *creator)
    }

    /// The network claims a sale, some time after it happened `at`.
    pub(super) fn claim(
        &self,
        now: Timestamp,
        sale: usize,
        member: Option<usize>,
        at: Timestamp,
    ) -> What {
        let dice = &mut self.dice("claim", sale as u64);
        let order = &self.sales[sale].first;
        let is_unknown = dice.chance(0.07);
        let is_reversed = dice.chance(0.04);
        let name = if is_unknown { format!("IR-{sale:06}") } else { order.id.to_string() };
        let worth = Money { minor: order.merchandise_minor(), currency: usd() };
        What::Claimed(Claim {
            id: format!("A-{sale:07}").into(),
            connection: self.plan.setup.network.id.clone(),
            revision: Revision::Whole(now),
            state: if is_reversed { ClaimState::Reversed } else { ClaimState::Pending },
            basis: ClaimBasis::Click,
            occurred_at: at,
            clicked_at: None,
            order_alias: Some(name),
            partner: member.and_then(partner).into_iter().collect(),
            codes: Vec::new(),
            amount: Some(worth),
            commission: Some(Money { minor: worth.minor / 10, currency: worth.currency }),
            window: Some("30d_click".to_owned()),
        })
    }

    /// A delivery whose currency is none.
    pub(super) fn spoil(&self, sale: usize) -> What {
        let mut order = self.sales[sale].first.clone();
        order.currency = "XQZ";
        let body = order.body();
        let webhook_id = format!("spoilt-{sale}");
        let delivery = Delivery {
            topic: "orders/updated",
            shop: SHOP_DOMAIN,
            webhook_id: &webhook_id,
            triggered_at: &order.updated_at,
            is_test: false,
            has_short_names: false,
        };
        let headers = shopify::headers(delivery, &self.plan.setup.shop_secret, &body);
        What::Spoilt(Webhook { topic: "orders/updated", headers, body })
    }
}
