//! The markup of the page about claims.

use maud::{Markup, html};

use super::table::{claim_table, disputed_table, nameless};
use super::{ClaimantRow, ClaimsPage};
use crate::pages::parts::{card, empty, name};
use crate::pages::words;

impl ClaimsPage {
    /// What stands in the shell.
    pub fn content(&self) -> Markup {
        html! {
            (self.head.render())
            p.lead id="lead" data-live { (self.lead) }
            div.cards {
                (card("claimants", "Who claims what", "beside what the shop confirms",
                    self.claimants()))
                @if !self.claimants.is_empty() {
                    (card("watched", "Whom each watches", "as far as its claims tell",
                        self.watched()))
                }
                @if !self.disputed.is_empty() {
                    (card("disputed", "Claims that name another creator",
                        "than the ledger credits; newest first", disputed_table(&self.disputed)))
                }
                @if !self.nameless.is_empty() {
                    (card("nameless", "Claims that name nobody", "on orders that count",
                        nameless(&self.nameless)))
                }
                (card("unreconciled", WITHOUT_ORDER, "they name no order a shop knows; newest \
                    first", claim_table(&self.unreconciled)))
            }
            footer.footing id="footing" data-live { p { (self.as_of) } }
        }
    }

    fn claimants(&self) -> Markup {
        if self.claimants.is_empty() {
            return html! {
                (empty("No network or platform has claimed an order yet."))
                p.note { a href="/sources/connect" { "Connect a network" } }
            };
        }
        html! {
            div.scroll tabindex="0" role="group" aria-label="Claimants" { table.claims.folds {
                thead { tr {
                    th scope="col" { "Claimant" }
                    th.number scope="col" { "Standing" }
                    th.number scope="col" { "Taken back" }
                    th.number scope="col" { "On orders that count" }
                    th.number scope="col" { "Same creator, of those named" }
                    th.number scope="col" { "Claimed" }
                    th.number scope="col" { "Confirmed" }
                    th.number scope="col" { "Commission wanted" }
                    th.number scope="col" { "Claims to confirmed orders" }
                } }
                tbody { @for row in &self.claimants { (row.render()) } }
            } }
            p.note {
                "Orders that count are paid. The other claims name one that is cancelled or not \
                 paid, or none that a shop knows. Confirmed is what the claimed orders are worth \
                 in the ledger after refunds, each once. A claim is evidence and never money."
            }
        }
    }

    fn watched(&self) -> Markup {
        html! {
            @for row in &self.claimants {
                p.note { (name(&row.watch.said)) }
                @if !row.watch.creators.is_empty() {
                    details {
                        summary { "Show whom " (name(&row.name)) " names" }
                        p.note {
                            @for (nth, (who, href, since)) in row.watch.creators.iter().enumerate()
                            {
                                @if nth != 0 { ", " }
                                a href=(href) { (name(who)) } " since " (since)
                            }
                        }
                    }
                }
            }
        }
    }
}

/// What claims are called that name no order a shop knows.
pub(super) const WITHOUT_ORDER: &str = "Claims without an order";
/// Where all of them stand.
pub const WITHOUT_ORDER_HREF: &str = "/claims#unreconciled";

/// `14 claims without an order`, wherever they are counted.
pub fn n_without_order(n: usize) -> String {
    let n = i64::try_from(n).unwrap_or(i64::MAX);
    words::counted(n, "claim without an order", "claims without an order")
}

impl ClaimantRow {
    fn render(&self) -> Markup {
        let lines = |lines: &[String]| {
            html! {
                @for (place, line) in lines.iter().enumerate() {
                    @if place != 0 { br; }
                    (line)
                }
            }
        };
        html! {
            tr {
                th scope="row" { a.open href=(self.href) { (name(&self.name)) } }
                td.number data-label="Standing" { (self.standing.0) }
                td.number data-label="Taken back" { (self.standing.1) }
                td.number data-label="On orders that count" { (self.matched) }
                td.number data-label="Same creator, of those named" { (self.agreed) }
                td.number data-label="Claimed" { (lines(&self.claimed)) }
                td.number.main data-label="Confirmed" { b { (lines(&self.confirmed)) } }
                td.number data-label="Commission wanted" { (lines(&self.commission)) }
                td.number data-label="Claims to confirmed orders" { (self.over_claim) }
            }
        }
    }
}
