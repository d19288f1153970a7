//! Our statistics against those of scipy and statsmodels.

use super::beta_binomial::{Counts, Hill, moments};
use super::*;
use crate::oracles::{Row, number, table, text};

/// Asserts that a number is the oracle's: to nine digits, also in the far tails.
#[track_caller]
fn same(ours: f64, row: &Row, column: &str) {
    let theirs = number(row, column);
    let off = (ours - theirs).abs();
    // Below 10^-300 the oracle says zero.
    let is_same = off <= 1e-8 * theirs.abs().max(1e-6) || (ours < 1e-300 && theirs == 0.0);
    assert!(is_same, "{column}: we say {ours}, the oracle says {theirs} in {row:?}");
}

fn count(row: &Row, column: &str) -> u64 {
    row[column].parse().expect("a count")
}

#[test]
fn what_is_known_of_a_rate_is_what_scipy_says() {
    for row in table("stats/beta_posterior.csv").unwrap_or_default() {
        let prior = Beta { a: number(&row, "prior_a"), b: number(&row, "prior_b") };
        let (k, n) = (count(&row, "k"), count(&row, "n"));
        let known = prior.after(k, n);
        same(known.mean(), &row, "post_mean");
        same(known.at_most(0.009), &row, "P(p<=0.009)");
        same(known.at_most(0.0108), &row, "P(p<=0.0108)");
        same(known.at_least(0.0156), &row, "P(p>=0.0156)");
        same(known.quantile(0.05), &row, "q05");
        same(known.quantile(0.95), &row, "q95");
        let one = [Trials { n_successes: k, n_trials: n }];
        same(Hill::at(&Counts::of(&one), prior).height, &row, "log_beta_binomial_kernel");
    }
}

#[test]
fn tails_of_poisson_are_those_of_scipy_down_to_the_smallest() {
    for row in table("stats/poisson_tails.csv").unwrap_or_default() {
        let (mean, n) = (number(&row, "lambda"), count(&row, "x"));
        same(poisson_at_most(n, mean), &row, "P(X<=x)");
        same(poisson_at_least(n, mean), &row, "P(X>=x)");
    }
}

#[test]
fn what_is_known_of_a_ratio_is_what_scipy_says() {
    for row in table("stats/gamma_poisson_ratio.csv").unwrap_or_default() {
        let prior = Gamma { shape: number(&row, "prior_shape"), rate: number(&row, "prior_rate") };
        let known = prior.after(count(&row, "orders"), number(&row, "expected_orders"));
        same(known.at_most(0.75), &row, "P(rho<=0.75)");
        same(known.at_least(1.3), &row, "P(rho>=1.3)");
    }
}

#[test]
fn intervals_are_those_of_statsmodels() {
    for row in table("stats/binomial_intervals.csv").unwrap_or_default() {
        let (k, n, level) = (count(&row, "k"), count(&row, "n"), number(&row, "level"));
        for (interval, name) in [
            (wilson(k, n, level), "wilson"),
            (clopper_pearson(k, n, level), "clopper_pearson"),
            (jeffreys(k, n, level), "jeffreys"),
        ] {
            same(interval.low, &row, &format!("{name}_lo"));
            same(interval.high, &row, &format!("{name}_hi"));
        }
    }
}

#[test]
fn flags_on_many_are_adjusted_as_statsmodels_does() {
    let rows = table("stats/bh.csv").unwrap_or_default();
    let p: Vec<f64> = rows.iter().map(|row| number(row, "p")).collect();
    for (adjusted, row) in benjamini_hochberg(&p).into_iter().zip(&rows) {
        same(adjusted, row, "bh_adjusted");
        assert_eq!(adjusted <= 0.10, row["reject_at_0.10"] == "1", "{row:?}");
    }
}

#[test]
fn the_bet_on_a_low_rate_wins_what_quadrature_says() {
    for row in table("stats/eprocess_low_rate.csv").unwrap_or_default() {
        let bet = Beta { a: number(&row, "a"), b: number(&row, "b") };
        let log_e = log_e_of_low_rate(number(&row, "p1"), bet, count(&row, "k"), count(&row, "n"));
        same(log_e, &row, "log_e_closed_form");
    }
}

