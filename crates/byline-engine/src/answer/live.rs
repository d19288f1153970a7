//! What happens now: headline figures, a series, and the three questions as lists.

use std::collections::BTreeMap;

use byline_core::credit::Model;
use byline_core::id::CampaignId;
use byline_core::time::{Span, Timestamp, Zone};

use super::reasons::{Reasons, Suspect};
use super::slots::{Buckets, Slot, spread};
use crate::engine::Engine;
use crate::state::cells::{Cell, Count, Credit};
use crate::state::sums::Sum;
use crate::view::{
    Answer, Basis, Dimension, Earner, Figures, Lagging, LikelyCause, Live, Point, Query, Row,
    Scope, Silent,
};

/// How many creators a list of those who need somebody shows.
const LIST_LIMIT: usize = 5;
/// Fewer clicks than this say nothing about a conversion rate.
const MIN_CLICKS: i64 = 40;
/// A range up to so long is cut into hours, a longer one into days.
const HOURLY_UP_TO_S: i64 = 3 * 86_400;

impl Engine {
    /// What a campaign does now; `None` if there is no such campaign. `now` is the caller's time.
    pub fn live(
        &self,
        campaign: &CampaignId,
        range: Span,
        zone: &Zone,
        model: Model,
        now: Timestamp,
    ) -> Option<Live> {
        let row = self.campaign(campaign.as_str())?;
        let scope = Scope { campaign: Some(campaign.clone()), ..Scope::default() };
        let asked = |range: Span, by: Vec<Dimension>| Query {
            scope: scope.clone(),
            range,
            by,
            zone: zone.clone(),
            currency: row.currency,
            basis: Basis::Order,
        };
        let now_answer = self.query(&asked(range, Vec::new()));
        let length = range.to.0.saturating_sub(range.from.0);
        let before = Span { from: Timestamp(range.from.0.saturating_sub(length)), to: range.from };
        let creators = self.query(&asked(range, vec![Dimension::Creator])).rows;
        let number = self.registry.campaigns.find(campaign.as_str())?;
        let cells = || self.cells.iter().filter(move |cell| cell.key.campaign == number);
        let figures = attributed(&now_answer);
        let reasons = Reasons::new(self, number, (range, now));
        let lagging = self.lagging((&creators, &figures), cells(), &reasons, (model, now));
        Some(Live {
            stand: self.stand(),
            figures,
            unattributed: now_answer.unattributed,
            other_currencies: now_answer.other_currencies,
            before: attributed(&self.query(&asked(before, Vec::new()))),
            series: self.points(&asked(range, Vec::new()), model, now),
            marks: self.marks(campaign, range),
            earning: self.earning(campaign, model, now),
            lagging,
            silent: self.silent(&creators, cells(), (range, now)),
            feeds: self.feeds(),
        })
    }

    /// When a campaign's newest click or order happened; `None` if there was none yet.
    pub fn newest_sign_at(&self, campaign: &CampaignId) -> Option<Timestamp> {
        let number = self.registry.campaigns.find(campaign.as_str())?;
        let cells = self.cells.iter().filter(|cell| cell.key.campaign == number);
        cells.filter_map(|cell| cell.newest_sign_at).max()
    }

    fn points(&self, query: &Query, model: Model, now: Timestamp) -> Vec<Point> {
        let is_short = query.range.to.seconds_since(query.range.from) <= HOURLY_UP_TO_S;
        let starts = if is_short {
            query.zone.hour_starts(query.range)
        } else {
            query.zone.day_starts(query.range)
        };
        let ends: Vec<Timestamp> =
            starts.iter().skip(1).copied().chain(std::iter::once(query.range.to)).collect();
        let stretches = starts.into_iter().zip(ends).filter(|(from, _)| *from <= now);
        let (mut slots, mut points) = (Vec::new(), Vec::new());
        for (from, to) in stretches {
            slots.push(Slot { buckets: Buckets::of(Span { from, to }), key: None });
            points.push(Point { from, revenue_minor: 0, spend_minor: 0, n_clicks: 0 });
        }
        let is_asked = |sum: &&Sum| {
            sum.campaign != crate::state::NONE
                && sum.currency == query.currency
                && self.is_in_scope(&sum.key(), &query.scope)
        };
        for Sum { readings, .. } in self.cells.sums().iter().filter(is_asked) {
            let revenue = readings.credit(Credit::of(query.basis).0);
            spread(revenue, &slots, |slot, minor| points[slot].revenue_minor += minor[model]);
            spread(readings.count(Count::Spend), &slots, |slot, n| points[slot].spend_minor += n);
            spread(readings.count(Count::Clicks), &slots, |slot, n| points[slot].n_clicks += n);
        }
        points
    }

