//! Comparing: how far two records agree, column by column, in levels that a person can name.
//!
//! In: two records of a [`Table`]. Out: for each column a [`Level`], or nothing where a value is
//! missing. Where the agreement rests on a value or on words, their rarity comes along: to share
//! `womack` says more than to share `official`, and what is common the data itself says.
//!
//! Invariant: comparing a with b gives what comparing b with a gives.

use smallvec::SmallVec;

use super::names::likeness::{Lettered, jaro_winkler, keystrokes};
use super::record::{Kind, Table, Value, Values, Word};

/// How far two values agree, best first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Level {
    /// The same.
    Same,
    /// The same but for words that are common here, such as `official`.
    Stripped,
    /// Given name and surname, or two lines of an address, have changed places.
    Swapped,
    /// Alike but for a slip: Jaro-Winkler from .95, or one keystroke.
    Close,
    /// All telling words of one are in the other: a name in a handle.
    Contained,
    /// Alike: Jaro-Winkler from .90, two keystrokes, or day and month changed.
    Near,
    /// One begins with the other, or is its initials.
    Short,
    /// Something is shared, something contradicts.
    Overlap,
    /// Nothing is shared.
    Differs,
}

impl Level {
    /// Every level, best first.
    pub const ALL: [Self; 9] = [
        Self::Same,
        Self::Stripped,
        Self::Swapped,
        Self::Close,
        Self::Contained,
        Self::Near,
        Self::Short,
        Self::Overlap,
        Self::Differs,
    ];
    /// How many there are.
    pub const COUNT: usize = Self::ALL.len();

    /// The level in the words of a reason: "handle the same but for common words".
    pub fn words(self) -> &'static str {
        match self {
            Self::Same => "is the same",
            Self::Stripped => "is the same but for common words",
            Self::Swapped => "has changed places with its neighbour",
            Self::Close => "is the same but for a slip",
            Self::Contained => "of one is contained in the other",
            Self::Near => "is alike",
            Self::Short => "is a short form or initials",
            Self::Overlap => "agrees in part and contradicts in part",
            Self::Differs => "differs",
        }
    }
}

/// What comparing one column found.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Finding {
    /// How far the values agree.
    pub level: Level,
    /// The rarity of what is shared, in bits, where that is known; else the level's own share
    /// among strangers counts.
    pub bits: Option<f32>,
}

/// Jaro-Winkler from which texts are close.
const CLOSE: f64 = 0.95;
/// Jaro-Winkler from which texts are near.
const NEAR: f64 = 0.90;
/// Jaro-Winkler from which names have something in common.
const OVERLAP: f64 = 0.80;
/// Bits of words that may differ without contradiction: common words, such as `official`.
const COMMON_BITS: f64 = 4.5;
/// What a likeness of words is worth beside their being the same.
const LIKE_WORTH: f64 = 0.7;

/// Compares records of one table.
pub struct Comparer<'a> {
    table: &'a Table,
    partners: Vec<Option<usize>>,
}

impl<'a> Comparer<'a> {
    /// A comparer of the records of `table`.
    pub fn new(table: &'a Table) -> Self {
        Self { table, partners: partners(table) }
    }

    /// What each column says about records `a` and `b`.
    pub fn compare(&self, a: usize, b: usize) -> SmallVec<[Option<Finding>; 12]> {
        (0..self.table.columns.len()).map(|column| self.column(column, a, b)).collect()
    }

    fn column(&self, column: usize, a: usize, b: usize) -> Option<Finding> {
        let values = &self.table.columns[column];
        if let Some(same) = self.same(column, a, b) {
            return Some(same);
        }
        let mut best: Option<Finding> = None;
        for own in &values.cells[a] {
            for other in &values.cells[b] {
                let found = self.values(column, *own.min(other), *own.max(other));
                if best.is_none_or(|best| is_better(found, best)) {
                    best = Some(found);
                }
            }
        }
        let is_weak = best.is_none_or(|best| Level::Swapped < best.level);
        if is_weak && self.is_swapped(column, a, b) {
            return Some(Finding { level: Level::Swapped, bits: None });
        }
        best
    }

    /// The rarest value that both records have. Nothing is better than the same, so that nothing
    /// else has to be compared then.
    fn same(&self, column: usize, a: usize, b: usize) -> Option<Finding> {
        let values = &self.table.columns[column];
        let both = values.cells[a].iter().filter(|id| values.cells[b].contains(id));
        let found = both.map(|id| self.values(column, *id, *id));
        found.reduce(|best, found| if is_better(found, best) { found } else { best })
    }

