//! Imports: files of orders, clicks and spend become entries, by the same rules as the API's rows.
//!
//! In: a file, read line by line, so that memory stays flat however long it is. Out: a count of
//! what became of the rows, and the reason of each that was refused. The same file again changes
//! nothing.

use std::collections::BTreeMap;
use std::io::BufRead;

use byline_core::entry::{Entry, Fact};
use byline_core::id::ConnectionId;
use byline_core::money::Money;
use byline_core::time::{Timestamp, Zone};
use byline_ingest::events::Context;
use byline_ingest::files::FileError;
use byline_ingest::import::{Csv, ImportError, JsonLines, Kind, Line, Options};
use byline_serve::port::{ImportHow, Unavailable};
use serde::Serialize;
use thiserror::Error;

use crate::intake::{Intake, Known, Warning, entry, warning};

mod elsewhere;
mod kinds;
mod mappings;
mod owners;
mod refused;
mod tables;

pub use mappings::{MAPPING_PREFIX, saved_mappings};
pub use owners::LinkHosts;
pub use tables::{Chosen, TableImported, TableWanted};

pub(crate) use kinds::{guess, kinds};

/// How many facts are committed together.
const MAX_COMMIT_FACTS: usize = 2_000;
/// How many refused lines are named; more are only counted.
const MAX_NAMED: usize = 100;

/// How a file is written.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Format {
    /// A header and rows.
    Csv,
    /// One JSON object on each line.
    JsonLines,
}

/// What to import, and how.
pub struct Wanted<'a> {
    /// What the rows are.
    pub kind: Kind,
    /// How the file is written.
    pub format: Format,
    /// Which connection they are said to come from.
    pub connection: ConnectionId,
    /// In which zone times without one are read.
    pub zone: Option<&'a Zone>,
    /// The line of the whole file before the first that is read here.
    pub first_line: u64,
    /// Whether rows are only looked at.
    pub is_dry_run: bool,
}

/// What became of a file.
#[derive(Clone, Default, PartialEq, Eq, Debug, Serialize)]
pub struct Imported {
    /// Lines that gave something new, or would have.
    pub accepted: u64,
    /// Lines of which everything was known.
    pub duplicate: u64,
    /// Lines that were refused.
    pub rejected: u64,
    /// What the accepted lines came to, by currency, in minor units.
    pub accepted_minor: BTreeMap<String, i64>,
    /// The first that were refused.
    pub rejections: Vec<Rejection>,
    /// Lines that were taken in and should be looked at.
    pub warned: u64,
    /// The first of them.
    pub warnings: Vec<LineWarning>,
}

/// What became of what a server was sent.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
#[serde(untagged)]
pub enum Piece {
    /// A piece of a file of orders, clicks or spend.
    Rows(Imported),
    /// A whole table.
    Table(Box<TableImported>),
}

/// Why a line should be looked at although it was taken in.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct LineWarning {
    /// Which line, counted from 1.
    pub line: u64,
    /// What was found.
    #[serde(flatten)]
    pub warning: Warning,
}

/// Why a line was refused.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Rejection {
    /// Which line, counted from 1.
    pub line: u64,
    /// The stable code.
    pub code: &'static str,
    /// What is wrong.
    pub detail: String,
    /// What to do about it.
    pub next_step: &'static str,
}

/// Why a piece of a file was not read.
#[derive(Clone, PartialEq, Eq, Debug, Error)]
pub enum PieceRefused {
    /// There are no files of this kind.
    #[error("there are no files of the kind `{0}`")]
    KindUnknown(String),
    /// No file is written like this.
    #[error("no file is written as `{0}`")]
    FormatUnknown(String),
    /// Nobody knows this time zone.
    #[error("nobody knows the time zone `{0}`")]
    ZoneUnknown(String),
    /// The import ended early.
    #[error(transparent)]
    Failed(#[from] ImportFailure),
}

impl PieceRefused {
    /// The stable code of this kind of refusal.
    pub fn code(&self) -> &'static str {
        match self {
            Self::KindUnknown(_) => "import.kind_unknown",
            Self::FormatUnknown(_) => "import.format_unknown",
            Self::ZoneUnknown(_) => "time.zone_unknown",
            Self::Failed(failure) => failure.code(),
        }
    }

