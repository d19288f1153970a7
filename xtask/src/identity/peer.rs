//! What another tool scored on the same lists: JSON files with `records`, `true_pairs`, `best`.

use std::path::Path;

use anyhow::{Context, Result};
use serde_json::Value;

/// One score of another tool.
#[derive(Clone)]
pub struct Peer {
    /// What the other tool's score calls the list.
    pub name: String,
    /// F1 at its best threshold.
    pub f1: f64,
    /// Seconds on the clock, where they were measured; another machine's.
    pub wall_s: Option<f64>,
    n_records: u64,
    n_true: u64,
}

/// Reads the scores that lie in `folder`.
pub fn read(folder: &Path) -> Result<Vec<Peer>> {
    let mut peers = Vec::new();
    for entry in folder.read_dir().with_context(|| format!("{}", folder.display()))? {
        let path = entry?.path();
        if path.extension().is_none_or(|ending| ending != "json") {
            continue;
        }
        let text = std::fs::read_to_string(&path)?;
        let scores: Value =
            serde_json::from_str(&text).with_context(|| format!("{}", path.display()))?;
        peers.extend(scores.as_array().into_iter().flatten().filter_map(peer));
    }
    Ok(peers)
}

fn peer(score: &Value) -> Option<Peer> {
    Some(Peer {
        name: score["name"].as_str().unwrap_or_default().to_owned(),
        f1: score["best"][0].as_f64()?,
        wall_s: score["wall_s"].as_f64(),
        n_records: score["records"].as_u64()?,
        n_true: score["true_pairs"].as_u64()?,
    })
}

/// The score on a list of this size.
pub fn of(peers: &[Peer], n_records: u64, n_true: u64) -> Option<&Peer> {
    peers.iter().find(|peer| peer.n_records == n_records && peer.n_true == n_true)
}
