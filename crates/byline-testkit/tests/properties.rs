//! Laws of the engine that hold for any facts: they do not depend on the order of arrival, and
//! local days and hours of any zone add up to the whole.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use byline_core::campaign::{Campaign, CountingRules, Goal};
use byline_core::click::{Click, Verdict};
use byline_core::code::{CodePolicy, PromoCode};
use byline_core::creator::{Creator, Platform};
use byline_core::entry::{Entry, Fact, Position};
use byline_core::id::OrderKey;
use byline_core::link::{Link, Utm};
use byline_core::money::{Currency, Money};
use byline_core::order::{OrderAmounts, OrderState, OrderVersion, Refund};
use byline_core::placement::Placement;
use byline_core::shopper::{ClickId, ShopperKey, ShopperKeys};
use byline_core::time::{Span, Timestamp, Zone};
use byline_engine::Engine;
use byline_engine::view::{Basis, Dimension, Figures, Query, Scope};
use proptest::prelude::*;

const HOUR_US: i64 = 3_600_000_000;
/// 2026-06-01T00:00:00Z.
const JUNE: Timestamp = Timestamp(1_780_272_000_000_000);

fn entry(fact: Fact) -> Entry {
    Entry { received_at: JUNE, fact, dedup: None, actor: None }
}

/// One campaign with three creators, each with a link; the first has a code.
fn declared() -> Vec<Entry> {
    let mut facts = vec![Fact::Campaign(Campaign {
        id: "cmp".into(),
        name: "Campaign".to_owned(),
        goal: Goal::Sales,
        currency: Currency::USD,
        time_zone: "UTC".to_owned(),
        flights: Vec::new(),
        budget_minor: None,
        terms: Vec::new(),
        rules: CountingRules::default(),
        is_archived: false,
        gate: None,
    })];
    for name in ["ana", "ben", "cleo"] {
        facts.push(Fact::Creator(Creator {
            id: name.into(),
            name: name.to_owned(),
            accounts: Vec::new(),
            category: None,
            country: None,
            notes: None,
            is_archived: false,
            aliases: Vec::new(),
        }));
        facts.push(Fact::Placement(Placement {
            id: format!("plc-{name}").into(),
            campaign_id: "cmp".into(),
            creator_id: name.into(),
            platform: Platform::Tiktok,
            format: "video".to_owned(),
            is_archived: false,
            spot: None,
            phase: None,
        }));
        facts.push(Fact::Link(link(name)));
    }
    facts.push(Fact::Code(PromoCode {
        id: "code".into(),
        code: "ANA10".to_owned(),
        campaign_id: "cmp".into(),
        creator_id: "ana".into(),
        valid_from: None,
        valid_to: None,
        policy: CodePolicy::Touch,
        is_leaked: false,
        is_archived: false,
    }));
    facts.into_iter().map(entry).collect()
}

fn link(name: &str) -> Link {
    Link {
        id: name.into(),
        slug: name.to_owned(),
        campaign_id: "cmp".into(),
        creator_id: name.into(),
        placement_id: Some(format!("plc-{name}").into()),
        content_id: None,
        destination: "https://shop.example/".to_owned(),
        utm: Utm { source: "tiktok".to_owned(), term: name.to_owned(), ..Utm::default() },
        is_paused: false,
        fallback: None,
        is_archived: false,
    }
}

fn click(id: u8, creator: usize, hours: i64, cookie: Option<u8>) -> Fact {
    Fact::Click(Click {
        id: ClickId([id; 16]),
        occurred_at: Timestamp(JUNE.0 + hours * HOUR_US),
        link_id: ["ana", "ben", "cleo"][creator].into(),
        verdict: Verdict::Human,
        reason: None,
        in_app: None,
        device: None,
        country: None,
        referrer_host: None,
        visitor_of_day: None,
        visitor: cookie.map(|cookie| ShopperKey([100 + cookie; 16])),
    })
}

