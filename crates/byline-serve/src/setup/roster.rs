//! The roster: a row for each creator, in CSV with commas, semicolons or tabs.
//!
//! Columns in any order: `name`, then for each platform `tiktok`, `instagram`, `youtube` with the
//! handle, and `tiktok_id`, `tiktok_followers` and so on; `fee`, `commission_percent`, `code`,
//! `category`, `country`, and `creator_id` for who is declared already. A column that means
//! nothing here is an error: a fee that is not read is worse than a file that is not.

use std::fmt;

use byline_core::creator::Platform;
use byline_core::identity::names::account::{AccountName, NameOrId};

use crate::issuing::delimiter;

/// The platforms that have columns.
pub const PLATFORMS: [Platform; 3] = [Platform::Tiktok, Platform::Instagram, Platform::Youtube];

/// The columns about the creator and the deal.
const OF_CREATOR: [&str; 7] =
    ["creator_id", "name", "fee", "commission_percent", "code", "category", "country"];

/// One creator.
#[derive(Clone, Default, PartialEq, Eq, Debug)]
pub struct Row {
    /// The line of the file.
    pub line: u64,
    /// The id, if the creator is declared already.
    pub creator_id: Option<String>,
    /// The name.
    pub name: String,
    /// Accounts with handle, platform's id and followers.
    pub accounts: Vec<AccountRow>,
    /// The fee as it was written.
    pub fee: Option<String>,
    /// The commission as it was written, in percent.
    pub commission_percent: Option<String>,
    /// The promo code.
    pub code: Option<String>,
    /// What the content is about.
    pub category: Option<String>,
    /// The country.
    pub country: Option<String>,
}

/// One account.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct AccountRow {
    /// Where.
    pub platform: Platform,
    /// The handle, without `@`.
    pub handle: String,
    /// The platform's own id.
    pub platform_user_id: Option<String>,
    /// Followers.
    pub n_followers: Option<u64>,
}

/// What is wrong with one line; faults are in the order of their lines.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Fault {
    /// The line of the file; 0 if it is about the whole.
    pub line: u64,
    /// What is wrong, in words.
    pub why: String,
}

impl Fault {
    /// What is wrong with a line.
    pub fn new(line: u64, why: impl Into<String>) -> Self {
        Self { line, why: why.into() }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            0 => f.write_str(&self.why),
            line => write!(f, "line {line}: {}", self.why),
        }
    }
}

/// Reads a roster; says everything that is wrong and where, in words.
pub fn read(text: &str) -> Result<Vec<Row>, Vec<Fault>> {
    let (rows, faults) = parse(text);
    if faults.is_empty() { Ok(rows) } else { Err(faults) }
}

/// The rows that can be read, and what is wrong with the others. Cells are parted by commas,
/// semicolons or tabs.
pub fn parse(text: &str) -> (Vec<Row>, Vec<Fault>) {
    let text = text.trim_start_matches('\u{feff}');
    let delimiter = delimiter(text);
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(delimiter)
        .trim(csv::Trim::All)
        .from_reader(text.as_bytes());
    let heads: Vec<String> = match reader.headers() {
        Ok(heads) => heads.iter().map(str::to_lowercase).collect(),
        Err(error) => return (Vec::new(), vec![Fault::new(0, error.to_string())]),
    };
    let strangers = heads.iter().filter(|head| !is_column(head));
    let unknown = |head| format!("the column `{head}` means nothing here; leave it out");
    let mut faults: Vec<Fault> = strangers.map(|head| Fault::new(0, unknown(head))).collect();
    if !faults.is_empty() {
        return (Vec::new(), faults);
    }
    let mut rows = Vec::new();
    for record in reader.records() {
        let record = match record {
            Ok(record) => record,
            Err(error) => {
                faults.push(unreadable(&error));
                continue;
            }
        };
        let line = record.position().map_or(0, csv::Position::line);
        let cell = |name: &str| {
            let place = heads.iter().position(|head| head == name)?;
            record.get(place).filter(|text| !text.is_empty()).map(str::to_owned)
        };
        match row(line, &cell, delimiter == b';') {
            Ok(row) => rows.push(row),
            Err(whys) => faults.extend(whys.into_iter().map(|why| Fault::new(line, why))),
        }
    }
    if rows.is_empty() && faults.is_empty() {
        faults.push(Fault::new(0, "the roster has no rows"));
    }
    (rows, faults)
}

fn unreadable(error: &csv::Error) -> Fault {
    let line = error.position().map_or(0, csv::Position::line);
    match error.kind() {
        csv::ErrorKind::UnequalLengths { expected_len, len, .. } => {
            Fault::new(line, format!("{len} cells where the first row has {expected_len}"))
        }
        _ => Fault::new(line, error.to_string()),
    }
}

fn row(
    line: u64,
    cell: &dyn Fn(&str) -> Option<String>,
    has_semicolons: bool,
) -> Result<Row, Vec<String>> {
    let (mut accounts, mut whys) = (Vec::new(), Vec::new());
    for platform in PLATFORMS {
        match account(platform, cell) {
            Ok(found) => accounts.extend(found),
            Err(why) => whys.push(why),
        }
    }
    let first = accounts.first().map(|account: &AccountRow| account.handle.clone());
    let name = cell("name").or(first);
    match &name {
        None if whys.is_empty() => whys.push("neither a name nor a handle".to_owned()),
        Some(name) if whys.is_empty() && accounts.is_empty() => {
            whys.push(format!("{name} has no handle on any platform"));
        }
        _ => {}
    }
    if !whys.is_empty() {
        return Err(whys);
    }
    let amount = |name: &str| cell(name).map(|text| plain_amount(text, has_semicolons));
    Ok(Row {
        line,
        creator_id: cell("creator_id"),
        name: name.unwrap_or_default(),
        accounts,
        fee: amount("fee"),
        commission_percent: amount("commission_percent"),
        code: cell("code"),
        category: cell("category"),
        country: cell("country"),
    })
}

