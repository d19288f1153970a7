//! Rows of a roster, as people paste them from a sheet.
//!
//! In: cells, the first row naming the columns; without such a row the columns are creator,
//! platform, placement, format, phase, destination, slug, code. A cell may hold several values
//! with `|` between them: they multiply out. Out: rows in one spelling.

use thiserror::Error;

use super::error::IssueError;
use crate::creator::{Creator, Platform};
use crate::link::template::word;

/// A row of a roster.
#[derive(Clone, Default, PartialEq, Eq, Debug)]
pub struct RosterRow {
    /// Its line in what was sent, from 1.
    pub line: u32,
    /// Who: an id, handle or name.
    pub creator: String,
    /// On which platforms; every account of the creator if empty.
    pub platform: String,
    /// Where the link stands, such as `bio`.
    pub placement: String,
    /// In what kind of content, such as `reel`.
    pub format: String,
    /// In which phase of the campaign.
    pub phase: String,
    /// Where it lands, if not where all do.
    pub destination: String,
    /// The slug, if not a random one.
    pub slug: String,
    /// The creator's promo code, if there is one.
    pub code: String,
}

/// Columns and their other names.
const COLUMNS: [(&str, &[&str]); 8] = [
    ("creator", &["creator_id", "handle", "name", "creator_handle", "account", "profile"]),
    ("platform", &["platforms", "network", "channel"]),
    ("placement", &["placements", "spot", "position", "where"]),
    ("format", &["formats", "content", "type"]),
    ("phase", &["phases", "flight", "wave"]),
    ("destination", &["url", "landing_page", "destination_url", "link_to", "target"]),
    ("slug", &["vanity", "short", "back_half"]),
    ("code", &["promo_code", "discount_code"]),
];

/// Why a roster cannot be read at all.
#[derive(Clone, PartialEq, Eq, Debug, Error)]
pub enum RosterError {
    /// There are no rows.
    #[error("the roster has no rows")]
    Empty,
    /// A column is unknown.
    #[error("column `{name}` is unknown; there are {}", names())]
    ColumnUnknown {
        /// Its name.
        name: String,
    },
    /// A column stands twice.
    #[error("column `{name}` stands twice")]
    ColumnTwice {
        /// Its name.
        name: &'static str,
    },
}

impl RosterError {
    /// The stable code.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Empty => "roster.empty",
            Self::ColumnUnknown { .. } => "roster.column_unknown",
            Self::ColumnTwice { .. } => "roster.column_twice",
        }
    }
}

fn names() -> String {
    COLUMNS.map(|(name, _)| name).join(", ")
}

/// The link that one combination of a row's values asks for.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Wish {
    platform: Result<Platform, String>,
    pub placement: String,
    pub format: String,
    pub phase: String,
}

/// Reads rows of cells, each with its line.
pub fn read(table: &[(u32, Vec<String>)]) -> Result<Vec<RosterRow>, RosterError> {
    let mut table = table.iter().filter(|(_, cells)| cells.iter().any(|c| !c.trim().is_empty()));
    let (line, first) = table.next().ok_or(RosterError::Empty)?;
    let has_header = first.iter().any(|cell| column(cell) == Some("creator"));
    let columns = match has_header {
        true => header(first)?,
        false => COLUMNS.iter().map(|(name, _)| *name).collect(),
    };
    let body = (!has_header).then_some((*line, first)).into_iter();
    let body = body.chain(table.map(|(line, cells)| (*line, cells)));
    let rows: Vec<RosterRow> = body.map(|(line, cells)| row(line, cells, &columns)).collect();
    if rows.is_empty() { Err(RosterError::Empty) } else { Ok(rows) }
}

fn header(cells: &[String]) -> Result<Vec<&'static str>, RosterError> {
    let mut columns = Vec::new();
    for cell in cells {
        let unknown = || RosterError::ColumnUnknown { name: cell.trim().to_owned() };
        let name = match cell.trim().is_empty() {
            true => "",
            false => column(cell).ok_or_else(unknown)?,
        };
        if !name.is_empty() && columns.contains(&name) {
            return Err(RosterError::ColumnTwice { name });
        }
        columns.push(name);
    }
    Ok(columns)
}

/// The column that a heading means.
fn column(heading: &str) -> Option<&'static str> {
    let plain = word(heading).replace('-', "_");
    let is_it = |(name, others): &&(&str, &[&str])| *name == plain || others.contains(&&*plain);
    COLUMNS.iter().find(is_it).map(|(name, _)| *name)
}

fn row(line: u32, cells: &[String], columns: &[&str]) -> RosterRow {
    let mut row = RosterRow { line, ..RosterRow::default() };
    for (column, cell) in columns.iter().zip(cells) {
        let field = match *column {
            "creator" => &mut row.creator,
            "platform" => &mut row.platform,
            "placement" => &mut row.placement,
            "format" => &mut row.format,
            "phase" => &mut row.phase,
            "destination" => &mut row.destination,
            "slug" => &mut row.slug,
            "code" => &mut row.code,
            _ => continue,
        };
        cell.trim().clone_into(field);
    }
    row
}

