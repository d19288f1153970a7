//! What is refused, with the value that was not understood and a next step.

use serde_json::{Value, json};

use super::{check, stocked};

#[tokio::test]
async fn wrong_wishes_are_answered_with_a_next_step() {
    let stage = stocked().await;
    let link = |change: Value| {
        let mut body = json!({ "campaign_id": "summer", "creator_id": "ana",
            "destination": "https://shop.com/" });
        crate::api::merge::lay_over(&mut body, change);
        body
    };
    for (line, body, status, code) in [
        ("POST /api/v1/campaigns", json!({}), 422, "api.field_missing"),
        ("POST /api/v1/campaigns", json!([]), 422, "api.object_expected"),
        ("POST /api/v1/campaigns", json!({ "name": "x", "nmae": 1 }), 422, "api.field_unknown"),
        (
            "POST /api/v1/campaigns",
            json!({ "name": "x", "currency": "XYZ" }),
            422,
            "api.field_invalid",
        ),
        (
            "POST /api/v1/campaigns",
            json!({ "name": "x", "time_zone": "Mars/Base" }),
            422,
            "campaign.time_zone_unknown",
        ),
        ("POST /api/v1/campaigns", json!({ "id": "summer", "name": "x" }), 409, "api.id_taken"),
        ("POST /api/v1/campaigns", json!({ "id": "a/b", "name": "x" }), 422, "api.id_invalid"),
        (
            "POST /api/v1/links",
            link(json!({ "creator_id": "nobody" })),
            422,
            "api.reference_unknown",
        ),
        ("POST /api/v1/links", link(json!({ "slug": "Ana-Reel" })), 409, "link.slug_taken"),
        ("POST /api/v1/links", link(json!({ "slug": "API" })), 422, "link.slug_reserved"),
        ("POST /api/v1/links", link(json!({ "slug": "a b" })), 422, "link.slug_invalid"),
        (
            "POST /api/v1/links",
            link(json!({ "destination": "http://shop.com/" })),
            422,
            "link.destination_refused",
        ),
        (
            "POST /api/v1/links",
            link(json!({ "destination": "https://10.0.0.1/" })),
            422,
            "link.destination_refused",
        ),
        (
            "POST /api/v1/links",
            link(json!({ "destination": "https://shop@evil.com/" })),
            422,
            "link.destination_refused",
        ),
        (
            "POST /api/v1/codes",
            json!({ "campaign_id": "summer", "creator_id": "ben",
            "code": "Ana10" }),
            409,
            "code.taken",
        ),
        (
            "POST /api/v1/connections",
            json!({ "feed": "carrier-pigeon" }),
            422,
            "connection.feed_unknown",
        ),
        ("GET /api/v1/campaigns/none", Value::Null, 404, "api.unknown"),
        ("GET /api/v1/orders/none", Value::Null, 404, "order.unknown"),
        ("GET /api/v1/query?by=mood", Value::Null, 400, "api.parameter_unknown"),
        ("GET /api/v1/query?model=magic", Value::Null, 400, "api.parameter_unknown"),
        ("GET /api/v1/query?form=1", Value::Null, 400, "api.parameter_invalid"),
        ("GET /api/v1/query?from=yesterday", Value::Null, 400, "api.parameter_invalid"),
        ("GET /api/v1/explain?measure=luck", Value::Null, 400, "api.parameter_invalid"),
    ] {
        check(&stage, line, body, status, code).await;
    }
}

