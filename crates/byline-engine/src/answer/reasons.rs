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
        let buckets = Buckets::of(range);
        let sum = |count| -> i64 {
            cells.iter().map(|cell| cell.count(count).sum(buckets.from, buckets.to)).sum()
        };
        let n_visits = sum(Count::Visits);
        let sold_out = percent(sum(Count::VisitsSoldOut), n_visits);
        if sold_out.is_some_and(|share| SOLD_OUT_FROM <= share) {
            let share = sold_out.unwrap_or(0);
            return (Cause::SoldOut, format!("{share}% land on a sold-out page"));
        }
        if let Some(text) = self.trouble_with_code(creator, range) {
            return (Cause::Code, text);
        }
        let lost = percent(figures.n_clicks - n_visits, figures.n_clicks);
        if 0 < n_visits && lost.is_some_and(|share| LOST_FROM <= share) {
            let share = lost.unwrap_or(0);
            return (Cause::LostOnTheWay, format!("{share}% never reach the page"));
        }
        let in_app = percent(sum(Count::ClicksInApp), figures.n_clicks);
        if in_app.is_some_and(|share| IN_APP_FROM <= share) {
            let share = in_app.unwrap_or(0);
            return (Cause::InAppBrowser, format!("{share}% stay in an app's own browser"));
        }
        (Cause::Unknown, "no fault seen in the signals".to_owned())
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
