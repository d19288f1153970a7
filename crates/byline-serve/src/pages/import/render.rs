//! The markup of the page about files.

use maud::{Markup, html};

use super::{ImportPage, KINDS, Outcome, RowNote};
use crate::pages::parts::{card, empty, name};

impl ImportPage {
    /// What stands in the shell.
    pub fn content(&self) -> Markup {
        html! {
            (self.head.render())
            div.tools { a.button href="/sources" { "All sources" } }
            @if let Some(outcome) = &self.outcome { (self.outcome(outcome)) }
            div.halves.wide-first {
                (card("file", "A file", "CSV with a header", self.form()))
                (card("columns", "What a file needs", "", columns()))
            }
        }
    }

    fn form(&self) -> Markup {
        let chosen = &self.chosen;
        html! {
            form.fields method="post" action="/import" enctype="multipart/form-data" {
                label for="kind" { "What its rows are" }
                select id="kind" name="kind" {
                    @for (key, word, _) in KINDS {
                        option value=(key) selected[key == chosen.kind] { (word) }
                    }
                }
                label for="file" { "File" }
                input.drop id="file" type="file" name="file" accept=".csv,.tsv,text/csv" required
                    aria-describedby="file-hint";
                small id="file-hint" {
                    "Drop it here or choose it; up to " (self.most) ". Larger ones go by "
                    code { "byline import orders orders.csv" } "."
                }
                label for="connection" { "Comes from" }
                select id="connection" name="connection" {
                    option value="" { "A file of our own" }
                    @for (id, word) in &self.connections {
                        option value=(id) selected[*id == chosen.connection] { (word) }
                    }
                }
                label for="time_zone" { "Time zone of times without one" }
                input id="time_zone" name="time_zone" value=(chosen.time_zone) maxlength="60"
                    placeholder="Europe/Berlin";
                p.actions {
                    button.button.primary name="step" value="look" { "Look at it first" }
                    button.button name="step" value="import" { "Import at once" }
                }
            }
        }
    }

    fn outcome(&self, outcome: &Outcome) -> Markup {
        let title = if outcome.is_look { "What the file says" } else { "What became of the file" };
        let note = if outcome.is_look { "nothing is taken in yet" } else { "" };
        html! {
            div.cards {
                (card("outcome", title, note, html! {
                    (counts(outcome))
                    @if !outcome.sample.is_empty() {
                        pre.sample tabindex="0" role="region" aria-label="First lines of the file" {
                            (outcome.sample.join("\n"))
                        }
                    }
                    @match &outcome.text {
                        Some(text) => (self.for_good(text)),
                        None if outcome.is_look => p.note {
                            "There is nothing new to take in from here. Correct the file and look \
                             again, or choose it below and import it at once."
                        },
                        None => {},
                    }
                }))
                (rows("refused", "Refused rows", &outcome.refused, "No row was refused."))
                @if !outcome.warned.is_empty() {
                    (rows("warned", "Worth a look", &outcome.warned, ""))
                }
            }
        }
    }

    /// The form that takes in what was looked at.
    fn for_good(&self, text: &str) -> Markup {
        let chosen = &self.chosen;
        html! {
            form.inset method="post" action="/import" enctype="multipart/form-data" {
                @for (field, value) in [
                    ("kind", chosen.kind.as_str()),
                    ("connection", chosen.connection.as_str()),
                    ("time_zone", chosen.time_zone.as_str()),
                    ("text", text),
                ] {
                    input type="hidden" name=(field) value=(value);
                }
                button.button.primary name="step" value="import" { "Import the good rows" }
            }
        }
    }
}

fn counts(outcome: &Outcome) -> Markup {
    html! {
        p.equation {
            @for (word, n) in &outcome.counts {
                span.part { b { (n) } " " small { (word) } }
            }
            @if !outcome.sums.is_empty() {
                span.part { b { (outcome.sums.join(", ")) } " " small { "in new rows" } }
            }
        }
    }
}

fn rows(id: &str, title: &str, notes: &[RowNote], nothing: &str) -> Markup {
    let body = if notes.is_empty() {
        empty(nothing)
    } else {
        html! {
            div.scroll tabindex="0" role="region" aria-label=(title) { table {
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

fn columns() -> Markup {
    html! {
        dl.rules {
            @for (_, word, needs) in KINDS { dt { (word) } dd { code { (needs) } } }
        }
        p.note {
            "Columns are found by name; a column that nobody knows is refused with the nearest \
             name. Rows that came before are recognised, so the same file again changes nothing."
        }
    }
}
