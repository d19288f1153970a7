//! Alerts as screens and programs see them: what fires, what it wishes, what came of it.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use byline_core::action::{Deed, Event};
use byline_core::decision::alert::AlertRule;
use byline_core::decision::episode::{Episode, NoticeKind, OutcomeKind, Phase};
use byline_core::decision::reallocation::moved_of_plan_bp;
use byline_core::decision::urgency::Urgency;
use byline_core::id::{CampaignId, CreatorId};
use byline_core::time::{MICROS_PER_SECOND, Timestamp};

use crate::decide::path_of;
use crate::engine::Engine;
use crate::state::desk::{
    About, AlertKey, ApprovedPlan, Asked, Docket, Kept, Life, Reviewed, Settled,
};
use crate::view::{
    AlertFilter, AlertView, AlertsView, ChangeView, EpisodeView, MaintenanceView, MovedView,
    PausesView, Response, RuleReport, RulesView, WishView,
};

/// For how long a page that reached nobody is told on every page, in seconds.
const UNTOLD_SHOWN_S: i64 = 86_400;
/// What part of the paid spend should be elsewhere by a third of the flight, in hundredths of a
/// percent: from, to.
const AIM_BP: (u32, u32) = (30_00, 40_00);

impl Engine {
    /// Every alert that is asked for, what fires and is most urgent first.
    pub fn alerts_view(&self, filter: &AlertFilter) -> AlertsView {
        let mut alerts = Vec::new();
        for (number, docket) in &self.desk.dockets {
            let campaign = CampaignId::from(self.registry.campaigns.id(*number));
            if filter.campaign.as_ref().is_some_and(|only| *only != campaign) {
                continue;
            }
            let kept = docket.alerts.iter();
            alerts.extend(kept.map(|(key, kept)| self.alert(docket, &campaign, key, kept)));
        }
        let reports = AlertRule::ALL.into_iter().filter_map(|rule| report(rule, &alerts)).collect();
        if filter.is_open {
            alerts.retain(AlertView::is_open);
        }
        alerts.sort_by_cached_key(|alert| {
            let fired_at = alert.newest().map(|newest| newest.episode.fired_at);
            (!alert.is_open(), alert.urgency, Reverse(fired_at), alert.id.clone())
        });
        AlertsView { stand: self.stand(), alerts, reports }
    }

    /// How many pages of the last day reached nobody: every try over every channel that was told to
    /// carry them was given up.
    pub fn n_untold_pages(&self, now: Timestamp) -> usize {
        let is_page = |settled: &&Settled| {
            let Deed::Tell(message) = &settled.action.deed else { return false };
            let is_call = matches!(message.kind, NoticeKind::Fired | NoticeKind::NoData);
            let is_lost = matches!(settled.event, Event::GivenUp { .. });
            let is_new = now.seconds_since(settled.at) < UNTOLD_SHOWN_S;
            is_call && is_lost && is_new && message.urgency == Urgency::Page
        };
        let lost = self.desk.outbox.settled().filter(is_page);
        let lost = lost.filter_map(|settled| match &settled.action.deed {
            Deed::Tell(message) => Some((message.alert.as_str(), message.episode)),
            _ => None,
        });
        let reached = |(alert, episode): &(&str, u32)| {
            let life = |kept: &Kept| {
                kept.lives.iter().find(|life| life.episode.number == *episode)?.told_at
            };
            self.desk.find(alert).is_none_or(|(.., kept)| life(kept).is_some())
        };
        let lost: BTreeSet<_> = lost.filter(|one| !reached(one)).collect();
        lost.len()
    }

    /// One alert, if there is one of this id.
    pub fn alert_view(&self, id: &str) -> Option<AlertView> {
        let (number, key, kept) = self.desk.find(id)?;
        let docket = self.desk.dockets.get(&number)?;
        let campaign = CampaignId::from(self.registry.campaigns.id(number));
        Some(self.alert(docket, &campaign, key, kept))
    }

