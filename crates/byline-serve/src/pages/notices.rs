//! Notices: whole pages with one message and a next step. A fresh workspace, an address without a
//! page, something that went wrong.

use maud::{Markup, html};

use super::ask::Ask;
use super::shell::{Here, Shell};

/// The first steps in a workspace that has no campaign, as commands that work as they stand.
/// `pages_url` is where this program answers.
pub fn first_steps(pages_url: &str) -> Markup {
    let steps = [
        (
            "Name a campaign",
            "What is promoted, when, and in which currency and time zone its days are counted.",
            call(
                pages_url,
                "campaigns",
                concat!(
                    r#"{"name":"Summer Skin","goal":"sales","currency":"USD","#,
                    "\n      ",
                    r#""time_zone":"Europe/Berlin","flights":["#,
                    "\n      ",
                    r#"{"from":"2026-06-01T00:00:00+02:00","to":"2026-06-22T00:00:00+02:00"}]}"#
                ),
            ),
        ),
        (
            "Add creators, links and codes",
            "Each answer carries an id. A link needs the ids of its campaign and creator.",
            call(
                pages_url,
                "creators",
                concat!(
                    r#"{"name":"Mika Tanaka","#,
                    r#""accounts":[{"platform":"instagram","handle":"mika.glow"}]}"#
                ),
            ),
        ),
        (
            "Connect the shop, or bring in what happened before",
            "Orders arrive by webhook at /hooks/shopify, by the API, or from a file.",
            "byline import orders orders.csv".to_owned(),
        ),
    ];
    html! {
        div.notice {
            h1 { "Nothing is tracked yet" }
            p.lead { "Three steps, and the first click shows up here within a second." }
            ol.first-steps {
                @for (title, text, command) in &steps {
                    li {
                        h2 { (title) }
                        p { (text) }
                        pre { code { (command) } }
                    }
                }
            }
            p.muted {
                "To see it with invented data first: " code { "byline demo" } "."
            }
        }
    }
}

fn call(pages_url: &str, what: &str, body: &str) -> String {
    format!(
        "curl {pages_url}/api/v1/{what} \\\n  -H \"Authorization: Bearer $BYLINE_TOKEN\" \\\n  \
         -H \"Content-Type: application/json\" \\\n  -d '{body}'"
    )
}

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
            h1 { (title) }
            p.lead { (text) }
            p { a.button.primary href=(next.1) { (next.0) } }
        }
    })
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
