//! One order, many signals: whoever saw it, and in whatever order they say so.

use byline_core::alias::{Alias, AliasKind};
use byline_core::claim::{Claim, ClaimBasis, ClaimState, Revision};
use byline_core::creator::{Account, Creator};
use byline_core::entry::{Connection, Fact};
use byline_core::event::{Sighting, Signal};
use byline_core::order::NamedCreator;

use super::*;
use crate::view::UnearnedReason;

/// The order's id at the platform's shop, which passes the order on.
const NATIVE_ID: &str = "576461413038785752";

fn connection(id: &str, feed: &str) -> Fact {
    Fact::Connection(Connection {
        id: id.into(),
        feed: feed.to_owned(),
        name: id.to_owned(),
        account: None,
        is_archived: false,
        settings: Default::default(),
    })
}

/// A stage with a shop, a platform's shop and a network, which all know ana by other names.
fn stage() -> Bench {
    let mut bench = Bench::new();
    bench.tell(connection("shop", "shopify"));
    bench.tell(connection("tts", "tiktok_shop"));
    bench.tell(connection("net", "impact"));
    bench.tell(Fact::Creator(known()));
    bench
}

fn known() -> Creator {
    let account = Account {
        platform: Platform::Tiktok,
        handle: "Ana.Glow".to_owned(),
        platform_user_id: None,
        n_followers: None,
    };
    let aliases = Alias::new(AliasKind::Affiliate, "impact", "10078").into_iter().collect();
    Creator { accounts: vec![account], aliases, ..creator("ana") }
}

/// A click that only a network tells of is a click: it may be too old, and it is no lack of one.
#[test]
fn a_claimed_click_may_be_too_long_before() {
    let why = |hours, state| {
        let mut bench = stage();
        bench.tell(shop_order());
        bench.tell(Fact::Claim(Claim { clicked_at: Some(at(hours)), ..claim(state, 100_00) }));
        bench.engine.unearned_because("820982911946154508")
    };
    assert_eq!(why(-24, ClaimState::Approved), None);
    assert_eq!(why(-24 * 9, ClaimState::Approved), Some(UnearnedReason::TooLongBefore));
    assert_eq!(why(-24 * 9, ClaimState::Reversed), Some(UnearnedReason::NoSign), "taken back");
}

/// What a network claims of an order is unresolved only if nobody has the order.
#[test]
fn a_claim_of_an_owned_order_is_no_money_without_an_owner() {
    let stranger = || Claim {
        partner: Alias::new(AliasKind::Affiliate, "impact", "99999").into_iter().collect(),
        ..claim(ClaimState::Pending, 100_00)
    };
    let named = |bench: &Bench| {
        let rows = bench.engine.identities().unresolved.into_iter();
        rows.map(|row| (row.text, row.n_orders)).collect::<Vec<_>>()
    };
    let mut bench = stage();
    bench.tell(shop_order());
    bench.tell(Fact::Claim(stranger()));
    assert_eq!(named(&bench), [("99999".to_owned(), 1)]);

    let mut bench = stage();
    let Fact::Order(mut owned) = shop_order() else { unreachable!("it is one") };
    owned.codes = vec!["ANA10".to_owned()];
    bench.tell(Fact::Order(owned));
    bench.tell(Fact::Claim(stranger()));
    assert_eq!(named(&bench), []);
}

fn shop_order() -> Fact {
    let mut version = order("820982911946154508", 0, 100_00, &[]);
    version.key.connection = "shop".into();
    version.aliases = vec!["#1001".to_owned(), NATIVE_ID.to_owned()];
    version.shopper = ShopperKeys::default();
    Fact::Order(version)
}

fn other_shop_order() -> Fact {
    let mut version = order("820982911946154509", 0, 50_00, &[]);
    version.key.connection = "shop".into();
    version.aliases = vec!["#1002".to_owned()];
    version.shopper = ShopperKeys::default();
    Fact::Order(version)
}

fn native_order() -> Fact {
    let mut version = order(NATIVE_ID, 0, 104_00, &[]);
    version.key.connection = "tts".into();
    version.shopper = ShopperKeys::default();
    let alias = Alias::new(AliasKind::Handle, "tiktok_shop", "@ana.glow").unwrap();
    let content = Some("7300000000000000001".to_owned());
    let (line, line_minor, commission_bp) = (None, None, Some(1_000));
    version.named = vec![NamedCreator { alias, content, line, line_minor, commission_bp }];
    Fact::Order(version)
}

