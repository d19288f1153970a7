//! Sums: the readings of everything of one campaign in one currency, so that a question about a
//! whole campaign reads one series and not those of every creator.
//!
//! What nobody earned is a cell of its own and in no sum.

use byline_core::journey::Channel;
use byline_core::money::Currency;
use byline_core::time::{Timestamp, Zone};

use super::calendar::Calendar;
use super::cells::CellKey;
use super::readings::{Place, Readings};
use super::{NONE, row_number};

/// Every sum, and whose days they are rolled up by.
#[derive(Clone, Default, Debug)]
pub struct Sums {
    sums: Vec<Sum>,
    /// For each cell the number of its sum, or [`NONE`].
    of_cells: Vec<u32>,
    /// The days of what belongs to no campaign, and of campaigns that were not declared yet.
    utc: Calendar,
    /// The days of each campaign, by its number.
    calendars: Vec<Option<Calendar>>,
}

/// All cells of one campaign in one currency together.
#[derive(Clone, PartialEq, Debug)]
pub struct Sum {
    /// Number of the campaign, or [`NONE`].
    pub campaign: u32,
    /// The currency of its amounts.
    pub currency: Currency,
    /// What its cells come to.
    pub readings: Readings,
}

impl Sum {
    /// A key like those of its cells, which says the campaign and the currency.
    pub fn key(&self) -> CellKey {
        let channel = Channel::Direct;
        CellKey { campaign: self.campaign, channel, ..CellKey::nobody(self.currency) }
    }
}

impl Sums {
    /// Every sum, by number.
    pub fn iter(&self) -> impl Iterator<Item = &Sum> {
        self.sums.iter()
    }

    /// Whether both say the same.
    pub fn agrees(&self, other: &Self) -> bool {
        self.sums == other.sums && self.of_cells == other.of_cells
    }

    /// Forgets every sum and cell, but no zone.
    pub fn clear(&mut self) {
        self.sums.clear();
        self.of_cells.clear();
    }

    /// Takes the next new cell in; tells the number of its sum.
    pub fn join(&mut self, key: CellKey) -> u32 {
        let number = self.number(key);
        self.of_cells.push(number);
        number
    }

    fn number(&mut self, key: CellKey) -> u32 {
        if key.is_nobodys() {
            return NONE;
        }
        let CellKey { campaign, currency, .. } = key;
        let is_it = |sum: &Sum| sum.campaign == campaign && sum.currency == currency;
        let known = self.sums.iter().position(is_it);
        let place = known.unwrap_or_else(|| {
            self.sums.push(Sum { campaign, currency, readings: Readings::default() });
            self.sums.len() - 1
        });
        row_number(place)
    }

    /// The number of a cell's sum; [`NONE`] for what nobody earned.
    pub fn number_of(&self, cell: u32) -> u32 {
        self.of_cells[cell as usize]
    }

    /// The sum that a cell is part of, to add to it.
    pub fn of_cell(&mut self, cell: u32) -> Option<&mut Sum> {
        self.sums.get_mut(self.of_cells[cell as usize] as usize)
    }

    /// Adds all readings of a cell to the sum of that number, if there is one.
    pub fn add_all(&mut self, number: u32, readings: &Readings) {
        if let Some(sum) = self.sums.get_mut(number as usize) {
            let calendar = calendar(&mut self.calendars, &mut self.utc, sum.campaign);
            sum.readings.add_all(readings, calendar);
        }
    }

    /// Lets a campaign's days be those of `zone`; tells whether they were not.
    pub fn set_zone(&mut self, campaign: u32, zone: Zone) -> bool {
        let is_known = *self.calendar(campaign).zone() == zone;
        let place = campaign as usize;
        if self.calendars.len() <= place {
            self.calendars.resize(place + 1, None);
        }
        if !is_known {
            self.calendars[place] = Some(Calendar::of(zone));
        }
        !is_known
    }

    /// The days of a campaign.
    pub fn calendar(&mut self, campaign: u32) -> &mut Calendar {
        calendar(&mut self.calendars, &mut self.utc, campaign)
    }

    /// Where in a campaign's days an instant is.
    pub fn place(&mut self, campaign: u32, at: Timestamp) -> Place {
        let bucket = at.bucket().0;
        Place { bucket, day: self.calendar(campaign).day_of(bucket) }
    }
}

fn calendar<'a>(
    of_campaigns: &'a mut [Option<Calendar>],
    utc: &'a mut Calendar,
    campaign: u32,
) -> &'a mut Calendar {
    of_campaigns.get_mut(campaign as usize).and_then(Option::as_mut).unwrap_or(utc)
}

impl CellKey {
    /// Whether this is the cell of what nobody earned.
    pub fn is_nobodys(&self) -> bool {
        self.channel == Channel::Unknown && self.campaign == NONE
    }
}
