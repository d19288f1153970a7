//! What was decided, whole: to compare one life of a log with another.

use byline_core::decision::Rules;
use byline_core::id::CampaignId;
use byline_core::money::Currency;
use byline_core::time::{Span, Timestamp};

use super::slots::Buckets;
use crate::engine::Engine;
use crate::state::cells::{Cell, Credit};
use crate::state::desk::{About, Asked, Desk, Docket, PauseRow};
use crate::view::{Decided, DecidedEpisode, DecidedPause};

impl Engine {
    /// An engine that has seen nothing, with a second desk that decides under other thresholds, of
    /// one campaign or of every one. The first decides as ever.
    pub fn beside(campaign: Option<&CampaignId>, rules: Rules) -> Self {
        let mut engine = Self::new();
        let number = campaign.map(|id| engine.registry.campaigns.number(id.as_str()));
        let instead = Some((number, rules));
        engine.shadow = Some(Box::new(Desk { instead, ..Desk::default() }));
        engine
    }

    /// Everything that was decided, in one campaign or in every one.
    pub fn decided(&self, campaign: Option<&CampaignId>) -> Decided {
        self.decided_at(&self.desk, campaign)
    }

    /// What the second desk decided, if there is one.
    pub fn decided_beside(&self, campaign: Option<&CampaignId>) -> Option<Decided> {
        self.shadow.as_ref().map(|shadow| self.decided_at(shadow, campaign))
    }

    fn decided_at(&self, desk: &Desk, campaign: Option<&CampaignId>) -> Decided {
        let (mut episodes, mut pauses) = (Vec::new(), Vec::new());
        for (number, docket) in &desk.dockets {
            let campaign_id = CampaignId::from(self.registry.campaigns.id(*number));
            if campaign.is_some_and(|only| *only != campaign_id) {
                continue;
            }
            for (key, kept) in &docket.alerts {
                episodes.extend(kept.lives.iter().map(|life| DecidedEpisode {
                    fired_at: life.episode.fired_at,
                    alert: kept.id.clone(),
                    number: life.episode.number,
                    campaign_id: campaign_id.clone(),
                    creator_id: match key.about {
                        About::Creator(number) => Some(self.registry.creators.id(number).into()),
                        _ => None,
                    },
                    rule: key.rule,
                    urgency: key.rule.urgency(),
                    title: life.account.title.clone(),
                    resolved_at: life.episode.resolved_at,
                    n_escalations: life.episode.n_escalations,
                }));
            }
            let row = |asked| self.decided_pause(*number, docket, asked);
            pauses.extend(docket.asked.values().map(row));
        }
        episodes.sort();
        pauses.sort();
        Decided { trail: desk.outbox.trail(), episodes, pauses }
    }
    fn decided_pause(&self, campaign: u32, docket: &Docket, asked: &Asked) -> DecidedPause {
        let Asked { wish, ad, answer, at, .. } = asked;
        let span = Span { from: *at, to: self.until(docket, asked).max(*at) };
        let currency = self.registry.currency(campaign);
        let subject = self.subject_of_ad(&wish.ad);
        let spent = subject.map(|subject| self.figures.ad_spend(&subject, currency));
        let spent = spent.into_iter().flatten();
        let is_counted = |(at, own): (Timestamp, Currency)| own == currency && span.contains(at);
        let creator = self.registry.creators.find(ad.creator_id.as_str());
        let creator = creator.map(|number| self.registry.owners.of(number));
        let is_theirs = |cell: &&Cell| {
            let key = &cell.key;
            let is_ours = key.campaign == campaign && key.currency == currency;
            is_ours && creator.is_some() && cell.creator() == creator
        };
        let Buckets { from, to } = Buckets::of(span);
        let model = self.registry.rules(campaign).model;
        let brought = |cell: &Cell| cell.credit(Credit::Revenue).sum(from, to)[model];
        DecidedPause {
            at: *at,
            ad: wish.ad.clone(),
            alert: wish.alert.clone(),
            episode: wish.episode,
            creator_id: ad.creator_id.clone(),
            answer: answer.key(),
            daily_spend_minor: wish.daily_spend_minor,
            until: span.to,
            spend_minor: spent
                .filter(|(at, own, _)| is_counted((*at, *own)))
                .map(|(.., minor)| minor)
                .sum(),
            revenue_minor: self.cells.iter().filter(is_theirs).map(brought).sum(),
        }
    }

    /// Until when an ad stands still by a wish.
    fn until(&self, docket: &Docket, asked: &Asked) -> Timestamp {
        let Asked { wish, at, .. } = asked;
        let kept = docket.alerts.values().find(|kept| kept.id == wish.alert);
        let lives = kept.map_or(&[][..], |kept| &kept.lives);
        let life = lives.iter().find(|life| life.episode.number == wish.episode);
        let ended = life.and_then(|life| life.episode.resolved_at);
        let is_resumed = |row: &&PauseRow| row.is_resume && row.ad == wish.ad && *at <= row.at;
        let resumed = docket.changes.iter().find(is_resumed).map(|row| row.at);
        let now = self.stand().as_of;
        ended.into_iter().chain(resumed).min().unwrap_or(now)
    }
}
