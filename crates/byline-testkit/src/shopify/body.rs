//! An order as Shopify's webhooks write it, and the note that it was edited.

use serde_json::{Value, json};

use super::order::{ShopLine, ShopOrder};
use super::refund::ShopRefund;
use super::{amount, global_id, money_set};

impl ShopOrder {
    /// The body of `orders/create`, `orders/paid`, `orders/updated` and `orders/cancelled`.
    pub fn body(&self) -> Vec<u8> {
        let mut fields = self.identity();
        if let (Value::Object(fields), Value::Object(more)) = (&mut fields, self.circumstances()) {
            fields.extend(more);
        }
        for (name, value) in self.amounts().into_iter().chain(self.contents()) {
            fields[name] = value;
        }
        fields.to_string().into_bytes()
    }

    fn identity(&self) -> Value {
        let customer = &self.customer;
        json!({
            "id": self.id,
            "admin_graphql_api_id": global_id("Order", self.id),
            "app_id": 580_111,
            "browser_ip": null,
            "buyer_accepts_marketing": false,
            "cancel_reason": self.cancelled_at.as_ref().map(|_| "customer"),
            "cancelled_at": self.cancelled_at,
            "cart_token": self.cart_token,
            "checkout_id": self.id / 3 + 11,
            "checkout_token": self.checkout_token,
            "client_details": {
                "accept_language": "en-US", "browser_height": null, "browser_ip": null,
                "browser_width": null, "session_hash": null, "user_agent": self.user_agent,
            },
            "closed_at": null,
            "company": null,
            "confirmation_number": format!("SLN{:06X}", self.number),
            "confirmed": true,
            "contact_email": customer.email,
            "created_at": self.created_at,
            "currency": self.currency,
            "customer_locale": "en-US",
            "device_id": null,
            "discount_codes": self.discount_codes(),
        })
    }

    fn circumstances(&self) -> Value {
        json!({
            "email": self.customer.email,
            "estimated_taxes": false,
            "financial_status": self.financial_status,
            "fulfillment_status": null,
            "landing_site": self.landing_site,
            "landing_site_ref": null,
            "location_id": null,
            "name": format!("#{}", self.number),
            "note": null,
            "note_attributes": self.note_attributes.iter()
                .map(|(name, value)| json!({ "name": name, "value": value })).collect::<Value>(),
            "number": self.number - 1_000,
            "order_number": self.number,
            "payment_gateway_names": ["shopify_payments"],
            "phone": null,
            "presentment_currency": self.currency,
            "processed_at": self.created_at,
            "reference": null,
            "referring_site": self.referring_site,
            "source_identifier": null,
            "source_name": "web",
            "source_url": null,
            "tags": "",
            "taxes_included": false,
            "test": self.is_test,
            "token": format!("{:032x}", u128::from(self.id) << 37),
            "updated_at": self.updated_at,
            "user_id": null,
        })
    }

    fn amounts(&self) -> Vec<(&'static str, Value)> {
        let discount_minor = self.lines.iter().map(|line| line.discount_minor).sum();
        let gross_minor = self.lines.iter().map(ShopLine::gross_minor).sum();
        let refunded_lines_minor: i64 = self.refunds.iter().map(ShopRefund::lines_minor).sum();
        let subtotal_minor = self.merchandise_minor();
        let total_minor = self.total_minor();
        let mut fields = vec![
            ("total_outstanding", json!("0.00")),
            ("total_tip_received", json!("0.00")),
            ("total_weight", json!(self.lines.iter().map(|line| line.grams).sum::<u32>())),
            ("total_shipping_price_set", money_set(self.shipping_minor, self.currency)),
        ];
        let pairs = [
            (
                "current_subtotal_price",
                "current_subtotal_price_set",
                subtotal_minor - refunded_lines_minor,
            ),
            ("current_total_discounts", "current_total_discounts_set", discount_minor),
            ("current_total_price", "current_total_price_set", total_minor - self.refunded_minor()),
            ("current_total_tax", "current_total_tax_set", self.tax_minor),
            ("subtotal_price", "subtotal_price_set", subtotal_minor),
            ("total_discounts", "total_discounts_set", discount_minor),
            ("total_line_items_price", "total_line_items_price_set", gross_minor),
            ("total_price", "total_price_set", total_minor),
            ("total_tax", "total_tax_set", self.tax_minor),
        ];
        for (name, set_name, minor) in pairs {
            fields.push((name, json!(amount(minor))));
            fields.push((set_name, money_set(minor, self.currency)));
        }
        fields
    }

