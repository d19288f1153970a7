//! Tables: what is sent and what breaks, and what is in the log and the state afterwards.

use std::sync::{Mutex, PoisonError};

use byline_core::entry::{DedupKey, Fact, Quarantined};
use byline_log::{ByteDisk, Crash, Fault, MemoryLog, ReadLog, SealedPayload};

use super::*;

const SECOND: i64 = 1_000_000;

/// A state that only remembers what it was shown, and breaks on the actor `poison`.
#[derive(Default)]
struct Tally {
    seen: Vec<(u64, String)>,
    as_of: Timestamp,
}

impl Fold for Tally {
    fn apply(&mut self, position: Position, entry: &Entry) {
        let name = entry.actor.clone().unwrap_or_default();
        assert!(name != "poison", "the state cannot stand poison");
        self.seen.push((position.0, name));
        self.as_of = entry.received_at;
    }

    fn stand(&self) -> Stand {
        let position = Position(self.seen.last().map_or(0, |(position, _)| *position));
        Stand { position, as_of: self.as_of }
    }
}

/// An entry by name; one name is one delivery.
fn entry(name: &str) -> Entry {
    let mut key = [0; 16];
    key[..name.len()].copy_from_slice(name.as_bytes());
    Entry {
        received_at: Timestamp(0),
        fact: Fact::Tick,
        dedup: Some(DedupKey(key)),
        actor: Some(name.to_owned()),
    }
}

fn group(names: &[&str]) -> Group {
    let mut group = Group::new();
    for name in names {
        group.push(vec![entry(name)], None);
    }
    group
}

type Shown = Arc<Mutex<Vec<u64>>>;

fn open(log: MemoryLog) -> (Sequencer<MemoryLog, Tally>, Shown) {
    let shown = Shown::default();
    let follower = Arc::clone(&shown);
    let publish = Box::new(move |position: Position, _: &Entry| {
        follower.lock().unwrap_or_else(PoisonError::into_inner).push(position.0);
    });
    (Sequencer::open(log, Arc::default(), publish).unwrap(), shown)
}

fn names(sequencer: &Sequencer<MemoryLog, Tally>) -> Vec<String> {
    sequencer.state().read().unwrap().seen.iter().map(|(_, name)| name.clone()).collect()
}

fn logged(log: &MemoryLog) -> Vec<String> {
    let entries = log.read_from(Position(1), usize::MAX).unwrap();
    entries.into_iter().map(|(_, entry)| entry.actor.unwrap()).collect()
}

/// The law of the state: it is exactly the log, each entry was shown once, in order.
fn check_law(sequencer: &Sequencer<MemoryLog, Tally>, shown: &Shown) {
    assert_eq!(names(sequencer), logged(sequencer.log()));
    let n_entries = sequencer.log().last_position().0;
    assert_eq!(*shown.lock().unwrap(), (1..=n_entries).collect::<Vec<_>>());
}

/// Reads as a table: groups that are sent one after the other, what is in the state then.
fn check_sent(groups: &[&[&str]], expected: &[&str]) {
    let (mut sequencer, shown) = open(MemoryLog::new());
    for names in groups {
        let mut group = group(names);
        let receipt = sequencer.commit(&mut group, Timestamp(0)).unwrap();
        assert_eq!(group.receipts(&receipt).count(), names.len());
    }
    assert_eq!(names(&sequencer), expected);
    check_law(&sequencer, &shown);
}

#[test]
fn a_duplicate_is_not_applied() {
    check_sent(&[&["a", "b"]], &["a", "b"]);
    check_sent(&[&["a"], &["a"]], &["a"]);
    check_sent(&[&["a", "a", "b"], &["b", "c", "a"]], &["a", "b", "c"]);
    check_sent(&[&["a"], &[], &["a"]], &["a"]);
}

#[test]
fn whoever_closes_early_does_not_wait_until_the_log_is_read_back() {
    let mut log = MemoryLog::new();
    let entries: Vec<Entry> = (0..5_000).map(|n| entry(&format!("e{n}"))).collect();
    log.append(&entries).unwrap();
    let state: Arc<RwLock<Tally>> = Arc::default();
    let n_asked = std::cell::Cell::new(0);
    let is_given_up = || {
        n_asked.set(n_asked.get() + 1);
        1 < n_asked.get()
    };
    let publish = Box::new(|_: Position, _: &Entry| ());
    let opened = Sequencer::open_unless(log, Arc::clone(&state), publish, &is_given_up).unwrap();
    assert!(opened.is_none());
    let n_applied = state.read().unwrap().seen.len();
    assert!((1..5_000).contains(&n_applied), "{n_applied} entries were read back all the same");
}

