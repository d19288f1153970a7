//! Records: what a list says about a person or account, column by column.
//!
//! In: rows of any list, with what each column holds. Out: the same, folded and interned, with how
//! rare every value and word is, so that two records can be compared in microseconds.
//!
//! Invariant: nothing here depends on the order of the rows but the position of a record.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use smallvec::SmallVec;

use super::names::likeness::{Lettered, Letters};
use super::names::nicknames::Nickname;
use super::names::text::{fold, squash};
use super::names::words::{Vocabulary, parts};
use super::numbers::log2;

/// What the cells of a column hold.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Kind {
    /// A given name or a surname.
    Name,
    /// A whole name, a display name or a handle: words, parted or not. All columns of this kind
    /// are compared with each other.
    Label,
    /// Words of no fixed order: an address, a place, an occupation.
    Words,
    /// An e-mail address.
    Email,
    /// A day, digits first or last.
    Date,
    /// A short code in which a digit may be mistyped: postcode, house number, telephone.
    Code,
    /// The same or not: a platform's own id, a hash, the address in a bio.
    Key,
}

/// People elsewhere, beside whom an e-mail address or a platform's id is rare.
const N_ELSEWHERE: f64 = 1_000_000.0;

/// A name that occurs once is rare, however short the list: it is seen as one of so many rows.
const LEAST_WORLD: f64 = 128.0;

/// A column of a list.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Column {
    /// The heading.
    pub name: String,
    /// What the cells hold.
    pub kind: Kind,
}

/// One row of a list.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Record {
    /// The cells, by column; an empty text is a missing value.
    pub cells: Vec<String>,
    /// Places that have room for one record of a creator, such as an account on a platform.
    pub seats: Vec<Seat>,
}

/// A place that has room for one holder of a creator at a time. Two records with the same seat,
/// other holders and times that meet are never the same creator.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Seat {
    /// Where: a platform, or the file of a list that names nobody twice.
    pub place: String,
    /// Who sits there: the account's id, or its handle where there is no id.
    pub holder: String,
    /// From when, in seconds since 1970.
    pub from_s: i64,
    /// Until before when, in seconds since 1970.
    pub until_s: i64,
}

impl Seat {
    /// A seat that is held always.
    pub fn always(place: &str, holder: &str) -> Self {
        let (place, holder) = (place.to_owned(), holder.to_owned());
        Self { place, holder, from_s: i64::MIN, until_s: i64::MAX }
    }

    /// Whether one creator cannot hold both.
    pub fn excludes(&self, other: &Self) -> bool {
        let meets = self.from_s < other.until_s && other.from_s < self.until_s;
        self.place == other.place && self.holder != other.holder && meets
    }
}

/// Records made ready for comparing.
pub struct Table {
    /// The columns that are compared; those of kind label are one.
    pub columns: Vec<Values>,
    /// By record, its seats.
    pub seats: Vec<Vec<Seat>>,
}

/// One column of a [`Table`].
pub struct Values {
    /// The heading; of several, joined by `/`.
    pub name: String,
    /// What the cells hold.
    pub kind: Kind,
    /// The distinct values.
    pub values: Vec<Value>,
    /// The distinct words of the values; empty unless values have words.
    pub words: Vec<Word>,
    /// By record, its values; empty if missing.
    pub cells: Vec<SmallVec<[u32; 1]>>,
}

/// A distinct value of a column.
pub struct Value {
    /// How it is compared.
    pub text: String,
    /// The letters of the text.
    pub letters: Letters,
    /// What it is a nickname of.
    pub nickname: Nickname,
    /// Its words, in order.
    pub words: SmallVec<[u32; 6]>,
    /// In how many records it occurs.
    pub n_records: u32,
    /// How much agreeing on it says: log2 of one over its share.
    pub bits: f64,
}

/// A distinct word of a column.
pub struct Word {
    /// Folded.
    pub text: String,
    /// The letters of the text.
    pub letters: Letters,
    /// What it is a nickname of.
    pub nickname: Nickname,
    /// In how many records it occurs.
    pub n_records: u32,
    /// How much agreeing on it says: log2 of one over its share.
    pub bits: f64,
    /// How much it says against two values being one name that only one of them has it, in bits.
    pub contradiction_bits: f64,
}

