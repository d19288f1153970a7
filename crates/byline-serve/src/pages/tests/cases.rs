//! From what needs somebody to where it is done: links to issue, alerts to take, codes to mark.

use byline_core::campaign::Campaign;
use byline_core::entry::Fact;
use byline_core::event::{Grain, Metric, MetricPoint};
use byline_core::gate::{Benchmark, GateTerms, Origin};
use byline_core::link::Link;
use byline_core::placement::Placement;
use byline_core::time::Span;

use super::linkbook::KIND;
use super::sources::{FORM, parts, send};
use super::{href_of, page, world};
use crate::testing::Stage;

/// The summer with limits, on Tuesday noon.
async fn stage() -> Stage {
    let stage = world::stage().await;
    world::take(&stage, "2026-06-09T09:55:00Z", world::campaign_with_limits()).await;
    world::set_now(&stage, "2026-06-09T10:00:00Z");
    stage
}

/// The address that stands behind a text.
fn behind(html: &str, text: &str) -> String {
    let before = html.split(&format!(">{text}</a>")).next().expect("a link");
    let href = before.rsplit("href=\"").next().and_then(|rest| rest.split('"').next());
    href.expect("an address").replace("&amp;", "&")
}

/// Rhea costs money and has no link: wherever that is said, one press issues what she lacks.
#[tokio::test]
async fn whoever_has_no_link_gets_one_by_one_press() {
    let stage = stage().await;
    let href = "/links/issue?campaign=summer&creator=rhea";
    let queue = page(&stage, "/decisions").await.text;
    let body = queue.split("id=\"case-rhea\"").nth(1).expect("her case");
    assert_eq!(behind(body, "<bdi>Issue a link</bdi>"), href);
    let live = page(&stage, "/live").await.text;
    let lane = live.split("id=\"silent\"").nth(1).expect("who burns money");
    let row = lane.split_once("/creators/rhea").expect("her row").1;
    assert_eq!(behind(row, "Issue a link"), href);

    let form = page(&stage, href.split('#').next().unwrap()).await.text;
    assert!(form.contains("1 new link. Nothing is issued yet."), "{form}");
    let roster = form.split("<textarea").nth(1).and_then(|it| it.split(['>', '<']).nth(1)).unwrap();
    let destination = "https://shop.brand.com/collections/summer";
    assert!(form.contains(&format!("value=\"{destination}\"")), "where the others land: {form}");
    let typed = [
        ("campaign", "summer"),
        ("destination", destination),
        ("roster", roster),
        ("step", "issue"),
    ];
    let html = send(&stage, "/links/issue", KIND, parts(&typed)).await.text;
    assert!(html.contains("Done: 1 links and 0 codes are new"), "{html}");
    let live = page(&stage, "/live").await.text;
    let lane = live.split("id=\"silent\"").nth(1).expect("who burns money");
    let row = lane.split_once("/creators/rhea").expect("her row").1;
    assert!(behind(row, "Is the link in the post?").ends_with("#links"), "{row}");
}

/// Who is probably known already is compared with that creator first, wherever a link is missing;
/// and whoever would stay is told of the other one.
#[tokio::test]
async fn a_double_is_compared_before_anything_is_issued() {
    let stage = stage().await;
    for fact in [Fact::Creator(world::mika_again()), placement("mika.again", "story")] {
        world::take(&stage, "2026-06-09T09:58:00Z", fact).await;
    }
    let pair = "#pair-mika-mika.again";
    let paths = ["/sources/map", "/creators/mika.again", "/campaigns/summer/gate"];
    for path in paths {
        let html = page(&stage, path).await.text;
        assert!(behind(&html, "Compare and merge").ends_with(pair), "{path}");
        // The gate lists what it holds below that, each with what mends it.
        let issues = html.contains("/links/issue?campaign=summer&amp;creator=mika.again");
        assert_eq!(issues, path.ends_with("gate"), "{path}");
    }
    let html = page(&stage, "/creators/mika").await.text;
    assert!(html.contains("Probably the same person as Mika Tanaka ("), "{html}");
    assert!(behind(&html, "<bdi>Compare with Mika Tanaka and merge</bdi>").ends_with(pair));
    let html = page(&stage, "/identities").await.text;
    assert!(html.contains("id=\"pair-mika-mika.again\""), "where they lead: {html}");
    // However many wait: a name finds its pairs, and nobody else's.
    let found = page(&stage, "/identities?q=mika").await.text;
    assert!(found.contains("id=\"pair-mika-mika.again\""), "{found}");
    let none = page(&stage, "/identities?q=nobody").await.text;
    assert!(none.contains("No pair is called like that") && !none.contains("id=\"pair-"), "{none}");
    let (kept, gone, reason) = ("mika".into(), "mika.again".into(), None);
    let merged = Fact::Merged(byline_core::identity::verdict::Merged { kept, gone, reason });
    world::take(&stage, "2026-06-09T09:59:00Z", merged).await;
    for path in ["/sources/map", "/creators/mika"] {
        let html = page(&stage, path).await.text;
        assert!(!html.contains("Compare"), "{path}: they are one now: {html}");
    }
}

