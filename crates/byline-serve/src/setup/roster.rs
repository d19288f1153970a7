//! The roster: a row for each creator, in CSV.
//!
//! Columns in any order: `name`, then for each platform `tiktok`, `instagram`, `youtube` with the
//! handle, and `tiktok_id`, `tiktok_followers` and so on; `fee`, `commission_percent`, `code`,
//! `category`, `country`, and `creator_id` for who is declared already. A column that means
//! nothing here is an error: a fee that is not read is worse than a file that is not.

use byline_core::creator::Platform;

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

/// Reads a roster; says what is wrong and where, in words.
pub fn read(text: &str) -> Result<Vec<Row>, String> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(text.as_bytes());
    let heads: Vec<String> = match reader.headers() {
        Ok(heads) => heads.iter().map(str::to_lowercase).collect(),
        Err(error) => return Err(error.to_string()),
    };
    if let Some(head) = heads.iter().find(|head| !is_column(head)) {
        return Err(format!("the column `{head}` means nothing here; leave it out"));
    }
    let mut rows = Vec::new();
    for record in reader.records() {
        let record = record.map_err(|error| error.to_string())?;
        let line = record.position().map_or(0, csv::Position::line);
        let cell = |name: &str| {
            let place = heads.iter().position(|head| head == name)?;
            record.get(place).filter(|text| !text.is_empty()).map(str::to_owned)
        };
        rows.push(row(line, &cell)?);
    }
    if rows.is_empty() {
        return Err("the roster has no rows".to_owned());
    }
    Ok(rows)
}

fn row(line: u64, cell: &dyn Fn(&str) -> Option<String>) -> Result<Row, String> {
    let mut accounts = Vec::new();
    for platform in PLATFORMS {
        let key = platform.key();
        let Some(handle) = cell(key) else { continue };
        let n_followers = cell(&format!("{key}_followers")).map(|text| {
            let plain = text.replace([',', '_'], "");
            plain.parse().map_err(|_| format!("line {line}: `{text}` is no number of followers"))
        });
        accounts.push(AccountRow {
            platform,
            handle: handle.trim_start_matches('@').to_owned(),
            platform_user_id: cell(&format!("{key}_id")),
            n_followers: n_followers.transpose()?,
        });
    }
    let first = accounts.first().map(|account| account.handle.clone());
    let Some(name) = cell("name").or(first) else {
        return Err(format!("line {line}: neither a name nor a handle"));
    };
    if accounts.is_empty() {
        return Err(format!("line {line}: {name} has no handle on any platform"));
    }
    Ok(Row {
        line,
        creator_id: cell("creator_id"),
        name,
        accounts,
        fee: cell("fee"),
        commission_percent: cell("commission_percent"),
        code: cell("code"),
        category: cell("category"),
        country: cell("country"),
    })
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
            let said = read(text).unwrap_err();
            assert!(said.contains(expected), "{said}");
        }
    }
}
