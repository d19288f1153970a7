//! What a campaign came to: its figures judged by the core, and whose views are hype.

use std::collections::BTreeMap;

use byline_core::campaign::Campaign;
use byline_core::credit::Model;
use byline_core::decision::verdict::{Case, Verdict, hype, verdict};
use byline_core::event::Metric;
use byline_core::id::{CampaignId, CreatorId};
use byline_core::kpi::{InCurrency, Input, KpiInputs, Ratio};
use byline_core::time::{Span, Timestamp, Zone};

use super::decisions::Dossier;
use crate::engine::Engine;
use crate::state::desk::Verdicted;
use crate::view::{
    Basis, CreatorDecision, Dimension, Figures, HypeView, NoJudgement, Query, Scope, VerdictView,
};

impl Engine {
    /// What a campaign came to; `None` if there is none such, or it has not begun.
    pub fn verdict_view(&self, campaign: &CampaignId, now: Timestamp) -> Option<VerdictView> {
        let row = self.campaign(campaign.as_str())?;
        let always = Span { from: Timestamp(0), to: Timestamp::MAX };
        let flight = match row.flights.is_empty() {
            true => always,
            false => *row.flights.iter().rfind(|flight| flight.from <= now)?,
        };
        let span = Span { from: flight.from, to: flight.to.min(now) };
        let (creators, whole) = self.by_creator(row, span);
        let due_minor = self.due_so_far(row, flight, now);
        Some(VerdictView {
            stand: self.stand(),
            campaign_id: row.id.clone(),
            name: row.name.clone(),
            currency: row.currency,
            model: row.rules.model,
            span,
            is_over: flight.to <= now,
            revenue_minor: whole.revenue_minor[row.rules.model],
            verdict: self.judged(row, &whole, span, due_minor),
            due_minor,
            hype: hypes(self, row, &creators, now),
            history: self.verdicts(campaign).iter().rev().cloned().collect(),
        })
    }

    /// What of everybody's price is due by now; `None` where nothing is, and once a flight is over:
    /// then all of it is.
    pub(crate) fn due_so_far(
        &self,
        campaign: &Campaign,
        flight: Span,
        now: Timestamp,
    ) -> Option<i64> {
        if flight.to <= now {
            return None;
        }
        let dossier = Dossier::gather(self, &campaign.id, now)?;
        let due = dossier.subjects.iter().filter_map(|subject| dossier.due_minor(subject));
        due.reduce(i64::saturating_add)
    }

    /// The verdict by the figures of a stretch.
    pub(crate) fn verdict_at(
        &self,
        campaign: &Campaign,
        span: Span,
        due_minor: Option<i64>,
    ) -> Verdict {
        let (_, whole) = self.by_creator(campaign, span);
        self.judged(campaign, &whole, span, due_minor)
    }

    /// What was said of a campaign, the oldest first.
    pub fn verdicts(&self, campaign: &CampaignId) -> &[Verdicted] {
        let number = self.registry.campaigns.find(campaign.as_str());
        let said = number.and_then(|number| self.desk.verdicts.get(&number));
        said.map_or(&[], Vec::as_slice)
    }

    /// The same of what is summed already.
    pub(crate) fn judged(
        &self,
        campaign: &Campaign,
        whole: &Figures,
        span: Span,
        due_minor: Option<i64>,
    ) -> Verdict {
        let inputs = self.campaign_inputs(campaign, whole, campaign.rules.model, span);
        verdict(&Case {
            inputs,
            goal: campaign.goal,
            money: InCurrency::of(campaign.currency),
            ctr: benchmark(campaign, "ctr"),
            conversion_rate: benchmark(campaign, "conversion_rate"),
            cpa_minor: benchmark(campaign, "cpa"),
            due_minor,
        })
    }

    /// What KPIs of a whole campaign are made of: its figures of a stretch, and the followers of
    /// the accounts that posted in it.
    pub fn campaign_inputs(
        &self,
        campaign: &Campaign,
        figures: &Figures,
        model: Model,
        span: Span,
    ) -> KpiInputs {
        let mut inputs = figures.kpi_inputs(model, campaign.goal);
        inputs.set(Input::Followers, self.followers_of_posts(campaign, span));
        inputs
    }

