//! Plain pages: one short message, complete in itself, for places where no other file is served;
//! and the card to sign in with, which has the face of the product.

use std::sync::LazyLock;

use axum::body::Body;
use axum::http::{HeaderValue, Response, StatusCode, header};
use axum::response::IntoResponse;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use maud::{DOCTYPE, Markup, PreEscaped, html};
use sha2::{Digest, Sha256};

use crate::headers;
use crate::pages::assets;

/// The whole style of these pages, allowed by its digest.
const STYLE: &str = "\
    :root{color-scheme:light dark;--bg:light-dark(#f7f7f5,#121311);\
    --surface:light-dark(#fff,#1a1b19);--line:light-dark(#e4e4df,#2b2c29);\
    --edge:light-dark(#8b8d84,#74766d);--ink:light-dark(#1b1c1a,#f0f0ec);\
    --ink-2:light-dark(#50524a,#b9bbb2);--accent:light-dark(#3b4cca,#9aa6ff);\
    --bad:light-dark(#b3261e,#ff8a80);--bad-soft:light-dark(#fbe7e5,#3f1a17)}\
    *{box-sizing:border-box}\
    body{margin:0;min-height:100vh;display:grid;place-content:center;padding:24px 16px;\
    font:15px/1.5 var(--font,ui-sans-serif,system-ui,sans-serif);\
    color:var(--ink);background:var(--bg)}\
    main{width:min(400px,100vw - 32px);padding:32px;background:var(--surface);\
    border:1px solid var(--line);border-radius:14px;\
    box-shadow:0 1px 2px rgb(20 20 10/.05),0 12px 32px rgb(20 20 10/.06)}\
    main.bare{padding:0;text-align:center;background:none;border:0;box-shadow:none}\
    svg{display:block;margin-bottom:20px;overflow:visible}.bare svg{margin-inline:auto}\
    .ground{fill:var(--ink)}.line{stroke:var(--bg);stroke-width:1.8}\
    .link{stroke:var(--edge);stroke-width:2.5}.broken{stroke:var(--accent);stroke-width:2.5;\
    stroke-dasharray:2 7}path{fill:none;stroke-linecap:round;stroke-linejoin:round}\
    h1{font-size:22px;line-height:1.25;letter-spacing:-.015em;margin:0}\
    p{margin:8px 0 0;color:var(--ink-2);text-wrap:balance}code{font-size:13px}\
    .wrong{padding:10px 14px;border-radius:8px;background:var(--bad-soft);color:var(--bad)}\
    form{margin-top:20px;display:grid;gap:6px}label{font-weight:550}\
    input,button{font:inherit;padding:9px 12px;border-radius:8px;border:1px solid var(--edge);\
    background:var(--bg);color:var(--ink);width:100%}\
    button{margin-top:8px;background:var(--ink);border-color:var(--ink);color:var(--bg);\
    font-weight:550;cursor:pointer}:focus-visible{outline:2px solid var(--accent);\
    outline-offset:2px}.hint{margin-top:20px;padding-top:16px;font-size:13.5px;\
    border-top:1px solid var(--line)}";

/// Nothing but the style above.
static ALONE: LazyLock<HeaderValue> = LazyLock::new(|| policy("", ""));

/// The tokens and the face of the product besides, which are served before anybody signs in.
static OURS: LazyLock<HeaderValue> = LazyLock::new(|| policy(" 'self'", " font-src 'self';"));

fn policy(style: &str, more: &str) -> HeaderValue {
    let digest = STANDARD.encode(Sha256::digest(STYLE));
    let policy = format!(
        "default-src 'none'; style-src 'sha256-{digest}'{style};{more} form-action 'self'; \
         frame-ancestors 'none'; base-uri 'none'"
    );
    HeaderValue::try_from(policy).expect("a digest in base64 fits into a header")
}

/// A page with a title and what follows it, below a link that leads nowhere. It carries no name:
/// whoever sees it followed a creator's link and has never heard of us.
pub fn page(status: StatusCode, title: &str, rest: &Markup) -> Response<Body> {
    let drawing = html! {
        svg width="72" height="40" viewBox="0 0 72 40" aria-hidden="true" {
            path.link d="M28 8H16a12 12 0 0 0 0 24h12M44 8h12a12 12 0 0 1 0 24H44" {}
            path.broken d="M25 20h22" {}
        }
    };
    let body = html! { main.bare { (drawing) h1 { (title) } (rest) } };
    whole(status, title, (&ALONE, &html! {}), &body)
}

/// A page of the product itself: a card with its mark, in its face.
pub fn card(status: StatusCode, title: &str, rest: &Markup) -> Response<Body> {
    let mark = html! {
        svg width="36" height="36" viewBox="0 0 22 22" aria-hidden="true" {
            rect.ground width="22" height="22" rx="6" {}
            path.line d="M6 15.5h10M6 6.5h4.2a2.3 2.3 0 1 1 0 4.6H6z" {}
        }
    };
    let face = html! { link rel="stylesheet" href=(assets::href("tokens.css")); };
    whole(status, title, (&OURS, &face), &html! { main { (mark) h1 { (title) } (rest) } })
}

fn whole(
    status: StatusCode,
    title: &str,
    (policy, face): (&HeaderValue, &Markup),
    body: &Markup,
) -> Response<Body> {
    let page = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="robots" content="noindex";
                title { (title) }
                (face)
                style { (PreEscaped(STYLE)) }
            }
            body { (body) }
        }
    };
    let mut response = (status, page).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_SECURITY_POLICY, policy.clone());
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-store"));
    headers.insert("x-robots-tag", HeaderValue::from_static("noindex"));
    headers::harden(headers);
    response
}
