//! The master record of every creator in one document, and as a sheet.
//!
//! The document holds whole things, as the API takes them: each of its lists can be sent back to
//! `/api/v1/creators/bulk`, `/api/v1/deals/bulk` and `/api/v1/codes/bulk`, in another workspace.
//! The sheet has a row for each account, under headings that the import of creators knows; what
//! was agreed for a campaign stands in the document only, so that no import counts a fee twice.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use byline_core::creator::{Account, Creator};
use byline_engine::Engine;
use serde_json::{Value, json};

use crate::pages::field;
use crate::site::Site;

/// The columns of the sheet.
const HEADER: [&str; 10] = [
    "creator_id",
    "name",
    "platform",
    "handle",
    "platform_user_id",
    "followers",
    "category",
    "country",
    "handles_before",
    "notes",
];

/// `GET /api/v1/creator-records`: everything that is known of creators, to be posted back.
pub async fn document(State(site): State<Arc<Site>>) -> Json<Value> {
    let engine = site.engine();
    let creators: Vec<&Creator> = engine.creators().collect();
    let all = engine.handles_of_all();
    let handles = creators.iter().map(|row| {
        let rows = all.get(engine.owner_of(row.id.as_str()));
        (row.id.to_string(), rows.map_or(json!([]), |rows| json!(rows)))
    });
    Json(json!({
        "stand": engine.stand(),
        "creators": creators,
        "deals": engine.deals().collect::<Vec<_>>(),
        "codes": engine.codes().collect::<Vec<_>>(),
        "handles": handles.collect::<serde_json::Map<_, _>>(),
    }))
}

/// `GET /creators/records.csv`: a row for each account.
pub async fn sheet(State(site): State<Arc<Site>>) -> Response {
    let csv = csv(&site.engine());
    let headers = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8"),
        (header::CONTENT_DISPOSITION, "attachment; filename=\"creators.csv\""),
    ];
    (headers, csv).into_response()
}

fn csv(engine: &Engine) -> String {
    let mut text = format!("{}\r\n", HEADER.join(","));
    let all = engine.handles_of_all();
    for creator in engine.creators().filter(|creator| !creator.is_archived) {
        let handles = all.get(engine.owner_of(creator.id.as_str())).map_or(&[][..], Vec::as_slice);
        for account in &creator.accounts {
            let before = handles.iter().filter(|it| it.platform == account.platform);
            let before = before.filter(|it| it.to.is_some()).map(|it| it.handle.as_str());
            let before: Vec<&str> = before.collect();
            text.push_str(&line(creator, account, &before.join(" ")));
        }
    }
    text
}

fn line(creator: &Creator, account: &Account, handles_before: &str) -> String {
    let followers = account.n_followers.map_or(String::new(), |n| n.to_string());
    let said = |text: &Option<String>| text.clone().unwrap_or_default();
    let cells = [
        creator.id.to_string(),
        creator.name.clone(),
        account.platform.key().to_owned(),
        account.handle.clone(),
        said(&account.platform_user_id),
        followers,
        said(&creator.category),
        said(&creator.country),
        handles_before.to_owned(),
        said(&creator.notes),
    ];
    format!("{}\r\n", cells.map(|cell| field(&cell)).join(","))
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::super::tests::sold;
    use crate::testing::Stage;

    async fn get(stage: &Stage, path: &str) -> Value {
        stage.owner(&format!("GET /api/v1/{path}"), Value::Null).await.json()
    }

    #[tokio::test]
    async fn the_document_can_be_sent_back() {
        let from = sold().await;
        let account = json!({ "platform": "tiktok", "handle": "ana.lima" });
        let notes = json!({ "notes": "=cmd|' /C calc'!A0", "accounts": [account] });
        from.owner("PATCH /api/v1/creators/ana", notes).await;
        let told = get(&from, "creator-records").await;
        let to = Stage::new();
        for path in ["campaigns", "creators", "deals", "codes"] {
            let rows = match path {
                "campaigns" => get(&from, "campaigns").await["campaigns"].clone(),
                path => told[path].clone(),
            };
            let made = to.owner(&format!("POST /api/v1/{path}/bulk"), rows).await.json();
            assert_eq!(made["n_rejected"], json!(0), "{path}: {made}");
        }
        let again = get(&to, "creator-records").await;
        for part in ["creators", "deals", "codes"] {
            assert_eq!(again[part], told[part], "{part}");
        }
        let sheet = from.owner("GET /creators/records.csv", Value::Null).await.text;
        assert!(!sheet.contains(",=cmd") && sheet.contains("'=cmd"), "{sheet}");
    }
}
