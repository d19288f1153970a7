//! What the columns of a table mean, to be looked at and corrected.

use maud::{Markup, html};

use super::{Columns, ImportPage};
use crate::pages::parts::card;
use crate::port::FileColumn;

/// The words that may be said, and what they mean; none where anything may be.
type Allowed = &'static [(&'static str, &'static str)];

/// What a file may not say about itself: the setting, its words, and what may be said.
const SETTINGS: [(&str, &str, Allowed); 4] = [
    ("currency", "Currency of amounts that name none", &[]),
    ("campaign_id", "Campaign of rows that name none, by its id", &[]),
    ("day_order", "Order of days like 01/02/2026", &[("dmy", "day first"), ("mdy", "month first")]),
    ("decimal_mark", "Sign before decimals", &[(",", "comma"), (".", "point")]),
];

impl ImportPage {
    /// The form in which the meaning of columns is corrected and the file taken in.
    pub(super) fn mapping(&self, columns: &Columns) -> Markup {
        let kind = &columns.kind;
        let (field, file) = self.chosen.carried();
        let has_refused = self.outcome.as_ref().is_some_and(|outcome| outcome.has_refused);
        card(
            "mapping",
            "What its columns mean",
            kind.about,
            html! {
                form.fields method="post" action="/import" enctype="multipart/form-data" {
                    @for (name, value) in [
                        ("kind", format!("{}.{}", kind.feed, kind.what)),
                        ("connection", self.chosen.connection.clone()),
                        ("time_zone", self.chosen.time_zone.clone()),
                        ("mapped", "yes".to_owned()),
                        (field, file),
                    ] {
                        input type="hidden" name=(name) value=(value);
                    }
                    @for column in &kind.columns { (choice(columns, column)) }
                    @for (name, word, allowed) in SETTINGS {
                    (setting(columns, name, word, allowed))
                }
                    label for="save_as" { "Keep this mapping as" }
                    input id="save_as" name="save_as" value=(self.chosen.save_as) maxlength="60"
                        placeholder="shop" aria-describedby="save-hint";
                    small id="save-hint" {
                        "The next file with these columns is then read by it without asking."
                    }
                    p.actions {
                        button.button.primary name="step" value="import" { (self.take_in()) }
                        button.button name="step" value="look" { "Look again" }
                        @if has_refused {
                            button.button name="step" value="refused" {
                                "Download rows that cannot be read"
                            }
                        }
                    }
                }
            },
        )
    }
}

/// A column of the kind, and the file's columns to choose from.
fn choice(columns: &Columns, column: &FileColumn) -> Markup {
    let id = format!("column.{}", column.name);
    let chosen = columns.mapped.get(column.name);
    html! {
        label for=(id) {
            (column.name) @if column.is_needed { " " small { "(needed)" } }
        }
        select id=(id) name=(id) aria-describedby=(format!("{id}-hint")) {
            option value="" { "not in this file" }
            @for name in columns.header.iter().filter(|name| !name.is_empty()) {
                option value=(name) selected[chosen == Some(name)] { (name) }
            }
        }
        small id=(format!("{id}-hint")) { (column.meaning) }
    }
}

fn setting(columns: &Columns, name: &str, word: &str, allowed: Allowed) -> Markup {
    let id = format!("setting.{name}");
    let said = columns.settings.get(name).map_or("", String::as_str);
    html! {
        label for=(id) { (word) }
        @if allowed.is_empty() {
            input id=(id) name=(id) value=(said) maxlength="60";
        } @else {
            select id=(id) name=(id) {
                option value="" { "as the file proves it" }
                @for (value, word) in allowed {
                    option value=(value) selected[*value == said] { (word) }
                }
            }
        }
    }
}
