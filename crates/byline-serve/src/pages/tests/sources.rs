//! Sources, claims and files as a reader gets them, and the forms that change something.

use byline_core::alias::{Alias, AliasKind};
use byline_core::claim::{Claim, ClaimBasis, ClaimState, Revision};
use byline_core::entry::{Connection, Fact, Quarantined};
use byline_core::money::{Currency, Money};

use super::{check, page, readable, world};
use crate::testing::{Reply, Stage, TOKEN};

/// Sends a form of our own page.
pub(super) async fn send(stage: &Stage, path: &str, kind: &str, body: String) -> Reply {
    let token = format!("authorization: Bearer {TOKEN}");
    let kind = format!("content-type: {kind}");
    stage.ask(&format!("POST {path}"), &[&token, &kind], body).await
}

pub(super) const FORM: &str = "application/x-www-form-urlencoded";

fn network() -> Fact {
    Fact::Connection(Connection {
        id: "net".into(),
        feed: "impact".to_owned(),
        name: "Our network".to_owned(),
        account: None,
        is_archived: false,
        settings: Default::default(),
    })
}

pub(super) fn claim(id: &str, order: &str, minor: i64) -> Fact {
    let at = world::time("2026-06-09T09:25:00Z");
    let money = |minor| Some(Money { minor, currency: Currency::USD });
    Fact::Claim(Claim {
        id: id.into(),
        connection: "net".into(),
        revision: Revision::Whole(at),
        state: ClaimState::Pending,
        basis: ClaimBasis::Click,
        occurred_at: at,
        clicked_at: None,
        order_alias: Some(order.to_owned()),
        partner: Alias::new(AliasKind::Affiliate, "impact", "10078").into_iter().collect(),
        codes: Vec::new(),
        amount: money(minor),
        commission: money(minor / 10),
        window: None,
    })
}

pub(super) fn aside() -> Fact {
    Fact::Quarantined(Quarantined {
        connection: "shop".into(),
        code: "shopify.currency_unknown".to_owned(),
        detail: "the currency `XQZ` is unknown".to_owned(),
        inbox_id: Some(7),
        about: Some("order #1007".to_owned()),
    })
}

/// The summer with a network that claims two orders, one of them unknown, and a delivery that
/// nobody could read.
pub(super) async fn stage() -> Stage {
    let stage = world::stage().await;
    let at = "2026-06-09T09:45:00Z";
    for fact in [network(), claim("A-1", "9902", 100_00), claim("A-2", "IR-2", 55_50), aside()] {
        world::take(&stage, at, fact).await;
    }
    world::set_now(&stage, "2026-06-09T10:00:00Z");
    stage
}

#[tokio::test]
async fn the_pages_about_sources() {
    let stage = stage().await;
    for (name, path) in [
        ("sources", "/sources"),
        ("sources-connection", "/sources/connections/shop"),
        ("sources-connect", "/sources/connect?feed=shopify"),
        ("sources-quarantine", "/sources/quarantine"),
        ("sources-waiting", "/sources/waiting"),
        ("sources-map", "/sources/map"),
        ("claims", "/claims"),
    ] {
        let reply = page(&stage, path).await;
        assert_eq!(reply.status, 200, "{path}");
        insta::assert_snapshot!(name, readable(&reply));
    }
    let csv = page(&stage, "/sources/map.csv").await;
    assert_eq!(
        csv.header("content-disposition"),
        "attachment; filename=\"signals-2026-06-09.csv\""
    );
    assert!(csv.text.contains("\r\nmika,Mika Tanaka,true,2026-06-09T07:00:00"), "{}", csv.text);
}

#[tokio::test]
async fn the_page_about_files() {
    check("import", "/import").await;
}

/// What is missing is said, and is never 0.
#[tokio::test]
async fn what_is_not_available_says_why() {
    let html = page(&Stage::new(), "/sources").await.text;
    for expected in ["Instagram Checkout", "YouTube Shopping", "not available", "Meta ended"] {
        assert!(html.contains(expected), "{expected}");
    }
    assert!(page(&Stage::new(), "/claims").await.text.contains("Nobody claims anything."));
}

