//! Analytics as tables, and the exports of real warehouses.

use byline_core::entry::DedupKey;
use byline_core::id::ConnectionId;

use crate::files::bench::{self, KEY, at, check_matrix, in_words, told};
use crate::webhook::{Incoming, Received, Site, WebhookError, receive};

/// Rows of the BigQuery export, as JSON lines. Made after its documentation.
const ROWS: &str = include_str!("fixtures/ga4.jsonl");

#[test]
fn rows_of_the_bigquery_export() {
    let told = told(ROWS.as_bytes(), "America/New_York", &[]);
    assert_eq!(
        told,
        [
            "visit visit-77.88-5 of /a at 2026-03-01T12:00:00Z via tiktok",
            "visit visit-77.88-5 of ? at 2026-03-01T12:00:01Z",
            "pixel saw 820982911946154508 worth 12.50 EUR of ? at 2026-03-01T12:00:02Z",
            "line 5: export.row_empty the row says nothing that counts: a purchase without an \
             order",
            "registration registration-77.88-1772366402000000-0-0 of ? at 2026-03-01T12:00:02Z",
            "line 7: export.row_empty the row says nothing that counts: an event that nothing is \
             counted by",
            "line 8: files.row_broken the row cannot be taken apart: no JSON object",
            "line 9: export.cell_missing `timestamp` is empty",
        ]
    );
}

/// Trap 10 of the census: the streamed table is dropped when the daily one lands.
#[test]
fn trap_10_an_event_of_both_tables_is_one_event() {
    let daily = ROWS.replace("\"event_date\":\"20260301\",", "\"is_intraday\":false,");
    let keys = |text: &str| -> std::collections::BTreeSet<_> {
        let lines = bench::lines(text.as_bytes(), "UTC", &[]).unwrap();
        lines.into_iter().filter_map(|line| line.outcome.ok()).flatten().map(|f| f.1).collect()
    };
    assert_eq!(keys(ROWS), keys(&daily));
    assert_eq!(keys(ROWS).len(), 3, "the session is one visit");
}

/// Counted by hand: one purchase of 29.99, one cart, two checkouts, two events of no use.
#[test]
fn a_real_table_of_events() {
    let Some(folder) = bench::real_folder("fivetran_dbt_ga4_export") else { return };
    let bytes = std::fs::read(folder.join("event_data.csv")).unwrap();
    let told = told(&bytes, "America/New_York", &[]);
    let ignored = "export.row_empty the row says nothing that counts: an event that nothing is \
        counted by";
    assert_eq!(
        told,
        [
            "pixel saw txn_123 worth 29.99 USD of customer at 2024-09-10T12:35:00Z".to_owned(),
            "add_to_cart add_to_cart-pseudo_456-1725972000000000-102-1 of customer at \
             2024-09-10T12:40:00Z via source1"
                .to_owned(),
            format!("line 4: {ignored}"),
            format!("line 5: {ignored}"),
            "checkout checkout-pseudo_124-1725974100000000-105-3 of customer at \
             2024-09-10T13:15:00Z via "
                .to_owned(),
            "checkout checkout-pseudo_456-1725972120000000-106-2 of customer at \
             2024-09-10T12:42:00Z via source1"
                .to_owned(),
        ]
    );
}

/// No export of ours is a table of Snowplow: it is refused as unknown, not half read.
#[test]
fn real_tables_of_snowplow_are_no_export_of_ours() {
    let Some(folder) = bench::real_folder("snowplow_dbt") else { return };
    let census = bench::census(&folder, &[]);
    assert!(census.values().all(|told| told == "no export"), "{census:?}");
    assert_eq!(census.len(), 2);
}

const COLLECT: &str = "https://b.example/hooks/ga4/con_1?measurement_id=G-1&api_secret=secret";

fn collected(url: &str, body: &str) -> String {
    match delivered(url, body, "2026-03-01T12:00:00Z") {
        Err(error) => error.code().to_owned(),
        Ok(Received::Ignored { code }) => code.to_owned(),
        Ok(Received::Aside { reason, .. }) => format!("{} {}", reason.code, reason.detail),
        Ok(Received::Mapped(mapped)) => {
            mapped.facts.iter().map(in_words).collect::<Vec<_>>().join("; ")
        }
    }
}

/// The facts of a delivery in words, each with its key.
fn keyed(body: &str, received_at: &str) -> Vec<(String, DedupKey)> {
    match delivered(COLLECT, body, received_at) {
        Ok(Received::Mapped(mapped)) => {
            mapped.into_keyed().map(|(fact, key)| (in_words(&fact), key)).collect()
        }
        Ok(Received::Ignored { .. }) => Vec::new(),
        other => panic!("{other:?}"),
    }
}

fn delivered(url: &str, body: &str, received_at: &str) -> Result<Received, WebhookError> {
    let incoming = Incoming { headers: &[], body: body.as_bytes(), method: "POST", url };
    let (connection, settings) = (ConnectionId::from("con_1"), Default::default());
    let site = Site {
        connection: &connection,
        account: None,
        secrets: &[b"secret"],
        customer_key: &KEY,
        settings: &settings,
        received_at: at(received_at),
    };
    receive("ga4", &incoming, &site)
}

