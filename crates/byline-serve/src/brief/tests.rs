use axum::body::Body;
use byline_core::click::Verdict;
use serde_json::{Value, json};

use crate::testing::Stage;

/// A campaign with a gate, ana's link in it, and a brief; and the address of its private page.
async fn invited() -> (Stage, String) {
    let stage = Stage::new();
    for (path, body) in [
        ("campaigns", json!({ "id": "summer", "name": "Summer", "gate": {} })),
        (
            "creators",
            json!({ "id": "ana", "name": "Ana",
                "accounts": [{ "platform": "tiktok", "handle": "ana" }] }),
        ),
        (
            "placements",
            json!({ "id": "slot", "campaign_id": "summer", "creator_id": "ana",
                "platform": "tiktok", "format": "video" }),
        ),
        (
            "links",
            json!({ "id": "lnk", "campaign_id": "summer", "creator_id": "ana", "slug": "ana-go",
                "placement_id": "slot", "destination": "https://shop.com/p" }),
        ),
        ("codes", json!({ "campaign_id": "summer", "creator_id": "ana", "code": "ANA10" })),
        (
            "briefs",
            json!({ "id": "brf", "campaign_id": "summer", "creator_id": "ana",
                "disclosure_words": "#ad", "does_show_results": true,
                "dos": ["Show <b>it</b>."] }),
        ),
    ] {
        let reply = stage.owner(&format!("POST /api/v1/{path}"), body).await;
        assert_eq!(reply.status, 201, "{path}: {}", reply.text);
    }
    let reply = stage.owner("POST /api/v1/campaigns/summer/invites", json!({})).await;
    let url = reply.json()["invites"][0]["url"].as_str().unwrap().to_owned();
    let path = url.strip_prefix("http://127.0.0.1:8080").unwrap().to_owned();
    (stage, path)
}

#[tokio::test]
async fn the_page_says_everything_and_nothing_to_others() {
    let (stage, path) = invited().await;
    let reply = stage.get(&path).await;
    assert_eq!(reply.status, 200);
    for said in ["/ana-go", "ANA10", "#ad", "bio", "Show &lt;b&gt;it&lt;/b&gt;.", "not live yet"] {
        assert!(reply.text.contains(said), "{said}");
    }
    let policy = reply.header("content-security-policy");
    assert!(policy.starts_with("default-src 'none'") && !policy.contains("unsafe"), "{policy}");
    assert_eq!(reply.header("referrer-policy"), "no-referrer");
    for other in ["/brief/AAAAAAAAAAAAAAAAAAAAAA", "/brief/x", "/brief/x/test/lnk"] {
        assert_eq!(stage.get(other).await.status, 404, "{other}");
    }
}

/// Reads as a table: from and to of the posting window, and how the creator reads it. The campaign
/// is in Sydney, eleven hours ahead.
#[tokio::test]
async fn when_to_post_is_told_in_days_where_they_are_whole() {
    let (stage, path) = invited().await;
    let zone = json!({ "time_zone": "Australia/Sydney" });
    stage.owner("PATCH /api/v1/campaigns/summer", zone).await;
    for (from, to, expected) in [
        ("2026-11-14T13:00:00Z", "2026-12-05T13:00:00Z", "15 Nov to 5 Dec"),
        ("2026-11-14T13:00:00Z", "2026-11-15T13:00:00Z", "15 Nov"),
        ("2026-11-14T22:00:00Z", "2026-12-05T13:00:00Z", "15 Nov, 09:00 to the end of 5 Dec"),
        ("2026-11-14T13:00:00Z", "2026-12-05T10:00:00Z", "15 Nov to 5 Dec, 21:00"),
    ] {
        let posting = json!({ "posting": { "from": from, "to": to },
            "donts": ["Promising results."] });
        let reply = stage.owner("PATCH /api/v1/briefs/brf", posting).await;
        assert_eq!(reply.status, 200, "{}", reply.text);
        let page = stage.get(&path).await.text;
        assert!(page.contains(&format!("<p class=\"words\">{expected}</p>")), "{page}");
        assert!(page.contains("Sydney time.") && page.contains("What to avoid"), "{page}");
    }
}

#[tokio::test]
async fn a_new_link_replaces_the_old_one() {
    let (stage, old) = invited().await;
    stage.owner("POST /api/v1/campaigns/summer/invites", json!({})).await;
    assert_eq!(stage.get(&old).await.status, 404);
}

#[tokio::test]
async fn a_creator_confirms_without_signing_in() {
    let (stage, path) = invited().await;
    let reply = stage.ask(&format!("POST {path}"), &[], Body::empty()).await;
    assert_eq!(reply.status, 303);
    assert!(stage.get(&path).await.text.contains("You have confirmed this brief"));
    let gate = stage.owner("GET /api/v1/campaigns/summer/gate", Value::Null).await.json();
    assert_eq!(gate["creators"][0]["brief"]["read_version"], 1);
    let said = json!({ "donts": ["Do not hurry."] });
    stage.owner("PATCH /api/v1/briefs/brf", said).await;
    assert!(stage.get(&path).await.text.contains("changed since you confirmed it"));
}

