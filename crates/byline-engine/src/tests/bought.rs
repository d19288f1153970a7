//! How revenue adds up, and what of the requests to links is left out.

use super::*;
use crate::view::{Bought, Uncounted};

/// From gross to credit: what is taken off leaves the sum.
fn check_adds_up(bought: &Bought) {
    let uncounted: i64 = bought.uncounted.iter().map(|row| row.amount_minor).sum();
    let rest = bought.rest.map_or(0, |(_, minor)| minor);
    let left = bought.gross_minor - uncounted - bought.refunded_minor - bought.others_minor + rest;
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
        let Bought { gross_minor, refunded_minor, others_minor, sum_minor, .. } = bought;
        let found = (gross_minor, refunded_minor, others_minor, sum_minor);
        assert_eq!(found, expected, "{creator:?} {model:?}");
        let (state, n_orders, amount_minor) = (OrderState::Cancelled, 1, 30_00);
        let uncounted = vec![Uncounted { state, n_orders, amount_minor }];
        assert_eq!(bought.uncounted, if creator.is_none() { uncounted } else { Vec::new() });
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
}