#[test]
fn a_session_is_one_visit_however_many_pages_and_deliveries_tell_of_it() {
    let page = |session: &str| {
        let params = format!(r#"{{"page_location":"https://s.example/a"{session}}}"#);
        format!(r#"{{"client_id":"77.88","events":[{{"name":"page_view","params":{params}}}]}}"#)
    };
    let of_session = page(r#","session_id":"5""#);
    let first = keyed(&of_session, "2026-03-01T12:00:00Z");
    assert_eq!(first[0].0, "visit visit-77.88-5 of /a at 2026-03-01T12:00:00Z");
    let second = keyed(&of_session.replace("/a", "/b"), "2026-03-01T12:03:00Z");
    assert_eq!(first[0].1, second[0].1, "another page of the session is known");
    let other = keyed(&page(r#","session_id":"6""#), "2026-03-01T12:04:00Z");
    assert_ne!(first[0].1, other[0].1);
    for without in ["", r#","session_id":"0""#] {
        assert_eq!(collected(COLLECT, &page(without)), "ga4.nothing_counts", "{without}");
    }
}

#[test]
fn two_events_alike_are_two_and_a_delivery_sent_again_is_one() {
    let body = r#"{"client_id":"77.88","events":[
        {"name":"add_to_cart"},{"name":"add_to_cart"},{"name":"scroll"}]}"#;
    let first = keyed(body, "2026-03-01T12:00:00Z");
    assert_eq!(first.len(), 2);
    assert_ne!(first[0].1, first[1].1);
    assert_ne!(first[0].0, first[1].0, "their ids differ");
    let again = keyed(body, "2026-03-01T12:09:00Z");
    let keys = |told: &[(String, DedupKey)]| told.iter().map(|told| told.1).collect::<Vec<_>>();
    assert_eq!(keys(&first), keys(&again));
}

#[test]
fn the_measurement_protocol() {
    let url = COLLECT;
    let body = r#"{"client_id":"77.88","timestamp_micros":1772366399000000,"events":[
        {"name":"purchase","params":{"transaction_id":"R1001","value":12.5,"currency":"EUR"}},
        {"name":"sign_up"},{"name":"scroll"},
        {"name":"purchase","params":{"transaction_id":"8.2E+17"}}]}"#;
    let told = collected(url, body);
    assert!(told.starts_with("pixel saw R1001 worth 12.50 EUR of ? at 2026-03-01T11:59:59Z; reg"));
    assert!(told.contains("export.cell_unreadable"), "{told}");
    assert_eq!(collected(&url.replace("=secret", "=other"), body), "webhook.signature");
    assert_eq!(collected(url, r#"{"client_id":"1","events":[]}"#), "ga4.nothing_counts");
    assert!(collected(url, "[]").starts_with("ga4.json_invalid"));
    let many = format!(r#"{{"client_id":"1","events":[{}]}}"#, vec!["{}"; 26].join(","));
    assert!(collected(url, &many).starts_with("ga4.batch_too_large"));
    let nobody = r#"{"events":[{"name":"sign_up"}]}"#;
    assert!(collected(url, nobody).starts_with("export.cell_missing"));
}

const APPSFLYER: &str = "\
AppsFlyer ID,Event Name,Event Time,Media Source,Campaign,Customer User ID,Sub Param 1
1600000000000-12345678,install,2026-03-01 12:00:00,tiktok,spring,,crt_ana
1600000000000-12345678,af_complete_registration,2026-03-01 12:05:00,tiktok,spring,u1,crt_ana
";

#[test]
fn appsflyer_events() {
    let told = told(APPSFLYER.as_bytes(), "UTC", &[]);
    assert_eq!(
        told[1],
        "registration registration-1600000000000-12345678-1772366700000000 of customer at \
         2026-03-01T12:05:00Z via tiktok"
    );
    assert!(told[0].starts_with("install "), "{told:?}");
    check_matrix(APPSFLYER, "UTC", &[]);
}

#[test]
fn mixpanel_events() {
    let rows = concat!(
        r#"{"event":"Sign Up","properties":{"time":1772366400,"distinct_id":"jo@shop.com","#,
        r#""$insert_id":"a","utm_source":"tiktok"}}"#,
        "\n",
        r#"{"event":"$mp_web_page_view","properties":{"time":1772366400,"distinct_id":"x"}}"#,
        "\n",
        r#"{"event":"Sign Up","properties":{"time":1772366400000,"distinct_id":"x"}}"#,
        "\n",
    );
    let in_zone = |zone: &str| told(rows.as_bytes(), zone, &[]);
    let utc = in_zone("UTC");
    assert!(utc[0].ends_with("at 2026-03-01T12:00:00Z via tiktok"), "{utc:?}");
    assert!(!utc[0].contains("jo@shop.com"), "no address leaves");
    assert!(utc[1].contains("an event of Mixpanel's own"), "{utc:?}");
    assert!(utc[2].contains("between 2000 and now"), "milliseconds are not guessed: {utc:?}");
    assert!(in_zone("America/New_York")[0].contains("at 2026-03-01T17:00:00Z"));
    let said = told(rows.as_bytes(), "UTC", &[("time_unit", "ms")]);
    assert!(said[2].contains("registration") && said[0].contains("between 2000"), "{said:?}");
}