#[test]
fn whoever_does_not_close_gets_the_whole_log() {
    let mut log = MemoryLog::new();
    log.append(&[entry("a"), entry("b")]).unwrap();
    let publish = Box::new(|_: Position, _: &Entry| ());
    let opened = Sequencer::open_unless(log, Arc::default(), publish, &|| false).unwrap();
    assert_eq!(names(&opened.unwrap()), ["a", "b"]);
}

/// Reads as a table: what breaks the second commit, whether it is in the log all the same.
fn check_failure(fault: Fault, is_there: bool) {
    let (mut sequencer, shown) = open(MemoryLog::new());
    sequencer.commit(&mut group(&["a"]), Timestamp(0)).unwrap();
    sequencer.log_mut().disk_mut().fail_next(fault);
    let mut failed = group(&["b", "c"]);
    let refused = sequencer.commit(&mut failed, Timestamp(0)).unwrap_err();
    assert_eq!(refused.code(), "run.stopped", "{fault:?}");
    assert_eq!(failed.entries().len(), 2, "what was refused is still in the hand");
    assert_eq!(names(&sequencer), ["a"], "nothing is applied that is not known to be durable");

    let too_early = Timestamp(SECOND - 1);
    assert_eq!(sequencer.step(too_early), None);
    assert!(sequencer.commit(&mut group(&["d"]), too_early).is_err());
    let n_found = if is_there { 2 } else { 0 };
    assert_eq!(sequencer.step(Timestamp(SECOND)), Some(Resumed { n_found }), "{fault:?}");
    check_law(&sequencer, &shown);

    let receipt = sequencer.commit(&mut failed, Timestamp(SECOND)).unwrap();
    let is_known = receipt.outcomes().iter().all(|outcome| outcome.is_duplicate());
    assert_eq!(is_known, is_there, "{fault:?}");
    assert_eq!(names(&sequencer), ["a", "b", "c"], "the sender came back; it counts once");
    check_law(&sequencer, &shown);
}

#[test]
fn after_a_failed_commit_what_is_durable_counts_and_nothing_else() {
    check_failure(Fault::BeforeWrite, false);
    check_failure(Fault::AfterWrite, true);
    check_failure(Fault::SyncDrops, false);
    check_failure(Fault::AfterSync, true);
    check_failure(Fault::Full { n_fitting_bytes: 7 }, false);
}

#[test]
fn a_full_store_is_tried_each_second_and_goes_on_by_itself() {
    let (mut sequencer, shown) = open(MemoryLog::new());
    sequencer.commit(&mut group(&["a"]), Timestamp(0)).unwrap();
    let used = sequencer.log().disk().bytes().len();
    sequencer.log_mut().disk_mut().set_capacity(Some(used + 3));
    let mut waiting = group(&["b"]);
    for second in 0..5 {
        let now = Timestamp(second * SECOND);
        sequencer.step(now);
        let refused = sequencer.commit(&mut waiting, now).unwrap_err();
        assert_eq!(refused, Refused::Stopped(LogError::Full));
    }
    let n_writes = sequencer.log().disk().n_writes();
    for _ in 0..100 {
        sequencer.commit(&mut waiting, Timestamp(4 * SECOND)).unwrap_err();
    }
    assert_eq!(sequencer.log().disk().n_writes(), n_writes, "a flood does not hammer the disk");

    sequencer.log_mut().disk_mut().set_capacity(None);
    sequencer.step(Timestamp(5 * SECOND)).unwrap();
    sequencer.commit(&mut waiting, Timestamp(5 * SECOND)).unwrap();
    check_law(&sequencer, &shown);
}

#[test]
fn a_clock_that_goes_back_does_not_keep_the_log_stopped() {
    let (mut sequencer, _) = open(MemoryLog::new());
    sequencer.log_mut().disk_mut().fail_next(Fault::BeforeWrite);
    sequencer.commit(&mut group(&["a"]), Timestamp(90 * SECOND)).unwrap_err();
    assert!(sequencer.step(Timestamp(10 * SECOND)).is_some());
}

#[test]
fn times_of_intake_never_run_backwards() {
    let (mut sequencer, _) = open(MemoryLog::new());
    for (name, now, expected) in [("a", 5, 5), ("b", 3, 5), ("c", 8, 8)] {
        sequencer.commit(&mut group(&[name]), Timestamp(now)).unwrap();
        assert_eq!(sequencer.stand().as_of, Timestamp(expected), "{name}");
    }
}

