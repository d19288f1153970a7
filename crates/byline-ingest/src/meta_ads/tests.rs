use byline_core::figure::{Counted, SubjectKind};
use serde_json::{Value, json};

use super::INSIGHTS;
use crate::figures::bench::{Bench, figures, lines, lines_with, real, total};
use crate::poll::{Answer, PollError};

fn bench() -> Bench {
    Bench::new("act_239804476908866").zone("America/Sao_Paulo")
}

/// A row of an ad, changed by `change`.
fn row(change: Value) -> Value {
    let mut row = json!({
        "account_id": "239804476908866", "campaign_id": "3", "adset_id": "2", "ad_id": "1",
        "account_currency": "USD", "date_start": "2026-11-01", "date_stop": "2026-11-01",
        "impressions": "1364", "spend": "3.99",
    });
    for (name, value) in change.as_object().unwrap() {
        row[name] = value.clone();
    }
    row
}

fn body(rows: &[Value]) -> String {
    json!({"data": rows}).to_string()
}

#[test]
fn the_question_names_the_account_once_and_hides_the_token() {
    let request = bench().begin(&INSIGHTS).unwrap();
    let (path, query) = request.url.split_once('?').unwrap();
    assert_eq!(path, "https://graph.facebook.com/v25.0/act_239804476908866/insights");
    assert!(query.contains("level=ad&time_increment=1"));
    assert!(query.contains("%22since%22%3A%222026-10-31%22%2C%22until%22%3A%222026-11-03%22"));
    assert!(query.contains("%5B%227d_click%22%2C%221d_view%22%5D"), "{query}");
    assert!(!request.url.contains("token"));
    assert_eq!(request.headers, [("Authorization", "Bearer token".to_owned())]);
}

#[test]
fn trap_1_overlapping_actions_are_counted_once() {
    let actions = json!([
        {"action_type": "offsite_conversion.fb_pixel_purchase", "value": "1"},
        {"action_type": "purchase", "value": 1},
        {"action_type": "omni_purchase", "value": "1"},
        {"action_type": "onsite_web_purchase", "value": "1"},
        {"action_type": "omni_add_to_cart", "value": 11.0},
        {"action_type": "offsite_conversion.fb_pixel_add_to_cart", "value": "11"},
        {"action_type": "omni_initiated_checkout", "value": "4"},
        {"action_type": "link_click", "value": "67"},
        {"action_type": "comment", "value": "1"},
        {"action_type": "post_reaction", "value": "7"},
        {"action_type": "post", "value": "1"},
        {"action_type": "post_engagement", "value": "76"},
        {"action_type": "page_engagement", "value": "76"},
    ]);
    let values = json!([
        {"action_type": "offsite_conversion.fb_pixel_purchase", "value": "23.05"},
        {"action_type": "omni_purchase", "value": "23.05"},
    ]);
    let row = row(json!({"actions": actions, "action_values": values}));
    let page = bench().first(&INSIGHTS, 200, &body(&[row])).unwrap();
    let expected = [
        "impressions 1364",
        "reach none",
        "views none",
        "likes 7",
        "comments 1",
        "shares 1",
        "saves none",
        "clicks_all none",
        "clicks_link 67",
        "landing_page_views none",
        "spend_minor 399 USD",
        "claimed_conversions_micro 1000000",
        "claimed_value_minor 2305 USD",
        "add_to_cart 11",
        "checkouts_started 4",
    ];
    let expected = expected.map(|said| format!("ad 1 {said} 2026-11-01T03:00:00Z"));
    assert_eq!(lines(&page.facts), expected);
}

