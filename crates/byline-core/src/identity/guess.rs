//! Guessing what the columns of a list hold, from headings and cells alone.
//!
//! In: a table as somebody exported it. Out: the [`Kind`] of each column that says who a row is,
//! and nothing for the others. The name of the file plays no part, and neither does a known
//! layout: a list that nobody has seen is read the same way.

use std::collections::BTreeSet;

use super::names::text::fold;
use super::record::Kind;

/// Cells that are looked at in a column, spread over all of it.
const N_LOOK: usize = 4_000;

/// The kinds of the columns; `None` for one that says nothing about who a row is: empty, one value
/// only, a number of its own for every row, or contained in another column.
pub fn kinds(headings: &[String], rows: &[Vec<String>]) -> Vec<Option<Kind>> {
    let columns: Vec<Cells<'_>> =
        headings.iter().enumerate().map(|(place, name)| Cells::new(name, place, rows)).collect();
    let mut kinds: Vec<Option<Kind>> = columns.iter().map(Cells::kind).collect();
    leave_out_derived(&mut kinds, &columns);
    // Whole names are compared with handles where there are handles; else they are words.
    let has_handles = columns.iter().zip(&kinds).any(|(cells, kind)| {
        *kind == Some(Kind::Label) && cells.share(|cell| !cell.trim().contains(' ')) >= 0.4
    });
    if !has_handles {
        for kind in kinds.iter_mut().filter(|kind| **kind == Some(Kind::Label)) {
            *kind = Some(Kind::Words);
        }
    }
    kinds
}

/// Whether a column says in which system a row lives: few values, and a heading that says so.
pub fn is_place(heading: &str, cells: &[&str]) -> bool {
    const WORDS: [&str; 7] =
        ["system", "platform", "network", "channel", "source", "feed", "source dataset"];
    let distinct: BTreeSet<&&str> = cells.iter().collect();
    WORDS.contains(&fold(heading).as_str()) && (2..=50).contains(&distinct.len())
}

/// A column with the cells that are looked at.
struct Cells<'a> {
    heading: String,
    /// By row looked at, the cell; empty if missing.
    by_row: Vec<&'a str>,
    filled: Vec<&'a str>,
    /// Whether every row has a value of its own.
    is_distinct: bool,
    n_distinct: usize,
}

impl<'a> Cells<'a> {
    fn new(heading: &str, place: usize, rows: &'a [Vec<String>]) -> Self {
        let cell = |row: &'a Vec<String>| row.get(place).map_or("", |cell| cell.trim());
        let distinct: BTreeSet<&str> = rows.iter().map(cell).collect();
        let step = rows.len().div_ceil(N_LOOK).max(1);
        let by_row: Vec<&str> = rows.iter().step_by(step).map(cell).collect();
        let filled = by_row.iter().copied().filter(|cell| !cell.is_empty()).collect();
        Self {
            heading: fold(heading),
            by_row,
            filled,
            is_distinct: distinct.len() == rows.len() && !distinct.contains(""),
            n_distinct: distinct.len(),
        }
    }

    /// The share of filled cells for which something holds.
    fn share(&self, holds: impl Fn(&str) -> bool) -> f64 {
        let n = self.filled.iter().filter(|cell| holds(cell)).count();
        let count = |n: usize| f64::from(u32::try_from(n).unwrap_or(u32::MAX));
        count(n) / count(self.filled.len().max(1))
    }

    fn says(&self, words: &[&str]) -> bool {
        words.iter().any(|word| {
            self.heading.split(' ').any(|own| own == *word)
                || word.len() > 4 && self.heading.contains(word)
        })
    }

    fn kind(&self) -> Option<Kind> {
        let is_number = self.is_distinct && self.says(&["id", "no", "nr", "number", "uuid", "key"]);
        if self.filled.is_empty() || self.n_distinct < 2 || is_number {
            return None;
        }
        self.by_content().or_else(|| self.by_heading()).or_else(|| Some(self.by_digits()))
    }

    /// Kinds that show in the cells themselves.
    fn by_content(&self) -> Option<Kind> {
        let says_date = self.says(&["date", "dob", "birthday", "birthdate", "born"]);
        if 0.8 <= self.share(is_email) {
            return Some(Kind::Email);
        }
        if 0.9 <= self.share(is_date) || says_date && 0.5 <= self.share(is_date) {
            return Some(Kind::Date);
        }
        let is_key = |cell: &str| is_hash(cell) || cell.contains("://") && !is_profile(cell);
        (0.8 <= self.share(is_key)).then_some(Kind::Key)
    }

    fn by_heading(&self) -> Option<Kind> {
        let part = ["given", "first", "forename", "surname", "last", "family", "middle"];
        let whole = [
            "name",
            "handle",
            "username",
            "account",
            "raw",
            "label",
            "alias",
            "display",
            "profile",
            "creator",
            "fullname",
            "tiktok",
            "instagram",
            "youtube",
            "twitter",
            "affiliate",
        ];
        if self.says(&["id", "uid", "guid"]) && self.says(&["platform", "channel", "user"]) {
            return Some(Kind::Key);
        }
        let is_whole = self.says(&whole) && 0.5 <= self.share(has_letter);
        if self.says(&part) && !self.says(&["full", "and"]) {
            return Some(Kind::Name);
        }
        is_whole.then_some(Kind::Label)
    }

