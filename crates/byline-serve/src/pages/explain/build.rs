//! Builds an explanation from the engine's answer.

use byline_core::id::CreatorId;
use byline_core::kpi::{Kpi, Ratio, Unit};
use byline_core::money::Currency;
use byline_core::time::{Span, Timestamp};
use byline_engine::Engine;
use byline_engine::view::{Explanation, Figure, FigureValue, Measure, Scope};

use super::ExplainPage;
use crate::pages::figures::kpis;
use crate::pages::frame::Frame;
use crate::pages::orders::ShareRow;
use crate::pages::shell::{Here, Shell};
use crate::pages::{links, switches, words};

/// How many orders are listed.
const MOST_ORDERS: usize = 200;

/// What is explained: a measure's word and a creator, both from the address.
#[derive(Clone, Default, PartialEq, Eq, Debug)]
pub struct Subject {
    /// The measure's word.
    pub of: String,
    /// One creator; the whole campaign, if not said.
    pub creator: Option<CreatorId>,
    /// Only the last 60 minutes, as the Live page lists them.
    pub is_of_last_hour: bool,
}

impl Subject {
    /// Reads the fields `of` and `creator` of a query string.
    pub fn parse(query: &str) -> Self {
        let mut subject = Self { of: "revenue".to_owned(), ..Self::default() };
        for (key, value) in url::form_urlencoded::parse(query.as_bytes()) {
            match (key.as_ref(), value.is_empty()) {
                ("of", false) => subject.of = value.into_owned(),
                ("minutes", false) => subject.is_of_last_hour = value == "60",
                ("creator", false) => subject.creator = Some(CreatorId::from(value.as_ref())),
                _ => {}
            }
        }
        subject
    }

    /// The measure that the word names.
    fn measure(&self) -> Option<Measure> {
        Some(match self.of.as_str() {
            "revenue" => Measure::Revenue,
            "unattributed" => Measure::Unattributed,
            "orders" => Measure::Orders,
            "clicks" => Measure::Clicks,
            "spend" => Measure::Spend,
            key => Measure::Kpi(Kpi::from_key(key)?),
        })
    }

    /// The stretch that is looked at.
    fn span(&self, frame: &Frame<'_>) -> Span {
        if self.is_of_last_hour { last_hour(frame.now) } else { frame.span }
    }
}

/// The last 60 minutes, in whole minutes: the one that runs is the last.
fn last_hour(now: Timestamp) -> Span {
    let minute = |n: u32| Timestamp::from_seconds(i64::from(n) * 60);
    Span { from: minute((now.minute() + 1).saturating_sub(60)), to: minute(now.minute() + 1) }
}

/// Readings are kept by the quarter of an hour, orders by their instant: what is not of the span
/// goes, and the rest is added up again.
fn cut_to(explanation: &mut Explanation, span: Span, currency: Currency) {
    explanation.orders.retain(|order| span.contains(order.placed_at));
    explanation.n_orders = explanation.orders.len();
    let minor = explanation.orders.iter().map(|order| order.amount_minor).sum();
    explanation.orders_sum_minor = minor;
    explanation.orders_sum_micro = explanation.orders.iter().map(|order| order.micro).sum();
    explanation.value = FigureValue::Money { minor, currency };
    explanation.orders.truncate(MOST_ORDERS);
}

