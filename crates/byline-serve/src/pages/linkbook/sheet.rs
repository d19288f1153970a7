//! All links as a file, and as a sheet to print: one card for each link with its QR code.

use byline_core::link::Link;
use byline_core::time::Timestamp;
use byline_engine::Engine;
use maud::html;

use super::build::{creator_name, placement_words};
use super::wanted::Wanted;
use crate::link_check::LinkCheck;
use crate::pages::ask::Ask;
use crate::pages::parts::{empty, name};
use crate::pages::roster::csv_field as field;
use crate::pages::shell::{Head, Here, Shell};
use crate::pages::visit::Whole;
use crate::qr;
use crate::site::Settings;

/// How many links stand on a sheet.
const MOST_PRINTED: usize = 1_000;

/// The columns of the file. The roster of the form reads them again.
const HEADER: [&str; 19] = [
    "link_id",
    "url",
    "slug",
    "creator_id",
    "creator_name",
    "campaign_id",
    "placement_id",
    "placement",
    "destination",
    "utm_source",
    "utm_medium",
    "utm_campaign",
    "utm_content",
    "utm_term",
    "is_paused",
    "state",
    "state_reason",
    "health",
    "findings",
];

/// Every link that is meant, as CSV.
pub fn csv(engine: &Engine, settings: &Settings, now: Timestamp, wanted: &Wanted) -> String {
    let check = LinkCheck::new(engine, settings, now);
    let mut text = HEADER.join(",");
    text.push_str("\r\n");
    for link in wanted.links(engine) {
        let (checked, stand) = (check.check(link), engine.link_stand(link));
        let codes: Vec<&str> = checked.findings.iter().map(|finding| finding.code).collect();
        let [source, medium, campaign, content, term] = link.utm.fields().map(|(_, value)| value);
        let placement = link.placement_id.as_ref().map_or("", |id| id.as_str());
        let cells = [
            link.id.as_str(),
            &address(settings, link),
            &link.slug,
            link.creator_id.as_str(),
            &creator_name(engine, link.creator_id.as_str()),
            link.campaign_id.as_str(),
            placement,
            &placement_words(engine, link),
            &link.destination,
            source,
            medium,
            campaign,
            content,
            term,
            if link.is_paused { "true" } else { "false" },
            stand.state.key(),
            stand.reason,
            checked.health.state.key(),
            &codes.join(" "),
        ];
        text.push_str(&cells.map(field).join(","));
        text.push_str("\r\n");
    }
    text
}

/// The sheet to print.
pub fn print(engine: &Engine, settings: &Settings, ask: &Ask, wanted: &Wanted) -> Whole {
    let links = wanted.links(engine);
    let shell = Shell {
        title: "Links to print".to_owned(),
        here: Here::Links,
        ask: ask.clone(),
        is_live: false,
        banners: Vec::new(),
    };
    let content = html! {
        (Head::titled("Links to print").render())
        div.tools { a.button href="/links" { "All links" } }
        @if links.is_empty() { (empty("There is no link to print yet.")) }
        div.sheet {
            @for link in links.iter().take(MOST_PRINTED) {
                section.card {
                    (qr::drawn(&address(settings, link)))
                    p { b { (name(&creator_name(engine, link.creator_id.as_str()))) } }
                    p { (name(&placement_words(engine, link))) }
                    p { code { (name(&settings.links_url)) "/" wbr; span { (name(&link.slug)) } } }
                }
            }
        }
    };
    Whole { shell, content }
}

fn address(settings: &Settings, link: &Link) -> String {
    format!("{}/{}", settings.links_url, link.slug)
}