fn claim(state: ClaimState, minor: i64) -> Claim {
    Claim {
        id: EventId::from("impact-1"),
        connection: ConnectionId::from("net"),
        revision: Revision::Whole(at(2)),
        state,
        basis: ClaimBasis::Click,
        occurred_at: at(0),
        clicked_at: Some(at(-24)),
        order_alias: Some("#1001".to_owned()),
        partner: Alias::new(AliasKind::Affiliate, "impact", "10078").into_iter().collect(),
        codes: Vec::new(),
        amount: Some(Money { minor, currency: Currency::USD }),
        commission: None,
        window: None,
    }
}

fn sighting(id: &str, reporter: &str, alias: &str) -> Fact {
    Fact::Sighting(Sighting {
        id: EventId::from(id),
        signal: Signal::Pixel,
        reporter: reporter.to_owned(),
        occurred_at: at(0),
        order_alias: alias.to_owned(),
        shopper: ShopperKeys { visitor: Some(SHOPPER), ..ShopperKeys::default() },
        claimed: None,
        partner: Vec::new(),
    })
}

fn five_signals() -> [Fact; 5] {
    [
        shop_order(),
        Fact::Claim(claim(ClaimState::Approved, 120_00)),
        native_order(),
        sighting("segment-1", "segment", "820982911946154508"),
        sighting("pixel-1", "pixel", &format!("token-{NATIVE_ID}")),
    ]
}

/// Every order in which five things can arrive.
fn permutations() -> Vec<[usize; 5]> {
    let mut all = Vec::new();
    for code in 0..3_125_usize {
        let digits = [code % 5, code / 5 % 5, code / 25 % 5, code / 125 % 5, code / 625];
        let is_permutation = (0..5).all(|digit| digits.contains(&digit));
        if is_permutation {
            all.push(digits);
        }
    }
    all
}

#[test]
fn five_signals_in_any_order_are_one_order_with_five_pieces_of_evidence() {
    let all = permutations();
    assert_eq!(all.len(), 120);
    for arrival in all {
        let mut bench = stage();
        for place in arrival {
            bench.tell(five_signals()[place].clone());
        }
        let view = bench.engine.order("820982911946154508").unwrap();
        let mut reporters: Vec<&str> =
            view.evidence.iter().map(|seen| seen.reporter.as_str()).collect();
        reporters.sort_unstable();
        assert_eq!(reporters, ["net", "pixel", "segment", "shop", "tts"], "{arrival:?}");
        assert_eq!(view.net_minor, 100_00, "the shop states the money, {arrival:?}");
        assert_eq!(bench.credits("820982911946154508", Model::Linear), ["ana 10000"]);
        let total = bench.engine.query(&bench.query()).total;
        assert_eq!(total.orders_micro[Model::Linear], 1_000_000, "{arrival:?}");
        assert_eq!(total.revenue_minor[Model::Linear], 100_00, "{arrival:?}");
        assert_eq!(bench.engine.counters().n_waiting, 0, "{arrival:?}");
        let other = bench.engine.order(NATIVE_ID).unwrap();
        assert_eq!(other.net_minor, 0, "it counts at the shop, {arrival:?}");
        assert!(other.not_revenue_because.unwrap().contains("shop:820982911946154508"));
    }
}

#[test]
fn a_claim_is_never_money() {
    let mut bench = stage();
    let stray = Claim { order_alias: Some("#9999".into()), ..claim(ClaimState::Pending, 80_00) };
    assert_eq!(bench.tell(Fact::Claim(stray)), Applied::Waits);
    assert_eq!(bench.engine.query(&bench.query()).total.revenue_minor[Model::Linear], 0);
    let view = bench.engine.claims_view();
    assert_eq!(view.unreconciled.len(), 1);
    assert_eq!(view.unreconciled[0].creator_id.as_ref().unwrap().as_str(), "ana");
    assert_eq!(view.claimants[0].over_claim_micro, None, "nothing is confirmed");
}

#[test]
fn a_claim_that_names_somebody_else_is_disputed() {
    let mut bench = stage();
    bench.tell(Fact::Click(click(9, "ben", -1)));
    bench.tell(shop_order());
    bench.tell(Fact::Claim(claim(ClaimState::Approved, 100_00)));
    assert!(bench.engine.claims_view().disputed.is_empty(), "the ledger credits ana too");
    let stranger = Alias::new(AliasKind::Affiliate, "impact", "99999").into_iter().collect();
    let second = Claim {
        id: EventId::from("impact-2"),
        partner: stranger,
        ..claim(ClaimState::Pending, 100_00)
    };
    bench.tell(Fact::Claim(second.clone()));
    let disputed = bench.engine.claims_view().disputed;
    assert_eq!(disputed.len(), 1);
    assert_eq!(disputed[0].partner.as_deref(), Some("99999"));
    assert_eq!(disputed[0].creator_id, None);
    assert_eq!(disputed[0].credited.iter().map(|id| id.as_str()).collect::<Vec<_>>(), ["ana"]);
    let view = bench.engine.claims_view();
    let claimant = &view.claimants[0];
    assert_eq!(claimant.n_matched - claimant.n_agreed, view.disputed.len() as u64);
    let orders = (claimant.n_theirs, claimant.n_theirs_claimed, claimant.n_theirs_agreed);
    assert_eq!(orders, (1, 1, 1), "one of both claims on the order names ana");
}

