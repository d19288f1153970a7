//! Mappings: which column of a file means what. Guessed, editable, kept.
//!
//! In: the header of a file. Out: the exports that it can be, each column with its meaning. A
//! mapping says columns by their names, so it fits next month's file too, whatever order its
//! columns are in. What a file cannot say about itself stands in `settings`: `time_zone`,
//! `currency`, `decimal_mark`, `day_order`, and whatever the export asks for.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use byline_core::money::Currency;
use byline_core::time::Zone;
use serde::{Deserialize, Serialize};

use super::error::FileError;
use crate::export::{Export, plain_header};
use crate::registry::{self, EXPORTS, OWN, recognise};

/// What a file is, and what its columns mean.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mapping {
    /// The feed whose export it is, such as `impact`.
    pub feed: String,
    /// Which of its exports, such as `actions`.
    pub what: String,
    /// The names of the export's columns, and the names that the file has for them.
    pub columns: BTreeMap<String, String>,
    /// What the file cannot say about itself.
    #[serde(default)]
    pub settings: BTreeMap<String, String>,
}

/// How alike two names of columns must be to be taken for one, from 0 to 1.
const ALIKE: f64 = 0.88;

/// What a mapping can say that a file cannot.
pub const SETTINGS: [&str; 12] = [
    "time_zone",
    "currency",
    "decimal_mark",
    "day_order",
    "campaign_id",
    "creator_id",
    "began_at",
    "window",
    "brand_handle",
    "terms",
    "time_unit",
    "purchase_action",
];

/// Words in the names of columns that hold money or ids. Of these a name much alike is another
/// column: `total_tax` is no `total`.
const STRICT: &[&str] = &[
    "amount",
    "commission",
    "cost",
    "discount",
    "fee",
    "id",
    "net",
    "payout",
    "price",
    "refund",
    "refunded",
    "revenue",
    "sales",
    "shipping",
    "spend",
    "subtotal",
    "tax",
    "total",
    "value",
];

/// Whether a column is taken by its listed names only.
fn is_strict(name: &str) -> bool {
    name.split('_').any(|word| STRICT.contains(&word))
}

impl Mapping {
    /// What a file with this header can be, the best guess first. Without an export that fits, the
    /// one that lacks least is guessed, so that a person can complete it.
    pub fn guess(header: &[String]) -> Vec<Self> {
        let names: Vec<&str> = header.iter().map(String::as_str).collect();
        let known: Vec<Self> =
            recognise(&names).into_iter().map(|export| Self::of(export, header)).collect();
        if !known.is_empty() {
            return known;
        }
        let own = Self::guess_among(OWN, header);
        if own.first().is_some_and(|guess| guess.missing().is_empty()) {
            return own;
        }
        let mut guesses = Self::guess_among(EXPORTS, header);
        guesses.extend(own);
        Self::sort(&mut guesses);
        guesses.truncate(1);
        guesses
    }

    /// What a file with this header is. Where two kinds fit it equally well, neither is chosen.
    pub fn best(header: &[String]) -> Result<Self, FileError> {
        let mut guesses = Self::guess(header);
        let first = guesses.first().ok_or(FileError::Unrecognised)?;
        let mut rivals: Vec<&Self> = guesses.iter().filter(|it| it.is_rival_of(first)).collect();
        if !rivals.is_empty() {
            rivals.insert(0, first);
            let names = rivals.into_iter().map(|it| format!("{}.{}", it.feed, it.what));
            return Err(FileError::InDoubt(names.collect()));
        }
        Ok(guesses.swap_remove(0))
    }

    /// Whether another kind knows as much of the header, and asks for as much. Exports of one feed
    /// are of one family, told apart by their order in the registry.
    fn is_rival_of(&self, first: &Self) -> bool {
        let is_family = match self.feed.as_str() {
            "import" => first.columns.keys().eq(self.columns.keys()),
            feed => feed == first.feed,
        };
        !is_family && self.rank() == first.rank()
    }

    /// How many needed columns are missing, how many are known, and how many are asked for.
    fn rank(&self) -> (usize, Reverse<usize>, Reverse<usize>) {
        let columns = self.export().map_or(&[][..], |export| export.columns);
        let n_needed = columns.iter().filter(|column| column.is_needed).count();
        (self.missing().len(), Reverse(self.columns.len()), Reverse(n_needed))
    }

    /// What a file with this header can be among `exports`, the one that lacks least first.
    pub fn guess_among(exports: &'static [Export], header: &[String]) -> Vec<Self> {
        let guesses = exports.iter().map(|export| Self::of(export, header));
        let mut guesses: Vec<Self> = guesses.filter(|guess| 2 <= guess.columns.len()).collect();
        Self::sort(&mut guesses);
        guesses
    }

    fn sort(guesses: &mut [Self]) {
        guesses.sort_by_key(Self::rank);
    }

