//! Files of any kind through the program: a lean programme, rates, mappings, documents.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::path::{Path, PathBuf};

use serde_json::Value;

mod common;

use common::Home;

fn lean() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/lean")
}

/// What a command prints, and its exit code.
fn run(home: &Home, words: &[&str]) -> (Option<i32>, String) {
    let data = home.data();
    let output = home.run(&[words, &["--data", data.to_str().unwrap()]].concat());
    let error = String::from_utf8(output.stderr).unwrap();
    (output.status.code(), String::from_utf8(output.stdout).unwrap() + &error)
}

fn write(home: &Home, name: &str, text: impl AsRef<[u8]>) -> String {
    let path = home.path(name);
    std::fs::write(&path, text).unwrap();
    path.to_str().unwrap().to_owned()
}

fn counts(json: &str) -> [u64; 3] {
    let told: Value = serde_json::from_str(json).unwrap();
    ["accepted", "duplicate", "rejected"].map(|name| told[name].as_u64().unwrap())
}

/// The figures were worked out by hand. Order 1001 is Ana's by her visitor, 1002 is half Ana's and
/// half Ben's, 1003 is Ben's by his code, 1006 is Ana's by click and code, 1007 is Cleo's; 1004 is
/// nobody's, 1005 was cancelled. Ana: 100.00 + 40.00 + 90.01 = 230.01 for 100.00 and 10 % of it.
#[test]
fn a_lean_programme_is_taken_in_and_reported_by_one_command() {
    let home = Home::new();
    let lean = lean();
    let import = ["import", "programme", lean.to_str().unwrap(), "--time-zone", "Europe/Berlin"];
    let (code, preview) = run(&home, &[&import[..], &["--dry-run"]].concat());
    assert_eq!(code, Some(0), "{preview}");
    assert!(!home.data().exists(), "a preview leaves nothing behind");
    let (code, first) = run(&home, &import);
    assert_eq!(code, Some(0), "{first}");
    insta::assert_snapshot!(first);
    let report = |text: &str| text[text.find("creator  ").unwrap()..].to_owned();
    assert!(report(&preview).starts_with(&report(&first)), "{preview}");
    let (code, again) = run(&home, &import);
    assert_eq!(code, Some(0), "{again}");
    assert_eq!(report(&again), report(&first));
    assert!(again.contains("0 accepted, 7 known already, 0 rejected"), "{again}");

    let (_, json) = run(&home, &[&import[..], &["--json"]].concat());
    let told: Value = serde_json::from_str(&json).unwrap();
    let net = |row: &Value| row["net_minor"].as_i64().unwrap();
    let report = &told["report"];
    assert_eq!((net(&report["creators"]), net(&report["unattributed"])), (375_01, 50_00));
    assert_eq!(net(&report["total"]), 425_01);
    let (code, verdict) = run(&home, &["verify"]);
    assert_eq!(code, Some(0), "{verdict}");
}

#[test]
fn bad_rows_of_a_programme_are_named_and_cost_no_other() {
    let home = Home::new();
    let creators = "Handle,Fee,Commission\nana,100.00,10%\nben,1.234,\ncleo,,0.1\n";
    let creators = write(&home, "creators.csv", creators);
    let orders = "Order,Date,Net,Code\n1,2026-06-01,10.00,\n2,01/02/2026,10.00,\n";
    let orders = write(&home, "orders.csv", orders);
    let notes = write(&home, "notes.csv", "What,Why\nnothing,at all\n");
    let import = ["import", "programme", &creators, &orders, &notes];
    let (code, told) = run(&home, &import);
    assert_eq!(code, Some(2), "no currency is said: {told}");
    assert!(told.contains("--currency"), "{told}");
    let (code, told) = run(&home, &[&import[..], &["--currency", "EUR"]].concat());
    assert_eq!(code, Some(1), "{told}");
    for words in [
        "line 3: `fee` holds `1.234`",
        "line 4: `commission` holds `0.1`",
        "line 3: `occurred_at` holds `01/02/2026`",
        "notes: not read",
        "1 accepted, 0 known already, 2 rejected",
        "1 accepted, 0 known already, 1 rejected",
    ] {
        assert!(told.contains(words), "{words}: {told}");
    }
}

