//! A refund as Shopify's webhooks state it.

use serde_json::{Value, json};

use super::order::ShopOrder;
use super::{amount, global_id, money_set};

/// Money that went back on an order.
#[derive(Clone, Debug)]
pub struct ShopRefund {
    /// The shop's own id.
    pub id: u64,
    /// When, as RFC 3339 text.
    pub created_at: String,
    /// What the transactions say: the only amount that counts.
    pub amount_minor: i64,
    /// Which lines came back: index into the order's lines, and the merchandise value by lines.
    pub lines: Vec<(usize, i64)>,
}

impl ShopRefund {
    /// What the lines say; may differ from what the transactions say.
    pub fn lines_minor(&self) -> i64 {
        self.lines.iter().map(|(_, minor)| minor).sum()
    }

    pub(super) fn json(&self, order: &ShopOrder) -> Value {
        let lines = self.lines.iter().map(|(index, minor)| self.line_json(order, *index, *minor));
        json!({
            "id": self.id,
            "admin_graphql_api_id": global_id("Refund", self.id),
            "order_id": order.id,
            "created_at": self.created_at,
            "processed_at": self.created_at,
            "note": null,
            "user_id": 548_380_009,
            "restock": true,
            "duties": [],
            "total_duties_set": money_set(0, order.currency),
            "additional_fees": [],
            "return": null,
            "refund_shipping_lines": [],
            "refund_line_items": lines.collect::<Value>(),
            "transactions": [self.transaction_json(order)],
            "order_adjustments": [],
        })
    }

    /// Subtotals of lines are JSON numbers, unlike every other amount.
    fn line_json(&self, order: &ShopOrder, index: usize, minor: i64) -> Value {
        let line = &order.lines[index];
        json!({
            "id": self.id + 1 + index as u64,
            "line_item_id": line.id,
            "line_item": line.json(order.currency),
            "location_id": null,
            "quantity": line.n_pieces,
            "restock_type": "return",
            "subtotal": minor as f64 / 100.0,
            "subtotal_set": money_set(minor, order.currency),
            "total_tax": 0.0,
            "total_tax_set": money_set(0, order.currency),
        })
    }

    fn transaction_json(&self, order: &ShopOrder) -> Value {
        let id = self.id + 100;
        json!({
            "id": id,
            "admin_graphql_api_id": global_id("OrderTransaction", id),
            "order_id": order.id,
            "parent_id": order.id + 100,
            "kind": "refund",
            "status": "success",
            "gateway": "shopify_payments",
            "message": "Transaction approved",
            "created_at": self.created_at,
            "processed_at": self.created_at,
            "test": order.is_test,
            "amount": amount(self.amount_minor),
            "currency": order.currency,
            "authorization": null,
            "device_id": null,
            "error_code": null,
            "location_id": null,
            "payment_id": format!("#{}.2", order.number),
            "receipt": {},
            "source_name": "1830279",
            "user_id": 548_380_009,
        })
    }
}

/// The body of `refunds/create` for one of the order's refunds.
pub fn refund_body(order: &ShopOrder, refund: &ShopRefund) -> Vec<u8> {
    refund.json(order).to_string().into_bytes()
}
