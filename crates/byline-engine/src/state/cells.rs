//! Cells: the readings of one campaign x creator x placement x signal x currency.
//!
//! Everything additive is summed here, in buckets of a quarter of an hour in UTC, so that a page
//! needs no scan of events; and in minutes for the last 48 hours, for what happens now.

use std::collections::HashMap;

use byline_core::credit::N_MODELS;
use byline_core::event::{Metric, Signal};
use byline_core::journey::Channel;
use byline_core::money::Currency;
use byline_core::time::{Timestamp, Zone};
use foldhash::fast::FixedState;
use serde::{Deserialize, Serialize};

use super::behind::Behind;
use super::conversions::Credited;
use super::readings::Readings;
use super::rolled::Rolled;
use super::series::Series;
use super::sums::Sums;
use super::{NONE, row_number};
use crate::view::ByModel;

/// How long minutes are kept.
pub const MINUTES_KEPT: u32 = 48 * 60;
/// So many minutes are forgotten together.
const FORGOTTEN_AT_ONCE: u32 = 12 * 60;

/// What tells cells apart.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
pub struct CellKey {
    /// Number of the campaign, or [`NONE`].
    pub campaign: u32,
    /// Whose; [`Channel::Unknown`] for what nobody earned.
    pub channel: Channel,
    /// Number of the placement, or [`NONE`].
    pub placement: u32,
    /// By which evidence.
    pub signal: Signal,
    /// The currency of its amounts.
    pub currency: Currency,
}

/// Counts that come one at a time.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
pub enum Count {
    /// Clicks by people.
    Clicks,
    /// Clicks by people inside an app's own browser.
    ClicksInApp,
    /// Previews, prefetches and bots.
    ClicksPutAside,
    /// Landings.
    Visits,
    /// Landings on a sold-out page.
    VisitsSoldOut,
    /// Money spent, in minor units.
    Spend,
    /// Clicks before a launch.
    ClicksRehearsed,
}

/// How many kinds of counts there are.
pub const N_COUNTS: usize = 7;

/// What conversions bring, under each model.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Credit {
    /// Revenue at the order's time, in minor units.
    Revenue,
    /// Revenue at the time of posting, in minor units.
    PostedRevenue,
    /// Orders at the order's time, in millionths.
    Orders,
    /// Orders at the time of posting, in millionths.
    PostedOrders,
    /// First orders of new customers at the order's time, in millionths.
    NewCustomerOrders,
    /// Target actions at their time, in millionths.
    Actions,
    /// Orders of creators whose links nobody clicked before, at the order's time, in millionths.
    OrdersWithoutClick,
}

/// How many kinds of credits there are.
pub const N_CREDITS: usize = 7;

/// The readings of one key.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Cell {
    /// What tells it apart.
    pub key: CellKey,
    readings: Readings,
    recent_clicks: Series<i64>,
    recent_revenue: Series<ByModel>,
    recent_orders: Series<ByModel>,
    /// When its newest click or credited conversion happened.
    pub newest_sign_at: Option<Timestamp>,
}

/// Every cell, by key and by number, and what follows from them.
#[derive(Clone, Default, Debug, Serialize, Deserialize)]
pub struct Cells {
    cells: Vec<Cell>,
    #[serde(skip)]
    numbers: HashMap<CellKey, u32, FixedState>,
    #[serde(skip)]
    sums: Sums,
    #[serde(skip)]
    behind: Behind,
    /// Minutes before this one are forgotten.
    minute_floor: u32,
}

impl Cell {
    fn new(key: CellKey) -> Self {
        Self {
            key,
            readings: Readings::default(),
            recent_clicks: Series::default(),
            recent_revenue: Series::default(),
            recent_orders: Series::default(),
            newest_sign_at: None,
        }
    }

    /// Everything additive.
    pub fn readings(&self) -> &Readings {
        &self.readings
    }

    /// A count by bucket.
    pub fn count(&self, count: Count) -> &Rolled<i64> {
        self.readings.count(count)
    }

    /// A credit by bucket.
    pub fn credit(&self, credit: Credit) -> &Rolled<ByModel> {
        self.readings.credit(credit)
    }

    /// What platforms reported, by bucket.
    pub fn metric(&self, metric: Metric) -> &Rolled<i64> {
        self.readings.metric(metric)
    }

    /// Clicks by people, by minute, for the last 48 hours.
    pub fn recent_clicks(&self) -> &Series<i64> {
        &self.recent_clicks
    }

