use serde_json::json;

use super::*;
use crate::testing::{NOW, sender_of, settings};

/// The secrets of a connection to a platform.
fn tokens(feed: &str) -> &'static [&'static [u8]] {
    match feed {
        "google_ads" => &[b"read-token\ndev-token", b"write_token=w-token\ndev-token"],
        _ => &[b"read-token", b"write_token=w-token"],
    }
}

fn ad(id: &str) -> Ad {
    Ad { id: id.to_owned(), name: None, creator_id: "crt_ana".into() }
}

fn with_account<T>(tokens: &[&[u8]], work: impl FnOnce(&Sender<'_>) -> T) -> T {
    let none = settings(&[]);
    work(&Sender { account: Some("act_123-456"), ..sender_of(&none, tokens) })
}

/// Reads: of each platform, the look and the pause as they leave.
#[test]
fn what_leaves_looks_like_this() {
    for platform in AD_PLATFORMS {
        let seen =
            Seen { shown: Shown { is_paused: false, change: None }, handle: "77".to_owned() };
        let (look, pause) = with_account(tokens(platform.feed), |sender| {
            let look = (platform.look)(&ad("77"), sender).unwrap();
            (look, (platform.change)(&ad("77"), &seen, Wanted::Paused, sender).unwrap())
        });
        let told = [look, pause].map(|request| {
            let body = String::from_utf8(request.body).unwrap();
            format!("{} {}\n{:?}\n{body}", request.method, request.url, request.headers)
        });
        insta::assert_snapshot!(platform.feed, told.join("\n\n"));
    }
}

#[test]
fn the_token_that_reads_changes_nothing() {
    for platform in AD_PLATFORMS {
        let refused = with_account(&[b"read-token"], |sender| (platform.look)(&ad("77"), sender));
        assert_eq!(refused, Err(Unfit::Missing("write_token")), "{}", platform.feed);
    }
}

#[test]
fn an_id_that_is_no_number_becomes_no_address() {
    for platform in AD_PLATFORMS {
        for id in ["", "7/../8", "7?x=1", "7 OR 1=1"] {
            let tokens = tokens(platform.feed);
            let refused = with_account(tokens, |sender| (platform.look)(&ad(id), sender));
            assert!(refused.is_err(), "{} {id:?}", platform.feed);
        }
    }
}

/// Reads as a table: the platform, an answer to a look, whether it runs and its mark.
#[test]
fn what_is_seen_is_understood() {
    let row = |status: &str| {
        json!({ "code": 0, "data": { "list": [{
            "ad_id": "77", "operation_status": status, "modify_time": "2026-06-10 11:00:00",
        }] } })
    };
    let node = |status: &str| json!({ "id": "77", "status": status, "updated_time": "t1" });
    let found = |status: &str| {
        json!({ "results": [{ "adGroupAd": {
            "resourceName": "customers/1/adGroupAds/5~77", "status": status, "ad": { "id": "77" },
        } }] })
    };
    for (feed, answer, is_paused, change) in [
        ("tiktok_ads", row("ENABLE"), false, Some("2026-06-10 11:00:00")),
        ("tiktok_ads", row("DISABLE"), true, Some("2026-06-10 11:00:00")),
        ("meta_ads", node("ACTIVE"), false, Some("t1")),
        ("meta_ads", node("PAUSED"), true, Some("t1")),
        ("meta_ads", node("ARCHIVED"), true, Some("t1")),
        ("google_ads", found("ENABLED"), false, None),
        ("google_ads", found("PAUSED"), true, None),
    ] {
        let answer = Answer { status: 200, body: answer.to_string().into(), ..Answer::default() };
        let seen = (platform(feed).unwrap().seen)(&answer, &ad("77"), NOW).unwrap();
        let change = change.map(str::to_owned);
        assert_eq!(seen.shown, Shown { is_paused, change }, "{feed}");
    }
}

/// Reads as a table: the platform, status and body of an answer to a pause, what it means.
#[test]
fn answers_to_a_change_are_understood() {
    for (feed, status, body, expected) in [
        ("tiktok_ads", 200, r#"{"code":0,"request_id":"r"}"#, ""),
        ("tiktok_ads", 200, r#"{"code":40100}"#, "act.throttled"),
        ("tiktok_ads", 200, r#"{"code":40001}"#, "act.login_refused"),
        ("tiktok_ads", 200, r#"{"code":40002}"#, "act.rejected"),
        ("tiktok_ads", 200, r#"{"code":50000}"#, "act.down"),
        ("tiktok_ads", 502, "<html>", "act.down"),
        ("tiktok_ads", 200, "<html>", "act.unreadable"),
        ("meta_ads", 200, r#"{"success":true}"#, ""),
        ("meta_ads", 400, r#"{"error":{"code":17}}"#, "act.throttled"),
        ("meta_ads", 403, r#"{"error":{"code":200}}"#, "act.login_refused"),
        ("meta_ads", 400, r#"{"error":{"code":100,"error_subcode":33}}"#, "act.ad_unknown"),
        ("meta_ads", 500, r#"{"error":{"code":2}}"#, "act.down"),
        ("google_ads", 200, r#"{"results":[{}]}"#, ""),
        ("google_ads", 429, r#"{"error":{"status":"RESOURCE_EXHAUSTED"}}"#, "act.throttled"),
        ("google_ads", 403, r#"{"error":{"status":"PERMISSION_DENIED"}}"#, "act.login_refused"),
        ("google_ads", 400, r#"{"error":{"status":"INVALID_ARGUMENT"}}"#, "act.rejected"),
        ("google_ads", 503, "", "act.down"),
    ] {
        let answer = Answer { status, body: body.into(), ..Answer::default() };
        let code = match (platform(feed).unwrap().changed)(&answer, NOW) {
            Outcome::Delivered { .. } => "",
            Outcome::Later { code, .. } | Outcome::Never { code, .. } => code,
        };
        assert_eq!(code, expected, "{feed} {status} {body}");
    }
}
