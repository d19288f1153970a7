//! First steps: from an empty workspace to the first tracked click.
//!
//! Each step is a command that works as it stands, and is ticked off as soon as what it declares
//! exists. Commands name what is there already, so that the next one can always be copied. With
//! the first click or order the steps give way to the Live page.

use byline_core::time::{CivilDay, Timestamp};
use byline_engine::Engine;
use maud::{Markup, html};

use crate::pages::ask::Ask;
use crate::pages::sample;
use crate::pages::shell::{Here, Shell};
use crate::pages::visit::Whole;
use crate::pages::wizard;
use crate::pages::words::Clock;
use crate::site::Settings;

/// How long the flight of the first command is, in days.
const FLIGHT_DAYS: i32 = 21;

/// One step.
struct Step {
    title: &'static str,
    text: &'static str,
    how: How,
    is_done: bool,
}

/// How a step is taken.
enum How {
    /// By a command.
    Command(String),
    /// By opening an address.
    Open(String),
}

/// Whether nothing has ever arrived, so that there is nothing to show but the way to it.
pub fn is_due(engine: &Engine) -> bool {
    engine.feeds().iter().all(|feed| feed.newest_at.is_none())
}

/// The whole page, where there is no campaign to frame it.
pub fn page(engine: &Engine, settings: &Settings, now: Timestamp) -> Markup {
    let whole = whole(engine, settings, now);
    whole.shell.render(&whole.content)
}

/// The page in its parts.
pub fn whole(engine: &Engine, settings: &Settings, now: Timestamp) -> Whole {
    let shell = Shell {
        title: "First steps".to_owned(),
        here: Here::Live,
        ask: Ask::default(),
        is_live: true,
        banners: Vec::new(),
    };
    Whole { shell, content: render(&steps(engine, settings, now)) }
}

fn steps(engine: &Engine, settings: &Settings, now: Timestamp) -> [Step; 5] {
    let pages_url = &settings.pages_url;
    let post = |what: &str, body: &str| How::Command(post(pages_url, what, body));
    let campaign = engine.campaigns().next();
    let creator = engine.creators().next();
    let link = engine.links().next();
    let campaign_id = campaign.map_or("cmp_first", |campaign| campaign.id.as_str());
    let creator_id = creator.map_or("crt_first", |creator| creator.id.as_str());
    let slug = link.map_or("mika", |link| link.slug.as_str());
    [
        Step {
            title: "Name a campaign",
            text: "What is promoted, when, and in which currency and time zone its days are cut.",
            how: post("campaigns", &campaign_body(now)),
            is_done: campaign.is_some(),
        },
        Step {
            title: "Add a creator",
            text: "With the account that people know. Hundreds at once go to /creators/bulk.",
            how: post(
                "creators",
                "{\"id\":\"crt_first\",\"name\":\"Mika Tanaka\",\n       \"accounts\":\
                 [{\"platform\":\"instagram\",\"handle\":\"mika.glow\"}]}",
            ),
            is_done: creator.is_some(),
        },
        Step {
            title: "Give the creator a link",
            text: "It leads to your page and carries UTM fields and a click id.",
            how: post(
                "links",
                &format!(
                    "{{\"campaign_id\":\"{campaign_id}\",\"creator_id\":\"{creator_id}\",\n       \
                     \"slug\":\"mika\",\"destination\":\"https://www.example.com/\"}}"
                ),
            ),
            is_done: link.is_some(),
        },
        Step {
            title: "Open the link",
            text: "That is the first tracked click. This page turns into Live within a second.",
            how: How::Open(format!("{}/{slug}", settings.links_url)),
            is_done: false,
        },
        Step {
            title: "Connect the shop",
            text: "The answer holds the hook_url that Shopify sends orders and refunds to. What \
                   happened before comes from a file: byline import orders orders.csv",
            how: post(
                "connections",
                "{\"feed\":\"shopify\",\"account\":\"your-shop.myshopify.com\",\n       \
                 \"secrets\":[\"the signing secret\"]}",
            ),
            is_done: engine.connections().any(|connection| connection.feed == "shopify"),
        },
    ]
}

fn campaign_body(now: Timestamp) -> String {
    let today: CivilDay = Clock::of("UTC").day_of(now);
    let end = today.plus_days(FLIGHT_DAYS).unwrap_or(today);
    format!(
        "{{\"id\":\"cmp_first\",\"name\":\"Summer Skin\",\"goal\":\"sales\",\n       \
         \"currency\":\"USD\",\"time_zone\":\"UTC\",\n       \
         \"flights\":[{{\"from\":\"{today}T00:00:00Z\",\n                   \
         \"to\":\"{end}T00:00:00Z\"}}]}}"
    )
}

fn post(pages_url: &str, what: &str, body: &str) -> String {
    format!(
        "curl {pages_url}/api/v1/{what} \\\n  -H \"Authorization: Bearer $BYLINE_TOKEN\" \\\n  \
         -H \"Content-Type: application/json\" \\\n  -d '{body}'"
    )
}

fn render(steps: &[Step]) -> Markup {
    let next = steps.iter().position(|step| !step.is_done);
    html! {
        div.notice {
            h1 { "Nothing is tracked yet" }
            p.lead {
                "Four steps to the first tracked click. Each is ticked off here as it happens."
            }
            ol.first-steps id="first-steps" data-live aria-live="polite" {
                @for (index, step) in steps.iter().enumerate() {
                    (step.render(index + 1, next == Some(index)))
                }
            }
            p.muted {
                "Or do it by form: " a href=(wizard::HREF) { "a new campaign" }
                " with its creators, links, codes and briefs."
            }
            (sample::button())
            p.muted {
                "Every address and field: "
                a href="/api/v1/openapi.json" { "the API's document" } "."
            }
        }
    }
}

impl Step {
    fn render(&self, number: usize, is_next: bool) -> Markup {
        html! {
            li.done[self.is_done] aria-current=[is_next.then_some("step")] {
                span.disc aria-hidden="true" { @if self.is_done { "✓" } @else { (number) } }
                h2 { (self.title) @if self.is_done { span.unseen { ": done" } } }
                p { (self.text) }
                @match &self.how {
                    _ if self.is_done => {},
                    How::Command(command) => div.command {
                        pre tabindex="0" { code { (command) } }
                        button.button type="button" data-copies { "Copy" }
                    },
                    How::Open(url) => p {
                        a.button.primary[is_next] href=(url) target="_blank" rel="noopener" {
                            (url)
                        }
                    },
                }
            }
        }
    }
}