/// A network that never named ben watches him not: his orders are none that it missed.
#[test]
fn a_claimant_is_compared_with_the_orders_of_those_whom_it_names() {
    let mut bench = stage();
    let told = |bench: &Bench| {
        let claimant = bench.engine.claims_view().claimants.swap_remove(0);
        let watched: Vec<String> = claimant.watched.keys().map(ToString::to_string).collect();
        (watched.join(" "), claimant.n_theirs, claimant.n_theirs_claimed, claimant.n_naming)
    };
    let of = |who: &str, n: u64, id: &str, hours: i64| {
        let mut version = order(id, hours, 50_00, &[]);
        version.key.connection = "shop".into();
        version.shopper = ShopperKeys::default();
        version.codes = vec![format!("{who}10")];
        version.aliases = vec![format!("#{n}")];
        Fact::Order(version)
    };
    bench.tell(of("BEN", 2001, "b1", 1));
    bench.tell(of("ANA", 2002, "a0", -5));
    bench.tell(of("ANA", 2003, "a1", 1));
    let about = |alias: &str, state| {
        let (id, order_alias) = (EventId::from(alias), Some(alias.to_owned()));
        Fact::Claim(Claim { id, order_alias, ..claim(state, 50_00) })
    };
    bench.tell(about("#9999", ClaimState::Pending));
    assert_eq!(told(&bench), ("ana".to_owned(), 1, 0, 0), "a0 was before it began to claim");
    bench.tell(about("#2003", ClaimState::Pending));
    assert_eq!(told(&bench), ("ana".to_owned(), 1, 1, 1));
    let Fact::Claim(named) = about("#2001", ClaimState::Pending) else { unreachable!("a claim") };
    bench.tell(Fact::Claim(Claim { partner: Vec::new(), ..named }));
    assert_eq!(told(&bench), ("ana".to_owned(), 1, 1, 1), "it names nobody, so it watches nobody");
    let alias: Vec<Alias> =
        Alias::new(AliasKind::Affiliate, "impact", "20090").into_iter().collect();
    bench.tell(Fact::Creator(Creator { aliases: alias.clone(), ..creator("ben") }));
    bench.tell(of("BEN", 2004, "b2", 30));
    let Fact::Claim(later) = about("#8888", ClaimState::Pending) else { unreachable!("a claim") };
    bench.tell(Fact::Claim(Claim { partner: alias, occurred_at: at(20), ..later }));
    assert_eq!(told(&bench), ("ana ben".to_owned(), 2, 1, 1), "b1 was before it ever named ben");
}

#[test]
fn over_claims_are_counted_and_reversals_give_the_credit_back() {
    let mut bench = stage();
    bench.tell(shop_order());
    bench.tell(Fact::Claim(claim(ClaimState::Approved, 120_00)));
    let second = Claim { id: EventId::from("impact-2"), ..claim(ClaimState::Pending, 120_00) };
    bench.tell(Fact::Claim(second.clone()));
    let claimant = &bench.engine.claims_view().claimants[0];
    assert_eq!((claimant.n_standing, claimant.n_matched, claimant.n_agreed), (2, 2, 2));
    assert_eq!(claimant.claimed_minor[&Currency::USD], 240_00);
    assert_eq!(claimant.confirmed_minor[&Currency::USD], 100_00, "the order counts once");
    assert_eq!(bench.credits("820982911946154508", Model::Linear), ["ana 10000"]);
    for claim in [claim(ClaimState::Reversed, 0), Claim { state: ClaimState::Rejected, ..second }] {
        bench.tell(Fact::Claim(Claim { revision: Revision::Whole(at(3)), ..claim }));
    }
    assert_eq!(bench.credits("820982911946154508", Model::Linear), ["nobody 10000"]);
    assert_eq!(bench.engine.claims_view().claimants[0].n_reversed, 2);
}