fn roster() -> Vec<Trials> {
    let rows = table("stats/eb_roster.csv").unwrap_or_default();
    let trials = |row: &Row| Trials {
        n_successes: count(row, "clicks"),
        n_trials: count(row, "impressions"),
    };
    rows.iter().map(trials).collect()
}

#[test]
fn the_prior_of_a_roster_is_the_one_that_scipy_fits() {
    let Some(text) = text("stats/eb_roster_fit.json") else { return };
    let theirs: serde_json::Value = serde_json::from_str(&text).expect("JSON");
    let of = |method: &str, key: &str| theirs[method][key].as_f64().expect("a number");
    let roster = roster();
    let fit = fit(&roster, Strength { least: 0.01, most: 1e6 }).expect("clicks and misses");
    assert_eq!(fit.method, FitMethod::Likelihood);

    // Their search stops a little below the top; ours must be as high at least, and next to it.
    let beside = |ours: f64, theirs: f64| (ours / theirs - 1.0).abs() < 1e-3;
    assert!(beside(fit.prior.a, of("mle", "a")) && beside(fit.prior.b, of("mle", "b")), "{fit:?}");
    let their_prior = Beta { a: of("mle", "a"), b: of("mle", "b") };
    let height = |prior| Hill::at(&Counts::of(&roster), prior).height;
    assert!(height(their_prior) <= height(fit.prior) + 1e-9);

    for (one, mean) in roster.iter().zip(theirs["posterior_mean_first5"].as_array().unwrap()) {
        let ours = their_prior.after(one.n_successes, one.n_trials).mean();
        assert!((ours - mean.as_f64().unwrap()).abs() < 1e-12);
    }
    let by_moments = moments(&roster).flatten().expect("they differ by more than chance");
    assert!((by_moments.a / of("mom", "a") - 1.0).abs() < 1e-9, "{by_moments:?}");
    assert!((by_moments.b / of("mom", "b") - 1.0).abs() < 1e-9, "{by_moments:?}");
}

const BOUNDS: Strength = Strength { least: 0.5, most: 20.0 };

#[test]
fn creators_who_are_all_alike_get_the_strongest_prior_allowed() {
    let alike = [Trials { n_successes: 12, n_trials: 1_000 }; 30];
    let fit = fit(&alike, BOUNDS).expect("clicks and misses");
    assert_eq!(fit.method, FitMethod::Alike);
    assert!((fit.prior.a - 20.0).abs() < 1e-9, "{fit:?}");
    assert!((fit.prior.mean() - 0.012).abs() < 1e-12, "{fit:?}");
}

#[test]
fn creators_who_have_little_in_common_get_the_weakest_prior_allowed() {
    let all = Trials { n_successes: 999, n_trials: 1_000 };
    let none = Trials { n_successes: 0, n_trials: 1_000 };
    let fit = fit(&[all, none, none, none, none, none, none, none], BOUNDS).expect("a mixture");
    assert!((fit.prior.a - 0.5).abs() < 1e-9, "{fit:?}");
}

#[test]
fn a_segment_in_which_nothing_happened_has_no_prior() {
    assert_eq!(fit(&[], BOUNDS), None);
    assert_eq!(fit(&[Trials { n_successes: 0, n_trials: 900 }], BOUNDS), None);
    assert_eq!(fit(&[Trials { n_successes: 9, n_trials: 9 }], BOUNDS), None);
}

#[test]
fn ratios_of_alike_creators_are_fitted_tight_and_of_different_ones_loose() {
    let alike = [(10, 10.0); 20];
    let fitted = fit_ratios(&alike, BOUNDS).expect("orders");
    assert!((fitted.mean() - 1.0).abs() < 1e-9 && 19.9 < fitted.shape, "{fitted:?}");
    let mixed: Vec<_> = (0..20).map(|n| (if n % 2 == 0 { 1 } else { 39 }, 10.0)).collect();
    let fitted = fit_ratios(&mixed, BOUNDS).expect("orders");
    assert!((fitted.mean() - 2.0).abs() < 1e-9 && fitted.shape < 2.0, "{fitted:?}");
    assert_eq!(fit_ratios(&[(0, 5.0)], BOUNDS), None);
}

