//! The log on a disk: crashes, harm, other processes, readers, backups.

use std::fs;
use std::ops::ControlFlow;
use std::path::Path;
use std::sync::mpsc;

use byline_core::entry::{Entry, Position};
use rusqlite::Connection;
use tempfile::TempDir;

use super::schema::{FILE_NAME, wal_path};
use super::{Reader, SqliteLog, restore};
use crate::contract::{self, Subject, click, keyed, payload};
use crate::error::LogError;
use crate::inbox::SealedPayload;
use crate::log::{Commit, Log, Outcome, ReadLog};

struct Kept {
    log: Option<SqliteLog>,
    dir: TempDir,
}

impl Subject for Kept {
    fn log(&mut self) -> &mut dyn Log {
        self.log.as_mut().unwrap()
    }

    fn reopen(&mut self) {
        self.log = None;
        self.log = Some(open(self.dir.path()));
    }

    fn fail_next_commit(&mut self) {
        fill_up(self.log.as_mut().unwrap());
    }
}

fn open(dir: &Path) -> SqliteLog {
    SqliteLog::open(dir).unwrap().0
}

/// A log of clicks 1 to `n_entries`, three to a commit, each with a key.
fn log_of(n_entries: u64) -> (TempDir, SqliteLog) {
    let dir = tempfile::tempdir().unwrap();
    let mut log = open(dir.path());
    for part in numbered(1, n_entries).chunks(3) {
        log.append(part).unwrap();
    }
    (dir, log)
}

fn numbered(first: u64, last: u64) -> Vec<Entry> {
    (first..=last).map(|n| keyed(n, n)).collect()
}

/// Changes the file behind the log's back.
fn meddle(dir: &Path, sql: &str) {
    Connection::open(dir.join(FILE_NAME)).unwrap().execute_batch(sql).unwrap();
}

/// Leaves no room for another page, as a full disk does, until the log is opened again.
fn fill_up(log: &mut SqliteLog) {
    let connection = log.connection.as_ref().unwrap();
    connection.pragma_update_and_check(None, "max_page_count", 1, |_| Ok(())).unwrap();
}

#[test]
fn keeps_the_contract() {
    contract::contract(|| {
        let dir = tempfile::tempdir().unwrap();
        let log = Some(open(dir.path()));
        Box::new(Kept { log, dir })
    });
}

#[test]
fn a_full_disk_is_called_full_and_goes_on_by_itself() {
    let (_dir, mut log) = log_of(3);
    fill_up(&mut log);
    let large: Vec<Entry> = numbered(4, 5_000);
    assert_eq!(log.append(&large), Err(LogError::Full));
    log.recover().unwrap();
    log.append(&large).unwrap();
    assert_eq!(log.last_position(), Position(5_000));
}

/// What was on the disk at one instant: the file and its write-ahead log.
struct Frozen {
    file: Vec<u8>,
    wal: Vec<u8>,
}

impl Frozen {
    fn of(dir: &Path) -> Self {
        let file = dir.join(FILE_NAME);
        Self { wal: fs::read(wal_path(&file)).unwrap(), file: fs::read(file).unwrap() }
    }

    /// Opens this file with another write-ahead log.
    fn thaw(&self, wal: &[u8]) -> (TempDir, Result<SqliteLog, LogError>) {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join(FILE_NAME);
        fs::write(&file, &self.file).unwrap();
        fs::write(wal_path(&file), wal).unwrap();
        let log = SqliteLog::open(dir.path()).map(|(log, _)| log);
        (dir, log)
    }
}

/// The last entry of the commit that the crash catches.
const LAST: u64 = 150;

/// Two acknowledged commits, and a third that the crash catches.
fn two_and_a_third() -> (Frozen, Frozen) {
    let (dir, mut log) = log_of(6);
    let before = Frozen::of(dir.path());
    log.append(&numbered(7, LAST)).unwrap();
    (before, Frozen::of(dir.path()))
}

