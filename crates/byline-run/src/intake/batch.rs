//! Batches of events and beacons: many small facts, each taken in or refused by itself.

use std::sync::{PoisonError, RwLock};

use byline_core::creator::Creator;
use byline_core::entry::Entry;
use byline_core::id::{ConnectionId, CreatorId, LinkId};
use byline_core::time::Timestamp;
use byline_engine::Engine;
use byline_ingest::directory::Directory;
use byline_ingest::{events, pixel};
use byline_serve::port::Answered;

use super::{Intake, answer, entry, warning};
use crate::measures;

/// The connection of `POST /v1/events`.
pub const API: &str = "api";
/// The connection of the pixel.
const PIXEL: &str = "pixel";

/// What rows may refer to, as the state knows it. Each look-up takes the lock for itself, so that
/// a long batch never makes the writer wait.
pub(crate) struct Known<'a>(pub(crate) &'a RwLock<Engine>);

impl Known<'_> {
    pub(crate) fn ask<T>(&self, question: impl FnOnce(&Engine) -> T) -> T {
        question(&self.0.read().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Directory for Known<'_> {
    fn link(&self, slug_or_id: &str) -> Option<LinkId> {
        self.ask(|engine| {
            let link = engine.link_by_slug(slug_or_id).or_else(|| engine.link(slug_or_id));
            link.map(|link| link.id.clone())
        })
    }

    fn has_creator(&self, id: &str) -> bool {
        self.ask(|engine| engine.creator(id).is_some())
    }

    fn creator_named(&self, handle_or_name: &str) -> Option<CreatorId> {
        let wanted = handle_or_name.trim().trim_start_matches('@').to_lowercase();
        let is_it = |creator: &&Creator| {
            let mut handles = creator.accounts.iter().map(|account| account.handle.to_lowercase());
            !creator.is_archived
                && (creator.name.to_lowercase() == wanted || handles.any(|it| it == wanted))
        };
        self.ask(|engine| {
            let mut found = engine.creators().filter(is_it);
            let first = found.next()?;
            found.next().is_none().then(|| first.id.clone())
        })
    }

    fn has_campaign(&self, id: &str) -> bool {
        self.ask(|engine| engine.campaign(id).is_some())
    }

    fn has_placement(&self, id: &str) -> bool {
        self.ask(|engine| engine.placement(id).is_some())
    }
}

impl Intake {
    /// Takes a batch of events in.
    pub(super) async fn take_events(&self, body: Vec<u8>, now: Timestamp) -> Answered {
        // A link that is not known yet may be in the part of the log that is left to read.
        if let Err(unavailable) = self.writer.check_ready() {
            return answer::unavailable(&unavailable);
        }
        let rows = match self.read_events(&body, now) {
            Ok(rows) => rows,
            Err(refused) => return answer::batch_refused(&refused),
        };
        let taken = rows.iter().filter_map(|row| row.outcome.as_ref().ok());
        let entries: Vec<Entry> =
            taken.map(|taken| entry(taken.fact.clone(), taken.dedup)).collect();
        if entries.is_empty() {
            return answer::rows(&rows, &[], None);
        }
        let known = Known(&self.engine);
        let warnings: Vec<_> = entries.iter().map(|entry| warning(&entry.fact, &known)).collect();
        match self.writer.submit(entries, None).await {
            Ok(receipt) => answer::rows(&rows, &warnings, Some(&receipt)),
            Err(unavailable) => answer::unavailable(&unavailable),
        }
    }

    fn read_events(
        &self,
        body: &[u8],
        now: Timestamp,
    ) -> Result<Vec<events::Row>, events::BatchError> {
        let connection = ConnectionId::from(API);
        let directory = Known(&self.engine);
        let context = events::Context {
            connection: &connection,
            customer_key: &self.customer_key,
            received_at: now,
            directory: &directory,
        };
        events::read(body, &context)
    }

    /// Takes a beacon in. Whoever sent nonsense hears nothing of it.
    pub(super) async fn take_beacon(&self, body: Vec<u8>, now: Timestamp) -> Answered {
        let read = pixel::read(&body, &ConnectionId::from(PIXEL), now);
        let (fact, dedup) = match read {
            Ok(read) => read,
            Err(error) => {
                measures::beacon_dropped(error.code());
                return answer::nothing_to_say();
            }
        };
        match self.writer.submit(vec![entry(fact, dedup)], None).await {
            Ok(_) => answer::nothing_to_say(),
            Err(unavailable) => answer::unavailable(&unavailable),
        }
    }
}
