//! The playbook: campaigns beside each other, and what worked for which kind of creator.
//!
//! Counts of one kind are added up over every campaign of one currency. Nothing is claimed of fewer
//! than three creators, and only what lies with its whole interval above or below the rate of
//! everybody, also without any one of the creators, is called better or worse. Conversions are
//! those credited to clicks: an order by a code that was read aloud has no click that it could be a
//! share of, so it is money only.

use std::collections::BTreeMap;

use byline_core::campaign::{Campaign, Goal};
use byline_core::creator::{Creator, CreatorSize, Platform};
use byline_core::credit::Model;
use byline_core::event::Signal;
use byline_core::id::CreatorId;
use byline_core::kpi::Ratio;
use byline_core::stats::wilson;
use byline_core::time::{Span, Timestamp, Zone};

use super::verdict::displays;
use crate::engine::Engine;
use crate::view::{
    Basis, Claim, Dimension, Figures, MICRO, PlaybookView, PlayedCampaign, PlayedGroup, Query, Row,
    Scope,
};

/// Of fewer clicks nothing is claimed.
const LEAST_CLICKS: i64 = 100;
/// How sure an interval is.
const LEVEL: f64 = 0.90;

/// What tells kinds of creators apart.
type Key = (Platform, Option<CreatorSize>, Option<String>, Option<String>);

/// What is added up of a kind.
#[derive(Clone, Default)]
struct Sum {
    /// Of each creator the clicks, and the conversions credited to them in millionths.
    creators: BTreeMap<CreatorId, (i64, i64)>,
    n_clicks: i64,
    /// Clicks where displays are known.
    n_clicks_of_displays: i64,
    n_displays: i64,
    conversions_micro: i64,
    /// With those that came by a code alone.
    all_conversions_micro: i64,
    spend_minor: i64,
    revenue_minor: i64,
}

/// What is added up of every kind.
type Kinds = BTreeMap<Key, Sum>;

impl Engine {
    /// Every campaign that has begun, and what they teach.
    pub fn playbook_view(&self, now: Timestamp) -> PlaybookView {
        let played = self.begun(now);
        let currency = played.first().map(|(row, _)| row.currency);
        let counted = played.iter().filter(|(row, _)| Some(row.currency) == currency);
        let kinds = self.kinds(counted.copied(), now);
        let whole = whole(&kinds);
        PlaybookView {
            stand: self.stand(),
            campaigns: played.iter().map(|(row, flight)| self.played(row, *flight, now)).collect(),
            currency,
            conversion_rate: whole.rate(),
            ctr: Ratio::new(whole.n_clicks_of_displays.into(), whole.n_displays.into()),
            benchmarks: self.groups(of_all_formats(&kinds)),
            groups: self.groups(kinds),
        }
    }

    /// What every other campaign that has begun, of the same currency, says of kinds of creators.
    /// A campaign is no benchmark of itself.
    pub fn own_history(&self, campaign: &Campaign, now: Timestamp) -> Vec<PlayedGroup> {
        let is_other = |row: &Campaign| row.id != campaign.id && row.currency == campaign.currency;
        let others = self.begun(now).into_iter().filter(|(row, _)| is_other(row));
        self.groups(of_all_formats(&self.kinds(others, now)))
    }

    /// Campaigns that have begun with their last flight so far, the newest first.
    fn begun(&self, now: Timestamp) -> Vec<(&Campaign, Span)> {
        let last = |row: &Campaign| row.flights.iter().rfind(|f| f.from <= now).copied();
        let mut begun: Vec<(&Campaign, Span)> =
            self.campaigns().filter_map(|row| Some((row, last(row)?))).collect();
        begun.sort_by_key(|(row, flight)| (std::cmp::Reverse(flight.from), row.id.clone()));
        begun
    }

    fn kinds<'a>(
        &self,
        played: impl Iterator<Item = (&'a Campaign, Span)>,
        now: Timestamp,
    ) -> Kinds {
        let mut kinds = Kinds::new();
        for (row, flight) in played {
            let first = row.flights.first().map_or(flight.from, |flight| flight.from);
            self.add_kinds(&mut kinds, row, Span { from: first, to: flight.to.min(now) });
        }
        kinds
    }

    /// What may be said of each kind beside all of them; what says most comes first.
    fn groups(&self, kinds: Kinds) -> Vec<PlayedGroup> {
        let (whole, until) = (whole(&kinds), self.stand().as_of);
        let mut groups: Vec<PlayedGroup> =
            kinds.into_iter().map(|(key, sum)| group(key, &sum, &whole, until)).collect();
        groups.sort_by_key(|group| (group.claim == Claim::TooFew, -group.n_clicks));
        groups
    }

