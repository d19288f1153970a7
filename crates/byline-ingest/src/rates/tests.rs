use super::*;
use crate::files::bench::{check_matrix, in_words, told};

const CSV: &str = "Date,USD,JPY,CYP,HUF,ISK,\n\
    2026-11-20,1.0812,163.27,N/A,391.05,142.9,\n\
    2026-11-19,1.08,163,N/A,391.05,N/A,\n\
    2026-11-18,1.08,0,N/A,391.05,N/A,\n\
    18/11/2026,N/A,N/A,N/A,N/A,N/A,\n";

#[test]
fn rates_are_whole_numbers_and_a_gap_is_a_gap() {
    assert_eq!(
        told(CSV.as_bytes(), "America/New_York", &[]),
        [
            "EUR 2026-11-20T00:00:00Z: HUF 39105000000, ISK 14290000000, JPY 16327000000, \
             USD 108120000",
            "EUR 2026-11-19T00:00:00Z: HUF 39105000000, JPY 16300000000, USD 108000000",
            "line 4: export.cell_unreadable `JPY` holds `0`, which is no rate above zero",
            "line 5: export.row_empty the row says nothing that counts: a day without rates",
        ]
    );
    check_matrix(CSV, "UTC", &[]);
}

#[test]
fn the_xml_says_the_same_under_the_same_key() {
    let document = r#"<?xml version="1.0" encoding="UTF-8"?><gesmes:Envelope><Cube>
        <Cube time="2026-11-20"><Cube currency="USD" rate="1.0812"/>
        <Cube currency="JPY" rate="163.27"/>
        <Cube currency='HUF' rate='391.05'/><Cube currency="ISK" rate="142.9"/></Cube>
        <Cube time="2026-11-19"><Cube currency="USD" rate="1.08"/><Cube currency="ISK" rate="N/A"/>
        </Cube></Cube></gesmes:Envelope>"#;
    let facts = xml(document.as_bytes()).unwrap();
    assert_eq!(facts.len(), 2);
    assert_eq!(in_words(&facts[1].0), "EUR 2026-11-19T00:00:00Z: USD 108000000");
    let of_csv = crate::files::bench::lines(CSV.as_bytes(), "UTC", &[]).unwrap();
    assert_eq!(Ok(vec![facts[0].clone()]), of_csv[0].outcome);
}

#[test]
fn what_is_no_document_of_rates_is_refused() {
    let code = |text: &str| xml(text.as_bytes()).map_err(|error| error.code());
    assert_eq!(code(""), Err("rates.not_rates"));
    assert_eq!(code("<Cube currency='USD' rate='1'/>"), Err("rates.not_rates"));
    let bad = "<Cube time='2026-11-20'><Cube currency='USD' rate='-1'/></Cube>";
    assert_eq!(code(bad), Err("rates.unreadable"));
    assert_eq!(code("<Cube time='yesterday'></Cube>"), Err("rates.unreadable"));
}
