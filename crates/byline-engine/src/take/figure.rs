//! Figures of platforms: counted where their thing belongs, from the day when that is known.

use std::collections::BTreeMap;

use byline_core::entry::Connection;
use byline_core::event::{Metric, Spend, SpendKind};
use byline_core::figure::{Counted, Figure, Subject};
use byline_core::id::EventId;
use byline_core::money::{Currency, Money};
use byline_core::placement::Content;
use byline_core::time::Timestamp;

use crate::engine::{Applied, Engine, Taking};
use crate::state::NONE;
use crate::state::feeds::Feed;
use crate::state::figures::Happened;
use crate::state::sources::counted;

impl Engine {
    pub(crate) fn take_figure(&mut self, taking: Taking, figure: &Figure) -> Applied {
        let (said_at, _) = counted(figure.grain, figure.as_of, true);
        self.feeds.count(Feed::Platform, said_at, taking.at);
        let Some(happened) = self.figures.take(figure) else {
            return Applied::Known;
        };
        if let Some(placement) = self.figures.owner(&figure.subject) {
            self.count_figure(placement, &happened, 1);
            if figure.counted == Counted::SpendMinor {
                self.restate_ad_spend_at(&figure.subject, placement, &happened);
            }
        }
        Applied::Changed
    }

    /// Whether its connection said the same of the same stretch, not longer than `age_us`
    /// microseconds before.
    pub fn is_said_again(&self, figure: &Figure, age_us: i64) -> bool {
        self.figures.is_said_again(figure, age_us)
    }

    /// Content is new or changed: the things that it names, and their past, are its placement's.
    pub(crate) fn declare_content(&mut self, row: &Content) {
        let placement = self.registry.placements.number(row.placement_id.as_str());
        let before = self.registry.set_content(row);
        self.patrol_content(before.as_ref(), row);
        let claimant = |content: &Content| (content.published_at, content.id.clone());
        let old = before.iter().flat_map(|content| &content.subjects);
        let mut owners: BTreeMap<&Subject, Option<u32>> = BTreeMap::new();
        for subject in old.chain(&row.subjects) {
            owners.entry(subject).or_insert_with(|| self.figures.owner(subject));
        }
        for (content, subject) in before.iter().flat_map(|c| c.subjects.iter().map(move |s| (c, s)))
        {
            self.figures.claim(subject, &claimant(content), None);
        }
        for subject in &row.subjects {
            self.figures.claim(subject, &claimant(row), Some(placement));
        }
        for (subject, from) in owners {
            self.hand_figures_over(subject, from);
        }
    }

    /// Counts the past of a thing where it belongs now, instead of where it belonged before.
    fn hand_figures_over(&mut self, subject: &Subject, from: Option<u32>) {
        let to = self.figures.owner(subject);
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
    }

    /// What a platform says was spent behind a placement's content becomes records of spend, one
    /// for each thing and stretch, `times` once or not at all.
    fn restate_ad_spend(&mut self, subject: &Subject, placement: u32, times: i64) {
        let currency = self.ad_currency(placement);
        for (at, currency, minor) in self.figures.ad_spend(subject, currency) {
            let amount = Money { minor: times * minor, currency };
            self.put_ad_spend(subject, placement, at, amount);
        }
    }

    /// The records of the stretches on which a word was said, and no others.
    fn restate_ad_spend_at(&mut self, subject: &Subject, placement: u32, said: &Happened) {
        let default = self.ad_currency(placement);
        for ((at, currency), _) in &said.changes {
            let currency = currency.unwrap_or(default);
            let minor = self.figures.ad_spend_at(subject, (*at, currency), default);
            self.put_ad_spend(subject, placement, *at, Money { minor, currency });
        }
    }

    /// A connection is declared: where it states figures that another states too, another word may
    /// hold now.
    pub(super) fn declare_speaker(&mut self, row: &Connection) {
        let concerned = self.figures.concerned_by(row);
        self.count_whole(&concerned, -1);
        self.figures.declare(row);
        self.count_whole(&concerned, 1);
    }

    /// Counts the whole past of things where they belong, or takes it away.
    fn count_whole(&mut self, subjects: &[Subject], sign: i64) {
        for subject in subjects {
            let Some(placement) = self.figures.owner(subject) else { continue };
            for one in self.figures.happened(subject) {
                self.count_figure(placement, &one, sign);
            }
            self.restate_ad_spend(subject, placement, sign.max(0));
        }
    }

    fn put_ad_spend(&mut self, subject: &Subject, placement: u32, at: Timestamp, amount: Money) {
        // Records keep whom the placement names; the merges in force say for whom they count.
        let target = self.registry.declared_placement_target(placement);
        if target.campaign == NONE {
            return;
        }
        let creator = (target.creator != NONE).then(|| self.registry.creators.id(target.creator));
        let spend = Spend {
            id: ad_spend_id(subject, at, amount.currency),
            campaign_id: self.registry.campaigns.id(target.campaign).into(),
            creator_id: creator.map(Into::into),
            placement_id: Some(self.registry.placements.id(placement).into()),
            occurred_at: at,
            amount,
            kind: SpendKind::Amplification,
        };
        self.replace_spend(&spend);
    }

    /// The currency of ad spend where the platform does not say it: the campaign's.
    fn ad_currency(&self, placement: u32) -> Currency {
        self.registry.currency(self.registry.placement_target(placement).campaign)
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
        for ((at, _), change) in &happened.changes {
            self.cells.add_metric(cell, metric, *at, sign * change);
        }
    }
}

/// The id of the record of what was spent on a thing at one instant. Things of different kinds may
/// have one number.
pub(crate) fn ad_spend_id(subject: &Subject, at: Timestamp, currency: Currency) -> EventId {
    let Subject { feed, kind, id } = subject;
    let (kind, currency) = (kind.key(), currency.as_str());
    format!("{feed}/{kind}/{id}/{currency}/{}", at.seconds()).into()
}

/// The reading that a figure adds to, if any. Gauges are never summed, and what a platform claims
/// stays with the platform.
pub(crate) fn summed(counted: Counted) -> Option<Metric> {
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