/// A link of a campaign with a gate waits there, and whoever issues it is told where.
#[tokio::test]
async fn whoever_issues_behind_a_gate_is_led_to_it() {
    let stage = world::stage().await;
    let Fact::Campaign(summer) = world::campaign() else { panic!("a campaign") };
    let gate = Some(GateTerms::default());
    let gated = Fact::Campaign(Campaign { gate, ..summer });
    world::take(&stage, "2026-06-09T09:55:00Z", gated).await;
    let creator = page(&stage, "/creators/rhea").await.text;
    assert_eq!(behind(&creator, "Issue a link"), "/links/issue?campaign=summer&creator=rhea");
    let typed = [
        ("campaign", "summer"),
        ("destination", "https://shop.brand.com/"),
        ("roster", "creator\nrhea"),
        ("step", "issue"),
    ];
    let html = send(&stage, "/links/issue", KIND, parts(&typed)).await.text;
    assert_eq!(behind(&html, "The launch gate holds them"), "/campaigns/summer/gate", "{html}");
    let creator = page(&stage, "/creators/rhea").await.text;
    assert!(!creator.contains("Issue a link"), "it is there, and held");
}

/// Reads as a table: what is asked for, what the form says of it.
#[tokio::test]
async fn the_form_is_filled_in_for_one_creator() {
    let stage = stage().await;
    let Fact::Placement(slot) = placement("rhea", "story") else { panic!("a placement") };
    world::take(&stage, "2026-06-09T09:58:00Z", Fact::Placement(slot)).await;
    for (creator, expected) in [
        ("rhea", "Rhea Nair,instagram,,story,"),
        // Her only slot has its link, so another one is made for her account.
        ("mika", ">creator\nMika Tanaka<"),
        ("nobody", "No creator goes by `nobody`"),
    ] {
        let html =
            page(&stage, &format!("/links/issue?campaign=summer&creator={creator}")).await.text;
        assert!(html.contains(expected), "{creator}: {html}");
    }
    let html = page(&stage, "/links/issue?campaign=winter&creator=rhea").await.text;
    assert!(html.contains("There is no campaign `winter`"), "{html}");
}

/// A link that stands still needs no second one.
#[tokio::test]
async fn a_link_that_leads_nowhere_is_looked_at_first() {
    let stage = stage().await;
    let Fact::Link(link) = world::link("rhea", "rhea") else { panic!("a link") };
    let paused = Fact::Link(Link { is_paused: true, ..link });
    world::take(&stage, "2026-06-09T09:59:00Z", paused).await;
    world::set_now(&stage, "2026-06-09T10:00:00Z");
    let live = page(&stage, "/live").await.text;
    assert!(live.contains("See why their links are paused"), "{live}");
    assert!(!live.contains("Issue a link"), "{live}");
}

fn placement(creator: &str, format: &str) -> Fact {
    let Fact::Placement(slot) = world::placement() else { panic!("a placement") };
    let id = format!("plc_{creator}").as_str().into();
    Fact::Placement(Placement { id, creator_id: creator.into(), format: format.to_owned(), ..slot })
}