/// Reads as a table: types of actions that the answer has, definition, millionths.
#[test]
fn the_widest_count_of_purchases_is_preferred_and_its_fallbacks_are_named() {
    let table = [
        (vec!["omni_purchase", "purchase"], "meta_ads.purchase@2025-06-10", Some(2_000_000)),
        (vec!["purchase"], "meta_ads.purchase@2025-06-10", Some(2_000_000)),
        (
            vec!["offsite_conversion.fb_pixel_purchase"],
            "meta_ads.fb_pixel_purchase@v25",
            Some(2_000_000),
        ),
        (vec!["lead"], "meta_ads.purchase@2025-06-10", None),
        (vec![], "meta_ads.purchase@2025-06-10", None),
    ];
    for (types, definition, value) in table {
        let actions = types.iter().map(|it| json!({"action_type": it, "value": "2"}));
        let row = row(json!({"actions": actions.collect::<Vec<_>>()}));
        let page = bench().first(&INSIGHTS, 200, &body(&[row])).unwrap();
        let claimed = figures(&page.facts).into_iter();
        let claimed: Vec<_> =
            claimed.filter(|it| it.counted == Counted::ClaimedConversionsMicro).collect();
        assert_eq!(claimed.len(), 1, "{types:?}");
        assert_eq!((claimed[0].value, claimed[0].definition.as_str()), (value, definition));
        assert_eq!(claimed[0].window.as_deref(), Some("7d_click,1d_view"));
    }
}

#[test]
fn trap_2_spend_is_in_major_units_although_budgets_beside_it_are_not() {
    let row = row(json!({"spend": "3.99", "daily_budget": "1540", "budget_remaining": 697}));
    let page = bench().first(&INSIGHTS, 200, &body(&[row])).unwrap();
    assert_eq!(total(&page.facts, SubjectKind::Ad, Counted::SpendMinor), Some(3_99));
}

#[test]
fn trap_6_a_name_that_changed_its_meaning_changes_its_definition() {
    let on = |day: &str| {
        let row = row(json!({"date_start": day, "date_stop": day}));
        let page = bench().first(&INSIGHTS, 200, &body(&[row])).unwrap();
        let figures = figures(&page.facts);
        let it = figures.iter().find(|it| it.counted == Counted::ClaimedConversionsMicro);
        it.unwrap().definition.clone()
    };
    assert_eq!(on("2025-06-09"), "meta_ads.purchase@before-2025-06-10");
    assert_eq!(on("2025-06-10"), "meta_ads.purchase@2025-06-10");
    let gone = bench().with("window", "7d_click, 7d_view").begin(&INSIGHTS);
    assert_eq!(gone, Err(PollError::Refused("`7d_view` is gone since 2026-01-12".to_owned())));
}

#[test]
fn what_cannot_be_windowed_anew_bears_its_window() {
    let actions = json!([
        {"action_type": "omni_purchase", "value": "9", "1d_click": "4", "7d_click": "8"},
    ]);
    let row = row(json!({"actions": actions}));
    let claimed = |bench: Bench| {
        let page = bench.first(&INSIGHTS, 200, &body(std::slice::from_ref(&row))).unwrap();
        let figures = figures(&page.facts);
        let it = figures.iter().find(|it| it.counted == Counted::ClaimedConversionsMicro).unwrap();
        (it.value, it.window.clone().unwrap())
    };
    assert_eq!(claimed(bench()), (Some(9_000_000), "7d_click,1d_view".to_owned()));
    let narrow = bench().with("window", "1d_click");
    assert_eq!(claimed(narrow), (Some(4_000_000), "1d_click".to_owned()));
}

