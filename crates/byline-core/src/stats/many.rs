//! Many verdicts at once: of 150 creators some look bad by luck, and a list of flags must say how
//! many of it are false.

use libm::log;

use super::beta::Beta;
use super::special::{beta_tails, ln_beta};

/// Adjusted p-values in the order of `p`: a flag on all that are at most `q` is false in at most
/// the share `q` of cases (Benjamini and Hochberg 1995). For verdicts that do not depend on each
/// other, looked at once.
pub fn benjamini_hochberg(p: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..p.len()).collect();
    order.sort_by(|x, y| p[*x].total_cmp(&p[*y]));
    let mut adjusted = vec![1.0; p.len()];
    let mut least: f64 = 1.0;
    for (rank, index) in order.iter().enumerate().rev() {
        least = f64::min(least, p[*index] * p.len() as f64 / (rank + 1) as f64);
        adjusted[*index] = least;
    }
    adjusted
}

/// Which hypotheses to reject so that at most the share `q` of those is rejected wrongly, whatever
/// they have to do with each other and however often one looks (Wang and Ramdas 2022). In:
/// logarithms of e-values.
pub fn e_benjamini_hochberg(log_e: &[f64], q: f64) -> Vec<bool> {
    let mut order: Vec<usize> = (0..log_e.len()).collect();
    order.sort_by(|x, y| log_e[*y].total_cmp(&log_e[*x]));
    let n = log_e.len() as f64;
    let is_enough = |rank: usize| log(n / (q * (rank + 1) as f64)) <= log_e[order[rank]];
    let n_rejected = (0..order.len()).rev().find(|rank| is_enough(*rank)).map_or(0, |at| at + 1);
    let mut rejected = vec![false; log_e.len()];
    for index in &order[..n_rejected] {
        rejected[*index] = true;
    }
    rejected
}

/// The logarithm of the e-value against "the rate is at least `rate`", after some trials: how much
/// better a bet on lower rates, spread like `bet`, did than the rate itself.
///
/// It may be looked at after every trial: the probability that it ever passes `1/alpha` is at most
/// `alpha`. Negative where the rate does well.
pub fn log_e_of_low_rate(rate: f64, bet: Beta, n_successes: u64, n_trials: u64) -> f64 {
    let after = bet.after(n_successes, n_trials);
    let n_failures = n_trials.saturating_sub(n_successes) as f64;
    let won = ln_beta(after.a, after.b) + log(beta_tails(after.a, after.b, rate).lower)
        - ln_beta(bet.a, bet.b)
        - log(beta_tails(bet.a, bet.b, rate).lower);
    let by_rate = n_successes as f64 * log(rate) + n_failures * libm::log1p(-rate);
    won - by_rate
}
