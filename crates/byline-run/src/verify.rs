//! Verifying: everything computed again from the log, and compared with what is kept.
//!
//! Three comparisons, each against something made another way. Every batch and dedup key of the
//! log is read. A new engine that replays everything must be the same, byte for byte, as one made
//! from the newest snapshot and the entries behind it. And every order computed again from its
//! facts must be what the ledger's lines and the readings say.

use std::ops::ControlFlow;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

use byline_core::entry::{Entry, Position};
use byline_engine::Engine;
use byline_log::{ReadLog, Reader};
use serde::Serialize;

use crate::past::{ReplayError, Replayer};

/// What a verification found.
#[derive(Clone, Default, PartialEq, Eq, Debug, Serialize)]
pub struct Verdict {
    /// Entries of the log.
    pub entries: u64,
    /// Orders that were computed again.
    pub orders: u64,
    /// Lines of the ledger that were added up.
    pub postings: u64,
    /// The position of the snapshot that was compared with; `None` if there is none.
    pub snapshot: Option<u64>,
    /// What did not agree, in words; empty if all is well.
    pub differences: Vec<String>,
}

/// How far a verification is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Progress {
    /// Entries that were looked at, over all passes.
    pub n_done: u64,
    /// Entries that there are to look at, over all passes.
    pub n_all: u64,
}

/// Verifies a data directory, also while a node has it open. What is taken in meanwhile is left
/// to the next verification.
pub fn verify(dir: &Path, on_progress: &mut dyn FnMut(Progress)) -> Result<Verdict, ReplayError> {
    let reader = Reader::open(dir)?;
    let last = reader.last_position()?;
    let n_all = last.0 * 2;
    let mut verdict = Verdict { entries: last.0, ..Verdict::default() };
    let log = reader.verify(&mut |position| {
        on_progress(Progress { n_done: position.0.min(last.0), n_all });
    })?;
    verdict.differences.extend(log.harms.iter().map(ToString::to_string));
    if !log.is_clean() {
        // A log with holes cannot be replayed; the holes are the news.
        return Ok(verdict);
    }
    let replayed = replay(&reader, last, &mut |position| {
        on_progress(Progress { n_done: last.0 + position.0, n_all });
    })?;
    match replayed {
        Ok(engine) => {
            compare_snapshot(&Replayer::open(dir)?, last, &engine, &mut verdict)?;
            let audit = engine.audit();
            verdict.orders = audit.n_orders;
            verdict.postings = audit.n_postings;
            verdict.differences.extend(audit.differences);
        }
        Err(broken) => verdict.differences.push(broken),
    }
    Ok(verdict)
}

/// A new engine that applied everything up to `last`, or the law that broke on the way.
fn replay(
    reader: &Reader,
    last: Position,
    on_position: &mut dyn FnMut(Position),
) -> Result<Result<Engine, String>, ReplayError> {
    let mut engine = Engine::new();
    let mut broken = None;
    reader.scan(Position(1), &mut |position, entry| {
        if last < position {
            return ControlFlow::Break(());
        }
        if let Err(law) = apply(&mut engine, position, &entry) {
            broken = Some(law);
            return ControlFlow::Break(());
        }
        if position.0.is_multiple_of(8_192) {
            on_position(position);
        }
        ControlFlow::Continue(())
    })?;
    Ok(match broken {
        Some(law) => Err(law),
        None => Ok(engine),
    })
}

fn apply(engine: &mut Engine, position: Position, entry: &Entry) -> Result<(), String> {
    let applied = catch_unwind(AssertUnwindSafe(|| engine.apply(position, entry)));
    let at = position.0;
    applied.map(drop).map_err(|_| format!("entry {at} breaks a law of the state; see above"))
}

fn compare_snapshot(
    replayer: &Replayer,
    last: Position,
    replayed: &Engine,
    verdict: &mut Verdict,
) -> Result<(), ReplayError> {
    let found = replayer.snapshots().newest_by_position(last, Engine::STATE_VERSION)?;
    verdict.differences.extend(found.passed_over.iter().map(ToString::to_string));
    let Some(snapshot) = found.snapshot else {
        return Ok(());
    };
    let position = snapshot.head.position.0;
    verdict.snapshot = Some(position);
    let resumed = replayer.at_position(last)?;
    if resumed.encode() != replayed.encode() {
        verdict.differences.push(format!(
            "the snapshot at entry {position} and the entries behind it are not what the whole \
             log gives; delete it and start again"
        ));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use byline_core::entry::Fact;
    use byline_log::{SnapshotHead, Snapshots};
    use tempfile::TempDir;

    use super::*;
    use crate::testing::{StillWorld, commit, link, node};

    fn data() -> TempDir {
        let dir = TempDir::new().unwrap();
        let node = node(dir.path(), &StillWorld::new());
        commit(&node, vec![Fact::Link(link("ana")), Fact::Link(link("ben"))]);
        node.close();
        dir
    }

    fn check(dir: &TempDir) -> Verdict {
        verify(dir.path(), &mut |progress| assert!(progress.n_done <= progress.n_all)).unwrap()
    }

    #[test]
    fn what_was_kept_well_has_no_differences() {
        let verdict = check(&data());
        assert_eq!(verdict.differences, [""; 0]);
        assert_eq!((verdict.entries, verdict.snapshot), (2, Some(2)));
    }

    #[test]
    fn it_can_be_verified_while_a_node_has_it_open() {
        let dir = data();
        let node = node(dir.path(), &StillWorld::new());
        commit(&node, vec![Fact::Link(link("cleo"))]);
        assert_eq!(check(&dir), Verdict { entries: 3, snapshot: Some(2), ..Verdict::default() });
        node.close();
    }

    #[test]
    fn a_snapshot_of_another_state_is_found() {
        let dir = data();
        let mut other = Engine::new();
        let entry = |slug| Entry {
            received_at: crate::testing::NOW,
            fact: Fact::Link(link(slug)),
            dedup: None,
            actor: None,
        };
        other.apply(Position(1), &entry("dora"));
        other.apply(Position(2), &entry("eva"));
        let stand = other.stand();
        let head = SnapshotHead {
            position: stand.position,
            as_of: stand.as_of,
            state_version: Engine::STATE_VERSION,
        };
        Snapshots::open(dir.path()).unwrap().save(head, &other.encode()).unwrap();
        let differences = check(&dir).differences;
        assert!(differences[0].contains("snapshot at entry 2"), "{differences:?}");
    }
}
