//! Spend and clicks of a campaign, cut by creator: whom to open next.

use byline_engine::Engine;
use byline_engine::view::{Dimension, Key, Measure, Query};

use super::ByCreator;
use super::records::amount_text;
use super::subject::Subject;
use crate::pages::frame::Frame;
use crate::pages::links::{self, Asked};
use crate::pages::parts::Figure;
use crate::pages::words;

/// How many creators are listed; the roster has them all.
const MOST_ROWS: usize = 12;

/// The creators with the largest parts; `None` of one creator's figure and of what has no parts.
pub fn of(
    engine: &Engine,
    frame: &Frame<'_>,
    subject: &Subject,
    measure: Measure,
) -> Option<ByCreator> {
    if subject.creator.is_some() || !matches!(measure, Measure::Clicks | Measure::Spend) {
        return None;
    }
    let currency = subject.currency(frame);
    let query = frame.query(frame.scope(), subject.span(frame), &[Dimension::Creator]);
    let rows = engine.query(&Query { currency, ..query }).rows;
    let mut parts: Vec<(&Key, i64)> = Vec::new();
    for row in &rows {
        let amount = match measure {
            Measure::Clicks => Some(row.figures.n_clicks),
            _ => row.figures.spend_minor,
        };
        let key = row.keys.first().filter(|key| engine.creator(&key.id).is_some());
        parts.extend(key.zip(amount).filter(|(_, amount)| *amount != 0));
    }
    parts.sort_by_key(|(_, amount)| std::cmp::Reverse(*amount));
    let n_more = i64::try_from(parts.len().saturating_sub(MOST_ROWS)).unwrap_or(i64::MAX);
    let row = |(key, amount): &(&Key, i64)| {
        let creator = key.id.as_str().into();
        let asked = Asked { creator: Some(&creator), ..subject.asked(0) };
        let href = links::explain_at(frame, asked, frame.ask.at);
        (key.label.clone(), Figure::known(amount_text(measure, *amount, currency), href))
    };
    Some(ByCreator {
        rows: parts.iter().take(MOST_ROWS).map(row).collect(),
        more: (0 < n_more).then(|| {
            let more = words::counted(n_more, "more creator", "more creators");
            (more, frame.ask.elsewhere().href("/creators"))
        }),
    })
}
