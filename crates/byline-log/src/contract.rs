//! What every log must do, whoever keeps it: one test for all implementations.

use std::ops::ControlFlow;

use byline_core::click::{Click, Verdict};
use byline_core::entry::{DedupKey, Entry, Fact, Position};
use byline_core::shopper::ClickId;
use byline_core::time::Timestamp;

use crate::error::LogError;
use crate::inbox::{PayloadId, SealedPayload};
use crate::log::{Commit, Log, MAX_COMMIT_ENTRIES, Outcome, ReadLog};

use Outcome::{Appended, Duplicate};

/// A log under test.
pub trait Subject {
    /// The log.
    fn log(&mut self) -> &mut dyn Log;
    /// Closes the log and opens it again, as a restart does.
    fn reopen(&mut self);
    /// Makes the next commit fail.
    fn fail_next_commit(&mut self);
}

type Check = fn(&mut dyn Subject);

/// Holds a log to everything that the trait promises.
pub fn contract(make: impl Fn() -> Box<dyn Subject>) {
    let checks: [(&str, Check); 9] = [
        ("positions are dense from 1 up", positions_are_dense),
        ("a key is appended once for ever", a_key_is_appended_once_for_ever),
        ("entries come back as they went in", entries_come_back),
        ("reading starts and stops anywhere", reading_starts_and_stops_anywhere),
        ("an idle commit changes nothing", an_idle_commit_changes_nothing),
        ("a failed commit stops the log", a_failed_commit_stops_the_log),
        ("payloads are kept with their entries", payloads_are_kept),
        ("payloads are pruned by age", payloads_are_pruned),
        ("a commit too large is refused", a_commit_too_large_is_refused),
    ];
    for (promise, check) in checks {
        eprintln!("the log promises: {promise}");
        check(&mut *make());
    }
}

/// A click, the nth of its kind, with no dedup key.
pub fn click(n: u64) -> Entry {
    let at = Timestamp(1_700_000_000_000_000 + n.cast_signed() * 1_000_000);
    let click = Click {
        id: ClickId(
            u128::from(n).wrapping_mul(0x9e37_79b9_7f4a_7c15_f39c_c060_5ced_c835).to_le_bytes(),
        ),
        occurred_at: at,
        link_id: format!("lnk_{:04}", n % 200).into(),
        verdict: Verdict::Human,
        reason: None,
        in_app: None,
        device: None,
        country: Some("DE".to_owned()),
        referrer_host: Some("www.instagram.com".to_owned()),
        visitor_of_day: Some(n.wrapping_mul(0x9e37_79b9_7f4a_7c15)),
        visitor: None,
    };
    Entry { received_at: at, fact: Fact::Click(click), dedup: None, actor: None }
}

/// The nth click with a dedup key.
pub fn keyed(n: u64, key: u64) -> Entry {
    let mut bytes = [0; 16];
    bytes[..8].copy_from_slice(&key.to_le_bytes());
    Entry { dedup: Some(DedupKey(bytes)), ..click(n) }
}

/// A raw delivery received at second `at`.
pub fn payload(at: i64) -> SealedPayload {
    SealedPayload {
        connection: "con_shop".into(),
        received_at: Timestamp(at * 1_000_000),
        nonce: [7; 24],
        sealed: format!("delivery {at}").into_bytes(),
    }
}

/// Everything in a log.
pub fn all(log: &dyn ReadLog) -> Vec<(Position, Entry)> {
    log.read_from(Position(1), usize::MAX).unwrap()
}

/// Appends and gives the outcomes as a table: positions, duplicates negative.
fn append(log: &mut dyn Log, entries: &[Entry]) -> Vec<i64> {
    let receipt = log.append(entries).unwrap();
    let row = |outcome: &Outcome| match outcome {
        Appended(position) => position.0.cast_signed(),
        Duplicate(first) => -first.0.cast_signed(),
    };
    receipt.outcomes().iter().map(row).collect()
}

