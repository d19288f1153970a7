//! `byline identity audit`: whether exports call a creator the same, before they are brought over.
//!
//! In: tables as GA4, a shop, a creator programme or a CRM exports them. Out: who is spelt in
//! several ways, which ids and names contradict each other, and which names read like another's.
//! Nothing is written anywhere.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::io::BufReader;
use std::path::Path;

use byline_core::identity::names::look_alike::{Warning, warnings};
use byline_core::identity::names::text::fold;
use byline_core::identity::record::{Column, Kind, Record};
use byline_core::identity::resolve::resolve;
use byline_ingest::files::Table;

use crate::args::IdentityAudit;
use crate::exit::{Done, Exit, Failure};

/// Words of headings under which creators are named.
const NAMES: [&str; 16] = [
    "name",
    "handle",
    "username",
    "creator",
    "affiliate",
    "partner",
    "publisher",
    "source",
    "term",
    "content",
    "code",
    "instagram",
    "tiktok",
    "youtube",
    "ambassador",
    "alias",
];
/// Words of headings that name something else.
const OTHERS: [&str; 9] =
    ["product", "item", "lineitem", "company", "event", "billing", "shipping", "file", "type"];

/// What stands under a source and is no creator.
const CHANNELS: [&str; 9] = [
    "instagram",
    "tiktok",
    "youtube",
    "facebook",
    "google",
    "bing",
    "newsletter",
    "direct",
    "not set",
];

/// A spelling of a creator, and where it stands.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
struct Said {
    text: String,
    place: String,
    n_rows: u32,
    ids: BTreeSet<String>,
}

/// Looks over the files.
pub fn audit(asked: &IdentityAudit) -> Result<Done, Failure> {
    let mut said = Vec::new();
    for path in &asked.files {
        said.extend(read(path)?);
    }
    if said.is_empty() {
        let detail = "no column of these files names creators";
        return Err(Failure::new(Exit::NoInput, "identity.no_names", detail));
    }
    print!("{}", report(&said));
    Ok(Done::Well)
}

fn read(path: &Path) -> Result<Vec<Said>, Failure> {
    let unreadable = |error: &dyn std::fmt::Display| {
        Failure::new(
            Exit::NoInput,
            "identity.file_unreadable",
            format!("{}: {error}", path.display()),
        )
    };
    let file = File::open(path).map_err(|error| unreadable(&error))?;
    let mut table = Table::open(BufReader::new(file)).map_err(|error| unreadable(&error))?;
    let header = table.header().to_vec();
    let mut rows = Vec::new();
    while let Some((_, row)) = table.advance() {
        if row.is_ok() {
            rows.push(table.cells().iter().map(|cell| cell.trim().to_owned()).collect());
        }
    }
    let file = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    Ok(names_in(&file, &header, &rows))
}

/// Every spelling under a heading that names creators, with the ids beside it.
fn names_in(file: &str, header: &[String], rows: &[Vec<String>]) -> Vec<Said> {
    let words =
        |heading: &str| -> Vec<String> { fold(heading).split(' ').map(str::to_owned).collect() };
    let is_id = |heading: &String| {
        let words = words(heading);
        let of_creator = ["creator", "affiliate", "partner", "contact"];
        words.iter().any(|word| word == "id")
            && (words.len() == 1 || words.iter().any(|word| of_creator.contains(&word.as_str())))
    };
    let is_name = |heading: &String| {
        let words = words(heading);
        let has = |known: &[&str]| words.iter().any(|word| known.contains(&word.as_str()));
        has(&NAMES) && !has(&OTHERS) && !words.iter().any(|word| word == "id")
    };
    let id = header.iter().position(is_id);
    let mut found = BTreeMap::<(usize, &str), (u32, BTreeSet<String>)>::new();
    for row in rows {
        for place in (0..header.len()).filter(|place| is_name(&header[*place])) {
            let Some(text) = row.get(place).filter(|text| is_said(text)) else { continue };
            let seen = found.entry((place, text)).or_default();
            seen.0 += 1;
            let id = id.and_then(|id| row.get(id)).filter(|id| !id.is_empty());
            seen.1.extend(id.cloned());
        }
    }
    let said = found.into_iter().map(|((place, text), (n_rows, ids))| Said {
        text: text.to_owned(),
        place: format!("{file}, {}", header[place]),
        n_rows,
        ids,
    });
    said.collect()
}

fn is_said(text: &str) -> bool {
    !text.is_empty() && !CHANNELS.contains(&fold(text).as_str())
}

