//! Urgency: what somebody must hear now, today, or with the daily review.
//!
//! - **Page** ([`FloorWatch`]): revenue of the last hour stays below the campaign's floor. Watched
//!   every minute; the 90 minutes themselves are counted by the [episode](super::episode).
//! - **Investigate** ([`traffic_without_sales`]): people click as they should and do not buy. That
//!   is usually the page or the offer, not the creator.
//! - **Review** ([`is_above_target`]): more revenue than planned, so more money may do more.
//!
//! Invariant: where data is missing nothing is concluded, neither trouble nor its end.

use serde::{Deserialize, Serialize};

use crate::kpi::Ratio;
use crate::stats::{Cusum, CusumRule, Trials};

use super::rules::{ActOn, EpisodeRules, PageRules, Rules};
use super::standing::{Evidence, Prior, as_float, evidence_of, hundredths};

/// How soon somebody must act.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Urgency {
    /// Now: somebody is paged.
    Page,
    /// Within hours.
    Investigate,
    /// With the daily list.
    Review,
}

impl Urgency {
    /// Every urgency, the highest first.
    pub const ALL: [Self; 3] = [Self::Page, Self::Investigate, Self::Review];

    /// The word in the API.
    pub fn key(self) -> &'static str {
        match self {
            Self::Page => "page",
            Self::Investigate => "investigate",
            Self::Review => "review",
        }
    }

    /// How alerts of this urgency live.
    pub fn rules(self, rules: &Rules) -> EpisodeRules {
        match self {
            Self::Page => rules.urgency.page,
            Self::Investigate => rules.urgency.investigate,
            Self::Review => rules.urgency.review,
        }
    }
}

/// What an evaluation saw.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Observed {
    /// Whether the condition holds.
    pub seen: Seen,
    /// Whether the data supports it well enough to tell people. Without it the condition is shown
    /// and nobody is told.
    pub is_supported: bool,
}

/// Whether a condition holds.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Seen {
    /// It does not.
    Well,
    /// It does.
    Bad,
    /// A feed is silent, so nobody knows.
    Missing,
    /// Maintenance, or a flight that is not on: nobody wants to know.
    Held,
}

impl Observed {
    /// The condition does not hold.
    pub const WELL: Self = Self { seen: Seen::Well, is_supported: false };
    /// The condition holds, and the data supports it.
    pub const BAD: Self = Self { seen: Seen::Bad, is_supported: true };
    /// A feed is silent.
    pub const MISSING: Self = Self { seen: Seen::Missing, is_supported: false };
    /// Nobody wants to know.
    pub const HELD: Self = Self { seen: Seen::Held, is_supported: false };
}

/// What a minute brought to a creator, or to a campaign of few orders.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Minute {
    /// Revenue of the trailing hour, in minor units.
    pub trailing_minor: i64,
    /// Orders of this minute.
    pub n_orders: u64,
    /// Orders that were to be expected; `None` while the history is too short to say.
    pub n_expected: Option<f64>,
}

/// Watches revenue against a floor, minute by minute.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct FloorWatch {
    /// Whether the floor was reached once; before that, being below it is no fall.
    pub is_armed: bool,
    /// Whether the orders themselves say that something fell.
    pub fall: Cusum,
}

impl FloorWatch {
    /// What a minute shows; `None` is a minute that no feed covers, which changes nothing.
    #[must_use]
    pub fn step(
        self,
        minute: Option<Minute>,
        floor_minor: i64,
        rules: &PageRules,
    ) -> (Self, Observed) {
        let Some(minute) = minute else { return (self, Observed::MISSING) };
        let is_below = minute.trailing_minor < floor_minor;
        let is_armed = self.is_armed || !is_below;
        let rule = cusum_rule(rules);
        let fall = match minute.n_expected {
            Some(n_expected) => self.fall.after(minute.n_orders, n_expected, rule),
            None => self.fall,
        };
        let is_bad = is_armed && is_below;
        let is_believed = match rules.pages_on {
            ActOn::Confirmed => fall.is_alarm(rule),
            ActOn::Literal => true,
        };
        let seen = if is_bad { Seen::Bad } else { Seen::Well };
        (Self { is_armed, fall }, Observed { seen, is_supported: is_bad && is_believed })
    }
}

