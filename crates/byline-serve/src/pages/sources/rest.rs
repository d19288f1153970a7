//! What came by no connection, so that the rows of the table add up to all that was received.

use byline_engine::Counters;
use byline_engine::view::{SourcesView, TallyView};

use super::Flow;
use super::build::{CLOCK_TICKS, count, kind_name, sent, waiting};

/// The kind of deliveries that were put aside. They are counted with their connections.
const ASIDE: &str = "put_aside";

/// What came by no connection: what became of it, and its kinds with their counts.
#[derive(Clone, Debug)]
pub struct Rest {
    /// What became of it.
    pub flow: Flow,
    /// Each kind with its count.
    pub kinds: String,
}

/// What came by no connection; `None` if nothing did.
pub fn of(view: &SourcesView) -> Option<Rest> {
    let all = sent(view);
    let sum = |n: fn(&byline_engine::view::SourceView) -> u64| view.sources.iter().map(n).sum();
    let counted = Counters {
        n_received: sum(|source| source.n_received),
        n_applied: sum(|source| source.n_applied),
        n_known: sum(|source| source.freshness.n_known),
        n_waiting: sum(|source| source.n_pending),
        n_quarantined: sum(|source| source.n_aside),
    };
    let rest = Counters {
        n_received: all.n_received.checked_sub(counted.n_received)?,
        n_applied: all.n_applied.checked_sub(counted.n_applied)?,
        n_known: all.n_known.checked_sub(counted.n_known)?,
        n_waiting: all.n_waiting.checked_sub(counted.n_waiting)?,
        n_quarantined: all.n_quarantined.checked_sub(counted.n_quarantined)?,
    };
    let kinds = view.tallies.iter().filter_map(|tally| left(view, tally)).collect::<Vec<_>>();
    (0 < rest.n_received).then(|| Rest { flow: flow(&rest), kinds: kinds.join(" · ") })
}

/// All that was received.
pub fn all(view: &SourcesView) -> Flow {
    flow(&sent(view))
}

/// What of a kind came by no connection, in words; `None` if nothing did.
fn left(view: &SourcesView, tally: &TallyView) -> Option<String> {
    if [CLOCK_TICKS, ASIDE].contains(&tally.key) {
        return None;
    }
    let streams = view.sources.iter().flat_map(|source| &source.streams);
    let streams = streams.filter(|stream| stream.key == tally.key);
    let by_source: u64 = streams.map(|s| s.freshness.n_facts + s.freshness.n_known).sum();
    let n = tally.n_received.checked_sub(by_source).filter(|n| 0 < *n)?;
    Some(format!("{} {}", kind_name(tally.name), count(n)))
}

fn flow(counters: &Counters) -> Flow {
    Flow {
        received: count(counters.n_received),
        parts: vec![
            (count(counters.n_applied), "applied", None),
            (count(counters.n_known), "repeats", None),
            (count(counters.n_quarantined), "put aside", None),
            (count(counters.n_waiting), waiting(counters.n_waiting), None),
        ],
    }
}