    fn contents(&self) -> Vec<(&'static str, Value)> {
        let lines = self.lines.iter().map(|line| line.json(self.currency)).collect::<Value>();
        let address = self.address();
        vec![
            ("billing_address", address.clone()),
            ("customer", self.customer_json()),
            ("discount_applications", self.discount_applications()),
            ("fulfillments", json!([])),
            ("line_items", lines),
            ("payment_terms", Value::Null),
            ("refunds", self.refunds.iter().map(|r| r.json(self)).collect::<Value>()),
            ("shipping_address", address),
            ("shipping_lines", self.shipping_lines()),
            (
                "tax_lines",
                json!([{
                    "price": amount(self.tax_minor), "title": "Sales tax", "rate": 0.08,
                    "price_set": money_set(self.tax_minor, self.currency), "channel_liable": false,
                }]),
            ),
        ]
    }

    fn discount_codes(&self) -> Value {
        let discount_minor = self.lines.iter().map(|line| line.discount_minor).sum();
        match &self.code {
            Some((code, _)) => json!([{
                "code": code, "amount": amount(discount_minor), "type": "percentage",
            }]),
            None => json!([]),
        }
    }

    fn discount_applications(&self) -> Value {
        let Some((code, percent)) = &self.code else { return json!([]) };
        json!([{
            "target_type": "line_item", "type": "discount_code",
            "value": format!("{percent}.0"), "value_type": "percentage",
            "allocation_method": "across", "target_selection": "all", "code": code,
        }])
    }

    fn shipping_lines(&self) -> Value {
        json!([{
            "id": self.id / 5 + 3, "carrier_identifier": null, "code": "Standard",
            "discounted_price": amount(self.shipping_minor),
            "discounted_price_set": money_set(self.shipping_minor, self.currency),
            "phone": null, "price": amount(self.shipping_minor),
            "price_set": money_set(self.shipping_minor, self.currency),
            "requested_fulfillment_service_id": null, "source": "shopify", "title": "Standard",
            "tax_lines": [], "discount_allocations": [],
        }])
    }

    fn address(&self) -> Value {
        let (customer, place) = (&self.customer, &self.customer.address);
        json!({
            "first_name": customer.first_name, "last_name": customer.last_name,
            "name": format!("{} {}", customer.first_name, customer.last_name),
            "address1": "1 Example Street", "address2": null, "city": place.city,
            "province": place.province, "province_code": place.province_code, "zip": place.zip,
            "country": "United States", "country_code": "US", "company": null, "phone": null,
            "latitude": null, "longitude": null,
        })
    }

    fn customer_json(&self) -> Value {
        let customer = &self.customer;
        json!({
            "id": customer.id, "admin_graphql_api_id": global_id("Customer", customer.id),
            "email": customer.email, "first_name": customer.first_name,
            "last_name": customer.last_name, "state": "disabled", "verified_email": true,
            "orders_count": customer.n_orders, "currency": self.currency, "phone": null,
            "note": null, "tags": "", "tax_exempt": false, "tax_exemptions": [],
            "created_at": self.created_at, "updated_at": self.updated_at,
        })
    }
}

impl ShopLine {
    pub(super) fn json(&self, currency: &str) -> Value {
        let allocations = if self.discount_minor == 0 {
            json!([])
        } else {
            json!([{
                "amount": amount(self.discount_minor),
                "amount_set": money_set(self.discount_minor, currency),
                "discount_application_index": 0,
            }])
        };
        json!({
            "id": self.id,
            "admin_graphql_api_id": global_id("LineItem", self.id),
            "current_quantity": self.n_pieces,
            "discount_allocations": allocations,
            "duties": [],
            "fulfillable_quantity": self.n_pieces,
            "fulfillment_service": "manual",
            "fulfillment_status": null,
            "gift_card": false,
            "grams": self.grams,
            "name": self.title,
            "price": amount(self.price_minor),
            "price_set": money_set(self.price_minor, currency),
            "product_exists": true,
            "product_id": self.variant_id / 7,
            "properties": [],
            "quantity": self.n_pieces,
            "requires_shipping": true,
            "sku": self.sku,
            "tax_lines": [],
            "taxable": true,
            "title": self.title,
            "total_discount": "0.00",
            "total_discount_set": money_set(0, currency),
            "variant_id": self.variant_id,
            "variant_inventory_management": "shopify",
            "variant_title": null,
            "vendor": "Solenne",
        })
    }
}

/// The body of `orders/edited`: which lines were added, and nothing else of the order.
pub fn edit_body(order: &ShopOrder, added: &[&ShopLine]) -> Vec<u8> {
    let additions: Value =
        added.iter().map(|line| json!({ "id": line.id, "delta": line.n_pieces })).collect();
    let edit = json!({ "order_edit": {
        "id": order.id / 2 + 5,
        "app_id": null,
        "created_at": order.updated_at,
        "notify_customer": false,
        "order_id": order.id,
        "staff_note": "",
        "user_id": null,
        "line_items": { "additions": additions, "removals": [] },
        "discounts": { "line_item": { "additions": [], "removals": [] } },
        "shipping_lines": { "additions": [], "removals": [] },
    }});
    edit.to_string().into_bytes()
}
