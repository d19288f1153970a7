//! Who earns what, once everything has arrived.

use byline_core::campaign::{CountingRules, CreditScope, DAY_S};
use byline_core::click::{Click, Verdict};
use byline_core::code::{CodePolicy, PromoCode};
use byline_core::credit::Model;
use byline_core::entry::Fact;
use byline_core::event::TargetAction;
use byline_core::link::Utm;
use byline_core::order::{OrderState, OrderVersion};
use byline_core::shopper::{ShopperKey, ShopperKeys};

use super::*;

/// Reads as a table: clicks as (link, hours before noon), codes at checkout, an order of $100.00
/// at noon, its credit under a model.
fn check(clicks: &[(&str, i64)], codes: &[&str], model: Model, expected: &[&str]) {
    let mut bench = Bench::new();
    for (number, (link, hours_before)) in (1..).zip(clicks) {
        bench.click(number, link, -hours_before);
    }
    bench.order("1", 0, 100_00, codes);
    assert_eq!(bench.credits("1", model), expected);
}

#[test]
fn one_click_earns_the_order() {
    check(&[("ana", 5)], &[], Model::Linear, &["ana 10000"]);
}

#[test]
fn nobody_earns_an_order_without_touch() {
    check(&[], &[], Model::Linear, &["nobody 10000"]);
}

#[test]
fn two_creators_share() {
    check(&[("ana", 5), ("ben", 3)], &[], Model::Linear, &["ana 5000", "ben 5000"]);
    check(&[("ana", 5), ("ben", 3)], &[], Model::First, &["ana 10000"]);
    check(&[("ana", 5), ("ben", 3)], &[], Model::Last, &["ben 10000"]);
}

#[test]
fn neighbouring_touches_of_one_creator_are_one() {
    check(&[("ana", 5), ("ana", 4), ("ben", 3)], &[], Model::Linear, &["ana 5000", "ben 5000"]);
}

#[test]
fn the_window_is_closed_at_both_ends() {
    check(&[("ana", 7 * 24)], &[], Model::Linear, &["ana 10000"]);
    check(&[("ana", 7 * 24 + 1)], &[], Model::Linear, &["nobody 10000"]);
    check(&[("ana", 0)], &[], Model::Linear, &["ana 10000"]);
    check(&[("ana", -1)], &[], Model::Linear, &["nobody 10000"]);
}

#[test]
fn a_code_is_the_last_touch() {
    check(&[], &["ANA10"], Model::Linear, &["ana 10000"]);
    check(&[("ben", 3)], &["ANA10"], Model::Last, &["ana 10000"]);
    check(&[("ben", 3)], &["ANA10"], Model::Linear, &["ben 5000", "ana 5000"]);
    check(&[("ben", 3)], &["UNKNOWN"], Model::Linear, &["ben 10000"]);
}

#[test]
fn two_codes_on_one_order_share() {
    check(&[], &["BEN10", "ANA10"], Model::Linear, &["ben 5000", "ana 5000"]);
    check(&[], &["ANA10", "BEN10"], Model::Last, &["ben 10000"]);
}

/// Reads as: ana's code with a policy, a click of ben (and maybe one of ana), the credit.
fn check_policy(policy: CodePolicy, is_leaked: bool, has_own_click: bool, expected: &[&str]) {
    let mut bench = Bench::new();
    bench.tell(Fact::Code(PromoCode { policy, is_leaked, ..code("ana") }));
    if has_own_click {
        bench.click(1, "ana", -30);
    }
    bench.click(2, "ben", -20);
    bench.order("1", 0, 100_00, &["ANA10"]);
    assert_eq!(bench.credits("1", Model::Linear), expected, "{policy:?}");
}

#[test]
fn code_policies() {
    check_policy(CodePolicy::Touch, false, false, &["ben 5000", "ana 5000"]);
    check_policy(CodePolicy::Always, false, false, &["ana 10000"]);
    check_policy(CodePolicy::IfInvolved, false, false, &["ben 10000"]);
    check_policy(CodePolicy::IfInvolved, false, true, &["ana 6667", "ben 3333"]);
    check_policy(CodePolicy::Never, false, true, &["ana 5000", "ben 5000"]);
}

#[test]
fn a_leaked_code_needs_a_click_of_its_creator() {
    check_policy(CodePolicy::Touch, true, false, &["ben 10000"]);
    check_policy(CodePolicy::Always, true, false, &["ben 10000"]);
    check_policy(CodePolicy::Always, true, true, &["ana 6667", "ben 3333"]);
}

#[test]
fn a_code_names_its_creator_only_while_it_is_valid() {
    let mut bench = Bench::new();
    bench.tell(Fact::Code(PromoCode { valid_to: Some(at(0)), ..code("ana") }));
    bench.order("before", -1, 100_00, &["ANA10"]);
    bench.order("at-the-end", 0, 100_00, &["ANA10"]);
    assert_eq!(bench.credits("before", Model::Linear), ["ana 10000"]);
    assert_eq!(bench.credits("at-the-end", Model::Linear), ["nobody 10000"]);
}

#[test]
fn bots_and_previews_earn_nothing() {
    for verdict in [Verdict::Bot, Verdict::Preview, Verdict::Prefetch] {
        let mut bench = Bench::new();
        let visitor = Some(SHOPPER);
        bench.tell(Fact::Click(Click { verdict, visitor, ..click(1, "ana", -2) }));
        bench.order("1", 0, 100_00, &[]);
        assert_eq!(bench.credits("1", Model::Linear), ["nobody 10000"]);
    }
}

