//! JSON lines: one event or one order of Shopify's on each line.
//!
//! An event is written as in `POST /v1/events`; `type` may be left out, since the file is of one
//! kind. An order of Shopify's is known by its financial status and line items; it may stand in
//! `{"order": …}`.

use std::io::{BufRead, Read};

use serde::Deserialize;
use serde_json::value::RawValue;

use super::cells::settle_times;
use super::table::row_id;
use super::{Kind, Line, LineError, Options};
use crate::dedup::{digest, key, nth};
use crate::events::{Event, EventError, Taken, taken};
use crate::shopify;

/// The longest line that is read, in bytes.
const LINE_MAX: u64 = 1 << 20;

/// A file of JSON lines, line by line. Empty lines are skipped.
pub struct JsonLines<'a> {
    file: Box<dyn BufRead + Send + 'a>,
    kind: Kind,
    options: Options<'a>,
    line: Vec<u8>,
    number: u64,
    is_broken: bool,
}

/// As much of a line as says what it is.
#[derive(Deserialize)]
struct Peek<'a> {
    #[serde(borrow)]
    order: Option<&'a RawValue>,
    #[serde(borrow)]
    financial_status: Option<&'a RawValue>,
    #[serde(borrow)]
    line_items: Option<&'a RawValue>,
}

impl<'a> JsonLines<'a> {
    /// Begins to read a file.
    pub fn open(kind: Kind, file: impl BufRead + Send + 'a, options: Options<'a>) -> Self {
        let file = Box::new(file);
        Self { file, kind, options, line: Vec::new(), number: 0, is_broken: false }
    }

    /// Reads the next line into `self.line`; `None` at the end of the file.
    fn read_line(&mut self) -> Option<Result<(), LineError>> {
        self.line.clear();
        let n_read = (&mut self.file).take(LINE_MAX).read_until(b'\n', &mut self.line);
        self.number += 1;
        match n_read {
            Ok(0) => None,
            Ok(_) if self.line.len() as u64 == LINE_MAX && !self.line.ends_with(b"\n") => {
                self.is_broken = self.skip_line().is_err();
                Some(Err(LineError::RowBroken(format!("longer than {LINE_MAX} bytes"))))
            }
            Ok(_) => Some(Ok(())),
            Err(error) => {
                self.is_broken = true;
                Some(Err(LineError::RowBroken(error.kind().to_string())))
            }
        }
    }

    /// Leaves the rest of a line that is too long unread, without keeping it.
    fn skip_line(&mut self) -> std::io::Result<()> {
        loop {
            let buffer = self.file.fill_buf()?;
            if buffer.is_empty() {
                return Ok(());
            }
            match buffer.iter().position(|byte| *byte == b'\n') {
                Some(end) => {
                    self.file.consume(end + 1);
                    return Ok(());
                }
                None => {
                    let n = buffer.len();
                    self.file.consume(n);
                }
            }
        }
    }

    fn read_row(&self, row: &[u8]) -> Result<Vec<Taken>, LineError> {
        if self.kind == Kind::Orders {
            let peek: Peek<'_> = crate::json::read(row).map_err(EventError::JsonInvalid)?;
            let is_shopify = peek.financial_status.is_some() && peek.line_items.is_some();
            match peek.order {
                Some(order) => return self.shopify_order(order.get().as_bytes()),
                None if is_shopify => return self.shopify_order(row),
                None => {}
            }
        }
        let row_text =
            std::str::from_utf8(row).map_err(|_| LineError::RowBroken("no UTF-8".to_owned()))?;
        let mut event = Event::read(self.kind.event_type(), row_text)?;
        settle_times(&mut event, self.options.zone);
        let id = match &mut event {
            Event::Conversion(event) => &mut event.id,
            Event::Click(event) => &mut event.id,
            Event::Spend(event) => &mut event.id,
            _ => return Err(EventError::IdMissing.into()),
        };
        id.get_or_insert_with(|| row_id(digest(&[row])));
        Ok(vec![taken(&event, &self.options.context)?])
    }

    /// An order and the refunds in it. The same line again is the same; a changed order is not.
    fn shopify_order(&self, order: &[u8]) -> Result<Vec<Taken>, LineError> {
        let context = &self.options.context;
        let (connection, now) = (context.connection, context.received_at);
        let facts = shopify::order_line(order, connection, context.customer_key, now)
            .map_err(LineError::Shopify)?;
        let line = key(&[b"shopify-line", connection.as_str().as_bytes(), order]);
        let taken = facts.into_iter().enumerate();
        Ok(taken.map(|(n, fact)| Taken { fact, dedup: nth(line, n) }).collect())
    }
}

impl Iterator for JsonLines<'_> {
    type Item = Line;

    fn next(&mut self) -> Option<Line> {
        while !self.is_broken {
            if let Err(error) = self.read_line()? {
                return Some(Line { number: self.number, outcome: Err(error) });
            }
            let row = self.line.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&self.line).trim_ascii();
            if !row.is_empty() {
                return Some(Line { number: self.number, outcome: self.read_row(row) });
            }
        }
        None
    }
}
