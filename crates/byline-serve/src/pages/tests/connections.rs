//! One connection and the map of signals, as a reader gets them.

use byline_core::entry::{Connection, Fact, Quarantined};
use byline_core::placement::{Content, Placement};

use super::sources::{FORM, aside, send, stage};
use super::{page, world};

/// Beside what is wrong stands the button that mends it.
#[tokio::test]
async fn a_connection_says_what_to_do_and_where() {
    let stage = stage().await;
    let path = "/sources/connections/shop";
    let html = page(&stage, path).await.text;
    for expected in [
        "1 delivery could not be read.",
        "href=\"/sources/quarantine?connection=shop\"",
        "href=\"#address\"",
        "id=\"address\"",
        "href=\"#secret\"",
        "id=\"secret\"",
        "href=\"#streams\"",
    ] {
        assert!(html.contains(expected), "{expected}: {html}");
    }
    let form = |secrets: &str| format!("{secrets}&secret=");
    let refused = send(&stage, &format!("{path}/secret"), FORM, form("secret=")).await;
    assert!(refused.text.contains("Send one or two secrets"), "{}", refused.text);
    let done = send(&stage, &format!("{path}/secret"), FORM, form("secret=+new-1+")).await;
    assert_eq!(done.status, 303, "{}", done.text);
    assert_eq!(stage.node.kept_secrets.lock().unwrap().last().unwrap().1, ["new-1"]);
    let html = page(&stage, done.header("location")).await.text;
    assert!(html.contains("The secret was replaced.") && !html.contains("new-1"), "{html}");
}

#[tokio::test]
async fn a_connection_says_how_it_is_asked_and_can_be_tested_and_asked_for_the_past() {
    let stage = stage().await;
    *stage.node.polled.lock().unwrap() = vec![polled("net", "in_trouble", login_error())];
    let html = page(&stage, "/sources/connections/net").await.text;
    for expected in [
        "In trouble",
        "58 of 60 requests left",
        "Make a new token.",
        "in 12 min",
        "40%, up to 25 Jan",
    ] {
        assert!(html.contains(expected), "{expected}: {html}");
    }
    let tested = send(&stage, "/sources/connections/net/test", FORM, String::new()).await;
    assert_eq!(tested.status, 200);
    assert!(
        tested.text.contains("It works. Asked for orders, it told of 12 facts"),
        "{}",
        tested.text
    );
    let body = "from=2026-01-01&to=".to_owned();
    let asked = send(&stage, "/sources/connections/net/backfill", FORM, body).await;
    assert_eq!(
        (asked.status.as_u16(), asked.header("location")),
        (303, "/sources/connections/net")
    );
    assert!(!page(&stage, "/sources/connections/shop").await.text.contains("Test it now"));
}

#[tokio::test]
async fn a_source_that_needs_a_login_stands_on_top_and_says_why() {
    let stage = stage().await;
    *stage.node.polled.lock().unwrap() = vec![polled("net", "needs_login", login_error())];
    let html = page(&stage, "/sources").await.text;
    let place = |text: &str| html.find(text).unwrap_or_else(|| panic!("{text}: {html}"));
    assert!(place("/sources/connections/net") < place("/sources/connections/shop"));
    for expected in [
        "Needs login",
        "Ad reports: the platform wants a new login: expired; last answered 3 h ago; next try \
         after a new login",
        "/sources/quarantine?connection=shop",
        "In time, 7 days",
    ] {
        assert!(html.contains(expected), "{expected}: {html}");
    }
    let of_net = page(&stage, "/sources/quarantine?connection=net").await.text;
    assert!(of_net.contains("Nothing is put aside."), "{of_net}");
    assert!(!of_net.contains("order #1007"), "the shop's delivery is not the network's");
    let of_shop = page(&stage, "/sources/quarantine?connection=shop").await.text;
    assert!(of_shop.contains("Read again: Order #1007"), "{of_shop}");
}

