//! Problems: what a sender hears when something is wrong, as RFC 9457 has it.
//!
//! Every problem has a stable code, says what is wrong in words, and names the next step. What
//! only the operator may know goes to the log, never here.

use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};
use serde_json::Value;

use crate::port::Unavailable;

/// An answer other than success.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Problem {
    /// The HTTP status.
    status: u16,
    /// The stable code, such as `link.slug_taken`.
    code: &'static str,
    /// What is wrong, in words.
    detail: String,
    /// What to do now.
    next_step: Option<String>,
    /// Seconds after which to try again; also the `Retry-After` header.
    retry_after_s: Option<u32>,
    /// The fields or parameters that are wrong.
    errors: Vec<FieldError>,
}

/// One field or parameter that is wrong.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct FieldError {
    /// Its name, with the names of what it stands in, such as `rules.click_window_s`.
    field: String,
    /// Where it stands in the body, as RFC 6901 has it; none for a parameter.
    #[serde(skip_serializing_if = "Option::is_none")]
    pointer: Option<String>,
    /// The stable code.
    code: &'static str,
    /// What is wrong, in words.
    detail: String,
    /// The value that was not understood; none where the field is missing.
    #[serde(skip_serializing_if = "Option::is_none")]
    value: Option<Value>,
    /// The words that the field knows, if it knows only some.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    allowed: Vec<String>,
}

impl Problem {
    /// A problem with its HTTP status, stable code and words.
    pub fn new(status: u16, code: &'static str, detail: impl Into<String>) -> Self {
        Self {
            status,
            code,
            detail: detail.into(),
            next_step: None,
            retry_after_s: None,
            errors: Vec::new(),
        }
    }

    /// Names the field of the body that is wrong, and its value unless that is null.
    pub fn at(self, field: &str, value: impl Into<Value>) -> Self {
        let pointer = if field.is_empty() { String::new() } else { pointer_of(field) };
        self.with_error(field, Some(pointer), value.into())
    }

    /// Names the parameter that is wrong, and its value unless that is null.
    pub fn parameter(self, name: &str, value: impl Into<Value>) -> Self {
        self.with_error(name, None, value.into())
    }

    /// Lists the words that the field which was named last knows.
    pub fn allowed(mut self, words: impl IntoIterator<Item = impl Into<String>>) -> Self {
        if let Some(error) = self.errors.last_mut() {
            error.allowed = words.into_iter().map(Into::into).collect();
        }
        self
    }

    /// Says more exactly what is wrong with the field which was named last, by a code of its own.
    pub fn because(mut self, code: &'static str) -> Self {
        if let Some(error) = self.errors.last_mut() {
            error.code = code;
        }
        self
    }

    fn with_error(mut self, field: &str, pointer: Option<String>, value: Value) -> Self {
        self.errors.push(FieldError {
            field: field.to_owned(),
            pointer,
            code: self.code,
            detail: self.detail.clone(),
            value: (!value.is_null()).then_some(value),
            allowed: Vec::new(),
        });
        self
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

    /// Seconds after which to try again.
    pub fn retry_after_s(&self) -> Option<u32> {
        self.retry_after_s
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

impl Serialize for Problem {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let title = StatusCode::from_u16(self.status).ok().and_then(|s| s.canonical_reason());
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("type", &format!("urn:byline:problem:{}", self.code))?;
        map.serialize_entry("title", title.unwrap_or("Problem"))?;
        map.serialize_entry("status", &self.status)?;
        map.serialize_entry("code", self.code)?;
        map.serialize_entry("detail", &self.detail)?;
        if let Some(next_step) = &self.next_step {
            map.serialize_entry("next_step", next_step)?;
        }
        if let Some(seconds) = self.retry_after_s {
            map.serialize_entry("retry_after_s", &seconds)?;
        }
        if !self.errors.is_empty() {
            map.serialize_entry("errors", &self.errors)?;
        }
        map.end()
    }
}

/// What problems say they are.
pub fn media_type() -> HeaderValue {
    HeaderValue::from_static("application/problem+json")
}

/// `flights[0].from` as `/flights/0/from`.
fn pointer_of(field: &str) -> String {
    let names = field.split(['.', '[']).map(|name| name.trim_end_matches(']'));
    names.map(|name| format!("/{}", name.replace('~', "~0").replace('/', "~1"))).collect()
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
        headers.insert(header::CONTENT_TYPE, media_type());
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

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_problem_names_field_place_and_value() {
        let problem = Problem::new(422, "api.field_invalid", "that is no whole number")
            .at("flights[0].from", "soon");
        let expected = json!([{
            "field": "flights[0].from", "pointer": "/flights/0/from", "code": "api.field_invalid",
            "detail": "that is no whole number", "value": "soon",
        }]);
        assert_eq!(json!(problem)["errors"], expected);
        let problem = Problem::new(400, "api.parameter_unknown", "there is no such basis")
            .parameter("basis", "mood")
            .allowed(["order", "posting"]);
        let error = &json!(problem)["errors"][0];
        assert_eq!((&error["pointer"], &error["allowed"][1]), (&Value::Null, &json!("posting")));
    }
}