    fn alert(
        &self,
        docket: &Docket,
        campaign: &CampaignId,
        key: &AlertKey,
        kept: &Kept,
    ) -> AlertView {
        let number = match key.about {
            About::Creator(number) => Some(number),
            _ => None,
        };
        let creator_id = number.map(|number| self.registry.creators.id(number).into());
        let row = number.and_then(|number| self.registry.creators.row(number));
        let gap_us = kept.alert.gap.missing_us;
        let wishes = |life: &Life| {
            let number = life.episode.number;
            let of_it = docket
                .asked
                .values()
                .filter(|asked| asked.wish.alert == kept.id && asked.wish.episode == number);
            of_it.map(wish).collect()
        };
        let episodes = kept.lives.iter().rev().map(|life| EpisodeView {
            episode: life.episode.clone(),
            account: life.account.clone(),
            told_at: life.told_at,
            decided: life.decided.clone(),
            rules_version: life.rules_version,
            response: response(life),
            wishes: wishes(life),
        });
        AlertView {
            id: kept.id.clone(),
            rule: key.rule,
            name: key.rule.name(),
            urgency: key.rule.urgency(),
            campaign_id: campaign.clone(),
            creator_id,
            creator: row.map(|row| row.name.clone()),
            state: kept.alert.state(),
            pending_s: match kept.alert.phase {
                Phase::Pending { covered_us, .. } => Some(covered_us / MICROS_PER_SECOND),
                _ => None,
            },
            missing_s: (0 < gap_us).then_some(gap_us / MICROS_PER_SECOND),
            n_episodes: kept.alert.n_episodes,
            episodes: episodes.collect(),
            path: path_of(&kept.id),
        }
    }

    /// What is wished about ads of a campaign, and what was done; `None` if there is none such.
    pub fn pauses_view(&self, campaign: &CampaignId) -> Option<PausesView> {
        let number = self.registry.campaigns.find(campaign.as_str())?;
        self.registry.campaigns.row(number)?;
        let rules = self.desk.rules(number);
        let docket = self.desk.dockets.get(&number);
        let mut wishes: Vec<WishView> =
            docket.into_iter().flat_map(|docket| docket.asked.values()).map(wish).collect();
        wishes.sort_by(|a, b| (b.at, &a.ad).cmp(&(a.at, &b.ad)));
        let changes = docket.into_iter().flat_map(|docket| docket.changes.iter().rev());
        let changes = changes.map(|row| ChangeView {
            ad: row.ad.clone(),
            at: row.at,
            by: row.by.clone(),
            why: row.why.clone(),
            is_resume: row.is_resume,
            answer: row.answer,
            action: row.action.clone(),
            ended: row.ended.map(|(state, _)| state),
            ended_at: row.ended.map(|(_, at)| at),
        });
        Some(PausesView {
            stand: self.stand(),
            campaign_id: campaign.clone(),
            mode: rules.pausing.mode,
            is_stopped: rules.pausing.is_stopped,
            wishes,
            changes: changes.collect(),
        })
    }

    /// The thresholds of a campaign; `None` if there is none such.
    pub fn rules_view(&self, campaign: &CampaignId) -> Option<RulesView> {
        let number = self.registry.campaigns.find(campaign.as_str())?;
        let row = self.registry.campaigns.row(number)?;
        Some(RulesView {
            stand: self.stand(),
            campaign_id: row.id.clone(),
            name: row.name.clone(),
            is_frozen: self.is_frozen(number, self.as_of),
            rules: self.desk.rules(number),
            editions: self.desk.editions.of(number).iter().rev().cloned().collect(),
        })
    }

    /// The plans to move money that were approved in a campaign, the oldest first.
    pub fn approved_plans(&self, campaign: &CampaignId) -> &[ApprovedPlan] {
        let number = self.registry.campaigns.find(campaign.as_str());
        number.map_or(&[], |number| self.desk.reviews.plans(number))
    }

