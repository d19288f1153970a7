//! Problems: what a sender hears when something is wrong, as RFC 9457 has it.
//!
//! Every problem has a stable code, says what is wrong in words, and names the next step. What
//! only the operator may know goes to the log, never here.

use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;

use crate::port::Unavailable;

/// An answer other than success.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Problem {
    /// `urn:byline:problem:` and the code.
    #[serde(rename = "type")]
    kind: String,
    /// The status in words.
    title: &'static str,
    /// The HTTP status.
    status: u16,
    /// The stable code, such as `link.slug_taken`.
    code: &'static str,
    /// What is wrong, in words.
    detail: String,
    /// What to do now.
    #[serde(skip_serializing_if = "Option::is_none")]
    next_step: Option<String>,
    /// Seconds after which to try again; also the `Retry-After` header.
    #[serde(skip_serializing_if = "Option::is_none")]
    retry_after_s: Option<u32>,
}

impl Problem {
    /// A problem with its HTTP status, stable code and words.
    pub fn new(status: u16, code: &'static str, detail: impl Into<String>) -> Self {
        let title = StatusCode::from_u16(status).ok().and_then(|status| status.canonical_reason());
        Self {
            kind: format!("urn:byline:problem:{code}"),
            title: title.unwrap_or("Problem"),
            status,
            code,
            detail: detail.into(),
            next_step: None,
            retry_after_s: None,
        }
    }

    /// Says what to do now.
    pub fn next_step(self, next_step: impl Into<String>) -> Self {
        Self { next_step: Some(next_step.into()), ..self }
    }

    /// Says when to come back.
    pub fn retry_after(self, seconds: u32) -> Self {
        Self { retry_after_s: Some(seconds), ..self }
    }

    /// We are wrong. What exactly is in the log.
    pub fn internal() -> Self {
        Self::new(500, "http.internal", "something went wrong on this side")
            .next_step("try again; if it stays, look into the log of this time")
    }

    /// There is no such address.
    pub fn route_unknown() -> Self {
        Self::new(404, "http.route_unknown", "there is nothing at this address")
            .next_step("see /api/v1/openapi.json for every address")
    }

    /// The address does not know the method.
    pub fn method_unknown() -> Self {
        Self::new(405, "http.method_unknown", "this address does not answer to this method")
            .next_step("see /api/v1/openapi.json for every address and its methods")
    }

    /// The HTTP status.
    pub fn status(&self) -> u16 {
        self.status
    }

    /// The stable code.
    pub fn code(&self) -> &'static str {
        self.code
    }

    /// What is wrong and, where there is one, the next step: for people, in one line.
    pub fn words(&self) -> String {
        match &self.next_step {
            Some(next_step) => format!("{}; {next_step}", self.detail),
            None => self.detail.clone(),
        }
    }
}

impl From<Unavailable> for Problem {
    fn from(unavailable: Unavailable) -> Self {
        tracing::warn!(reason = unavailable.reason, "nothing can be taken in");
        Self::new(503, "store.unavailable", "the store cannot take anything in now")
            .next_step("send it again later; nothing of it was taken in")
            .retry_after(unavailable.retry_after_s)
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let retry_after_s = self.retry_after_s;
        let mut response = (status, Json(self)).into_response();
        let headers = response.headers_mut();
        let kind = HeaderValue::from_static("application/problem+json");
        headers.insert(header::CONTENT_TYPE, kind);
        if let Some(seconds) = retry_after_s {
            headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        if status == StatusCode::UNAUTHORIZED {
            let scheme = HeaderValue::from_static("Bearer realm=\"byline\"");
            headers.insert(header::WWW_AUTHENTICATE, scheme);
        }
        response
    }
}
