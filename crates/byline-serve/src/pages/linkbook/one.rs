//! One link: what is wrong with it first, then its address and QR code to hand out, the UTM tags,
//! and the buttons that pause or retire it.

use byline_core::link::Link;
use byline_core::link::finding::Finding;
use byline_core::link::health::next_look_at;
use byline_core::time::Timestamp;
use byline_engine::Engine;
use byline_engine::view::LinkState;
use maud::{Markup, html};

use super::build::{creator_href, creator_name, placement_words, stand, state};
use super::used;
use crate::link_check::{Checked, LinkCheck};
use crate::pages::ask::Ask;
use crate::pages::gate;
use crate::pages::links::segment;
use crate::pages::parts::{Tone, card, name, tag};
use crate::pages::shell::{Head, Here, Shell};
use crate::pages::visit::Whole;
use crate::pages::words::{self, Clock};
use crate::qr;
use crate::site::Settings;

/// The word for a link whose destination is at fault.
const BROKEN: &str = "broken";

/// The page's address.
pub fn href(id: &str) -> String {
    format!("/links/{}", segment(id))
}

/// The page of one link.
pub fn whole(
    engine: &Engine,
    settings: &Settings,
    (ask, now): (&Ask, Timestamp),
    link: &Link,
) -> Whole {
    let checked = LinkCheck::new(engine, settings, now).check(link);
    let address = format!("{}/{}", settings.links_url, link.slug);
    let shell = Shell {
        title: format!("/{}", link.slug),
        here: Here::Links,
        ask: ask.clone(),
        is_live: false,
        banners: Vec::new(),
    };
    let next_look = next_look((engine, settings), (ask, now), link);
    let told = Told { engine, link, address: &address, checked: &checked, next_look, now };
    let content = html! {
        (Head::titled(&format!("/{}", link.slug)).render())
        div.tools { a.button href="/links" { "All links" } }
        @if !checked.findings.is_empty() {
            (card("findings", "What is wrong", "", html! {
                (findings(&checked.findings))
                @if ask.at.is_none() && !link.is_archived && is_to_lead_elsewhere(&checked) {
                    p.actions.inset { a.button href="#destination" { "Change where it lands" } }
                }
            }))
        }
        div.halves.wide-first {
            div.column {
                (card("facts", "The link", "", facts(&told)))
                (card("used", "What came of it", "", used::card_of(engine, link, now)))
            }
            div.column {
                @if ask.at.is_none() {
                    @if !link.is_archived {
                        (card("destination", "Where it lands", "", elsewhere(link)))
                    }
                    (card("use", "In use", "", in_use(link)))
                }
                (card("qr", "QR code", "readable with a quarter covered", picture(link, &address)))
            }
        }
    };
    Whole { shell, content }
}

/// A link and what is known of it.
struct Told<'a> {
    engine: &'a Engine,
    link: &'a Link,
    address: &'a str,
    checked: &'a Checked,
    /// When its destination is looked at next, where it will be.
    next_look: Option<Timestamp>,
    now: Timestamp,
}

/// When the destination is looked at next. In a demo, in the past and where nobody is led, it is
/// not.
fn next_look(
    (engine, settings): (&Engine, &Settings),
    (ask, now): (&Ask, Timestamp),
    link: &Link,
) -> Option<Timestamp> {
    let is_looked_at = settings.demo_speed.is_none() && ask.at.is_none();
    let checked = engine.destination_checked(&link.destination);
    let checked = checked.filter(|_| is_looked_at && !link.is_archived && !link.is_paused);
    checked.map(|checked| next_look_at(checked, now))
}

/// Whether another destination would mend what is wrong.
fn is_to_lead_elsewhere(checked: &Checked) -> bool {
    checked.findings.iter().any(|finding| finding.is_fault() && fault(finding.code) == BROKEN)
}

fn facts(told: &Told<'_>) -> Markup {
    let Told { engine, link, address, checked, next_look, now } = *told;
    let zone = engine.campaign(link.campaign_id.as_str()).map_or("UTC", |row| &row.time_zone);
    let (tone, word) = state(checked);
    let (stand_tone, stand) = stand(engine, link);
    let looked_at = checked.health.checked_at.map(|at| {
        let age = words::length(now.micros_since(at).max(0));
        format!("looked at {age} ago, {}", Clock::of(zone).weekday_minute(at))
    });
    html! {
        div.command.inset {
            pre tabindex="0" aria-label="Address to hand out" { code { (address) } }
            button.button type="button" data-copies { "Copy" }
        }
        dl.facts {
            dt { "State" } dd {
                (tag(stand_tone, stand.state.key()))
                @if !stand.reason.is_empty() { " " small { (words::sentence(stand.reason)) "." } }
                @if stand.state == LinkState::Held {
                    " " a href=(gate::href(link.campaign_id.as_str())) { "See the launch gate" }
                }
            }
            dt { "Check" } dd {
                (tag(tone, word))
                @if let Some(at) = looked_at { " " small { (at) } }
                @if checked.findings.is_empty() {
                    small.below { "The page it lands on answers, and the UTM tags arrive." }
                }
                @if let Some(at) = next_look { small.below { (looked_at_next(at, zone, now)) } }
            }
            dt { "Creator" } dd {
                a href=(creator_href(link)) {
                    (name(&creator_name(engine, link.creator_id.as_str())))
                }
            }
            dt { "Promo code" } dd { (used::codes_of(engine, link, now)) }
            dt { "Placement" } dd { (name(&placement_words(engine, link))) }
            dt { "Lands on" } dd { (name(&link.destination)) }
        }
        details {
            summary { "UTM tags" }
            dl.facts { @for (field, value) in link.utm.fields() {
                dt { code { (field) } } dd { (name(value)) }
            } }
        }
    }
}