    fn played(&self, row: &Campaign, flight: Span, now: Timestamp) -> PlayedCampaign {
        let span = Span { from: flight.from, to: flight.to.min(now) };
        let (_, whole) = self.by_creator(row, span);
        let due_minor = self.due_so_far(row, flight, now);
        let label = || self.judged(row, &whole, span, due_minor).label;
        let given = self.verdicts(&row.id).iter().rfind(|given| flight.from <= given.at);
        PlayedCampaign {
            campaign_id: row.id.clone(),
            name: row.name.clone(),
            goal: row.goal,
            flight,
            is_running: flight.contains(now) && !row.is_archived,
            label: given.map_or_else(label, |given| given.label),
            is_given: given.is_some_and(|given| given.by.is_some()),
            currency: row.currency,
            spend_minor: whole.spend_minor,
            due_minor,
            revenue_minor: whole.revenue_minor[row.rules.model],
        }
    }

    fn add_kinds(&self, kinds: &mut Kinds, campaign: &Campaign, range: Span) {
        let counted = (campaign.rules.model, campaign.goal);
        let of_placement = vec![Dimension::Creator, Dimension::Placement];
        for (key, creator, row) in self.by_kind(campaign, range, of_placement.clone()) {
            kinds.entry(key).or_default().take(&creator.id, &row.figures, counted);
        }
        let of_signal = [of_placement, vec![Dimension::Signal]].concat();
        for (key, creator, row) in self.by_kind(campaign, range, of_signal) {
            let is_click = row.keys.get(2).is_some_and(|signal| signal.id == Signal::Link.key());
            if is_click {
                let micro = conversions(&row.figures, counted);
                let sum = kinds.entry(key).or_default();
                sum.conversions_micro += micro;
                sum.creators.entry(creator.id.clone()).or_default().1 += micro;
            }
        }
    }

    /// The rows of a query by creator, placement and more, each with its kind and creator.
    fn by_kind(
        &self,
        campaign: &Campaign,
        range: Span,
        by: Vec<Dimension>,
    ) -> impl Iterator<Item = (Key, &Creator, Row)> {
        let query = Query {
            scope: Scope { campaign: Some(campaign.id.clone()), ..Scope::default() },
            range,
            by,
            zone: Zone::utc(),
            currency: campaign.currency,
            basis: Basis::Order,
        };
        self.query(&query).rows.into_iter().filter_map(|row| {
            let creator = self.creator(&row.keys.first()?.id)?;
            let slot = row.keys.get(1).and_then(|key| self.placement(&key.id));
            let account = creator.accounts.first().map(|account| account.platform);
            let platform = slot.map(|slot| slot.platform).or(account).unwrap_or(Platform::Other);
            let format = slot.map(|slot| slot.format.clone());
            Some(((platform, creator.size(), category(creator), format), creator, row))
        })
    }
}

/// All kinds together.
fn whole(kinds: &Kinds) -> Sum {
    let mut whole = Sum::default();
    kinds.values().for_each(|sum| whole.add(sum));
    whole
}

/// The same kinds with all formats of one together.
fn of_all_formats(kinds: &Kinds) -> Kinds {
    let mut all = Kinds::new();
    for ((platform, size, category, _), sum) in kinds {
        all.entry((*platform, *size, category.clone(), None)).or_default().add(sum);
    }
    all
}

fn category(creator: &Creator) -> Option<String> {
    creator.category.as_ref().map(|category| category.to_lowercase())
}

impl Sum {
    fn take(&mut self, id: &CreatorId, figures: &Figures, (model, goal): (Model, Goal)) {
        self.all_conversions_micro += conversions(figures, (model, goal));
        self.creators.entry(id.clone()).or_default().0 += figures.n_clicks;
        self.spend_minor += figures.spend_minor.unwrap_or(0);
        self.revenue_minor += figures.revenue_minor[model];
        self.n_clicks += figures.n_clicks;
        if let Some(n) = displays(figures).filter(|n| figures.n_clicks <= *n) {
            self.n_displays += n;
            self.n_clicks_of_displays += figures.n_clicks;
        }
    }

    fn add(&mut self, other: &Self) {
        for (id, (n_clicks, micro)) in &other.creators {
            let own = self.creators.entry(id.clone()).or_default();
            *own = (own.0 + n_clicks, own.1 + micro);
        }
        self.n_clicks += other.n_clicks;
        self.n_clicks_of_displays += other.n_clicks_of_displays;
        self.n_displays += other.n_displays;
        self.conversions_micro += other.conversions_micro;
        self.all_conversions_micro += other.all_conversions_micro;
        self.spend_minor += other.spend_minor;
        self.revenue_minor += other.revenue_minor;
    }

    fn n_conversions(&self) -> i64 {
        rounded(self.conversions_micro)
    }

    /// The creator without whom a claim does not hold, if there is one: of several the one with
    /// most clicks.
    fn rests_on(&self, claim: Claim, all: i128) -> Option<&CreatorId> {
        let falls_without = |(n_clicks, micro): (i64, i64)| {
            let rest = rounded(self.conversions_micro - micro);
            share(rest, self.n_clicks - n_clicks).is_none_or(|rest| beside(rest, all) != claim)
        };
        let pillars = self.creators.iter().filter(|(_, own)| falls_without(**own));
        pillars.max_by_key(|(_, (n_clicks, _))| *n_clicks).map(|(id, _)| id)
    }

