//! Orders that several connections state, and words that name more than one.

use byline_core::alias::{Alias, AliasKind};
use byline_core::claim::{Claim, ClaimBasis, ClaimState, Revision};
use byline_core::creator::Creator;
use byline_core::entry::Connection;

use super::*;

pub(super) fn connection(id: &str, feed: &str) -> Fact {
    Fact::Connection(Connection {
        id: id.into(),
        feed: feed.to_owned(),
        name: id.to_owned(),
        account: None,
        is_archived: false,
        settings: Default::default(),
    })
}

/// An order of a connection by its id there and its other names, for so many cents.
pub(super) fn stated(connection: &str, id: &str, names: &[&str], cents: i64) -> Fact {
    let mut version = order(id, 0, cents, &[]);
    version.key.connection = connection.into();
    version.number = None;
    version.aliases = names.iter().map(|name| (*name).to_owned()).collect();
    version.tokens = Vec::new();
    version.shopper = ShopperKeys::default();
    Fact::Order(version)
}

/// A word of the network's claim `c`, said at `said`, on the order that it calls `name`.
fn word(said: i64, name: Option<&str>) -> Fact {
    Fact::Claim(Claim {
        id: "c".into(),
        connection: "net".into(),
        revision: Revision::Whole(at(said)),
        state: ClaimState::Approved,
        basis: ClaimBasis::Click,
        occurred_at: at(0),
        clicked_at: Some(at(-24)),
        order_alias: name.map(str::to_owned),
        partner: Alias::new(AliasKind::Affiliate, "impact", "10078").into_iter().collect(),
        codes: Vec::new(),
        amount: Some(Money { minor: 50_00, currency: Currency::USD }),
        commission: None,
        window: None,
    })
}

fn known() -> Fact {
    let aliases = Alias::new(AliasKind::Affiliate, "impact", "10078").into_iter().collect();
    Fact::Creator(Creator { aliases, ..creator("ana") })
}

/// Every order in which `facts` can arrive.
pub(super) fn arrivals(facts: &[Fact]) -> Vec<Vec<Fact>> {
    if facts.is_empty() {
        return vec![Vec::new()];
    }
    let mut all = Vec::new();
    for (first, fact) in facts.iter().enumerate() {
        let mut others = facts.to_vec();
        others.remove(first);
        for mut rest in arrivals(&others) {
            rest.insert(0, fact.clone());
            all.push(rest);
        }
    }
    all
}

/// Whatever arrives first, the same is said; `says` is what.
pub(super) fn check<T: PartialEq + std::fmt::Debug>(
    facts: &[Fact],
    says: impl Fn(&Bench) -> T,
    expected: &T,
) {
    let mut fingerprint = None;
    for arrival in arrivals(facts) {
        let mut bench = Bench::new();
        for fact in arrival {
            bench.tell(fact);
        }
        assert_eq!(says(&bench), *expected, "{:#?}", bench.log);
        let bytes = bench.engine.fingerprint();
        assert_eq!(*fingerprint.get_or_insert_with(|| bytes.clone()), bytes, "{:#?}", bench.log);
    }
}

/// What each order is worth, by its full name.
fn worth(bench: &Bench, names: &[&str]) -> Vec<i64> {
    names.iter().map(|name| bench.engine.order(name).expect("known").net_minor).collect()
}

const X: &str = "shared-name-x";
const Y: &str = "shared-name-y";

#[test]
fn one_order_may_be_stated_by_three_connections() {
    let facts = [
        connection("shop", "shopify"),
        connection("pay", "stripe"),
        connection("tts", "tiktok_shop"),
        stated("tts", "t-1", &[X], 104_00),
        stated("shop", "s-1", &[X, Y], 100_00),
        stated("pay", "p-1", &[Y], 103_00),
    ];
    check(&facts, |bench| worth(bench, &["shop:s-1", "pay:p-1", "tts:t-1"]), &vec![100_00, 0, 0]);
}

/// The order of a shop that gives it the number that shoppers see.
fn numbered(connection: &str, id: &str, number: &str, cents: i64) -> Fact {
    match stated(connection, id, &[], cents) {
        Fact::Order(version) => {
            Fact::Order(OrderVersion { number: Some(number.to_owned()), ..version })
        }
        other => other,
    }
}

/// The same order as a later version that refers to another system's by `name`.
fn referring(fact: &Fact, name: &str) -> Fact {
    let Fact::Order(version) = fact else { unreachable!("an order") };
    Fact::Order(OrderVersion {
        version_at: Timestamp(version.version_at.0 + 1),
        aliases: vec![name.to_owned()],
        ..version.clone()
    })
}

