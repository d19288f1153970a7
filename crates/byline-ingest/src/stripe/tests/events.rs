//! Who signed an event and when, and whether it is the same as before.

use super::*;

/// Reads as a table: the header, secrets, outcome.
#[test]
fn only_stripe_may_send_and_only_now() {
    let whole = completed(json!({}));
    let body = whole.body.clone();
    let by = |secret: &[u8], time: i64| v1(secret, time, &body);
    let (new, old): (&[u8], &[u8]) = (b"new", b"old");
    let now = NOW_S;
    let table: [(String, &[&[u8]], &str); 16] = [
        (format!("t={now},v1={}", by(new, now)), &[new], "1 facts"),
        (format!("t={now},v1={},v0=6ffbb5", by(new, now)), &[new], "1 facts"),
        (format!("t={now},v1={},v1={}", by(old, now), by(new, now)), &[new], "1 facts"),
        (format!("t={now}, v1={}", by(old, now)), &[new, old], "1 facts"),
        (format!("t={now},v0={}", by(new, now)), &[new], "webhook.signature"),
        (format!("t={now},v1={}", by(old, now)), &[new], "webhook.signature"),
        (format!("t={now},v1={}", by(b"", now)), &[b""], "webhook.signature"),
        (format!("t={now},v1=invalid"), &[new], "webhook.signature"),
        (format!("t={now},v1="), &[new], "webhook.signature"),
        (format!("v1={}", by(new, now)), &[new], "webhook.signature"),
        (format!("t={now}"), &[new], "webhook.signature"),
        (format!("t={now},t=1,v1={}", by(new, now)), &[new], "webhook.signature"),
        (String::new(), &[new], "webhook.signature"),
        (format!("t={},v1={}", now - 300, by(new, now - 300)), &[new], "1 facts"),
        (format!("t={},v1={}", now - 301, by(new, now - 301)), &[new], "webhook.signature"),
        (format!("t={},v1={}", now + 301, by(new, now + 301)), &[new], "webhook.signature"),
    ];
    for (header, secrets, expected) in table {
        let sent = Sent { header: header.clone(), body: body.clone(), settings: BTreeMap::new() };
        assert_eq!(outcome(sent.receive_for(None, secrets)), expected, "{header}");
    }
    let mut changed = completed(json!({}));
    changed.body.push(b' ');
    assert_eq!(outcome(changed.receive()), "webhook.signature");
}

#[test]
fn an_event_of_another_account_is_refused() {
    let of = |account: Value| {
        let mut event = event("checkout.session.completed", session(json!({})));
        event["account"] = account;
        outcome(Sent::signed(&event).receive_for(Some("acct_1"), &[SECRET]))
    };
    assert_eq!(of(json!("acct_1")), "1 facts");
    assert_eq!(of(json!(null)), "1 facts", "events of one's own account do not say whose");
    assert_eq!(of(json!("acct_2")), "webhook.account_mismatch");
}

/// Reads as a table: type, outcome.
#[test]
fn events_are_taken_in_or_passed_over_by_type() {
    let table = [
        ("checkout.session.completed", "1 facts"),
        ("checkout.session.async_payment_succeeded", "1 facts"),
        ("checkout.session.async_payment_failed", "1 facts"),
        ("checkout.session.expired", "stripe.checkout_expired"),
        ("payment_intent.succeeded", "stripe.type_ignored"),
        ("invoice.paid", "stripe.type_ignored"),
        ("", "feed.topic_unknown"),
    ];
    for (kind, expected) in table {
        let sent = Sent::signed(&event(kind, session(json!({}))));
        assert_eq!(outcome(sent.receive()), expected, "{kind}");
    }
    assert_eq!(outcome(completed(json!({"mode": "setup"})).receive()), "stripe.setup_ignored");
}

#[test]
fn an_event_is_known_by_its_id() {
    let key = |id: Value, change: Value| {
        let mut event = event("checkout.session.completed", session(change));
        event["id"] = id;
        mapped(&Sent::signed(&event)).1
    };
    let first = key(json!("evt_1"), json!({}));
    assert_eq!(key(json!("evt_1"), json!({"unknown": {"a": []}})), first);
    assert_ne!(key(json!("evt_2"), json!({})), first);
    assert_eq!(key(json!(null), json!({})), key(json!(null), json!({})));
}

#[test]
fn what_comes_late_and_out_of_order_is_older_than_what_is_known() {
    let at = |seconds: i64, kind: &str, status: &str| {
        let mut event = event(kind, session(json!({"payment_status": status})));
        event["created"] = json!(seconds);
        order_in(&Sent::signed(&event))
    };
    let unpaid = at(NOW_S - 9_000, "checkout.session.completed", "unpaid");
    let paid = at(NOW_S - 60, "checkout.session.async_payment_succeeded", "paid");
    assert!(unpaid.version_at < paid.version_at);
    assert_eq!((unpaid.state, paid.state), (OrderState::Pending, OrderState::Paid));
    assert_eq!((unpaid.key, unpaid.placed_at), (paid.key, paid.placed_at));
}

#[test]
fn bodies_that_are_no_events_are_put_aside() {
    let raw = |body: &[u8]| {
        let header = format!("t={NOW_S},v1={}", v1(SECRET, NOW_S, body));
        outcome(Sent { header, body: body.to_vec(), settings: BTreeMap::new() }.receive())
    };
    let deep = [&b"{\"data\":"[..], &b"[".repeat(10_000), b"}"].concat();
    assert_eq!(raw(&deep), "feed.json_invalid");
    assert_eq!(raw(b""), "feed.json_invalid");
    assert_eq!(raw(b"{}"), "feed.topic_unknown");
    let no_object = br#"{"type": "checkout.session.completed", "created": 1795175000}"#;
    assert_eq!(raw(no_object), "feed.json_invalid");
    let notes: serde_json::Map<String, Value> =
        (0..50_000).map(|n| (format!("n{n}"), json!(n))).collect();
    assert_eq!(outcome(completed(json!({"metadata": notes})).receive()), "1 facts");
}

proptest::proptest! {
    #[test]
    fn no_change_of_one_byte_makes_the_mapping_stumble(at in 0..900usize, byte: u8) {
        let mut body = completed(json!({})).body;
        let place = at % body.len();
        body[place] = byte;
        let header = format!("t={NOW_S},v1={}", v1(SECRET, NOW_S, &body));
        let _ = Sent { header, body, settings: BTreeMap::new() }.receive();
    }
}