/// What must hold after a crash in the third commit.
fn check_after_crash(mut log: SqliteLog, whole: bool, case: &str) {
    let last = if whole { LAST } else { 6 };
    assert_eq!(log.last_position(), Position(last), "{case}");
    let there: Vec<Entry> = contract::all(&log).into_iter().map(|(_, entry)| entry).collect();
    assert_eq!(there, numbered(1, last), "{case}");
    // Whoever sends everything again ends with each entry once.
    log.append(&numbered(1, LAST)).unwrap();
    assert_eq!(log.last_position(), Position(LAST), "{case}");
}

#[test]
fn a_torn_tail_loses_nothing_that_was_acknowledged() {
    let (before, after) = two_and_a_third();
    let range = before.wal.len()..after.wal.len();
    assert!(!range.is_empty(), "the commit must be in the write-ahead log");
    let steps = range.clone().step_by(509).chain([range.end - 1, range.end]);
    for at in steps {
        for garbage in [&[][..], &[0; 600], &[0xa5; 5_000]] {
            let wal = [&after.wal[..at], garbage].concat();
            let (_dir, log) = before.thaw(&wal);
            check_after_crash(log.unwrap(), wal.starts_with(&after.wal), &format!("cut at {at}"));
        }
    }
}

#[test]
fn a_harmed_tail_loses_nothing_that_was_acknowledged() {
    let (before, after) = two_and_a_third();
    for at in (before.wal.len()..after.wal.len()).step_by(211) {
        let mut wal = after.wal.clone();
        wal[at] ^= 0x08;
        let (_dir, log) = before.thaw(&wal);
        check_after_crash(log.unwrap(), false, &format!("byte {at}"));
    }
}

#[test]
fn a_cut_is_measured() {
    let (before, after) = two_and_a_third();
    let frame_bytes = 24 + 4_096;
    for (n_frames, n_cut_bytes) in [(0, 0), (1, frame_bytes), (2, 2 * frame_bytes)] {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join(FILE_NAME);
        fs::write(&file, &before.file).unwrap();
        let end = before.wal.len() + n_frames * frame_bytes + 99;
        fs::write(wal_path(&file), &after.wal[..end]).unwrap();
        let (_log, recovery) = SqliteLog::open(dir.path()).unwrap();
        assert_eq!(recovery.last_position, Position(6));
        assert_eq!(recovery.n_cut_bytes, n_cut_bytes as u64);
    }
}

#[test]
fn what_a_crash_left_is_gone_before_the_next() {
    let (before, after) = two_and_a_third();
    let mut wal = after.wal.clone();
    // The last frame says "committed", but one before it is harmed.
    wal[before.wal.len() + 99] ^= 1;
    let (dir, log) = before.thaw(&wal);
    let left = fs::metadata(wal_path(&dir.path().join(FILE_NAME))).unwrap().len();
    assert_eq!(left, 0);
    check_after_crash(log.unwrap(), false, "one frame harmed");
}

/// SQLite alone would open the log and forget the commits behind the harm.
#[test]
fn harm_before_acknowledged_commits_is_refused() {
    let (dir, mut log) = log_of(3);
    let before = Frozen::of(dir.path());
    for n in 4..=8 {
        log.append(&numbered(n, n)).unwrap();
    }
    let after = Frozen::of(dir.path());
    let places = [4, 20, 28, before.wal.len() + 5, before.wal.len() + 1_000];
    for at in places {
        let mut wal = after.wal.clone();
        wal[at] ^= 0x08;
        let (dir, log) = after.thaw(&wal);
        let Err(error) = log else { panic!("byte {at} went unnoticed") };
        assert_eq!(error.code(), "log.damaged", "byte {at}");
        // What could still be saved by hand is left as it is.
        assert_eq!(fs::read(wal_path(&dir.path().join(FILE_NAME))).unwrap(), wal);
    }
}

#[test]
fn harm_in_a_batch_is_named_and_the_rest_is_served() {
    let (dir, _log) = log_of(9);
    let copy = tempfile::tempdir().unwrap();
    let file = copy.path().join(FILE_NAME);
    Reader::open(dir.path()).unwrap().backup_to(&file, &mut |_| ()).unwrap();
    let connection = Connection::open(&file).unwrap();
    let whole = "SELECT bytes FROM batches WHERE first_position = 4";
    let whole: Vec<u8> = connection.query_row(whole, [], |row| row.get(0)).unwrap();
    for at in (0..whole.len()).step_by(7) {
        let mut harmed = whole.clone();
        harmed[at] ^= 0x20;
        let sql = "UPDATE batches SET bytes = ?1 WHERE first_position = 4";
        connection.execute(sql, [harmed]).unwrap();
        check_harmed(copy.path(), at);
    }
}