/// Each gap has what closes it beside it, and the address says which creators are shown.
#[tokio::test]
async fn the_map_of_signals_says_what_closes_a_gap() {
    let stage = stage().await;
    let html = page(&stage, "/sources/map").await.text;
    let table = html.split("class=\"map folds\"").nth(1).expect("the table");
    let place = |text: &str| table.find(text).unwrap_or_else(|| panic!("{text}: {table}"));
    assert!(place("Rhea Nair") < place("Ana Lima"), "whom nothing can see comes first");
    for expected in [
        "creator=rhea",
        "Issue a link</a>",
        "href=\"/creators/ana#links\">Is the pixel on the page?</a>",
        "href=\"/sources/map?show=gaps\"",
        "never seen, with what mends it</span>",
    ] {
        assert!(html.contains(expected), "{expected}: {html}");
    }
    let html = page(&stage, "/sources/map?show=unseen").await.text;
    assert!(html.contains("Rhea Nair") && !html.contains("Ana Lima"), "{html}");
}

/// How a connection's only poll is, as the node says it.
fn polled(connection: &str, state: &str, error: serde_json::Value) -> serde_json::Value {
    serde_json::json!({
        "connection": connection, "feed": "impact", "state": state, "requests_per_min": 60,
        "requests_left": 58,
        "polls": [{
            "what": "ad_reports", "state": state, "last_turn_at": "2026-06-09T07:00:00Z",
            "next_turn_at": "2026-06-09T10:12:00Z", "n_failures": 3, "last_error": error,
            "backfill": {
                "from": "2026-01-01T00:00:00Z", "to": "2026-03-01T00:00:00Z",
                "asked_to": "2026-01-25T00:00:00Z", "percent": 40, "is_done": false,
            },
        }],
    })
}

fn login_error() -> serde_json::Value {
    serde_json::json!({
        "code": "poll.needs_login", "detail": "the platform wants a new login: expired",
        "at": "2026-06-09T08:00:00Z", "next_step": "make a new token",
    })
}

/// How it is stands before how it was set up; a secret is told of and never told.
#[tokio::test]
async fn a_connection_in_use_says_first_how_it_is() {
    let stage = stage().await;
    let path = "/sources/connections/shop";
    let html = page(&stage, path).await.text;
    let place =
        |html: &str, text: &str| html.find(text).unwrap_or_else(|| panic!("{text}: {html}"));
    assert!(place(&html, "id=\"mend\"") < place(&html, "id=\"state\""));
    assert!(place(&html, "id=\"state\"") < place(&html, "id=\"steps\""));
    for expected in ["Last delivery", "How it is set up, and its address", "No secret is stored"] {
        assert!(html.contains(expected), "{expected}: {html}");
    }
    let form = "secret=whsec-1&secret=".to_owned();
    send(&stage, &format!("{path}/secret"), FORM, form).await;
    let html = page(&stage, path).await.text;
    assert!(html.contains("A secret is stored, sealed.") && !html.contains("whsec-1"), "{html}");
    let body = "feed=woocommerce&name=Second&account=".to_owned();
    let made = send(&stage, "/sources/connect", FORM, body).await;
    let html = page(&stage, made.header("location")).await.text;
    assert!(place(&html, "id=\"steps\"") < place(&html, "id=\"streams\""), "nothing came yet");
    assert!(!html.contains("href=\"/import\""), "this shop sends no files: {html}");
}

/// A connection is ended and taken up again without losing what it brought.
#[tokio::test]
async fn a_connection_can_be_ended_and_taken_up_again() {
    let stage = stage().await;
    let path = "/sources/connections/net";
    for (word, expected) in [("no", "Disconnected: nothing is taken"), ("yes", "is taken in.")] {
        let done = send(&stage, &format!("{path}/use"), FORM, format!("use={word}")).await;
        assert_eq!((done.status.as_u16(), done.header("location")), (303, path));
        let html = page(&stage, path).await.text;
        assert!(html.contains(expected), "{expected}: {html}");
    }
    for unknown in ["use=", "use=maybe", "other=no"] {
        let refused = send(&stage, &format!("{path}/use"), FORM, unknown.to_owned()).await;
        assert_eq!(refused.status, 422, "{unknown}");
        assert!(refused.text.contains("Use the buttons of the page."), "{}", refused.text);
        assert!(page(&stage, path).await.text.contains("is taken in."), "nothing changed");
    }
    let nowhere = "/sources/connections/nowhere/use";
    assert_eq!(send(&stage, nowhere, FORM, "use=".to_owned()).await.status, 404);
}

