//! What the pixel sends.

use byline_core::time::Timestamp;
use serde_json::{Value, json};

use super::SHOP_HOST;
use super::happening::What;
use super::visits::Visitor;
use crate::shopify::ShopOrder;

/// A page was opened.
pub(super) fn visit(at: Timestamp, who: &Visitor, cookie: Option<&str>, is_sold_out: bool) -> What {
    let mut beacon = beacon(at, "visit", who, cookie);
    if is_sold_out {
        beacon["is_sold_out"] = json!(true);
    }
    What::PixelBeacon(beacon.to_string().into_bytes())
}

/// Something short of buying was done.
pub(super) fn action(at: Timestamp, who: &Visitor, cookie: Option<&str>, kind: &str) -> What {
    let mut beacon = beacon(at, "action", who, cookie);
    beacon["kind"] = json!(kind);
    What::PixelBeacon(beacon.to_string().into_bytes())
}

/// The page after a purchase was shown.
pub(super) fn order(at: Timestamp, who: &Visitor, cookie: Option<&str>, order: &ShopOrder) -> What {
    let mut beacon = beacon(at, "order", who, cookie);
    beacon["order"] = json!(order.checkout_token);
    What::PixelBeacon(beacon.to_string().into_bytes())
}

fn beacon(at: Timestamp, kind: &str, who: &Visitor, cookie: Option<&str>) -> Value {
    json!({
        "type": kind,
        "id": format!("{kind}-{:016x}", who.key),
        "occurred_at": at.to_string(),
        "url": format!("https://{SHOP_HOST}{}", who.landing),
        "referrer": who.referrer,
        "visitor": cookie,
    })
}