/// Reads as a table: status, body, error.
#[test]
fn errors_are_told_apart_by_their_code_whatever_the_status() {
    let table = [
        (400, r#"{"error":{"code":4,"message":"limit"}}"#, "poll.throttled"),
        (400, r#"{"error":{"code":17}}"#, "poll.throttled"),
        (403, r#"{"error":{"code":613}}"#, "poll.throttled"),
        (400, r#"{"error":{"code":80000}}"#, "poll.throttled"),
        (400, r#"{"error":{"code":80004,"error_subcode":2446079}}"#, "poll.throttled"),
        (400, r#"{"error":{"code":"32"}}"#, "poll.throttled"),
        (200, r#"{"error":{"code":32}}"#, "poll.throttled"),
        (400, r#"{"error":{"code":190,"error_subcode":463}}"#, "poll.needs_login"),
        (400, r#"{"error":{"code":200}}"#, "poll.needs_login"),
        (500, r#"{"error":{"code":2,"is_transient":true}}"#, "poll.down"),
        (400, r#"{"error":{"code":100}}"#, "poll.refused"),
        (200, r#"{"data":[{"ad_id":"1""#, "poll.unreadable"),
        (200, r#"{}"#, "poll.unreadable"),
        (503, "", "poll.down"),
    ];
    for (status, body, code) in table {
        let error = bench().first(&INSIGHTS, status, body).unwrap_err();
        assert_eq!(error.code(), code, "{status} {body}");
    }
}

#[test]
fn the_pause_is_what_the_header_of_business_use_cases_says() {
    let usage = r#"{"239":[{"type":"ads_insights","estimated_time_to_regain_access":19}]}"#;
    let answer = Answer {
        status: 400,
        headers: vec![("x-business-use-case-usage".to_owned(), usage.to_owned())],
        body: br#"{"error":{"code":80000}}"#.to_vec(),
        received_at: bench().now,
    };
    let request = bench().begin(&INSIGHTS).unwrap();
    let error = bench().ask(&INSIGHTS, |ask| (INSIGHTS.read)(&request, &answer, ask)).unwrap_err();
    assert_eq!(error, PollError::Throttled { retry_after_s: Some(19 * 60) });
}

#[test]
fn the_next_page_is_asked_by_its_cursor_and_never_by_a_foreign_address() {
    let paging = json!({
        "cursors": {"before": "a", "after": "QVFI=="},
        "next": "https://evil.example/?access_token=token&after=QVFI%3D%3D",
    });
    let bench = bench();
    let answer = json!({"data": [row(json!({}))], "paging": paging}).to_string();
    let next = bench.first(&INSIGHTS, 200, &answer).unwrap().next.unwrap();
    assert!(next.url.starts_with("https://graph.facebook.com/v25.0/act_239804476908866/insights?"));
    assert!(next.url.ends_with("&after=QVFI%3D%3D") && !next.url.contains("token"));
    let again = bench.read(&INSIGHTS, &next, 200, answer.as_bytes()).unwrap();
    assert_eq!(again.next, None, "a page that points at itself is the last");
    let last = json!({"data": [], "paging": {"cursors": {"after": "QVFI=="}}}).to_string();
    assert_eq!(bench.first(&INSIGHTS, 200, &last).unwrap().next, None);
    let bare = json!({"data": [], "paging": {"next": "https://x.example/y?a=1&after=Qz%3D"}});
    let next = bench.first(&INSIGHTS, 200, &bare.to_string()).unwrap().next.unwrap();
    assert_eq!(next.cursor, "Qz=");
}

#[test]
fn trap_16_ids_keep_their_digits_and_accounts_lose_their_prefix() {
    let account = json!({
        "account_id": "act_239804476908866", "date_start": "2026-11-01", "impressions": 5,
        "account_name": "Группа\u{a0}1 🛍 – Cópia",
    });
    let ad = row(json!({"ad_id": 23843989434620104_u64}));
    let page = bench().first(&INSIGHTS, 200, &body(&[account, ad])).unwrap();
    let impressions = lines_with(&page.facts, " impressions ");
    let expected = [
        "ad_account 239804476908866 impressions 5 2026-11-01T03:00:00Z",
        "ad 23843989434620104 impressions 1364 2026-11-01T03:00:00Z",
    ];
    assert_eq!(impressions, expected);
}

#[test]
fn a_bad_row_never_costs_the_good_ones() {
    let rows = [
        json!({"date_start": "2026-11-01", "impressions": "1"}),
        row(json!({"date_start": "soon"})),
        row(json!({"spend": "€ 4", "account_currency": "USD"})),
        row(json!({"ad_id": "5", "account_currency": "XXX"})),
    ];
    let page = bench().first(&INSIGHTS, 200, &body(&rows)).unwrap();
    let codes: Vec<&str> = page.refused.iter().map(|reason| reason.code).collect();
    let expected = [
        "figures.id_missing",
        "figures.day_unreadable",
        "figures.value_unreadable",
        "figures.currency_unknown",
    ];
    assert_eq!(codes, expected);
    assert_eq!(lines_with(&page.facts, "ad 5 impressions").len(), 1);
}

#[test]
fn an_action_in_a_file_counts_if_no_other_counts_it() {
    let file = "ad_id,date,action_type,value,inline\n\
        1,2026-11-01,omni_purchase,2.0,\n\
        1,2026-11-01,offsite_conversion.fb_pixel_purchase,2.0,\n\
        1,2026-11-01,post,3.0,\n";
    let known = bench().file(file.as_bytes());
    assert_eq!(known.name(), "meta_ads actions");
    let expected = [
        "ad 1 claimed_conversions_micro 2000000 2026-11-01T03:00:00Z",
        "ad 1 shares 3 2026-11-01T03:00:00Z",
    ];
    assert_eq!(lines(&known.facts), expected);
    assert_eq!(known.refused.len(), 1);
    let by_pixel = bench().with("purchase_action", "offsite_conversion.fb_pixel_purchase");
    let by_pixel = by_pixel.file(file.as_bytes());
    let claimed = &figures(&by_pixel.facts)[0].definition;
    assert_eq!(claimed, "meta_ads.fb_pixel_purchase@v25");
}

/// Reads as a table: file, kind, impressions, cents, link clicks. Computed from the files by a
/// spreadsheet's rules. Files that are not listed say nothing that is counted.
#[test]
fn real_files_add_up() {
    use SubjectKind::{Ad, AdAccount};
    let table = [
        ("facebook_ads_basic_ad_data.csv", Ad, 37_275, 643_63, 149),
        ("facebook_ads_demographics_country_data.csv", AdAccount, 15_800, 489_97, 1_290),
        ("facebook_ads_demographics_region_data.csv", AdAccount, 15_500, 462_75, 1_137),
    ];
    let bench = bench().with("currency", "USD");
    for (name, bytes) in real("fivetran_dbt_facebook_ads", ".csv") {
        let file = bench.file(&bytes);
        let Some((_, kind, impressions, spend, clicks)) = table.iter().find(|row| row.0 == name)
        else {
            assert!(file.facts.is_empty(), "{name} as {}", file.name());
            assert!(file.export.is_none() || !file.refused.is_empty(), "{name}");
            continue;
        };
        assert_eq!(file.refused, [""; 0], "{name}");
        let total = |counted| file.total(*kind, counted);
        assert_eq!(total(Counted::Impressions), Some(*impressions), "{name}");
        assert_eq!(total(Counted::SpendMinor), Some(*spend), "{name}");
        assert_eq!(total(Counted::ClicksLink), Some(*clicks), "{name}");
    }
}

/// Reads as a table: file, rows, cents of all rows, millionths of claimed purchases of all rows.
#[test]
fn real_answers_add_up() {
    let table = [
        ("facebook_ads_ads.json", 1, 3_31, None),
        ("facebook_ads_adset.json", 1, 4_05, None),
        ("facebook_ads_campaign.json", 28, 28 * 3_99, Some(28_000_000)),
        ("facebook_ads_campaigns.json", 5, 29_71, Some(5_000_000)),
    ];
    let bench = bench().with("currency", "USD");
    for (name, bytes) in real("meta_insights_real", ".json") {
        let answer =
            Answer { status: 200, headers: Vec::new(), body: bytes, received_at: bench.now };
        // These come from a tool of its own shape, so their rows are taken where they stand.
        let tree = crate::tree::Tree::read(&answer.body).unwrap();
        let mut page = crate::poll::Page::default();
        bench.ask(&INSIGHTS, |ask| super::rows::take(&tree, &answer, ask, &mut page));
        let Some((_, n_rows, spend, claimed)) = table.iter().find(|row| row.0 == name) else {
            continue;
        };
        let figures = figures(&page.facts);
        let sum = |counted| {
            let values = figures.iter().filter(|it| it.counted == counted);
            values.filter_map(|it| it.value).reduce(|sum, value| sum + value)
        };
        let n_spends = figures.iter().filter(|it| it.counted == Counted::SpendMinor).count();
        assert_eq!((n_spends, page.refused.len()), (*n_rows, 0), "{name}");
        assert_eq!(sum(Counted::SpendMinor), Some(*spend), "{name}");
        assert_eq!(sum(Counted::ClaimedConversionsMicro), *claimed, "{name}");
    }
}
