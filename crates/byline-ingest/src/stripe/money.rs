//! Amounts as Stripe counts them, in the minor units of ISO 4217.
//!
//! Stripe counts most currencies in hundredths, some whole, some in thousandths, and that is not
//! always what ISO 4217 says: the Icelandic króna and the Ugandan shilling have no minor unit and
//! are counted in hundredths all the same, the Malagasy ariary the other way round.

use byline_core::money::Currency;

use crate::amount::LARGEST;
use crate::fault::Unreadable;
use crate::field::said;
use crate::json::Scalar;

/// Currencies that Stripe counts whole.
const WHOLE: &str = "BIF CLP DJF GNF JPY KMF KRW MGA PYG RWF VND VUV XAF XOF XPF";

/// Currencies that Stripe counts in thousandths.
const THOUSANDTHS: &str = "BHD JOD KWD OMR TND";

/// The amount in `field`, if there is one.
pub(super) fn minor(
    field: &'static str,
    scalar: &Option<Scalar<'_>>,
    currency: Currency,
) -> Result<Option<i64>, Unreadable> {
    let Some(text) = said(scalar) else { return Ok(None) };
    let counted: Option<i64> = text.parse().ok();
    let minor = counted.and_then(|counted| in_minor_units(counted, currency));
    let minor = minor.filter(|minor| (0..=LARGEST).contains(minor));
    minor.map(Some).ok_or(Unreadable::MoneyInvalid(field))
}

fn in_minor_units(counted: i64, currency: Currency) -> Option<i64> {
    let (ours, theirs) = (currency.exponent(), exponent(currency));
    if theirs <= ours {
        return counted.checked_mul(10_i64.checked_pow(ours - theirs)?);
    }
    let parts = 10_i64.checked_pow(theirs - ours)?;
    (counted % parts == 0).then_some(counted / parts)
}

fn exponent(currency: Currency) -> u32 {
    let is_in = |list: &str| list.split(' ').any(|code| code == currency.as_str());
    match () {
        () if is_in(WHOLE) => 0,
        () if is_in(THOUSANDTHS) => 3,
        () => 2,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Reads as a table: currency, what Stripe counts, decimal text of what it is.
    #[test]
    fn trap_2_stripes_units_are_not_always_those_of_iso_4217() {
        let table = [
            ("USD", "1099", Some("10.99")),
            ("JPY", "1099", Some("1099")),
            ("KRW", "5000", Some("5000")),
            ("KWD", "10990", Some("10.990")),
            ("MGA", "1099", Some("1099.00")),
            ("ISK", "109900", Some("1099")),
            ("UGX", "109900", Some("1099")),
            ("ISK", "109950", None),
            ("USD", "10.99", None),
            ("USD", "-1", None),
            ("USD", "9223372036854775807", None),
        ];
        for (code, counted, expected) in table {
            let currency = Currency::parse(code).unwrap();
            let scalar = Some(Scalar(counted.into()));
            let read = minor("amount", &scalar, currency).ok().flatten();
            let text =
                read.map(|minor| byline_core::money::decimal_text(minor, currency.exponent()));
            assert_eq!(text.as_deref(), expected, "{code} {counted}");
        }
    }
}
