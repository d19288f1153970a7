//! Cells by their meaning: times, amounts, counts, ids, people.
//!
//! In: a row and what it is read against. Out: values, or which cell cannot be read and what it
//! should hold. An empty cell is `None`; it is never zero. Settings of the mapping say what a file
//! cannot: `currency`, `decimal_mark` (`,` or `.`), `day_order` (`dmy` or `mdy`).

use byline_core::entry::DedupKey;
use byline_core::link::Utm;
use byline_core::money::{Currency, Money, minor_from_decimal};
use byline_core::shopper::ShopperKeys;
use byline_core::time::{CivilDay, Span, Timestamp};

use super::numbers;
use super::times::{self, Clock, DayOrder, Digits};
use crate::amount;
use crate::dedup;
use crate::export::{Ground, Row, RowRefused};
use crate::keys::Customer;
use crate::moment;

/// A row and what it is read against.
#[derive(Clone, Copy)]
pub struct Cells<'r> {
    row: &'r Row<'r>,
    /// What the row is read against.
    pub ground: &'r Ground<'r>,
}

/// Personal data is never repeated: what is wrong is said, not what stands there.
const PERSONAL: &str = "…";

/// Tables that are made for spreadsheets put an apostrophe before what would be a formula.
fn unguarded(text: &str) -> &str {
    match text.strip_prefix('\'') {
        Some(rest) if rest.starts_with(['=', '+', '-', '@']) => rest,
        _ => text,
    }
}

impl<'r> Cells<'r> {
    /// The cells of a row.
    pub fn new(row: &'r Row<'r>, ground: &'r Ground<'r>) -> Self {
        Self { row, ground }
    }

