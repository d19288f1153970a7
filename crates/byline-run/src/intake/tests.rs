//! Deliveries of a shop, as it signs and sends them.

use byline_core::entry::Position;
use byline_log::{MasterKey, ReadLog};
use byline_serve::port::{ImportHow, Intake as Port, SecretStore};
use byline_testkit::shopify::{Delivery as ShopDelivery, headers};
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::Node;
use crate::testing::{NOW, StillWorld, commit, node, wait};

use super::*;

const SHOP: &str = "shop.myshopify.com";
const SECRET: &str = "hush";

struct Stage {
    node: Node,
    dir: TempDir,
}

fn stage() -> Stage {
    let dir = TempDir::new().unwrap();
    let node = node(dir.path(), &StillWorld::new());
    let connection = Connection {
        id: "con_shop".into(),
        feed: "shopify".to_owned(),
        name: "The shop".to_owned(),
        account: Some(SHOP.to_owned()),
        is_archived: false,
        settings: Default::default(),
    };
    commit(&node, vec![Fact::Connection(connection)]);
    wait(node.secrets.set("con_shop", vec![SECRET.to_owned(), "old".to_owned()])).unwrap();
    Stage { node, dir }
}

fn order(total: &str) -> String {
    format!(
        r##"{{"id": 1001, "name": "#1001", "currency": "USD", "financial_status": "paid",
        "created_at": "2026-06-10T11:00:00Z", "updated_at": "2026-06-10T11:00:00Z",
        "test": false, "line_items": [], "refunds": [], "total_price": "{total}",
        "current_subtotal_price": "{total}", "subtotal_price": "{total}",
        "total_tax": "0.00", "total_discounts": "0.00"}}"##
    )
}

impl Stage {
    fn deliver(&self, to: &str, secret: &str, body: &str) -> (u16, Value) {
        let delivery = ShopDelivery {
            topic: "orders/create",
            shop: SHOP,
            webhook_id: "b54557e4-bdd9-4b37-8a5f-bf7d70bcd043",
            triggered_at: "2026-06-10T11:00:01Z",
            is_test: false,
            has_short_names: false,
        };
        let headers = headers(delivery, secret, body.as_bytes());
        let headers = headers.into_iter().map(|(name, value)| (name.to_owned(), value.into()));
        let (feed, connection) = to.split_once('/').unwrap();
        let delivery = port::Delivery {
            method: "POST".to_owned(),
            url: format!("https://byline.test/hooks/{to}"),
            headers: headers.collect(),
            body: body.as_bytes().to_vec(),
        };
        let answered = wait(self.node.intake.webhook(feed, connection, delivery, NOW));
        (answered.status, answered.body.unwrap())
    }

    fn n_payloads(&self) -> usize {
        let log = byline_log::Reader::open(self.dir.path()).unwrap();
        log.newest_payloads(100).unwrap().len()
    }
}

#[test]
fn a_signed_delivery_counts_once() {
    let stage = stage();
    let (status, first) = stage.deliver("shopify/con_shop", SECRET, &order("40.00"));
    assert_eq!(status, 200, "{first}");
    assert_eq!((&first["duplicate"], &first["quarantined"]), (&0.into(), &0.into()), "{first}");
    let n_accepted = first["accepted"].as_u64().unwrap();
    assert!(0 < n_accepted);
    let (status, second) = stage.deliver("shopify/con_shop", SECRET, &order("40.00"));
    assert_eq!(status, 200);
    assert_eq!(second["accepted"], 0);
    assert_eq!(second["duplicate"].as_u64(), Some(n_accepted));
    assert!(stage.node.engine.read().unwrap().order("1001").is_ok());
    stage.node.close();
}

#[test]
fn either_secret_is_good_and_no_other() {
    let stage = stage();
    for (secret, expected) in [(SECRET, 200), ("old", 200), ("older", 401), ("", 401)] {
        let (status, _) = stage.deliver("shopify/con_shop", secret, &order("40.00"));
        assert_eq!(status, expected, "{secret:?}");
    }
    assert_eq!(stage.n_payloads(), 2, "nothing is kept of strangers");
    stage.node.close();
}

#[test]
fn an_unknown_connection_is_not_found() {
    let stage = stage();
    for to in ["shopify/con_other", "other/con_shop"] {
        let (status, body) = stage.deliver(to, SECRET, &order("40.00"));
        assert_eq!((status, body["code"].as_str()), (404, Some("webhook.connection_unknown")));
    }
    stage.node.close();
}

