//! What an explanation says in words: its figure, its scope, its inputs and its rules.

use byline_core::kpi::{Input, Kpi, Ratio, Unit};
use byline_core::money::Currency;
use byline_core::time::Timestamp;
use byline_engine::view::{Explanation, FigureValue, MICRO, Measure, Scope};
use byline_engine::{Engine, OrderFilter};

use super::InputRow;
use super::records::purpose;
use super::subject::Subject;
use crate::pages::figures::{headline, kpis};
use crate::pages::frame::Frame;
use crate::pages::orders::{Wanted, because};
use crate::pages::{decisions, links, words};

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

/// Whose figure it is, and of what stretch.
pub fn scope_text(engine: &Engine, frame: &Frame<'_>, subject: &Subject) -> String {
    let creator = subject.creator.as_ref();
    let who = creator.map(|id| engine.creator(id.as_str()).map_or(id.as_str(), |c| &c.name));
    let placement = subject.placement.as_ref().and_then(|id| engine.placement(id.as_str()));
    let who = match placement {
        Some(it) => {
            format!("{}, {} {}", who.unwrap_or("all creators"), it.platform.name(), it.format)
        }
        None => match (who, subject.measure(), subject.reason) {
            (Some(who), ..) => who.to_owned(),
            (None, Some(Measure::Unattributed), Some(reason)) => because(reason).to_owned(),
            (None, Some(Measure::Unattributed), None) => "no creator".to_owned(),
            (None, ..) => "all creators".to_owned(),
        },
    };
    let who = match subject.spend {
        Some(kind) => format!("{} of {who}", words::sentence(purpose(kind))),
        None => who,
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
pub fn inputs(
    frame: &Frame<'_>,
    subject: &Subject,
    measure: Measure,
    explanation: &Explanation,
) -> Vec<InputRow> {
    if !matches!(measure, Measure::Kpi(_)) {
        return Vec::new();
    }
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
            text: input_text(input, subject.currency(frame)),
            href: of.map(|of| links::explain_at(frame, asked(of), frame.ask.at)),
        }
    };
    explanation.inputs.iter().map(row).collect()
}

/// Of a conversion rate, the orders that no click came before and the rate without them. Nothing
/// where every order had one.
pub fn by_click(
    engine: &Engine,
    frame: &Frame<'_>,
    subject: &Subject,
    measure: Measure,
) -> Vec<InputRow> {
    let is_rate = matches!(measure, Measure::Kpi(kpi) if kpi.key == "conversion_rate");
    if !is_rate || subject.placement.is_some() {
        return Vec::new();
    }
    let no_click = headline::no_click_micro(engine, frame, subject.creator.as_ref());
    let scope = Scope { creator: subject.creator.clone(), ..frame.scope() };
    let figures = frame.figures(engine, scope, frame.span);
    let rate = headline::rate_by_click(frame, &figures, no_click);
    let rate = rate.and_then(|rate| words::percent(rate.numerator(), rate.denominator()));
    let Some(rate) = rate else { return Vec::new() };
    let creator = subject.creator.as_ref();
    let wanted = Wanted {
        currency: Some(frame.currency()),
        ..Wanted::without_click(frame.span, &frame.campaign.id, creator)
    };
    let found = engine.order_list(&OrderFilter { limit: 0, ..wanted.filter(frame.model) }).sums;
    let all = figures.kpi_inputs(frame.model, frame.campaign.goal).get(Input::Conversions);
    let all = all.map_or_else(String::new, |all| format!(" of {}", words::conversions(all)));
    // Of an order that two share, one may have come by a click.
    let is_whole = i128::from(found.n) * i128::from(MICRO) == i128::from(no_click);
    let n = i64::try_from(found.n).unwrap_or(i64::MAX);
    let parts = match is_whole {
        true => String::new(),
        false => format!(", parts of {}", words::counted(n, "order", "orders")),
    };
    let text = format!("{}{all}", words::conversions(no_click));
    let row = |name: &str, text, href| InputRow { name: name.to_owned(), text, href };
    vec![
        row(
            &format!("Conversions without a click before{parts}"),
            text,
            Some(wanted.href(&frame.ask, "/orders", 0)),
        ),
        row("Rate without them", rate, None),
    ]
}

/// An input as screens write it.
fn input_text(input: &byline_engine::view::Input, currency: Currency) -> String {
    input.minor.map_or_else(|| with_minus(&input.text), |minor| words::money(minor, currency))
}

/// The formula of a KPI with the numbers; a plain sum has none.
pub fn filled_in(
    measure: Measure,
    explanation: &Explanation,
    value: &str,
    currency: Currency,
) -> String {
    match measure {
        Measure::Kpi(_) => as_read(&explanation.filled_in, &explanation.inputs, value, currency),
        _ => String::new(),
    }
}

