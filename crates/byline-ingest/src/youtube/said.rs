//! What both of YouTube's APIs have in common: who speaks, and how they refuse.

use byline_core::time::Timestamp;

use super::pacific;
use crate::definitions::YOUTUBE;
use crate::figures::answer::{check_status, tree};
use crate::figures::{Teller, Writing};
use crate::poll::{Answer, Ask, PollError};
use crate::tree::Tree;

/// Who speaks in an answer.
pub(super) fn teller<'a>(answer: &Answer, ask: &Ask<'a>) -> Teller<'a> {
    Teller {
        connection: ask.connection,
        feed: "youtube",
        table: YOUTUBE,
        currency: None,
        window: None,
        as_of: answer.received_at,
        writing: Writing::Plain,
    }
}

/// The body, if it is no error.
pub(super) fn body(answer: &Answer) -> Result<Tree<'_>, PollError> {
    let tree = tree(answer)?;
    let error = tree.get("error");
    if error.is_nothing() {
        check_status(answer)?;
        return Ok(tree);
    }
    let reasons = error.get("errors").items();
    let reason = reasons.first().and_then(|first| first.text_of("reason")).unwrap_or_default();
    let code = error.text_of("code").unwrap_or_default();
    Err(match (code, reason) {
        (_, "quotaExceeded" | "dailyLimitExceeded") => {
            let retry_after_s = Some(seconds_to_midnight(answer.received_at));
            PollError::Throttled { retry_after_s }
        }
        ("429", _) | (_, "rateLimitExceeded" | "userRateLimitExceeded") => {
            PollError::Throttled { retry_after_s: answer.retry_after_s() }
        }
        ("401" | "403", _) | (_, "authError") => {
            PollError::NeedsLogin(format!("code {code} {reason}"))
        }
        (code, _) if code.starts_with('5') => PollError::Down(format!("code {code} {reason}")),
        _ => PollError::Refused(format!("code {code} {reason}")),
    })
}

/// Until the quota of the next day: it begins at midnight in California.
fn seconds_to_midnight(now: Timestamp) -> u32 {
    let pacific = pacific();
    let today = pacific.day_span(pacific.day_of(now));
    u32::try_from(today.to.seconds_since(now)).unwrap_or(0)
}
