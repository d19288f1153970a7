//! Every page as a reader gets it, from facts to markup.

mod agreed;
mod alerts;
mod cases;
mod claims;
mod connections;
mod explain;
mod hostile;
mod import;
mod linkbook;
mod log;
mod orders;
mod reports;
mod review;
mod roster;
mod sample;
mod sources;
mod wizard;
mod world;

use axum::body::Body;
use byline_core::campaign::Campaign;
use byline_core::entry::Fact;
use byline_core::money::Currency;

use super::assets;
use crate::testing::{Reply, Stage, TOKEN};

/// Asks for a page as the owner.
async fn page(stage: &Stage, path: &str) -> Reply {
    let token = format!("authorization: Bearer {TOKEN}");
    stage.ask(&format!("GET {path}"), &[&token], Body::empty()).await
}

/// The markup, one element a line, without what changes with every new style.
fn readable(reply: &Reply) -> String {
    let name = assets::href("x");
    let digest = name.split('/').nth(2).expect("a digest");
    reply.text.replace(digest, "DIGEST").replace("><", ">\n<")
}

async fn check(name: &str, path: &str) {
    let stage = world::stage().await;
    let reply = page(&stage, path).await;
    assert_eq!(reply.status, 200, "{path}");
    insta::assert_snapshot!(name, readable(&reply));
}

#[tokio::test]
async fn the_live_page() {
    check("live", "/live").await;
}

#[tokio::test]
async fn the_decisions() {
    let stage = world::stage().await;
    world::take(&stage, "2026-06-09T09:55:00Z", world::campaign_with_limits()).await;
    world::set_now(&stage, "2026-06-09T10:00:00Z");
    let reply = page(&stage, "/decisions").await;
    assert_eq!(reply.status, 200);
    insta::assert_snapshot!("decisions", readable(&reply));
    let live = page(&stage, "/live").await.text;
    assert!(
        live.contains("/links/issue?campaign=summer&amp;creator=rhea"),
        "the top of the queue is on Live"
    );
}

/// Reads as a table: who is asked for, and who is shown.
#[tokio::test]
async fn the_queue_is_narrowed_by_standing() {
    let stage = world::stage().await;
    world::take(&stage, "2026-06-09T09:55:00Z", world::campaign_with_limits()).await;
    world::set_now(&stage, "2026-06-09T10:00:00Z");
    for (only, shown) in [
        ("", &["rhea"][..]),
        ("wiring", &["rhea"]),
        ("red", &["mika"]),
        ("green", &[]),
        ("not-judged", &["ana", "lola", "rhea"]),
        ("everybody", &["ana", "lola", "mika", "rhea"]),
    ] {
        let html = page(&stage, &format!("/decisions?only={only}")).await.text;
        for id in ["ana", "lola", "mika", "rhea"] {
            let is_shown = html.contains(&format!("id=\"case-{id}\""));
            assert_eq!(is_shown, shown.contains(&id), "{only}: {id}");
        }
    }
}

#[tokio::test]
async fn without_a_benchmark_the_page_says_so_and_where_to_set_one() {
    let stage = world::stage().await;
    let html = page(&stage, "/decisions?only=everybody").await.text;
    assert!(html.contains("This campaign has no benchmark"), "{html}");
    assert!(
        html.contains("<a href=\"/campaigns/summer/rules#benchmarks\">Set benchmarks</a>"),
        "{html}"
    );
    assert!(!html.contains("<span class=\"tag good\">green</span>"), "nobody is green");
    let live = page(&stage, "/live").await.text;
    assert!(live.contains("no benchmark"), "{live}");
}

#[tokio::test]
async fn the_roster() {
    check("creators", "/creators").await;
}

#[tokio::test]
async fn one_creator() {
    check("creator", "/creators/mika").await;
    check("creator-clicks", "/creators/mika/clicks").await;
}

#[tokio::test]
async fn the_orders() {
    check("orders", "/orders").await;
}

#[tokio::test]
async fn one_order() {
    check("order", "/orders/9901").await;
}