#[test]
fn a_click_id_in_the_order_ties_it_to_the_click() {
    let mut bench = Bench::new();
    bench.tell(Fact::Click(click(1, "ana", -2)));
    let shopper = ShopperKeys { clicks: vec![click_id(1)], ..ShopperKeys::default() };
    bench.tell(Fact::Order(OrderVersion { shopper, ..order("1", 0, 100_00, &[]) }));
    assert_eq!(bench.credits("1", Model::Linear), ["ana 10000"]);
}

#[test]
fn a_cookie_ties_clicks_of_different_days() {
    let mut bench = Bench::new();
    for (number, link, hours) in [(1, "ana", -50), (2, "ben", -2)] {
        bench.tell(Fact::Click(click(number, link, hours)));
        let shopper =
            ShopperKeys { clicks: vec![click_id(number)], visitor: Some(SHOPPER), customer: None };
        bench.tell(visit(&format!("v{number}"), hours, shopper, None));
    }
    bench.order("1", 0, 100_00, &[]);
    assert_eq!(bench.credits("1", Model::Linear), ["ana 5000", "ben 5000"]);
}

#[test]
fn a_customer_ties_two_devices() {
    let mut bench = Bench::new();
    let customer = Some(ShopperKey([7; 16]));
    bench.tell(Fact::Click(click(1, "ana", -50)));
    let phone = ShopperKeys { clicks: vec![click_id(1)], visitor: None, customer };
    bench.tell(Fact::Order(OrderVersion { shopper: phone, ..order("1", -49, 100_00, &[]) }));
    let desktop = ShopperKeys { clicks: vec![], visitor: Some(SHOPPER), customer };
    bench.tell(Fact::Order(OrderVersion { shopper: desktop, ..order("2", 0, 100_00, &[]) }));
    assert_eq!(bench.credits("2", Model::Linear), ["ana 10000"]);
}

#[test]
fn a_landing_address_with_a_links_utm_is_a_touch() {
    let mut bench = Bench::new();
    let utm = Some(Utm { source: " Instagram".to_owned(), ..link("ana", "ana").utm });
    bench.tell(Fact::Order(OrderVersion { utm, ..order("1", 0, 100_00, &[]) }));
    assert_eq!(bench.credits("1", Model::Linear), ["ana 10000"]);
}

#[test]
fn other_channels_earn_only_where_the_campaign_says_so() {
    let paid = Utm { source: "google".into(), medium: "cpc".into(), ..Utm::default() };
    let run = |scope| {
        let mut bench = Bench::new();
        bench.declare_campaign(CountingRules { scope, ..CountingRules::default() });
        bench.click(1, "ana", -5);
        let shopper = ShopperKeys { visitor: Some(SHOPPER), ..ShopperKeys::default() };
        bench.tell(visit("v", -2, shopper, Some(paid.clone())));
        bench.order("1", 0, 100_00, &[]);
        bench.credits("1", Model::Linear)
    };
    assert_eq!(run(CreditScope::Creators), ["ana 10000"]);
    assert_eq!(run(CreditScope::AllChannels), ["ana 5000", "Paid media 5000"]);
}

#[test]
fn only_money_that_moved_is_revenue() {
    for state in [
        OrderState::Test,
        OrderState::Draft,
        OrderState::Sample,
        OrderState::Voided,
        OrderState::Cancelled,
        OrderState::Pending,
        OrderState::Deleted,
    ] {
        let mut bench = Bench::new();
        bench.click(1, "ana", -5);
        bench.tell(Fact::Order(OrderVersion { state, ..order("1", 0, 100_00, &[]) }));
        assert_eq!(bench.credits("1", Model::Linear), Vec::<String>::new(), "{state:?}");
        let view = bench.engine.order("1").expect("known");
        assert_eq!(view.net_minor, 0);
        assert!(view.not_revenue_because.is_some());
    }
}

#[test]
fn a_lead_gives_the_w_model_its_middle() {
    let mut bench = Bench::new();
    for (number, link, hours) in [(1, "ana", -60), (2, "ben", -50), (3, "cleo", -10)] {
        bench.click(number, link, hours);
    }
    bench.tell(Fact::Action(TargetAction {
        id: EventId::from("lead-1"),
        connection: ConnectionId::from("api"),
        kind: "lead".to_owned(),
        occurred_at: at(-40),
        shopper: ShopperKeys { visitor: Some(SHOPPER), ..ShopperKeys::default() },
        codes: Vec::new(),
        utm: None,
    }));
    bench.order("1", 0, 90_00, &[]);
    assert_eq!(bench.credits("1", Model::W), ["ana 3000", "ben 3000", "cleo 3000"]);
}

#[test]
fn an_order_may_end_the_journey() {
    let run = |reset_on_order| {
        let mut bench = Bench::new();
        let click_window_s = 14 * DAY_S;
        let rules = CountingRules { reset_on_order, click_window_s, ..CountingRules::default() };
        bench.declare_campaign(rules);
        bench.click(1, "ana", -50);
        bench.order("2", 0, 100_00, &[]);
        bench.order("1", -40, 100_00, &[]);
        bench.credits("2", Model::Linear)
    };
    assert_eq!(run(false), ["ana 10000"]);
    assert_eq!(run(true), ["nobody 10000"]);
}
