//! What the blocks of a campaign's page say, each in a sentence from the figures that it shows.

use byline_core::event::Metric;
use byline_core::kpi::{KPIS, KpiInputs};
use byline_engine::view::Figures;

use crate::pages::ask::Range;
use crate::pages::figures::kpis;
use crate::pages::frame::Frame;
use crate::pages::parts::Tone;
use crate::pages::words;

/// Where most people are lost on the way, beside what the trade is used to.
pub fn of_steps(frame: &Frame<'_>, figures: &Figures) -> String {
    let seen = figures.metric(Metric::Impressions).or(figures.metric(Metric::Views));
    let share = |key| kpis::show(frame, key, figures).ok();
    let said = |shown: kpis::Shown| match shown.band {
        Some(band) => format!("{} ({} in the market)", shown.text, band.word),
        None => shown.text,
    };
    let clicks = seen.and(share("ctr")).map(said);
    match (clicks, share("conversion_rate").map(said)) {
        (Some(clicks), Some(sales)) => {
            format!(
                "Of those who see it {clicks} click; orders by click or code are {sales} of \
                 the clicks."
            )
        }
        (Some(clicks), None) => format!("Of those who see it {clicks} click."),
        (None, Some(sales)) => format!("Orders by click or code are {sales} of the clicks."),
        (None, None) => "Too little is reported to say where people are lost.".to_owned(),
    }
}

/// How many KPIs of the goal stand well, and which are weak. `returned`: what came of what is due
/// of all prices.
pub fn of_scorecard(frame: &Frame<'_>, inputs: &KpiInputs, returned: Option<&str>) -> String {
    let of_goal = KPIS.iter().filter(|kpi| kpi.goals().contains(&frame.campaign.goal));
    let (mut n_well, mut n_banded, mut n_missing) = (0, 0, 0);
    let mut weak = Vec::new();
    for kpi in of_goal {
        let band = match kpis::show_of(frame, kpi.key, inputs) {
            Err(_) => {
                n_missing += 1;
                continue;
            }
            Ok(shown) => shown.band.map(|band| (band.tone, shown.text)),
        };
        n_banded += usize::from(band.is_some());
        match band {
            Some((Tone::Good | Tone::Boost, _)) => n_well += 1,
            Some((Tone::Bad, text)) => weak.push(format!("{} ({text})", kpi.name)),
            _ => {}
        }
    }
    let weak = match weak.as_slice() {
        [] => "none is in its lowest band".to_owned(),
        [one] => format!("{one} is in its lowest band"),
        several => format!("{} are in their lowest bands", words::listed(several)),
    };
    let missing = match n_missing {
        0 => String::new(),
        n => format!("; {n} cannot be said yet"),
    };
    let stand = if n_well == 1 { "stands" } else { "stand" };
    let is_open = frame.range == Range::Flight && kpis::is_open(frame);
    let open = returned.filter(|_| is_open).map_or_else(String::new, |times| {
        format!(
            " While the flight runs, ROI, ROAS, CPA, CAC and CPC set whole fees beside a part of \
             what they bring: {times} of what is due by now came back."
        )
    });
    format!(
        "Of {n_banded} KPIs of the goal with market bands, {n_well} {stand} in the best two bands, \
         and {weak}{missing}.{open}"
    )
}
