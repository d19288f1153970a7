//! Figures of platforms: counted where their thing belongs, from the day when that is known.

use byline_core::event::{Metric, Spend, SpendKind};
use byline_core::figure::{Counted, Figure, Subject};
use byline_core::id::{CampaignId, CreatorId, PlacementId};
use byline_core::money::Money;
use byline_core::placement::Content;

use crate::engine::{Applied, Engine, Taking};
use crate::state::NONE;
use crate::state::feeds::Feed;
use crate::state::figures::Happened;

impl Engine {
    pub(crate) fn take_figure(&mut self, taking: Taking, figure: &Figure) -> Applied {
        self.feeds.count(Feed::Platform, figure.as_of, taking.at);
        let Some(happened) = self.figures.take(figure) else {
            return Applied::Known;
        };
        if let Some(placement) = self.figures.owner(&figure.subject) {
            self.count_figure(placement, &happened, 1);
            if figure.counted == Counted::SpendMinor {
                self.restate_ad_spend(&figure.subject, placement, 1);
            }
        }
        Applied::Changed
    }

    /// Content is new or changed: the things that it names, and their past, are its placement's.
    pub(crate) fn declare_content(&mut self, row: &Content) {
        let placement = self.registry.placements.number(row.placement_id.as_str());
        let before = self.registry.contents.set(row.id.as_str(), row.clone());
        let old = before.map(|content| content.subjects).unwrap_or_default();
        for subject in old.iter().filter(|subject| !row.subjects.contains(subject)) {
            self.give_figures(subject, None);
        }
        for subject in &row.subjects {
            self.give_figures(subject, Some(placement));
        }
    }

    fn give_figures(&mut self, subject: &Subject, to: Option<u32>) {
        let from = self.figures.owner(subject);
        if from == to {
            return;
        }
        let happened = self.figures.happened(subject);
        for (placement, sign) in [(from, -1), (to, 1)] {
            let Some(placement) = placement else {
                continue;
            };
            for one in &happened {
                self.count_figure(placement, one, sign);
            }
            self.restate_ad_spend(subject, placement, sign.max(0));
        }
        self.figures.set_owner(subject, to);
    }

    /// What a platform says was spent behind a placement's content becomes records of spend, one
    /// for each thing and stretch, `times` once or not at all.
    fn restate_ad_spend(&mut self, subject: &Subject, placement: u32, times: i64) {
        let target = self.registry.placement_target(placement);
        if target.campaign == NONE {
            return;
        }
        let currency = self.registry.currency(target.campaign);
        let creator = (target.creator != NONE).then(|| self.registry.creators.id(target.creator));
        let creator_id: Option<CreatorId> = creator.map(Into::into);
        let placement_id: PlacementId = self.registry.placements.id(placement).into();
        let campaign_id: CampaignId = self.registry.campaigns.id(target.campaign).into();
        for (at, currency, minor) in self.figures.ad_spend(subject, currency) {
            let Subject { feed, id, .. } = subject;
            let spend = Spend {
                id: format!("{feed}/{id}/{}/{}", currency.as_str(), at.seconds()).into(),
                campaign_id: campaign_id.clone(),
                creator_id: creator_id.clone(),
                placement_id: Some(placement_id.clone()),
                occurred_at: at,
                amount: Money { minor: times * minor, currency },
                kind: SpendKind::Amplification,
            };
            self.replace_spend(&spend);
        }
    }

    /// A placement belongs to somebody else now: the spend behind its content goes along.
    pub(super) fn move_ad_spend(&mut self, placement: u32) {
        for subject in self.figures.subjects_of(placement) {
            self.restate_ad_spend(&subject, placement, 1);
        }
    }

    fn count_figure(&mut self, placement: u32, happened: &Happened, sign: i64) {
        let Some(metric) = summed(happened.counted) else {
            return;
        };
        let cell = self.cells.number(self.platform_cell(placement));
        for (at, change) in &happened.changes {
            self.cells.add_metric(cell, metric, *at, sign * change);
        }
    }
}

/// The reading that a figure adds to, if any. Gauges are never summed, and what a platform claims
/// stays with the platform.
fn summed(counted: Counted) -> Option<Metric> {
    match counted {
        Counted::Impressions => Some(Metric::Impressions),
        Counted::Views => Some(Metric::Views),
        Counted::Likes => Some(Metric::Likes),
        Counted::Comments => Some(Metric::Comments),
        Counted::Shares => Some(Metric::Shares),
        Counted::Saves => Some(Metric::Saves),
        _ => None,
    }
}
