//! The API against a node in memory.

mod reading;
mod refusals;

use axum::body::Body;
use axum::http::StatusCode;
use byline_core::entry::{Fact, Quarantined};
use byline_core::order::{OrderAmounts, OrderState, OrderVersion};
use serde_json::{Value, json};

use super::openapi::openapi;
use crate::port::{NewFact, Writer};
use crate::testing::Stage;
use crate::{Role, Settings};

/// A campaign `summer`, a creator `ana`, a link `ana-reel` and a code `ANA10`.
async fn stocked() -> Stage {
    let stage = Stage::new();
    for (path, body) in [
        ("campaigns", json!({ "id": "summer", "name": "Summer Skin" })),
        ("creators", json!({ "id": "ana", "name": "Ana Lima" })),
        ("creators", json!({ "id": "ben", "name": "Ben Okafor" })),
        (
            "placements",
            json!({
                "id": "reel", "campaign_id": "summer", "creator_id": "ana", "platform": "instagram",
                "format": "reel",
            }),
        ),
        (
            "links",
            json!({
                "id": "link", "campaign_id": "summer", "creator_id": "ana", "slug": "ana-reel",
                "placement_id": "reel", "destination": "https://shop.com/serum",
            }),
        ),
        (
            "codes",
            json!({
                "id": "code", "campaign_id": "summer", "creator_id": "ana", "code": " ana10 ",
            }),
        ),
    ] {
        let reply = stage.owner(&format!("POST /api/v1/{path}"), body).await;
        assert_eq!(reply.status, StatusCode::CREATED, "{}", reply.text);
    }
    stage
}

/// A stocked workspace with one order and one delivery that was put aside.
pub async fn sold() -> Stage {
    let stage = stocked().await;
    stage.owner("POST /api/v1/connections", json!({ "id": "shop", "feed": "shopify" })).await;
    let aside = Fact::Quarantined(Quarantined {
        connection: "shop".into(),
        code: "shopify.currency_unknown".to_owned(),
        detail: "`XYZ`".to_owned(),
        inbox_id: Some(1),
        about: None,
    });
    let facts = [Fact::Order(order()), aside].map(|fact| NewFact { fact, dedup: None });
    stage.node.commit(facts.to_vec(), None).await.expect("the store takes it");
    stage
}

#[tokio::test]
async fn a_few_words_are_enough() {
    let stage = stocked().await;
    let campaign = stage.owner("GET /api/v1/campaigns/summer", Value::Null).await.json();
    assert_eq!(campaign["rules"]["model"], "linear");
    assert_eq!(campaign["rules"]["click_window_s"], 604_800);
    let link = stage.owner("GET /api/v1/links/link", Value::Null).await.json();
    let utm = json!({
        "source": "instagram", "medium": "creator", "campaign": "summer-skin",
        "content": "reel", "term": "ana",
    });
    assert_eq!(link["utm"], utm);
    let code = stage.owner("GET /api/v1/codes/code", Value::Null).await.json();
    assert_eq!(code["code"], "ANA10");
}

#[tokio::test]
async fn ids_are_made_where_none_is_given() {
    let stage = stocked().await;
    let body = json!({ "campaign_id": "summer", "creator_id": "ana",
        "destination": "https://shop.com/" });
    let reply = stage.owner("POST /api/v1/links", body).await;
    let link = reply.json();
    assert!(link["id"].as_str().is_some_and(|id| id.starts_with("lnk_")), "{link}");
    assert_eq!(link["slug"].as_str().map(str::len), Some(10));
    let url = format!("http://127.0.0.1:8080/{}", link["slug"].as_str().unwrap_or(""));
    assert_eq!(link["url"], url);
}

/// Reads as a table: request, status, code of the problem.
async fn check(stage: &Stage, line: &str, body: Value, status: u16, code: &str) {
    let reply = stage.owner(line, body.clone()).await;
    assert_eq!(reply.problem(), format!("{status} {code}"), "{line} {body}");
    assert!(reply.json()["next_step"].is_string(), "{}", reply.text);
}

