use std::collections::BTreeMap;

use byline_core::entry::Fact;
use byline_core::event::{Sighting, Visit};
use byline_core::id::ConnectionId;
use byline_core::shopper::ClickId;
use byline_core::time::Timestamp;
use hmac::{Hmac, KeyInit, Mac};
use serde_json::{Value, json};

use crate::keys::{self, CustomerKey};
use crate::webhook::{Incoming, Received, Site, WebhookError, receive};

mod real;

const SECRET: &[u8] = b"hush";
const KEY: CustomerKey = CustomerKey([9; 32]);
const CLICK: &str = "BwcHBwcHBwcHBwcHBwcHBw";

fn sign(secret: &[u8], body: &[u8]) -> String {
    let mut mac = Hmac::<sha1::Sha1>::new_from_slice(secret).unwrap();
    mac.update(body);
    mac.finalize().into_bytes().iter().map(|byte| format!("{byte:02x}")).collect()
}

fn send(signature: &str, body: &[u8], settings: &[(&str, &str)]) -> Result<Received, WebhookError> {
    let headers = [("X-Signature".to_owned(), signature.as_bytes().to_vec())];
    let incoming = Incoming { headers: &headers, body, method: "POST", url: "" };
    let settings = settings.iter().map(|(name, value)| ((*name).into(), (*value).into()));
    let settings: BTreeMap<String, String> = settings.collect();
    let site = Site {
        connection: &ConnectionId::from("con_1"),
        account: None,
        secrets: &[SECRET],
        customer_key: &KEY,
        settings: &settings,
        received_at: at("2026-11-20T12:00:00Z"),
    };
    receive("segment", &incoming, &site)
}

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

/// An event of this type, changed by `change`.
fn event(kind: &str, change: Value) -> Value {
    let mut event = json!({
        "type": kind, "messageId": "m1", "anonymousId": "anon-1",
        "timestamp": "2026-11-20T11:00:00.000Z",
    });
    for (name, value) in change.as_object().unwrap() {
        event[name] = value.clone();
    }
    event
}

fn received(event: &Value) -> Result<Received, WebhookError> {
    told(event, &[])
}

fn told(event: &Value, settings: &[(&str, &str)]) -> Result<Received, WebhookError> {
    let body = event.to_string().into_bytes();
    send(&sign(SECRET, &body), &body, settings)
}

fn facts(received: Result<Received, WebhookError>) -> Vec<Fact> {
    match received.unwrap() {
        Received::Mapped(mapped) => mapped.facts,
        other => panic!("not mapped: {other:?}"),
    }
}

fn sighting(change: Value) -> Sighting {
    let completed = json!({"event": "Order Completed", "properties": {"order_id": "#1001"}});
    let mut event = event("track", completed);
    for (name, value) in change.as_object().unwrap() {
        event["properties"][name] = value.clone();
    }
    match facts(received(&event)).remove(0) {
        Fact::Sighting(sighting) => sighting,
        other => panic!("no sighting: {other:?}"),
    }
}

fn visit(change: Value) -> Visit {
    match facts(received(&event("page", change))).remove(0) {
        Fact::Visit(visit) => visit,
        other => panic!("no visit: {other:?}"),
    }
}

/// What became of an event, in one word.
fn outcome(received: Result<Received, WebhookError>) -> String {
    match received {
        Err(error) => error.code().to_owned(),
        Ok(Received::Ignored { code }) => code.to_owned(),
        Ok(Received::Aside { reason, .. }) => reason.code.to_owned(),
        Ok(Received::Mapped(mapped)) => format!("{} facts", mapped.facts.len()),
    }
}