#[test]
fn over_claim_is_standing_claims_for_each_order_that_they_name() {
    use ClaimState::{Approved, Pending, Reversed, Test};
    for (claims, expected) in [
        (vec![("#1001", Approved)], Some(1_000_000)),
        (vec![("#1001", Approved), ("#1001", Pending)], Some(2_000_000)),
        (vec![("#1001", Approved), ("#1001", Reversed)], Some(1_000_000)),
        (vec![("#1001", Approved), ("#1001", Test)], Some(1_000_000)),
        (vec![("#1001", Approved), ("#1002", Approved)], Some(1_000_000)),
        (vec![("#1001", Approved), ("#1001", Approved), ("#1002", Approved)], Some(1_500_000)),
        (vec![("#1001", Approved), ("#9999", Approved)], Some(2_000_000)),
        (vec![("#1001", Reversed)], None),
        (vec![("#9999", Approved)], None),
    ] {
        let mut bench = stage();
        bench.tell(shop_order());
        bench.tell(other_shop_order());
        for (n, (alias, state)) in claims.iter().enumerate() {
            let id = EventId::from(format!("impact-{n}").as_str());
            let order_alias = Some((*alias).to_owned());
            bench.tell(Fact::Claim(Claim { id, order_alias, ..claim(*state, 100_00) }));
        }
        let claimant = &bench.engine.claims_view().claimants[0];
        assert_eq!(claimant.over_claim_micro, expected, "{claims:?}");
    }
}

#[test]
fn a_name_that_becomes_known_later_earns_its_past() {
    let mut bench = Bench::new();
    bench.tell(connection("shop", "shopify"));
    bench.tell(shop_order());
    bench.tell(Fact::Claim(claim(ClaimState::Approved, 100_00)));
    assert_eq!(bench.credits("820982911946154508", Model::Linear), ["nobody 10000"]);
    bench.tell(Fact::Creator(known()));
    assert_eq!(bench.credits("820982911946154508", Model::Linear), ["ana 10000"]);
    let namesake = Creator { aliases: known().aliases, ..creator("ben") };
    bench.tell(Fact::Creator(namesake));
    assert_eq!(
        bench.credits("820982911946154508", Model::Linear),
        ["nobody 10000"],
        "a name that two creators have means nobody"
    );
}

#[test]
fn a_version_that_names_nobody_takes_no_creators_place() {
    let plain = || match native_order() {
        Fact::Order(version) => {
            let version_at = Timestamp(version.version_at.0 + 1);
            Fact::Order(OrderVersion { version_at, named: Vec::new(), ..version })
        }
        other => panic!("no order: {other:?}"),
    };
    for arrival in [[native_order(), plain()], [plain(), native_order()]] {
        let mut bench = stage();
        for fact in arrival {
            assert_eq!(bench.tell(fact), Applied::Changed);
        }
        assert_eq!(bench.credits(NATIVE_ID, Model::Linear), ["ana 10400"]);
        assert_eq!(bench.tell(native_order()), Applied::Known);
    }
}

#[test]
fn every_word_of_a_claim_that_waits_is_counted() {
    let mut bench = stage();
    bench.tell(Fact::Claim(claim(ClaimState::Pending, 100_00)));
    let later = Claim { revision: Revision::Whole(at(3)), ..claim(ClaimState::Approved, 100_00) };
    bench.tell(Fact::Claim(later));
    assert_eq!(bench.engine.counters().n_waiting, 2);
    bench.tell(shop_order());
    assert_eq!(bench.engine.counters().n_waiting, 0);
}

#[test]
fn a_claim_without_an_order_finds_none_whatever_its_id_is() {
    let mut bench = stage();
    bench.tell(shop_order());
    let id = EventId::from("820982911946154508");
    let stray = Claim { id, order_alias: None, ..claim(ClaimState::Approved, 100_00) };
    assert_eq!(bench.tell(Fact::Claim(stray)), Applied::Waits);
    assert_eq!(bench.credits("820982911946154508", Model::Linear), ["nobody 10000"]);
}

#[test]
fn a_reversal_that_is_a_difference_gives_the_credit_back() {
    let mut bench = stage();
    bench.tell(shop_order());
    bench.tell(Fact::Claim(claim(ClaimState::Approved, 100_00)));
    let revision = Revision::Difference { id: EventId::from("u1"), at: at(5) };
    bench.tell(Fact::Claim(Claim { revision, ..claim(ClaimState::Reversed, -100_00) }));
    assert_eq!(bench.credits("820982911946154508", Model::Linear), ["nobody 10000"]);
}

#[test]
fn what_a_twin_learns_later_counts_where_the_money_is() {
    let Fact::Order(native) = native_order() else { unreachable!() };
    let plain = OrderVersion { named: Vec::new(), ..native.clone() };
    let mut bench = stage();
    bench.tell(Fact::Order(plain.clone()));
    bench.tell(shop_order());
    assert_eq!(bench.credits("820982911946154508", Model::Linear), ["nobody 10000"]);
    bench.tell(Fact::Order(OrderVersion { version_at: at(1), ..native }));
    assert_eq!(bench.credits("820982911946154508", Model::Linear), ["ana 10000"]);
    bench.tell(Fact::Order(OrderVersion { version_at: at(9), ..plain }));
    assert_eq!(
        bench.credits("820982911946154508", Model::Linear),
        ["ana 10000"],
        "a later version without names does not take them back"
    );
}
