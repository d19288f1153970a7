//! Tags: what a thing looked like when somebody read it, so that two people who change it at the
//! same time do not undo each other's work in silence.

use axum::Json;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::problem::Problem;

/// A thing as an answer, with its tag.
pub fn tagged(status: StatusCode, whole: &Value) -> Response {
    let mut response = (status, Json(whole)).into_response();
    let tag = HeaderValue::try_from(tag_of(whole)).expect("base64 fits into a header");
    response.headers_mut().insert(header::ETAG, tag);
    response
}

/// Refuses a change of a thing that no longer is what its sender saw. Without `If-Match` nothing
/// is compared.
pub fn must_be_as_seen(headers: &HeaderMap, whole: &Value) -> Result<(), Problem> {
    let mut seen = headers.get_all(header::IF_MATCH).iter().peekable();
    if seen.peek().is_none() {
        return Ok(());
    }
    let tag = tag_of(whole);
    let is_seen = |listed: &HeaderValue| {
        let tags = listed.to_str().unwrap_or("").split(',').map(str::trim);
        tags.into_iter().any(|seen| seen == "*" || seen == tag)
    };
    if seen.any(is_seen) {
        return Ok(());
    }
    let detail = format!("it was changed meanwhile; its tag is {tag} now");
    Err(Problem::new(412, "api.changed_meanwhile", detail)
        .next_step("read it again, make the change anew, and send the new ETag as If-Match"))
}

/// A digest of what is shown: equal tags, equal things.
fn tag_of(whole: &Value) -> String {
    let digest = Sha256::digest(whole.to_string());
    format!("\"{}\"", URL_SAFE_NO_PAD.encode(&digest[..16]))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_change_needs_the_tag_of_what_is_there() {
        let thing = json!({ "name": "Summer" });
        let other = tag_of(&json!({ "name": "Winter" }));
        let own = tag_of(&thing);
        for (sent, expected) in [
            (None, true),
            (Some(own.clone()), true),
            (Some("*".to_owned()), true),
            (Some(format!("{other}, {own}")), true),
            (Some(other), false),
            (Some(format!("W/{own}")), false),
            (Some(String::new()), false),
        ] {
            let mut headers = HeaderMap::new();
            if let Some(sent) = &sent {
                headers.insert(header::IF_MATCH, HeaderValue::try_from(sent).unwrap());
            }
            assert_eq!(must_be_as_seen(&headers, &thing).is_ok(), expected, "{sent:?}");
        }
    }
}
