//! Exit codes, and what is printed when something cannot be done.
//!
//! A failure says what is wrong, its stable code, and the next step. Scripts branch on the exit
//! code, people read the words.

use std::borrow::Cow;
use std::fmt::Display;
use std::path::Path;
use std::process::ExitCode;

use byline_log::{KeyError, LogError, SnapshotError};
use byline_run::import::ImportFailure;
use byline_run::{NodeError, ReplayError};
use byline_serve::Problem;
use serde_json::json;

/// The exit code of a command whose answer is no: differences, mistakes, refused rows.
pub const ANSWER_IS_NO: u8 = 1;

/// How a command ended that could be carried out.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Done {
    /// All is well.
    Well,
    /// It was carried out, and the answer is no.
    AnswerIsNo,
}

/// The class of a failure. The numbers are those of `sysexits.h`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Exit {
    /// The command line is wrong in a way that only its meaning shows.
    Usage,
    /// What was to be read is missing or cannot be read.
    NoInput,
    /// A server does not answer or takes nothing in.
    Unavailable,
    /// Byline itself is wrong.
    Internal,
    /// The target exists already or cannot be made.
    CannotCreate,
    /// The disk failed, or what is on it is harmed.
    Disk,
    /// Somebody else uses it now; try again later.
    InUse,
    /// The key or token is wrong.
    NotPermitted,
    /// The settings are wrong.
    Settings,
}

/// Why a command could not be carried out.
#[derive(Debug)]
pub struct Failure {
    /// Its class.
    pub exit: Exit,
    /// Its stable code.
    pub code: Cow<'static, str>,
    /// What is wrong and what to do, for people.
    pub words: String,
}

impl Exit {
    /// The number that the process ends with.
    pub fn number(self) -> u8 {
        match self {
            Self::Usage => 2,
            Self::NoInput => 66,
            Self::Unavailable => 69,
            Self::Internal => 70,
            Self::CannotCreate => 73,
            Self::Disk => 74,
            Self::InUse => 75,
            Self::NotPermitted => 77,
            Self::Settings => 78,
        }
    }
}

impl Exit {
    /// What it means that a server answered with this status.
    pub fn of_status(status: u16) -> Self {
        match status {
            401 | 403 => Self::NotPermitted,
            404 => Self::NoInput,
            429 | 500.. => Self::Unavailable,
            _ => Self::Usage,
        }
    }
}

/// Prints what the reader of the command line says: help, or what is wrong with it.
pub fn tell(said: &clap::Error) -> ExitCode {
    let is_json = std::env::args_os().any(|word| word == "--json");
    if is_json && said.use_stderr() {
        let text = said.to_string();
        let words = text.split("\n\nUsage:").next().unwrap_or(&text);
        let words = words.trim().trim_start_matches("error: ");
        Failure::new(Exit::Usage, "program.usage", words).print(true);
        return ExitCode::from(Exit::Usage.number());
    }
    // What cannot be printed cannot be said either.
    let _ = said.print();
    ExitCode::from(u8::try_from(said.exit_code()).unwrap_or(ANSWER_IS_NO))
}

impl Failure {
    /// A failure of a class, with its code and words.
    pub fn new(exit: Exit, code: impl Into<Cow<'static, str>>, words: impl Display) -> Self {
        Self { exit, code: code.into(), words: words.to_string() }
    }

    /// A file or folder cannot be used.
    pub fn file(exit: Exit, path: &Path, error: &std::io::Error) -> Self {
        let words = format!("{}: {error}; check that it exists and who owns it", path.display());
        Self::new(exit, "program.file", words)
    }

    /// Prints it to standard error.
    pub fn print(&self, is_json: bool) {
        if is_json {
            eprintln!("{}", json!({ "code": self.code, "error": self.words }));
        } else {
            eprintln!("error: {} [{}]", self.words, self.code);
        }
    }
}

impl From<Problem> for Failure {
    fn from(problem: Problem) -> Self {
        Self::new(Exit::of_status(problem.status()), problem.code(), problem.words())
    }
}

impl From<LogError> for Failure {
    fn from(error: LogError) -> Self {
        let exit = match error {
            LogError::Locked { .. } => Exit::InUse,
            LogError::Missing { .. } => Exit::NoInput,
            LogError::Exists { .. } | LogError::Unwritable { .. } => Exit::CannotCreate,
            _ => Exit::Disk,
        };
        Self::new(exit, error.code(), error)
    }
}

impl From<SnapshotError> for Failure {
    fn from(error: SnapshotError) -> Self {
        Self::new(Exit::Disk, error.code(), error)
    }
}

impl From<KeyError> for Failure {
    fn from(error: KeyError) -> Self {
        Self::new(Exit::NotPermitted, error.code(), error)
    }
}

impl From<NodeError> for Failure {
    fn from(error: NodeError) -> Self {
        match error {
            NodeError::Log(error) => error.into(),
            NodeError::Snapshots(error) => error.into(),
            NodeError::KeyOther | NodeError::Secrets { .. } => {
                Self::new(Exit::NotPermitted, error.code(), error)
            }
            NodeError::Thread(_) => Self::new(Exit::Internal, error.code(), error),
        }
    }
}

impl From<ImportFailure> for Failure {
    fn from(failure: ImportFailure) -> Self {
        let exit = match &failure {
            ImportFailure::File(_) | ImportFailure::Table(_) | ImportFailure::MappingInvalid(_) => {
                Exit::NoInput
            }
            ImportFailure::Unavailable(_) => Exit::Unavailable,
        };
        Self::new(exit, failure.code(), failure)
    }
}

impl From<ReplayError> for Failure {
    fn from(error: ReplayError) -> Self {
        match error {
            ReplayError::Log(error) => error.into(),
            error => Self::new(Exit::Disk, error.code(), error),
        }
    }
}
