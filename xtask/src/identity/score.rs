//! Scores: precision, recall and F1 over pairs, at the threshold where F1 is best.

use std::collections::BTreeMap;
use std::time::Instant;

use byline_core::identity::probability;
use byline_core::identity::resolve::{Resolution, resolve};
use serde_json::{Value, json};

use super::list::List;
use super::peer::Peer;

/// How a list was resolved.
pub struct Scored {
    name: String,
    /// How many records it has.
    pub n_records: u64,
    /// How many pairs are one entity.
    pub n_true: u64,
    /// By the weights of pairs alone.
    pairs: Point,
    /// By the groups that the weights make.
    groups: Point,
    seconds: f64,
}

/// A threshold with what it finds.
#[derive(Clone, Copy, Default)]
struct Point {
    precision: f64,
    recall: f64,
    f1: f64,
    threshold: f64,
}

/// Resolves a list and compares the answer. Seconds are those of resolving alone.
pub fn score(list: &List) -> Scored {
    let start = Instant::now();
    let found = resolve(&list.columns, &list.records);
    let seconds = start.elapsed().as_secs_f64();
    let n_true = n_true(list);
    Scored {
        name: list.name.clone(),
        n_records: list.records.len() as u64,
        n_true,
        pairs: best_of_pairs(list, &found, n_true),
        groups: best_of_groups(list, &found, n_true),
        seconds,
    }
}

/// All pairs of records that are one entity and count.
fn n_true(list: &List) -> u64 {
    let mut entities = BTreeMap::<&str, Vec<usize>>::new();
    for (record, entity) in list.truth.iter().enumerate() {
        entities.entry(entity).or_default().push(record);
    }
    let pairs = entities.values().flat_map(|records| {
        let each = records.iter().enumerate();
        each.flat_map(|(place, a)| records[place + 1..].iter().map(move |b| (*a, *b)))
    });
    pairs.filter(|(a, b)| list.is_pair(*a, *b)).count() as u64
}

/// The best of all thresholds, pair by pair. What two records say of each other decides alone.
fn best_of_pairs(list: &List, found: &Resolution, n_true: u64) -> Point {
    let counted = found.pairs.iter().filter(|(a, b, _)| list.is_pair(*a as usize, *b as usize));
    let mut pairs: Vec<_> = counted.copied().collect();
    pairs.sort_by(|a, b| b.2.total_cmp(&a.2));
    let (mut n_right, mut n_found, mut best) = (0, 0, Point::default());
    for equal in pairs.chunk_by(|a, b| a.2 == b.2) {
        n_found += equal.len() as u64;
        let is_right = |a: u32, b: u32| list.truth[a as usize] == list.truth[b as usize];
        n_right += equal.iter().filter(|(a, b, _)| is_right(*a, *b)).count() as u64;
        let point = point(n_right, n_found, n_true, probability(equal[0].2));
        if best.f1 < point.f1 {
            best = point;
        }
    }
    best
}

/// The best of all thresholds. A pair is found at a threshold if both are in one group there.
fn best_of_groups(list: &List, found: &Resolution, n_true: u64) -> Point {
    let mut merges: Vec<_> = found.merges.iter().collect();
    merges.sort_by(|a, b| b.bits.total_cmp(&a.bits));
    let (mut n_right, mut n_found, mut best) = (0, 0, Point::default());
    for merge in merges {
        for a in &merge.kept {
            for b in &merge.gone {
                let (a, b) = (*a as usize, *b as usize);
                n_found += u64::from(list.is_pair(a, b));
                let is_right = list.truth[a] == list.truth[b] && list.is_pair(a, b);
                n_right += u64::from(is_right);
            }
        }
        let point = point(n_right, n_found, n_true, probability(merge.bits));
        if best.f1 < point.f1 {
            best = point;
        }
    }
    best
}

#[expect(clippy::cast_precision_loss, reason = "counts of pairs lie far below 2^52")]
fn point(n_right: u64, n_found: u64, n_true: u64, threshold: f64) -> Point {
    let precision = n_right as f64 / n_found.max(1) as f64;
    let recall = n_right as f64 / n_true.max(1) as f64;
    let f1 = 2.0 * n_right as f64 / (n_found + n_true).max(1) as f64;
    Point { precision, recall, f1, threshold }
}

/// The scores as a Markdown table, which reads as text too.
pub fn table(rows: &[(Scored, Option<Peer>)]) -> String {
    let mut text = String::from(
        "| data set | records | precision | recall | F1 | F1 of groups | seconds | Splink F1 | its \
         seconds |\n|---|--:|--:|--:|--:|--:|--:|--:|--:|\n",
    );
    for (scored, peer) in rows {
        let Point { precision, recall, f1, .. } = scored.pairs;
        let peer_f1 = peer.as_ref().map_or("-".to_owned(), |peer| format!("{:.4}", peer.f1));
        let peer_s = peer.as_ref().and_then(|peer| peer.wall_s);
        let peer_s = peer_s.map_or("-".to_owned(), |seconds| format!("{seconds:.1}"));
        text.push_str(&format!(
            "| {} | {} | {precision:.4} | {recall:.4} | {f1:.4} | {:.4} | {:.1} | {peer_f1} | \
             {peer_s} |\n",
            shown_name(scored, peer.as_ref()),
            scored.n_records,
            scored.groups.f1,
            scored.seconds,
        ));
    }
    text
}

/// What the list is called, and what the other tool's score calls it.
fn shown_name(scored: &Scored, peer: Option<&Peer>) -> String {
    match peer {
        Some(peer) if peer.name != scored.name => format!("{} ({})", peer.name, scored.name),
        _ => scored.name.clone(),
    }
}

/// The scores as JSON.
pub fn json(rows: &[(Scored, Option<Peer>)]) -> Value {
    let at_best = |point: &Point| {
        json!({
            "precision": point.precision,
            "recall": point.recall,
            "f1": point.f1,
            "threshold": point.threshold,
        })
    };
    let row = |(scored, peer): &(Scored, Option<Peer>)| {
        json!({
            "data_set": scored.name,
            "records": scored.n_records,
            "true_pairs": scored.n_true,
            "pairs": at_best(&scored.pairs),
            "groups": at_best(&scored.groups),
            "seconds": scored.seconds,
            "splink_f1": peer.as_ref().map(|peer| peer.f1),
            "splink_seconds": peer.as_ref().and_then(|peer| peer.wall_s),
        })
    };
    rows.iter().map(row).collect()
}
