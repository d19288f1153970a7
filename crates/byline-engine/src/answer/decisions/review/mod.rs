//! The weekly review: every creator of a campaign beside floor and ceiling, as of the end of the
//! week or of now.
//!
//! Only who needs a person is handed to one, each with the reason; of all others it is said how
//! the rules handle them. Past weeks are judged as of their last instant, from figures of today.

mod row;
mod similar;
mod tasks;

use std::collections::{BTreeMap, BTreeSet};

use byline_core::campaign::Campaign;
use byline_core::creator::WeekLimits;
use byline_core::decision::review::Week;
use byline_core::decision::said::ReviewDecision;
use byline_core::id::{CampaignId, CreatorId};
use byline_core::time::{CivilDay, Span, Timestamp, Zone};

use super::dossier::Subject;
use super::returns::wanted;
use super::{Bench, Dossier};
use crate::engine::Engine;
use crate::state::desk::Desk;
use crate::view::{
    Basis, Dimension, Figures, Handled, Query, ReviewRow, ReviewView, Scope, TaskView, WeekView,
};

/// Everything that rows are made of.
pub(crate) struct Table<'a> {
    engine: &'a Engine,
    desk: &'a Desk,
    dossier: &'a Dossier<'a>,
    number: u32,
    week: Week,
    limits: WeekLimits,
    /// Price and revenue of everybody.
    whole_minor: (i64, i64),
    this: BTreeMap<CreatorId, Figures>,
    before: Option<BTreeMap<CreatorId, Figures>>,
    subjects: BTreeMap<&'a CreatorId, &'a Subject<'a>>,
    tasks: BTreeMap<CreatorId, Vec<TaskView>>,
}

impl Engine {
    /// The review of the week that began on `monday`, or of the newest one, with who of the own
    /// history is most like each creator that needs a person; `None` if there is no such campaign,
    /// or the campaign did not run then.
    pub fn review_view(
        &self,
        campaign: &CampaignId,
        monday: Option<CivilDay>,
        now: Timestamp,
    ) -> Option<ReviewView> {
        let mut view = self.review_at(&self.desk, campaign, monday, now)?;
        let dossier = Dossier::gather(self, campaign, view.week.span.to.min(now))?;
        similar::put(self, &dossier, &mut view.creators);
        Some(view)
    }

    /// Whom the review of the newest week asks about; `None` if the campaign has not run yet.
    pub fn asked_in_review(
        &self,
        campaign: &CampaignId,
        now: Timestamp,
    ) -> Option<BTreeSet<CreatorId>> {
        let view = self.review_at(&self.desk, campaign, None, now)?;
        let needing = view.creators.into_iter().filter(ReviewRow::needs_somebody);
        Some(needing.map(|row| row.creator_id).collect())
    }

    /// The same by the decisions of this desk, and beside nobody.
    pub(crate) fn review_at(
        &self,
        desk: &Desk,
        campaign: &CampaignId,
        monday: Option<CivilDay>,
        now: Timestamp,
    ) -> Option<ReviewView> {
        let number = self.registry.campaigns.find(campaign.as_str())?;
        let row = self.campaign(campaign.as_str())?;
        let zone = zone_of(row);
        let (week, monday) = week_of(row, &zone, monday, now)?;
        let rules = desk.rules(number);
        let then = week.span.to.min(now);
        let dossier = Dossier::gather(self, campaign, then)?;
        let decisions = Bench::new(&dossier, &rules).view();
        let length_us = week.covered.to.0 - week.covered.from.0;
        let back_us = week.span.from.0 - week_before(&zone, monday)?.from.0;
        let from = Timestamp(week.covered.from.0 - back_us);
        let earlier = Span { from, to: from.plus_micros(length_us) };
        // Beside a week in which only some days ran, every week would rise.
        let has_before = row.flights.iter().any(|flight| flight.from <= earlier.from);
        let (wanted, wanted_from) = wanted(row);
        let table = Table {
            engine: self,
            desk,
            dossier: &dossier,
            number,
            week,
            limits: row.gate.as_ref().map(|terms| terms.week).unwrap_or_default(),
            whole_minor: whole_minor(&dossier),
            this: by_creator(self, row, &zone, week.covered),
            subjects: dossier.subjects.iter().map(|subject| (&subject.id, subject)).collect(),
            tasks: tasks::by_creator(self, desk, campaign, then),
            before: has_before.then(|| by_creator(self, row, &zone, earlier)),
        };
        let rows = decisions.creators.iter().map(|decision| table.row(decision));
        let mut creators: Vec<ReviewRow> = rows.collect();
        // The order of decisions stays where neither says otherwise.
        creators.sort_by_key(|row| (row.needs.is_empty(), place(row)));
        let is_of_week = |figures: &BTreeMap<CreatorId, Figures>| -> i64 {
            figures.values().map(|figures| figures.revenue_minor[dossier.model()]).sum()
        };
        let spent = table.this.values().filter_map(|figures| figures.spend_minor);
        Some(ReviewView {
            stand: self.stand(),
            campaign_id: campaign.clone(),
            name: row.name.clone(),
            currency: row.currency,
            model: dossier.model(),
            week: week_view(row, &zone, week, monday, now),
            limits: table.limits,
            wanted,
            wanted_from,
            judged_by: dossier.judged_by,
            is_waiting: dossier.is_waiting(),
            handled: handled(&creators),
            revenue_minor: is_of_week(&table.this),
            before_minor: table.before.as_ref().map(is_of_week),
            spend_minor: spent.reduce(|a, b| a + b),
            creators,
        })
    }
}

