//! One channel's turn: letters in the order of decisions, until it is told, in trouble, or at the
//! end of its pace.

use byline_act::registry::Channel;
use byline_act::{Item, Letter, Outcome, Parcel, Unfit};
use byline_core::action::{Acted, Deed, Event};
use byline_core::channel::MODE;
use byline_core::entry::Connection;
use byline_core::time::Timestamp;

use super::board::is_page;
use super::home::Duty;
use super::{Dispatcher, Mode};

/// From so many on that wait at once they are told in one digest.
const DIGEST_FROM: usize = 10;
/// Codes after which it may have arrived all the same.
const IN_DOUBT: [&str; 2] = ["act.no_answer", "act.unreadable"];

/// What became of a letter.
enum Turn {
    /// The next one, please.
    GoOn,
    /// Enough for this time.
    Stop,
}

impl Dispatcher {
    /// Tells a channel what waits for it.
    pub(super) async fn tell(
        &self,
        connection: &Connection,
        channel: &Channel,
        mut duties: Vec<Duty>,
    ) {
        let mut is_single = !channel.is_digestible;
        while let Some(head) = duties.first() {
            let now = self.now();
            let is_early = head.retry_at.is_some_and(|at| now < at);
            if is_early || !self.is_free(connection, channel, now) {
                break;
            }
            let was_away = 0 < head.n_failed && 1 < duties.len();
            let is_digest = !is_single && (was_away || DIGEST_FROM <= duties.len());
            let n_told = if is_digest { duties.len() } else { 1 };
            let outcome = self.deliver(connection, channel, &duties[..n_told], is_digest).await;
            // What a digest cannot tell is told one by one.
            if is_digest && matches!(outcome, Outcome::Never { .. }) {
                is_single = true;
                continue;
            }
            let turn = self.take(connection, channel, &duties[..n_told], is_digest, outcome).await;
            if matches!(turn, Turn::Stop) {
                break;
            }
            duties.drain(..n_told);
        }
        self.relay_if_long(connection, &duties).await;
    }

    /// Whether the channel's pace allows another letter.
    fn is_free(&self, connection: &Connection, channel: &Channel, now: Timestamp) -> bool {
        let sent_at = self.board().lane(&connection.id).sent_at;
        let free_at = sent_at.map(|at| at.plus_micros(channel.gap_ms * 1_000));
        // A clock that went back would otherwise keep the channel silent until it is there again.
        free_at.is_none_or(|at| at <= now || sent_at.is_some_and(|sent_at| now < sent_at))
    }

    async fn deliver(
        &self,
        connection: &Connection,
        channel: &Channel,
        duties: &[Duty],
        is_digest: bool,
    ) -> Outcome {
        match self.written(connection, channel, duties, is_digest) {
            Ok(parcel) => self.send(parcel, channel.read).await,
            Err(unfit) => Outcome::never(unfit.code(), unfit.to_string()),
        }
    }

    fn written(
        &self,
        connection: &Connection,
        channel: &Channel,
        duties: &[Duty],
        is_digest: bool,
    ) -> Result<Parcel, Unfit> {
        let began_at = self.board().began_at;
        let items: Vec<Item<'_>> =
            duties.iter().filter_map(|duty| item_of(duty, began_at)).collect();
        let letter = match items.as_slice() {
            [item] if !is_digest => Letter::One(*item),
            [] => return Err(Unfit::Wrong("this channel tells people, and changes no ads")),
            items => Letter::Digest(items),
        };
        self.as_sender(connection, |sender| (channel.write)(&letter, sender))
    }

    /// Writes down what became of a letter.
    async fn take(
        &self,
        connection: &Connection,
        channel: &Channel,
        told: &[Duty],
        is_digest: bool,
        outcome: Outcome,
    ) -> Turn {
        let (id, now) = (&connection.id, self.now());
        match outcome {
            Outcome::Delivered { receipt } => {
                self.board().took(id, now);
                let event = Event::Delivered { receipt, is_digest };
                let acted =
                    |duty: &Duty| Acted { key: duty.action.key.clone(), event: event.clone() };
                let is_logged = self.log(told.iter().map(acted).collect()).await;
                self.call_off(connection).await;
                if is_logged { Turn::GoOn } else { Turn::Stop }
            }
            Outcome::Later { code, detail, after_s } => {
                self.fail(connection, channel, &told[0], (code, &detail), after_s).await
            }
            Outcome::Never { code, detail } => {
                self.board().failed(id, code, &detail, now);
                if code == "act.gone" {
                    self.turn_off(connection).await;
                }
                match self.relay_and_give_up(connection, &told[..1], code, &detail).await {
                    // Whoever wants nothing any more is not asked again.
                    true if code == "act.gone" => Turn::Stop,
                    true => Turn::GoOn,
                    // Nobody heard of it, so it is not given up: everything is tried again.
                    false => self.fail(connection, channel, &told[0], (code, &detail), None).await,
                }
            }
        }
    }

    /// It did not work this time.
    async fn fail(
        &self,
        connection: &Connection,
        channel: &Channel,
        duty: &Duty,
        (code, detail): (&str, &str),
        after_s: Option<i64>,
    ) -> Turn {
        let now = self.now();
        self.board().failed(&connection.id, code, detail, now);
        let key = &duty.action.key;
        tracing::warn!(connection = connection.id.as_str(), code, "not delivered: {detail}");
        let (code, detail) = (code.to_owned(), detail.to_owned());
        if channel.schedule.is_over(duty.action.decided_at, now) {
            self.log_one(key, Event::GivenUp { code, detail }).await;
            return Turn::Stop;
        }
        let n_failed = duty.n_failed.saturating_add(1);
        let retry_at = channel.schedule.retry_at(n_failed, after_s, self.jitter(), now);
        self.log_one(key, Event::Failed { code, detail, retry_at }).await;
        Turn::Stop
    }

    /// The receiver wants nothing any more: the connection says so until a person changes it.
    async fn turn_off(&self, connection: &Connection) {
        let mut off = connection.clone();
        off.settings.insert(MODE.to_owned(), Mode::Off.key().to_owned());
        self.home.restate(off).await;
    }
}

/// A duty as something to tell. What was open when the dispatcher began may have left before.
fn item_of(duty: &Duty, began_at: Timestamp) -> Option<Item<'_>> {
    let Deed::Tell(message) = &duty.action.deed else { return None };
    let is_doubted = duty.failed_by.as_deref().is_some_and(|code| IN_DOUBT.contains(&code));
    let is_of_before = duty.n_failed == 0 && duty.action.decided_at < began_at;
    Some(Item {
        key: &duty.action.key,
        message,
        decided_at: duty.action.decided_at,
        is_over: duty.is_over,
        is_repeat: is_doubted || is_of_before,
    })
}

/// Those of which somebody must hear now.
pub(super) fn pages(duties: &[Duty]) -> impl Iterator<Item = &Duty> {
    duties.iter().filter(|duty| is_page(duty) && !duty.is_over)
}
