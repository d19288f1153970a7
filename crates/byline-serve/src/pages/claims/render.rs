//! The markup of the page about claims.

use maud::{Markup, html};

use super::{ClaimantRow, ClaimsPage, UnreconciledRow};
use crate::pages::parts::{card, empty, name};

impl ClaimsPage {
    /// What stands in the shell.
    pub fn content(&self) -> Markup {
        html! {
            (self.head.render())
            p.lead id="lead" data-live { (self.lead) }
            div.stack {
                (card("claimants", "Who claims what", "beside what the shop confirms",
                    self.claimants()))
                (card("unreconciled", "Unreconciled", "claims that name no order a shop knows, \
                    newest first", self.unreconciled()))
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
            div.scroll tabindex="0" role="region" aria-label="Claimants" { table.claims {
                thead { tr {
                    th scope="col" { "Claimant" }
                    th.number scope="col" { "Standing" }
                    th.number.spare scope="col" { "Taken back" }
                    th.number scope="col" { "On known orders" }
                    th.number.spare scope="col" { "Same creator" }
                    th.number scope="col" { "Claimed" }
                    th.number scope="col" { "Confirmed" }
                    th.number.spare scope="col" { "Commission wanted" }
                    th.number scope="col" { "Claims for an order" }
                } }
                tbody { @for row in &self.claimants { (row.render()) } }
            } }
            p.note {
                "Confirmed is what the claimed orders are worth in the ledger after refunds, each \
                 once. A claim is evidence and never money."
            }
        }
    }

    fn unreconciled(&self) -> Markup {
        if self.unreconciled.is_empty() {
            return empty("Every claim names an order that a shop knows.");
        }
        html! {
            div.scroll tabindex="0" role="region" aria-label="Unreconciled claims" { table {
                thead { tr {
                    th scope="col" { "Order, as claimed" }
                    th scope="col" { "Claimant" }
                    th scope="col" { "Happened" }
                    th scope="col" { "For" }
                    th.spare scope="col" { "Stands as" }
                    th.number scope="col" { "Claimed" }
                } }
                tbody { @for row in &self.unreconciled { (row.render()) } }
            } }
        }
    }
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
                td.number { (self.standing.0) }
                td.number.spare { (self.standing.1) }
                td.number { (self.matched) }
                td.number.spare { (self.agreed) }
                td.number { (lines(&self.claimed)) }
                td.number { b { (lines(&self.confirmed)) } }
                td.number.spare { (lines(&self.commission)) }
                td.number { (self.over_claim) }
            }
        }
    }
}

impl UnreconciledRow {
    fn render(&self) -> Markup {
        html! {
            tr {
                th.wide scope="row" { (name(&self.order)) }
                td { (name(&self.claimant)) }
                td.when { (self.occurred) }
                td {
                    @match &self.creator_href {
                        Some(href) => a.open href=(href) { (name(&self.partner)) },
                        None => (name(&self.partner)),
                    }
                }
                td.spare { (self.state) }
                td.number { (self.amount) }
            }
        }
    }
}
