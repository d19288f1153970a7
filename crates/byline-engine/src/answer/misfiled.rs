//! Suspected mis-filed traffic: grouped, with counts, money, the likely right owner, a next step.
//!
//! Few visits from elsewhere are normal, because people send links to each other: a platform is
//! only named once it brought [`LEAST`] visits and one in [`ONE_IN`] of the link's.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use byline_core::creator::Platform;
use byline_core::event::Signal;
use byline_core::journey::Channel;
use byline_core::link::Utm;
use byline_core::money::{Currency, Money};
use byline_core::time::Timestamp;

use super::near::Near;
use crate::engine::Engine;
use crate::state::cells::Count;
use crate::state::misfiled::Tally;
use crate::take::landing_channel;
use crate::view::{MisfiledRow, MisfiledView, Party, Suspicion};

/// How many visits from another platform are no accident.
const LEAST: u64 = 5;
/// One in so many of a link's clicks are no accident.
const ONE_IN: u64 = 10;
/// How many rows are listed.
const ROWS_MAX: usize = 500;

impl Engine {
    /// What may be filed under the wrong name.
    pub fn misfiled_view(&self) -> MisfiledView {
        let mut rows = self.orders_of_another();
        rows.extend(self.unissued());
        rows.extend(self.crossed());
        rows.extend(self.other_platforms());
        rows.extend(self.out_of_time());
        let minor = |row: &MisfiledRow| row.money.iter().map(|money| money.minor).sum::<i64>();
        rows.sort_by_key(|row| Reverse((minor(row), row.n_orders, row.n_clicks + row.n_visits)));
        rows.truncate(ROWS_MAX);
        MisfiledView { stand: self.stand(), rows }
    }

    /// Orders whose landing fields are a creator's who has no credit for them.
    fn orders_of_another(&self) -> Vec<MisfiledRow> {
        let mut groups: BTreeMap<(u32, Vec<u32>), Vec<u32>> = BTreeMap::new();
        for (utm, orders) in self.conversions.utm_fields_said() {
            let Some(link) = self.registry.link_by_utm(utm) else { continue };
            let said = self.registry.link_target(link).creator;
            for number in orders {
                let credited = || self.credited_creators(*number);
                if credited().next().is_some() && credited().all(|it| it != said) {
                    let mut others: Vec<u32> = credited().collect();
                    others.sort_unstable();
                    others.dedup();
                    groups.entry((link, others)).or_default().push(*number);
                }
            }
        }
        let rows = groups.into_iter().map(|((link, credited), orders)| {
            let mut row = self.row(
                Suspicion::OrderSaysAnother,
                credited.first().map(|it| self.creator_party(*it)),
            );
            row.likely = self.link_party(link);
            row.says = row.likely.as_ref().and_then(|it| it.slug.clone()).unwrap_or_default();
            self.add_orders(&mut row, &orders);
            row
        });
        rows.filter(|row| row.n_orders != 0).collect()
    }

    /// Who has credit for an order, by number; somebody with several credits several times.
    fn credited_creators(&self, number: u32) -> impl Iterator<Item = u32> {
        let rows = self.conversions.get(number).credited.rows.iter();
        rows.filter_map(|row| self.cells.cell(row.cell).creator())
    }

