//! Tables: any file that a person or a system exports, taken in by a mapping.
//!
//! In: a file, and a mapping that is given, saved or guessed. Out: what it was taken for, what its
//! columns mean, and what became of its rows: accepted, known already, refused and passed over are
//! all of them. A mapping that was corrected can be saved, and is then used for the next file with
//! the same columns; rows that were taken in before are known, whatever else the mapping now reads.

use std::collections::BTreeMap;
use std::io::BufRead;
use std::sync::{OnceLock, PoisonError};

use byline_core::entry::Fact;
use byline_core::id::ConnectionId;
use byline_core::time::{Timestamp, Zone};
use byline_ingest::export::{Ground, RowRefused};
use byline_ingest::files::{self, FileError, Line, Mapping, Opened, RowError, Table};
use byline_ingest::registry;
use byline_serve::port::ImportHow;
use serde::Serialize;

use super::mappings::{MAPPING_PREFIX, fitting, saved_mappings};
use super::owners::{Owners, Taken};
use super::refused::RefusedRows;
use super::{ImportFailure, Imported, Rejection, Row, gather};
use crate::intake::{Intake, Known, entry};

/// The connection of files that no other connection is for.
pub(super) const FILES: &str = "import";

/// How a table is to be taken in.
#[derive(Clone, Default)]
pub struct TableWanted<'a> {
    /// What its columns mean.
    pub mapping: Chosen,
    /// Under which name the mapping is saved, if it is to be.
    pub save_as: Option<&'a str>,
    /// Which connection it comes from; the one of its feed, if there is one only.
    pub connection: Option<&'a str>,
    /// In which zone days and times without one are read; that of the connection, or UTC.
    pub zone: Option<&'a Zone>,
    /// What the file cannot say, such as `currency` or `campaign_id`.
    pub settings: BTreeMap<String, String>,
    /// Whether every refused row is kept, for [`TableImported::refused_rows`].
    pub keeps_refused: bool,
    /// Whether rows are only looked at.
    pub is_dry_run: bool,
}

/// Which mapping a file is read by.
#[derive(Clone, Default, PartialEq, Eq, Debug)]
pub enum Chosen {
    /// A saved one that fits the header, or else the best guess.
    #[default]
    Guessed,
    /// The best guess for this kind, such as `shopify.orders`.
    Kind(String),
    /// The one that is saved under this name.
    Named(String),
    /// This one.
    Given(Mapping),
}

/// What became of a table.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct TableImported {
    /// What became of its rows.
    #[serde(flatten)]
    pub imported: Imported,
    /// Rows that say nothing that counts, such as total lines.
    pub passed_over: u64,
    /// Which connection its facts are of.
    pub connection: String,
    /// What it was taken for, and what its columns mean.
    pub mapping: Mapping,
    /// The names of its columns; none where it is no table.
    pub header: Vec<String>,
    /// The columns that were not used.
    pub unused: Vec<String>,
    /// Every refused row with its line, code, reason and next step, as CSV, where it was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub refused_rows: Option<String>,
}

/// For whom a file is read.
pub(super) struct Site {
    /// Whose its facts are.
    connection: ConnectionId,
    /// Under whose name its rows are known again: the connection's where one was named, else the
    /// feed's, so that a file that came before its connection is the same file afterwards.
    identity: ConnectionId,
    settings: BTreeMap<String, String>,
    zone: Zone,
}

impl Intake {
    /// Takes in a file of any kind.
    pub async fn import_table(
        &self,
        wanted: &TableWanted<'_>,
        file: impl BufRead + Send,
        now: Timestamp,
    ) -> Result<TableImported, ImportFailure> {
        self.writer.check_ready()?;
        let (site, known) = (OnceLock::new(), Known(&self.engine));
        let choose = |header: &[String]| self.choose(wanted, header);
        let ground = |mapping: &Mapping| self.ground(wanted, mapping, &site, &known, now);
        let opened = files::open(file, choose, ground).map_err(ImportFailure::Table)?;
        self.take_table(wanted, opened, &known).await
    }