/// The explanation of `subject` in a frame; `None` if there is no such figure.
pub fn build(engine: &Engine, frame: &Frame<'_>, subject: &Subject) -> Option<ExplainPage> {
    let measure = subject.measure()?;
    let scope = Scope { creator: subject.creator.clone(), ..frame.scope() };
    let query = frame.query(scope, subject.span(frame), &[]);
    let figure = Figure { query, measure, model: frame.model };
    let most = if subject.is_of_last_hour { usize::MAX } else { MOST_ORDERS };
    let mut explanation = engine.explain(&figure, most);
    if subject.is_of_last_hour && matches!(measure, Measure::Revenue) {
        cut_to(&mut explanation, subject.span(frame), frame.currency());
    }
    let is_of_orders = measure.is_of_orders();
    let (value, missing) = value(&explanation.value, measure, frame.currency());
    let asked = links::Asked {
        of: &subject.of,
        creator: subject.creator.as_ref(),
        is_of_last_hour: subject.is_of_last_hour,
    };
    let here = |at| links::explain_at(frame, asked, at);
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
            Measure::Kpi(_) => inputs(&explanation),
            _ => Vec::new(),
        },
        rules: rules(frame, &explanation),
        sum: is_of_orders.then(|| sum(frame, &explanation, measure)),
        orders: if is_of_orders {
            explanation.orders.iter().map(|share| ShareRow::of(frame, share)).collect()
        } else {
            Vec::new()
        },
        more: more(&explanation).filter(|_| is_of_orders),
        as_of: switches::as_of(&frame.clock, explanation.stand),
        permanent_href: here(Some(explanation.stand.position)),
        now_href: frame.ask.at.map(|_| here(None)),
    })
}

fn value(value: &FigureValue, measure: Measure, currency: Currency) -> (String, Option<String>) {
    let known = match (value, measure) {
        (FigureValue::Money { minor, currency }, _) => words::money(*minor, *currency),
        (FigureValue::Count { count }, _) => words::count(*count),
        (FigureValue::Micro { micro }, _) => words::conversions(*micro),
        (FigureValue::Ratio { numerator, denominator, text }, Measure::Kpi(kpi)) => {
            let parts = numerator.parse().ok().zip(denominator.parse().ok());
            let ratio = parts.and_then(|(above, below)| Ratio::new(above, below));
            match (kpi.unit, ratio) {
                (Unit::Money, Some(ratio)) => kpis::text(kpi.unit, ratio, currency),
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
fn with_minus(text: &str) -> String {
    text.replace('-', "−")
}

fn scope_text(engine: &Engine, frame: &Frame<'_>, subject: &Subject) -> String {
    let creator = subject.creator.as_ref();
    let who = creator.map(|id| engine.creator(id.as_str()).map_or(id.as_str(), |c| &c.name));
    let who = who.unwrap_or("all creators");
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

fn inputs(explanation: &Explanation) -> Vec<(String, String)> {
    let inputs = explanation.inputs.iter();
    inputs.map(|input| (words::sentence(&input.name), input.text.clone())).collect()
}

fn rules(frame: &Frame<'_>, explanation: &Explanation) -> Vec<(&'static str, String)> {
    vec![
        ("Model", format!("{}. {}", explanation.model.name(), explanation.model_text)),
        ("Windows and base", explanation.rules_text.clone()),
        (
            "Days",
            format!(
                "Cut at midnight in {}. Money stands on the day its order was placed, also if it \
                 was restated later.",
                frame.clock.zone_name()
            ),
        ),
        ("Currency", format!("{}; other currencies are shown apart.", frame.currency().as_str())),
    ]
}

/// The sentence that a reader can check: the orders' parts, added up.
fn sum(frame: &Frame<'_>, explanation: &Explanation, measure: Measure) -> String {
    let n = i64::try_from(explanation.n_orders).unwrap_or(i64::MAX);
    let orders = words::counted(n, "order", "orders");
    let total = words::money(explanation.orders_sum_minor, frame.currency());
    match measure {
        Measure::Revenue | Measure::Unattributed => format!("The sum of {orders} is {total}."),
        _ => {
            format!("{} went into it; their credited revenue is {total}.", words::sentence(&orders))
        }
    }
}

fn more(explanation: &Explanation) -> Option<String> {
    let n_left = explanation.n_orders.checked_sub(explanation.orders.len())?;
    let n_left = i64::try_from(n_left).ok().filter(|n| 0 < *n)?;
    Some(format!(
        "{} not in this list, but in the sum. The API lists them all.",
        words::counted(n_left, "older order is", "older orders are")
    ))
}