    /// Landings and orders that say a campaign of ours in fields that no link has.
    fn unissued(&self) -> Vec<MisfiledRow> {
        let near = Near::of(self.links());
        // Ads and mail have fields of their own, and a link may have got these since.
        let is_strange = |utm: &Utm| {
            landing_channel(Some(utm), None) == Channel::Referral
                && self.registry.link_by_utm(utm).is_none()
        };
        let mut said: BTreeMap<&Utm, (Option<&Tally>, &[u32])> = BTreeMap::new();
        // Anybody can write anything into an address: only what came most often is looked at.
        let landed = self.misfiled.unissued().filter(|(utm, _)| is_strange(utm));
        let mut landed: Vec<(&Utm, &Tally)> = landed.collect();
        landed.sort_by_key(|(_, tally)| Reverse(tally.n_visits));
        for (utm, tally) in landed.into_iter().take(ROWS_MAX) {
            said.entry(utm).or_default().0 = Some(tally);
        }
        let ordered = self.conversions.utm_fields_said().filter(|(utm, _)| is_strange(utm));
        let mut ordered: Vec<(&Utm, &[u32])> = ordered.collect();
        ordered.sort_by_key(|(_, orders)| Reverse(orders.len()));
        for (utm, orders) in ordered.into_iter().take(ROWS_MAX) {
            said.entry(utm).or_default().1 = orders;
        }
        let mut rows = Vec::new();
        for (utm, (tally, orders)) in said {
            let Some(link) = near.link(utm) else { continue };
            let mut row = self.row(Suspicion::UnissuedFields, None);
            let number = self.registry.links.find(link.id.as_str());
            row.likely = number.and_then(|it| self.link_party(it));
            row.says = in_words(utm);
            self.add_orders(&mut row, orders);
            add_tally(&mut row, tally);
            rows.push(row);
        }
        rows
    }

    fn crossed(&self) -> Vec<MisfiledRow> {
        let rows = self.misfiled.crossings().map(|((link, said), tally)| {
            let mut row = self.row(Suspicion::CrossedFields, self.link_party(link));
            row.likely = self.link_party(said);
            row.says = row.likely.as_ref().and_then(|it| it.slug.clone()).unwrap_or_default();
            add_tally(&mut row, Some(tally));
            row
        });
        rows.collect()
    }

    fn other_platforms(&self) -> Vec<MisfiledRow> {
        let elsewhere = self.links_by_platform();
        let mut rows = Vec::new();
        for ((link, platform), tally) in self.misfiled.elsewhere() {
            let n_all = self.n_clicks(link, 0, u32::MAX).max(tally.n_visits);
            let n = tally.n_clicks.max(tally.n_visits);
            if n < LEAST || n * ONE_IN < n_all {
                continue;
            }
            let counted = self.link_party(link);
            let mut row = self.row(Suspicion::OtherPlatform, counted.clone());
            row.says = platform.name().to_owned();
            let of = self.registry.link_target(link);
            let other = elsewhere.get(&(of.creator, of.campaign, platform));
            row.likely = other.and_then(|it| self.link_party(*it)).or(counted);
            add_tally(&mut row, Some(tally));
            rows.push(row);
        }
        rows
    }

    /// The first link in use of each creator in each campaign on each platform.
    fn links_by_platform(&self) -> BTreeMap<(u32, u32, Platform), u32> {
        let mut links = BTreeMap::new();
        for row in self.links().filter(|row| !row.is_archived) {
            let Some(number) = self.registry.links.find(row.id.as_str()) else { continue };
            let of = self.registry.link_target(number);
            if let Some(platform) = self.registry.platform(of.placement) {
                links.entry((of.creator, of.campaign, platform)).or_insert(number);
            }
        }
        links
    }

    /// Clicks from before a link's post was live, and from after its creator was archived.
    fn out_of_time(&self) -> Vec<MisfiledRow> {
        let mut live_from: BTreeMap<&str, Timestamp> = BTreeMap::new();
        for content in self.contents() {
            let from =
                live_from.entry(content.placement_id.as_str()).or_insert(content.published_at);
            *from = content.published_at.min(*from);
        }
        let mut rows = Vec::new();
        for link in self.links() {
            let Some(number) = self.registry.links.find(link.id.as_str()) else { continue };
            let slot = link.placement_id.as_ref().and_then(|id| live_from.get(id.as_str()));
            if let Some(from) = slot {
                let n_clicks = self.n_clicks(number, 0, from.bucket().0);
                rows.extend(self.late_or_early(Suspicion::BeforeThePost, number, n_clicks, *from));
            }
            let declared = self.registry.declared_link_target(number).creator;
            if let Some(since) = self.misfiled.archived_at(declared) {
                // The quarter of an hour in which it happened is given the benefit of the doubt.
                let n_clicks = self.n_clicks(number, since.bucket().0.saturating_add(1), u32::MAX);
                rows.extend(self.late_or_early(
                    Suspicion::AfterTheCreator,
                    number,
                    n_clicks,
                    since,
                ));
            }
        }
        rows
    }

