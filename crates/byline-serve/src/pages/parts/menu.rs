//! Menus: a choice among addresses. They open without any script and work by keyboard.

use maud::{Markup, html};

/// One choice.
#[derive(Clone, Debug)]
pub struct MenuItem {
    /// Its name.
    pub label: String,
    /// The page in that state.
    pub href: String,
    /// Whether it is the present choice.
    pub is_current: bool,
}

/// A button that opens into choices.
#[derive(Clone, Debug)]
pub struct Menu {
    /// What is chosen, such as `Range`.
    pub label: &'static str,
    /// The present choice.
    pub current: String,
    /// The choices.
    pub items: Vec<MenuItem>,
}

/// A form of two dates below the choices of a range.
#[derive(Clone, Debug)]
pub struct DayForm {
    /// The page's path.
    pub path: String,
    /// The state to keep.
    pub keep: Vec<(&'static str, String)>,
    /// The first day that is shown, as `2026-06-01`.
    pub from: String,
    /// The last day that is shown.
    pub to: String,
}

impl Menu {
    /// The menu.
    pub fn render(&self, below: &Markup) -> Markup {
        html! {
            details.menu {
                summary.button {
                    small class=(self.label.to_lowercase()) { (self.label) }
                    " " bdi { (self.current) }
                    svg.caret width="10" height="10" viewBox="0 0 10 10" aria-hidden="true" {
                        path d="M2 3.5 5 6.5 8 3.5" {}
                    }
                }
                div.menu-body {
                    ul {
                        @for item in &self.items {
                            li {
                                @let current = item.is_current.then_some("true");
                                a href=(item.href) aria-current=[current] {
                                    bdi { (item.label) }
                                }
                            }
                        }
                    }
                    (below)
                }
            }
        }
    }
}

impl DayForm {
    /// The form.
    pub fn render(&self) -> Markup {
        html! {
            form.days method="get" action=(self.path) {
                @for (key, value) in &self.keep { input type="hidden" name=(key) value=(value); }
                label { "From" input type="date" name="from" value=(self.from) required; }
                label { "To" input type="date" name="to" value=(self.to) required; }
                button.button { "Show these days" }
            }
        }
    }
}