    /// Revenue in minor units, by minute, for the last 48 hours.
    pub fn recent_revenue(&self) -> &Series<ByModel> {
        &self.recent_revenue
    }

    /// Orders in millionths, by minute, for the last 48 hours.
    pub fn recent_orders(&self) -> &Series<ByModel> {
        &self.recent_orders
    }

    /// Whether the cell is a creator's.
    pub fn creator(&self) -> Option<u32> {
        match self.key.channel {
            Channel::Creator(number) => Some(number),
            _ => None,
        }
    }
}

impl Cells {
    /// Rebuilds what snapshots leave out, but for the orders behind.
    pub fn rebuild(&mut self, zones: impl IntoIterator<Item = (u32, Zone)>) {
        self.numbers = (0..).zip(&self.cells).map(|(number, cell)| (cell.key, number)).collect();
        self.sums = Sums::default();
        for (campaign, zone) in zones {
            self.sums.set_zone(campaign, zone);
        }
        self.sum_up();
    }

    /// Rolls up and sums every cell anew.
    fn sum_up(&mut self) {
        self.sums.clear();
        for cell in &mut self.cells {
            let number = self.sums.join(cell.key);
            cell.readings.roll(self.sums.calendar(cell.key.campaign));
            self.sums.add_all(number, &cell.readings);
        }
    }

    /// Lets a campaign's days be those of `zone`.
    pub fn set_zone(&mut self, campaign: u32, zone: Zone) {
        if self.sums.set_zone(campaign, zone) {
            self.sum_up();
        }
    }

    /// The number of the cell with this key, a new one if there is none.
    pub fn number(&mut self, key: CellKey) -> u32 {
        *self.numbers.entry(key).or_insert_with(|| {
            self.cells.push(Cell::new(key));
            self.sums.join(key);
            row_number(self.cells.len() - 1)
        })
    }

    /// The cell of that number.
    pub fn cell(&self, number: u32) -> &Cell {
        &self.cells[number as usize]
    }

    /// Every cell.
    pub fn iter(&self) -> impl Iterator<Item = &Cell> {
        self.cells.iter()
    }

    /// What follows from the cells.
    pub fn sums(&self) -> &Sums {
        &self.sums
    }

    /// Whether the sums are what the cells come to.
    pub fn are_summed(&self) -> bool {
        let mut again = self.clone();
        again.sum_up();
        again.sums.agrees(&self.sums)
            && again.cells.iter().zip(&self.cells).all(|(a, b)| a.readings == b.readings)
    }

    /// The orders that credits come from.
    pub fn behind(&self) -> &Behind {
        &self.behind
    }