#[test]
fn two_shops_that_number_alike_have_two_orders() {
    let number = "ORD-2026-000117";
    let eu = numbered("shop-eu", "5001", number, 100_00);
    let us = numbered("shop-us", "7001", number, 70_00);
    let worth_of_both = |bench: &Bench| worth(bench, &["shop-eu:5001", "shop-us:7001"]);
    check(&[eu.clone(), us.clone()], worth_of_both, &vec![100_00, 70_00]);
    // Nor by their own ids, if nobody refers to the other's.
    let eu = stated("shop-eu", number, &[], 100_00);
    let us = stated("shop-us", number, &[], 70_00);
    let names = [["shop-eu", number].join(":"), ["shop-us", number].join(":")];
    let names = [names[0].as_str(), names[1].as_str()];
    check(&[eu, us], |bench| worth(bench, &names), &vec![100_00, 70_00]);
}

#[test]
fn a_payment_that_shows_the_number_of_two_shops_orders_is_neithers() {
    let number = "ORD-2026-000117";
    let pay = |shop| match numbered(shop, "cs_1", number, 103_00) {
        Fact::Order(version) => {
            Fact::Order(OrderVersion { aliases: vec![number.to_owned()], ..version })
        }
        other => other,
    };
    let shop = connection("shop", "shopify");
    let eu = numbered("shop", "5001", number, 100_00);
    let one = [shop.clone(), eu.clone(), pay("pay")];
    check(&one, |bench| worth(bench, &["shop:5001", "pay:cs_1"]), &vec![100_00, 0]);
    let two = [shop, eu, pay("pay"), numbered("shop-us", "7001", number, 70_00)];
    let names = ["shop:5001", "pay:cs_1", "shop-us:7001"];
    check(&two, |bench| worth(bench, &names), &vec![100_00, 103_00, 70_00]);
    check(
        &[pay("pay-eu"), pay("pay-us")],
        |bench| worth(bench, &["pay-eu:cs_1", "pay-us:cs_1"]),
        &vec![103_00, 103_00],
    );
}

#[test]
fn a_version_may_tell_whose_order_it_is() {
    let tts = stated("tts", "576461413038785752", &[], 104_00);
    let before = stated("shop", "s-1", &[], 100_00);
    let after = referring(&before, "576461413038785752");
    // A later version that leaves the reference out does not take it back.
    let Fact::Order(bare) = &before else { unreachable!("an order") };
    let bare =
        Fact::Order(OrderVersion { version_at: Timestamp(after_of(&after) + 1), ..bare.clone() });
    let facts = [connection("shop", "shopify"), tts, before, after, bare];
    let says = |bench: &Bench| worth(bench, &["shop:s-1", "tts:576461413038785752"]);
    check(&facts, says, &vec![100_00, 0]);
}

fn after_of(fact: &Fact) -> i64 {
    match fact {
        Fact::Order(version) => version.version_at.0,
        _ => 0,
    }
}

/// The same order as a later version in another state.
fn turned(fact: &Fact, state: OrderState) -> Fact {
    let Fact::Order(version) = fact else { unreachable!("an order") };
    let version_at = Timestamp(version.version_at.0 + 1);
    Fact::Order(OrderVersion { version_at, state, ..version.clone() })
}

#[test]
fn a_payment_that_came_to_nothing_steps_back_for_the_next() {
    let shop = [connection("shop", "shopify"), stated("shop", "s-1", &[X], 100_00)];
    let [declared, order] = &shop;
    let first = stated("pay", "p-1", &[X], 103_00);
    let failed = turned(&first, OrderState::Voided);
    let second = stated("pay", "p-2", &[X], 103_00);
    let names = ["shop:s-1", "pay:p-1", "pay:p-2"];
    let says = |bench: &Bench| worth(bench, &names);
    let [declared, order, failed, second] = [declared, order, &failed, &second].map(Clone::clone);
    let retried = [declared.clone(), order.clone(), first.clone(), failed.clone(), second.clone()];
    check(&retried, says, &vec![100_00, 0, 0]);
    // Without the shop's own order the payment that went through is the order.
    let alone = [failed.clone(), second.clone()];
    check(&alone, |bench| worth(bench, &names[1..]), &vec![0, 103_00]);
    // Two payments that went through are two orders, and nobody can say which is the shop's.
    let both = [declared, order, first, second];
    check(&both, says, &vec![100_00, 103_00, 103_00]);
}