    /// The text of a cell.
    pub fn text(&self, column: &str) -> Option<&'r str> {
        self.row.text(column).map(unguarded)
    }

    /// The text of a cell that the row needs.
    pub fn must(&self, column: &'static str) -> Result<&'r str, RowRefused> {
        self.text(column).ok_or(RowRefused::Missing(column))
    }

    /// The first of several cells that says anything.
    pub fn first(&self, columns: &[&str]) -> Option<&'r str> {
        columns.iter().find_map(|column| self.text(column))
    }

    /// A setting of the mapping or connection.
    pub fn setting(&self, name: &str) -> Option<&'r str> {
        self.ground.settings.get(name).map(String::as_str)
    }

    /// An id, exactly as it came. What a spreadsheet has rounded is none: `8.2E+17`.
    pub fn id(&self, column: &'static str) -> Result<Option<&'r str>, RowRefused> {
        let Some(text) = self.text(column) else { return Ok(None) };
        match is_rounded(text) || 200 < text.len() {
            true => Err(unreadable(column, text, "id with all its digits")),
            false => Ok(Some(text)),
        }
    }

    /// An id that the row needs.
    pub fn must_id(&self, column: &'static str) -> Result<&'r str, RowRefused> {
        self.id(column)?.ok_or(RowRefused::Missing(column))
    }

    /// An instant that can be true. Times without a zone are in the mapping's.
    pub fn time(
        &self,
        column: &'static str,
        digits: Digits,
    ) -> Result<Option<Timestamp>, RowRefused> {
        let Some(text) = self.text(column) else { return Ok(None) };
        self.instant(column, text, digits).map(Some)
    }

    /// The instant of a text that was put together, from `column` among others.
    pub fn instant(
        &self,
        column: &'static str,
        text: &str,
        digits: Digits,
    ) -> Result<Timestamp, RowRefused> {
        let clock = Clock { zone: self.ground.zone, digits, day_order: self.day_order() };
        let at = times::instant(text, &clock)
            .ok_or_else(|| unreadable(column, text, "time whose unit, order and zone are clear"))?;
        moment::check(at, self.ground.received_at)
            .map_err(|_| unreadable(column, text, "time between 2000 and now"))
    }

    /// An instant that the row needs.
    pub fn must_time(&self, column: &'static str, digits: Digits) -> Result<Timestamp, RowRefused> {
        self.time(column, digits)?.ok_or(RowRefused::Missing(column))
    }

    /// A local day that the row needs.
    pub fn must_day(&self, column: &'static str) -> Result<CivilDay, RowRefused> {
        let text = self.must(column)?;
        times::day(text, self.day_order())
            .ok_or_else(|| unreadable(column, text, "day whose order is clear"))
    }

    /// The instants of a local day that the row needs.
    pub fn must_day_span(&self, column: &'static str) -> Result<Span, RowRefused> {
        let day = self.must_day(column)?;
        let span = self.ground.zone.day_span(day);
        moment::check(span.from, self.ground.received_at)
            .map_err(|_| unreadable(column, &day.to_string(), "day between 2000 and today"))?;
        Ok(span)
    }

    /// The currency that a cell names, or else the mapping.
    pub fn currency(&self, column: &'static str) -> Result<Option<Currency>, RowRefused> {
        let named = self.text(column).or_else(|| self.setting("currency"));
        let Some(code) = named else { return Ok(None) };
        let currency = Currency::parse(&code.to_ascii_uppercase());
        currency.map(Some).ok_or_else(|| unreadable(column, code, "ISO 4217 currency"))
    }

    /// An amount. Without a currency in the row, the cell or the mapping it cannot be money.
    pub fn money(
        &self,
        column: &'static str,
        currency: Option<Currency>,
    ) -> Result<Option<Money>, RowRefused> {
        let Some(text) = self.text(column) else { return Ok(None) };
        let own = numbers::currency_in(text);
        let currency = match (own, currency) {
            (Some(own), Some(said)) if own != said => {
                return Err(unreadable(column, text, "amount in the currency of the row"));
            }
            (own, said) => own.or(said),
        };
        let Some(currency) = currency else {
            return Err(unreadable(column, text, "amount whose currency is said"));
        };
        if numbers::contradicts(text, currency) {
            return Err(unreadable(column, text, "amount in the currency of the row"));
        }
        let plain = numbers::amount(text, self.decimal_mark(), currency.exponent());
        let minor = plain.and_then(|plain| minor_from_decimal(&plain, &currency).ok());
        let minor = minor.filter(|minor| minor.abs() <= amount::LARGEST);
        let minor = minor.ok_or_else(|| unreadable(column, text, "amount that reads one way"))?;
        Ok(Some(Money::new(minor, currency)))
    }

    /// A whole number.
    pub fn count(&self, column: &'static str) -> Result<Option<i64>, RowRefused> {
        let Some(text) = self.text(column) else { return Ok(None) };
        let count = numbers::count(text, self.decimal_mark());
        let count = count.filter(|count| count.abs() <= amount::LARGEST);
        count.map(Some).ok_or_else(|| unreadable(column, text, "whole number that reads one way"))
    }

    /// A decimal number in units of `10^-n_places`.
    pub fn scaled(&self, column: &'static str, n_places: u32) -> Result<Option<i64>, RowRefused> {
        let Some(text) = self.text(column) else { return Ok(None) };
        let scaled = numbers::scaled(text, self.decimal_mark(), n_places);
        let scaled = scaled.filter(|scaled| scaled.abs() <= amount::LARGEST);
        scaled.map(Some).ok_or_else(|| unreadable(column, text, "decimal number"))
    }

    /// Yes or no.
    pub fn flag(&self, column: &'static str) -> Result<Option<bool>, RowRefused> {
        match self.text(column).map(str::to_ascii_lowercase).as_deref() {
            None => Ok(None),
            Some("true" | "yes" | "y" | "1" | "t") => Ok(Some(true)),
            Some("false" | "no" | "n" | "0" | "f") => Ok(Some(false)),
            Some(word) => Err(unreadable(column, word, "yes or no")),
        }
    }

    /// A list in one cell, separated by `|`, `;` or `,`.
    pub fn list(&self, column: &str) -> Vec<&'r str> {
        let cell = self.text(column).unwrap_or_default();
        cell.split(['|', ';', ',']).map(str::trim).filter(|part| !part.is_empty()).collect()
    }

    /// The key of what the whole row says: the same row again is known.
    pub fn row_key(&self, feed: &str) -> DedupKey {
        let connection = self.ground.connection.as_str().as_bytes();
        dedup::key(&[b"row", feed.as_bytes(), connection, &self.row.digest()])
    }

    /// The key of a thing by its sender's id: whatever else a row says of it, it is the same.
    pub fn id_key(&self, feed: &str, kind: &str, id: &str) -> DedupKey {
        let connection = self.ground.connection.as_str().as_bytes();
        dedup::key(&[b"id", feed.as_bytes(), connection, kind.as_bytes(), id.as_bytes()])
    }

    /// The digest of what the row says, as the id of a row that brings none.
    pub fn row_id(&self) -> String {
        format!("row-{:032x}", u128::from_be_bytes(self.row.digest()))
    }

    /// Who it was, by whatever of address, phone and id the row has.
    pub fn customer(&self, email: &str, phone: &str, id: Option<&str>) -> ShopperKeys {
        let customer = Customer { email: self.text(email), phone: self.text(phone), id };
        let customer = customer.key(self.ground.customer_key);
        ShopperKeys { customer, ..ShopperKeys::default() }
    }

    /// The five UTM fields from five columns; `None` if none says anything.
    pub fn utm(&self, columns: [&str; 5]) -> Option<Utm> {
        let [source, medium, campaign, content, term] =
            columns.map(|column| self.text(column).filter(is_said).unwrap_or_default().to_owned());
        let utm = Utm { source, medium, campaign, content, term };
        (!utm.is_empty()).then_some(utm)
    }

    fn decimal_mark(&self) -> Option<char> {
        self.setting("decimal_mark").and_then(|mark| mark.chars().next())
    }

    fn day_order(&self) -> DayOrder {
        match self.setting("day_order") {
            Some("dmy") => DayOrder::DayFirst,
            Some("mdy") => DayOrder::MonthFirst,
            _ => DayOrder::Unsaid,
        }
    }
}

