//! Relays: when a channel takes nothing, another one is told of the pages that wait for it.
//!
//! A page that reached nobody is the one failure that nobody sees. So it is never given up before
//! another channel took the news; and where one is only slow to come back, others hear of it after
//! a few minutes, while the page itself goes on waiting.

use byline_act::{Item, Letter, Outcome, registry};
use byline_core::action::{Acted, ActionKey, Deed, Event, Message};
use byline_core::channel::{self, Mode, mode_of};
use byline_core::decision::episode::NoticeKind;
use byline_core::decision::urgency::Urgency;
use byline_core::entry::Connection;

use super::Dispatcher;
use super::channels::pages;
use super::home::Duty;

/// How long a channel may fail before another one is told of its pages, in seconds.
const PATIENCE_S: i64 = 180;
/// How many pages are named.
const NAMED_MAX: usize = 10;

impl Dispatcher {
    /// Gives actions up, once another channel was told of the pages among them. Tells whether they
    /// are given up; pages that nobody else took are not.
    pub(super) async fn relay_and_give_up(
        &self,
        connection: &Connection,
        duties: &[Duty],
        code: &str,
        detail: &str,
    ) -> bool {
        let relayed = self.board().lane(&connection.id).relayed;
        let waiting: Vec<&Duty> =
            pages(duties).filter(|duty| !relayed.contains(&duty.action.key)).collect();
        let is_needed = !waiting.is_empty() && self.is_relay_needed(connection);
        if is_needed && !self.relay(connection, &waiting, detail).await {
            return false;
        }
        self.give_up_all(duties, code, detail).await;
        true
    }

    /// Tells another channel of pages that have waited for long.
    pub(super) async fn relay_if_long(&self, connection: &Connection, duties: &[Duty]) {
        let lane = self.board().lane(&connection.id);
        let Some(since) = lane.failing_since else { return };
        if self.now().seconds_since(since) < PATIENCE_S {
            return;
        }
        let waiting: Vec<&Duty> =
            pages(duties).filter(|duty| !lane.relayed.contains(&duty.action.key)).collect();
        if !waiting.is_empty() && self.is_relay_needed(connection) {
            let detail = lane.trouble.map_or_else(String::new, |(_, detail, _)| detail);
            self.relay(connection, &waiting, &detail).await;
        }
    }

    /// The channel works again: whoever was told that it does not, hears so.
    pub(super) async fn call_off(&self, connection: &Connection) {
        let by = self.board().lane_mut(&connection.id).relayed_by.take();
        let Some(other) = by.and_then(|id| self.home.connection(id.as_str())) else { return };
        let message = Message {
            kind: NoticeKind::Resolved,
            title: format!("Over: {} takes messages again", connection.name),
            figures: Vec::new(),
            advice: Vec::new(),
            ..news(connection, &[], "")
        };
        let key = ActionKey(format!("channel/{}/back>{}", connection.id, other.id));
        // Good news that does not arrive is no loss.
        self.tell_at_once(&other, &key, &message).await;
    }

    /// Whether others have to hear of pages that a channel does not take. A pager that works has
    /// every page itself; nobody needs to be woken because a chat is away.
    fn is_relay_needed(&self, connection: &Connection) -> bool {
        let is_working_pager = |other: &Connection| {
            other.id != connection.id
                && is_pager(other)
                && mode_of(other) == Mode::Live
                && self.board().lane(&other.id).failing_since.is_none()
        };
        is_pager(connection) || !self.home.channels().iter().any(is_working_pager)
    }

    /// Tells other channels, pagers first, until one took it.
    async fn relay(&self, connection: &Connection, waiting: &[&Duty], detail: &str) -> bool {
        let is_other =
            |other: &&Connection| other.id != connection.id && mode_of(other) == Mode::Live;
        let mut others: Vec<Connection> =
            self.home.channels().iter().filter(is_other).cloned().collect();
        let is_failing = |other: &Connection| self.board().lane(&other.id).failing_since.is_some();
        others.sort_by_key(|other| (is_failing(other), !is_pager(other)));
        let message = news(connection, waiting, detail);
        for other in others {
            let key = ActionKey(format!("{}@{}", waiting[0].action.key.0, other.id));
            let outcome = self.tell_at_once(&other, &key, &message).await;
            let Outcome::Delivered { receipt } = outcome else { continue };
            let event = Event::Delivered { receipt, is_digest: 1 < waiting.len() };
            let acted = |duty: &&Duty| Acted {
                key: ActionKey(format!("{}@{}", duty.action.key.0, other.id)),
                event: event.clone(),
            };
            self.log(waiting.iter().map(acted).collect()).await;
            let mut board = self.board();
            let lane = board.lane_mut(&connection.id);
            lane.relayed.extend(waiting.iter().map(|duty| duty.action.key.clone()));
            lane.relayed_by = Some(other.id.clone());
            return true;
        }
        false
    }

    /// Tells a channel one thing now, beside what waits for it.
    pub(super) async fn tell_at_once(
        &self,
        other: &Connection,
        key: &ActionKey,
        message: &Message,
    ) -> Outcome {
        let Some(channel) = registry::channel(&other.feed) else {
            return Outcome::never("act.unknown", "it is no channel");
        };
        let now = self.now();
        let item = Item { key, message, decided_at: now, is_over: false, is_repeat: false };
        let written = self.as_sender(other, |sender| (channel.write)(&Letter::One(item), sender));
        let outcome = match written {
            Ok(parcel) => self.send(parcel, channel.read).await,
            Err(unfit) => Outcome::never(unfit.code(), unfit.to_string()),
        };
        let now = self.now();
        match &outcome {
            Outcome::Delivered { .. } => self.board().took(&other.id, now),
            Outcome::Later { code, detail, .. } | Outcome::Never { code, detail } => {
                self.board().failed(&other.id, code, detail, now);
            }
        }
        outcome
    }
}

fn is_pager(connection: &Connection) -> bool {
    channel::find(&connection.feed).is_some_and(|known| known.is_pager)
}

/// What another channel is told.
fn news(connection: &Connection, waiting: &[&Duty], detail: &str) -> Message {
    let first = waiting.first().and_then(|duty| message_of(duty));
    let title = match (waiting.len(), first) {
        (1, Some(first)) => format!("{} (could not be told by {})", first.title, connection.name),
        (n, _) => format!("{n} pages could not be told by {}", connection.name),
    };
    let named = waiting.iter().filter_map(|duty| message_of(duty)).take(NAMED_MAX).zip(1..);
    let mut figures: Vec<(String, String)> =
        named.map(|(message, n)| (format!("Page {n}"), message.title.clone())).collect();
    if !detail.is_empty() {
        figures.push((connection.name.clone(), detail.to_owned()));
    }
    let campaign_id = first.map_or_else(|| "byline".into(), |first| first.campaign_id.clone());
    Message {
        kind: NoticeKind::Fired,
        urgency: Urgency::Page,
        alert: format!("channel/{}", connection.id),
        episode: 1,
        campaign_id,
        creator_id: first.and_then(|first| first.creator_id.clone()),
        title,
        figures,
        advice: vec![
            "Look at the decisions that wait".to_owned(),
            format!("Mend the channel {}, and send it a test message", connection.name),
        ],
        path: "/decisions".to_owned(),
        due_at: first.and_then(|first| first.due_at),
    }
}

fn message_of(duty: &Duty) -> Option<&Message> {
    match &duty.action.deed {
        Deed::Tell(message) => Some(message),
        Deed::Pause(_) | Deed::Resume(_) => None,
    }
}
