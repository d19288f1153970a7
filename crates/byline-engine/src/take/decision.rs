//! What people say about alerts, thresholds and ads, and what edges log about actions.

use byline_core::action::{Acted, Action, ActionKey, Ad, Deed};
use byline_core::decision::episode::{Command, EpisodeError};
use byline_core::decision::pausing::Answer;
use byline_core::decision::said::{
    Maintenance, MovesApproved, PauseSaid, PauseWord, ReviewDecided, RulesSet, Said, TaskSaid,
    VerdictGiven,
};
use byline_core::time::Timestamp;

use crate::decide;
use crate::decide::{Scene, wish_of_person};
use crate::engine::{Applied, Engine, Taking};
use crate::state::desk::{Account, Decided, Desk, Edition, PauseRow, Verdicted};

/// Why nothing can be done about an ad.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum AdError {
    /// No content names it.
    #[error("no content names this ad; write it as feed and id, such as tiktok_ads/1234")]
    Unknown,
    /// Its ad account is not connected.
    #[error("no ad account of this feed is connected; connect it under Sources")]
    NotConnected,
    /// No episode suggested anything about it.
    #[error("this episode suggested nothing about this ad")]
    NotSuggested,
    /// It was followed before.
    #[error("this was done already")]
    AlreadyDone,
}

impl AdError {
    /// The stable code.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Unknown => "pause.ad_unknown",
            Self::NotConnected => "pause.not_connected",
            Self::NotSuggested => "pause.not_suggested",
            Self::AlreadyDone => "pause.already_done",
        }
    }
}

/// Who spoke, where the log does not say.
const SOMEBODY: &str = "somebody";

impl Engine {
    pub(crate) fn take_acted(&mut self, taking: Taking, acted: &Acted) -> Applied {
        let is_news = self.at_desks(|desk, engine| {
            decide::acted(desk, engine, &acted.key, &acted.event, taking.at)
        });
        changed(is_news)
    }

    pub(crate) fn take_said(&mut self, taking: Taking, said: &Said, by: Option<&str>) -> Applied {
        let by = by.unwrap_or(SOMEBODY);
        let is_news = self.at_desks(|desk, engine| follow(desk, engine, said, by, taking.at));
        changed(is_news)
    }

    pub(crate) fn take_maintenance(&mut self, row: &Maintenance) -> Applied {
        let is_news = self.at_desks(|desk, _| {
            desk.maintenance.insert(row.id.clone(), row.clone()).as_ref() != Some(row)
        });
        changed(is_news)
    }

    pub(crate) fn take_rules_set(
        &mut self,
        taking: Taking,
        set: &RulesSet,
        by: Option<&str>,
    ) -> Applied {
        let campaign = self.registry.campaigns.number(set.campaign_id.as_str());
        let is_after_launch = self.is_frozen(campaign, taking.at);
        let is_news = self.at_desks(|desk, _| {
            let edition = Edition {
                rules: set.rules.clone(),
                at: taking.at,
                by: by.map(str::to_owned),
                reason: set.reason.clone(),
                is_after_launch,
            };
            desk.editions.set(campaign, edition)
        });
        changed(is_news)
    }

    /// Whether a campaign is judged already, so that its thresholds change with a reason only: its
    /// creators went live, or its flight began.
    pub(crate) fn is_frozen(&self, campaign: u32, at: Timestamp) -> bool {
        let is_launched = self.gates.row(campaign).is_some_and(|row| row.frozen.is_some());
        let row = self.registry.campaigns.row(campaign);
        is_launched || row.is_some_and(|row| row.flights.iter().any(|flight| flight.from <= at))
    }

    pub(crate) fn take_pause_said(
        &mut self,
        taking: Taking,
        said: &PauseSaid,
        by: Option<&str>,
    ) -> Applied {
        let is_news = self.at_desks(|desk, engine| {
            change_ad(desk, engine, said, by.unwrap_or(SOMEBODY), taking).is_some()
        });
        changed(is_news)
    }