/// What analytics tools write where a field says nothing.
fn is_said(text: &&str) -> bool {
    !matches!(*text, "(none)" | "(direct)" | "(not set)" | "<Other>" | "(data deleted)")
}

/// Whether digits were rounded away: `8.2E+17`.
fn is_rounded(text: &str) -> bool {
    let is_number = text.starts_with(|c: char| c.is_ascii_digit());
    let mantissa_and_exponent = text.split_once(['E', 'e']);
    let is_plain = |part: &str| {
        !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'.' | b','))
    };
    is_number
        && mantissa_and_exponent.is_some_and(|(mantissa, exponent)| {
            let has_point = mantissa.contains(['.', ',']) || exponent.starts_with('+');
            has_point && is_plain(mantissa) && is_plain(exponent.trim_start_matches('+'))
        })
}

/// That a cell cannot be read. What looks like an address is not repeated.
pub fn unreadable(column: &'static str, text: &str, wanted: &'static str) -> RowRefused {
    let value = match text.contains('@') {
        true => PERSONAL.to_owned(),
        false => text.chars().take(40).collect(),
    };
    RowRefused::Unreadable { column, value, wanted }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rounded_ids_are_known_by_their_exponent() {
        let table = [
            ("8.20982911946154E+17", true),
            ("8,2E17", true),
            ("8E+17", true),
            ("820982911946154508", false),
            ("12E4", false),
            ("9e1f", false),
            ("ORDER-1", false),
        ];
        for (text, expected) in table {
            assert_eq!(is_rounded(text), expected, "{text}");
        }
    }

    #[test]
    fn addresses_are_not_repeated() {
        let refused = unreadable("when", "jo@shop.com", "time");
        assert_eq!(refused.to_string(), "`when` holds `…`, which is no time");
    }
}
