//! Polls over a real store, with time that is moved by hand.

use byline_core::campaign::{Campaign, CountingRules, Goal};
use byline_core::entry::{Connection, Fact};
use byline_core::money::Currency;
use byline_core::placement::Content;
use byline_core::time::Span;
use byline_serve::port;
use serde_json::{Value, json};

use super::fixture::{Stage, WAYS};
use crate::testing::{NOW, commit, wait};

const HOUR_S: i64 = 3_600;
const DAY_S: i64 = 24 * HOUR_S;

fn ok(body: &str) -> (u16, String) {
    (200, body.to_owned())
}

#[test]
fn pages_are_taken_in_and_the_same_again_changes_nothing() {
    let stage = Stage::new(|heard| match heard.parameter("page") {
        "1" => ok("1,2>2"),
        // A page that comes double, behind a row that moved.
        "2" => ok("2,3>3"),
        _ => ok("4"),
    });
    stage.connect("con_shop", "shopify", "token");
    stage.live(3, 700);
    assert_eq!(stage.n_heard(), 9, "three turns of three pages");
    assert_eq!(stage.taken(), (vec![1, 2, 3, 4], vec![]));
    let status = stage.status("con_shop");
    assert_eq!(status["state"], "well");
    assert_eq!(status["polls"][0]["last_error"], Value::Null);
    stage.node.close();
}

#[test]
fn one_bad_row_never_costs_the_good_ones() {
    let stage = Stage::new(|_| ok("1,x,2"));
    stage.connect("con_shop", "shopify", "token");
    stage.live(4, 700);
    assert_eq!(stage.taken(), (vec![1, 2], vec!["test.row".to_owned()]));
    stage.node.close();
}

/// Reads: what the platform says each time that it is asked, and what is kept of `b`.
#[track_caller]
fn check_kept(said: &'static [&str], expected: &[Option<i64>]) {
    let mut hours = said.iter();
    let reports = &WAYS[1..2];
    let stage = Stage::asking(reports, move |_| ok(hours.next().unwrap_or(&"")));
    stage.connect("con_ads", "tiktok_ads", "token");
    while stage.n_heard() < said.len() {
        stage.live(1, HOUR_S);
    }
    let kept = stage.figures().into_iter().filter(|(id, _)| id == "b");
    let kept: Vec<Option<i64>> = kept.map(|(_, value)| value).collect();
    assert_eq!(kept, expected, "{said:?}");
    stage.node.close();
}

#[test]
fn a_figure_that_says_what_it_said_is_not_kept_again() {
    check_kept(&["a=1,b=5", "a=1,b=5", "a=1,b=6", "a=1,b=6"], &[Some(5), Some(6)]);
    check_kept(&["a=1,b=5", "a=1,b=-", "a=1,b=-", "a=1,b=5"], &[Some(5), None, Some(5)]);
    check_kept(&["b=5", "b=5", "b=5"], &[Some(5); 3]); // the first of a page tells that it speaks
}

#[test]
fn after_six_hours_it_is_kept_once_more() {
    check_kept(&["a=1,b=5"; 6], &[Some(5); 3]); // out of a flight it is asked every four hours
}

#[test]
fn orders_are_asked_every_ten_minutes_from_where_the_last_turn_ended() {
    let stage = Stage::new(|_| ok(""));
    stage.connect("con_shop", "shopify", "token");
    stage.live(4 * 60, 60);
    let heard = stage.platform.heard.lock().unwrap().clone();
    assert!((22..=25).contains(&heard.len()), "{} turns in four hours", heard.len());
    assert_eq!(heard[0].end_s() - heard[0].begin_s(), 2 * DAY_S, "first the whole look-back");
    for pair in heard.windows(2) {
        assert_eq!(pair[1].begin_s(), pair[0].end_s() - 600, "no gap, and a little twice");
    }
    stage.node.close();
}

#[test]
fn what_was_missed_while_nobody_asked_is_asked_for_piece_by_piece() {
    let stage = Stage::new(|_| ok(""));
    stage.connect("con_shop", "shopify", "token");
    stage.live(1, 30 * DAY_S);
    stage.live(1, 60);
    let heard = stage.platform.heard.lock().unwrap().clone();
    assert!(heard[1..].iter().all(|asked| asked.end_s() - asked.begin_s() <= 7 * DAY_S));
    assert_eq!(heard[1].begin_s(), heard[0].end_s().min(heard[1].begin_s()));
    for pair in heard[1..].windows(2) {
        assert!(pair[1].begin_s() <= pair[0].end_s(), "no gap");
    }
    assert_eq!(heard.last().unwrap().end_s(), NOW.seconds() + 30 * DAY_S);
    stage.node.close();
}