/// received = applied + repeats + put aside + waiting, as it stands on the page.
#[tokio::test]
async fn the_count_of_entries_adds_up() {
    let html = page(&stage().await, "/sources").await.text;
    let n = |key: &str| -> i64 {
        let rest = html.split(&format!("data-key=\"equation-{key}\">")).nth(1).expect("a count");
        rest.split('<').next().and_then(|n| n.replace(',', "").parse().ok()).expect("a number")
    };
    assert_eq!(n("received"), n("applied") + n("known") + n("aside") + n("waiting"));
    assert_eq!((n("aside"), n("waiting")), (1, 1));
}

#[tokio::test]
async fn a_source_is_connected_by_a_form() {
    let stage = Stage::new();
    let body = "feed=shopify&name=Brand&account=https%3A%2F%2FBrand.myshopify.com%2F&secret=s1";
    let reply = send(&stage, "/sources/connect", FORM, body.to_owned()).await;
    assert_eq!(reply.status, 303, "{}", reply.text);
    let html = page(&stage, reply.header("location")).await.text;
    assert!(html.contains("/hooks/shopify/con_"), "the address to copy: {html}");
    assert!(html.contains("brand.myshopify.com"));
    assert_eq!(stage.node.kept_secrets.lock().unwrap()[0].1, ["s1"]);

    let again = send(&stage, "/sources/connect", FORM, body.to_owned()).await;
    assert_eq!(again.status, 409, "the same account twice would count twice");
    assert!(again.text.contains("is connected already"), "{}", again.text);
    assert!(again.text.contains("value=\"Brand\""), "what was typed stays");
    assert!(!again.text.contains("s1\""), "but no secret");
}

/// A form of another site does nothing, whoever is signed in.
#[tokio::test]
async fn no_other_site_can_send_our_forms() {
    let stage = stage().await;
    let seed = [[1; 16], [2; 16]];
    let secret = stage.site.parts.owner.begin_session(seed, world::time("2026-06-09T10:00:00Z"));
    let cookie = format!("cookie: byline_session={secret}");
    for path in [
        "/sources/connect",
        "/sources/connections/net/test",
        "/sources/connections/net/backfill",
        "/sources/quarantine/7/replay",
        "/sources/quarantine/replay",
        "/import",
    ] {
        for (origin, expected) in [("https://evil.example", true), ("https://go.brand.com", false)]
        {
            let origin = format!("origin: {origin}");
            let reply = stage.ask(&format!("POST {path}"), &[&cookie, &origin], "").await;
            assert_eq!(reply.status == 403, expected, "{path} from {origin}");
        }
    }
}

#[tokio::test]
async fn what_was_put_aside_can_be_replayed() {
    let stage = stage().await;
    let reply = send(&stage, "/sources/quarantine/7/replay", FORM, String::new()).await;
    assert_eq!(reply.status, 303);
    let html = page(&stage, reply.header("location")).await.text;
    assert!(html.contains("1 delivery was read again and taken in."), "{html}");
}

/// A delivery that cannot be read says whether its order counts all the same, and leads there.
#[tokio::test]
async fn a_delivery_put_aside_says_whether_its_order_counts() {
    let stage = stage().await;
    let html = page(&stage, "/sources/quarantine").await.text;
    assert!(html.contains("Counts now\">no, missing<"), "{html}");
    let Fact::Quarantined(one) = aside() else { unreachable!("a delivery") };
    let about = Some("order #1001, 54.00 XQZ".to_owned());
    let fact = Fact::Quarantined(Quarantined { inbox_id: Some(8), about, ..one });
    world::take(&stage, "2026-06-09T09:50:00Z", fact).await;
    let html = page(&stage, "/sources/quarantine").await.text;
    let row = html.split("<tr>").find(|row| row.contains("#1001")).expect("the order's row");
    assert!(row.contains("href=\"/orders/"), "{row}");
    assert!(row.contains("Counts now\">yes, $"), "{row}");
    assert!(row.contains(" from another delivery<"), "{row}");
}

