//! What is agreed with a creator, by form: kept, refused with what was typed, and asked for by the
//! launch gate.

use serde_json::Value;

use super::sources::FORM;
use super::{page, world};
use crate::testing::{Reply, Stage};

const PATH: &str = "/creators/ana/agreed";

/// Sends a form as the owner.
async fn send(stage: &Stage, form: &str) -> Reply {
    super::sources::send(stage, PATH, FORM, format!("campaign=summer&{form}")).await
}

/// The things of a kind that the API holds about the creator.
async fn held(stage: &Stage, kind: &str) -> Vec<Value> {
    let all = stage.owner(&format!("GET /api/v1/{kind}"), Value::Null).await.json();
    let all = all[kind].as_array().expect("a list").clone();
    all.into_iter().filter(|row| row["creator_id"] == "ana" || row["id"] == "ana").collect()
}

#[tokio::test]
async fn a_deal_is_made_and_changed() {
    let stage = world::stage().await;
    let n_before = held(&stage, "deals").await.len();
    let form = "part=deal&fee=4000&commission=12.5&paid_from=2026-06-01&paid_to=2026-06-30&terms=";
    let reply = send(&stage, form).await;
    assert_eq!(reply.status, 303, "{}", reply.text);
    assert_eq!(reply.header("location"), format!("{PATH}?campaign=summer&kept=deal#deal"));
    let deals = held(&stage, "deals").await;
    let deal = deals.last().expect("a deal");
    assert_eq!(deal["fee"]["minor"], 4_000_00);
    assert_eq!((&deal["commission_bp"], &deal["terms"]), (&1_250.into(), &Value::Null));
    assert_eq!(deal["amplification"]["to"], "2026-06-30T22:00:00Z", "the whole last day");
    let html = page(&stage, &format!("{PATH}?campaign=summer&kept=deal")).await.text;
    assert!(html.contains("value=\"4000.00\"") && html.contains("value=\"12.50\""), "{html}");
    assert!(html.contains("value=\"2026-06-30\"") && html.contains("saved"), "{html}");
    assert_eq!(send(&stage, "part=deal&fee=3500").await.status, 303);
    let deals = held(&stage, "deals").await;
    assert_eq!(deals.len(), n_before.max(1), "the same deal, and no second one");
    assert_eq!(deals.last().expect("a deal")["fee"]["minor"], 3_500_00);
    assert_eq!(deals.last().expect("a deal")["amplification"], Value::Null);
}

#[tokio::test]
async fn accounts_and_brief_are_kept() {
    let stage = world::stage().await;
    let form =
        "part=accounts&handle-tiktok=%40ana.glow&id-tiktok=7123400&followers-tiktok=52%2C300";
    assert_eq!(send(&stage, form).await.status, 303);
    let accounts = held(&stage, "creators").await[0]["accounts"].clone();
    assert_eq!(accounts.as_array().expect("a list").len(), 1, "{accounts}");
    assert_eq!(accounts[0]["handle"], "ana.glow");
    assert_eq!(accounts[0]["platform_user_id"], "7123400");
    assert_eq!(accounts[0]["n_followers"], 52_300);
    let form = "part=brief&disclosure_words=%23ad&dos=Show+it.%0D%0A%0D%0ASay+the+code.&\
                post_from=2026-06-02&post_to=2026-06-02&does_show_results=on";
    assert_eq!(send(&stage, form).await.status, 303);
    let briefs = held(&stage, "briefs").await;
    let brief = briefs.last().expect("a brief");
    assert_eq!(brief["dos"], serde_json::json!(["Show it.", "Say the code."]));
    assert_eq!(brief["does_show_results"], true);
    // A box that is not ticked says no.
    assert_eq!(send(&stage, "part=brief&disclosure_words=%23ad").await.status, 303);
    let briefs = held(&stage, "briefs").await;
    assert_eq!(briefs.last().expect("a brief")["does_show_results"], false);
}

/// Days that stand as they were shown leave a window as it is, to the second: who confirmed the
/// brief is not asked again for a sentence that nobody changed.
#[tokio::test]
async fn what_nobody_touched_stays_to_the_second() {
    let stage = world::stage().await;
    let brief = serde_json::json!({
        "id": "brf_ana", "campaign_id": "summer", "creator_id": "ana",
        "posting": { "from": "2026-06-01T10:00:00Z", "to": "2026-06-08T10:00:00Z" },
    });
    assert_eq!(stage.owner("POST /api/v1/briefs", brief).await.status, 201);
    let form = "part=brief&disclosure_words=%23ad&post_from=2026-06-01&post_to=2026-06-08";
    assert_eq!(send(&stage, form).await.status, 303);
    let brief = held(&stage, "briefs").await.pop().expect("a brief");
    assert_eq!(brief["disclosure_words"], "#ad");
    assert_eq!(brief["posting"]["from"], "2026-06-01T10:00:00Z");
    assert_eq!(brief["posting"]["to"], "2026-06-08T10:00:00Z");
    let form = "part=brief&disclosure_words=%23ad&post_from=2026-06-01&post_to=2026-06-09";
    assert_eq!(send(&stage, form).await.status, 303);
    let brief = held(&stage, "briefs").await.pop().expect("a brief");
    assert_eq!(brief["posting"]["from"], "2026-05-31T22:00:00Z", "whole days of the campaign");
}

/// Reads as a table: the form, the status, what is said of it.
#[tokio::test]
async fn what_cannot_be_kept_stays_in_the_form() {
    let stage = world::stage().await;
    for (form, status, said) in [
        ("part=deal&fee=a+lot", 422, "`a lot` is no fee"),
        ("part=deal&fee=-5", 422, "`-5` is no fee"),
        ("part=deal&commission=half", 422, "`half` is no commission"),
        ("part=deal&fee=1&paid_from=2026-06-02", 422, "`paid to` is empty"),
        ("part=deal&paid_from=2026-06-09&paid_to=2026-06-02", 422, "not before the first"),
        ("part=accounts&handle-tiktok=ana&followers-tiktok=many", 422, "`many` is no followers"),
        ("part=accounts&handle-tiktok=ana&followers-tiktok=1.5", 422, "`1.5` is no followers"),
        ("part=accounts&id-tiktok=7123400", 422, "`handle` is empty"),
        ("part=deal&commission=12.345", 422, "`12.345` is no commission"),
        ("part=nothing", 404, ""),
    ] {
        let reply = send(&stage, form).await;
        assert_eq!(reply.status, status, "{form}");
        assert!(reply.text.contains(said), "{form}: {}", reply.text);
    }
    let reply = send(&stage, "part=deal&fee=a+lot&terms=no+rivals").await;
    assert!(reply.text.contains("value=\"a lot\"") && reply.text.contains(">no rivals</textarea>"));
    assert_eq!(page(&stage, "/creators/nobody/agreed").await.status, 404);
}

#[tokio::test]
async fn the_gate_leads_to_the_form() {
    let stage = world::stage().await;
    let html = page(&stage, "/campaigns/summer/gate").await.text;
    assert!(html.contains("/agreed?campaign=summer#deal\">Store fee"), "{html}");
    assert!(html.contains("/agreed?campaign=summer#brief\">Write one"), "{html}");
}