/// Ana is clicked as she should be, and nobody buys: her figure is the share who bought.
#[tokio::test]
async fn whose_clicks_do_not_buy_is_shown_by_that() {
    let stage = world::stage().await;
    let Fact::Campaign(summer) = world::campaign() else { panic!("a campaign") };
    let expect = |kpi: &str, value_micro| Benchmark::new(kpi, value_micro, Origin::Manual);
    let benchmarks = vec![expect("ctr", 12_000), expect("conversion_rate", 200_000)];
    let gate = Some(GateTerms { benchmarks, is_open: true, ..GateTerms::default() });
    let at = "2026-06-09T09:55:00Z";
    let seen = Fact::Metric(MetricPoint {
        connection: "shop".into(),
        placement_id: "plc_ana".into(),
        content_id: None,
        metric: Metric::Impressions,
        value: 4_000,
        grain: Grain::Stretch(Span {
            from: world::time("2026-06-08T09:55:00Z"),
            to: world::time(at),
        }),
        as_of: world::time(at),
    });
    for fact in [Fact::Campaign(Campaign { gate, ..summer }), placement("ana", "reel"), seen] {
        world::take(&stage, at, fact).await;
    }
    world::set_now(&stage, "2026-06-09T10:00:00Z");
    let live = page(&stage, "/live").await.text;
    let row = live.split("id=\"needs\"").nth(1).expect("what needs somebody");
    let row = row.split_once("/creators/ana").expect("her row").1;
    assert!(row.contains("Look at page and offer"), "{row}");
    let made = page(&stage, &href_of(row, "needs-ana")).await.text;
    assert!(made.contains("(clicks × expected conversion rate − conversions)"), "{made}");
    assert!(row.contains("of sales missing"), "{row}");
    let queue = page(&stage, "/decisions").await.text;
    let case = queue.split("id=\"case-ana\"").nth(1).expect("her case");
    assert!(behind(case, "<bdi>See where the clicks stay</bdi>").contains("/creators/ana/clicks"));
    // To keep the deal mends no page: somebody is still asked.
    let week = "/campaigns/summer/review/2026-06-08";
    send(&stage, week, FORM, "creator_id=ana&decision=keep".to_owned()).await;
    let queue = page(&stage, "/decisions").await.text;
    assert!(queue.contains("Keep was decided by") && !queue.contains("was answered"), "{queue}");
}

/// Three lists, three numbers: each page says what all of them count, and leads to the others.
#[tokio::test]
async fn every_list_says_what_the_others_count() {
    let stage = stage().await;
    let paths = ["/decisions", "/decisions/alerts", "/campaigns/summer/review"];
    for path in paths {
        let html = page(&stage, path).await.text;
        let is_told = html.contains("No alert reaches anybody: no channel is connected.");
        assert_eq!(is_told, path == "/decisions/alerts", "{path}");
        let line = html.split("id=\"lists\"").nth(1).and_then(|it| it.split("</p>").next());
        let line = line.expect("a sentence");
        assert!(line.contains("1 creator needs somebody"), "{path}: {line}");
        for other in paths {
            let [alone, with_fields] = ["\"", "?"].map(|end| format!("href=\"{other}{end}"));
            let is_linked = line.contains(&alone) || line.contains(&with_fields);
            assert_eq!(is_linked, other != path, "{path}: {line}");
        }
    }
}

/// What the weekly review decided is read wherever somebody is asked for, with the way back.
#[tokio::test]
async fn what_was_decided_is_asked_for_no_more() {
    let stage = stage().await;
    let week = "/campaigns/summer/review/2026-06-08";
    let form = |fields: &str| format!("creator_id=rhea&{fields}");
    send(&stage, week, FORM, form("decision=renegotiate&note=too+dear")).await;
    let queue = page(&stage, "/decisions").await.text;
    let case = queue.split("id=\"case-rhea\"").nth(1).expect("her case");
    assert!(case.contains("Renegotiate was decided by"), "{case}");
    assert!(
        case.contains("Undo “Renegotiate”") && !case.contains("Decide in the weekly"),
        "{case}"
    );
    let live = page(&stage, "/live").await.text;
    assert!(
        live.contains("Renegotiate was decided by") && live.contains("See what was done"),
        "{live}"
    );
    for (page_of, html) in [("queue", &queue), ("live", &live)] {
        assert!(html.contains("1 of them was answered"), "{page_of}: {html}");
    }
    let undone = send(&stage, week, FORM, form("decision=undo&back=decisions")).await;
    assert_eq!(undone.header("location"), "/decisions?campaign=summer#case-rhea");
    let queue = page(&stage, "/decisions").await.text;
    assert!(!queue.contains("was decided by") && !queue.contains("was answered"), "{queue}");
}
