//! Snapshots: the state as bytes, and the order-independent part of it as bytes.

use byline_core::event::Signal;
use byline_core::journey::Channel;
use serde::Serialize;

use crate::engine::Engine;
use crate::state::cells::{Cell, Count, Credit};
use crate::state::conversions::Facts;
use crate::view::ByModel;

/// Changes whenever the bytes of a state change their meaning. A snapshot of another version is
/// not read; the log is replayed instead.
const VERSION: u32 = 32;

/// Why a snapshot could not be read.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum SnapshotError {
    /// It was written by another version of the engine.
    #[error("the snapshot has version {0}, this engine reads version {VERSION}")]
    OtherVersion(u32),
    /// Its bytes mean nothing.
    #[error("the snapshot cannot be read: {0}")]
    Unreadable(String),
}

impl Engine {
    /// The version of [`Engine::encode`]. A snapshot of another version is not read.
    pub const STATE_VERSION: u32 = VERSION;

    /// The state as bytes; the same for every engine that applied the same entries.
    pub fn encode(&self) -> Vec<u8> {
        let bytes = VERSION.to_be_bytes().to_vec();
        postcard::to_extend(self, bytes).expect("a state in memory can be written to memory")
    }

    /// The engine that `encode` wrote.
    pub fn decode(bytes: &[u8]) -> Result<Self, SnapshotError> {
        let unreadable = |reason: &str| SnapshotError::Unreadable(reason.to_owned());
        let (version, state) = bytes.split_first_chunk().ok_or_else(|| unreadable("too short"))?;
        let version = u32::from_be_bytes(*version);
        if version != VERSION {
            return Err(SnapshotError::OtherVersion(version));
        }
        let mut engine: Self =
            postcard::from_bytes(state).map_err(|error| unreadable(&error.to_string()))?;
        engine.registry.rebuild();
        engine.shoppers.rebuild();
        engine.conversions.rebuild();
        engine.rebuild_cells();
        engine.briefs.table.rebuild();
        Ok(engine)
    }

    /// What orders and readings say, as bytes that do not depend on the order of arrival.
    pub fn fingerprint(&self) -> Vec<u8> {
        let mut cells: Vec<_> = self.cells.iter().map(|cell| self.summary_of(cell)).collect();
        cells.retain(|summary| !summary.is_empty());
        cells.sort();
        let mut orders: Vec<_> = Vec::new();
        for (_, conversion) in self.conversions.numbered() {
            let Facts::Order(order) = &conversion.facts else {
                continue;
            };
            let rows = conversion.credited.rows.iter();
            let mut rows: Vec<_> = rows
                .map(|row| (self.cell_name(self.cells.cell(row.cell)), row.minor, row.micro))
                .collect();
            rows.sort();
            orders.push((&order.key, order.version_at, conversion.credited.net_minor(), rows));
        }
        orders.sort_by(|a, b| a.0.cmp(b.0));
        postcard::to_allocvec(&(cells, orders)).expect("a state in memory can be written to memory")
    }

    /// A cell by ids instead of numbers, which depend on the order of arrival.
    fn cell_name(&self, cell: &Cell) -> CellName {
        let key = &cell.key;
        let channel = match key.channel {
            Channel::Creator(number) => self.registry.creators.id(number).to_owned(),
            other => format!("{other:?}"),
        };
        CellName {
            campaign: self.registry.campaigns.id(key.campaign).to_owned(),
            channel,
            placement: self.registry.placements.id(key.placement).to_owned(),
            signal: key.signal,
            currency: key.currency.as_str().to_owned(),
        }
    }

    fn summary_of(&self, cell: &Cell) -> CellSummary {
        let counts = [
            Count::Clicks,
            Count::ClicksInApp,
            Count::ClicksPutAside,
            Count::ClicksRehearsed,
            Count::Visits,
            Count::VisitsSoldOut,
            Count::Spend,
        ];
        let credits = [
            Credit::Revenue,
            Credit::Orders,
            Credit::NewCustomerOrders,
            Credit::Actions,
            Credit::OrdersWithoutClick,
        ];
        CellSummary {
            name: self.cell_name(cell),
            counts: counts.map(|count| nonzero(cell.count(count).between(0, u32::MAX))).to_vec(),
            credits: credits.map(|c| nonzero(cell.credit(c).between(0, u32::MAX))).to_vec(),
        }
    }
}

#[derive(PartialEq, Eq, PartialOrd, Ord, Serialize)]
struct CellName {
    campaign: String,
    channel: String,
    placement: String,
    signal: Signal,
    currency: String,
}

#[derive(PartialEq, Eq, PartialOrd, Ord, Serialize)]
struct CellSummary {
    name: CellName,
    counts: Vec<Vec<(u32, i64)>>,
    credits: Vec<Vec<(u32, ByModel)>>,
}

impl CellSummary {
    fn is_empty(&self) -> bool {
        self.counts.iter().all(Vec::is_empty) && self.credits.iter().all(Vec::is_empty)
    }
}

/// A bucket that went up and down again is as if nothing had happened.
fn nonzero<V: Copy + Default + PartialEq>(points: &[(u32, V)]) -> Vec<(u32, V)> {
    points.iter().copied().filter(|point| point.1 != V::default()).collect()
}
