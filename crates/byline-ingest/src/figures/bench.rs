//! A bench for tests of platforms: somebody who asks, answers to read, and files.

use std::collections::BTreeMap;
use std::path::PathBuf;

use byline_core::entry::{DedupKey, Fact};
use byline_core::event::Grain;
use byline_core::figure::{Counted, Figure, SubjectKind};
use byline_core::id::ConnectionId;
use byline_core::time::{Span, Timestamp, Zone};

use super::Wholes;
use crate::directory::Nothing;
use crate::export::{Export, Ground, Row};
use crate::keys::CustomerKey;
use crate::poll::{Answer, Ask, Page, Poll, PollError, Request};
use crate::registry;

const KEY: CustomerKey = CustomerKey([9; 32]);

/// Who asks, for what, and when.
pub(crate) struct Bench {
    pub account: &'static str,
    pub settings: BTreeMap<String, String>,
    pub secret: &'static [u8],
    pub zone: Zone,
    pub span: Span,
    pub subjects: Vec<String>,
    pub now: Timestamp,
    connection: ConnectionId,
}

impl Bench {
    /// Somebody who asks in UTC for 2026-11-01 to 2026-11-03, at noon on 2026-11-20.
    pub(crate) fn new(account: &'static str) -> Self {
        Self {
            account,
            settings: BTreeMap::new(),
            secret: b"token",
            zone: Zone::utc(),
            span: Span { from: at("2026-11-01T00:00:00Z"), to: at("2026-11-04T00:00:00Z") },
            subjects: Vec::new(),
            now: at("2026-11-20T12:00:00Z"),
            connection: ConnectionId::from("con_1"),
        }
    }

    pub(crate) fn with(mut self, name: &str, value: &str) -> Self {
        self.settings.insert(name.to_owned(), value.to_owned());
        self
    }

    pub(crate) fn zone(mut self, name: &str) -> Self {
        self.zone = Zone::parse(name).unwrap();
        self
    }

    pub(crate) fn of(mut self, subjects: &[&str]) -> Self {
        self.subjects = subjects.iter().map(|subject| (*subject).to_owned()).collect();
        self
    }

    pub(crate) fn over(mut self, from: &str, to: &str) -> Self {
        self.span = Span { from: at(from), to: at(to) };
        self
    }

    pub(crate) fn ask<T>(&self, poll: &Poll, with: impl FnOnce(&Ask<'_>) -> T) -> T {
        with(&Ask {
            connection: &self.connection,
            account: Some(self.account),
            settings: &self.settings,
            secrets: &[self.secret],
            api_url: poll.api_url,
            customer_key: &KEY,
            zone: &self.zone,
            span: self.span,
            subjects: &self.subjects,
            own_hosts: &["go.brand.com".to_owned()],
            now: self.now,
        })
    }

    pub(crate) fn begin(&self, poll: &Poll) -> Result<Request, PollError> {
        self.ask(poll, |ask| (poll.begin)(ask))
    }

    /// Reads `body` as the answer to `request`.
    pub(crate) fn read(
        &self,
        poll: &Poll,
        request: &Request,
        status: u16,
        body: &[u8],
    ) -> Result<Page, PollError> {
        let answer =
            Answer { status, headers: Vec::new(), body: body.to_vec(), received_at: self.now };
        self.ask(poll, |ask| (poll.read)(request, &answer, ask))
    }

    /// Reads `body` as the answer to the first request of a turn.
    pub(crate) fn first(&self, poll: &Poll, status: u16, body: &str) -> Result<Page, PollError> {
        self.read(poll, &self.begin(poll).unwrap(), status, body.as_bytes())
    }

    /// Brings in a file: the export that its header is recognised as, its facts, the refused rows.
    pub(crate) fn file(&self, bytes: &[u8]) -> File {
        let mut builder = csv::ReaderBuilder::new();
        let rows = builder.has_headers(false).flexible(true).from_reader(bytes);
        let mut records = rows.into_records().map(Result::unwrap);
        let header = records.next().unwrap();
        let header: Vec<&str> = header.iter().collect();
        let Some(export) = registry::recognise(&header).first().copied() else {
            return File::default();
        };
        let places = export.places(&header).unwrap();
        let mut facts = Vec::new();
        let mut file = File { export: Some(export), ..File::default() };
        for record in records {
            let cells: Vec<&str> = record.iter().collect();
            match (export.map)(&Row::new(&places, &cells), &self.ground()) {
                Ok(said) => facts.extend(said),
                Err(why) => file.refused.push(format!("{} {why}", why.code())),
            }
        }
        let mut wholes = Wholes::default();
        file.facts = wholes.take(facts);
        while let Some(sums) = wholes.end() {
            file.facts.extend(sums.facts);
        }
        file
    }

    fn ground(&self) -> Ground<'_> {
        Ground {
            connection: &self.connection,
            settings: &self.settings,
            customer_key: &KEY,
            zone: &self.zone,
            directory: &Nothing,
            received_at: self.now,
        }
    }
}

