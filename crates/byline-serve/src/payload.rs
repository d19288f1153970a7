//! Payloads: bodies of requests, within their limits.

use std::error::Error;
use std::sync::Arc;

use axum::body::{Body, Bytes};
use axum::extract::{FromRequest, Request};
use axum::http::header;
use http_body_util::{BodyExt, LengthLimitError, Limited};
use serde_json::Value;

use crate::listen::Late;
use crate::problem::Problem;
use crate::site::Site;

/// How deep JSON may nest.
pub const MAX_JSON_DEPTH: usize = 64;

/// The raw bytes of a body.
pub struct Payload(pub Bytes);

/// A body of JSON, whatever its sender calls it.
pub struct Document(pub Value);

impl FromRequest<Arc<Site>> for Payload {
    type Rejection = Problem;

    async fn from_request(request: Request, site: &Arc<Site>) -> Result<Self, Problem> {
        let headers = request.headers();
        let is_encoded = headers
            .get(header::CONTENT_ENCODING)
            .is_some_and(|encoding| !encoding.as_bytes().eq_ignore_ascii_case(b"identity"));
        if is_encoded {
            return Err(Problem::new(415, "http.encoding_unknown", "the body is compressed")
                .next_step("send it without Content-Encoding"));
        }
        let max_bytes = site.settings().limits.body_bytes;
        read(request.into_body(), max_bytes).await.map(Self)
    }
}

impl FromRequest<Arc<Site>> for Document {
    type Rejection = Problem;

    async fn from_request(request: Request, site: &Arc<Site>) -> Result<Self, Problem> {
        let Payload(bytes) = Payload::from_request(request, site).await?;
        check_depth(&bytes)?;
        serde_json::from_slice(&bytes).map(Self).map_err(|error| {
            Problem::new(400, "http.json_invalid", format!("the body is no JSON: {error}"))
                .next_step("send one JSON document in UTF-8")
        })
    }
}

/// Refuses JSON that nests deeper than anybody means.
pub fn check_depth(json: &[u8]) -> Result<(), Problem> {
    if depth(json) <= MAX_JSON_DEPTH {
        return Ok(());
    }
    let detail = format!("the JSON nests deeper than {MAX_JSON_DEPTH} levels");
    Err(Problem::new(400, "http.json_too_deep", detail).next_step("send it flatter"))
}

async fn read(body: Body, max_bytes: usize) -> Result<Bytes, Problem> {
    let too_large = || {
        Problem::new(413, "http.body_too_large", format!("the body is over {max_bytes} bytes"))
            .next_step("send it in smaller batches")
    };
    let n_promised = hyper::body::Body::size_hint(&body).lower();
    if n_promised > max_bytes as u64 {
        return Err(too_large());
    }
    match Limited::new(body, max_bytes).collect().await {
        Ok(collected) => Ok(collected.to_bytes()),
        Err(error) if has_cause::<LengthLimitError>(&*error) => Err(too_large()),
        Err(error) if has_cause::<Late>(&*error) => {
            Err(Problem::new(408, "http.body_late", "the body did not arrive in time")
                .next_step("send it again, faster or in smaller batches"))
        }
        Err(_) => Err(Problem::new(400, "http.body_broken", "the body ended early")
            .next_step("send it again")),
    }
}

fn has_cause<E: Error + 'static>(error: &(dyn Error + 'static)) -> bool {
    let mut cause = Some(error);
    while let Some(error) = cause {
        if error.is::<E>() {
            return true;
        }
        cause = error.source();
    }
    false
}

/// How deep a text of JSON nests, found without building anything.
fn depth(json: &[u8]) -> usize {
    let (mut depth, mut deepest) = (0_usize, 0);
    let mut bytes = json.iter();
    let mut is_in_string = false;
    while let Some(byte) = bytes.next() {
        match byte {
            b'"' => is_in_string = !is_in_string,
            b'\\' if is_in_string => _ = bytes.next(),
            b'[' | b'{' if !is_in_string => {
                depth += 1;
                deepest = deepest.max(depth);
            }
            b']' | b'}' if !is_in_string => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    deepest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn depth_is_counted_outside_of_strings() {
        for (json, expected) in [
            ("1", 0),
            ("{}", 1),
            (r#"{"a":[{"b":1}],"c":[]}"#, 3),
            (r#"["[[[[", "\"[[["]"#, 1),
            (r#"["\\", [[]]]"#, 3),
            ("]]]][", 1),
        ] {
            assert_eq!(depth(json.as_bytes()), expected, "{json}");
        }
    }

    #[test]
    fn sixty_four_levels_are_enough() {
        let nested = |n: usize| "[".repeat(n) + &"]".repeat(n);
        assert!(check_depth(nested(64).as_bytes()).is_ok());
        assert_eq!(check_depth(nested(65).as_bytes()).unwrap_err().code(), "http.json_too_deep");
        assert!(check_depth(nested(10_000).as_bytes()).is_err());
    }
}