/// Reads as a table: path, what is sent, field, value, words of detail or next step.
#[tokio::test]
async fn a_refusal_says_which_value_was_not_understood() {
    let stage = stocked().await;
    let code = |change: Value| {
        let mut body = json!({ "campaign_id": "summer", "creator_id": "ben", "code": "BEN" });
        crate::api::merge::lay_over(&mut body, change);
        body
    };
    let campaign = |change: Value| {
        let mut body = json!({ "name": "x" });
        crate::api::merge::lay_over(&mut body, change);
        body
    };
    for (path, body, field, value, words) in [
        ("campaigns", campaign(json!({ "currency": "XYZ" })), "currency", json!("XYZ"), "ISO 4217"),
        (
            "campaigns",
            campaign(json!({ "rules": { "click_window_s": "604800" } })),
            "rules.click_window_s",
            json!("604800"),
            "without quotes",
        ),
        (
            "campaigns",
            campaign(json!({ "rules": { "click_window_s": "7 days" } })),
            "rules.click_window_s",
            json!("7 days"),
            "a whole number",
        ),
        (
            "campaigns",
            campaign(json!({ "rules": { "click_window_s": -1 } })),
            "rules.click_window_s",
            json!(-1),
            "below zero",
        ),
        (
            "campaigns",
            campaign(json!({ "budget_minor": 1.5 })),
            "budget_minor",
            json!(1.5),
            "whole",
        ),
        (
            "campaigns",
            campaign(json!({ "goal": "fame" })),
            "goal",
            json!("fame"),
            "awareness, traffic",
        ),
        (
            "campaigns",
            campaign(json!({ "rules": { "model": "magic" } })),
            "rules.model",
            json!("magic"),
            "linear",
        ),
        ("campaigns", campaign(json!({ "time_zone": "Mars" })), "time_zone", json!("Mars"), "IANA"),
        (
            "campaigns",
            campaign(json!({ "flights": [{ "from": "soon", "to": "later" }] })),
            "flights[0].from",
            json!("soon"),
            "2026-06-01T00:00:00Z",
        ),
        (
            "campaigns",
            campaign(json!({ "rules": { "clik_window_s": 1 } })),
            "rules.clik_window_s",
            Value::Null,
            "`rules.click_window_s`",
        ),
        (
            "codes",
            code(json!({ "valid_from": "1 June" })),
            "valid_from",
            json!("1 June"),
            "RFC 3339",
        ),
        ("codes", code(json!({ "policy": "maybe" })), "policy", json!("maybe"), "if_involved"),
        ("codes", code(json!({ "polcy": "touch" })), "polcy", Value::Null, "`policy`"),
        ("codes", code(json!({ "creator_id": "eve" })), "creator_id", json!("eve"), "create"),
        (
            "creators",
            json!({ "name": "x", "accounts": [{ "platform": "orkut", "handle": "x" }] }),
            "accounts[0].platform",
            json!("orkut"),
            "tiktok, instagram",
        ),
        (
            "creators",
            json!({ "name": "x",
                "accounts": [{ "platform": "tiktok", "handle": "x", "followers": 1 }] }),
            "accounts[0].followers",
            Value::Null,
            "n_followers",
        ),
        ("connections", json!({ "feed": "pigeon" }), "feed", json!("pigeon"), "shopify"),
    ] {
        let reply = stage.owner(&format!("POST /api/v1/{path}"), body).await;
        assert_eq!(reply.status, 422, "{field}: {}", reply.text);
        let problem = reply.json();
        let error = &problem["errors"][0];
        assert_eq!((error["field"].as_str(), &error["value"]), (Some(field), &value), "{error}");
        assert_eq!(error["code"], problem["code"]);
        let said = format!("{} {}", problem["detail"], problem["next_step"]);
        assert!(said.contains(words), "{field}: {said}");
    }
    for (query, parameter, value) in [
        ("query?zone=Mars", "zone", "Mars"),
        ("query?currency=XYZ", "currency", "XYZ"),
        ("query?basis=mood", "basis", "mood"),
        ("query?by=mood", "by", "mood"),
        ("query?from=soon", "from", "soon"),
        ("explain?platform=orkut", "platform", "orkut"),
    ] {
        let reply = stage.owner(&format!("GET /api/v1/{query}"), Value::Null).await;
        let error = &reply.json()["errors"][0];
        assert_eq!(
            (&error["field"], &error["value"]),
            (&json!(parameter), &json!(value)),
            "{query}"
        );
    }
}