/// What a file gave.
#[derive(Default)]
pub(crate) struct File {
    pub export: Option<&'static Export>,
    pub facts: Vec<(Fact, DedupKey)>,
    pub refused: Vec<String>,
}

impl File {
    pub(crate) fn name(&self) -> String {
        self.export.map_or("none".to_owned(), |export| format!("{} {}", export.feed, export.what))
    }

    /// The sum of all figures of one kind of thing.
    pub(crate) fn total(&self, kind: SubjectKind, counted: Counted) -> Option<i64> {
        total(&self.facts, kind, counted)
    }
}

pub(crate) fn total(
    facts: &[(Fact, DedupKey)],
    kind: SubjectKind,
    counted: Counted,
) -> Option<i64> {
    let figures = figures(facts).into_iter();
    let found = figures.filter(|it| it.subject.kind == kind && it.counted == counted);
    found.map(|figure| figure.value).fold(None, |sum, value| match (sum, value) {
        (Some(sum), Some(value)) => Some(sum + value),
        (sum, value) => sum.or(value),
    })
}

pub(crate) fn figures(facts: &[(Fact, DedupKey)]) -> Vec<&Figure> {
    let figures = facts.iter().filter_map(|(fact, _)| match fact {
        Fact::Figure(figure) => Some(figure),
        // What a place carries is looked at apart.
        Fact::Carried(_) => None,
        other => panic!("unexpected {other:?}"),
    });
    figures.collect()
}

/// A line for each place that was read: `bio 17 @ana go.brand.com/ana ANA10`.
pub(crate) fn carried(facts: &[(Fact, DedupKey)]) -> Vec<String> {
    let said = facts.iter().filter_map(|(fact, _)| match fact {
        Fact::Carried(carried) => Some(carried),
        _ => None,
    });
    let line = |it: &byline_core::patrol::Carried| {
        let handle = it.handle.iter().map(|handle| format!("@{handle}"));
        let places = it.addresses.iter().map(|address| address.place.clone());
        let gone = it.is_gone.then(|| "gone".to_owned());
        let all = handle.chain(places).chain(it.words.iter().cloned()).chain(gone);
        let all: Vec<String> = all.collect();
        format!("{} {} {}", it.spot.key(), it.subject.id, all.join(" ")).trim_end().to_owned()
    };
    said.map(line).collect()
}

/// A line for each figure: `ad 17 clicks_link 5 2026-11-01T00:00:00Z`; `none` where it is missing.
pub(crate) fn lines(facts: &[(Fact, DedupKey)]) -> Vec<String> {
    let line = |figure: &&Figure| {
        let kind = serde_json::to_string(&figure.subject.kind).unwrap();
        let value = figure.value.map_or("none".to_owned(), |value| value.to_string());
        let currency = figure.currency.map_or(String::new(), |currency| format!(" {currency}"));
        let from = match figure.grain {
            Grain::Lifetime => "so far".to_owned(),
            Grain::Stretch(span) => span.from.to_string(),
        };
        let (id, counted) = (&figure.subject.id, figure.counted.key());
        format!("{} {id} {counted} {value}{currency} {from}", kind.trim_matches('"'))
    };
    figures(facts).iter().map(line).collect()
}

/// The lines that hold `part`.
pub(crate) fn lines_with(facts: &[(Fact, DedupKey)], part: &str) -> Vec<String> {
    lines(facts).into_iter().filter(|line| line.contains(part)).collect()
}

pub(crate) fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

/// The files of a folder of real data, by name; nothing where there is none to read.
pub(crate) fn real(folder: &str, ends_with: &str) -> Vec<(String, Vec<u8>)> {
    let Some(root) = std::env::var_os("BYLINE_REAL_DATA") else {
        eprintln!("skipped: BYLINE_REAL_DATA is not set");
        return Vec::new();
    };
    let entries = std::fs::read_dir(PathBuf::from(root).join(folder)).unwrap();
    let paths = entries.map(|entry| entry.unwrap().path());
    let mut files: Vec<(String, Vec<u8>)> = paths
        .map(|path| {
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            (name, std::fs::read(&path).unwrap())
        })
        .filter(|(name, _)| name.ends_with(ends_with))
        .collect();
    files.sort();
    files
}