    /// What to do about it.
    pub fn next_step(&self) -> &'static str {
        match self {
            Self::KindUnknown(_) => "use orders, clicks, spend or table",
            Self::FormatUnknown(_) => "use csv or jsonl",
            Self::ZoneUnknown(_) => "use an IANA name such as Europe/Berlin",
            Self::Failed(ImportFailure::File(error)) => error.next_step(),
            Self::Failed(ImportFailure::Table(error)) => error.next_step(),
            Self::Failed(ImportFailure::MappingInvalid(_)) => {
                "begin with the mapping that an import answers with"
            }
            Self::Failed(ImportFailure::Unavailable(_)) => "send it again later",
        }
    }

    /// The parameter that was not understood, and its value.
    pub fn parameter(&self) -> Option<(&'static str, &str)> {
        match self {
            Self::KindUnknown(word) => Some(("kind", word)),
            Self::FormatUnknown(word) => Some(("format", word)),
            Self::ZoneUnknown(word) => Some(("time_zone", word)),
            Self::Failed(_) => None,
        }
    }
}

/// Why an import ended early. What was taken in before stays; the same file can be sent again.
#[derive(Clone, PartialEq, Eq, Debug, Error)]
pub enum ImportFailure {
    /// The file is not read at all.
    #[error("{0}; {next_step}", next_step = .0.next_step())]
    File(ImportError),
    /// The table is not read at all.
    #[error("{0}; {next_step}", next_step = .0.next_step())]
    Table(FileError),
    /// What was given as a mapping is none.
    #[error("the mapping cannot be read: {0}; begin with the one that an import prints")]
    MappingInvalid(String),
    /// Nothing can be taken in now.
    #[error("{0}")]
    Unavailable(Unavailable),
}

impl From<Unavailable> for ImportFailure {
    fn from(unavailable: Unavailable) -> Self {
        Self::Unavailable(unavailable)
    }
}

impl ImportFailure {
    /// The stable code of this kind of failure.
    pub fn code(&self) -> &'static str {
        match self {
            Self::File(error) => error.code(),
            Self::Table(error) => error.code(),
            Self::MappingInvalid(_) => "import.mapping_invalid",
            Self::Unavailable(_) => "store.unavailable",
        }
    }
}

impl Intake {
    /// Imports a file. `on_line` hears of every line that was read.
    pub async fn import(
        &self,
        wanted: &Wanted<'_>,
        file: impl BufRead + Send,
        now: Timestamp,
        on_line: &mut (dyn FnMut(u64) + Send),
    ) -> Result<Imported, ImportFailure> {
        self.writer.check_ready()?;
        let directory = Known(&self.engine);
        let context = Context {
            connection: &wanted.connection,
            customer_key: &self.customer_key,
            received_at: now,
            directory: &directory,
        };
        let options = Options { context, zone: wanted.zone };
        let lines: Box<dyn Iterator<Item = Line> + Send + '_> = match wanted.format {
            Format::Csv => {
                let csv = Csv::open(wanted.kind, file, options).map_err(ImportFailure::File)?;
                Box::new(csv)
            }
            Format::JsonLines => Box::new(JsonLines::open(wanted.kind, file, options)),
        };
        let mut lines = lines.map(Row::from);
        let mut imported = Imported::default();
        loop {
            let more = gather(&mut lines, wanted.first_line, &mut imported, on_line);
            imported.warn(&more, &directory);
            if more.entries.is_empty() {
                return Ok(imported);
            }
            self.take_lines(more, wanted.is_dry_run, &mut imported).await?;
        }
    }

    /// Imports a piece of a file, as a server is asked to.
    pub(crate) async fn import_piece(
        &self,
        kind: &str,
        how: &ImportHow,
        body: &[u8],
        now: Timestamp,
    ) -> Result<Piece, PieceRefused> {
        let zone = how
            .time_zone
            .as_deref()
            .map(|name| Zone::parse(name).map_err(|_| PieceRefused::ZoneUnknown(name.to_owned())));
        let zone = zone.transpose()?;
        if kind == "table" {
            return Ok(Piece::Table(Box::new(
                self.import_whole(how, zone.as_ref(), body, now).await?,
            )));
        }
        let wanted = Wanted {
            kind: match kind {
                "orders" => Kind::Orders,
                "clicks" => Kind::Clicks,
                "spend" => Kind::Spend,
                _ => return Err(PieceRefused::KindUnknown(kind.to_owned())),
            },
            format: match how.format.as_deref() {
                None | Some("csv") => Format::Csv,
                Some("jsonl") => Format::JsonLines,
                Some(word) => return Err(PieceRefused::FormatUnknown(word.to_owned())),
            },
            connection: how.connection.as_deref().unwrap_or("import").into(),
            zone: zone.as_ref(),
            first_line: how.first_line,
            is_dry_run: how.dry_run,
        };
        Ok(Piece::Rows(self.import(&wanted, body, now, &mut |_| ()).await?))
    }

    async fn take_lines(
        &self,
        lines: Gathered,
        is_dry_run: bool,
        imported: &mut Imported,
    ) -> Result<(), Unavailable> {
        if is_dry_run {
            lines.lines.iter().for_each(|line| imported.accept(line));
            return Ok(());
        }
        let receipt = self.writer.submit(lines.entries, None).await?;
        let mut outcomes = receipt.outcomes().iter();
        for line in &lines.lines {
            let own = outcomes.by_ref().take(line.n_facts);
            if own.filter(|outcome| !outcome.is_duplicate()).count() == 0 {
                imported.duplicate += line.n_rows;
            } else {
                imported.accept(line);
            }
        }
        Ok(())
    }
}

