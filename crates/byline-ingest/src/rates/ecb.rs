//! The European Central Bank's reference rates: `eurofxref-hist` as CSV and as XML.
//!
//! Invariant: a rate becomes a whole number of hundred-millionths digit by digit. A currency that
//! has no rate on a day (`N/A`) is left out of that day; it is not zero and not yesterday's.

use byline_core::entry::{DedupKey, Fact};
use byline_core::money::Currency;
use byline_core::rate::{DayRates, Rate};
use byline_core::time::{CivilDay, Zone};
use thiserror::Error;

use crate::dedup;
use crate::export::{Document, Export, ExportColumn, Ground, Mapped, Row, RowRefused, may, must};
use crate::files::{Cells, scaled, unreadable};
use crate::webhook::Reason;

/// The ECB's rates, a day a row.
pub const RATES: Export = Export {
    feed: "import",
    what: "ecb_rates",
    about: "eurofxref-hist.csv of the European Central Bank",
    columns: COLUMNS,
    map: day,
};

/// The same as XML, of one day, ninety days or all.
pub const DOCUMENT: Document = Document {
    export: &RATES,
    about: "eurofxref-daily.xml or eurofxref-hist.xml of the European Central Bank",
    mark: "<Cube",
    read: |bytes, _, each| {
        let facts =
            xml(bytes).map_err(|error| Reason { code: error.code(), detail: error.to_string() })?;
        facts.into_iter().for_each(|fact| each(Ok(vec![fact])));
        Ok(())
    },
};

/// How many decimal places a rate keeps.
const N_PLACES: u32 = 8;

/// Why a document of rates is not read.
#[derive(Clone, PartialEq, Eq, Debug, Error)]
pub enum RatesError {
    /// It is not written as the ECB writes its rates.
    #[error("the document holds no rates as the ECB writes them")]
    NotRates,
    /// A rate or a day cannot be read. Nothing of the document is taken.
    #[error("`{0}` is no rate, currency or day")]
    Unreadable(String),
}

impl RatesError {
    /// The stable code.
    pub fn code(&self) -> &'static str {
        match self {
            Self::NotRates => "rates.not_rates",
            Self::Unreadable(_) => "rates.unreadable",
        }
    }
}

const CURRENCIES: [&str; 42] = [
    "USD", "JPY", "BGN", "CYP", "CZK", "DKK", "EEK", "GBP", "HUF", "LTL", "LVL", "MTL", "PLN",
    "ROL", "RON", "SEK", "SIT", "SKK", "CHF", "ISK", "NOK", "HRK", "RUB", "TRL", "TRY", "AUD",
    "BRL", "CAD", "CNY", "HKD", "IDR", "ILS", "INR", "KRW", "MXN", "MYR", "NZD", "PHP", "SGD",
    "THB", "ZAR", "ARS",
];

const COLUMNS: &[ExportColumn] = &{
    let mut columns = [may("", &[], "units of it for one euro"); 43];
    columns[0] = must("Date", &[], "the day");
    let mut n = 0;
    while n < CURRENCIES.len() {
        columns[n + 1] = may(CURRENCIES[n], &[], "units of it for one euro");
        n += 1;
    }
    // Without these two a table of days is no table of rates.
    columns[1] = must("USD", &[], "units of it for one euro");
    columns[2] = must("JPY", &[], "units of it for one euro");
    columns
};

fn day(row: &Row<'_>, ground: &Ground<'_>) -> Mapped {
    let cells = Cells::new(row, ground);
    let day = cells.must_day("Date")?;
    let mut rates = Vec::new();
    for code in CURRENCIES {
        let Some(text) = cells.text(code) else { continue };
        // Currencies that are out of use and unknown to ISO's list today buy nothing any more.
        let Some(currency) = Currency::parse(code) else { continue };
        let per_base_e8 = rate(text).ok_or_else(|| unreadable(code, text, "rate above zero"))?;
        rates.push(Rate { currency, per_base_e8 });
    }
    if rates.is_empty() {
        return Err(RowRefused::Empty("a day without rates"));
    }
    Ok(vec![fact(day, rates)])
}

/// A rate in hundred-millionths; above zero.
fn rate(text: &str) -> Option<i64> {
    scaled(text, Some('.'), N_PLACES).filter(|rate| 0 < *rate)
}

/// Reads the XML of the ECB: a `Cube` for each day, and in it one for each currency.
pub fn xml(bytes: &[u8]) -> Result<Vec<(Fact, DedupKey)>, RatesError> {
    let text = std::str::from_utf8(bytes).map_err(|_| RatesError::NotRates)?;
    let mut facts = Vec::new();
    let mut open: Option<(CivilDay, Vec<Rate>)> = None;
    for cube in text.split("<Cube").skip(1) {
        let cube = cube.split('>').next().unwrap_or_default();
        let unreadable = |text: &str| RatesError::Unreadable(text.chars().take(40).collect());
        if let Some(time) = attribute(cube, "time") {
            facts.extend(open.take().map(|(day, rates)| fact(day, rates)));
            open = Some((time.parse().map_err(|_| unreadable(time))?, Vec::new()));
        }
        let (Some(code), Some(value)) = (attribute(cube, "currency"), attribute(cube, "rate"))
        else {
            continue;
        };
        let (_, rates) = open.as_mut().ok_or(RatesError::NotRates)?;
        let Some(currency) = Currency::parse(code) else { continue };
        if value != "N/A" {
            let per_base_e8 = rate(value).ok_or_else(|| unreadable(value))?;
            rates.push(Rate { currency, per_base_e8 });
        }
    }
    facts.extend(open.take().map(|(day, rates)| fact(day, rates)));
    if facts.is_empty() { Err(RatesError::NotRates) } else { Ok(facts) }
}

/// The value of an attribute in either kind of quotes.
fn attribute<'t>(tag: &'t str, name: &str) -> Option<&'t str> {
    let (_, rest) = tag.split_once(&format!(" {name}="))?;
    let quote = rest.chars().next().filter(|c| matches!(c, '\'' | '"'))?;
    rest[1..].split(quote).next()
}

/// The rates of a day under the key of all that they say: CSV and XML are one.
fn fact(day: CivilDay, mut rates: Vec<Rate>) -> (Fact, DedupKey) {
    rates.sort_unstable_by_key(|rate| rate.currency);
    let from = Zone::utc().day_span(day).from;
    let mut said = format!("{day}");
    for rate in &rates {
        said.push_str(&format!(" {}={}", rate.currency, rate.per_base_e8));
    }
    let base = Currency::parse("EUR").expect("the euro is a currency");
    let day = DayRates { publisher: "ecb".to_owned(), from, base, rates };
    (Fact::Rates(day), dedup::key(&[b"rates", b"ecb", said.as_bytes()]))
}