/// How many creators the rules handle, by how.
fn handled(creators: &[ReviewRow]) -> Vec<(Handled, usize)> {
    let mut n: BTreeMap<Handled, usize> = BTreeMap::new();
    for how in creators.iter().filter_map(|row| row.handled) {
        *n.entry(how).or_default() += 1;
    }
    n.into_iter().collect()
}

pub(crate) fn zone_of(campaign: &Campaign) -> Zone {
    Zone::parse(&campaign.time_zone).unwrap_or_else(|_| Zone::utc())
}

/// The week that was asked for, or the newest one, with its Monday.
pub(crate) fn week_of(
    campaign: &Campaign,
    zone: &Zone,
    monday: Option<CivilDay>,
    now: Timestamp,
) -> Option<(Week, CivilDay)> {
    let flights = &campaign.flights;
    let begun = flights.iter().rfind(|flight| flight.from <= now);
    let monday = match monday {
        Some(monday) => monday,
        None => {
            let last = begun.map_or(now, |flight| flight.to.plus_micros(-1).min(now));
            Week::monday(zone, last)?
        }
    };
    let span =
        Span { from: zone.day_span(monday).from, to: zone.day_span(monday.plus_days(7)?).from };
    let runs = |flight: &&Span| flight.from < span.to && span.from < flight.to;
    let everything = Span { from: Timestamp::MIN, to: Timestamp::MAX };
    let flight = match flights.is_empty() {
        true => everything,
        false => *flights.iter().rfind(runs)?,
    };
    let has_begun = span.from <= now && flight.from <= now;
    let week = Week::from_monday(zone, monday, flight, now).filter(|_| has_begun)?;
    Some((week, monday))
}

fn week_before(zone: &Zone, monday: CivilDay) -> Option<Span> {
    let from = zone.day_span(monday.plus_days(-7)?).from;
    Some(Span { from, to: zone.day_span(monday).from })
}

fn week_view(
    campaign: &Campaign,
    zone: &Zone,
    week: Week,
    monday: CivilDay,
    now: Timestamp,
) -> WeekView {
    let other = |n_days| {
        let other = monday.plus_days(n_days)?;
        week_of(campaign, zone, Some(other), now).map(|_| other.to_string())
    };
    WeekView {
        monday: monday.to_string(),
        span: week.span,
        covered: week.covered,
        is_open: week.is_open(now),
        previous: other(-7),
        next: other(7),
    }
}

/// What everybody costs, and what everybody brought.
fn whole_minor(dossier: &Dossier<'_>) -> (i64, i64) {
    let prices = dossier.subjects.iter().filter_map(Subject::at_stake_minor);
    let model = dossier.model();
    let revenue = dossier.subjects.iter().map(|subject| subject.figures.revenue_minor[model]);
    (prices.sum(), revenue.sum())
}

/// Where somebody stands whom a person is asked about: deals that may have to change first, by how
/// much of what is due has not come; then whom to grow, by how much came beyond it.
fn place(row: &ReviewRow) -> (u8, i64) {
    if row.needs.is_empty() {
        return (0, 0);
    }
    let missing = row.due_minor.unwrap_or(0) - row.flight_minor;
    match row.recommendation.decision {
        ReviewDecision::Part | ReviewDecision::Renegotiate | ReviewDecision::Reduce => {
            (0, -missing)
        }
        ReviewDecision::Grow => (1, missing),
        ReviewDecision::Keep => (2, -missing),
    }
}

/// Everybody's figures of a stretch.
fn by_creator(
    engine: &Engine,
    campaign: &Campaign,
    zone: &Zone,
    range: Span,
) -> BTreeMap<CreatorId, Figures> {
    let query = Query {
        scope: Scope { campaign: Some(campaign.id.clone()), ..Scope::default() },
        range,
        by: vec![Dimension::Creator],
        zone: zone.clone(),
        currency: campaign.currency,
        basis: Basis::Order,
    };
    let rows = engine.query(&query).rows.into_iter();
    let is_creator = |id: &str| engine.creator(id).is_some();
    rows.filter_map(|row| Some((row.keys.into_iter().next()?.id, row.figures)))
        .filter(|(id, _)| is_creator(id))
        .map(|(id, figures)| (CreatorId::from(id.as_str()), figures))
        .collect()
}