/// An order is looked at under any model, and leads to whoever and whatever touched it.
#[tokio::test]
async fn an_order_opens_under_every_model_and_leads_on() {
    let stage = world::stage().await;
    let html = page(&stage, "/orders/9901").await.text;
    assert!(html.contains("How $72.30 was split"), "{html}");
    let last = "/orders/shop%3A9901?model=last";
    for expected in [
        last,
        "/creators/mika?campaign=summer",
        "/links/lnk_mika-reel",
        "/links/lnk_lola",
        "/links?campaign=summer#codes",
    ] {
        assert!(html.contains(&format!("href=\"{expected}")), "{expected}: {html}");
    }
    let html = page(&stage, last).await.text;
    assert!(html.contains("shown here") && html.contains("Linear, in force"), "{html}");
    assert!(html.contains("Last touch, 7-day click window"), "its sums are that model's: {html}");
    assert!(html.contains("/creators/mika?campaign=summer&amp;model=last"), "{html}");
}

/// A row of the playbook leads to the creators behind it, and the list is walked page by page.
#[tokio::test]
async fn the_playbook_opens_and_turns() {
    let stage = world::stage().await;
    let html = page(&stage, "/playbook").await.text;
    let href = "/creators?campaign=summer&amp;range=flight&amp;q=beauty&amp;platform=instagram";
    assert!(html.contains(&format!("{href}&amp;size=nano\"")), "{html}");
    assert!(!html.contains(&format!("{href}\"")), "of an unknown size are not all: {html}");
    let worked = html.split("id=\"worked\"").nth(1).and_then(|it| it.split("</section>").next());
    let worked = worked.expect("what worked");
    let n = |text: &str| worked.matches(text).count();
    let n_rows = n("<th scope=\"row\">");
    assert_eq!(n("<summary>"), n_rows + 1, "each opens into its creators: {worked}");
    assert!(worked.contains(&format!("{n_rows} kinds with too few creators")), "{worked}");
    assert!(worked.contains("href=\"/creators/lola"), "{worked}");
    let roster = page(&stage, "/creators?q=beauty&platform=instagram").await.text;
    assert!(roster.contains("Lola Okafor"), "a category is found: {roster}");
    let beyond = page(&stage, "/playbook?page=9").await.text;
    assert!(beyond.contains("none; there are") && beyond.contains("#worked"), "{beyond}");
    assert_eq!(page(&stage, "/playbook?page=many").await.status, 200);
}

/// Thresholds are tried before they are set: who would stand where, and nothing changes.
#[tokio::test]
async fn thresholds_are_tried_before_they_are_set() {
    let stage = world::stage().await;
    world::take(&stage, "2026-06-09T09:55:00Z", world::campaign_with_limits()).await;
    world::set_now(&stage, "2026-06-09T10:00:00Z");
    let tried = |yellow: &str| {
        format!(
            "/campaigns/summer/rules?try=1&red_under=25&yellow_under={yellow}&accelerate_over=30\
             &silence=72&conversion_under=20&page_after=90&page_due=15&orders_per_day=20\
             &pauses_max=5&spend_max=20&mode=suggest"
        )
    };
    let before = *stage.node.changes.borrow();
    let html = page(&stage, &tried("10")).await.text;
    assert!(html.contains("These are the thresholds that hold."), "{html}");
    let html = page(&stage, &tried("24")).await.text;
    for expected in [
        "What these would say now",
        "<b>24%</b> instead of 10%",
        "With these",
        "value=\"24\"",
        "Decide the whole flight again with these",
    ] {
        assert!(html.contains(expected), "{expected}: {html}");
    }
    let html = page(&stage, &format!("{}&reason=too+many", tried("many"))).await.text;
    for kept in ["needs a whole number", "value=\"many\"", "value=\"25\"", "value=\"too many\""] {
        assert!(html.contains(kept), "{kept}: {html}");
    }
    let html = page(&stage, &tried("60")).await.text;
    assert!(!html.contains("With these"), "yellow above red makes no sense: {html}");
    assert_eq!(*stage.node.changes.borrow(), before, "a look sets nothing");
    let change = "?kpi=ctr&amp;platform=&amp;size=&amp;category=&amp;value=1.2\
                  &amp;origin=&amp;source=#set-benchmark";
    let html = page(&stage, "/campaigns/summer/rules").await.text;
    assert!(html.contains(change), "a benchmark is changed in the form: {html}");
    let html = page(&stage, "/campaigns/summer/rules?kpi=ctr&value=1.2").await.text;
    assert!(html.contains("placeholder=\"1.25\" value=\"1.2\""), "{html}");
}

