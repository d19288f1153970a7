//! What is neither touch nor order: sightings, target actions, spend, platforms, what is put aside.

use byline_core::entry::{Fact, Quarantined};
use byline_core::event::{
    Grain, Metric, MetricPoint, Sighting, Signal, Spend, SpendKind, TargetAction,
};
use byline_core::money::Money;
use byline_core::shopper::ShopperKeys;
use byline_log::SealedPayload;

use super::{START, Sent, Writer, cookie, currency};

impl Writer {
    pub(super) fn sighting(&mut self) {
        let shopper = self.shopper();
        // A token and a name that anybody can guess.
        let names: Vec<[String; 2]> = match self.swarm.has_shop {
            true => {
                let orders = self.shop.orders.iter();
                orders.map(|(o, _)| [o.checkout_token.clone(), o.id.to_string()]).collect()
            }
            false => {
                let orders = self.orders.iter();
                orders.map(|o| [o.tokens[0].clone(), o.aliases[0].clone()]).collect()
            }
        };
        let is_guessed = self.dice.chance(0.2);
        let alias = match names.is_empty() || self.dice.chance(0.05) {
            true => "token-never".to_owned(),
            false => self.dice.pick_ref(&names)[usize::from(is_guessed)].clone(),
        };
        let signal = self.dice.pick(&[Signal::Pixel, Signal::Pixel, Signal::Affiliate]);
        let sighting = Sighting {
            id: self.name("sighting").into(),
            signal,
            reporter: signal.key().to_owned(),
            occurred_at: self.at(),
            order_alias: alias,
            shopper: ShopperKeys {
                clicks: self.some_clicks(),
                visitor: Some(cookie(shopper)),
                customer: None,
            },
            claimed: None,
            partner: Vec::new(),
        };
        self.deliver(Fact::Sighting(sighting), true);
    }

    pub(super) fn action(&mut self) {
        let shopper = self.shopper();
        let action = TargetAction {
            id: self.name("action").into(),
            connection: "pixel".into(),
            kind: self.dice.pick(&["lead", "registration"]).to_owned(),
            occurred_at: self.at(),
            shopper: ShopperKeys { visitor: Some(cookie(shopper)), ..ShopperKeys::default() },
            codes: Vec::new(),
            utm: None,
        };
        self.deliver(Fact::Action(action), true);
    }

    pub(super) fn spend(&mut self) {
        let is_restated = !self.spends.is_empty() && self.dice.chance(0.3);
        let before = is_restated.then(|| self.dice.index(self.spends.len()));
        let spend = Spend {
            id: match before {
                Some(index) => self.spends[index].what.id.clone(),
                None => self.name("spend").into(),
            },
            campaign_id: self.dice.pick_ref(&self.declared.campaigns).id.clone(),
            creator_id: Some(self.dice.pick_ref(&self.declared.creators).id.clone()),
            placement_id: None,
            occurred_at: self.at(),
            amount: Money { minor: self.dice.between(1, 90_000), currency: currency("USD") },
            kind: SpendKind::Amplification,
        };
        let delivery = self.deliver(Fact::Spend(spend.clone()), true);
        match before {
            Some(index) => {
                self.deliveries[delivery].needs = Some(self.spends[index].delivery);
                self.spends[index].delivery = delivery;
            }
            None => self.spends.push(Sent { what: spend, delivery }),
        }
    }

    pub(super) fn metric(&mut self) {
        let value = self.dice.between(0, 1_000) + self.step * 50;
        let point = MetricPoint {
            connection: "platforms".into(),
            placement_id: self.dice.pick_ref(&self.declared.placements).id.clone(),
            content_id: None,
            metric: self.dice.pick(&[Metric::Views, Metric::Likes]),
            value,
            grain: Grain::Lifetime,
            as_of: self.at(),
        };
        self.deliver(Fact::Metric(point), true);
    }

    pub(super) fn other(&mut self) {
        if self.dice.chance(0.5) {
            self.deliver(Fact::Tick, true);
            return;
        }
        // What is put aside says in its words what its bytes are, so that both can be compared.
        let detail = self.name("aside");
        let sealed = detail.clone().into_bytes();
        let index = self.deliver(
            Fact::Quarantined(Quarantined {
                connection: "shop".into(),
                code: "shopify.currency_unknown".to_owned(),
                detail,
                inbox_id: None,
                about: None,
            }),
            true,
        );
        self.deliveries[index].payload = Some(SealedPayload {
            connection: "shop".into(),
            received_at: START,
            nonce: [0; 24],
            sealed,
        });
    }
}
