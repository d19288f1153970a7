//! Statistics: what a few clicks and orders can say about a creator, and what they cannot.
//!
//! In: counts. Out: probabilities, intervals, fitted priors. Six clicks where eight were expected
//! are no verdict, and a roster of 150 always has a worst one by luck alone; what is here tells
//! luck from a fact before anybody's money moves.
//!
//! Probabilities are floating point, money never is. Every function is built on `libm`, which is
//! software and not the machine's own, so that a replay elsewhere decides the same to the bit.

mod beta;
mod beta_binomial;
mod cusum;
mod gamma;
mod interval;
mod many;
mod outlook;
mod special;
#[cfg(test)]
mod tests;

pub use beta::Beta;
pub use beta_binomial::{Fit, FitMethod, Strength, Trials, fit};
pub use cusum::{Cusum, CusumRule, DayParts};
pub use gamma::{Gamma, fit_ratios, poisson_at_least, poisson_at_most};
pub use interval::{Interval, clopper_pearson, jeffreys, wilson};
pub use many::{benjamini_hochberg, e_benjamini_hochberg, log_e_of_low_rate};
pub use outlook::{Outlook, outlook};