fn looked_at_next(at: Timestamp, zone: &str, now: Timestamp) -> String {
    if at <= now {
        return "It is looked at again within minutes.".to_owned();
    }
    format!("It is looked at again from {} on.", Clock::of(zone).weekday_minute(at))
}

/// The form for another destination.
fn elsewhere(link: &Link) -> Markup {
    html! {
        form.fields method="post" action=(href(link.id.as_str())) {
            label for="to" { "Lands on" }
            input id="to" name="destination" type="url" required maxlength="2048"
                value=(link.destination);
            small {
                "The short address stays the same, so posts and QR codes need no change. Clicks "
                "land there from the next one on, with the same UTM tags."
            }
            p.actions { button.button { "Have it lead there" } }
        }
    }
}

/// What can be done about its being in use, each with what it changes said first.
fn in_use(link: &Link) -> Markup {
    let falls = match &link.fallback {
        Some(_) => "go to its fallback",
        None => "are told that it has ended",
    };
    let pause = format!("From the next click on, people {falls}. It can lead on again any time.");
    let retire = format!(
        "It leaves the list of links in use, and people who click it {falls}. What it brought \
         stays. It can be taken back."
    );
    html! {
        @if link.is_archived {
            p { "Retired: people who click it " (falls) "." }
            (act(link, "restore", "Use it again", None))
        } @else if link.is_paused {
            p { "Paused: people who click it " (falls) "." }
            (act(link, "resume", "Let it lead on", None))
            (act(link, "retire", "Retire it", Some(&retire)))
        } @else {
            (act(link, "pause", "Pause it", Some(&pause)))
            (act(link, "retire", "Retire it", Some(&retire)))
        }
    }
}

/// A button, behind what it changes where that stops clicks.
fn act(link: &Link, word: &str, label: &str, changes: Option<&str>) -> Markup {
    let form = html! {
        form method="post" action={ (href(link.id.as_str())) "/use" } {
            input type="hidden" name="do" value=(word);
            button.button { (label) }
        }
    };
    html! {
        @match changes {
            Some(changes) => details.confirm.inset {
                summary.button { (label) "…" }
                p { (changes) }
                (form)
            },
            None => div.inset { (form) },
        }
    }
}

fn findings(findings: &[Finding]) -> Markup {
    html! {
        div.scroll { table.small.folds {
            thead { tr {
                th scope="col" { "Kind" }
                th scope="col" { "What" }
                th scope="col" { "What to do" }
            } }
            tbody { @for finding in findings {
                tr {
                    th scope="row" {
                        @if finding.is_fault() { (tag(Tone::Bad, fault(finding.code))) }
                        @else { (tag(Tone::Warn, "warning")) }
                    }
                    td.wide data-label="What" {
                        (name(&words::sentence(&finding.detail)))
                        @if !finding.value.is_empty() && !finding.detail.contains(&finding.value) {
                            small.below { (name(&finding.value)) }
                        }
                    }
                    td.wide data-label="What to do" {
                        (advice(finding.code))
                        @if let Some(fix) = &finding.fix {
                            " Use instead: " code { (name(fix)) }
                        }
                    }
                }
            } }
        } }
    }
}

/// The word for a fault: that of the link's check.
fn fault(code: &str) -> &'static str {
    if code.starts_with("destination.") { BROKEN } else { "badly tagged" }
}

/// What a person can do about a finding; what should stand instead follows it.
fn advice(code: &str) -> &'static str {
    match code {
        "destination.unreachable"
        | "destination.gone"
        | "destination.status"
        | "destination.redirects"
        | "destination.error_words" => {
            "Bring the page back, or have the link lead to a page that answers. The short address \
             stays the same, so posts need no change."
        }
        "destination.sold_out" => "Restock, or have the link lead to something that can be bought.",
        "destination.closed" => "Open the shop, or have the link lead elsewhere until it is.",
        "destination.unchecked" | "destination.stale" => {
            "Nothing to mend: it is looked at within the hour."
        }
        "destination.turned_away" => "Open the page by hand, on a phone.",
        "destination.slow" => "Make the page lighter: people leave before it shows.",
        "destination.insecure" => "Have the shop answer by https.",
        "destination.elsewhere" => "Have the link lead to the last address itself, if it is yours.",
        _ => "",
    }
}

fn picture(link: &Link, address: &str) -> Markup {
    let base = format!("/api/v1/links/{}/qr", segment(link.id.as_str()));
    html! {
        (qr::drawn(address))
        p.actions {
            a.button href={ (base) ".svg" } download { "SVG" }
            a.button href={ (base) ".png?size=1200" } download { "PNG" }
        }
    }
}
