//! Records: what spend and clicks are the sum of. Spend was reported record by record; clicks are
//! listed by link and day.

use byline_core::event::SpendKind;
use byline_core::id::CreatorId;
use byline_core::money::Currency;
use byline_engine::Engine;
use byline_engine::view::{ClickShare, Explanation, Measure, SpendShare};

use super::build::PER_PAGE;
use super::subject::Subject;
use super::{Record, Records};
use crate::pages::frame::Frame;
use crate::pages::links::{self, Asked};
use crate::pages::parts::Pager;
use crate::pages::words;

/// The records behind spend or clicks; `None` behind any other figure, whose inputs open instead.
pub fn of(
    engine: &Engine,
    frame: &Frame<'_>,
    subject: &Subject,
    measure: Measure,
    explanation: &Explanation,
) -> Option<Records> {
    let listing = Listing { engine, frame, subject, measure };
    match measure {
        Measure::Spend => {
            let rows = explanation.spend.as_ref()?;
            Some(Records {
                title: "The spend behind it",
                order: "newest first",
                columns: ["When", "What for", "For whom", "Amount"],
                sum: listing.sum(rows.n_rows, rows.sum, ("record", "records")),
                rows: listing.page(&rows.rows, Listing::spend),
                pager: listing.pager(rows.n_rows, ("record", "records")),
            })
        }
        Measure::Clicks => {
            let rows = explanation.clicks.as_ref()?;
            let nouns = ("line", "lines");
            Some(Records {
                title: "The clicks behind it",
                order: "newest day first, the most clicks first",
                columns: ["Day", "Link", "Whose", "Clicks"],
                sum: format!(
                    "The lines below add up to {}. Each is one link on one day.",
                    words::counted(rows.sum, "click", "clicks")
                ),
                rows: listing.page(&rows.rows, Listing::clicks),
                pager: listing.pager(rows.n_rows, nouns),
            })
        }
        _ => None,
    }
}

/// An amount of money, a count of clicks or a number of split orders, in words.
pub fn amount_text(measure: Measure, amount: i64, currency: Currency) -> String {
    match measure {
        Measure::Clicks => words::count(amount),
        Measure::Orders => words::conversions(amount),
        _ => words::money(amount, currency),
    }
}

struct Listing<'a, 'e> {
    engine: &'a Engine,
    frame: &'a Frame<'e>,
    subject: &'a Subject,
    measure: Measure,
}

impl Listing<'_, '_> {
    fn spend(&self, share: &SpendShare) -> Record {
        Record {
            when: self.frame.clock.weekday_minute(share.occurred_at),
            what: words::sentence(purpose(share.kind)),
            whose: share.creator_id.as_ref().map(|id| self.whose(id)),
            part: self.text(share.amount_minor),
        }
    }

    fn clicks(&self, share: &ClickShare) -> Record {
        let link = self.engine.link(share.link_id.as_str());
        let clock = &self.frame.clock;
        Record {
            when: match share.day.parse() {
                Ok(day) => clock.weekday(clock.start_of(day)),
                Err(_) => share.day.clone(),
            },
            what: match &share.slug {
                Some(slug) => format!("/{slug}"),
                None => share.link_id.to_string(),
            },
            whose: link.map(|link| self.whose(&link.creator_id)),
            part: self.text(share.n_clicks),
        }
    }

    /// A creator's name, and the same figure of that creator alone; their page, if it is that.
    fn whose(&self, id: &CreatorId) -> (String, String) {
        let creator = self.engine.creator(id.as_str());
        let name = creator.map_or(id.as_str(), |creator| creator.name.as_str()).to_owned();
        if self.subject.creator.is_some() {
            return (name, links::creator(&self.frame.ask, id));
        }
        let asked = Asked { creator: Some(id), ..self.subject.asked(0) };
        (name, links::explain_at(self.frame, asked, self.frame.ask.at))
    }

    /// The rows of the page that is asked for.
    fn page<R>(&self, rows: &[R], record: impl Fn(&Self, &R) -> Record) -> Vec<Record> {
        rows.iter().skip(self.subject.page * PER_PAGE).map(|row| record(self, row)).collect()
    }

    fn pager(&self, n_rows: usize, nouns: (&str, &str)) -> Option<Pager> {
        let href =
            |page| links::explain_at(self.frame, self.subject.asked(page), self.frame.ask.at);
        Pager::of((self.subject.page, PER_PAGE, n_rows), nouns, href)
    }

    fn sum(&self, n_rows: usize, sum: i64, (one, many): (&str, &str)) -> String {
        let n = i64::try_from(n_rows).unwrap_or(i64::MAX);
        format!("The sum of {} is {}.", words::counted(n, one, many), self.text(sum))
    }

    fn text(&self, amount: i64) -> String {
        amount_text(self.measure, amount, self.subject.currency(self.frame))
    }
}

/// What spend is for.
pub fn purpose(kind: SpendKind) -> &'static str {
    match kind {
        SpendKind::Fee => "fee",
        SpendKind::Amplification => "amplification",
        SpendKind::Commission => "commission",
        SpendKind::Product => "product",
        SpendKind::Other => "something else",
    }
}
