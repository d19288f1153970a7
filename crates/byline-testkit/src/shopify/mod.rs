//! A fake Shopify: payloads as it writes them, signed as it signs them.
//!
//! In: an order's facts as plain values. Out: the body of a webhook with the fields, spellings and
//! oddities of the real ones (money as text beside money sets, ids as numbers beside global ids,
//! refund lines as JSON numbers), and the headers that go with it.

mod body;
mod node;
mod order;
mod refund;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use serde_json::{Value, json};
use sha2::Sha256;

pub use body::edit_body;
pub use order::{ShopAddress, ShopCustomer, ShopLine, ShopOrder};
pub use refund::{ShopRefund, refund_body};

/// The value of `X-Shopify-Hmac-Sha256` for a body: the base64 of its HMAC-SHA256 under `secret`.
pub fn sign(secret: &str, body: &[u8]) -> String {
    let mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes());
    let mut mac = mac.expect("an HMAC takes a key of any length");
    mac.update(body);
    STANDARD.encode(mac.finalize().into_bytes())
}

/// What a delivery says about itself, besides its body.
#[derive(Clone, Copy, Debug)]
pub struct Delivery<'a> {
    /// What it tells, such as `orders/create`.
    pub topic: &'a str,
    /// The shop's own domain, such as `solenne.myshopify.com`.
    pub shop: &'a str,
    /// The id of the delivery: the same on every retry.
    pub webhook_id: &'a str,
    /// When what it tells happened, as text.
    pub triggered_at: &'a str,
    /// Whether it is about a test.
    pub is_test: bool,
    /// Whether the shop spells its headers without `x-`, as newer ones may.
    pub has_short_names: bool,
}

/// The headers of a delivery, names in lower case, its valid signature included.
pub fn headers(delivery: Delivery<'_>, secret: &str, body: &[u8]) -> Vec<(&'static str, String)> {
    let named = |long: &'static str| {
        if delivery.has_short_names { long.trim_start_matches("x-") } else { long }
    };
    let mut headers = vec![
        ("content-type", "application/json".to_owned()),
        ("user-agent", "Shopify-Captain-Hook".to_owned()),
        (named("x-shopify-topic"), delivery.topic.to_owned()),
        (named("x-shopify-hmac-sha256"), sign(secret, body)),
        (named("x-shopify-shop-domain"), delivery.shop.to_owned()),
        (named("x-shopify-api-version"), "2026-07".to_owned()),
        (named("x-shopify-webhook-id"), delivery.webhook_id.to_owned()),
        (named("x-shopify-triggered-at"), delivery.triggered_at.to_owned()),
    ];
    if delivery.is_test {
        headers.push((named("x-shopify-test"), "true".to_owned()));
    }
    headers
}

/// Minor units as the shop writes them: two decimals.
pub(crate) fn amount(minor: i64) -> String {
    format!("{}.{:02}", minor / 100, minor % 100)
}

/// The same amount in the shop's and the shopper's currency.
fn money_set(minor: i64, currency: &str) -> Value {
    let money = json!({ "amount": amount(minor), "currency_code": currency });
    json!({ "shop_money": money, "presentment_money": money })
}

fn global_id(kind: &str, id: u64) -> String {
    format!("gid://shopify/{kind}/{id}")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The vectors of Shopify's own `shopify_app` (MIT), `webhook_verification_test.rb`.
    #[test]
    fn signatures_are_those_of_shopify() {
        let body = b"foo=anything";
        assert_eq!(sign("secret", body), "yCGX/RrK4fcuNtr3ztk5tQGsOBjcAzHpGLdMUrbV8yI=");
        assert_eq!(sign("old_secret", body), "XqRcjrSv57VACn6apEO9znyu/wkN1VC7QxdSPwK3Hzs=");
    }

    #[test]
    fn money_has_two_decimals() {
        assert_eq!(amount(5), "0.05");
        assert_eq!(amount(12_30), "12.30");
    }
}
