//! Sources: how fresh each connection is, and which signal of whom is wired.

use byline_core::entry::{Connection, Quarantined};
use byline_core::event::{Grain, Metric, MetricPoint, TargetAction};

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
fn what_is_silent_for_over_an_hour_is_quiet_and_stands_on_top() {
    let bench = day();
    let top = |now| bench.engine.sources_view(now).sources[0].clone();
    let fresh = top(at(5));
    assert!(!fresh.is_quiet(at(5)), "an hour is allowed; it came at 4, whenever it happened");
    let silent = top(at(6));
    assert_eq!(silent.connection.as_str(), "shop");
    assert!(silent.is_quiet(at(6)));
}

/// A shop with an order every ten hours is not broken after three.
#[test]
fn a_silence_that_is_usual_is_no_fault() {
    let mut bench = Bench::new();
    bench.tell(shop());
    for n in 0..10 {
        bench.set_clock(n * 10);
        bench.tell(order_at(&format!("o{n}"), n * 10));
    }
    let view = |hours| bench.engine.sources_view(at(hours)).sources;
    let shop = |hours| view(hours).into_iter().find(|it| it.feed == "shopify").expect("a row");
    assert_eq!(shop(93).freshness.usual_gap_s, Some(10 * 3_600));
    assert!(!shop(93).is_quiet(at(93)) && !shop(105).is_quiet(at(105)));
    assert!(shop(106).is_quiet(at(106)), "half as long again as usual");
    let orders = bench.engine.feeds().into_iter().find(|feed| feed.name == "Orders");
    let orders = orders.expect("a line");
    assert_eq!((orders.usual_gap_s, orders.patience_s), (Some(10 * 3_600), 15 * 3_600));
}

fn feed(bench: &Bench, key: &str) -> crate::view::FeedFreshness {
    bench.engine.feeds().into_iter().find(|feed| feed.key == key).expect("a line")
}

/// A file of last month says nothing of whether the shop still delivers.
#[test]
fn late_history_hides_no_silence() {
    let mut bench = day();
    bench.set_clock(30);
    bench.tell(order_at("last-month", -700));
    let orders = feed(&bench, "orders");
    assert_eq!((orders.silent_since(), orders.received_at), (Some(at(2)), Some(at(30))));
    assert!(!orders.is_quiet(at(3)) && orders.is_quiet(at(30)));
}

/// A connection of this feed that brings one thing each hour of four days.
fn hourly(feed: &str, brings: impl Fn(i64) -> Fact) -> Bench {
    let mut bench = Bench::new();
    let Fact::Connection(connection) = shop() else { unreachable!("a connection") };
    bench.tell(Fact::Connection(Connection { feed: feed.to_owned(), ..connection }));
    for hour in 0..96 {
        bench.set_clock(hour);
        bench.tell(brings(hour));
    }
    bench
}

/// What Live says of a signal is what Sources says of the connection that brings it.
#[test]
fn a_feed_is_judged_by_the_connections_that_bring_it() {
    let claim = |hour: i64| claimed(&format!("c{hour}"), hour, hour);
    for (of, patience_h) in [("impact", Some(24)), ("rakuten", None)] {
        let bench = hourly(of, claim);
        for hour in 95..125 {
            let view = bench.engine.sources_view(at(hour));
            let source = view.sources.iter().find(|it| it.feed == of).expect("a row");
            let is_quiet = feed(&bench, "claims").is_quiet(at(hour));
            assert_eq!(is_quiet, source.is_quiet(at(hour)), "{of} {hour}");
            assert_eq!(is_quiet, patience_h.is_some_and(|h| 95 + h < hour), "{of} {hour}");
        }
    }
}

/// Every feed but fees and refunds, whose end is no fault, falls silent when nothing comes.
#[test]
fn every_feed_whose_end_is_a_fault_falls_quiet() {
    let mut bench = hourly("impact", |hour| claimed(&format!("c{hour}"), hour, hour));
    let connection = |id: &str, feed: &str| {
        let Fact::Connection(connection) = shop() else { unreachable!("a connection") };
        Fact::Connection(Connection { id: id.into(), feed: feed.to_owned(), ..connection })
    };
    bench.tell(connection("store", "shopify"));
    bench.tell(connection("tiktok", "tiktok_ads"));
    for hour in 96..192 {
        bench.set_clock(hour);
        let mut bought = order(&format!("o{hour}"), hour, 10_00, &["ANA10"]);
        bought.key.connection = "store".into();
        let mut seen = click(1, "ana", hour);
        seen.id.0[8..].copy_from_slice(&hour.to_be_bytes());
        bench.tell_all([
            Fact::Click(seen),
            Fact::Order(bought),
            visit(&format!("v{hour}"), hour, ShopperKeys::default(), None),
            acted(&format!("a{hour}"), "api", hour),
            claimed(&format!("c{hour}"), hour, hour),
            counted("tiktok", (hour - 1, hour), (hour, 5)),
        ]);
    }
    let now = bench.engine.feeds();
    let quiet = |now: i64| -> Vec<&str> {
        let feeds = bench.engine.feeds().into_iter();
        feeds.filter(|feed| feed.is_quiet(at(now))).map(|feed| feed.key).collect()
    };
    assert_eq!(quiet(191), Vec::<&str>::new());
    let expected = ["clicks", "codes", "orders", "visits", "actions", "figures", "claims"];
    assert_eq!(quiet(191 + 48), expected, "{now:?}");
}

