//! Blocking: which pairs of records are worth comparing.
//!
//! Fifty thousand records have a billion pairs; nearly all are strangers. Several rules, united,
//! name the candidates: the same value, a shared rare word, the same beginning together with
//! something else. A rule that would bring a crowd is narrowed by every other rule of its members,
//! and what is a crowd still is compared with its neighbours only, so the work stays bounded.
//!
//! Invariant: the candidates depend on the records alone, never on a machine or a hash seed.

use super::record::{Kind, Table, Value, Values};

/// Records that may share one rule before it is narrowed.
const CROWD: usize = 40;
/// Records that may share two rules.
const CROWD_OF_TWO: usize = 60;
/// How many neighbours a record of a crowd is compared with.
const NEIGHBOURS: usize = 4;

/// One thing that a record shares with its candidates.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Rule {
    key: u64,
    record: u32,
}

/// The rules of a record: alone, and only together with another.
#[derive(Default)]
struct Rules {
    alone: Vec<u64>,
    together: Vec<u64>,
}

/// The pairs worth comparing, each once, smaller record first, in order.
pub fn candidates(table: &Table) -> Vec<(u32, u32)> {
    let n_records = u32::try_from(table.n_records()).expect("fewer than 2^32 records");
    let rules: Vec<Rules> = (0..n_records).map(|record| rules(table, record)).collect();
    let mut single = Vec::new();
    for (record, rules) in (0..).zip(&rules) {
        single.extend(rules.alone.iter().map(|key| Rule { key: *key, record }));
    }
    single.sort_unstable();
    single.dedup();
    let mut pairs = Vec::new();
    let mut double = Vec::new();
    for block in single.chunk_by(|a, b| a.key == b.key) {
        if block.len() <= CROWD {
            pair_all(block, &mut pairs);
            continue;
        }
        for Rule { key, record } in block {
            let own = &rules[*record as usize];
            let others = own.alone.iter().chain(&own.together).filter(|other| *other != key);
            double.extend(others.map(|other| Rule { key: both(*key, *other), record: *record }));
        }
    }
    double.sort_unstable();
    double.dedup();
    for block in double.chunk_by(|a, b| a.key == b.key) {
        match block.len() {
            1 => {}
            2..=CROWD_OF_TWO => pair_all(block, &mut pairs),
            _ => pair_neighbours(block, &mut pairs),
        }
    }
    pairs.sort_unstable();
    pairs.dedup();
    pairs.retain(|(a, b)| !table.excludes(*a as usize, *b as usize));
    pairs
}

fn pair_all(block: &[Rule], pairs: &mut Vec<(u32, u32)>) {
    for (place, a) in block.iter().enumerate() {
        pairs.extend(block[place + 1..].iter().map(|b| (a.record, b.record)));
    }
}

fn pair_neighbours(block: &[Rule], pairs: &mut Vec<(u32, u32)>) {
    for (place, a) in block.iter().enumerate() {
        let next = block[place + 1..].iter().take(NEIGHBOURS);
        pairs.extend(next.map(|b| (a.record, b.record)));
    }
}

fn rules(table: &Table, record: u32) -> Rules {
    let mut rules = Rules::default();
    for (place, column) in (0..).zip(&table.columns) {
        for id in &column.cells[record as usize] {
            add(place, column, &column.values[*id as usize], &mut rules);
        }
    }
    for keys in [&mut rules.alone, &mut rules.together] {
        keys.sort_unstable();
        keys.dedup();
    }
    rules
}

fn add(place: u64, column: &Values, value: &Value, rules: &mut Rules) {
    let rule = |what: u64, text: &str| hash(place << 8 | what, text);
    let front = |n: usize| -> String { value.text.chars().take(n).collect() };
    let word = |id: &u32| column.words[*id as usize].text.as_str();
    rules.alone.push(rule(0, &value.text));
    match column.kind {
        Kind::Label | Kind::Words => {
            rules.alone.extend(value.words.iter().map(|id| rule(1, word(id))));
            let fronts = value.words.iter().map(|id| word(id).chars().take(3).collect::<String>());
            rules.together.extend(fronts.map(|front| rule(2, &front)));
            if column.kind == Kind::Label {
                rules.alone.push(rule(3, &front(7)));
                let initials = value.words.iter().filter_map(|id| word(id).chars().next());
                rules.alone.push(rule(4, &initials.collect::<String>()));
                rules.alone.extend(value.words.iter().map(|id| rule(4, word(id))));
            }
        }
        Kind::Name => rules.together.push(rule(2, &front(3))),
        Kind::Email => {
            let local = value.text.split('@').next().unwrap_or_default();
            rules.alone.push(rule(1, local));
            rules.together.push(rule(2, &front(4)));
        }
        Kind::Date => {
            rules.together.push(rule(2, &front(4)));
            let back: String = value.text.chars().skip(4).collect();
            rules.together.push(rule(3, &back));
        }
        Kind::Code => rules.together.push(rule(2, &front(3))),
        Kind::Key => {}
    }
}

/// FNV-1a, 64 bits: small, fixed, the same on every machine.
fn hash(seed: u64, text: &str) -> u64 {
    let start = 0xcbf2_9ce4_8422_2325 ^ seed.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    let mixed = text
        .bytes()
        .fold(start, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3));
    mixed ^ mixed >> 29
}

fn both(a: u64, b: u64) -> u64 {
    let (low, high) = (a.min(b), a.max(b));
    (low.rotate_left(23) ^ high).wrapping_mul(0x9e37_79b9_7f4a_7c15)
}
