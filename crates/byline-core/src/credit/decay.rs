//! Time decay: half as much for each half-life before the newest touch, in whole numbers only.
//!
//! In: the ages of a journey's touches. Out: `2^(-age / half-life)` for each, relative to the
//! newest, in units of `2^-32`. Proportions are the same as relative to the conversion.
//!
//! Invariant: no floating point and no platform's maths library takes part, so that every machine
//! gives the same weights. A weight is within one unit, `2.4e-10`, of the true power.

use super::Weights;
use crate::journey::Touchpoint;
use crate::time::MICROS_PER_SECOND;

/// The weight of the newest touch.
const ONE: u64 = 1 << 32;

/// Bits below the point in intermediate powers.
const POINT: u32 = 62;

/// Bits of an exponent's fraction; the top eight index [`COARSE`], the next eight [`FINE`].
const FRACTION_BITS: u32 = 48;

/// Weights by age: `2^(-age / half_life)`. A half-life that is not positive counts as a second.
pub(super) fn weights(journey: &[Touchpoint], half_life_s: i64) -> Weights {
    let half_life_micros = half_life_s.max(1).saturating_mul(MICROS_PER_SECOND).unsigned_abs();
    let newest_at = journey.iter().map(|touch| touch.occurred_at).max().unwrap_or_default();
    let weigh = |touch: &Touchpoint| {
        let behind_micros = newest_at.micros_since(touch.occurred_at).unsigned_abs();
        halved(behind_micros, half_life_micros)
    };
    journey.iter().map(weigh).collect()
}

/// `2^(-age / half_life)` in units of `2^-32`, rounded.
fn halved(age: u64, half_life: u64) -> u64 {
    let n_halvings = age / half_life;
    if u64::from(POINT) <= n_halvings {
        return 0;
    }
    let rest = u128::from(age % half_life);
    let fraction = narrow((rest << FRACTION_BITS) / u128::from(half_life));
    let power = power_of_half(fraction) >> n_halvings;
    let shift = POINT - ONE.trailing_zeros();
    (power + (1 << (shift - 1))) >> shift
}

/// `2^-x` for `x` in `0..1`, given as a fraction of 48 bits.
fn power_of_half(fraction: u64) -> u64 {
    let coarse = COARSE[(fraction >> 40) as usize & 0xff];
    let fine = FINE[(fraction >> 32) as usize & 0xff];
    times(times(coarse, fine), power_of_small(fraction & 0xffff_ffff))
}

/// `2^-x` for `x` below `2^-16`: the first three terms of the series; the fourth is below `1e-15`.
fn power_of_small(fraction: u64) -> u64 {
    // `x ln 2`, from 48 bits below the point to 62.
    let exponent = times(fraction << (POINT - FRACTION_BITS), LN_2);
    (1 << POINT) - exponent + times(exponent, exponent) / 2
}

/// `a * b`, all with 62 bits below the point.
const fn times(a: u64, b: u64) -> u64 {
    narrow((a as u128 * b as u128) >> POINT)
}

#[expect(clippy::cast_possible_truncation, reason = "the line before rules it out")]
const fn narrow(wide: u128) -> u64 {
    assert!(wide <= u64::MAX as u128, "a power of a half is at most one");
    wide as u64
}

/// The natural logarithm of two, with 62 bits below the point.
const LN_2: u64 = 0x2c5c_85fd_f473_de6b;

/// `2^(-i / 2^8)`.
static COARSE: [u64; 256] = powers(0);

/// `2^(-i / 2^16)`.
static FINE: [u64; 256] = powers(8);

/// `2^(-i / 2^(8 + skipped))` for each `i`: products of square roots of one half.
const fn powers(skipped: u32) -> [u64; 256] {
    let mut table = [1 << POINT; 256];
    let mut root: u64 = 1 << POINT >> 1;
    let mut n_roots = 0;
    while n_roots < 8 + skipped {
        root = narrow(((root as u128) << POINT).isqrt());
        n_roots += 1;
        if skipped < n_roots {
            let bit = 1_usize << (8 + skipped - n_roots);
            let mut index = 0;
            while index < 256 {
                if index & bit != 0 {
                    table[index] = times(table[index], root);
                }
                index += 1;
            }
        }
    }
    table
}
