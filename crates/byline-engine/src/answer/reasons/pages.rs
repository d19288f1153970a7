//! Pages: what was found where a creator's links lead.

use byline_core::link::destination::Policy;
use byline_core::link::health::judge;
use byline_core::time::MICROS_PER_HOUR;

use super::Reasons;
use crate::state::destinations::{Repriced, Seen};

/// A price that was raised so long before the range still explains it, in microseconds.
const RAISED_BEFORE_US: i64 = 7 * 24 * MICROS_PER_HOUR;

/// What is wrong with the pages that links lead to, in words.
#[derive(Default)]
pub(super) struct Pages {
    /// Clicks land on nothing, or cannot be told apart where they land.
    pub broken: Option<String>,
    /// The page says that it is sold out.
    pub sold_out: Option<String>,
    /// The page asks for more than it did.
    pub repriced: Option<String>,
    /// The page takes too long.
    pub slow: Option<String>,
}

impl Reasons<'_> {
    /// What is wrong with the pages that a creator's links lead to. Of each kind the first is told.
    pub(super) fn pages_of(&self, creator: u32) -> Pages {
        let mut pages = Pages::default();
        let links = self.held(creator).map(|held| held.links.as_slice()).unwrap_or_default();
        for link in links {
            let row = self.engine.registry.links.row(*link);
            let row = row.filter(|row| !row.is_paused && !row.is_archived);
            if let Some(seen) = row.and_then(|row| self.engine.destinations.get(&row.destination)) {
                self.judge_page(seen, &mut pages);
            }
        }
        pages
    }

    fn judge_page(&self, seen: &Seen, pages: &mut Pages) {
        // Which hosts are the brand's own is a question of safety and not of sales.
        let policy = Policy { allowed_hosts: &[], own_hosts: &[] };
        let health = judge(Some(&seen.newest), &policy, self.now);
        for finding in &health.findings {
            let told = match finding.code {
                "destination.sold_out" => &mut pages.sold_out,
                "destination.slow" => &mut pages.slow,
                "destination.unreachable"
                | "destination.redirects"
                | "destination.gone"
                | "destination.status"
                | "destination.error_words"
                | "destination.closed"
                | "utm.stripped" => &mut pages.broken,
                _ => continue,
            };
            told.get_or_insert_with(|| finding.detail.clone());
        }
        let raised = seen.repriced.as_ref().filter(|change| self.explains(change));
        if let Some(Repriced { before, after, .. }) = raised {
            let text = || format!("the page asks {after} instead of {before}");
            pages.repriced.get_or_insert_with(text);
        }
    }

    fn explains(&self, change: &Repriced) -> bool {
        let (before, after) = (change.before, change.after);
        let is_raised = before.currency == after.currency && before.minor < after.minor;
        let is_recent = self.range.from.0 - RAISED_BEFORE_US <= change.seen_at.0;
        is_raised && is_recent && change.seen_at < self.range.to
    }
}