#[test]
fn what_cannot_be_read_is_put_aside_with_its_bytes() {
    let stage = stage();
    let (status, body) = stage.deliver("shopify/con_shop", SECRET, r#"{"id": 1001, "na"#);
    assert_eq!((status, body["quarantined"].as_u64()), (200, Some(1)), "{body}");
    assert!(body["code"].as_str().is_some_and(|code| code.starts_with("shopify.")), "{body}");
    let log = byline_log::Reader::open(stage.dir.path()).unwrap();
    let entries = log.read_from(byline_core::entry::Position(1), 100).unwrap();
    let inbox_id = entries.iter().find_map(|(_, entry)| match &entry.fact {
        Fact::Quarantined(aside) => aside.inbox_id,
        _ => None,
    });
    let sealed = log.payload(byline_log::PayloadId(inbox_id.unwrap())).unwrap().unwrap();
    let raw = sealed.open(&MasterKey::new([7; 32]).purpose(Purpose::Inbox)).unwrap();
    assert_eq!(raw.body, br#"{"id": 1001, "na"#);
    stage.node.close();
}

fn send(node: &Node, body: &str) -> (u16, Value) {
    let answered = wait(node.intake.events(body.as_bytes().to_vec(), NOW));
    (answered.status, answered.body.unwrap_or_default())
}

#[test]
fn one_bad_row_never_costs_the_good_ones() {
    let dir = TempDir::new().unwrap();
    let node = node(dir.path(), &StillWorld::new());
    commit(&node, vec![Fact::Link(crate::testing::link("ana"))]);
    let body = r#"{"events": [
        {"type": "click", "id": "c1", "link": "Ana", "user_agent": "Mozilla/5.0"},
        {"type": "click", "id": "c2", "link": "nobody", "user_agent": "Mozilla/5.0"},
        {"type": "visit", "id": "v1", "url": "https://shop.com/?utm_source=instagram"}
    ]}"#;
    let statuses = |body: &Value| -> Vec<String> {
        let results = body["results"].as_array().unwrap().iter();
        results.map(|row| row["status"].as_str().unwrap().to_owned()).collect()
    };
    let (status, first) = send(&node, body);
    assert_eq!(status, 200, "{first}");
    assert_eq!(statuses(&first), ["accepted", "rejected", "accepted"], "{first}");
    let (_, second) = send(&node, body);
    assert_eq!(statuses(&second), ["duplicate", "rejected", "duplicate"]);
    assert_eq!(send(&node, "{").0, 400);
    node.close();
}

#[test]
fn a_beacon_is_taken_in_silence() {
    let dir = TempDir::new().unwrap();
    let node = node(dir.path(), &StillWorld::new());
    let visit = r#"{"v": 1, "t": "visit", "id": "b1", "url": "https://shop.com/"}"#;
    for (body, n_entries) in [(visit, 1), (visit, 1), ("nonsense", 1)] {
        let answered = wait(node.intake.pixel(body.as_bytes().to_vec(), NOW));
        assert_eq!((answered.status, answered.body), (204, None), "{body}");
        assert_eq!(node.engine.read().unwrap().stand().position.0, n_entries);
    }
    node.close();
}

#[test]
fn an_order_that_the_shop_states_too_is_said() {
    let stage = stage();
    stage.deliver("shopify/con_shop", SECRET, &order("40.00"));
    let row = |id: &str, change: Value| {
        let mut row = json!({ "type": "conversion", "id": id, "order_id": id,
            "value": "40.00", "currency": "USD" });
        row.as_object_mut().unwrap().extend(change.as_object().unwrap().clone());
        row
    };
    for (row, is_elsewhere) in [
        (row("1001", json!({})), true),
        (row("erp-7", json!({ "aliases": ["x", "1001"] })), true),
        (row("erp-8", json!({ "aliases": ["x"] })), false),
        (row("lead", json!({ "kind": "lead", "aliases": ["1001"] })), false),
    ] {
        let (status, body) = send(&stage.node, &json!({ "events": [row] }).to_string());
        let result = &body["results"][0];
        assert_eq!((status, result["status"].as_str()), (200, Some("accepted")), "{body}");
        let code = result["warning"]["code"].as_str();
        assert_eq!(code, is_elsewhere.then_some("event.order_elsewhere"), "{result}");
        let detail = result["warning"]["detail"].as_str().unwrap_or("both count");
        assert!(detail.ends_with("both count"), "a short name is made by many: {detail}");
    }
    let file = "order_id,occurred_at,value,currency\n1001,2026-06-09T10:00:00Z,40.00,USD\n";
    let how = ImportHow::default();
    let answered = wait(Port::import(&*stage.node.intake, "orders", how, file.into(), NOW));
    let body = answered.body.unwrap();
    assert_eq!((&body["warned"], &body["warnings"][0]["line"]), (&1.into(), &2.into()), "{body}");
    stage.node.close();
}

