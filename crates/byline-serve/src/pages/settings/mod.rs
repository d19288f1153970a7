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
            "What is in force. Campaigns, sources and alerts are changed on their own pages; the \
             rest by whoever runs Byline."
        }
        div.halves {
            (card("terms", "Campaign terms", "", facts(&terms(engine, &clock))))
            (card("access", "Who can get in", "", facts(&access(engine, now))))
            (card("privacy", "Personal data", "", facts(&privacy())))
            @if settings.demo_speed.is_some() {
                (card("sample", "This is a demo", "", html! {
                    p.note {
                        "Everything here is simulated: creators, clicks, orders and money."
                    }
                }))
            } @else {
                (card("sample", "Sample data", "", html! {
                    p.note {
                        "A simulated campaign to look around in, beside your own workspace. It is \
                         kept in memory and removed with one click."
                    }
                    div.note { (sample::button()) }
                }))
            }
            (card("looks", "Looks", "", html! {
                p.note {
                    "Pages follow the theme of your system. This browser keeps another choice for \
                     itself."
                }
                p.note { button.button type="button" hidden data-theme-switch { "Dark theme" } }
            }))
            (card("addresses", "Addresses", "set by whoever runs Byline, when it starts",
                facts(&addresses(settings))))
            (card("limits", "Limits", "set by whoever runs Byline, when it starts",
                facts(&limits(settings))))
        }
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
        ("Short links", settings.links_url.clone(), Some(("All links", "/links".to_owned()))),
        ("Links may lead to", hosts, None),
        ("How short links end", slugs.to_owned(), None),
        ("Servers in front", proxies, None),
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
    let (n_connected, n_own) = sources::listed(engine, now);
    vec![
        (
            "Owner's token",
            "the password of this workspace, for pages and programs. It is not kept in readable \
             form; whoever runs Byline replaces it with BYLINE_TOKEN and a restart."
                .to_owned(),
            None,
        ),
        (
            "Signed in",
            "for 12 hours after the last use and 7 days at most, until Byline starts again, or \
             until you sign out"
                .to_owned(),
            None,
        ),
        (
            "Sources",
            format!(
                "{} connected, beside {} of Byline's own; their secrets are sealed and never \
                 shown again",
                words::counted(n(n_connected), "source", "sources"),
                words::counted(n(n_own), "stream", "streams")
            ),
            Some(("All sources", "/sources".to_owned())),
        ),
        ("Channels", channels(engine), Some(("All channels", "/channels".to_owned()))),
        (
            "What people did",
            "every entry of the log that somebody caused, with who did it".to_owned(),
            Some(("See what people did", log::PATH.to_owned())),
        ),
        (
            "For your developers",
            "what programs can ask for and send".to_owned(),
            Some(("Description of the API", "/api/v1/openapi.json".to_owned())),
        ),
    ]
}

fn terms(engine: &Engine, clock: &words::Clock) -> Vec<Line> {
    let mut lines: Vec<Line> = vec![
        (
            "Campaigns",
            "budget, flights, model, windows and limits are set campaign by campaign.".to_owned(),
            Some(("All campaigns", "/campaigns".to_owned())),
        ),
        (
            "Times",
            format!(
                "each campaign has a zone of its own; pages of all campaigns, such as this one, \
                 are in {}",
                clock.zone_name()
            ),
            None,
        ),
    ];
    let mut campaigns: Vec<_> = engine.campaigns().filter(|row| !row.is_archived).collect();
    campaigns.sort_by_key(|row| &row.name);
    for campaign in campaigns.into_iter().take(5) {
        let rules = &campaign.rules;
        let text = format!(
            "{}: {}, {} click, {} view, {}, {}",
            campaign.name,
            rules.model.name(),
            words::window(rules.click_window_s),
            words::window(rules.view_window_s),
            campaign.currency.as_str(),
            campaign.time_zone
        );
        let href = links::campaign(&Ask::default(), &campaign.id);
        lines.push(("In force", text, Some(("Open", href))));
    }
    lines
}

fn privacy() -> Vec<Line> {
    let line = |name: &'static str, text: &str| (name, text.to_owned(), None);
    vec![
        line(
            "Following a click",
            "a code in the address of the page it lands on; Byline sets no cookie",
        ),
        line("Internet addresses", "are never stored; nobody can work them out again later"),
        line(
            "E-mail, phone, customer number",
            "are scrambled before anything is stored: enough to know them again, not to read them",
        ),
        line(
            "What sources send",
            "is kept sealed as it came for 30 days, so that it can be read again, and can be \
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