fn check_harmed(dir: &Path, at: usize) {
    let reader = Reader::open(dir).unwrap();
    let mut seen = Vec::new();
    let scanned = reader.scan(Position(1), &mut |position, _| {
        seen.push(position.0);
        ControlFlow::Continue(())
    });
    let error = scanned.unwrap_err();
    assert!(error.to_string().contains("entries 4 to 6"), "byte {at}: {error}");
    assert_eq!(seen, [1, 2, 3]);
    assert_eq!(reader.read_from(Position(7), 9).unwrap().len(), 3);
    let verification = reader.verify(&mut |_| ()).unwrap();
    assert_eq!((verification.n_harms, verification.n_entries), (1, 6));
    assert_eq!(verification.harms, [error]);
}

/// Reads as a table: what is done to the file, and what verifying says of it.
fn check_verify(sql: &str, expected: &str) {
    let (dir, log) = log_of(300);
    drop(log);
    meddle(dir.path(), sql);
    let verification = Reader::open(dir.path()).unwrap().verify(&mut |_| ()).unwrap();
    let harms: Vec<String> = verification.harms.iter().map(ToString::to_string).collect();
    assert!(harms.join("\n").contains(expected), "{sql}: {harms:?}");
    assert_eq!(verification.is_clean(), sql.is_empty());
}

#[test]
fn verifying_names_every_harm() {
    let keys = "dedup keys";
    check_verify("", "");
    check_verify("DELETE FROM batches WHERE first_position = 4", "entries 4 to 6");
    check_verify("DELETE FROM batches WHERE first_position = 1", "entries 1 to 3");
    check_verify("UPDATE batches SET n_entries = 2 WHERE first_position = 4", "entries 4 to 5");
    check_verify("UPDATE batches SET bytes = x'00'", "entries 7 to 9");
    check_verify("DELETE FROM dedup WHERE position = 5", keys);
    check_verify("UPDATE dedup SET position = 9 - position WHERE position IN (4, 5)", keys);
    check_verify("INSERT INTO dedup VALUES (zeroblob(16), 3)", keys);
    check_verify("INSERT INTO dedup VALUES (zeroblob(16), 299)", keys);
    check_verify("UPDATE meta SET value = value + 1", keys);
}

#[test]
fn a_key_is_known_while_it_moves_into_the_table() {
    let (dir, mut log) = log_of(1);
    for last in 2..=260 {
        log.append(&numbered(last, last)).unwrap();
        let is_reopened = last % 37 == 0;
        if is_reopened {
            drop(log);
            log = open(dir.path());
        }
        if last % 10 == 0 {
            let receipt = log.append(&numbered(1, last)).unwrap();
            for (position, outcome) in (1..).zip(receipt.outcomes()) {
                assert_eq!(*outcome, Outcome::Duplicate(Position(position)), "after {last}");
            }
        }
    }
    let verification = log.reader().unwrap().verify(&mut |_| ()).unwrap();
    assert_eq!((verification.n_keys, verification.harms), (260, vec![]));
    let sql = "SELECT count(*), max(position) FROM dedup";
    let connection = log.connection.as_ref().unwrap();
    let in_table: (i64, i64) =
        connection.query_row(sql, [], |row| Ok((row.get(0)?, row.get(1)?))).unwrap();
    assert!((64..260).contains(&in_table.0) && in_table.1 < 260, "{in_table:?}");
}

#[test]
fn a_checkpoint_beside_the_writer_changes_nothing() {
    let (dir, mut log) = log_of(3);
    let checkpointer = log.checkpointer().unwrap();
    assert_eq!(checkpointer.step().unwrap(), 0, "nothing to hurry for");
    let large = payload_of(9 << 20);
    log.commit(Commit { entries: &[], payloads: &[large] }).unwrap();
    assert!(1_000 < checkpointer.step().unwrap());
    log.append(&numbered(4, 6)).unwrap();
    assert_eq!(contract::all(&Reader::open(dir.path()).unwrap()).len(), 6);
}

