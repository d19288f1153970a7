//! Freshness: what is late, so that nobody is blamed for what could not be seen.

use byline_core::feed::Role;
use byline_core::time::Timestamp;

use super::dossier::Dossier;
use crate::state::feeds::Feed;
use crate::view::{Lack, WaitingFor};

/// Platforms report in batches; a day without a word is too long.
const PLATFORM_STALE_S: i64 = 86_400;

/// What is late: something that came before and stopped. Outside a flight nothing is expected.
pub fn waiting_for(dossier: &Dossier<'_>) -> Vec<WaitingFor> {
    let (engine, now) = (dossier.engine, dossier.now);
    if !dossier.flight.is_some_and(|flight| flight.contains(now)) {
        return Vec::new();
    }
    let mut late = Vec::new();
    for source in engine.sources_view(now).sources {
        if source.role == Some(Role::Shop) && source.is_behind(now) {
            let newest_at = source.freshness.newest_at.unwrap_or(Timestamp::MIN);
            late.push(WaitingFor { what: Lack::Conversions, name: source.name, newest_at });
        }
    }
    let platform = engine.feeds.get(Feed::Platform).newest_at;
    let platform = platform.filter(|newest_at| PLATFORM_STALE_S < now.seconds_since(*newest_at));
    late.extend(platform.map(|newest_at| WaitingFor {
        what: Lack::Impressions,
        name: Feed::Platform.name().to_owned(),
        newest_at,
    }));
    late
}

/// Whether anything could ever tell of a conversion.
pub fn hears_conversions(dossier: &Dossier<'_>) -> bool {
    let feeds = &dossier.engine.feeds;
    [Feed::Orders, Feed::Actions].iter().any(|feed| 0 < feeds.get(*feed).n_facts)
}

/// For how many seconds before `at` nothing could have told of a conversion: since the newest word
/// of a shop that is late; for ever, if there never was one.
pub fn uncovered_s(dossier: &Dossier<'_>, at: Timestamp) -> i64 {
    if !hears_conversions(dossier) {
        return i64::MAX;
    }
    let late = dossier.waiting_for.iter().filter(|late| late.what == Lack::Conversions);
    let newest = late.map(|late| late.newest_at).min();
    newest.map_or(0, |newest| at.seconds_since(newest).max(0))
}
