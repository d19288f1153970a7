//! Approving where paid spend moves, through HTTP.

use byline_core::campaign::{Campaign, CountingRules, Goal};
use byline_core::click::{Click, Verdict};
use byline_core::creator::{Creator, Deal, Platform};
use byline_core::entry::Fact;
use byline_core::event::{Grain, Metric, MetricPoint, Spend, SpendKind};
use byline_core::gate::{Benchmark, GateTerms, Origin};
use byline_core::id::OrderKey;
use byline_core::money::{Currency, Money};
use byline_core::order::{OrderAmounts, OrderState, OrderVersion};
use byline_core::placement::Placement;
use byline_core::shopper::{ClickId, ShopperKeys};
use byline_core::time::Span;
use serde_json::{Value, json};

use crate::port::{NewFact, Writer};
use crate::testing::{NOW, Stage, TOKEN, link};

const MOVES: &str = "/api/v1/campaigns/summer/moves";

/// Two creators whose content is amplified for the same money; ben's people buy.
async fn amplified() -> Stage {
    let stage = Stage::new();
    let flight = Span { from: NOW.plus_seconds(-86_400), to: NOW.plus_seconds(20 * 86_400) };
    let mut facts = vec![Fact::Campaign(campaign(flight))];
    for (name, n_clicks, n_orders) in [("ana", 60, 2), ("ben", 160, 30)] {
        facts.extend(creator(name, flight));
        facts.extend((0..n_clicks).map(|nth| click(name, nth)));
        facts.extend((0..n_orders).map(|nth| order(name, nth)));
    }
    for fact in facts {
        let facts = vec![NewFact { fact, dedup: None }];
        stage.node.commit(facts, None).await.expect("the store takes it in");
    }
    stage
}

fn campaign(flight: Span) -> Campaign {
    let benchmark = Benchmark::new("ctr", 12_000, Origin::Manual);
    let gate = GateTerms { is_open: true, benchmarks: vec![benchmark], ..GateTerms::default() };
    Campaign {
        id: "summer".into(),
        name: "Summer".to_owned(),
        goal: Goal::Sales,
        currency: Currency::USD,
        time_zone: "UTC".to_owned(),
        flights: vec![flight],
        budget_minor: None,
        terms: Vec::new(),
        rules: CountingRules::default(),
        is_archived: false,
        gate: Some(gate),
    }
}

fn creator(name: &str, flight: Span) -> Vec<Fact> {
    let usd = |minor| Money { minor, currency: Currency::USD };
    let hour_ago = NOW.plus_seconds(-3_600);
    let mut its_link = link(name, "https://shop.brand.com/");
    (its_link.creator_id, its_link.placement_id) = (name.into(), Some(name.into()));
    vec![
        Fact::Creator(Creator {
            id: name.into(),
            name: name.to_owned(),
            accounts: Vec::new(),
            category: None,
            country: None,
            notes: None,
            is_archived: false,
            aliases: Vec::new(),
        }),
        Fact::Placement(Placement {
            id: name.into(),
            campaign_id: "summer".into(),
            creator_id: name.into(),
            platform: Platform::Tiktok,
            format: "video".to_owned(),
            is_archived: false,
            spot: None,
            phase: None,
        }),
        Fact::Link(its_link),
        Fact::Deal(Deal {
            id: name.into(),
            campaign_id: "summer".into(),
            creator_id: name.into(),
            fee: None,
            commission_bp: 0,
            amplification: Some(flight),
            terms: None,
            is_archived: false,
            week: Default::default(),
        }),
        Fact::Metric(MetricPoint {
            connection: "platforms".into(),
            placement_id: name.into(),
            content_id: None,
            metric: Metric::Impressions,
            value: 10_000,
            grain: Grain::Stretch(Span { from: hour_ago, to: NOW }),
            as_of: NOW,
        }),
        Fact::Spend(Spend {
            id: name.into(),
            campaign_id: "summer".into(),
            creator_id: Some(name.into()),
            placement_id: None,
            occurred_at: hour_ago,
            amount: usd(100_00),
            kind: SpendKind::Amplification,
        }),
    ]
}

/// An order after a click of its own.
fn order(name: &str, nth: u8) -> Fact {
    let placed_at = NOW.plus_seconds(-1_800);
    let order = format!("{name}-{nth}").as_str().into();
    Fact::Order(OrderVersion {
        key: OrderKey { connection: "till".into(), order },
        version_at: placed_at,
        placed_at,
        number: None,
        aliases: Vec::new(),
        state: OrderState::Paid,
        currency: Currency::USD,
        amounts: OrderAmounts {
            merchandise_minor: 50_00,
            total_minor: 50_00,
            ..OrderAmounts::default()
        },
        codes: Vec::new(),
        shopper: ShopperKeys { clicks: vec![click_id(name, nth)], ..ShopperKeys::default() },
        utm: None,
        referrer_host: None,
        is_new_customer: None,
        tokens: Vec::new(),
        named: Vec::new(),
    })
}

