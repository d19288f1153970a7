//! Why orders are nobody's: one reason each, and together what is unattributed.

use byline_core::campaign::ViewPolicy;
use byline_core::code::CodePolicy;
use byline_core::event::View;
use byline_core::shopper::ShopperKeys;

use super::*;
use crate::view::{UnearnedReason, UnearnedReason as Why};

/// Reads as a table: number of the order, its clicks, its codes, why it is nobody's.
type Line = (u8, &'static [u8], &'static [&'static str], Option<UnearnedReason>);

/// An order of a shopper of its own, who clicked the links before.
fn of(n: u8, clicks: &[u8], codes: &[&str]) -> Fact {
    let clicks = clicks.iter().map(|number| click_id(*number)).collect();
    let order = order(&format!("{n}"), 0, i64::from(n) * 100, codes);
    Fact::Order(OrderVersion {
        shopper: ShopperKeys { clicks, visitor: None, customer: None },
        ..order
    })
}

#[test]
fn each_order_has_the_reason_that_comes_closest_to_credit() {
    let mut bench = Bench::new();
    let ended = PromoCode { valid_to: Some(at(-24)), ..code("cleo") };
    bench.tell(Fact::Code(ended));
    let leaked = PromoCode { policy: CodePolicy::IfInvolved, ..code("ben") };
    bench.tell(Fact::Code(leaked));
    bench.tell(Fact::Click(click(1, "ana", -24 * 9)));
    bench.tell(Fact::Click(Click { verdict: Verdict::Bot, ..click(2, "ana", -1) }));
    bench.tell(Fact::Click(click(3, "ana", -1)));
    let table: [Line; 8] = [
        (1, &[], &[], Some(Why::NoSign)),
        (2, &[], &["WELCOME"], Some(Why::CodeOfNobody)),
        (3, &[], &["CLEO10"], Some(Why::CodeOutsideItsDays)),
        (4, &[], &["BEN10"], Some(Why::CodeEarnsNothing)),
        (5, &[1], &[], Some(Why::TooLongBefore)),
        (6, &[2], &[], Some(Why::NoPerson)),
        (7, &[1], &["WELCOME"], Some(Why::TooLongBefore)),
        (8, &[3], &[], None),
    ];
    bench.tell_all(table.iter().map(|(n, clicks, codes, _)| of(*n, clicks, codes)));
    for (n, _, _, expected) in table {
        assert_eq!(bench.engine.unearned_because(&n.to_string()), expected, "order {n}");
    }
    let by_hand = ShopperKeys { visitor: Some(SHOPPER), ..ShopperKeys::default() };
    bench.tell(visit("by-hand", -1, by_hand, None));
    bench.order("9", 0, 900, &[]);
    assert_eq!(bench.engine.unearned_because("9"), Some(Why::NoSign), "a visit is no channel");
    let unearned = bench.engine.unearned(&bench.query(), Model::Linear);
    let whole = bench.engine.query(&bench.query()).unattributed.revenue_minor[Model::Linear];
    let sum: i64 = unearned.shares.iter().map(|share| share.amount_minor).sum();
    let n: usize = unearned.shares.iter().map(|share| share.n_orders).sum();
    assert_eq!((sum, unearned.sum_minor, unearned.rest), (whole, whole, None));
    assert_eq!((n, unearned.n_orders), (8, 8));
    let late = unearned.shares.iter().find(|share| share.reason == Why::TooLongBefore);
    assert_eq!(late.map(|share| share.n_orders), Some(2));
    for share in &unearned.shares {
        let asked = (&bench.query(), Model::Linear);
        let rows = bench.engine.unearned_for(asked, share.reason, 1);
        assert_eq!((rows.n_rows, rows.sum), (share.n_orders, share.amount_minor), "{share:?}");
        assert_eq!(rows.rows.len(), 1);
        assert_eq!(bench.engine.unearned_because(&rows.rows[0].id), Some(share.reason));
    }
}

/// Only where the rules give nothing for views was a view the reason: elsewhere it had earned.
#[test]
fn a_view_is_the_reason_only_where_views_earn_nothing() {
    let why = |views| {
        let mut bench = Bench::new();
        let rules = CountingRules { views, ..CountingRules::default() };
        bench.declare_campaign(CountingRules { reset_on_order: true, ..rules });
        bench.tell(Fact::View(View {
            id: click_id(1),
            occurred_at: at(-10),
            placement_id: "plc-ana".into(),
            shopper: ShopperKeys { visitor: Some(SHOPPER), ..ShopperKeys::default() },
            is_engaged: false,
        }));
        bench.order("1", -5, 100_00, &[]);
        bench.order("2", 0, 100_00, &[]);
        ["1", "2"].map(|order| bench.engine.unearned_because(order))
    };
    assert_eq!(why(ViewPolicy::Ignore), [Some(Why::OnlySeen); 2]);
    assert_eq!(why(ViewPolicy::Fallback), [None, Some(Why::UsedByAnEarlierOrder)]);
}