    fn is_swapped(&self, column: usize, a: usize, b: usize) -> bool {
        let Some(partner) = self.partners[column] else { return false };
        let (own, other) = (&self.table.columns[column], &self.table.columns[partner]);
        let text = |values: &'a Values, record: usize| {
            values.cells[record].first().map(|id| values.values[*id as usize].text.as_str())
        };
        let crosses = |a: usize, b: usize| {
            text(own, a).is_some() && text(own, a) == text(other, b) && text(own, a) != text(own, b)
        };
        crosses(a, b) || crosses(b, a)
    }

    fn values(&self, column: usize, a: u32, b: u32) -> Finding {
        let values = &self.table.columns[column];
        let (own, other) = (&values.values[a as usize], &values.values[b as usize]);
        if a == b {
            let words: f64 = own.words.iter().map(|id| values.words[*id as usize].bits).sum();
            let bits = if values.kind == Kind::Label { own.bits.max(words) } else { own.bits };
            return Finding { level: Level::Same, bits: Some(narrow(bits)) };
        }
        match values.kind {
            Kind::Label | Kind::Words => words(values, own, other),
            Kind::Name => plain(name(own, other)),
            Kind::Email => plain(email(own.lettered(), other.lettered())),
            Kind::Date => plain(date(own.lettered(), other.lettered())),
            Kind::Code => plain(code(own.lettered(), other.lettered())),
            Kind::Key => plain(Level::Differs),
        }
    }
}

/// For each column of names or words, the next one of its kind beside it: people swap the two.
fn partners(table: &Table) -> Vec<Option<usize>> {
    let kinds: Vec<Kind> = table.columns.iter().map(|column| column.kind).collect();
    let mut partners = vec![None; kinds.len()];
    for (place, pair) in kinds.windows(2).enumerate() {
        let is_free = partners[place].is_none();
        if is_free && pair[0] == pair[1] && matches!(pair[0], Kind::Name | Kind::Words) {
            partners[place] = Some(place + 1);
            partners[place + 1] = Some(place);
        }
    }
    partners
}

fn is_better(found: Finding, than: Finding) -> bool {
    let bits = |finding: Finding| finding.bits.unwrap_or(0.0);
    (found.level, -bits(found)) < (than.level, -bits(than))
}

fn plain(level: Level) -> Finding {
    Finding { level, bits: None }
}

#[expect(clippy::cast_possible_truncation, reason = "bits of rarity are small numbers")]
fn narrow(bits: f64) -> f32 {
    bits as f32
}

fn name(a: &Value, b: &Value) -> Level {
    let is_nickname = a.nickname.is_like(b.nickname);
    let (a, b) = (a.lettered(), b.lettered());
    match jaro_winkler(a, b, OVERLAP) {
        likeness if CLOSE <= likeness => Level::Close,
        likeness if NEAR <= likeness => Level::Near,
        _ if is_nickname || a.0.starts_with(b.0) || b.0.starts_with(a.0) => Level::Short,
        likeness if OVERLAP <= likeness => Level::Overlap,
        _ => Level::Differs,
    }
}

fn email(a: Lettered<'_>, b: Lettered<'_>) -> Level {
    if a.0.split('@').next() == b.0.split('@').next() {
        return Level::Contained;
    }
    match jaro_winkler(a, b, OVERLAP) {
        likeness if CLOSE <= likeness => Level::Close,
        likeness if NEAR <= likeness => Level::Near,
        likeness if OVERLAP <= likeness => Level::Overlap,
        _ => Level::Differs,
    }
}

/// Days as digits, year first or last; the year is four digits either way.
fn date(a: Lettered<'_>, b: Lettered<'_>) -> Level {
    let n_same = a.0.bytes().zip(b.0.bytes()).filter(|(own, other)| own == other).count();
    match keystrokes(a, b, 2) {
        Some(1) => Level::Close,
        Some(2) => Level::Near,
        _ if has_swapped_month(a.0, b.0) => Level::Near,
        _ if a.0.get(..4) == b.0.get(..4) || 6 <= n_same => Level::Overlap,
        _ => Level::Differs,
    }
}

/// Whether day and month have changed places behind the year.
fn has_swapped_month(a: &str, b: &str) -> bool {
    match (a.as_bytes(), b.as_bytes()) {
        ([y1 @ .., m1, n1, d1, e1], [y2 @ .., m2, n2, d2, e2]) => {
            y1 == y2 && ([m1, n1], [d1, e1]) == ([d2, e2], [m2, n2])
        }
        _ => false,
    }
}

fn code(a: Lettered<'_>, b: Lettered<'_>) -> Level {
    let length = a.0.len().max(b.0.len());
    let n_front = a.0.bytes().zip(b.0.bytes()).take_while(|(own, other)| own == other).count();
    match keystrokes(a, b, 2) {
        Some(1) if 2 < length => Level::Close,
        Some(2) if 4 < length => Level::Near,
        _ if 2 <= n_front && length <= 2 * n_front => Level::Overlap,
        _ => Level::Differs,
    }
}

