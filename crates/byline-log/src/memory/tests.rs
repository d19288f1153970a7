//! The log over a simulated disk, broken in every way that the disk knows.

use byline_core::entry::{Entry, Position};

use super::MemoryLog;
use crate::contract::{self, Subject, click, keyed, payload};
use crate::disk::{Crash, Fault};
use crate::log::{Commit, Log, ReadLog};

struct Kept(MemoryLog);

impl Subject for Kept {
    fn log(&mut self) -> &mut dyn Log {
        &mut self.0
    }

    fn reopen(&mut self) {
        let disk = self.0.disk().clone();
        self.0 = MemoryLog::open(disk).unwrap().0;
    }

    fn fail_next_commit(&mut self) {
        self.0.disk_mut().fail_next(Fault::BeforeWrite);
    }
}

#[test]
fn keeps_the_contract() {
    contract::contract(|| Box::new(Kept(MemoryLog::new())));
}

/// Reads as a table: what goes wrong with the third commit, how many bytes of it survive the crash
/// that follows, and the last position that recovery may find.
fn check_fault(fault: Fault, kept: std::ops::Range<usize>, last: &[u64]) {
    for n_kept_bytes in kept {
        for garbage in [vec![], vec![0; 40], b"BYLB garbage that looks like a batch".to_vec()] {
            let mut log = MemoryLog::new();
            log.disk_mut().fail_at(3, fault);
            log.append(&[keyed(1, 1)]).unwrap();
            let entries = [keyed(2, 2), keyed(3, 3)];
            log.commit(Commit { entries: &entries, payloads: &[payload(1)] }).unwrap();
            let third = log.append(&[keyed(4, 4), keyed(5, 5)]);
            assert!(third.is_err(), "{fault:?}");

            log.crash(&Crash { n_kept_bytes, garbage: garbage.clone() });
            let found = log.recover().unwrap().last_position;
            assert!(last.contains(&found.0), "{fault:?}, {n_kept_bytes} kept: found {found:?}");
            // Acknowledged entries are all there, and nothing that was never sent.
            let sent: Vec<Entry> = (1..=found.0).map(|n| keyed(n, n)).collect();
            let there: Vec<Entry> = contract::all(&log).into_iter().map(|(_, e)| e).collect();
            assert_eq!(there, sent);
            // Whoever sends again ends with each entry once.
            log.append(&[keyed(4, 4), keyed(5, 5)]).unwrap();
            assert_eq!(log.last_position(), Position(5));
        }
    }
}

#[test]
fn a_crash_inside_a_commit_keeps_it_whole_or_not_at_all() {
    check_fault(Fault::BeforeWrite, 0..1, &[3]);
    check_fault(Fault::AfterWrite, 0..500, &[3, 5]);
    check_fault(Fault::SyncDrops, 0..10, &[3]);
    check_fault(Fault::AfterSync, 0..1, &[5]);
    check_fault(Fault::Full { n_fitting_bytes: 400 }, 0..500, &[3]);
}

#[test]
fn a_torn_tail_is_cut_and_measured() {
    let mut log = MemoryLog::new();
    log.append(&[click(1)]).unwrap();
    log.disk_mut().fail_next(Fault::AfterWrite);
    log.append(&[click(2)]).unwrap_err();
    log.crash(&Crash { n_kept_bytes: 21, garbage: vec![0xff; 100] });
    assert_eq!(log.recover().unwrap().n_cut_bytes, 121);
    assert_eq!(log.recover().unwrap().n_cut_bytes, 0);
}

#[test]
fn a_full_disk_goes_on_once_there_is_space() {
    let mut log = MemoryLog::new();
    log.disk_mut().set_capacity(Some(300));
    log.append(&[keyed(1, 1)]).unwrap();
    assert_eq!(log.append(&[keyed(2, 2), keyed(3, 3)]).unwrap_err().code(), "log.full");
    log.recover().unwrap();
    log.disk_mut().set_capacity(None);
    log.append(&[keyed(2, 2), keyed(3, 3)]).unwrap();
    assert_eq!(log.last_position(), Position(3));
}

#[test]
fn a_disk_that_lies_is_caught_by_counting() {
    let mut log = MemoryLog::new();
    log.disk_mut().fail_at(1, Fault::SyncLies);
    log.append(&[click(1)]).unwrap();
    log.crash(&Crash::default());
    assert_eq!(log.recover().unwrap().last_position, Position(0));
}

#[test]
fn harm_in_the_middle_is_named_and_never_cut() {
    let mut log = MemoryLog::new();
    let mut ends = Vec::new();
    for n in 1..=3 {
        log.append(&[click(n)]).unwrap();
        ends.push(log.disk().bytes().len());
    }
    for at in ends[0]..ends[1] {
        let mut disk = log.disk().clone();
        disk.bytes_mut()[at] ^= 0x10;
        let error = MemoryLog::open(disk).unwrap_err();
        assert_eq!(error.code(), "log.corrupt", "byte {at}");
        assert!(error.to_string().contains("entries 2 to 2"), "{error}");
    }
}

#[test]
fn harm_after_opening_is_found_when_it_is_read() {
    let mut log = MemoryLog::new();
    log.append(&[click(1), click(2)]).unwrap();
    log.append(&[click(3)]).unwrap();
    let last_byte = log.disk().bytes().len() - 60;
    log.disk_mut().bytes_mut()[last_byte] ^= 1;
    assert!(log.read_from(Position(1), 2).is_ok());
    let error = log.read_from(Position(1), 3).unwrap_err();
    assert!(error.to_string().contains("entries 3 to 3"), "{error}");
}

/// The same 30 commits with every write failing once, in every way: what was acknowledged is there
/// once, whatever is sent again.
#[test]
fn any_write_may_fail_in_any_way() {
    let kinds = [
        Fault::BeforeWrite,
        Fault::AfterWrite,
        Fault::SyncDrops,
        Fault::AfterSync,
        Fault::Full { n_fitting_bytes: 50 },
    ];
    for nth in 1..=30 {
        for fault in kinds {
            for n_kept_bytes in [0, 70, usize::MAX] {
                let mut log = MemoryLog::new();
                log.disk_mut().fail_at(nth, fault);
                send_thirty(&mut log, &Crash { n_kept_bytes, garbage: vec![0xa5; 33] });
                let there: Vec<Entry> = contract::all(&log).into_iter().map(|(_, e)| e).collect();
                let sent: Vec<Entry> = (1..=30).map(|n| keyed(n, n)).collect();
                assert_eq!(there, sent, "write {nth}, {fault:?}, {n_kept_bytes} kept");
            }
        }
    }
}

/// Sends entries 1 to 30, one by one, each until it is acknowledged.
fn send_thirty(log: &mut MemoryLog, crash: &Crash) {
    for n in 1..=30 {
        while log.append(&[keyed(n, n)]).is_err() {
            let n_acknowledged = n - 1;
            log.crash(crash);
            let found = log.recover().unwrap().last_position.0;
            assert!((n_acknowledged..=n).contains(&found), "{n_acknowledged} but {found}");
        }
    }
}
