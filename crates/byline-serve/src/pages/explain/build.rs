//! Builds an explanation from the engine's answer.

use byline_core::credit::Model;
use byline_core::kpi::{Input, Kpi, Ratio, Unit};
use byline_core::money::Currency;
use byline_core::time::{Span, Timestamp};
use byline_engine::Engine;
use byline_engine::view::{
    Explanation, Figure, FigureValue, Figures, Measure, OrderShare, Query, Scope,
};

use super::subject::Subject;
use super::{
    ExplainPage, IN_QUESTION, InputRow, Line, Reckoning, cut, made, models, nobodys, records, stake,
};
use crate::pages::ask::Ask;
use crate::pages::figures::{kpis, losses};
use crate::pages::frame::Frame;
use crate::pages::orders::ShareRow;
use crate::pages::parts::{Menu, MenuItem, Pager};
use crate::pages::shell::{Here, Shell};
use crate::pages::{decisions, links, switches, words};

/// How many orders or records a page lists.
pub const PER_PAGE: usize = 50;

/// Readings are kept by the quarter of an hour, orders by their instant: what is not of the span
/// goes, and the rest is added up again.
fn cut_to(explanation: &mut Explanation, span: Span, currency: Currency) {
    explanation.orders.retain(|order| span.contains(order.placed_at));
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
    Some(ExplainPage {
        shell: Shell {
            title: explanation.name.clone(),
            here: Here::Elsewhere,
            ask: frame.ask.clone(),
            is_live: false,
            banners: switches::banners(engine, frame),
        },
        name: explanation.name.clone(),
        value,
        missing,
        scope: scope_text(engine, frame, subject),
        definition: explanation.definition.clone(),
        formula: explanation.formula.replace(" - ", " − "),
        filled_in: match measure {
            Measure::Kpi(_) => with_minus(&explanation.filled_in),
            _ => String::new(),
        },
        inputs: match measure {
            Measure::Kpi(_) => inputs(frame, subject, &explanation),
            _ => Vec::new(),
        },
        rules: rules(frame, currency, measure, &explanation),
        is_of_orders,
        records: records::of(engine, frame, subject, measure, &explanation),
        nobodys: match measure {
            Measure::Unattributed => {
                nobodys::of(engine, &explained_query(frame, subject), frame.model)
            }
            _ => None,
        },
        switch: models.as_ref().map(|models| switch(frame, models)),
        models,
        made: made::of(engine, frame, subject, measure),
        cut: cut::of(engine, frame, subject, (measure, &explanation.value)),
        list: None,
        sum: is_of_orders.then(|| sum(currency, &explanation, measure)),
        orders: match is_of_orders {
            true => orders(engine, frame, subject, (measure, &explanation.orders)),
            false => Vec::new(),
        },
        pager: Pager::of(
            (subject.page, PER_PAGE, explanation.n_orders),
            ("order", "orders"),
            |page| links::explain_at(frame, subject.asked(page), frame.ask.at),
        )
        .filter(|_| is_of_orders),
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
        formula: stake.formula.to_owned(),
        filled_in: stake.filled_in,
        inputs: stake.inputs,
        rules: stake_rules(&whole),
        is_of_orders: false,
        records: None,
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

fn stake_rules(whole: &Frame<'_>) -> Vec<(&'static str, String)> {
    let (from, to) = (whole.span.from, Timestamp(whole.span.to.0 - 1).min(whole.now));
    let days = format!("{} to {}", whole.clock.date(from), whole.clock.date(to));
    vec![
        ("Which days", format!("The flight to date, {days}, whatever range other pages show.")),
        ("What is due", decisions::DUE.to_owned()),
        ("What is wanted", decisions::WANTED.to_owned()),
        ("Model", whole.model_name()),
    ]
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
    if subject.is_of_last_hour && matches!(measure, Measure::Revenue) {
        let mut explanation = engine.explain(&figure, usize::MAX);
        cut_to(&mut explanation, subject.span(frame), currency);
        explanation.orders.truncate(most);
        return explanation;
    }
    engine.explain(&figure, most)
}

/// A figure in words, and why there is none.
pub fn value(
    value: &FigureValue,
    measure: Measure,
    currency: Currency,
) -> (String, Option<String>) {
    let known = match (value, measure) {
        (FigureValue::Money { minor, currency }, _) => words::money(*minor, *currency),
        (FigureValue::Count { count }, _) => words::count(*count),
        (FigureValue::Micro { micro }, _) => words::conversions(*micro),
        (FigureValue::Ratio { numerator, denominator, text }, Measure::Kpi(kpi)) => {
            let parts = numerator.parse().ok().zip(denominator.parse().ok());
            let ratio = parts.and_then(|(above, below)| Ratio::new(above, below));
            match (kpi.unit, ratio) {
                (Unit::Money, Some(ratio)) => kpis::value_text(kpi, ratio, currency),
                _ => with_minus(text),
            }
        }
        (FigureValue::Ratio { text, .. }, _) => with_minus(text),
        (FigureValue::NotAvailable { reason }, _) => {
            return ("n/a".to_owned(), Some(words::sentence(reason)));
        }
    };
    (known, None)
}

/// The core writes for machines too; a reader gets a minus sign.
pub fn with_minus(text: &str) -> String {
    text.replace('-', "−")
}

fn scope_text(engine: &Engine, frame: &Frame<'_>, subject: &Subject) -> String {
    let creator = subject.creator.as_ref();
    let who = creator.map(|id| engine.creator(id.as_str()).map_or(id.as_str(), |c| &c.name));
    let placement = subject.placement.as_ref().and_then(|id| engine.placement(id.as_str()));
    let who = match placement {
        Some(it) => {
            format!("{}, {} {}", who.unwrap_or("all creators"), it.platform.name(), it.format)
        }
        None => who.unwrap_or("all creators").to_owned(),
    };
    if subject.is_of_last_hour {
        let span = subject.span(frame);
        let (from, to) = (frame.clock.weekday_minute(span.from), frame.clock.minute(span.to));
        return format!("{who}, {}, {from} to {to}", frame.campaign.name);
    }
    let first = frame.clock.date(frame.span.from);
    let last = frame.clock.date(Timestamp(frame.span.to.0 - 1));
    let when = if first == last { first } else { format!("{first} to {last}") };
    format!("{who}, {}, {when}", frame.campaign.name)
}

/// What went into a KPI; each input opens where it is a figure of its own.
fn inputs(frame: &Frame<'_>, subject: &Subject, explanation: &Explanation) -> Vec<InputRow> {
    let row = |input: &byline_engine::view::Input| {
        let known = Input::ALL.iter().find(|known| known.name() == input.name);
        let of = known.and_then(|known| match known {
            Input::Cost => Some("spend"),
            Input::Revenue => Some("revenue"),
            Input::Clicks => Some("clicks"),
            Input::Orders | Input::Conversions => Some("orders"),
            // What is reported is a figure of its own, unless it is the one that is open.
            other => Kpi::from_key(other.key()).map(|kpi| kpi.key).filter(|key| *key != subject.of),
        });
        let asked = |of| links::Asked { of, ..subject.asked(0) };
        InputRow {
            name: words::sentence(&input.name),
            text: input.text.clone(),
            href: of.map(|of| links::explain_at(frame, asked(of), frame.ask.at)),
        }
    };
    explanation.inputs.iter().map(row).collect()
}

fn rules(
    frame: &Frame<'_>,
    currency: Currency,
    measure: Measure,
    explanation: &Explanation,
) -> Vec<(&'static str, String)> {
    let zone = frame.clock.zone_name();
    let money = ("Currency", format!("{}; other currencies are shown apart.", currency.as_str()));
    let days = |stands: &str| ("Days", format!("Cut at midnight in {zone}. {stands}"));
    match measure {
        Measure::Clicks => vec![
            ("Which clicks", "Each is judged by its headers. What was put aside is kept.".into()),
            days("A click stands on the day it happened."),
        ],
        Measure::Spend => vec![days("Money stands on the day it was recorded for."), money],
        _ => vec![
            ("Model", format!("{}. {}", explanation.model.name(), explanation.model_text)),
            ("Windows and base", explanation.rules_text.clone()),
            days("Money stands on the day its order was placed, also if it was restated later."),
            money,
        ],
    }
}

/// The sentence that a reader can check: the orders' parts, added up.
fn sum(currency: Currency, explanation: &Explanation, measure: Measure) -> String {
    let n = i64::try_from(explanation.n_orders).unwrap_or(i64::MAX);
    let orders = words::counted(n, "order", "orders");
    let total = words::money(explanation.orders_sum_minor, currency);
    match measure {
        Measure::Revenue | Measure::Unattributed => format!("The sum of {orders} is {total}."),
        _ => {
            format!("{} went into it; their credited revenue is {total}.", words::sentence(&orders))
        }
    }
}