/// A row of any file, as it is committed.
struct Row {
    /// Which line, counted from 1.
    number: u64,
    /// How many rows of the file it stands for.
    n_rows: u64,
    /// What it gives, or why it gives nothing.
    outcome: Result<Vec<Entry>, Rejection>,
}

impl From<Line> for Row {
    fn from(line: Line) -> Self {
        let outcome = match line.outcome {
            Ok(taken) => Ok(taken.into_iter().map(|one| entry(one.fact, one.dedup)).collect()),
            Err(error) => Err(Rejection {
                line: line.number,
                code: error.code(),
                detail: error.to_string(),
                next_step: error.next_step(),
            }),
        };
        Self { number: line.number, n_rows: 1, outcome }
    }
}

/// Lines that share a commit.
#[derive(Default)]
struct Gathered {
    entries: Vec<Entry>,
    /// What each line gave.
    lines: Vec<Given>,
}

/// What a line gave.
struct Given {
    /// Which line it is.
    number: u64,
    n_rows: u64,
    n_facts: usize,
    amounts: Vec<Money>,
}

fn gather(
    lines: &mut dyn Iterator<Item = Row>,
    first_line: u64,
    imported: &mut Imported,
    on_line: &mut (dyn FnMut(u64) + Send),
) -> Gathered {
    let mut gathered = Gathered::default();
    for line in lines {
        let number = first_line + line.number;
        on_line(number);
        match line.outcome {
            Ok(entries) => {
                let amounts = entries.iter().filter_map(|one| amount(&one.fact)).collect();
                let (n_rows, n_facts) = (line.n_rows, entries.len());
                gathered.lines.push(Given { number, n_rows, n_facts, amounts });
                gathered.entries.extend(entries);
            }
            Err(refused) => {
                imported.reject(Rejection { line: number, ..refused }, line.n_rows);
            }
        }
        if MAX_COMMIT_FACTS <= gathered.entries.len() {
            break;
        }
    }
    gathered
}

/// What a row of orders or spend says it came to.
fn amount(fact: &Fact) -> Option<Money> {
    match fact {
        Fact::Order(order) => {
            Some(Money { minor: order.amounts.total_minor, currency: order.currency })
        }
        Fact::Spend(spend) => Some(spend.amount),
        _ => None,
    }
}

