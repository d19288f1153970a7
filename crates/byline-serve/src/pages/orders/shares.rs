//! Orders as parts of a figure: what each brings to it.

use byline_core::money::Currency;
use byline_engine::Engine;
use byline_engine::view::{MICRO, OrderShare, UnearnedReason};
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
    /// Who has credit for it and how much, or why nobody has, where that is told.
    pub credits: Option<String>,
    /// What is split of the whole order, in words.
    pub net: String,
    /// The part of the order, in millionths of a conversion.
    pub micro: i64,
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
            credits: None,
            net: words::money(share.net_minor, currency),
            micro: share.micro,
            amount: words::money(share.amount_minor, currency),
        }
    }

    /// The same with who has credit for the order, under the model of the page.
    pub fn with_credits(self, engine: &Engine, frame: &Frame<'_>, share: &OrderShare) -> Self {
        let Ok(order) = engine.order(&share.id) else { return self };
        let credits = order.credits.get(frame.model.key()).into_iter().flatten();
        let said: Vec<String> = credits
            .filter(|credit| credit.amount_minor != 0)
            .map(|credit| match order.currency {
                Some(currency) => {
                    let amount = words::money(credit.amount_minor, currency);
                    format!("{}\u{a0}{amount}", credit.who)
                }
                None => credit.who.clone(),
            })
            .collect();
        let credits = if said.is_empty() { "nobody".to_owned() } else { words::listed(&said) };
        Self { credits: Some(credits), ..self }
    }

    /// The same with why nobody has credit for it.
    pub fn with_reason(self, engine: &Engine, share: &OrderShare) -> Self {
        // Orders of several shops can go by one id; then only the order's own page tells.
        let reason = engine.unearned_because(&share.id).map_or("see the order", because);
        Self { credits: Some(reason.to_owned()), ..self }
    }

    fn is_whole(&self) -> bool {
        self.micro == MICRO
    }

    fn render(&self, columns: &Columns, has_parts: bool) -> Markup {
        // With credits it folds on a phone, and each cell says what it is.
        let label = |text| self.credits.is_some().then_some(text);
        let part = words::conversions(self.micro);
        let (main, spare) = match columns.by {
            By::Worth => (&self.amount, &part),
            By::Count => (&part, &self.amount),
        };
        // What an order is worth is told on a phone too, however it is counted.
        let is_spare = matches!(columns.by, By::Worth);
        html! {
            tr {
                th scope="row" { a.open href=(self.href) { (name(&self.name)) } }
                td.when { (self.placed) }
                @if let Some(credits) = &self.credits { td.wide { (name(credits)) } }
                td.number.spare data-label=[label("Net")] { (self.net) }
                @if has_parts {
                    td.number.spare[is_spare] data-label=[label(columns.spare)] { (spare) }
                }
                td.number.main data-label=[label(columns.main)] { b { (main) } }
            }
        }
    }
}

/// Why nobody earned an order, in a few words.
pub fn because(reason: UnearnedReason) -> &'static str {
    match reason {
        UnearnedReason::CodeOutsideItsDays => "code used outside its days",
        UnearnedReason::CodeEarnsNothing => "code earns nothing by itself",
        UnearnedReason::TooLongBefore => "click or view too long before",
        UnearnedReason::UsedByAnEarlierOrder => "click or view led to an earlier order",
        UnearnedReason::OnlySeen => "content only seen",
        UnearnedReason::AnotherChannel => "came by another channel",
        UnearnedReason::NoPerson => "click by no shopper",
        UnearnedReason::CodeOfNobody => "code belongs to no creator",
        UnearnedReason::NoSign => "no click and no code",
    }
}

/// What a part is told by first.
#[derive(Clone, Copy)]
enum By {
    /// By what it is worth.
    Worth,
    /// By how much of an order it is.
    Count,
}

/// The headings of a table of parts that can differ.
struct Columns {
    by: By,
    who: &'static str,
    spare: &'static str,
    main: &'static str,
}

/// Parts as a table; `main` heads their column.
pub fn share_table(rows: &[ShareRow], main: &'static str) -> Markup {
    table(rows, &Columns { by: By::Worth, who: "Credit", spare: "Share of order", main })
}

/// Parts of a figure that counts orders, whatever they were worth.
pub fn part_table(rows: &[ShareRow]) -> Markup {
    // Of whole orders only their worth differs.
    if rows.iter().all(ShareRow::is_whole) {
        return share_table(rows, "Credited");
    }
    let (spare, main) = ("Credited", "Share of order");
    table(rows, &Columns { by: By::Count, who: "Credit", spare, main })
}

/// Orders that are nobody's as a table, each with the reason.
pub fn nobodys_table(rows: &[ShareRow]) -> Markup {
    let (who, spare, main) = ("Why nobody earned it", "Share of order", "Unattributed");
    table(rows, &Columns { by: By::Worth, who, spare, main })
}

fn table(rows: &[ShareRow], columns: &Columns) -> Markup {
    let has_credits = rows.iter().any(|row| row.credits.is_some());
    // Where every order is a whole one, a column would say 1 in each row.
    let has_parts = !rows.iter().all(ShareRow::is_whole);
    html! {
        div.scroll tabindex="0" role="group" aria-label="Orders" { table.small.folds[has_credits] {
            thead { tr {
                th scope="col" { "Order" }
                th scope="col" { "Placed" }
                @if has_credits { th scope="col" { (columns.who) } }
                th.number.spare scope="col" { "Net" }
                @if has_parts { th.number.spare scope="col" { (columns.spare) } }
                th.number scope="col" { (columns.main) }
            } }
            tbody { @for row in rows { (row.render(columns, has_parts)) } }
        } }
    }
}