    /// Content that went live within the range.
    fn marks(&self, campaign: &CampaignId, range: Span) -> Vec<(Timestamp, String)> {
        let mut marks = Vec::new();
        for content in self.contents() {
            let is_within = range.from <= content.published_at && content.published_at < range.to;
            let Some(placement) = self.placement(content.placement_id.as_str()) else {
                continue;
            };
            if is_within && placement.campaign_id == *campaign {
                let creator = self.creator(placement.creator_id.as_str());
                let name = creator.map_or("", |creator| creator.name.as_str());
                let format = &placement.format;
                marks.push((content.published_at, format!("{name} · {format}")));
            }
        }
        marks.sort();
        marks
    }

    /// Every creator of a campaign with attributed revenue or orders in the last 60 minutes, most
    /// revenue first. Money is of the campaign's currency: amounts of two never add up.
    pub fn earning(&self, campaign: &CampaignId, model: Model, now: Timestamp) -> Vec<Earner> {
        let row = self.campaign(campaign.as_str());
        let number = self.registry.campaigns.find(campaign.as_str());
        let Some((row, number)) = row.zip(number) else { return Vec::new() };
        let until = now.minute() + 1;
        let mut by_creator: BTreeMap<u32, Earner> = BTreeMap::new();
        let cells = self.cells.iter().filter(|cell| cell.key.campaign == number);
        for cell in cells.filter(|cell| cell.key.currency == row.currency) {
            let Some(creator) = cell.creator() else {
                continue;
            };
            let revenue = cell.recent_revenue().sum(until.saturating_sub(60), until)[model];
            let orders = cell.recent_orders().sum(until.saturating_sub(60), until)[model];
            if revenue == 0 && orders == 0 {
                continue;
            }
            let earner = by_creator.entry(creator).or_insert_with(|| Earner {
                creator_id: self.registry.creators.id(creator).into(),
                name: self.who(cell.key.channel),
                detail: String::new(),
                revenue_minor: 0,
                orders_micro: 0,
                spark: vec![0; 12],
            });
            earner.revenue_minor += revenue;
            earner.orders_micro += orders;
            let how = self.how(cell);
            if !earner.detail.split(" · ").any(|part| part == how) {
                let dot = if earner.detail.is_empty() { "" } else { " · " };
                earner.detail = format!("{}{dot}{how}", earner.detail);
            }
            add_spark(&mut earner.spark, until, |from, to| {
                cell.recent_revenue().sum(from, to)[model]
            });
        }
        let mut earners: Vec<Earner> = by_creator.into_values().collect();
        earners.sort_by_key(|earner| std::cmp::Reverse(earner.revenue_minor));
        earners
    }

    /// Where a cell's money comes from, in words.
    fn how(&self, cell: &Cell) -> String {
        let platform = self.registry.platform(cell.key.placement);
        match (cell.key.signal, platform) {
            (byline_core::event::Signal::Code, _) => "code".to_owned(),
            (_, Some(platform)) => platform.name().to_owned(),
            (signal, None) => signal.key().to_owned(),
        }
    }

