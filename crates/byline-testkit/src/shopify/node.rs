//! An order as Shopify's GraphQL Admin API answers it: other names, states in capitals.

use serde_json::{Value, json};

use super::order::ShopOrder;
use super::refund::ShopRefund;
use super::{amount, global_id};

impl ShopOrder {
    /// The order as a node of `orders`.
    pub fn node(&self) -> Value {
        let discount_minor: i64 = self.lines.iter().map(|line| line.discount_minor).sum();
        let notes = self.note_attributes.iter();
        let refunds: Vec<Value> = self.refunds.iter().map(|r| self.refund_node(r)).collect();
        json!({
            "id": global_id("Order", self.id),
            "name": format!("#{}", self.number),
            "confirmationNumber": format!("SLN{:06X}", self.number),
            "createdAt": self.created_at,
            "processedAt": self.created_at,
            "updatedAt": self.updated_at,
            "cancelledAt": self.cancelled_at,
            "displayFinancialStatus": self.financial_status.to_uppercase(),
            "test": self.is_test,
            "currencyCode": self.currency,
            "taxesIncluded": false,
            "discountCodes": self.code.iter().map(|(code, _)| code).collect::<Vec<_>>(),
            "email": self.customer.email,
            "phone": null,
            "subtotalPriceSet": self.money(self.merchandise_minor()),
            "totalDiscountsSet": self.money(discount_minor),
            "totalTaxSet": self.money(self.tax_minor),
            "totalShippingPriceSet": self.money(self.shipping_minor),
            "totalPriceSet": self.money(self.total_minor()),
            "customAttributes": notes
                .map(|(key, value)| json!({ "key": key, "value": value })).collect::<Value>(),
            "customer": { "numberOfOrders": self.customer.n_orders.to_string() },
            "customerJourneySummary": { "lastVisit": {
                "landingPage": self.landing_site, "referrerUrl": self.referring_site,
            } },
            "shippingLines": { "nodes": [{ "taxLines": [] }] },
            "refunds": refunds,
        })
    }

    fn refund_node(&self, refund: &ShopRefund) -> Value {
        json!({
            "id": global_id("Refund", refund.id),
            "createdAt": refund.created_at,
            "transactions": { "nodes": [{
                "kind": "REFUND", "status": "SUCCESS",
                "amountSet": self.money(refund.amount_minor),
            }] },
        })
    }

    fn money(&self, minor: i64) -> Value {
        json!({ "shopMoney": { "amount": amount(minor), "currencyCode": self.currency } })
    }
}