/// A sheet never takes one creator's link or code away for another, in this campaign or the next.
#[test]
fn a_link_or_code_of_somebody_else_is_refused_by_name() {
    let home = Home::new();
    let creators = "Handle,Code,Link,URL,Fee\n\
        ana,SAME,glow,https://shop.example/,5x\n\
        ana,SAME,glow,https://shop.example/,50.-\n\
        ben,SAME,,,\n\
        cleo,,Glow,https://shop.example/,\n";
    let creators = write(&home, "creators.csv", creators);
    let import = |campaign: &str| {
        let asked = ["import", "programme", &creators, "--currency", "EUR"];
        run(&home, &[&asked[..], &["--campaign", campaign]].concat())
    };
    let (code, told) = import("summer");
    assert_eq!(code, Some(1), "{told}");
    for words in [
        "line 2: `fee` holds `5x`",
        "line 4: `SAME` is the code of creator",
        "line 5: `Glow` is the link of creator",
        "1 accepted, 0 known already, 3 rejected",
    ] {
        assert!(told.contains(words), "{words}: {told}");
    }
    let (code, told) = import("winter");
    assert_eq!(code, Some(1), "{told}");
    assert!(told.contains("in campaign cmp_summer"), "{told}");
    let (_, report) = run(&home, &["report", "--by", "campaign"]);
    assert!(report.contains("50.00") && !report.contains("100.00"), "{report}");
}

/// One euro is 1.25 dollars: 100.00 USD are 80.00 EUR.
#[test]
fn rates_of_the_ecb_bring_orders_into_the_currency_of_the_campaign() {
    let home = Home::new();
    let creators = write(&home, "creators.csv", "Handle,Code,Fee\nana,ANA10,20.00\n");
    let orders = "Order,Date,Net,Currency,Code\n1,2026-06-02,100.00,USD,ANA10\n";
    let orders = write(&home, "orders.csv", orders);
    let programme = ["import", "programme", &creators, &orders, "--currency", "EUR", "--json"];
    let net = || {
        let (_, json) = run(&home, &programme);
        let told: Value = serde_json::from_str(&json).unwrap();
        (told["report"]["rows"][0]["net_minor"].clone(), told["report"]["other_currencies"].clone())
    };
    let (before, apart) = net();
    assert_eq!((before.as_i64(), apart.as_array().map(Vec::len)), (Some(0), Some(1)), "{apart}");

    let csv = "Date,USD,JPY,\n2026-06-01,1.25,160.0,\n";
    let rates = write(&home, "eurofxref-hist.csv", csv);
    let (code, told) = run(&home, &["import", &rates, "--json"]);
    assert_eq!((code, counts(&told)), (Some(0), [1, 0, 0]), "{told}");
    let xml = "<?xml version=\"1.0\"?><gesmes:Envelope><Cube><Cube time='2026-06-01'>\
        <Cube currency='USD' rate='1.25'/><Cube currency='JPY' rate='160.0'/></Cube></Cube>\
        </gesmes:Envelope>";
    let document = write(&home, "eurofxref-daily.xml", xml);
    let (code, told) = run(&home, &["import", &document, "--json"]);
    assert_eq!((code, counts(&told)), (Some(0), [0, 1, 0]), "the same day in XML: {told}");

    let (after, apart) = net();
    assert_eq!((after.as_i64(), apart.as_array().map(Vec::len)), (Some(80_00), Some(0)), "{apart}");
    let (_, report) = run(&home, &["report", "--campaign", "cmp_creators"]);
    assert!(report.contains("80.00"), "{report}");
}

/// A file whose columns nobody knows, and whose days can be read in two ways.
const GERMAN: &str = "Bestellnr;Wann;Umsatz;Notiz\nA1;2026-06-01;10,00;x\nA2;02/06/2026;20,00;y\n";

