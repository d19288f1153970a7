use byline_core::figure::{Counted, SubjectKind};
use serde_json::json;

use super::{ANALYTICS, CHANNELS, VIDEOS};
use crate::figures::bench::{Bench, at, carried, figures, lines, lines_with, real, total};
use crate::poll::PollError;

fn bench() -> Bench {
    Bench::new("UC1").of(&["v1", "v2"])
}

fn list(kind: &str, items: serde_json::Value) -> String {
    json!({"kind": format!("youtube#{kind}ListResponse"), "items": items}).to_string()
}

#[test]
fn counts_are_strings_and_hidden_ones_are_missing() {
    let items = json!([
        {"id": "v1", "statistics": {"viewCount": "9007199254740993", "favoriteCount": "0",
            "commentCount": "3", "dislikeCount": "1"}},
    ]);
    let page = bench().first(&VIDEOS, 200, &list("video", items));
    // 2^53 + 1 keeps its last digit, but no counter of a campaign is that large.
    assert_eq!(
        page.unwrap().refused[0].detail,
        "`viewCount` holds `9007199254740993`, which is no number"
    );
    let items = json!([{"id": "v1", "statistics": {"viewCount": "2038", "commentCount": "3"}}]);
    let page = bench().first(&VIDEOS, 200, &list("video", items)).unwrap();
    let expected = [
        "content v1 views 2038 so far",
        "content v1 likes none so far",
        "content v1 comments 3 so far",
        "content v2 views none so far",
        "content v2 likes none so far",
        "content v2 comments none so far",
    ];
    assert_eq!(lines(&page.facts), expected, "a video that is gone is missing, not zero");
    let none = json!({"kind": "youtube#videoListResponse"}).to_string();
    let page = bench().first(&VIDEOS, 200, &none).unwrap();
    assert_eq!(lines(&page.facts).len(), 6);
    assert_eq!(carried(&page.facts), ["description v1 gone", "description v2 gone"]);
}

#[test]
fn what_stands_in_descriptions_is_read_and_the_text_is_not_kept() {
    let text = "My routine!\nShop: https://go.brand.com/ana (code ANA10)\nmail ana@brand.com";
    let statistics = json!({"viewCount": "1"});
    let items = json!([{"id": "v1", "statistics": statistics, "snippet": {"description": text}}]);
    let page = bench().of(&["v1"]).first(&VIDEOS, 200, &list("video", items)).unwrap();
    assert_eq!(carried(&page.facts), ["description v1 go.brand.com/ana ANA10"]);
    let snippet = json!({"description": "all links: linktr.ee/ana", "customUrl": "@ana.lima"});
    let items = json!([{"id": "UC1", "statistics": statistics, "snippet": snippet}]);
    let page = Bench::new("UC1").first(&CHANNELS, 200, &list("channel", items)).unwrap();
    assert_eq!(carried(&page.facts), ["bio UC1 @ana.lima linktr.ee/ana"]);
}

#[test]
fn subscribers_that_are_hidden_are_missing() {
    let of = |is_hidden: bool| {
        let statistics = json!({"viewCount": "160361638", "subscriberCount": "1927873",
            "hiddenSubscriberCount": is_hidden, "videoCount": "5026"});
        let body = list("channel", json!([{"id": "UC1", "statistics": statistics}]));
        lines(&Bench::new("UC1").first(&CHANNELS, 200, &body).unwrap().facts)
    };
    let views = "account UC1 views 160361638 so far";
    assert_eq!(of(false), [views, "account UC1 followers 1927873 so far"]);
    assert_eq!(of(true), [views, "account UC1 followers none so far"]);
}

#[test]
fn fifty_videos_are_asked_for_at_a_time() {
    let ids: Vec<String> = (0..120).map(|n| format!("v{n}")).collect();
    let mut bench = bench();
    bench.subjects = ids;
    let mut request = bench.begin(&VIDEOS).unwrap();
    let mut n_requests = 1;
    while let Some(next) =
        bench.read(&VIDEOS, &request, 200, list("video", json!([])).as_bytes()).unwrap().next
    {
        request = next;
        n_requests += 1;
    }
    assert_eq!(n_requests, 3);
    assert!(request.url.contains("id=v100%2C") && !request.url.contains("v99"));
    assert_eq!(bench.of(&[]).begin(&VIDEOS), Err(PollError::Incomplete("videos to ask for")));
}