fn order(number: u8, version: i64, cents: i64, clicks: Vec<u8>, cookie: u8) -> Fact {
    let at = |hours: i64| Timestamp(JUNE.0 + hours * HOUR_US);
    Fact::Order(OrderVersion {
        key: OrderKey { connection: "shop".into(), order: number.to_string().into() },
        version_at: at(48 + version),
        placed_at: at(48),
        number: None,
        aliases: Vec::new(),
        state: if version == 3 { OrderState::Cancelled } else { OrderState::Paid },
        currency: Currency::USD,
        amounts: OrderAmounts { merchandise_minor: cents, ..OrderAmounts::default() },
        codes: if cents % 2 == 0 { vec!["ANA10".to_owned()] } else { Vec::new() },
        shopper: ShopperKeys {
            clicks: clicks.into_iter().map(|id| ClickId([id; 16])).collect(),
            visitor: Some(ShopperKey([100 + cookie; 16])),
            customer: None,
        },
        utm: None,
        referrer_host: None,
        is_new_customer: None,
        tokens: Vec::new(),
        named: Vec::new(),
    })
}

fn refund(id: u8, number: u8, cents: i64) -> Fact {
    Fact::Refund(Refund {
        id: id.to_string().into(),
        order: OrderKey { connection: "shop".into(), order: number.to_string().into() },
        occurred_at: Timestamp(JUNE.0 + i64::from(id % 3) * HOUR_US),
        amount: Money::new(cents, Currency::USD),
    })
}

fn event() -> impl Strategy<Value = Fact> {
    let cookie = || proptest::option::of(0_u8..2);
    prop_oneof![
        (0_u8..6, 0_i64..60, cookie()).prop_map(|(id, hours, cookie)| click(
            id,
            usize::from(id % 3),
            hours,
            cookie
        )),
        (0_u8..3, 0_i64..4, 0_i64..5_000, proptest::collection::vec(0_u8..6, 0..3), 0_u8..2)
            .prop_map(|(number, version, cents, clicks, cookie)| {
                order(number, version, cents, clicks, cookie)
            }),
        (0_u8..4, 0_u8..3, 1_i64..4_000).prop_map(|(id, number, cents)| refund(
            id,
            number % 3,
            cents
        )),
    ]
}

/// Facts that contradict each other about one id are no facts: the first of each id stays.
fn consistent(facts: Vec<Fact>) -> Vec<Fact> {
    let name = |fact: &Fact| match fact {
        Fact::Click(click) => format!("click {:?}", click.id),
        Fact::Refund(refund) => format!("refund {}", refund.id),
        Fact::Order(order) => format!("order {} {}", order.key, order.version_at),
        other => format!("{other:?}"),
    };
    let mut seen = BTreeSet::new();
    facts.into_iter().filter(|fact| seen.insert(name(fact))).collect()
}

/// The engine that knows what is declared.
static DECLARED: LazyLock<Engine> = LazyLock::new(|| {
    let mut engine = Engine::new();
    for (position, entry) in (1..).zip(declared()) {
        engine.apply(Position(position), &entry);
    }
    engine
});

fn fold<'a>(facts: impl Iterator<Item = &'a Entry>) -> Engine {
    let mut engine = DECLARED.clone();
    for (position, entry) in (engine.position().0 + 1..).zip(facts) {
        engine.apply(Position(position), entry);
    }
    engine
}

/// Every order of `items`, by Heap's algorithm.
fn permutations<T: Clone>(items: &mut [T], n: usize, visit: &mut dyn FnMut(&[T])) {
    if n <= 1 {
        return visit(items);
    }
    for index in 0..n {
        permutations(items, n - 1, visit);
        let other = if n.is_multiple_of(2) { index } else { 0 };
        items.swap(other, n - 1);
    }
}

proptest! {
    #![proptest_config(ProptestConfig {
        failure_persistence: None,
        ..ProptestConfig::with_cases(200)
    })]

    #[test]
    fn every_order_of_arrival_says_the_same(facts in proptest::collection::vec(event(), 1..6)) {
        let mut entries: Vec<Entry> = consistent(facts).into_iter().map(entry).collect();
        let n = entries.len();
        let expected = fold(entries.iter()).fingerprint();
        let mut wrong = None;
        permutations(&mut entries, n, &mut |entries| {
            let engine = fold(entries.iter());
            if engine.fingerprint() != expected || !engine.audit().differences.is_empty() {
                wrong = Some(entries.to_vec());
            }
        });
        prop_assert!(wrong.is_none(), "{wrong:#?}");
    }

    #[test]
    fn many_facts_in_two_orders_say_the_same(
        facts in proptest::collection::vec(event(), 8..30),
        seed in any::<u64>(),
    ) {
        let mut entries: Vec<Entry> = consistent(facts).into_iter().map(entry).collect();
        let expected = fold(entries.iter()).fingerprint();
        let mut dice = byline_testkit::Seed(seed).dice();
        for last in (1..entries.len()).rev() {
            entries.swap(last, dice.index(last + 1));
        }
        prop_assert_eq!(fold(entries.iter()).fingerprint(), expected);
    }

    #[test]
    fn local_days_add_up_to_the_whole(
        zone in proptest::sample::select(&ZONES[..]),
        (change, around) in around_a_change(),
    ) {
        let clicks: Vec<Entry> = (0_u8..)
            .zip(&around)
            .map(|(id, minutes)| {
                let Fact::Click(click) = click(id, usize::from(id % 3), 0, None) else {
                    unreachable!("a click is a click")
                };
                let at = Timestamp(change.0 + minutes * 60_000_000);
                entry(Fact::Click(Click { occurred_at: at, ..click }))
            })
            .collect();
        let engine = fold(clicks.iter());
        let zone = Zone::parse(zone).expect("a known zone");
        check_cut(&engine, &zone, change, Dimension::Day, &clicks)?;
        check_cut(&engine, &zone, change, Dimension::Hour, &clicks)?;
    }
}

