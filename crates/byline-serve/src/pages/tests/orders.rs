//! Orders as a list: narrowed by address, summed over all its pages, and as a file.

use byline_core::click::{Click, Verdict};
use byline_core::code::PromoCode;
use byline_core::entry::{Connection, Fact};
use byline_core::money::Currency;
use byline_core::order::{OrderState, OrderVersion};

use super::sources::claim;
use super::{page, world};
use crate::testing::Stage;

/// Three orders of the summer, one that is open, cancelled and a test each, and one of a second
/// shop in euros.
async fn stage() -> Stage {
    let stage = world::stage().await;
    let at = "2026-06-09T09:50:00Z";
    let store = Fact::Connection(Connection {
        id: "store".into(),
        feed: "woocommerce".to_owned(),
        name: "Second shop".to_owned(),
        account: None,
        is_archived: false,
        settings: Default::default(),
    });
    world::take(&stage, at, store).await;
    for (n, state, shop, currency) in [
        (4, OrderState::Cancelled, "shop", Currency::USD),
        (5, OrderState::Test, "shop", Currency::USD),
        (6, OrderState::Pending, "shop", Currency::USD),
        (7, OrderState::Paid, "store", Currency::parse("EUR").expect("known")),
    ] {
        let Fact::Order(mut order) = world::order(n, &[], at, &[]) else {
            unreachable!("an order")
        };
        order.key.connection = shop.into();
        world::take(&stage, at, Fact::Order(OrderVersion { state, currency, ..order })).await;
    }
    world::set_now(&stage, "2026-06-09T10:00:00Z");
    stage
}

/// Between the first of one tag and its end.
fn within<'h>(html: &'h str, tag: &str) -> &'h str {
    let inner = html.split(&format!("<{tag}>")).nth(1);
    inner.and_then(|it| it.split(&format!("</{tag}>")).next()).unwrap_or_default()
}

/// The numbers of the orders in a table, in its order.
fn listed(html: &str) -> Vec<u8> {
    let rows = within(html, "tbody").split("<bdi>#10").skip(1);
    rows.filter_map(|row| row.get(..2)?.parse().ok()).collect()
}

#[tokio::test]
async fn orders_are_narrowed_and_handed_out_as_a_file() {
    let stage = stage().await;
    for (query, expected) in [
        ("", vec![7, 6, 5, 4, 3, 2, 1]),
        ("who=mika", vec![2, 1]),
        ("who=lola", vec![1]),
        ("way=code", vec![1]),
        ("way=link", vec![2, 1]),
        ("who=mika&way=code", vec![1]),
        ("who=lola&way=code", vec![]),
        ("who=lola&way=link&model=last", vec![]),
        ("kind=paid", vec![7, 3, 2]),
        ("kind=refunded", vec![1]),
        ("kind=unattributed", vec![7, 3]),
        ("kind=doubt", vec![]),
        ("kind=open", vec![6]),
        ("kind=cancelled", vec![4]),
        ("kind=test", vec![5]),
        ("kind=no_click", vec![]),
        ("currency=EUR", vec![7]),
        ("currency=USD&kind=cancelled", vec![4]),
        ("currency=EUR&kind=cancelled", vec![]),
        ("shop=store", vec![7]),
        ("shop=shop", vec![6, 5, 4, 3, 2, 1]),
        ("who=nobody+by+that+name", vec![]),
    ] {
        let html = page(&stage, &format!("/orders?{query}")).await.text;
        assert_eq!(listed(&html), expected, "{query}");
        let is_empty = html.contains("No order is like that.") && html.contains(">All orders<");
        assert_eq!(is_empty, expected.is_empty(), "{query}: {html}");
        let csv = page(&stage, &format!("/orders.csv?{query}")).await.text;
        assert_eq!(csv.lines().count(), expected.len() + 1, "{query}: {csv}");
    }
}

