//! Destinations: where links lead is looked at in turns, as a shopper's phone would.
//!
//! In: the links in use, and the passing of time. Out: a fact for each look in the log. A look
//! follows redirects by itself, each step through the same guard that polls go through, with UTM
//! fields and a click id of its own on the address.
//!
//! Always holds: one look at a time, one a host in a step, none sooner than its pause; nothing is
//! paused or changed by a look.

mod look;
mod plan;
mod price;

use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use byline_core::entry::Fact;
use byline_core::link::health::DestinationChecked;
use byline_core::shopper::ClickId;
use byline_engine::Engine;
use byline_serve::port::{NewFact, World, Writer};

use crate::WriterHandle;

pub use look::{Hop, Pages, look};

/// How long the loop sleeps between steps: also the least time between two looks at one host.
const PAUSE: Duration = Duration::from_secs(5);

/// Looks at destinations in turns.
pub struct Destinations {
    engine: Arc<RwLock<Engine>>,
    writer: Arc<WriterHandle>,
    pages: Arc<dyn Pages>,
    world: Arc<dyn World>,
}

impl Destinations {
    /// Looks over a node's links, by way of `pages`.
    pub fn new(
        engine: Arc<RwLock<Engine>>,
        writer: Arc<WriterHandle>,
        pages: Arc<dyn Pages>,
        world: Arc<dyn World>,
    ) -> Self {
        Self { engine, writer, pages, world }
    }

    /// Looks until it is dropped.
    pub async fn run(self) {
        loop {
            self.step().await;
            tokio::time::sleep(PAUSE).await;
        }
    }

    /// Looks at what is due now; tells at how many destinations.
    pub async fn step(&self) -> usize {
        let due = {
            let engine = self.engine.read().unwrap_or_else(PoisonError::into_inner);
            plan::due(&engine, self.world.now())
        };
        let mut n_looked_at = 0;
        for destination in due {
            let Some(checked) = self.look_at(destination).await else { continue };
            let fact = Fact::DestinationChecked(checked);
            let committed = self.writer.commit(vec![NewFact { fact, dedup: None }], None).await;
            if let Err(error) = committed {
                tracing::warn!("a look at a destination was not kept: {error}");
                return n_looked_at;
            }
            n_looked_at += 1;
        }
        n_looked_at
    }

    /// Looks where nobody else has to wait for it.
    async fn look_at(&self, destination: String) -> Option<DestinationChecked> {
        let (pages, world) = (Arc::clone(&self.pages), Arc::clone(&self.world));
        let click = ClickId(world.random());
        let work = move || look(&destination, click, &*pages, &*world);
        match tokio::task::spawn_blocking(work).await {
            Ok(checked) => Some(checked),
            Err(error) => {
                tracing::error!("a look at a destination ended badly: {error}");
                None
            }
        }
    }
}

#[cfg(test)]
mod tests;