/// Reads as a table: status, body, error.
#[test]
fn refusals_are_told_apart_by_their_reason() {
    let error = |code: u16, reason: &str| {
        json!({"error": {"code": code, "errors": [{"reason": reason}]}}).to_string()
    };
    let table = [
        (403, error(403, "quotaExceeded"), "poll.throttled"),
        (403, error(403, "rateLimitExceeded"), "poll.throttled"),
        (429, error(429, ""), "poll.throttled"),
        (200, error(403, "userRateLimitExceeded"), "poll.throttled"),
        (401, error(401, "authError"), "poll.needs_login"),
        (403, error(403, "forbidden"), "poll.needs_login"),
        (400, error(400, "badRequest"), "poll.refused"),
        (503, error(503, "backendError"), "poll.down"),
        (200, r#"{"kind":"youtube#videoListResp"#.to_owned(), "poll.unreadable"),
        (200, r#"{"kind":"youtube#searchListResponse","items":[]}"#.to_owned(), "poll.unreadable"),
    ];
    for (status, body, code) in table {
        let error = bench().first(&VIDEOS, status, &body).unwrap_err();
        assert_eq!(error.code(), code, "{status} {body}");
    }
    let mut late = bench();
    late.now = at("2026-11-20T07:00:00Z");
    let error = late.first(&VIDEOS, 403, &error(403, "quotaExceeded")).unwrap_err();
    let to_midnight = PollError::Throttled { retry_after_s: Some(3600) };
    assert_eq!(error, to_midnight, "the quota is new at midnight in California");
}

/// The days of a video, from a table of Analytics.
fn analytics(rows: &str) -> Vec<String> {
    let body = format!(
        r#"{{"kind":"youtubeAnalytics#resultTable","columnHeaders":[{{"name":"day"}},
        {{"name":"views"}},{{"name":"estimatedMinutesWatched"}}]{rows}}}"#
    );
    let bench = bench().over("2026-11-01T08:00:00Z", "2026-11-04T08:00:00Z");
    let page = bench.first(&ANALYTICS, 200, &body).unwrap();
    assert_eq!(page.next.unwrap().cursor, "1");
    lines_with(&page.facts, " views ")
}

