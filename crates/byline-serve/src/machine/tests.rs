//! The time machine through HTTP: pages and API.

use axum::body::Body;
use byline_core::campaign::{Campaign, CountingRules, Goal};
use byline_core::code::{CodePolicy, PromoCode};
use byline_core::decision::said::RulesSet;
use byline_core::decision::{ActOn, Rules};
use byline_core::entry::Fact;
use byline_core::gate::GateTerms;
use byline_core::id::OrderKey;
use byline_core::money::Currency;
use byline_core::order::{OrderAmounts, OrderState, OrderVersion};
use byline_core::shopper::ShopperKeys;
use byline_core::time::{Span, Timestamp};
use serde_json::{Value, json};

use super::*;
use crate::port::{NewFact, Writer};
use crate::testing::{NOW, Stage, TOKEN};

const BEGIN: &str = "POST /api/v1/campaigns/summer/time-machine";

/// A campaign that sold once and then nothing for four hours, judged by revenue alone: it is below
/// its floor from the second hour on, and pages after 90 minutes of that.
pub(crate) async fn fallen() -> Stage {
    let stage = Stage::new();
    let flight = Span { from: NOW, to: NOW.plus_seconds(86_400) };
    let gate = GateTerms { floor_minor: Some(100_00), is_open: true, ..GateTerms::default() };
    take(&stage, 0, Fact::Campaign(campaign(flight, gate))).await;
    take(&stage, 0, Fact::Code(code())).await;
    take(&stage, 0, Fact::RulesSet(rules())).await;
    take(&stage, 1, Fact::Order(order(NOW.plus_seconds(60)))).await;
    for minute in 1..=240 {
        take(&stage, minute, Fact::Tick).await;
    }
    stage
}

async fn take(stage: &Stage, minute: i64, fact: Fact) {
    let now = NOW.plus_seconds(60 * minute);
    stage.node.now.store(now.0, std::sync::atomic::Ordering::Relaxed);
    let facts = vec![NewFact { fact, dedup: None }];
    stage.node.commit(facts, None).await.expect("the store takes it in");
}

fn campaign(flight: Span, gate: GateTerms) -> Campaign {
    Campaign {
        id: "summer".into(),
        name: "Summer".to_owned(),
        goal: Goal::Sales,
        currency: Currency::USD,
        time_zone: "Europe/Berlin".to_owned(),
        flights: vec![flight],
        budget_minor: None,
        terms: Vec::new(),
        rules: CountingRules::default(),
        is_archived: false,
        gate: Some(gate),
    }
}

fn code() -> PromoCode {
    PromoCode {
        id: "cod_ana".into(),
        code: "ANA10".to_owned(),
        campaign_id: "summer".into(),
        creator_id: "ana".into(),
        valid_from: None,
        valid_to: None,
        policy: CodePolicy::Touch,
        is_leaked: false,
        is_archived: false,
    }
}

fn rules() -> RulesSet {
    let mut rules = Rules::default();
    rules.page.pages_on = ActOn::Literal;
    RulesSet { campaign_id: "summer".into(), rules, reason: None }
}

fn order(placed_at: Timestamp) -> OrderVersion {
    OrderVersion {
        key: OrderKey { connection: "till".into(), order: "1".into() },
        version_at: placed_at,
        placed_at,
        number: None,
        aliases: Vec::new(),
        state: OrderState::Paid,
        currency: Currency::USD,
        amounts: OrderAmounts {
            merchandise_minor: 200_00,
            total_minor: 200_00,
            ..OrderAmounts::default()
        },
        codes: vec!["ANA10".to_owned()],
        shopper: ShopperKeys::default(),
        utm: None,
        referrer_host: None,
        is_new_customer: None,
        tokens: Vec::new(),
        named: Vec::new(),
    }
}

/// Thresholds under which somebody is paged after so many minutes.
fn after(minutes: i64) -> Value {
    let page = json!({ "pending_s": minutes * 60 });
    json!({ "rules": { "page": { "pages_on": "literal" }, "urgency": { "page": page } } })
}

/// A run, once it has ended.
async fn ended(stage: &Stage, id: &str) -> Value {
    for _ in 0..10_000 {
        let run = stage.owner(&format!("GET /api/v1/time-machine/{id}"), Value::Null).await.json();
        if run["state"] != "running" {
            return run;
        }
        tokio::task::yield_now().await;
    }
    panic!("run {id} does not end");
}