/// What has one cause is mended together: it says how many they are, and one press reads them all.
#[tokio::test]
async fn deliveries_of_one_cause_are_read_again_together() {
    let stage = stage().await;
    let html = page(&stage, "/sources/quarantine").await.text;
    assert!(!html.contains("/sources/quarantine/replay"), "one alone has its own button: {html}");
    for n in 8..20 {
        let Fact::Quarantined(one) = aside() else { unreachable!("a delivery") };
        let about = Some(format!("order #10{n}"));
        let fact = Fact::Quarantined(Quarantined { inbox_id: Some(n), about, ..one.clone() });
        world::take(&stage, "2026-06-09T09:50:00Z", fact).await;
    }
    let html = page(&stage, "/sources/quarantine").await.text;
    for expected in [
        "13 deliveries came from the right sender",
        "for 1 cause. What they tell is not counted until it is corrected.",
        "Counts now\">no, missing<",
        "9 July 2026",
        "Order #108",
        "8 more",
        "13 of 13 deliveries of <bdi>Brand shop</bdi> are read again",
        "Read all 13 again",
    ] {
        assert!(html.contains(expected), "{expected}: {html}");
    }
    let cause =
        |detail: &str| format!("connection=shop&code=shopify.currency_unknown&detail={detail}");
    let path = "/sources/quarantine/replay";
    let reply = send(&stage, path, FORM, cause("the+currency+%60XQZ%60+is+unknown")).await;
    assert_eq!(reply.header("location"), "/sources/quarantine?tried=13&taken=13");
    let html = page(&stage, reply.header("location")).await.text;
    assert!(html.contains("13 deliveries were read again and taken in."), "{html}");
    let other = send(&stage, path, FORM, cause("another+cause")).await;
    assert_eq!(other.header("location"), "/sources/quarantine?tried=0&taken=0");
    let html = page(&stage, "/sources/quarantine?tried=3&taken=1").await.text;
    assert!(html.contains("1 was taken in, and 2 still cannot be read."), "{html}");
}

/// What stays unreadable is not tried again before all others had their turn.
#[tokio::test]
async fn the_next_press_goes_on_where_the_last_one_stopped() {
    let stage = stage().await;
    let Fact::Quarantined(one) = aside() else { unreachable!("a delivery") };
    for n in 8..217 {
        let fact = Fact::Quarantined(Quarantined { inbox_id: Some(n), ..one.clone() });
        world::take(&stage, "2026-06-09T09:50:00Z", fact).await;
    }
    stage.node.unreadable.lock().unwrap().extend(7..=216);
    let cause = "connection=shop&code=shopify.currency_unknown\
                 &detail=the+currency+%60XQZ%60+is+unknown";
    let mut after = String::new();
    for (n_tried, next) in [
        (200, "Read the next 10 again"),
        (10, "Read the oldest 200 again"),
        (200, "Read the next 10 again"),
    ] {
        let form = format!("{cause}&after={after}");
        let reply = send(&stage, "/sources/quarantine/replay", FORM, form).await;
        let address = reply.header("location").to_owned();
        assert!(address.contains(&format!("?tried={n_tried}&taken=0&after=")), "{address}");
        let html = page(&stage, &address).await.text;
        assert!(html.contains(next), "{next}: {html}");
        let field = html.split("name=\"after\" value=\"").nth(1);
        after = field.and_then(|it| it.split('"').next()).unwrap_or_default().to_owned();
    }
}

/// A reason that quotes what it was given makes as many causes as there are deliveries.
#[tokio::test]
async fn no_more_causes_are_shown_than_anybody_reads() {
    let stage = stage().await;
    let Fact::Quarantined(one) = aside() else { unreachable!("a delivery") };
    for n in 100..160 {
        let (inbox_id, detail) = (Some(n), format!("the amount `{n}x` is no number"));
        let fact = Fact::Quarantined(Quarantined { inbox_id, detail, ..one.clone() });
        world::take(&stage, "2026-06-09T09:50:00Z", fact).await;
    }
    let html = page(&stage, "/sources/quarantine").await.text;
    assert!(html.contains("for 61 causes. "), "{html}");
    assert_eq!(html.matches("id=\"cause-").count(), 50 * 2, "{html}");
    assert!(html.contains("and 11 more causes, each with no more deliveries"), "{html}");
}

