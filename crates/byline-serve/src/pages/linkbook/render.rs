//! The markup of the page about links and codes.

use maud::{Markup, html};

use super::issue::PATH as ISSUE;
use super::{CodeLine, LinkBook, LinkLine, needs};
use crate::pages::parts::{card, empty, name, tag};
use crate::pages::shell::Head;
use crate::pages::words;

/// How many codes are shown before somebody asks for more.
const N_CODES_OPEN: usize = 15;

impl LinkBook {
    /// What stands in the shell.
    pub fn content(&self) -> Markup {
        let codes = card(
            "codes",
            "Promo codes",
            &self.codes_note,
            codes(&self.codes, self.marked.as_ref()),
        );
        html! {
            (Head::titled("Links & codes").render())
            div.tools {
                a.button.primary href=(ISSUE) { "Issue links and codes" }
                a.button href="/links.csv" { "Download all as CSV" }
                a.button href="/links/print" { "Sheet to print" }
            }
            (needs::render(&self.needs))
            (card("links", "Links", &format!("on {}", self.host), self.links()))
            (self.patrol)
            (codes)
            (card("posts", "Posts", "pasted by their addresses", self.posts()))
        }
    }

    fn links(&self) -> Markup {
        html! {
            p.equation {
                @for (n, word) in &self.counts {
                    span.part { b { (n) } " " small { (word) } }
                }
            }
            form.search method="get" action="/links" role="search" {
                @for (key, value) in &self.kept { input type="hidden" name=(key) value=(value); }
                label.unseen for="q" { "Find a link" }
                input id="q" type="search" name="q" value=(self.q) maxlength="100"
                    placeholder="slug, creator or destination";
                button.button { "Find" }
            }
            nav.chips aria-label="Which links" {
                @for (item, n) in &self.chips {
                    a.chip href=(item.href) aria-current=[item.is_current.then_some("true")] {
                        (item.label) " " small { (n) }
                    }
                }
            }
            @if self.links.is_empty() {
                (empty("No link here. Paste a roster, and every placement gets one."))
                p.note { a href=(ISSUE) { "Issue links and codes" } }
            } @else {
                div.scroll tabindex="0" role="group" aria-label="Links" { table.folds {
                    thead { tr {
                        th scope="col" { "Link" }
                        th scope="col" { "Creator, code" }
                        th scope="col" { "Placement" }
                        @for column in &self.sorts {
                            @let order = column.is_current.then_some("descending");
                            th.number scope="col" aria-sort=[order] {
                                a href=(column.href) {
                                    (column.label)
                                    @if column.is_current { span aria-hidden="true" { " ↓" } }
                                }
                            }
                        }
                        th scope="col" { "State" }
                        th scope="col" { "Check" }
                        th.spare scope="col" { "Lands on" }
                    } }
                    tbody { @for line in &self.links { (link(line)) } }
                } }
            }
            @if let Some((words, href)) = &self.all {
                p.actions.inset { a.button href=(href) { (words) } }
            }
            @if let Some(pager) = &self.pager { (pager.render()) }
        }
    }
}

fn link(line: &LinkLine) -> Markup {
    let (tone, word) = line.state;
    let (stand_tone, stand) = line.stand;
    html! {
        tr {
            th scope="row" {
                a href=(line.href) title=(line.address) { code { bdi { (line.slug) } } }
            }
            td.whole data-label="Creator" {
                a href=(line.creator_href) { (name(&line.creator)) }
                @for code in &line.codes { small.below { code { (name(code)) } } }
            }
            td.whole data-label="Placement" { (name(&line.placement)) }
            td.number.main data-label="Clicks" { (words::count(line.n_clicks)) }
            td.number.wide data-label="Last click" { (line.last_click) }
            td data-label="State" {
                (tag(stand_tone, stand.state.key()))
                @if !stand.reason.is_empty() { small.below { (words::sentence(stand.reason)) } }
            }
            td.wide[line.finding.is_some()] data-label="Check" {
                (tag(tone, word))
                @if let Some(finding) = &line.finding { small.below { (name(finding)) } }
            }
            td.spare data-label="Lands on" { (name(&line.destination)) }
        }
    }
}