/// Reads as a table: bytes of a torn write that survive a crash, names that are there afterwards.
fn check_crash(n_kept_bytes: usize, garbage: &[u8], expected: &[&str]) {
    let (mut sequencer, _) = open(MemoryLog::new());
    sequencer.commit(&mut group(&["a", "b"]), Timestamp(1)).unwrap();
    sequencer.log_mut().disk_mut().fail_next(Fault::AfterWrite);
    sequencer.commit(&mut group(&["c"]), Timestamp(2)).unwrap_err();
    let mut log = sequencer.into_log();
    log.crash(&Crash { n_kept_bytes, garbage: garbage.to_vec() });
    let disk: ByteDisk = log.disk().clone();

    let (log, _) = MemoryLog::open(disk).unwrap();
    let (mut sequencer, shown) = open(log);
    assert_eq!(names(&sequencer), expected);
    sequencer.commit(&mut group(&["c", "d"]), Timestamp(3)).unwrap();
    assert_eq!(names(&sequencer), ["a", "b", "c", "d"]);
    check_law(&sequencer, &shown);
}

#[test]
fn a_crash_loses_nothing_that_was_acknowledged_and_doubles_nothing() {
    check_crash(0, &[], &["a", "b"]);
    check_crash(11, &[], &["a", "b"]);
    check_crash(11, &[0xff; 40], &["a", "b"]);
    check_crash(usize::MAX, &[], &["a", "b", "c"]);
    check_crash(usize::MAX, &[1, 2, 3], &["a", "b", "c"]);
}

#[test]
fn a_broken_law_halts_the_state_and_leaves_the_log_whole() {
    let (mut sequencer, shown) = open(MemoryLog::new());
    let receipt = sequencer.commit(&mut group(&["a", "poison", "b"]), Timestamp(0)).unwrap();
    assert_eq!(receipt.outcomes().len(), 3, "it is durable, so it is acknowledged");
    let at = Position(2);
    let reason = "the state cannot stand poison".to_owned();
    assert_eq!(*sequencer.health(), Health::Halted { reason: reason.clone(), at });
    let refused = sequencer.commit(&mut group(&["c"]), Timestamp(1)).unwrap_err();
    assert_eq!(refused, Refused::Halted { reason, at });
    assert_eq!(sequencer.step(Timestamp(90 * SECOND)), None, "waiting does not help");
    assert_eq!(logged(sequencer.log()), ["a", "poison", "b"]);
    assert_eq!(*shown.lock().unwrap(), [1]);

    let (again, _) = open(sequencer.into_log());
    assert!(matches!(again.health(), Health::Halted { at: Position(2), .. }));
}

#[test]
fn a_state_that_knows_more_than_the_log_is_refused() {
    let (mut sequencer, _) = open(MemoryLog::new());
    sequencer.commit(&mut group(&["a"]), Timestamp(0)).unwrap();
    let state = Arc::clone(sequencer.state());
    let opened = Sequencer::open(MemoryLog::new(), state, Box::new(|_, _| {}));
    assert!(matches!(opened.err(), Some(LogError::Corrupt { .. })));
}

#[test]
fn what_is_put_aside_says_where_its_raw_bytes_lie() {
    let (mut sequencer, _) = open(MemoryLog::new());
    let mut group = Group::new();
    for name in ["a", "b"] {
        let aside = Fact::Quarantined(Quarantined {
            connection: "shop".into(),
            code: "shopify.currency_unknown".to_owned(),
            detail: String::new(),
            inbox_id: None,
            about: None,
        });
        let payload = SealedPayload {
            connection: "shop".into(),
            received_at: Timestamp(0),
            nonce: [0; 24],
            sealed: name.as_bytes().to_vec(),
        };
        let aside = Entry { fact: aside, dedup: None, ..entry(name) };
        group.push(vec![entry(name), aside], Some(payload));
    }
    sequencer.commit(&mut group, Timestamp(0)).unwrap();
    let entries = sequencer.log().read_from(Position(1), 9).unwrap();
    let places = entries.iter().filter_map(|(_, entry)| match &entry.fact {
        Fact::Quarantined(aside) => aside.inbox_id,
        _ => None,
    });
    assert_eq!(places.collect::<Vec<_>>(), [1, 2]);
}
