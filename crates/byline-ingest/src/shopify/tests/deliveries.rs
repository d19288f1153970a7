//! Who signed a delivery, for whom, and whether it is the same as before.

use super::*;

const BODY: &[u8] = b"foo=anything";

/// Reads as a table: signature, secrets, outcome of Shopify's own test body.
fn check_signature(signature: &str, secrets: &[&[u8]], expected: &str) {
    let mut delivery = Delivery { headers: Vec::new(), body: BODY.to_vec() };
    delivery = delivery.with("X-Shopify-Topic", "shop/update");
    if !signature.is_empty() {
        delivery = delivery.with("X-Shopify-Hmac-Sha256", signature);
    }
    assert_eq!(outcome(delivery.receive_for(None, secrets)), expected, "{signature}");
}

#[test]
fn shopifys_own_vectors_hold() {
    let (new, old): (&[u8], &[u8]) = (b"secret", b"old_secret");
    let by_new = "yCGX/RrK4fcuNtr3ztk5tQGsOBjcAzHpGLdMUrbV8yI=";
    let by_old = "XqRcjrSv57VACn6apEO9znyu/wkN1VC7QxdSPwK3Hzs=";
    check_signature(by_new, &[new], "shopify.topic_ignored");
    check_signature(by_old, &[new, old], "shopify.topic_ignored");
    check_signature(by_old, &[new], "webhook.signature");
    check_signature(by_new, &[], "webhook.signature");
    check_signature(by_new, &[b""], "webhook.signature");
    check_signature("", &[new], "webhook.signature");
    check_signature("invalid_hmac", &[new], "webhook.signature");
    check_signature(&by_new[..20], &[new], "webhook.signature");
    check_signature(&by_new.to_lowercase(), &[new], "webhook.signature");
    check_signature(&format!("{by_new}{by_new}"), &[new], "webhook.signature");
}

#[test]
fn a_body_written_anew_is_not_the_body_that_was_signed() {
    let mut delivery = Delivery::signed("orders/paid", &order_json(json!({})));
    delivery.body.push(b'\n');
    assert_eq!(outcome(delivery.receive()), "webhook.signature");
}

#[test]
fn both_spellings_of_headers_are_read_in_any_case() {
    for prefix in ["X-Shopify-", "x-shopify-", "Shopify-", "SHOPIFY-"] {
        let mut delivery = Delivery::signed("orders/paid", &order_json(json!({})));
        for (name, _) in &mut delivery.headers {
            *name = name.replace("X-Shopify-", prefix);
        }
        assert_eq!(outcome(delivery.receive()), "1 facts", "{prefix}");
    }
}

#[test]
fn of_two_different_signatures_none_holds() {
    let signed = Delivery::signed("orders/paid", &order_json(json!({})));
    let twice = signed.with("Shopify-Hmac-Sha256", "yCGX/RrK4fcuNtr3ztk5tQGsOBjcAzHpGLdMUrbV8yI=");
    assert_eq!(outcome(twice.receive()), "webhook.signature");
}

#[test]
fn a_delivery_of_another_shop_is_refused() {
    let shop = |name| {
        let delivery = Delivery::signed("orders/paid", &order_json(json!({})));
        let delivery = delivery.with("X-Shopify-Shop-Domain", name);
        outcome(delivery.receive_for(Some("ours.myshopify.com"), &[SECRET]))
    };
    assert_eq!(shop("ours.myshopify.com"), "1 facts");
    assert_eq!(shop("OURS.myshopify.com"), "1 facts");
    assert_eq!(shop("theirs.myshopify.com"), "webhook.account_mismatch");
    assert_eq!(shop(""), "webhook.account_mismatch");
}

#[test]
fn an_unknown_feed_has_no_door() {
    let incoming = Incoming { headers: &[], body: b"", method: "POST", url: "" };
    let connection = ConnectionId::from("con_1");
    let site = Site {
        connection: &connection,
        account: None,
        secrets: &[],
        customer_key: &KEY,
        settings: &Default::default(),
        received_at: at("2026-11-20T12:00:00Z"),
    };
    assert_eq!(receive("nobody", &incoming, &site), Err(WebhookError::FeedUnknown));
}

/// Reads as a table: topic, outcome for a body that is a whole order.
#[test]
fn topics_are_taken_in_or_passed_over_by_name() {
    let table = [
        ("orders/create", "1 facts"),
        ("orders/paid", "1 facts"),
        ("orders/updated", "1 facts"),
        ("orders/cancelled", "1 facts"),
        ("orders/fulfilled", "1 facts"),
        ("orders/partially_fulfilled", "1 facts"),
        ("orders/delete", "1 facts"),
        ("orders/edited", "shopify.edit_acknowledged"),
        ("carts/update", "shopify.topic_ignored"),
        ("checkouts/create", "shopify.checkout_ignored"),
        ("discounts/redeemcode_added", "shopify.code_noted"),
        ("discounts/redeemcode_removed", "shopify.code_noted"),
        ("customers/data_request", "shopify.data_request_noted"),
        ("shop/redact", "shopify.shop_redact_noted"),
        ("", "shopify.topic_unknown"),
    ];
    for (topic, expected) in table {
        let delivery = Delivery::signed(topic, &order_json(json!({})));
        assert_eq!(outcome(delivery.receive()), expected, "{topic}");
    }
}