#[test]
fn a_name_of_two_orders_of_one_connection_makes_nobody_twins() {
    let facts = [
        connection("shop", "shopify"),
        connection("tts", "tiktok_shop"),
        stated("tts", "t-1", &[X], 104_00),
        stated("shop", "s-1", &[X], 100_00),
        stated("shop", "s-2", &[X], 70_00),
        word(1, Some(X)),
    ];
    let says = |bench: &Bench| {
        let worth = worth(bench, &["shop:s-1", "shop:s-2", "tts:t-1"]);
        (worth, bench.engine.claims_view().unreconciled.len())
    };
    check(&facts, says, &(vec![100_00, 70_00, 104_00], 1));
}

#[test]
fn two_orders_of_one_connection_are_never_one_by_way_of_a_third() {
    let facts = [
        stated("shop", "s-1", &[X], 100_00),
        stated("tts", "t-1", &[X, Y], 104_00),
        stated("shop", "s-2", &[Y], 70_00),
        stated("pay", "p-1", &["s-2-at-payment", Y], 71_00),
    ];
    let names = ["shop:s-1", "tts:t-1", "shop:s-2", "pay:p-1"];
    check(&facts, |bench| worth(bench, &names), &vec![100_00, 104_00, 70_00, 71_00]);
}

#[test]
fn twins_that_part_leave_each_its_own_shopper() {
    let buyer = |fact: Fact, cookie: u8| match fact {
        Fact::Order(version) => {
            let visitor = Some(ShopperKey([cookie; 16]));
            let shopper = ShopperKeys { visitor, ..ShopperKeys::default() };
            Fact::Order(OrderVersion { shopper, ..version })
        }
        other => other,
    };
    let by = |number, link, cookie: u8| {
        let visitor = Some(ShopperKey([cookie; 16]));
        Fact::Click(Click { visitor, ..click(number, link, -5) })
    };
    let facts = [
        by(1, "ana", 1),
        by(2, "ben", 2),
        buyer(stated("shop", "s-1", &[X], 100_00), 1),
        buyer(stated("tts", "t-1", &[X], 104_00), 2),
    ];
    let credits = |bench: &Bench| {
        ["shop:s-1", "tts:t-1"].map(|order| bench.credits(order, Model::Linear).join(", "))
    };
    let both = ["ana 5000, ben 5000".to_owned(), String::new()];
    check(&facts, credits, &both);
    let parted = [facts.as_slice(), &[stated("shop", "s-2", &[X], 70_00)]].concat();
    check(&parted, credits, &["ana 10000".to_owned(), "ben 10400".to_owned()]);
}

#[test]
fn the_feed_of_a_connection_decides_whenever_it_is_known() {
    let facts = [
        connection("zshop", "shopify"),
        stated("atts", "t-1", &[X], 104_00),
        stated("zshop", "s-1", &[X], 100_00),
        known(),
        word(1, Some("s-1")),
    ];
    let says = |bench: &Bench| bench.credits("zshop:s-1", Model::Linear);
    check(&facts, says, &vec!["ana 10000".to_owned()]);

    let mut bench = Bench::new();
    for fact in facts {
        bench.tell(fact);
    }
    bench.tell(connection("zshop", "import"));
    assert_eq!(bench.credits("atts:t-1", Model::Linear), ["ana 10400"], "by name, of equals");
    assert_eq!(bench.engine.order("zshop:s-1").expect("known").net_minor, 0);
    bench.tell(connection("zshop", "shopify"));
    assert_eq!(bench.credits("zshop:s-1", Model::Linear), ["ana 10000"]);
}

/// Orders with credit to ana, claims that wait, and why.
fn claimed(bench: &Bench, names: &[&str]) -> (Vec<String>, u64, Vec<String>) {
    let is_anas = |name: &&&str| bench.credits(name, Model::Linear).join(",").contains("ana");
    let credited = names.iter().filter(is_anas).map(|name| (*name).to_owned()).collect();
    let rows = bench.engine.claims_view().unreconciled;
    let whys = rows.into_iter().map(|row| row.why).collect();
    (credited, bench.engine.counters().n_waiting, whys)
}

#[test]
fn a_claim_whose_words_name_different_orders_is_on_neither() {
    let facts = [
        known(),
        stated("shop", "s-1", &["#1"], 100_00),
        stated("shop", "s-2", &["#2"], 70_00),
        word(1, Some("s-1")),
        word(2, Some("#2")),
    ];
    let why = "its words name different orders: shop:s-1, shop:s-2".to_owned();
    check(&facts, |bench| claimed(bench, &["s-1", "s-2"]), &(Vec::new(), 2, vec![why]));
}

