//! Unresolved money: what orders say of a creator whom nobody knows. Always shown, never guessed.

use std::collections::BTreeMap;

use byline_core::alias::AliasKind;
use byline_core::journey::Channel;
use byline_core::money::{Currency, Money};

use super::sum;
use crate::engine::Engine;
use crate::take::landing_channel;
use crate::view::Unresolved;

impl Engine {
    /// Names, codes and landing fields that orders say and nobody owns, the most money first.
    pub(super) fn unresolved(&self) -> Vec<Unresolved> {
        let mut rows = Vec::new();
        for (alias, orders) in self.conversions.aliases_said() {
            let is_ours = alias.kind == AliasKind::Creator;
            if is_ours || self.registry.creator_called(std::slice::from_ref(alias)).is_some() {
                continue;
            }
            let (issuer, text) = (alias.issuer.clone(), alias.text.clone());
            rows.extend(
                self.unresolved_row("name", issuer, text, &self.without_owner(orders))
                    .map(|row| Unresolved { alias_kind: Some(alias.kind), ..row }),
            );
        }
        for (code, orders) in self.conversions.codes_said() {
            if self.registry.code_ever(code).is_none() {
                let (issuer, text) = ("checkout".to_owned(), code.to_owned());
                rows.extend(self.unresolved_row("code", issuer, text, orders));
            }
        }
        for (utm, orders) in self.conversions.utm_fields_said() {
            // Ads, mail and search are channels of their own, and nobody's.
            let may_be_creator = landing_channel(Some(utm), None) == Channel::Referral;
            if may_be_creator && self.registry.link_by_utm(utm).is_none() {
                let fields = [&utm.source, &utm.medium, &utm.campaign, &utm.content, &utm.term];
                let said: Vec<&str> =
                    fields.into_iter().map(String::as_str).filter(|it| !it.is_empty()).collect();
                let issuer = "landing address".to_owned();
                rows.extend(self.unresolved_row("utm", issuer, said.join(" / "), orders));
            }
        }
        let minor = |row: &Unresolved| row.money.iter().map(|money| money.minor).sum::<i64>();
        rows.sort_by_key(|row| std::cmp::Reverse((minor(row), row.n_orders)));
        rows
    }

    /// Those of some orders that no creator has credit for. What a network claims of an order that
    /// a creator's own link or code won is no money that waits for an owner.
    fn without_owner(&self, orders: &[u32]) -> Vec<u32> {
        let of = |number: &u32| self.conversions.get(*number);
        orders.iter().copied().filter(|number| !self.is_a_creators(of(number))).collect()
    }

    fn unresolved_row(
        &self,
        kind: &'static str,
        issuer: String,
        text: String,
        numbers: &[u32],
    ) -> Option<Unresolved> {
        let mut sums: BTreeMap<Currency, i64> = BTreeMap::new();
        let mut n_orders = 0;
        for number in numbers {
            let conversion = self.conversions.get(*number);
            let order = conversion.order().filter(|order| order.state.is_revenue());
            let currency = order.and(conversion.credited.currency);
            if let Some(currency) = currency {
                n_orders += 1;
                *sums.entry(currency).or_default() += conversion.credited.net_minor();
            }
        }
        let money: Vec<Money> =
            sums.into_iter().map(|(currency, minor)| Money { minor, currency }).collect();
        let money = sum(money.iter());
        (n_orders != 0).then_some(Unresolved {
            kind,
            issuer,
            text,
            alias_kind: None,
            n_orders,
            money,
        })
    }
}