    /// Takes in a table that is open already, such as a sheet of a workbook.
    pub async fn import_open(
        &self,
        wanted: &TableWanted<'_>,
        table: Table<'_>,
        now: Timestamp,
    ) -> Result<TableImported, ImportFailure> {
        self.writer.check_ready()?;
        let (site, known) = (OnceLock::new(), Known(&self.engine));
        let choose = |header: &[String]| self.choose(wanted, header);
        let ground = |mapping: &Mapping| self.ground(wanted, mapping, &site, &known, now);
        let opened = files::mapped(table, choose, ground).map_err(ImportFailure::Table)?;
        self.take_table(wanted, opened, &known).await
    }

    /// Takes in a whole table, as a server is asked to.
    pub(super) async fn import_whole(
        &self,
        how: &ImportHow,
        zone: Option<&Zone>,
        body: &[u8],
        now: Timestamp,
    ) -> Result<TableImported, ImportFailure> {
        let said = |text: &'_ Option<String>| text.clone().filter(|text| !text.trim().is_empty());
        let mapping = match how.mapping.as_deref().map(str::trim).filter(|text| !text.is_empty()) {
            None => said(&how.what).map_or(Chosen::Guessed, Chosen::Kind),
            Some(json) if json.starts_with('{') => {
                let mapping = serde_json::from_str(json);
                let invalid =
                    |error: serde_json::Error| ImportFailure::MappingInvalid(error.to_string());
                Chosen::Given(mapping.map_err(invalid)?)
            }
            Some(name) => Chosen::Named(name.to_owned()),
        };
        let wanted = TableWanted {
            mapping,
            save_as: how.save_mapping.as_deref().filter(|name| !name.is_empty()),
            connection: how.connection.as_deref(),
            zone,
            settings: [("currency", &how.currency), ("campaign_id", &how.campaign_id)]
                .into_iter()
                .filter_map(|(name, text)| Some((name.to_owned(), said(text)?)))
                .collect(),
            keeps_refused: how.refused_rows,
            is_dry_run: how.dry_run,
        };
        self.import_table(&wanted, body, now).await
    }

    fn choose(&self, wanted: &TableWanted<'_>, header: &[String]) -> Result<Mapping, FileError> {
        let saved = {
            let engine = self.engine.read().unwrap_or_else(PoisonError::into_inner);
            saved_mappings(&engine)
        };
        match &wanted.mapping {
            Chosen::Given(mapping) => Ok(mapping.clone()),
            Chosen::Named(name) => {
                let found = saved.into_iter().find(|(known, _)| known == name);
                found
                    .map(|(_, mapping)| mapping)
                    .ok_or_else(|| FileError::MappingUnknown(name.clone()))
            }
            Chosen::Kind(name) => {
                let (feed, what) = name.split_once(['.', ' ']).unwrap_or((name, ""));
                let export = registry::export(feed, what);
                let export = export.ok_or_else(|| FileError::ExportUnknown(name.clone()))?;
                Ok(Mapping::of(export, header))
            }
            Chosen::Guessed => match fitting(saved, header) {
                Some(mapping) => Ok(mapping),
                None => Mapping::best(header),
            },
        }
    }