fn campaign() -> Campaign {
    Campaign {
        id: "summer".into(),
        name: "Summer".to_owned(),
        goal: Goal::Sales,
        currency: Currency::parse("USD").unwrap(),
        time_zone: "UTC".to_owned(),
        flights: vec![Span { from: NOW, to: NOW.plus_seconds(DAY_S) }],
        budget_minor: None,
        terms: Vec::new(),
        rules: CountingRules::default(),
        is_archived: false,
        gate: None,
    }
}

#[test]
fn platforms_are_asked_hourly_in_a_flight_and_seldom_after_it() {
    let stage = Stage::new(|_| ok(""));
    commit(&stage.node, vec![Fact::Campaign(campaign())]);
    stage.connect("con_ads", "tiktok_ads", "token");
    stage.live(24 * 6, 600);
    let n_in_flight = stage.n_heard();
    // Two polls of the feed, at most 10 minutes late each time.
    assert!((2 * 20..=2 * 24).contains(&n_in_flight), "{n_in_flight}");
    stage.live(24 * 6, 600);
    let n_after = stage.n_heard() - n_in_flight;
    assert!((2 * 4..=2 * 6).contains(&n_after), "{n_after}");
    stage.node.close();
}

#[test]
fn young_content_is_asked_for_more_often_and_alone() {
    let stage = Stage::new(|_| ok(""));
    stage.connect("con_you", "youtube", "token");
    assert_eq!(stage.status("con_you")["state"], "nothing_to_ask");
    let content = |id: &str, hours: i64| {
        Fact::Content(Content {
            id: id.into(),
            placement_id: "plc".into(),
            url: Some(format!("https://youtu.be/{id}")),
            published_at: NOW.plus_seconds(-hours * HOUR_S),
            title: None,
            subjects: Vec::new(),
        })
    };
    commit(&stage.node, vec![content("old", 500), content("new", 60)]);
    stage.live(36, 600);
    let heard = stage.platform.heard.lock().unwrap().clone();
    assert_eq!(heard[0].parameter("of"), "new+old");
    let n_young = heard.iter().filter(|asked| asked.parameter("of") == "new").count();
    assert!((6..=12).contains(&n_young), "{n_young} turns for what is young in six hours");
    stage.live(48, HOUR_S);
    assert_eq!(stage.last_heard().parameter("of"), "new+old", "it is young no more");
    stage.node.close();
}

#[test]
fn a_platform_never_hears_more_than_the_budget() {
    let mut n = 1;
    let stage = Stage::new(move |_| {
        n += 1;
        ok(&format!(">{n}"))
    });
    stage.connect("con_ads", "tiktok_ads", "token");
    stage.live(400, 1);
    let heard = stage.platform.heard.lock().unwrap().clone();
    let at: Vec<i64> = heard.iter().map(|asked| asked.at.seconds()).collect();
    for begin in &at {
        let n_sent = at.iter().filter(|s| (*begin..begin + 60).contains(*s)).count();
        assert!(n_sent <= 7, "{n_sent} in a minute");
    }
    assert!(42 <= at.len(), "it is used: {}", at.len());
    let status = stage.status("con_ads");
    assert_eq!((&status["requests_per_min"], &status["state"]), (&json!(7), &json!("asking")));
    stage.node.close();
}

#[test]
fn a_pause_inside_a_success_silences_the_whole_connection() {
    let stage = Stage::new(|_| ok("throttled"));
    stage.connect("con_ads", "tiktok_ads", "token");
    stage.live(1, 0);
    assert_eq!(stage.n_heard(), 1, "the other poll of the connection is silent too");
    stage.live(88, 10);
    assert_eq!(stage.n_heard(), 1, "for the 900 s that the platform asked for");
    let status = stage.status("con_ads");
    assert_eq!(status["state"], "in_trouble");
    let codes = status["polls"].as_array().unwrap().iter();
    let codes: Vec<&Value> = codes.map(|poll| &poll["last_error"]["code"]).collect();
    assert!(codes.contains(&&json!("poll.throttled")), "{status}");
    stage.live(10, 10);
    assert!(2 <= stage.n_heard());
    stage.node.close();
}

