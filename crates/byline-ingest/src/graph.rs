//! What Meta's Graph API says about itself in every answer: errors and pages.

use crate::figures::answer::check_status;
use crate::poll::{Answer, PollError};
use crate::tree::Tree;

/// The error that stands in `error`, whatever the status.
pub(crate) fn check(tree: &Tree<'_>, answer: &Answer) -> Result<(), PollError> {
    let error = tree.get("error");
    if error.is_nothing() {
        return Ok(());
    }
    let number = |name| error.text_of(name).and_then(|text| text.parse::<u32>().ok());
    let (Some(code), subcode) = (number("code"), number("error_subcode")) else {
        check_status(answer)?;
        return Err(PollError::Refused("`error` without a code".to_owned()));
    };
    let words = match subcode {
        Some(subcode) => format!("code {code}, subcode {subcode}"),
        None => format!("code {code}"),
    };
    Err(match code {
        4 | 17 | 32 | 613 | 80_000..=80_014 => {
            PollError::Throttled { retry_after_s: pause_s(answer) }
        }
        10 | 102 | 190 | 200..=299 | 458..=467 => PollError::NeedsLogin(words),
        1 | 2 => PollError::Down(words),
        _ => PollError::Refused(words),
    })
}

/// How long to pause: the header of business use cases names minutes.
fn pause_s(answer: &Answer) -> Option<u32> {
    let usage = answer.header("x-business-use-case-usage");
    let minutes = usage.and_then(|usage| {
        let tree = Tree::read(usage.as_bytes()).ok()?;
        let mut longest = 0;
        tree.objects(&mut |object, _| {
            let minutes = object.text_of("estimated_time_to_regain_access");
            longest = longest.max(minutes.and_then(|text| text.parse().ok()).unwrap_or(0));
        });
        Some(longest).filter(|minutes: &u32| 0 < *minutes)
    });
    minutes.map(|minutes| minutes.saturating_mul(60)).or(answer.retry_after_s())
}

/// Where the next page begins, if `paging` says that there is one. The address that it names is
/// not followed: it could lead anywhere, and it holds the token.
pub(crate) fn after(paging: &Tree<'_>) -> Option<String> {
    let next = paging.text_of("next")?;
    if let Some(after) = paging.at("cursors.after").text() {
        return Some(after.to_owned());
    }
    let (_, query) = next.split_once('?')?;
    let after = query.split('&').find_map(|pair| pair.strip_prefix("after="))?;
    let after = percent_encoding::percent_decode_str(after).decode_utf8().ok()?;
    Some(after.into_owned()).filter(|after| !after.is_empty())
}