#[test]
fn a_mapping_is_corrected_saved_and_used_for_the_next_file() {
    let home = Home::new();
    let first = write(&home, "first.csv", GERMAN);
    let (code, told) = run(&home, &["import", &first]);
    assert_eq!(code, Some(66), "{told}");
    assert!(told.contains("files."), "{told}");
    let mapping = "feed = \"import\"\nwhat = \"orders\"\n[columns]\norder_id = \"Bestellnr\"\n\
        occurred_at = \"Wann\"\nvalue = \"Umsatz\"\n[settings]\ncurrency = \"EUR\"\n";
    let file = write(&home, "shop.toml", mapping);
    let (code, told) = run(&home, &["import", &first, "--mapping", &file, "--json"]);
    assert_eq!((code, counts(&told)), (Some(1), [1, 0, 1]), "a day that reads two ways: {told}");

    // Corrected, the same file brings what was refused, and what was known stays known.
    let file = write(&home, "shop.toml", format!("{mapping}day_order = \"dmy\"\n"));
    let save = ["--mapping", &file, "--save-mapping", "shop", "--json"];
    let (code, told) = run(&home, &[&["import", &first][..], &save].concat());
    assert_eq!((code, counts(&told)), (Some(0), [1, 1, 0]), "{told}");
    let (_, told) = run(&home, &["explain", "order", "A2"]);
    assert!(told.contains("20.00"), "{told}");

    let more = GERMAN.replace("A1", "A3").replace("A2", "A4");
    let next = write(&home, "next.csv", more);
    let out = home.path("found.toml");
    let out = out.to_str().unwrap();
    let (code, told) = run(&home, &["import", &next, "--save-mapping", out, "--json"]);
    assert_eq!((code, counts(&told)), (Some(0), [2, 0, 0]), "the saved mapping fits: {told}");
    assert!(std::fs::read_to_string(out).unwrap().contains("Bestellnr"));
    let named = ["import", &next, "--mapping", "shop", "--json"];
    assert_eq!(counts(&run(&home, &named).1), [0, 2, 0]);
    let (code, told) = run(&home, &["import", &next, "--mapping", "nobody"]);
    assert!(code == Some(66) && told.contains("files.mapping_unknown"), "{told}");
}

#[test]
fn orders_of_commerce_cloud_come_as_xml() {
    let home = Home::new();
    let order = |number: &str, status: &str| {
        format!(
            "<order order-no=\"{number}\"><order-date>2026-06-01T10:00:00.000Z</order-date>\
             <currency>EUR</currency><status><order-status>{status}</order-status>\
             <payment-status>PAID</payment-status></status><totals>\
             <adjusted-merchandize-total><net-price>40.00</net-price></adjusted-merchandize-total>\
             <order-total><gross-price>47.60</gross-price></order-total></totals></order>"
        )
    };
    let xml = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<orders>{}{}</orders>",
        order("00001", "NEW"),
        order("00002", "ODD")
    );
    let file = write(&home, "orders.xml", xml);
    let (code, told) = run(&home, &["import", &file, "--json"]);
    assert_eq!((code, counts(&told)), (Some(1), [1, 0, 1]), "{told}");
    assert_eq!(counts(&run(&home, &["import", &file, "--json"]).1), [0, 1, 1]);
    let (_, told) = run(&home, &["explain", "order", "00001"]);
    assert!(told.contains("40.00"), "{told}");
}

/// Ten rows of two ads by device: all of them are in the sums, and all of them are counted.
#[test]
fn rows_that_are_summed_are_counted_as_rows() {
    let home = Home::new();
    let row = |ad: u32, device: &str| format!("{ad},2026-06-01,1000000,10,{device},EUR\n");
    let devices = ["MOBILE", "DESKTOP", "TABLET", "TV", "OTHER"];
    let rows = [1, 2].into_iter().flat_map(|ad| devices.map(|device| row(ad, device)));
    let header = "campaign_id,date,cost_micros,impressions,device,currency\n";
    let file = write(&home, "ads.csv", header.to_owned() + &rows.collect::<String>());
    let (code, told) = run(&home, &["import", &file, "--json"]);
    assert_eq!((code, counts(&told)), (Some(0), [10, 0, 0]), "{told}");
    let (_, again) = run(&home, &["import", &file]);
    assert!(again.contains(" 0 rejected") && !again.contains("passed over"), "{again}");
}

const SHOPIFY: &str = "\
Name,Email,Financial Status,Paid at,Currency,Subtotal,Shipping,Taxes,Total,Discount Code,\
Discount Amount,Created at,Lineitem quantity,Lineitem name,Lineitem price,Cancelled at,\
Refunded Amount,Id
#1,a@shop.com,paid,2026-06-01 10:00:00 +0200,EUR,80.00,5.00,15.00,100.00,ANA10,20.00,\
2026-06-01 10:00:00 +0200,1,Serum,60.00,,30.00,550001
#1,a@shop.com,,,,,,,,,,2026-06-01 10:00:00 +0200,2,Oil,20.00,,,
#2,b@shop.com,paid,2026-06-02 10:00:00 +0200,EUR,40.00,0.00,0.00,40.00,WHO,0.00,\
2026-06-02 10:00:00 +0200,1,Oil,40.00,,0.00,550002
";

