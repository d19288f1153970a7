//! Crowds: whether a creator's clicks come from elsewhere than everybody else's.
//!
//! A country is a cause where most clicks come from countries that the others hardly reach: the
//! shop may not deliver there. A device is one where the others buy so much less often on the
//! devices of this creator's crowd that the mix alone costs a quarter of the sales (direct
//! standardisation: the others' rates, weighed by the creator's clicks).

use std::collections::BTreeMap;

use byline_core::click::Device;
use byline_core::time::Span;

use super::super::slots::Buckets;
use crate::engine::Engine;

/// Fewer clicks of known origin than this say nothing, of a creator and of all others.
const MIN_OWN_CLICKS: i64 = 50;
const MIN_OTHER_CLICKS: i64 = 200;
/// Fewer orders of the others than this say nothing about devices.
const MIN_OTHER_ORDERS: i64 = 30;
/// A country is at home in a campaign from this share of the others' clicks on, in percent.
const HOME_FROM: i64 = 5;
/// So much of the clicks must come from elsewhere, in percent.
const FOREIGN_FROM: i64 = 50;
/// So much of the usual rate at most may be expected from a mix of devices, in percent.
const MIX_UP_TO: i64 = 75;
/// How many of the newest orders are looked through.
const MOST_ORDERS: usize = 2_000;

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
    /// The clicks on a campaign's links and the newest orders that followed them.
    pub fn of(engine: &Engine, campaign: u32, range: Span) -> Self {
        let Buckets { from, to } = Buckets::of(range);
        let mut by_creator: BTreeMap<u32, Crowd> = BTreeMap::new();
        for link in 0..engine.registry.links.n_rows() {
            let target = engine.registry.link_target(link);
            if target.campaign != campaign {
                continue;
            }
            for (asked, n_clicks) in engine.crowds.of(link, (from, to)) {
                let crowd = by_creator.entry(target.creator).or_default();
                if let Some(country) = asked.country {
                    *crowd.by_country.entry(country).or_default() += n_clicks;
                }
                if let Some(device) = asked.device.map(place) {
                    crowd.clicks[device] += n_clicks;
                }
            }
        }
        for (creator, click) in engine.clicks_behind(campaign, range, MOST_ORDERS) {
            let device = click.and_then(|click| click.surroundings.device);
            if let Some(device) = device.map(place) {
                by_creator.entry(creator).or_default().orders[device] += 1;
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
        let share = super::from(super::percent(n_foreign, n_own), FOREIGN_FROM)?;
        let n_usual = foreign.clone().map(|(country, _)| of_others(country)).sum();
        let usual = super::percent(n_usual, n_others)?;
        let most = String::from_utf8_lossy(most).into_owned();
        Some(format!(
            "{share}% come from countries that bring {usual}% of the others' clicks, most from \
             {most}"
        ))
    }

    /// That the devices of the crowd are those on which people buy less often.
    pub fn device(&self, creator: u32) -> Option<String> {
        let (own, others) = self.own_and_others(creator)?;
        let (n_own, n_others): (i64, i64) = (own.clicks.iter().sum(), others.clicks.iter().sum());
        let n_orders: i64 = others.orders.iter().sum();
        if n_own < MIN_OWN_CLICKS || n_others < MIN_OTHER_CLICKS || n_orders < MIN_OTHER_ORDERS {
            return None;
        }
        // How often the others buy on a device, in percent of how often they buy at all.
        let index = |device: usize| {
            let clicks = i128::from(others.clicks[device]) * i128::from(n_orders);
            let orders = i128::from(others.orders[device]) * i128::from(n_others) * 100;
            if clicks == 0 { 100 } else { i64::try_from(orders / clicks).unwrap_or(i64::MAX) }
        };
        let weighed = |device: usize| own.clicks[device].saturating_mul(index(device));
        let expected = (0..N_DEVICES).map(weighed).fold(0, i64::saturating_add) / n_own;
        let most = (0..N_DEVICES).max_by_key(|device| own.clicks[*device])?;
        if MIX_UP_TO < expected || 100 <= index(most) {
            return None;
        }
        let (share, usual) = (
            super::percent(own.clicks[most], n_own)?,
            super::percent(others.clicks[most], n_others)?,
        );
        let (name, less) = (DEVICES[most].1, 100 - index(most));
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