#[test]
fn trap_11_only_a_single_signed_event_is_taken() {
    let one = event("page", json!({})).to_string();
    let batch = format!(" [{one},{one}]");
    let table = [
        (sign(SECRET, one.as_bytes()), one.clone(), "1 facts"),
        (sign(SECRET, one.as_bytes()).to_uppercase(), one.clone(), "1 facts"),
        (sign(b"other", one.as_bytes()), one.clone(), "webhook.signature"),
        (String::new(), one.clone(), "webhook.signature"),
        (sign(SECRET, one.as_bytes()), format!("{one} "), "webhook.signature"),
        (sign(SECRET, one.as_bytes()), batch.clone(), "webhook.batch_unsigned"),
        (sign(SECRET, batch.as_bytes()), batch, "webhook.batch_unsigned"),
    ];
    for (signature, body, expected) in table {
        assert_eq!(outcome(send(&signature, body.as_bytes(), &[])), expected, "{body}");
    }
    assert_eq!(outcome(received(&json!({"batch": [], "writeKey": "k"}))), "segment.batch");
}

/// Reads as a table: what the order is said to be worth, cents.
#[test]
fn an_order_seen_is_evidence_and_its_sum_text_or_number() {
    let table = [
        (json!({"revenue": 22.5, "currency": "USD"}), Some(22_50)),
        (json!({"revenue": "39.95", "currency": "usd"}), Some(39_95)),
        (json!({"total": 27.5, "currency": "USD"}), Some(27_50)),
        (json!({"revenue": 22.5}), None),
        (json!({"revenue": null, "currency": "USD"}), None),
        (json!({"revenue": 22.499999999999996, "currency": "USD"}), None),
        (json!({"revenue": {"a": 1}, "currency": ["USD"]}), None),
    ];
    for (change, expected) in table {
        let seen = sighting(change.clone());
        assert_eq!(seen.claimed.map(|money| money.minor), expected, "{change}");
        assert_eq!((&*seen.reporter, &*seen.order_alias), ("segment", "#1001"));
        assert!(seen.is_by_anybody());
    }
    assert_eq!(
        sighting(json!({"order_id": 820982911946154508_i64})).order_alias,
        "820982911946154508"
    );
    let refunded = json!({"event": "Order Refunded",
        "properties": {"order_id": "1", "total": 30, "currency": "USD"}});
    let facts = facts(received(&event("track", refunded)));
    assert!(matches!(&facts[..], [Fact::Sighting(seen)] if seen.claimed.is_none()));
    let nameless = json!({"event": "Order Completed", "properties": null});
    assert_eq!(outcome(received(&event("track", nameless))), "feed.id_missing");
}

/// Reads as a table: event, setting, outcome.
#[test]
fn other_events_are_target_actions_if_the_connection_says_so() {
    let actions = [("actions", "User Registered=registration; Lead Sent = lead;=x; Broken")];
    let table = [
        ("User Registered", &actions[..], "1 facts"),
        ("user registered", &actions, "1 facts"),
        ("Lead Sent", &actions, "1 facts"),
        ("Broken", &actions, "segment.event_unmapped"),
        ("User Registered", &[], "segment.event_unmapped"),
        ("", &actions, "feed.topic_unknown"),
    ];
    for (name, settings, expected) in table {
        let track = event("track", json!({"event": name, "properties": {"coupon": "ana10"}}));
        assert_eq!(outcome(told(&track, settings)), expected, "{name}");
    }
    let track = event("track", json!({"event": "Lead Sent", "properties": {"coupon": "ana10"}}));
    let Fact::Action(action) = facts(told(&track, &actions)).remove(0) else { panic!() };
    assert_eq!((&*action.kind, &*action.codes), ("lead", &["ANA10".to_owned()][..]));
}

#[test]
fn a_page_is_a_visit_if_somebody_came_from_elsewhere() {
    let campaign = json!({"name": "summer", "source": "ig", "medium": "creator", "term": null});
    let seen = visit(json!({
        "context": {"campaign": campaign},
        "properties": {"url": format!("https://www.shop.example/p?byl={CLICK}"),
            "path": "/p", "referrer": "https://l.instagram.com/"},
    }));
    let utm = seen.utm.unwrap();
    assert_eq!((&*utm.campaign, &*utm.source, &*utm.term), ("summer", "ig", ""));
    assert_eq!(seen.shopper.clicks, [ClickId([7; 16])]);
    assert_eq!(seen.shopper.visitor, keys::visitor("anon-1"));
    assert_eq!(seen.path.as_deref(), Some("/p"));
    assert_eq!(seen.referrer_host.as_deref(), Some("l.instagram.com"));
    let inside = json!({"context": {"page": {
        "url": "https://www.shop.example/p", "referrer": "https://shop.example/"}}});
    assert_eq!(outcome(received(&event("page", inside))), "segment.page_inside");
    assert_eq!(visit(json!({"context": 7, "properties": []})).utm, None);
}