fn payload_of(n_bytes: usize) -> SealedPayload {
    SealedPayload { sealed: vec![7; n_bytes], ..payload(1) }
}

#[test]
fn a_missing_batch_is_never_skipped() {
    let (dir, log) = log_of(9);
    meddle(dir.path(), "DELETE FROM batches WHERE first_position = 4");
    for from in [1, 4, 5] {
        let error = log.read_from(Position(from), 9).unwrap_err();
        assert_eq!(error.code(), "log.corrupt", "from {from}");
    }
    let mut n_seen = 0;
    let back = log.scan_back(Position(9), &mut |_, _| {
        n_seen += 1;
        ControlFlow::Continue(())
    });
    assert_eq!((back.unwrap_err().code(), n_seen), ("log.corrupt", 3));
    assert_eq!(log.read_from(Position(7), 9).unwrap().len(), 3);
}

#[test]
fn a_second_writer_is_refused_and_told_who_writes() {
    let (dir, log) = log_of(3);
    let Err(error) = SqliteLog::open(dir.path()) else { panic!("two writers") };
    assert_eq!(error.code(), "log.locked");
    assert!(error.to_string().contains(&format!("process {}", std::process::id())), "{error}");
    drop(log);
    assert_eq!(open(dir.path()).last_position(), Position(3));
}

#[test]
fn a_lock_that_a_killed_process_left_locks_nobody_out() {
    let dir = tempfile::tempdir().unwrap();
    fs::write(dir.path().join("byline.lock"), "4294967294\nand more than a pid").unwrap();
    let _log = open(dir.path());
    let left = fs::read_to_string(dir.path().join("byline.lock")).unwrap();
    assert_eq!(left, format!("{}\n", std::process::id()));
}

#[test]
fn newer_data_is_refused_politely_and_left_alone() {
    let (dir, log) = log_of(3);
    drop(log);
    meddle(dir.path(), "PRAGMA user_version = 2");
    let newer = LogError::NewerFormat { found: 2, known: 1 };
    assert_eq!(SqliteLog::open(dir.path()).err(), Some(newer.clone()));
    assert_eq!(Reader::open(dir.path()).err(), Some(newer));
}

#[test]
fn a_place_that_cannot_hold_a_log_is_named() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("file");
    fs::write(&file, "not a directory").unwrap();
    let other = dir.path().join("other");
    fs::create_dir(&other).unwrap();
    fs::write(other.join(FILE_NAME), "this is no database, whatever its name says").unwrap();
    let table = [
        (dir.path().join("no/such"), "log.missing"),
        (file.clone(), "log.unwritable"),
        (file.join("below"), "log.unwritable"),
        (other, "log.damaged"),
    ];
    for (path, code) in table {
        let error = SqliteLog::open(&path).err().unwrap();
        assert_eq!(error.code(), code, "{}: {error}", path.display());
        assert!(error.to_string().contains(path.to_str().unwrap()), "{error}");
    }
    assert_eq!(Reader::open(dir.path()).err().unwrap().code(), "log.missing");
}

#[test]
fn a_new_directory_belongs_to_its_owner_alone() {
    use std::os::unix::fs::PermissionsExt;
    let dir = tempfile::tempdir().unwrap();
    let data = dir.path().join("data");
    let mut log = open(&data);
    log.append(&[click(1)]).unwrap();
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&data), 0o700);
    for file in fs::read_dir(&data).unwrap() {
        let path = file.unwrap().path();
        assert_eq!(mode(&path), 0o600, "{}", path.display());
    }
}

#[test]
fn readers_see_every_commit_whole_while_it_is_written() {
    let (dir, mut log) = log_of(3);
    let reader = Reader::open(dir.path()).unwrap();
    let (say_done, is_done) = mpsc::channel();
    let reading = std::thread::spawn(move || {
        let mut n_rounds = 0;
        let mut last = Position(0);
        while is_done.try_recv().is_err() || n_rounds == 0 {
            let now = reader.last_position().unwrap();
            assert!(last <= now, "the log went back");
            assert_eq!(now.0 % 3, 0, "half a commit");
            let entries = contract::all(&reader);
            assert!(now.0 <= entries.len() as u64);
            for (index, (position, entry)) in entries.iter().enumerate() {
                assert_eq!((position.0, entry), (index as u64 + 1, &keyed(position.0, position.0)));
            }
            last = now;
            n_rounds += 1;
        }
        last
    });
    for n in 1..200 {
        log.append(&numbered(n * 3 + 1, n * 3 + 3)).unwrap();
    }
    say_done.send(()).unwrap();
    assert!(reading.join().unwrap() <= Position(600));
    assert_eq!(log.reader().unwrap().last_position().unwrap(), Position(600));
}