impl Imported {
    fn accept(&mut self, line: &Given) {
        self.accepted += line.n_rows;
        for money in &line.amounts {
            let sum = self.accepted_minor.entry(money.currency.to_string()).or_default();
            *sum = sum.saturating_add(money.minor);
        }
    }

    /// Names lines with an order that another connection states too.
    fn warn(&mut self, lines: &Gathered, known: &Known<'_>) {
        let mut entries = lines.entries.iter();
        for Given { number, n_facts, .. } in &lines.lines {
            let mut own = entries.by_ref().take(*n_facts);
            let found = own.by_ref().find_map(|entry| warning(&entry.fact, known));
            own.for_each(drop);
            let Some(warning) = found else { continue };
            self.warned += 1;
            if self.warnings.len() < MAX_NAMED {
                self.warnings.push(LineWarning { line: *number, warning });
            }
        }
    }

    fn reject(&mut self, refused: Rejection, n_rows: u64) {
        self.rejected += n_rows;
        if self.rejections.len() < MAX_NAMED {
            self.rejections.push(refused);
        }
    }
}

#[cfg(test)]
mod tests {
    use byline_core::entry::Fact;
    use tempfile::TempDir;

    use super::*;
    use crate::Node;
    use crate::testing::{NOW, StillWorld, commit, link, node, wait};

    const CLICKS: &str = "\
link,occurred_at,user_agent
ana,2026-06-09T10:00:00Z,Mozilla/5.0
nobody,2026-06-09T10:00:01Z,Mozilla/5.0
ana,2026-06-09T10:00:02Z,Mozilla/5.0
";

    fn import(node: &Node, file: &str, is_dry_run: bool) -> Imported {
        let wanted = Wanted {
            kind: Kind::Clicks,
            format: Format::Csv,
            connection: "import".into(),
            zone: None,
            first_line: 0,
            is_dry_run,
        };
        wait(node.intake.import(&wanted, file.as_bytes(), NOW, &mut |_| ())).unwrap()
    }

    fn network() -> Fact {
        Fact::Connection(byline_core::entry::Connection {
            id: "con_net".into(),
            feed: "impact".to_owned(),
            name: "Our network".to_owned(),
            account: None,
            is_archived: false,
            settings: Default::default(),
        })
    }

    #[test]
    fn a_file_that_came_before_its_connection_is_the_same_file_afterwards() {
        let dir = TempDir::new().unwrap();
        let node = node(dir.path(), &StillWorld::new());
        let actions = "Action Id,State,Action Date,Oid,Sale Amount,Currency\n\
            77,APPROVED,2026-06-01T10:00:00Z,IR-1,50.00,USD\n";
        let import = || {
            let wanted = TableWanted::default();
            let work = node.intake.import_table(&wanted, actions.as_bytes(), NOW);
            let told = wait(work).unwrap();
            (told.imported.accepted, told.imported.duplicate, told.connection)
        };
        assert_eq!(import(), (1, 0, "impact".to_owned()), "the network claims, not a file");
        commit(&node, vec![network()]);
        assert_eq!(import(), (0, 1, "con_net".to_owned()));
        let claims = node.engine.read().unwrap().claims_view();
        let told = claims.claimants.iter().map(|it| (it.name.as_str(), it.n_standing));
        assert_eq!(told.collect::<Vec<_>>(), [("impact.com", 1)]);
        node.close();
    }

    #[test]
    fn a_file_is_taken_in_once_and_its_bad_rows_are_named() {
        let dir = TempDir::new().unwrap();
        let node = node(dir.path(), &StillWorld::new());
        commit(&node, vec![Fact::Link(link("ana"))]);
        let counts = |it: &Imported| (it.accepted, it.duplicate, it.rejected);
        assert_eq!(counts(&import(&node, CLICKS, true)), (2, 0, 1), "a dry run");
        let first = import(&node, CLICKS, false);
        assert_eq!(counts(&first), (2, 0, 1));
        assert_eq!((first.rejections[0].line, first.rejections[0].code), (3, "event.link_unknown"));
        assert_eq!(counts(&import(&node, CLICKS, false)), (0, 2, 1), "the same file again");
        assert_eq!(node.engine.read().unwrap().stand().position.0, 3);
        node.close();
    }
}