#[test]
fn an_identity_joins_a_visitor_with_every_name_of_the_customer() {
    let known = json!({"userId": "u1", "traits": {"email": "Jo@Shop.com", "age": 26}});
    let joined: Vec<_> = facts(received(&event("identify", known)))
        .into_iter()
        .map(|fact| {
            let Fact::Visit(visit) = fact else { panic!("no visit") };
            (visit.id.to_string(), visit.shopper.visitor, visit.shopper.customer)
        })
        .collect();
    let anon = keys::visitor("anon-1");
    assert_eq!(
        joined,
        [
            ("m1".to_owned(), anon, keys::email(&KEY, "jo@shop.com")),
            ("m1:1".to_owned(), anon, keys::customer_id(&KEY, "u1")),
        ]
    );
    assert_eq!(outcome(received(&event("identify", json!({})))), "segment.nobody_joined");
    let gone = facts(received(&json!({"type": "delete", "userId": "u1"})));
    assert_eq!(gone, [Fact::Forgotten(keys::customer_id(&KEY, "u1").unwrap())]);
}

/// Reads as a table: times of the event, when it happened.
#[test]
fn the_time_is_the_senders_corrected_by_how_wrong_its_clock_is() {
    let skewed = json!({"timestamp": null, "receivedAt": "2026-11-20T11:59:00Z",
        "sentAt": "2020-01-01T00:01:00Z", "originalTimestamp": "2020-01-01T00:00:00Z"});
    let table = [
        (json!({}), Ok("2026-11-20T11:00:00Z")),
        (json!({"timestamp": "2026-11-21T11:59:59Z"}), Ok("2026-11-20T12:00:00Z")),
        (json!({"timestamp": "2026-11-21T12:00:01Z"}), Err("feed.time_impossible")),
        (json!({"timestamp": "1970-01-01T00:00:00Z"}), Err("feed.time_impossible")),
        (json!({"timestamp": "2015-2-02T00:30:08.276Z"}), Err("feed.time_invalid")),
        (json!({"timestamp": "2026-11-20 11:00:00"}), Err("feed.time_invalid")),
        (json!({"timestamp": null}), Ok("2026-11-20T12:00:00Z")),
        (skewed, Ok("2026-11-20T11:58:00Z")),
    ];
    for (change, expected) in table {
        let received = received(&event("page", change.clone()));
        match expected {
            Err(code) => assert_eq!(outcome(received), code, "{change}"),
            Ok(time) => {
                let Fact::Visit(visit) = facts(received).remove(0) else { panic!() };
                assert_eq!(visit.occurred_at, at(time), "{change}");
            }
        }
    }
}

#[test]
fn an_event_is_known_by_its_message_id_and_without_one_by_its_body() {
    let key = |change: Value| match received(&event("page", change)).unwrap() {
        Received::Mapped(mapped) => mapped.dedup,
        other => panic!("not mapped: {other:?}"),
    };
    assert_eq!(key(json!({})), key(json!({"sentAt": "2026-11-20T11:00:00Z"})));
    assert_ne!(key(json!({})), key(json!({"messageId": "m2"})));
    let bare = |n: i64| key(json!({"messageId": null, "version": n}));
    assert_eq!(bare(1), bare(1));
    assert_ne!(bare(1), bare(2));
}

proptest::proptest! {
    #[test]
    fn no_body_makes_the_mapping_stumble(body: Vec<u8>) {
        let _ = send(&sign(SECRET, &body), &body, &[]);
    }
}

#[test]
fn deep_bodies_are_put_aside() {
    let deep = [&b"{\"context\":"[..], &b"[".repeat(10_000), b"}"].concat();
    assert_eq!(outcome(send(&sign(SECRET, &deep), &deep, &[])), "feed.json_invalid");
}
