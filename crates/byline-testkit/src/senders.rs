//! Senders: for each feed that delivers by webhook, a delivery as it writes and signs it.
//!
//! In: a number that no other delivery has, where it goes and the time of sending. Out: address,
//! headers and body. Whoever takes deliveries in is tried with all of them: a feed that has a hook
//! and no sender here is a gap in a test, not a feed without tests.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use byline_core::time::Timestamp;
use hmac::digest::block_api::EagerHash;
use hmac::{Hmac, KeyInit, Mac};
use serde_json::{Value, json};
use sha1::Sha1;
use sha2::Sha256;

use crate::shopify;

/// The secret that every sender signs with.
pub const SECRET: &str = "hush-hush-hush-hush";

/// One feed that delivers by webhook.
#[derive(Clone, Copy, Debug)]
pub struct Sender {
    /// The feed's key.
    pub feed: &'static str,
    /// The settings that its connection needs, as names with values.
    pub settings: &'static [(&'static str, &'static str)],
    /// How long it waits for an answer before it calls the delivery failed, in milliseconds;
    /// `None` if it does not say.
    pub patience_ms: Option<u32>,
    /// Writes and signs one delivery.
    compose: fn(&Errand<'_>) -> Sent,
}

/// What a delivery is made of.
#[derive(Clone, Copy, Debug)]
pub struct Errand<'a> {
    /// A number that no other delivery has.
    pub number: u64,
    /// The hook's address as the sender calls it, such as `https://byline.test/hooks/stripe/con_1`.
    pub url: &'a str,
    /// When it is sent.
    pub now: Timestamp,
}

