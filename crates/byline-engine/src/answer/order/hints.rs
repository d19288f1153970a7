//! Hints: what is odd about an order's data, in words. Nothing that was reported vanishes: what
//! could not be counted is said here, with the reason.

use byline_core::money::Money;
use byline_core::order::{OrderVersion, Refund};

use crate::engine::Engine;
use crate::state::conversions::{Conversion, Facts};

impl Engine {
    /// What is odd about a conversion's data; empty if all is well.
    pub(crate) fn hints(&self, conversion: &Conversion) -> Vec<String> {
        let mut hints = Vec::new();
        match &conversion.facts {
            Facts::Order(order) => {
                let refunds = conversion.refunds.iter();
                hints.extend(refunds.filter_map(|refund| why_not_taken_off(order, refund)));
                if 0 < conversion.credited.over_refund_minor {
                    let minor = conversion.credited.over_refund_minor;
                    let currency = conversion.credited.currency.unwrap_or(order.currency);
                    let over = Money { minor, currency };
                    hints.push(format!("refunds give back {over} more than was paid"));
                }
                hints.extend(self.reports_in_doubt(order));
            }
            Facts::Waiting { connection, name } => {
                let n_orders = self.conversions.orders_called(connection.as_ref(), name).count();
                if 1 < n_orders {
                    hints.push(format!(
                        "{n_orders} orders go by `{name}`; what names only that counts for none"
                    ));
                }
            }
            Facts::Action(_) | Facts::Moved => {}
        }
        hints
    }

    /// Refunds that may be this order's or another's, because both go by the name they use.
    fn reports_in_doubt(&self, order: &OrderVersion) -> Vec<String> {
        let mut hints = Vec::new();
        for name in order.names() {
            let shop = Some(&order.key.connection);
            let waiting = self.conversions.waiting_as(shop, name);
            for refund in waiting.iter().flat_map(|place| &self.conversions.get(*place).refunds) {
                let Refund { id, amount, .. } = refund;
                hints.push(format!(
                    "refund {id} of {amount} names `{name}`, as several orders are called; it is \
                     taken off none"
                ));
            }
        }
        hints
    }
}

/// Why a refund takes nothing off its order; `None` if it does.
pub(super) fn why_not_taken_off(order: &OrderVersion, refund: &Refund) -> Option<String> {
    let (id, amount) = (&refund.id, refund.amount);
    (amount.currency != order.currency).then(|| {
        let currency = order.currency.as_str();
        format!("refund {id} is {amount} and the order is in {currency}; it is not taken off")
    })
}
