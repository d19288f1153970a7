use proptest::prelude::*;
use proptest::sample::select;

use super::*;

fn currency(code: &str) -> Currency {
    Currency::parse(code).expect("a currency of the table")
}

/// Reads as a table: text, currency, minor units or the code of the error.
fn check(text: &str, code: &str, expected: Result<i64, &str>) {
    let parsed = minor_from_decimal(text, &currency(code));
    assert_eq!(parsed.map_err(|error| error.code()), expected, "{text} {code}");
}

#[test]
fn amounts_have_the_places_of_their_currency() {
    check("12.34", "USD", Ok(12_34));
    check("12.3", "USD", Ok(12_30));
    check("12", "USD", Ok(12_00));
    check("007.50", "EUR", Ok(7_50));
    check("1200", "JPY", Ok(1_200));
    check("1.250", "KWD", Ok(1_250));
    check("1.2345", "CLF", Ok(1_2345));
    check("21.3", "IDR", Ok(21_30));
    check("5", "UYW", Ok(5_0000));
    check("99.9", "HUF", Ok(99_90));
}

#[test]
fn money_given_back_is_negative() {
    check("-0.05", "USD", Ok(-5));
    check("-0.00", "USD", Ok(0));
}

#[test]
fn a_trailing_point_and_zeros_beyond_the_places_say_nothing() {
    check("144.", "USD", Ok(14_400));
    check("12.3400", "USD", Ok(12_34));
    check("1200.00", "ISK", Ok(1_200));
}

#[test]
fn digits_beyond_the_places_are_not_rounded_away() {
    check("12.345", "USD", Err("money.too_precise"));
    check("1200.5", "JPY", Err("money.too_precise"));
}

#[test]
fn whatever_is_no_plain_decimal_is_refused() {
    for text in ["", "-", ".", ".5", "+1", " 1", "1 ", "12,34", "1,234.00", "1e3", "NaN", "inf"] {
        check(text, "USD", Err("money.not_decimal"));
    }
    for text in ["--1", "1.2.3", "0x10", "١٢", "1_000", "-.5", "$5", "null"] {
        check(text, "USD", Err("money.not_decimal"));
    }
}

#[test]
fn amounts_beyond_63_bits_are_refused() {
    check("92233720368547758.07", "USD", Ok(i64::MAX));
    check("-92233720368547758.08", "USD", Ok(i64::MIN));
    check("92233720368547758.08", "USD", Err("money.out_of_range"));
    check("12345678901234567890", "USD", Err("money.out_of_range"));
    check("99999999999999999999", "JPY", Err("money.out_of_range"));
}

#[test]
fn codes_are_those_of_iso_4217() {
    for code in ["USD", "XCG", "ZWG", "SLE"] {
        assert!(Currency::parse(code).is_some(), "{code}");
    }
    for code in ["usd", "CAN", "XXX", "XAU", "", "US", "USDT", "D A", "SD "] {
        assert!(Currency::parse(code).is_none(), "{code}");
    }
    let all = Currency::all();
    assert!(all.is_sorted_by(|one, next| one < next), "each once");
    assert!(150 < all.len(), "{all:?}");
}

#[test]
fn two_currencies_never_add_up() {
    let (dollars, euros) = (Money::new(1_00, currency("USD")), Money::new(1_00, currency("EUR")));
    let refused = dollars.checked_add(euros).expect_err("two currencies");
    assert_eq!(refused.code(), "money.currency_mismatch");
    assert_eq!(dollars.checked_add(dollars), Ok(Money::new(2_00, currency("USD"))));
    assert_eq!(dollars.checked_sub(dollars), Ok(Money::new(0, currency("USD"))));
    let most = Money::new(i64::MAX, currency("USD"));
    assert_eq!(most.checked_add(dollars), Err(MoneyError::OutOfRange));
}

#[test]
fn amounts_are_written_exactly() {
    let written = |minor, code| Money::new(minor, currency(code)).to_string();
    assert_eq!(written(12_34, "USD"), "12.34 USD");
    assert_eq!(written(-5, "USD"), "-0.05 USD");
    assert_eq!(written(1_200, "JPY"), "1200 JPY");
    assert_eq!(written(0, "KWD"), "0.000 KWD");
    assert_eq!(written(i64::MIN, "CLF"), "-922337203685477.5808 CLF");
}

#[test]
fn people_read_the_sign_and_the_thousands() {
    let told = |minor, code: &str| {
        Money::new(minor, Currency::parse(code).expect("a currency of the table")).told()
    };
    assert_eq!(told(48_212_40, "USD"), "$48,212.40");
    assert_eq!(told(-16_07, "EUR"), "−€16.07");
    assert_eq!(told(1_200, "JPY"), "¥1,200");
    assert_eq!(told(1_250, "KWD"), "KWD\u{a0}1.250");
}

proptest! {
    #[test]
    fn what_was_written_can_be_read(minor: i64, currency in select(Currency::all())) {
        let money = Money::new(minor, currency);
        prop_assert_eq!(money.to_string().parse(), Ok(money));
        prop_assert_eq!(Money::parse_decimal(&money.decimal_text(), &currency), Ok(money));
    }

    #[test]
    fn no_text_makes_the_reader_stumble(
        text in "[-+0-9.,eE ]{0,30}",
        currency in select(Currency::all()),
    ) {
        let is_plain = text.strip_prefix('-').unwrap_or(&text);
        let (whole, rest) = is_plain.split_once('.').unwrap_or((is_plain, ""));
        let is_number = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
        let is_in_grammar = !whole.is_empty() && is_number(whole) && is_number(rest);
        let is_refused = matches!(
            minor_from_decimal(&text, &currency),
            Err(MoneyError::NotDecimal(_))
        );
        prop_assert_eq!(is_refused, !is_in_grammar);
    }
}