    /// Whether the orders behind are those that are posted, by number.
    pub fn is_indexed<'a>(&self, posted: impl Iterator<Item = (u32, &'a Credited)>) -> bool {
        let mut again = Behind::default();
        for (number, credited) in posted {
            again.restate(number, &Credited::default(), credited, &self.sums);
        }
        again.agrees(&self.behind)
    }

    /// Notes what is posted for an order instead of what was.
    pub fn restate(&mut self, number: u32, before: &Credited, after: &Credited) {
        self.behind.restate(number, before, after, &self.sums);
    }

    /// Adds to a count.
    pub fn add_count(&mut self, number: u32, count: Count, at: Timestamp, value: i64) {
        let floor = self.minute_floor;
        let cell = &mut self.cells[number as usize];
        let place = self.sums.place(cell.key.campaign, at);
        cell.readings.add_count(count, place, value);
        if let Some(sum) = self.sums.of_cell(number) {
            sum.readings.add_count(count, place, value);
        }
        if count == Count::Clicks {
            if 0 < value {
                cell.newest_sign_at = cell.newest_sign_at.max(Some(at));
            }
            let minute = at.minute();
            if floor <= minute {
                cell.recent_clicks.add(minute, value);
            }
        }
    }

    /// Adds to a credit.
    pub fn add_credit(&mut self, number: u32, credit: Credit, at: Timestamp, value: ByModel) {
        if value.is_zero() {
            return;
        }
        let floor = self.minute_floor;
        let cell = &mut self.cells[number as usize];
        let place = self.sums.place(cell.key.campaign, at);
        cell.readings.add_credit(credit, place, value);
        if let Some(sum) = self.sums.of_cell(number) {
            sum.readings.add_credit(credit, place, value);
        }
        // A posting is when the ledger was written, not when anybody did anything.
        let is_posting = matches!(credit, Credit::PostedRevenue | Credit::PostedOrders);
        if !is_posting {
            cell.newest_sign_at = cell.newest_sign_at.max(Some(at));
        }
        let minute = at.minute();
        if floor <= minute {
            match credit {
                Credit::Revenue => cell.recent_revenue.add(minute, value),
                Credit::Orders => cell.recent_orders.add(minute, value),
                _ => {}
            }
        }
    }

    /// Adds to what platforms reported.
    pub fn add_metric(&mut self, number: u32, metric: Metric, at: Timestamp, value: i64) {
        let cell = &mut self.cells[number as usize];
        let place = self.sums.place(cell.key.campaign, at);
        cell.readings.add_metric(metric, place, value);
        if let Some(sum) = self.sums.of_cell(number) {
            sum.readings.add_metric(metric, place, value);
        }
    }

    /// Hands clicks, landings and platform figures of some cells over to the cells that hold them
    /// from now on. Money stays: it has a currency and a creator of its own.
    pub fn hand_over(
        &mut self,
        is_from: impl Fn(CellKey) -> bool,
        to: impl Fn(CellKey) -> CellKey,
    ) {
        let mut is_moved = false;
        for from in 0..self.cells.len() {
            let key = self.cells[from].key;
            let heir = to(key);
            if !is_from(key) || heir == key {
                continue;
            }
            is_moved = true;
            let to = self.number(heir) as usize;
            let cell = &mut self.cells[from];
            let counted = cell.readings.take_counted();
            let recent_clicks = std::mem::take(&mut cell.recent_clicks);
            let newest_sign_at = cell.newest_sign_at;
            let cell = &mut self.cells[to];
            cell.newest_sign_at = cell.newest_sign_at.max(newest_sign_at);
            cell.recent_clicks.add_all(&recent_clicks);
            cell.readings.add_all(&counted, self.sums.calendar(heir.campaign));
        }
        if is_moved {
            self.sum_up();
        }
    }

    /// Forgets when anything last happened in some cells.
    pub fn forget_signs(&mut self, is_forgotten: impl Fn(&Cell) -> bool) {
        for cell in self.cells.iter_mut().filter(|cell| is_forgotten(cell)) {
            cell.newest_sign_at = None;
        }
    }

    /// Notes that something happened in a cell.
    pub fn note_sign(&mut self, number: u32, at: Timestamp) {
        let cell = &mut self.cells[number as usize];
        cell.newest_sign_at = cell.newest_sign_at.max(Some(at));
    }

    /// Forgets minutes that are more than 48 hours before `now`, half a day's worth at a time: what
    /// stays is moved together.
    pub fn forget_old_minutes(&mut self, now: Timestamp) {
        let floor =
            now.minute().saturating_sub(MINUTES_KEPT) / FORGOTTEN_AT_ONCE * FORGOTTEN_AT_ONCE;
        if floor <= self.minute_floor {
            return;
        }
        self.minute_floor = floor;
        for cell in &mut self.cells {
            cell.recent_clicks.forget_before(floor);
            cell.recent_revenue.forget_before(floor);
            cell.recent_orders.forget_before(floor);
        }
    }
}

/// The word for a channel that is no creator in the API; empty for what nobody earned.
pub fn channel_key(channel: Channel) -> &'static str {
    match channel {
        Channel::Creator(_) | Channel::Unknown => "",
        Channel::Paid => "other:paid",
        Channel::Email => "other:email",
        Channel::Search => "other:search",
        Channel::Social => "other:social",
        Channel::Referral => "other:referral",
        Channel::Direct => "other:direct",
    }
}

/// The name on screens of a channel that is no creator.
pub fn channel_name(channel: Channel) -> &'static str {
    match channel {
        Channel::Creator(_) => "Creator",
        Channel::Paid => "Paid media",
        Channel::Email => "E-mail",
        Channel::Search => "Search",
        Channel::Social => "Unpaid social",
        Channel::Referral => "Other sites",
        Channel::Direct => "Direct",
        Channel::Unknown => "Unattributed",
    }
}

impl CellKey {
    /// The cell of what nobody earned.
    pub fn nobody(currency: Currency) -> Self {
        Self {
            campaign: NONE,
            channel: Channel::Unknown,
            placement: NONE,
            signal: Signal::None,
            currency,
        }
    }
}

const _: () = assert!(N_MODELS == 8, "a new model needs a new snapshot version");
