//! The markup of the page to explore figures.

use maud::{Markup, html};

use super::{Choice, ExplorePage};

impl ExplorePage {
    /// What stands in the shell.
    pub fn content(&self) -> Markup {
        html! {
            (self.head.render())
            form.pivot method="get" action="/explore" aria-label="What to show" {
                @for (key, value) in &self.keep { input type="hidden" name=(key) value=(value); }
                @for choice in &self.choices { (choice.render()) }
                details.menu {
                    summary.button { "Columns" }
                    div.menu-body { div.ticks {
                        @for (key, label, is_shown) in &self.columns {
                            label {
                                input type="checkbox" name="cols" value=(key) checked[*is_shown];
                                (label)
                            }
                        }
                    } }
                }
                button.button.primary { "Show" }
            }
            div.tools {
                span.muted id="shown" role="status" { (self.shown) }
                span.push {}
                a.button href=(self.csv_href) download { "CSV" }
                a.button href=(self.api_href) { "API" }
            }
            div.card id="figures" data-live { (self.sheet.render()) }
            footer.footing { p { (self.footing) } }
        }
    }
}

impl Choice {
    fn render(&self) -> Markup {
        html! {
            label {
                (self.label) " "
                select name=(self.name) {
                    @for (word, name, is_chosen) in &self.options {
                        option value=(word) selected[*is_chosen] { (name) }
                    }
                }
            }
        }
    }
}
