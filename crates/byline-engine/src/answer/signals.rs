//! Which signals of which creator are wired, and when each was last seen.

use std::collections::{BTreeMap, BTreeSet};

use byline_core::alias::AliasKind;
use byline_core::event::{Metric, Signal};
use byline_core::id::CampaignId;
use byline_core::time::{Bucket, Timestamp};

use crate::engine::Engine;
use crate::state::cells::{Cell, Count, Credit};
use crate::state::claims::standings;
use crate::state::feeds::Feed;
use crate::state::rolled::Rolled;
use crate::view::{SIGNALS, SignalCell, SignalMap, SignalRow};

/// Places in [`SIGNALS`].
const CLICKS: usize = 0;
const LANDINGS: usize = 1;
const CODE: usize = 2;
const NETWORK: usize = 3;
const FIGURES: usize = 4;

impl Engine {
    /// The signal map of a campaign's creators.
    pub fn signal_map(&self, campaign: &CampaignId) -> SignalMap {
        let mut rows: BTreeMap<String, [SignalCell; SIGNALS.len()]> = BTreeMap::new();
        for (creator, signal) in self.wired(campaign) {
            rows.entry(creator.to_owned()).or_default()[signal].is_wired = true;
        }
        let number = self.registry.campaigns.find(campaign.as_str());
        for cell in self.cells.iter().filter(|cell| Some(cell.key.campaign) == number) {
            let Some(creator) = cell.creator() else { continue };
            let row = rows.entry(self.registry.creators.id(creator).to_owned()).or_default();
            for (signal, at) in seen(cell) {
                row[signal].is_wired = true;
                row[signal].last_at = row[signal].last_at.max(Some(at));
            }
        }
        for (creator, at) in self.claimed(number) {
            if let Some(row) = rows.get_mut(creator) {
                row[NETWORK].is_wired = true;
                row[NETWORK].last_at = row[NETWORK].last_at.max(Some(at));
            }
        }
        let row = |(id, cells): (String, _)| {
            let name = self.creator(&id).map_or_else(|| id.clone(), |row| row.name.clone());
            SignalRow { creator_id: id.as_str().into(), name, cells }
        };
        let mut rows: Vec<SignalRow> = rows.into_iter().map(row).collect();
        let n_gaps = |row: &SignalRow| row.cells.iter().filter(|cell| cell.is_gap()).count();
        rows.sort_by_cached_key(|row| {
            let is_blind = !row.cells[..FIGURES].iter().any(|cell| cell.is_wired);
            (!is_blind, std::cmp::Reverse(n_gaps(row)), row.name.clone())
        });
        SignalMap { stand: self.stand(), rows }
    }

    /// Whom claims on conversions of a campaign, or on none that is known, name as the one who led
    /// to them, and when that was, to the quarter of an hour.
    fn claimed(&self, campaign: Option<u32>) -> impl Iterator<Item = (&str, Timestamp)> {
        let conversions = self.conversions.numbered().map(|(_, conversion)| conversion);
        let conversions = conversions.filter(move |conversion| {
            conversion.order().is_none() || Some(conversion.credited.campaign) == campaign
        });
        let claims = conversions.flat_map(|conversion| standings(&conversion.claims));
        claims.filter_map(|claim| {
            let creator = self.registry.creator_called(&claim.newest.partner)?;
            let owner = self.registry.owners.of(creator);
            Some((self.registry.creators.id(owner), claim.newest.occurred_at.bucket().start()))
        })
    }

    /// Whose signal could be seen, because something exists that brings it.
    fn wired<'e>(&'e self, campaign: &'e CampaignId) -> BTreeSet<(&'e str, usize)> {
        let mut wired = BTreeSet::new();
        let has_pixel = 0 < self.feeds.get(Feed::Visits).n_facts;
        for link in self.links().filter(|row| row.campaign_id == *campaign && !row.is_archived) {
            wired.insert((self.owner_of(link.creator_id.as_str()), CLICKS));
            if has_pixel {
                wired.insert((self.owner_of(link.creator_id.as_str()), LANDINGS));
            }
        }
        for code in self.codes().filter(|row| row.campaign_id == *campaign && !row.is_archived) {
            wired.insert((self.owner_of(code.creator_id.as_str()), CODE));
        }
        let mut members: BTreeSet<&str> = wired.iter().map(|(creator, _)| *creator).collect();
        let placements = self.registry.placements.iter();
        for slot in placements.filter(|row| row.campaign_id == *campaign && !row.is_archived) {
            members.insert(self.owner_of(slot.creator_id.as_str()));
            wired.insert((self.owner_of(slot.creator_id.as_str()), FIGURES));
        }
        for id in members {
            let aliases = self.creator(id).map_or(&[][..], |creator| &creator.aliases);
            if aliases.iter().any(|alias| alias.kind == AliasKind::Affiliate) {
                wired.insert((id, NETWORK));
            }
        }
        wired
    }
}

/// What a cell of a creator has seen, and when last.
fn seen(cell: &Cell) -> impl Iterator<Item = (usize, Timestamp)> {
    let clicks = match cell.key.signal {
        Signal::Link => last(cell.count(Count::Clicks)),
        _ => None,
    };
    let orders = last(cell.credit(Credit::Orders));
    let (code, network) = match cell.key.signal {
        Signal::Code => (orders, None),
        Signal::Affiliate | Signal::Native => (None, orders),
        _ => (None, None),
    };
    let figures = Metric::ALL.into_iter().filter_map(|metric| last(cell.metric(metric))).max();
    let landings = last(cell.count(Count::Visits));
    [(CLICKS, clicks), (LANDINGS, landings), (CODE, code), (NETWORK, network), (FIGURES, figures)]
        .into_iter()
        .filter_map(|(signal, at)| Some((signal, at?)))
}

fn last<V: std::ops::AddAssign + Copy + Default>(series: &Rolled<V>) -> Option<Timestamp> {
    series.extent().map(|(_, last)| Bucket(last).start())
}
