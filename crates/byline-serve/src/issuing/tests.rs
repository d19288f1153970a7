use serde_json::{Value, json};

use crate::testing::Stage;

async fn stage() -> Stage {
    let stage = Stage::new();
    let campaign = json!({ "id": "summer", "name": "Summer Glow" });
    assert_eq!(stage.owner("POST /api/v1/campaigns", campaign).await.status, 201);
    for (id, handle) in [("ana", "ana.lima"), ("ben", "ben_k")] {
        let accounts = json!([
            { "platform": "instagram", "handle": handle },
            { "platform": "tiktok", "handle": handle },
        ]);
        let creator = json!({ "id": id, "name": id, "accounts": accounts });
        assert_eq!(stage.owner("POST /api/v1/creators", creator).await.status, 201);
    }
    stage
}

fn wanted(roster: impl Into<Value>) -> Value {
    json!({
        "campaign_id": "summer",
        "destination": "https://brand.com/p",
        "code_pattern": "{creator}15",
        "roster": roster.into(),
    })
}

async fn issue(stage: &Stage, wanted: &Value) -> Value {
    let reply = stage.owner("POST /api/v1/links/bulk", wanted.clone()).await;
    assert_eq!(reply.status, 200, "{}", reply.text);
    reply.json()
}

const ROSTER: &str = "creator\tplacement\tformat\n@ana.lima\tbio|story\treel\nben\tbio\treel\n";

#[tokio::test]
async fn a_look_changes_nothing_and_the_same_roster_again_issues_nothing_new() {
    let stage = stage().await;
    let before = *stage.node.changes.borrow();
    let mut look = wanted(ROSTER);
    look["dry_run"] = json!(true);
    let report = issue(&stage, &look).await;
    assert_eq!((&report["n_new"], &report["n_new_codes"]), (&json!(6), &json!(2)), "{report}");
    assert_eq!(*stage.node.changes.borrow(), before, "a look is only a look");
    let row = &report["results"][0];
    assert_eq!((&row["url"], &row["slug_shape"]), (&Value::Null, &json!("random, 10 letters")));
    look["slug_pattern"] = json!("{creator}-{platform}-{placement}");
    let row = issue(&stage, &look).await["results"][0].clone();
    assert_eq!(row["url"], "http://127.0.0.1:8080/ana.lima-instagram-bio", "{row}");
    assert_eq!(row["slug_shape"], Value::Null);

    let report = issue(&stage, &wanted(ROSTER)).await;
    assert_eq!(report["n_new"], 6, "{report}");
    assert_eq!(report["codes"][0]["promo_code"], "ANALIMA15");
    let after = *stage.node.changes.borrow();
    let report = issue(&stage, &wanted(ROSTER)).await;
    assert_eq!((&report["n_new"], &report["n_known"]), (&json!(0), &json!(6)), "{report}");
    assert_eq!(*stage.node.changes.borrow(), after, "nothing new is nothing in the log");
}

#[tokio::test]
async fn issued_links_lead_on_at_once_and_their_edits_too() {
    let stage = stage().await;
    let report = issue(&stage, &wanted("ana,instagram,bio,reel")).await;
    let row = &report["results"][0];
    let slug = row["url"].as_str().unwrap().rsplit('/').next().unwrap().to_owned();
    let leads_to = async |slug: &str| {
        let reply = stage.ask(&format!("GET /{slug}"), &[], "").await;
        reply.header("location").to_owned()
    };
    let landed = leads_to(&slug).await;
    assert!(landed.starts_with("https://brand.com/p?utm_source=instagram"), "{landed}");
    assert!(landed.contains("utm_content=reel-bio&utm_term=ana.lima"), "{landed}");

    let id = row["link_id"].as_str().unwrap();
    let line = format!("PATCH /api/v1/links/{id}");
    let edit = json!({ "destination": "https://brand.com/new" });
    assert_eq!(stage.owner(&line, edit).await.status, 200);
    assert!(leads_to(&slug).await.starts_with("https://brand.com/new?"));
    let pause = json!({ "is_paused": true, "fallback": "https://brand.com/over" });
    assert_eq!(stage.owner(&line, pause).await.status, 200);
    assert!(leads_to(&slug).await.starts_with("https://brand.com/over"));
}

#[tokio::test]
async fn rows_that_are_objects_are_read_and_bad_ones_cost_nothing() {
    let stage = stage().await;
    let rows = json!([
        { "creator": "ana", "platform": ["instagram", "tiktok"], "format": "reel" },
        { "creator": "dora", "platform": "instagram" },
        { "creator": "ben", "platform": "tiktok", "destination": "https://localhost/" },
    ]);
    let report = issue(&stage, &wanted(rows)).await;
    assert_eq!(report["n_new"], 2, "{report}");
    let codes: Vec<_> = report["results"].as_array().unwrap().iter().map(|r| &r["code"]).collect();
    assert_eq!(codes[2..], ["roster.creator_unknown", "destination.not_public"], "{report}");
}

/// Reads as a table: what is sent, the code of the problem.
#[tokio::test]
async fn a_wish_that_makes_no_sense_is_answered_as_a_whole() {
    let stage = stage().await;
    let with = |name: &str, value: Value| {
        let mut wanted = wanted(ROSTER);
        wanted[name] = value;
        wanted
    };
    for (wanted, code) in [
        (with("campaign_id", json!("winter")), "api.reference_unknown"),
        (with("roster", json!("")), "roster.empty"),
        (with("roster", json!("creator,platfrom\nana,ig")), "roster.column_unknown"),
        (with("slug_pattern", json!("{fromat}")), "utm.template_placeholder_unknown"),
        (with("code_pattern", json!("GLOW15")), "utm.template_creator_absent"),
        (with("template", json!({ "source": "x" })), "utm.template_field_empty"),
        (with("colour", json!("red")), "api.field_unknown"),
    ] {
        let reply = stage.owner("POST /api/v1/links/bulk", wanted).await;
        assert_eq!(reply.problem(), format!("422 {code}"));
    }
}
