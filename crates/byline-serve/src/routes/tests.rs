//! Who gets an answer where: every route, by its own source, against everybody.

use std::fs;
use std::path::Path;

use axum::body::Body;
use serde_json::Value;

use crate::api::{KINDS, openapi};
use crate::testing::{Stage, TOKEN};

/// What answers without the token. Everything else must not.
const OPEN: [&str; 15] = [
    "GET /brief/{token}",
    "POST /brief/{token}",
    "GET /brief/{token}/test/{link}",
    "GET /health",
    "GET /healthz",
    "GET /readyz",
    "GET /v1/pixel.js",
    "POST /v1/pixel",
    "OPTIONS /v1/pixel",
    "GET /login",
    "POST /login",
    "POST /logout",
    "GET /assets/{digest}/{name}",
    // Whoever signs as the connection; without a signature 401.
    "GET /hooks/{feed}/{connection}",
    "POST /hooks/{feed}/{connection}",
];

/// Every file below a folder that may declare routes. A router does not say what it serves, so the
/// code is read as text.
fn sources(folder: &Path, found: &mut Vec<String>) {
    for entry in fs::read_dir(folder).expect("the code lies there") {
        let path = entry.expect("it can be listed").path();
        let is_test = path.components().any(|part| part.as_os_str() == "tests")
            || path.file_stem().is_some_and(|stem| stem == "tests");
        match path.is_dir() {
            true => sources(&path, found),
            false if is_test || path.extension().is_none_or(|kind| kind != "rs") => {}
            false => found.push(fs::read_to_string(&path).expect("it can be read")),
        }
    }
}

/// Every method and path that is declared, such as `GET /api/v1/query`.
fn every_route() -> Vec<String> {
    let mut routes = Vec::new();
    let mut files = Vec::new();
    sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut files);
    for source in files {
        // Every path is written out, but those of kinds, which are made from their names.
        for call in calls(&source) {
            let (path, handlers) = call.split_once(',').expect("a path and its handlers");
            let end = handlers.find("\n").unwrap_or(handlers.len());
            let (path, handlers) = (path.trim(), &handlers[..end]);
            let paths = match path.strip_prefix('"') {
                Some(path) => vec![path.trim_end_matches('"').to_owned()],
                None => KINDS.iter().map(|kind| of_kind(kind.path, path)).collect(),
            };
            for method in ["get", "post", "put", "patch", "delete", "options"] {
                if handlers.contains(&format!("{method}(")) {
                    let method = method.to_uppercase();
                    routes.extend(paths.iter().map(|path| format!("{method} {path}")));
                }
            }
        }
    }
    routes
}

/// What stands behind each `.route(` of a router. A call that cannot be read here would be a route
/// that nobody tries, so it fails.
fn calls(source: &str) -> Vec<&str> {
    let mut calls = Vec::new();
    let parts: Vec<&str> = source.split(".route(").collect();
    for pair in parts.windows(2) {
        let (before, call) = (pair[0], pair[1]);
        let is_path = call.starts_with(['"', '&']);
        let is_another_function = before.ends_with("self");
        assert!(is_path || is_another_function, "which path is `{call:.60}`?");
        if is_path {
            calls.push(call);
        }
    }
    calls
}

#[test]
#[should_panic(expected = "which path is `ORDERS, get(show))`?")]
fn a_route_whose_path_is_not_written_out_fails() {
    calls("Router::new().route(ORDERS, get(show))");
}

/// The path behind a name in `api/change.rs`.
fn of_kind(kind: &str, name: &str) -> String {
    match name {
        "&all" => format!("/api/v1/{kind}"),
        "&bulk" => format!("/api/v1/{kind}/bulk"),
        "&one" => format!("/api/v1/{kind}/{{id}}"),
        other => panic!("what is `{other}`?"),
    }
}

/// A route that is not in the document, or the other way round, fails here.
#[test]
fn every_route_for_programs_is_documented() {
    let document = openapi();
    let paths = document["paths"].as_object().unwrap();
    let routes = every_route();
    for route in &routes {
        let (method, path) = route.split_once(' ').unwrap();
        // A page is for people, PUT is another word for PATCH, and browsers ask for OPTIONS alone.
        let is_for_programs =
            ["/api/", "/v1/", "/hooks/"].iter().any(|root| path.starts_with(root));
        let is_other_word = matches!(method, "PUT" | "OPTIONS") || path.ends_with("openapi.json");
        if is_for_programs && !is_other_word {
            assert!(paths[path][method.to_lowercase()].is_object(), "{route} is not documented");
        }
    }
    for (path, operations) in paths.iter().filter(|(path, _)| *path != "/{slug}") {
        for method in operations.as_object().unwrap().keys() {
            let route = format!("{} {path}", method.to_uppercase());
            assert!(routes.contains(&route), "{route} is documented and not served");
        }
    }
}

