//! The bench of exports: reads a file as an import would, and tells what came of it in words.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use byline_core::entry::Fact;
use byline_core::id::{ConnectionId, LinkId};
use byline_core::money::Money;
use byline_core::time::{Timestamp, Zone};

use super::{FileError, Line, Lines, Mapping, Table};
use crate::directory::Directory;
use crate::export::{Ground, RowRefused};
use crate::keys::CustomerKey;

pub(crate) const KEY: CustomerKey = CustomerKey([9; 32]);

/// Knows the creator `ana`, the campaign `spring` and the link `glow`.
pub(crate) struct Known;

impl Directory for Known {
    fn link(&self, slug_or_id: &str) -> Option<LinkId> {
        (slug_or_id == "glow").then(|| LinkId::from("lnk_glow"))
    }

    fn has_creator(&self, id: &str) -> bool {
        id == "ana"
    }

    fn has_campaign(&self, id: &str) -> bool {
        id == "spring"
    }

    fn has_placement(&self, _: &str) -> bool {
        false
    }
}

pub(crate) fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

/// Reads a file with the best mapping there is, at noon on 2026-11-20.
pub(crate) fn lines(
    bytes: &[u8],
    zone: &str,
    settings: &[(&str, &str)],
) -> Result<Vec<Line>, FileError> {
    let table = Table::open(bytes)?;
    let mut guesses = Mapping::guess(table.header());
    if guesses.is_empty() {
        return Err(FileError::ExportUnknown("no guess".to_owned()));
    }
    let mut mapping = guesses.remove(0);
    let settings = settings.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
    mapping.settings.extend(settings);
    mapped(table, &mapping, zone)
}

pub(crate) fn mapped(
    table: Table<'_>,
    mapping: &Mapping,
    zone: &str,
) -> Result<Vec<Line>, FileError> {
    let connection = ConnectionId::from("con_1");
    let zone = Zone::parse(zone).unwrap();
    let settings = BTreeMap::new();
    let ground = Ground {
        connection: &connection,
        settings: &settings,
        customer_key: &KEY,
        zone: &zone,
        directory: &Known,
        received_at: at("2026-11-20T12:00:00Z"),
    };
    Ok(Lines::new(table, mapping, ground)?.collect())
}

/// One line of words for each row.
pub(crate) fn told(bytes: &[u8], zone: &str, settings: &[(&str, &str)]) -> Vec<String> {
    match lines(bytes, zone, settings) {
        Ok(lines) => lines.iter().map(words).collect(),
        Err(error) => vec![error.code().to_owned()],
    }
}

pub(crate) fn words(line: &Line) -> String {
    match &line.outcome {
        Ok(facts) => facts.iter().map(|(fact, _)| in_words(fact)).collect::<Vec<_>>().join("; "),
        Err(error) => format!("line {}: {} {error}", line.number, error.code()),
    }
}

fn sum(money: Option<Money>) -> String {
    money.map_or("?".to_owned(), |money| money.to_string())
}

/// A fact in a few words.
pub(crate) fn in_words(fact: &Fact) -> String {
    match fact {
        Fact::Claim(claim) => {
            let by = claim.partner.iter().map(|alias| format!("{:?}:{}", alias.kind, alias.text));
            let revision = match &claim.revision {
                byline_core::claim::Revision::Whole(_) => "whole".to_owned(),
                byline_core::claim::Revision::Difference { id, .. } => format!("change {id}"),
            };
            format!(
                "claim {} {revision} {} {} for {} of {} by {} at {}{}",
                claim.id,
                claim.state.key(),
                sum(claim.commission),
                sum(claim.amount),
                claim.order_alias.as_deref().unwrap_or("?"),
                by.collect::<Vec<_>>().join("+"),
                claim.occurred_at,
                claim.codes.iter().map(|code| format!(" {code}")).collect::<String>(),
            )
        }
        Fact::Action(action) => {
            let who = if action.shopper.customer.is_some() { "customer" } else { "?" };
            let utm = action.utm.as_ref().map(|utm| format!(" via {}", utm.source));
            let (kind, id, at) = (&action.kind, &action.id, action.occurred_at);
            format!("{kind} {id} of {who} at {at}{}", utm.unwrap_or_default())
        }
        Fact::Sighting(seen) => {
            let who = if seen.shopper.customer.is_some() { "customer" } else { "?" };
            let (order, claimed) = (&seen.order_alias, sum(seen.claimed));
            let (key, at) = (seen.signal.key(), seen.occurred_at);
            format!("{key} saw {order} worth {claimed} of {who} at {at}")
        }
        Fact::Visit(visit) => {
            let path = visit.path.as_deref().unwrap_or("?");
            let utm = visit.utm.as_ref().map(|utm| format!(" via {}", utm.source));
            format!(
                "visit {} of {path} at {}{}",
                visit.id,
                visit.occurred_at,
                utm.unwrap_or_default()
            )
        }
        Fact::Mention(mention) => {
            let place = mention.place.as_deref().unwrap_or("?");
            let (id, at, tone) = (&mention.id, mention.occurred_at, mention.sentiment);
            format!("mention {id} on {place} at {at}: {tone:?}")
        }
        Fact::Figure(figure) => format!(
            "{} {} = {:?} {:?}",
            figure.subject.id,
            figure.counted.key(),
            figure.value,
            figure.currency,
        ),
        Fact::Rates(day) => {
            let rates =
                day.rates.iter().map(|rate| format!("{} {}", rate.currency, rate.per_base_e8));
            format!("{} {}: {}", day.base, day.from, rates.collect::<Vec<_>>().join(", "))
        }
        Fact::Creator(creator) => {
            let accounts = creator.accounts.iter().map(|account| {
                format!(" {}:{}={:?}", account.platform.key(), account.handle, account.n_followers)
            });
            format!("creator {} {}{}", creator.id, creator.name, accounts.collect::<String>())
        }
        Fact::Link(link) => format!(
            "link {} {} of {} to {} ({})",
            link.slug, link.campaign_id, link.creator_id, link.destination, link.utm.source
        ),
        Fact::Code(code) => {
            format!("code {} {} of {}", code.code, code.campaign_id, code.creator_id)
        }
        other => format!("{other:?}"),
    }
}

