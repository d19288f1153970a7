//! What is answered is as the document says.

use super::super::openapi::openapi;
use super::*;

/// Whether `value` is as `schema` says; if not, where and why.
fn check(document: &Value, value: &Value, schema: &Value, at: &str) -> Result<(), String> {
    if let Some(name) = schema["$ref"].as_str() {
        let name = name.rsplit('/').next().unwrap();
        let schema = &document["components"]["schemas"][name];
        assert!(schema.is_object(), "{name} is not described");
        return check(document, value, schema, at);
    }
    let kind = match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(_) => "integer",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    };
    let allowed = &schema["type"];
    let is_one =
        allowed == kind || allowed.as_array().is_some_and(|all| all.contains(&json!(kind)));
    if !allowed.is_null() && !is_one {
        return Err(format!("{at} is {kind}, and not {allowed}"));
    }
    for (place, item) in value.as_array().into_iter().flatten().enumerate() {
        check(document, item, &schema["items"], &format!("{at}[{place}]"))?;
    }
    let Some(properties) = schema["properties"].as_object() else { return Ok(()) };
    for name in schema["required"].as_array().into_iter().flatten() {
        let name = name.as_str().unwrap();
        value.get(name).ok_or_else(|| format!("{at} has no {name}"))?;
    }
    for (name, value) in value.as_object().into_iter().flatten() {
        let schema = properties.get(name).ok_or_else(|| format!("{at}.{name} is no field"))?;
        check(document, value, schema, &format!("{at}.{name}"))?;
    }
    Ok(())
}

#[tokio::test]
async fn answers_are_as_the_document_says() {
    let stage = super::super::tests::sold().await;
    let document = openapi();
    for (line, path) in [
        ("query?by=creator,day", "/api/v1/query"),
        ("explain?creator=ana", "/api/v1/explain"),
        ("orders", "/api/v1/orders"),
        ("orders/820982911946154508", "/api/v1/orders/{id}"),
        ("freshness", "/api/v1/freshness"),
        ("claims", "/api/v1/claims"),
        ("mentions", "/api/v1/mentions"),
        ("decisions?campaign=summer", "/api/v1/decisions"),
        ("alerts", "/api/v1/alerts"),
        ("actions", "/api/v1/actions"),
        ("campaigns/summer/rules", "/api/v1/campaigns/{id}/rules"),
        ("campaigns/summer/pauses", "/api/v1/campaigns/{id}/pauses"),
        ("maintenance", "/api/v1/maintenance"),
        ("time-machine", "/api/v1/time-machine"),
        ("campaigns/summer/moves", "/api/v1/campaigns/{id}/moves"),
        ("campaigns/summer/review", "/api/v1/campaigns/{id}/review"),
        ("tasks", "/api/v1/tasks"),
        ("campaigns/summer/verdict", "/api/v1/campaigns/{id}/verdict"),
        ("playbook", "/api/v1/playbook"),
        ("audit?each=1", "/api/v1/audit"),
        ("feeds", "/api/v1/feeds"),
        ("unowned", "/api/v1/unowned"),
        ("counters", "/api/v1/counters"),
        ("creator-records", "/api/v1/creator-records"),
        ("links/patrol", "/api/v1/links/patrol"),
        ("links/misfiled", "/api/v1/links/misfiled"),
        ("creators/ana/handles", "/api/v1/creators/{id}/handles"),
        ("quarantine", "/api/v1/quarantine"),
        ("waiting", "/api/v1/waiting"),
        ("campaigns", "/api/v1/campaigns"),
        ("creators/ana", "/api/v1/creators/{id}"),
        ("links", "/api/v1/links"),
        ("codes/code", "/api/v1/codes/{id}"),
        ("connections", "/api/v1/connections"),
        ("campaigns/summer/gate", "/api/v1/campaigns/{id}/gate"),
        ("creators/ana/disclosures", "/api/v1/creators/{id}/disclosures"),
        ("briefs", "/api/v1/briefs"),
        ("identities", "/api/v1/identities"),
    ] {
        let answer = stage.owner(&format!("GET /api/v1/{line}"), Value::Null).await.json();
        let success = &document["paths"][path]["get"]["responses"]["200"];
        let schema = &success["content"]["application/json"]["schema"];
        assert_eq!(check(&document, &answer, schema, line), Ok(()), "{answer}");
    }
}

#[test]
fn every_success_of_the_api_is_described() {
    for (path, operations) in openapi()["paths"].as_object().unwrap() {
        let is_picture = path.ends_with(".svg") || path.ends_with(".png");
        let is_described = path.starts_with("/api/") && path != "/api/v1/live" && !is_picture;
        for (method, operation) in operations.as_object().unwrap().iter().filter(|_| is_described) {
            let responses = &operation["responses"];
            let is_success = |code: &&str| responses[*code].is_object();
            let success = ["201", "202"].into_iter().find(is_success).unwrap_or("200");
            let schema = &responses[success]["content"]["application/json"]["schema"];
            assert!(schema.is_object(), "{method} {path}");
        }
    }
}
