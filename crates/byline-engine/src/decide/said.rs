//! What edges log about actions, and what that means for alerts and ads.

use byline_core::action::{ActionKey, Deed, Event};
use byline_core::decision::pausing::{AttemptState, PauseBook};
use byline_core::time::Timestamp;

use crate::engine::Engine;
use crate::state::desk::{Desk, Docket, Failed, Settled};

/// Something happened to an action; tells whether that says anything new.
pub(crate) fn acted(
    desk: &mut Desk,
    engine: &Engine,
    key: &ActionKey,
    event: &Event,
    at: Timestamp,
) -> bool {
    let Some(pending) = desk.outbox.get(key) else { return false };
    let campaign = match &pending.action.deed {
        Deed::Tell(message) => engine.registry.campaigns.find(message.campaign_id.as_str()),
        Deed::Pause(_) | Deed::Resume(_) => engine.campaign_of_ad(&pending.action),
    };
    let rules = campaign.map(|number| desk.rules(number)).unwrap_or_default();
    let Some(settled) = desk.outbox.take(key, event, &rules.pausing, at) else { return true };
    let docket = campaign.and_then(|number| desk.dockets.get_mut(&number));
    match (&settled.action.deed, docket) {
        (Deed::Tell(message), Some(docket))
            if matches!(event, Event::Delivered { .. }) && !message.kind.is_about_data() =>
        {
            let mut alerts = docket.alerts.values_mut();
            if let Some(kept) = alerts.find(|kept| kept.id == message.alert) {
                kept.told(message.episode, at);
            }
        }
        (Deed::Pause(_) | Deed::Resume(_), Some(docket)) => {
            ad_settled(docket, engine, &settled);
        }
        _ => {}
    }
    true
}

/// A change of an ad is over, one way or another.
fn ad_settled(docket: &mut Docket, engine: &Engine, settled: &Settled) {
    let Some(ad) = settled.action.deed.ad() else { return };
    let feed = engine.connection(settled.action.to.as_str()).map(|row| row.feed.as_str());
    let name = format!("{}/{}", feed.unwrap_or_default(), ad.id);
    let state = match (&settled.event, settled.ended) {
        (Event::DryRun, _) => return,
        (Event::GivenUp { .. }, _) => AttemptState::GivenUp,
        (_, state) => state.unwrap_or(AttemptState::GivenUp),
    };
    docket.ended(&settled.action.key.0, state, settled.at);
    match state {
        AttemptState::Overtaken => person_resumed(&mut docket.pauses, &name, settled.at),
        AttemptState::GivenUp | AttemptState::Refused => {
            let detail = match &settled.event {
                Event::GivenUp { detail, .. } => detail.clone(),
                _ if state == AttemptState::Refused => "the platform refuses".to_owned(),
                _ => "the platform did not show the change in time".to_owned(),
            };
            let is_resume = matches!(settled.action.deed, Deed::Resume(_));
            let creator = engine.creator(ad.creator_id.as_str());
            let who = creator.map_or_else(|| ad.creator_id.to_string(), |row| row.name.clone());
            docket.failed.insert(name, Failed { at: settled.at, is_resume, detail, who });
        }
        AttemptState::Paused | AttemptState::Resumed | AttemptState::Open => {
            docket.failed.remove(&name);
        }
    }
}

/// Somebody changed the ad on its platform: it is theirs now.
fn person_resumed(book: &mut PauseBook, ad: &str, at: Timestamp) {
    book.person_resumed(ad, at);
}
