//! The pages for executives and analysts: what they say, and that it adds up.

use super::{check, page, world};
use crate::pages::ask::{Ask, Range};
use crate::pages::frame::{Active, Frame};
use crate::pages::past;

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
    let parts = "An order that several share is split into parts.";
    for (columns, is_said) in [("revenue,orders", true), ("revenue,clicks", false)] {
        let html = page(&stage, &format!("/explore?by=creator&cols={columns}")).await.text;
        assert_eq!(html.contains(parts), is_said, "{columns}: {html}");
    }
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
    assert!(html.contains("are in Berlin time") && html.contains("Berlin time, entry"));
}

/// What is ordered after the moment of a past is no change of it, and is told apart.
#[tokio::test]
async fn a_past_is_compared_up_to_its_moment() {
    let (then, now) = (world::stage().await, world::stage().await);
    for (minute, n) in [("10:08", 61), ("10:20", 62)] {
        let placed = format!("2026-06-09T{minute}:00Z");
        world::take(&now, &placed, world::order(n, &[], &placed, &["MIKA10"])).await;
    }
    let (then, now) = (then.site.engine(), now.site.engine());
    let at = then.stand().position.0;
    let ask = Ask::parse(&format!("at={at}&when=2026-06-09T12:05"));
    let moment = world::time("2026-06-09T10:05:00Z");
    let frame = Frame::of(&Active::all(&then), &ask, Range::Flight, moment).expect("a frame");
    let html = past::changes(&then, &now, &frame).expect("a past").render().into_string();
    assert!(html.contains("Nothing that was attributed has changed since"), "{html}");
    assert!(html.contains("Placed afterwards"), "of the same quarter of an hour: {html}");
    assert!(html.contains("/orders/9961") && !html.contains("/orders/9962"), "{html}");
}

/// What came in later and what was restated are told apart, each with what it changed.
#[tokio::test]
async fn a_past_says_in_sentences_what_has_changed() {
    let (then, now) = (world::stage().await, world::stage().await);
    let placed = "2026-06-09T08:50:00Z";
    world::take(&now, "2026-06-09T10:08:00Z", world::order(61, &[], placed, &["MIKA10"])).await;
    let (then, now) = (then.site.engine(), now.site.engine());
    let at = then.stand().position.0;
    let moment = world::time("2026-06-09T10:00:00Z");
    for (range, when) in [
        ("from=2026-06-01&to=2026-06-09", "placed from 1 Jun"),
        ("from=2026-06-09&to=2026-06-09", "placed from 9 Jun, 00:00 to 9 Jun, 12:00"),
    ] {
        let ask = Ask::parse(&format!("at={at}&when=2026-06-09T12:00&{range}"));
        let frame = Frame::of(&Active::all(&then), &ask, Range::Flight, moment).expect("a frame");
        let html = past::changes(&then, &now, &frame).expect("a past").render().into_string();
        assert!(html.contains(&format!("Attributed revenue of the orders {when}")), "{html}");
        assert!(html.contains(" as known then, ") && html.contains(" now. 1 order came"), "{html}");
        assert!(html.contains("came in or became revenue since: +$96.40."), "{html}");
    }
}

/// A list of orders that a figure opens into holds the orders of the figure's days.
#[tokio::test]
async fn orders_are_narrowed_to_when_they_were_placed() {
    let stage = world::stage().await;
    let since = "since=2026-06-01T00:00:00Z&until=";
    let all = page(&stage, &format!("/orders?{since}2026-06-10T00:00:00Z")).await.text;
    let none = page(&stage, &format!("/orders?{since}2026-06-02T00:00:00Z")).await.text;
    assert!(all.contains("9901") && all.contains("every campaign, 1 Jun to 10 Jun"), "{all}");
    assert!(none.contains("No order is like that") && !none.contains("9901"), "{none}");
    assert!(all.contains("name=\"since\""), "the form keeps it");
}

/// A cut by platform has no orders by code beside its clicks, and no cost: neither is called by the
/// name of what has both.
#[tokio::test]
async fn a_cut_by_platform_says_what_it_leaves_out() {
    let stage = world::stage().await;
    let by_platform = page(&stage, "/explore?by=day&then=platform").await.text;
    assert!(
        by_platform.contains("Orders by link per click leaves out what is credited by code"),
        "{by_platform}"
    );
    let head = by_platform.split("<thead>").nth(1).and_then(|it| it.split("</thead>").next());
    let head = head.expect("a head");
    assert!(!head.contains("Conv. rate") && !head.contains(">Cost<"), "{head}");
    assert!(by_platform.contains("Tue 9 Jun, so far"), "{by_platform}");
    let asked = page(&stage, "/explore?by=platform&cols=cost,roi").await.text;
    assert!(asked.contains("cost is not split this way"), "{asked}");
    let by_day = page(&stage, "/explore?by=day").await.text;
    assert!(by_day.contains("Conv. rate") && !by_day.contains("leaves out"), "{by_day}");
}

/// What is tried stands beside what is in force, and nothing looks as if it were switched.
#[tokio::test]
async fn the_time_machine_says_what_is_in_force() {
    let html = page(&world::stage().await, "/decisions/time-machine").await.text;
    for said in ["In force: 25%", "As if all pausing had been stopped", "how many orders a day</"] {
        assert!(html.contains(said), "{said}: {html}");
    }
    assert!(!html.contains("Stop all pausing now"), "{html}");
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