#[tokio::test]
async fn one_figure() {
    check("explain-revenue", "/explain?of=revenue&range=flight").await;
    check("explain-roi", "/explain?of=roi&creator=mika&range=flight").await;
}

#[tokio::test]
async fn the_launch_gate() {
    check("gate", "/campaigns/summer/gate").await;
}

#[tokio::test]
async fn the_identities() {
    check("identities", "/identities").await;
}

#[tokio::test]
async fn the_gate_of_the_campaign_is_a_page_away() {
    let stage = world::stage().await;
    let reply = page(&stage, "/gate").await;
    assert_eq!(reply.status, 303);
    assert_eq!(reply.header("location"), "/campaigns/summer/gate");
    assert_eq!(page(&stage, "/campaigns/winter/gate").await.status, 404);
}

#[tokio::test]
async fn the_counting() {
    check("counting", "/counting").await;
}

#[tokio::test]
async fn a_fresh_workspace_has_first_steps() {
    let reply = page(&Stage::new(), "/").await;
    assert_eq!(reply.status, 200);
    insta::assert_snapshot!("first-steps", readable(&reply));
    let claims = page(&Stage::new(), "/claims").await.text;
    assert!(claims.contains("The log is empty.") && !claims.contains("1970"), "{claims}");
}

/// Each step is ticked off as it happens; the first click ends them.
#[tokio::test]
async fn the_first_click_turns_the_first_steps_into_live() {
    let stage = Stage::new();
    let at = "2026-06-09T09:00:00Z";
    let next_step = [
        (world::campaign(), "Add a creator", 1),
        (world::creator("crt", "Mika Tanaka", None), "Give the creator a link", 2),
        (world::link("reel", "crt"), "Open the link", 3),
    ];
    for (fact, title, n_done) in next_step {
        world::take(&stage, at, fact).await;
        let html = page(&stage, "/live").await.text;
        assert_eq!(html.matches("<li class=\"done\"").count(), n_done, "{title}");
        let current = html.split("aria-current=\"step\"").nth(1).expect("a next step");
        assert!(current[..200].contains(title), "{title}: {current}");
    }
    assert!(page(&stage, "/live").await.text.contains("/reel\""), "the link can be opened");
    world::take(&stage, at, world::click(1, "reel", at)).await;
    let html = page(&stage, "/live").await.text;
    assert!(!html.contains("first-steps") && html.contains("tile-revenue"), "{html}");
}

#[tokio::test]
async fn the_roster_is_a_file_too() {
    let stage = world::stage().await;
    let reply = page(&stage, "/creators.csv").await;
    assert_eq!(reply.header("content-type"), "text/csv; charset=utf-8");
    let file = "attachment; filename=\"creators-2026-06-09.csv\"";
    assert_eq!(reply.header("content-disposition"), file);
    insta::assert_snapshot!("creators-csv", reply.text);
}

#[tokio::test]
async fn a_fragment_is_the_page_without_its_frame() {
    let stage = world::stage().await;
    let token = format!("authorization: Bearer {TOKEN}");
    let reply = stage.ask("GET /live", &[&token, "x-fragment: 1"], Body::empty()).await;
    assert!(reply.text.starts_with("<main"), "{}", &reply.text[..80]);
    let whole = page(&stage, "/live").await;
    assert!(whole.text.contains(&reply.text), "the same markup stands in the whole page");
}

/// Orders that are an hour old are no longer live, and the page says so before any figure.
#[tokio::test]
async fn stale_orders_take_the_live_label_away() {
    let stage = world::stage().await;
    for (now, is_live) in [("2026-06-09T10:39:59Z", true), ("2026-06-09T10:41:00Z", false)] {
        world::set_now(&stage, now);
        let html = page(&stage, "/live").await.text;
        assert_eq!(html.contains("Live, last signal"), is_live, "{now}");
        assert_eq!(html.contains("The newest order is 61 min old."), !is_live, "{now}");
    }
    world::set_now(&stage, "2026-07-01T10:00:00Z");
    let html = page(&stage, "/live").await.text;
    assert!(html.contains("Ended 21 Jun"), "after the flight nothing is expected");
    assert!(!html.contains("The newest order is"));
}

