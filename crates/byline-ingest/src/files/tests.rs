//! Files as a table: who wrote them, and what is read.

use std::io::Write;

use super::bench::{self, check_matrix, lines, mapped, told};
use super::*;
use crate::export::{Export, Ground, Mapped, Row};

/// Actions of a network: amounts read one way whatever the decimal mark.
const ACTIONS: &str = "\
Action Id,Status,Action Date,Oid,Sale Amount,Currency,Partner,Partner Id
1000.1,APPROVED,2026-03-01T12:00:00-05:00,1001,12.50,EUR,Björn,77
1000.2,PENDING,2026-03-02T12:00:00Z,820982911946154508,-3.00,EUR,Ana,78
";

fn opened(bytes: &[u8]) -> Result<Vec<String>, &'static str> {
    Table::open(bytes).map(|table| table.header().to_vec()).map_err(|error| error.code())
}

#[test]
fn one_table_in_many_forms_is_one_table() {
    check_matrix(ACTIONS, "UTC", &[]);
}

#[test]
fn ids_keep_all_their_digits() {
    let told = told(ACTIONS.as_bytes(), "UTC", &[]);
    assert!(told[1].contains("for -3.00 EUR of 820982911946154508"), "{told:?}");
    let rounded = ACTIONS.replace("820982911946154508", "8.20983E+17");
    let told = bench::told(rounded.as_bytes(), "UTC", &[]);
    assert!(told[1].contains("export.cell_unreadable"), "{told:?}");
}

/// Lines are counted as an editor counts them, whatever ends them.
#[test]
fn the_first_row_stands_in_the_second_line() {
    for text in [ACTIONS.to_owned(), ACTIONS.replace('\n', "\r\n")] {
        let numbers = lines(text.as_bytes(), "UTC", &[]).unwrap();
        let numbers: Vec<u64> = numbers.iter().map(|line| line.number).collect();
        assert_eq!(numbers, [2, 3]);
    }
}

/// Windows-1252 is not UTF-8; where the first such letter comes late it is found all the same.
#[test]
fn western_letters_of_one_byte_are_read() {
    let bytes: Vec<u8> = ACTIONS.chars().map(|c| u8::try_from(c).unwrap()).collect();
    assert!(told(&bytes, "UTC", &[])[0].contains("Björn"));
    let filler = "1,PENDING,2026-03-02T12:00:00Z,7,1.00,EUR,Ana,78\n".repeat(3_000);
    let (header, rows) = ACTIONS.split_once('\n').unwrap();
    let late = format!("{header}\n{filler}{rows}");
    let bytes: Vec<u8> = late.chars().map(|c| u8::try_from(c).unwrap()).collect();
    let told = told(&bytes, "UTC", &[]);
    assert!(told[3_000].contains("Björn"), "{}", told[3_000]);
}

#[test]
fn decimal_commas_are_read_where_the_file_proves_them() {
    let table = "Id;State;Event Date;Amount;Currency\n\
        1;PENDING;2026-03-01;1.234,50;EUR\n\
        2;PENDING;2026-03-01;2.000;EUR\n\
        3;PENDING;2026-03-01;€ 12,00;EUR\n\
        4;PENDING;2026-03-01;(12,00);EUR\n\
        5;PENDING;2026-03-01;-;EUR\n\
        6;PENDING;2026-03-01;12 USD;EUR\n";
    let told = told(table.as_bytes(), "Europe/Berlin", &[]);
    let amounts = ["1234.50 EUR", "2000.00 EUR", "12.00 EUR", "-12.00 EUR", "?"];
    for (line, amount) in told.iter().zip(amounts) {
        assert!(line.contains(&format!("for {amount} of")), "{line}");
    }
    assert!(told[5].contains("amount in the currency of the row"), "{}", told[5]);
}

#[test]
fn an_amount_that_reads_two_ways_is_refused_until_somebody_says() {
    let table = "Id,State,Event Date,Amount,Currency\n1,PENDING,2026-03-01,1.234,EUR\n";
    assert!(told(table.as_bytes(), "UTC", &[])[0].contains("reads one way"));
    let said = told(table.as_bytes(), "UTC", &[("decimal_mark", ",")]);
    assert!(said[0].contains("1234.00 EUR"), "{said:?}");
}