/// Zones whose days are unlike: half and quarter hours off, changes of half an hour, at midnight,
/// and a whole day that never was.
const ZONES: [&str; 10] = [
    "UTC",
    "America/New_York",
    "Europe/Berlin",
    "Australia/Lord_Howe",
    "Asia/Kathmandu",
    "Asia/Kolkata",
    "Africa/Cairo",
    "America/Havana",
    "Pacific/Apia",
    "America/St_Johns",
];

/// A moment near which clocks change somewhere, and minutes around it.
fn around_a_change() -> impl Strategy<Value = (Timestamp, Vec<i64>)> {
    let changes = [
        "2026-03-08T05:00:00Z", // Havana has no midnight
        "2026-03-08T07:00:00Z", // New York goes forward
        "2026-03-29T01:00:00Z", // Berlin goes forward
        "2026-04-04T15:00:00Z", // Lord Howe goes back by half an hour
        "2026-04-23T22:00:00Z", // Cairo has no midnight
        "2026-10-25T01:00:00Z", // Berlin goes back
        "2026-11-01T06:00:00Z", // New York goes back
        "2011-12-30T10:00:00Z", // Samoa leaves a day out
    ];
    let change = proptest::sample::select(changes.to_vec());
    let minutes = proptest::collection::vec(-3_000_i64..3_000, 1..60);
    (change.prop_map(|text| text.parse().expect("an instant")), minutes)
}

/// Every click is in exactly one local day or hour, the one that its zone's clock says.
fn check_cut(
    engine: &Engine,
    zone: &Zone,
    change: Timestamp,
    by: Dimension,
    clicks: &[Entry],
) -> Result<(), TestCaseError> {
    let span = |days: i64| Span {
        from: Timestamp(change.0 - days * 24 * HOUR_US),
        to: Timestamp(change.0 + days * 24 * HOUR_US),
    };
    let query = |by: Vec<Dimension>| Query {
        scope: Scope::default(),
        range: span(5),
        by,
        zone: zone.clone(),
        currency: Currency::USD,
        basis: Basis::Order,
    };
    let whole = engine.query(&query(Vec::new())).total.n_clicks;
    prop_assert_eq!(whole, i64::try_from(clicks.len()).expect("few clicks"));
    let answer = engine.query(&query(vec![by]));
    let found: BTreeMap<String, i64> =
        answer.rows.iter().map(|row| (row.keys[0].id.clone(), n_clicks(&row.figures))).collect();
    prop_assert_eq!(found.values().sum::<i64>(), whole, "{:?} of {:?}", by, zone);
    if by == Dimension::Day {
        let mut expected: BTreeMap<String, i64> = BTreeMap::new();
        for entry in clicks {
            let Fact::Click(click) = &entry.fact else { continue };
            *expected.entry(local_day(zone, click.occurred_at)).or_default() += 1;
        }
        prop_assert_eq!(found, expected, "days of {:?}", zone);
    }
    Ok(())
}

fn n_clicks(figures: &Figures) -> i64 {
    figures.n_clicks
}

/// The day that a clock in the zone shows, by another road than the engine's.
fn local_day(zone: &Zone, at: Timestamp) -> String {
    let instant = jiff::Timestamp::from_microsecond(at.0).expect("a year that calendars have");
    let there = jiff::tz::TimeZone::get(zone.name()).expect("a known zone");
    instant.to_zoned(there).strftime("%Y-%m-%d").to_string()
}
