use axum::body::Body;
use byline_core::click::Verdict;
use byline_core::link::Link;

use crate::Settings;
use crate::listen::Role;
use crate::testing::{Reply, Stage, link};

fn stage(links: &[Link]) -> Stage {
    let stage = Stage::new();
    stage.node.links.publish(links);
    stage
}

async fn ask(stage: &Stage, line: &str, headers: &[&str]) -> Reply {
    stage.ask(line, headers, Body::empty()).await
}

/// The landing without the click id, which is the last parameter.
fn landing(reply: &Reply) -> &str {
    let (landing, click) = reply.header("location").split_once("byl=").expect("a click id");
    assert!(22 <= click.split('#').next().unwrap().len(), "{click}");
    landing
}

#[tokio::test]
async fn a_click_lands_with_its_fields_and_is_recorded() {
    let stage = stage(&[link("ana", "https://shop.com/p?size=m#top")]);
    let reply = ask(&stage, "GET /ana", &["referer: https://www.instagram.com/ana"]).await;
    assert_eq!(reply.status, 302);
    assert_eq!(reply.header("cache-control"), "private, no-store");
    assert_eq!(reply.header("x-robots-tag"), "noindex");
    assert_eq!(reply.header("referrer-policy"), "strict-origin-when-cross-origin");
    let click = &stage.clicks()[0];
    let expected = format!("https://shop.com/p?size=m&utm_source=instagram&byl={}#top", click.id);
    assert_eq!(reply.header("location"), expected);
    assert_eq!(click.link_id.as_str(), "lnk_ana");
    assert_eq!(click.verdict, Verdict::Human);
    assert_eq!(click.referrer_host.as_deref(), Some("instagram.com"));
    assert_eq!(click.visitor_of_day, None);
}

/// Reads as a table: request line, headers, status, verdict of the recorded click.
async fn check(line: &str, headers: &[&str], status: u16, verdict: Option<Verdict>) {
    let stage = stage(&[link("ana", "https://shop.com/")]);
    let reply = ask(&stage, line, headers).await;
    assert_eq!(reply.status, status, "{line} {headers:?}");
    assert_eq!(stage.clicks().first().map(|click| click.verdict), verdict, "{line} {headers:?}");
}

#[tokio::test]
async fn whoever_asks_is_sent_on_and_judged() {
    check("GET /ana", &[], 302, Some(Verdict::Human)).await;
    check("GET /ANA/", &[], 302, Some(Verdict::Human)).await;
    check("GET /%61na", &[], 302, Some(Verdict::Human)).await;
    check("HEAD /ana", &[], 302, Some(Verdict::Bot)).await;
    check("GET /ana", &["sec-purpose: prefetch"], 302, Some(Verdict::Prefetch)).await;
    check("GET /ana", &["user-agent: Slackbot"], 302, Some(Verdict::Bot)).await;
    check("GET /ana?bot=0", &["user-agent: Slackbot"], 302, Some(Verdict::Bot)).await;
}

#[tokio::test]
async fn everything_else_is_no_click() {
    check("POST /ana", &[], 405, None).await;
    check("OPTIONS /ana", &[], 405, None).await;
    check("GET /ben", &[], 404, None).await;
    check("GET /ana/x", &[], 404, None).await;
    check("GET /%ff", &[], 404, None).await;
    check("GET /ana%00", &[], 404, None).await;
}

/// Reads as a table: query of the request, landing without the click id.
async fn check_passed_on(query: &str, expected: &str) {
    let stage = stage(&[link("ana", "https://shop.com/?size=m")]);
    let reply = ask(&stage, &format!("GET /ana?{query}"), &[]).await;
    assert_eq!(landing(&reply), expected, "{query}");
}

#[tokio::test]
async fn a_request_adds_parameters_and_nothing_else() {
    let end = "&utm_source=instagram&";
    let with = |added: &str| format!("https://shop.com/?size=m{added}{end}");
    check_passed_on("gclid=a1", &with("&gclid=a1")).await;
    check_passed_on("utm_source=evil&byl=x", &with("")).await;
    check_passed_on("size=xl", &with("")).await;
    check_passed_on("q=%E2%98%83", &with("&q=%E2%98%83")).await;
    check_passed_on("a=%0d%0aSet-Cookie:%20x", &with("&a=%0d%0aSet-Cookie:%20x")).await;
    check_passed_on("url=https://evil.example/", &with("&url=https://evil.example/")).await;
    check_passed_on("@evil.example", &with("&@evil.example")).await;
    let long = "x".repeat(8 << 10);
    check_passed_on(&format!("a=1&b={long}"), &with("&a=1")).await;
}

