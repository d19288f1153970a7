//! Notices: whole pages with one message and a next step. An address without a page, something that
//! went wrong, a name that means several things.

pub mod first_steps;

use maud::{Markup, html};

use super::ask::Ask;
use super::shell::{Here, Shell};

/// A page with one message, in the shell.
pub fn notice(title: &str, text: &str, next: (&str, &str)) -> Markup {
    let shell = Shell {
        title: title.to_owned(),
        here: Here::Elsewhere,
        ask: Ask::default(),
        is_live: false,
        banners: Vec::new(),
    };
    shell.render(&html! {
        div.notice {
            (drawing())
            h1 { (title) }
            p.lead { (text) }
            p.actions {
                a.button.primary href=(next.1) { (next.0) }
                @if next.1 != "/orders" {
                    a.button href="/orders" { "Find an order" }
                }
                a.button href="/creators" { "Find a creator" }
            }
        }
    })
}

/// A link that leads nowhere.
fn drawing() -> Markup {
    html! {
        svg.drawing-of-nothing width="72" height="40" viewBox="0 0 72 40" aria-hidden="true" {
            path d="M28 8H16a12 12 0 0 0 0 24h12" {}
            path d="M44 8h12a12 12 0 0 1 0 24H44" {}
            path.broken d="M24 20h24" {}
        }
    }
}

/// There is no page at this address.
pub fn not_found() -> Markup {
    let text = "The address may be mistyped, or what it named is not in this workspace.";
    notice("There is nothing here", text, ("Go to Live", "/live"))
}

/// Something went wrong on this side.
pub fn failed() -> Markup {
    let text = "The page could not be put together. No figure is lost: try again, and if it \
                stays, look into the program's log of this minute.";
    notice("Something went wrong", text, ("Try again", ""))
}

/// Several things that one name could mean.
pub fn choices(title: &str, choices: &[(String, String)]) -> Markup {
    html! {
        div.notice {
            h1 { (title) }
            ul { @for (name, href) in choices { li { a href=(href) { bdi { (name) } } } } }
        }
    }
}
