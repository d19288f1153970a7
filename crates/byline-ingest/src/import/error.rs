//! Why a file is not read at all. The code is a promise to operators; the text is not.

use thiserror::Error;

/// Why a file is not read at all. Nothing of it was taken in.
#[derive(Clone, PartialEq, Eq, Debug, Error)]
pub enum ImportError {
    /// The file could not be read.
    #[error("the file could not be read: {0}")]
    Unreadable(String),
    /// The file is UTF-16, as some spreadsheets save text.
    #[error("the file is UTF-16")]
    NotUtf8,
    /// The file has no header.
    #[error("the file has no header")]
    HeaderMissing,
    /// The header lacks columns.
    #[error("the header lacks {}", .0.join(", "))]
    ColumnsMissing(Vec<&'static str>),
    /// The header names a column twice.
    #[error("the header names `{0}` twice")]
    ColumnTwice(&'static str),
}

impl ImportError {
    /// The stable code.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Unreadable(_) => "import.unreadable",
            Self::NotUtf8 => "import.not_utf8",
            Self::HeaderMissing => "import.header_missing",
            Self::ColumnsMissing(_) => "import.columns_missing",
            Self::ColumnTwice(_) => "import.column_twice",
        }
    }

    /// What to do about it.
    pub fn next_step(&self) -> &'static str {
        match self {
            Self::Unreadable(_) => "check the file and who may read it",
            Self::NotUtf8 => "save it as CSV in UTF-8",
            Self::HeaderMissing => "begin the file with the names of its columns",
            Self::ColumnsMissing(_) => "add the columns, or rename those that mean them",
            Self::ColumnTwice(_) => "rename or take out one of the two",
        }
    }
}