/// Each sum says of which orders it is, and what is in none is said too.
#[tokio::test]
async fn orders_are_summed_by_what_they_are_worth() {
    let stage = stage().await;
    for (query, expected) in [
        ("", vec!["1 order in EUR", "3 orders in USD", "3 orders without revenue"]),
        ("shop=shop", vec!["3 orders with revenue", "3 orders without revenue"]),
        ("kind=refunded", vec!["All 1 order"]),
        ("kind=test", vec!["1 order without revenue"]),
    ] {
        let html = page(&stage, &format!("/orders?{query}")).await.text;
        let rows = within(&html, "tfoot").split("scope=\"row\">").skip(1);
        let told: Vec<&str> = rows.filter_map(|row| row.split('<').next()).collect();
        assert_eq!(told, expected, "{query}: {html}");
    }
}

/// A code that sells without its creator: the order says so, and the money in doubt opens to just
/// those orders.
#[tokio::test]
async fn an_order_by_a_code_in_doubt_says_so() {
    let stage = world::stage().await;
    let at = "2026-06-09T09:45:00Z";
    for n in 100..125 {
        world::take(&stage, at, world::order(n, &[], at, &["MIKA10"])).await;
        world::take(&stage, at, world::click(n + 30, "lola", at)).await;
        world::take(&stage, at, world::order(n + 30, &[n + 30], at, &[])).await;
    }
    // Somebody whose name holds hers, and a click of a program on her link.
    let Fact::Creator(diana) = world::creator("mikato", "Big Mika Tanaka Fan", None) else {
        unreachable!("a creator")
    };
    world::take(&stage, at, Fact::Creator(diana)).await;
    let Fact::Code(own) = world::code() else { unreachable!("a code") };
    let (id, creator_id) = ("code_fan".into(), "mikato".into());
    let fan = PromoCode { id, creator_id, code: "FAN10".to_owned(), ..own };
    world::take(&stage, at, Fact::Code(fan)).await;
    world::take(&stage, at, world::order(40, &[], at, &["FAN10"])).await;
    let Fact::Click(asked) = world::click(90, "mika", at) else { unreachable!("a click") };
    let bot = Fact::Click(Click { verdict: Verdict::Bot, ..asked });
    world::take(&stage, at, bot).await;
    world::take(&stage, at, world::order(90, &[90], at, &["MIKA10"])).await;
    world::set_now(&stage, "2026-06-09T10:00:00Z");
    let said = "In doubt: this order came by Mika Tanaka’s code without a click of theirs before";
    for (order, is_doubted) in [("99100", true), ("9990", true), ("99130", false), ("9901", false)]
    {
        let html = page(&stage, &format!("/orders/{order}")).await.text;
        assert_eq!(html.contains(said), is_doubted, "{order}: {html}");
    }
    let stake = page(&stage, "/explain?of=in_question&creator=mika").await.text;
    let row = stake.split("Orders by code without a click").nth(1).expect("the row");
    let (href, text) =
        row.split_once("href=\"").and_then(|(_, rest)| rest.split_once('"')).unwrap();
    let list = page(&stage, &href.replace("&amp;", "&")).await.text;
    let n = listed(&list).len();
    assert!(text.starts_with(&format!(">{n}<")) && n == 26, "{n}: {row}");
    let net = row.split("Net of these").nth(1).and_then(|rest| rest.split('$').nth(1));
    let net = net.and_then(|rest| rest.split('<').next()).expect("their net");
    assert!(within(&list, "tfoot").contains(net), "{net}: {list}");
}

/// Claims without an order are counted here and listed on their own page.
#[tokio::test]
async fn claims_without_an_order_are_a_line_below_the_orders() {
    let stage = world::stage().await;
    world::take(&stage, "2026-06-09T09:46:00Z", claim("A-3", "IR-3", 20_00)).await;
    let html = page(&stage, "/orders").await.text;
    let line = html.split("id=\"claimed\"").nth(1).expect("the line");
    let line = line.split("</p>").next().expect("its end");
    assert!(line.contains("without an order") && line.contains("/claims#unreconciled"), "{line}");
    assert!(!page(&stage, "/orders?kind=no_click").await.text.contains("id=\"claimed\""));
}
