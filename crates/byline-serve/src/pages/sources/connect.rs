//! Connecting a source: the form, with the steps of the source that was chosen.

use byline_core::feed::{self, FEEDS, Feed};
use maud::{Markup, html};
use serde_json::{Map, Value, json};
use url::form_urlencoded;

use super::build::ROLES;
use super::steps;
use crate::pages::ask::Ask;
use crate::pages::links;
use crate::pages::parts::card;
use crate::pages::shell::{Banner, Head, Here, Shell};
use crate::pages::visit::Whole;

/// Where the form stands.
const FORM: &str = "/sources/connect";

/// What was typed into the form.
#[derive(Clone, Default, Debug)]
pub struct Typed {
    feed: String,
    name: String,
    account: String,
    secrets: Vec<String>,
    settings: String,
}

/// Whether people can connect the feed: it is available, and not part of every workspace.
pub fn can(feed: &Feed) -> bool {
    feed.absence.is_none() && !matches!(feed.key, "links" | "pixel")
}

/// The page of one connection.
pub fn href(connection: &str) -> String {
    format!("/sources/connections/{}", links::segment(connection))
}

/// The form, with a feed chosen.
pub fn form_href(feed: &str) -> String {
    format!("{FORM}?feed={feed}")
}

impl Typed {
    /// Reads a form, or the feed of an address.
    pub fn read(form: &[u8]) -> Self {
        let mut typed = Self::default();
        for (key, value) in form_urlencoded::parse(form) {
            let text = value.trim().to_owned();
            match &*key {
                "feed" => typed.feed = text,
                "name" => typed.name = text,
                "account" => typed.account = text,
                "secret" if !text.is_empty() => typed.secrets.push(text),
                "settings" => typed.settings = text,
                _ => {}
            }
        }
        typed
    }

    /// The connection as the API takes it; what was left empty is left out.
    pub fn document(&self) -> Value {
        let mut object = Map::new();
        object.insert("feed".to_owned(), json!(self.feed));
        for (field, text) in [("name", &self.name), ("account", &self.account)] {
            if !text.is_empty() {
                object.insert(field.to_owned(), json!(text));
            }
        }
        if !self.secrets.is_empty() {
            object.insert("secrets".to_owned(), json!(self.secrets));
        }
        let pairs = self.settings.lines().filter_map(|line| line.split_once('='));
        let settings: Map<String, Value> =
            pairs.map(|(key, value)| (key.trim().to_owned(), json!(value.trim()))).collect();
        if !settings.is_empty() {
            object.insert("settings".to_owned(), Value::Object(settings));
        }
        Value::Object(object)
    }
}

/// The form. `wrong`: why what was typed was not taken.
pub fn form(ask: &Ask, typed: &Typed, wrong: Option<Banner>) -> Whole {
    let content = html! {
        (Head::titled("Connect a source").render())
        @match feed::find(&typed.feed).filter(|feed| can(feed)) {
            Some(feed) => {
                div.tools {
                    a.button href="/sources" { "All sources" }
                    a.button href=(FORM) { "Another kind" }
                }
                // What to do stands before the form that is its first step.
                div.halves {
                    (card("steps", &format!("How {} is set up", feed.name), "", html! {
                        (steps::list(feed, false))
                    }))
                    (card("connect", &format!("Connect {}", feed.name), "one for each account",
                        fields(feed, typed)))
                }
            },
            None => {
                div.tools { a.button href="/sources" { "All sources" } }
                (card("choose", "What do you want to connect?", "", kinds()))
            },
        }
    };
    let shell = Shell {
        title: "Connect a source".to_owned(),
        here: Here::Sources,
        ask: ask.clone(),
        is_live: false,
        banners: wrong.into_iter().collect(),
    };
    Whole { shell, content }
}

