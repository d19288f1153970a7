//! The pages for executives and analysts: what they say, and that it adds up.

use super::{check, page, world};

#[tokio::test]
async fn the_executive_page() {
    let stage = world::stage().await;
    world::take(&stage, "2026-06-09T09:55:00Z", world::campaign_with_limits()).await;
    world::set_now(&stage, "2026-06-09T10:00:00Z");
    let reply = page(&stage, "/executive").await;
    assert_eq!(reply.status, 200);
    insta::assert_snapshot!("executive", super::readable(&reply));
}

#[tokio::test]
async fn models_side_by_side() {
    check("attribution", "/attribution").await;
}

#[tokio::test]
async fn a_cut_by_day_and_platform() {
    check("explore", "/explore?by=day&then=platform&cols=revenue,clicks").await;
    let stage = world::stage().await;
    let csv = page(&stage, "/explore.csv?by=creator").await;
    assert_eq!(csv.status, 200);
    insta::assert_snapshot!("explore-csv", csv.text);
}

#[tokio::test]
async fn campaigns() {
    check("campaigns", "/campaigns").await;
    check("campaign", "/campaigns/summer").await;
    let stage = world::stage().await;
    assert_eq!(page(&stage, "/campaigns/nobody").await.status, 404);
}

#[tokio::test]
async fn settings() {
    check("settings", "/settings").await;
    let html = page(&world::stage().await, "/settings").await.text;
    assert!(html.contains("are in Europe/Berlin") && html.contains("Europe/Berlin, entry"));
}

/// Reads as a table: what a form of the slider sends, and where it leads.
#[tokio::test]
async fn a_time_leads_to_a_place_in_the_log() {
    let stage = world::stage().await;
    for (query, expected) in [
        ("page=/live&when=", "/live"),
        ("page=/live&when=2030-01-01T00:00", "/live?when=2030-01-01T00%3A00"),
        ("page=/attribution&quarter=99999999999999", "/attribution"),
        ("page=https://evil.example/&quarter=x", "/live"),
        ("page=/attribution&model=last&when=yesterday", "/attribution?model=last"),
    ] {
        let reply = page(&stage, &format!("/as-of?{query}")).await;
        assert_eq!(reply.status, 303, "{query}");
        assert_eq!(reply.header("location"), expected, "{query}");
    }
}
