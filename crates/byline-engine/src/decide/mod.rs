//! Deciding: what a minute that passed means to every campaign whose flight runs.
//!
//! In: the state, and an instant. Out: alerts a step further, notices and pauses in the outbox.
//! Only a tick of the log leads here, so a replay decides the same at the same instants; many
//! minutes that passed at once, such as of a machine that slept, are one evaluation.
//!
//! ```text
//! floor ─┐                                       ┌─► notices, one a channel ─┐
//! red    ├─► what was observed ─► alert, a step ─┤                           ├─► outbox
//! sales  ┘                                       └─► wishes ─► guardrails ───┘
//! ```

mod ads;
mod creators;
mod expect;
mod floor;
mod said;
mod scene;
mod tasks;
mod tell;
mod words;

pub(crate) use ads::{pause_key, split_ad, wish_of_person};
pub(crate) use said::acted;
pub(crate) use scene::Scene;
pub(crate) use tasks::{follow as follow_task, of_decision as task_of_decision};
pub(crate) use tell::{path_of, step, tell};

use byline_core::decision::alert::AlertRule;
use byline_core::decision::episode::Command;
use byline_core::decision::pausing::AttemptEvent;
use byline_core::time::Timestamp;

use crate::engine::Engine;
use crate::state::desk::{Account, Desk, Docket, Outbox};

/// For how long after a flight late data may still change what was decided, in seconds.
const AFTERMATH_S: i64 = 86_400;
/// Who closes what is open when a flight is over.
const END_OF_FLIGHT: &str = "the end of the flight";

impl Engine {
    /// A minute passed.
    pub(crate) fn decide(&mut self, now: Timestamp) {
        let mut desk = std::mem::take(&mut self.desk);
        tick(&mut desk, self, now);
        self.desk = desk;
        if let Some(mut shadow) = self.shadow.take() {
            tick(&mut shadow, self, now);
            self.shadow = Some(shadow);
        }
    }
}

fn tick(desk: &mut Desk, engine: &Engine, now: Timestamp) {
    give_up(desk, engine, now);
    for campaign in engine.campaigns().filter(|campaign| !campaign.is_archived) {
        let begun = campaign.flights.iter().rfind(|flight| flight.from <= now);
        let Some(flight) = begun else { continue };
        let Some(number) = engine.registry.campaigns.find(campaign.id.as_str()) else { continue };
        let is_over = flight.to.plus_seconds(AFTERMATH_S) <= now;
        if is_over && desk.dockets.get(&number).is_none_or(|docket| docket.is_closed) {
            continue;
        }
        let scene = Scene {
            engine,
            number,
            campaign,
            rules: desk.rules(number),
            now,
            is_in_flight: flight.contains(now),
            is_maintained: desk.maintenance_of(campaign.id.as_str(), now).is_some(),
        };
        let Desk { outbox, dockets, .. } = &mut *desk;
        let docket = dockets.entry(number).or_default();
        // A flight that another one follows at once is closed by it.
        let before = docket.flight_from.replace(flight.from).filter(|_| !docket.is_closed);
        docket.is_closed = is_over;
        if is_over {
            close(&scene, docket, outbox);
            tasks::close(&scene, desk, flight.from);
        } else {
            let before = before.filter(|before| *before != flight.from);
            before.into_iter().for_each(|before| tasks::close(&scene, desk, before));
            let Desk { outbox, dockets, .. } = &mut *desk;
            let docket = dockets.entry(number).or_default();
            let is_judged = evaluate(&scene, docket, outbox);
            if is_judged && scene.is_in_flight && tasks::are_due(&scene, docket) {
                tasks::make(&scene, desk);
            }
        }
    }
}

/// Whether creators were judged, by data that is not late.
fn evaluate(scene: &Scene<'_>, docket: &mut Docket, outbox: &mut Outbox) -> bool {
    let Scene { rules, now, .. } = scene;
    if scene.is_in_flight && is_due(docket.watched_at, rules.urgency.page.evaluate_every_s, *now) {
        docket.watched_at = Some(*now);
        floor::watch(scene, docket, outbox);
        ads::pause(scene, docket, outbox);
        ads::mourn(scene, docket, outbox);
    }
    if !is_due(docket.judged_at, rules.standing.evaluate_every_s, *now) {
        return false;
    }
    docket.judged_at = Some(*now);
    let is_judged = creators::judge(scene, docket, outbox);
    floor::correct(scene, docket);
    is_judged
}

/// Whether so much time passed since the last time. The seconds of a minute in which ticks come
/// vary a little, hence half a minute of patience.
fn is_due(last: Option<Timestamp>, every_s: i64, now: Timestamp) -> bool {
    last.is_none_or(|last| every_s <= now.seconds_since(last).saturating_add(30))
}

/// A flight is over, and so is what fired in it.
fn close(scene: &Scene<'_>, docket: &mut Docket, outbox: &mut Outbox) {
    let keys: Vec<_> = docket.alerts.keys().cloned().collect();
    for key in keys {
        let Some(kept) = docket.alerts.get_mut(&key) else { continue };
        let rules = key.rule.episodes(&scene.rules);
        let closed = kept.alert.command(Command::Resolve, END_OF_FLIGHT, &rules, scene.now);
        kept.sync(Account::default, scene.rules.version);
        if let Ok(Some(notice)) = closed {
            tell(scene, outbox, kept, &key, notice);
        }
    }
    docket.watches.clear();
    docket.held.clear();
}

/// Gives changes of ads up that took too long, should nobody work on them any more.
fn give_up(desk: &mut Desk, engine: &Engine, now: Timestamp) {
    let late = desk.outbox.open().filter_map(|pending| {
        let attempt = pending.attempt.as_ref()?;
        let give_up_s = desk.rules(engine.campaign_of_ad(&pending.action)?).pausing.give_up_s;
        let is_late = give_up_s <= now.seconds_since(attempt.decided_at);
        is_late.then(|| pending.action.key.clone())
    });
    let late: Vec<_> = late.collect();
    for key in late {
        let event = byline_core::action::Event::Ad(AttemptEvent::Waited);
        said::acted(desk, engine, &key, &event, now);
    }
}

/// What a rule needs that nobody watches any more: all is well.
pub(crate) fn let_go(
    scene: &Scene<'_>,
    docket: &mut Docket,
    outbox: &mut Outbox,
    rule: AlertRule,
    is_gone: impl Fn(&crate::state::desk::About) -> bool,
) {
    let gone: Vec<_> = docket
        .alerts
        .keys()
        .filter(|key| key.rule == rule && is_gone(&key.about))
        .cloned()
        .collect();
    for key in gone {
        let well = byline_core::decision::urgency::Observed::WELL;
        step(scene, docket, outbox, &key, well, &Account::default);
    }
}
