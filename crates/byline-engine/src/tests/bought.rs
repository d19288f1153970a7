//! How revenue adds up, and what of the requests to links is left out.

use byline_core::campaign::CreditScope;
use byline_core::rate::{DayRates, Rate};

use super::twins::{connection, stated};
use super::*;
use crate::view::{Bought, Uncounted};

/// From gross to credit: what is taken off leaves the sum.
fn check_adds_up(bought: &Bought) {
    let uncounted: i64 = bought.uncounted.iter().map(|row| row.amount_minor).sum();
    let rest = bought.rest.map_or(0, |(_, minor)| minor);
    let others_minor = bought.unattributed_minor + bought.others_minor;
    let left = bought.gross_minor - uncounted - bought.refunded_minor - others_minor + rest;
    assert_eq!(left, bought.sum_minor, "{bought:?}");
}

#[test]
fn revenue_is_what_was_ordered_less_all_that_is_not_it() {
    let mut bench = Bench::new();
    bench.click(1, "ana", -30);
    bench.click(2, "ben", -20);
    bench.order("1", -15, 100_00, &[]);
    bench.refund("r", "1", -10, 20_00);
    let cancelled = order("2", -5, 30_00, &[]);
    bench.tell(Fact::Order(OrderVersion { state: OrderState::Cancelled, ..cancelled }));
    let unknown = OrderVersion { shopper: ShopperKeys::default(), ..order("3", -4, 7_00, &[]) };
    bench.tell(Fact::Order(unknown));
    for (creator, model, expected) in [
        (None, Model::Linear, (137_00, 20_00, 7_00, 80_00)),
        (Some("ana"), Model::Linear, (100_00, 20_00, 40_00, 40_00)),
        (Some("ana"), Model::Last, (0, 0, 0, 0)),
        (Some("ben"), Model::Last, (100_00, 20_00, 0, 80_00)),
    ] {
        let campaign = Some("summer".into());
        let scope = Scope { campaign, creator: creator.map(Into::into), ..Scope::default() };
        let bought = bench.engine.bought_behind(&Query { scope, ..bench.query() }, model);
        check_adds_up(&bought);
        let Bought { gross_minor, refunded_minor, sum_minor, .. } = bought;
        let not_theirs_minor = bought.unattributed_minor + bought.others_minor;
        let found = (gross_minor, refunded_minor, not_theirs_minor, sum_minor);
        assert_eq!(found, expected, "{creator:?} {model:?}");
        let (state, n_orders, amount_minor) = (OrderState::Cancelled, 1, 30_00);
        let uncounted = vec![Uncounted { state, n_orders, amount_minor }];
        assert_eq!(bought.uncounted, if creator.is_none() { uncounted } else { Vec::new() });
    }
}

/// What another channel or another campaign earned is not what nobody earned.
#[test]
fn what_others_earned_is_not_nobodys() {
    let mut bench = Bench::new();
    let scope = CreditScope::AllChannels;
    bench.declare_campaign(CountingRules { scope, ..CountingRules::default() });
    let summer = bench.engine.campaign("summer").expect("declared").clone();
    bench.tell(Fact::Campaign(Campaign { id: "winter".into(), ..summer }));
    bench.tell(Fact::Code(PromoCode { campaign_id: "winter".into(), ..code("ben") }));
    bench.click(1, "ana", -30);
    let paid = Utm { source: "google".into(), medium: "cpc".into(), ..Utm::default() };
    let shopper = ShopperKeys { visitor: Some(SHOPPER), ..ShopperKeys::default() };
    bench.tell(visit("v1", -2, shopper, Some(paid)));
    bench.order("1", 0, 100_00, &[]);
    let unknown = |id| OrderVersion { shopper: ShopperKeys::default(), ..order(id, 1, 7_00, &[]) };
    bench.tell(Fact::Order(unknown("2")));
    let codes = vec!["BEN10".to_owned()];
    bench.tell(Fact::Order(OrderVersion { codes, ..unknown("3") }));
    let scope = Scope { campaign: Some("summer".into()), ..Scope::default() };
    let query = Query { scope, ..bench.query() };
    let bought = bench.engine.bought_behind(&query, Model::Linear);
    check_adds_up(&bought);
    let told = (bought.n_orders, bought.gross_minor, bought.sum_minor);
    assert_eq!(told, (3, 114_00, 50_00));
    assert_eq!((bought.unattributed_minor, bought.others_minor), (7_00, 57_00));
    let nobodys = bench.engine.query(&query).unattributed.revenue_minor[Model::Linear];
    assert_eq!(bought.unattributed_minor, nobodys);
}

