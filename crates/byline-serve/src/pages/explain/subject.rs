//! What is explained: read from an address that anybody may have typed.

use byline_core::event::SpendKind;
use byline_core::id::{CreatorId, PlacementId};
use byline_core::kpi::Kpi;
use byline_core::money::Currency;
use byline_core::time::{Span, Timestamp};
use byline_engine::view::{Measure, UnearnedReason};

use crate::pages::frame::Frame;
use crate::pages::links::Asked;

/// The last page that can be asked for. The engine gathers the orders before it too.
const LAST_PAGE: usize = 2_000;

/// A measure's word, and what narrows it.
#[derive(Clone, Default, PartialEq, Eq, Debug)]
pub struct Subject {
    /// The measure's word.
    pub of: String,
    /// One creator; the whole campaign, if not said.
    pub creator: Option<CreatorId>,
    /// One placement of the creator; all of them, if not said.
    pub placement: Option<PlacementId>,
    /// The currency of all amounts; the campaign's, if not said.
    pub currency: Option<Currency>,
    /// Only the last 60 minutes, as the Live page lists them.
    pub is_of_last_hour: bool,
    /// Only what is nobody's for this reason.
    pub reason: Option<UnearnedReason>,
    /// Only what was spent on this.
    pub spend: Option<SpendKind>,
    /// Which page of the list behind the figure, from 0.
    pub page: usize,
}

impl Subject {
    /// Reads a query string; what makes no sense is left out.
    pub fn parse(query: &str) -> Self {
        let mut subject = Self { of: "revenue".to_owned(), ..Self::default() };
        for (key, value) in url::form_urlencoded::parse(query.as_bytes()) {
            match (key.as_ref(), value.is_empty()) {
                ("of", false) => subject.of = value.into_owned(),
                ("minutes", false) => subject.is_of_last_hour = value == "60",
                ("creator", false) => subject.creator = Some(CreatorId::from(value.as_ref())),
                ("placement", false) => {
                    subject.placement = Some(PlacementId::from(value.as_ref()));
                }
                ("currency", false) => subject.currency = Currency::parse(&value),
                ("reason", false) => {
                    let mut reasons = UnearnedReason::ALL.into_iter();
                    subject.reason = reasons.find(|reason| reason.key() == value);
                }
                ("spend", false) => {
                    subject.spend = SpendKind::ALL.into_iter().find(|kind| kind.key() == value);
                }
                ("page", false) => {
                    let number: usize = value.parse().unwrap_or(1);
                    subject.page = number.clamp(1, LAST_PAGE) - 1;
                }
                _ => {}
            }
        }
        // Only revenue is kept by the minute.
        subject.is_of_last_hour &= subject.of == "revenue";
        subject.spend = subject.spend.filter(|_| subject.of == "spend");
        subject
    }

    /// The same figure as an address asks for it, on one page of its list.
    pub fn asked(&self, page: usize) -> Asked<'_> {
        Asked {
            of: &self.of,
            creator: self.creator.as_ref(),
            placement: self.placement.as_ref(),
            currency: self.currency,
            is_of_last_hour: self.is_of_last_hour,
            reason: self.reason,
            spend: self.spend,
            page,
        }
    }

    /// The measure that the word names.
    pub fn measure(&self) -> Option<Measure> {
        if self.reason.is_some() {
            return Some(Measure::Unattributed);
        }
        Some(match self.of.as_str() {
            "revenue" => Measure::Revenue,
            "unattributed" => Measure::Unattributed,
            "orders" => Measure::Orders,
            "clicks" => Measure::Clicks,
            "spend" => Measure::Spend,
            key => Measure::Kpi(Kpi::from_key(key)?),
        })
    }

    /// The currency of all amounts.
    pub fn currency(&self, frame: &Frame<'_>) -> Currency {
        self.currency.unwrap_or(frame.currency())
    }

    /// The stretch that is looked at.
    pub fn span(&self, frame: &Frame<'_>) -> Span {
        if self.is_of_last_hour { last_hour(frame.now) } else { frame.span }
    }
}

/// The last 60 minutes, in whole minutes: the one that runs is the last.
fn last_hour(now: Timestamp) -> Span {
    let minute = |n: u32| Timestamp::from_seconds(i64::from(n) * 60);
    Span { from: minute((now.minute() + 1).saturating_sub(60)), to: minute(now.minute() + 1) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_of_nonsense_is_the_first() {
        for (query, page) in [
            ("", 0),
            ("page=1", 0),
            ("page=3", 2),
            ("page=0", 0),
            ("page=-1", 0),
            ("page=many", 0),
            ("page=99999999", LAST_PAGE - 1),
        ] {
            assert_eq!(Subject::parse(query).page, page, "{query}");
        }
    }
}
