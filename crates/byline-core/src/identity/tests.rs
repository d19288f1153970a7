//! The whole way of a list, on small lists, in any order, and on lists that others labelled.

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::compare::Level;
use super::guess;
use super::record::{Column, Kind, Record, Seat};
use super::resolve::{Resolution, Sureness, resolve};
use crate::oracles;

const LABEL: [(&str, Kind); 1] = [("name or handle", Kind::Label)];

fn columns(of: &[(&str, Kind)]) -> Vec<Column> {
    of.iter().map(|(name, kind)| Column { name: (*name).to_owned(), kind: *kind }).collect()
}

/// A name or handle in a system that names a creator once.
fn account(system: &str, name: &str) -> Record {
    Record { cells: vec![name.to_owned()], seats: vec![Seat::always(system, name)] }
}

/// Creators on three platforms and in a CRM, each of six in every system.
fn roster() -> Vec<Record> {
    let rows = [
        ("tiktok", "AnaLimaOfficial"),
        ("instagram", "ana.lima"),
        ("crm", "Ana Lima"),
        ("tiktok", "benroetv"),
        ("instagram", "BenRoe"),
        ("crm", "Roe, Ben"),
        ("tiktok", "🌸cleo_marsh🌸"),
        ("instagram", "cleomarshofficial"),
        ("crm", "Cleo Marsh"),
        ("tiktok", "DoraKleinOfficial"),
        ("instagram", "dorakleintv"),
        ("crm", "Dora Klein"),
        ("tiktok", "EmilNovakTV"),
        ("instagram", "emil_novak"),
        ("crm", "Emil Novák"),
        ("tiktok", "FayeOrtizOfficial"),
        ("instagram", "faye.ortiz"),
        ("crm", "Faye Ortiz"),
    ];
    rows.iter().map(|(system, name)| account(system, name)).collect()
}

#[test]
fn eighteen_rows_are_six_creators() {
    let records = roster();
    let found = resolve(&columns(&LABEL), &records);
    let expected: Vec<Vec<u32>> = (0..6).map(|n| vec![3 * n, 3 * n + 1, 3 * n + 2]).collect();
    assert_eq!(found.groups(0.3), expected);
    let reasons: Vec<String> = found.reasons(0, 2).iter().map(ToString::to_string).collect();
    assert_eq!(reasons.len(), 1);
    assert!(reasons[0].starts_with("name or handle is the same but for"), "{reasons:?}");
}

/// What two names say of each other beside a roster.
fn level(a: &str, b: &str) -> Level {
    let mut records = roster();
    let place = records.len();
    records.extend([account("a", a), account("b", b)]);
    resolve(&columns(&LABEL), &records).reasons(place, place + 1)[0].level
}

#[test]
fn names_agree_as_people_write_them() {
    let table = [
        ("gus.tovar99", "Gus Tovar", Level::Stripped),
        ("TVGusTovar", "gus tovar tv", Level::Stripped),
        ("Bill Hartwell", "William Hartwell", Level::Close),
        ("Tovar, Gus", "Gus Tovar", Level::Stripped),
        ("g.tovar", "Gus Tovar", Level::Contained),
        // One letter is in half of all names.
        ("gustovar", "Hella G. Quist", Level::Overlap),
        ("Ida Marlow", "Ida Quist", Level::Overlap),
    ];
    for (a, b, expected) in table {
        assert_eq!(level(a, b), expected, "{a} {b}");
    }
}

#[test]
fn one_platform_has_one_account_of_a_creator_at_a_time() {
    let both = |first: Seat, second: Seat| {
        let cells = vec!["Ana Lima".to_owned()];
        let records = [
            Record { cells: cells.clone(), seats: vec![first] },
            Record { cells, seats: vec![second] },
        ];
        resolve(&columns(&LABEL), &records).bits(0, 1)
    };
    let seat =
        |holder: &str, from_s, until_s| Seat { from_s, until_s, ..Seat::always("tiktok", holder) };
    let never = f64::NEG_INFINITY;
    assert_eq!(both(seat("ana", 0, 100), seat("ana2", 99, 200)), never);
    // Renamed: the one ended before the other began.
    assert!(never < both(seat("ana", 0, 100), seat("ana2", 100, 200)));
    // The same account twice, and another platform.
    assert!(never < both(seat("ana", 0, 100), seat("ana", 0, 100)));
    assert!(never < both(seat("ana", 0, 100), Seat::always("instagram", "ana2")));
}

#[test]
fn a_handle_that_changed_hands_is_not_one_creator() {
    let kinds = [("handle", Kind::Label), ("platform id", Kind::Key), ("e-mail", Kind::Email)];
    let row = |cells: [&str; 3]| Record { cells: cells.map(str::to_owned).to_vec(), seats: vec![] };
    let records = [
        row(["anaglow", "71", "ana@lima.example"]),
        row(["anaglow", "99", "mail@shop.example"]),
        row(["limatv", "71", "ana@lima.example"]),
        row(["benroe", "12", "ben@roe.example"]),
    ];
    let found = resolve(&columns(&kinds), &records);
    assert!(found.bits(0, 1) < found.bits(0, 2), "the id says more than the handle");
    assert_eq!(found.groups(0.5), vec![vec![0, 2]]);
}

#[test]
fn hardly_any_rows_are_no_trouble() {
    for n in 0..3 {
        let found = resolve(&columns(&LABEL), &roster()[..n]);
        assert_eq!(found.pairs.len(), found.merges.len());
    }
    let nothing = vec![Record::default(); 4];
    assert_eq!(resolve(&columns(&LABEL), &nothing).pairs, vec![]);
    assert_eq!(resolve(&[], &nothing).pairs, vec![]);
}

