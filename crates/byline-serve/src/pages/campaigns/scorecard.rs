//! The scorecard: every KPI of the trade's nineteen, with its band and the campaign's own target.

use byline_core::kpi::{KPIS, Kpi, KpiInputs, NotAvailable, Ratio};

use crate::pages::figures::kpis;
use crate::pages::frame::Frame;
use crate::pages::links;
use crate::pages::parts::{Cell, Figure, Heading, Sheet, Tone};
use crate::pages::words;

/// The KPIs that the goal asks for first, and all others; `by_click` is the conversion rate without
/// orders that no click came before, where there are such.
pub fn of(frame: &Frame<'_>, inputs: &KpiInputs, by_click: Option<Ratio>) -> [Sheet; 2] {
    let goal = frame.campaign.goal;
    let numbered = || KPIS.iter().filter(|kpi| kpi.number.is_some());
    let (mut first, rest): (Vec<&Kpi>, Vec<&Kpi>) =
        numbered().partition(|kpi| kpi.goals().contains(&goal));
    first.sort_by_key(|kpi| kpi.number);
    let rest: Vec<&Kpi> = rest.into_iter().filter(|kpi| !is_unreported(kpi, inputs)).collect();
    let sheet = |label: &'static str, kpis: &[&'static Kpi]| Sheet {
        label,
        columns: vec![
            Heading::text("KPI"),
            Heading::number("Value"),
            Heading::text("In the market"),
            Heading::text("Own target"),
        ],
        rows: kpis.iter().map(|kpi| row(frame, inputs, by_click, kpi)).collect(),
        sums: Vec::new(),
        empty: "The goal names no KPI of its own.".to_owned(),
    };
    [sheet("KPIs of the goal", &first), sheet("All other KPIs", &rest)]
}

/// Whether no source reports what a KPI is made of.
fn is_unreported(kpi: &Kpi, inputs: &KpiInputs) -> bool {
    matches!(kpi.evaluate(inputs), Err(NotAvailable::InputMissing(_)))
}

/// KPIs beside those of the goal that no source reports, each with the place that says why.
pub fn unreported(frame: &Frame<'_>, inputs: &KpiInputs) -> Vec<(String, String)> {
    let is_rest = |kpi: &&Kpi| {
        kpi.number.is_some()
            && !kpi.goals().contains(&frame.campaign.goal)
            && is_unreported(kpi, inputs)
    };
    let named = |kpi: &Kpi| (kpi.name.to_owned(), links::explain(frame, kpi.key, None));
    KPIS.iter().filter(is_rest).map(named).collect()
}

fn row(
    frame: &Frame<'_>,
    inputs: &KpiInputs,
    by_click: Option<Ratio>,
    kpi: &'static Kpi,
) -> Vec<Cell> {
    let href = links::explain(frame, kpi.key, None);
    let name = match kpi.key {
        "reach" => "Reach, largest single account".to_owned(),
        "engagement_rate" => "Engagement rate, of followers".to_owned(),
        _ => kpi.name.to_owned(),
    };
    let key = format!("kpi-{}", kpi.key);
    let shown = match kpis::show_of(frame, kpi.key, inputs) {
        Ok(shown) => shown,
        Err(reason) => {
            return vec![
                Cell::Text(name),
                Cell::Figure(key, Figure::missing(&reason, href)),
                Cell::Text(reason),
                target(frame, kpi, [None; 2]),
            ];
        }
    };
    let band = match shown.band {
        Some(band) => Cell::Band(band.bullet, band.tone, format!("{}, {}", band.word, band.edges)),
        None => Cell::Nothing,
    };
    let by_click = by_click.filter(|_| kpi.key == "conversion_rate");
    let target = target(frame, kpi, [Some(shown.ratio), by_click]);
    vec![Cell::Text(name), Cell::Figure(key, Figure::known(shown.text, href)), band, target]
}

/// The campaign's own benchmark, and how much of it was reached: by the whole value, and by click
/// where that is another.
fn target(frame: &Frame<'_>, kpi: &Kpi, [value, by_click]: [Option<Ratio>; 2]) -> Cell {
    let benchmark = frame.campaign.gate.as_ref().and_then(|terms| terms.benchmark(kpi.key));
    let wanted = benchmark.and_then(|row| Ratio::new(row.value_micro.into(), 1_000_000));
    let Some(wanted) = wanted else { return Cell::Nothing };
    let text = kpis::value_text(kpi, wanted, frame.currency());
    let reached = |value: Ratio| {
        words::percent(
            value.numerator().checked_mul(wanted.denominator())?,
            value.denominator().checked_mul(wanted.numerator())?,
        )
    };
    match (value.and_then(reached), by_click.and_then(reached)) {
        (Some(all), Some(by_click)) => {
            Cell::Text(format!("{text}, {by_click} reached by click, {all} with all orders"))
        }
        (Some(reached), None) => Cell::Text(format!("{text}, {reached} reached")),
        (None, _) => Cell::Tag(Tone::Plain, "set", text),
    }
}
