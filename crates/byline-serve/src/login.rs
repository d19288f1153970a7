//! Signing in: the owner's token becomes a session of one browser.

use std::sync::Arc;

use axum::Extension;
use axum::extract::{RawQuery, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use maud::{Markup, html};
use url::form_urlencoded;

use crate::guard;
use crate::listen::ClientAddress;
use crate::payload::Payload;
use crate::plain;
use crate::problem::Problem;
use crate::site::Site;

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
            let wait = Problem::new(429, "auth.too_many_tries", "too many wrong tokens");
            return wait.next_step("wait a minute").retry_after(60).into_response();
        }
        let wrong = html! { p role="alert" { "That is not the token. It was printed at the first \
        start, or set by BYLINE_TOKEN." } };
        return page(StatusCode::UNAUTHORIZED, wish, Some(wrong));
    }
    let seed = [site.parts.world.random(), site.parts.world.random()];
    let secret = site.parts.owner.begin_session(seed, now);
    with_cookie(Redirect::to(wish.destination()), &cookie(site, &secret, 7 * 24 * 3600))
}

fn page(status: StatusCode, wish: &Wish, notice: Option<Markup>) -> Response {
    let rest = html! {
        @match notice {
            Some(notice) => (notice),
            None => p { "Use the owner's token." },
        }
        form method="post" action="/login" {
            input type="hidden" name="next" value=(wish.destination());
            input type="password" name="token" aria-label="Token" autocomplete="current-password"
                required autofocus;
            button { "Sign in" }
        }
    };
    plain::page(status, "Sign in to Byline", &rest)
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