/// Money in another currency stands beside the figures, never in them.
#[tokio::test]
async fn another_currency_is_shown_apart() {
    let stage = world::stage().await;
    let at = "2026-06-09T09:45:00Z";
    world::take(&stage, at, world::click(200, "mika-reel", at)).await;
    let mut order = world::order(60, &[200], at, &[]);
    if let Fact::Order(order) = &mut order {
        order.currency = Currency::parse("EUR").expect("euros");
    }
    world::take(&stage, at, order).await;
    world::set_now(&stage, "2026-06-09T10:00:00Z");
    let html = page(&stage, "/live").await.text;
    assert!(html.contains("Apart, in EUR: "), "{html}");
    assert!(!html.contains("$192.80"));
    let href = href_of(&html, "apart-EUR");
    let explained = page(&stage, &href).await.text;
    assert!(explained.contains("The sum of 1 order is €96.40."), "{explained}");
    let csv = page(&stage, "/creators.csv").await.text;
    assert!(csv.contains("\r\napart,,All creators,,,EUR,96.40,,1,"), "{csv}");
    assert!(page(&stage, "/creators").await.text.contains("Apart, in EUR"));
}

/// Where the figure with the key opens.
fn href_of(html: &str, key: &str) -> String {
    let before = html.split(&format!("data-key=\"{key}\"")).next().expect("the figure");
    let href = before.rsplit("href=\"").next().and_then(|rest| rest.split('"').next());
    href.expect("an address").replace("&amp;", "&")
}

/// What creators earned and what nobody earned is everything, on every page that shows it.
#[tokio::test]
async fn what_nobody_earned_stands_beside_what_creators_earned() {
    let stage = world::stage().await;
    let live = page(&stage, "/live?range=flight").await.text;
    let roster = page(&stage, "/creators?range=flight").await.text;
    for (text, expected) in
        [("$168.70", "attributed"), ("$96.40", "unattributed"), ("$265.10", "net")]
    {
        assert!(live.contains(text), "{expected} on Live");
        assert!(roster.contains(text), "{expected} on Creators");
    }
    let explained = page(&stage, &href_of(&live, "unattributed")).await.text;
    assert!(explained.contains("The sum of 1 order is $96.40."), "{explained}");
    let why = explained.split("id=\"nobodys\"").nth(1).expect("why nobody earned it");
    for expected in ["No click and no code", "Orders\">1<", "<b>$96.40</b>"] {
        assert!(why.contains(expected), "{expected}: {why}");
    }
    let narrowed = page(&stage, "/creators?q=lola").await.text;
    assert!(narrowed.contains("$265.10"), "a search does not change what it all adds up to");
}

/// Spend and clicks consist of no orders: they open into records, and by creator.
#[tokio::test]
async fn spend_and_clicks_open_into_their_records() {
    let stage = world::stage().await;
    let spend = page(&stage, "/explain?of=spend&range=flight").await.text;
    assert!(spend.contains("The sum of 3 records is $83.00."), "{spend}");
    let of_one = page(&stage, &href_of(&spend, "cut-0")).await.text;
    assert!(of_one.contains("The sum of 1 record is $40.00."), "{of_one}");
    let clicks = page(&stage, "/explain?of=clicks&range=flight").await.text;
    assert!(
        clicks.contains("The lines below add up to 53 clicks. Each is one link on one day."),
        "{clicks}"
    );
    let cpc = page(&stage, "/explain?of=cpc&range=flight").await.text;
    assert!(cpc.contains("of=clicks\"") && cpc.contains("of=spend\""), "its inputs open: {cpc}");
}

/// A long list is walked page by page, and its sum stays that of all pages.
#[tokio::test]
async fn orders_behind_a_figure_come_in_pages() {
    let stage = world::stage().await;
    let at = "2026-06-09T09:45:00Z";
    for n in 0..60 {
        world::take(&stage, at, world::order(n + 100, &[], at, &[])).await;
    }
    world::set_now(&stage, "2026-06-09T10:00:00Z");
    let path = "/explain?of=unattributed&range=flight";
    for (query, shown, n_rows) in [
        ("", "1 to 50 of 61 orders", 50),
        ("&page=2", "51 to 61 of 61 orders", 11),
        ("&page=9", "none; there are 61 orders", 0),
    ] {
        let html = page(&stage, &format!("{path}{query}")).await.text;
        assert!(html.contains(shown), "{query}: {html}");
        assert!(html.contains("The sum of 61 orders is $5,880.40."), "{query}");
        let behind = html.split("id=\"behind\"").nth(1).expect("the orders");
        assert_eq!(behind.matches("class=\"open\"").count(), n_rows, "{query}");
    }
}