/// Reads as a table: customer, outcome.
#[test]
fn a_customer_is_forgotten_by_every_key_an_order_may_go_by() {
    let table = [
        (json!({"id": 1, "email": "jo@shop.com", "phone": "555-625-1199"}), "2 facts"),
        (json!({"email": "jo@shop.com", "phone": null}), "1 facts"),
        (json!({"id": 1}), "shopify.id_missing"),
        (json!(null), "shopify.id_missing"),
    ];
    let redact = |customer: &Value| {
        let body = json!({"shop_id": 1, "customer": customer, "orders_to_redact": [2]});
        Delivery::signed("customers/redact", body.to_string().as_bytes())
    };
    for (customer, expected) in &table {
        assert_eq!(outcome(redact(customer).receive()), *expected, "{customer}");
    }
    let by_email = keys::email(&KEY, "jo@shop.com").unwrap();
    assert_eq!(facts(redact(&table[1].0)), [Fact::Forgotten(by_email)]);
}

#[test]
fn a_delivery_is_known_by_its_webhook_id_and_without_one_by_its_body() {
    let key = |topic: &str, id: &str, body: Vec<u8>| {
        let delivery = Delivery::signed(topic, &body);
        let delivery =
            if id.is_empty() { delivery } else { delivery.with("X-Shopify-Webhook-Id", id) };
        match delivery.receive().unwrap() {
            Received::Mapped(mapped) => mapped.dedup,
            other => panic!("not mapped: {other:?}"),
        }
    };
    let (one, two) = (order_json(json!({})), order_json(json!({"name": "#18"})));
    let first = key("orders/paid", "a", one.clone());
    assert_eq!(key("orders/paid", "a", two.clone()), first);
    assert_ne!(key("orders/paid", "b", one.clone()), first);
    assert_ne!(key("orders/updated", "a", one.clone()), first);
    assert_eq!(key("orders/paid", "", one.clone()), key("orders/paid", "", one.clone()));
    assert_ne!(key("orders/paid", "", one), key("orders/paid", "", two));
}

#[test]
fn what_was_put_aside_can_be_taken_in_later() {
    let broken = Delivery::signed("orders/paid", b"{}").with("X-Shopify-Webhook-Id", "a");
    let Ok(Received::Aside { dedup, reason }) = broken.receive() else { panic!("taken in") };
    let whole = Delivery::signed("orders/paid", &order_json(json!({})));
    let whole = whole.with("X-Shopify-Webhook-Id", "a");
    let Ok(Received::Mapped(mapped)) = whole.receive() else { panic!("put aside") };
    assert_ne!(dedup, mapped.dedup);
    let about = Some("order #1001".to_owned());
    let fact = reason.into_fact(&ConnectionId::from("con_1"), about.clone());
    assert!(matches!(fact, Fact::Quarantined(aside) if aside.about == about));
}

#[test]
fn every_fact_of_a_delivery_has_a_key_of_its_own() {
    let refund = json!([{
        "id": 5, "created_at": "2026-11-19T11:00:00Z",
        "transactions": [
            {"kind": "refund", "status": "success", "amount": "1.00", "currency": "USD"},
        ],
    }]);
    let delivery = Delivery::signed("orders/paid", &order_json(json!({"refunds": refund})));
    let Ok(Received::Mapped(mapped)) = delivery.receive() else { panic!("put aside") };
    let first = mapped.dedup;
    let keys: Vec<_> = mapped.into_keyed().map(|(_, key)| key).collect();
    assert_eq!((keys.len(), keys[0]), (2, first));
    assert_ne!(keys[0], keys[1]);
}

proptest::proptest! {
    #[test]
    fn no_body_makes_the_mapping_stumble(body: Vec<u8>, topic in 0..3usize) {
        let topic = ["orders/paid", "orders/delete", "refunds/create"][topic];
        let _ = Delivery::signed(topic, &body).receive();
    }

    #[test]
    fn no_change_of_one_byte_makes_the_mapping_stumble(at in 0..400usize, byte: u8) {
        let mut body = order_json(json!({"refunds": [{"id": 1, "transactions": [{}]}]}));
        let place = at % body.len();
        body[place] = byte;
        let _ = Delivery::signed("orders/paid", &body).receive();
    }
}