/// Signs of a leak on top, then what is marked as leaked, then every other code.
fn codes(codes: &[CodeLine], marked: Option<&CodeLine>) -> Markup {
    if codes.is_empty() {
        return empty("No promo code. Orders without a click are then nobody's.");
    }
    let (leaked, others): (Vec<&CodeLine>, Vec<&CodeLine>) =
        codes.iter().partition(|line| line.is_leaked);
    let n_signs = others.iter().filter(|line| line.may_have_leaked).count();
    let (signs, others) = others.split_at(n_signs);
    let (first, rest) = others.split_at(others.len().min(N_CODES_OPEN));
    html! {
        @if let Some(line) = marked { (said(line)) }
        @if !signs.is_empty() {
            h3 { "May have leaked" }
            (code_table(signs, "Codes that may have leaked"))
        }
        @if !leaked.is_empty() {
            h3 { "Marked as leaked" }
            (code_table(&leaked, "Codes that are marked as leaked"))
        }
        @if n_signs + leaked.len() != 0 && !first.is_empty() { h3 { "Every other code" } }
        @if !first.is_empty() { (code_table(first, "Promo codes")) }
        @if !rest.is_empty() {
            details {
                summary { (rest.len()) " more" }
                (code_table(rest, "More promo codes"))
            }
        }
    }
}

/// What was done to a code just now, with the way back.
fn said(line: &CodeLine) -> Markup {
    let (text, word) = match line.is_leaked {
        true => (" is marked as leaked: it earns only with a click of its creator. ", "no"),
        false => (" is not leaked: it earns as it did before. ", "yes"),
    };
    html! {
        div.undo role="status" {
            p { code { bdi { (line.code) } } (text) "Orders are restated." }
            (mark_form(line, word, "Undo"))
        }
    }
}

/// The place of the question whether a code leaked. It lies within what opens, so that a browser
/// that is led there opens it.
pub fn leak_id(code: &str) -> String {
    format!("leak-{code}")
}

/// What can be done about a code: marking it says first what that changes.
fn mark(line: &CodeLine) -> Markup {
    html! {
        @if line.is_leaked {
            (mark_form(line, "no", "It is not leaked"))
        } @else if line.may_have_leaked {
            details.confirm {
                summary.button { "Mark as leaked…" }
                p id=(leak_id(&line.id)) {
                    "Orders that came by this code without a click of " (name(&line.creator))
                    " lose their credit, and what was counted is restated. It can be taken back."
                }
                (mark_form(line, "yes", "Mark as leaked"))
            }
        } @else {
            span.muted { "no sign of a leak" }
        }
    }
}

fn mark_form(line: &CodeLine, word: &str, label: &str) -> Markup {
    html! {
        form method="post" action="/links/codes" {
            input type="hidden" name="id" value=(line.id);
            input type="hidden" name="leaked" value=(word);
            button.button aria-label={ (label) ": " (line.code) } { (label) }
        }
    }
}

fn code_table(codes: &[&CodeLine], label: &str) -> Markup {
    html! {
        div.scroll tabindex="0" role="group" aria-label=(label) { table.small.folds {
            thead { tr {
                th scope="col" { "Code" }
                th scope="col" { "Creator" }
                th scope="col" { "State" }
                th scope="col" { "Ends" }
                th scope="col" { "Leaked" }
            } }
            tbody { @for line in codes {
                tr {
                    th scope="row" {
                        code { bdi { (line.code) } }
                        @if let Some(policy) = line.policy { small.below { (policy) } }
                    }
                    td data-label="Creator" {
                        (name(&line.creator))
                        @if let Some((other, href)) = &line.probably {
                            small.below {
                                "probably " (name(other)) ": " a href=(href) { "compare" }
                            }
                        }
                    }
                    td data-label="State" { (tag(line.state.0, &line.state.1)) }
                    // On a phone what says nothing is left out, so that a code is one line.
                    td.spare[!line.does_end] data-label="Ends" { (line.ends) }
                    @let is_asked = line.is_leaked || line.may_have_leaked;
                    td.wide[is_asked].spare[!is_asked] data-label="Leaked" { (mark(line)) }
                }
            } }
        } }
    }
}
