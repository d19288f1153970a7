//! Home: what the dispatcher needs of the node that it belongs to.

use std::sync::{Arc, PoisonError, RwLock};

use byline_core::action::{Acted, Action};
use byline_core::channel;
use byline_core::decision::PauseRules;
use byline_core::decision::pausing::Attempt;
use byline_core::entry::{Connection, Fact};
use byline_core::time::Timestamp;
use byline_engine::Engine;
use byline_log::Secret;
use byline_serve::port::{NewFact, Pending, Writer};

use super::{DispatchSettings, Dispatcher, Post};
use crate::node::Node;
use crate::secrets::SecretBook;
use crate::writer::WriterHandle;

/// An action that is open.
#[derive(Clone, Debug)]
pub struct Duty {
    /// What is to be done.
    pub action: Action,
    /// How often it did not work.
    pub n_failed: u32,
    /// When it is to be tried again; `None`: now.
    pub retry_at: Option<Timestamp>,
    /// Why it did not work the last time: the stable code.
    pub failed_by: Option<String>,
    /// How far the change of an ad is.
    pub attempt: Option<Attempt>,
    /// Whether its episode ended while it waited.
    pub is_over: bool,
    /// How ads of its campaign may be paused.
    pub rules: PauseRules,
}

/// What the dispatcher needs of the node that it belongs to.
pub trait Home: Send + Sync {
    /// Whether every entry of the log is in the state.
    fn is_ready(&self) -> bool;

    /// Up to when the state knows the world: minutes that pass are entries too.
    fn as_of(&self) -> Timestamp;

    /// Everything that is open, in the order in which it was decided.
    fn open(&self) -> Vec<Duty>;

    /// The connection, if it is in use.
    fn connection(&self, id: &str) -> Option<Connection>;

    /// Every channel in use.
    fn channels(&self) -> Vec<Connection>;

    /// The secrets of a connection, newest first.
    fn secrets(&self, id: &str) -> Arc<[Secret]>;

    /// Logs what happened to actions; tells whether it is durable.
    fn log(&self, acted: Vec<Acted>) -> Pending<'_, bool>;

    /// Logs a connection that the dispatcher changed; tells whether it is durable.
    fn restate(&self, connection: Connection) -> Pending<'_, bool>;
}

/// A live node.
struct NodeHome {
    engine: Arc<RwLock<Engine>>,
    writer: Arc<WriterHandle>,
    secrets: Arc<SecretBook>,
}

impl Dispatcher {
    /// The dispatcher of a live node.
    pub fn of(node: &Node, post: Arc<dyn Post>, settings: DispatchSettings) -> Arc<Self> {
        let home = NodeHome {
            engine: Arc::clone(&node.engine),
            writer: Arc::clone(&node.writer),
            secrets: Arc::clone(&node.secrets),
        };
        Self::over(Arc::new(home), post, node.secrets.shared_world(), settings)
    }
}

impl NodeHome {
    fn engine(&self) -> std::sync::RwLockReadGuard<'_, Engine> {
        self.engine.read().unwrap_or_else(PoisonError::into_inner)
    }

    async fn commit(&self, facts: Vec<Fact>) -> bool {
        let facts = facts.into_iter().map(|fact| NewFact { fact, dedup: None }).collect();
        match Writer::commit(self.writer.as_ref(), facts, None).await {
            Ok(_) => true,
            Err(error) => {
                tracing::warn!("what happened to an action was not kept yet: {error}");
                false
            }
        }
    }
}

impl Home for NodeHome {
    fn is_ready(&self) -> bool {
        self.writer.check_ready().is_ok()
    }

    fn as_of(&self) -> Timestamp {
        self.engine().stand().as_of
    }

    fn open(&self) -> Vec<Duty> {
        let engine = self.engine();
        let open = engine.outbox().open().map(|pending| Duty {
            action: pending.action.clone(),
            n_failed: pending.n_failed,
            retry_at: pending.retry_at,
            failed_by: pending.failed_by.clone(),
            attempt: pending.attempt.clone(),
            is_over: pending.is_settled_meanwhile,
            rules: engine.pause_rules_of(&pending.action),
        });
        open.collect()
    }

    fn connection(&self, id: &str) -> Option<Connection> {
        let engine = self.engine();
        engine.connection(id).filter(|connection| !connection.is_archived).cloned()
    }

    fn channels(&self) -> Vec<Connection> {
        let engine = self.engine();
        let is_channel = |row: &&Connection| !row.is_archived && channel::find(&row.feed).is_some();
        engine.connections().filter(is_channel).cloned().collect()
    }

    fn secrets(&self, id: &str) -> Arc<[Secret]> {
        self.secrets.of(id)
    }

    fn log(&self, acted: Vec<Acted>) -> Pending<'_, bool> {
        Box::pin(self.commit(acted.into_iter().map(Fact::Acted).collect()))
    }

    fn restate(&self, connection: Connection) -> Pending<'_, bool> {
        Box::pin(self.commit(vec![Fact::Connection(connection)]))
    }
}
