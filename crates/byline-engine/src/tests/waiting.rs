//! What does not count yet is shown, and every fact is somewhere.

use byline_core::entry::{Quarantined, Replayed};
use byline_core::event::{Sighting, Signal};

use super::*;

fn put_aside(bench: &mut Bench, inbox_id: u64) {
    bench.tell(Fact::Quarantined(Quarantined {
        connection: "shop".into(),
        code: "shopify.currency_unknown".to_owned(),
        detail: "`XYZ` is not in ISO 4217".to_owned(),
        inbox_id: Some(inbox_id),
        about: None,
    }));
}

/// Received is applied, known, waiting and quarantined; tells the last.
fn n_quarantined(bench: &Bench) -> u64 {
    let n = bench.engine.counters();
    assert_eq!(n.n_received, n.n_applied + n.n_known + n.n_waiting + n.n_quarantined);
    assert_eq!(n.n_received, bench.log.len() as u64);
    assert_eq!(bench.engine.encode(), bench.replayed().encode());
    n.n_quarantined
}

#[test]
fn what_was_put_aside_is_listed_until_it_is_taken_in() {
    let mut bench = Bench::new();
    for inbox_id in [4, 7, 9] {
        put_aside(&mut bench, inbox_id);
    }
    assert_eq!(n_quarantined(&bench), 3);
    let all = bench.engine.quarantine(Position(0), 10);
    let ids: Vec<_> = all.iter().map(|row| row.inbox_id).collect();
    assert_eq!(ids, [Some(4), Some(7), Some(9)]);
    assert_eq!(bench.engine.quarantine(all[0].position, 1)[0].inbox_id, Some(7), "in pages");

    assert_eq!(bench.tell(Fact::Replayed(Replayed { inbox_id: 7 })), Applied::Changed);
    assert_eq!(n_quarantined(&bench), 2);
    assert_eq!(bench.tell(Fact::Replayed(Replayed { inbox_id: 7 })), Applied::Known);
    assert_eq!(n_quarantined(&bench), 2);
    let left = bench.engine.quarantine(Position(0), 10);
    assert_eq!(left.iter().map(|row| row.inbox_id).collect::<Vec<_>>(), [Some(4), Some(9)]);
}

#[test]
fn what_waits_is_listed_until_the_other_fact_comes() {
    let mut bench = Bench::new();
    bench.refund("r-1", "1", 5, 10_00);
    bench.tell(Fact::Sighting(Sighting {
        id: EventId::from("s-1"),
        signal: Signal::Affiliate,
        reporter: "impact".to_owned(),
        occurred_at: at(3),
        order_alias: "1".to_owned(),
        shopper: ShopperKeys::default(),
        claimed: None,
        partner: Vec::new(),
    }));
    bench.tell(Fact::Visit(Visit {
        id: EventId::from("v-1"),
        occurred_at: at(2),
        shopper: ShopperKeys { clicks: vec![click_id(8)], ..ShopperKeys::default() },
        utm: None,
        referrer_host: None,
        path: None,
        is_sold_out: false,
    }));
    let waiting = bench.engine.what_waits(10);
    assert_eq!((waiting.n_waiting, waiting.n_early_visits), (2, 1));
    assert_eq!((&*waiting.refunds[0].order, waiting.refunds[0].amount.minor), ("1", 10_00));
    assert_eq!((&*waiting.sightings[0].reporter, &*waiting.sightings[0].order), ("impact", "1"));
    assert_eq!(waiting.early_visits[0].click_id, click_id(8).to_string());
    assert_eq!(bench.engine.what_waits(0).refunds, []);

    bench.order("1", 0, 50_00, &[]);
    bench.click(8, "ana", 1);
    let waiting = bench.engine.what_waits(10);
    assert_eq!((waiting.n_waiting, waiting.n_early_visits), (0, 0));
    assert_eq!((waiting.refunds.len(), waiting.sightings.len()), (0, 0));
    assert_eq!(n_quarantined(&bench), 0);
}
