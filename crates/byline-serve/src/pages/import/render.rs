//! The markup of the page about files.

use byline_core::feed;
use maud::{Markup, html};

use super::{ImportPage, KINDS, Outcome, RowNote};
use crate::pages::parts::{card, empty, name};
use crate::port::FileKind;

/// What rows are called that came before.
pub(super) const KNOWN: &str = "known already";

impl ImportPage {
    /// What stands in the shell.
    pub fn content(&self) -> Markup {
        html! {
            (self.head.render())
            div.tools { a.button href="/sources" { "All sources" } }
            p.lead {
                "Choose a file of orders, clicks, spend or figures, such as an export of your \
                 shop or a sheet of your own, " (self.most) ". You see first what each column was \
                 taken for, which rows can be read and which cannot; only then you take them in. \
                 What was taken in cannot be undone; rows that came before count once."
            }
            @if let Some(outcome) = &self.outcome { (self.outcome(outcome)) }
            @if let Some(columns) = &self.columns {
                div.cards { (self.mapping(columns)) }
            }
            div.halves.wide-first {
                (card("choose", "Choose a file", "a table whose first row names the columns",
                    self.form()))
                (card("columns", "What a file needs", "at least these columns", columns()))
            }
        }
    }

    fn form(&self) -> Markup {
        let chosen = &self.chosen;
        html! {
            form.fields method="post" action="/import" enctype="multipart/form-data" {
                label for="kind" { "What is in it" }
                select id="kind" name="kind" {
                    option value="" selected[chosen.kind.is_empty()] {
                        "Find out from its columns"
                    }
                    @for group in groups(&self.kinds) {
                        optgroup label=(feed_name(group[0].feed)) {
                            @for kind in group { (self.kind(kind)) }
                        }
                    }
                    optgroup label="With Byline’s own column names" {
                        @for (key, word, _) in KINDS {
                            option value=(key) selected[key == chosen.kind] { (word) }
                        }
                    }
                }
                label for="file" { "File" }
                input.drop id="file" type="file" name="file" required
                    accept=".csv,.tsv,.xlsx,.xml,.jsonl,text/csv" aria-describedby="file-hint";
                small id="file-hint" {
                    "CSV, Excel or XML, " (self.most) ". Drop it here or choose it. A larger one \
                     can be cut into several files, or be taken in with "
                    code { "byline import FILE" } " where Byline runs."
                }
                label for="connection" { "Where it comes from" }
                select id="connection" name="connection" {
                    option value="" { "A file of our own" }
                    @for (id, word) in &self.connections {
                        option value=(id) selected[*id == chosen.connection] { (word) }
                    }
                }
                label for="time_zone" { "Time zone, where the file names none" }
                input id="time_zone" name="time_zone" value=(chosen.time_zone) maxlength="60"
                    placeholder="such as Europe/Berlin";
                p.actions {
                    button.button.primary name="step" value="look" { "Look at the file" }
                }
            }
        }
    }

    fn kind(&self, kind: &FileKind) -> Markup {
        let key = format!("{}.{}", kind.feed, kind.what);
        let is_chosen = key == self.chosen.kind;
        html! { option value=(key) selected[is_chosen] { (kind.what) ": " (kind.about) } }
    }

    fn outcome(&self, outcome: &Outcome) -> Markup {
        let title = if outcome.is_look { "What would be taken in" } else { "What was taken in" };
        let note = if outcome.is_look { "nothing is taken in yet" } else { "" };
        html! {
            div.cards {
                (card("outcome", title, note, html! {
                    (counts(outcome))
                    @if !outcome.sample.is_empty() {
                        pre.sample tabindex="0" role="group" aria-label="First lines of the file" {
                            (outcome.sample.join("\n"))
                        }
                    }
                    @if self.columns.is_none() && outcome.is_look && outcome.is_news {
                        (self.for_good())
                    } @else if outcome.is_look && !outcome.is_news {
                        p.note {
                            "There is nothing new to take in from here. Correct the file and look \
                             again, or say below what its columns mean."
                        }
                    } @else if !outcome.is_look {
                        p.note {
                            "What is new counts from now on, at the time when it happened. "
                            a href="/orders" { "See the orders" } " or "
                            a href="/sources" { "what came from where" } "."
                        }
                    }
                }))
                (rows("refused", "Rows that cannot be read", &outcome.refused,
                    "Every row can be read."))
                @if !outcome.warned.is_empty() {
                    (rows("warned", "Worth a look", &outcome.warned, ""))
                }
            }
        }
    }

