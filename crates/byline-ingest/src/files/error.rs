//! Why a file or a row of it is not read. The code is a promise to operators; the text is not.

use thiserror::Error;

use crate::export::RowRefused;

/// Why a file is not read at all. Nothing of it was taken in.
#[derive(Clone, PartialEq, Eq, Debug, Error)]
pub enum FileError {
    /// The file could not be read.
    #[error("the file could not be read: {0}")]
    Unreadable(String),
    /// The file is packed, of an old format, or no table at all.
    #[error("the file is {0}, not a table")]
    NotATable(&'static str),
    /// The file is larger, or unpacks to more, than a sheet may.
    #[error("the sheet holds more than may be read: {0}")]
    TooLarge(&'static str),
    /// No line looks like the names of columns.
    #[error("no line looks like a header")]
    HeaderMissing,
    /// The header lacks columns that the mapping needs.
    #[error("no column of the file is mapped to {}", .0.join(", "))]
    ColumnsMissing(Vec<&'static str>),
    /// The mapping names an export that does not exist.
    #[error("there is no export `{0}`")]
    ExportUnknown(String),
    /// No export and no sheet of one's own has such columns.
    #[error("nothing that is known has these columns")]
    Unrecognised,
    /// No mapping was saved under this name.
    #[error("no mapping is saved as `{0}`")]
    MappingUnknown(String),
    /// Several kinds of files have such columns, and none of them more than another.
    #[error("the columns fit {} equally well", .0.join(" and "))]
    InDoubt(Vec<String>),
    /// The mapping names a column that its export does not have.
    #[error("there is no column `{said}` of {of}; the nearest is `{nearest}`")]
    ColumnUnknown {
        /// What the mapping says.
        said: String,
        /// Of which export.
        of: String,
        /// The known one that is spelled most like it.
        nearest: &'static str,
    },
    /// The mapping says something that nobody reads.
    #[error("there is no setting `{said}`; the nearest is `{nearest}`")]
    SettingUnknown {
        /// What the mapping says.
        said: String,
        /// The known one that is spelled most like it.
        nearest: &'static str,
    },
    /// A setting of the mapping cannot be read.
    #[error("the setting `{0}` cannot be read")]
    SettingInvalid(&'static str),
}

/// Why a row gives nothing. The others are not affected.
#[derive(Clone, PartialEq, Eq, Debug, Error)]
pub enum RowError {
    /// The row cannot be taken apart.
    #[error("the row cannot be taken apart: {0}")]
    Broken(String),
    /// Its cells say nothing that can be used.
    #[error("{0}")]
    Refused(#[from] RowRefused),
}

impl FileError {
    /// The stable code.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Unreadable(_) => "files.unreadable",
            Self::NotATable(_) => "files.not_a_table",
            Self::TooLarge(_) => "files.too_large",
            Self::HeaderMissing => "files.header_missing",
            Self::ColumnsMissing(_) => "files.columns_missing",
            Self::ExportUnknown(_) => "files.export_unknown",
            Self::Unrecognised => "files.unrecognised",
            Self::MappingUnknown(_) => "files.mapping_unknown",
            Self::InDoubt(_) => "files.in_doubt",
            Self::ColumnUnknown { .. } => "files.column_unknown",
            Self::SettingUnknown { .. } => "files.setting_unknown",
            Self::SettingInvalid(_) => "files.setting_invalid",
        }
    }

    /// What to do about it.
    pub fn next_step(&self) -> &'static str {
        match self {
            Self::Unreadable(_) => "check the file and who may read it",
            Self::NotATable(_) => "save it as CSV or XLSX",
            Self::TooLarge(_) => "save the sheet as CSV: rows of CSV are read one by one",
            Self::HeaderMissing => "begin the table with the names of its columns",
            Self::ColumnsMissing(_) => "map a column of the file to each that is named",
            Self::ExportUnknown(_) => "choose one of the exports that are listed",
            Self::Unrecognised => "say in a mapping what the file is and what its columns mean",
            Self::MappingUnknown(_) => "use the name of a saved mapping, or leave it out",
            Self::InDoubt(_) => "say which it is, such as --what shopify.orders",
            Self::ColumnUnknown { .. } => "mend the name in the mapping, or take it out",
            Self::SettingUnknown { .. } => "mend the name of the setting, or take it out",
            Self::SettingInvalid(_) => "use a word that the page on files lists",
        }
    }
}

impl RowError {
    /// The stable code.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Broken(_) => "files.row_broken",
            Self::Refused(refused) => refused.code(),
        }
    }

    /// What to do about it.
    pub fn next_step(&self) -> &'static str {
        match self {
            Self::Broken(_) => "write every row with as many cells as the header, in one encoding",
            Self::Refused(RowRefused::Missing("currency")) => {
                "add a column with the currency, or say it: --currency EUR, or the setting currency"
            }
            Self::Refused(RowRefused::Missing(_)) => "fill the cell, or map another column to it",
            Self::Refused(RowRefused::Unreadable { wanted, .. }) => mended(wanted),
            Self::Refused(RowRefused::Continues(_)) => {
                "sort the rows as they were exported, the one with the totals first"
            }
            Self::Refused(RowRefused::Empty(_)) => "nothing: such rows are passed over",
            Self::Refused(RowRefused::Event(error)) => error.next_step(),
        }
    }
}

/// How a cell is written that holds what is wanted.
fn mended(wanted: &str) -> &'static str {
    match wanted {
        "time whose unit, order and zone are clear" | "day whose order is clear" => {
            "write it as 2026-03-01 12:00, or say day_order = dmy or mdy in the mapping"
        }
        "time between 2000 and now" | "day between 2000 and today" => {
            "mend the date; without a zone it is read in the one of --time-zone"
        }
        "amount whose currency is said" => {
            "add a column with the currency, or say it: --currency EUR, or the setting currency"
        }
        "amount that reads one way" | "whole number that reads one way" => {
            "write 1234.56 without grouping, or say decimal_mark in the mapping"
        }
        "amount in the currency of the row" => "write amount and currency of the row alike",
        "id with all its digits" => {
            "format the column as text in the spreadsheet, and export again"
        }
        "yes or no" => "write yes or no",
        "https address" => "write the whole address, beginning with https://",
        "commission such as 10 %" => "write 10% for ten percent",
        "fee of 0 or more" => "write what is paid as a positive amount, or leave the cell empty",
        "creator that is known by one id, handle or name" => {
            "mend the name, add the creator first, or write the creator's id"
        }
        "ISO 4217 currency" => "write three letters such as EUR or USD",
        _ => "write what the column holds; see docs/sources/files.md",
    }
}
