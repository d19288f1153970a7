use byline_core::event::Grain;
use byline_core::figure::{Counted, Side, SubjectKind};
use serde_json::json;

use super::{ACCOUNTS, MEDIA};
use crate::figures::bench::{Bench, carried, figures, lines, lines_with, real, total};
use crate::poll::{Page, PollError};

fn bench() -> Bench {
    Bench::new("17841400008460056").of(&["17846368219941692", "2"])
}

/// What a turn asks for until it is over, when every answer is the one that `answer` gives.
fn turn(bench: &Bench, poll: &crate::poll::Poll, answer: impl Fn(&str) -> String) -> Vec<String> {
    let mut request = bench.begin(poll).unwrap();
    let mut asked = Vec::new();
    loop {
        let body = answer(&request.cursor);
        asked.push(request.cursor.clone());
        match bench.read(poll, &request, 200, body.as_bytes()).unwrap().next {
            Some(next) => request = next,
            None => return asked,
        }
    }
}

/// The answer to the question for the insights of the first thing.
fn insights(body: &str) -> Page {
    let info =
        r#"{"id":"17846368219941692","media_type":"IMAGE","timestamp":"2026-11-19T10:00:00+0000"}"#;
    let next = bench().first(&MEDIA, 200, info).unwrap().next.unwrap();
    assert_eq!(next.cursor, "0 post");
    bench().read(&MEDIA, &next, 200, body.as_bytes()).unwrap()
}