    /// For each post, the followers of the account that showed it: what engagement is a share of
    /// where a campaign has many posts. `None` if no account says.
    fn followers_of_posts(&self, campaign: &Campaign, span: Span) -> Option<i64> {
        let posts = self.contents().filter(|post| span.contains(post.published_at));
        let followers = posts.filter_map(|post| {
            let slot = self.placement(post.placement_id.as_str())?;
            if slot.campaign_id != campaign.id {
                return None;
            }
            let creator = self.creator(slot.creator_id.as_str())?;
            let mut accounts = creator.accounts.iter();
            let account = accounts.find(|account| account.platform == slot.platform)?;
            account.n_followers.and_then(|n| i64::try_from(n).ok())
        });
        followers.reduce(i64::saturating_add)
    }

    /// Everybody's figures of a stretch, and all creators together.
    pub(crate) fn by_creator(
        &self,
        campaign: &Campaign,
        range: Span,
    ) -> (Vec<(CreatorId, Figures)>, Figures) {
        let query = Query {
            scope: Scope { campaign: Some(campaign.id.clone()), ..Scope::default() },
            range,
            by: vec![Dimension::Creator],
            zone: Zone::utc(),
            currency: campaign.currency,
            basis: Basis::Order,
        };
        let rows = self.query(&query).rows.into_iter();
        let keyed = rows.filter_map(|row| Some((row.keys.into_iter().next()?.id, row.figures)));
        let known = keyed.filter(|(id, _)| self.creator(id).is_some());
        let creators: Vec<(CreatorId, Figures)> =
            known.map(|(id, figures)| (CreatorId::from(id.as_str()), figures)).collect();
        let mut whole = Figures::default();
        creators.iter().for_each(|(_, figures)| whole.add(figures));
        (creators, whole)
    }
}

/// The campaign's benchmark of a KPI, if it is above zero.
fn benchmark(campaign: &Campaign, kpi: &str) -> Option<Ratio> {
    let terms = campaign.gate.as_ref()?;
    let row = terms.benchmark(kpi)?;
    (0 < row.value_micro).then(|| Ratio::new(row.value_micro.into(), 1_000_000))?
}

/// How often content was seen: views where they are reported, else impressions.
pub(super) fn displays(figures: &Figures) -> Option<i64> {
    figures.metric(Metric::Views).or(figures.metric(Metric::Impressions))
}

/// Whose content is seen and not clicked, of those who have anything that can be clicked, each
/// beside the benchmark that says most about them.
fn hypes(
    engine: &Engine,
    campaign: &Campaign,
    creators: &[(CreatorId, Figures)],
    now: Timestamp,
) -> Vec<HypeView> {
    let queue = engine.decisions_view(&campaign.id, now);
    let rows = queue.iter().flat_map(|queue| &queue.creators);
    let about: BTreeMap<&CreatorId, &CreatorDecision> =
        rows.map(|row| (&row.creator_id, row)).collect();
    // Clicks of creators whose displays nobody reports would make everybody's share too large.
    let shown = creators.iter().filter_map(|(_, row)| Some((row.n_clicks, displays(row)?)));
    let (n_clicks, n_displays) = shown.fold((0, 0), |sum, row| (sum.0 + row.0, sum.1 + row.1));
    let all = Ratio::new(n_clicks.into(), n_displays.into());
    let model = campaign.rules.model;
    let mut found: Vec<HypeView> = creators
        .iter()
        .filter_map(|(id, figures)| {
            let bought = figures.orders_micro[model] + figures.actions_micro[model];
            let about =
                about.get(id).filter(|row| row.no_judgement != Some(NoJudgement::NoLink))?;
            let own = about.expected.ctr.as_ref().map(|expected| expected.value);
            let ctr = own.or(all)?;
            let hype = hype(displays(figures)?, figures.n_clicks, 0 < bought, ctr)?;
            let name = engine.creator(id.as_str()).map(|creator| creator.name.clone());
            let name = name.unwrap_or_else(|| id.to_string());
            Some(HypeView { creator_id: id.clone(), name, hype, ctr, is_benchmark: own.is_some() })
        })
        .collect();
    found.sort_by_key(|row| std::cmp::Reverse(row.hype.n_views));
    found
}
