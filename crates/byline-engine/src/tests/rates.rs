//! Money in other currencies, by the rate of the day.

use byline_core::event::{Spend, SpendKind};
use byline_core::rate::{DayRates, Rate};

use super::*;

fn eur() -> Currency {
    Currency::parse("EUR").unwrap()
}

/// What a euro buys of dollars from an hour on, in cents.
fn rate(hours: i64, cents: i64) -> Fact {
    Fact::Rates(DayRates {
        publisher: "ecb".to_owned(),
        from: at(hours),
        base: eur(),
        rates: vec![Rate { currency: Currency::USD, per_base_e8: cents * 1_000_000 }],
    })
}

/// What a euro buys of currencies at an hour, in cents.
fn rates(hours: i64, cents: &[(&str, i64)]) -> Fact {
    let stated = cents.iter().map(|(code, cents)| Rate {
        currency: Currency::parse(code).unwrap(),
        per_base_e8: cents * 1_000_000,
    });
    let (publisher, from, base) = ("ecb".to_owned(), at(hours), eur());
    Fact::Rates(DayRates { publisher, from, base, rates: stated.collect() })
}

fn in_euros(id: &str, hours: i64, cents: i64) -> Fact {
    Fact::Order(OrderVersion { currency: eur(), ..order(id, hours, cents, &["ANA10"]) })
}

fn refund_in_euros(id: &str, order: &str, hours: i64, cents: i64) -> Fact {
    let amount = Money { minor: cents, currency: eur() };
    Fact::Refund(Refund { amount, ..refund(id, order, hours, cents) })
}

#[test]
fn an_order_is_converted_by_the_rate_of_its_own_time() {
    let mut bench = Bench::new();
    bench.tell(rate(-48, 110));
    bench.tell(in_euros("1", 0, 100_00));
    assert_eq!(bench.credits("1", Model::Linear), ["ana 11000"]);
    let view = bench.engine.order("1").unwrap();
    assert_eq!((view.currency, view.order_currency), (Some(Currency::USD), Some(eur())));
    bench.tell(rate(24, 150));
    assert_eq!(bench.credits("1", Model::Linear), ["ana 11000"], "later rates do not matter");
    bench.tell(rate(-2, 120));
    assert_eq!(bench.credits("1", Model::Linear), ["ana 12000"], "a nearer day came late");
    assert_eq!(bench.engine.query(&bench.query()).total.revenue_minor[Model::Linear], 120_00);
}

#[test]
fn refunds_use_the_orders_rate_and_a_full_one_in_parts_ends_at_zero() {
    let mut bench = Bench::new();
    bench.tell(rate(-48, 107));
    bench.tell(rate(20, 150));
    bench.tell(in_euros("1", 0, 100_01));
    for (n, cents) in [33_34, 33_33, 33_33].into_iter().enumerate() {
        bench.tell(refund_in_euros(&format!("r{n}"), "1", 24 + i64::try_from(n).unwrap(), cents));
    }
    assert_eq!(bench.credits("1", Model::Linear), ["ana 1"], "one cent is left");
    bench.tell(refund_in_euros("r9", "1", 30, 1));
    assert_eq!(bench.credits("1", Model::Linear), Vec::<String>::new());
    assert_eq!(bench.engine.order("1").unwrap().net_minor, 0);
}

#[test]
fn without_a_rate_an_amount_stands_apart() {
    let mut bench = Bench::new();
    bench.tell(in_euros("1", 0, 100_00));
    let answer = bench.engine.query(&bench.query());
    assert_eq!(answer.total.revenue_minor[Model::Linear], 0);
    assert_eq!(answer.other_currencies[0].currency, eur());
    assert_eq!(bench.engine.order("1").unwrap().currency, Some(eur()));
    bench.tell(rate(-12, 110));
    let answer = bench.engine.query(&bench.query());
    assert_eq!(answer.total.revenue_minor[Model::Linear], 110_00, "it joins when the rate comes");
    assert!(answer.other_currencies.is_empty());
}

#[test]
fn spend_is_converted_too() {
    let mut bench = Bench::new();
    bench.tell(Fact::Spend(Spend {
        id: EventId::from("s1"),
        campaign_id: CampaignId::from("summer"),
        creator_id: Some("ana".into()),
        placement_id: None,
        occurred_at: at(1),
        amount: Money { minor: 50_00, currency: eur() },
        kind: SpendKind::Fee,
    }));
    assert_eq!(bench.engine.query(&bench.query()).total.spend_minor.unwrap_or(0), 0);
    bench.tell(rate(0, 110));
    assert_eq!(bench.engine.query(&bench.query()).total.spend_minor, Some(55_00));
    bench.tell(rate(0, 120));
    assert_eq!(bench.engine.query(&bench.query()).total.spend_minor, Some(60_00));
}

#[test]
fn a_later_word_of_a_day_leaves_the_currencies_that_it_does_not_list() {
    let in_pounds = |id: &str| {
        let currency = Currency::parse("GBP").unwrap();
        Fact::Order(OrderVersion { currency, ..order(id, 0, 80_00, &["ANA10"]) })
    };
    let (dollar, pound): (&[_], &[_]) = (&[("USD", 110)], &[("GBP", 80)]);
    let both: &[_] = &[("GBP", 80), ("USD", 110)];
    let mut seen = Vec::new();
    for words in [[both, dollar], [both, pound], [dollar, pound], [pound, dollar]] {
        let mut bench = Bench::new();
        bench.tell(in_pounds("1"));
        bench.tell(in_euros("2", 0, 100_00));
        for word in words {
            assert_ne!(bench.tell(rates(-2, word)), Applied::Waits);
            let again = bench.tell(rates(-2, word));
            assert_eq!(again, Applied::Known, "{words:?}");
        }
        bench.tell(in_pounds("3"));
        for order in ["1", "2", "3"] {
            assert_eq!(bench.credits(order, Model::Linear), ["ana 11000"], "{words:?} {order}");
        }
        seen.push(bench.engine.fingerprint());
    }
    seen.dedup();
    assert_eq!(seen.len(), 1, "arrival leaves no trace");
}
