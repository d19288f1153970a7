//! The writer's work: turn after turn, gather what waits, commit it, answer.

use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::time::Duration;

use byline_core::entry::{Entry, Fact, Position};
use byline_core::time::Timestamp;
use byline_engine::Engine;
use byline_log::{Log, Receipt, Vault};
use byline_serve::port::World;
use tokio::sync::oneshot;

use super::{Ask, Request};
use crate::chores::Chores;
use crate::clicks::ClickBuffer;
use crate::measures::{self, Sight};
use crate::sequencer::{Group, Health, Refused, Sequencer};

/// How many entries a turn gathers before it commits.
const MAX_TURN_ENTRIES: usize = 8_192;
/// How long a lone click waits for company.
const CLICK_PATIENCE: Duration = Duration::from_millis(20);
/// How long the writer sleeps when nothing happens.
const IDLE_PATIENCE: Duration = Duration::from_secs(1);

/// Whoever is told about the state.
pub(crate) trait Announce: Send {
    /// The state reached `position`.
    fn reached(&mut self, position: Position);

    /// A law of the state is broken.
    fn halted(&mut self, reason: &str, at: Position);

    /// Whether the log takes anything in, after each turn.
    fn storing(&mut self, is_well: bool);

    /// So many entries were applied; a snapshot may be due.
    fn grown(&mut self, position: Position, now: Timestamp) -> u64;
}

/// All that the writer's thread owns.
pub(crate) struct Work<L> {
    pub sequencer: Sequencer<L, Engine>,
    pub queue: Receiver<Ask>,
    pub clicks: Arc<ClickBuffer>,
    pub world: Arc<dyn World>,
    pub announce: Box<dyn Announce>,
    /// Clicks of a commit that failed: perhaps durable, perhaps not.
    pub in_doubt: Vec<Entry>,
    pub chores: Chores,
    pub is_closing: bool,
}

type Answer = oneshot::Sender<Result<Receipt, Refused>>;

/// What one commit takes in, and who waits for it.
#[derive(Default)]
struct Turn {
    group: Group,
    answers: Vec<Answer>,
    has_clicks: bool,
}

impl<L: Log + Vault> Work<L> {
    /// Works until it is told to close and nothing waits any more; gives the log back.
    pub fn run(mut self) -> Sequencer<L, Engine> {
        let mut are_clicks_due = false;
        loop {
            let mut turn = Turn::default();
            match self.queue.recv_timeout(self.patience()) {
                Ok(Ask::Wake) => {}
                Ok(ask) => self.take(ask, &mut turn),
                Err(RecvTimeoutError::Timeout) => are_clicks_due = true,
                Err(RecvTimeoutError::Disconnected) => self.is_closing = true,
            }
            self.gather(&mut turn);
            are_clicks_due |= self.is_closing || !turn.group.is_empty();
            self.finish(turn, std::mem::take(&mut are_clicks_due));
            if self.is_closing && !self.is_anything_left() {
                return self.sequencer;
            }
        }
    }

    fn patience(&self) -> Duration {
        let do_clicks_wait = self.clicks.n_waiting() != 0;
        match self.sequencer.health() {
            Health::Well if do_clicks_wait => CLICK_PATIENCE,
            _ => IDLE_PATIENCE,
        }
    }

    /// Takes what waits, up to the size of a turn.
    fn gather(&mut self, turn: &mut Turn) {
        while turn.group.entries().len() < MAX_TURN_ENTRIES {
            match self.queue.try_recv() {
                Ok(ask) => self.take(ask, turn),
                Err(_) => return,
            }
        }
    }

    fn take(&mut self, ask: Ask, turn: &mut Turn) {
        match ask {
            Ask::Commit(Request { entries, payload, answer }) => {
                turn.group.push(entries, payload);
                turn.answers.push(answer);
            }
            Ask::KeepSecrets { name, secrets, answer } => {
                let kept = self.sequencer.log_mut().put_secrets(&name, &secrets);
                // Whoever no longer waits needs no answer.
                let _ = answer.send(kept);
            }
            Ask::Wake => {}
            Ask::Close => self.is_closing = true,
        }
    }