#[tokio::test]
async fn one_bad_row_never_costs_the_good_ones() {
    let stage = stocked().await;
    let row = |slug: &str| {
        json!({ "campaign_id": "summer", "creator_id": "ben", "slug": slug,
        "destination": "https://shop.com/" })
    };
    let body = json!({ "links": [row("one"), row("api"), row("two"), row("ONE")] });
    let reply = stage.owner("POST /api/v1/links/bulk", body).await.json();
    assert_eq!((&reply["n_created"], &reply["n_rejected"]), (&json!(2), &json!(2)));
    let words = reply["results"].as_array().expect("rows").iter();
    let words: Vec<&str> = words.map(|row| row["status"].as_str().unwrap_or("")).collect();
    assert_eq!(words, ["created", "rejected", "created", "rejected"]);
    assert_eq!(reply["results"][3]["problem"]["code"], "api.row_repeated");
}

#[tokio::test]
async fn a_change_replaces_what_it_names_and_archiving_can_be_undone() {
    let stage = stocked().await;
    let change = json!({ "rules": { "click_window_s": 86_400 } });
    let campaign = stage.owner("PATCH /api/v1/campaigns/summer", change).await.json();
    assert_eq!(campaign["rules"]["click_window_s"], 86_400);
    assert_eq!(campaign["rules"]["model"], "linear");
    let archived = stage.owner("DELETE /api/v1/codes/code", Value::Null).await.json();
    assert_eq!(archived["is_archived"], true);
    assert!(archived["valid_to"].is_string());
    let change = json!({ "is_archived": false, "valid_to": null });
    let back = stage.owner("PATCH /api/v1/codes/code", change).await.json();
    assert_eq!((&back["is_archived"], &back["valid_to"]), (&json!(false), &Value::Null));
}

#[tokio::test]
async fn secrets_are_kept_and_never_shown() {
    let stage = stocked().await;
    let body = json!({ "id": "shop", "feed": "shopify", "account": "x.myshopify.com",
        "secrets": ["new", "old"] });
    let reply = stage.owner("POST /api/v1/connections", body).await;
    assert!(!reply.text.contains("old"), "{}", reply.text);
    assert_eq!(reply.json()["hook_url"], "http://127.0.0.1:8080/hooks/shopify/shop");
    let again = stage.owner("GET /api/v1/connections/shop", Value::Null).await.json();
    assert_eq!(again["hook_url"], reply.json()["hook_url"]);
    let kept = stage.node.kept_secrets.lock().expect("unpoisoned").clone();
    assert_eq!(kept, [("shop".to_owned(), vec!["new".to_owned(), "old".to_owned()])]);
}

fn order() -> OrderVersion {
    OrderVersion {
        key: byline_core::id::OrderKey {
            connection: "shop".into(),
            order: "820982911946154508".into(),
        },
        version_at: crate::testing::NOW,
        placed_at: crate::testing::NOW,
        number: Some("#1001".to_owned()),
        aliases: Vec::new(),
        state: OrderState::Paid,
        currency: byline_core::money::Currency::USD,
        amounts: OrderAmounts { merchandise_minor: 96_40, ..OrderAmounts::default() },
        codes: vec!["ANA10".to_owned()],
        shopper: byline_core::shopper::ShopperKeys::default(),
        utm: None,
        referrer_host: None,
        is_new_customer: None,
        tokens: Vec::new(),
        named: Vec::new(),
    }
}

/// A route that is not in the document, or the other way round, fails here.
#[tokio::test]
async fn every_documented_route_asks_for_the_token_or_is_open_on_purpose() {
    let stage = Stage::new();
    let document = openapi();
    let open = [
        "/hooks/{feed}/{connection}",
        "/v1/pixel",
        "/v1/pixel.js",
        "/{slug}",
        "/healthz",
        "/readyz",
    ];
    for (path, operations) in document["paths"].as_object().expect("paths") {
        for method in operations.as_object().expect("operations").keys() {
            let is_open = open.contains(&path.as_str());
            let says_open = operations[method]["security"] == json!([]);
            assert_eq!(is_open, says_open, "{path}");
            if is_open {
                continue;
            }
            let line = format!("{} {}", method.to_uppercase(), path.replace(['{', '}'], ""));
            let reply = stage.ask(&line, &[], Body::empty()).await;
            assert_eq!(reply.status, StatusCode::UNAUTHORIZED, "{line}");
        }
    }
}

#[test]
fn the_document_is_held() {
    insta::assert_json_snapshot!(openapi());
}