/// Where cells are parted by semicolons, the comma is the decimal mark.
fn plain_amount(text: String, has_semicolons: bool) -> String {
    if has_semicolons && text.contains(',') {
        return text.replace('.', "").replace(',', ".");
    }
    text
}

fn account(
    platform: Platform,
    cell: &dyn Fn(&str) -> Option<String>,
) -> Result<Option<AccountRow>, String> {
    let key = platform.key();
    let Some(text) = cell(key) else { return Ok(None) };
    let n_followers = cell(&format!("{key}_followers")).map(|text| {
        let plain = text.replace([',', '_'], "");
        plain.parse().map_err(|_| format!("`{text}` is no number of followers"))
    });
    Ok(Some(AccountRow {
        platform,
        handle: handle(platform, &text)?,
        platform_user_id: cell(&format!("{key}_id")),
        n_followers: n_followers.transpose()?,
    }))
}

/// The handle that a cell says, by itself or in the address of a profile.
fn handle(platform: Platform, text: &str) -> Result<String, String> {
    let (name, key) = (platform.name(), platform.key());
    let is_bare = |handle: &str| !handle.contains(['/', '?', '#', ':', '@', ',', ';']);
    match AccountName::read(text) {
        Some(AccountName { platform: Some(other), .. }) if other != platform => {
            Err(format!("`{text}` is an address of {}, not of {name}", other.name()))
        }
        Some(AccountName { name: NameOrId::Id(id), .. }) => Err(format!(
            "`{text}` says the id of the account only; write {id} into {key}_id and the handle \
             into {key}"
        )),
        Some(AccountName { name: NameOrId::Handle(handle), .. }) if is_bare(&handle) => Ok(handle),
        _ => Err(format!(
            "`{text}` is no handle on {name}; write it as @ana, without spaces, or as the address \
             of the profile"
        )),
    }
}

fn is_column(head: &str) -> bool {
    let is_of_creator = OF_CREATOR.contains(&head);
    let is_of_account = PLATFORMS.iter().any(|platform| {
        let rest = head.strip_prefix(platform.key());
        rest.is_some_and(|rest| ["", "_id", "_followers"].contains(&rest))
    });
    is_of_creator || is_of_account
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_is_read_with_every_account() {
        let text = "Name,TikTok,tiktok_followers,instagram,fee\n Ana , @ana ,\"12,000\",,500.00\n";
        let rows = read(text).unwrap();
        assert_eq!((rows[0].name.as_str(), rows[0].fee.as_deref()), ("Ana", Some("500.00")));
        let account = &rows[0].accounts[0];
        assert_eq!((account.handle.as_str(), account.n_followers), ("ana", Some(12_000)));
        assert_eq!(rows[0].accounts.len(), 1);
    }

    /// Reads as a table: a file, a part of what is said.
    #[test]
    fn a_wrong_file_is_refused_in_words() {
        for (text, expected) in [
            ("name,tiktok,Honorar\nAna,ana,5\n", "the column `honorar` means nothing here"),
            ("name,tiktok\nAna,\n", "line 2: Ana has no handle"),
            ("name,tiktok\n,\n", "line 2: neither a name nor a handle"),
            ("name,tiktok,tiktok_followers\nAna,ana,many\n", "line 2: `many` is no number"),
            ("name,tiktok\n", "no rows"),
        ] {
            let said = read(text).unwrap_err()[0].to_string();
            assert!(said.contains(expected), "{said}");
        }
    }

    #[test]
    fn every_faulty_line_is_told() {
        let text = "name,tiktok,tiktok_followers\nAna,,\nBo,bo,5\nCy,c y,\nDi,di,many\nEd,ed\n";
        let (rows, faults) = parse(text);
        let lines: Vec<u64> = faults.iter().map(|fault| fault.line).collect();
        assert_eq!((rows.len(), lines), (1, vec![2, 4, 5, 6]));
    }

    /// Reads as a table: what stands in the column `tiktok`, the handle or a part of what is said.
    #[test]
    fn a_handle_is_read_as_people_paste_it() {
        for (text, expected) in [
            ("@Ana.Lima", "ana.lima"),
            ("https://www.tiktok.com/@url.girl?lang=en", "url.girl"),
            ("tiktok.com/@ana", "ana"),
            ("@has space", "without spaces"),
            ("https://www.instagram.com/ana/", "an address of Instagram, not of TikTok"),
            ("https://vm.tiktok.com/ZM1/", "no handle"),
            ("ana@mail.com", "no handle"),
        ] {
            let said = handle(Platform::Tiktok, text);
            let is_so =
                said.as_ref().map_or_else(|why| why.contains(expected), |it| it == expected);
            assert!(is_so, "{text}: {said:?}");
        }
        let channel = handle(Platform::Youtube, "youtube.com/channel/UCx-7_Q").unwrap_err();
        assert!(channel.contains("write UCx-7_Q into youtube_id"), "{channel}");
    }

    #[test]
    fn sheets_may_part_cells_by_semicolons_and_tabs() {
        for text in [
            "name,tiktok,fee\nAna,ana,1234.50\n",
            "\u{feff}name;tiktok;fee\r\nAna;ana;1.234,50\r\n",
            "name\ttiktok\tfee\nAna\tana\t1234.50\n",
        ] {
            let rows = read(text).unwrap();
            assert_eq!(rows[0].accounts[0].handle, "ana", "{text}");
            assert_eq!(rows[0].fee.as_deref(), Some("1234.50"), "{text}");
        }
    }
}