    fn rate(&self) -> Option<Ratio> {
        Ratio::new(self.n_conversions().into(), self.n_clicks.into())
    }
}

/// A campaign for leads counts target actions, every other one orders; in millionths.
fn conversions(figures: &Figures, (model, goal): (Model, Goal)) -> i64 {
    match goal {
        Goal::Leads => figures.actions_micro[model],
        _ => figures.orders_micro[model],
    }
}

/// Millionths as a whole number.
fn rounded(micro: i64) -> i64 {
    (micro.max(0) + MICRO / 2) / MICRO
}

fn group(key: Key, sum: &Sum, whole: &Sum, until: Timestamp) -> PlayedGroup {
    let (platform, size, category, format) = key;
    // Parts of orders are in the share; its interval is of whole ones.
    let exact = Ratio::new(sum.conversions_micro.max(0).into(), sum.n_clicks.into());
    let exact = exact.and_then(|of| i64::try_from(of.rounded(0)).ok());
    let conversion_rate_ppm = share(sum.n_conversions(), sum.n_clicks)
        .zip(exact)
        .map(|((low, _, high), exact)| (low.min(exact), exact, high.max(exact)));
    let all = whole.rate().map(|rate| rate.rounded(6));
    let is_enough =
        PlayedGroup::LEAST_CREATORS <= sum.creators.len() && LEAST_CLICKS <= sum.n_clicks;
    let claim = match (conversion_rate_ppm.filter(|_| is_enough), all) {
        (Some(interval), Some(all)) => beside(interval, all),
        _ => Claim::TooFew,
    };
    let rests_on = match (claim, all) {
        (Claim::Better | Claim::Worse, Some(all)) => sum.rests_on(claim, all).cloned(),
        _ => None,
    };
    let claim = if rests_on.is_some() { Claim::OneCreator } else { claim };
    PlayedGroup {
        platform,
        size,
        category,
        format,
        n_creators: sum.creators.len(),
        creators: sum.creators.keys().cloned().collect(),
        n_clicks: sum.n_clicks,
        n_displays: sum.n_displays,
        n_conversions: sum.n_conversions(),
        spend_minor: sum.spend_minor,
        revenue_minor: sum.revenue_minor,
        conversion_rate_ppm,
        judged_rate_ppm: share(rounded(sum.all_conversions_micro), sum.n_clicks)
            .map(|(_, value, _)| value),
        ctr_ppm: share(sum.n_clicks_of_displays, sum.n_displays),
        claim,
        rests_on,
        until,
    }
}

/// How an interval lies beside the rate of everybody, in millionths.
fn beside((low, _, high): (i64, i64, i64), all: i128) -> Claim {
    if all < i128::from(low) {
        Claim::Better
    } else if i128::from(high) < all {
        Claim::Worse
    } else {
        Claim::NoDifference
    }
}

/// A share with its interval, low, itself and high, in millionths; `None` of nothing.
fn share(part: i64, whole: i64) -> Option<(i64, i64, i64)> {
    if whole <= 0 || part < 0 || whole < part {
        return None;
    }
    let (low, high) = wilson(part.unsigned_abs(), whole.unsigned_abs(), LEVEL).ppm();
    let value = Ratio::new(part.into(), whole.into())?;
    let value = i64::try_from(value.rounded(6)).ok()?;
    Some((low.min(value), value, high.max(value)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sum(creators: &[(&str, i64, i64)]) -> Sum {
        let mut sum = Sum::default();
        for (id, n_clicks, n_conversions) in creators {
            sum.creators.insert((*id).into(), (*n_clicks, n_conversions * MICRO));
            sum.n_clicks += n_clicks;
            sum.conversions_micro += n_conversions * MICRO;
        }
        sum
    }

    /// Reads as a table: clicks and conversions of the creators of a kind beside 2.2% of everybody,
    /// what is claimed, and on whom it rests.
    #[test]
    fn better_and_worse_hold_without_any_one_creator() {
        let whole = sum(&[("everybody", 100_000, 2_200)]);
        let claimed = |creators: &[(&str, i64, i64)]| {
            let key = (Platform::Instagram, None, None, None);
            let group = group(key, &sum(creators), &whole, Timestamp(0));
            (group.claim, group.rests_on.map(|id| id.to_string()))
        };
        let alike = [("ana", 454, 35), ("ben", 400, 30), ("cleo", 300, 20)];
        assert_eq!(claimed(&alike), (Claim::Better, None));
        let one = [("ana", 454, 35), ("ben", 100, 1), ("cleo", 133, 1)];
        assert_eq!(claimed(&one), (Claim::OneCreator, Some("ana".to_owned())));
        let worse = [("ana", 2_000, 10), ("ben", 2_000, 12), ("cleo", 2_000, 8)];
        assert_eq!(claimed(&worse), (Claim::Worse, None));
        let same = [("ana", 500, 11), ("ben", 500, 11), ("cleo", 500, 11)];
        assert_eq!(claimed(&same), (Claim::NoDifference, None));
        assert_eq!(claimed(&alike[..2]), (Claim::TooFew, None));
    }
}
