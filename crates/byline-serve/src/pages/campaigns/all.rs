//! Every campaign side by side: where it stands in its flight, what it spent and what it brought.

use std::collections::BTreeSet;

use byline_core::campaign::Campaign;
use byline_core::id::CreatorId;
use byline_core::time::Timestamp;
use byline_engine::Engine;
use maud::html;

use crate::pages::ask::{Ask, Range};
use crate::pages::figures::kpis;
use crate::pages::frame::{Active, Frame};
use crate::pages::parts::{Cell, Figure, Heading, Sheet, Tone, card};
use crate::pages::shell::{Head, Here, Shell};
use crate::pages::visit::Whole;
use crate::pages::{links, words};

/// How many campaigns stand on the page; archived ones come last.
const MOST: usize = 100;

/// The page.
pub fn whole(engine: &Engine, ask: &Ask, now: Timestamp) -> Whole {
    let mut campaigns: Vec<&Campaign> = engine.campaigns().collect();
    let began = |campaign: &Campaign| campaign.flights.first().map(|flight| flight.from);
    campaigns.sort_by_key(|row| (row.is_archived, std::cmp::Reverse(began(row)), &row.name));
    let rows = campaigns.iter().take(MOST).map(|campaign| row(engine, ask, campaign, now));
    let sheet = Sheet {
        label: "Campaigns",
        columns: vec![
            Heading::text("Campaign"),
            Heading::text("Stands"),
            Heading::number("Budget"),
            Heading::number("Spend"),
            Heading::number("Revenue"),
            Heading::number("ROI"),
            Heading::text("Launch gate"),
        ],
        rows: rows.collect(),
        sums: Vec::new(),
        empty: "No campaign yet. Set one up from a plan and a roster.".to_owned(),
    };
    let content = html! {
        (Head::titled("Campaigns").render())
        div.tools { a.button.primary href="/campaigns/new" { "New campaign" } }
        (card("campaigns", "All campaigns", "figures of each flight to date", sheet.render()))
    };
    let shell = Shell {
        title: "Campaigns".to_owned(),
        here: Here::Campaigns,
        ask: ask.clone(),
        is_live: ask.at.is_none(),
        banners: Vec::new(),
    };
    Whole { shell, content }
}

fn row(engine: &Engine, ask: &Ask, campaign: &Campaign, now: Timestamp) -> Vec<Cell> {
    let id = &campaign.id;
    let asked = Ask { campaign: Some(id.to_string()), at: ask.at, ..Ask::default() };
    let only = [Active { campaign, newest_at: None }];
    let frame = Frame::of(&only, &asked, Range::Flight, now).expect("there is one campaign");
    let figures = frame.figures(engine, frame.scope(), frame.span);
    let money = |minor| words::money_rounded(minor, frame.currency());
    let figure = |of: &'static str, text: Result<String, String>| {
        let href = links::explain(&frame, of, None);
        let figure = match text {
            Ok(text) => Figure::known(text, href),
            Err(reason) => Figure::missing(&reason, href),
        };
        Cell::Figure(format!("{of}-{id}"), figure)
    };
    let spend = figures.spend_minor.map(money).ok_or("no spend was recorded".to_owned());
    let budget = campaign.budget_minor.map_or_else(|| "none set".to_owned(), money);
    let gate = gate(engine, campaign);
    let gate_href = asked.href(&format!("/campaigns/{}/gate", links::segment(id.as_str())));
    vec![
        Cell::Name(campaign.name.clone(), Some(links::campaign(&Ask::default(), id))),
        stands(&frame),
        Cell::Number(Tone::Plain, budget),
        figure("spend", spend),
        figure("revenue", Ok(money(figures.revenue_minor[frame.model]))),
        figure("roi", kpis::show(&frame, "roi", &figures).map(|shown| shown.text)),
        Cell::Name(gate, Some(gate_href)),
    ]
}

/// How many creators somebody has launched.
fn gate(engine: &Engine, campaign: &Campaign) -> String {
    let launched = engine.launched().filter(|(id, ..)| *id == campaign.id);
    let creators: BTreeSet<CreatorId> = launched.map(|(_, creator, _)| creator).collect();
    match (campaign.has_gate(), creators.len()) {
        (false, _) => "open".to_owned(),
        (true, 0) => "closed until launched".to_owned(),
        (true, n) => {
            let n = i64::try_from(n).unwrap_or(i64::MAX);
            format!("{} launched", words::counted(n, "creator", "creators"))
        }
    }
}

fn stands(frame: &Frame<'_>) -> Cell {
    let more = frame.progress().unwrap_or_default();
    match (frame.campaign.is_archived, frame.is_in_flight()) {
        (true, _) => Cell::Tag(Tone::Plain, "out of use", String::new()),
        (false, true) => Cell::Tag(Tone::Good, "live", more),
        (false, false) if frame.campaign.flights.is_empty() => {
            Cell::Tag(Tone::Plain, "no flight", String::new())
        }
        (false, false) => Cell::Tag(Tone::Plain, "not live", more),
    }
}