/// Refunds and repeats come each hour, an order twice a day: twelve hours without one are usual.
#[test]
fn a_feed_is_judged_by_what_is_usual_for_itself() {
    let mut bench = Bench::new();
    bench.tell(shop());
    for hour in 0..96 {
        bench.set_clock(hour);
        bench.tell(order_at(&format!("o{}", hour / 12), hour / 12 * 12));
    }
    let orders = feed(&bench, "orders");
    assert_eq!((orders.silent_since(), orders.usual_gap_s), (Some(at(84)), Some(12 * 3_600)));
    assert!(!orders.is_quiet(at(101)) && orders.is_quiet(at(103)), "{orders:?}");
}

fn acted(id: &str, connection: &str, hours: i64) -> Fact {
    Fact::Action(byline_core::event::TargetAction {
        id: id.into(),
        connection: connection.into(),
        kind: "sign_up".to_owned(),
        occurred_at: at(hours),
        shopper: ShopperKeys::default(),
        codes: Vec::new(),
        utm: None,
    })
}

/// What ends is no fault: fees of files, and refunds.
#[test]
fn what_comes_in_files_and_refunds_are_never_quiet() {
    let mut bench = hourly("shopify", |hour| order_at(&format!("o{hour}"), hour));
    for hour in 0..96 {
        bench.set_clock(96 + hour);
        bench.refund(&format!("r{hour}"), &format!("o{hour}"), 96 + hour, 1_00);
        bench.tell(Fact::Spend(byline_core::event::Spend {
            id: format!("fee-{hour}").as_str().into(),
            campaign_id: "summer".into(),
            creator_id: Some("ana".into()),
            placement_id: None,
            occurred_at: at(96 + hour),
            amount: Money { minor: 10_00, currency: Currency::USD },
            kind: byline_core::event::SpendKind::Fee,
        }));
    }
    for key in ["refunds", "spend"] {
        let line = feed(&bench, key);
        assert!(line.usual_gap_s.is_some(), "{key} has a rhythm");
        assert!(!line.is_quiet(at(2_000)), "{key}");
    }
    assert!(feed(&bench, "orders").is_quiet(at(2_000)));
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
        about: None,
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

/// A claim of the network, whose row says nothing of when it holds since: it is of its receipt.
fn claimed(id: &str, hours: i64, said: i64) -> Fact {
    Fact::Claim(byline_core::claim::Claim {
        id: id.into(),
        connection: ConnectionId::from("shop"),
        revision: byline_core::claim::Revision::Whole(at(said)),
        state: byline_core::claim::ClaimState::Approved,
        basis: byline_core::claim::ClaimBasis::Click,
        occurred_at: at(hours),
        clicked_at: None,
        order_alias: None,
        partner: Vec::new(),
        codes: Vec::new(),
        amount: None,
        commission: None,
        window: None,
    })
}

/// Of how many facts the delay counts, and how many were in time; when the newest happened.
fn timed(bench: &Bench, now: i64) -> (u64, u64, Option<Timestamp>) {
    let view = bench.engine.sources_view(at(now));
    let shop = view.sources.iter().find(|row| row.connection.as_str() == "shop").expect("a row");
    (shop.freshness.n_timed, shop.freshness.n_on_time, shop.freshness.newest_at)
}

#[test]
fn a_claim_is_as_old_as_its_action_whenever_its_row_came() {
    let mut bench = Bench::new();
    bench.tell(shop());
    bench.set_clock(30);
    bench.tell(claimed("late", 2, 30));
    assert_eq!(timed(&bench, 30), (1, 0, Some(at(2))));
    bench.tell(claimed("quick", 30, 30));
    assert_eq!(timed(&bench, 30), (2, 1, Some(at(30))));
    bench.set_clock(40);
    bench.tell(claimed("late", 2, 40));
    assert_eq!(timed(&bench, 40).0, 2, "what is said again says nothing of delays");
}

/// Views of an ad in a stretch, as they were said at an hour.
fn counted(connection: &str, (from, to): (i64, i64), (said, value): (i64, i64)) -> Fact {
    Fact::Figure(byline_core::figure::Figure {
        connection: ConnectionId::from(connection),
        subject: byline_core::figure::Subject {
            feed: "tiktok_ads".to_owned(),
            kind: byline_core::figure::SubjectKind::Ad,
            id: "1".to_owned(),
        },
        counted: byline_core::figure::Counted::Views,
        value: Some(value),
        currency: None,
        side: byline_core::figure::Side::Paid,
        grain: byline_core::event::Grain::Stretch(Span { from: at(from), to: at(to) }),
        as_of: at(said),
        definition: String::new(),
        window: None,
    })
}

#[test]
fn a_day_of_figures_is_as_old_as_its_end_and_its_correction_is_not_timed() {
    let figure = |span, said, value| counted("shop", span, (said, value));
    let mut bench = Bench::new();
    bench.tell(shop());
    bench.set_clock(30);
    bench.tell(figure((0, 24), 30, 5));
    assert_eq!(timed(&bench, 30), (1, 0, Some(at(24))), "a file brought six hours after its day");
    bench.tell(figure((24, 48), 30, 1));
    assert_eq!(timed(&bench, 30), (2, 1, Some(at(30))), "a day under way, counted now");
    bench.set_clock(60);
    bench.tell(figure((0, 24), 60, 6));
    assert_eq!(timed(&bench, 60).0, 2, "a correction");
}

#[test]
fn what_came_is_taken_in_known_put_aside_or_waits() {
    let mut bench = day();
    bench.tell(claimed("c", 1, 2));
    bench.tell(Fact::Quarantined(Quarantined {
        connection: ConnectionId::from("shop"),
        code: "shopify.currency_unknown".to_owned(),
        detail: "no currency".to_owned(),
        inbox_id: Some(7),
        about: None,
    }));
    let view = bench.engine.sources_view(at(4));
    let shop = view.sources.iter().find(|row| row.connection.as_str() == "shop").expect("a row");
    let known = shop.freshness.n_known;
    assert_eq!((shop.n_applied, known, shop.n_aside, shop.n_pending), (3, 1, 1, 1));
    assert_eq!(shop.n_received, 6);
}

#[test]
fn the_week_forgets_what_was_late_before_it() {
    let mut bench = day();
    let week = |bench: &Bench, hours: i64| {
        let view = bench.engine.sources_view(at(hours));
        let shop = view.sources.iter().find(|row| row.connection.as_str() == "shop");
        let fresh = shop.expect("a row").freshness.clone();
        (fresh.n_timed_week, fresh.n_on_time_week)
    };
    assert_eq!(week(&bench, 4), (2, 1));
    bench.set_clock(24 * 9);
    bench.tell(order_at("later", 24 * 9));
    assert_eq!(week(&bench, 24 * 9), (1, 1));
}

/// The pixel is always there: what it brings is timed although nobody connected it. Reports that a
/// program sends come at its own pace, and have no target to miss.
#[test]
fn own_streams_are_timed_and_reports_are_not_judged() {
    let mut bench = Bench::new();
    bench.set_clock(1);
    bench.tell(Fact::Action(TargetAction {
        id: EventId::from("lead-1"),
        connection: ConnectionId::from("pixel"),
        kind: "lead".to_owned(),
        occurred_at: at(1),
        shopper: ShopperKeys::default(),
        codes: Vec::new(),
        utm: None,
    }));
    bench.set_clock(9);
    bench.tell(Fact::Metric(MetricPoint {
        connection: ConnectionId::from("api"),
        placement_id: "plc-ana".into(),
        content_id: None,
        metric: Metric::Views,
        value: 10,
        grain: Grain::Lifetime,
        as_of: at(2),
    }));
    let view = bench.engine.sources_view(at(9));
    let of = |id: &str, key: &str| {
        let is_it = |row: &&crate::view::SourceView| {
            row.connection.as_str() == id && row.streams.iter().any(|stream| stream.key == key)
        };
        view.sources.iter().find(is_it).expect("a row").clone()
    };
    let actions = of("pixel", "target_actions");
    assert_eq!((actions.freshness.n_timed, actions.meets_target()), (1, Some(true)));
    assert!(!actions.comes_in_batches());
    let figures = of("api", "platform_figures");
    assert!(figures.comes_in_batches());
    assert_eq!(figures.meets_target(), None);
}
