//! Crowds: from which devices and countries the people come who click a link, by day.
//!
//! Kept by link, so that what a link stands for may change without moving anything. A day is one
//! of UTC: it answers where people come from, and no figure is cut by it.

use byline_core::time::{Bucket, Timestamp};
use serde::{Deserialize, Serialize};

use super::shoppers::Surroundings;

/// Buckets of a day.
const BUCKETS_A_DAY: u32 = 96;

/// Clicks by people, by link number.
#[derive(Clone, Default, Debug, Serialize, Deserialize)]
pub struct Crowds {
    links: Vec<Vec<Crowd>>,
}

/// Clicks of one day from one kind of device in one country.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
struct Crowd {
    day: u32,
    surroundings: Surroundings,
    n_clicks: i64,
}

impl Crowds {
    /// Adds clicks of a link, or takes them back.
    pub fn add(&mut self, link: u32, surroundings: Surroundings, at: Timestamp, n_clicks: i64) {
        let link = link as usize;
        if self.links.len() <= link {
            self.links.resize_with(link + 1, Vec::new);
        }
        let rows = &mut self.links[link];
        let day = day_of(at.bucket());
        let key = (day, surroundings);
        match rows.binary_search_by_key(&key, |row| (row.day, row.surroundings)) {
            Ok(place) => rows[place].n_clicks += n_clicks,
            Err(place) => rows.insert(place, Crowd { day, surroundings, n_clicks }),
        }
    }

    /// Clicks of a link on the days that buckets `from` to before `to` touch.
    pub fn of(
        &self,
        link: u32,
        (from, to): (u32, u32),
    ) -> impl Iterator<Item = (Surroundings, i64)> {
        let rows = self.links.get(link as usize).map(Vec::as_slice).unwrap_or_default();
        let (first, last) = (day_of(Bucket(from)), day_of(Bucket(to.saturating_sub(1))));
        let begin = rows.partition_point(|row| row.day < first);
        let within = rows[begin..].iter().take_while(move |row| row.day <= last);
        within.map(|row| (row.surroundings, row.n_clicks))
    }
}

fn day_of(bucket: Bucket) -> u32 {
    bucket.0 / BUCKETS_A_DAY
}

#[cfg(test)]
mod tests {
    use byline_core::click::Device;
    use byline_core::time::MICROS_PER_HOUR;

    use super::*;

    #[test]
    fn clicks_are_kept_by_day_and_where_they_come_from() {
        let at = |hours: i64| Timestamp(hours * MICROS_PER_HOUR);
        let here = Surroundings { device: Some(Device::Phone), country: Some(*b"US") };
        let there = Surroundings { country: Some(*b"BR"), ..here };
        let mut crowds = Crowds::default();
        crowds.add(3, there, at(30), 1);
        crowds.add(3, here, at(2), 1);
        crowds.add(3, here, at(1), 1);
        crowds.add(3, here, at(30), 1);
        crowds.add(3, here, at(31), -1);
        let of = |from: i64, to: i64| -> Vec<_> {
            crowds.of(3, (at(from).bucket().0, at(to).bucket().0)).collect()
        };
        assert_eq!(of(0, 24), [(here, 2)]);
        assert_eq!(of(24, 48), [(there, 1), (here, 0)]);
        assert_eq!(of(0, 48).len(), 3);
        assert_eq!(crowds.of(9, (0, 9_999)).count(), 0);
    }
}
