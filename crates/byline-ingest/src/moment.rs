//! Instants as others write them, and whether they can be true.

use byline_core::time::Timestamp;

/// 2000-01-01T00:00:00Z: no sale of a campaign is older.
const EARLIEST: Timestamp = Timestamp(946_684_800_000_000);

/// How far ahead of ours another clock may run: ten minutes, in microseconds.
const AHEAD_MAX_US: i64 = 600_000_000;

/// What is wrong with an instant.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Wrong {
    /// It is no RFC 3339 time with a zone.
    Unreadable,
    /// It lies before 2000 or more than ten minutes ahead.
    Impossible,
}

/// Reads an RFC 3339 time with its zone that can be true at `received_at`.
pub(crate) fn read(text: &str, received_at: Timestamp) -> Result<Timestamp, Wrong> {
    let at: Timestamp = text.parse().map_err(|_| Wrong::Unreadable)?;
    check(at, received_at)
}

/// Lets an instant pass that can be true at `received_at`.
pub(crate) fn check(at: Timestamp, received_at: Timestamp) -> Result<Timestamp, Wrong> {
    let latest = Timestamp(received_at.0.saturating_add(AHEAD_MAX_US));
    if EARLIEST <= at && at <= latest { Ok(at) } else { Err(Wrong::Impossible) }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Reads as a table: text, outcome at noon on 2026-03-01.
    fn check(text: &str, expected: Result<(), Wrong>) {
        let noon = "2026-03-01T12:00:00Z".parse().unwrap();
        assert_eq!(read(text, noon).map(|_| ()), expected, "{text}");
    }

    #[test]
    fn instants_that_cannot_be_true_are_refused() {
        check("2026-03-01T12:10:00Z", Ok(()));
        check("2026-03-01T12:10:01Z", Err(Wrong::Impossible));
        check("2026-03-01T07:00:00-05:00", Ok(()));
        check("2008-01-10T11:00:00-05:00", Ok(()));
        check("1970-01-01T00:00:00Z", Err(Wrong::Impossible));
        check("2099-01-01T00:00:00Z", Err(Wrong::Impossible));
        check("2026-03-01T12:00:00", Err(Wrong::Unreadable));
        check("yesterday", Err(Wrong::Unreadable));
        check("", Err(Wrong::Unreadable));
    }
}
