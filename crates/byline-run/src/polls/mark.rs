//! Marks: how far a poll has come, kept where a crash cannot take it.
//!
//! A mark is written after the facts before it are durable, so after a crash a turn begins again
//! from its last mark and asks some of it twice; what comes twice is recognised by its dedup keys.
//! Marks lie among the sealed secrets, under names that no connection can have.

use byline_core::id::ConnectionId;
use byline_core::time::{Span, Timestamp};
use serde::{Deserialize, Serialize};

/// What is known of one poll of one connection.
#[derive(Clone, Default, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(default)]
pub struct Mark {
    /// Everything before this has been asked for.
    pub done_to: Option<Timestamp>,
    /// When the last near turn began.
    pub near_at: Option<Timestamp>,
    /// When the last full turn began.
    pub full_at: Option<Timestamp>,
    /// When a turn last came to its end.
    pub ended_at: Option<Timestamp>,
    /// How many failures there were in a row.
    pub n_failures: u32,
    /// Before this the platform is left alone.
    pub not_before: Option<Timestamp>,
    /// What went wrong last, if nothing went well since.
    pub trouble: Option<Trouble>,
    /// With which secrets and settings it stopped. It goes on when they are others.
    pub stopped_with: Option<[u8; 16]>,
    /// The stretch of the past that somebody asked for.
    pub backfill: Option<Backfill>,
}

/// What went wrong.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Trouble {
    /// The stable code.
    pub code: String,
    /// In words, without secrets.
    pub detail: String,
    /// When.
    pub at: Timestamp,
}

/// A stretch of the past that is asked for piece by piece, the oldest first.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Backfill {
    /// The whole stretch.
    pub span: Span,
    /// Everything before this has been asked for.
    pub done_to: Timestamp,
}

impl Mark {
    /// A mark as bytes.
    pub fn encode(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }

    /// A mark from bytes; an unreadable one is as none, and the poll begins anew.
    pub fn decode(bytes: &[u8]) -> Option<Self> {
        serde_json::from_slice(bytes).ok()
    }
}

impl Backfill {
    /// Whether all of it has been asked for.
    pub fn is_done(&self) -> bool {
        self.span.to <= self.done_to
    }

    /// How much of it has been asked for, in whole percent.
    pub fn percent(&self) -> i64 {
        let whole = self.span.to.micros_since(self.span.from).max(1);
        let done = self.done_to.micros_since(self.span.from).clamp(0, whole);
        i64::try_from(i128::from(done) * 100 / i128::from(whole)).unwrap_or(0)
    }
}

/// The name under which a mark is kept. No connection's id begins like this.
pub fn name(connection: &ConnectionId, what: &str) -> String {
    format!("#poll/{connection}/{what}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_survive_and_old_ones_are_read() {
        let at = Timestamp::from_seconds(1_700_000_000);
        let span = Span { from: at, to: at.plus_seconds(1_000) };
        let mark = Mark {
            done_to: Some(at),
            n_failures: 3,
            stopped_with: Some([7; 16]),
            trouble: Some(Trouble { code: "poll.down".into(), detail: "HTTP 500".into(), at }),
            backfill: Some(Backfill { span, done_to: at.plus_seconds(250) }),
            ..Mark::default()
        };
        assert_eq!(Mark::decode(mark.encode().as_bytes()), Some(mark.clone()));
        assert_eq!(mark.backfill.map(|backfill| backfill.percent()), Some(25));
        assert_eq!(Mark::decode(b"{}"), Some(Mark::default()));
        assert_eq!(Mark::decode(b"nonsense"), None);
    }
}