fn positions(log: &dyn Log) -> Vec<u64> {
    all(log).iter().map(|(position, _)| position.0).collect()
}

fn positions_are_dense(subject: &mut dyn Subject) {
    assert_eq!(subject.log().last_position(), Position(0));
    assert_eq!(append(subject.log(), &[click(1), click(2)]), [1, 2]);
    assert_eq!(append(subject.log(), &[click(3)]), [3]);
    subject.reopen();
    assert_eq!(subject.log().last_position(), Position(3));
    assert_eq!(append(subject.log(), &[click(4)]), [4]);
    assert_eq!(positions(subject.log()), [1, 2, 3, 4]);
}

fn a_key_is_appended_once_for_ever(subject: &mut dyn Subject) {
    let first = [keyed(1, 10), click(2), keyed(3, 10), keyed(4, 11)];
    assert_eq!(append(subject.log(), &first), [1, 2, -1, 3]);
    assert_eq!(append(subject.log(), &[keyed(5, 11), keyed(6, 12)]), [-3, 4]);
    // One of several senders in a commit gets the receipt for what it sent.
    let receipt = subject.log().append(&[keyed(1, 10), keyed(4, 11)]).unwrap();
    assert_eq!(receipt.part(1..2).outcomes(), [Duplicate(Position(3))]);
    subject.reopen();
    assert_eq!(append(subject.log(), &[keyed(7, 10), keyed(8, 13), keyed(9, 12)]), [-1, 5, -4]);
    // A commit of nothing but duplicates is durable already.
    assert_eq!(append(subject.log(), &[keyed(1, 10), keyed(1, 10)]), [-1, -1]);
    assert_eq!(positions(subject.log()), [1, 2, 3, 4, 5]);
}

fn entries_come_back(subject: &mut dyn Subject) {
    let sent: Vec<Entry> =
        (1..=500).map(|n| if n % 3 == 0 { keyed(n, n) } else { click(n) }).collect();
    for part in sent.chunks(170) {
        subject.log().append(part).unwrap();
    }
    let back = |log: &dyn Log| all(log).into_iter().map(|(_, entry)| entry).collect::<Vec<_>>();
    assert_eq!(back(subject.log()), sent);
    subject.reopen();
    assert_eq!(back(subject.log()), sent);
}