#[tokio::test]
async fn other_thresholds_decide_otherwise_and_the_same_ones_do_not() {
    let stage = fallen().await;
    for (minutes, is_identical, n_differing) in [(90, true, 0), (30, false, 1), (300, false, 1)] {
        let begun = stage.owner(BEGIN, after(minutes)).await;
        assert_eq!(begun.status, 202, "{}", begun.text);
        let run = ended(&stage, begun.json()["id"].as_str().expect("an id")).await;
        assert_eq!((&run["state"], &run["n_done"]), (&json!("done"), &run["n_all"]), "{run}");
        let verdict = &run["verdict"];
        assert_eq!(verdict["is_reproduced"], true, "{run}");
        assert_eq!(verdict["compared"]["is_identical"], is_identical, "{minutes}: {run}");
        assert_eq!(verdict["n_differing"], n_differing, "{minutes}: {run}");
        let n_changed = run["changed"].as_array().map(Vec::len);
        assert_eq!(n_changed, Some(usize::from(!is_identical)), "{run}");
    }
    let runs = stage.owner("GET /api/v1/time-machine", Value::Null).await.json();
    assert_eq!(runs["runs"].as_array().map(Vec::len), Some(3));
}

#[tokio::test]
async fn one_run_at_a_time_and_each_can_be_given_up() {
    let stage = fallen().await;
    let first = stage.owner(BEGIN, after(30)).await.json();
    let id = first["id"].as_str().expect("an id");
    assert_eq!(stage.owner(BEGIN, after(30)).await.problem(), "409 machine.busy");
    stage.owner(&format!("DELETE /api/v1/time-machine/{id}"), Value::Null).await;
    assert_eq!(ended(&stage, id).await["state"], "given_up");
    assert_eq!(stage.owner(BEGIN, after(30)).await.status, 202);
}

#[tokio::test]
async fn what_cannot_be_decided_again_is_refused_with_its_reason() {
    let stage = fallen().await;
    for (line, body, expected) in [
        (BEGIN, json!({ "rules": { "page": { "trailing_s": -1 } } }), "422 rules.out_of_range"),
        ("POST /api/v1/campaigns/none/time-machine", after(30), "404 api.unknown"),
        ("GET /api/v1/time-machine/tm_none", Value::Null, "404 machine.unknown"),
        ("DELETE /api/v1/time-machine/tm_none", Value::Null, "404 machine.unknown"),
    ] {
        assert_eq!(stage.owner(line, body).await.problem(), expected, "{line}");
    }
}

#[tokio::test]
async fn the_page_tries_thresholds_and_tells_what_differs() {
    let stage = fallen().await;
    let token = format!("authorization: Bearer {TOKEN}");
    let html = [token.as_str(), "accept: text/html"];
    let path = "/decisions/time-machine?campaign=summer";
    let page = stage.ask(&format!("GET {path}"), &html, Body::empty()).await;
    assert!(page.text.contains(r#"name="page_after" inputmode="numeric" required value="90""#));

    let form = "campaign=summer&red_under=25&yellow_under=10&accelerate_over=30&silence=72\
        &conversion_under=20&page_after=30&page_due=15&orders_per_day=20&pauses_max=5\
        &spend_max=20&mode=suggest&literal=1";
    let headers = [token.as_str(), "content-type: application/x-www-form-urlencoded"];
    let begun = stage.ask("POST /decisions/time-machine", &headers, form).await;
    assert_eq!(begun.status, 303, "{}", begun.text);
    let run = begun.header("location").to_owned();
    let running = stage.ask(&format!("GET {run}"), &html, Body::empty()).await;
    assert_eq!(running.header("refresh"), "1");
    assert!(running.text.contains("<progress"), "{}", running.text);

    ended(&stage, run.rsplit('=').next().expect("an id")).await;
    let done = stage.ask(&format!("GET {run}"), &html, Body::empty()).await;
    assert_eq!(done.header("refresh"), "");
    for words in [
        "1 alert would have been told differently.",
        "The replay decided exactly what was decided then.",
        "revenue below the floor for: 30 minutes instead of 90 minutes",
    ] {
        assert!(done.text.contains(words), "{words}: {}", done.text);
    }
}

#[test]
fn a_log_that_is_too_long_is_left_to_the_command() {
    assert!(check_size(Position(MAX_ENTRIES)).is_ok());
    let problem = check_size(Position(MAX_ENTRIES + 1)).unwrap_err();
    assert_eq!(problem.code(), "machine.too_large");
}
