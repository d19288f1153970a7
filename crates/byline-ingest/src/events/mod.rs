//! Events that a brand's own servers send: `POST /v1/events`.
//!
//! In: `{"events": […]}` with up to [`ROWS_MAX`] rows. Out: for each row its fact, or an error with
//! a stable code. One bad row never costs the good ones.
//!
//! A row's `id` is its sender's and makes it idempotent for ever: the dedup key is made of the
//! connection, the type and the id. `shapes` documents every field, `map` says what each becomes.

use byline_core::entry::{DedupKey, Fact};
use byline_core::id::ConnectionId;
use byline_core::time::Timestamp;
use serde::Deserialize;
use serde_json::value::RawValue;

use crate::directory::Directory;
use crate::keys::CustomerKey;

mod error;
mod fields;
mod map;
mod order;
mod parts;
mod shapes;

pub(crate) use map::taken;

use fields::Fields;

pub use error::{BatchError, EventError, Said};
pub use shapes::{
    ClickEvent, ConversionEvent, Event, Events, MetricEvent, RefundEvent, ShopperFields,
    SightingEvent, SpendEvent, Text, ViewEvent, VisitEvent,
};

/// How many rows one batch may hold.
pub const ROWS_MAX: usize = 1_000;

/// What the rows of a batch are read against.
#[derive(Clone, Copy)]
pub struct Context<'a> {
    /// The connection that reports the events.
    pub connection: &'a ConnectionId,
    /// The workspace's key for customers.
    pub customer_key: &'a CustomerKey,
    /// When the batch came in; stands in where a row has no time of its own.
    pub received_at: Timestamp,
    /// What rows may refer to.
    pub directory: &'a dyn Directory,
}

/// One row and what became of it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Row {
    /// Its sender's id, if it could be read.
    pub id: Option<String>,
    /// The fact, or why there is none.
    pub outcome: Result<Taken, EventError>,
}

/// A fact with the key by which a second delivery is recognised.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Taken {
    /// What to take in.
    pub fact: Fact,
    /// Made of connection, type and id.
    pub dedup: DedupKey,
}

/// Reads a batch. The rows come back in the order in which they were sent.
pub fn read(body: &[u8], context: &Context<'_>) -> Result<Vec<Row>, BatchError> {
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Batch<'a> {
        #[serde(borrow)]
        events: Vec<&'a RawValue>,
    }
    let batch: Batch<'_> = crate::json::read(body).map_err(BatchError::JsonInvalid)?;
    if batch.events.len() > ROWS_MAX {
        return Err(BatchError::TooManyRows(batch.events.len()));
    }
    Ok(batch.events.iter().map(|row| read_row(row.get(), context)).collect())
}

/// Reads one row by itself.
pub fn read_row(row: &str, context: &Context<'_>) -> Row {
    let fields: Fields<'_> = match crate::json::read(row.as_bytes()) {
        Ok(fields) => fields,
        Err(place) => return Row { id: None, outcome: Err(EventError::JsonInvalid(place)) },
    };
    let id = fields.text("id");
    let kind = fields.text("type").unwrap_or_default();
    let event = fields.check(&kind).and_then(|()| Event::read(&kind, row));
    let event = event.map(|event| event.with_shopper_of(row));
    let outcome = event.and_then(|event| taken(&event, context));
    Row { id, outcome }
}

#[cfg(test)]
mod tests;
