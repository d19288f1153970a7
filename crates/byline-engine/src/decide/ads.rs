//! Ads: which of them an episode wants paused, and what comes of the wish.
//!
//! An ad belongs to a creator once content names it. A wish is answered by the guardrails of the
//! core; what is granted is an action in the outbox, with its name from alert, episode and ad, so
//! that no replay and no second person can double it.

use byline_core::action::{Action, ActionKey, Ad, Deed};
use byline_core::decision::alert::AlertRule;
use byline_core::decision::pausing::{Answer, HeldBecause, Want, Wish, safest};
use byline_core::decision::standing::{Evidence, Standing};
use byline_core::decision::urgency::{Observed, cusum_rule};
use byline_core::figure::{Subject, SubjectKind};
use byline_core::id::ConnectionId;
use byline_core::time::Timestamp;

use crate::engine::Engine;
use crate::state::desk::{About, AlertKey, Asked, Docket, Outbox, PauseRow};

use super::{Scene, step};

const DAY_S: i64 = 86_400;
/// For how long a change that did not work is told, in seconds.
const MOURNED_S: i64 = DAY_S;
/// For how long wishes are remembered, in seconds.
const ASKED_KEPT_S: i64 = 90 * DAY_S;

/// An ad with what it spends and who could pause it.
struct Running {
    name: String,
    ad: Ad,
    creator: u32,
    daily_spend_minor: i64,
    to: Option<ConnectionId>,
}

/// Lets every episode that fires wish for what it wants, and answers the wishes together.
pub(super) fn pause(scene: &Scene<'_>, docket: &mut Docket, outbox: &mut Outbox) {
    let wishing = wishing(scene, docket);
    if wishing.is_empty() && !docket.alerts.contains_key(&mass_key()) {
        return;
    }
    let ads = scene.engine.running_ads(scene);
    let daily_spend_minor = ads.iter().map(|ad| ad.daily_spend_minor).sum();
    let mut wishes: Vec<Wish> = Vec::new();
    let mut meant: Vec<&Running> = Vec::new();
    for (creator, mut wish) in wishing {
        for ad in ads.iter().filter(|ad| ad.creator == creator) {
            wish.ad.clone_from(&ad.name);
            wish.daily_spend_minor = ad.daily_spend_minor;
            if !is_answered(docket, &wish) {
                wishes.push(wish.clone());
                meant.push(ad);
            }
        }
    }
    let book = std::mem::take(&mut docket.pauses);
    let (book, answers) = book.decide(&wishes, daily_spend_minor, &scene.rules, scene.now);
    docket.pauses = book;
    let is_mass = |answer: &Answer| *answer == Answer::Hold(HeldBecause::MassChange);
    let n_held = answers.each.iter().filter(|answer| is_mass(answer)).count();
    for ((wish, ad), answer) in wishes.into_iter().zip(meant).zip(answers.each) {
        answer_wish(scene, docket, outbox, wish, ad, answer);
    }
    let observed = if n_held == 0 { Observed::WELL } else { Observed::BAD };
    let account = || scene.mass_change(n_held);
    step(scene, docket, outbox, &mass_key(), observed, &account);
    docket.asked.retain(|_, asked| scene.now.seconds_since(asked.at) < ASKED_KEPT_S);
}

fn mass_key() -> AlertKey {
    AlertKey { rule: AlertRule::MassChange, about: About::Campaign }
}

/// The creators whose floor fires, with the wish of the episode.
fn wishing(scene: &Scene<'_>, docket: &Docket) -> Vec<(u32, Wish)> {
    if scene.is_maintained {
        return Vec::new();
    }
    let firing = docket.alerts.iter().filter(|(key, _)| key.rule == AlertRule::Floor);
    let wish = |(key, kept): (&AlertKey, &crate::state::desk::Kept)| {
        let About::Creator(creator) = key.about else { return None };
        let episode = kept.alert.open.as_ref().filter(|_| kept.alert.may_act())?;
        let watch = docket.watches.get(&Some(creator))?;
        let is_believed = watch.floor.fall.is_alarm(cusum_rule(&scene.rules.page));
        let wish = Wish {
            ad: String::new(),
            alert: kept.id.clone(),
            episode: episode.number,
            fired_at: episode.fired_at,
            evidence: if is_believed { Evidence::Confirmed } else { Evidence::Insufficient },
            daily_spend_minor: 0,
        };
        Some((creator, wish))
    };
    firing.filter_map(wish).collect()
}

/// Whether nothing new can be said about a wish. What was held is asked again.
fn is_answered(docket: &Docket, wish: &Wish) -> bool {
    let asked = docket.asked.get(&(wish.ad.clone(), wish.alert.clone(), wish.episode));
    asked.is_some_and(|asked| match asked.answer {
        Answer::Pause | Answer::Suggest | Answer::Observe => true,
        Answer::Hold(because) => {
            matches!(because, HeldBecause::AlreadyDone | HeldBecause::PersonResumed)
        }
    })
}

