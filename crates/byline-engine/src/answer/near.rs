//! Near fields: the link that somebody meant who wrote its UTM fields a little differently.
//!
//! Anybody can write anything into an address, so what is asked is bounded: links are read once,
//! and looked up by campaign and by term instead of one by one.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use byline_core::id::LinkId;
use byline_core::link::{Link, Utm};

/// Links by their fields.
pub(super) struct Near<'e> {
    links: Vec<(Fields, &'e Link)>,
    by_term: BTreeMap<String, Vec<usize>>,
    /// By campaign: the first link of each source and content. Who only says the campaign means
    /// none of them in particular.
    by_campaign: BTreeMap<String, BTreeMap<(String, String), usize>>,
}

/// Fields as they are compared: in lower case, without what parts words.
struct Fields {
    campaign: String,
    term: String,
    source: String,
    content: String,
}

impl<'e> Near<'e> {
    /// Reads links, which come by id.
    pub(super) fn of(links: impl Iterator<Item = &'e Link>) -> Self {
        let mut near =
            Self { links: Vec::new(), by_term: BTreeMap::new(), by_campaign: BTreeMap::new() };
        for (place, link) in links.enumerate() {
            let fields = Fields::of(&link.utm);
            if !fields.term.is_empty() {
                near.by_term.entry(fields.term.clone()).or_default().push(place);
            }
            if !fields.campaign.is_empty() {
                let of_campaign = near.by_campaign.entry(fields.campaign.clone()).or_default();
                let kind = (fields.source.clone(), fields.content.clone());
                of_campaign.entry(kind).or_insert(place);
            }
            near.links.push((fields, link));
        }
        near
    }

    /// The link that fields were probably meant for: they say its campaign, or its creator, and
    /// more of them agree than with any other.
    pub(super) fn link(&self, utm: &Utm) -> Option<&'e Link> {
        let said = Fields::of(utm);
        let of_campaign = self.by_campaign.get(&said.campaign).into_iter().flatten();
        let of_term = self.by_term.iter().filter(|(term, _)| is_alike(term, &said.term));
        let places = of_campaign.map(|(_, place)| *place);
        let places = places.chain(of_term.flat_map(|(_, places)| places.iter().copied()));
        let rated = places.filter_map(|place| self.rated(place, &said));
        rated.max_by(|a, b| a.0.cmp(&b.0)).map(|(_, link)| link)
    }

    /// How well fields agree with those of a link; `None` if a single one does.
    fn rated(&self, place: usize, said: &Fields) -> Option<(Rating<'e>, &'e Link)> {
        let (known, link) = &self.links[place];
        let says_whose = is_alike(&known.term, &said.term);
        let pairs = [
            (&known.campaign, &said.campaign),
            (&known.source, &said.source),
            (&known.content, &said.content),
        ];
        let n_others = pairs.iter().filter(|(a, b)| is_alike(a, b)).count();
        let n_alike = n_others + usize::from(says_whose);
        (2 <= n_alike).then_some(((says_whose, n_alike, Reverse(&link.id)), *link))
    }
}

/// Whether the creator is said, how many fields agree, and which link it is: the first of equals.
type Rating<'e> = (bool, usize, Reverse<&'e LinkId>);

impl Fields {
    fn of(utm: &Utm) -> Self {
        let squashed = |text: &str| {
            text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
        };
        Self {
            campaign: squashed(&utm.campaign),
            term: squashed(&utm.term),
            source: squashed(&utm.source),
            content: squashed(&utm.content),
        }
    }
}

/// Whether two values, as they are compared, are one but for a letter.
fn is_alike(one: &str, other: &str) -> bool {
    // A letter is four bytes at most.
    let is_near = 5 <= one.len() && one.len().abs_diff(other.len()) <= 4;
    !one.is_empty() && (one == other || is_near && is_one_edit(one, other))
}

/// Whether one letter put in, left out, changed or swapped with its neighbour makes one the other.
fn is_one_edit(one: &str, other: &str) -> bool {
    let same = one.chars().zip(other.chars()).take_while(|(a, b)| a == b);
    let n_same: usize = same.map(|(letter, _)| letter.len_utf8()).sum();
    let (a, b) = (&one[n_same..], &other[n_same..]);
    let is_swapped = || {
        let (mut x, mut y) = (a.chars(), b.chars());
        let (x, y) = ((x.next(), x.next()), (y.next(), y.next()));
        x.0 == y.1 && x.1 == y.0 && x.1.is_some() && after(a, 2) == after(b, 2)
    };
    after(a, 1) == after(b, 1) || after(a, 1) == b || a == after(b, 1) || is_swapped()
}

/// A text without its first letters.
fn after(text: &str, n_letters: usize) -> &str {
    text.char_indices().nth(n_letters).map_or("", |(at, _)| &text[at..])
}

#[cfg(test)]
mod tests {
    use super::is_alike;

    /// Reads as a table: two values, whether one was probably meant by the other.
    #[test]
    fn a_letter_more_or_less_is_the_same_name() {
        for (one, other, expected) in [
            ("summer", "summer", true),
            ("summer", "sumer", true),
            ("sumer", "summer", true),
            ("summer", "sumemr", true),
            ("summer", "sunmer", true),
            ("summer", "summers", true),
            ("summer", "suer", false),
            ("summer", "simmar", false),
            ("лето24", "лето25", true),
            ("ana", "ann", false),
            ("ana", "ana", true),
            ("", "", false),
        ] {
            assert_eq!(is_alike(one, other), expected, "{one} {other}");
        }
    }
}
