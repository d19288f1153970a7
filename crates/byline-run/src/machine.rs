//! The time machine: a past life of the log, decided again under other thresholds.
//!
//! In: a data directory, and thresholds. Out: what was decided then, what the same thresholds
//! decide in a replay (which must be identical), and what the others would have decided. It is done
//! in an engine of its own: nothing can be sent from here, and nothing is written.

use std::ops::ControlFlow;
use std::path::Path;

use byline_core::decision::Rules;
use byline_core::entry::Position;
use byline_core::id::CampaignId;
use byline_engine::Engine;
use byline_engine::view::{Compared, Decided};
use byline_log::{ReadLog, Reader};
use serde::Serialize;

use crate::past::{ReplayError, Replayer};
use crate::verify::Progress;

/// How often progress is told, in entries.
const TOLD_EVERY: u64 = 8_192;

/// What a replay shows.
#[derive(Clone, Debug, Serialize)]
pub struct Replayed {
    /// Entries that were replayed.
    pub n_entries: u64,
    /// Whether the replay decides what was decided then, in the same order.
    pub is_identical: bool,
    /// What was decided then.
    pub then: Decided,
    /// What the other thresholds would have decided, and how that differs; `None` without others.
    pub otherwise: Option<Otherwise>,
}

/// What other thresholds would have decided.
#[derive(Clone, Debug, Serialize)]
pub struct Otherwise {
    /// The thresholds.
    pub rules: Rules,
    /// What they would have decided.
    pub decided: Decided,
    /// How that differs.
    pub compared: Compared,
}

/// Replays a data directory, also while a node has it open.
pub fn replay(
    dir: &Path,
    campaign: Option<&CampaignId>,
    rules: Option<&Rules>,
    on_progress: &mut dyn FnMut(Progress),
) -> Result<Replayed, ReplayError> {
    let reader = Reader::open(dir)?;
    let last = reader.last_position()?;
    let recorded = Replayer::open(dir)?.at_position(last)?;
    let then = recorded.decided(campaign);
    drop(recorded);
    let engine = match rules {
        Some(rules) => Engine::beside(campaign, rules.clone()),
        None => Engine::new(),
    };
    let mut go_on = |progress| {
        on_progress(progress);
        ControlFlow::Continue(())
    };
    let engine = decide_again(&reader, engine, last, &mut go_on)?;
    let engine = engine.ok_or(ReplayError::NotYet(last))?;
    let again = engine.decided(campaign);
    let beside = engine.decided_beside(campaign);
    let otherwise = rules.zip(beside).map(|(rules, decided)| Otherwise {
        rules: rules.clone(),
        compared: again.compared(&decided),
        decided,
    });
    Ok(Replayed { n_entries: last.0, is_identical: again == then, then, otherwise })
}

/// Folds the log into a new engine, up to `last`. `None` if it was given up on the way.
pub fn decide_again(
    reader: &Reader,
    mut engine: Engine,
    last: Position,
    on_progress: &mut dyn FnMut(Progress) -> ControlFlow<()>,
) -> Result<Option<Engine>, ReplayError> {
    reader.scan(Position(1), &mut |position, entry| {
        if last < position {
            return ControlFlow::Break(());
        }
        engine.apply(position, &entry);
        if position.0.is_multiple_of(TOLD_EVERY) {
            return on_progress(Progress { n_done: position.0, n_all: last.0 });
        }
        ControlFlow::Continue(())
    })?;
    Ok((engine.stand().position == last).then_some(engine))
}
