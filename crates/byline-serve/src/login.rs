//! Signing in: the owner's token becomes a session of one browser.

use std::sync::Arc;

use axum::Extension;
use axum::extract::{RawQuery, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use maud::html;
use url::form_urlencoded;

use crate::guard;
use crate::listen::ClientAddress;
use crate::owner::LIFE;
use crate::payload::Payload;
use crate::plain;
use crate::problem::Problem;
use crate::site::Site;

/// After how many seconds a network with too many wrong tokens may try again.
const RETRY_AFTER_S: u32 = 60;

/// What a sign-in asks for.
#[derive(Default)]
struct Wish {
    token: Option<String>,
    next: Option<String>,
}

/// `GET /login`: the form, or with `?token=` the session at once and an address without it.
pub async fn form(
    State(site): State<Arc<Site>>,
    Extension(client): Extension<ClientAddress>,
    RawQuery(query): RawQuery,
) -> Response {
    let wish = Wish::read(query.unwrap_or_default().as_bytes());
    if wish.token.is_some() {
        return sign_in(&site, client, &wish);
    }
    page(StatusCode::OK, &wish, None)
}

/// `POST /login`: the session, or the form again.
pub async fn submit(
    State(site): State<Arc<Site>>,
    Extension(client): Extension<ClientAddress>,
    Payload(body): Payload,
) -> Response {
    sign_in(&site, client, &Wish::read(&body))
}

/// `POST /logout`: ends the session.
pub async fn leave(State(site): State<Arc<Site>>, headers: HeaderMap) -> Response {
    if !guard::is_own_page(&headers) {
        return Problem::new(403, "auth.cross_site", "signing out works from our own pages only")
            .into_response();
    }
    if let Some(secret) = guard::session(&headers) {
        site.parts.owner.end_session(secret);
    }
    with_cookie(Redirect::to("/login"), &cookie(&site, "", 0))
}

fn sign_in(site: &Site, client: ClientAddress, wish: &Wish) -> Response {
    let now = site.parts.world.now();
    let token = wish.token.as_deref().unwrap_or_default();
    if !site.parts.owner.knows_token(token.trim()) {
        if !site.login_misses.allows(client.0, now) {
            return too_many(wish);
        }
        let wrong = "That is not the token. Check that it was copied whole.";
        return page(StatusCode::UNAUTHORIZED, wish, Some(wrong));
    }
    let seed = [site.parts.world.random(), site.parts.world.random()];
    let secret = site.parts.owner.begin_session(seed, now);
    with_cookie(Redirect::to(wish.destination()), &cookie(site, &secret, 7 * 24 * 3600))
}

/// Somebody is guessing, or somebody's clipboard is wrong: both wait.
fn too_many(wish: &Wish) -> Response {
    tracing::warn!(code = "auth.too_many_tries", "a network sends one wrong token after another");
    let text = "Too many wrong tokens came from your network. Wait a minute, then try again.";
    let mut response = page(StatusCode::TOO_MANY_REQUESTS, wish, Some(text));
    response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(RETRY_AFTER_S));
    response
}

fn page(status: StatusCode, wish: &Wish, wrong: Option<&str>) -> Response {
    let rest = html! {
        p { "With the owner's token. It opens every page of this workspace. " (LIFE) "." }
        @if let Some(wrong) = wrong { p.wrong role="alert" id="wrong" { (wrong) } }
        form method="post" action="/login" {
            input type="hidden" name="next" value=(wish.destination());
            // Keepers of passwords look for a text field, seen or not.
            input type="text" name="username" value="owner" autocomplete="username" hidden;
            label for="token" { "Token" }
            input id="token" type="password" name="token" autocomplete="current-password"
                required autofocus spellcheck="false" aria-invalid=[wrong.map(|_| "true")]
                aria-describedby=[wrong.map(|_| "wrong")];
            button { "Sign in" }
        }
        p.hint {
            "The token was printed when the program first started, or is what "
            code { "BYLINE_TOKEN" } " is set to. Lost it? Start again with " code { "BYLINE_TOKEN" }
            " set to a new one."
        }
    };
    plain::card(status, "Sign in to Byline", &rest)
}

fn cookie(site: &Site, secret: &str, max_age_s: u32) -> String {
    let is_https = site.settings().pages_url.starts_with("https://");
    let secure = if is_https { "; Secure" } else { "" };
    let name = guard::COOKIE;
    format!("{name}={secret}; Path=/; HttpOnly; SameSite=Lax; Max-Age={max_age_s}{secure}")
}

fn with_cookie(redirect: Redirect, cookie: &str) -> Response {
    let mut response = redirect.into_response();
    let headers = response.headers_mut();
    let cookie = HeaderValue::try_from(cookie).expect("a session is URL-safe base64");
    headers.insert(header::SET_COOKIE, cookie);
    headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    response
}

impl Wish {
    fn read(form: &[u8]) -> Self {
        let mut wish = Self::default();
        for (name, value) in form_urlencoded::parse(form) {
            match &*name {
                "token" => wish.token = Some(value.into_owned()),
                "next" => wish.next = Some(value.into_owned()),
                _ => {}
            }
        }
        wish
    }

    /// Where to go afterwards: a page of ours, whatever was asked for.
    fn destination(&self) -> &str {
        let next = self.next.as_deref().unwrap_or("/");
        let is_ours = next.starts_with('/')
            && !next.starts_with("//")
            && next.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\');
        if is_ours { next } else { "/" }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_comes_back_to_our_own_pages_only() {
        for (next, expected) in [
            ("/live", "/live"),
            ("/orders/1?model=linear", "/orders/1?model=linear"),
            ("https://evil.example/", "/"),
            ("//evil.example", "/"),
            ("/\\evil.example", "/"),
            ("/a\r\nSet-Cookie: x", "/"),
            ("", "/"),
        ] {
            let wish = Wish { next: Some(next.to_owned()), token: None };
            assert_eq!(wish.destination(), expected, "{next:?}");
        }
    }
}
