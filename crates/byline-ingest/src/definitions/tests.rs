use std::fmt::Write;

use super::*;

/// The page that is written from the tables.
fn page() -> String {
    let mut page = String::from(
        "# What platforms count\n\n\
         Every figure names the definition that it was counted under. Two figures of different \
         definitions are never\n\
         compared or chained. This page is written from the tables in `byline-ingest`, module \
         `definitions`; a test holds\n\
         it equal to them.\n",
    );
    for (feed, table) in TABLES {
        let name = byline_core::feed::find(feed).unwrap().name;
        writeln!(page, "\n## {name}\n").unwrap();
        page.push_str("| definition | counts | their names | side | from | to | meaning |\n");
        page.push_str("|---|---|---|---|---|---|---|\n");
        for known in *table {
            let names: Vec<String> = known.metrics.iter().map(|it| format!("`{it}`")).collect();
            let (name, counted, names) = (known.name, known.counted.key(), names.join(" "));
            let side = format!("{:?}", known.side).to_lowercase();
            let (from, to) = (known.from.unwrap_or("-"), known.to.unwrap_or("-"));
            writeln!(
                page,
                "| `{name}` | `{counted}` | {names} | {side} | {from} | {to} | {} |",
                known.meaning
            )
            .unwrap();
        }
    }
    page
}

#[test]
fn the_page_says_what_the_tables_say() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/sources/definitions.md");
    let written = std::fs::read_to_string(path).unwrap_or_default();
    let page = page();
    assert!(written == page, "write this to docs/sources/definitions.md:\n{page}");
}

#[test]
fn names_are_there_once_and_days_follow_each_other() {
    for (feed, table) in TABLES {
        for (place, known) in table.iter().enumerate() {
            assert!(known.name.starts_with(&format!("{feed}.")), "{}", known.name);
            assert!(known.name.contains('@') && !known.name.contains('|'), "{}", known.name);
            let later = &table[place + 1..];
            assert!(later.iter().all(|other| other.name != known.name), "{}", known.name);
            // A metric has two meanings only on different days.
            for other in later {
                let is_shared = other.metrics.iter().any(|metric| known.metrics.contains(metric));
                let is_apart = known.to.is_some_and(|to| other.from.is_some_and(|from| to < from));
                assert!(!is_shared || is_apart, "{} and {}", known.name, other.name);
            }
            let is_money = matches!(known.unit, Unit::Major | Unit::Micros);
            assert_eq!(known.counted.is_money(), is_money, "{}", known.name);
        }
    }
}

#[test]
fn a_name_out_of_use_still_means_what_it_last_did() {
    let of = |day| find(INSTAGRAM, "impressions", day).map(|known| known.name);
    assert_eq!(of("2024-01-01"), Some("instagram.impressions@before-2025-04-21"));
    assert_eq!(of("2026-01-01"), of("2024-01-01"));
    assert_eq!(find(INSTAGRAM, "nonsense", "2026-01-01"), None);
}