#[test]
fn a_claim_may_call_its_order_by_two_names() {
    let facts = [
        known(),
        stated("shop", "s-1", &["#1"], 100_00),
        word(1, Some("s-1")),
        word(2, Some("#1")),
        word(3, None),
    ];
    let expected = (vec!["s-1".to_owned()], 0, Vec::new());
    check(&facts, |bench| claimed(bench, &["s-1"]), &expected);
}

#[test]
fn words_that_name_twins_name_one_order() {
    let facts = [
        known(),
        stated("shop", "s-1", &[X], 100_00),
        stated("tts", "t-1", &[X], 104_00),
        word(1, Some("s-1")),
        word(2, Some("t-1")),
    ];
    let expected = (vec!["shop:s-1".to_owned()], 0, Vec::new());
    check(&facts, |bench| claimed(bench, &["shop:s-1"]), &expected);
}

#[test]
fn an_unreconciled_claim_says_why() {
    let mut bench = Bench::new();
    bench.tell(word(1, None));
    let why = |bench: &Bench| bench.engine.claims_view().unreconciled[0].why.clone();
    assert_eq!(why(&bench), "it names no order");
    bench.tell(word(2, Some("#9")));
    assert_eq!(why(&bench), "no shop states an order `#9`");
    bench.tell(stated("shop", "s-1", &["#9"], 100_00));
    assert!(bench.engine.claims_view().unreconciled.is_empty());
    bench.tell(stated("shop", "s-2", &["#9"], 100_00));
    assert_eq!(why(&bench), "several orders go by `#9`");
}

#[test]
fn two_shops_whose_numbers_are_told_without_their_mark_have_two_orders() {
    let exported = |shop: &str, id: &str, cents| match numbered(shop, id, "#GLOW-10001", cents) {
        Fact::Order(version) => {
            let aliases = vec![id.to_owned(), "GLOW-10001".to_owned()];
            Fact::Order(OrderVersion { aliases, ..version })
        }
        other => other,
    };
    let eu = exported("shop-eu", "5001000000001", 100_00);
    let us = exported("shop-us", "7001000000001", 70_00);
    let names = ["shop-eu:5001000000001", "shop-us:7001000000001"];
    check(&[eu.clone(), us], |bench| worth(bench, &names), &vec![100_00, 70_00]);
    // A payment that shows the bare number is that of the one order.
    let pay = match numbered("pay", "cs_1", "GLOW-10001", 103_00) {
        Fact::Order(version) => {
            Fact::Order(OrderVersion { aliases: vec!["GLOW-10001".to_owned()], ..version })
        }
        other => other,
    };
    let facts = [connection("shop-eu", "shopify"), eu, pay];
    let names = ["shop-eu:5001000000001", "pay:cs_1"];
    check(&facts, |bench| worth(bench, &names), &vec![100_00, 0]);
}

#[test]
fn of_two_versions_of_one_instant_the_same_one_holds_whatever_else_they_are_called() {
    let version = |names: &[&str], cents| stated("shop", "820982911946154508", names, cents);
    let webhook = version(&["820982911946154508", "1234"], 100_00);
    let poll = version(&["XPAV284CT"], 100_00);
    let edited = version(&["checkout-17"], 90_00);
    let facts = [webhook.clone(), webhook, poll, edited];
    let says = |bench: &Bench| worth(bench, &["shop:820982911946154508"]);
    check(&facts, says, &vec![100_00]);
}

#[test]
fn a_running_total_takes_off_only_what_single_refunds_do_not_come_to() {
    let order = stated("shop", "s-1", &[], 100_00);
    let Fact::Order(version) = &order else { unreachable!("an order") };
    let money = |minor| Money { minor, currency: Currency::USD };
    let total =
        |minor| Fact::Refund(Refund::running_total(version.key.clone(), at(9), money(minor)));
    let single = |id: &str, minor| {
        let (id, order) = (id.into(), version.key.clone());
        Fact::Refund(Refund { id, order, occurred_at: at(5), amount: money(minor) })
    };
    let says = |bench: &Bench| worth(bench, &["shop:s-1"]);
    check(&[order.clone(), single("99", 30_00), total(30_00)], says, &vec![70_00]);
    check(&[order.clone(), single("99", 30_00), total(45_00)], says, &vec![55_00]);
    check(
        &[order.clone(), single("99", 30_00), single("98", 20_00), total(30_00)],
        says,
        &vec![50_00],
    );
    check(&[order.clone(), total(30_00), total(45_00)], says, &vec![55_00]);
}
