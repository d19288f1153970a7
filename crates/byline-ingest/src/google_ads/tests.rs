use byline_core::figure::{Counted, SubjectKind};
use serde_json::{Value, json};

use super::ADS_BY_DAY;
use crate::figures::bench::{Bench, figures, lines, lines_with, real};
use crate::poll::{Page, PollError};

fn bench() -> Bench {
    let mut bench = Bench::new("212-145-0128");
    bench.secret = b"token\ndeveloper";
    bench
}

fn result(change: Value) -> Value {
    let mut result = json!({
        "customer": {"id": "2121450128", "currencyCode": "USD", "timeZone": "America/Los_Angeles"},
        "adGroupAd": {"ad": {"id": "514818869462"}},
        "adGroup": {"id": "1", "name": "Группа объявлений\u{a0}1"},
        "segments": {"date": "2026-11-02"},
        "metrics": {"impressions": "6319", "clicks": "51", "costMicros": "20836690",
            "conversions": 4.416667, "conversionsValue": 0, "interactions": "107"},
    });
    for (name, value) in change.as_object().unwrap() {
        result[name] = value.clone();
    }
    result
}

fn read(results: &[Value]) -> Page {
    let body = json!([{"results": results, "fieldMask": "x", "requestId": "r"}]).to_string();
    bench().first(&ADS_BY_DAY, 200, &body).unwrap()
}

#[test]
fn the_question_shows_both_tokens_and_names_the_days() {
    let request = bench().with("login_customer_id", "123-456-7890").begin(&ADS_BY_DAY).unwrap();
    assert_eq!(
        request.url,
        "https://googleads.googleapis.com/v25/customers/2121450128/googleAds:searchStream"
    );
    let headers = [
        ("Authorization", "Bearer token"),
        ("developer-token", "developer"),
        ("Content-Type", "application/json"),
        ("login-customer-id", "1234567890"),
    ];
    assert_eq!(request.headers, headers.map(|(name, value)| (name, value.to_owned())));
    let body: Value = serde_json::from_slice(&request.body).unwrap();
    let query = body["query"].as_str().unwrap();
    assert!(query.contains("metrics.cost_micros, metrics.conversions, metrics.conversions_value"));
    assert!(query.ends_with("segments.date BETWEEN '2026-11-01' AND '2026-11-03'"), "{query}");
    let mut lacking = bench();
    lacking.secret = b"token";
    assert_eq!(lacking.begin(&ADS_BY_DAY), Err(PollError::Incomplete("a developer token")));
    lacking.account = "me' OR 1=1";
    assert_eq!(lacking.begin(&ADS_BY_DAY).unwrap_err().code(), "poll.refused");
}

#[test]
fn trap_14_conversions_are_fractions_and_money_is_in_millionths() {
    let page = read(&[result(json!({}))]);
    let expected = [
        "impressions 6319",
        "clicks_link 51",
        "spend_minor 2084 USD",
        "claimed_conversions_micro 4416667",
        "claimed_value_minor 0 USD",
    ];
    let expected = expected.map(|said| format!("ad 514818869462 {said} 2026-11-02T08:00:00Z"));
    assert_eq!(lines(&page.facts), expected);
}

#[test]
fn trap_8_days_are_those_of_the_customers_zone() {
    let customer = json!({"currencyCode": "JPY", "timeZone": "Asia/Tokyo"});
    let page = read(&[result(json!({"customer": customer}))]);
    let spend = lines_with(&page.facts, "spend");
    assert_eq!(spend, ["ad 514818869462 spend_minor 21 JPY 2026-11-01T15:00:00Z"]);
}

#[test]
fn by_which_date_conversions_lie_stands_in_their_definition() {
    let metrics = json!({"conversions": 1, "conversionsByConversionDate": 2});
    let body = json!([{"results": [result(json!({"metrics": metrics}))]}]).to_string();
    let claimed = |bench: Bench| {
        let page = bench.first(&ADS_BY_DAY, 200, &body).unwrap();
        let figures = figures(&page.facts);
        let it = figures.iter().find(|it| it.counted == Counted::ClaimedConversionsMicro).unwrap();
        (it.value, it.definition.clone(), it.window.clone())
    };
    let window = Some("30d_click".to_owned());
    let by_click = "google_ads.conversions_by_click_date@v25".to_owned();
    assert_eq!(claimed(bench()), (Some(1_000_000), by_click, window.clone()));
    let by_conversion = "google_ads.conversions_by_conversion_date@v25".to_owned();
    let other = bench().with("conversion_date", "conversion");
    assert_eq!(claimed(other), (Some(2_000_000), by_conversion, window));
}

