//! Crowds: whether a creator's clicks come from elsewhere than everybody else's.
//!
//! A country is a cause where most clicks come from countries that the others hardly reach: the
//! shop may not deliver there. A device is one where the others buy so much less often that the
//! mix of devices alone costs a quarter of the sales.

use std::collections::BTreeMap;

use byline_core::click::Device;
use byline_core::time::Span;

use super::super::buying::{Bought, BoughtOf};
use super::super::slots::Buckets;
use crate::engine::Engine;
use crate::mix::{self, MIN_OTHER_CLICKS, MIN_OWN_CLICKS, percent};

/// A country is at home in a campaign from this share of the others' clicks on, in percent.
const HOME_FROM: i64 = 5;
/// So much of the clicks must come from elsewhere, in percent.
const FOREIGN_FROM: i64 = 50;

const N_DEVICES: usize = 3;
const DEVICES: [(Device, &str); N_DEVICES] =
    [(Device::Phone, "phones"), (Device::Tablet, "tablets"), (Device::Desktop, "computers")];

/// Where everybody's clicks come from.
pub(super) struct Crowded {
    by_creator: BTreeMap<u32, Crowd>,
    whole: Crowd,
}

#[derive(Clone, Default)]
struct Crowd {
    by_country: BTreeMap<[u8; 2], i64>,
    clicks: [i64; N_DEVICES],
    orders: [i64; N_DEVICES],
}

impl Crowded {
    /// The clicks on a campaign's links and the orders that followed them.
    pub fn of(engine: &Engine, campaign: u32, (range, bought): (Span, &Bought<'_>)) -> Self {
        // Devices are held beside orders, of which not all are looked through.
        let [whole_range, of_orders] = [range, bought.span].map(|span| {
            let Buckets { from, to } = Buckets::of(span);
            (from, to)
        });
        let mut by_creator: BTreeMap<u32, Crowd> = BTreeMap::new();
        for link in 0..engine.registry.links.n_rows() {
            let target = engine.registry.link_target(link);
            if target.campaign != campaign {
                continue;
            }
            let crowd = by_creator.entry(target.creator).or_default();
            for (asked, n_clicks) in engine.crowds.of(link, whole_range) {
                if let Some(country) = asked.country {
                    *crowd.by_country.entry(country).or_default() += n_clicks;
                }
            }
            for (asked, n_clicks) in engine.crowds.of(link, of_orders) {
                if let Some(device) = asked.device.map(place) {
                    crowd.clicks[device] += n_clicks;
                }
            }
        }
        for BoughtOf { creator, click, .. } in &bought.orders {
            let device = click.and_then(|click| click.surroundings.device);
            if let Some(device) = device.map(place) {
                by_creator.entry(*creator).or_default().orders[device] += 1;
            }
        }
        let mut whole = Crowd::default();
        by_creator.values().for_each(|crowd| whole.add(crowd, 1));
        Self { by_creator, whole }
    }

    /// That most clicks come from countries that the others hardly reach.
    pub fn country(&self, creator: u32) -> Option<String> {
        let (own, others) = self.own_and_others(creator)?;
        let (n_own, n_others) = (own.by_country.values().sum(), others.by_country.values().sum());
        if n_own < MIN_OWN_CLICKS || n_others < MIN_OTHER_CLICKS {
            return None;
        }
        let of_others = |country: &[u8; 2]| others.by_country.get(country).copied().unwrap_or(0);
        let is_foreign = |country: &[u8; 2]| of_others(country) * 100 < n_others * HOME_FROM;
        let foreign = own.by_country.iter().filter(|(country, _)| is_foreign(country));
        let n_foreign: i64 = foreign.clone().map(|(_, n)| n).sum();
        let (most, _) =
            foreign.clone().max_by_key(|(country, n)| (**n, std::cmp::Reverse(**country)))?;
        let share = super::from(percent(n_foreign, n_own), FOREIGN_FROM)?;
        let n_usual = foreign.clone().map(|(country, _)| of_others(country)).sum();
        let usual = percent(n_usual, n_others)?;
        let most = String::from_utf8_lossy(most).into_owned();
        Some(format!(
            "{share}% come from countries that bring {usual}% of the others' clicks, most from \
             {most}"
        ))
    }

    /// That the devices of the crowd are those on which people buy less often.
    pub fn device(&self, creator: u32) -> Option<String> {
        let (own, others) = self.own_and_others(creator)?;
        let mix::Most { place, share, usual, less } =
            mix::costs(&own.clicks, &others.clicks, &others.orders)?;
        let name = DEVICES[place].1;
        Some(format!(
            "{share}% come from {name} (others {usual}%), where people buy {less}% less often"
        ))
    }

    fn own_and_others(&self, creator: u32) -> Option<(&Crowd, Crowd)> {
        let own = self.by_creator.get(&creator)?;
        let mut others = self.whole.clone();
        others.add(own, -1);
        Some((own, others))
    }
}

impl Crowd {
    fn add(&mut self, other: &Self, times: i64) {
        for (country, n) in &other.by_country {
            *self.by_country.entry(*country).or_default() += n * times;
        }
        for device in 0..N_DEVICES {
            self.clicks[device] += other.clicks[device] * times;
            self.orders[device] += other.orders[device] * times;
        }
    }
}

fn place(device: Device) -> usize {
    match device {
        Device::Phone => 0,
        Device::Tablet => 1,
        Device::Desktop => 2,
    }
}