/// A delivery as it goes out, by `POST`.
#[derive(Clone, Debug)]
pub struct Sent {
    /// What follows the hook's address, such as `?token=…`; often nothing.
    pub query: String,
    /// Names in lower case, with values.
    pub headers: Vec<(&'static str, String)>,
    /// The exact bytes of the body.
    pub body: Vec<u8>,
}

/// Every sender. The waits are those of `docs/sources`.
pub const SENDERS: &[Sender] = &[
    Sender { feed: "shopify", settings: &[], patience_ms: Some(5_000), compose: shopify_order },
    Sender { feed: "woocommerce", settings: &[], patience_ms: Some(5_000), compose: woocommerce },
    Sender { feed: "stripe", settings: &[], patience_ms: Some(10_000), compose: stripe },
    Sender {
        feed: "tiktok_shop",
        settings: &[("app_key", "6a7b8c")],
        patience_ms: Some(3_000),
        compose: tiktok_shop,
    },
    Sender { feed: "segment", settings: &[], patience_ms: Some(5_000), compose: segment },
    Sender { feed: "impact", settings: &[], patience_ms: None, compose: impact },
    Sender { feed: "awin", settings: &[], patience_ms: None, compose: awin },
    Sender { feed: "refersion", settings: &[], patience_ms: None, compose: refersion },
    Sender { feed: "hubspot", settings: &[], patience_ms: Some(5_000), compose: hubspot },
    Sender { feed: "ga4", settings: &[], patience_ms: None, compose: ga4 },
];

impl Sender {
    /// Writes and signs one delivery.
    pub fn send(&self, errand: &Errand<'_>) -> Sent {
        (self.compose)(errand)
    }
}

fn shopify_order(errand: &Errand<'_>) -> Sent {
    let at = errand.now.to_string();
    let id = 5_000_000_000 + errand.number;
    let body = json!({
        "id": id, "name": format!("#{}", errand.number), "currency": "USD", "test": false,
        "financial_status": "paid", "created_at": at, "updated_at": at,
        "subtotal_price": "40.00", "current_subtotal_price": "40.00", "total_price": "43.20",
        "total_tax": "3.20", "total_discounts": "0.00", "line_items": [], "refunds": [],
        "discount_codes": [], "landing_site": "/?utm_source=tiktok&utm_medium=creator",
    });
    let body = body.to_string().into_bytes();
    let delivery = shopify::Delivery {
        topic: "orders/create",
        shop: "shop.myshopify.com",
        webhook_id: &format!("delivery-{}", errand.number),
        triggered_at: &at,
        is_test: false,
        has_short_names: false,
    };
    Sent { query: String::new(), headers: shopify::headers(delivery, SECRET, &body), body }
}

fn woocommerce(errand: &Errand<'_>) -> Sent {
    let at = errand.now.to_string();
    let at = at.trim_end_matches('Z');
    let body = json!({
        "id": errand.number + 1, "number": (errand.number + 1).to_string(), "status": "processing",
        "currency": "EUR", "date_created_gmt": at, "date_modified_gmt": at, "date_paid_gmt": at,
        "total": "48.00", "total_tax": "8.00", "shipping_total": "0.00", "discount_total": "0.00",
        "prices_include_tax": false, "line_items": [], "refunds": [], "coupon_lines": [],
        "meta_data": [], "billing": {}, "customer_id": 0,
    });
    let body = body.to_string().into_bytes();
    let headers = vec![
        ("x-wc-webhook-topic", "order.created".to_owned()),
        ("x-wc-webhook-source", "https://shop.example/".to_owned()),
        ("x-wc-webhook-delivery-id", errand.number.to_string()),
        ("x-wc-webhook-signature", STANDARD.encode(mac::<Sha256>(&[&body]))),
    ];
    Sent { query: String::new(), headers, body }
}

fn stripe(errand: &Errand<'_>) -> Sent {
    let seconds = errand.now.0 / 1_000_000;
    let number = errand.number;
    let body = json!({
        "id": format!("evt_{number}"), "object": "event", "created": seconds, "livemode": true,
        "type": "checkout.session.completed",
        "data": { "object": {
            "id": format!("cs_live_{number}"), "object": "checkout.session", "mode": "payment",
            "created": seconds, "currency": "usd", "amount_subtotal": 4000, "amount_total": 4320,
            "payment_status": "paid", "status": "complete", "livemode": true,
            "payment_intent": format!("pi_{number}"), "client_reference_id": null,
            "total_details": { "amount_discount": 0, "amount_shipping": 0, "amount_tax": 320 },
        } },
    });
    let body = body.to_string().into_bytes();
    let signature = hex(&mac::<Sha256>(&[seconds.to_string().as_bytes(), b".", &body]));
    let headers = vec![("stripe-signature", format!("t={seconds},v1={signature}"))];
    Sent { query: String::new(), headers, body }
}

fn tiktok_shop(errand: &Errand<'_>) -> Sent {
    let body = json!({
        "type": 1, "tts_notification_id": errand.number.to_string(),
        "shop_id": "7494049642642441621",
        "timestamp": errand.now.0 / 1_000_000,
        "data": { "order_id": "576486316948490001", "order_status": "AWAITING_SHIPMENT" },
    });
    let body = body.to_string().into_bytes();
    let headers = vec![("authorization", hex(&mac::<Sha256>(&[b"6a7b8c", &body])))];
    Sent { query: String::new(), headers, body }
}

fn segment(errand: &Errand<'_>) -> Sent {
    let number = errand.number;
    let at = errand.now.to_string();
    let body = json!({
        "type": "page", "messageId": format!("m-{number}"), "timestamp": at,
        "anonymousId": format!("visitor-{number}"), "properties": {},
        "context": { "page": { "url": "https://shop.example/?utm_source=tiktok" } },
    });
    let body = body.to_string().into_bytes();
    let headers = vec![("x-signature", hex(&mac::<Sha1>(&[&body])))];
    Sent { query: String::new(), headers, body }
}

fn impact(errand: &Errand<'_>) -> Sent {
    let (number, at) = (errand.number, errand.now);
    let fields = format!(
        "Action_Id=A-{number}&State=PENDING&Event_Date={at}&Oid={number}&Amount=40.00&Payout=4.00\
         &Currency=USD&Partner_Id=70001"
    );
    with_token(format!("&{fields}"), Vec::new())
}

fn awin(errand: &Errand<'_>) -> Sent {
    let at = errand.now.to_string();
    let at = at.trim_end_matches('Z').replace('T', "%20");
    let told = format!(
        r#"{{"transactionId":"{}","transactionDate":"{at}","transactionAmount":"40.00","#,
        errand.number
    ) + r#""transactionCurrency":"GBP","affiliateId":"70001","commission":"4.00"}"#;
    with_token(String::new(), format!("AwinTransactionPush={told}").into_bytes())
}

fn refersion(errand: &Errand<'_>) -> Sent {
    let told = json!({
        "conversion_id": errand.number.to_string(), "affiliate_id": "70001", "status": "PENDING",
        "created": errand.now.to_string(), "order_id": errand.number.to_string(),
        "total": "40.00", "commission": "4.00", "currency": "USD",
    });
    with_token(String::new(), told.to_string().into_bytes())
}

fn hubspot(errand: &Errand<'_>) -> Sent {
    let told = json!([{
        "eventId": errand.number, "subscriptionId": 9, "portalId": 62_515,
        "occurredAt": errand.now.millis(), "objectId": 1_000 + errand.number,
        "subscriptionType": "contact.creation", "attemptNumber": 0,
    }]);
    let body = told.to_string().into_bytes();
    let time = errand.now.millis().to_string();
    let signed = mac::<Sha256>(&[b"POST", errand.url.as_bytes(), &body, time.as_bytes()]);
    let headers = vec![
        ("x-hubspot-signature-v3", STANDARD.encode(signed)),
        ("x-hubspot-request-timestamp", time),
    ];
    Sent { query: String::new(), headers, body }
}

fn ga4(errand: &Errand<'_>) -> Sent {
    let page = "https://shop.example/?utm_source=tiktok&utm_medium=creator";
    let params = json!({ "page_location": page, "session_id": errand.number.to_string() });
    let told = json!({
        "client_id": format!("{}.1", errand.number),
        "timestamp_micros": errand.now.0.to_string(),
        "events": [{ "name": "page_view", "params": params }],
    });
    with_token(String::new(), told.to_string().into_bytes())
}

/// A delivery that nobody signs: the secret stands in its address.
fn with_token(more: String, body: Vec<u8>) -> Sent {
    Sent { query: format!("?token={SECRET}{more}"), headers: Vec::new(), body }
}

/// The HMAC of all parts, one after the other.
fn mac<D: EagerHash>(parts: &[&[u8]]) -> Vec<u8> {
    let mac = Hmac::<D>::new_from_slice(SECRET.as_bytes());
    let mut mac = mac.expect("an HMAC takes a key of any length");
    for part in parts {
        mac.update(part);
    }
    mac.finalize().into_bytes().to_vec()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// What a connection of this sender is declared with, as the API takes it.
pub fn connection(sender: &Sender) -> Value {
    let settings: serde_json::Map<String, Value> =
        sender.settings.iter().map(|(name, value)| ((*name).to_owned(), json!(value))).collect();
    json!({
        "id": format!("con_{}", sender.feed), "feed": sender.feed,
        "secrets": [SECRET], "settings": settings,
    })
}
