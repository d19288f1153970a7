//! Sample data: opened with one click, read-only, and gone with another.

use byline_core::entry::Fact;
use byline_core::link::Link;

use super::world;
use crate::port::{SampleData as _, SampleStand};
use crate::testing::{Reply, Stage, TOKEN, link};

const COOKIE: &str = "cookie: byline_sample=1";

/// Asks as the owner, while the browser shows the sample or does not.
async fn ask(stage: &Stage, line: &str, is_sample: bool) -> Reply {
    let token = format!("authorization: Bearer {TOKEN}");
    let cookie = if is_sample { COOKIE } else { "cookie: other=1" };
    stage.ask(line, &[&token, cookie, "sec-fetch-site: same-origin"], "").await
}

#[tokio::test]
async fn a_sample_is_another_workspace_that_nothing_changes() {
    let stage = world::stage().await;
    let opened = ask(&stage, "POST /sample", false).await;
    assert_eq!((opened.status.as_u16(), opened.header("location")), (303, "/live"));
    assert!(opened.header("set-cookie").starts_with("byline_sample=1; Path=/; HttpOnly"));

    // What is one's own goes on; the sample stands.
    let late = Link { id: "lnk-late".into(), ..link("arrived-late", "https://brand.com/") };
    world::take(&stage, "2026-06-09T10:00:00Z", Fact::Link(late)).await;
    for (is_sample, has_it) in [(false, true), (true, false)] {
        let page = ask(&stage, "GET /links", is_sample).await.text;
        assert_eq!(page.contains("arrived-late"), has_it, "{page}");
    }
    let live = ask(&stage, "GET /live", true).await.text;
    assert!(live.contains("Remove the sample"));
    assert!(!live.contains("data-follow"), "a sample stands still");
    assert!(!ask(&stage, "GET /live", false).await.text.contains("Remove the sample"));

    let before = *stage.node.changes.borrow();
    let refused = ask(&stage, "POST /identities/decide", true).await;
    assert_eq!(refused.status, 409);
    assert!(refused.text.contains("nothing was done"));
    assert_eq!(*stage.node.changes.borrow(), before);

    let gone = stage.node.sample.lock().unwrap().clone();
    *stage.node.sample.lock().unwrap() = SampleStand::None;
    assert_eq!(ask(&stage, "GET /live", true).await.status, 404, "it has to be asked for");
    *stage.node.sample.lock().unwrap() = gone;
    let left = ask(&stage, "GET /sample/leave", true).await;
    assert!(left.header("set-cookie").starts_with("byline_sample=; Path=/"));
    assert!(matches!(stage.node.stand(), SampleStand::None));
}

#[tokio::test]
async fn until_it_is_made_the_page_waits_and_says_so() {
    let stage = world::stage().await;
    *stage.node.sample.lock().unwrap() = SampleStand::Making;
    let waiting = ask(&stage, "GET /creators", true).await;
    assert_eq!(waiting.header("refresh"), "2");
    assert!(waiting.text.contains("being made"));
    *stage.node.sample.lock().unwrap() = SampleStand::Failed;
    let failed = ask(&stage, "GET /creators", true).await;
    assert_eq!(failed.status, 503);
    assert!(failed.text.contains("Back to your own"));
}