/// A formula with its numbers, in which money is written as everywhere.
fn as_read(
    filled_in: &str,
    inputs: &[byline_engine::view::Input],
    value: &str,
    currency: Currency,
) -> String {
    let (figures, _) = filled_in.rsplit_once(" = ").unwrap_or_default();
    let mut inputs: Vec<_> = inputs.iter().collect();
    // A longer amount can hold a shorter one.
    inputs.sort_by_key(|input| std::cmp::Reverse(input.text.len()));
    let mut figures = figures.to_owned();
    for input in inputs.iter().filter(|input| input.minor.is_some()) {
        figures = figures.replace(&input.text, &input_text(input, currency));
    }
    with_minus(&format!("{figures} = {value}"))
}

/// Whether the parts of a figure are orders, whatever they were worth.
pub fn is_counted_in_orders(measure: Measure) -> bool {
    use Input::{Conversions, Orders, OrdersOfNewCustomers, Revenue};
    match measure {
        Measure::Orders => true,
        Measure::Kpi(kpi) => {
            let has = |input| kpi.inputs().contains(&input);
            !has(Revenue) && [Conversions, Orders, OrdersOfNewCustomers].into_iter().any(has)
        }
        _ => false,
    }
}

/// The other half of what sets orders beside their cost.
pub fn costs_href(frame: &Frame<'_>, subject: &Subject, measure: Measure) -> Option<String> {
    let is_made_of_both = matches!(measure, Measure::Kpi(_)) && measure.is_of_spend();
    let asked = links::Asked { of: "spend", ..subject.asked(0) };
    is_made_of_both.then(|| links::explain_at(frame, asked, frame.ask.at))
}

/// The rules that the figure was counted by.
pub fn rules(
    frame: &Frame<'_>,
    subject: &Subject,
    (measure, is_same): (Measure, bool),
    explanation: &Explanation,
) -> Vec<(&'static str, String)> {
    let currency = subject.currency(frame);
    let same = match (is_same, measure, &subject.creator) {
        (false, ..) => "",
        (true, Measure::Unattributed, _) => " What nobody earned is the same under every model.",
        (true, _, None) => {
            " The figure is the same under every model: models only divide it differently between \
             creators."
        }
        (true, ..) => " The figure is the same under every model.",
    };
    let zone = frame.clock.zone_in_words();
    let money = ("Currency", format!("{}; other currencies are shown apart.", currency.as_str()));
    let days = |stands: &str| ("Days", format!("Cut at midnight, {zone}. {stands}"));
    match measure {
        Measure::Clicks => vec![
            (
                "Which clicks",
                "Each request is judged by what it says of itself and by how it asks. Bots, \
                 previews and pages loaded ahead are kept, and told apart."
                    .into(),
            ),
            days("A click stands on the day it happened."),
        ],
        Measure::Spend => vec![days("Money stands on the day it was recorded for."), money],
        _ => vec![
            ("Model", format!("{}. {}{same}", explanation.model.name(), explanation.model_text)),
            ("Windows and base", explanation.rules_text.clone()),
            days("Money stands on the day its order was placed, also if it was restated later."),
            money,
        ],
    }
}

/// The sentence that a reader can check: the orders' parts, added up.
pub fn sum(currency: Currency, explanation: &Explanation, measure: Measure) -> String {
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

/// The rules of money that is due or wanted.
pub fn stake_rules(whole: &Frame<'_>) -> Vec<(&'static str, String)> {
    let (from, to) = (whole.span.from, Timestamp(whole.span.to.0 - 1).min(whole.now));
    let days = format!("{} to {}", whole.clock.date(from), whole.clock.date(to));
    vec![
        ("Which days", format!("The flight to date, {days}, whatever range other pages show.")),
        ("What is due", decisions::DUE.to_owned()),
        ("What is wanted", decisions::WANTED.to_owned()),
        ("Model", whole.model_name()),
    ]
}

#[cfg(test)]
mod tests {
    use byline_engine::view::Input as Filled;

    use super::*;

    /// An amount that ends like another one is written as money too.
    #[test]
    fn money_is_written_as_everywhere() {
        let input = |text: &str, minor| Filled { name: String::new(), text: text.into(), minor };
        let inputs = [input("20.00 USD", Some(20_00)), input("1,120.00 USD", Some(1_120_00))];
        let filled = "(20.00 USD - 1,120.00 USD) / 1,120.00 USD = -98.21%";
        let expected = "($20.00 − $1,120.00) / $1,120.00 = −98.21%";
        assert_eq!(as_read(filled, &inputs, "−98.21%", Currency::USD), expected);
    }
}