#[test]
fn trap_7_days_that_are_left_out_are_missing() {
    let none = [
        "content v1 views none 2026-11-01T07:00:00Z",
        "content v1 views none 2026-11-02T08:00:00Z",
        "content v1 views none 2026-11-03T08:00:00Z",
    ];
    assert_eq!(analytics(""), none, "`rows` is left out");
    assert_eq!(analytics(r#","rows":[]"#), none);
    let cut = analytics(r#","rows":[["2026-11-01",7,0],["2026-11-02",null,1.5]]"#);
    assert_eq!(cut[0], "content v1 views 7 2026-11-01T07:00:00Z");
    assert_eq!(cut[1..], none[1..], "a null cell, and a last day that is cut");
}

#[test]
fn days_that_are_not_over_are_not_missing() {
    let bench = bench().over("2026-11-19T08:00:00Z", "2026-11-25T08:00:00Z");
    let body = r#"{"columnHeaders":[{"name":"day"},{"name":"views"}]}"#;
    let page = bench.first(&ANALYTICS, 200, body).unwrap();
    assert_eq!(lines(&page.facts), ["content v1 views none 2026-11-19T08:00:00Z"]);
}

#[test]
fn a_channel_is_asked_for_where_no_video_is_named() {
    let bench = Bench::new("UC1");
    let request = bench.begin(&ANALYTICS).unwrap();
    assert!(request.url.contains("ids=channel%3D%3DUC1") && !request.url.contains("filters"));
    let body = r#"{"columnHeaders":[{"name":"subscribersGained"},{"name":"day"}],
        "rows":[["12","2026-11-01"]]}"#;
    let page = bench.read(&ANALYTICS, &request, 200, body.as_bytes()).unwrap();
    let gained = lines_with(&page.facts, "2026-11-01");
    assert_eq!(gained, ["account UC1 followers_gained 12 2026-11-01T07:00:00Z"]);
    assert_eq!(page.next, None);
}

/// Reads as a table: day, definition of a view.
#[test]
fn trap_6_views_bear_the_definition_of_their_day() {
    let table = [
        ("2025-03-30", "youtube.views@before-2025-03-31"),
        ("2025-03-31", "youtube.views@2025-03-31"),
        ("2026-08-26", "youtube.views@2025-03-31"),
        ("2026-08-27", "youtube.views@2026-08-27"),
    ];
    for (day, expected) in table {
        let file = format!("video_id,channel_id,date,views\nv1,UC1,{day},5\n");
        let file = bench().file(file.as_bytes());
        assert_eq!(figures(&file.facts)[0].definition, expected, "{day}");
    }
}

#[test]
fn rows_without_a_video_count_for_the_channel_alone() {
    let file = "video_id,channel_id,date,views,subscribers_gained,country_code,_fivetran_synced\n\
        \"\",UC1,2021-07-27,0,2,ZZ,2021-07-29 14:22:11.919 UTC\n\
        v1,UC1,2021-07-27,3,1,IN,2021-07-29 14:22:11.919 UTC\n\
        v1,UC1,2021-07-27,4,0,US,2021-07-29 14:22:12.919 UTC\n";
    let file = bench().file(file.as_bytes());
    let mut said = lines(&file.facts);
    said.sort();
    let expected = [
        "account UC1 followers_gained 3 2021-07-27T07:00:00Z",
        "content v1 views 7 2021-07-27T07:00:00Z",
    ];
    assert_eq!(said, expected);
}

/// Computed from the files: sums of their columns; minutes become seconds row by row.
#[test]
fn real_reports_add_up() {
    for folder in ["fivetran_dbt_youtube_analytics", "fivetran_dbt_social_media_reporting"] {
        for (name, bytes) in real(folder, ".csv") {
            let file = bench().file(&bytes);
            let content = |counted| file.total(SubjectKind::Content, counted);
            let channel = |counted| file.total(SubjectKind::Account, counted);
            match name.as_str() {
                "youtube_channel_basic_data.csv" => {
                    assert_eq!(
                        (file.name().as_str(), file.refused.len()),
                        ("youtube video_days", 0)
                    );
                    assert_eq!(content(Counted::Views), Some(1_843));
                    assert_eq!(content(Counted::Likes), Some(9));
                    assert_eq!(content(Counted::Shares), Some(10));
                    assert_eq!(content(Counted::WatchSeconds), Some(200_771));
                    assert_eq!(channel(Counted::FollowersGained), Some(6));
                    assert_eq!(channel(Counted::FollowersLost), Some(1));
                    let days = figures(&file.facts).into_iter();
                    let days = days.filter(|figure| figure.counted == Counted::Views);
                    assert_eq!(days.count(), 452, "videos and days");
                }
                "youtube_video_data.csv" => {
                    assert_eq!(file.name(), "youtube videos");
                    assert_eq!(content(Counted::Views), Some(2_038 + 204 + 142));
                    assert_eq!(content(Counted::Likes), Some(25));
                }
                _ if name.starts_with("youtube") => assert_eq!(file.name(), "none", "{name}"),
                _ => {}
            }
        }
    }
}

#[test]
fn real_answers_are_read_or_refused_with_a_reason() {
    for (name, bytes) in real("youtube_data_api_v3", ".json") {
        let channels = Bench::new("UC_x5XG1OV2P6uZZ5FSM9Ttw");
        let request = channels.begin(&CHANNELS).unwrap();
        let as_channels = channels.read(&CHANNELS, &request, 200, &bytes);
        let as_videos = bench().read(&VIDEOS, &request, 200, &bytes);
        let is_channel_list = as_channels.is_ok();
        let kinds = usize::from(is_channel_list) + usize::from(as_videos.is_ok());
        assert!(kinds <= 1, "{name}");
        let Ok(page) = as_channels else {
            // Videos of these files were asked without their counters.
            let is_refused = as_videos.map_or(true, |page| !page.refused.is_empty());
            assert!(is_refused, "{name}");
            continue;
        };
        let followers = total(&page.facts, SubjectKind::Account, Counted::Followers);
        let expected = match name.as_str() {
            "channel_info_single.json" => Some(1_927_873),
            "info_multiple.json" => Some(10_700_000 + 2_260_000),
            _ => None,
        };
        if expected.is_some() {
            assert_eq!(followers, expected, "{name}");
        }
    }
}