    /// Short cells with digits are codes; everything else is words.
    fn by_digits(&self) -> Kind {
        let is_code = |cell: &str| {
            let n_words = cell.split_whitespace().count();
            cell.contains(|c: char| c.is_ascii_digit()) && n_words <= 2 && cell.len() <= 20
        };
        if 0.5 <= self.share(is_code) { Kind::Code } else { Kind::Words }
    }
}

/// Leaves out columns of names or words that another column holds whole: a first name beside the
/// full name would count twice.
fn leave_out_derived(kinds: &mut [Option<Kind>], columns: &[Cells<'_>]) {
    let is_text = |kind: Option<Kind>| matches!(kind, Some(Kind::Name | Kind::Label | Kind::Words));
    for own in 0..columns.len() {
        for other in 0..columns.len() {
            let is_rival = own != other && is_text(kinds[own]) && is_text(kinds[other]);
            if is_rival && is_derived(&columns[own], &columns[other]) {
                kinds[own] = None;
            }
        }
    }
}

fn is_derived(own: &Cells<'_>, from: &Cells<'_>) -> bool {
    let (mut n_both, mut n_inside) = (0u32, 0u32);
    for (own, from) in own.by_row.iter().zip(&from.by_row) {
        if own.is_empty() || from.is_empty() {
            continue;
        }
        let (own, from) = (fold(own), fold(from));
        let words: BTreeSet<&str> = from.split(' ').collect();
        n_both += 1;
        n_inside += u32::from(own.split(' ').all(|word| words.contains(word)));
    }
    20 <= n_both && n_both * 9 <= n_inside * 10
}

fn has_letter(cell: &str) -> bool {
    cell.chars().any(char::is_alphabetic)
}

fn is_email(cell: &str) -> bool {
    let parts = cell.split_once('@');
    parts.is_some_and(|(local, host)| !local.is_empty() && host.contains('.'))
        && !cell.contains(char::is_whitespace)
}

/// Eight digits with a plausible year first or last, parted or not. Slips in a digit stay dates.
fn is_date(cell: &str) -> bool {
    let digits: String = cell.chars().filter(char::is_ascii_digit).collect();
    let n_marks = cell.chars().filter(|c| matches!(c, '-' | '/' | '.')).count();
    let is_shape = digits.len() == 8
        && (cell.len() == 8 || n_marks == 2 && cell.len() == 10)
        && cell.chars().all(|c| c.is_ascii_digit() || matches!(c, '-' | '/' | '.'));
    let is_year = |year: &str| (1000..2200).contains(&year.parse().unwrap_or(0));
    is_shape
        && (n_marks == 2 || is_year(&digits[..4]) && "19" <= &digits[..2])
        && (is_year(&digits[..4]) || is_year(&digits[4..]))
}

fn is_hash(cell: &str) -> bool {
    32 <= cell.len() && cell.bytes().all(|byte| byte.is_ascii_hexdigit())
}

fn is_profile(cell: &str) -> bool {
    super::names::account::AccountName::read(cell).is_some_and(|account| account.platform.is_some())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Reads as a table: heading, cells, kind.
    fn check(heading: &str, cells: &[&str], expected: Option<Kind>) {
        let rows: Vec<Vec<String>> = cells.iter().map(|cell| vec![(*cell).to_owned()]).collect();
        let found = Cells::new(heading, 0, &rows).kind();
        assert_eq!(found, expected, "{heading}: {cells:?}");
    }

    #[test]
    fn columns_are_known_by_heading_and_cells() {
        check("rec_id", &["rec-1", "rec-2"], None);
        check("state", &["", ""], None);
        check("anything", &["a@x.net", "b@y.org"], Some(Kind::Email));
        check("date_of_birth", &["19560409", "19081128"], Some(Kind::Date));
        check("when", &["1956-04-09", "09/04/1956"], Some(Kind::Date));
        check("postcode", &["2119", "3165", "3165"], Some(Kind::Code));
        check("zip", &["tq13 8df", "bs2 0el"], Some(Kind::Code));
        check("soc_sec_id", &["1804974", "6089216", "6089216"], Some(Kind::Code));
        check("given_name", &["ana", "ben"], Some(Kind::Name));
        check("Last name", &["lima", "roe"], Some(Kind::Name));
        check("raw", &["@ana", "Ana Lima"], Some(Kind::Label));
        check("Handle", &["ana.glow", "roe_ben"], Some(Kind::Label));
        check("bio link", &["https://ana.example/", "https://b.example"], Some(Kind::Key));
        check("address_1", &["wallaby place", "12 hoseason street"], Some(Kind::Words));
        check("occupation", &["painter", "poet"], Some(Kind::Words));
    }

    #[test]
    fn a_first_name_beside_the_full_name_is_left_out() {
        let headings = ["full_name", "first_name", "city"].map(str::to_owned);
        let row = |n: usize| vec![format!("ana{n} lima"), format!("ana{n}"), format!("b{n}")];
        let rows: Vec<_> = (0..30).map(row).collect();
        assert_eq!(kinds(&headings, &rows)[..2], [Some(Kind::Words), None]);
    }
}
