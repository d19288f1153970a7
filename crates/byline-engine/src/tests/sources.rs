//! Sources: how fresh each connection is, and which signal of whom is wired.

use byline_core::entry::{Connection, Quarantined};

use super::*;

fn shop() -> Fact {
    Fact::Connection(Connection {
        id: ConnectionId::from("shop"),
        feed: "shopify".to_owned(),
        name: "Brand shop".to_owned(),
        account: None,
        is_archived: false,
        settings: Default::default(),
    })
}

fn order_at(id: &str, hours: i64) -> Fact {
    let mut version = order(id, hours, 10_00, &[]);
    version.key.connection = ConnectionId::from("shop");
    Fact::Order(version)
}

/// A connection of a day: one order of before it was made, one at once, one two hours late, and
/// the same one again.
fn day() -> Bench {
    let mut bench = Bench::new();
    bench.tell(shop());
    bench.tell(order_at("history", -200));
    bench.tell(order_at("quick", 0));
    bench.set_clock(4);
    bench.tell(order_at("late", 2));
    bench.tell(order_at("late", 2));
    bench
}

#[test]
fn a_connection_is_as_fresh_as_its_own_facts() {
    let bench = day();
    let view = bench.engine.sources_view(at(4));
    let shop = view.sources.iter().find(|row| row.connection.as_str() == "shop").expect("a row");
    let fresh = &shop.freshness;
    assert_eq!((fresh.n_facts, fresh.n_known, fresh.n_timed, fresh.n_on_time), (3, 1, 2, 1));
    assert_eq!((fresh.newest_at, fresh.received_at), (Some(at(2)), Some(at(4))));
    assert_eq!(fresh.attained_micro(), Some(500_000));
    assert_eq!(shop.meets_target(), Some(false));
    assert_eq!(shop.streams.iter().map(|s| s.key).collect::<Vec<_>>(), ["orders"]);
}

#[test]
fn what_is_quiet_for_over_an_hour_is_stale_and_stands_on_top() {
    let bench = day();
    let top = |now| bench.engine.sources_view(now).sources[0].clone();
    assert!(!top(at(3)).is_stale(at(3)));
    let stale = top(at(4));
    assert_eq!(stale.connection.as_str(), "shop");
    assert!(stale.is_stale(at(4)));
}

#[test]
fn every_entry_is_of_one_kind() {
    let mut bench = day();
    bench.tell(Fact::Tick);
    bench.tell(Fact::Quarantined(Quarantined {
        connection: ConnectionId::from("shop"),
        code: "shopify.currency_unknown".to_owned(),
        detail: "no currency".to_owned(),
        inbox_id: Some(7),
    }));
    let view = bench.engine.sources_view(at(4));
    let n_received: u64 = view.tallies.iter().map(|tally| tally.n_received).sum();
    let n_known: u64 = view.tallies.iter().map(|tally| tally.n_known).sum();
    assert_eq!((n_received, n_known), (view.counters.n_received, view.counters.n_known));
    let shop = view.sources.iter().find(|row| row.connection.as_str() == "shop").expect("a row");
    assert_eq!(shop.n_aside, 1);
}

#[test]
fn the_signal_map_knows_what_is_wired_and_what_was_seen() {
    let mut bench = Bench::new();
    bench.click(1, "ana", 1);
    let map = bench.engine.signal_map(&CampaignId::from("summer"));
    let row = |id: &str| {
        let row = map.rows.iter().find(|row| row.creator_id.as_str() == id).expect("a row");
        row.cells.map(|cell| (cell.is_wired, cell.last_at.is_some()))
    };
    let (no, wired, seen) = ((false, false), (true, false), (true, true));
    assert_eq!(row("ana"), [seen, no, wired, no, wired]);
    assert_eq!(row("ben"), [wired, no, wired, no, wired]);
    assert_eq!(row("cleo"), [wired, no, no, no, wired]);
}