    fn finish(&mut self, mut turn: Turn, are_clicks_due: bool) {
        let now = self.world.now();
        self.look_again(now);
        let is_well = *self.sequencer.health() == Health::Well;
        if is_well && self.chores.is_tick_due(now) {
            turn.group.push(vec![plain(Fact::Tick)], None);
            turn.answers.push(oneshot::channel().0);
        }
        if is_well && are_clicks_due {
            self.add_clicks(&mut turn);
        }
        if !turn.group.is_empty() {
            self.commit(turn, now);
        }
        let n_since_snapshot = self.announce.grown(self.sequencer.stand().position, now);
        if is_well {
            self.chores.prune_if_due(self.sequencer.log_mut(), now);
        }
        self.announce.storing(!self.is_stopped());
        self.show(n_since_snapshot);
    }

    fn is_stopped(&self) -> bool {
        matches!(self.sequencer.health(), Health::Stopped { .. })
    }

    fn look_again(&mut self, now: Timestamp) {
        let Some(resumed) = self.sequencer.step(now) else {
            return;
        };
        tracing::info!(n_found = resumed.n_found, "the store goes on");
        if resumed.n_found != 0 {
            // The failed commit was durable after all, and its clicks with it.
            self.in_doubt.clear();
        }
        self.tell();
    }

    fn add_clicks(&mut self, turn: &mut Turn) {
        let mut entries = std::mem::take(&mut self.in_doubt);
        // What is in doubt goes first. With a full buffer behind it, both would never fit into one
        // commit; then the buffer waits for the next turn.
        let has_room = entries.len() + self.clicks.n_waiting() <= byline_log::MAX_COMMIT_ENTRIES;
        let is_alone = entries.is_empty();
        let clicks = if has_room || is_alone { self.clicks.take() } else { Vec::new() };
        entries.extend(clicks.into_iter().map(|click| plain(Fact::Click(click))));
        if !entries.is_empty() {
            turn.group.push(entries, None);
            turn.has_clicks = true;
        }
    }

    fn commit(&mut self, mut turn: Turn, now: Timestamp) {
        let was_well = *self.sequencer.health() == Health::Well;
        match self.sequencer.commit(&mut turn.group, now) {
            Ok(receipt) => {
                measures::group_committed();
                let parts: Vec<Receipt> = turn.group.receipts(&receipt).collect();
                for (answer, part) in turn.answers.into_iter().zip(parts) {
                    // Whoever no longer waits needs no answer: it is durable all the same.
                    let _ = answer.send(Ok(part));
                }
                self.tell();
            }
            Err(Refused::TooLarge(_)) if 1 < turn.group.n_requests() => {
                self.commit_apart(turn, now);
            }
            Err(refused) => {
                if was_well {
                    measures::store_failed();
                    tracing::error!(code = refused.code(), "nothing is taken in: {refused}");
                }
                self.refuse(turn, &refused);
            }
        }
    }

    /// One request of the group is too large for any log: the others shall not suffer for it.
    fn commit_apart(&mut self, turn: Turn, now: Timestamp) {
        let mut answers = turn.answers.into_iter();
        for group in turn.group.split() {
            let answer = answers.next();
            let has_clicks = answer.is_none();
            let answers = answer.into_iter().collect();
            self.commit(Turn { group, answers, has_clicks }, now);
        }
    }

    fn refuse(&mut self, mut turn: Turn, refused: &Refused) {
        if turn.has_clicks {
            self.in_doubt.extend(turn.group.pop());
        }
        for answer in turn.answers {
            let _ = answer.send(Err(refused.clone()));
        }
    }

    /// Tells whoever follows where the state stands.
    fn tell(&mut self) {
        self.announce.reached(self.sequencer.stand().position);
        if let Health::Halted { reason, at } = self.sequencer.health() {
            self.announce.halted(reason, *at);
        }
    }

    /// Clicks that no store takes in do not keep the program from ending.
    fn is_anything_left(&self) -> bool {
        let are_clicks_left = self.clicks.n_waiting() != 0 || !self.in_doubt.is_empty();
        are_clicks_left && *self.sequencer.health() == Health::Well
    }

    fn show(&self, n_since_snapshot: u64) {
        let state = self.sequencer.state().read();
        let counters = state.unwrap_or_else(std::sync::PoisonError::into_inner).counters();
        measures::show(&Sight {
            counters,
            n_clicks_lost: self.clicks.n_lost(),
            n_clicks_waiting: self.clicks.n_waiting() + self.in_doubt.len(),
            is_stopped: self.is_stopped(),
            is_halted: matches!(self.sequencer.health(), Health::Halted { .. }),
            n_since_snapshot,
        });
    }
}

/// An entry that nobody asked for by name. The sequencer sets its time.
fn plain(fact: Fact) -> Entry {
    Entry { received_at: Timestamp(0), fact, dedup: None, actor: None }
}

#[cfg(test)]
mod tests;
