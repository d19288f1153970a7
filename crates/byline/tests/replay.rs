//! `byline replay`: the log again, under its own thresholds and under others.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod common;

use std::process::Output;

use byline_core::entry::Entry;
use byline_log::{Log, SqliteLog};

use common::Home;

/// A data directory with a campaign of ten creators that rules watched for three weeks.
fn watched() -> Home {
    let home = Home::new();
    let (mut log, _) = SqliteLog::open(&home.data()).unwrap();
    let entries: Vec<Entry> = byline_testkit::load::watched(1, 10, 4_000).collect();
    for chunk in entries.chunks(1_000) {
        log.append(chunk).unwrap();
    }
    home
}

fn said(output: &Output) -> String {
    let (out, err) =
        (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "{out}{err}");
    out.into_owned()
}

#[test]
fn a_replay_reproduces_history_and_shows_what_other_thresholds_decide() {
    let home = watched();
    let data = home.data();
    let data = data.to_str().unwrap();
    let same = said(&home.run(&["replay", "--data", data]));
    assert!(same.contains("replayed: identical"), "{same}");

    std::fs::write(home.path("same.toml"), "[standing]\nred_under_bp = 2500\n").unwrap();
    let again = said(&home.run(&["replay", "--data", data, "--rules", "same.toml"]));
    assert!(again.contains("under the other thresholds: identical"), "{again}");

    std::fs::write(home.path("other.toml"), "[standing]\nconversion_under_bp = 6000\n").unwrap();
    let other = said(&home.run(&["replay", "--data", data, "--rules", "other.toml"]));
    assert!(other.contains("replayed: identical"), "history stays as it was: {other}");
    for words in ["alerts to investigate", "only then: ", "traffic:cmp_load:"] {
        assert!(other.contains(words), "{words}: {other}");
    }
}