#[test]
fn e_values_reject_only_what_won_enough() {
    let log_e = [5.0, 0.0, 3.9, -2.0, 3.1].map(f64::from);
    assert_eq!(e_benjamini_hochberg(&log_e, 0.1), [true, false, true, false, true]);
    // Alone, the last would have to win ln(5/0.1) = 3.9.
    assert_eq!(e_benjamini_hochberg(&[0.0, 0.0, 0.0, 0.0, 3.1], 0.1), [false; 5]);
    assert_eq!(e_benjamini_hochberg(&[], 0.1), [false; 0]);
}

const RULE: CusumRule =
    CusumRule { fell_to_percent: 25, threshold_micronats: 7_000_000, hours_differ_bp: 0 };

/// Reads: orders expected and seen in each minute, and after how many minutes the alarm comes.
fn check_alarm(n_expected: f64, n_seen: u64, expected: Option<u32>) {
    check_alarm_by(RULE, n_expected, n_seen, expected);
}

fn check_alarm_by(rule: CusumRule, n_expected: f64, n_seen: u64, expected: Option<u32>) {
    let mut cusum = Cusum::default();
    let alarm_after = (1..=1_000).find(|_| {
        cusum = cusum.after(n_seen, n_expected, rule);
        cusum.is_alarm(rule)
    });
    assert_eq!(alarm_after, expected, "{n_seen} of {n_expected} a minute");
}

#[test]
fn silence_raises_the_alarm_after_what_nine_orders_would_have_taken() {
    check_alarm(1.0, 0, Some(10)); // 7 / 0.75 = 9.3
    check_alarm(0.5, 0, Some(19));
    check_alarm(0.01, 0, Some(934));
    check_alarm(4.0, 1, Some(5)); // a quarter is left: 7 / (3 - ln 4) = 4.3
}

#[test]
fn a_rate_over_half_of_the_expected_one_raises_none() {
    check_alarm(1.0, 1, None);
    check_alarm(1.8, 1, None);
    check_alarm(1.9, 1, Some(181));
}

#[test]
fn where_hours_differ_many_orders_say_less_and_few_as_much() {
    let rule = CusumRule { hours_differ_bp: 20_00, ..RULE };
    check_alarm_by(rule, 1.0, 0, Some(32)); // 1 + 0.2² × 60 = 3.4 times 9.3
    check_alarm_by(rule, 0.01, 0, Some(956)); // 1.024 times 933
    check_alarm_by(rule, 100.0, 0, Some(23)); // however many orders: 7 × 0.2² × 60 / 0.75 = 22.4
}

#[test]
fn the_level_falls_as_fast_as_it_rose() {
    let mut cusum = Cusum::default().after(0, 1_000.0, RULE);
    assert_eq!(cusum.level_micronats(), 14_000_000);
    cusum = cusum.after(11, 10.0, RULE);
    assert!(!cusum.is_alarm(RULE), "{cusum:?}");
}

#[test]
fn the_profile_of_the_day_needs_a_history() {
    let mut n_orders = [0; 24];
    n_orders[20] = 199;
    assert_eq!(DayParts::from_history(&n_orders), None);
    n_orders[8] = 1;
    let profile = DayParts::from_history(&n_orders).expect("200 orders");
    assert!(profile.busy(20) > 19.0 && profile.busy(3) > 0.1, "{profile:?}");
    let sum: f64 = (0..24).map(|hour| profile.busy(hour)).sum();
    assert!((sum - 24.0).abs() < 1e-4, "{sum}");
}

#[test]
fn a_fall_from_day_to_day_is_taken_to_go_on() {
    let per_day = |last, before| DayParts::FLAT.expected_per_minute(last, before, 12) * 1_440.0;
    assert!((per_day(400, 400) - 400.0).abs() < 1e-9);
    assert!((per_day(400, 100) - 400.0).abs() < 1e-9, "a rise is not");
    assert!((per_day(397, 1_597) - 198.5).abs() < 0.1, "half of the fall to a quarter: a half");
}
