//! Logarithms that are the same on every machine.
//!
//! The log2 of a C library may differ in its last bit between systems; proposals must not. These
//! use additions, multiplications and divisions alone, which IEEE 754 fixes to the last bit.

/// log2 of a positive, normal number.
pub fn log2(x: f64) -> f64 {
    debug_assert!(x.is_normal() && 0.0 < x, "log2 of {x}");
    let bits = x.to_bits();
    let exponent = f64::from(u32::try_from(bits >> 52 & 0x7ff).unwrap_or(0)) - 1023.0;
    let mantissa = f64::from_bits(bits & 0x000f_ffff_ffff_ffff | 0x3ff0_0000_0000_0000);
    let (exponent, mantissa) = match mantissa <= std::f64::consts::SQRT_2 {
        true => (exponent, mantissa),
        false => (exponent + 1.0, mantissa / 2.0),
    };
    // ln m = 2 artanh t with t = (m-1)/(m+1), |t| < 0.172: eleven terms reach the last bit.
    let t = (mantissa - 1.0) / (mantissa + 1.0);
    let square = t * t;
    let series = (0..11).rev().fold(0.0, |sum, k| sum * square + 1.0 / f64::from(2 * k + 1));
    exponent + 2.0 * t * series / std::f64::consts::LN_2
}

/// 2 to the power of `x`; 0 far below, the largest power far above.
pub fn exp2(x: f64) -> f64 {
    if x < -1000.0 {
        return 0.0;
    }
    let x = x.min(1000.0);
    let whole = x.floor();
    let y = (x - whole) * std::f64::consts::LN_2;
    let part = (1..20).rev().fold(1.0, |sum, k| 1.0 + y / f64::from(k) * sum);
    let (base, step) = if whole < 0.0 { (0.5, -whole) } else { (2.0, whole) };
    let mut power = 1.0;
    let mut left = step;
    while 1.0 <= left {
        power *= base;
        left -= 1.0;
    }
    power * part
}

/// The probability that odds of `bits` stand for: 0 bits are even odds.
pub fn probability(bits: f64) -> f64 {
    let odds = exp2(-bits);
    1.0 / (1.0 + odds)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn logarithms_agree_with_the_library() {
        for x in [1e-12, 0.003, 0.5, 0.7, 1.0, 1.41, 1.5, 2.0, 3.0, 10.0, 50_000.0, 1e15] {
            assert!((log2(x) - x.log2()).abs() < 1e-13 * (1.0 + x.log2().abs()), "{x}");
            assert!((exp2(log2(x)) / x - 1.0).abs() < 1e-12, "{x}");
        }
        assert_eq!(log2(8.0), 3.0);
        assert_eq!(probability(0.0), 0.5);
        assert!(probability(-5000.0) < 1e-300);
        assert_eq!(probability(5000.0), 1.0);
    }
}
