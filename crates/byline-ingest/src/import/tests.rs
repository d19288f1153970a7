use std::io::Cursor;
use std::path::Path;

use byline_core::entry::Fact;
use byline_core::id::{ConnectionId, LinkId};
use serde_json::json;

use super::*;
use crate::directory::Directory;
use crate::keys::CustomerKey;

const KEY: CustomerKey = CustomerKey([9; 32]);

/// A workspace in which everything is known.
struct Every;

impl Directory for Every {
    fn link(&self, slug_or_id: &str) -> Option<LinkId> {
        (slug_or_id != "nobody").then(|| LinkId::from(slug_or_id))
    }

    fn has_creator(&self, _: &str) -> bool {
        true
    }

    fn has_campaign(&self, _: &str) -> bool {
        true
    }

    fn has_placement(&self, _: &str) -> bool {
        true
    }
}

fn with_options<T>(zone: Option<&str>, use_them: impl FnOnce(Options<'_>) -> T) -> T {
    let connection = ConnectionId::from("import");
    let (customer_key, received_at) = (&KEY, "2026-11-20T12:00:00Z".parse().unwrap());
    let context = Context { connection: &connection, customer_key, received_at, directory: &Every };
    let zone = zone.map(|name| Zone::parse(name).unwrap());
    use_them(Options { context, zone: zone.as_ref() })
}

fn csv_lines(kind: Kind, zone: Option<&str>, file: &[u8]) -> Result<Vec<Line>, ImportError> {
    with_options(zone, |options| Ok(Csv::open(kind, Cursor::new(file), options)?.collect()))
}

fn json_lines(kind: Kind, file: &[u8]) -> Vec<Line> {
    with_options(None, |options| JsonLines::open(kind, Cursor::new(file), options).collect())
}

/// What became of each line: its number and the fact in a few words, or the code.
fn told(lines: &[Line]) -> Vec<String> {
    let told = lines.iter().map(|line| {
        let outcome = match &line.outcome {
            Ok(taken) => {
                taken.iter().map(|taken| words(&taken.fact)).collect::<Vec<_>>().join("; ")
            }
            Err(error) => {
                assert!(!error.next_step().is_empty());
                error.code().to_owned()
            }
        };
        format!("{}: {outcome}", line.number)
    });
    told.collect()
}

fn words(fact: &Fact) -> String {
    match fact {
        Fact::Order(order) => {
            let (amounts, placed) = (order.amounts, order.placed_at);
            format!("{} {} {} {placed}", order.key.order, amounts.merchandise_minor, order.currency)
        }
        Fact::Click(click) => {
            format!("{} {:?} {}", click.link_id, click.verdict, click.occurred_at)
        }
        Fact::Spend(spend) => format!("{} {}", spend.campaign_id, spend.amount),
        Fact::Refund(refund) => format!("refund {}", refund.amount),
        other => panic!("unexpected {other:?}"),
    }
}

#[test]
fn one_bad_line_never_costs_the_good_ones() {
    let file = "order_id,occurred_at,value,currency,codes,note\r\n\
                1,2026-11-01T10:00:00Z,49.90,EUR,ANA10|BEN,\"hi,\r\nthere\"\r\n\
                2,2026-11-01T10:00:00Z,49.90,XYZ,,\r\n\
                3,2026-11-01T10:00:00Z,49.90,EUR\r\n\
                4,01/11/2026,49.90,EUR,,\r\n\
                5,2026-11-02T10:00:00+01:00,1200,JPY,,\r\n";
    let lines = csv_lines(Kind::Orders, None, file.as_bytes()).unwrap();
    assert_eq!(
        told(&lines),
        [
            "2: 1 4990 EUR 2026-11-01T10:00:00Z",
            "4: event.currency_unknown",
            "5: import.row_broken",
            "6: event.time_invalid",
            "7: 5 1200 JPY 2026-11-02T09:00:00Z",
        ]
    );
    let Ok(taken) = &lines[0].outcome else { panic!("refused") };
    let Fact::Order(order) = &taken[0].fact else { panic!("no order") };
    assert_eq!(order.codes, ["ANA10", "BEN"]);
}

#[test]
fn spreadsheets_write_files_their_own_way() {
    let file = b"\xef\xbb\xbfOccurred At;LINK;User-Agent;Something\r\n\
                 2026-07-01 14:30;ana;;x\r\n2026-07-01;nobody;;\r\n2026-07-01;ana;curl/8.5;\r\n";
    let lines = csv_lines(Kind::Clicks, Some("Europe/Berlin"), file).unwrap();
    assert_eq!(
        told(&lines),
        [
            "2: ana Human 2026-07-01T12:30:00Z",
            "3: event.link_unknown",
            "4: ana Bot 2026-06-30T22:00:00Z",
        ]
    );
    let unknown = with_options(None, |options| {
        let file = Csv::open(Kind::Clicks, Cursor::new(file), options).unwrap();
        file.unknown_columns().to_vec()
    });
    assert_eq!(unknown, ["Something"]);
}

/// Reads as a table: separator, amount as written, what becomes of it in euros.
#[test]
fn amounts_are_read_only_where_they_are_sure() {
    let table = [
        (',', "1234.56", "c 1234.56 EUR"),
        (',', "\"1,234.56\"", "c 1234.56 EUR"),
        (',', "\"1.234,56\"", "c 1234.56 EUR"),
        (',', "\"1,234,567.8\"", "c 1234567.80 EUR"),
        (',', "\"1,23,456.7\"", "event.money_invalid"),
        (',', "\"1,234\"", "event.money_invalid"),
        (',', "1.234", "event.money_invalid"),
        (',', "144.", "c 144.00 EUR"),
        (',', "-5", "event.money_invalid"),
        (',', "1e3", "event.money_invalid"),
        (',', "€5", "event.money_invalid"),
        (',', "", "event.field_missing"),
        (';', "1234,56", "c 1234.56 EUR"),
        (';', "1.234,56", "c 1234.56 EUR"),
        (';', "1.234", "event.money_invalid"),
        (';', "1234.56", "c 1234.56 EUR"),
        ('\t', "1234.56", "c 1234.56 EUR"),
    ];
    for (separator, amount, expected) in table {
        let separator = separator.to_string();
        let header = ["campaign_id", "occurred_at", "currency", "amount"].join(&separator);
        let row = ["c", "2026-11-01T00:00:00Z", "EUR", amount].join(&separator);
        let file = format!("{header}\n{row}\n");
        let lines = csv_lines(Kind::Spend, None, file.as_bytes()).unwrap();
        assert_eq!(told(&lines), [format!("2: {expected}")], "{file}");
    }
}

/// Reads as a table: file, code.
#[test]
fn a_file_that_is_none_is_refused_as_a_whole() {
    let table: [(&[u8], &str); 6] = [
        (b"", "import.header_missing"),
        (b"\xff\xfel\0i\0", "import.not_utf8"),
        (b"link\n", "import.columns_missing"),
        (b"link,occurred_at,Link\n", "import.column_twice"),
        (b"link,\xff\n", "import.unreadable"),
        (b"\n\n", "import.header_missing"),
    ];
    for (file, code) in table {
        let error = csv_lines(Kind::Clicks, None, file).unwrap_err();
        assert_eq!(error.code(), code);
        assert!(!error.next_step().is_empty());
    }
}

#[test]
fn a_row_is_known_by_its_id_and_without_one_by_its_cells() {
    let key = |file: &str| {
        let lines = csv_lines(Kind::Spend, None, file.as_bytes()).unwrap();
        lines[0].outcome.as_ref().unwrap()[0].dedup
    };
    let first = key("campaign_id,occurred_at,amount,currency\nc,2026-11-01T00:00:00Z,5,EUR\n");
    let moved = "note;currency;amount;occurred_at;campaign_id\nx;EUR;5;2026-11-01T00:00:00Z;c\n";
    assert_eq!(key(moved), first);
    let other = "campaign_id,occurred_at,amount,currency\nc,2026-11-01T00:00:00Z,6,EUR\n";
    assert_ne!(key(other), first);
}

#[test]
fn json_lines_are_events_without_a_type() {
    let file = "{\"link\": \"ana\", \"occurred_at\": \"2026-11-01T10:00:00Z\", \"id\": 7}\r\n\
                \r\n\
                {\"link\": \"nobody\"}\n\
                {broken\n\
                {\"type\": \"click\", \"link\": \"ana\", \"occurred_at\": \"2026-11-01T10:00Z\"}";
    let lines = json_lines(Kind::Clicks, file.as_bytes());
    assert_eq!(
        told(&lines),
        [
            "1: ana Human 2026-11-01T10:00:00Z",
            "3: event.link_unknown",
            "4: event.json_invalid",
            "5: ana Human 2026-11-01T10:00:00Z",
        ]
    );
}

#[test]
fn a_line_too_long_is_skipped_whole() {
    let mut file = format!("{{\"link\": \"{}\"}}\n", "x".repeat(3 << 20)).into_bytes();
    file.extend(b"{\"link\": \"ana\", \"occurred_at\": \"2026-11-01T10:00:00Z\"}\n");
    let lines = json_lines(Kind::Clicks, &file);
    assert_eq!(told(&lines), ["1: import.row_broken", "2: ana Human 2026-11-01T10:00:00Z"]);
}

#[test]
fn orders_of_shopify_may_be_lines_too() {
    let order = json!({
        "id": 1001, "created_at": "2026-11-01T10:00:00Z", "financial_status": "paid",
        "currency": "USD", "subtotal_price": "20.00", "total_price": "21.00", "line_items": [],
        "refunds": [{"id": 5, "created_at": "2026-11-02T10:00:00Z", "transactions": [
            {"kind": "refund", "status": "success", "amount": "2.00", "currency": "USD"},
        ]}],
    });
    let mut broken = order.clone();
    broken["currency"] = "XYZ".into();
    let api = json!({"order_id": "7", "value": 5, "currency": "EUR",
                     "occurred_at": "2026-11-01T10:00:00Z"});
    let wrapped = json!({"order": order.clone()});
    let file = format!("{order}\n{wrapped}\n{broken}\n{api}\n");
    let lines = json_lines(Kind::Orders, file.as_bytes());
    let told = told(&lines);
    assert_eq!(
        told,
        [
            "1: 1001 2000 USD 2026-11-01T10:00:00Z; refund 2.00 USD",
            "2: 1001 2000 USD 2026-11-01T10:00:00Z; refund 2.00 USD",
            "3: shopify.currency_unknown",
            "4: 7 500 EUR 2026-11-01T10:00:00Z",
        ]
    );
    assert_eq!(lines[0].outcome, lines[1].outcome);
}

#[test]
fn every_column_says_what_it_means() {
    for kind in [Kind::Orders, Kind::Clicks, Kind::Spend] {
        assert!(kind.columns().iter().any(|column| column.is_needed));
        assert!(kind.columns().iter().all(|column| !column.meaning.is_empty()));
    }
}

#[test]
fn real_orders_can_be_imported() {
    let Some(root) = std::env::var_os("BYLINE_REAL_DATA") else {
        eprintln!("skipped: BYLINE_REAL_DATA is not set");
        return;
    };
    let path = Path::new(&root).join("shopify_rest_docs/2026_07_order_00.json");
    let file: serde_json::Value = serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
    let lines = json_lines(Kind::Orders, file["orders"][0].to_string().as_bytes());
    assert_eq!(told(&lines), ["1: 450789469 59700 USD 2008-01-10T16:00:00Z; refund 209.00 USD",]);
}

proptest::proptest! {
    #[test]
    fn no_bytes_make_an_import_stumble(bytes: Vec<u8>, kind in 0..3usize) {
        let kind = [Kind::Orders, Kind::Clicks, Kind::Spend][kind];
        let _ = csv_lines(kind, Some("Europe/Berlin"), &bytes);
        json_lines(kind, &bytes);
        let header = b"link,occurred_at\n".iter().chain(&bytes).copied().collect::<Vec<u8>>();
        let _ = csv_lines(Kind::Clicks, None, &header);
    }

    #[test]
    fn a_plain_amount_stays_as_it_is(amount in "-?[0-9]{1,9}(\\.[0-9]{0,4})?") {
        proptest::prop_assert_eq!(cells::plain_amount(&amount, true), &*amount);
        proptest::prop_assert_eq!(cells::plain_amount(&amount, false), &*amount);
    }
}
