//! Outcomes: what an answer means for the action that it answers.
//!
//! Three ends, as every channel has them: it was taken, it may be taken later, it will never be
//! taken. The codes are a promise; the words say what helps, and repeat nothing that a vendor
//! wrote but its own short codes.

use byline_core::time::Timestamp;
use serde_json::Value;

use crate::wire::Answer;

/// What became of one try.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Outcome {
    /// The channel took it.
    Delivered {
        /// What the channel calls it.
        receipt: Option<String>,
    },
    /// Not this time.
    Later {
        /// The stable code of the reason.
        code: &'static str,
        /// The reason in words.
        detail: String,
        /// For how long the channel wants to be left alone, in seconds, if it says.
        after_s: Option<i64>,
    },
    /// Not in this way.
    Never {
        /// The stable code of the reason.
        code: &'static str,
        /// The reason in words.
        detail: String,
    },
}

impl Outcome {
    /// The channel took it.
    pub fn delivered(receipt: Option<String>) -> Self {
        Self::Delivered { receipt }
    }

    /// Not in this way.
    pub fn never(code: &'static str, detail: impl Into<String>) -> Self {
        Self::Never { code, detail: detail.into() }
    }

    /// Not this time, for a reason that passes.
    pub fn later(code: &'static str, detail: impl Into<String>) -> Self {
        Self::Later { code, detail: detail.into(), after_s: None }
    }

    /// There was no answer. Whether it arrived is not known.
    pub fn silent(detail: impl Into<String>) -> Self {
        Self::later("act.no_answer", detail)
    }

    /// What a status says that is no success.
    pub fn of_status(answer: &Answer, now: Timestamp) -> Self {
        let status = answer.status;
        match status {
            429 => Self::throttled(answer.retry_after_s(now)),
            408 | 425 | 500..=599 => Self::Later {
                code: "act.down",
                detail: format!("the channel is in trouble (HTTP {status})"),
                after_s: answer.retry_after_s(now),
            },
            401 | 403 => Self::refused_login(&format!("HTTP {status}")),
            404 => Self::never("act.unknown", "there is nothing at its address (HTTP 404)"),
            410 => Self::never("act.gone", "the receiver wants nothing any more (HTTP 410)"),
            413 => Self::never("act.rejected", "the message is too long for it (HTTP 413)"),
            _ => Self::never("act.rejected", format!("it was turned down (HTTP {status})")),
        }
    }

    /// The channel wants to be left alone.
    pub fn throttled(after_s: Option<i64>) -> Self {
        let detail = match after_s {
            Some(seconds) => format!("the channel asks for a pause of {seconds} s"),
            None => "the channel asks for a pause".to_owned(),
        };
        Self::Later { code: "act.throttled", detail, after_s }
    }

    /// The channel does not know us any more.
    pub fn refused_login(said: &str) -> Self {
        Self::never("act.login_refused", format!("the key or token is not accepted ({said})"))
    }
}

/// A vendor's own code, such as `channel_not_found`, where it is one: never a sentence of theirs.
pub fn short_code(value: &Value) -> Option<&str> {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"_-.".contains(&byte);
    let code = value.as_str()?;
    (!code.is_empty() && code.len() <= 60 && code.bytes().all(is_plain)).then_some(code)
}
