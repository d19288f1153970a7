//! Settings: what is set, where it is set, and what of it can be changed here.
//!
//! Byline has one owner, one token and one file of configuration; what is in force is said here
//! plainly, with the place where it is changed. Nothing secret is shown.

mod log;

use std::sync::Arc;

use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::get;
use byline_core::campaign::Campaign;
use byline_core::channel::{self, Mode, mode_of};
use byline_core::entry::Connection;
use byline_core::time::Timestamp;
use byline_engine::Engine;
use maud::{Markup, html};

use super::ask::Ask;
use super::parts::card;
use super::shell::{Head, Here, Shell};
use super::visit::{Visit, Whole};
use super::{import, links, sample, sources, switches, words};
use crate::owner::LIFE;
use crate::site::{Settings, Site};

/// What is said and what it says, where more is found or changed.
type Line = (&'static str, String, Option<(&'static str, String)>);

/// The page.
pub fn routes() -> Router<Arc<Site>> {
    Router::new()
        .route("/settings", get(show))
        .route("/settings/log", get(log::show))
        .route("/settings/log.csv", get(log::download))
}

async fn show(State(site): State<Arc<Site>>, visit: Visit) -> Response {
    let settings = site.settings();
    visit.plain(&site, |engine, ask, now| Ok(whole(engine, settings, ask, now))).await
}

fn whole(engine: &Engine, settings: &Settings, ask: &Ask, now: Timestamp) -> Whole {
    let clock = sources::clock(engine, now);
    let content = html! {
        (Head::titled("Settings").render())
        p.lead {
            "How things stand for everybody here. Campaigns, sources and alerts are changed on \
             their own pages."
        }
        div.halves.loose {
            div.column {
                (card("terms", "Campaigns", "how each one counts",
                    facts(&terms(engine, settings, &clock))))
                (card("privacy", "Personal data", "of shoppers", facts(&privacy())))
            }
            div.column {
                (card("access", "Who gets in, and who is told", "", facts(&access(engine, now))))
                (card("looks", "Looks", "", html! {
                    p.note {
                        "Pages are light or dark as your computer is. You can choose otherwise for \
                         this browser."
                    }
                    p.note { button.button type="button" hidden data-theme-switch { "Dark theme" } }
                }))
                (sample_card(settings))
            }
        }
        (card("server", "For who runs this server", "", html! {
            details {
                summary { "Addresses, limits, the owner's token and the API" }
                p.note {
                    "Set in the configuration file or by variables of the environment, and read \
                     when Byline starts."
                }
                div.halves.loose { (facts(&addresses(settings))) (facts(&limits(settings))) }
            }
        }))
        footer.footing { p {
            "Byline " (env!("CARGO_PKG_VERSION")) ". " (switches::as_of(&clock, engine.stand()))
        } }
    };
    let shell = Shell {
        title: "Settings".to_owned(),
        here: Here::Settings,
        ask: ask.clone(),
        is_live: false,
        banners: Vec::new(),
    };
    Whole { shell, content }
}

fn facts(lines: &[Line]) -> Markup {
    html! {
        dl.facts {
            @for (name, text, more) in lines {
                dt { (name) }
                dd {
                    bdi { (text) }
                    @if let Some((word, href)) = more { " " a href=(href) { (word) } }
                }
            }
        }
    }
}

/// A simulated campaign to look around in, or that this is one.
fn sample_card(settings: &Settings) -> Markup {
    match settings.demo_speed {
        Some(_) => card(
            "sample",
            "This is a demo",
            "",
            html! {
                p.note { "Everything here is simulated: creators, clicks, orders and money." }
            },
        ),
        None => card(
            "sample",
            "Sample data",
            "",
            html! {
                p.note {
                    "A simulated campaign to look around in, beside your own workspace. It is \
                     kept in memory and removed with one click."
                }
                div.note { (sample::button()) }
            },
        ),
    }
}

fn addresses(settings: &Settings) -> Vec<Line> {
    let hosts = match settings.destination_hosts.as_slice() {
        [] => "any public site".to_owned(),
        hosts => format!("{} and what belongs to them", words::listed(hosts)),
    };
    let slugs = if settings.may_choose_slugs { "chosen by hand, or random" } else { "random" };
    let proxies = match settings.trusted_proxies.len() {
        0 => "none: visitors come straight to Byline".to_owned(),
        n => format!("{n}, believed when they say whom a request comes from"),
    };
    vec![
        ("Pages", settings.pages_url.clone(), None),
        ("Links may lead to", hosts, None),
        ("How short links end", slugs.to_owned(), None),
        ("Servers in front", proxies, None),
        (
            "Owner's token",
            "not kept in readable form; replaced with BYLINE_TOKEN and a restart".to_owned(),
            None,
        ),
        (
            "API",
            "what programs can ask for and send".to_owned(),
            Some(("Description of the API", "/api/v1/openapi.json".to_owned())),
        ),
    ]
}

