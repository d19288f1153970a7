//! Mentions of a campaign's time: its flights, and the days after each in which talk still comes.

use byline_core::campaign::{Campaign, DAY_S};
use byline_core::kpi::{Input, KPIS, KpiInputs};
use byline_core::money::Currency;
use byline_core::time::{Span, Timestamp};

use super::slots::Buckets;
use crate::engine::Engine;
use crate::state::mentions::MentionCounts;
use crate::state::series::Series;
use crate::view::{MentionKpi, MentionsView};

/// For how long after a flight mentions are still its own.
const LAG_S: i64 = 7 * DAY_S;
/// From how long before the first stretch the baseline is taken.
const BASELINE_DAYS: u32 = 28;
/// The KPIs that mentions go into.
const MENTION_KPIS: [&str; 4] =
    ["brand_mentions", "sentiment_positive", "sentiment_neutral", "sentiment_negative"];

impl Engine {
    /// Mentions within `range`, of one campaign's time if one is given.
    pub fn mentions_view(&self, campaign: Option<&Campaign>, range: Span) -> MentionsView {
        let spans = match campaign {
            Some(campaign) if !campaign.flights.is_empty() => talked_of(&campaign.flights, range),
            _ => vec![range],
        };
        let mentions = sum(self.mentions.mentions(), &spans);
        let n_posts = self.n_posts(campaign, &spans);
        let inputs = KpiInputs::default()
            .with(Input::Mentions, mentions.n_all)
            .with(Input::MentionsPositive, mentions.n_positive)
            .with(Input::MentionsNeutral, mentions.n_neutral)
            .with(Input::MentionsNegative, mentions.n_negative)
            .with(Input::Posts, i64::try_from(n_posts).ok());
        let currency = campaign.map_or(Currency::USD, |campaign| campaign.currency);
        let rows = KPIS.iter().filter(|kpi| MENTION_KPIS.contains(&kpi.key));
        let kpis = rows.map(|kpi| {
            let reading = kpi.evaluate(&inputs);
            MentionKpi {
                key: kpi.key,
                name: kpi.name,
                text: reading.as_ref().ok().map(|reading| kpi.text(*reading, currency)),
                reason: reading.err().map(|why| why.to_string()),
                filled_in: kpi.filled_in(&inputs, currency),
            }
        });
        MentionsView {
            stand: self.stand(),
            campaign_id: campaign.map(|campaign| campaign.id.clone()),
            comments: sum(self.mentions.comments(), &spans),
            expected_micro: self.expected_mentions_micro(&spans),
            kpis: kpis.collect(),
            mentions,
            n_posts,
            spans,
        }
    }

    fn n_posts(&self, campaign: Option<&Campaign>, spans: &[Span]) -> u64 {
        let is_in = |at: Timestamp| spans.iter().any(|span| span.contains(at));
        let is_campaigns = |placement: &str| {
            campaign.is_none_or(|campaign| {
                let row = self.registry.placements.get(placement);
                row.is_some_and(|row| row.campaign_id == campaign.id)
            })
        };
        let contents = self.registry.contents.iter();
        let ours = contents
            .filter(|row| is_in(row.published_at) && is_campaigns(row.placement_id.as_str()));
        ours.count() as u64
    }

    /// How many mentions as long a time would have had anyway.
    fn expected_mentions_micro(&self, spans: &[Span]) -> Option<i64> {
        let series = self.mentions.mentions();
        let (begin, known_from) = (spans.first()?.from, series.extent()?.0);
        let from = Timestamp(begin.0).plus_seconds(-i64::from(BASELINE_DAYS) * DAY_S);
        let known_from = from.bucket().0.max(known_from);
        let n_baseline_days = begin.bucket().0.saturating_sub(known_from) / BUCKETS_A_DAY;
        let before =
            series.sum(begin.bucket().0 - n_baseline_days * BUCKETS_A_DAY, begin.bucket().0);
        let n_days = spans.iter().map(|span| span.seconds()).sum::<i64>() / DAY_S;
        let n_days = u32::try_from(n_days).ok()?;
        KpiInputs::expected_followers_micro(before.n_all, n_baseline_days, n_days)
    }
}

/// Quarters of an hour in a day.
const BUCKETS_A_DAY: u32 = 96;

/// The flights within `range`, each with the days after it, in order and without overlap.
fn talked_of(flights: &[Span], range: Span) -> Vec<Span> {
    let mut spans: Vec<Span> = Vec::new();
    let mut flights = flights.to_vec();
    flights.sort_by_key(|flight| (flight.from, flight.to));
    for flight in &flights {
        let span = Span { from: flight.from, to: flight.to.plus_seconds(LAG_S) };
        let span = span.intersection(range);
        match spans.last_mut() {
            _ if span.is_empty() => {}
            Some(last) if span.from <= last.to => last.to = last.to.max(span.to),
            _ => spans.push(span),
        }
    }
    spans
}

fn sum(series: &Series<MentionCounts>, spans: &[Span]) -> MentionCounts {
    let mut counts = MentionCounts::default();
    for span in spans {
        let Buckets { from, to } = Buckets::of(*span);
        counts += series.sum(from, to);
    }
    counts
}
