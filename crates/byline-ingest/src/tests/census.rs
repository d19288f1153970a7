//! A census of everything under `BYLINE_REAL_DATA`: each file is read by the source that claims it,
//! or a line says that none does and why.
//!
//! Always holds: nothing stumbles, and of every file that is claimed, rows that were taken in,
//! known already and refused with a stable code are all its rows. Files that nobody has seen yet
//! are read by the same rules; one that no source claims is a printed line, not a failure.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use byline_core::entry::{DedupKey, Fact};

use crate::files::bench;

mod tables;
pub(super) mod things;

/// What became of the rows of one file.
#[derive(Default, Debug)]
pub(super) struct Told {
    /// Who claims it, such as `google_ads campaigns`.
    source: String,
    /// How many rows there are, counted without the source.
    n_rows: usize,
    n_accepted: usize,
    n_duplicate: usize,
    /// Refused rows by their stable codes.
    refused: BTreeMap<String, usize>,
    seen: BTreeSet<DedupKey>,
}

impl Told {
    fn of(source: impl Into<String>) -> Self {
        Self { source: source.into(), ..Self::default() }
    }

    /// Counts what one row gave. A row that is a part of a figure gives nothing by itself.
    fn row(&mut self, outcome: Result<Vec<(Fact, DedupKey)>, String>) {
        match outcome {
            Err(code) => *self.refused.entry(code).or_default() += 1,
            Ok(facts) => {
                let n_new = facts.iter().filter(|(_, key)| self.seen.insert(*key)).count();
                let is_known = !facts.is_empty() && n_new == 0;
                *(if is_known { &mut self.n_duplicate } else { &mut self.n_accepted }) += 1;
            }
        }
    }

    fn n_refused(&self) -> usize {
        self.refused.values().sum()
    }

    fn check(&self, name: &str) {
        let n_all = self.n_accepted + self.n_duplicate + self.n_refused();
        assert_eq!(n_all, self.n_rows, "{name}: {self:?}");
        for code in self.refused.keys() {
            let is_code = |c: char| c.is_ascii_lowercase() || matches!(c, '.' | '_');
            assert!(code.contains('.') && code.chars().all(is_code), "{name}: {code}");
        }
    }
}

/// Why no source claims a file. Reads as a table: how its path begins, and the reason.
const UNCLAIMED: &[(&str, &str)] = &[
    ("bots_", "a list of agents; the judge of clicks is tried against it"),
    ("click_ids_brave/", "a list of parameters that browsers cut off"),
    ("referrers_matomo/", "a list of hosts"),
    ("segment_dbt/", "a warehouse's table; the events in it are read by Segment's own test"),
    ("snowplow_dbt/", "tables of Snowplow, which is no source"),
    ("fivetran_dbt_pinterest/", "Pinterest is no source"),
    ("fivetran_dbt_facebook_pages/", "pages of Facebook are no source"),
    ("fivetran_dbt_social_media_reporting/", "networks that are no source"),
    ("fivetran_dbt_shopify/", "a warehouse's table; orders come from the shop itself"),
    ("fivetran_dbt_stripe/", "a warehouse's table; payments come from Stripe itself"),
    ("fivetran_dbt_", "a table of the warehouse that says nothing that is counted"),
    ("hookdeck_webhook_skills/", "programs; the payloads in them are read by their sources' tests"),
    ("hookdeck_", "says how deliveries are sorted; no delivery"),
    ("hubspot_signature/", "programs"),
    ("meta_graph_facebook/", "pages of Facebook are no source"),
    ("meta_graph_instagram/", "comments, catalogs and containers are not counted"),
    ("pagerduty_go/", "programs"),
    ("segment_docs/", "no event"),
    ("shopify_rest_docs/", "neither order nor refund"),
    ("shopify_signature_vectors/", "programs"),
    ("slack_sdk/", "programs"),
    ("standard_webhooks/", "programs"),
    ("stripe_cli_triggers/", "programs"),
    ("stripe_node/", "programs"),
    ("tiktok_business_api_sdk/", "descriptions of an API"),
    ("tiktok_shop_ecomphp/", "programs; the payloads in them are read by TikTok Shop's tests"),
    ("youtube_data_api_v3/", "searches, comments and lists of videos are not counted"),
    ("MANIFEST.jsonl", "says where the files are from"),
    ("README.md", "says what the files are"),
];

/// Every file below a folder, by its path there.
fn files(root: &Path) -> Vec<(String, PathBuf)> {
    let mut found = Vec::new();
    let mut folders = vec![root.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let name = path.strip_prefix(root).unwrap().to_string_lossy().replace('\\', "/");
            if path.is_dir() { folders.push(path) } else { found.push((name, path)) }
        }
    }
    found.sort();
    found
}

/// Reads one file with whoever claims it.
fn told(name: &str, bytes: &[u8]) -> Option<Told> {
    match name.rsplit('.').next().unwrap_or_default() {
        "csv" | "tsv" | "xlsx" | "jsonl" => tables::told(bytes),
        "json" => things::told(name, bytes),
        _ => None,
    }
}

#[test]
fn every_real_file_is_taken_in_or_refused_with_a_reason() {
    let Some(root) = bench::real_folder("") else { return };
    let mut by_source: BTreeMap<String, [usize; 5]> = BTreeMap::new();
    let mut n_unclaimed = 0;
    for (name, path) in files(&root) {
        let bytes = std::fs::read(&path).unwrap();
        let Some(told) = told(&name, &bytes) else {
            let reason = UNCLAIMED.iter().find(|(start, _)| name.starts_with(start));
            let reason = reason.map_or("nobody has seen it before", |(_, reason)| reason);
            println!("unclaimed: {name}: {reason}");
            n_unclaimed += 1;
            continue;
        };
        told.check(&name);
        let Told { source, n_rows, n_accepted, n_duplicate, refused, .. } = &told;
        println!("{name}: {source}: {n_accepted} of {n_rows}, {n_duplicate} known, {refused:?}");
        let sums = by_source.entry(source.clone()).or_default();
        let more = [1, *n_rows, *n_accepted, *n_duplicate, told.n_refused()];
        sums.iter_mut().zip(more).for_each(|(sum, more)| *sum += more);
    }
    for (source, [n_files, n_rows, n_accepted, n_duplicate, n_refused]) in &by_source {
        println!(
            "{source}: {n_files} files, {n_rows} rows: {n_accepted} taken in, {n_duplicate} known, \
             {n_refused} refused"
        );
    }
    println!("{n_unclaimed} files unclaimed");
    assert!(!by_source.is_empty());
}

/// How a table is told from another that has many of the same columns.
#[test]
fn customers_of_stripe_are_no_contacts_of_hubspot() {
    let Some(root) = bench::real_folder("fivetran_dbt_stripe") else { return };
    for (name, path) in files(&root) {
        let told = told(&name, &std::fs::read(&path).unwrap());
        assert!(told.is_none(), "{name}: {told:?}");
    }
}