    fn late_or_early(
        &self,
        suspicion: Suspicion,
        link: u32,
        n_clicks: u64,
        at: Timestamp,
    ) -> Option<MisfiledRow> {
        let mut row = self.row(suspicion, self.link_party(link));
        row.n_clicks = n_clicks;
        row.likely = row.counted_for.clone();
        match suspicion {
            Suspicion::BeforeThePost => row.last_at = Some(at),
            _ => row.first_at = Some(at),
        }
        (n_clicks != 0).then_some(row)
    }

    /// People's clicks on a link in buckets from one to before another.
    fn n_clicks(&self, link: u32, from: u32, to: u32) -> u64 {
        let series = self.link_counts.get(link, (Signal::Link, Count::Clicks));
        let points = series.map(|series| series.between(from, to)).unwrap_or_default();
        let sum: i64 = points.iter().map(|(_, n)| n).sum();
        u64::try_from(sum).unwrap_or(0)
    }

    fn row(&self, suspicion: Suspicion, counted_for: Option<Party>) -> MisfiledRow {
        MisfiledRow {
            suspicion,
            title: suspicion.title(),
            counted_for,
            says: String::new(),
            likely: None,
            n_clicks: 0,
            n_visits: 0,
            n_orders: 0,
            money: Vec::new(),
            first_at: None,
            last_at: None,
            next_step: suspicion.next_step(),
        }
    }

    fn add_orders(&self, row: &mut MisfiledRow, numbers: &[u32]) {
        let mut sums: BTreeMap<Currency, i64> = BTreeMap::new();
        for number in numbers {
            let conversion = self.conversions.get(*number);
            let order = conversion.order().filter(|order| order.state.is_revenue());
            let Some(order) = order else { continue };
            row.n_orders += 1;
            row.first_at = Some(row.first_at.map_or(order.placed_at, |at| at.min(order.placed_at)));
            row.last_at = row.last_at.max(Some(order.placed_at));
            if let Some(currency) = conversion.credited.currency {
                *sums.entry(currency).or_default() += conversion.credited.net_minor();
            }
        }
        row.money = sums.into_iter().map(|(currency, minor)| Money { minor, currency }).collect();
    }

    fn creator_party(&self, number: u32) -> Party {
        let creators = &self.registry.creators;
        let id = creators.id(number);
        let name = creators.row(number).map_or(id, |row| row.name.as_str());
        Party { creator_id: id.into(), name: name.to_owned(), link_id: None, slug: None }
    }

    fn link_party(&self, link: u32) -> Option<Party> {
        let row = self.registry.links.row(link)?;
        let party = self.creator_party(self.registry.link_target(link).creator);
        Some(Party { link_id: Some(row.id.clone()), slug: Some(row.slug.clone()), ..party })
    }
}

fn in_words(utm: &Utm) -> String {
    let said = utm.fields().into_iter().filter(|(_, value)| !value.is_empty());
    said.map(|(_, value)| value).collect::<Vec<_>>().join(" / ")
}

fn add_tally(row: &mut MisfiledRow, tally: Option<&Tally>) {
    if let Some(tally) = tally {
        row.n_clicks += tally.n_clicks;
        row.n_visits += tally.n_visits;
        row.first_at = Some(row.first_at.map_or(tally.first_at, |at| at.min(tally.first_at)));
        row.last_at = row.last_at.max(Some(tally.last_at));
    }
}