/// Reads as a table: what was asked, status, code, field that is named.
#[test]
fn refusals_are_whole_problems() {
    let stage = stage();
    let unsigned = |to: &str| {
        let (feed, connection) = to.split_once('/').unwrap();
        let delivery = port::Delivery {
            method: "POST".to_owned(),
            url: String::new(),
            headers: Vec::new(),
            body: b"{}".to_vec(),
        };
        wait(stage.node.intake.webhook(feed, connection, delivery, NOW))
    };
    let piece = |kind: &str, format: &str| {
        let how = ImportHow { format: Some(format.to_owned()), ..ImportHow::default() };
        wait(Port::import(&*stage.node.intake, kind, how, b"x".to_vec(), NOW))
    };
    let batch = |body: &str| wait(stage.node.intake.events(body.as_bytes().to_vec(), NOW));
    for (answered, status, code, field) in [
        (unsigned("shopify/con_shop"), 401, "webhook.signature", None),
        (unsigned("shopify/con_none"), 404, "webhook.connection_unknown", Some("connection")),
        (batch("{"), 400, "event.batch_invalid", Some("")),
        (batch(r#"{"evnts": []}"#), 400, "event.batch_invalid", Some("")),
        (piece("mood", "csv"), 400, "import.kind_unknown", Some("kind")),
        (piece("orders", "xls"), 400, "import.format_unknown", Some("format")),
    ] {
        let body = answered.body.unwrap();
        assert_eq!((answered.status, body["code"].as_str()), (status, Some(code)), "{body}");
        for text in ["type", "title", "detail", "next_step"] {
            assert!(body[text].is_string(), "{text}: {body}");
        }
        assert_eq!(body["errors"][0]["field"].as_str(), field, "{body}");
    }
    stage.node.close();
}

/// A delivery that nobody could read at first, as an older mapping would have put it aside.
fn put_aside(stage: &Stage, body: &str) -> u64 {
    let raw = port::Delivery {
        method: "POST".to_owned(),
        url: "https://byline.example/hooks/shopify/con_shop".to_owned(),
        headers: vec![
            ("X-Shopify-Topic".to_owned(), b"orders/create".to_vec()),
            ("X-Shopify-Webhook-Id".to_owned(), b"b54557e4-bdd9-4b37-8a5f-bf7d70bcd043".to_vec()),
        ],
        body: body.as_bytes().to_vec(),
    };
    let delivery = Delivery { feed: "shopify", connection: "con_shop".into(), raw: &raw, now: NOW };
    let reason = webhook::Reason { code: "shopify.old", detail: "an old mapping".to_owned() };
    let aside = reason.into_fact(&delivery.connection, None);
    let intake = &stage.node.intake;
    let key = dedup::key(&[b"aside", body.as_bytes()]);
    wait(intake.writer.submit(vec![entry(aside, key)], Some(intake.seal(&delivery)))).unwrap();
    let engine = stage.node.engine.read().unwrap();
    let aside = engine.quarantine(Position(0), 100);
    aside.last().unwrap().inbox_id.unwrap()
}

#[test]
fn what_was_put_aside_is_taken_in_once_its_mapping_is_mended() {
    let stage = stage();
    let replay = |inbox_id| {
        let answered = wait(stage.node.intake.replay(inbox_id, "owner".to_owned()));
        (answered.status, answered.body.unwrap())
    };
    let counts = || {
        let counters = stage.node.engine.read().unwrap().counters();
        let sum = counters.n_applied + counters.n_known + counters.n_waiting;
        assert_eq!(counters.n_received, sum + counters.n_quarantined);
        counters.n_quarantined
    };
    let mended = put_aside(&stage, &order("40.00"));
    let broken = put_aside(&stage, r#"{"id": 1001, "na"#);
    assert_eq!(counts(), 2);

    let (status, body) = replay(broken);
    assert_eq!((status, body["code"].as_str()), (422, Some("quarantine.unreadable")), "{body}");
    assert!(body["detail"].as_str().unwrap().contains("shopify.json_invalid"), "{body}");
    assert_eq!(counts(), 2);

    let (status, first) = replay(mended);
    let n_accepted = first["accepted"].as_u64().unwrap();
    assert_eq!((status, first["duplicate"].as_u64()), (200, Some(0)), "{first}");
    assert!(0 < n_accepted && stage.node.engine.read().unwrap().order("1001").is_ok());
    assert_eq!(counts(), 1);
    let (_, again) = replay(mended);
    let found = (again["accepted"].as_u64(), again["duplicate"].as_u64());
    assert_eq!(found, (Some(0), Some(n_accepted)), "{again}");
    assert_eq!(counts(), 1);
    assert_eq!(replay(77).0, 404);
    stage.node.close();
}