impl RosterRow {
    /// Every link that the row asks for.
    pub(super) fn multiplied_out(&self, creator: Option<&Creator>) -> Vec<Wish> {
        let mut wishes = Vec::new();
        let parts = [values(&self.placement), values(&self.format), values(&self.phase)];
        let [placements, formats, phases] = parts.map(|mut parts| {
            // One past the limit is enough to be told that it is too many.
            parts.truncate(super::MAX_LINKS + 1);
            parts
        });
        for platform in self.platforms(creator) {
            for placement in &placements {
                for format in &formats {
                    for phase in &phases {
                        if super::MAX_LINKS < wishes.len() {
                            return wishes;
                        }
                        let (placement, format) = (placement.clone(), format.clone());
                        let (platform, phase) = (platform.clone(), phase.clone());
                        wishes.push(Wish { platform, placement, format, phase });
                    }
                }
            }
        }
        wishes
    }

    /// The platforms of the row, or those of the creator's accounts.
    fn platforms(&self, creator: Option<&Creator>) -> Vec<Result<Platform, String>> {
        if !self.platform.is_empty() {
            let said = values(&self.platform).into_iter();
            return said.map(|said| platform(&said).ok_or(said)).collect();
        }
        let accounts = creator.into_iter().flat_map(|creator| &creator.accounts);
        let platforms: Vec<_> = accounts.map(|account| Ok(account.platform)).collect();
        if platforms.is_empty() { vec![Err(String::new())] } else { platforms }
    }
}

impl Wish {
    pub(super) fn platform(&self) -> Result<Platform, IssueError> {
        self.platform.clone().map_err(|platform| match platform.is_empty() {
            true => IssueError::PlatformMissing,
            false => IssueError::PlatformUnknown { platform },
        })
    }

    /// The placement in words.
    pub(super) fn in_words(&self) -> String {
        let platform = match &self.platform {
            Ok(platform) => platform.name(),
            Err(said) => said,
        };
        let parts = [platform, &self.placement, &self.format, &self.phase];
        let parts: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
        parts.join(" · ")
    }
}

/// The values of a cell in one spelling; one empty value if there are none.
fn values(cell: &str) -> Vec<String> {
    let mut values: Vec<String> = Vec::new();
    for value in cell.split('|').map(word).filter(|value| !value.is_empty()) {
        if !values.contains(&value) {
            values.push(value);
        }
    }
    if values.is_empty() { vec![String::new()] } else { values }
}

fn platform(said: &str) -> Option<Platform> {
    match said {
        "ig" | "insta" | "instagram" => Some(Platform::Instagram),
        "tt" | "tik-tok" | "tiktok" => Some(Platform::Tiktok),
        "yt" | "you-tube" | "youtube" => Some(Platform::Youtube),
        "other" => Some(Platform::Other),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(text: &str) -> Vec<(u32, Vec<String>)> {
        let cells = |line: &str| line.split(',').map(str::to_owned).collect();
        (1..).zip(text.lines().map(cells)).collect()
    }

    #[test]
    fn columns_are_found_by_name_or_taken_in_their_order() {
        let named = read(&table("Handle,URL,Platforms\n@ana,https://b.com/,ig | tt\n\n")).unwrap();
        assert_eq!(named.len(), 1);
        assert_eq!((named[0].line, &*named[0].creator), (2, "@ana"));
        assert_eq!(named[0].destination, "https://b.com/");
        let bare = read(&table("@ana,ig,bio\n@ben")).unwrap();
        assert_eq!((bare.len(), &*bare[0].placement, &*bare[1].platform), (2, "bio", ""));
    }

    /// Reads as a table: a roster, the code of why it cannot be read.
    #[test]
    fn a_roster_that_cannot_be_read_says_why() {
        for (text, code) in [
            ("", "roster.empty"),
            ("\n ,\n", "roster.empty"),
            ("creator,platform", "roster.empty"),
            ("creator,platfrom\nana,ig", "roster.column_unknown"),
            ("creator,platform,network\nana,ig,tt", "roster.column_twice"),
        ] {
            assert_eq!(read(&table(text)).unwrap_err().code(), code, "{text}");
        }
    }

    #[test]
    fn values_of_a_cell_multiply_out_each_once() {
        let row = RosterRow {
            platform: "instagram|TikTok|IG".to_owned(),
            format: "Reel | Story".to_owned(),
            ..RosterRow::default()
        };
        let words: Vec<String> = row.multiplied_out(None).iter().map(Wish::in_words).collect();
        assert!(words.contains(&"Instagram · reel".to_owned()), "{words:?}");
        assert!(words.contains(&"TikTok · story".to_owned()), "{words:?}");
    }
}