    pub(crate) fn take_review_decided(
        &mut self,
        taking: Taking,
        said: &ReviewDecided,
        by: Option<&str>,
    ) -> Applied {
        let campaign = self.registry.campaigns.number(said.campaign_id.as_str());
        let creator = self.registry.creators.number(said.creator_id.as_str());
        let by = by.unwrap_or(SOMEBODY);
        changed(self.at_desks(|desk, engine| {
            let is_news = desk.reviews.decide((campaign, creator), said, by, taking.at);
            if let Some(row) = engine.registry.campaigns.row(campaign).filter(|_| is_news) {
                let scene = Scene {
                    engine,
                    number: campaign,
                    campaign: row,
                    rules: desk.rules(campaign),
                    now: taking.at,
                    is_in_flight: true,
                    is_maintained: false,
                };
                let docket = desk.dockets.entry(campaign).or_default();
                decide::task_of_decision(&scene, docket, creator, said, by);
            }
            is_news
        }))
    }

    pub(crate) fn take_task_said(
        &mut self,
        taking: Taking,
        said: &TaskSaid,
        by: Option<&str>,
    ) -> Applied {
        let by = by.unwrap_or(SOMEBODY);
        changed(self.at_desks(|desk, _| decide::follow_task(desk, said, by, taking.at)))
    }

    pub(crate) fn take_verdict_given(
        &mut self,
        taking: Taking,
        said: &VerdictGiven,
        by: Option<&str>,
    ) -> Applied {
        let campaign = self.registry.campaigns.number(said.campaign_id.as_str());
        let given = Verdicted {
            label: said.label,
            at: taking.at,
            by: Some(by.unwrap_or(SOMEBODY).to_owned()),
            note: said.note.clone(),
        };
        changed(self.at_desks(|desk, _| {
            desk.verdicts.entry(campaign).or_default().push(given.clone());
            true
        }))
    }

    pub(crate) fn take_moves_approved(
        &mut self,
        taking: Taking,
        said: &MovesApproved,
        by: Option<&str>,
    ) -> Applied {
        let campaign = self.registry.campaigns.number(said.campaign_id.as_str());
        changed(self.at_desks(|desk, _| {
            desk.reviews.approve(campaign, said, by.unwrap_or(SOMEBODY), taking.at)
        }))
    }

    /// Does something at the desk that counts, and at the one beside it. Tells what the first says.
    fn at_desks(&mut self, mut change: impl FnMut(&mut Desk, &Self) -> bool) -> bool {
        let mut desk = std::mem::take(&mut self.desk);
        let is_news = change(&mut desk, self);
        self.desk = desk;
        if let Some(mut shadow) = self.shadow.take() {
            change(&mut shadow, self);
            self.shadow = Some(shadow);
        }
        is_news
    }

    /// Why nothing can be done about an ad, if nothing can.
    pub fn would_refuse_ad(&self, said: &PauseSaid) -> Option<AdError> {
        let subject = self.subject_of_ad(&said.ad);
        let placement = subject.as_ref().and_then(|subject| self.figures.owner(subject));
        let (Some(subject), Some(placement)) = (subject, placement) else {
            return Some(AdError::Unknown);
        };
        let PauseWord::Follow { alert, episode } = &said.word else {
            let needs_account = said.word != PauseWord::SeenRunning;
            let is_connected = self.account_of(&subject).is_some();
            return (needs_account && !is_connected).then_some(AdError::NotConnected);
        };
        let campaign = self.registry.placement_target(placement).campaign;
        let name = (said.ad.clone(), alert.clone(), *episode);
        let asked = self.desk.dockets.get(&campaign).and_then(|docket| docket.asked.get(&name));
        match asked {
            None => Some(AdError::NotSuggested),
            Some(asked) if asked.answer == Answer::Pause => Some(AdError::AlreadyDone),
            Some(asked) => asked.to.is_none().then_some(AdError::NotConnected),
        }
    }

    /// Why a command about an alert could not be followed now, if it could not.
    pub fn would_refuse(&self, said: &Said, now: Timestamp) -> Option<EpisodeError> {
        let Some((campaign, key, kept)) = self.desk.find(&said.alert) else {
            return Some(EpisodeError::NeverFired);
        };
        let rules = key.rule.episodes(&self.desk.rules(campaign));
        let mut alert = kept.alert.clone();
        alert.command(said.command.clone(), "", &rules, now).err()
    }
}

