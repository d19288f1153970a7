//! Who signed a delivery, for whom, and whether it is the same as before.

use super::*;

/// Reads as a table: signature, secrets, outcome.
#[test]
fn only_the_shop_may_deliver() {
    let body = order_json(json!({}));
    let sign = |secret: &[u8]| {
        STANDARD.encode(signature::unhex(&signature::sha256_hex(secret, &[&body])).unwrap())
    };
    let (new, old): (&[u8], &[u8]) = (b"new", b"old");
    let hex = signature::sha256_hex(new, &[&body]);
    let table: [(String, &[&[u8]], &str); 8] = [
        (sign(new), &[new], "1 facts"),
        (sign(old), &[new, old], "1 facts"),
        (sign(old), &[new], "webhook.signature"),
        (sign(b""), &[b""], "webhook.signature"),
        (sign(new), &[], "webhook.signature"),
        (hex, &[new], "webhook.signature"),
        ("no base64".to_owned(), &[new], "webhook.signature"),
        (String::new(), &[new], "webhook.signature"),
    ];
    for (signature, secrets, expected) in table {
        let delivery = Delivery::plain(&body).with("x-wc-webhook-topic", "order.created");
        let delivery = delivery.with("x-wc-webhook-signature", &signature);
        let received = delivery.receive_for(None, secrets, "2026-11-20T12:00:00Z");
        assert_eq!(outcome(received), expected, "{signature}");
    }
    let mut changed = Delivery::signed("order.created", &body);
    changed.body.push(b' ');
    assert_eq!(outcome(changed.receive()), "webhook.signature");
}

/// Reads as a table: body, outcome without signature and topic.
#[test]
fn the_ping_of_a_new_webhook_is_fine_and_nothing_else_is() {
    let table = [
        ("webhook_id=4", "woocommerce.ping"),
        ("webhook_id=", "webhook.signature"),
        ("webhook_id=4&x=1", "webhook.signature"),
        ("webhook_id=444444444444444444444", "webhook.signature"),
        ("{}", "webhook.signature"),
    ];
    for (body, expected) in table {
        assert_eq!(outcome(Delivery::plain(body.as_bytes()).receive()), expected, "{body}");
    }
    let with_topic = Delivery::plain(b"webhook_id=4").with("X-WC-Webhook-Topic", "order.created");
    assert_eq!(outcome(with_topic.receive()), "webhook.signature");
}

#[test]
fn a_delivery_of_another_shop_is_refused() {
    let shop = |source: &str, account: &str| {
        let delivery = Delivery::signed("order.created", &order_json(json!({})));
        let delivery = delivery.with("X-WC-Webhook-Source", source);
        outcome(delivery.receive_for(Some(account), &[SECRET], "2026-11-20T12:00:00Z"))
    };
    assert_eq!(shop("https://shop.example/", "shop.example"), "1 facts");
    assert_eq!(shop("https://www.Shop.example/de/", "https://shop.example/de"), "1 facts");
    assert_eq!(shop("https://other.example/", "shop.example"), "webhook.account_mismatch");
    assert_eq!(shop("", "shop.example"), "webhook.account_mismatch");
}

/// Reads as a table: topic, outcome for a body that is a whole order.
#[test]
fn topics_are_taken_in_or_passed_over_by_name() {
    let table = [
        ("order.created", "1 facts"),
        ("order.updated", "1 facts"),
        ("order.restored", "1 facts"),
        ("order.deleted", "1 facts"),
        ("coupon.created", "woocommerce.topic_ignored"),
        ("product.updated", "woocommerce.topic_ignored"),
        ("action.woocommerce_add_to_cart", "woocommerce.topic_ignored"),
        ("", "feed.topic_unknown"),
    ];
    for (topic, expected) in table {
        let delivery = Delivery::signed(topic, &order_json(json!({})));
        assert_eq!(outcome(delivery.receive()), expected, "{topic}");
    }
}

#[test]
fn what_is_said_again_is_recognised_though_the_delivery_has_a_new_id() {
    let said = |topic: &str, id: &str, change: Value| {
        let delivery = Delivery::signed(topic, &order_json(change));
        mapped(&delivery.with("X-WC-Webhook-Delivery-ID", id)).1
    };
    let first = said("order.created", "a", json!({}));
    assert_eq!(said("order.created", "b", json!({})), first);
    assert_eq!(said("order.updated", "c", json!({"unknown": [1]})), first);
    assert_eq!(said("order.updated", "d", json!({"status": "completed"})), first, "paid before");
    assert_ne!(said("order.updated", "d", json!({"status": "cancelled"})), first);
    let refund = json!({"refunds": [{"id": 1, "total": "-5.00"}]});
    assert_ne!(said("order.updated", "e", refund), first, "in the same second");
}

#[test]
fn a_deletion_counts_once_and_can_happen_again() {
    let gone = |id: &str| {
        let delivery = Delivery::signed("order.deleted", br#"{"id": "727"}"#);
        mapped(&delivery.with("X-WC-Webhook-Delivery-ID", id))
    };
    let (facts, key) = gone("a");
    let order = order_in(&facts);
    assert_eq!((&*order.key.order, order.state), ("727", OrderState::Deleted));
    assert_eq!(order.version_at, at("2026-11-20T12:00:00Z"));
    assert_eq!(gone("a").1, key, "replayed");
    assert_ne!(gone("b").1, key, "deleted, restored, deleted");
}

#[test]
fn a_late_delivery_is_older_than_what_is_known() {
    let old = order_of(json!({"date_modified_gmt": "2026-11-19T10:00:05", "status": "pending"}));
    let new = order_of(json!({"date_modified_gmt": "2026-11-19T11:00:05"}));
    assert!(old.version_at < new.version_at);
    let restored = Delivery::signed("order.restored", &order_json(json!({})));
    let restored = order_in(&mapped(&restored).0);
    assert!(new.version_at < restored.version_at, "it comes back after it was deleted");
}

#[test]
fn huge_and_deep_bodies_are_put_aside() {
    let deep = [&b"{\"meta_data\":"[..], &b"[".repeat(10_000), b"}"].concat();
    assert_eq!(outcome(Delivery::signed("order.created", &deep).receive()), "feed.json_invalid");
    let many: Vec<Value> = (0..50_000).map(|n| json!({"key": n, "value": {"n": n}})).collect();
    let huge = order_json(json!({"meta_data": many}));
    assert_eq!(outcome(Delivery::signed("order.created", &huge).receive()), "1 facts");
}

proptest::proptest! {
    #[test]
    fn no_body_makes_the_mapping_stumble(body: Vec<u8>, topic in 0..2usize) {
        let topic = ["order.created", "order.deleted"][topic];
        let _ = Delivery::signed(topic, &body).receive();
    }

    #[test]
    fn no_change_of_one_byte_makes_the_mapping_stumble(at in 0..600usize, byte: u8) {
        let mut body = order_json(json!({"refunds": [{"id": 1, "total": "-1"}]}));
        let place = at % body.len();
        body[place] = byte;
        let _ = Delivery::signed("order.created", &body).receive();
    }
}