/// Every kind of source that can be connected, by its role.
fn kinds() -> Markup {
    html! {
        dl.rules.beside { @for (role, word) in ROLES {
            @let of_role = || FEEDS.iter().filter(move |feed| feed.role == role && can(feed));
            @if of_role().next().is_some() {
                div {
                    dt { (word) }
                    dd { ul.chips { @for feed in of_role() {
                        li { a.button href=(form_href(feed.key)) { (feed.name) } }
                    } } }
                }
            }
        } }
    }
}

fn fields(feed: &Feed, typed: &Typed) -> Markup {
    html! {
        form.fields method="post" action=(FORM) {
            input type="hidden" name="feed" value=(feed.key);
            label for="name" { "Name" }
            input id="name" name="name" value=(typed.name) maxlength="100"
                placeholder="What your team calls it";
            label for="account" { "Account" }
            input id="account" name="account" value=(typed.account) maxlength="200"
                aria-describedby="account-hint" placeholder=[account_like(&typed.feed)];
            small id="account-hint" {
                "Which shop or account it is, as the source calls it. Nothing of another one is \
                 taken in. With several shops, each must say it."
            }
            label for="secret" { "Secret or token" }
            input id="secret" name="secret" type="password" autocomplete="off" maxlength="4096"
                aria-describedby="secret-hint";
            small id="secret-hint" {
                "The one that the steps speak of: with it nobody else can send in the source’s \
                 name. Sealed at once and never shown again."
            }
            details open[!typed.settings.is_empty()] {
                summary { "More: a second secret, special settings" }
                label for="secret-2" { "Second secret, while one is replaced" }
                input id="secret-2" name="secret" type="password" autocomplete="off"
                    maxlength="4096";
                label for="settings" { "Settings" }
                textarea id="settings" name="settings" rows="3" spellcheck="false"
                    aria-describedby="settings-hint" placeholder=[settings_like(&typed.feed)] {
                    (typed.settings)
                }
                small id="settings-hint" {
                    "Most sources need none. One on each line, as name=value; never a secret."
                }
            }
            p.actions { button.button.primary { "Connect" } }
        }
    }
}

/// What an account of a feed looks like.
fn account_like(feed: &str) -> Option<&'static str> {
    Some(match feed {
        "shopify" => "brand.myshopify.com",
        "woocommerce" => "shop.brand.example",
        "stripe" => "acct_1A2b3C4d5E",
        "meta_ads" => "act_1234567890",
        "google_ads" => "123-456-7890",
        "tiktok_ads" => "7012345678901234567",
        "youtube" => "UC1234567890abcdefghijkl",
        _ => return None,
    })
}

/// A setting that a feed has a use for.
fn settings_like(feed: &str) -> Option<&'static str> {
    Some(match feed {
        "tiktok_shop" => "app_key=6a1b2c3d",
        "woocommerce" => "state.on-hold=paid",
        "meta_ads" | "google_ads" | "tiktok_ads" => "currency=USD",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_becomes_what_the_api_takes() {
        let typed = Typed::read(
            b"feed=shopify&name=+Brand+&account=&secret=one&secret=&settings=a%3D1%0D%0Ab+%3D+2",
        );
        let expected = json!({
            "feed": "shopify",
            "name": "Brand",
            "secrets": ["one"],
            "settings": { "a": "1", "b": "2" },
        });
        assert_eq!(typed.document(), expected);
    }

    /// The address exists once there is a connection, so that comes first.
    #[test]
    fn whatever_calls_an_address_of_ours_is_connected_before_it_is_told_the_address() {
        use steps::Place;
        for feed in FEEDS.iter().filter(|feed| can(feed) && steps::has_hook(feed)) {
            let steps = steps::steps(feed);
            let at = |place| steps.iter().position(|step| step.place == Some(place));
            assert_eq!(at(Place::Form), Some(0), "{}", feed.key);
            assert!(at(Place::Form) < at(Place::Address), "{}", feed.key);
        }
    }

    #[test]
    fn every_feed_that_can_be_connected_says_how() {
        for feed in FEEDS.iter().filter(|feed| can(feed)) {
            assert!(2 <= steps::steps(feed).len(), "{}", feed.key);
        }
    }
}
