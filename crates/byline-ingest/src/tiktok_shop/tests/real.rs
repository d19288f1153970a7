//! What other people's clients of TikTok Shop send and expect. It is read where `BYLINE_REAL_DATA`
//! points.

use super::*;
use crate::tests::real;

#[test]
fn notices_of_other_peoples_tests_are_noted() {
    let Some(texts) = real::texts("tiktok_shop_ecomphp", ".php") else { return };
    let mut n_read = 0;
    for (name, text) in texts {
        for body in real::quoted_objects(&text) {
            let sign =
                signature::sha256_hex(b"fake_app_secret", &[b"fake_app_key", body.as_bytes()]);
            let received =
                notice(&sign, body.as_bytes(), ("fake_app_key", b"fake_app_secret"), None);
            assert_eq!(outcome(received), "tiktok_shop.order_noted", "{name}");
            n_read += 1;
        }
    }
    assert_eq!(n_read, 1);
}

/// The states in another client are the states that are known here.
#[test]
fn every_state_of_another_client_is_known() {
    let Some(texts) = real::texts("tiktok_shop_ecomphp", "Order.php") else { return };
    let lines = texts[0].1.lines().filter(|line| line.contains("const STATUS_"));
    let states = lines.map(|line| line.split('\'').nth(1).unwrap());
    let states: Vec<&str> = states.collect();
    assert_eq!(states.len(), 8);
    for state in states {
        let rows = ok(json!({"orders": [order(json!({"status": state}))]}));
        let poll = crate::tiktok_shop::ORDERS;
        assert_eq!(read(&poll, &begin(&poll), &rows).unwrap().refused, [], "{state}");
    }
}
