//! The evidence for an order: the shop, clicks, landing address, codes, and whoever else saw it.

use byline_core::claim::Claim;
use byline_core::event::{Sighting, Signal};
use byline_core::feed;
use byline_core::journey::Channel;
use byline_core::money::Money;
use byline_core::order::OrderVersion;

use crate::attribute::{candidate, code_candidate};
use crate::engine::Engine;
use crate::state::claims::standings;
use crate::state::conversions::Conversion;
use crate::view::EvidenceView;

impl Engine {
    /// Everything that saw the order: the shop, clicks and codes, and whoever else reported it.
    pub(super) fn evidence(
        &self,
        conversion: &Conversion,
        order: &OrderVersion,
    ) -> Vec<EvidenceView> {
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
        evidence.extend(self.claims(conversion));
        evidence.extend(self.twins(conversion));
        evidence.sort_by_key(|seen| seen.occurred_at);
        evidence
    }

    fn sighting_text(&self, seen: &Sighting) -> String {
        let text = format!("the {} reports the same order", seen.reporter);
        if self.tells_the_shopper(seen) {
            text
        } else {
            format!("{text}, by a name that anybody could guess, so it says nothing of the shopper")
        }
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

    /// What platforms and networks claim of the order.
    pub(super) fn claims(&self, conversion: &Conversion) -> Vec<EvidenceView> {
        let views = standings(&conversion.claims).into_iter().map(|claim| {
            let Claim { connection, occurred_at, partner, id, .. } = claim.newest;
            let state = claim.state;
            let creator = self.registry.creator_called(partner).map(Channel::Creator);
            let whom = match (creator, partner.first()) {
                (Some(_), _) | (None, None) => String::new(),
                (None, Some(alias)) => format!(" for `{}`, whom nobody knows here", alias.text),
            };
            EvidenceView {
                occurred_at: *occurred_at,
                signal: Signal::Affiliate,
                reporter: connection.to_string(),
                creator_id: creator.and_then(|creator| self.creator_id(creator)),
                text: format!("claim {id}{whom}, {}", state.key()),
                claimed: claim.amount,
            }
        });
        views.collect()
    }

    /// The same order as other connections state it. Their money does not count again.
    fn twins(&self, conversion: &Conversion) -> Vec<EvidenceView> {
        let twins = self.conversions.twins_of(conversion.number).into_iter();
        let twins = twins.filter_map(|number| self.conversions.get(number).order());
        let views = twins.map(|order| {
            let named = order.named.first();
            let creator = named
                .and_then(|named| self.registry.creator_called(std::slice::from_ref(&named.alias)));
            let connection = self.registry.connections.get(order.key.connection.as_str());
            let feed = connection.and_then(|connection| feed::find(&connection.feed));
            let minor = order.amounts.total_minor;
            EvidenceView {
                occurred_at: order.placed_at,
                signal: feed.and_then(|feed| feed.signal).unwrap_or(Signal::None),
                reporter: order.key.connection.to_string(),
                creator_id: creator.and_then(|number| self.creator_id(Channel::Creator(number))),
                text: format!("states the same order as {}", order.key.order),
                claimed: Some(Money { minor, currency: order.currency }),
            }
        });
        views.collect()
    }

    pub(super) fn sightings(&self, conversion: &Conversion) -> Vec<EvidenceView> {
        let views = conversion.sightings.iter().map(|seen| EvidenceView {
            occurred_at: seen.occurred_at,
            signal: seen.signal,
            reporter: seen.reporter.clone(),
            creator_id: None,
            text: self.sighting_text(seen),
            claimed: seen.claimed,
        });
        views.collect()
    }
}
