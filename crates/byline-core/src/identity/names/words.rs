//! Words in names and handles: `RepSteveWomack`, `rep_stevewomack` and "Steve Womack" share two.
//!
//! Names part their words by spaces, handles by capitals, digits and dots, or not at all. The parts
//! that are visible anywhere in the data become a vocabulary with counts, and a handle that shows
//! no parts is cut where known words explain it best (a unigram model, Viterbi's path). Nothing is
//! known beforehand: which words are common here, such as `official` or `the`, the counts say.

use std::collections::{BTreeMap, HashMap};

use super::super::numbers::log2;
use super::text::{fold, squash};

/// Letters of a known word below which cutting would find words everywhere.
const SHORTEST_WORD: usize = 3;
/// Letters beyond which no handle is searched for words; platforms allow no more than 30.
const LONGEST_HANDLE: usize = 64;
/// Bits that a letter costs which no known word explains; an even choice among 26 costs 4.7.
const STRANGE_LETTER_BITS: f64 = 5.0;
/// Bits that the start of an unexplained stretch costs, so that there are few of them.
const STRANGE_STRETCH_BITS: f64 = 6.0;

/// The visible parts of a name or handle, folded: `RepSteve_99` has `rep`, `steve` and `99`. An
/// account's number, such as `UC` with 22 letters and digits, is one part: it has no words.
pub fn parts(text: &str) -> Vec<String> {
    if is_number(text) {
        return vec![squash(text)];
    }
    let mut parted = String::with_capacity(text.len() + 8);
    let mut before = None;
    let mut letters = text.chars().peekable();
    while let Some(c) = letters.next() {
        let next = letters.peek().copied();
        if before.is_some_and(|before| is_boundary(before, c, next)) {
            parted.push(' ');
        }
        parted.push(c);
        before = Some(c);
    }
    fold(&parted).split(' ').filter(|part| !part.is_empty()).map(str::to_owned).collect()
}

/// Whether a text is the number that a platform gave to an account.
fn is_number(text: &str) -> bool {
    let text = text.trim();
    let is_id = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
    let is_channel = text.len() == 24 && text.starts_with("UC") && text.chars().all(is_id);
    is_channel || 7 <= text.len() && text.bytes().all(|byte| byte.is_ascii_digit())
}

fn is_boundary(before: char, after: char, next: Option<char>) -> bool {
    // `anaLima` and the last capital of `TVAna`.
    let ends_capitals = before.is_uppercase() && next.is_some_and(char::is_lowercase);
    let is_hump = after.is_uppercase() && (before.is_lowercase() || ends_capitals);
    let is_digit = |c: char| c.is_ascii_digit();
    let is_number =
        before.is_alphabetic() && is_digit(after) || is_digit(before) && after.is_alphabetic();
    is_hump || is_number
}

/// The words of a body of names and handles, with how many bits each costs.
pub struct Vocabulary {
    bits: HashMap<String, f64>,
    longest: usize,
}

impl Vocabulary {
    /// Learns from the visible parts of all names and handles. A handle that shows no part at all
    /// teaches nothing: it would explain itself.
    pub fn learn<'a>(texts: impl Iterator<Item = &'a [String]>) -> Self {
        let mut counts = BTreeMap::<&str, u32>::new();
        for parts in texts.filter(|parts| 1 < parts.len()) {
            for part in parts {
                let n_letters = part.chars().count();
                let is_word = part.chars().all(char::is_alphabetic);
                if is_word && (SHORTEST_WORD..=LONGEST_HANDLE).contains(&n_letters) {
                    *counts.entry(part).or_default() += 1;
                }
            }
        }
        let total = f64::from(counts.values().sum::<u32>().max(1));
        let longest = counts.keys().map(|word| word.chars().count()).max().unwrap_or(0);
        let cost = |count: u32| log2(total / f64::from(count)) + 1.0;
        let bits = counts.into_iter().map(|(word, count)| (word.to_owned(), cost(count)));
        Self { bits: bits.collect(), longest }
    }

    /// Cuts a part into known words and the stretches between them, at the least cost.
    pub fn cut(&self, part: &str) -> Vec<String> {
        let letters: Vec<char> = part.chars().collect();
        let n = letters.len();
        let may_hide_words = (2 * SHORTEST_WORD..=LONGEST_HANDLE).contains(&n);
        if !may_hide_words || !letters.iter().all(|c| c.is_alphabetic()) {
            return vec![part.to_owned()];
        }
        // cheapest[end]: cost of the first `end` letters, where the last piece begins, known?
        let mut cheapest = vec![(0.0, 0, true)];
        for end in 1..=n {
            let strange = (0..end).filter(|start| cheapest[*start].2 || *start == 0).map(|start| {
                let n_letters = u32::try_from(end - start).expect("at most the longest handle");
                let cost = STRANGE_STRETCH_BITS + STRANGE_LETTER_BITS * f64::from(n_letters);
                (cheapest[start].0 + cost, start, false)
            });
            let known = (end.saturating_sub(self.longest)..end).filter_map(|start| {
                let word: String = letters[start..end].iter().collect();
                let cost = self.bits.get(&word)?;
                Some((cheapest[start].0 + cost, start, true))
            });
            let best = known.chain(strange).min_by(|a, b| a.0.total_cmp(&b.0));
            cheapest.push(best.expect("the whole stretch is always a choice"));
        }
        let mut cuts = Vec::new();
        let mut end = n;
        while 0 < end {
            let start = cheapest[end].1;
            cuts.push(letters[start..end].iter().collect());
            end = start;
        }
        cuts.reverse();
        cuts
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn visible_parts_are_taken_apart() {
        let table = [
            ("RepSteveWomack", "rep steve womack"),
            ("ana_lima.99", "ana lima 99"),
            ("AnaGlow2024tv", "ana glow 2024 tv"),
            ("analima", "analima"),
            ("Ana Lima", "ana lima"),
            ("🌸ana🌸lima", "ana lima"),
            ("McCollum", "mc collum"),
            ("TVAnaLimaUK", "tv ana lima uk"),
            ("ANALIMA", "analima"),
            ("UCAe6fGhotC9J9tR_QONYzFA", "ucae6fghotc9j9trqonyzfa"),
            ("100089595940547", "100089595940547"),
            ("", ""),
        ];
        for (text, expected) in table {
            assert_eq!(parts(text).join(" "), expected, "{text:?}");
        }
    }

    #[test]
    fn handles_without_parts_are_cut_at_known_words() {
        let taught = ["Ana Lima", "Steve Womack", "The Official Ben", "OfficialGlow", "Anabel Roe"];
        let taught: Vec<_> = taught.iter().map(|text| parts(text)).collect();
        let vocabulary = Vocabulary::learn(taught.iter().map(Vec::as_slice));
        let table = [
            ("stevewomack", "steve womack"),
            ("analimaofficial", "ana lima official"),
            ("xanalima", "x ana lima"),
            ("anabelroe", "anabel roe"),
            ("zzzzqqqq", "zzzzqqqq"),
            ("ana", "ana"),
        ];
        for (handle, expected) in table {
            assert_eq!(vocabulary.cut(handle).join(" "), expected, "{handle}");
        }
    }
}
