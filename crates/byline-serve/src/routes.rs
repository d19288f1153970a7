//! Routes: which address is served where, and who may ask.
//!
//! | address | listener | who |
//! |---|---|---|
//! | `/brief/{token}…` | both | whoever has the address |
//! | `/{slug}`, `/v1/pixel.js`, `/v1/pixel`, `/health`, `/healthz`, `/readyz` | both | everybody |
//! | `/hooks/{feed}/{connection}` | dashboard | whoever signs as the connection |
//! | `/login`, `/logout`, `/assets/…` | dashboard | everybody |
//! | everything else | dashboard | the owner |

use std::sync::Arc;

use axum::Router;
use axum::extract::Request;
use axum::middleware::{from_fn, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};

use crate::listen::Role;
use crate::problem::Problem;
use crate::site::Site;
use crate::{api, brief, collect, compress, guard, login, pages, redirect, status};

/// What a listener of `role` serves, besides redirects.
pub fn router(site: &Arc<Site>, role: Role) -> Router {
    let mut router = public();
    if role != Role::Links {
        let ours = open().merge(guarded(site)).merge(pages(site));
        router = router.merge(ours.layer(from_fn(compress::compress)));
    }
    router
        .fallback(unknown_route)
        .method_not_allowed_fallback(unknown_method)
        .with_state(site.clone())
}

/// What everybody may ask on every listener.
fn public() -> Router<Arc<Site>> {
    Router::new()
        .route("/healthz", get(status::healthz))
        .route("/health", get(status::healthz))
        .route("/readyz", get(status::readyz))
        .route("/v1/pixel.js", get(collect::pixel_script))
        .route("/v1/pixel", post(collect::pixel).options(collect::pixel_options))
        .route("/brief/{token}", get(brief::page).post(brief::acknowledge))
        .route("/brief/{token}/test/{link}", get(brief::test))
}

/// What everybody may ask on the dashboard's listener.
fn open() -> Router<Arc<Site>> {
    Router::new()
        .route("/hooks/{feed}/{connection}", get(collect::webhook).post(collect::webhook))
        .route("/login", get(login::form).post(login::submit))
        .route("/logout", post(login::leave))
}

/// What only the owner may ask.
fn guarded(site: &Arc<Site>) -> Router<Arc<Site>> {
    Router::new()
        .route("/v1/events", post(collect::events))
        .route("/v1/import/{kind}", post(collect::import))
        .route("/metrics", get(status::metrics))
        .merge(api::routes())
        .route_layer(from_fn_with_state(site.clone(), guard::programs))
}

/// What people see.
fn pages(site: &Arc<Site>) -> Router<Arc<Site>> {
    pages::routes().route_layer(from_fn_with_state(site.clone(), guard::pages))
}

async fn unknown_route(request: Request) -> Response {
    let path = request.uri().path();
    let is_for_programs = ["/api/", "/v1/", "/hooks/"].iter().any(|root| path.starts_with(root));
    if is_for_programs { Problem::route_unknown().into_response() } else { redirect::not_found() }
}

async fn unknown_method() -> Problem {
    Problem::method_unknown()
}

#[cfg(test)]
mod tests;