#[test]
fn a_platform_in_trouble_is_asked_less_and_less_and_goes_on_where_it_stood() {
    let mut n = 0;
    let stage = Stage::new(move |heard| {
        n += 1;
        match heard.parameter("page") {
            "1" => ok("1>2"),
            _ if n <= 5 => (500, String::new()),
            _ => ok("2"),
        }
    });
    stage.connect("con_shop", "shopify", "token");
    stage.live(6 * 60, 5);
    let heard = stage.platform.heard.lock().unwrap().clone();
    let pages: Vec<&str> = heard.iter().take(6).map(|asked| asked.parameter("page")).collect();
    assert_eq!(pages, ["1", "2", "2", "2", "2", "2"], "the first page is not asked for again");
    let waits: Vec<i64> =
        heard[1..6].windows(2).map(|pair| pair[1].at.seconds_since(pair[0].at)).collect();
    for (waited, least) in waits.iter().zip([30, 60, 120, 240]) {
        assert!((least..=least * 5 / 4 + 5).contains(waited), "{waits:?}");
    }
    assert_eq!(stage.taken().0, [1, 2]);
    stage.node.close();
}

#[test]
fn a_refused_token_is_not_shown_again_until_it_is_another() {
    let stage = Stage::new(|heard| match heard.token.as_str() {
        "good" => ok("1"),
        _ => (401, String::new()),
    });
    stage.connect("con_shop", "shopify", "expired-token");
    stage.live(48, HOUR_S);
    assert_eq!(stage.n_heard(), 1);
    let status = stage.status("con_shop");
    assert_eq!(status["state"], "needs_login");
    let poll = &status["polls"][0];
    assert_eq!(poll["next_turn_at"], Value::Null);
    assert!(!status.to_string().contains("expired-token"), "no secret in words: {status}");

    let stage = stage.restart();
    stage.live(48, HOUR_S);
    assert_eq!(stage.n_heard(), 1, "not after a restart either");
    stage.log_in("con_shop", "good");
    stage.live(1, 60);
    assert_eq!((stage.n_heard(), stage.taken().0), (2, vec![1]));
    assert_eq!(stage.status("con_shop")["state"], "well");
    stage.node.close();
}

#[test]
fn a_backfill_goes_on_after_a_crash_and_asks_little_twice() {
    // A day of the past has its own number; days are asked one after the other.
    let stage = Stage::new(|heard| {
        let first = heard.begin_s().div_euclid(DAY_S);
        let days: Vec<String> =
            (first..heard.end_s().div_euclid(DAY_S)).map(|day| (day % 250).to_string()).collect();
        ok(&days.join(","))
    });
    stage.connect("con_ads", "tiktok_ads", "token");
    stage.live(1, 120);
    let n_regular = stage.n_heard();
    let (status, told) = stage.backfill("con_ads", "2026-01-01", "2026-05-31");
    assert_eq!((status, &told["state"]), (200, &json!("backfilling")));
    // 151 days in weeks, for two polls: 22 turns each, of which the budget lets a few through.
    stage.live(1, 0);
    let percent = stage.status("con_ads")["polls"][0]["backfill"]["percent"].as_i64().unwrap();
    assert!((5..50).contains(&percent), "{percent}");
    let n_before = stage.n_heard();

    let stage = stage.restart();
    assert_eq!(stage.status("con_ads")["polls"][0]["backfill"]["percent"], percent);
    stage.live(60, 30);
    let done = stage.status("con_ads");
    assert_eq!(done["polls"][0]["backfill"]["percent"], 100, "{done}");
    assert_eq!(done["polls"][1]["backfill"]["is_done"], true);
    let n_back = stage.n_heard() - n_regular;
    assert!((44..=46).contains(&n_back), "{n_back} turns, {n_before} before the crash");
    let first = "2026-01-01T00:00:00Z".parse::<byline_core::time::Timestamp>().unwrap();
    let first = first.seconds() / DAY_S;
    let (mut rows, _) = stage.taken();
    rows.sort_unstable();
    let mut expected: Vec<u8> = (first..first + 151)
        .chain(NOW.seconds() / DAY_S - 2..NOW.seconds() / DAY_S)
        .map(|day| u8::try_from(day % 250).unwrap())
        .collect();
    expected.sort_unstable();
    assert_eq!(rows, expected, "every day once");
    stage.node.close();
}

