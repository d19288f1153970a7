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
            Self::Refused(RowRefused::Missing(_)) => "fill the cell, or map another column",
            Self::Refused(RowRefused::Unreadable { .. }) => {
                "mend the cell, or say zone, day order or decimal mark in the mapping"
            }
            Self::Refused(RowRefused::Continues(_)) => {
                "sort the rows as they were exported, the one with the totals first"
            }
            Self::Refused(RowRefused::Empty(_)) => "nothing: such rows are passed over",
            Self::Refused(RowRefused::Event(error)) => error.next_step(),
        }
    }
}
