//! Orders as parts of a figure: what each brings to it.

use byline_core::money::Currency;
use byline_engine::view::OrderShare;
use maud::{Markup, html};

use crate::pages::frame::Frame;
use crate::pages::parts::name;
use crate::pages::{links, words};

/// One order's part of a figure.
#[derive(Clone, Debug)]
pub struct ShareRow {
    /// What the shopper sees, else the shop's id.
    pub name: String,
    /// Its page.
    pub href: String,
    /// When it was placed, in words.
    pub placed: String,
    /// What is split of the whole order, in words.
    pub net: String,
    /// The part of the order, as a conversion.
    pub conversions: String,
    /// The figure's part, in words.
    pub amount: String,
}

impl ShareRow {
    /// One order's part in words; `currency` is that of the order.
    pub fn of(frame: &Frame<'_>, currency: Currency, share: &OrderShare) -> Self {
        Self {
            name: share.number.clone().unwrap_or_else(|| share.id.clone()),
            href: links::order(&frame.ask, &share.id),
            placed: frame.clock.weekday_minute(share.placed_at),
            net: words::money(share.net_minor, currency),
            conversions: words::conversions(share.micro),
            amount: words::money(share.amount_minor, currency),
        }
    }

    fn render(&self) -> Markup {
        html! {
            tr {
                th scope="row" { a.open href=(self.href) { (name(&self.name)) } }
                td.when { (self.placed) }
                td.number.spare { (self.net) }
                td.number.spare { (self.conversions) }
                td.number { b { (self.amount) } }
            }
        }
    }
}

/// Parts as a table; `what` heads their column.
pub fn share_table(rows: &[ShareRow], what: &str) -> Markup {
    html! {
        div.scroll tabindex="0" role="group" aria-label="Orders" { table.small {
            thead { tr {
                th scope="col" { "Order" }
                th scope="col" { "Placed" }
                th.number.spare scope="col" { "Net" }
                th.number.spare scope="col" { "As orders" }
                th.number scope="col" { (what) }
            } }
            tbody { @for row in rows { (row.render()) } }
        } }
    }
}