#[test]
fn sureness_follows_the_odds() {
    let table = [(7.0, Some(Sureness::Top)), (6.0, Some(Sureness::Review)), (-0.1, None)];
    for (bits, expected) in table {
        assert_eq!(Sureness::of(bits), expected, "{bits}");
    }
}

/// Pairs by what they say, so that rows are known whatever their place.
fn by_cells(found: &Resolution, records: &[Record]) -> Vec<String> {
    let text = |record: u32| records[record as usize].cells.join("|");
    let said = found.pairs.iter().map(|(a, b, bits)| {
        let (a, b) = (text(*a), text(*b));
        format!("{} = {}: {bits}", a.clone().min(b.clone()), a.max(b))
    });
    let mut said: Vec<String> = said.collect();
    said.sort();
    said
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn the_order_of_rows_says_nothing(order in Just((0..18).collect::<Vec<usize>>()).prop_shuffle())
    {
        let records = roster();
        let shuffled: Vec<Record> = order.iter().map(|place| records[*place].clone()).collect();
        let straight = resolve(&columns(&LABEL), &records);
        let found = resolve(&columns(&LABEL), &shuffled);
        prop_assert_eq!(by_cells(&found, &shuffled), by_cells(&straight, &records));
    }

    #[test]
    fn comparing_is_symmetric(names in proptest::collection::vec("[ab .]{0,6}", 2..8)) {
        let records: Vec<_> = names.iter().map(|name| account(name, name)).collect();
        let found = resolve(&columns(&LABEL), &records);
        for a in 0..names.len() {
            for b in 0..names.len() {
                prop_assert_eq!(found.bits(a, b), found.bits(b, a));
            }
        }
    }
}

/// A labelled list: headings and rows without the columns that give the answer away.
struct Labelled {
    headings: Vec<String>,
    rows: Vec<Vec<String>>,
    seats: Vec<Vec<Seat>>,
    truth: Vec<String>,
}

/// Pairwise F1 at the best threshold over the merges, surest first.
fn best_f1(list: &Labelled) -> f64 {
    let kinds = guess::kinds(&list.headings, &list.rows);
    let known: Vec<(usize, Kind)> =
        kinds.iter().enumerate().filter_map(|(place, kind)| Some((place, (*kind)?))).collect();
    let headings = |(place, kind): &(usize, Kind)| (list.headings[*place].as_str(), *kind);
    let columns = columns(&known.iter().map(headings).collect::<Vec<_>>());
    let record = |(row, seats): (&Vec<String>, &Vec<Seat>)| Record {
        cells: known.iter().map(|(place, _)| row[*place].clone()).collect(),
        seats: seats.clone(),
    };
    let records: Vec<Record> = list.rows.iter().zip(&list.seats).map(record).collect();
    let mut sizes = BTreeMap::<&str, f64>::new();
    for entity in &list.truth {
        *sizes.entry(entity).or_default() += 1.0;
    }
    let n_true: f64 = sizes.values().map(|n| n * (n - 1.0) / 2.0).sum();
    let mut merges = resolve(&columns, &records).merges;
    merges.sort_by(|a, b| b.bits.total_cmp(&a.bits));
    let (mut n_right, mut n_said, mut best) = (0.0, 0.0, 0.0_f64);
    for merge in &merges {
        for a in &merge.kept {
            for b in &merge.gone {
                n_said += 1.0;
                let is_right = list.truth[*a as usize] == list.truth[*b as usize];
                n_right += f64::from(u8::from(is_right));
            }
        }
        best = best.max(2.0 * n_right / (n_said + n_true));
    }
    best
}

fn person_list(files: &[&str]) -> Option<Labelled> {
    let (mut rows, mut seats, mut truth) = (Vec::new(), Vec::new(), Vec::new());
    let mut headings = Vec::new();
    for file in files {
        for row in oracles::table(&format!("identity/splink_datasets/{file}"))? {
            let id = row["rec_id"].clone();
            truth.push(id.split('-').nth(1).expect("rec-<entity>-…").to_owned());
            headings = row.keys().filter(|key| key.trim() != "rec_id").cloned().collect();
            rows.push(headings.iter().map(|heading| row[heading].clone()).collect());
            seats.push((1 < files.len()).then(|| Seat::always(file, &id)).into_iter().collect());
        }
    }
    Some(Labelled { headings, rows, seats, truth })
}

#[test]
fn persons_with_slips_are_found_as_others_labelled_them() {
    let Some(list) = person_list(&["dataset3.csv"]) else { return };
    let f1 = best_f1(&list);
    assert!(0.995 <= f1, "pairwise F1 {f1}");
}

#[test]
fn persons_of_two_files_are_linked_as_others_labelled_them() {
    let Some(list) = person_list(&["dataset4a.csv", "dataset4b.csv"]) else { return };
    let f1 = best_f1(&list);
    assert!(0.995 <= f1, "pairwise F1 {f1}");
}

#[test]
fn handles_and_names_are_found_as_others_labelled_them() {
    let Some(text) = oracles::text("identity/congress_handles.csv") else { return };
    let (mut rows, mut seats, mut truth) = (Vec::new(), Vec::new(), Vec::new());
    for line in text.lines().skip(1) {
        let (_, rest) = line.split_once(',').expect("a record id");
        let (system, rest) = rest.split_once(',').expect("a system");
        let (raw, entity) = rest.rsplit_once(',').expect("an entity");
        rows.push(vec![raw.trim_matches('"').to_owned()]);
        seats.push(vec![Seat::always(system, &raw.to_lowercase())]);
        truth.push(entity.to_owned());
    }
    let f1 = best_f1(&Labelled { headings: vec!["raw".to_owned()], rows, seats, truth });
    assert!(0.90 <= f1, "pairwise F1 {f1}");
}