/// 80.00 of goods at 100.00 in all; 30.00 were given back.
#[test]
fn a_programme_takes_the_orders_that_shopify_exports() {
    let home = Home::new();
    let creators = write(&home, "creators.csv", "Handle,Code,Fee,Mood\nana,ANA10,10.00,good\n");
    let orders = write(&home, "orders_export.csv", SHOPIFY);
    let import = ["import", "programme", &creators, &orders, "--currency", "EUR"];
    let (code, told) = run(&home, &import);
    assert_eq!(code, Some(0), "{told}");
    for words in [
        "3 accepted, 0 known already, 0 rejected",
        "columns not used: Mood",
        "codes that no creator has: WHO;",
    ] {
        assert!(told.contains(words), "{words}: {told}");
    }
    let (_, order) = run(&home, &["explain", "order", "#1"]);
    assert!(order.contains("80.00") && order.contains("30.00"), "{order}");
    assert!(run(&home, &import).1.contains("0 accepted, 3 known already"), "the same again");
}

#[test]
fn sheets_under_another_name_are_no_other_programme_unless_somebody_says_so() {
    let home = Home::new();
    let sheet = "Handle,Fee\nana,10.00\n";
    let june = write(&home, "june.csv", sheet);
    let july = write(&home, "july.csv", format!("{sheet}ben,5.00\n"));
    let import = |file: &str, more: &[&str]| {
        let asked = ["import", "programme", file, "--currency", "EUR"];
        run(&home, &[&asked[..], more].concat())
    };
    assert_eq!(import(&june, &[]).0, Some(0));
    let (code, told) = import(&july, &[]);
    assert_eq!(code, Some(2), "{told}");
    assert!(told.contains("programme.known_elsewhere") && told.contains("cmp_june"), "{told}");
    let (code, told) = import(&july, &["--campaign", "cmp_june"]);
    assert_eq!(code, Some(0), "{told}");
    assert!(told.contains("1 accepted, 1 known already"), "{told}");
    let (code, told) = import(&july, &["--campaign", "July"]);
    assert_eq!(code, Some(0), "somebody said that it is another: {told}");
}

#[test]
fn a_mapping_goes_for_the_sheets_of_a_programme() {
    let home = Home::new();
    let creators = write(&home, "creators.csv", "Handle,Code\nana,ANA10\n");
    let orders = "Bestellnr,Wann,Umsatz,Rabatt\n1,2026-06-01,10.00,ANA10\n";
    let orders = write(&home, "verkauf.csv", orders);
    let mapping = "feed = \"import\"\nwhat = \"orders\"\n[columns]\norder_id = \"Bestellnr\"\n\
        occurred_at = \"Wann\"\nvalue = \"Umsatz\"\ncodes = \"Rabatt\"\n";
    let file = write(&home, "shop.toml", mapping);
    let import = ["import", "programme", &creators, &orders, "--currency", "EUR"];
    assert!(run(&home, &[&import[..], &["--dry-run"]].concat()).1.contains("verkauf: not read"));
    let (code, told) = run(&home, &[&import[..], &["--mapping", &file]].concat());
    assert_eq!(code, Some(0), "{told}");
    assert!(told.contains("verkauf: orders") && told.contains("accepted: 10.00 EUR"), "{told}");
    let odd = write(&home, "odd.toml", mapping.replace("Umsatz", "Nichts"));
    let (code, told) = run(&home, &[&import[..], &["--mapping", &odd]].concat());
    assert!(code == Some(2) && told.contains("programme.mapping_unfit"), "{told}");
    let odd = format!("{mapping}[settings]\ncurency = \"EUR\"\n");
    let odd = write(&home, "odd.toml", odd);
    let (code, told) = run(&home, &["import", &orders, "--mapping", &odd]);
    assert!(code == Some(2) && told.contains("the nearest is `currency`"), "{told}");
}

#[test]
fn refused_rows_are_written_with_their_reasons() {
    let home = Home::new();
    let orders = "Order,Date,Net,Currency\n1,2026-06-01,10.00,EUR\n2,01/02/2026,20.00,EUR\n";
    let orders = write(&home, "orders.csv", orders);
    let out = home.path("refused.csv");
    let out = out.to_str().unwrap();
    for kind in [&["import", &orders][..], &["import", "programme", &orders]] {
        let (code, told) = run(&home, &[kind, &["--refused", out]].concat());
        assert_eq!(code, Some(1), "{told}");
        let rows = std::fs::read_to_string(out).unwrap();
        assert!(rows.starts_with("refused_line,refused_code,refused_reason"), "{rows}");
        assert!(rows.contains("\n3,export.cell_unreadable,") && rows.contains("2,01/02/2026,"));
        assert!(rows.contains("day_order"), "the next step names what would be accepted: {rows}");
        assert_eq!(rows.lines().count(), 2, "{rows}");
    }
}