/// Follows what a person says about an alert; tells whether it could be followed.
fn follow(desk: &mut Desk, engine: &Engine, said: &Said, by: &str, now: Timestamp) -> bool {
    let Some((number, key, _)) = desk.find(&said.alert) else { return false };
    let key = key.clone();
    let rules = desk.rules(number);
    let Some(campaign) = engine.registry.campaigns.row(number) else { return false };
    let Desk { outbox, dockets, .. } = desk;
    let Some(kept) = dockets.get_mut(&number).and_then(|docket| docket.alerts.get_mut(&key)) else {
        return false;
    };
    let episodes = key.rule.episodes(&rules);
    let Ok(notice) = kept.alert.command(said.command.clone(), by, &episodes, now) else {
        return false;
    };
    let version = rules.version;
    kept.sync(Account::default, version);
    if let (Some(what), Some(life)) = (decision(&said.command), kept.lives.last_mut()) {
        let (by, what) = (by.to_owned(), what.to_owned());
        life.decided.get_or_insert(Decided { at: now, by, what, reason: said.reason.clone() });
    }
    let scene =
        Scene { engine, number, campaign, rules, now, is_in_flight: true, is_maintained: false };
    if let Some(notice) = notice {
        decide::tell(&scene, outbox, kept, &key, notice);
    }
    true
}

/// The word for a command that decides what is done. To have seen something is no decision.
fn decision(command: &Command) -> Option<&'static str> {
    match command {
        Command::Acknowledge | Command::GiveBack | Command::Correct => None,
        Command::Snooze { .. } => Some("snooze"),
        Command::Escalate => Some("escalate"),
        Command::Resolve => Some("resolve"),
        Command::Outcome(_) => Some("outcome"),
    }
}

/// Follows what a person says about an ad; `None` if nothing can be done about it.
fn change_ad(
    desk: &mut Desk,
    engine: &Engine,
    said: &PauseSaid,
    by: &str,
    taking: Taking,
) -> Option<()> {
    let subject = engine.subject_of_ad(&said.ad)?;
    let target = engine.registry.placement_target(engine.figures.owner(&subject)?);
    let Desk { outbox, dockets, .. } = desk;
    let docket = dockets.entry(target.campaign).or_default();
    let to = engine.account_of(&subject);
    let creator_id = engine.registry.creators.id(target.creator).into();
    let ad = Ad { id: subject.id, name: None, creator_id };
    let person = format!("person/{}/", taking.position.0);
    let (deed, key) = match &said.word {
        PauseWord::Pause => {
            let wish = wish_of_person(&said.ad, episode_of(taking), taking.at);
            docket.pauses.person_paused(&wish, taking.at);
            (Some(Deed::Pause(ad)), format!("{person}pause>{}", said.ad))
        }
        PauseWord::Resume => {
            docket.pauses.person_resumed(&said.ad, taking.at);
            (Some(Deed::Resume(ad)), format!("{person}resume>{}", said.ad))
        }
        PauseWord::SeenRunning => {
            docket.pauses.person_resumed(&said.ad, taking.at);
            (None, String::new())
        }
        PauseWord::Follow { alert, episode } => {
            let name = (said.ad.clone(), alert.clone(), *episode);
            let asked = docket.asked.get_mut(&name)?;
            if asked.answer == Answer::Pause {
                return None;
            }
            asked.answer = Answer::Pause;
            asked.at = taking.at;
            let wish = asked.wish.clone();
            docket.pauses.person_paused(&wish, taking.at);
            let mut alerts = docket.alerts.values_mut();
            let kept = alerts.find(|kept| kept.id == *alert);
            if let Some(life) = kept.and_then(|kept| kept.life_mut(*episode)) {
                let (by, what) = (by.to_owned(), "pause".to_owned());
                let reason = said.reason.clone();
                life.decided.get_or_insert(Decided { at: taking.at, by, what, reason });
            }
            (Some(Deed::Pause(ad)), decide::pause_key(&wish).0)
        }
    };
    let is_resume = matches!(said.word, PauseWord::Resume | PauseWord::SeenRunning);
    let action = deed.as_ref().and(to.as_ref()).map(|_| key.clone());
    docket.write_down(PauseRow {
        ad: said.ad.clone(),
        name: None,
        at: taking.at,
        by: Some(by.to_owned()),
        why: said.reason.clone().unwrap_or_default(),
        is_resume,
        answer: Answer::Pause,
        action,
        ended: None,
    });
    if let (Some(deed), Some(to)) = (deed, to) {
        outbox.put(Action { key: ActionKey(key), to, decided_at: taking.at, deed });
    }
    Some(())
}

/// A number for a person's own pause: the place in the log, which no other has.
fn episode_of(taking: Taking) -> u32 {
    u32::try_from(taking.position.0 % u64::from(u32::MAX)).unwrap_or(0)
}

fn changed(is_news: bool) -> Applied {
    if is_news { Applied::Changed } else { Applied::Known }
}