#[tokio::test]
async fn a_shop_is_connected_once() {
    let stage = Stage::new();
    let shop =
        |id: &str, account: Value| json!({ "id": id, "feed": "shopify", "account": account });
    let pasted = shop("first", json!("https://Shop.myshopify.com/"));
    let first = stage.owner("POST /api/v1/connections", pasted).await.json();
    assert_eq!(first["account"], "shop.myshopify.com");
    let again = shop("second", json!("SHOP.myshopify.com"));
    check(&stage, "POST /api/v1/connections", again, 409, "connection.account_taken").await;
    let again = shop("second", json!("shop.myshopify.com/admin"));
    let reply = stage.owner("POST /api/v1/connections", again.clone()).await;
    assert!(reply.json()["next_step"].as_str().unwrap().contains("`first`"), "{}", reply.text);
    let nameless = shop("third", Value::Null);
    check(&stage, "POST /api/v1/connections", nameless, 409, "connection.account_missing").await;

    let other = shop("other", json!("other.myshopify.com"));
    assert_eq!(stage.owner("POST /api/v1/connections", other).await.status, 201);
    let change = json!({ "account": "https://shop.myshopify.com" });
    let line = "PATCH /api/v1/connections/other";
    check(&stage, line, change, 409, "connection.account_taken").await;

    stage.owner("DELETE /api/v1/connections/first", Value::Null).await;
    assert_eq!(stage.owner("POST /api/v1/connections", again).await.status, 201);
    let back = json!({ "is_archived": false });
    let line = "PATCH /api/v1/connections/first";
    check(&stage, line, back, 409, "connection.account_taken").await;
}

#[tokio::test]
async fn what_was_declared_can_always_be_put_out_of_use() {
    let stage = stocked().await;
    let code = json!({ "id": "later", "campaign_id": "summer", "creator_id": "ben", "code": "BEN",
        "valid_from": "2030-01-01T00:00:00Z" });
    assert_eq!(stage.owner("POST /api/v1/codes", code).await.status, 201);
    let archived = stage.owner("DELETE /api/v1/codes/later", Value::Null).await;
    assert_eq!(archived.json()["valid_to"], "2030-01-01T00:00:00Z", "{}", archived.text);

    // The allow-list came later than the link.
    let settings =
        Settings { destination_hosts: vec!["brand.com".to_owned()], ..Settings::default() };
    let stage = Stage::with(settings, Role::Both);
    // Nobody is asked again about what was accepted once.
    let mut link = crate::testing::link("ana", "https://shop.com/");
    (link.campaign_id, link.creator_id) = ("summer".into(), "ana".into());
    for (path, id) in [("campaigns", "summer"), ("creators", "ana")] {
        stage.owner(&format!("POST /api/v1/{path}"), json!({ "id": id, "name": id })).await;
    }
    let fact = NewFact { fact: Fact::Link(link), dedup: None };
    stage.node.commit(vec![fact], None).await.unwrap();
    for (line, body) in [
        ("PATCH /api/v1/links/lnk_ana", json!({ "is_paused": true })),
        ("PATCH /api/v1/links/lnk_ana", json!({ "is_archived": true })),
        ("PATCH /api/v1/links/lnk_ana", json!({ "is_archived": false })),
        ("DELETE /api/v1/links/lnk_ana", Value::Null),
    ] {
        let reply = stage.owner(line, body).await;
        assert_eq!(reply.status, 200, "{line}: {}", reply.text);
    }
    let elsewhere = json!({ "destination": "https://evil.com/" });
    let line = "PATCH /api/v1/links/lnk_ana";
    check(&stage, line, elsewhere, 422, "link.destination_refused").await;
}

#[tokio::test]
async fn two_people_do_not_undo_each_other() {
    let stage = stocked().await;
    let tag = stage.owner("GET /api/v1/campaigns/summer", Value::Null).await;
    let tag = format!("if-match: {}", tag.header("etag"));
    let token = format!("authorization: Bearer {}", crate::testing::TOKEN);
    let change = |name: &str| json!({ "name": name }).to_string();
    let line = "PATCH /api/v1/campaigns/summer";
    let mine = stage.ask(line, &[&token, &tag], change("Mine")).await;
    assert_eq!(mine.status, 200, "{}", mine.text);
    let yours = stage.ask(line, &[&token, &tag], change("Yours")).await;
    assert_eq!(yours.problem(), "412 api.changed_meanwhile");
    let kept = stage.owner("GET /api/v1/campaigns/summer", Value::Null).await;
    assert_eq!(kept.json()["name"], "Mine");
    assert_eq!(kept.header("etag"), mine.header("etag"));
    let blind = stage.owner(line, json!({ "name": "Whatever" })).await;
    assert_eq!(blind.status, 200, "without If-Match nothing is compared");
}
