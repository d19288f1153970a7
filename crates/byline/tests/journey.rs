//! From a creator's link to a credited cent, from outside: the real program, a shop that signs as
//! Shopify signs, and the same figures on every way out.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod common;

use std::path::Path;

use byline_core::credit::Model;
use byline_testkit::shopify::{
    Delivery, ShopAddress, ShopCustomer, ShopLine, ShopOrder, ShopRefund, headers, refund_body,
};
use serde_json::{Value, json};

use common::{Home, Reply, Server, TOKEN, agent, read, until};

const SHOP: &str = "solenne.myshopify.com";
const SECRET: &str = "hush";
const BROWSER: &str = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) \
    AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1";

/// A campaign with two creators, a link and a code of Ana's, and a connected shop.
fn stocked(home: &Home) -> Server {
    let server = home.serve();
    for (path, body) in [
        ("campaigns", json!({ "id": "summer", "name": "Summer", "currency": "USD" })),
        ("creators", json!({ "id": "ana", "name": "Ana" })),
        ("creators", json!({ "id": "ben", "name": "Ben" })),
        (
            "links",
            json!({ "campaign_id": "summer", "creator_id": "ana", "slug": "ana-reel",
                "destination": "https://solenne.example/serum" }),
        ),
        ("codes", json!({ "campaign_id": "summer", "creator_id": "ben", "code": "TENOFF" })),
        (
            "connections",
            json!({ "id": "con_shop", "feed": "shopify", "account": SHOP, "secrets": [SECRET] }),
        ),
    ] {
        let reply = server.post(&format!("/api/v1/{path}"), &body).unwrap();
        assert_eq!(reply.status, 201, "{path}: {}", reply.text);
        assert!(reply.body["id"].is_string(), "{}", reply.text);
    }
    server
}

/// Somebody follows Ana's link; answers with the path and query that they land on.
fn click(server: &Server) -> String {
    let received = |server: &Server| {
        let counters = server.get("/api/v1/counters").unwrap().body;
        counters["counters"]["n_received"].as_u64().unwrap()
    };
    let before = received(server);
    let request = agent().get(format!("http://{}/ana-reel", server.address));
    let reply = read(request.header("user-agent", BROWSER).call()).unwrap();
    assert_eq!(reply.status, 302);
    until("the click is in the state", || before < received(server));
    let location = reply.location.unwrap();
    location.strip_prefix("https://solenne.example").unwrap().to_owned()
}

fn deliver(server: &Server, topic: &str, secret: &str, body: &[u8]) -> Reply {
    let delivery = Delivery {
        topic,
        shop: SHOP,
        webhook_id: "b54557e4-bdd9-4b37-8a5f-bf7d70bcd043",
        triggered_at: "2026-06-10T11:00:01Z",
        is_test: false,
        has_short_names: false,
    };
    let mut request = agent().post(format!("http://{}/hooks/shopify/con_shop", server.address));
    for (name, value) in headers(delivery, secret, body) {
        request = request.header(name, value);
    }
    read(request.send(body)).unwrap()
}

/// An order of 100.01 by whoever landed here, placed now.
fn order(server: &Server, landing: &str) -> ShopOrder {
    let now = server.get("/api/v1/counters").unwrap().body["stand"]["as_of"].clone();
    let now = now.as_str().unwrap().to_owned();
    ShopOrder {
        id: 5_001,
        number: 1001,
        currency: "USD",
        created_at: now.clone(),
        updated_at: now,
        cancelled_at: None,
        financial_status: "paid",
        is_test: false,
        lines: vec![ShopLine {
            id: 1,
            variant_id: 2,
            title: "Serum",
            sku: "SER-1",
            n_pieces: 1,
            price_minor: 100_01,
            discount_minor: 0,
            grams: 100,
        }],
        code: Some(("TENOFF".to_owned(), 0)),
        tax_minor: 8_00,
        shipping_minor: 5_00,
        customer: ShopCustomer {
            id: 77,
            email: "jo@example.com".to_owned(),
            first_name: "Jo".to_owned(),
            last_name: "Doe".to_owned(),
            n_orders: 1,
            address: ShopAddress {
                city: "Austin",
                province: "Texas",
                province_code: "TX",
                zip: "73301",
            },
        },
        landing_site: Some(landing.to_owned()),
        referring_site: None,
        note_attributes: Vec::new(),
        cart_token: "cart-1".to_owned(),
        checkout_token: "checkout-1".to_owned(),
        user_agent: BROWSER.to_owned(),
        refunds: Vec::new(),
    }
}

/// Credits of an order under a model: creator and amount.
fn credits(order: &Value, model: &str) -> Vec<(String, i64)> {
    let rows = order["credits"][model].as_array().unwrap_or_else(|| panic!("no {model}: {order}"));
    let mut credits: Vec<_> = rows
        .iter()
        .map(|row| {
            let creator = row["creator_id"].as_str().unwrap_or("other").to_owned();
            (creator, row["amount_minor"].as_i64().unwrap())
        })
        .collect();
    credits.sort();
    credits
}

