//! Builds one creator's page from the engine's answers.

use byline_core::creator::Creator;
use byline_core::credit::Model;
use byline_core::id::CreatorId;
use byline_engine::Engine;
use byline_engine::view::{Figures, Measure, Scope};

use super::{CreatorPage, ModelRow, deal, standing, things};
use crate::pages::ask::Ask;
use crate::pages::attribution;
use crate::pages::figures::headline::{self, Headline};
use crate::pages::figures::money_chart;
use crate::pages::frame::Frame;
use crate::pages::identities::Doubles;
use crate::pages::orders::ShareRow;
use crate::pages::parts::{Figure, Part, Stack};
use crate::pages::shell::{Here, Shell};
use crate::pages::{linkbook, links, patrol, people, review, switches, words};

/// How many orders are listed.
const N_ORDERS: usize = 15;

/// One creator's page in a frame.
pub fn build(
    (engine, doubles): (&Engine, &Doubles),
    frame: &Frame<'_>,
    creator: &Creator,
) -> CreatorPage {
    let scope = Scope { creator: Some(creator.id.clone()), ..frame.scope() };
    let figures = frame.figures(engine, scope.clone(), frame.span);
    let before = frame.before.as_ref();
    let before = before.map(|before| frame.figures(engine, scope.clone(), before.span));
    let id = &creator.id;
    let view = engine.decisions_view(&frame.campaign.id, frame.now);
    let decision =
        view.as_ref().and_then(|view| view.creators.iter().find(|row| row.creator_id == *id));
    let expected = decision.map(|row| row.expected.clone()).unwrap_or_default();
    let headline = Headline {
        frame,
        creator: Some(id),
        now: &figures,
        before: before.as_ref(),
        unattributed: None,
        feeds: &engine.feeds(),
        expected: &expected,
        rules: headline::rules(engine, frame),
        no_click_micro: headline::no_click_micro(engine, frame, Some(id)),
    };
    let journeys = frame.query(scope.clone(), frame.span, &[]);
    let posted = engine.patrol_view(Some(id));
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
        strip: headline.strip(),
        chart: money_chart::build(engine, frame, &scope),
        chart_note: money_chart::note(frame),
        models: models(frame, &figures, &creator.id),
        standing: view
            .as_ref()
            .and_then(|view| standing::card_of((engine, doubles), frame, view, creator)),
        alerts: standing::alerts(engine, frame, creator),
        deal: deal::card_of(engine, frame, creator),
        journeys: attribution::journeys(engine, frame, &journeys).sheet,
        reviewed: review::card_of(engine, frame, creator),
        accounts: things::accounts(creator),
        links: things::links(engine, frame, &creator.id),
        unlinked: linkbook::missing_link(engine, frame, &creator.id, doubles),
        codes: things::codes(engine, frame, &creator.id),
        placements: things::placements(engine, frame, &creator.id),
        posts: things::posts(engine, frame, &creator.id),
        handles: patrol::handles(engine, &creator.id, &frame.clock),
        patrol: patrol::card_of(&posted, &frame.ask, &frame.clock),
        untracked: patrol::untracked(&posted, &frame.clock),
        orders: recent(engine, frame, scope),
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
        let href = |of| links::explain(&frame_of_model, of, Some(creator));
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
            revenue: Figure::known(text, href("revenue")),
            orders: Figure::known(orders, href("orders")),
            against_last: match words::change(minor.into(), last.into()) {
                _ if model == Model::Last => "–".to_owned(),
                Some(change) => change,
                None => "n/a".to_owned(),
            },
        }
    };
    frame.models().map(row).collect()
}

/// The newest orders within the range, with this creator's part of each.
fn recent(engine: &Engine, frame: &Frame<'_>, scope: Scope) -> Vec<ShareRow> {
    let figure = byline_engine::view::Figure {
        query: frame.query(scope, frame.span, &[]),
        measure: Measure::Revenue,
        model: frame.model,
    };
    let explanation = engine.explain(&figure, N_ORDERS);
    explanation.orders.iter().map(|share| ShareRow::of(frame, frame.currency(), share)).collect()
}
