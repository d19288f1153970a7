//! Suspected mis-filed traffic: grouped, with counts, money, the likely right owner, a next step.
//!
//! Few visits from elsewhere are normal, because people send links to each other: a platform is
//! only named once it brought [`LEAST`] visits and one in [`ONE_IN`] of the link's.

use std::collections::{BTreeMap, BTreeSet};

use byline_core::event::Signal;
use byline_core::journey::Channel;
use byline_core::link::{Link, Utm};
use byline_core::money::{Currency, Money};
use byline_core::time::Timestamp;

use crate::engine::Engine;
use crate::state::cells::Count;
use crate::state::misfiled::Tally;
use crate::state::registry::normal_utm;
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
        rows.sort_by_key(|row| {
            std::cmp::Reverse((minor(row), row.n_orders, row.n_clicks + row.n_visits))
        });
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
                let credited = self.credited_creators(*number);
                if !credited.is_empty() && !credited.contains(&said) {
                    groups.entry((link, credited.into_iter().collect())).or_default().push(*number);
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

    /// Who has credit for an order, by number.
    fn credited_creators(&self, number: u32) -> BTreeSet<u32> {
        let rows = self.conversions.get(number).credited.rows.iter();
        let channels = rows.map(|row| self.cells.cell(row.cell).key.channel);
        let creators = channels.filter_map(|channel| match channel {
            Channel::Creator(number) => Some(number),
            _ => None,
        });
        creators.collect()
    }

    /// Landings and orders that say a campaign of ours in fields that no link has.
    fn unissued(&self) -> Vec<MisfiledRow> {
        let near = Near::of(self);
        let mut said: BTreeMap<&Utm, (Option<&Tally>, &[u32])> = BTreeMap::new();
        // Anybody can write anything into an address: only what came most often is looked at.
        let mut often: Vec<(&Utm, &Tally)> = self.misfiled.unissued().collect();
        often.sort_by_key(|(_, tally)| std::cmp::Reverse(tally.n_visits));
        for (utm, tally) in often.into_iter().take(ROWS_MAX) {
            said.entry(utm).or_default().0 = Some(tally);
        }
        for (utm, orders) in self.conversions.utm_fields_said() {
            said.entry(utm).or_default().1 = orders;
        }
        let mut rows = Vec::new();
        for (utm, (tally, orders)) in said {
            // Ads and mail have fields of their own, and a link may have got these since.
            let is_ours = landing_channel(Some(utm), None) == Channel::Referral;
            if !is_ours || self.registry.link_by_utm(utm).is_some() {
                continue;
            }
            let Some(link) = near.link(utm) else { continue };
            let mut row = self.row(Suspicion::UnissuedFields, None);
            row.likely =
                self.registry.links.find(link.id.as_str()).and_then(|it| self.link_party(it));
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
            row.likely = self.placement_elsewhere(link, platform).or(counted);
            add_tally(&mut row, Some(tally));
            rows.push(row);
        }
        rows
    }

    /// The same creator's link for the platform that people came from, if there is one.
    fn placement_elsewhere(
        &self,
        link: u32,
        platform: byline_core::creator::Platform,
    ) -> Option<Party> {
        let of = self.registry.link_target(link);
        let mut links = self.links().filter(|row| !row.is_archived).filter_map(|row| {
            let number = self.registry.links.find(row.id.as_str())?;
            let target = self.registry.link_target(number);
            let is_it = target.creator == of.creator
                && target.campaign == of.campaign
                && self.registry.platform(target.placement) == Some(platform);
            is_it.then_some(number)
        });
        links.next().and_then(|number| self.link_party(number))
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

/// Links by their fields, to find the one that somebody meant.
struct Near<'e> {
    links: Vec<(Utm, &'e Link)>,
    campaigns: BTreeSet<String>,
}

impl<'e> Near<'e> {
    fn of(engine: &'e Engine) -> Self {
        let links: Vec<(Utm, &Link)> =
            engine.links().map(|link| (normal_utm(&link.utm), link)).collect();
        let campaigns = links.iter().map(|(utm, _)| squashed(&utm.campaign));
        Self { campaigns: campaigns.filter(|it| !it.is_empty()).collect(), links }
    }

    /// The link that fields were probably meant for: they say its campaign, or its creator, and
    /// more of them agree than with any other.
    fn link(&self, utm: &Utm) -> Option<&'e Link> {
        let says_campaign = self.campaigns.contains(&squashed(&utm.campaign));
        let rated = self.links.iter().filter_map(|(known, link)| {
            let pairs = [
                (&known.campaign, &utm.campaign),
                (&known.term, &utm.term),
                (&known.source, &utm.source),
                (&known.content, &utm.content),
            ];
            let n_alike = pairs.iter().filter(|(a, b)| is_alike(a, b)).count();
            let says_whose = is_alike(&known.term, &utm.term);
            let is_near = (says_campaign || says_whose) && 2 <= n_alike;
            is_near.then_some(((says_whose, n_alike, std::cmp::Reverse(&link.id)), *link))
        });
        rated.max_by(|a, b| a.0.cmp(&b.0)).map(|(_, link)| link)
    }
}

/// Whether two values are one but for how they are parted and a letter.
fn is_alike(one: &str, other: &str) -> bool {
    let (one, other) = (squashed(one), squashed(other));
    let is_near = 5 <= one.len() && one.chars().count().abs_diff(other.chars().count()) <= 1;
    !one.is_empty() && (one == other || is_near && is_one_edit(&one, &other))
}

/// Whether one letter put in, left out, changed or swapped with its neighbour makes one the other.
fn is_one_edit(one: &str, other: &str) -> bool {
    let (a, b): (Vec<char>, Vec<char>) = (one.chars().collect(), other.chars().collect());
    let n_same = a.iter().zip(&b).take_while(|(a, b)| a == b).count();
    let (a, b) = (&a[n_same..], &b[n_same..]);
    match (a, b) {
        ([_, a @ ..], [_, b @ ..]) if a == b => true,
        ([_, a @ ..], b) if a == b => true,
        (a, [_, b @ ..]) if a == b => true,
        ([a1, a2, a @ ..], [b1, b2, b @ ..]) => a1 == b2 && a2 == b1 && a == b,
        _ => false,
    }
}

fn squashed(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
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