/// When a fall of the rate of orders is believed.
pub fn cusum_rule(rules: &PageRules) -> CusumRule {
    CusumRule {
        fell_to_percent: rules.fell_to_percent,
        threshold_micronats: i64::from(rules.threshold_millinats) * 1_000,
        hours_differ_bp: rules.hours_differ_bp,
    }
}

/// Whether a creator has orders enough to be watched alone; the campaign is watched otherwise.
pub fn is_watched_alone(n_orders_last_week: u64, rules: &PageRules) -> bool {
    u64::from(rules.orders_per_day_min) * 7 <= n_orders_last_week
}

/// Traffic that does not buy.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Finding {
    /// Whether it holds to the letter.
    pub is_met: bool,
    /// How far the data supports it.
    pub evidence: Evidence,
    /// How probable it is that the conversion rate is truly so low, in millionths.
    pub probability_ppm: u32,
}

/// A share with what it should be.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Measured {
    /// What was seen.
    pub trials: Trials,
    /// What it should be.
    pub benchmark: Ratio,
}

/// Whether people click as they should and do not buy: CTR at or above its benchmark, and a
/// conversion rate more than 20% under its own. `None` without impressions, clicks or benchmarks.
pub fn traffic_without_sales(
    ctr: Measured,
    conversion: Measured,
    prior: Prior,
    rules: &Rules,
) -> Option<Finding> {
    let is_clicked = Ratio::whole(1) <= ctr.of_benchmark()?;
    let under_bp = rules.standing.conversion_under_bp;
    let is_unsold = conversion.of_benchmark()? < hundredths(100_00 - i64::from(under_bp));
    let benchmark = as_float(conversion.benchmark);
    let trials = conversion.trials;
    let known = prior.at(benchmark).after(trials.n_successes, trials.n_trials);
    let probability = known.at_most((1.0 - f64::from(under_bp) / 1e4) * benchmark);
    let (evidence, probability_ppm) = evidence_of(probability, &rules.evidence);
    Some(Finding { is_met: is_clicked && is_unsold, evidence, probability_ppm })
}

impl Measured {
    fn of_benchmark(self) -> Option<Ratio> {
        let trials = self.trials;
        let reached = Ratio::new(i128::from(trials.n_successes), i128::from(trials.n_trials))?;
        reached.checked_div(self.benchmark)
    }
}

impl Finding {
    /// What an episode is told: people hear of it once it is more likely true than not.
    pub fn observed(self) -> Observed {
        let seen = if self.is_met { Seen::Bad } else { Seen::Well };
        Observed { seen, is_supported: self.is_met && Evidence::Leaning <= self.evidence }
    }
}

