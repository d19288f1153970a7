//! What a text of a post or account carries: its addresses and code words, as a fact. The text
//! itself goes no further.

use byline_core::entry::{DedupKey, Fact};
use byline_core::figure::{Subject, SubjectKind};
use byline_core::patrol::{Carried, Spot, addresses, words};

use crate::dedup;
use crate::poll::{Answer, Ask};

/// Within this, the same said again is the same fact, in seconds.
const QUARTER_S: i64 = 900;

/// A place that was read.
pub(crate) struct Place<'a> {
    /// What kind of thing.
    pub kind: SubjectKind,
    /// The platform's own id.
    pub id: &'a str,
    /// Where in it.
    pub spot: Spot,
    /// What the platform calls the account, if it is one.
    pub handle: Option<&'a str>,
}

/// What `text` carries; `None` where the platform no longer has the thing.
pub(crate) fn carried(
    place: &Place<'_>,
    text: Option<&str>,
    feed: &str,
    (ask, answer): (&Ask<'_>, &Answer),
) -> (Fact, DedupKey) {
    let handle = place.handle.map(|handle| handle.trim().trim_start_matches('@').to_owned());
    let carried = Carried {
        connection: ask.connection.clone(),
        subject: Subject {
            feed: feed.to_owned(),
            kind: place.kind,
            id: place.id.trim_start_matches('@').to_owned(),
        },
        spot: place.spot,
        as_of: answer.received_at,
        is_gone: text.is_none(),
        addresses: text.map(|text| addresses(text, ask.own_hosts)).unwrap_or_default(),
        words: text.map(words).unwrap_or_default(),
        handle: handle.filter(|handle| !handle.is_empty()),
    };
    let said = format!("{:?}", (&carried.addresses, &carried.words, &carried.handle));
    let quarter = answer.received_at.seconds().div_euclid(QUARTER_S).to_string();
    let gone = if carried.is_gone { "gone" } else { "there" };
    let parts = [
        "carried",
        carried.connection.as_str(),
        feed,
        place.kind.key(),
        carried.subject.id.as_str(),
        place.spot.key(),
        gone,
        &said,
        &quarter,
    ];
    let key = dedup::key(&parts.map(str::as_bytes));
    (Fact::Carried(carried), key)
}
