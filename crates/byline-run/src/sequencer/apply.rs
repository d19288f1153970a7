//! Applying: entries become state, a chunk at a time, and a broken law stops it for good.

use std::ops::ControlFlow;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, PoisonError, RwLock};

use byline_core::entry::{Entry, Position};
use byline_engine::Engine;
use byline_engine::view::Stand;
use byline_log::{LogError, ReadLog};

use super::Publish;

/// How many entries are applied before readers get a turn.
const CHUNK: usize = 1_024;

/// A state that is a fold of the log: the engine, or in tests something that is easy to break.
pub trait Fold: Send + Sync {
    /// Applies the next entry.
    ///
    /// # Panics
    /// If a law of the state is broken.
    fn apply(&mut self, position: Position, entry: &Entry);

    /// Where the state stands.
    fn stand(&self) -> Stand;
}

impl Fold for Engine {
    fn apply(&mut self, position: Position, entry: &Entry) {
        Self::apply(self, position, entry);
    }

    fn stand(&self) -> Stand {
        Self::stand(self)
    }
}

/// The state broke one of its own laws.
#[derive(Debug)]
pub struct Halt {
    pub reason: String,
    pub at: Position,
}

/// Applies entries to the state and shows them to whoever follows.
pub struct Applier<F> {
    state: Arc<RwLock<F>>,
    publish: Publish,
    stand: Stand,
}

impl<F: Fold> Applier<F> {
    pub fn new(state: Arc<RwLock<F>>, publish: Publish) -> Self {
        let stand = state.read().unwrap_or_else(PoisonError::into_inner).stand();
        Self { state, publish, stand }
    }

    pub fn stand(&self) -> Stand {
        self.stand
    }

    pub fn state(&self) -> &Arc<RwLock<F>> {
        &self.state
    }

    /// Applies entries that follow on the state, then shows them.
    pub fn apply<'e, I>(&mut self, entries: I) -> Result<(), Halt>
    where
        I: Iterator<Item = (Position, &'e Entry)> + Clone,
    {
        let mut reached = self.stand;
        let applied = {
            let mut state = self.state.write().unwrap_or_else(PoisonError::into_inner);
            let entries = entries.clone();
            // What a broken law leaves behind is never read as the truth: the health says so.
            catch_unwind(AssertUnwindSafe(|| {
                for (position, entry) in entries {
                    assert!(
                        position.0 == reached.position.0 + 1,
                        "entry {} follows on entry {}",
                        position.0,
                        reached.position.0
                    );
                    state.apply(position, entry);
                    reached = Stand { position, as_of: entry.received_at };
                }
            }))
        };
        self.stand = reached;
        for (position, entry) in entries.take_while(|(position, _)| *position <= reached.position) {
            (self.publish)(position, entry);
        }
        applied.map_err(|panic| Halt {
            reason: words(panic.as_ref()),
            at: Position(reached.position.0 + 1),
        })
    }

    /// Applies everything in `log` that the state does not know yet, or some if it is given up.
    pub fn catch_up(
        &mut self,
        log: &impl ReadLog,
        is_given_up: &dyn Fn() -> bool,
    ) -> Result<Result<(), Halt>, LogError> {
        let mut chunk = Vec::new();
        let mut halted = Ok(());
        log.scan(Position(self.stand.position.0 + 1), &mut |position, entry| {
            chunk.push((position, entry));
            if chunk.len() < CHUNK {
                return ControlFlow::Continue(());
            }
            halted = self.apply(chunk.iter().map(|(position, entry)| (*position, entry)));
            chunk.clear();
            let goes_on = halted.is_ok() && !is_given_up();
            if goes_on { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
        })?;
        if halted.is_ok() {
            halted = self.apply(chunk.iter().map(|(position, entry)| (*position, entry)));
        }
        Ok(halted)
    }
}

fn words(panic: &(dyn std::any::Any + Send)) -> String {
    let text = panic.downcast_ref::<String>().map(String::as_str);
    let text = text.or_else(|| panic.downcast_ref::<&str>().copied());
    text.unwrap_or("a law of the state is broken").to_owned()
}