/// Reads as a table: status, body, error.
#[test]
fn errors_stand_in_lists_and_in_the_middle_of_streams() {
    let half = json!([
        {"results": [result(json!({}))]},
        {"error": {"code": 503, "status": "UNAVAILABLE"}},
    ]);
    let error = |code: u16, status: &str| json!([{"error": {"code": code, "status": status}}]);
    let table = [
        (200, half.to_string(), "poll.down"),
        (429, error(429, "RESOURCE_EXHAUSTED").to_string(), "poll.throttled"),
        (200, error(429, "RESOURCE_EXHAUSTED").to_string(), "poll.throttled"),
        (401, error(401, "UNAUTHENTICATED").to_string(), "poll.needs_login"),
        (403, error(403, "PERMISSION_DENIED")[0].to_string(), "poll.needs_login"),
        (400, error(400, "INVALID_ARGUMENT").to_string(), "poll.refused"),
        (200, r#"[{"results":[{"ad"#.to_owned(), "poll.unreadable"),
        (500, String::new(), "poll.down"),
    ];
    for (status, body, code) in table {
        let error = bench().first(&ADS_BY_DAY, status, &body).unwrap_err();
        assert_eq!(error.code(), code, "{status} {body}");
    }
    let details = json!([{"retryDelay": "30.5s"}]);
    let body = json!({"error": {"code": 429, "details": details}}).to_string();
    let error = bench().first(&ADS_BY_DAY, 429, &body).unwrap_err();
    assert_eq!(error, PollError::Throttled { retry_after_s: Some(30) });
}

#[test]
fn an_answer_without_results_is_no_error_and_a_bad_result_costs_only_itself() {
    assert_eq!(bench().first(&ADS_BY_DAY, 200, "[]").unwrap(), Page::default());
    let page = read(&[
        result(json!({"adGroupAd": null})),
        result(json!({"segments": {"date": "2026-11-31"}})),
        result(json!({"customer": {"currencyCode": "CAN"}, "adGroupAd": {"ad": {"id": 5}}})),
        result(json!({"metrics": {}, "adGroupAd": {"ad": {"id": "6"}}})),
    ]);
    let codes: Vec<&str> = page.refused.iter().map(|reason| reason.code).collect();
    let expected = [
        "figures.id_missing",
        "figures.day_unreadable",
        "figures.currency_unknown",
        "figures.currency_unknown",
    ];
    assert_eq!(codes, expected);
    assert_eq!(lines_with(&page.facts, "ad 5 ").len(), 3);
    let missing = lines_with(&page.facts, "ad 6 ");
    assert!(missing.len() == 5 && missing.iter().all(|line| line.contains(" none")), "{missing:?}");
}

/// Reads as a table: file, kind, impressions, cents, clicks, millionths of conversions. Computed
/// from the files; each row's millionths of a dollar are rounded to cents, halves up.
#[test]
fn real_reports_add_up() {
    use SubjectKind::{Ad, AdAccount, AdCampaign, AdGroup};
    let table = [
        ("account_stats_data.csv", AdAccount, 1_050_214, 1_632_33, 9_742, Some(176_000_000)),
        ("campaign_stats_data.csv", AdCampaign, 1_854, 231_33, 280, Some(0)),
        ("ad_group_stats_data.csv", AdGroup, 4_483, 3_156_84, 620, Some(14_483_334)),
        ("ad_stats_data.csv", Ad, 10, 0, 0, None),
    ];
    let bench = bench().with("currency", "USD");
    for (name, bytes) in real("fivetran_dbt_google_ads", ".csv") {
        let file = bench.file(&bytes);
        let Some((_, kind, impressions, spend, clicks, conversions)) =
            table.iter().find(|row| row.0 == name)
        else {
            // Reports of keywords and search terms leave out what came without one.
            assert!(file.facts.is_empty(), "{name} as {}", file.name());
            assert_eq!(name.contains("keyword_stats"), !file.refused.is_empty(), "{name}");
            continue;
        };
        assert_eq!(file.refused, [""; 0], "{name} as {}", file.name());
        let total = |counted| file.total(*kind, counted);
        assert_eq!(total(Counted::Impressions), Some(*impressions), "{name}");
        assert_eq!(total(Counted::SpendMinor), Some(*spend), "{name}");
        assert_eq!(total(Counted::ClicksLink), Some(*clicks), "{name}");
        assert_eq!(total(Counted::ClaimedConversionsMicro), *conversions, "{name}");
    }
}

#[test]
fn trap_15_without_a_currency_money_is_refused_and_never_guessed() {
    let file = "ad_id,date,cost_micros,impressions,currency_code\n\
        1,2026-11-01,1500000,5,CAN\n1,2026-11-02,1500000,5,eur\n1,2026-11-03,1500000,5,\n";
    let file = bench().file(file.as_bytes());
    let expected = [
        "export.cell_unreadable `currency` holds `CAN`, which is no currency of ISO 4217",
        "export.cell_missing `currency` is empty",
    ];
    assert_eq!(file.refused, expected);
    assert_eq!(lines_with(&file.facts, "spend"), ["ad 1 spend_minor 150 EUR 2026-11-02T00:00:00Z"]);
}
