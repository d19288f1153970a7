//! Why orders are nobody's: what is unattributed, by reason. The reasons add up to the figure.

use byline_core::money::Currency;
use byline_engine::Engine;
use byline_engine::view::{Measure, UnearnedReason};
use maud::{Markup, html};

use super::build::explained_query;
use super::subject::Subject;
use crate::pages::frame::Frame;
use crate::pages::links::{self, Asked};
use crate::pages::orders::because;
use crate::pages::words;

/// What is unattributed by reason, settled.
#[derive(Clone, Debug)]
pub struct Nobodys {
    rows: Vec<Row>,
    sum: (String, String),
}

#[derive(Clone, Debug)]
struct Row {
    reason: String,
    next: &'static str,
    n_orders: String,
    amount: String,
    href: Option<String>,
}

/// The reasons of what is unattributed; `None` of any other figure, where nothing is, and where one
/// of them was chosen.
pub fn of(
    engine: &Engine,
    frame: &Frame<'_>,
    (subject, measure): (&Subject, Measure),
) -> Option<Nobodys> {
    if subject.reason.is_some() || !matches!(measure, Measure::Unattributed) {
        return None;
    }
    let query = explained_query(frame, subject);
    let unearned = engine.unearned(&query, frame.model);
    if unearned.n_orders == 0 {
        return None;
    }
    let mut shares = unearned.shares;
    shares.sort_by_key(|share| (std::cmp::Reverse(share.amount_minor), share.reason));
    let mut rows: Vec<Row> = shares
        .iter()
        .map(|share| Row {
            reason: words::sentence(because(share.reason)),
            next: next_step(share.reason),
            n_orders: count(share.n_orders),
            amount: money(share.amount_minor, query.currency),
            href: {
                let asked = Asked { reason: Some(share.reason), ..subject.asked(0) };
                Some(links::explain_at(frame, asked, frame.ask.at))
            },
        })
        .collect();
    rows.extend(unearned.rest.map(|(n_orders, minor)| Row {
        reason: "Older orders".to_owned(),
        next: "Not looked at one by one: choose a shorter range.",
        n_orders: count(n_orders),
        amount: money(minor, query.currency),
        href: None,
    }));
    let sum = (count(unearned.n_orders), money(unearned.sum_minor, query.currency));
    Some(Nobodys { rows, sum })
}

fn count(n: usize) -> String {
    words::count(i64::try_from(n).unwrap_or(i64::MAX))
}

fn money(minor: i64, currency: Currency) -> String {
    words::money(minor, currency)
}

/// What it means, and what a person can do about it.
fn next_step(reason: UnearnedReason) -> &'static str {
    match reason {
        UnearnedReason::CodeOutsideItsDays => {
            "A creator's code was used before or after it held. Give the code other days if it is \
             still meant to count."
        }
        UnearnedReason::CodeEarnsNothing => {
            "The code leaked or is set to count only with a click of its creator, and there was \
             none."
        }
        UnearnedReason::TooLongBefore => {
            "A creator was clicked or seen, and the window was over when the order came. The \
             windows stand beside this."
        }
        UnearnedReason::UsedByAnEarlierOrder => {
            "The campaign begins anew after each order, and no creator was clicked or seen \
             since the last."
        }
        UnearnedReason::OnlySeen => {
            "A creator's content was seen and not clicked, and views do not count here."
        }
        UnearnedReason::AnotherChannel => {
            "The shopper came by search, an ad or another site. Only creators earn here."
        }
        UnearnedReason::NoPerson => {
            "A bot or preview opened the link, or somebody only tried it, or it was not launched."
        }
        UnearnedReason::CodeOfNobody => {
            "A code was used that no creator has. Issue it to a creator if it is theirs."
        }
        UnearnedReason::NoSign => {
            "Nothing ties the order to a creator: direct buyers, and whoever typed the address \
             after seeing a post. A promo code makes those visible."
        }
    }
}

impl Nobodys {
    /// The table.
    pub fn render(&self) -> Markup {
        html! {
            div.scroll tabindex="0" role="group" aria-label="Why nobody earned it" {
                table.small.folds {
                    thead { tr {
                        th scope="col" { "Reason" }
                        th.number scope="col" { "Orders" }
                        th.number scope="col" { "Unattributed" }
                    } }
                    tbody { @for row in &self.rows { tr {
                        th scope="row" { (row.reason) small.below { (row.next) } }
                        td.number data-label="Orders" { (row.n_orders) }
                        td.number.main data-label="Unattributed" {
                            @match &row.href {
                                Some(href) => a.open href=(href) { (row.amount) },
                                None => (row.amount),
                            }
                        }
                    } } }
                    tfoot { tr {
                        th scope="row" { "Together" }
                        td.number data-label="Orders" { (self.sum.0) }
                        td.number.main data-label="Unattributed" { b { (self.sum.1) } }
                    } }
                }
            }
        }
    }
}
