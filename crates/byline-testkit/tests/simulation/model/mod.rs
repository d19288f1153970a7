//! The model: the same numbers, by another hand and the slow way.
//!
//! It reads the log as a list and computes every number from the whole list, with plain loops and
//! wide integers. It shares no code with the engine but the weights of three models, which have
//! oracles of their own.

mod journey;
mod people;
mod sums;

use std::collections::{BTreeMap, BTreeSet};

use byline_core::campaign::{Campaign, CountingRules};
use byline_core::click::Verdict;
use byline_core::code::PromoCode;
use byline_core::credit::N_MODELS;
use byline_core::entry::{Entry, Fact};
use byline_core::event::Spend;
use byline_core::id::{CampaignId, CreatorId, OrderKey};
use byline_core::link::Link;
use byline_core::order::{OrderVersion, Refund};
use byline_core::placement::Placement;
use byline_core::shopper::ClickId;

use self::journey::Journey;
use self::people::{Node, People};

/// Everything that the log says, sorted by kind.
#[derive(Default)]
pub struct Model<'a> {
    pub campaigns: BTreeMap<&'a str, &'a Campaign>,
    pub links: BTreeMap<&'a str, &'a Link>,
    pub placements: BTreeMap<&'a str, &'a Placement>,
    pub codes: BTreeMap<&'a str, &'a PromoCode>,
    pub facts: Vec<&'a Fact>,
    pub verdicts: BTreeMap<ClickId, Verdict>,
    pub orders: BTreeMap<&'a OrderKey, &'a OrderVersion>,
    pub refunds: BTreeMap<(&'a OrderKey, &'a str), &'a Refund>,
    pub spends: BTreeMap<&'a str, &'a Spend>,
    pub people: People,
    pub default_rules: CountingRules,
}

/// Who earns: a creator, or any other channel.
pub type Who = Option<CreatorId>;

/// What the model says about one order.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Opinion {
    pub base_minor: i64,
    pub refunded_minor: i64,
    pub over_refund_minor: i64,
    pub net_minor: i64,
    pub campaign: Option<CampaignId>,
    /// Credits that are not zero, by model and by whose they are.
    pub credits: [BTreeMap<Who, i64>; N_MODELS],
    pub unattributed_minor: i64,
}

impl<'a> Model<'a> {
    /// Reads the whole log.
    pub fn of(log: &'a [Entry]) -> Self {
        let mut model = Self::default();
        for entry in log {
            model.read(&entry.fact);
        }
        model.people = People::of(&model);
        model
    }

    fn read(&mut self, fact: &'a Fact) {
        self.facts.push(fact);
        match fact {
            Fact::Campaign(row) => drop(self.campaigns.insert(row.id.as_str(), row)),
            Fact::Link(row) => drop(self.links.insert(row.id.as_str(), row)),
            Fact::Placement(row) => drop(self.placements.insert(row.id.as_str(), row)),
            Fact::Code(row) => drop(self.codes.insert(row.id.as_str(), row)),
            Fact::Spend(row) => drop(self.spends.insert(row.id.as_str(), row)),
            Fact::Click(click) => drop(self.verdicts.entry(click.id).or_insert(click.verdict)),
            Fact::Reclassified { click, verdict, .. } => {
                self.verdicts.insert(*click, *verdict);
            }
            Fact::Order(order) => {
                let known = self.orders.entry(&order.key).or_insert(order);
                if is_newer(order, known) {
                    *known = order;
                }
            }
            Fact::Refund(refund) => {
                self.refunds.insert((&refund.order, refund.id.as_str()), refund);
            }
            _ => {}
        }
    }

    /// The rules of a campaign.
    pub fn rules(&self, campaign: Option<&CampaignId>) -> &CountingRules {
        let known = campaign.and_then(|id| self.campaigns.get(id.as_str()));
        known.map_or(&self.default_rules, |campaign| &campaign.rules)
    }