/// Who needs somebody most stands on top, and the rows add up to what the heading says.
#[tokio::test]
async fn sources_are_ordered_by_need_and_add_up() {
    let stage = stage().await;
    world::set_now(&stage, "2026-06-09T16:00:00Z");
    let html = page(&stage, "/sources").await.text;
    let table = html.split("class=\"sources folds\"").nth(1).expect("the table");
    let place = |text: &str| table.find(text).unwrap_or_else(|| panic!("{text}: {table}"));
    assert!(place("1 put aside") < place("Quiet for"), "what is put aside wakes by nobody");
    let received = |row: &str| -> i64 {
        let cell = row.split("What came\">").nth(1).expect("what came");
        cell.split(' ').next().and_then(|n| n.replace(',', "").parse().ok()).expect("a count")
    };
    let (rows, sums) = table.split_once("<tfoot>").expect("the sums");
    let rows: i64 = rows.split("<tr>").skip(2).map(received).sum();
    let sums = sums.split("</tfoot>").next().expect("their end");
    let sums: Vec<i64> = sums.split("<tr>").skip(1).map(received).collect();
    assert!(table.contains("Everything else"), "{table}");
    assert_eq!(sums.len(), 2);
    assert_eq!(rows + sums[0], sums[1], "rows, everything else, and all together");
    assert!(html.contains(&format!("\"equation-received\">{}<", sums[1])), "as the heading says");
}

/// What waits is listed; of what does not, a sentence is enough.
#[tokio::test]
async fn what_waits_is_listed_and_nothing_else() {
    let html = page(&stage().await, "/sources/waiting").await.text;
    assert!(html.contains("1 claim without an order") && html.contains("IR-2"), "{html}");
    for expected in [
        "1 claim by Our network, $55.50, is on an order that the shop has not sent.",
        "Brand shop (last 20 min ago) sends and has no such order: ask Our network to prove or \
         reverse it.",
        "href=\"/sources/waiting.csv\"",
        "href=\"/sources/connections/shop\"",
        "href=\"/claims#unreconciled\"",
    ] {
        assert!(html.contains(expected), "{expected}: {html}");
    }
    assert!(!html.contains("id=\"orders\"") && !html.contains("id=\"landings\""), "{html}");
    let html = page(&Stage::new(), "/sources/waiting").await.text;
    assert!(html.contains("Nothing waits now."), "{html}");
    let csv = page(&stage().await, "/sources/waiting.csv").await;
    assert_eq!(
        csv.header("content-disposition"),
        "attachment; filename=\"claims-without-order-2026-06-09.csv\""
    );
    assert!(csv.text.contains("\r\nOur network,A-2,IR-2,"), "{}", csv.text);
    assert!(csv.text.contains(",5550,USD\r\n"), "{}", csv.text);
}

/// A form of several parts, as a browser sends it.
pub(super) fn parts(fields: &[(&str, &str)]) -> String {
    let mut body = String::new();
    for (name, value) in fields {
        body.push_str(&format!(
            "--b\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n"
        ));
    }
    body + "--b--\r\n"
}

/// A shop that is slow by nature: its young days say that more is to come.
#[tokio::test]
async fn young_days_of_a_slow_shop_say_that_more_is_to_come() {
    let stage = world::stage().await;
    for day in 1..6 {
        for n in 0..8 {
            let placed = format!("2026-06-0{day}T{:02}:00:00Z", n * 3);
            let came = format!("2026-06-0{}T{:02}:00:00Z", day + 1, n * 3);
            world::take(&stage, &came, world::order(60 + day * 8 + n, &[], &placed, &[])).await;
        }
    }
    world::set_now(&stage, "2026-06-09T10:00:00Z");
    let html = page(&stage, "/live").await.text;
    assert!(html.contains("Tue 9 Jun is still maturing: about "), "{html}");
    assert!(html.contains("of the orders of Brand shop have come."), "{html}");
    let sources = page(&stage, "/sources").await.text;
    assert!(sources.contains("orders of Brand shop are still maturing"), "{sources}");
}