/// A cancelled order is converted like the paid ones beside it.
#[test]
fn what_never_was_revenue_is_in_the_campaigns_currency() {
    let eur = Currency::parse("EUR").expect("known");
    for (has_rate, expected) in [(true, Some(33_00)), (false, None)] {
        let mut bench = Bench::new();
        if has_rate {
            let stated = Rate { currency: Currency::USD, per_base_e8: 110_000_000 };
            let (publisher, from, base) = ("ecb".to_owned(), at(-48), eur);
            bench.tell(Fact::Rates(DayRates { publisher, from, base, rates: vec![stated] }));
        }
        let cancelled = OrderVersion {
            state: OrderState::Cancelled,
            currency: eur,
            ..order("1", 0, 30_00, &["ANA10"])
        };
        bench.tell(Fact::Order(cancelled));
        let scope = Scope { campaign: Some("summer".into()), ..Scope::default() };
        let query = Query { scope, ..bench.query() };
        let bought = bench.engine.bought_behind(&query, Model::Linear);
        check_adds_up(&bought);
        let told = bought.uncounted.first().map(|row| row.amount_minor);
        assert_eq!(told, expected, "{has_rate}");
    }
}

/// An order that two connections state counts once, whether it is revenue or not.
#[test]
fn what_never_was_revenue_counts_once_where_twins_state_it() {
    for state in [OrderState::Cancelled, OrderState::Paid] {
        let mut bench = Bench::new();
        for (id, feed, state) in
            [("shop", "shopify", state), ("pay", "stripe", OrderState::Pending)]
        {
            bench.tell(connection(id, feed));
            let Fact::Order(version) = stated(id, &format!("{id}-1"), &["shared-name-x"], 30_00)
            else {
                unreachable!("an order")
            };
            bench.tell(Fact::Order(OrderVersion { state, ..version }));
        }
        let scope = Scope { campaign: Some("summer".into()), ..Scope::default() };
        let query = Query { scope, ..bench.query() };
        let bought = bench.engine.bought_behind(&query, Model::Linear);
        check_adds_up(&bought);
        assert_eq!((bought.n_orders, bought.gross_minor), (1, 30_00), "{bought:?}");
    }
}

#[test]
fn requests_that_are_no_clicks_are_told_by_kind_and_link() {
    let mut bench = Bench::new();
    bench.click(1, "ana", -3);
    for (number, link, verdict) in [
        (2, "ana", Verdict::Bot),
        (3, "ana", Verdict::Preview),
        (4, "ben", Verdict::Bot),
        (5, "ana", Verdict::Bot),
        (6, "ben", Verdict::Test),
    ] {
        bench.tell(Fact::Click(Click { verdict, ..click(number, link, -2) }));
    }
    let left_out = bench.engine.left_out(&bench.query());
    let mut kinds = left_out.kinds.clone();
    kinds.sort();
    assert_eq!(kinds, [(Verdict::Preview, 1), (Verdict::Bot, 3), (Verdict::Test, 1)]);
    assert_eq!(left_out.kinds[0], (Verdict::Bot, 3), "the most first");
    assert_eq!(left_out.links, [(LinkId::from("ana"), 3), (LinkId::from("ben"), 2)]);
    let of_ben = Scope { creator: Some("ben".into()), ..Scope::default() };
    let of_ben = bench.engine.left_out(&Query { scope: of_ben, ..bench.query() });
    assert_eq!((of_ben.n_requests, left_out.n_requests), (2, 5));
    bench.tell(Fact::Reclassified { click: click_id(3), verdict: Verdict::Human, reason: None });
    assert_eq!(bench.engine.left_out(&bench.query()).n_requests, 4);
    let before = Span { from: at(-48), to: at(-3) };
    let before = bench.engine.left_out(&Query { range: before, ..bench.query() });
    assert_eq!(before.n_requests, 0);
}