/// What several columns of names are called together.
const NAMES: &str = "name or handle";

impl Table {
    /// Makes `records` ready. Cells beyond `columns` are left out, missing cells are empty.
    pub fn new(columns: &[Column], records: &[&Record]) -> Self {
        let mut groups = Vec::<(String, Kind, Vec<usize>)>::new();
        for (place, column) in columns.iter().enumerate() {
            let label = groups.iter_mut().find(|(_, kind, _)| *kind == Kind::Label);
            match label.filter(|_| column.kind == Kind::Label) {
                Some((name, _, places)) => {
                    NAMES.clone_into(name);
                    places.push(place);
                }
                None => groups.push((column.name.clone(), column.kind, vec![place])),
            }
        }
        let columns = groups.into_iter().map(|(name, kind, places)| {
            let cells = records.iter().map(|record| {
                let cells = places.iter().filter_map(|place| record.cells.get(*place));
                cells.map(String::as_str).filter(|cell| !cell.trim().is_empty()).collect()
            });
            Values::new(name, kind, &cells.collect::<Vec<_>>())
        });
        let seats = records.iter().map(|record| record.seats.clone()).collect();
        Self { columns: columns.collect(), seats }
    }

    /// How many records there are.
    pub fn n_records(&self) -> usize {
        self.seats.len()
    }

    /// Whether two records can never be one creator.
    pub fn excludes(&self, a: usize, b: usize) -> bool {
        self.seats[a].iter().any(|own| self.seats[b].iter().any(|other| own.excludes(other)))
    }
}

impl Values {
    fn new(name: String, kind: Kind, cells: &[SmallVec<[&str; 1]>]) -> Self {
        // Distinct cells first: folding and cutting is dear, and most cells repeat.
        let raw: BTreeSet<&str> = cells.iter().flatten().copied().collect();
        let raw: Vec<&str> = raw.into_iter().collect();
        let texts: Vec<String> = raw.iter().map(|cell| compared(kind, cell)).collect();
        let ids = interned(texts.iter().map(String::as_str));
        let id_of_raw: HashMap<&str, Option<u32>> = raw
            .iter()
            .zip(&texts)
            .map(|(raw, text)| (*raw, ids.get(text.as_str()).copied()))
            .collect();
        let by_record = cells.iter().map(|cells| {
            let mut ids: SmallVec<[u32; 1]> =
                cells.iter().filter_map(|cell| id_of_raw[cell]).collect();
            ids.sort_unstable();
            ids.dedup();
            ids
        });
        let mut column =
            Self { name, kind, values: Vec::new(), words: Vec::new(), cells: by_record.collect() };
        column.values = ids.into_keys().map(|text| Value::new(text.to_owned())).collect();
        if matches!(kind, Kind::Label | Kind::Words | Kind::Name) {
            column.find_words(&raw, &texts);
        }
        column.count();
        column
    }

    /// Cuts the values into words. Of several spellings of one value, the one that shows the most
    /// parts says where the words are.
    fn find_words(&mut self, raw: &[&str], texts: &[String]) {
        let mut shown = BTreeMap::<&str, Vec<String>>::new();
        for (raw, text) in raw.iter().zip(texts) {
            let parts = match self.kind {
                Kind::Label => parts(raw),
                _ => fold(raw).split(' ').map(str::to_owned).collect(),
            };
            let known = shown.entry(text).or_default();
            if known.len() < parts.len() {
                *known = parts;
            }
        }
        let vocabulary = Vocabulary::learn(shown.values().map(Vec::as_slice));
        let cut = |parts: &Vec<String>| -> Vec<String> {
            match self.kind {
                Kind::Label => parts.iter().flat_map(|part| vocabulary.cut(part)).collect(),
                _ => parts.clone(),
            }
        };
        let cuts: Vec<_> = self.values.iter().map(|v| cut(&shown[v.text.as_str()])).collect();
        let ids = interned(cuts.iter().flatten().map(String::as_str));
        for (value, words) in self.values.iter_mut().zip(&cuts) {
            value.words = words.iter().map(|word| ids[word.as_str()]).collect();
        }
        self.words = ids.into_keys().map(Word::new).collect();
    }

