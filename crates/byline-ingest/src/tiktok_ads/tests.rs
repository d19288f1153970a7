use byline_core::figure::{Counted, SubjectKind};
use serde_json::{Value, json};

use super::{REPORTS, WINDOW};
use crate::figures::bench::{Bench, figures, lines, lines_with, real};
use crate::poll::PollError;
use crate::registry;

fn bench() -> Bench {
    Bench::new("7001").with("currency", "USD").zone("Etc/GMT+5")
}

/// One row as TikTok answers, changed by `metrics`.
fn row(ad_id: &str, day: &str, metrics: Value) -> Value {
    json!({"dimensions": {"ad_id": ad_id, "stat_time_day": day}, "metrics": metrics})
}

fn body(rows: &[Value], page: u32, n_pages: u32) -> String {
    let page_info = json!({"page": page, "page_size": 1000, "total_page": n_pages});
    let data = json!({"list": rows, "page_info": page_info});
    json!({"code": 0, "message": "OK", "request_id": "r", "data": data}).to_string()
}

#[test]
fn the_question_names_days_of_the_account_and_ends_its_path_with_a_slash() {
    let request = bench().begin(&REPORTS).unwrap();
    assert!(request.url.starts_with(
        "https://business-api.tiktok.com/open_api/v1.3/report/integrated/get/?advertiser_id=7001&"
    ));
    // Midnight UTC is still the evening before, five hours west.
    assert!(request.url.contains("start_date=2026-10-31&end_date=2026-11-03"), "{}", request.url);
    assert_eq!(request.headers, [("Access-Token", "token".to_owned())]);
    assert!(!request.url.contains("token"));
}

#[test]
fn a_row_becomes_figures_of_the_accounts_day() {
    let metrics = json!({
        "spend": "20.57", "impressions": "3197", "clicks": "41", "conversion": "3",
        "complete_payment": "2", "total_purchase_value": "-", "ctr": "1.28", "likes": null,
        "reach": "2900", "brand_new": {"deep": []},
    });
    let row = row("1742123456789012345", "2026-11-01 00:00:00", metrics);
    let page = bench().first(&REPORTS, 200, &body(&[row], 1, 1)).unwrap();
    let expected = [
        "impressions 3197",
        "reach 2900",
        "views none",
        "engaged_views none",
        "completed_views none",
        "likes none",
        "comments none",
        "shares none",
        "followers_gained none",
        "profile_visits none",
        "clicks_link 41",
        "spend_minor 2057 USD",
        "claimed_conversions_micro 2000000",
        "claimed_value_minor none USD",
    ];
    let expected =
        expected.map(|said| format!("ad 1742123456789012345 {said} 2026-11-01T05:00:00Z"));
    assert_eq!(lines(&page.facts), expected);
    assert_eq!((page.refused.len(), page.next), (0, None));
    for figure in figures(&page.facts) {
        let is_claim = figure.counted.key().starts_with("claimed");
        assert_eq!(figure.window.as_deref(), is_claim.then_some(WINDOW), "{:?}", figure.counted);
    }
}

#[test]
fn without_payments_the_goal_of_the_ad_group_is_read_and_named() {
    let row = row("1", "2026-11-01", json!({"conversion": "4.5", "complete_payment": "-"}));
    let page = bench().first(&REPORTS, 200, &body(&[row], 1, 1)).unwrap();
    let claimed = figures(&page.facts).into_iter();
    let claimed: Vec<_> =
        claimed.filter(|it| it.counted == Counted::ClaimedConversionsMicro).collect();
    assert_eq!(claimed.len(), 1, "the same thing is never counted twice");
    assert_eq!(claimed[0].value, Some(4_500_000));
    assert_eq!(claimed[0].definition, "tiktok_ads.conversion@v1.3");
}

