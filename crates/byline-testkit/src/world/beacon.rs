//! What the pixel sends, in version 1 of its shape.

use serde_json::{Value, json};

use super::SHOP_HOST;
use super::happening::What;
use super::visits::Visitor;
use crate::shopify::ShopOrder;

/// A page was opened.
pub(super) fn visit(who: &Visitor, cookie: Option<&str>, is_sold_out: bool) -> What {
    let mut beacon = beacon("visit", who, cookie);
    if is_sold_out {
        beacon["sold_out"] = json!(true);
    }
    What::PixelBeacon(beacon.to_string().into_bytes())
}

/// Something short of buying was done.
pub(super) fn action(who: &Visitor, cookie: Option<&str>, kind: &str) -> What {
    let mut beacon = beacon("action", who, cookie);
    beacon["kind"] = json!(kind);
    What::PixelBeacon(beacon.to_string().into_bytes())
}

/// The page after a purchase was shown.
pub(super) fn order(who: &Visitor, cookie: Option<&str>, order: &ShopOrder) -> What {
    let mut beacon = beacon("order", who, cookie);
    beacon["order"] = json!(order.checkout_token);
    beacon["value"] = json!(crate::shopify::amount(order.total_minor()));
    beacon["currency"] = json!(order.currency);
    What::PixelBeacon(beacon.to_string().into_bytes())
}

/// Beacons have no time of their own: Byline takes the time at which they come.
fn beacon(kind: &str, who: &Visitor, cookie: Option<&str>) -> Value {
    json!({
        "v": 1,
        "t": kind,
        "id": format!("{kind}-{:016x}", who.key),
        "url": format!("https://{SHOP_HOST}{}", who.landing),
        "ref": who.referrer,
        "click": who.click(),
        "visitor": cookie,
    })
}