    pub(super) fn ground<'g>(
        &'g self,
        wanted: &TableWanted<'_>,
        mapping: &Mapping,
        site: &'g OnceLock<Site>,
        known: &'g Known<'g>,
        now: Timestamp,
    ) -> Ground<'g> {
        let site = site.get_or_init(|| self.site(wanted, mapping));
        Ground {
            connection: &site.identity,
            settings: &site.settings,
            customer_key: &self.customer_key,
            zone: &site.zone,
            directory: known,
            received_at: now,
        }
    }

    fn site(&self, wanted: &TableWanted<'_>, mapping: &Mapping) -> Site {
        let engine = self.engine.read().unwrap_or_else(PoisonError::into_inner);
        let feed = if mapping.feed.is_empty() { FILES } else { mapping.feed.as_str() };
        let identity = wanted.connection.unwrap_or(feed);
        let mut own = engine
            .connections()
            .filter(|connection| !connection.is_archived && connection.feed == feed);
        let connection = match (wanted.connection, own.next(), own.next()) {
            (None, Some(only), None) => Some(only),
            _ => engine.connection(identity),
        };
        let id = connection.map_or(identity, |connection| connection.id.as_str());
        let mut settings = connection.map(|it| it.settings.clone()).unwrap_or_default();
        settings.retain(|name, _| !name.starts_with(MAPPING_PREFIX));
        settings.extend(wanted.settings.clone());
        let zone = settings.get("time_zone").and_then(|name| Zone::parse(name).ok());
        let zone = wanted.zone.cloned().or(zone).unwrap_or_else(Zone::utc);
        Site { connection: id.into(), identity: identity.into(), settings, zone }
    }

    async fn take_table(
        &self,
        wanted: &TableWanted<'_>,
        opened: Opened<'_>,
        known: &Known<'_>,
    ) -> Result<TableImported, ImportFailure> {
        let unused = opened.unused();
        let Opened { mapping, header, lines } = opened;
        let connection = self.site(wanted, &mapping).connection;
        let owners = Owners::new(known, self.link_hosts());
        let of = connection.clone();
        let kept = wanted.keeps_refused.then(|| RefusedRows::under(&header));
        let mut rows = Rows { lines, of, passed_over: 0, owners, kept };
        let mut imported = Imported::default();
        loop {
            let more = gather(&mut rows, 0, &mut imported, &mut |_| ());
            imported.warn(&more, known);
            if more.entries.is_empty() {
                break;
            }
            self.take_lines(more, wanted.is_dry_run, &mut imported).await?;
        }
        if let Some(name) = wanted.save_as.filter(|_| !wanted.is_dry_run) {
            self.save_mapping(name, &mapping, &connection).await?;
        }
        let (passed_over, connection) = (rows.passed_over, connection.to_string());
        let refused_rows = rows.kept.map(RefusedRows::csv);
        Ok(TableImported {
            imported,
            passed_over,
            connection,
            mapping,
            header,
            unused,
            refused_rows,
        })
    }
}

/// The rows of a file, of which those that say nothing are passed over and counted.
struct Rows<'a> {
    lines: Box<dyn Iterator<Item = Line> + Send + 'a>,
    /// Whose they are.
    of: ConnectionId,
    passed_over: u64,
    owners: Owners<'a>,
    kept: Option<RefusedRows>,
}

/// Makes a fact the connection's.
fn hand_to(fact: &mut Fact, connection: &ConnectionId) {
    let own = match fact {
        Fact::Order(order) => &mut order.key.connection,
        Fact::Refund(refund) => &mut refund.order.connection,
        Fact::Action(action) => &mut action.connection,
        Fact::Metric(point) => &mut point.connection,
        Fact::Figure(figure) => &mut figure.connection,
        Fact::Claim(claim) => &mut claim.connection,
        Fact::Mention(mention) => &mut mention.connection,
        _ => return,
    };
    own.clone_from(connection);
}

fn refused(line: u64, taken: &Taken) -> Rejection {
    let (code, detail) = (taken.code(), taken.to_string());
    Rejection { line, code, detail, next_step: taken.next_step() }
}

impl Iterator for Rows<'_> {
    type Item = Row;

    fn next(&mut self) -> Option<Row> {
        loop {
            let Line { number, n_rows, row, outcome } = self.lines.next()?;
            let outcome = match outcome {
                Err(RowError::Refused(RowRefused::Empty(_))) => {
                    self.passed_over += n_rows;
                    continue;
                }
                // A part of a figure: it is counted with the sums, at the end.
                Ok(facts) if facts.is_empty() => continue,
                Ok(mut facts) => {
                    facts.iter_mut().for_each(|(fact, _)| hand_to(fact, &self.of));
                    match self.owners.settle(&mut facts) {
                        Ok(()) => {
                            Ok(facts.into_iter().map(|(fact, key)| entry(fact, key)).collect())
                        }
                        Err(taken) => Err(refused(number, &taken)),
                    }
                }
                Err(error) => Err(Rejection {
                    line: number,
                    code: error.code(),
                    detail: error.to_string(),
                    next_step: error.next_step(),
                }),
            };
            if let (Some(kept), Err(refused)) = (&mut self.kept, &outcome) {
                kept.add(refused, &row);
            }
            return Some(Row { number, n_rows, outcome });
        }
    }
}
