//! Builds an explanation from the engine's answer.

use byline_core::credit::Model;
use byline_core::money::Currency;
use byline_engine::Engine;
use byline_engine::view::{
    DecisionsView, Explanation, Figure, FigureValue, Figures, Measure, OrderShare, Query, Scope,
};

use super::subject::Subject;
use super::told::{
    by_click, costs_href, filled_in, inputs, is_counted_in_orders, rules, scope_text, stake_rules,
    sum, value,
};
use super::{
    ExplainPage, IN_QUESTION, Line, Reckoning, cut, made, models, nobodys, records, stake,
};
use crate::pages::ask::{Ask, Range};
use crate::pages::figures::{kpis, losses};
use crate::pages::frame::Frame;
use crate::pages::orders::ShareRow;
use crate::pages::parts::{Menu, MenuItem, Pager};
use crate::pages::shell::{Banner, Here, Shell};
use crate::pages::{decisions, links, switches};

/// How many orders or records a page lists.
pub const PER_PAGE: usize = 50;

/// Leaves some of the orders, and adds them up again.
fn narrow(
    explanation: &mut Explanation,
    currency: Currency,
    is_of_it: impl Fn(&OrderShare) -> bool,
) {
    explanation.orders.retain(is_of_it);
    explanation.n_orders = explanation.orders.len();
    let minor = explanation.orders.iter().map(|order| order.amount_minor).sum();
    explanation.orders_sum_minor = minor;
    explanation.orders_sum_micro = explanation.orders.iter().map(|order| order.micro).sum();
    explanation.value = FigureValue::Money { minor, currency };
}

/// The explanation of `subject` in a frame; `None` if there is no such figure.
pub fn build(engine: &Engine, frame: &Frame<'_>, subject: &Subject) -> Option<ExplainPage> {
    let Some(measure) = subject.measure() else { return of_stake(engine, frame, subject) };
    let currency = subject.currency(frame);
    let to_here = (subject.page + 1) * PER_PAGE;
    let explanation = explained(engine, frame, subject, (measure, to_here));
    let is_of_orders = measure.is_of_orders();
    let (value, missing) = value(&explanation.value, measure, currency);
    // Both keep the stretch: what `24h` means moves on.
    let at = |position| links::explain_at(&frame.fixed(position), subject.asked(0), position);
    let here = Some(explanation.stand.position);
    let models = models::of(engine, frame, subject, measure);
    let is_same = models.as_ref().is_some_and(models::is_same);
    // What nobody earned is nobody's under any model, and in nobody's doubt.
    let is_nobodys = matches!(measure, Measure::Unattributed);
    let has_switch = !(is_same && is_nobodys);
    let view = (is_of_orders && !is_nobodys)
        .then(|| engine.decisions_view(&frame.campaign.id, frame.now))
        .flatten();
    Some(ExplainPage {
        shell: Shell {
            title: explanation.name.clone(),
            here: Here::Elsewhere,
            ask: frame.ask.clone(),
            is_live: false,
            banners: banners(engine, frame, (subject, view.as_ref())),
        },
        name: explanation.name.clone(),
        value: value.clone(),
        missing,
        scope: scope_text(engine, frame, subject),
        definition: explanation.definition.clone(),
        besides: fees(frame, (subject, measure), view.as_ref()),
        formula: explanation.formula.replace(" - ", " − "),
        filled_in: filled_in(measure, &explanation, &value, currency),
        inputs: [
            inputs(frame, subject, measure, &explanation),
            by_click(engine, frame, subject, measure),
        ]
        .concat(),
        rules: rules(frame, subject, (measure, is_same), &explanation),
        costs_href: costs_href(frame, subject, measure),
        is_counted_in_orders: is_counted_in_orders(measure),
        is_of_orders,
        records: records::of(engine, frame, subject, measure, &explanation),
        is_nobodys,
        nobodys: nobodys::of(engine, frame, (subject, measure)),
        switch: models.as_ref().filter(|_| has_switch).map(|models| switch(frame, models)),
        models: models.filter(|_| !is_same),
        made: made::of(engine, frame, subject, measure),
        cut: cut::of(engine, frame, subject, (measure, &explanation.value)),
        list: None,
        sum: is_of_orders.then(|| sum(currency, &explanation, measure)),
        orders: match is_of_orders {
            true => orders(engine, frame, subject, (measure, &explanation.orders)),
            false => Vec::new(),
        },
        pager: pager(frame, subject, explanation.n_orders).filter(|_| is_of_orders),
        as_of: switches::as_of(&frame.clock, explanation.stand),
        permanent_href: if subject.is_of_last_hour {
            links::explain_at(frame, subject.asked(0), here)
        } else {
            at(here)
        },
        // The last hour of now is another hour.
        back: back(engine, frame, subject),
        now_href: frame.ask.at.filter(|_| !subject.is_of_last_hour).map(|_| at(None)),
    })
}