/// The law of the ledger: credits and unattributed are net, under every model.
fn check_balance(order: &Value) {
    for model in Model::ALL {
        let key = model.key();
        let credited: i64 = credits(order, key).iter().map(|(_, minor)| minor).sum();
        let unattributed = order["unattributed_minor"][key].as_i64().unwrap();
        assert_eq!(Some(credited + unattributed), order["net_minor"].as_i64(), "{key}: {order}");
    }
}

fn named(rows: &[(&str, i64)]) -> Vec<(String, i64)> {
    rows.iter().map(|(name, minor)| ((*name).to_owned(), *minor)).collect()
}

#[test]
fn a_click_and_a_code_become_credit_and_a_refund_takes_it_back() {
    let home = Home::new();
    let server = stocked(&home);
    let landing = click(&server);
    let mut order = order(&server, &landing);
    let body = order.body();

    assert_eq!(deliver(&server, "orders/create", "wrong", &body).status, 401);
    let first = deliver(&server, "orders/create", SECRET, &body);
    assert_eq!((first.status, &first.body["quarantined"]), (200, &json!(0)), "{}", first.text);
    let known = server.get("/api/v1/orders/5001").unwrap().body;
    assert_eq!((&known["net_minor"], &known["currency"]), (&json!(100_01), &json!("USD")));
    assert_eq!(credits(&known, "linear"), named(&[("ana", 50_01), ("ben", 50_00)]));
    assert_eq!(credits(&known, "first"), named(&[("ana", 100_01)]));
    assert_eq!(credits(&known, "last"), named(&[("ben", 100_01)]));
    assert!(!known["evidence"].as_array().unwrap().is_empty());
    check_balance(&known);

    let again = deliver(&server, "orders/create", SECRET, &body);
    assert_eq!((again.status, &again.body["accepted"]), (200, &json!(0)), "{}", again.text);
    assert_eq!(server.get("/api/v1/orders/5001").unwrap().body["credits"], known["credits"]);

    order.refunds.push(ShopRefund {
        id: 9,
        created_at: order.created_at.clone(),
        amount_minor: 33_33,
        lines: vec![(0, 33_33)],
    });
    let refund = refund_body(&order, &order.refunds[0]);
    assert_eq!(deliver(&server, "refunds/create", SECRET, &refund).status, 200);
    let after = server.get("/api/v1/orders/1001").unwrap().body;
    assert_eq!(after["net_minor"], 66_68);
    assert_eq!(credits(&after, "first"), named(&[("ana", 66_68)]));
    check_balance(&after);

    check_ways_out(&home, server, &after);
}

/// The same figures by API, by command against the server, and by command against the data.
fn check_ways_out(home: &Home, server: Server, order: &Value) {
    let url = format!("http://{}", server.address);
    let data = home.data();
    let from_server = ["--url", &url, "--token", TOKEN];
    let from_data = ["--data", data.to_str().unwrap()];
    let ask = |command: &[&str], from: &[&str]| home.json(&[command, from].concat());
    let report = ["report", "--json", "--by", "creator", "--model", "linear"];
    let explain = ["explain", "revenue", "--json", "--model", "linear", "--campaign", "summer"];
    let trace = ["explain", "order", "1001", "--json"];

    let shown = ask(&report, &from_server);
    let ana = credits(order, "linear")[0].1;
    assert_eq!(shown["rows"][0]["creator"], "ana", "{shown}");
    assert_eq!(shown["rows"][0]["revenue_minor"], ana, "{shown}");
    assert_eq!(ask(&report, &from_data)["rows"], shown["rows"]);

    let figure = ask(&explain, &from_server);
    assert_eq!(figure["orders_sum_minor"], figure["value"]["minor"], "the sum is the figure");
    assert_eq!(figure["orders"][0]["id"], "5001");
    assert_eq!(figure["value"]["minor"], 66_68);
    assert_eq!(ask(&explain, &from_data)["value"], figure["value"]);
    assert_eq!(ask(&trace, &from_server)["credits"], order["credits"]);
    assert_eq!(ask(&trace, &from_data)["credits"], order["credits"]);

    let verdict = home.verify();
    assert_eq!(verdict["orders"], 1);
    assert_eq!(server.stop().code(), Some(0));
    home.verify();
}