/// An insight of the first thing.
fn insight(name: &str, rest: &str) -> String {
    format!(r#"{{"name":"{name}","period":"lifetime",{rest},"id":"17846368219941692/insights/x"}}"#)
}

#[test]
fn both_shapes_of_an_insight_say_the_same() {
    let old = insight("views", r#""values":[{"value":8}]"#);
    let new =
        insight("reach", r#""total_value":{"value":5,"breakdowns":[{"results":[{"value":3}]}]}"#);
    let both = insight("saved", r#""values":[{"value":2}],"total_value":{"value":"2"}"#);
    let page = insights(&format!(r#"{{"data":[{old},{new},{both}]}}"#));
    let expected = ["views 8", "reach 5", "saves 2", "likes none", "comments none", "shares none"];
    let expected = expected.map(|said| format!("content 17846368219941692 {said} so far"));
    assert_eq!(lines(&page.facts), expected);
    let sides = figures(&page.facts).into_iter().map(|figure| figure.side);
    assert!(sides.into_iter().all(|side| side == Side::Organic), "ads are not in media insights");
}

/// Reads as a table: an answer without data.
#[test]
fn trap_7_an_empty_list_is_missing_and_not_zero() {
    let empty = insight("views", r#""values":[]"#);
    let null = insight("views", r#""values":[{"value":null}]"#);
    for body in [
        r#"{"data":[]}"#.to_owned(),
        format!(r#"{{"data":[{empty}]}}"#),
        format!(r#"{{"data":[{null}]}}"#),
    ] {
        let page = insights(&body);
        assert_eq!(page.facts.len(), 6, "{body}");
        assert!(figures(&page.facts).iter().all(|figure| figure.value.is_none()), "{body}");
    }
    let zero = insight("saved", r#""values":[{"value":0}]"#);
    let page = insights(&format!(r#"{{"data":[{zero}]}}"#));
    assert_eq!(total(&page.facts, SubjectKind::Content, Counted::Saves), Some(0));
}

#[test]
fn a_story_is_asked_for_a_day_and_then_left_alone() {
    let story = |published: &str| {
        let kind = r#""media_type":"IMAGE","media_product_type":"STORY""#;
        format!(r#"{{"id":"x",{kind},"timestamp":"{published}"}}"#)
    };
    let young = turn(&bench(), &MEDIA, |_| story("2026-11-19T12:00:01+0000"));
    assert_eq!(young, ["0 info", "0 story", "1 info", "1 story"]);
    let old = turn(&bench(), &MEDIA, |_| story("2026-11-19T12:00:00+0000"));
    assert_eq!(old, ["0 info", "1 info"], "an empty answer would hide what was known");
    let post = turn(&bench(), &MEDIA, |_| r#"{"id":"x","media_type":"VIDEO"}"#.to_owned());
    assert_eq!(post, ["0 info", "0 post", "1 info", "1 post"]);
}

#[test]
fn likes_that_are_hidden_are_missing() {
    let info = r#"{"id":"17846368219941692","media_type":"IMAGE","comments_count":11}"#;
    let page = bench().first(&MEDIA, 200, info).unwrap();
    let expected = [
        "content 17846368219941692 likes none so far",
        "content 17846368219941692 comments 11 so far",
    ];
    assert_eq!(lines(&page.facts), expected);
}

#[test]
fn one_thing_that_is_gone_never_costs_the_others() {
    let gone = r#"{"error":{"code":100,"error_subcode":33}}"#;
    let page = bench().first(&MEDIA, 400, gone).unwrap();
    assert_eq!(page.refused[0].code, "figures.subject_refused");
    assert_eq!(page.next.unwrap().cursor, "1 info");
    let expired = bench().first(&MEDIA, 400, r#"{"error":{"code":190}}"#).unwrap_err();
    assert_eq!(expired.code(), "poll.needs_login");
    let throttled = bench().first(&MEDIA, 200, r#"{"error":{"code":4}}"#).unwrap_err();
    assert_eq!(throttled.code(), "poll.throttled");
    let half = bench().first(&MEDIA, 200, r#"{"data":[{"name":"vi"#).unwrap_err();
    assert_eq!(half.code(), "poll.unreadable");
    let nothing = bench().of(&[]).begin(&MEDIA);
    assert_eq!(nothing, Err(PollError::Incomplete("content to ask for")));
}

#[test]
fn an_account_is_asked_for_its_followers_and_then_day_by_day() {
    let bench = Bench::new("178").over("2026-11-17T08:00:00Z", "2026-11-21T00:00:00Z");
    let account = r#"{"id":"178","username":"ana","followers_count":64361,"media_count":427}"#;
    let asked = turn(&bench, &ACCOUNTS, |cursor| match cursor {
        "0 account" => account.to_owned(),
        _ => r#"{"data":[]}"#.to_owned(),
    });
    let expected = ["0 account", "0 2026-11-17", "0 2026-11-18", "0 2026-11-19"];
    assert_eq!(asked, expected, "2026-11-20 is not over in California");
    let page = bench.first(&ACCOUNTS, 200, account).unwrap();
    assert_eq!(lines(&page.facts), ["account 178 followers 64361 so far"]);
    let day = page.next.unwrap();
    assert!(day.url.contains("since=1794902400&until=1794988800"), "{}", day.url);
    let total = r#"{"data":[{"name":"reach","period":"day","total_value":{"value":14},
        "id":"178/insights/reach/day"}]}"#;
    let page = bench.read(&ACCOUNTS, &day, 200, total.as_bytes()).unwrap();
    assert_eq!(lines_with(&page.facts, "reach"), ["account 178 reach 14 2026-11-17T08:00:00Z"]);
    assert_eq!(lines_with(&page.facts, "views"), ["account 178 views none 2026-11-17T08:00:00Z"]);
    assert!(figures(&page.facts).iter().all(|figure| figure.side == Side::Total));
}

#[test]
fn a_creator_is_asked_by_handle_through_the_brands_account() {
    let bench = Bench::new("178").of(&["@ana.glow"]);
    let request = bench.begin(&ACCOUNTS).unwrap();
    let wanted = "178?fields=business_discovery.username%28ana.glow%29%7Bid%2Cusername";
    assert!(request.url.contains(wanted), "{}", request.url);
    let body = r#"{"business_discovery":{"id":"99","followers_count":64976},"id":"178"}"#;
    let page = bench.first(&ACCOUNTS, 200, body).unwrap();
    assert_eq!(lines(&page.facts), ["account 99 followers 64976 so far"]);
    assert_eq!(page.next, None);
    let body = r#"{"business_discovery":{"id":"99","username":"ana.glow","followers_count":1,
        "biography":"new serum, code ANA10","website":"https://go.brand.com/ana"},"id":"178"}"#;
    let page = bench.first(&ACCOUNTS, 200, body).unwrap();
    assert_eq!(carried(&page.facts), ["bio ana.glow @ana.glow go.brand.com/ana ANA10"]);
}

#[test]
fn what_stands_in_captions_is_read() {
    let info = r#"{"id":"17","media_type":"IMAGE","like_count":1,
        "caption":"ad: go.brand.com/ana, or write to ana@brand.com"}"#;
    let page = bench().of(&["17"]).first(&MEDIA, 200, info).unwrap();
    assert_eq!(carried(&page.facts), ["description 17 go.brand.com/ana"]);
}

#[test]
fn days_of_accounts_end_where_the_answer_says() {
    let values = json!([
        {"value": 4, "end_time": "2017-05-04T07:00:00+0000"},
        {"value": 66, "end_time": "2017-11-06T08:00:00+0000"},
    ]);
    let insight = json!({
        "name": "reach", "period": "day", "values": values, "id": "178/insights/reach/day",
    });
    let weekly = json!({
        "name": "reach", "period": "week", "values": values, "id": "178/insights/reach/week",
    });
    let page =
        Bench::new("178").first(&ACCOUNTS, 200, &json!({"data": [insight, weekly]}).to_string());
    let page = page.unwrap();
    let expected = [
        "account 178 reach 4 2017-05-03T07:00:00Z",
        // Clocks went back: the day has 25 hours.
        "account 178 reach 66 2017-11-05T07:00:00Z",
    ];
    assert_eq!(lines(&page.facts), expected);
    assert_eq!(page.refused[0].code, "figures.period_unknown");
}

/// Reads as a table: file, lines. All other files of the folder say nothing that is counted.
#[test]
fn real_answers_say_what_stands_in_them() {
    let table: [(&str, &[&str]); 7] = [
        (
            "insights.json",
            &[
                "content 17846368219941692 impressions 8 so far",
                "content 17846368219941692 reach 5 so far",
                "content 17846368219941692 saves 0 so far",
            ],
        ),
        (
            "user_insights.json",
            &[
                "account 17841400008460056 impressions 4 2017-05-03T07:00:00Z",
                "account 17841400008460056 impressions 66 2017-05-04T07:00:00Z",
                "account 17841400008460056 reach 3 2017-05-03T07:00:00Z",
                "account 17841400008460056 reach 36 2017-05-04T07:00:00Z",
                "account 17841400008460056 profile_visits 0 2017-05-03T07:00:00Z",
                "account 17841400008460056 profile_visits 2 2017-05-04T07:00:00Z",
            ],
        ),
        (
            "user_insights_new.json",
            &["account 17841454149711910 reach 14516883 2026-11-01T00:00:00Z"],
        ),
        ("ig_user.json", &["account 17841407673135339 followers 64361 so far"]),
        ("user_fields.json", &["account 17841407673135339 followers 64976 so far"]),
        (
            "medias_p1.json",
            &[
                "content 17885103395504675 likes 87 so far",
                "content 17885103395504675 comments 11 so far",
                "content 17886271043461692 likes 186 so far",
                "content 17886271043461692 comments 16 so far",
            ],
        ),
        ("insights_new.json", &[]),
    ];
    for (name, bytes) in real("meta_graph_instagram", ".json") {
        let bench = bench();
        let request = bench.begin(&MEDIA).unwrap();
        let answer = crate::poll::Answer {
            status: 200,
            headers: Vec::new(),
            body: bytes,
            received_at: bench.now,
        };
        let tree = crate::tree::Tree::read(&answer.body).unwrap();
        let mut page = Page::default();
        bench.ask(&MEDIA, |ask| {
            let teller = super::said::teller(&answer, ask);
            super::said::take(&tree, &teller, Some(ask.span), &mut page);
        });
        // Nothing in any file makes the reader of a turn stumble either.
        let read = bench.read(&MEDIA, &request, 200, &answer.body);
        assert!(read.is_ok(), "{name}: {read:?}");
        if let Some((_, expected)) = table.iter().find(|row| row.0 == name) {
            assert_eq!(lines(&page.facts), *expected, "{name}");
        }
        for figure in figures(&page.facts) {
            let is_counter = figure.grain == Grain::Lifetime || figure.value.is_some();
            assert!(is_counter, "{name}: {figure:?}");
        }
    }
}

/// Computed from the file: sums of `reel_views`, `like_count`, `comment_count`, `reel_reach`.
#[test]
fn real_counters_add_up() {
    for folder in ["fivetran_dbt_instagram_business", "fivetran_dbt_social_media_reporting"] {
        for (name, bytes) in real(folder, ".csv") {
            let file = bench().file(&bytes);
            let total = |counted| file.total(SubjectKind::Content, counted);
            match name.as_str() {
                "instagram_business_media_insights_data.csv" => {
                    assert_eq!(file.name(), "instagram media", "{name}");
                    assert_eq!(file.refused, [""; 0]);
                    assert_eq!(total(Counted::Views), Some(424));
                    assert_eq!(total(Counted::Likes), Some(29));
                    assert_eq!(total(Counted::Comments), Some(2));
                    assert_eq!(total(Counted::Saves), Some(6));
                }
                "instagram_business_user_history_data.csv" => {
                    assert_eq!(file.name(), "instagram followers");
                    let followers = file.total(SubjectKind::Account, Counted::Followers);
                    assert_eq!(followers, Some(39));
                }
                _ if name.starts_with("instagram") => assert_eq!(file.name(), "none", "{name}"),
                _ => {}
            }
        }
    }
}

#[test]
fn trap_6_impressions_that_are_gone_bear_the_name_of_their_time() {
    let file = "id,like_count,comment_count,story_impressions,plays,_fivetran_synced\n\
        1,-,0,84,11,2021-10-27T14:22:01.901\n";
    let file = bench().file(file.as_bytes());
    let names = figures(&file.facts).into_iter().map(|figure| figure.definition.as_str());
    let expected = [
        "instagram.impressions@before-2025-04-21",
        "instagram.plays@before-2025-04-21",
        "instagram.likes@v25",
        "instagram.comments@v25",
    ];
    assert_eq!(names.collect::<Vec<_>>(), expected);
    assert_eq!(file.total(SubjectKind::Content, Counted::Likes), None, "`-` is no zero");
}