fn connection(id: &str, feed: &str) -> Fact {
    Fact::Connection(Connection {
        id: id.into(),
        feed: feed.to_owned(),
        name: format!("Our {id}"),
        account: None,
        is_archived: false,
        settings: Default::default(),
    })
}

/// A page says of silence and of secrets only what holds for its source.
#[tokio::test]
async fn a_source_is_told_what_holds_for_it_alone() {
    let stage = stage().await;
    for (id, feed) in [("ads", "tiktok_ads"), ("files", "rakuten"), ("ours", "stripe")] {
        world::take(&stage, "2026-06-09T09:46:00Z", connection(id, feed)).await;
    }
    for (id, said) in [
        ("ads", "No secret is stored. Nothing is asked for until there is one."),
        ("files", "No secret is stored. Files need none."),
        ("ours", "No secret is stored. What must be signed is refused until there is one."),
        ("shop", "what must be signed is refused and nothing is asked for."),
    ] {
        let html = page(&stage, &format!("/sources/connections/{id}")).await.text;
        assert!(html.contains(said), "{id}: {html}");
    }
    for (id, is_judged) in [("shop", true), ("net", false)] {
        let html = page(&stage, &format!("/sources/connections/{id}")).await.text;
        assert!(html.contains("Delay runs from"), "{id}: {html}");
        assert_eq!(html.contains("It counts as quiet once"), is_judged, "{id}: {html}");
    }
}

/// A file of last month that comes in now covers nothing of today.
#[tokio::test]
async fn late_history_does_not_hide_that_orders_stopped() {
    let stage = world::stage().await;
    let history = world::order(9, &[], "2026-05-09T09:40:00Z", &[]);
    world::take(&stage, "2026-06-09T10:41:00Z", history).await;
    world::set_now(&stage, "2026-06-09T10:41:00Z");
    let html = page(&stage, "/live").await.text;
    assert!(html.contains("The newest order is 61 min old. Figures of revenue"), "{html}");
}

/// Whose post is not named is not asked to connect a platform.
#[tokio::test]
async fn the_map_asks_for_what_is_missing() {
    let stage = stage().await;
    let row = |html: &str, id: &str| {
        let rows = html.split("<tr>").find(|row| row.contains(&format!("/creators/{id}")));
        rows.expect("a row").to_owned()
    };
    let path = "/sources/map?campaign=summer";
    let html = row(&page(&stage, path).await.text, "ana");
    assert!(html.contains("/links?campaign=summer#posts\">Name the posts"), "{html}");
    let Fact::Placement(slot) = world::placement() else { unreachable!("a slot") };
    let slot = Placement { id: "plc_ana".into(), creator_id: "ana".into(), ..slot };
    let at = world::time("2026-06-09T09:00:00Z");
    let post = Content {
        id: "cnt_ana".into(),
        placement_id: "plc_ana".into(),
        url: None,
        published_at: at,
        title: None,
        subjects: Vec::new(),
    };
    let steps = [
        (Fact::Placement(slot), "Name the posts"),
        (Fact::Content(post), "Connect the platform"),
        (connection("insta", "instagram"), "Does the platform deliver?"),
    ];
    for (fact, expected) in steps {
        world::take(&stage, "2026-06-09T09:47:00Z", fact).await;
        let html = row(&page(&stage, path).await.text, "ana");
        assert!(html.contains(expected), "{expected}: {html}");
    }
}

