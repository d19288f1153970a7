//! What goes over a wire: requests, letters of mail, and answers, all of them as values.

use byline_core::time::Timestamp;
use jiff::fmt::rfc2822;
use serde_json::Value;

use crate::mail::Mail;

/// Something to send.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Parcel {
    /// By HTTP.
    Http(Request),
    /// By SMTP.
    Mail(Box<Mail>),
}

/// A request to send by HTTP.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Request {
    /// `GET` or `POST`.
    pub method: &'static str,
    /// The whole address. Some hold a secret.
    pub url: String,
    /// Its headers. They hold secrets and are never written to a log.
    pub headers: Vec<(&'static str, String)>,
    /// Its body; empty with `GET`.
    pub body: Vec<u8>,
}

/// What was answered.
#[derive(Clone, Default, PartialEq, Eq, Debug)]
pub struct Answer {
    /// The status of HTTP, or the reply code of SMTP.
    pub status: u16,
    /// Header names in lower case, and their values.
    pub headers: Vec<(String, String)>,
    /// The exact bytes of the body.
    pub body: Vec<u8>,
}

/// The longest pause that is believed, in seconds: a day.
const LONGEST_S: i64 = 86_400;

impl Request {
    /// A question.
    pub fn get(url: String) -> Self {
        Self { method: "GET", url, headers: Vec::new(), body: Vec::new() }
    }

    /// A document in JSON.
    pub fn json(url: String, document: &Value) -> Self {
        let headers = vec![("content-type", "application/json; charset=utf-8".to_owned())];
        Self { method: "POST", url, headers, body: document.to_string().into_bytes() }
    }

    /// The same with one header more.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: String) -> Self {
        self.headers.push((name, value));
        self
    }
}

impl Answer {
    /// The value of a header, by its lower-case name.
    pub fn header(&self, name: &str) -> Option<&str> {
        let found = self.headers.iter().find(|(known, _)| known == name)?;
        Some(found.1.as_str())
    }

    /// The body as JSON; null if it is none.
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or(Value::Null)
    }

    /// The pause of `Retry-After`, in seconds: as a number, or until an instant. A day at most.
    pub fn retry_after_s(&self, now: Timestamp) -> Option<i64> {
        let text = self.header("retry-after")?.trim();
        let seconds = text.parse::<i64>().ok().or_else(|| {
            let until = rfc2822::DateTimeParser::new().parse_timestamp(text).ok()?;
            Some(until.as_second() - now.seconds())
        })?;
        Some(seconds.clamp(0, LONGEST_S))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pause_is_a_number_or_an_instant() {
        let now = Timestamp::from_seconds(1_781_092_800); // 2026-06-10T12:00:00Z
        for (said, expected) in [
            ("30", Some(30)),
            (" 0 ", Some(0)),
            ("999999999", Some(86_400)),
            ("-5", Some(0)),
            ("Wed, 10 Jun 2026 12:02:00 GMT", Some(120)),
            ("Wed, 10 Jun 2026 11:00:00 GMT", Some(0)),
            ("soon", None),
        ] {
            let headers = vec![("retry-after".to_owned(), said.to_owned())];
            let answer = Answer { status: 429, headers, body: Vec::new() };
            assert_eq!(answer.retry_after_s(now), expected, "{said}");
        }
    }
}
