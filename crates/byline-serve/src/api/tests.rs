//! The API against a node in memory.

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
async fn wrong_wishes_are_answered_with_a_next_step() {
    let stage = stocked().await;
    let link = |change: Value| {
        let mut body = json!({ "campaign_id": "summer", "creator_id": "ana",
            "destination": "https://shop.com/" });
        super::merge::lay_over(&mut body, change);
        body
    };
    for (line, body, status, code) in [
        ("POST /api/v1/campaigns", json!({}), 422, "api.field_missing"),
        ("POST /api/v1/campaigns", json!([]), 422, "api.object_expected"),
        ("POST /api/v1/campaigns", json!({ "name": "x", "nmae": 1 }), 422, "api.field_unknown"),
        (
            "POST /api/v1/campaigns",
            json!({ "name": "x", "currency": "XYZ" }),
            422,
            "api.field_invalid",
        ),
        (
            "POST /api/v1/campaigns",
            json!({ "name": "x", "time_zone": "Mars/Base" }),
            422,
            "campaign.time_zone_unknown",
        ),
        ("POST /api/v1/campaigns", json!({ "id": "summer", "name": "x" }), 409, "api.id_taken"),
        ("POST /api/v1/campaigns", json!({ "id": "a/b", "name": "x" }), 422, "api.id_invalid"),
        (
            "POST /api/v1/links",
            link(json!({ "creator_id": "nobody" })),
            422,
            "api.reference_unknown",
        ),
        ("POST /api/v1/links", link(json!({ "slug": "Ana-Reel" })), 409, "link.slug_taken"),
        ("POST /api/v1/links", link(json!({ "slug": "API" })), 422, "link.slug_reserved"),
        ("POST /api/v1/links", link(json!({ "slug": "a b" })), 422, "link.slug_invalid"),
        (
            "POST /api/v1/links",
            link(json!({ "destination": "http://shop.com/" })),
            422,
            "link.destination_refused",
        ),
        (
            "POST /api/v1/links",
            link(json!({ "destination": "https://10.0.0.1/" })),
            422,
            "link.destination_refused",
        ),
        (
            "POST /api/v1/links",
            link(json!({ "destination": "https://shop@evil.com/" })),
            422,
            "link.destination_refused",
        ),
        (
            "POST /api/v1/codes",
            json!({ "campaign_id": "summer", "creator_id": "ben",
            "code": "Ana10" }),
            409,
            "code.taken",
        ),
        (
            "POST /api/v1/connections",
            json!({ "feed": "carrier-pigeon" }),
            422,
            "connection.feed_unknown",
        ),
        ("GET /api/v1/campaigns/none", Value::Null, 404, "api.unknown"),
        ("GET /api/v1/orders/none", Value::Null, 404, "order.unknown"),
        ("GET /api/v1/query?by=mood", Value::Null, 400, "api.parameter_unknown"),
        ("GET /api/v1/query?model=magic", Value::Null, 400, "api.parameter_unknown"),
        ("GET /api/v1/query?form=1", Value::Null, 400, "api.parameter_invalid"),
        ("GET /api/v1/query?from=yesterday", Value::Null, 400, "api.parameter_invalid"),
        ("GET /api/v1/explain?measure=luck", Value::Null, 400, "api.parameter_invalid"),
    ] {
        check(&stage, line, body, status, code).await;
    }
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

#[tokio::test]
async fn an_order_answers_as_scripts_expect() {
    let stage = stocked().await;
    let fact = NewFact { fact: Fact::Order(order()), dedup: None };
    stage.node.commit(vec![fact], None).await.expect("the store takes it");
    let order = stage.owner("GET /api/v1/orders/820982911946154508", Value::Null).await.json();
    assert_eq!((&order["net_minor"], &order["currency"]), (&json!(96_40), &json!("USD")));
    assert_eq!(order["credits"]["linear"][0]["creator_id"], "ana");
    assert_eq!(order["credits"]["linear"][0]["amount_minor"], 96_40);
    assert_eq!(order["unattributed_minor"]["first"], 0);
    assert!(order["evidence"].as_array().is_some_and(|seen| seen.len() == 2));
    let answer = stage.owner("GET /api/v1/query?by=creator", Value::Null).await.json();
    assert_eq!(answer["rows"][0]["creator_id"], "ana");
    assert_eq!(answer["rows"][0]["revenue_minor"]["linear"], 96_40);
    let figure = stage.owner("GET /api/v1/explain?creator=ana", Value::Null).await.json();
    assert_eq!(figure["orders_sum_minor"], 96_40);
    assert_eq!(figure["value"], json!({ "kind": "money", "minor": 96_40, "currency": "USD" }));
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

#[tokio::test]
async fn five_thousand_creators_come_in_pages() {
    let stage = Stage::new();
    let creator = |n: usize| json!({ "id": format!("c{n:05}"), "name": format!("Creator {n}") });
    let body = json!({ "creators": (0..5_000).map(creator).collect::<Vec<_>>() });
    let bulk = stage.owner("POST /api/v1/creators/bulk", body).await.json();
    assert_eq!(bulk["n_created"], 5_000);
    let mut line = "GET /api/v1/creators?limit=1500".to_owned();
    let mut seen = Vec::new();
    let mut n_pages = 0;
    loop {
        let page = stage.owner(&line, Value::Null).await.json();
        n_pages += 1;
        let ids = page["creators"].as_array().unwrap().iter();
        seen.extend(ids.map(|row| row["id"].as_str().unwrap().to_owned()));
        let Some(cursor) = page["next_cursor"].as_str() else { break };
        line = format!("GET /api/v1/creators?limit=1500&cursor={cursor}");
    }
    assert_eq!((n_pages, seen.len()), (4, 5_000));
    assert!(seen.is_sorted(), "in the order of ids, each once");
    for wrong in ["limit=0", "limit=5001", "limit=many", "page=2"] {
        let line = format!("GET /api/v1/creators?{wrong}");
        check(&stage, &line, Value::Null, 400, "api.parameter_invalid").await;
    }
}

/// Reads as a table: path, what is sent, field, value, words of detail or next step.
#[tokio::test]
async fn a_refusal_says_which_value_was_not_understood() {
    let stage = stocked().await;
    let code = |change: Value| {
        let mut body = json!({ "campaign_id": "summer", "creator_id": "ben", "code": "BEN" });
        super::merge::lay_over(&mut body, change);
        body
    };
    let campaign = |change: Value| {
        let mut body = json!({ "name": "x" });
        super::merge::lay_over(&mut body, change);
        body
    };
    for (path, body, field, value, words) in [
        ("campaigns", campaign(json!({ "currency": "XYZ" })), "currency", json!("XYZ"), "ISO 4217"),
        (
            "campaigns",
            campaign(json!({ "rules": { "click_window_s": "604800" } })),
            "rules.click_window_s",
            json!("604800"),
            "without quotes",
        ),
        (
            "campaigns",
            campaign(json!({ "rules": { "click_window_s": "7 days" } })),
            "rules.click_window_s",
            json!("7 days"),
            "a whole number",
        ),
        (
            "campaigns",
            campaign(json!({ "rules": { "click_window_s": -1 } })),
            "rules.click_window_s",
            json!(-1),
            "below zero",
        ),
        (
            "campaigns",
            campaign(json!({ "budget_minor": 1.5 })),
            "budget_minor",
            json!(1.5),
            "whole",
        ),
        (
            "campaigns",
            campaign(json!({ "goal": "fame" })),
            "goal",
            json!("fame"),
            "awareness, traffic",
        ),
        (
            "campaigns",
            campaign(json!({ "rules": { "model": "magic" } })),
            "rules.model",
            json!("magic"),
            "linear",
        ),
        ("campaigns", campaign(json!({ "time_zone": "Mars" })), "time_zone", json!("Mars"), "IANA"),
        (
            "campaigns",
            campaign(json!({ "flights": [{ "from": "soon", "to": "later" }] })),
            "flights[0].from",
            json!("soon"),
            "2026-06-01T00:00:00Z",
        ),
        (
            "campaigns",
            campaign(json!({ "rules": { "clik_window_s": 1 } })),
            "rules.clik_window_s",
            Value::Null,
            "`rules.click_window_s`",
        ),
        (
            "codes",
            code(json!({ "valid_from": "1 June" })),
            "valid_from",
            json!("1 June"),
            "RFC 3339",
        ),
        ("codes", code(json!({ "policy": "maybe" })), "policy", json!("maybe"), "if_involved"),
        ("codes", code(json!({ "polcy": "touch" })), "polcy", Value::Null, "`policy`"),
        ("codes", code(json!({ "creator_id": "eve" })), "creator_id", json!("eve"), "create"),
        (
            "creators",
            json!({ "name": "x", "accounts": [{ "platform": "orkut", "handle": "x" }] }),
            "accounts[0].platform",
            json!("orkut"),
            "tiktok, instagram",
        ),
        (
            "creators",
            json!({ "name": "x",
                "accounts": [{ "platform": "tiktok", "handle": "x", "followers": 1 }] }),
            "accounts[0].followers",
            Value::Null,
            "n_followers",
        ),
        ("connections", json!({ "feed": "pigeon" }), "feed", json!("pigeon"), "shopify"),
    ] {
        let reply = stage.owner(&format!("POST /api/v1/{path}"), body).await;
        assert_eq!(reply.status, 422, "{field}: {}", reply.text);
        let problem = reply.json();
        let error = &problem["errors"][0];
        assert_eq!((error["field"].as_str(), &error["value"]), (Some(field), &value), "{error}");
        assert_eq!(error["code"], problem["code"]);
        let said = format!("{} {}", problem["detail"], problem["next_step"]);
        assert!(said.contains(words), "{field}: {said}");
    }
    for (query, parameter, value) in [
        ("query?zone=Mars", "zone", "Mars"),
        ("query?currency=XYZ", "currency", "XYZ"),
        ("query?basis=mood", "basis", "mood"),
        ("query?by=mood", "by", "mood"),
        ("query?from=soon", "from", "soon"),
        ("explain?platform=orkut", "platform", "orkut"),
    ] {
        let reply = stage.owner(&format!("GET /api/v1/{query}"), Value::Null).await;
        let error = &reply.json()["errors"][0];
        assert_eq!(
            (&error["field"], &error["value"]),
            (&json!(parameter), &json!(value)),
            "{query}"
        );
    }
}

/// Reads as a table: from, to, orders of 10 June 2026, 12:00 UTC (14:00 in Berlin) in the range.
#[tokio::test]
async fn a_date_means_the_whole_day_and_an_instant_is_excluded() {
    let stage = stocked().await;
    let fact = NewFact { fact: Fact::Order(order()), dedup: None };
    stage.node.commit(vec![fact], None).await.expect("the store takes it");
    for (from, to, n_orders) in [
        ("2026-06-10", "2026-06-10", 1),
        ("2026-06-01", "2026-06-09", 0),
        ("2026-06-11", "2026-06-12", 0),
        ("2026-06-10T12:00:00Z", "2026-06-10", 1),
        ("2026-06-10", "2026-06-10T12:00:00Z", 0),
        ("2026-06-10", "2026-06-10T12:15:00Z", 1),
    ] {
        let line = format!("GET /api/v1/query?zone=Europe/Berlin&from={from}&to={to}");
        let answer = stage.owner(&line, Value::Null).await.json();
        let revenue_minor = &answer["total"]["revenue_minor"]["linear"];
        assert_eq!(revenue_minor.as_i64(), Some(n_orders * 96_40), "{from} to {to}: {answer}");
    }
    let backwards = "GET /api/v1/query?from=2026-06-10&to=2026-06-09";
    check(&stage, backwards, Value::Null, 400, "api.parameter_invalid").await;
}

#[tokio::test]
async fn what_does_not_count_yet_is_listed() {
    let stage = stocked().await;
    let connection = json!({ "id": "shop", "feed": "shopify" });
    stage.owner("POST /api/v1/connections", connection).await;
    let aside = |inbox_id: u64| NewFact {
        fact: Fact::Quarantined(Quarantined {
            connection: "shop".into(),
            code: "shopify.currency_unknown".to_owned(),
            detail: "`XYZ`".to_owned(),
            inbox_id: Some(inbox_id),
        }),
        dedup: None,
    };
    stage.node.commit((1..=3).map(aside).collect(), None).await.expect("the store takes it");
    let page = stage.owner("GET /api/v1/quarantine?limit=2", Value::Null).await.json();
    assert_eq!(
        (&page["n_quarantined"], &page["quarantine"][1]["inbox_id"]),
        (&json!(3), &json!(2))
    );
    assert_eq!(page["quarantine"][0]["feed"], "shopify");
    let line =
        format!("GET /api/v1/quarantine?limit=2&cursor={}", page["next_cursor"].as_str().unwrap());
    let page = stage.owner(&line, Value::Null).await.json();
    assert_eq!(
        (&page["quarantine"][0]["inbox_id"], &page["next_cursor"]),
        (&json!(3), &Value::Null)
    );
    let line = "GET /api/v1/quarantine?cursor=x";
    check(&stage, line, Value::Null, 400, "api.parameter_invalid").await;
    let line = "POST /api/v1/quarantine/x/replay";
    check(&stage, line, Value::Null, 400, "api.parameter_invalid").await;
    let replayed = stage.owner("POST /api/v1/quarantine/2/replay", Value::Null).await.json();
    assert_eq!(replayed, json!({ "inbox_id": 2, "actor": "owner" }));

    let waiting = stage.owner("GET /api/v1/waiting", Value::Null).await.json();
    assert_eq!((&waiting["refunds"], &waiting["n_waiting"]), (&json!([]), &json!(0)));
    let counters = &stage.owner("GET /api/v1/counters", Value::Null).await.json()["counters"];
    let n = |name: &str| counters[name].as_u64().unwrap();
    let sum = n("n_applied") + n("n_known") + n("n_quarantined") + n("n_waiting");
    assert_eq!(n("n_received"), sum);
}
