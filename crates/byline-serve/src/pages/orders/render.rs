//! The markup of lists of orders.

use maud::{Markup, html};

use super::wanted::{KINDS, WAYS};
use super::{OrderRow, OrdersPage, SumRow};
use crate::pages::parts::{card, empty, name, tag};
use crate::pages::{claims, words};

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
                span.push {}
                a.button href=(self.csv_href) download { "CSV" }
            }
            (card("recent", "Orders", &self.note(), self.recent()))
            @if let Some(claimed) = &self.claimed {
                p.more id="claimed" {
                    "Networks make " (claimed) ", which is never money: "
                    a href=(claims::WITHOUT_ORDER_HREF) { "See Claims" }
                }
            }
        }
    }

    /// How many they are and what they come to.
    fn note(&self) -> String {
        let net: Vec<String> = self.sums.iter().map(|sum| format!("{} net", sum.net)).collect();
        match net.is_empty() {
            true => "newest first".to_owned(),
            false => format!("{}, {}; newest first", self.n_listed, words::listed(&net)),
        }
    }

    /// What narrows the list.
    fn narrow(&self) -> Markup {
        let wanted = &self.wanted;
        html! {
            form.search method="get" action="/orders" {
                @for (key, value) in &self.keep { input type="hidden" name=(key) value=(value); }
                @let [since, until] = wanted.placed_fields();
                @if wanted.placed.is_some() {
                    input type="hidden" name="since" value=(since);
                    input type="hidden" name="until" value=(until);
                }
                @for (key, value) in wanted.whose() {
                    input type="hidden" name=(key) value=(value);
                }
                @if let Some(currency) = wanted.currency {
                    input type="hidden" name="currency" value=(currency.as_str());
                }
                label.unseen for="who" { "A creator with credit" }
                input id="who" type="search" name="who" value=(wanted.who) maxlength="100"
                    placeholder="Creator";
                label.unseen for="kind" { "How they stand" }
                select id="kind" name="kind" {
                    option value="" { "Any state" }
                    @for (key, words) in KINDS {
                        option value=(key) selected[wanted.kind == key] { (words) }
                    }
                }
                label.unseen for="way" { "By what creators have credit" }
                select id="way" name="way" {
                    option value="" { "Any signal" }
                    @for (way, words) in WAYS {
                        option value=(way.key()) selected[wanted.way == way.key()] { (words) }
                    }
                }
                @if 1 < self.shops.len() {
                    label.unseen for="shop" { "Shop" }
                    select id="shop" name="shop" {
                        option value="" { "Any shop" }
                        @for (id, word) in &self.shops {
                            option value=(id) selected[wanted.shop == *id] { (word) }
                        }
                    }
                }
                button.button { "Show" }
                @if wanted.is_narrow() { a href=(self.all_href) { "All orders" } }
            }
        }
    }

    fn recent(&self) -> Markup {
        let is_narrow = self.wanted.is_narrow();
        if self.rows.is_empty() && self.pager.is_none() && !is_narrow {
            return empty("No order has arrived yet. Connect a shop, or send one to the API.");
        }
        html! {
            (self.narrow())
            @if self.rows.is_empty() && is_narrow { (empty("No order is like that.")) }
            @if !self.rows.is_empty() { (self.table()) }
            @if let Some(pager) = &self.pager { (pager.render()) }
        }
    }

    fn table(&self) -> Markup {
        html! {
        div.scroll tabindex="0" role="group" aria-label="Orders" { table.orders.folds {
            thead { tr {
                th scope="col" { "Order" }
                th scope="col" { "Placed" }
                th scope="col" { "State" }
                th scope="col" { "Credit" }
                th.number scope="col" { "Net" }
                th.number.spare scope="col" { "Unattributed" }
            } }
            tbody { @for row in &self.rows { (row.render()) } }
            tfoot {
                @for sum in &self.sums { (sum.render()) }
                @if let Some(n) = &self.n_uncounted {
                    tr {
                        th scope="row" { (n) " without revenue" }
                        td {}
                        td {}
                        td.wide { "not paid yet, cancelled, a test, or counted in another shop" }
                        td {}
                        td {}
                    }
                }
            }
        } }
        }
    }
}

impl SumRow {
    fn render(&self) -> Markup {
        html! {
            tr {
                th scope="row" { (self.name) }
                td {}
                td {}
                td.wide { "after " (self.refunded) " refunded" }
                td.number data-label="Net" { b { (self.net) } }
                td.number data-label="Unattributed" { b { (self.unattributed) } }
            }
        }
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
                td.number.main data-label="Net" { (self.net) }
                td.number.spare data-label="Unattributed" { (self.unattributed) }
            }
        }
    }
}