/// What stands on top: what is wrong with data, and what is in doubt.
fn banners(
    engine: &Engine,
    frame: &Frame<'_>,
    (subject, view): (&Subject, Option<&DecisionsView>),
) -> Vec<Banner> {
    let mut banners = switches::banners(engine, frame);
    banners.extend(doubt(frame, subject, view));
    banners
}

/// Which of the orders behind it are listed.
fn pager(frame: &Frame<'_>, subject: &Subject, n_orders: usize) -> Option<Pager> {
    let shown = (subject.page, PER_PAGE, n_orders);
    let href = |page| links::explain_at(frame, subject.asked(page), frame.ask.at);
    Pager::of(shown, ("order", "orders"), href)
}

/// What came of what is due by now, where a price that is booked whole stands beside a part of what
/// it brings.
fn fees(
    frame: &Frame<'_>,
    (subject, measure): (&Subject, Measure),
    view: Option<&DecisionsView>,
) -> Option<String> {
    let Measure::Kpi(kpi) = measure else { return None };
    // What is due is of the whole flight so far, under the campaign's own model.
    let is_of_flight = frame.range == Range::Flight && subject.placement.is_none();
    let is_own = frame.model == frame.campaign.rules.model;
    if !kpis::is_of_price(kpi.key) || !kpis::is_open(frame) || !is_of_flight || !is_own {
        return None;
    }
    let view = view?;
    let times = match &subject.creator {
        None => decisions::returned_by_all(view),
        Some(id) => {
            let paid = view.creators.iter().find(|row| row.creator_id == *id)?.paid?;
            decisions::returned_of([paid])
        }
    }?;
    Some(format!(
        "The cost holds whole fees while the flight runs. Of the part that is due by now, {times} \
         came back over the flight so far."
    ))
}

/// What of the flight's revenue is in doubt, where the orders are those of everybody, or of who is
/// doubted.
fn doubt(frame: &Frame<'_>, subject: &Subject, view: Option<&DecisionsView>) -> Option<Banner> {
    let view = view?;
    let mut doubted = decisions::doubted(view);
    let is_meant = subject.creator.as_ref().is_none_or(|id| doubted.any(|doubted| doubted == *id));
    if is_meant { decisions::doubt(frame, view) } else { None }
}

/// The orders of the page that is asked for.
fn orders(
    engine: &Engine,
    frame: &Frame<'_>,
    subject: &Subject,
    (measure, shares): (Measure, &[OrderShare]),
) -> Vec<ShareRow> {
    let row = |share| {
        let row = ShareRow::of(frame, subject.currency(frame), share);
        match measure {
            Measure::Unattributed => row.with_reason(engine, share),
            _ => row.with_credits(engine, frame, share),
        }
    };
    shares.iter().skip(subject.page * PER_PAGE).map(row).collect()
}

/// The explanation of money that burns, or that an advice is about, over the flight to date.
fn of_stake(engine: &Engine, frame: &Frame<'_>, subject: &Subject) -> Option<ExplainPage> {
    let mut whole = losses::frame(frame);
    if subject.of == IN_QUESTION {
        // Advice follows the campaign's own model.
        whole.ask.model = None;
        whole.model = whole.campaign.rules.model;
    }
    let stake = stake::of(engine, &whole, (&subject.of, subject.creator.as_ref()))?;
    let stand = engine.query(&explained_query(&whole, subject)).stand;
    let at = |position| links::explain_at(&whole.fixed(position), subject.asked(0), position);
    Some(ExplainPage {
        shell: Shell {
            title: stake.name.to_owned(),
            here: Here::Elsewhere,
            ask: frame.ask.clone(),
            is_live: false,
            banners: switches::banners(engine, frame),
        },
        name: stake.name.to_owned(),
        value: stake.amount,
        missing: stake.missing,
        scope: scope_text(engine, &whole, subject),
        definition: stake.definition.to_owned(),
        besides: None,
        formula: stake.formula.to_owned(),
        filled_in: stake.filled_in,
        inputs: stake.inputs,
        rules: stake_rules(&whole),
        costs_href: None,
        is_counted_in_orders: false,
        is_of_orders: false,
        records: None,
        is_nobodys: false,
        nobodys: None,
        switch: (subject.of != IN_QUESTION).then(|| plain_switch(&whole, subject)),
        models: None,
        made: Vec::new(),
        cut: None,
        list: stake.list,
        sum: None,
        orders: Vec::new(),
        pager: None,
        as_of: switches::as_of(&whole.clock, stand),
        permanent_href: at(Some(stand.position)),
        back: back(engine, frame, subject),
        now_href: frame.ask.at.map(|_| at(None)),
    })
}