#[test]
fn wishes_for_the_past_are_checked() {
    let stage = Stage::new(|_| ok(""));
    stage.connect("con_ads", "tiktok_ads", "token");
    stage.connect("con_file", "import", "token");
    for (id, from, to, status, code) in [
        ("con_ads", "2026-05-01", "2026-04-01", 422, "poll.backfill_unfit"),
        ("con_ads", "yesterday", "2026-04-01", 422, "poll.backfill_unfit"),
        ("con_ads", "2001-01-01", "2026-04-01", 422, "poll.backfill_unfit"),
        ("con_file", "2026-01-01", "2026-04-01", 409, "poll.none"),
        ("nobody", "2026-01-01", "2026-04-01", 404, "api.unknown"),
    ] {
        let (found, body) = stage.backfill(id, from, to);
        assert_eq!((found, &body["code"]), (status, &json!(code)), "{id} {from} {to}");
    }
    assert_eq!(stage.status("con_file")["state"], "not_asked");
    stage.node.close();
}

#[test]
fn a_test_says_in_words_what_is_wrong_and_what_to_do() {
    let stage = Stage::new(|heard| match heard.token.as_str() {
        "good" => ok("1,2"),
        "poor" => (403, String::new()),
        _ => (401, String::new()),
    });
    stage.connect("con_shop", "shopify", "expired");
    stage.live(1, 60);
    for (token, is_working, code) in [
        ("expired", false, json!("poll.needs_login")),
        ("poor", false, json!("poll.refused")),
        ("", false, json!("poll.incomplete")),
        ("good", true, Value::Null),
    ] {
        stage.log_in("con_shop", token);
        let (status, told) = stage.test("con_shop");
        assert_eq!((status, &told["code"]), (200, &code), "{token}: {told}");
        assert_eq!(told["is_working"], is_working);
        assert_eq!(told["next_step"].is_string(), !is_working, "{told}");
    }
    assert_eq!(stage.taken().0, [0_u8; 0], "nothing of a test is taken in");
    stage.live(1, 60);
    assert_eq!(stage.status("con_shop")["state"], "well");
    stage.node.close();
}

#[test]
fn a_connection_out_of_use_is_not_asked() {
    let stage = Stage::new(|_| ok("1"));
    stage.connect("con_shop", "shopify", "token");
    let engine = stage.node.engine.read().unwrap();
    let connection = engine.connection("con_shop").unwrap().clone();
    drop(engine);
    let archived = Connection { is_archived: true, ..connection };
    commit(&stage.node, vec![Fact::Connection(archived)]);
    assert_eq!(wait(stage.polls.step()), None);
    assert_eq!(stage.n_heard(), 0);
    stage.node.close();
}

/// TikTok reports a day of an ad, in an account whose currency nobody can read.
#[test]
fn a_row_put_aside_is_replayed_once_its_cause_is_mended() {
    let row = json!({
        "dimensions": { "ad_id": "17", "stat_time_day": "2026-06-01 00:00:00" },
        "metrics": { "spend": "20.50" },
    });
    let data = json!({ "list": [row], "page_info": { "page": 1, "total_page": 1 } });
    let body = json!({ "code": 0, "message": "OK", "data": data }).to_string();
    let stage = Stage::asking(byline_ingest::registry::POLLS, move |_| ok(&body));
    let connection = |currency: &str| Connection {
        id: "con_ads".into(),
        feed: "tiktok_ads".to_owned(),
        name: "Ads".to_owned(),
        account: Some("7001".to_owned()),
        is_archived: false,
        settings: [("currency".to_owned(), currency.to_owned())].into(),
    };
    commit(&stage.node, vec![Fact::Connection(connection("EURO"))]);
    stage.log_in("con_ads", "token");
    stage.live(1, 60);
    let aside = || {
        let engine = stage.node.engine.read().unwrap();
        let rows = engine.quarantine(byline_core::entry::Position(0), 10);
        rows.iter().map(|row| (row.code.clone(), row.inbox_id.unwrap())).collect::<Vec<_>>()
    };
    let put_aside = aside();
    assert_eq!(put_aside[0].0, "figures.currency_unknown");
    let replay = || {
        let work = port::Intake::replay(stage.node.intake.as_ref(), put_aside[0].1, "o".into());
        let answered = wait(work);
        (answered.status, answered.body.unwrap())
    };
    assert_eq!(replay().1["code"], "quarantine.unreadable", "nothing is mended yet");
    commit(&stage.node, vec![Fact::Connection(connection("EUR"))]);
    let (status, told) = replay();
    // The spend, and that nothing is said of the worth: both are of a currency now.
    assert_eq!((status, &told["accepted"]), (200, &json!(2)), "{told}");
    assert_eq!(aside(), []);
    assert_eq!(replay().1["accepted"], 0, "whatever is replayed twice counts once");
    stage.node.close();
}