/// The unit of digits is never guessed, nor the order of a day.
#[test]
fn trap_8_times_say_their_zone_order_and_unit_or_are_refused() {
    let row = |time: &str, settings: &[(&str, &str)], zone: &str| {
        let table = format!("Id,State,Event Date\n1,PENDING,{time}\n");
        told(table.as_bytes(), zone, settings).remove(0)
    };
    assert!(row("2026-03-01 12:00:00", &[], "Etc/GMT+5").contains("at 2026-03-01T17:00:00Z"));
    let zone = [("time_zone", "America/Chicago")];
    assert!(row("2026-03-01 12:00:00", &zone, "UTC").contains("at 2026-03-01T18:00:00Z"));
    assert!(row("1700252260223815", &[], "UTC").contains("export.cell_unreadable"));
    assert!(row("1772366400", &[], "UTC").contains("export.cell_unreadable"));
    assert!(row("01/02/2026", &[], "UTC").contains("export.cell_unreadable"));
    assert!(row("01/02/2026", &[("day_order", "dmy")], "UTC").contains("2026-02-01"));
    assert!(row("2099-01-01", &[], "UTC").contains("between 2000 and now"));
}

/// Names keep their letters; hard spaces in headers do not hide columns.
#[test]
fn trap_16_text_keeps_its_letters() {
    let table = "Id,State,Event\u{a0}Date,Partner\n\
        1,PENDING,2026-03-01,Группа объявлений\u{a0}1 Cópia 🌸\n";
    let told = told(table.as_bytes(), "UTC", &[]);
    assert!(told[0].contains("Группа объявлений\u{a0}1 Cópia 🌸"), "{told:?}");
}

