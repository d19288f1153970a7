//! Money in other currencies: shown beside the figures, never in them, and never converted at a
//! guess.

use byline_core::money::Currency;
use byline_engine::Engine;
use byline_engine::view::{Answer, Query};
use maud::{Markup, html};

use crate::pages::frame::{Frame, credited};
use crate::pages::parts::Figure;
use crate::pages::{links, words};

/// What came in one other currency.
#[derive(Clone, Debug)]
pub struct Apart {
    /// Which, as ISO 4217 has it.
    pub currency: Currency,
    /// What creators earned of it.
    pub attributed: Figure,
    /// What nobody earned of it.
    pub unattributed: Figure,
}

impl Apart {
    /// What `answer`, the whole campaign's, could not add up.
    pub fn all(engine: &Engine, frame: &Frame<'_>, answer: &Answer) -> Vec<Self> {
        let of = |currency| Self::of(engine, frame, currency);
        answer.other_currencies.iter().map(|other| of(other.currency)).collect()
    }

    fn of(engine: &Engine, frame: &Frame<'_>, currency: Currency) -> Self {
        let query = frame.query(frame.scope(), frame.span, &[]);
        let answer = engine.query(&Query { currency, ..query });
        let money = |minor| words::money(minor, currency);
        let href = |of| links::explain_apart(frame, of, currency);
        let attributed = credited(&answer).revenue_minor[frame.model];
        let unattributed = answer.unattributed.revenue_minor[frame.model];
        Self {
            currency,
            attributed: Figure::known(money(attributed), href("revenue")),
            unattributed: Figure::known(money(unattributed), href("unattributed")),
        }
    }

    /// A sentence with both figures.
    pub fn render(&self) -> Markup {
        let code = self.currency.as_str();
        html! {
            "Apart, in " (code) ": " (self.attributed.render(&format!("apart-{code}")))
            " attributed and " (self.unattributed.render(&format!("apart-{code}-unattributed")))
            " unattributed. No rate is known, so they are in no other figure."
        }
    }
}