/// One reading reads all rows of a delivery, so deliveries are counted; and a list that was
/// narrowed to a source stays so.
#[tokio::test]
async fn a_press_reads_deliveries_and_keeps_the_list_narrow() {
    let stage = stage().await;
    let Fact::Quarantined(one) = aside() else { unreachable!("a delivery") };
    for (inbox_id, about) in [(8, "row 1"), (9, "row 1"), (8, "row 2"), (8, "row 3")] {
        let (inbox_id, about) = (Some(inbox_id), Some(about.to_owned()));
        let fact = Fact::Quarantined(Quarantined { inbox_id, about, ..one.clone() });
        world::take(&stage, "2026-06-09T09:50:00Z", fact).await;
    }
    let html = page(&stage, "/sources/quarantine?connection=shop").await.text;
    for expected in [
        "5 rows of 3 deliveries of <bdi>Brand shop</bdi> came from the right sender",
        "3 of 3 deliveries of <bdi>Brand shop</bdi> are read again",
        "Read all 3 again",
        "name=\"only\" value=\"shop\"",
    ] {
        assert!(html.contains(expected), "{expected}: {html}");
    }
    let cause = "only=shop&connection=shop&code=shopify.currency_unknown\
                 &detail=the+currency+%60XQZ%60+is+unknown";
    let all = send(&stage, "/sources/quarantine/replay", FORM, cause.to_owned()).await;
    let narrow = "&connection=shop";
    assert_eq!(all.header("location"), format!("/sources/quarantine?tried=3&taken=3{narrow}"));
    let one = send(&stage, "/sources/quarantine/7/replay", FORM, "only=shop".to_owned()).await;
    assert_eq!(one.header("location"), format!("/sources/quarantine?tried=1&taken=1{narrow}"));
}

/// Whom a channel reaches and what it is told stand beside it; Settings says whether anybody is.
#[tokio::test]
async fn a_channel_says_where_it_goes_and_what_it_is_told() {
    let stage = world::stage().await;
    for (feed, to) in [("mail", Some("ops@brand.com")), ("mail", None), ("pagerduty", None)] {
        let settings = to.map(|to| ("to".to_owned(), to.to_owned()));
        let channel = Fact::Connection(Connection {
            id: format!("{feed}-{}", to.is_some()).as_str().into(),
            feed: feed.to_owned(),
            name: "The team".to_owned(),
            account: None,
            is_archived: false,
            settings: settings.into_iter().collect(),
        });
        world::take(&stage, "2026-06-09T09:59:00Z", channel).await;
    }
    let html = page(&stage, "/channels").await.text;
    for expected in [
        "Goes to\"><bdi>ops@brand.com</bdi>",
        "#settings\">Set who gets it</a>",
        "Goes to\">the PagerDuty service of its key<",
        "Is told\">everything<",
        "Is told\">what cannot wait<",
    ] {
        assert!(html.contains(expected), "{expected}: {html}");
    }
    let set = "name=Finance&secret=&host=smtp.brand.com&from=b%40brand.com&to=cfo%40brand.com\
               &urgencies=review";
    let done = send(&stage, "/channels/mail-false/settings", FORM, set.to_owned()).await;
    assert_eq!(done.status, 303, "{}", done.text);
    let html = page(&stage, "/channels").await.text;
    for expected in ["Finance", "cfo@brand.com", "what is for the review"] {
        assert!(html.contains(expected), "{expected}: {html}");
    }
    let emptied = set.replace("cfo%40brand.com", "");
    let refused = send(&stage, "/channels/mail-false/settings", FORM, emptied).await;
    assert_eq!(refused.status, 422, "{}", refused.text);
    for kept in ["who is told, separated by commas", "value=\"Finance\"", "name=\"to\" value=\"\""]
    {
        assert!(refused.text.contains(kept), "{kept}: {}", refused.text);
    }
    let settings = page(&stage, "/settings").await.text;
    assert!(
        settings.contains("3 channels, all in dry run: no alert reaches anybody"),
        "{settings}"
    );
}