    /// What was approved to move in a campaign, and how much of the plan is elsewhere by now;
    /// `None` if there is no such campaign.
    pub fn moved_view(&self, campaign: &CampaignId, now: Timestamp) -> Option<MovedView> {
        let row = self.campaign(campaign.as_str())?;
        let plans = self.approved_plans(campaign);
        let mut each: BTreeMap<&CreatorId, (i64, i64)> = BTreeMap::new();
        for one in plans.iter().filter(|plan| plan.taken_back.is_none()).flat_map(|p| &p.moves) {
            let amounts = each.entry(&one.creator_id).or_insert((one.from_minor, one.from_minor));
            amounts.1 = one.to_minor;
        }
        let days = |seconds: i64| u32::try_from(seconds.max(0) / 86_400).unwrap_or(u32::MAX);
        let flight = row.flights.iter().rfind(|flight| flight.from <= now);
        let n_days = flight.map_or(0, |flight| days(flight.seconds() + 86_399));
        let newest = plans.iter().rfind(|plan| plan.taken_back.is_none());
        Some(MovedView {
            stand: self.stand(),
            campaign_id: row.id.clone(),
            moved_of_plan_bp: moved_of_plan_bp(each.into_values()),
            day: flight.map_or(0, |flight| (days(now.seconds_since(flight.from)) + 1).min(n_days)),
            n_days,
            aim_by_day: n_days.div_ceil(3),
            aim_bp: AIM_BP,
            undo_at: newest.filter(|plan| plan.may_be_taken_back(now)).map(|plan| plan.at),
            plans: plans.iter().rev().cloned().collect(),
        })
    }

    /// What weekly reviews decided about a creator, the oldest week first.
    pub fn reviewed(
        &self,
        campaign: &CampaignId,
        creator: &CreatorId,
    ) -> Vec<(Timestamp, &Reviewed)> {
        let campaign = self.registry.campaigns.find(campaign.as_str());
        let creator = self.registry.creators.find(creator.as_str());
        let of = campaign.zip(creator);
        of.map(|(campaign, creator)| self.desk.reviews.of(campaign, creator).collect())
            .unwrap_or_default()
    }

    /// Stretches in which nobody wants to hear anything, the newest first.
    pub fn maintenance_view(&self) -> MaintenanceView {
        let mut maintenance: Vec<_> = self.desk.maintenance.values().cloned().collect();
        maintenance.sort_by(|a, b| (b.span.from, &a.id).cmp(&(a.span.from, &b.id)));
        MaintenanceView { stand: self.stand(), maintenance }
    }
}

fn wish(asked: &Asked) -> WishView {
    WishView {
        ad: asked.wish.ad.clone(),
        daily_spend_minor: asked.wish.daily_spend_minor,
        answer: asked.answer,
        at: asked.at,
        to: asked.to.clone(),
        against: asked.against.clone(),
        alert: asked.wish.alert.clone(),
        episode: asked.wish.episode,
    }
}

fn response(life: &Life) -> Response {
    let Episode { fired_at, acknowledged, .. } = &life.episode;
    let told_at = life.told_at.unwrap_or(*fired_at);
    Response {
        notice_s: life.told_at.map(|at| at.seconds_since(*fired_at)),
        acknowledgement_s: acknowledged.as_ref().map(|signed| signed.at.seconds_since(told_at)),
        decision_s: life.decided.as_ref().map(|decided| decided.at.seconds_since(*fired_at)),
    }
}

/// What the alerts of a rule came to; `None` if it never fired.
fn report(rule: AlertRule, alerts: &[AlertView]) -> Option<RuleReport> {
    let of_rule = alerts.iter().filter(|alert| alert.rule == rule);
    let all: Vec<&EpisodeView> = of_rule.flat_map(|alert| &alert.episodes).collect();
    if all.is_empty() {
        return None;
    }
    let closed = || all.iter().filter(|one| one.episode.resolved_at.is_some());
    let came_to = |kind: Option<OutcomeKind>| {
        let outcome = |one: &EpisodeView| one.episode.outcome.as_ref().map(|outcome| outcome.kind);
        closed().filter(|one| outcome(one) == kind).count()
    };
    let mut decisions: Vec<i64> = all.iter().filter_map(|one| one.response.decision_s).collect();
    decisions.sort_unstable();
    Some(RuleReport {
        rule,
        name: rule.name(),
        n_closed: closed().count(),
        n_acted: came_to(Some(OutcomeKind::Acted)),
        n_nothing_to_do: came_to(Some(OutcomeKind::NothingToDo)),
        n_false_alarms: came_to(Some(OutcomeKind::FalseAlarm)),
        n_untold: came_to(None),
        n_corrected: all.iter().filter(|one| one.episode.corrected_at.is_some()).count(),
        decision_p50_s: decisions.get(decisions.len().saturating_sub(1) / 2).copied(),
    })
}