/// Which of two campaigns is shown depends on the last click, so the address says it from then on.
#[tokio::test]
async fn with_two_campaigns_the_address_says_which() {
    let stage = world::stage().await;
    let Fact::Campaign(summer) = world::campaign() else { panic!("a campaign") };
    let autumn = Fact::Campaign(Campaign { id: "autumn".into(), ..summer });
    world::take(&stage, "2026-06-09T09:59:00Z", autumn).await;
    let reply = page(&stage, "/live?range=today").await;
    assert_eq!(reply.status, 303);
    assert_eq!(reply.header("location"), "/live?range=today&campaign=summer");
    assert_eq!(page(&stage, "/live?campaign=autumn").await.status, 200);
}

/// Reads as a table: address, what the page says, never an error.
#[tokio::test]
async fn nonsense_in_an_address_is_answered_with_a_hint() {
    let stage = world::stage().await;
    for (path, expected) in [
        ("/live?range=forever", "There is no range called “forever”."),
        ("/live?model=magic", "There is no model called “magic”"),
        ("/live?campaign=winter", "There is no such campaign here"),
        ("/live?at=abc", "“abc” is no place in the log"),
        ("/live?at=999999999", "The log ends at"),
        ("/creators?from=tomorrow", "“tomorrow” is no date"),
        ("/creators?sort=beauty&q=nobody", "No creator matches “nobody”."),
    ] {
        let reply = page(&stage, path).await;
        assert_eq!(reply.status, 200, "{path}");
        assert!(reply.text.contains(expected), "{path}");
    }
}

#[tokio::test]
async fn what_does_not_exist_is_a_page_too() {
    let stage = world::stage().await;
    for (path, expected) in [
        ("/creators/nobody", "There is nothing here"),
        ("/orders/nothing", "There is no such order"),
        ("/explain?of=happiness", "There is nothing here"),
    ] {
        let reply = page(&stage, path).await;
        assert_eq!(reply.status, 404, "{path}");
        assert!(reply.text.contains(expected), "{path}");
        assert!(reply.text.contains("aria-label=\"Pages\""), "{path} keeps the navigation");
    }
    let found = page(&stage, "/orders/find?name=%231001").await;
    assert_eq!(found.header("location"), "/orders/%231001");
}

#[tokio::test]
async fn pages_are_the_owners_and_assets_everybodys() {
    let stage = world::stage().await;
    for path in
        ["/", "/live", "/decisions", "/creators", "/creators.csv", "/orders/9901", "/explain"]
    {
        let reply = stage.get(path).await;
        assert_eq!(reply.status, 303, "{path}");
        assert!(reply.header("location").starts_with("/login"), "{path}");
    }
    let style = stage.get(&assets::href("app.css")).await;
    assert_eq!(style.status, 200);
    assert_eq!(style.header("cache-control"), "public, max-age=31536000, immutable");
    let old = stage.get("/assets/0000000000000000/app.css").await;
    assert_eq!(old.header("cache-control"), "no-cache");
    assert_eq!(stage.get("/assets/x/secrets.toml").await.status, 404);
}

/// The page policy allows neither inline style nor script, and the markup holds none.
#[tokio::test]
async fn no_page_has_anything_inline() {
    let stage = world::stage().await;
    for path in [
        "/live",
        "/decisions",
        "/creators",
        "/creators/mika",
        "/creators/mika/clicks",
        "/orders",
        "/orders/9901",
        "/explain",
        "/claims",
        "/sources",
        "/sources/connect",
        "/sources/connections/shop",
        "/sources/quarantine",
        "/sources/waiting",
        "/sources/map",
        "/import",
    ] {
        let html = page(&stage, path).await.text;
        for forbidden in [" style=", "<style", " onclick", "javascript:"] {
            assert!(!html.contains(forbidden), "{path} has {forbidden}");
        }
        assert_eq!(html.matches("<script").count(), 1, "{path}");
        assert!(html.contains("<script src=\"/assets/"), "{path}");
    }
}
