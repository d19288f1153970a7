//! The markup of lists of orders.

use maud::{Markup, html};

use super::{OrderRow, OrdersPage};
use crate::pages::claims;
use crate::pages::parts::{card, empty, name, tag};

impl OrdersPage {
    /// What stands in the shell.
    pub fn content(&self) -> Markup {
        html! {
            (self.head.render())
            div.tools {
                form.search method="get" action="/orders/find" role="search" {
                    label.unseen for="name" { "Open an order" }
                    input id="name" type="search" name="name" autocomplete="off" required
                        placeholder="Order number or id" maxlength="100";
                    button.button { "Open" }
                }
            }
            (card("recent", "Orders", "newest first", self.recent()))
            @if !self.claimed.is_empty() {
                (card(
                    "claimed",
                    claims::WITHOUT_ORDER,
                    "networks say so, and no shop does; a claim is never money",
                    self.claimed(),
                ))
            }
        }
    }

    fn claimed(&self) -> Markup {
        html! {
            (claims::claim_table(&self.claimed))
            @if self.claimed.len() < self.n_claimed {
                p.note {
                    a href=(claims::WITHOUT_ORDER_HREF) {
                        "All " (claims::n_without_order(self.n_claimed))
                    }
                }
            }
        }
    }

    fn recent(&self) -> Markup {
        if self.rows.is_empty() && self.pager.is_none() {
            return empty("No order has arrived yet. Connect a shop, or send one to the API.");
        }
        html! {
            @if !self.rows.is_empty() { (order_table(&self.rows)) }
            @if let Some(pager) = &self.pager { (pager.render()) }
        }
    }
}

fn order_table(rows: &[OrderRow]) -> Markup {
    html! {
        div.scroll tabindex="0" role="group" aria-label="Orders" { table.orders.folds {
            thead { tr {
                th scope="col" { "Order" }
                th scope="col" { "Placed" }
                th scope="col" { "State" }
                th scope="col" { "Credit" }
                th.number scope="col" { "Net" }
                th.number scope="col" { "Unattributed" }
            } }
            tbody { @for row in rows { (row.render()) } }
        } }
    }
}

impl OrderRow {
    fn render(&self) -> Markup {
        html! {
            tr {
                th scope="row" { a.open href=(self.href) { (name(&self.name)) } }
                td.when data-label="Placed" { (self.placed) }
                td data-label="State" { (tag(self.state.0, &self.state.1)) }
                td.wide.nobody[self.is_nobodys] data-label="Credit" { (name(&self.credited)) }
                td.number data-label="Net" { (self.net) }
                td.number data-label="Unattributed" { (self.unattributed) }
            }
        }
    }
}