/// Reads as a table: status, body, error.
#[test]
fn trap_9_success_that_is_failure() {
    let table = [
        (200, r#"{"code":40100,"message":"Too many requests"}"#, "poll.throttled"),
        (200, r#"{"code":"40100"}"#, "poll.throttled"),
        (200, r#"{"code":40104,"message":"Access token is empty"}"#, "poll.needs_login"),
        (200, r#"{"code":40105}"#, "poll.needs_login"),
        (200, r#"{"code":40001}"#, "poll.needs_login"),
        (200, r#"{"code":40002}"#, "poll.refused"),
        (200, r#"{"code":50000}"#, "poll.down"),
        (200, r#"{"code":0,"data":{}}"#, "poll.unreadable"),
        (200, r#"{"data":{"list":[]}}"#, "poll.unreadable"),
        (200, r#"{"code":0,"data":{"list":[{"dimensions""#, "poll.unreadable"),
        (200, "", "poll.unreadable"),
        (200, "<html>", "poll.unreadable"),
        (429, "slow down", "poll.throttled"),
        (401, "", "poll.needs_login"),
        (502, "<html>", "poll.down"),
        (404, "", "poll.refused"),
    ];
    for (status, body, code) in table {
        let error = bench().first(&REPORTS, status, body).unwrap_err();
        assert_eq!(error.code(), code, "{status} {body}");
    }
}

#[test]
fn a_turn_walks_pages_and_then_the_next_thirty_days() {
    let bench = bench().over("2026-09-01T12:00:00Z", "2026-11-04T12:00:00Z");
    let mut request = bench.begin(&REPORTS).unwrap();
    let mut asked = Vec::new();
    loop {
        let (from, rest) =
            request.url.split_once("start_date=").unwrap().1.split_once('&').unwrap();
        let (to, rest) = rest.split_once("end_date=").unwrap().1.split_once('&').unwrap();
        asked.push(format!("{from} {to} {}", rest.split('&').next().unwrap()));
        let n_pages = if from == "2026-09-01" { 2 } else { 1 };
        let answer = body(&[], 1, n_pages);
        match bench.read(&REPORTS, &request, 200, answer.as_bytes()).unwrap().next {
            Some(next) => request = next,
            None => break,
        }
    }
    let expected = [
        "2026-09-01 2026-09-30 page=1",
        "2026-09-01 2026-09-30 page=2",
        "2026-10-01 2026-10-30 page=1",
        "2026-10-31 2026-11-04 page=1",
    ];
    assert_eq!(asked, expected);
}

#[test]
fn trap_10_a_restated_day_is_a_newer_word_and_a_page_twice_is_none() {
    let mut bench = bench();
    let answer = body(&[row("1", "2026-11-01", json!({"spend": "1.00"}))], 1, 1);
    let first = bench.first(&REPORTS, 200, &answer).unwrap();
    let again = bench.first(&REPORTS, 200, &answer).unwrap();
    assert_eq!(first, again, "the same word has the same keys");
    bench.now = bench.now.plus_seconds(3600);
    let restated = body(&[row("1", "2026-11-01", json!({"spend": "2.00"}))], 1, 1);
    let later = bench.first(&REPORTS, 200, &restated).unwrap();
    let (old, new) = (figures(&first.facts), figures(&later.facts));
    for (old, new) in old.iter().zip(&new) {
        assert!(old.as_of < new.as_of && old.grain == new.grain && old.subject == new.subject);
    }
    let keys = |page: &crate::poll::Page| page.facts.iter().map(|it| it.1).collect::<Vec<_>>();
    assert!(keys(&first).iter().all(|key| !keys(&later).contains(key)), "history is kept");
}

#[test]
fn a_bad_row_never_costs_the_good_ones() {
    let rows = [
        row("-", "2026-11-01", json!({"spend": "1"})),
        row("2", "yesterday", json!({"spend": "1"})),
        row("3", "2026-11-01", json!({"spend": "lots", "clicks": "7"})),
        row("4", "2026-11-01", json!({"spend": "4.00"})),
    ];
    let page = bench().first(&REPORTS, 200, &body(&rows, 1, 1)).unwrap();
    let codes: Vec<&str> = page.refused.iter().map(|reason| reason.code).collect();
    assert_eq!(codes, ["figures.id_missing", "figures.day_unreadable", "figures.value_unreadable"]);
    assert_eq!(lines_with(&page.facts, "ad 3 clicks"), ["ad 3 clicks_link 7 2026-11-01T05:00:00Z"]);
    assert_eq!(lines_with(&page.facts, "ad 3 spend"), [""; 0], "a bad value is no missing one");
    assert_eq!(lines_with(&page.facts, "ad 4 spend").len(), 1);
}

/// Reads as a table: currency of the connection, spend as TikTok writes it, line.
#[test]
fn trap_15_a_currency_that_is_none_and_decimals_that_it_has_not() {
    let table = [
        ("IDR", "6865538", "ad 1 spend_minor 686553800 IDR 2026-11-01T05:00:00Z"),
        ("IDR", "21.3", "ad 1 spend_minor 2130 IDR 2026-11-01T05:00:00Z"),
        ("JPY", "21.3", "ad 1 spend_minor 21 JPY 2026-11-01T05:00:00Z"),
        ("KWD", "0.2326", "ad 1 spend_minor 233 KWD 2026-11-01T05:00:00Z"),
    ];
    for (currency, spend, expected) in table {
        let bench = bench().with("currency", currency);
        let answer = body(&[row("1", "2026-11-01", json!({"spend": spend}))], 1, 1);
        let page = bench.first(&REPORTS, 200, &answer).unwrap();
        assert_eq!(lines_with(&page.facts, "spend"), [expected]);
    }
    let bench = bench().with("currency", "CAN");
    let answer = body(&[row("1", "2026-11-01", json!({"spend": "5", "clicks": "2"}))], 1, 1);
    let page = bench.first(&REPORTS, 200, &answer).unwrap();
    assert_eq!(page.refused[0].code, "figures.currency_unknown");
    assert_eq!(lines_with(&page.facts, "clicks").len(), 1, "what is no money still counts");
    assert_eq!(lines_with(&page.facts, "spend"), [""; 0]);
}

#[test]
fn trap_8_days_and_hours_are_of_the_account() {
    let file = "\u{feff}AD_ID,STAT_TIME_HOUR,SPEND,IMPRESSIONS,CLICKS,_FIVETRAN_SYNCED\r\n\
        1,2021-09-15 5:00:00,1.50,10,-,2021-09-15 15:56:34.862\r\n\
        2,2021-09-15 5:30:00,1.50,10,1,2021-09-15 15:56:34.862\r\n";
    let file = bench().file(file.as_bytes());
    assert_eq!(file.name(), "tiktok_ads ads");
    let expected = [
        "ad 1 impressions 10 2021-09-15T10:00:00Z",
        "ad 1 clicks_link none 2021-09-15T10:00:00Z",
        "ad 1 spend_minor 150 USD 2021-09-15T10:00:00Z",
    ];
    assert_eq!(lines(&file.facts), expected);
    let as_of = figures(&file.facts)[0].as_of;
    assert_eq!(as_of.to_string(), "2021-09-15T15:56:34.862Z");
    let refused = "export.cell_unreadable `stat_time_hour` holds `2021-09-15 5:30:00`, \
        which is no hour";
    assert_eq!(file.refused, [refused]);
}

#[test]
fn parts_by_country_add_up_and_a_part_alone_never_passes_for_the_whole() {
    let file = "campaign_id,stat_time_day,spend,impressions,reach,country_code\n\
        2,2025-04-13 00:00:00,160.00,10000,9000,CA\n\
        2,2025-04-13 00:00:00,100,5000,4000,US\n\
        2,2025-04-13 00:00:00,1.5,7,7,None\n";
    let file = bench().file(file.as_bytes());
    let expected = [
        "ad_campaign 2 impressions 15007 2025-04-13T05:00:00Z",
        "ad_campaign 2 spend_minor 26150 USD 2025-04-13T05:00:00Z",
    ];
    let mut said = lines(&file.facts);
    said.sort();
    assert_eq!(said, expected, "reach of parts is no reach");
    assert!(figures(&file.facts).iter().all(|figure| !figure.definition.contains('|')));
}

/// Reads as a table: file, things, impressions, cents, clicks. Computed from the files by a
/// spreadsheet's rules: decimals times a hundred, halves up, `-` left out.
#[test]
fn real_reports_add_up() {
    use SubjectKind::{Ad, AdCampaign, AdGroup};
    let table = [
        ("tiktok_ad_report_hourly_data.csv", Ad, 69, 2_66, 2),
        ("tiktok_adgroup_report_hourly_data.csv", AdGroup, 6_502, 50_15, 69),
        ("tiktok_campaign_report_hourly_data.csv", AdCampaign, 34_470, 444_79, 244),
        ("tiktok_campaign_country_report_data.csv", AdCampaign, 103_200, 1_586_10, 2_165),
    ];
    for (name, bytes) in real("fivetran_dbt_tiktok_ads", ".csv") {
        let file = bench().file(&bytes);
        let Some((_, kind, impressions, spend, clicks)) = table.iter().find(|row| row.0 == name)
        else {
            assert_eq!(file.name(), "none", "{name} says nothing that is counted");
            continue;
        };
        assert_eq!(file.refused, [""; 0], "{name}");
        let total = |counted| file.total(*kind, counted);
        assert_eq!(total(Counted::Impressions), Some(*impressions), "{name}");
        assert_eq!(total(Counted::SpendMinor), Some(*spend), "{name}");
        assert_eq!(total(Counted::ClicksLink), Some(*clicks), "{name}");
    }
}

#[test]
fn what_the_connection_lacks_is_named() {
    let mut bench = bench();
    bench.secret = b"";
    assert_eq!(bench.begin(&REPORTS), Err(PollError::Incomplete("a token")));
    bench.account = " ";
    assert_eq!(bench.begin(&REPORTS), Err(PollError::Incomplete("an account")));
    assert!(registry::POLLS.iter().any(|poll| poll.what == "reports"));
}
