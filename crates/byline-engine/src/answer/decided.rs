//! What was decided, whole: to compare one life of a log with another.

use byline_core::decision::Rules;
use byline_core::id::CampaignId;

use crate::engine::Engine;
use crate::state::desk::Desk;
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
                    rule: key.rule,
                    urgency: key.rule.urgency(),
                    title: life.account.title.clone(),
                    resolved_at: life.episode.resolved_at,
                    n_escalations: life.episode.n_escalations,
                }));
            }
            pauses.extend(docket.asked.values().map(|asked| DecidedPause {
                at: asked.at,
                ad: asked.wish.ad.clone(),
                alert: asked.wish.alert.clone(),
                answer: asked.answer.key(),
                daily_spend_minor: asked.wish.daily_spend_minor,
            }));
        }
        episodes.sort();
        pauses.sort();
        Decided { trail: desk.outbox.trail(), episodes, pauses }
    }
}