fn report(said: &[Said]) -> String {
    let columns = [Column { name: "name".to_owned(), kind: Kind::Label }];
    let record = |row: &Said| Record { cells: vec![row.text.clone()], seats: Vec::new() };
    let records: Vec<Record> = said.iter().map(record).collect();
    let groups = resolve(&columns, &records).groups(0.5);
    let n_spellings: usize = groups.iter().map(Vec::len).sum();
    let n_creators = said.len() - n_spellings + groups.len();
    let mut text = format!("{} spellings of about {n_creators} creators\n", said.len());
    let n_texts = |group: &[u32]| {
        let texts: BTreeSet<&str> =
            group.iter().map(|it| said[*it as usize].text.as_str()).collect();
        texts.len()
    };
    let several: Vec<&Vec<u32>> = groups.iter().filter(|group| 1 < n_texts(group)).collect();
    text.push_str(&format!("\nspelt in several ways: {}\n", several.len()));
    for group in several {
        for (place, row) in group.iter().enumerate() {
            let Said { text: spelling, place: at, n_rows, .. } = &said[*row as usize];
            let lead = if place == 0 { "- " } else { "  = " };
            text.push_str(&format!("{lead}{spelling} ({at}; {n_rows} rows)\n"));
        }
    }
    text.push_str(&collisions(said));
    text.push_str(&look_alikes(said));
    text
}

/// Names with several ids, and ids with several names.
fn collisions(said: &[Said]) -> String {
    let mut lines = Vec::new();
    let mut by_id = BTreeMap::<(&str, &str), BTreeSet<&str>>::new();
    for row in said {
        if 1 < row.ids.len() {
            let ids: Vec<&str> = row.ids.iter().map(String::as_str).collect();
            lines.push(format!("- {} has {} ids: {}\n", row.text, ids.len(), ids.join(", ")));
        }
        for id in &row.ids {
            by_id.entry((&row.place, id)).or_default().insert(&row.text);
        }
    }
    for ((place, id), names) in by_id.iter().filter(|(_, names)| 1 < names.len()) {
        let names: Vec<&str> = names.iter().copied().collect();
        lines.push(format!(
            "- id {id} has {} names: {} ({place})\n",
            names.len(),
            names.join(", ")
        ));
    }
    format!("\nids and names that contradict each other: {}\n{}", lines.len(), lines.concat())
}

fn look_alikes(said: &[Said]) -> String {
    let texts: BTreeSet<&str> = said.iter().map(|row| row.text.as_str()).collect();
    let texts: Vec<&str> = texts.into_iter().collect();
    let found = warnings(&texts);
    let line = |warning: &Warning| match warning {
        Warning::LooksLike(a, b) => format!("- {} reads like {}\n", texts[*b], texts[*a]),
        Warning::MixesScripts(at) => format!("- {} mixes scripts\n", texts[*at]),
        Warning::HidesMarks(at) => format!("- {:?} hides marks\n", texts[*at]),
    };
    let lines: Vec<String> = found.iter().map(line).collect();
    format!("\nmay be taken for another: {}\n{}", lines.len(), lines.concat())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(file: &str, header: &[&str], rows: &[&[&str]]) -> Vec<Said> {
        let text = |cells: &[&str]| cells.iter().map(|cell| (*cell).to_owned()).collect();
        let rows: Vec<Vec<String>> = rows.iter().map(|row| text(row)).collect();
        names_in(file, &text(header), &rows)
    }

    #[test]
    fn exports_that_call_creators_differently_are_compared() {
        let mut said = table(
            "ga4.csv",
            &["Session source", "Sessions"],
            &[&["anaquintela", "12"], &["benroe", "4"], &["benroe", "9"], &["g1ow", "1"]],
        );
        said.extend(table(
            "grin.csv",
            &["ID", "Creator name", "Product name"],
            &[
                &["7", "Ana Quintela", "Serum"],
                &["8", "Ana Quintela", "Serum"],
                &["9", "Ben Roe", "Balm"],
                &["9", "glow", "Balm"],
            ],
        ));
        let text = report(&said);
        for line in [
            "6 spellings of about 4 creators",
            "spelt in several ways: 2",
            "- anaquintela (ga4.csv, Session source; 1 rows)\n  = Ana Quintela",
            "benroe (ga4.csv, Session source; 2 rows)\n  = Ben Roe",
            "- Ana Quintela has 2 ids: 7, 8",
            "- id 9 has 2 names: Ben Roe, glow (grin.csv, Creator name)",
            "- glow reads like g1ow",
        ] {
            assert!(text.contains(line), "{line:?} is not in\n{text}");
        }
        assert!(!text.contains("Serum"), "{text}");
    }
}