/// Records that were merged have a brief each, and each page tells of its own.
#[tokio::test]
async fn a_merged_record_has_a_brief_of_its_own() {
    let (stage, _) = invited().await;
    for (path, body) in [
        ("creators", json!({ "id": "ana2", "name": "Ana Lima" })),
        (
            "briefs",
            json!({ "id": "brf2", "campaign_id": "summer", "creator_id": "ana2",
                "disclosure_words": "#ad" }),
        ),
        ("identities/merge", json!({ "kept": "ana", "gone": { "creator": "ana2" } })),
    ] {
        let reply = stage.owner(&format!("POST /api/v1/{path}"), body).await;
        assert!(reply.status.is_success(), "{path}: {}", reply.text);
    }
    let reply = stage.owner("POST /api/v1/campaigns/summer/invites", json!({})).await.json();
    let pages: Vec<String> = (0..2)
        .map(|n| reply["invites"][n]["url"].as_str().unwrap())
        .map(|url| url.strip_prefix("http://127.0.0.1:8080").unwrap().to_owned())
        .collect();
    stage.ask(&format!("POST {}", pages[1]), &[], Body::empty()).await;
    let confirmed = "You have confirmed this brief";
    assert!(stage.get(&pages[1]).await.text.contains(confirmed));
    assert!(!stage.get(&pages[0]).await.text.contains(confirmed), "the other one is not read yet");
}

#[tokio::test]
async fn each_link_has_its_qr_code() {
    let (stage, path) = invited().await;
    let page = stage.get(&path).await.text;
    assert_eq!(page.matches("<svg").count(), 1, "{page}");
    assert!(page.contains("aria-label=\"QR code of http://127.0.0.1:8080/ana-go\""), "{page}");
}

#[tokio::test]
async fn the_test_button_leads_there_and_counts_nowhere() {
    let (stage, path) = invited().await;
    let reply = stage.get(&format!("{path}/test/lnk")).await;
    assert_eq!(reply.status, 302);
    assert!(reply.header("location").starts_with("https://shop.com/p?utm_source=tiktok"));
    let click = &stage.clicks()[0];
    assert_eq!((click.verdict, click.reason.as_deref()), (Verdict::Test, None));
}

#[tokio::test]
async fn nobody_sets_the_digest_of_a_link() {
    let (stage, _) = invited().await;
    let digest = json!({ "token_digest": "ab".repeat(32) });
    let reply = stage.owner("PATCH /api/v1/briefs/brf", digest).await;
    assert_eq!(reply.problem(), "422 brief.token_digest");
}

#[tokio::test]
async fn a_launch_opens_the_link_at_once() {
    let (stage, _) = invited().await;
    assert_eq!(stage.get("/ana-go").await.status, 200, "a friendly page");
    let reply = stage.owner("POST /api/v1/campaigns/summer/launch", json!({})).await;
    assert_eq!(reply.json()["held"], json!(["ana"]));
    let only = json!({ "creator_id": "ana" });
    let reply = stage.owner("POST /api/v1/campaigns/summer/launch", only.clone()).await;
    assert_eq!(reply.problem(), "409 launch.held");
    let checks = byline_core::gate::Check::ALL;
    for check in checks {
        let waiver = json!({ "check": check.key(), "by": "Kim", "reason": "a rehearsal" });
        let reply = stage.owner("POST /api/v1/campaigns/summer/waivers", waiver).await;
        let is_idle = || reply.problem() == "409 launch.waiver_idle";
        assert!(reply.status == 200 || is_idle(), "{}", reply.text);
    }
    let reply = stage.owner("POST /api/v1/campaigns/summer/launch", only).await;
    assert_eq!(reply.json()["launched"], json!(["ana"]));
    assert_eq!(stage.get("/ana-go").await.status, 302);
    let page = stage.owner("GET /campaigns/summer/gate", Value::Null).await;
    assert_eq!(page.status, 200);
    assert!(page.text.contains("1 live, 0 ready, 0 held"), "{}", page.text);
}

#[tokio::test]
async fn a_waiver_needs_a_name_and_a_reason() {
    let (stage, _) = invited().await;
    for (by, reason) in [("", "because"), ("Kim", "  ")] {
        let waiver = json!({ "check": "deal", "by": by, "reason": reason });
        let reply = stage.owner("POST /api/v1/campaigns/summer/waivers", waiver).await;
        assert_eq!(reply.problem(), "422 launch.waiver_empty");
    }
    let waiver = json!({ "creator_id": "nobody", "check": "deal", "by": "Kim", "reason": "so" });
    let reply = stage.owner("POST /api/v1/campaigns/summer/waivers", waiver).await;
    assert_eq!(reply.problem(), "404 launch.creator_unknown");
    let engine = stage.node.engine.read().unwrap();
    assert_eq!(engine.gate_view(&"summer".into(), crate::testing::NOW).unwrap().history.len(), 1);
    assert!(matches!(engine.brief("brf"), Some(brief) if brief.disclosure_words == "#ad"));
}