/// Whether revenue is on its way past the target: more of it is there than of the time. `None` as
/// long as no time has passed or there is no target.
pub fn is_above_target(
    revenue_minor: i64,
    target_minor: i64,
    elapsed_s: i64,
    whole_s: i64,
) -> Option<bool> {
    let is_judged = 0 < elapsed_s && elapsed_s <= whole_s && 0 < target_minor;
    let reached = i128::from(revenue_minor) * i128::from(whole_s);
    let planned = i128::from(target_minor) * i128::from(elapsed_s);
    is_judged.then_some(planned < reached)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decision::standing::Borrowed;

    fn measured(n_successes: u64, n_trials: u64, benchmark: (i128, i128)) -> Measured {
        let benchmark = Ratio::new(benchmark.0, benchmark.1).expect("a benchmark");
        Measured { trials: Trials { n_successes, n_trials }, benchmark }
    }

    /// Reads: clicks of 100,000 impressions (benchmark 1.2%), orders of 10,000 clicks (benchmark
    /// 2%), and whether it is traffic without sales.
    #[track_caller]
    fn check_traffic(n_clicks: u64, n_orders: u64, expected: bool) {
        let ctr = measured(n_clicks, 100_000, (12, 1_000));
        let conversion = measured(n_orders, 10_000, (2, 100));
        let finding = traffic_without_sales(ctr, conversion, PRIOR, &Rules::default());
        assert_eq!(finding.map(|finding| finding.is_met), Some(expected), "{n_clicks} {n_orders}");
    }

    const PRIOR: Prior =
        Prior { of_benchmark_ppm: 1_000_000, strength_milli: 4_000, borrowed: Borrowed::Roster };

    #[test]
    fn more_than_a_fifth_under_the_conversion_rate_is_traffic_without_sales() {
        check_traffic(1_200, 159, true);
        check_traffic(1_200, 160, false); // 20% under exactly
        check_traffic(1_199, 100, false); // CTR under its benchmark
        check_traffic(9_999, 0, true);
    }

    #[test]
    fn ten_clicks_without_an_order_are_shown_and_nobody_is_told() {
        let ctr = measured(10, 500, (12, 1_000));
        let rules = Rules::default();
        let finding =
            |n_clicks| traffic_without_sales(ctr, measured(0, n_clicks, (2, 100)), PRIOR, &rules);
        let few = finding(10).expect("clicks");
        assert!(few.is_met && few.evidence == Evidence::Insufficient, "{few:?}");
        assert_eq!(few.observed(), Observed { seen: Seen::Bad, is_supported: false });
        let many = finding(500).expect("clicks");
        assert_eq!((many.evidence, many.observed()), (Evidence::Confirmed, Observed::BAD));
        assert_eq!(finding(0), None, "no clicks, no judgement");
    }

    /// Reads: revenue, target, days passed of 21, and whether it is above the target.
    #[track_caller]
    fn check_target(revenue_minor: i64, target_minor: i64, days: i64, expected: Option<bool>) {
        let above = is_above_target(revenue_minor, target_minor, days, 21);
        assert_eq!(above, expected, "{revenue_minor} of {target_minor} on day {days}");
    }

    #[test]
    fn more_revenue_than_time_is_above_target() {
        check_target(700_00, 2_100_00, 7, Some(false)); // on target exactly
        check_target(700_01, 2_100_00, 7, Some(true));
        check_target(0, 2_100_00, 7, Some(false));
        check_target(1, 2_100_00, 0, None);
        check_target(1, 0, 7, None);
        check_target(1, 2_100_00, 22, None);
    }

    /// Reads: revenue of the trailing hour in each minute (`None`: no data), orders in each of
    /// them, and what is observed in the last.
    #[track_caller]
    fn check_floor(trailing: &[Option<i64>], n_orders: u64, expected: Observed) {
        let mut watch = FloorWatch::default();
        let mut observed = Observed::WELL;
        for trailing_minor in trailing {
            let minute = trailing_minor.map(|trailing_minor| Minute {
                trailing_minor,
                n_orders,
                n_expected: Some(1.0),
            });
            (watch, observed) = watch.step(minute, 100_00, &Rules::default().page);
        }
        assert_eq!(observed, expected, "{watch:?}");
    }

    const UNSUPPORTED: Observed = Observed { seen: Seen::Bad, is_supported: false };

    #[test]
    fn the_floor_counts_once_it_was_reached() {
        check_floor(&[Some(0); 30], 0, Observed::WELL);
        check_floor(&[Some(100_00), Some(99_99)], 1, UNSUPPORTED);
        check_floor(&[Some(100_00), Some(100_00)], 1, Observed::WELL); // at the floor
    }

    #[test]
    fn a_page_needs_a_fall_of_orders_too() {
        let mut below = vec![Some(100_00)];
        below.extend([Some(50_00); 90]);
        check_floor(&below, 1, UNSUPPORTED); // small baskets, as many as ever
        check_floor(&below, 0, Observed::BAD);
    }

    #[test]
    fn a_minute_without_data_changes_nothing() {
        check_floor(&[Some(100_00), Some(0), None], 0, Observed::MISSING);
        let watch = FloorWatch { is_armed: true, fall: Cusum::default() };
        assert_eq!(watch.step(None, 100_00, &Rules::default().page).0, watch);
    }

    #[test]
    fn twenty_orders_a_day_are_enough_to_be_watched_alone() {
        assert!(!is_watched_alone(139, &Rules::default().page));
        assert!(is_watched_alone(140, &Rules::default().page));
    }
}