/// The models to choose from, without the figure under each.
fn plain_switch(frame: &Frame<'_>, subject: &Subject) -> Menu {
    let own = frame.campaign.rules.model;
    let item = |model: Model| {
        let ask = Ask { model: (model != own).then_some(model), ..frame.ask.clone() };
        let of_model = Frame { model, ask, ..frame.clone() };
        MenuItem {
            label: model.name().to_owned(),
            href: links::explain_at(&of_model, subject.asked(0), frame.ask.at),
            is_current: model == frame.model,
        }
    };
    Menu { label: "Model", current: frame.model_name(), items: frame.models().map(item).collect() }
}

/// The same models to choose from in the heading.
fn switch(frame: &Frame<'_>, models: &Reckoning) -> Menu {
    let item = |line: &Line| MenuItem {
        label: format!("{}, {}", line.name, line.amount),
        href: line.href.clone().unwrap_or_default(),
        is_current: line.is_current,
    };
    let items = models.lines.iter().map(item).collect();
    Menu { label: "Model", current: frame.model_name(), items }
}

/// What of additive figures a measure is; `None` of a ratio, and of what was never reported.
pub fn measured(figures: &Figures, measure: Measure, model: Model) -> Option<i64> {
    match measure {
        Measure::Revenue | Measure::Unattributed => Some(figures.revenue_minor[model]),
        Measure::Orders => Some(figures.orders_micro[model]),
        Measure::Clicks => Some(figures.n_clicks),
        Measure::Spend => figures.spend_minor,
        Measure::Kpi(_) => None,
    }
}

/// The page on which the figure stands: the creator's, else Live, in the same range.
fn back(engine: &Engine, frame: &Frame<'_>, subject: &Subject) -> (String, String) {
    let ask = Ask { range: Some(frame.range), ..frame.ask.elsewhere() };
    let creator = subject.creator.as_ref();
    match creator.and_then(|id| Some((id, engine.creator(id.as_str())?))) {
        Some((id, creator)) => (creator.name.clone(), links::creator(&ask, id)),
        None => ("Live".to_owned(), ask.href("/live")),
    }
}

/// What is asked of the engine.
pub fn explained_query(frame: &Frame<'_>, subject: &Subject) -> Query {
    let (creator, placement) = (subject.creator.clone(), subject.placement.clone());
    let scope = Scope { creator, placement, ..frame.scope() };
    let query = frame.query(scope, subject.span(frame), &[]);
    Query { currency: subject.currency(frame), ..query }
}

/// The engine's explanation, with so many of its orders.
pub fn explained(
    engine: &Engine,
    frame: &Frame<'_>,
    subject: &Subject,
    (measure, most): (Measure, usize),
) -> Explanation {
    let currency = subject.currency(frame);
    let figure = Figure { query: explained_query(frame, subject), measure, model: frame.model };
    if subject.is_of_last_hour {
        // Readings are kept by the quarter of an hour, orders by their instant.
        let span = subject.span(frame);
        let mut explanation = engine.explain(&figure, usize::MAX);
        narrow(&mut explanation, currency, |order| span.contains(order.placed_at));
        explanation.orders.truncate(most);
        return explanation;
    }
    if let Some(reason) = subject.reason {
        let found = engine.unearned_for((&figure.query, frame.model), reason, most);
        let value = FigureValue::Money { minor: found.sum, currency };
        return Explanation {
            value,
            n_orders: found.n_rows,
            orders_sum_minor: found.sum,
            orders: found.rows,
            ..engine.explain(&figure, 0)
        };
    }
    if subject.spend.is_some() {
        let found = engine.spend_shares(&figure.query, subject.spend, most);
        let value = FigureValue::Money { minor: found.sum, currency };
        return Explanation { value, spend: Some(found), ..engine.explain(&figure, 0) };
    }
    engine.explain(&figure, most)
}
