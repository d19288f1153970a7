//! Telling: an alert makes a step, and every channel that carries its urgency gets the notice.

use byline_core::action::{Action, Deed, Message};
use byline_core::decision::alert::carries;
use byline_core::decision::episode::{Notice, NoticeKind, Observed, Seen};

use crate::state::desk::{About, Account, AlertKey, Docket, Kept, Outbox, action_key};

use super::Scene;

/// An alert makes a step by what was observed. `account` says what it is about, if it comes to
/// that.
pub(crate) fn step(
    scene: &Scene<'_>,
    docket: &mut Docket,
    outbox: &mut Outbox,
    key: &AlertKey,
    observed: Observed,
    account: &dyn Fn() -> Account,
) {
    if !docket.alerts.contains_key(key) {
        if matches!(observed.seen, Seen::Well | Seen::Held) {
            return;
        }
        docket.alerts.insert(key.clone(), Kept::new(scene.alert_id(key)));
    }
    let Some(kept) = docket.alerts.get_mut(key) else { return };
    let observed = if scene.is_maintained { Observed::HELD } else { observed };
    let rules = key.rule.episodes(&scene.rules);
    let (alert, notices) = std::mem::take(&mut kept.alert).step(observed, &rules, scene.now);
    kept.alert = alert;
    kept.sync(account, scene.rules.version);
    for notice in notices {
        tell(scene, outbox, kept, key, notice);
    }
    if kept.is_blank() {
        docket.alerts.remove(key);
    }
}

/// Puts a notice into the outbox, once for each channel that carries it.
pub(crate) fn tell(
    scene: &Scene<'_>,
    outbox: &mut Outbox,
    kept: &Kept,
    key: &AlertKey,
    notice: Notice,
) {
    if notice.kind == NoticeKind::Resolved {
        outbox.settle_meanwhile(&kept.id, notice.number);
    }
    let urgency = key.rule.urgency();
    let name = notice.key(&kept.id);
    outbox.note(&name, notice.at);
    let channels = scene.engine.connections().filter(|one| carries(one, urgency));
    let mut message: Option<Message> = None;
    for channel in channels {
        let message = message.get_or_insert_with(|| message_of(scene, kept, key, notice)).clone();
        outbox.put(Action {
            key: action_key(&name, channel.id.as_str()),
            to: channel.id.clone(),
            decided_at: scene.now,
            deed: Deed::Tell(message),
        });
    }
}

fn message_of(scene: &Scene<'_>, kept: &Kept, key: &AlertKey, notice: Notice) -> Message {
    let life = kept.lives.iter().find(|life| life.episode.number == notice.number);
    let account = match life {
        Some(life) if !notice.kind.is_about_data() => life.account.clone(),
        _ => scene.about_data(notice.kind),
    };
    let due_at = match notice.kind {
        NoticeKind::Fired | NoticeKind::Escalated { .. } | NoticeKind::SnoozeOver { .. } => {
            life.map(|life| life.episode.due_at)
        }
        _ => None,
    };
    let creator_id = match key.about {
        About::Creator(number) => Some(scene.engine.registry.creators.id(number).into()),
        _ => None,
    };
    let opening = match notice.kind {
        NoticeKind::Fired | NoticeKind::NoData | NoticeKind::DataBack => String::new(),
        NoticeKind::Escalated { level } => format!("Not acknowledged yet ({level}): "),
        NoticeKind::SnoozeOver { .. } => "Still so after the snooze: ".to_owned(),
        NoticeKind::Resolved => "Over: ".to_owned(),
        NoticeKind::Flapping => "Comes and goes: ".to_owned(),
    };
    Message {
        kind: notice.kind,
        urgency: key.rule.urgency(),
        alert: kept.id.clone(),
        episode: notice.number,
        campaign_id: scene.campaign.id.clone(),
        creator_id,
        title: format!("{opening}{}", account.title),
        figures: account.figures,
        advice: account.advice,
        path: path_of(&kept.id),
        due_at,
    }
}

/// The page of an alert.
pub(crate) fn path_of(alert: &str) -> String {
    let mut path = "/decisions/alert?id=".to_owned();
    for byte in alert.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' | b':' => {
                path.push(char::from(byte));
            }
            other => path.push_str(&format!("%{other:02X}")),
        }
    }
    path
}