    /// What the button says that takes in what was looked at.
    pub(super) fn take_in(&self) -> String {
        match &self.outcome {
            Some(Outcome { is_look: true, is_news: true, counts: [(_, n), ..], .. }) => {
                format!("Take in {n} {}", if n == "1" { "row" } else { "rows" })
            }
            _ => "Take in the rows that can be read".to_owned(),
        }
    }

    /// The form that takes in what was looked at.
    fn for_good(&self) -> Markup {
        let chosen = &self.chosen;
        let (field, file) = chosen.carried();
        html! {
            form.inset method="post" action="/import" enctype="multipart/form-data" {
                @for (field, value) in [
                    ("kind", chosen.kind.as_str()),
                    ("connection", chosen.connection.as_str()),
                    ("time_zone", chosen.time_zone.as_str()),
                    (field, file.as_str()),
                ] {
                    input type="hidden" name=(field) value=(value);
                }
                button.button.primary name="step" value="import" { (self.take_in()) }
            }
        }
    }
}

fn counts(outcome: &Outcome) -> Markup {
    html! {
        p.equation {
            // Only taking a row in tells whether it came before.
            @for (word, n) in outcome.counts.iter().filter(|(word, n)| {
                !(outcome.is_look && *word == KNOWN && n == "0")
            }) {
                span.part { b { (n) } " " small { (word) } }
            }
            @if let Some(n) = &outcome.passed_over {
                span.part { b { (n) } " " small { "say nothing that counts" } }
            }
            @if !outcome.sums.is_empty() {
                @let which = if outcome.is_look { "in these rows" } else { "in new rows" };
                span.part { b { (outcome.sums.join(", ")) } " " small { (which) } }
            }
        }
    }
}

fn rows(id: &str, title: &str, notes: &[RowNote], nothing: &str) -> Markup {
    let body = if notes.is_empty() {
        empty(nothing)
    } else {
        html! {
            div.scroll tabindex="0" role="group" aria-label=(title) { table {
                thead { tr {
                    th.number scope="col" { "Line" }
                    th scope="col" { "Why, and what to do" }
                    th.spare scope="col" { "The row" }
                } }
                tbody {
                    @for note in notes {
                        tr {
                            th.number scope="row" { (note.line) }
                            td.wide {
                                (name(&note.detail))
                                @if !note.next_step.is_empty() { small.below { (note.next_step) } }
                            }
                            td.spare.wide { code.row-text { (name(&note.text)) } }
                        }
                    }
                }
            } }
        }
    };
    card(id, title, "", body)
}

/// Kinds of one feed together, in their order.
fn groups(kinds: &[FileKind]) -> Vec<&[FileKind]> {
    kinds.chunk_by(|a, b| a.feed == b.feed).collect()
}

fn feed_name(key: &str) -> &str {
    match key {
        "import" => "Sheets of your own, and lists of other tools",
        key => feed::find(key).map_or(key, |feed| feed.name),
    }
}

fn columns() -> Markup {
    html! {
        p.note {
            "Most files are known by their columns: exports of shops, ad platforms, networks and \
             CRMs, and sheets kept by hand. What each column was taken for is shown, and can be \
             corrected before anything is taken in."
        }
        dl.rules {
            @for (_, word, needs) in KINDS { dt { (word) } dd { code { (needs) } } }
            dt { "Figures and everything else" }
            dd { "exports as their platform or network writes them, without any change" }
        }
        p.note {
            "With Byline’s own column names, a column that it does not know is refused, and the \
             nearest name is told. A row that came before is recognised and counts once."
        }
    }
}
