//! Snapshots: whole, or passed over.

use std::fs;

use byline_core::entry::Position;
use byline_core::time::Timestamp;
use tempfile::TempDir;

use super::{KeepPolicy, SnapshotError, SnapshotHead, Snapshots};

const VERSION: u32 = 3;

fn state(position: u64) -> Vec<u8> {
    format!("state after {position}, ").into_bytes().repeat(5)
}

/// Keeps snapshots at these positions, each as of as many seconds.
fn kept(positions: &[u64]) -> (TempDir, Snapshots) {
    let dir = tempfile::tempdir().unwrap();
    let snapshots = Snapshots::open(dir.path()).unwrap();
    for position in positions {
        snapshots.save(head(*position), &state(*position)).unwrap();
    }
    (dir, snapshots)
}

fn head(position: u64) -> SnapshotHead {
    let as_of = Timestamp(position.cast_signed() * 1_000_000);
    SnapshotHead { position: Position(position), as_of, state_version: VERSION }
}

/// Reads as a table: the position found and how many newer ones were broken.
fn newest(snapshots: &Snapshots) -> (Option<u64>, usize) {
    let found = snapshots.newest(VERSION).unwrap();
    if let Some(snapshot) = &found.snapshot {
        assert_eq!(snapshot.state, state(snapshot.head.position.0));
    }
    (found.snapshot.map(|snapshot| snapshot.head.position.0), found.passed_over.len())
}

#[test]
fn the_newest_is_found() {
    assert_eq!(newest(&kept(&[]).1), (None, 0));
    assert_eq!(newest(&kept(&[5, 100, 20]).1), (Some(100), 0));
}

#[test]
fn a_view_of_the_past_begins_before_it() {
    let (_dir, snapshots) = kept(&[5, 20, 100]);
    let table = [(4, None), (5, Some(5)), (19, Some(5)), (20, Some(20)), (999, Some(100))];
    for (second, expected) in table {
        let instant = Timestamp(second * 1_000_000);
        let by_time = snapshots.newest_at_or_before(instant, VERSION).unwrap().snapshot;
        assert_eq!(by_time.map(|found| found.head.position.0), expected, "second {second}");
        let position = Position(second.cast_unsigned());
        let by_position = snapshots.newest_by_position(position, VERSION).unwrap().snapshot;
        assert_eq!(by_position.map(|found| found.head.position.0), expected, "at {second}");
    }
}

#[test]
fn a_state_of_another_version_is_not_used() {
    let (_dir, snapshots) = kept(&[5, 20]);
    let newer = SnapshotHead { state_version: VERSION + 1, ..head(30) };
    snapshots.save(newer, &state(30)).unwrap();
    assert_eq!(newest(&snapshots), (Some(20), 0));
}

#[test]
fn any_flipped_byte_falls_back_to_the_one_before() {
    let (_dir, snapshots) = kept(&[5, 20]);
    let path = snapshots.path(Position(20));
    let whole = fs::read(&path).unwrap();
    for at in 0..whole.len() {
        let mut harmed = whole.clone();
        harmed[at] ^= 0x40;
        fs::write(&path, harmed).unwrap();
        let (found, n_passed_over) = newest(&snapshots);
        assert_eq!(found, Some(5), "byte {at}");
        // A harmed version number looks like another version; everything else is reported.
        assert_eq!(n_passed_over, usize::from(!(8..12).contains(&at)), "byte {at}");
    }
}

#[test]
fn any_cut_falls_back_to_the_one_before() {
    let (_dir, snapshots) = kept(&[5, 20]);
    let path = snapshots.path(Position(20));
    let whole = fs::read(&path).unwrap();
    for n in 0..whole.len() {
        fs::write(&path, &whole[..n]).unwrap();
        assert_eq!(newest(&snapshots), (Some(5), 1), "cut at {n}");
    }
    fs::write(&path, [whole, vec![0]].concat()).unwrap();
    assert_eq!(newest(&snapshots), (Some(5), 1));
    fs::write(snapshots.path(Position(5)), b"").unwrap();
    assert_eq!(newest(&snapshots), (None, 2));
}

#[test]
fn a_snapshot_under_a_wrong_name_is_broken() {
    let (_dir, snapshots) = kept(&[5]);
    fs::copy(snapshots.path(Position(5)), snapshots.path(Position(6))).unwrap();
    let found = snapshots.newest(VERSION).unwrap();
    assert_eq!(found.passed_over[0].code(), "snapshot.broken");
    assert_eq!(found.snapshot.unwrap().head.position, Position(5));
}

#[test]
fn what_was_never_finished_is_not_seen() {
    let (_dir, snapshots) = kept(&[5]);
    fs::write(snapshots.dir.join("unfinished"), b"BYLS half").unwrap();
    fs::write(snapshots.dir.join("notes.txt"), b"").unwrap();
    assert_eq!(newest(&snapshots), (Some(5), 0));
    snapshots.save(head(6), &state(6)).unwrap();
    assert_eq!(newest(&snapshots), (Some(6), 0));
    assert!(!snapshots.dir.join("unfinished").exists());
}

#[test]
fn a_folder_that_is_gone_is_an_error() {
    let (dir, snapshots) = kept(&[]);
    drop(dir);
    assert!(matches!(snapshots.save(head(1), b""), Err(SnapshotError::Unusable { .. })));
    assert!(matches!(snapshots.newest(VERSION), Err(SnapshotError::Unusable { .. })));
}

#[test]
fn pruning_deletes_the_surplus() {
    let (_dir, snapshots) = kept(&[1, 2, 3, 4, 5]);
    assert_eq!(snapshots.prune(KeepPolicy { n_newest: 2, n_days: 1 }).unwrap(), 3);
    assert_eq!(newest(&snapshots), (Some(5), 0));
    assert_eq!(snapshots.positions().unwrap(), [Position(4), Position(5)].into());
}

#[test]
fn the_newest_position_is_known_from_the_heads() {
    let (_dir, snapshots) = kept(&[3, 20, 7]);
    assert_eq!(snapshots.newest_position(VERSION).unwrap(), Some(Position(20)));
    assert_eq!(snapshots.newest_position(VERSION + 1).unwrap(), None);
}