    /// What the model says about an order.
    pub fn opinion(&self, order: &OrderVersion) -> Opinion {
        let Journey { touches, campaign, lead_at } = journey::of(self, order);
        let rules = self.rules(campaign.as_ref());
        let base_minor = if order.state.is_revenue() {
            order.amounts.base_minor(rules.credited_base)
        } else {
            0
        };
        // Tax and shipping may go back as well.
        let paid_minor = base_minor.max(order.amounts.total_minor);
        let refunds = self.refunds_of(order);
        let counted = refunds.iter().filter(|_| order.state.is_revenue());
        let asked: i128 = counted.map(|minor| i128::from(*minor)).sum();
        let refunded = asked.min(i128::from(base_minor));
        let narrow = |wide: i128| i64::try_from(wide).expect("amounts of a scenario are small");
        let mut credits: [BTreeMap<Who, i64>; N_MODELS] = Default::default();
        if order.state.is_revenue() {
            for (model, credits) in credits.iter_mut().enumerate() {
                let weights = sums::weights(model, &touches, order.placed_at, lead_at, rules);
                let minors = sums::settle(base_minor, &weights, &refunds);
                for (touch, minor) in touches.iter().zip(minors) {
                    *credits.entry(touch.who.clone()).or_default() += minor;
                }
                credits.retain(|_, minor| *minor != 0);
            }
        }
        let net_minor = base_minor - narrow(refunded);
        Opinion {
            base_minor,
            refunded_minor: narrow(refunded),
            over_refund_minor: narrow((asked - i128::from(paid_minor)).max(0)),
            net_minor,
            campaign,
            credits,
            unattributed_minor: if touches.is_empty() { net_minor } else { 0 },
        }
    }

    /// Refunds of an order in canonical order.
    fn refunds_of(&self, order: &OrderVersion) -> Vec<i64> {
        let mut refunds: Vec<_> = self
            .refunds
            .values()
            .filter(|r| r.order == order.key && r.amount.currency == order.currency)
            .collect();
        refunds.sort_by_key(|r| (r.occurred_at, r.id.as_str()));
        refunds.iter().map(|refund| refund.amount.minor).collect()
    }

    /// Refunds and sightings whose order has not come.
    pub fn n_waiting(&self) -> u64 {
        let mut waiting = BTreeSet::new();
        for fact in &self.facts {
            match fact {
                Fact::Refund(refund) if !self.orders.contains_key(&refund.order) => {
                    waiting.insert(refund.id.as_str());
                }
                Fact::Sighting(sighting) if self.order_called(&sighting.order_alias).is_none() => {
                    waiting.insert(sighting.id.as_str());
                }
                _ => {}
            }
        }
        waiting.len() as u64
    }

    /// The order that goes by a name.
    pub fn order_called(&self, name: &str) -> Option<&'a OrderKey> {
        let goes_by = |order: &&&OrderVersion| {
            order.aliases.iter().chain(&order.tokens).any(|alias| alias == name)
                || order.number.as_deref() == Some(name)
                || order.key.order.as_ref() == name
        };
        self.orders.values().find(goes_by).map(|order| &order.key)
    }

    /// Clicks of people and of others, by the creator whose link it is now.
    pub fn clicks(&self) -> BTreeMap<&'a CreatorId, [i64; 2]> {
        let mut clicks: BTreeMap<&CreatorId, [i64; 2]> = BTreeMap::new();
        let mut seen = BTreeSet::new();
        for fact in &self.facts {
            let Fact::Click(click) = fact else { continue };
            if seen.insert(click.id) {
                let whose = &self.links[click.link_id.as_str()].creator_id;
                let is_human = self.verdicts[&click.id] == Verdict::Human;
                clicks.entry(whose).or_default()[usize::from(!is_human)] += 1;
            }
        }
        clicks
    }

    /// The person who did something.
    pub fn person(&self, node: &Node) -> Option<usize> {
        self.people.find(node)
    }
}

/// The version with the newest time holds; of one time, the one that is further in its life, then
/// the dearer one.
fn is_newer(order: &OrderVersion, known: &OrderVersion) -> bool {
    let rank = |order: &OrderVersion| {
        (order.version_at, order.state, order.amounts.total_minor, format!("{order:?}"))
    };
    rank(known) < rank(order)
}