/// What is left of two values when shared words are put aside.
struct Shared {
    /// Rarity of what is shared.
    bits: f64,
    /// Rarity of what is left of each.
    left: [f64; 2],
    /// Whether initials are part of it.
    has_initials: bool,
    /// Whether words that are only alike are part of it.
    has_likeness: bool,
}

fn words(values: &Values, a: &Value, b: &Value) -> Finding {
    let shared = share(values, a, b);
    let least = shared.left[0].min(shared.left[1]);
    let most = shared.left[0].max(shared.left[1]);
    let found = |level| Finding { level, bits: Some(narrow(shared.bits)) };
    if shared.bits < 1.0 {
        return plain(match jaro_winkler(a.lettered(), b.lettered(), NEAR) {
            likeness if CLOSE <= likeness => Level::Close,
            likeness if NEAR <= likeness => Level::Near,
            _ => Level::Differs,
        });
    }
    if COMMON_BITS < least {
        return found(Level::Overlap);
    }
    if shared.has_initials {
        return found(Level::Short);
    }
    if COMMON_BITS < most {
        return found(Level::Contained);
    }
    found(if shared.has_likeness { Level::Close } else { Level::Stripped })
}

fn share(values: &Values, a: &Value, b: &Value) -> Shared {
    let bits = |id: u32| values.words[id as usize].bits;
    let mut shared =
        Shared { bits: 0.0, left: [0.0, 0.0], has_initials: false, has_likeness: false };
    let mut own: SmallVec<[u32; 8]> = a.words.iter().copied().collect();
    let mut other: SmallVec<[u32; 8]> = b.words.iter().copied().collect();
    own.retain(|id| match other.iter().position(|candidate| candidate == id) {
        Some(place) => {
            other.remove(place);
            shared.bits += bits(*id);
            false
        }
        None => true,
    });
    own.retain(|id| {
        let id = *id;
        let word = |id: u32| &values.words[id as usize];
        let place = other.iter().position(|other| is_like(word(id), word(*other)));
        let Some(place) = place else { return true };
        let alike = other.remove(place);
        shared.bits += LIKE_WORTH * bits(id).min(bits(alike));
        shared.has_likeness = true;
        false
    });
    take_initials(values, &mut own, &mut other, &mut shared, 1);
    take_initials(values, &mut other, &mut own, &mut shared, 0);
    let left = |id: &u32| values.words[*id as usize].contradiction_bits;
    shared.left[0] += own.iter().map(left).sum::<f64>();
    shared.left[1] += other.iter().map(left).sum::<f64>();
    shared
}

/// Whether two words are one word with a slip, or one is short for the other.
fn is_like(a: &Word, b: &Word) -> bool {
    if a.nickname.is_like(b.nickname) {
        return true;
    }
    let (short, long) = if a.text.len() <= b.text.len() { (a, b) } else { (b, a) };
    if short.letters.count() < 3 || short.text.bytes().any(|byte| byte.is_ascii_digit()) {
        return false;
    }
    let is_slip = || NEAR <= jaro_winkler(a.lettered(), b.lettered(), NEAR);
    long.text.starts_with(&short.text) || 4 <= short.letters.count() && is_slip()
}

/// Puts aside short words of `short` that are initials of words in a row of `long`.
fn take_initials(
    values: &Values,
    short: &mut SmallVec<[u32; 8]>,
    long: &mut SmallVec<[u32; 8]>,
    shared: &mut Shared,
    of_long: usize,
) {
    let text = |id: u32| values.words[id as usize].text.as_str();
    short.retain(|id| {
        let initials: SmallVec<[char; 4]> = text(*id).chars().take(4).collect();
        let n = initials.len();
        if 3 < n || long.len() < n || !initials.iter().all(|c| c.is_alphabetic()) {
            return true;
        }
        let place = (0..=long.len() - n).find(|place| {
            let row = &long[*place..place + n];
            row.iter().zip(&initials).all(|(id, initial)| text(*id).starts_with(*initial))
        });
        let Some(place) = place else { return true };
        let n_bits = f64::from(u32::try_from(n).expect("at most three initials"));
        let bits = 3.0 * n_bits - 1.0;
        shared.bits += bits;
        if 1 < n {
            shared.has_initials = true;
        } else {
            // One letter does not explain a rare word: what it leaves open still contradicts.
            let explained = &values.words[long[place] as usize];
            shared.left[of_long] += (explained.bits - bits).max(0.0);
        }
        long.drain(place..place + n);
        false
    });
}
