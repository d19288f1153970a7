//! What a person can do now about a connection: a sentence and a button for each thing that is
//! wrong, and the form that replaces its secret.

use byline_core::entry::Connection;
use byline_core::feed::{Feed, Role, Way};
use byline_core::time::Timestamp;
use byline_engine::view::SourceView;
use maud::{Markup, html};
use serde_json::{Value, json};
use url::form_urlencoded;

use super::polled::Polled;
use super::{aside, build, connect, steps};
use crate::pages::links;
use crate::pages::parts::name;
use crate::pages::words;

/// The sentences and buttons; nothing where all is well.
pub fn now(
    connection: &Connection,
    feed: Option<&Feed>,
    source: Option<&SourceView>,
    polled: Option<&Polled>,
    now: Timestamp,
) -> Option<Markup> {
    if connection.is_archived {
        return None;
    }
    let id = links::segment(connection.id.as_str());
    let has_hook = feed.is_some_and(steps::has_hook);
    let has_files = feed
        .is_some_and(|feed| feed.ways.iter().any(|way| matches!(way, Way::Batch | Way::Manual)));
    let trouble = polled.filter(|polled| polled.trouble().is_some());
    let n_aside = source.map_or(0, |source| source.n_aside);
    let n_aside = i64::try_from(n_aside).unwrap_or(i64::MAX);
    let quiet = source.filter(|source| source.is_quiet(now)).and_then(|source| {
        let usual_gap = build::usual_gap(source).map(|gap| format!("; {gap}")).unwrap_or_default();
        Some(format!("Nothing has come for {}{usual_gap}. ", build::silent(source, now)?))
    });
    if trouble.is_none() && n_aside == 0 && quiet.is_none() {
        return None;
    }
    Some(html! {
        ul.checks {
            @if let Some(polled) = trouble {
                li {
                    (name(&words::sentence(&polled.sentence(now)))) ". "
                    @if polled.needs_login() {
                        a.button href="#secret" { "Enter the new token" }
                    } @else { (test(&id)) }
                }
            }
            @if n_aside != 0 {
                li {
                    (words::counted(n_aside, "delivery", "deliveries")) " could not be read. "
                    a.button href={ (aside::PATH) "?connection=" (id) } {
                        "See why, and read again"
                    }
                }
            }
            @if let Some(quiet) = quiet {
                li {
                    (quiet)
                    @if has_hook {
                        "Look at the sender whether it still sends to this address with this \
                         secret. "
                        a.button href="#address" { "The address" } " "
                        a.button href="#secret" { "Replace the secret" }
                    } @else if polled.is_some() && trouble.is_none() {
                        (test(&id))
                    } @else if has_files {
                        a.button href="/import" { "Import a file" }
                    }
                }
            }
        }
    })
}

fn test(id: &str) -> Markup {
    html! {
        form.inline method="post" action={ "/sources/connections/" (id) "/test" } {
            button.button { "Test it now" }
        }
    }
}

/// Whether a connection of this feed has a secret that people enter.
pub fn has_secret(feed: &Feed) -> bool {
    feed.role != Role::Own
}

/// That a secret is stored, never what it is, and the form that replaces it.
pub fn secret(connection: &Connection, feed: Option<&Feed>, n_kept: usize) -> Markup {
    let has_hook = feed.is_some_and(steps::has_hook);
    let is_asked = feed.is_some_and(|feed| feed.ways.contains(&Way::Poll));
    let said = match n_kept {
        0 if has_hook && is_asked => {
            "No secret is stored. Until there is one, what must be signed is refused and nothing \
             is asked for."
        }
        0 if has_hook => "No secret is stored. What must be signed is refused until there is one.",
        0 if is_asked => "No secret is stored. Nothing is asked for until there is one.",
        0 => "No secret is stored. Files need none.",
        1 => "A secret is stored, sealed. It is never shown again.",
        _ => {
            "Two secrets are stored, sealed: a new one, and the old one while both are in use. \
              They are never shown again."
        }
    };
    html! {
        p { (said) }
        @if n_kept == 0 { (secret_form(connection, "Store the secret")) } @else {
            details { summary { "Replace it" } (secret_form(connection, "Replace the secret")) }
        }
    }
}

fn secret_form(connection: &Connection, label: &str) -> Markup {
    html! {
        form.fields method="post"
            action={ (connect::href(connection.id.as_str())) "/secret" } {
            label for="new-secret" { "New secret or token" }
            input id="new-secret" name="secret" type="password" autocomplete="off" required
                maxlength="4096" aria-describedby="new-secret-hint";
            label for="old-secret" { "The old one, while both are in use" }
            input id="old-secret" name="secret" type="password" autocomplete="off"
                maxlength="4096";
            small id="new-secret-hint" {
                "What was stored before is gone then. Sealed at once and never shown again."
            }
            p.actions { button.button { (label) } }
        }
    }
}

/// What the form says, as the API takes it. The first one must be said, the second may be empty.
pub fn replaced(form: &[u8]) -> Value {
    let said = form_urlencoded::parse(form).filter(|(key, _)| key == "secret");
    let mut secrets: Vec<String> = said.map(|(_, text)| text.trim().to_owned()).collect();
    while 1 < secrets.len() && secrets.last().is_some_and(String::is_empty) {
        secrets.pop();
    }
    json!({ "secrets": secrets })
}
