//! What the revenue of a running flight may come to, and how such words did before.

use byline_core::campaign::Campaign;
use byline_core::id::CampaignId;
use byline_core::stats::{Outlook, outlook};
use byline_core::time::{Span, Timestamp, Zone};

use crate::engine::Engine;
use crate::state::desk::Foreseen;
use crate::view::{Basis, Dimension, OutlookView, Query, Scope};

/// A day, in seconds.
const DAY_S: f64 = 86_400.0;

impl Engine {
    /// What the flight that runs may come to; `None` if none does.
    pub fn outlook_view(&self, campaign: &CampaignId, now: Timestamp) -> Option<OutlookView> {
        let row = self.campaign(campaign.as_str())?;
        let number = self.registry.campaigns.find(campaign.as_str())?;
        let flight = *row.flights.iter().find(|flight| flight.contains(now))?;
        let days = self.revenue_by_day(row, flight, now);
        let whole = whole_days(&days, flight, now);
        let so_far_minor = days.iter().map(|day| day.1).sum();
        let found = to_the_end(&whole, flight, now);
        let docket = self.desk.dockets.get(&number);
        let foreseen = docket.map_or(&[][..], |docket| &docket.foreseen);
        let scored = foreseen.iter().filter_map(|said| {
            let day = days.iter().find(|(day, _)| day.contains(said.at) && day.to <= now)?;
            Some(said.day_minor.0 <= day.1 && day.1 <= said.day_minor.1)
        });
        let scored: Vec<bool> = scored.collect();
        let add =
            |part: fn(&Outlook) -> i64| found.as_ref().map(|found| so_far_minor + part(found));
        let terms = row.gate.as_ref();
        let target = terms.and_then(|terms| terms.benchmark("revenue"));
        Some(OutlookView {
            stand: self.stand(),
            campaign_id: campaign.clone(),
            currency: row.currency,
            ends_at: flight.to,
            so_far_minor,
            n_days: whole.len(),
            low_minor: add(|found| found.low),
            middle_minor: add(|found| found.middle),
            high_minor: add(|found| found.high),
            target_minor: target.map(|row| row.value_micro / 1_000_000).filter(|minor| 0 < *minor),
            n_scored: scored.len(),
            n_held: scored.iter().filter(|held| **held).count(),
        })
    }

    /// What is to be said on the morning of a day, to be scored later.
    pub(crate) fn foresee(&self, campaign: &Campaign, now: Timestamp) -> Option<Foreseen> {
        let flight = *campaign.flights.iter().find(|flight| flight.contains(now))?;
        let days = self.revenue_by_day(campaign, flight, now);
        let whole = whole_days(&days, flight, now);
        let so_far: i64 = days.iter().map(|day| day.1).sum();
        let day = outlook(&whole, 1.0)?;
        let end = to_the_end(&whole, flight, now)?;
        let end_minor = (so_far + end.low, so_far + end.middle, so_far + end.high);
        Some(Foreseen { at: now, day_minor: (day.low, day.high), end_minor })
    }

    /// Each local day of the flight up to now with what creators earned.
    fn revenue_by_day(
        &self,
        campaign: &Campaign,
        flight: Span,
        now: Timestamp,
    ) -> Vec<(Span, i64)> {
        let zone = Zone::parse(&campaign.time_zone).unwrap_or_else(|_| Zone::utc());
        let range = Span { from: flight.from, to: flight.to.min(now) };
        let query = Query {
            scope: Scope { campaign: Some(campaign.id.clone()), ..Scope::default() },
            range,
            by: vec![Dimension::Day],
            zone: zone.clone(),
            currency: campaign.currency,
            basis: Basis::Order,
        };
        let rows = self.query(&query).rows;
        let starts = zone.day_starts(range).into_iter();
        let of = |start: Timestamp| {
            let day = zone.day_of(start);
            let id = day.to_string();
            let row = rows.iter().find(|row| row.keys.first().is_some_and(|key| key.id == id));
            let minor = row.map_or(0, |row| row.figures.revenue_minor[campaign.rules.model]);
            (zone.day_span(day), minor)
        };
        starts.map(of).collect()
    }
}

/// Revenue of the days that lie in the flight from their start and are over.
fn whole_days(days: &[(Span, i64)], flight: Span, now: Timestamp) -> Vec<i64> {
    let is_whole = |day: &&(Span, i64)| flight.from <= day.0.from && day.0.to <= now;
    days.iter().filter(is_whole).map(|day| day.1).collect()
}

fn to_the_end(whole: &[i64], flight: Span, now: Timestamp) -> Option<Outlook> {
    outlook(whole, flight.to.seconds_since(now).max(0) as f64 / DAY_S)
}