/// What is read of a file's header, or the code of the refusal.
type Opened<'a> = Result<&'a [&'a str], &'static str>;

/// Reads as a table: bytes, header or the code of the refusal.
#[test]
fn what_is_no_table_is_refused() {
    let table: [(&[u8], Opened<'_>); 12] = [
        (b"", Err("files.header_missing")),
        (b"\n\n", Err("files.header_missing")),
        (b"1,2\n3,4\n", Err("files.header_missing")),
        (b"word", Err("files.header_missing")),
        (b"PK\x03\x04 but no more", Err("files.not_a_table")),
        (b"\xd0\xcf\x11\xe0", Err("files.not_a_table")),
        (b"\x1f\x8b\x08", Err("files.not_a_table")),
        (b"%PDF-1.7", Err("files.not_a_table")),
        (b"a,b\n\0\0\0\0\0\0\0\0\0\n", Err("files.not_a_table")),
        (b"sep=;\na;b\n1;2\n", Ok(&["a", "b"])),
        (b"a,b\n1,2\n", Ok(&["a", "b"])),
        (b"\"a, or b\";c\n1;2\n", Ok(&["a, or b", "c"])),
    ];
    for (bytes, expected) in table {
        let expected = expected.map(|names| names.iter().map(|name| (*name).to_owned()).collect());
        assert_eq!(opened(bytes), expected, "{}", String::from_utf8_lossy(bytes));
    }
}

#[test]
fn a_bad_row_costs_no_other() {
    let table = "Id,State,Event Date,Oid\n\
        1,PENDING,2026-03-01,7\n\
        2,PENDING\n\
        3,PENDING,2026-03-01,7,8\n\
        4,PENDING,2026-03-01,7,\n\
        Total,,,\n\
        Total: 12,,,\n\
        5,SOMETHING,2026-03-01,7\n";
    let told: Vec<String> = told(table.as_bytes(), "UTC", &[])
        .into_iter()
        .map(|line| line.split(" by").next().unwrap().to_owned())
        .collect();
    assert_eq!(
        told,
        [
            "claim 1 whole pending ? for ? of 7",
            "line 3: files.row_broken the row cannot be taken apart: 2 cells under 4 columns",
            "line 4: files.row_broken the row cannot be taken apart: 5 cells under 4 columns",
            "claim 4 whole pending ? for ? of 7",
            "line 6: export.row_empty the row says nothing that counts: a total line",
            "line 7: export.row_empty the row says nothing that counts: a total line",
            "line 8: export.cell_unreadable `state` holds `SOMETHING`, which is no state of a \
             claim",
        ]
    );
}

#[test]
fn a_quote_left_open_ends_the_file_and_not_the_memory() {
    let mut bytes = b"Id,State,Event Date\n1,PENDING,2026-03-01\n2,\"PEN".to_vec();
    bytes.extend(std::iter::repeat_n(b'x', 3 << 20));
    let told = told(&bytes, "UTC", &[]);
    assert_eq!(told.len(), 2, "{told:?}");
    assert!(told[1].contains("files.row_broken"), "{}", told[1]);
}

fn workbook(sheet: &str) -> Vec<u8> {
    workbook_of(&[sheet])
}

/// A workbook made by hand: as much of XLSX as a reader needs.
pub(super) fn workbook_of(sheets: &[&str]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let part = |zip: &mut zip::ZipWriter<_>, name: &str, text: &str| {
        zip.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        zip.write_all(text.as_bytes()).unwrap();
    };
    let main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    let office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let package = "http://schemas.openxmlformats.org/package/2006";
    part(&mut zip, "[Content_Types].xml", &format!("<Types xmlns=\"{package}/content-types\"/>"));
    part(
        &mut zip,
        "_rels/.rels",
        &format!(
            "<Relationships xmlns=\"{package}/relationships\"><Relationship Id=\"r1\" \
             Type=\"{office}/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>"
        ),
    );
    let list = |item: &dyn Fn(usize) -> String| (1..=sheets.len()).map(item).collect::<String>();
    let names = list(&|n| format!("<sheet name=\"Sheet {n}\" sheetId=\"{n}\" r:id=\"r{n}\"/>"));
    part(
        &mut zip,
        "xl/workbook.xml",
        &format!(
            "<workbook xmlns=\"{main}\" xmlns:r=\"{office}\"><sheets>{names}</sheets></workbook>"
        ),
    );
    let targets = list(&|n| {
        format!(
            "<Relationship Id=\"r{n}\" Type=\"{office}/worksheet\" \
             Target=\"worksheets/sheet{n}.xml\"/>"
        )
    });
    part(
        &mut zip,
        "xl/_rels/workbook.xml.rels",
        &format!("<Relationships xmlns=\"{package}/relationships\">{targets}</Relationships>"),
    );
    part(
        &mut zip,
        "xl/styles.xml",
        &format!(
            "<styleSheet xmlns=\"{main}\"><cellXfs count=\"2\"><xf numFmtId=\"0\"/>\
             <xf numFmtId=\"22\"/></cellXfs></styleSheet>"
        ),
    );
    for (n, sheet) in (1..).zip(sheets) {
        let sheet =
            format!("<worksheet xmlns=\"{main}\"><sheetData>{sheet}</sheetData></worksheet>");
        part(&mut zip, &format!("xl/worksheets/sheet{n}.xml"), &sheet);
    }
    zip.finish().unwrap().into_inner()
}

fn text_cell(place: &str, text: &str) -> String {
    format!("<c r=\"{place}\" t=\"inlineStr\"><is><t>{text}</t></is></c>")
}

#[test]
fn sheets_are_read_like_csv() {
    let header = ["A3", "B3", "C3", "D3", "E3"];
    let names = ["Action Id", "Status", "Action Date", "Sale Amount", "Currency"];
    let header: String = header.iter().zip(names).map(|(p, name)| text_cell(p, name)).collect();
    // 46082.5 is noon on 2026-03-01.
    let sheet = format!(
        "<row r=\"1\">{}</row><row r=\"3\">{header}</row>\
         <row r=\"4\"><c r=\"A4\"><v>17</v></c>{}<c r=\"C4\" s=\"1\"><v>46082.5</v></c>\
         <c r=\"D4\"><v>12.340000000000002</v></c>{}</row>\
         <row r=\"6\"><c r=\"A6\"><v>820982911946154508</v></c>{}\
         <c r=\"C6\" s=\"1\"><v>46082.5</v></c></row>",
        text_cell("A1", "Report"),
        text_cell("B4", "PENDING"),
        text_cell("E4", "EUR"),
        text_cell("B6", "PENDING"),
    );
    let told = told(&workbook(&sheet), "UTC", &[]);
    assert_eq!(
        told,
        [
            "claim 17 whole pending ? for 12.34 EUR of ? by  at 2026-03-01T12:00:00Z",
            "line 6: export.cell_unreadable `action_id` holds `8.209829119461545E17`, which is no \
             id with all its digits",
        ]
    );
}

#[test]
fn a_sheet_that_unpacks_to_anything_is_refused() {
    let far = format!("<row r=\"1\">{}</row>", text_cell("XFD1", "far"));
    assert_eq!(opened(&workbook(&far)), Err("files.too_large"));
    let mut cut = workbook("<row r=\"1\"/>");
    cut.truncate(cut.len() / 2);
    assert_eq!(opened(&cut), Err("files.not_a_table"));
}

#[test]
fn a_mapping_is_guessed_edited_kept_and_used_again() {
    let table = "Aktion,Action Stat,When,Oid\n1,PENDING,2026-03-01,7\n";
    let header = Table::open(table.as_bytes()).unwrap().header().to_vec();
    let mut mapping = Mapping::of(&crate::networks::impact::ACTIONS, &header);
    assert_eq!(mapping.missing(), ["action_id", "event_date"], "{mapping:?}");
    let refused = mapped(Table::open(table.as_bytes()).unwrap(), &mapping, "UTC");
    assert_eq!(refused.map_err(|error| error.code()), Err("files.columns_missing"));
    mapping.columns.insert("action_id".to_owned(), "Aktion".to_owned());
    mapping.columns.insert("event_date".to_owned(), "When".to_owned());
    let kept = serde_json::to_string(&mapping).unwrap();
    let again: Mapping = serde_json::from_str(&kept).unwrap();
    assert_eq!(again, mapping);
    let lines = mapped(Table::open(table.as_bytes()).unwrap(), &again, "UTC").unwrap();
    assert!(lines[0].outcome.is_ok(), "{lines:?}");
}

/// A header, a column of orders, and the name that is taken for it.
#[test]
fn amounts_and_ids_are_guessed_by_listed_names_only() {
    let shop = "id,subtotal_price,total_tax,total_price,created_at,shipping_address_name,\
        order_number,total_discounts";
    let table = [
        (shop, "order_id", Some("id")),
        (shop, "occurred_at", Some("created_at")),
        (shop, "value", Some("subtotal_price")),
        (shop, "discount", Some("total_discounts")),
        (shop, "tax", Some("total_tax")),
        (shop, "total", Some("total_price")),
        (shop, "shipping", None),
        ("id,created_at,current_subtotal_price", "value", Some("current_subtotal_price")),
        ("id,created_at,current_total_price", "total", Some("current_total_price")),
        ("order_id,date,total_taxed", "total", None),
        ("order_id,date,subtotals", "value", None),
        ("order_idx,date,value", "order_id", None),
        ("order_id,date,value,currency_cod", "currency", Some("currency_cod")),
    ];
    for (header, column, expected) in table {
        let header: Vec<String> = header.split(',').map(str::to_owned).collect();
        let mapping = Mapping::of(&presets::own::ORDERS, &header);
        let found = mapping.columns.get(column).map(String::as_str);
        assert_eq!(found, expected, "{column} of {header:?}");
    }
    let unsure = "order_id,date,subtotals,currency\n1,2026-03-01,5.00,EUR\n";
    let refused = lines(unsure.as_bytes(), "UTC", &[]).map_err(|error| error.to_string());
    assert!(refused.as_ref().is_err_and(|words| words.contains("value")), "{refused:?}");
}

#[test]
fn a_real_table_of_orders_is_guessed_by_its_own_names() {
    let Some(folder) = bench::real_folder("fivetran_dbt_shopify") else { return };
    let bytes = std::fs::read(folder.join("shopify_order_data.csv")).unwrap();
    let table = Table::open(&bytes[..]).unwrap();
    let mapping = Mapping::guess(table.header()).remove(0);
    assert_eq!((mapping.feed.as_str(), mapping.what.as_str()), ("import", "orders"));
    let names = ["order_id", "value", "tax", "total", "shipping"];
    let found = names.map(|name| mapping.columns.get(name).map(String::as_str));
    let expected = [Some("id"), Some("subtotal_price"), Some("total_tax"), Some("total_price")];
    assert_eq!(found, [expected[0], expected[1], expected[2], expected[3], None]);
}

#[test]
fn settings_that_cannot_be_read_are_refused() {
    let table = ACTIONS.as_bytes();
    for (name, value) in
        [("time_zone", "CET+1"), ("decimal_mark", ";"), ("day_order", "ymd"), ("currency", "CAN")]
    {
        let code = lines(table, "UTC", &[(name, value)]).map_err(|error| error.code());
        assert_eq!(code, Err("files.setting_invalid"), "{name}");
    }
}

/// Reads as a table: what a mapping says that nobody knows, and what it is told.
#[test]
fn columns_and_settings_that_nobody_knows_are_refused_with_the_nearest_name() {
    let header = Table::open(ACTIONS.as_bytes()).unwrap().header().to_vec();
    let mapping = Mapping::guess(&header).remove(0);
    let mut setting = mapping.clone();
    setting.settings.insert("curency".to_owned(), "EUR".to_owned());
    let mut column = mapping;
    column.columns.insert("sale_amout".to_owned(), "Sale Amount".to_owned());
    let cases = [
        (setting, "files.setting_unknown", "the nearest is `currency`"),
        (column, "files.column_unknown", "the nearest is `"),
    ];
    for (mapping, code, words) in cases {
        let error = mapping.check().unwrap_err();
        assert_eq!(error.code(), code);
        assert!(error.to_string().contains(words), "{error}");
    }
}

#[test]
fn a_header_that_fits_two_kinds_is_left_to_a_person() {
    let names = |header: &str| header.split(',').map(str::to_owned).collect::<Vec<_>>();
    let best = |header: &str| Mapping::best(&names(header)).map(|it| it.what);
    assert_eq!(best("Order,Date,Net"), Ok("orders".to_owned()));
    let both = best("Order,Date,Subtotal,Amount,Type");
    let expected = FileError::InDoubt(vec!["import.orders".to_owned(), "import.spend".to_owned()]);
    assert_eq!(both, Err(expected));
}

#[test]
fn a_refused_row_keeps_its_cells() {
    let table = "Id,State,Event Date\n1,PENDING,soon\n2,PENDING,2026-03-01\n";
    let lines = lines(table.as_bytes(), "UTC", &[]).unwrap();
    let rows: Vec<Vec<String>> = lines.into_iter().map(|line| line.row).collect();
    assert_eq!(rows, [vec!["1".to_owned(), "PENDING".to_owned(), "soon".to_owned()], vec![]]);
}

#[test]
fn a_preview_shows_the_first_rows_and_what_is_not_used() {
    let table = "Id,State,Event Date,Mood\n1,PENDING,2026-03-01,x\n\
        2,,2026-03-01,y\n3,PENDING,2026-03-01,z\n";
    let header = Table::open(table.as_bytes()).unwrap().header().to_vec();
    let mapping = Mapping::guess(&header).remove(0);
    let settings = Default::default();
    let ground = Ground {
        connection: &"con_1".into(),
        settings: &settings,
        customer_key: &bench::KEY,
        zone: &byline_core::time::Zone::utc(),
        directory: &bench::Known,
        received_at: bench::at("2026-11-20T12:00:00Z"),
    };
    let shown = preview(table.as_bytes(), &mapping, ground, 2).unwrap();
    assert_eq!(shown.unused, ["Mood"]);
    let outcomes: Vec<bool> = shown.lines.iter().map(|line| line.outcome.is_ok()).collect();
    assert_eq!(outcomes, [true, false]);
}

/// Counts how long a long file takes no memory: rows come one at a time.
#[test]
fn a_long_file_is_read_row_by_row() {
    fn nothing(_: &Row<'_>, _: &Ground<'_>) -> Mapped {
        Ok(Vec::new())
    }
    let export = Export { feed: "impact", what: "x", about: "", columns: &[], map: nothing };
    assert!(export.places(&["a"]).is_some());
    let row = b"1,PENDING,2026-03-01\n".repeat(1_000);
    let mut file: Box<dyn std::io::Read + Send> = Box::new(&b"Id,State,Event Date\n"[..]);
    for _ in 0..100 {
        file = Box::new(std::io::Read::chain(file, std::io::Cursor::new(row.clone())));
    }
    let mut table = Table::open(std::io::BufReader::new(file)).unwrap();
    let mut n_rows = 0;
    while let Some((_, read)) = table.advance() {
        n_rows += usize::from(read.is_ok() && table.cells()[0] == "1");
    }
    assert_eq!(n_rows, 100_000);
}

/// Every table of every folder can be opened, or is refused with a reason; nothing stumbles.
#[test]
fn every_real_table_is_opened_or_refused() {
    let Some(root) = bench::real_folder("") else { return };
    let mut n_tables = 0;
    for folder in std::fs::read_dir(root).unwrap() {
        let folder = folder.unwrap().path();
        if folder.is_dir() {
            let census = bench::census(&folder, &[]);
            n_tables += census.len();
        }
    }
    assert!(100 < n_tables, "{n_tables}");
}
