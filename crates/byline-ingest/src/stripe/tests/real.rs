//! Things as Stripe's own API description shows them, sent as events with the bench's secret. They
//! are read where `BYLINE_REAL_DATA` points.

use super::*;
use crate::tests::real;

const KINDS: [&str; 6] = [
    "checkout.session.completed",
    "checkout.session.async_payment_succeeded",
    "checkout.session.async_payment_failed",
    "charge.refunded",
    "refund.created",
    "charge.refund.updated",
];

#[test]
fn every_thing_of_the_api_is_read_or_refused_with_a_reason() {
    let Some(files) = real::json_files("stripe_openapi_fixtures") else { return };
    let resources = files[0].1["resources"].as_object().unwrap();
    assert!(100 < resources.len());
    for (name, object) in resources {
        for kind in KINDS {
            let told = outcome(Sent::signed(&event(kind, object.clone())).receive());
            let is_reason = told.starts_with("feed.") || told.starts_with("stripe.");
            assert!(is_reason || told == "1 facts", "{name} as {kind}: {told}");
        }
    }
    let told = |kind: &str, object: Value| outcome(Sent::signed(&event(kind, object)).receive());
    let session = resources["checkout.session"].clone();
    assert_eq!(told(KINDS[0], session.clone()), "feed.currency_unknown", "it has none");
    assert_eq!(told("charge.refunded", resources["charge"].clone()), "stripe.refunds_unlisted");
    assert_eq!(outcome(Sent::signed(&resources["event"]).receive()), "stripe.type_ignored");

    // One refund of 100 cents on a charge without a payment.
    let refund = Sent::signed(&event("refund.created", resources["refund"].clone()));
    let expected = ("re_1Pgc72B7WZ01zgkWqPvrRrPE", "ch_1PgafuB7WZ01zgkWXYmPNZs8", 1_00);
    let told = refunds_of(&refund).remove(0);
    assert_eq!((&*told.0, &*told.1, told.2), expected);

    // The session once it has a currency and a sum: 3,000.00 less 14,245,347.16 tax is no sale.
    let mut filled = session;
    filled["currency"] = json!("usd");
    filled["amount_total"] = json!(300_000);
    let order = order_in(&Sent::signed(&event(KINDS[0], filled)));
    assert_eq!(order.state, OrderState::Test);
    assert_eq!(order.amounts.merchandise_minor, 300_000 - 1_424_534_716);
    assert_eq!(order.amounts.discount_minor, 406_046_392);
    assert_eq!(order.aliases, ["pi_1PgafyB7WZ01zgkWSjxsAJo3"]);
}

#[test]
fn scripts_that_make_events_are_no_events() {
    let Some(files) = real::json_files("stripe_cli_triggers") else { return };
    assert!(20 < files.len());
    for (name, script) in files {
        assert_eq!(outcome(Sent::signed(&script).receive()), "feed.topic_unknown", "{name}");
    }
}