#[test]
fn recovery_waits_for_no_reader_that_rests() {
    let (dir, mut log) = log_of(3);
    let reader = Reader::open(dir.path()).unwrap();
    assert_eq!(contract::all(&reader).len(), 3);
    fill_up(&mut log);
    log.append(&numbered(4, 5_000)).unwrap_err();
    assert_eq!(log.recover().unwrap().last_position, Position(3));
    log.append(&numbered(4, 6)).unwrap();
    assert_eq!(contract::all(&reader).len(), 6);
}

#[test]
fn a_backup_is_consistent_while_the_writer_goes_on() {
    let (dir, mut log) = log_of(300);
    log.commit(Commit { entries: &[], payloads: &[payload(1)] }).unwrap();
    let elsewhere = tempfile::tempdir().unwrap();
    let backup = elsewhere.path().join("backup.sqlite");
    let reader = Reader::open(dir.path()).unwrap();
    let mut next = 301;
    let verification = reader
        .backup_to(&backup, &mut |_| {
            log.append(&numbered(next, next)).unwrap();
            next += 1;
        })
        .unwrap();
    assert_eq!(verification.last_position, Position(300));
    assert!(verification.is_clean());
    let files: Vec<_> = fs::read_dir(elsewhere.path()).unwrap().collect();
    assert_eq!(files.len(), 1, "one file that needs no others beside it");

    let error = reader.backup_to(&backup, &mut |_| ()).unwrap_err();
    assert_eq!(error, LogError::Exists { path: backup.clone() });

    let restored = elsewhere.path().join("restored");
    assert_eq!(restore(&backup, &restored, &mut |_| ()).unwrap().n_keys, 300);
    let mut log = open(&restored);
    assert_eq!(contract::all(&log).len(), 300);
    assert_eq!(log.next_payload_id().0, 2);
    log.append(&numbered(299, 301)).unwrap();
    assert_eq!(log.last_position(), Position(301));
}

#[test]
fn restoring_overwrites_nothing() {
    let (dir, _log) = log_of(3);
    let elsewhere = tempfile::tempdir().unwrap();
    let backup = elsewhere.path().join("backup.sqlite");
    Reader::open(dir.path()).unwrap().backup_to(&backup, &mut |_| ()).unwrap();
    let target = tempfile::tempdir().unwrap();
    fs::create_dir(target.path().join("snapshots")).unwrap();
    let error = restore(&backup, target.path(), &mut |_| ()).unwrap_err();
    assert_eq!(error.code(), "log.exists");
    assert_eq!(restore(&backup, dir.path(), &mut |_| ()).unwrap_err().code(), "log.locked");
    let empty = tempfile::tempdir().unwrap();
    let none = elsewhere.path().join("none.sqlite");
    assert_eq!(restore(&none, empty.path(), &mut |_| ()).unwrap_err().code(), "log.missing");
}

#[test]
fn a_harmed_backup_is_not_restored() {
    let (dir, _log) = log_of(9);
    let elsewhere = tempfile::tempdir().unwrap();
    let backup = elsewhere.path().join("backup.sqlite");
    Reader::open(dir.path()).unwrap().backup_to(&backup, &mut |_| ()).unwrap();
    let sql = "UPDATE batches SET bytes = x'00' WHERE first_position = 4";
    Connection::open(&backup).unwrap().execute_batch(sql).unwrap();
    let target = elsewhere.path().join("restored");
    let error = restore(&backup, &target, &mut |_| ()).unwrap_err();
    assert!(error.to_string().contains("entries 4 to 6"), "{error}");
    assert!(!target.join(FILE_NAME).exists());
}