    /// Who brings clicks that do not buy: at most half the roster's conversion rate.
    fn lagging<'a>(
        &'a self,
        (creators, whole): (&[Row], &Figures),
        cells: impl Iterator<Item = &'a Cell>,
        reasons: &Reasons<'_>,
        (model, now): (Model, Timestamp),
    ) -> Vec<Lagging> {
        let with_clicks = || creators.iter().filter(|row| 0 < row.figures.n_clicks);
        // The rate of the whole campaign, as its headline states it.
        let (roster_clicks, roster_orders) = (whole.n_clicks, whole.orders_micro[model]);
        let mut by_creator: BTreeMap<u32, Vec<&Cell>> = BTreeMap::new();
        for cell in cells {
            if let Some(creator) = cell.creator() {
                by_creator.entry(creator).or_default().push(cell);
            }
        }
        let mut found: Vec<(i128, u32, &Row)> = Vec::new();
        for row in with_clicks() {
            let figures = &row.figures;
            let creator = row.keys.first().and_then(|key| self.registry.creators.find(&key.id));
            let expected = i128::from(roster_orders) * i128::from(figures.n_clicks);
            let reached = i128::from(figures.orders_micro[model]) * i128::from(roster_clicks);
            let is_lagging = MIN_CLICKS <= figures.n_clicks && reached * 2 <= expected;
            if let Some(creator) = creator.filter(|_| is_lagging) {
                found.push((expected - reached, creator, row));
            }
        }
        found.sort_by_key(|(missing, ..)| std::cmp::Reverse(*missing));
        let lagging = found.into_iter().take(LIST_LIMIT).map(|(_, creator, row)| {
            let cells = by_creator.get(&creator).map(Vec::as_slice).unwrap_or_default();
            let LikelyCause { cause, reason, .. } = reasons.likeliest(Suspect { creator, cells });
            Lagging {
                creator_id: self.registry.creators.id(creator).into(),
                name: row.keys[0].label.clone(),
                cause,
                reason,
                n_clicks: row.figures.n_clicks,
                orders_micro: row.figures.orders_micro[model],
                roster_orders_micro: roster_orders,
                roster_n_clicks: roster_clicks,
                spark: clicks_by_hour(cells, now),
            }
        });
        lagging.collect()
    }

    /// Who costs money without any click or credited order in the range.
    fn silent<'a>(
        &'a self,
        creators: &[Row],
        cells: impl Iterator<Item = &'a Cell>,
        (range, now): (Span, Timestamp),
    ) -> Vec<Silent> {
        let mut newest: BTreeMap<u32, Timestamp> = BTreeMap::new();
        for cell in cells {
            if let (Some(creator), Some(at)) = (cell.creator(), cell.newest_sign_at) {
                let known = newest.entry(creator).or_insert(at);
                *known = (*known).max(at);
            }
        }
        let mut found = Vec::new();
        for row in creators {
            let spend_minor = row.figures.spend_minor.unwrap_or(0);
            let is_silent = row.figures.n_clicks == 0 && row.figures.orders_micro.is_zero();
            let Some(key) = row.keys.first().filter(|_| is_silent && 0 < spend_minor) else {
                continue;
            };
            let number = self.registry.creators.find(&key.id);
            let last = number.and_then(|number| newest.get(&number));
            let silent_hours = last.map(|at| now.seconds_since(*at).max(0) / 3_600);
            let is_wired = self.is_wired(&key.id);
            found.push(Silent {
                creator_id: key.id.as_str().into(),
                name: key.label.clone(),
                reason: match last.filter(|last| range.to <= **last) {
                    Some(_) => "no click and no order in this range; they came later".to_owned(),
                    None => silence(is_wired, silent_hours),
                },
                spend_minor,
                silent_hours,
                is_wired,
            });
        }
        found.sort_by_key(|silent| std::cmp::Reverse(silent.spend_minor));
        found.truncate(LIST_LIMIT);
        found
    }

    /// Whether a creator has any link or code that could bring a signal.
    fn is_wired(&self, creator: &str) -> bool {
        self.links().any(|link| link.creator_id.as_str() == creator && !link.is_archived)
            || self.codes().any(|code| code.creator_id.as_str() == creator && !code.is_archived)
    }
}

/// The figures of a campaign's creators, all together.
fn attributed(answer: &Answer) -> Figures {
    let mut sum = Figures::default();
    for row in &answer.rows {
        sum.add(&row.figures);
    }
    sum
}

/// Clicks of the last 12 hours, oldest first.
fn clicks_by_hour(cells: &[&Cell], now: Timestamp) -> Vec<i64> {
    let until = now.minute() + 1;
    let hour = |place: u32| {
        let from = until.saturating_sub((12 - place) * 60);
        cells.iter().map(|cell| cell.recent_clicks().sum(from, from + 60)).sum()
    };
    (0..12).map(hour).collect()
}

fn silence(is_wired: bool, silent_hours: Option<i64>) -> String {
    match (is_wired, silent_hours) {
        (false, _) => "no link or code is set up, so nothing could be seen".to_owned(),
        (true, None) => "a link or code exists, but nothing ever came through it".to_owned(),
        (true, Some(0)) => "the last click or order was within the hour".to_owned(),
        (true, Some(hours)) => format!("the last click or order was {hours} h ago"),
    }
}

/// Adds the last hour in twelve stretches of five minutes.
fn add_spark(spark: &mut [i64], until: u32, sum: impl Fn(u32, u32) -> i64) {
    for (place, total) in (0_u32..).zip(spark.iter_mut()) {
        let from = until.saturating_sub((12 - place) * 5);
        *total += sum(from, from + 5);
    }
}