/// The campaign's days, not those of UTC, and the same bytes on both ways, refusals included.
#[test]
fn a_server_and_its_data_print_the_same_bytes() {
    let home = Home::new();
    let server = stocked(&home);
    // Noon there is yesterday or tomorrow in UTC at no time: its days are cut elsewhere.
    let zone = json!({ "time_zone": "Pacific/Kiritimati" });
    let change = agent().patch(format!("http://{}/api/v1/campaigns/summer", server.address));
    let change = change.header("authorization", format!("Bearer {TOKEN}"));
    let change = change.header("content-type", "application/json");
    assert_eq!(read(change.send(zone.to_string())).unwrap().status, 200);
    let landing = click(&server);
    let mut first = order(&server, &landing);
    first.financial_status = "paid";
    assert_eq!(deliver(&server, "orders/create", SECRET, &first.body()).status, 200);
    let mut euros = ShopOrder { id: 5_002, number: 1002, currency: "EUR", ..first };
    euros.checkout_token = "checkout-2".to_owned();
    euros.cart_token = "cart-2".to_owned();
    assert_eq!(deliver(&server, "orders/create", SECRET, &euros.body()).status, 200);

    let url = format!("http://{}", server.address);
    let data = home.data();
    let ways = [["--url", &url], ["--data", data.to_str().unwrap()]];
    for line in [
        "report",
        "report --json",
        "report --by day",
        "report --by day --from 2020-01-01 --to 2099-12-31 --json",
        "report --by hour",
        "report --by platform --model last",
        "report --campaign summer --creator ana",
        "report --campaign winter",
        "report --from 2026-06-03 --to 2026-06-01",
        "report --from yesterday",
        "explain revenue",
        "explain revenue --json",
        "explain unattributed",
        "explain orders --model linear",
        "explain sales --creator ben",
        "explain clicks",
        "explain spend",
        "explain roi",
        "explain luck",
        "explain order #1002",
        "explain order #1001 --json",
        "explain order 9999",
    ] {
        let words: Vec<&str> = line.split(' ').collect();
        check_same(&home, &words, ways);
    }
}

/// A minute that passes between the two is an entry; then both are asked again.
fn check_same(home: &Home, words: &[&str], ways: [[&str; 2]; 2]) {
    let print = |way: [&str; 2]| {
        let output = home.run(&[words, &way].concat());
        let text = |bytes| String::from_utf8(bytes).unwrap();
        (output.status.code(), text(output.stdout), text(output.stderr))
    };
    let [server, data] = ways;
    if print(server) != print(data) {
        assert_eq!(print(server), print(data), "{words:?}");
    }
}

#[test]
fn a_backup_is_the_same_ledger_elsewhere() {
    let home = Home::new();
    let server = stocked(&home);
    let landing = click(&server);
    let body = order(&server, &landing).body();
    assert_eq!(deliver(&server, "orders/create", SECRET, &body).status, 200);

    let (data, file) = (home.data(), home.path("backup.sqlite"));
    let (data, file) = (data.to_str().unwrap(), file.to_str().unwrap());
    home.json(&["backup", "--json", "--data", data, file]);
    assert_eq!(home.run(&["backup", "--data", data, file]).status.code(), Some(73));
    let elsewhere = home.path("elsewhere");
    let elsewhere = elsewhere.to_str().unwrap();
    home.json(&["restore", "--json", "--data", elsewhere, file]);
    let report = |data: &str| home.json(&["report", "--json", "--data", data])["rows"].clone();
    assert_eq!(report(elsewhere), report(data));
    assert_eq!(home.json(&["verify", "--json", "--data", elsewhere])["orders"], 1);
    assert_eq!(home.run(&["restore", "--data", elsewhere, file]).status.code(), Some(73));
}

/// The order of Shopify's documentation, as it was before and after its refund.
fn real_order() -> Option<(Value, Value)> {
    let Some(root) = std::env::var_os("BYLINE_REAL_DATA") else {
        eprintln!("skipped: BYLINE_REAL_DATA is not set");
        return None;
    };
    let path = Path::new(&root).join("shopify_rest_docs/2026_07_order_07.json");
    let text = std::fs::read_to_string(path).unwrap();
    let mut order: Value = serde_json::from_str::<Value>(&text).unwrap();
    if order["order"].is_object() {
        order = order["order"].take();
    }
    let refund = order["refunds"][0].take();
    order["refunds"] = json!([]);
    Some((order, refund))
}

#[test]
fn a_real_order_is_credited_once_and_its_refund_to_the_cent() {
    let Some((order, refund)) = real_order() else { return };
    let home = Home::new();
    let server = stocked(&home);
    let id = order["id"].to_string();
    let body = order.to_string();
    for n_accepted in [1, 0] {
        let reply = deliver(&server, "orders/create", SECRET, body.as_bytes());
        assert_eq!(reply.body["accepted"], n_accepted, "{}", reply.text);
    }
    let known = server.get(&format!("/api/v1/orders/{id}")).unwrap().body;
    assert!(known["net_minor"].as_i64().is_some_and(|minor| 0 < minor), "{known}");
    assert_eq!(credits(&known, "linear"), named(&[("ben", known["net_minor"].as_i64().unwrap())]));
    check_balance(&known);

    let reply = deliver(&server, "refunds/create", SECRET, refund.to_string().as_bytes());
    assert_eq!(reply.body["accepted"], 1, "{}", reply.text);
    let after = server.get(&format!("/api/v1/orders/{id}")).unwrap().body;
    let transactions = refund["transactions"].as_array().unwrap().iter();
    let refunded: i64 = transactions
        .map(|one| one["amount"].as_str().unwrap().replace('.', "").parse::<i64>().unwrap())
        .sum();
    assert!(0 < refunded);
    let net = known["net_minor"].as_i64().unwrap() - refunded;
    assert_eq!(after["net_minor"], net, "{after}");
    for model in Model::ALL {
        assert_eq!(credits(&after, model.key()), named(&[("ben", net)]), "{}", model.key());
    }
    check_balance(&after);
    home.verify();
}
