//! Measures: what the node counts about itself, by the names that `/metrics` prints.
//!
//! Entries obey one law, which a dashboard can check: received = applied + known + waiting +
//! quarantined. Duplicates never become entries; lost clicks never became anything.

use std::time::Instant;

use byline_engine::Counters;
use byline_log::Receipt;
use metrics::{counter, describe_counter, describe_gauge, describe_histogram, gauge, histogram};

/// Says what each measure means. Call it once a recorder is installed.
pub fn describe() {
    describe_counter!("byline_commits_total", "group commits that are durable");
    describe_histogram!("byline_commit_seconds", "from a request to its durable answer");
    describe_counter!("byline_duplicates_total", "entries that were in the log already");
    describe_counter!("byline_shed_total", "requests refused because too many waited");
    describe_counter!("byline_clicks_lost_total", "clicks that found the buffer full");
    describe_counter!("byline_signature_failures_total", "deliveries with a wrong signature");
    describe_counter!("byline_beacons_dropped_total", "beacons of the pixel that mean nothing");
    describe_counter!("byline_store_failures_total", "commits that failed");
    describe_gauge!("byline_entries_received", "entries in the log");
    describe_gauge!("byline_entries_applied", "entries that changed the state");
    describe_gauge!("byline_entries_known", "entries that said nothing new");
    describe_gauge!("byline_entries_waiting", "refunds and sightings that wait for their order");
    describe_gauge!("byline_entries_quarantined", "deliveries that were put aside");
    describe_gauge!("byline_clicks_waiting", "clicks that wait for a commit");
    describe_gauge!("byline_store_is_stopped", "1 while the store takes nothing in");
    describe_gauge!("byline_state_is_halted", "1 if a law of the state is broken");
    describe_gauge!("byline_snapshot_age_entries", "entries since the newest snapshot");
    counter!("byline_clicks_lost_total").absolute(0);
    counter!("byline_signature_failures_total").absolute(0);
    counter!("byline_store_failures_total").absolute(0);
}

pub(crate) fn begin() -> Instant {
    Instant::now()
}

pub(crate) fn committed(began: Instant, receipt: &Receipt) {
    histogram!("byline_commit_seconds").record(began.elapsed());
    let duplicates = receipt.outcomes().iter().filter(|outcome| outcome.is_duplicate());
    counter!("byline_duplicates_total").increment(duplicates.count() as u64);
}

pub(crate) fn group_committed() {
    counter!("byline_commits_total").increment(1);
}

pub(crate) fn store_failed() {
    counter!("byline_store_failures_total").increment(1);
}

pub(crate) fn shed() {
    counter!("byline_shed_total").increment(1);
}

pub(crate) fn beacon_dropped(code: &'static str) {
    counter!("byline_beacons_dropped_total", "code" => code).increment(1);
}

pub(crate) fn signature_failed() {
    counter!("byline_signature_failures_total").increment(1);
}

/// What the node looks like after a turn of the writer.
pub(crate) struct Sight {
    pub counters: Counters,
    pub n_clicks_lost: u64,
    pub n_clicks_waiting: usize,
    pub is_stopped: bool,
    pub is_halted: bool,
    pub n_since_snapshot: u64,
}

#[expect(clippy::cast_precision_loss, reason = "gauges are for eyes; counts stay below 2^52")]
pub(crate) fn show(sight: &Sight) {
    let Counters { n_received, n_applied, n_known, n_waiting, n_quarantined } = sight.counters;
    gauge!("byline_entries_received").set(n_received as f64);
    gauge!("byline_entries_applied").set(n_applied as f64);
    gauge!("byline_entries_known").set(n_known as f64);
    gauge!("byline_entries_waiting").set(n_waiting as f64);
    gauge!("byline_entries_quarantined").set(n_quarantined as f64);
    counter!("byline_clicks_lost_total").absolute(sight.n_clicks_lost);
    gauge!("byline_clicks_waiting").set(sight.n_clicks_waiting as f64);
    gauge!("byline_store_is_stopped").set(f64::from(u8::from(sight.is_stopped)));
    gauge!("byline_state_is_halted").set(f64::from(u8::from(sight.is_halted)));
    gauge!("byline_snapshot_age_entries").set(sight.n_since_snapshot as f64);
}