    /// The columns of `export` in a file with this header, by their names or names much alike. Ids
    /// and amounts are found by names that are listed for them only.
    pub fn of(export: &Export, header: &[String]) -> Self {
        let plain: Vec<String> = header.iter().map(|name| plain_header(name)).collect();
        let mut columns: BTreeMap<String, String> = BTreeMap::new();
        let mut is_taken = vec![false; header.len()];
        for alike in [1.0, ALIKE] {
            for column in export.columns {
                if columns.contains_key(column.name) || (alike < 1.0 && is_strict(column.name)) {
                    continue;
                }
                let spellings = std::iter::once(&column.name).chain(column.spellings);
                let mut wanted = spellings.map(|spelling| plain_header(spelling));
                let place = wanted.find_map(|wanted| {
                    // Two columns may be read from one: `stat_time_hour` is both hour and day.
                    let fits = |(place, name): (usize, &String)| match alike < 1.0 {
                        false => *name == wanted,
                        true => {
                            let likeness = strsim::jaro_winkler(name, &wanted);
                            !is_taken[place] && !name.is_empty() && alike <= likeness
                        }
                    };
                    plain.iter().enumerate().position(fits)
                });
                if let Some(place) = place {
                    is_taken[place] = true;
                    columns.insert(column.name.to_owned(), header[place].clone());
                }
            }
        }
        let (feed, what) = (export.feed.to_owned(), export.what.to_owned());
        Self { feed, what, columns, settings: BTreeMap::new() }
    }

    /// The export that the mapping is for.
    pub fn export(&self) -> Result<&'static Export, FileError> {
        let unknown = || FileError::ExportUnknown(format!("{} {}", self.feed, self.what));
        registry::export(&self.feed, &self.what).ok_or_else(unknown)
    }

    /// The columns that a file must have and this mapping does not name.
    pub fn missing(&self) -> Vec<&'static str> {
        let columns = self.export().map_or(&[][..], |export| export.columns);
        let needed = columns.iter().filter(|column| column.is_needed);
        needed.map(|column| column.name).filter(|name| !self.columns.contains_key(*name)).collect()
    }

    /// Where each mapped column stands under `header`.
    pub fn places(&self, header: &[String]) -> Result<Vec<(&'static str, usize)>, FileError> {
        let export = self.export()?;
        let plain: Vec<String> = header.iter().map(|name| plain_header(name)).collect();
        let mut places = Vec::new();
        let mut missing = Vec::new();
        for column in export.columns {
            let wanted = self.columns.get(column.name).map(|name| plain_header(name));
            let place = wanted.and_then(|wanted| plain.iter().position(|name| *name == wanted));
            match place {
                Some(place) => places.push((column.name, place)),
                None if column.is_needed => missing.push(column.name),
                None => {}
            }
        }
        if missing.is_empty() { Ok(places) } else { Err(FileError::ColumnsMissing(missing)) }
    }

    /// The zone of times without one.
    pub fn zone(&self) -> Result<Option<Zone>, FileError> {
        let named = self.settings.get("time_zone").map(|name| Zone::parse(name));
        named.transpose().map_err(|_| FileError::SettingInvalid("time_zone"))
    }

    /// Lets a mapping pass that names columns and settings that there are, with values that can be
    /// read.
    pub fn check(&self) -> Result<(), FileError> {
        let known: Vec<&'static str> =
            self.export()?.columns.iter().map(|column| column.name).collect();
        if let Some(said) = self.columns.keys().find(|name| !known.contains(&name.as_str())) {
            let (said, of) = (said.clone(), format!("{} {}", self.feed, self.what));
            return Err(FileError::ColumnUnknown { nearest: nearest(&said, &known), said, of });
        }
        if let Some(said) = self.settings.keys().find(|name| !SETTINGS.contains(&name.as_str())) {
            let nearest = nearest(said, &SETTINGS);
            return Err(FileError::SettingUnknown { said: said.clone(), nearest });
        }
        self.zone()?;
        let is_one_of = |name, allowed: &[&str]| {
            self.settings.get(name).is_none_or(|said| allowed.contains(&said.as_str()))
        };
        if !is_one_of("decimal_mark", &[",", "."]) {
            return Err(FileError::SettingInvalid("decimal_mark"));
        }
        if !is_one_of("day_order", &["dmy", "mdy"]) {
            return Err(FileError::SettingInvalid("day_order"));
        }
        let currency = self.settings.get("currency");
        let is_known = currency.is_none_or(|code| Currency::parse(code).is_some());
        if is_known { Ok(()) } else { Err(FileError::SettingInvalid("currency")) }
    }
}

/// The known name that is spelled most like what was said.
fn nearest(said: &str, known: &[&'static str]) -> &'static str {
    let likeness = |name: &&&str| strsim::jaro_winkler(name, said);
    let most = known.iter().max_by(|a, b| likeness(a).total_cmp(&likeness(b)));
    most.copied().unwrap_or_default()
}