/// How many channels are connected, and whether anybody is told anything over them.
fn channels(engine: &Engine) -> String {
    let is_channel = |row: &&Connection| !row.is_archived && channel::find(&row.feed).is_some();
    let channels: Vec<&Connection> = engine.connections().filter(is_channel).collect();
    let n_live = channels.iter().filter(|row| mode_of(row) == Mode::Live).count();
    let is_dry = channels.iter().all(|row| mode_of(row) == Mode::DryRun);
    let n = words::counted(n(channels.len()), "channel", "channels");
    match (channels.len(), n_live) {
        (0, _) => "none is connected: no alert reaches anybody".to_owned(),
        (1, 0) if is_dry => format!("{n}, in dry run: no alert reaches anybody"),
        (_, 0) if is_dry => format!("{n}, all in dry run: no alert reaches anybody"),
        (_, 0) => format!("{n}, in dry run or off: no alert reaches anybody"),
        (1, _) => format!("{n}, live"),
        (_, n_live) => format!("{n}, {n_live} live"),
    }
}

fn n(n: usize) -> i64 {
    i64::try_from(n).unwrap_or(i64::MAX)
}

fn access(engine: &Engine, now: Timestamp) -> Vec<Line> {
    let (n_connected, _) = sources::listed(engine, now);
    vec![
        (
            "Signing in",
            format!("everybody uses the same owner's token, as a password. {LIFE}"),
            None,
        ),
        ("Alerts", channels(engine), Some(("All channels", "/channels".to_owned()))),
        (
            "Data",
            format!(
                "{} connected; nobody is ever shown their passwords again",
                words::counted(n(n_connected), "source is", "sources are")
            ),
            Some(("All sources", "/sources".to_owned())),
        ),
        (
            "What people did",
            "every change, with who made it and when".to_owned(),
            Some(("See what people did", log::PATH.to_owned())),
        ),
    ]
}

fn terms(engine: &Engine, settings: &Settings, clock: &words::Clock) -> Vec<Line> {
    let mut campaigns: Vec<_> = engine.campaigns().filter(|row| !row.is_archived).collect();
    campaigns.sort_by_key(|row| &row.name);
    let line = |campaign: &Campaign| {
        let rules = &campaign.rules;
        let text = format!(
            "{}: {} credit, with a {} window for clicks and a {} one for views; amounts in {}, \
             days in {}",
            campaign.name,
            rules.model.name(),
            words::window(rules.click_window_s),
            words::window(rules.view_window_s),
            campaign.currency.as_str(),
            words::Clock::of(&campaign.time_zone).zone_in_words()
        );
        ("Counted by", text, Some(("Open", links::campaign(&Ask::default(), &campaign.id))))
    };
    let mut lines: Vec<Line> = campaigns.into_iter().take(5).map(line).collect();
    lines.extend([
        (
            "To change them",
            "target, limits and benchmarks are set under each campaign's thresholds".to_owned(),
            Some(("All campaigns", "/campaigns".to_owned())),
        ),
        (
            "Short links",
            format!("begin with {}", settings.links_url),
            Some(("All links", "/links".to_owned())),
        ),
        (
            "Times",
            format!(
                "pages about all campaigns, such as this one, are in {}",
                clock.zone_in_words()
            ),
            None,
        ),
    ]);
    lines
}

fn privacy() -> Vec<Line> {
    let line = |name: &'static str, text: &str| (name, text.to_owned(), None);
    vec![
        line(
            "From click to order",
            "shoppers are followed by a code in the address of your page; no cookie is set",
        ),
        line("Internet addresses", "are never stored, and nobody can work them out later"),
        line(
            "E-mail, phone, customer number",
            "are scrambled before they are stored: a customer who comes back is recognised, and \
             nobody can read who it is",
        ),
        line(
            "What sources send",
            "is kept sealed for 30 days, so that what went wrong can be read again, and can be \
             erased before",
        ),
    ]
}

fn limits(settings: &Settings) -> Vec<Line> {
    let limits = &settings.limits;
    let count = |n: usize| words::count(i64::try_from(n).unwrap_or(i64::MAX));
    vec![
        ("Visitors at once", count(limits.connections), None),
        ("From one place", count(limits.connections_per_address), None),
        ("Pages that update live", count(limits.live_streams), None),
        ("Largest delivery", words::megabytes(limits.body_bytes), None),
        (
            "Largest file",
            words::megabytes(import::most_bytes(settings)),
            Some(("Import a file", "/import".to_owned())),
        ),
        (
            "Longest wait for one",
            format!(
                "{} s until it begins, {} s until it is there",
                limits.head.as_secs(),
                limits.body.as_secs()
            ),
            None,
        ),
    ]
}