/// Reads `csv` as spreadsheets of every kind would have written it, and expects the same facts
/// under the same keys each time. Amounts must read one way with either decimal mark.
pub(crate) fn check_matrix(csv: &str, zone: &str, settings: &[(&str, &str)]) {
    let facts = |bytes: &[u8]| -> Vec<_> {
        let lines = lines(bytes, zone, settings).expect("it can be read");
        lines.into_iter().map(|line| line.outcome).collect()
    };
    let expected = facts(csv.as_bytes());
    assert!(
        expected.iter().any(Result::is_ok),
        "some row gives facts: {:?}",
        told(csv.as_bytes(), zone, settings)
    );
    for (name, bytes) in forms(csv) {
        let found = facts(&bytes);
        assert_eq!(found, expected, "as {name}");
    }
}

/// One table in many forms.
pub(crate) fn forms(csv: &str) -> Vec<(&'static str, Vec<u8>)> {
    let wide = |to: fn(u16) -> [u8; 2], mark: &str| -> Vec<u8> {
        format!("{mark}{csv}").encode_utf16().flat_map(to).collect()
    };
    let unknown = rewritten(csv, b',', |row, line| {
        row.push(if line == 0 { "Zebra" } else { "-" }.to_owned());
    });
    let moved = rewritten(csv, b',', |row, _| row.reverse());
    let quoted =
        rewritten(csv, b',', |row, _| row.iter_mut().for_each(|cell| *cell = format!(" {cell} ")));
    vec![
        ("UTF-8 with a mark", format!("\u{feff}{csv}").into_bytes()),
        ("CRLF", csv.replace('\n', "\r\n").into_bytes()),
        ("UTF-16 LE", wide(u16::to_le_bytes, "\u{feff}")),
        ("UTF-16 BE", wide(u16::to_be_bytes, "\u{feff}")),
        ("UTF-16 LE without a mark", wide(u16::to_le_bytes, "")),
        ("semicolons", rewritten(csv, b';', |_, _| {})),
        ("tabs", rewritten(csv, b'\t', |_, _| {})),
        ("pipes", rewritten(csv, b'|', |_, _| {})),
        ("an unknown column", unknown),
        ("columns moved", moved),
        ("spaces around", quoted),
        (
            "lines above",
            format!("Report of the month\n\"1 Jan 2026 - 31 Jan 2026\"\n\n{csv}").into_bytes(),
        ),
        ("empty lines", csv.replace('\n', "\n\n").into_bytes()),
        ("no line end", csv.trim_end().as_bytes().to_vec()),
    ]
}

/// The table with other delimiters and changed rows.
fn rewritten(csv: &str, delimiter: u8, change: impl Fn(&mut Vec<String>, usize)) -> Vec<u8> {
    let mut reader =
        csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(csv.as_bytes());
    let mut writer =
        csv::WriterBuilder::new().delimiter(delimiter).flexible(true).from_writer(Vec::new());
    for (line, row) in reader.records().enumerate() {
        let mut row: Vec<String> = row.unwrap().iter().map(str::to_owned).collect();
        change(&mut row, line);
        writer.write_record(&row).unwrap();
    }
    writer.into_inner().unwrap()
}

/// Where real files lie; `None`, said aloud, if nobody says where.
pub(crate) fn real_folder(name: &str) -> Option<PathBuf> {
    match std::env::var_os("BYLINE_REAL_DATA") {
        Some(root) => Some(Path::new(&root).join(name)),
        None => {
            eprintln!("skipped: BYLINE_REAL_DATA is not set");
            None
        }
    }
}

/// What became of every table of a folder: how many rows gave facts, how many were refused by
/// which code, or why the file was refused.
pub(crate) fn census(folder: &Path, settings: &[(&str, &str)]) -> BTreeMap<String, String> {
    let mut census = BTreeMap::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if path.extension().is_none_or(|ext| ext != "csv") {
            continue;
        }
        let bytes = std::fs::read(&path).unwrap();
        census.insert(name, summed_up(&bytes, settings));
    }
    census
}

fn summed_up(bytes: &[u8], settings: &[(&str, &str)]) -> String {
    let table = match Table::open(bytes) {
        Ok(table) => table,
        Err(error) => return error.code().to_owned(),
    };
    let known: Vec<&str> = table.header().iter().map(String::as_str).collect();
    let Some(export) = crate::registry::recognise(&known).first().copied() else {
        return "no export".to_owned();
    };
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for line in lines(bytes, "UTC", settings).unwrap() {
        let key = match line.outcome {
            Ok(facts) => {
                *counts.entry("facts".to_owned()).or_default() += facts.len();
                continue;
            }
            Err(super::RowError::Refused(RowRefused::Empty(why))) => format!("empty: {why}"),
            Err(error) => error.to_string(),
        };
        *counts.entry(key).or_default() += 1;
    }
    let counts: Vec<String> = counts.iter().map(|(key, n)| format!("{n} {key}")).collect();
    format!("{} {}: {}", export.feed, export.what, counts.join(", "))
}
