//! Lists of claims. What is the same in every row is said once, in a sentence above them.

use byline_engine::view::ClaimsView;
use maud::{Markup, html};

use super::render::WITHOUT_ORDER;
use super::{DisputedRow, UnreconciledRow};
use crate::pages::identities::NEXT;
use crate::pages::parts::{empty, name};
use crate::pages::words;

/// What all rows have in common; `None` where they differ, or if it is only one row.
fn common<'r, R>(rows: &'r [R], of: impl Fn(&'r R) -> &'r str) -> Option<&'r str> {
    let (first, rest) = rows.split_first()?;
    let first = of(first);
    (!rest.is_empty() && rest.iter().all(|row| of(row) == first)).then_some(first)
}

/// Claims without an order, with who claims how much.
pub fn claim_table(rows: &[UnreconciledRow]) -> Markup {
    if rows.is_empty() {
        return empty("Every claim names an order that a shop knows.");
    }
    let claimant = common(rows, |row| &row.claimant);
    let state = common(rows, |row| row.state);
    let why = common(rows, |row| &row.why);
    let said: Vec<String> = [state.map(|state| format!("each is {state}")), why.map(str::to_owned)]
        .into_iter()
        .flatten()
        .collect();
    html! {
        @if claimant.is_some() || !said.is_empty() || ClaimsView::MOST_ROWS <= rows.len() {
            p.note {
                // Whoever claims is called as their connection is, at the begin of a sentence too.
                @if let Some(who) = claimant { (name(who)) " claims all of them. " }
                @if !said.is_empty() { (name(&words::sentence(&said.join("; ")))) ". " }
                @if ClaimsView::MOST_ROWS <= rows.len() {
                    "The newest " (words::count(n_of(ClaimsView::MOST_ROWS))) " stand here."
                }
            }
        }
        div.scroll tabindex="0" role="group" aria-label=(WITHOUT_ORDER) { table.folds {
            thead { tr {
                th scope="col" { "Order, as claimed" }
                @if claimant.is_none() { th scope="col" { "Claimant" } }
                th scope="col" { "Happened" }
                th scope="col" { "For" }
                @if state.is_none() { th scope="col" { "Stands as" } }
                th.number scope="col" { "Claimed" }
            } }
            tbody { @for row in rows { tr {
                th.wide[why.is_none()] scope="row" {
                    (name(&row.order))
                    @if why.is_none() { br; span.muted { (row.why) } }
                }
                @if claimant.is_none() { td data-label="Claimant" { (name(&row.claimant)) } }
                td.when data-label="Happened" { (row.occurred) }
                td data-label="For" { (whom(&row.partner, row.creator_href.as_deref())) }
                @if state.is_none() { td data-label="Stands as" { (row.state) } }
                td.number.main data-label="Claimed" { (row.amount) }
            } } }
        } }
    }
}

fn n_of(n: usize) -> i64 {
    i64::try_from(n).unwrap_or(i64::MAX)
}

/// Claims that name another creator than the ledger credits.
pub fn disputed_table(rows: &[DisputedRow]) -> Markup {
    let claimant = common(rows, |row| &row.claimant);
    let named = common(rows, |row| &row.claimed_for.0);
    html! {
        p.note {
            @if let Some(who) = claimant { (name(who)) " claims all of them. " }
            "The ledger follows clicks and codes, whoever claims the order: open one to see why."
        }
        div.scroll tabindex="0" role="group" aria-label="Claims beside the ledger" {
            table.folds {
                thead { tr {
                    th scope="col" { "Order" }
                    @if claimant.is_none() { th scope="col" { "Claimant" } }
                    th scope="col" { "Happened" }
                    @if named.is_none() { th scope="col" { "The claim names" } }
                    th scope="col" { "The ledger credits" }
                    th.number scope="col" { "Claimed" }
                } }
                tbody { @for row in rows { tr {
                    th scope="row" { a.open href=(row.order.1) { (name(&row.order.0)) } }
                    @if claimant.is_none() { td data-label="Claimant" { (name(&row.claimant)) } }
                    td.when data-label="Happened" { (row.occurred) }
                    @if named.is_none() {
                        td data-label="The claim names" {
                            (whom(&row.claimed_for.0, row.claimed_for.1.as_deref()))
                        }
                    }
                    td data-label="The ledger credits" {
                        (credited(row))
                        @if let Some(href) = &row.same_href {
                            small.below {
                                "Probably the same person. " a href=(href) { (NEXT) }
                            }
                        }
                    }
                    td.number.main data-label="Claimed" { (row.amount) }
                } } }
            }
        }
        @if let Some(named) = named.filter(|named| !named.is_empty()) {
            p.note { "Every claim names " (name(named)) "." }
        }
    }
}

/// Whom the ledger credits, each with their page.
fn credited(row: &DisputedRow) -> Markup {
    html! {
        @if row.credited.is_empty() { span.muted { "nobody" } }
        @for (place, (who, href)) in row.credited.iter().enumerate() {
            @if place != 0 { ", " }
            (whom(who, Some(href)))
        }
    }
}

/// Claims that name nobody, whom the ledger can neither agree nor disagree with: how many there
/// are, and the list for those who want it.
pub fn nameless(rows: &[DisputedRow]) -> Markup {
    let n = i64::try_from(rows.len()).unwrap_or(i64::MAX);
    html! {
        p.note {
            (words::counted(n, "claim is on an order that counts and names",
                "claims are on orders that count and name"))
            " no creator, so nothing contradicts the ledger."
        }
        details {
            summary { "Show them" }
            (disputed_table(rows))
        }
    }
}

fn whom(who: &str, href: Option<&str>) -> Markup {
    html! {
        @match href {
            Some(href) => a.open href=(href) { (name(who)) },
            None if who.is_empty() => span.muted { "nobody" },
            None => (name(who)),
        }
    }
}
