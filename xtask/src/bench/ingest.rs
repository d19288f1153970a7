//! Taking in: how fast a shop's orders are mapped and files are read, and what a long file costs.
//!
//! Each figure stands beside what anybody would pay who does less with the same bytes: parsing the
//! JSON and no more, splitting the CSV and no more, inserting rows into SQLite and no more.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs::File;
use std::io::{BufReader, BufWriter, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, ensure};
use byline_core::id::ConnectionId;
use byline_core::time::Timestamp;
use byline_ingest::directory::Nothing;
use byline_ingest::events::Context;
use byline_ingest::import::{Csv, Kind, Options};
use byline_ingest::keys::CustomerKey;
use byline_ingest::webhook::{self, Incoming, Received, Site};
use byline_testkit::shopify::{self, Delivery, ShopAddress, ShopCustomer, ShopLine, ShopOrder};
use rusqlite::Connection;

use super::memory::peak_bytes;
use super::pace::rest;
use super::program::build;
use super::report::{Peer, Row};

const SECRET: &str = "bench";
const KEY: CustomerKey = CustomerKey([7; 32]);
/// When everything is taken in: 2026-06-20.
const NOW: Timestamp = Timestamp(1_781_928_000_000_000);
const N_ORDERS: u64 = 20_000;
/// Rows of the file that is read in this process and committed by the program.
const N_ROWS: u64 = 500_000;
/// The longer file is so many times as long.
const TIMES: u64 = 10;
const COMMIT_ROWS: usize = 2_000;

/// Measures mapping, reading, committing and memory.
pub fn run() -> Result<Vec<Row>> {
    let folder = tempfile::tempdir()?;
    let short = folder.path().join("short.csv");
    write_orders(&short, N_ROWS)?;
    let mut rows = vec![mapping()?, parsing(&short)?];
    let program = build()?;
    rows.push(committing(&program, folder.path(), &short)?);
    let long = folder.path().join("long.csv");
    write_orders(&long, N_ROWS * TIMES)?;
    rows.push(memory(&program, folder.path(), (&short, &long))?);
    Ok(rows)
}

fn row(what: &str, unit: &'static str, ours: f64, peer: Peer, budget: &'static str) -> Row {
    Row { what: what.to_owned(), unit, ours: Some(ours), peer: Some(peer), budget: Some(budget) }
}

/// Signed deliveries of orders, checked and mapped, beside reading the same bytes as JSON.
fn mapping() -> Result<Row> {
    let deliveries: Vec<_> = (0..N_ORDERS).map(delivery).collect();
    let begun = Instant::now();
    for (_, body) in &deliveries {
        let value: serde_json::Value = serde_json::from_slice(body)?;
        ensure!(value.is_object(), "an order is an object");
    }
    let peer = N_ORDERS as f64 / begun.elapsed().as_secs_f64();
    let connection = ConnectionId::from("shop");
    let site = Site {
        connection: &connection,
        account: None,
        secrets: &[SECRET.as_bytes()],
        customer_key: &KEY,
        settings: &BTreeMap::new(),
        received_at: NOW,
    };
    let begun = Instant::now();
    for (headers, body) in &deliveries {
        let incoming = Incoming { headers, body, method: "POST", url: "" };
        let received = webhook::receive("shopify", &incoming, &site);
        ensure!(matches!(received, Ok(Received::Mapped(_))), "not mapped: {received:?}");
    }
    let ours = N_ORDERS as f64 / begun.elapsed().as_secs_f64();
    let peer = Peer { name: "serde_json, parse only", figure: peer };
    Ok(row("Shopify order, signature and mapping", "orders/s", ours, peer, "at least 20,000"))
}

/// A file of orders read into facts, beside splitting it into cells.
fn parsing(file: &Path) -> Result<Row> {
    let begun = Instant::now();
    let mut cells = csv::Reader::from_reader(BufReader::new(File::open(file)?));
    let mut record = csv::StringRecord::new();
    let mut n_rows = 0_u64;
    while cells.read_record(&mut record)? {
        n_rows += 1;
    }
    let peer = n_rows as f64 / begun.elapsed().as_secs_f64();
    let connection = ConnectionId::from("import");
    let context = Context {
        connection: &connection,
        customer_key: &KEY,
        received_at: NOW,
        directory: &Nothing,
    };
    let begun = Instant::now();
    let rows = BufReader::new(File::open(file)?);
    let lines = Csv::open(Kind::Orders, rows, Options { context, zone: None })?;
    let n_taken = lines.filter(|line| line.outcome.is_ok()).count();
    let ours = n_taken as f64 / begun.elapsed().as_secs_f64();
    ensure!(n_taken as u64 == n_rows, "{n_taken} of {n_rows} rows were taken");
    let peer = Peer { name: "csv, cells only", figure: peer };
    Ok(row("CSV of orders, read into facts", "rows/s", ours, peer, "at least 200,000"))
}

