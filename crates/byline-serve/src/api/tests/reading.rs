//! What programs read: orders, figures, pages of lists, what waits.

use byline_core::entry::{Fact, Quarantined};
use serde_json::{Value, json};

use super::{check, order, stocked};
use crate::port::{NewFact, Writer};
use crate::testing::Stage;

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
            about: None,
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
