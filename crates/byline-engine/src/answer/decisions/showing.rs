//! Showings: figures as the rules read them.

use byline_core::decision::standing::Showing;
use byline_core::decision::urgency::Measured;
use byline_core::kpi::{Input, Kpi, KpiInputs, NotAvailable, Ratio};
use byline_core::stats::Trials;
use byline_core::time::Timestamp;

use super::dossier::{Dossier, Subject};
use super::freshness;
use crate::view::{Figures, JudgedBy, MICRO, NoJudgement, Shown};

/// What one creator showed.
#[derive(Clone, Debug)]
pub struct Showings {
    /// As the standing reads it, or why it cannot.
    pub showing: Result<Showing, NoJudgement>,
    /// Clicks of displays beside their benchmark.
    pub clicking: Option<Measured>,
    /// Conversions of clicks beside their benchmark.
    pub selling: Option<Measured>,
    /// For people.
    pub shown: Shown,
}

impl Showings {
    /// The share that judges, beside its benchmark.
    pub fn measured(&self, judged_by: JudgedBy) -> Option<Measured> {
        match judged_by {
            JudgedBy::Ctr => self.clicking,
            JudgedBy::ConversionRate => self.selling,
        }
    }
}

impl Dossier<'_> {
    /// What a creator showed so far.
    pub fn showings(&self, subject: &Subject<'_>) -> Showings {
        self.showing_of(subject, &subject.figures, self.now)
    }

    /// What these figures of a creator show at `at`.
    pub fn showing_of(&self, subject: &Subject<'_>, figures: &Figures, at: Timestamp) -> Showings {
        let first_live_at = subject.first_live_at;
        let inputs = figures.kpi_inputs(self.model(), self.campaign.goal);
        let any_micro = figures.orders_micro[self.model()] + figures.actions_micro[self.model()];
        let (clicks, displays) = clicks(&inputs);
        let conversions = match freshness::hears_conversions(self) {
            true => conversions(&inputs),
            false => Err(NoJudgement::NoConversionsReported),
        };
        let benchmark = |judged_by| subject.benchmarks.of(judged_by).map(|expected| expected.value);
        let measured = |trials: Result<Trials, NoJudgement>, judged_by| {
            Some(Measured { trials: trials.ok()?, benchmark: benchmark(judged_by)? })
        };
        let judged = match self.judged_by {
            JudgedBy::Ctr => clicks,
            JudgedBy::ConversionRate => conversions,
        };
        let showing = judged.map(|trials| Showing {
            trials: Some(trials),
            benchmark: benchmark(self.judged_by),
            n_clicks: count(figures.n_clicks),
            n_conversions: n_conversions(any_micro),
            conversion_benchmark: benchmark(JudgedBy::ConversionRate),
            spend_minor: figures.spend_minor,
            cpc_ceiling_minor: self.benchmarks.cpc_ceiling_minor.map(Ratio::whole),
            first_live_at,
            uncovered_s: freshness::uncovered_s(self, at),
        });
        let share = judged.ok().and_then(ratio);
        let shown = Shown {
            n_clicks: figures.n_clicks,
            n_displays: displays.and_then(|input| inputs.get(input)),
            displays,
            conversions_micro: inputs.get(Input::Conversions).unwrap_or(0),
            spend_minor: figures.spend_minor,
            ctr: reading("ctr", &inputs),
            conversion_rate: reading("conversion_rate", &inputs),
            cpc_minor: reading("cpc", &inputs),
            of_benchmark: share.zip(benchmark(self.judged_by)).and_then(|(a, b)| a.checked_div(b)),
            first_live_at,
        };
        Showings {
            showing,
            clicking: measured(clicks, JudgedBy::Ctr),
            selling: measured(conversions, JudgedBy::ConversionRate),
            shown,
        }
    }
}

/// Clicks of what the CTR is a share of, and what that is.
fn clicks(inputs: &KpiInputs) -> (Result<Trials, NoJudgement>, Option<Input>) {
    let kinds = [Input::Impressions, Input::Views, Input::Reach];
    let known = kinds.into_iter().find(|kind| inputs.get(*kind).is_some());
    let n_displays = known.and_then(|kind| inputs.get(kind)).filter(|n| 0 < *n);
    let n_clicks = inputs.get(Input::Clicks).unwrap_or(0);
    let trials = match n_displays {
        None => Err(NoJudgement::NoImpressions),
        Some(n) if n < n_clicks => Err(NoJudgement::MoreClicksThanImpressions),
        Some(n) => Ok(Trials { n_successes: count(n_clicks), n_trials: count(n) }),
    };
    (trials, known)
}

/// Conversions of clicks, rounded to whole ones.
fn conversions(inputs: &KpiInputs) -> Result<Trials, NoJudgement> {
    let n_clicks = inputs.get(Input::Clicks).filter(|n| 0 < *n).ok_or(NoJudgement::NoClicks)?;
    let rate = Kpi::from_key("conversion_rate").map(|kpi| kpi.evaluate(inputs));
    if let Some(Err(NotAvailable::MoreThanClicks(_))) = rate {
        return Err(NoJudgement::MoreConversionsThanClicks);
    }
    let micro = inputs.get(Input::Conversions).unwrap_or(0).max(0);
    Ok(Trials { n_successes: count((micro + MICRO / 2) / MICRO), n_trials: count(n_clicks) })
}

/// Conversions as a whole number; any credit is one.
pub fn n_conversions(micro: i64) -> u64 {
    let rounded = count((micro.max(0) + MICRO / 2) / MICRO);
    if 0 < micro { rounded.max(1) } else { 0 }
}

fn reading(key: &str, inputs: &KpiInputs) -> Option<Ratio> {
    Kpi::from_key(key)?.evaluate(inputs).ok().map(|reading| reading.ratio)
}

fn ratio(trials: Trials) -> Option<Ratio> {
    Ratio::new(i128::from(trials.n_successes), i128::from(trials.n_trials))
}

fn count(n: i64) -> u64 {
    u64::try_from(n).unwrap_or(0)
}
