//! Queries: cells summed by the keys that were asked for.

use std::collections::BTreeMap;

use byline_core::event::{Metric, Signal};
use byline_core::journey::Channel;
use byline_core::money::Currency;
use byline_core::time::{Bucket, Span};

use super::slots::{Buckets, Slot, figures, figures_by_slot, slots};
use crate::engine::Engine;
use crate::state::NONE;
use crate::state::cells::{Cell, CellKey, Count, Credit, channel_key, channel_name};
use crate::state::feeds::Feed;
use crate::state::readings::Readings;
use crate::view::{Answer, Basis, Dimension, Figures, Key, OtherCurrency, Query, Row, Scope};

impl Engine {
    /// Sums figures.
    pub fn query(&self, query: &Query) -> Answer {
        let slots = slots(query, self.lived());
        let range = Buckets::of(query.range);
        let mut groups: Groups = BTreeMap::new();
        let mut unattributed = Figures::default();
        let mut others: BTreeMap<Currency, OtherCurrency> = BTreeMap::new();
        self.each_part(query, |part| {
            if part.key.currency != query.currency {
                add_other(&mut others, part, range, query.basis);
            } else if part.is_nobodys {
                unattributed.add(&figures(part.readings, range, query.basis));
            } else {
                let group = groups.entry(self.cell_keys(&part.key, &query.by)).or_default();
                for (slot, figures) in figures_by_slot(part.readings, &slots, query.basis) {
                    group.entry(slot).or_default().add(&figures);
                }
            }
        });
        self.add_gauges(query, &slots, &mut groups);
        let mut rows: BTreeMap<Vec<Key>, Figures> = BTreeMap::new();
        for (of_cell, by_slot) in groups {
            for (slot, figures) in by_slot {
                let keys = in_asked_order(&of_cell, slots[slot].key.as_ref(), &query.by);
                rows.insert(keys, figures);
            }
        }
        self.finish(query, rows, unattributed, others.into_values().collect())
    }

    /// Hands out the readings that a question is about: the sums of whole campaigns where they are
    /// enough, else the cells.
    fn each_part<'a>(&'a self, query: &Query, mut take: impl FnMut(Part<'a>)) {
        let is_of_cells =
            |by: &Dimension| !matches!(by, Dimension::Campaign | Dimension::Day | Dimension::Hour);
        let is_of_sums = query.scope.is_only_campaign() && !query.by.iter().any(is_of_cells);
        let is_asked = |key: &CellKey| self.is_in_scope(key, &query.scope);
        if is_of_sums {
            for sum in self.cells.sums().iter() {
                let (key, readings) = (sum.key(), &sum.readings);
                if is_asked(&key) {
                    take(Part { key, is_nobodys: false, readings });
                }
            }
        }
        for cell in self.cells.iter() {
            let is_nobodys = cell.key.is_nobodys();
            if (is_nobodys || !is_of_sums) && is_asked(&cell.key) {
                take(Part { key: cell.key, is_nobodys, readings: cell.readings() });
            }
        }
    }

    /// The stretch in which anything happened. Days and hours outside it would only cost time.
    pub(super) fn lived(&self) -> Span {
        let sums = self.cells.sums().iter().map(|sum| &sum.readings);
        let nobodys = self.cells.iter().filter(|cell| cell.key.is_nobodys());
        let extents = sums.chain(nobodys.map(Cell::readings)).filter_map(Readings::extent);
        let whole = extents.reduce(|a, b| (a.0.min(b.0), a.1.max(b.1)));
        let (first, last) = whole.unwrap_or_default();
        Span { from: Bucket(first).start(), to: Bucket(last).end() }
    }

    fn finish(
        &self,
        query: &Query,
        rows: BTreeMap<Vec<Key>, Figures>,
        mut unattributed: Figures,
        other_currencies: Vec<OtherCurrency>,
    ) -> Answer {
        let has_visits = 0 < self.feeds.get(Feed::Visits).n_facts;
        let known = |mut figures: Figures| {
            figures.n_visits = if has_visits { figures.n_visits.or(Some(0)) } else { None };
            figures
        };
        let rows: Vec<Row> =
            rows.into_iter().map(|(keys, figures)| Row { keys, figures: known(figures) }).collect();
        unattributed = known(unattributed);
        let mut total = unattributed.clone();
        for row in &rows {
            total.add(&row.figures);
        }
        Answer {
            stand: self.stand(),
            currency: query.currency,
            rows,
            unattributed,
            total,
            other_currencies,
        }
    }

    /// Whether a cell is within what was asked for.
    pub(crate) fn is_in_scope(&self, key: &CellKey, scope: &Scope) -> bool {
        let registry = &self.registry;
        let creator = match key.channel {
            Channel::Creator(number) => number,
            _ => NONE,
        };
        let owner = scope.creator.as_ref().map(|id| self.owner_of(id.as_str()));
        let is_named = |id: Option<&str>, number: u32, named: &str| {
            id.is_none_or(|id| number != NONE && id == named)
        };
        let campaign = registry.campaigns.id(key.campaign);
        let of_campaign =
            is_named(scope.campaign.as_ref().map(|i| i.as_str()), key.campaign, campaign)
                || (scope.campaign.is_some() && key.is_nobodys() && scope.is_only_campaign());
        of_campaign
            && is_named(owner, creator, registry.creators.id(creator))
            && is_named(
                scope.placement.as_ref().map(|i| i.as_str()),
                key.placement,
                registry.placements.id(key.placement),
            )
            && scope.platform.is_none_or(|p| registry.platform(key.placement) == Some(p))
            && scope.signal.is_none_or(|signal| key.signal == signal)
    }