fn answer_wish(
    scene: &Scene<'_>,
    docket: &mut Docket,
    outbox: &mut Outbox,
    wish: Wish,
    ad: &Running,
    answer: Answer,
) {
    let name = (wish.ad.clone(), wish.alert.clone(), wish.episode);
    if docket.asked.get(&name).is_some_and(|asked| asked.answer == answer) {
        return;
    }
    let wants_more =
        docket.held.get(&ad.creator).map(|held| held.standing) == Some(Standing::Accelerate);
    let others = wants_more.then_some(Want::More);
    let is_safe = safest(others.into_iter().chain([Want::Pause])) == Some(Want::Pause);
    assert!(is_safe, "a pause is the safest wish");
    let action = (answer == Answer::Pause).then(|| pause_key(&wish));
    let asked = Asked {
        wish: wish.clone(),
        ad: ad.ad.clone(),
        to: ad.to.clone(),
        answer,
        at: scene.now,
        against: others.into_iter().collect(),
    };
    docket.write_down(PauseRow {
        ad: wish.ad.clone(),
        name: ad.ad.name.clone(),
        at: scene.now,
        by: None,
        why: format!("{} fires, episode {}", wish.alert, wish.episode),
        is_resume: false,
        answer,
        action: action.as_ref().map(|key| key.0.clone()),
        ended: None,
    });
    docket.asked.insert(name, asked);
    let noted = format!("{}/{}/{}>{}", wish.alert, wish.episode, answer.key(), wish.ad);
    outbox.note(&noted, scene.now);
    if let (Some(key), Some(to)) = (action, &ad.to) {
        let deed = Deed::Pause(ad.ad.clone());
        outbox.put(Action { key, to: to.clone(), decided_at: scene.now, deed });
    }
}

/// The name of the pause that an episode asks for, whoever follows it.
pub(crate) fn pause_key(wish: &Wish) -> ActionKey {
    ActionKey(format!("{}/{}/pause>{}", wish.alert, wish.episode, wish.ad))
}

/// The wish behind a pause that a person decided alone.
pub(crate) fn wish_of_person(ad: &str, episode: u32, at: Timestamp) -> Wish {
    Wish {
        ad: ad.to_owned(),
        alert: "person".to_owned(),
        episode,
        fired_at: at,
        evidence: Evidence::Confirmed,
        daily_spend_minor: 0,
    }
}

/// Keeps telling of changes that did not work, until they are mended or a day passed.
pub(super) fn mourn(scene: &Scene<'_>, docket: &mut Docket, outbox: &mut Outbox) {
    let now = scene.now;
    docket.failed.retain(|_, failed| now.seconds_since(failed.at) < MOURNED_S);
    for (ad, failed) in docket.failed.clone() {
        let key = AlertKey { rule: AlertRule::PauseFailed, about: About::Ad(ad.clone()) };
        let account = || scene.not_changed(&ad, &failed);
        step(scene, docket, outbox, &key, Observed::BAD, &account);
    }
    let failed: Vec<String> = docket.failed.keys().cloned().collect();
    super::let_go(
        scene,
        docket,
        outbox,
        AlertRule::PauseFailed,
        |about| !matches!(about, About::Ad(ad) if failed.contains(ad)),
    );
}

impl Engine {
    /// Every ad behind content of a campaign.
    fn running_ads(&self, scene: &Scene<'_>) -> Vec<Running> {
        let owned = self.figures.owned().filter(|(_, subject)| subject.kind == SubjectKind::Ad);
        let mut ads = Vec::new();
        for (placement, subject) in owned {
            let target = self.registry.placement_target(placement);
            if target.campaign == scene.number {
                ads.push(self.running_ad(scene, subject, target.creator));
            }
        }
        ads
    }

    fn running_ad(&self, scene: &Scene<'_>, subject: &Subject, creator: u32) -> Running {
        let currency = scene.campaign.currency;
        let spent = self.figures.ad_spend(subject, currency);
        let newest_at = spent.iter().map(|(at, ..)| *at).max();
        let in_last_day =
            |at: Timestamp| newest_at.is_some_and(|newest_at| newest_at.seconds_since(at) < DAY_S);
        let daily = spent.iter().filter(|(at, own, _)| *own == currency && in_last_day(*at));
        Running {
            name: format!("{}/{}", subject.feed, subject.id),
            ad: Ad {
                id: subject.id.clone(),
                name: None,
                creator_id: self.registry.creators.id(creator).into(),
            },
            creator,
            daily_spend_minor: daily.map(|(.., minor)| minor).sum(),
            to: self.account_of(subject),
        }
    }

    /// The connection that can change an ad: the one in use that states its figures, else any in
    /// use of its feed.
    pub(crate) fn account_of(&self, subject: &Subject) -> Option<ConnectionId> {
        let is_its = |id: &ConnectionId| {
            let row = self.connection(id.as_str());
            row.is_some_and(|row| row.feed == subject.feed && !row.is_archived)
        };
        let stated = self.figures.stated_by(subject).find(|id| is_its(id));
        let any = || self.connections().map(|row| &row.id).find(|id| is_its(id));
        stated.or_else(any).cloned()
    }
}

/// An ad's name as its feed and its id there.
pub(crate) fn split_ad(name: &str) -> Option<(&str, &str)> {
    name.split_once('/').filter(|(feed, id)| !feed.is_empty() && !id.is_empty())
}
