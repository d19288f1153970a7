//! Builds one creator's page from the engine's answers.

use byline_core::creator::Creator;
use byline_core::credit::Model;
use byline_core::id::CreatorId;
use byline_engine::view::{Figures, Scope};
use byline_engine::{Engine, OrderFilter};

use super::{CreatorPage, ModelRow, things};
use crate::pages::ask::Ask;
use crate::pages::figures::headline::{self, Pair};
use crate::pages::figures::money_chart;
use crate::pages::frame::Frame;
use crate::pages::parts::{Figure, Part, Stack};
use crate::pages::shell::{Here, Shell};
use crate::pages::{links, orders, people, switches, words};

/// How many orders are listed.
const N_ORDERS: usize = 15;

/// One creator's page in a frame.
pub fn build(engine: &Engine, frame: &Frame<'_>, creator: &Creator) -> CreatorPage {
    let scope = Scope { creator: Some(creator.id.clone()), ..frame.scope() };
    let figures = frame.figures(engine, scope.clone(), frame.span);
    let before = frame.before.as_ref();
    let before = before.map(|before| frame.figures(engine, scope.clone(), before.span));
    let pair = Pair { now: &figures, before: before.as_ref() };
    let path = links::creator(&Ask::default(), &creator.id);
    CreatorPage {
        shell: Shell {
            title: format!("{} · {}", creator.name, frame.campaign.name),
            here: Here::Creators,
            ask: frame.ask.clone(),
            is_live: frame.ask.at.is_none(),
            banners: switches::banners(engine, frame),
        },
        head: switches::head(engine, frame, &path, creator.name.clone()),
        id: creator.id.to_string(),
        detail: people::about(creator),
        tiles: headline::tiles(frame, &pair, Some(&creator.id)),
        chart: money_chart::build(engine, frame, &scope),
        chart_note: money_chart::note(frame),
        models: models(frame, &figures, &creator.id),
        accounts: things::accounts(creator),
        links: things::links(engine, frame, &creator.id),
        codes: things::codes(engine, frame, &creator.id),
        placements: things::placements(engine, frame, &creator.id),
        orders: recent(engine, frame, &creator.id),
    }
}

/// What each model gives, beside the most generous one.
fn models(frame: &Frame<'_>, figures: &Figures, creator: &CreatorId) -> Vec<ModelRow> {
    let most = figures.revenue_minor.0.iter().copied().max().unwrap_or(0).max(1);
    let last = figures.revenue_minor[Model::Last];
    let row = |model: Model| {
        let minor = figures.revenue_minor[model];
        let asked = Ask { model: Some(model), ..frame.ask.clone() };
        let frame_of_model = Frame { model, ask: asked, ..frame.clone() };
        let href = links::explain(&frame_of_model, "revenue", Some(creator));
        let text = words::money(minor, frame.currency());
        let orders = words::conversions(figures.orders_micro[model]);
        ModelRow {
            key: model.key(),
            name: model.name(),
            is_in_force: model == frame.model,
            bar: Stack {
                parts: vec![
                    Part { colour: "accent", minor, label: format!("{}: {text}", model.name()) },
                    Part { colour: "none", minor: most - minor, label: String::new() },
                ],
            },
            revenue: Figure::known(text, href),
            orders,
            against_last: match words::change(minor.into(), last.into()) {
                _ if model == Model::Last => "–".to_owned(),
                Some(change) => change,
                None => "n/a".to_owned(),
            },
        }
    };
    frame.models().map(row).collect()
}

fn recent(engine: &Engine, frame: &Frame<'_>, creator: &CreatorId) -> Vec<orders::OrderRow> {
    let filter = OrderFilter {
        creator: Some(creator.clone()),
        campaign: Some(frame.campaign.id.clone()),
        is_waiting_only: false,
        limit: N_ORDERS,
    };
    let found = engine.orders(&filter);
    let arrived = found.iter().filter(|order| order.placed_at.is_some());
    arrived.map(|order| orders::row(&frame.ask, &frame.clock, frame.model, order)).collect()
}