    /// The keys of a cell that are no stretch of time.
    fn cell_keys(&self, key: &CellKey, by: &[Dimension]) -> Vec<Key> {
        let registry = &self.registry;
        let mut keys = Vec::new();
        for dimension in by {
            let (id, label) = match dimension {
                Dimension::Campaign => {
                    let row = registry.campaigns.row(key.campaign);
                    (registry.campaigns.id(key.campaign).to_owned(), row.map(|r| r.name.clone()))
                }
                Dimension::Creator => self.channel_key(key.channel),
                Dimension::Placement => {
                    let row = registry.placements.row(key.placement);
                    let label = row.map(|r| format!("{} {}", r.platform.name(), r.format));
                    (registry.placements.id(key.placement).to_owned(), label)
                }
                Dimension::Platform => {
                    let platform = registry.platform(key.placement);
                    let id = platform.map_or("", |platform| platform.key());
                    (id.to_owned(), platform.map(|platform| platform.name().to_owned()))
                }
                Dimension::Signal => (key.signal.key().to_owned(), Some(signal_name(key.signal))),
                Dimension::Day | Dimension::Hour => continue,
            };
            let label = label.unwrap_or_else(|| match id.is_empty() {
                true => format!("No {}", dimension.key()),
                false => id.clone(),
            });
            keys.push(Key { dimension: *dimension, id, label });
        }
        keys
    }

    /// A channel's id and label.
    pub(crate) fn channel_key(&self, channel: Channel) -> (String, Option<String>) {
        match channel {
            Channel::Creator(number) => {
                let row = self.registry.creators.row(number);
                let id = self.registry.creators.id(number).to_owned();
                (id, row.map(|row| row.name.clone()))
            }
            other => (channel_key(other).to_owned(), Some(channel_name(other).to_owned())),
        }
    }

    /// Gauges are never summed: each row gets the newest word of its placements.
    fn add_gauges(&self, query: &Query, slots: &[Slot], groups: &mut Groups) {
        let asked = self.cells.iter().filter(|cell| {
            cell.key.placement != NONE
                && cell.key.currency == query.currency
                && self.is_in_scope(&cell.key, &query.scope)
        });
        for cell in asked {
            let Some(by_slot) = groups.get_mut(&self.cell_keys(&cell.key, &query.by)) else {
                continue;
            };
            for (slot, figures) in by_slot.iter_mut() {
                self.add_gauges_of(&cell.key, slots[*slot].buckets, figures);
            }
        }
    }

    /// The newest word on the gauges of a cell's placement by the end of a stretch; of several
    /// placements the largest.
    pub(super) fn add_gauges_of(&self, key: &CellKey, buckets: Buckets, figures: &mut Figures) {
        if key.placement == NONE || *key != self.platform_cell(key.placement) {
            return;
        }
        for metric in [Metric::Reach, Metric::Followers] {
            let word = self.platform.gauge(key.placement, metric)(Bucket(buckets.to).start());
            let known = &mut figures.platform[metric as usize];
            *known = (*known).max(word);
        }
    }
}

/// Figures by the keys of cells that are no stretches of time, then by the number of the slot.
type Groups = BTreeMap<Vec<Key>, BTreeMap<usize, Figures>>;

/// The readings of a cell, or of a whole campaign.
#[derive(Clone, Copy)]
struct Part<'a> {
    key: CellKey,
    is_nobodys: bool,
    readings: &'a Readings,
}

/// Adds the money of a part in another currency than the query's.
fn add_other(
    others: &mut BTreeMap<Currency, OtherCurrency>,
    part: Part<'_>,
    range: Buckets,
    basis: Basis,
) {
    let revenue_minor = part.readings.credit(Credit::of(basis).0).sum(range.from, range.to);
    let spend_minor = part.readings.count(Count::Spend).sum(range.from, range.to);
    if revenue_minor.is_zero() && spend_minor == 0 {
        return;
    }
    let currency = part.key.currency;
    let other = others.entry(currency).or_insert_with(|| OtherCurrency::new(currency));
    other.revenue_minor += revenue_minor;
    other.spend_minor += spend_minor;
    if part.is_nobodys {
        other.unattributed_minor += revenue_minor;
    }
}

impl Scope {
    /// Whether nothing narrows but, perhaps, a campaign.
    pub(super) fn is_only_campaign(&self) -> bool {
        self.creator.is_none()
            && self.placement.is_none()
            && self.platform.is_none()
            && self.signal.is_none()
    }
}

fn signal_name(signal: Signal) -> String {
    let name = match signal {
        Signal::Link => "Link click",
        Signal::Utm => "UTM",
        Signal::Code => "Promo code",
        Signal::View => "View",
        Signal::Affiliate => "Affiliate network",
        Signal::Native => "Platform shop",
        Signal::Crm => "CRM match",
        Signal::Pixel => "Pixel",
        Signal::None => "No signal",
    };
    name.to_owned()
}

/// Puts the stretch's key where it was asked for.
fn in_asked_order(of_cell: &[Key], of_time: Option<&Key>, by: &[Dimension]) -> Vec<Key> {
    let Some(of_time) = of_time else {
        return of_cell.to_vec();
    };
    let place = by.iter().position(|d| *d == of_time.dimension).unwrap_or(by.len());
    let before = by[..place].iter().filter(|d| !matches!(d, Dimension::Day | Dimension::Hour));
    let mut keys = of_cell.to_vec();
    keys.insert(before.count(), of_time.clone());
    keys
}