/// The program's own import into an empty data directory, beside rows put into SQLite.
fn committing(program: &Path, folder: &Path, file: &Path) -> Result<Row> {
    let begun = Instant::now();
    let mut store = Connection::open(folder.join("bare.sqlite"))?;
    store.pragma_update(None, "journal_mode", "wal")?;
    store.pragma_update(None, "synchronous", "full")?;
    store.execute("create table batch (id integer primary key, bytes blob not null)", [])?;
    let rows = std::fs::read(file)?;
    let rows: Vec<&[u8]> = rows.split(|byte| *byte == b'\n').collect();
    for batch in rows.chunks(COMMIT_ROWS) {
        let commit = store.transaction()?;
        for row in batch {
            let mut insert = commit.prepare_cached("insert into batch (bytes) values (?1)")?;
            insert.execute([row])?;
        }
        commit.commit()?;
    }
    let peer = N_ROWS as f64 / begun.elapsed().as_secs_f64();
    let (took, _) = import(program, &folder.join("data"), file, &[])?;
    let peer = Peer { name: "bare SQLite", figure: peer };
    let ours = N_ROWS as f64 / took.as_secs_f64();
    Ok(row("CSV of orders, committed and credited", "rows/s", ours, peer, "at least 100,000"))
}

/// What the program holds at most while it reads a file and one ten times as long.
fn memory(program: &Path, folder: &Path, (short, long): (&Path, &Path)) -> Result<Row> {
    let data = folder.join("looked-at");
    let peak = |file| import(program, &data, file, &["--dry-run"]).map(|(_, bytes)| bytes as f64);
    let (few, many) = (peak(short)? / 1e6, peak(long)? / 1e6);
    let what = format!("peak memory, {} rows looked at", N_ROWS * TIMES);
    Ok(row(&what, "MB", many, Peer { name: "a tenth of the rows", figure: few }, "flat"))
}

/// Runs `byline import`; gives how long it took and what it held at most.
fn import(program: &Path, data: &Path, file: &Path, more: &[&str]) -> Result<(Duration, u64)> {
    let mut command = Command::new(program);
    command.args(["import", "orders", "--json", "--data"]).arg(data).arg(file).args(more);
    command.env("BYLINE_LOG", "warn").stdout(Stdio::null()).stderr(Stdio::null());
    let begun = Instant::now();
    let mut child = command.spawn().context("the program does not start")?;
    let mut peak = 0;
    loop {
        if let Some(status) = child.try_wait()? {
            ensure!(status.success(), "the import ended with {status}");
            return Ok((begun.elapsed(), peak));
        }
        // The process may end between the two looks.
        peak = peak_bytes(&child.id().to_string()).unwrap_or(peak).max(peak);
        rest(Duration::from_millis(5));
    }
}

fn write_orders(path: &Path, n_rows: u64) -> Result<()> {
    let mut file = BufWriter::new(File::create(PathBuf::from(path))?);
    writeln!(file, "order_id,occurred_at,value,currency,codes,email,is_new_customer")?;
    let mut row = String::new();
    for number in 0..n_rows {
        row.clear();
        let (day, hour) = (1 + number / 24 % 19, number % 24);
        let cents = 1_200 + number * 37 % 9_000;
        write!(
            row,
            "{number},2026-06-{day:02}T{hour:02}:15:00Z,{}.{:02},USD,CODE{},s{}@example.com,yes",
            cents / 100,
            cents % 100,
            number % 200,
            number / 2
        )?;
        writeln!(file, "{row}")?;
    }
    Ok(file.flush()?)
}

type Headers = Vec<(String, Vec<u8>)>;

fn delivery(number: u64) -> (Headers, Vec<u8>) {
    let body = order(number).body();
    let delivery = Delivery {
        topic: "orders/create",
        shop: "bench.myshopify.com",
        webhook_id: &number.to_string(),
        triggered_at: "2026-06-10T12:00:00Z",
        is_test: false,
        has_short_names: false,
    };
    let headers = shopify::headers(delivery, SECRET, &body);
    (headers.into_iter().map(|(name, value)| (name.to_owned(), value.into_bytes())).collect(), body)
}

fn order(number: u64) -> ShopOrder {
    let line = |nth: u64| ShopLine {
        id: 866_550_000 + nth,
        variant_id: 7_000 + nth,
        title: "Thing",
        sku: "T-1",
        n_pieces: 2,
        price_minor: 19_99,
        discount_minor: 3_00,
        grams: 100,
    };
    let address =
        ShopAddress { city: "Austin", province: "Texas", province_code: "TX", zip: "78701" };
    ShopOrder {
        id: 820_982_911_000_000 + number,
        number: 1_001 + number,
        currency: "USD",
        created_at: "2026-06-10T12:00:00Z".to_owned(),
        updated_at: "2026-06-10T12:00:00Z".to_owned(),
        cancelled_at: None,
        financial_status: "paid",
        is_test: false,
        lines: (0..3).map(line).collect(),
        code: Some(("ANA10".to_owned(), 10)),
        tax_minor: 4_00,
        shipping_minor: 5_95,
        customer: ShopCustomer {
            id: 115_310_627 + number,
            email: format!("s{number}@example.com"),
            first_name: "Sam".to_owned(),
            last_name: "Shopper".to_owned(),
            n_orders: 1,
            address,
        },
        landing_site: Some("/?utm_source=tiktok&utm_medium=creator".to_owned()),
        referring_site: None,
        note_attributes: Vec::new(),
        cart_token: format!("cart-{number}"),
        checkout_token: format!("token-{number}"),
        user_agent: String::new(),
        refunds: Vec::new(),
    }
}