fn click_id(name: &str, nth: u8) -> ClickId {
    let mut id = [name.as_bytes()[0]; 16];
    id[0] = nth;
    ClickId(id)
}

fn click(name: &str, nth: u8) -> Fact {
    Fact::Click(Click {
        id: click_id(name, nth),
        occurred_at: NOW.plus_seconds(-3_600),
        link_id: format!("lnk_{name}").as_str().into(),
        verdict: Verdict::Human,
        reason: None,
        in_app: None,
        device: None,
        country: None,
        referrer_host: None,
        visitor_of_day: None,
        visitor: None,
    })
}

/// What the proposal of now moves, in minor units.
async fn proposed(stage: &Stage) -> i64 {
    let answer = stage.owner("GET /api/v1/decisions?campaign=summer", Value::Null).await.json();
    answer["moves"]["proposal"]["moved_minor"].as_i64().unwrap_or_else(|| panic!("{answer}"))
}

#[tokio::test]
async fn a_proposal_is_approved_metered_and_taken_back() {
    let stage = amplified().await;
    let moved_minor = proposed(&stage).await;
    let post = format!("POST {MOVES}");
    for (body, expected) in [
        (json!({ "moved_minor": moved_minor + 1 }), "409 moves.changed"),
        (json!({ "moved_minor": moved_minor, "creators": ["zoe"] }), "422 moves.row_unknown"),
        (json!({ "moved_minor": moved_minor, "creators": ["ana"] }), "422 moves.one_sided"),
    ] {
        assert_eq!(stage.owner(&post, body).await.problem(), expected);
    }
    let body = json!({ "moved_minor": moved_minor, "creators": ["ana", "ben"], "reason": "day 2" });
    let answer = stage.owner(&post, body).await.json();
    assert_eq!(answer["plans"][0]["reason"], "day 2", "{answer}");
    assert_eq!(answer["moved_of_plan_bp"], moved_minor * 10_000 / 200_00, "{answer}");
    let undo = json!({ "at": answer["undo_at"] });
    let another = json!({ "at": "2026-06-01T00:00:00Z" });
    let refused = stage.owner(&format!("{post}/undo"), another).await;
    assert_eq!(refused.problem(), "409 moves.not_newest");
    let undone = stage.owner(&format!("{post}/undo"), undo.clone()).await.json();
    assert_eq!((&undone["moved_of_plan_bp"], &undone["undo_at"]), (&json!(0), &Value::Null));
    let again = stage.owner(&format!("{post}/undo"), undo).await;
    assert_eq!(again.problem(), "409 moves.too_late");
}

#[tokio::test]
async fn the_page_approves_what_is_ticked_and_takes_it_back() {
    let stage = amplified().await;
    let token = format!("authorization: Bearer {TOKEN}");
    let form = [token.as_str(), "content-type: application/x-www-form-urlencoded"];
    let page = |line: &'static str| stage.ask(line, &form[..1], "");
    let before = page("GET /decisions?campaign=summer").await.text;
    assert!(before.contains("Approve what is ticked"), "{before}");
    assert!(before.contains("0% of the paid spend is approved to move by day 2 of 21"), "{before}");
    let body =
        format!("campaign=summer&moved_minor={}&creator=ana&creator=ben", proposed(&stage).await);
    let done = stage.ask("POST /decisions/moves", &form, body).await;
    assert_eq!(done.status, 303, "{}", done.text);
    let after = page("GET /decisions?campaign=summer").await.text;
    assert!(after.contains("approved by") && after.contains("Undo"), "{after}");
    assert!(after.contains("Who gets how much") && after.contains(" instead of $"), "{after}");
    let at = after.split_once("name=\"undo\" value=\"").and_then(|(_, at)| at.split_once('"'));
    let (at, _) = at.expect("the way back");
    let outdated = stage.ask("POST /decisions/moves", &form, "campaign=summer&undo=1").await;
    assert_eq!(outdated.status, 409, "{}", outdated.text);
    let body = format!("campaign=summer&undo={at}");
    let undone = stage.ask("POST /decisions/moves", &form, body).await;
    assert_eq!(undone.status, 303, "{}", undone.text);
    let none = stage.ask("POST /decisions/moves", &form, "campaign=summer&moved_minor=1").await;
    assert_eq!(none.status, 422, "{}", none.text);
}
