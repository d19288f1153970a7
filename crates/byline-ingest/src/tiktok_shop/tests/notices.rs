//! A notice says that something is to be asked for, and only TikTok may say so.

use super::*;

const BODY: &str = "{\"type\":1,\"shop_id\":\"7494726673780148744\",\"timestamp\":1664095733,\
    \"data\":{\"order_id\":\"576684019603311365\",\"order_status\":\"AWAITING_SHIPMENT\",\
    \"update_time\":1664095610}}";
const SIGNATURE: &str = "21109834de72ec53c9959716d8514ae388ce1f123e5ffdcafc46713fcdf62b27";
/// An app's key and secret.
type App = (&'static str, &'static [u8]);

const APP: App = ("fake_app_key", b"fake_app_secret");

#[test]
fn a_vector_that_nobody_here_wrote_holds() {
    let shop = "7494726673780148744";
    let table: [(&str, App, Option<&str>, &str); 9] = [
        (SIGNATURE, APP, None, "tiktok_shop.order_noted"),
        (&SIGNATURE.to_uppercase(), APP, Some(shop), "tiktok_shop.order_noted"),
        (SIGNATURE, (APP.0, b"app_secret=fake_app_secret"), None, "tiktok_shop.order_noted"),
        (SIGNATURE, APP, Some("1"), "webhook.account_mismatch"),
        (SIGNATURE, ("other_key", APP.1), None, "webhook.signature"),
        (SIGNATURE, (APP.0, b"other"), None, "webhook.signature"),
        (&format!("Bearer {SIGNATURE}"), APP, None, "webhook.signature"),
        (&SIGNATURE[..62], APP, None, "webhook.signature"),
        ("", APP, None, "webhook.signature"),
    ];
    for (signature, app, account, expected) in table {
        let received = notice(signature, BODY.as_bytes(), app, account);
        assert_eq!(outcome(received), expected, "{signature}");
    }
    let changed = BODY.replace("AWAITING_SHIPMENT", "CANCELLED");
    assert_eq!(outcome(notice(SIGNATURE, changed.as_bytes(), APP, None)), "webhook.signature");
}

/// Reads as a table: body, outcome.
#[test]
fn notices_are_told_apart_by_type() {
    let deep = format!("{{\"type\":{}", "[".repeat(10_000));
    let table = [
        (r#"{"type": 1, "shop_id": 7}"#, "tiktok_shop.order_noted"),
        (r#"{"type": "1"}"#, "tiktok_shop.order_noted"),
        (r#"{"type": 12, "data": null, "unknown": []}"#, "tiktok_shop.return_noted"),
        (r#"{"type": 5}"#, "tiktok_shop.type_ignored"),
        (r#"{"type": null}"#, "feed.topic_unknown"),
        ("{}", "feed.topic_unknown"),
        ("", "feed.json_invalid"),
        (&deep, "feed.json_invalid"),
    ];
    for (body, expected) in table {
        let signature = signature::sha256_hex(APP.1, &[APP.0.as_bytes(), body.as_bytes()]);
        let received = notice(&signature, body.as_bytes(), APP, None);
        assert_eq!(outcome(received), expected, "{body:.40}");
    }
}
