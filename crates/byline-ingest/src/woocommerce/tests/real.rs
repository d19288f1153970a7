//! Deliveries that a shop really sent, signed with the bench's secret. They are read where
//! `BYLINE_REAL_DATA` points.

use super::*;
use crate::tests::real;

#[test]
fn every_delivery_of_a_real_shop_is_taken_in_or_passed_over() {
    let Some(files) = real::json_files("hookdeck_woocommerce") else { return };
    let mut n_read = 0;
    for (name, file) in files {
        let Some(topic) = file["topic"].as_str() else { continue };
        let body = serde_json::to_vec(&file["body"]).unwrap();
        let mut delivery = Delivery::signed(topic, &body);
        for (name, value) in file["headers"].as_object().unwrap() {
            if !["x-wc-webhook-signature", "x-wc-webhook-topic"].contains(&name.as_str()) {
                delivery = delivery.with(name, value.as_str().unwrap());
            }
        }
        let account = Some("http://localhost/wordpress");
        let received = delivery.receive_for(account, &[SECRET], "2026-11-20T12:00:00Z");
        assert_eq!(outcome(received), "woocommerce.topic_ignored", "{name}");
        n_read += 1;
    }
    assert_eq!(n_read, 5, "the shop sent coupons and products, no orders");
}

/// The payloads in other people's tests of WooCommerce webhooks: lines that hold one object.
#[test]
fn payloads_of_other_peoples_tests_are_refused_with_a_reason() {
    let Some(texts) = real::texts("hookdeck_webhook_skills", "woocommerce") else { return };
    let mut n_read = 0;
    for (name, text) in texts {
        for body in real::quoted_objects(&text) {
            let told = outcome(Delivery::signed("order.created", body.as_bytes()).receive());
            assert!(told.starts_with("feed."), "{name}: {body}: {told}");
            n_read += 1;
        }
    }
    assert!(0 < n_read);
}