    fn count(&mut self) {
        let mut seen = Vec::new();
        for ids in &self.cells {
            seen.clear();
            for id in ids {
                let value = &mut self.values[*id as usize];
                value.n_records += 1;
                seen.extend_from_slice(&value.words);
            }
            seen.sort_unstable();
            seen.dedup();
            for word in &seen {
                self.words[*word as usize].n_records += 1;
            }
        }
        let n_filled = self.cells.iter().filter(|ids| !ids.is_empty()).count();
        let n_filled = f64::from(u32::try_from(n_filled).expect("fewer than 2^32 records"));
        // What is one creator's alone is rare in the world, however short the list.
        let n_world = match self.kind {
            Kind::Email | Kind::Key => n_filled + N_ELSEWHERE,
            _ => n_filled.max(LEAST_WORLD),
        };
        for value in &mut self.values {
            value.bits = rarity(n_world, value.n_records);
        }
        for word in &mut self.words {
            word.bits = rarity(n_world, word.n_records);
            word.contradiction_bits = word.contradiction();
        }
    }
}

impl Value {
    fn new(text: String) -> Self {
        let (letters, nickname) = (Letters::of(&text), Nickname::of(&text));
        Self { text, letters, nickname, words: SmallVec::new(), n_records: 0, bits: 0.0 }
    }

    /// The text with its letters.
    pub fn lettered(&self) -> Lettered<'_> {
        (&self.text, self.letters)
    }
}

/// Words that people put before or behind a name to make a handle of it.
const AFFIXES: [&str; 24] = [
    "official", "real", "the", "its", "iam", "this", "hey", "hello", "mr", "mrs", "miss", "dr",
    "tv", "hq", "vlog", "vlogs", "channel", "page", "team", "studio", "online", "daily", "blog",
    "xo",
];

/// Bits that a number or a stretch of one or two letters contradicts at most: people add them to
/// a handle that is taken, as they do with words such as `official`.
const TRIFLE_BITS: f64 = 2.0;

impl Word {
    /// What [`Self::contradiction_bits`] holds: trifles contradict little.
    fn contradiction(&self) -> f64 {
        let is_number = self.text.bytes().all(|byte| byte.is_ascii_digit()) && self.text.len() < 5;
        let is_affix = AFFIXES.contains(&self.text.as_str());
        let is_trifle = is_number || is_affix || self.text.is_ascii() && self.text.len() < 3;
        if is_trifle { self.bits.min(TRIFLE_BITS) } else { self.bits }
    }

    fn new(text: &str) -> Self {
        let (letters, nickname) = (Letters::of(text), Nickname::of(text));
        let text = text.to_owned();
        Self { text, letters, nickname, n_records: 0, bits: 0.0, contradiction_bits: 0.0 }
    }

    /// The text with its letters.
    pub fn lettered(&self) -> Lettered<'_> {
        (&self.text, self.letters)
    }
}

/// How much it says that two of `n_records` records share a value: how rare it is among the
/// others. What nobody else has was seen half a time.
fn rarity(n_world: f64, n_records: u32) -> f64 {
    log2(n_world / (f64::from(n_records) - 2.0).max(0.5))
}

/// How a cell is compared.
fn compared(kind: Kind, cell: &str) -> String {
    match kind {
        Kind::Name | Kind::Label | Kind::Words | Kind::Code | Kind::Date => squash(cell),
        Kind::Email => cell.trim().to_lowercase(),
        Kind::Key => cell.trim().to_owned(),
    }
}

/// Numbers for the distinct, non-empty texts, in their order.
fn interned<'a>(texts: impl Iterator<Item = &'a str>) -> BTreeMap<&'a str, u32> {
    let mut ids: BTreeMap<&str, u32> =
        texts.filter(|text| !text.is_empty()).map(|text| (text, 0)).collect();
    for (id, next) in ids.values_mut().zip(0..) {
        *id = next;
    }
    ids
}