#[tokio::test]
async fn a_link_out_of_use_leads_to_its_fallback_or_a_page_and_is_recorded() {
    let paused = Link { is_paused: true, ..link("ana", "https://shop.com/") };
    let fallback = Some("https://shop.com/over".to_owned());
    let stage = stage(&[
        Link { slug: "ben".to_owned(), id: "2".into(), fallback, ..paused.clone() },
        Link { slug: "cleo".to_owned(), id: "3".into(), is_archived: true, ..paused.clone() },
        paused,
    ]);
    assert_eq!(ask(&stage, "GET /ana", &[]).await.status, 410);
    assert_eq!(ask(&stage, "GET /cleo", &[]).await.status, 410);
    let reply = ask(&stage, "GET /ben", &[]).await;
    assert_eq!(landing(&reply), "https://shop.com/over?utm_source=instagram&");
    assert_eq!(stage.clicks().len(), 3);
}

#[tokio::test]
async fn a_link_that_leads_back_to_itself_is_cut() {
    let stage = stage(&[link("ana", "https://go.brand.com/ana"), link("ben", "http://shop.com/")]);
    assert_eq!(ask(&stage, "GET /ana", &[]).await.status, 410);
    assert_eq!(ask(&stage, "GET /ben", &[]).await.status, 410, "only https is safe to follow");
}

#[tokio::test]
async fn every_unknown_name_gets_the_same_page() {
    let stage = stage(&[]);
    let (one, other) = (stage.get("/x7Gh2Kq9").await, stage.get("/anything-else").await);
    assert_eq!(one.status, 404);
    assert_eq!(one.text, other.text);
    assert_eq!(one.headers, other.headers);
    assert!(one.header("content-security-policy").contains("style-src 'sha256-"));
}

#[tokio::test]
async fn a_days_visitor_is_told_apart_only_under_a_salt() {
    let stage = stage(&[link("ana", "https://shop.com/")]);
    for (salt, agent) in [(1, "a"), (1, "a"), (1, "b"), (2, "a")] {
        stage.site.set_day_salt(Some([salt; 32]));
        ask(&stage, "GET /ana", &[&format!("user-agent: {agent}")]).await;
    }
    let keys: Vec<u64> = stage.clicks().iter().filter_map(|click| click.visitor_of_day).collect();
    assert_eq!(keys.len(), 4);
    assert_eq!(keys[0], keys[1]);
    assert_ne!(keys[1], keys[2]);
    assert_ne!(keys[0], keys[3]);
}

#[tokio::test]
async fn a_link_before_its_launch_shows_a_friendly_page_and_only_rehearses() {
    let stage = Stage::new();
    let (gated, links) = (["summer".into()], [link("ana", "https://shop.com/")]);
    stage.node.links.restore(gated, [], &links);
    let reply = ask(&stage, "GET /ana", &[]).await;
    assert_eq!((reply.status.as_u16(), reply.header("location")), (200, ""));
    assert!(reply.text.contains("This link opens soon"), "{}", reply.text);
    assert!(!reply.text.contains("shop.com"), "nobody learns where it will lead");
    assert_eq!(reply.header("cache-control"), "private, no-store");
    let click = &stage.clicks()[0];
    assert_eq!(click.verdict, Verdict::Rehearsal);
    assert_eq!(click.reason.as_deref(), Some("before_launch"));
}

/// The country of the click of somebody whom a proxy calls German; `peers` are believed.
async fn country_behind(peers: &str) -> Option<String> {
    let settings = Settings {
        trusted_proxies: vec![peers.parse().unwrap()],
        country_header: Some("cf-ipcountry".to_owned()),
        ..Settings::default()
    };
    let stage = Stage::with(settings, Role::Both);
    stage.node.links.publish(&[link("ana", "https://shop.com/")]);
    ask(&stage, "GET /ana", &["cf-ipcountry: DE"]).await;
    stage.clicks()[0].country.clone()
}

#[tokio::test]
async fn a_country_is_believed_of_trusted_proxies_only() {
    assert_eq!(country_behind("192.0.2.0/24").await.as_deref(), Some("DE"));
    assert_eq!(country_behind("10.0.0.0/8").await, None);
}
