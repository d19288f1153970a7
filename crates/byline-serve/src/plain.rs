//! Plain pages: one short message, complete in itself, for places where no other file is served.

use std::sync::LazyLock;

use axum::body::Body;
use axum::http::{HeaderValue, Response, StatusCode, header};
use axum::response::IntoResponse;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use maud::{DOCTYPE, Markup, PreEscaped, html};
use sha2::{Digest, Sha256};

use crate::headers;

/// The whole style of these pages, allowed by its digest.
const STYLE: &str = "body{margin:0;min-height:100vh;display:grid;place-content:center;\
    padding:0 2rem;font:1rem/1.5 system-ui,sans-serif;text-align:center;color:#1c1b22;\
    background:#faf9f7}h1{font-size:1.5rem;margin:0}p{margin:.5rem 0 0;color:#5d5a66}\
    form{margin-top:1.5rem;display:flex;gap:.5rem;justify-content:center}\
    input,button{font:inherit;padding:.5rem .75rem;border-radius:.5rem;border:1px solid #8a8694;\
    background:transparent;color:inherit}button{background:#1c1b22;color:#faf9f7}\
    @media(prefers-color-scheme:dark){body{color:#f3f1f7;background:#17161b}p{color:#a9a5b5}\
    button{background:#f3f1f7;color:#17161b}}";

static POLICY: LazyLock<HeaderValue> = LazyLock::new(|| {
    let digest = STANDARD.encode(Sha256::digest(STYLE));
    let policy = format!(
        "default-src 'none'; style-src 'sha256-{digest}'; form-action 'self'; \
         frame-ancestors 'none'; base-uri 'none'"
    );
    HeaderValue::try_from(policy).expect("a digest in base64 fits into a header")
});

/// A page with a title and what follows it.
pub fn page(status: StatusCode, title: &str, rest: &Markup) -> Response<Body> {
    let page = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="robots" content="noindex";
                title { (title) }
                style { (PreEscaped(STYLE)) }
            }
            body { main { h1 { (title) } (rest) } }
        }
    };
    let mut response = (status, page).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_SECURITY_POLICY, POLICY.clone());
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-store"));
    headers.insert("x-robots-tag", HeaderValue::from_static("noindex"));
    headers::harden(headers);
    response
}
