//! Reasons: why clicks may not buy, ranked by how much the signals support each.
//!
//! It is usually the page or the offer and not the creator, so the causes that a brand can mend
//! come first. Where no signal supports any cause, that is said.

use byline_core::time::Span;

use super::slots::Buckets;
use crate::engine::Engine;
use crate::state::cells::{Cell, Count};
use crate::view::{Cause, Figures};

/// A cause is named from this share of landings or clicks on, in percent.
const SOLD_OUT_FROM: i64 = 25;
const IN_APP_FROM: i64 = 85;
const LOST_FROM: i64 = 40;

impl Engine {
    /// The likeliest reason, with its evidence in words.
    pub(crate) fn reason_of_lag(
        &self,
        creator: &str,
        figures: &Figures,
        cells: &[&Cell],
        range: Span,
    ) -> (Cause, String) {
        let mut causes = self.causes_of_lag(creator, figures, cells, range);
        causes.truncate(1);
        causes.pop().unwrap_or((Cause::Unknown, "no fault seen in the signals".to_owned()))
    }

    /// Every reason that the signals support, the likeliest first, each with its evidence in words.
    pub(crate) fn causes_of_lag(
        &self,
        creator: &str,
        figures: &Figures,
        cells: &[&Cell],
        range: Span,
    ) -> Vec<(Cause, String)> {
        let buckets = Buckets::of(range);
        let sum = |count| -> i64 {
            cells.iter().map(|cell| cell.count(count).sum(buckets.from, buckets.to)).sum()
        };
        let n_visits = sum(Count::Visits);
        let sold_out = percent(sum(Count::VisitsSoldOut), n_visits);
        let lost = percent(figures.n_clicks - n_visits, figures.n_clicks).filter(|_| 0 < n_visits);
        let in_app = percent(sum(Count::ClicksInApp), figures.n_clicks);
        let from = |share: Option<i64>, least: i64| share.filter(|share| least <= *share);
        let found = [
            from(sold_out, SOLD_OUT_FROM)
                .map(|share| (Cause::SoldOut, format!("{share}% land on a sold-out page"))),
            self.trouble_with_code(creator, range).map(|text| (Cause::Code, text)),
            from(lost, LOST_FROM)
                .map(|share| (Cause::LostOnTheWay, format!("{share}% never reach the page"))),
            from(in_app, IN_APP_FROM).map(|share| {
                (Cause::InAppBrowser, format!("{share}% stay in an app's own browser"))
            }),
        ];
        found.into_iter().flatten().collect()
    }

    /// A code that has ended or leaked.
    fn trouble_with_code(&self, creator: &str, range: Span) -> Option<String> {
        let mut codes = self.codes().filter(|code| code.creator_id.as_str() == creator);
        codes.find_map(|code| {
            let has_ended = code.valid_to.is_some_and(|to| to < range.to && range.from < to);
            if has_ended {
                Some(format!("code {} has ended", code.code))
            } else if code.is_leaked {
                Some(format!("code {} is public, so its orders are not credited", code.code))
            } else {
                None
            }
        })
    }
}

/// A whole percentage; `None` of nothing.
fn percent(part: i64, whole: i64) -> Option<i64> {
    (0 < whole).then(|| part.max(0) * 100 / whole)
}
