//! Polls: platforms that are asked in turns.
//!
//! In: the time, the connections, and what each poll says how it is asked. Out: facts in the log,
//! each answer sealed in the inbox beside them, and a mark that says how far each poll is.
//!
//! Always holds: a mark is kept only after the facts before it are durable, so whatever breaks, a
//! turn begins again from its mark and what comes twice is recognised; a platform that is in
//! trouble, or wants to be left alone, is left alone; a token that is no longer good is not shown
//! again until it is another one.

mod budget;
mod failure;
mod guard;
mod http;
pub(crate) mod kept;
mod line;
mod look;
mod mark;
mod plan;
mod rhythm;
mod status;
mod subjects;
mod turn;

use std::collections::HashSet;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use byline_core::entry::{Connection, DedupKey};
use byline_core::time::Timestamp;
use byline_ingest::poll::Poll;
use byline_ingest::registry::POLLS;
use tokio::sync::Notify;
use tokio::task::JoinSet;

use crate::intake::Intake;
use crate::secrets::SecretBook;
use line::Outcome;
use mark::Mark;
use plan::{Job, Plan};

pub(crate) use guard::is_public;
pub use http::{Http, SendError, Transport};

/// How long the loop sleeps at most: connections and settings change meanwhile.
const PATIENCE: Duration = Duration::from_secs(1);
/// How many keys of facts that were taken in are remembered.
const MAX_KNOWN: usize = 1 << 18;

/// Asks platforms in turns.
pub struct Polls {
    intake: Arc<Intake>,
    transport: Arc<dyn Transport>,
    ways: &'static [Poll],
    plan: Mutex<Plan>,
    /// Facts that were taken in lately: an answer that holds no others is not kept again.
    known: Mutex<HashSet<DedupKey>>,
    woken: Notify,
}

impl Polls {
    /// Polls over a node's intake, by way of `transport`.
    pub fn new(intake: Arc<Intake>, transport: Arc<dyn Transport>) -> Arc<Self> {
        Self::of(intake, transport, POLLS)
    }

    /// Polls that ask nobody: for a world that is only played.
    pub fn none(intake: Arc<Intake>) -> Arc<Self> {
        let world = intake.secrets.shared_world();
        Self::of(intake, Arc::new(Http::strict(world)), &[])
    }

    /// Polls of a given list.
    pub(crate) fn of(
        intake: Arc<Intake>,
        transport: Arc<dyn Transport>,
        ways: &'static [Poll],
    ) -> Arc<Self> {
        let (plan, known) = Default::default();
        Arc::new(Self { intake, transport, ways, plan, known, woken: Notify::new() })
    }

    /// Asks until it is dropped: whatever is due, a few connections at a time.
    pub async fn run(self: Arc<Self>) {
        let mut under_way = JoinSet::new();
        loop {
            for job in self.due() {
                let polls = Arc::clone(&self);
                under_way.spawn(async move { polls.perform(job).await });
            }
            tokio::select! {
                Some(ended) = under_way.join_next() => {
                    if let Err(error) = ended {
                        tracing::error!("a poll ended badly: {error}");
                    }
                }
                () = self.woken.notified() => {}
                () = tokio::time::sleep(PATIENCE) => {}
            }
        }
    }

    /// Asks for everything that is due now, one request after the other, until nothing is; says
    /// when the next is due.
    pub async fn step(&self) -> Option<Timestamp> {
        loop {
            let jobs = self.due();
            if jobs.is_empty() {
                return self.plan().next_at(self.now());
            }
            for job in jobs {
                self.perform(job).await;
            }
        }
    }

    /// What is due now, as connections and campaigns are now.
    fn due(&self) -> Vec<Job> {
        if self.intake.writer.check_ready().is_err() {
            return Vec::new();
        }
        let mut plan = self.plan();
        self.look(&mut plan);
        plan.step(self.now())
    }

    fn look(&self, plan: &mut Plan) {
        let seen = look::seen(&self.intake, self.ways, self.now());
        let secrets = &self.secrets();
        plan.look(seen, |key| {
            let kept = secrets.of(&mark::name(&key.connection, key.what));
            kept.first().and_then(|kept| Mark::decode(kept.expose()))
        });
    }

    /// Sends one request, takes in what it brought, and keeps the mark.
    async fn perform(&self, job: Job) {
        let outcome = self.ask(&job).await;
        if let Outcome::Failed(failure) = &outcome {
            let (connection, what) = (job.key.connection.as_str(), job.key.what);
            tracing::warn!(connection, what, code = failure.code, "{}", failure.detail);
        }
        let finished = self.plan().finish(&job, outcome, self.now(), self.jitter());
        self.keep(finished).await;
    }

    /// Keeps marks. One that cannot be kept is only less far than it could be.
    async fn keep(&self, marks: impl IntoIterator<Item = (String, Mark)>) {
        for (name, mark) in marks {
            if let Err(error) = self.secrets().replace(name, vec![mark.encode()]).await {
                tracing::warn!("how far a poll is was not kept: {error}");
            }
        }
    }

    /// The connection, if it is in use.
    fn connection(&self, id: &str) -> Option<Connection> {
        let engine = self.intake.engine.read().unwrap_or_else(PoisonError::into_inner);
        engine.connection(id).filter(|connection| !connection.is_archived).cloned()
    }

    fn secrets(&self) -> &Arc<SecretBook> {
        &self.intake.secrets
    }

    fn plan(&self) -> MutexGuard<'_, Plan> {
        self.plan.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn now(&self) -> Timestamp {
        self.secrets().world().now()
    }

    fn jitter(&self) -> u64 {
        let random = self.secrets().world().random();
        let mut low = [0; 8];
        low.copy_from_slice(&random[8..]);
        u64::from_be_bytes(low)
    }
}

#[cfg(test)]
mod fixture;
#[cfg(test)]
mod outage;
#[cfg(test)]
mod tests;
