//! Answers of platforms: what the status says before the body is understood.
//!
//! Platforms put their errors into bodies of their own shapes, some of them inside a success. So a
//! body is read first, whatever the status; only what the platform's own words leave open is
//! decided by the status.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use crate::poll::{Answer, Ask, PollError};
use crate::tree::Tree;

/// Everything but what RFC 3986 leaves unreserved.
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// The body as a tree; an error where the status says that none can be expected.
pub(crate) fn tree(answer: &Answer) -> Result<Tree<'_>, PollError> {
    let is_success = (200..300).contains(&answer.status);
    match Tree::read(&answer.body) {
        Ok(tree) => Ok(tree),
        Err(place) if is_success => Err(PollError::Unreadable(place)),
        Err(_) => Err(by_status(answer)),
    }
}

/// Lets a success pass whose body says nothing against it.
pub(crate) fn check_status(answer: &Answer) -> Result<(), PollError> {
    if (200..300).contains(&answer.status) { Ok(()) } else { Err(by_status(answer)) }
}

fn by_status(answer: &Answer) -> PollError {
    let words = format!("status {}", answer.status);
    match answer.status {
        429 => PollError::Throttled { retry_after_s: answer.retry_after_s() },
        401 | 403 => PollError::NeedsLogin(words),
        408 | 500.. => PollError::Down(words),
        _ => PollError::Refused(words),
    }
}

/// A query of an address: `a=1&b=x%20y`.
pub(crate) fn query(pairs: &[(&str, &str)]) -> String {
    let pairs = pairs.iter().map(|(name, value)| format!("{name}={}", encoded(value)));
    pairs.collect::<Vec<_>>().join("&")
}

/// Text as one part of a path, or as a value in a query.
pub(crate) fn encoded(text: &str) -> String {
    utf8_percent_encode(text, RESERVED).to_string()
}

/// The account that is asked for, or what is missing.
pub(crate) fn account<'a>(ask: &Ask<'a>) -> Result<&'a str, PollError> {
    let account = ask.account.map(str::trim).filter(|account| !account.is_empty());
    account.ok_or(PollError::Incomplete("an account"))
}

/// A header that shows the token.
pub(crate) fn bearer(ask: &Ask<'_>) -> Result<(&'static str, String), PollError> {
    Ok(("Authorization", format!("Bearer {}", ask.token()?)))
}
