//! Failures: why a request brought nothing, and what helps.

use byline_ingest::poll::PollError;

use super::http::SendError;

/// Why a request brought nothing.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Failure {
    /// The stable code.
    pub code: &'static str,
    /// In words, without secrets.
    pub detail: String,
    /// What helps.
    pub cure: Cure,
}

/// What helps.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Cure {
    /// Time. The platform may say how much, in seconds.
    Time(Option<u32>),
    /// Silence of the whole connection for a while, because the platform asks for it.
    Silence(Option<u32>),
    /// Another question, a change on the platform's side, or a newer Byline.
    Change,
    /// A person, who changes the connection's secret or settings.
    Person,
}

/// When a platform says this many seconds, it is believed no further: a day.
const LONGEST_S: u32 = 86_400;

impl Failure {
    /// What a platform said, with every secret struck out.
    pub fn said(error: &PollError, secrets: &[&[u8]]) -> Self {
        let cure = match error {
            PollError::Throttled { retry_after_s } => {
                Cure::Silence(retry_after_s.map(|seconds| seconds.min(LONGEST_S)))
            }
            PollError::NeedsLogin(_) | PollError::Incomplete(_) => Cure::Person,
            PollError::Refused(_) => Cure::Change,
            PollError::Down(_) | PollError::Unreadable(_) => Cure::Time(None),
        };
        Self { code: error.code(), detail: without_secrets(error.to_string(), secrets), cure }
    }

    /// There was no answer.
    pub fn unsent(error: &SendError) -> Self {
        let cure = if error.is_for_a_person() { Cure::Person } else { Cure::Time(None) };
        Self { code: error.code(), detail: error.to_string(), cure }
    }

    /// The reading of an answer broke off: we are wrong.
    pub fn broken() -> Self {
        let detail = "the reading of the answer broke off; see the log".to_owned();
        Self { code: "poll.unreadable", detail, cure: Cure::Change }
    }

    /// A turn that does not come to an end.
    pub fn endless() -> Self {
        Self {
            code: "poll.endless",
            detail: "the platform's pages do not come to an end".to_owned(),
            cure: Cure::Change,
        }
    }
}

/// What to do about a code.
pub fn next_step(code: &str) -> &'static str {
    match code {
        "poll.needs_login" => "make a new token at the platform and PATCH the connection's secrets",
        "poll.incomplete" => "PATCH what is missing into the connection: account or secrets",
        "poll.refused" => "check the account and the rights of the token at the platform",
        "poll.throttled" => "nothing; it goes on when the platform's pause is over",
        "poll.address_unfit" | "poll.address_private" => {
            "correct the connection's account or setting api_url; a shop in your own network needs \
             allow_private in the configuration file"
        }
        "poll.host_unknown" | "poll.redirected" => {
            "correct the connection's account or setting api_url"
        }
        "poll.unreadable" | "poll.endless" | "poll.too_large" => {
            "it is tried again; if it stays, report the code with the feed's name"
        }
        _ => "nothing; it is tried again, at longer and longer intervals",
    }
}

/// Platforms repeat what they were sent. Secrets of a few letters would strike out words.
fn without_secrets(mut words: String, secrets: &[&[u8]]) -> String {
    let texts = secrets.iter().filter_map(|secret| std::str::from_utf8(secret).ok());
    for secret in texts.filter(|secret| 6 <= secret.len()) {
        words = words.replace(secret, "…");
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_that_a_platform_repeats_are_struck_out() {
        let error = PollError::Refused("token act.s3cr3t is unknown".to_owned());
        let failure = Failure::said(&error, &[b"act.s3cr3t", b"is"]);
        assert_eq!(failure.detail, "the platform refuses: token … is unknown");
    }

    #[test]
    fn a_pause_is_believed_up_to_a_day() {
        let table = [(None, None), (Some(90), Some(90)), (Some(9_000_000), Some(86_400))];
        for (said, expected) in table {
            let failure = Failure::said(&PollError::Throttled { retry_after_s: said }, &[]);
            assert_eq!(failure.cure, Cure::Silence(expected));
        }
    }
}
