//! Merging, keeping apart and taking apart, as a program asks for it.

use serde_json::{Value, json};

use super::super::tests::sold;
use crate::testing::Stage;

async fn post(stage: &Stage, path: &str, body: Value) -> (u16, Value) {
    let reply = stage.owner(&format!("POST /api/v1/{path}"), body).await;
    (reply.status.as_u16(), reply.json())
}

async fn identities(stage: &Stage) -> Value {
    stage.owner("GET /api/v1/identities", Value::Null).await.json()
}

#[tokio::test]
async fn a_merge_is_previewed_done_and_undone() {
    let stage = sold().await;
    let twin = json!({ "id": "ana2", "name": "analimaofficial" });
    assert_eq!(post(&stage, "creators", twin).await.0, 201);
    let view = identities(&stage).await;
    assert_eq!(view["proposals"][0]["other"]["party"], json!({ "creator": "ana2" }), "{view}");

    let mut asked = json!({ "kept": "ana", "gone": { "creator": "ana2" }, "is_preview": true });
    let (status, preview) = post(&stage, "identities/merge", asked.clone()).await;
    assert_eq!((status, &preview["is_done"]), (200, &json!(false)));
    assert_eq!(preview["preview"]["n_links"], 0, "{preview}");
    asked["is_preview"] = json!(false);
    assert_eq!(post(&stage, "identities/merge", asked.clone()).await.0, 200);
    let view = identities(&stage).await;
    assert_eq!((&view["proposals"], &view["merges"][0]["gone"]), (&json!([]), &json!("ana2")));
    let (status, problem) = post(&stage, "identities/merge", asked).await;
    assert_eq!((status, &problem["code"]), (409, &json!("identity.cannot_merge")));

    assert_eq!(post(&stage, "identities/split", json!({ "gone": "ana2" })).await.0, 200);
    let (status, problem) = post(&stage, "identities/split", json!({ "gone": "ana2" })).await;
    assert_eq!((status, &problem["code"]), (409, &json!("identity.not_merged")));

    let apart = json!({ "one": { "creator": "ana2" }, "other": { "creator": "ana" } });
    assert_eq!(post(&stage, "identities/reject", apart).await.0, 200);
    assert_eq!(identities(&stage).await["proposals"], json!([]));
}

#[tokio::test]
async fn two_accounts_on_one_platform_are_two_creators() {
    let stage = sold().await;
    for (id, handle) in [("cleo", "cleo.marsh"), ("cleo2", "cleomarsh.shop")] {
        let accounts = json!([{ "platform": "tiktok", "handle": handle }]);
        let row = json!({ "id": id, "name": "Cleo Marsh", "accounts": accounts });
        assert_eq!(post(&stage, "creators", row).await.0, 201);
    }
    let asked = json!({ "kept": "cleo", "gone": { "creator": "cleo2" } });
    let (status, problem) = post(&stage, "identities/merge", asked).await;
    assert_eq!((status, &problem["code"]), (409, &json!("identity.cannot_merge")));
    let detail = problem["detail"].as_str().unwrap();
    assert!(detail.contains("@cleo.marsh and @cleomarsh.shop"), "{detail}");
    let asked = json!({ "kept": "nobody", "gone": { "creator": "cleo2" } });
    assert_eq!(post(&stage, "identities/merge", asked).await.0, 404);
}

#[tokio::test]
async fn what_was_never_theirs_is_taken_out() {
    let stage = sold().await;
    let asked = json!({ "creator_id": "ana", "name": "Ana of the shop", "code_ids": ["code"] });
    let (status, answer) = post(&stage, "identities/split", asked).await;
    assert_eq!(status, 200, "{answer}");
    let code = stage.owner("GET /api/v1/codes/code", Value::Null).await.json();
    assert_eq!(code["creator_id"], answer["creator_id"]);
    let asked = json!({ "creator_id": "ana", "name": "x", "handles": ["@never"] });
    let (status, problem) = post(&stage, "identities/split", asked).await;
    assert_eq!((status, &problem["code"]), (422, &json!("identity.nothing_to_split")));
}