fn reading_starts_and_stops_anywhere(subject: &mut dyn Subject) {
    for part in [1..4, 4..5, 5..11] {
        subject.log().append(&part.map(click).collect::<Vec<_>>()).unwrap();
    }
    let read = |log: &dyn Log, from: u64, limit: usize| -> Vec<u64> {
        log.read_from(Position(from), limit)
            .unwrap()
            .iter()
            .map(|(position, _)| position.0)
            .collect()
    };
    let back = |log: &dyn Log, from: u64, limit: usize| -> Vec<u64> {
        let mut seen = Vec::new();
        let mut visit = |position: Position, _| {
            seen.push(position.0);
            if seen.len() < limit { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
        };
        log.scan_back(Position(from), &mut visit).unwrap();
        seen
    };
    for from in 0..=12 {
        for limit in 1..=12 {
            let forward: Vec<u64> = (from.max(1)..=10).take(limit).collect();
            assert_eq!(read(subject.log(), from, limit), forward, "from {from}, {limit}");
            let backward: Vec<u64> = (1..=from.min(10)).rev().take(limit).collect();
            assert_eq!(back(subject.log(), from, limit), backward, "back from {from}, {limit}");
        }
        assert!(read(subject.log(), from, 0).is_empty());
    }
}

fn an_idle_commit_changes_nothing(subject: &mut dyn Subject) {
    assert_eq!(append(subject.log(), &[]), [0; 0]);
    assert_eq!(append(subject.log(), &[click(1)]), [1]);
    assert_eq!(append(subject.log(), &[]), [0; 0]);
    assert_eq!(subject.log().recover().unwrap().last_position, Position(1));
    assert_eq!(positions(subject.log()), [1]);
}

fn a_failed_commit_stops_the_log(subject: &mut dyn Subject) {
    assert_eq!(append(subject.log(), &[keyed(1, 1)]), [1]);
    subject.fail_next_commit();
    let large: Vec<Entry> = (2..5_000).map(|n| keyed(n, n)).collect();
    assert_ne!(subject.log().append(&large), Err(LogError::Stopped));
    // Reading goes on; writing does not.
    assert_eq!(positions(subject.log()), [1]);
    assert_eq!(subject.log().append(&[click(9)]), Err(LogError::Stopped));
    assert_eq!(subject.log().append(&[]), Err(LogError::Stopped));
    assert_eq!(subject.log().prune_payloads(Timestamp(0)), Err(LogError::Stopped));
    assert_eq!(subject.log().recover().unwrap().last_position, Position(1));
    assert_eq!(append(subject.log(), &[keyed(1, 1), keyed(2, 2)]), [-1, 2]);
    assert_eq!(positions(subject.log()), [1, 2]);
}

fn payloads_are_kept(subject: &mut dyn Subject) {
    assert_eq!(subject.log().next_payload_id(), PayloadId(1));
    let (first, second, third) = (payload(10), payload(20), payload(30));
    let both = [first.clone(), second.clone()];
    let receipt =
        subject.log().commit(Commit { entries: &[keyed(1, 1)], payloads: &both }).unwrap();
    assert_eq!(receipt.payload_ids().collect::<Vec<_>>(), [PayloadId(1), PayloadId(2)]);
    // A delivery is kept even if what it says is known.
    let again = [third.clone()];
    let receipt =
        subject.log().commit(Commit { entries: &[keyed(2, 1)], payloads: &again }).unwrap();
    assert_eq!(receipt.outcomes(), [Duplicate(Position(1))]);
    assert_eq!(receipt.payload_ids().collect::<Vec<_>>(), [PayloadId(3)]);
    subject.reopen();
    let log = subject.log();
    assert_eq!(log.payload(PayloadId(2)).unwrap(), Some(second.clone()));
    assert_eq!(log.payload(PayloadId(4)).unwrap(), None);
    let newest = log.newest_payloads(2).unwrap();
    assert_eq!(newest, [(PayloadId(3), third), (PayloadId(2), second)]);
    assert_eq!(log.last_position(), Position(1));
    assert_eq!(log.next_payload_id(), PayloadId(4));
}

fn payloads_are_pruned(subject: &mut dyn Subject) {
    let three = [payload(10), payload(20), payload(30)];
    subject.log().commit(Commit { entries: &[], payloads: &three }).unwrap();
    assert_eq!(subject.log().prune_payloads(Timestamp(20_000_000)).unwrap(), 1);
    assert_eq!(subject.log().prune_payloads(Timestamp(20_000_000)).unwrap(), 0);
    assert_eq!(subject.log().payload(PayloadId(1)).unwrap(), None);
    assert_eq!(subject.log().prune_payloads(Timestamp(99_000_000)).unwrap(), 2);
    assert!(subject.log().newest_payloads(9).unwrap().is_empty());
    // An id is never used again, or a quarantined row would point at a stranger's delivery.
    assert_eq!(subject.log().next_payload_id(), PayloadId(4));
    subject.reopen();
    assert_eq!(subject.log().next_payload_id(), PayloadId(4));
}

fn a_commit_too_large_is_refused(subject: &mut dyn Subject) {
    let entries = vec![click(1); MAX_COMMIT_ENTRIES + 1];
    assert_eq!(subject.log().append(&entries).unwrap_err().code(), "log.too_large");
    // It is the sender's fault: the log goes on.
    assert_eq!(append(subject.log(), &[click(1)]), [1]);
}