/// The line with names filled in.
fn filled(line: &str) -> String {
    let parts = line.split('/').map(|part| if part.starts_with('{') { "x" } else { part });
    parts.collect::<Vec<_>>().join("/")
}

#[test]
fn the_table_is_read_whole() {
    let routes = every_route();
    for known in OPEN.iter().chain(&["GET /api/v1/query", "DELETE /api/v1/codes/{id}", "GET /"]) {
        assert!(routes.iter().any(|route| route == known), "{known} is gone");
    }
    assert!(150 < routes.len(), "{routes:?}");
}

#[tokio::test]
async fn nobody_but_the_owner_gets_in() {
    let stage = Stage::new();
    let wrong = [
        "authorization: Bearer wrong",
        "authorization: Basic d3Jvbmc6d3Jvbmc=",
        "cookie: byline_session=wrong",
    ];
    for route in every_route() {
        let line = filled(&route);
        for headers in [&[][..], &wrong[..1], &wrong[1..2], &wrong[2..]] {
            let reply = stage.ask(&line, headers, Body::empty()).await;
            let status = reply.status.as_u16();
            if route.contains(" /hooks/") {
                assert_eq!(status, 401, "{route}");
            } else if OPEN.contains(&route.as_str()) {
                assert!(!matches!(status, 401 | 405) || line.ends_with("login"), "{route}");
            } else if status == 303 {
                assert!(reply.header("location").starts_with("/login?next="), "{route}");
                assert!(!route.contains(" /api/"), "{route} answers programs");
            } else {
                assert!(reply.problem().starts_with("401 auth.token_"), "{route}: {status}");
                assert!(reply.header("www-authenticate").starts_with("Bearer"), "{route}");
            }
        }
    }
}

#[tokio::test]
async fn the_owner_gets_in_everywhere() {
    let stage = Stage::new();
    for route in every_route() {
        // A stream never ends, signing in and out is for browsers, and hooks are for signers.
        if ["/live", "/login", "/logout", "/hooks/"].iter().any(|part| route.contains(part)) {
            continue;
        }
        let reply = stage.owner(&filled(&route), Value::Null).await;
        let status = reply.status.as_u16();
        assert!(!matches!(status, 401 | 403 | 405 | 500..), "{route}: {status} {}", reply.text);
    }
}

#[tokio::test]
async fn a_session_changes_things_from_our_own_pages_only() {
    let stage = Stage::new();
    let reply = stage.ask("POST /login", &[], format!("token={TOKEN}&next=/creators")).await;
    assert_eq!((reply.status.as_u16(), reply.header("location")), (303, "/creators"));
    let cookie = reply.header("set-cookie");
    assert!(cookie.contains("; HttpOnly; SameSite=Lax;"), "{cookie}");
    let cookie = format!("cookie: {}", cookie.split(';').next().unwrap());
    for (header, expected) in [
        ("sec-fetch-site: same-origin", 201),
        ("sec-fetch-site: cross-site", 403),
        ("sec-fetch-site: same-site", 403),
        ("origin: https://go.brand.com", 201),
        ("origin: https://evil.example", 403),
        ("accept: */*", 403),
    ] {
        let wish = r#"{"name":"Summer"}"#;
        let reply = stage.ask("POST /api/v1/campaigns", &[&cookie, header], wish).await;
        assert_eq!(reply.status, expected, "{header}");
    }
    let own = "sec-fetch-site: same-origin";
    stage.ask("POST /logout", &[&cookie, own], Body::empty()).await;
    let after = stage.ask("GET /api/v1/campaigns", &[&cookie], Body::empty()).await;
    assert_eq!(after.status, 401);
}

/// The sign-in page has the face of the product, which anybody may load, and says what Settings
/// says of how long it lasts.
#[tokio::test]
async fn the_sign_in_page_has_the_face_of_the_product() {
    let stage = Stage::new();
    let reply = stage.get("/login").await;
    let policy = reply.header("content-security-policy");
    assert!(policy.contains("font-src 'self'") && !policy.contains("unsafe"), "{policy}");
    let sheet = reply.text.split("rel=\"stylesheet\" href=\"").nth(1).expect("a style");
    let sheet = sheet.split('"').next().expect("an address");
    let style = stage.get(sheet).await;
    assert!(style.text.contains("url(inter.woff2)"), "{}: {}", style.status, style.text);
    assert!(reply.text.contains(crate::owner::LIFE), "{}", reply.text);
}
