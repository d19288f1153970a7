//! Judging a place: the right link, another one, or none; the right code, a wrong one, or none.

use minicbor::{Decode, Encode};
use serde::{Deserialize, Serialize};

use super::{Address, Carried};
use crate::link::Utm;

/// What should stand in a place.
#[derive(Clone, Default, PartialEq, Eq, Debug)]
pub struct Wanted<'a> {
    /// The slugs of the placement's links, in lower case.
    pub slugs: Vec<String>,
    /// The hosts and UTM fields of their landings: who pastes the long address is counted too.
    pub landings: Vec<(String, &'a Utm)>,
    /// The creator's codes in the campaign, in normal spelling.
    pub codes: Vec<&'a str>,
}

/// Who has a slug or code.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Whose {
    /// Nobody.
    Nobody,
    /// The same creator, for something else.
    TheSame,
    /// Another creator.
    Anothers,
}

/// What is known of the rest of the workspace.
pub trait Ground {
    /// Whose slug it is.
    fn slug(&self, slug: &str) -> Whose;
    /// Whose code it is.
    fn code(&self, word: &str) -> Whose;
}

/// How a place stands.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Judged {
    /// Whether the platform no longer has it.
    pub is_gone: bool,
    /// Whether the right link stands there.
    pub has_link: bool,
    /// Whether the right code does; `None` if none is said at all.
    pub has_code: Option<bool>,
    /// What stands there instead, each with its words.
    pub altered: Vec<(Alteration, String)>,
}

/// How a place stands, in a word.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// The link is not there.
    Missing,
    /// Something else is there in its place, or the code is wrong.
    Altered,
    /// The post is gone.
    Gone,
    /// All is as it should be.
    Present,
}

/// What stands there instead.
#[derive(
    Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize, Encode, Decode,
)]
#[serde(rename_all = "snake_case")]
pub enum Alteration {
    /// Another creator's link.
    #[n(0)]
    AnothersLink,
    /// The creator's link for another placement.
    #[n(1)]
    OtherPlacement,
    /// One of our addresses that leads nowhere.
    #[n(2)]
    UnknownSlug,
    /// The shop's own address with other UTM fields.
    #[n(3)]
    OtherUtm,
    /// The shop's own address without any UTM field.
    #[n(4)]
    Untagged,
    /// A shortener or page of links, behind which nobody can see.
    #[n(5)]
    Shortener,
    /// Another creator's code.
    #[n(6)]
    AnothersCode,
    /// A code that differs by a letter.
    #[n(7)]
    MisspeltCode,
}

/// Shorteners, and pages that hold a creator's links.
const SHORTENERS: [&str; 22] = [
    "amzn.to",
    "beacons.ai",
    "bio.link",
    "bit.ly",
    "buff.ly",
    "campsite.bio",
    "cutt.ly",
    "geni.us",
    "goo.gl",
    "hoo.be",
    "is.gd",
    "koji.to",
    "linkin.bio",
    "linktr.ee",
    "lnk.bio",
    "ow.ly",
    "rb.gy",
    "rebrand.ly",
    "shorturl.at",
    "solo.to",
    "t.ly",
    "tinyurl.com",
];

impl Judged {
    /// How it stands, in a word.
    pub fn verdict(&self) -> Verdict {
        match self {
            Self { is_gone: true, .. } => Verdict::Gone,
            Self { altered, .. } if !altered.is_empty() => Verdict::Altered,
            Self { has_link: true, .. } => Verdict::Present,
            _ => Verdict::Missing,
        }
    }
}

impl Verdict {
    /// The word in the API.
    pub fn key(self) -> &'static str {
        match self {
            Self::Missing => "missing",
            Self::Altered => "altered",
            Self::Gone => "gone",
            Self::Present => "present",
        }
    }
}

impl Alteration {
    /// What it is, in plain words.
    pub fn title(self) -> &'static str {
        match self {
            Self::AnothersLink => "another creator's link",
            Self::OtherPlacement => "the creator's link for another placement",
            Self::UnknownSlug => "a short address that leads nowhere",
            Self::OtherUtm => "the shop's address with other UTM fields",
            Self::Untagged => "the shop's address without UTM fields",
            Self::Shortener => "another shortener or page of links",
            Self::AnothersCode => "another creator's code",
            Self::MisspeltCode => "a misspelt code",
        }
    }
}

/// Judges the places where a link may stand, by what each of them carried last.
pub fn judge(places: &[&Carried], wanted: &Wanted<'_>, ground: &impl Ground) -> Judged {
    let has_link = places.iter().any(|place| has_right_link(place, wanted));
    let mut altered = Vec::new();
    if !has_link {
        let addresses = places.iter().flat_map(|place| &place.addresses);
        let others = addresses.filter_map(|it| Some((alteration(it, wanted, ground)?, it)));
        altered.extend(others.map(|(what, it)| (what, it.place.clone())));
    }
    let words: Vec<&str> =
        places.iter().flat_map(|place| &place.words).map(String::as_str).collect();
    let has_code = match words.iter().any(|word| wanted.codes.contains(word)) {
        true => Some(true),
        false => {
            let wrong =
                words.iter().filter_map(|word| Some((wrong_code(word, wanted, ground)?, word)));
            let wrong: Vec<_> = wrong.map(|(what, word)| (what, (*word).to_owned())).collect();
            let has_wrong = !wrong.is_empty();
            altered.extend(wrong);
            has_wrong.then_some(false)
        }
    };
    let is_gone = !places.is_empty() && places.iter().all(|place| place.is_gone);
    Judged { is_gone, has_link, has_code, altered }
}

/// Whether the right link stands in a place.
pub fn has_right_link(place: &Carried, wanted: &Wanted<'_>) -> bool {
    place.addresses.iter().any(|address| is_right(address, wanted))
}

fn is_right(address: &Address, wanted: &Wanted<'_>) -> bool {
    let has_slug = |slug: &str| wanted.slugs.iter().any(|own| own.eq_ignore_ascii_case(slug));
    let lands = |(host, utm): &(String, &Utm)| {
        address.host() == host && !utm.is_empty() && address.utm.normal() == utm.normal()
    };
    address.slug().is_some_and(has_slug) || wanted.landings.iter().any(lands)
}

fn alteration(address: &Address, wanted: &Wanted<'_>, ground: &impl Ground) -> Option<Alteration> {
    if let Some(slug) = address.slug() {
        return Some(match ground.slug(slug) {
            Whose::Nobody => Alteration::UnknownSlug,
            Whose::TheSame => Alteration::OtherPlacement,
            Whose::Anothers => Alteration::AnothersLink,
        });
    }
    let host = address.host();
    if wanted.landings.iter().any(|(own, _)| own == host) {
        let is_bare = address.utm.is_empty();
        return Some(if is_bare { Alteration::Untagged } else { Alteration::OtherUtm });
    }
    SHORTENERS.contains(&host).then_some(Alteration::Shortener)
}

/// What is wrong with a word that is none of the creator's codes, if it is meant for one.
fn wrong_code(word: &str, wanted: &Wanted<'_>, ground: &impl Ground) -> Option<Alteration> {
    match ground.code(word) {
        Whose::Anothers => return Some(Alteration::AnothersCode),
        Whose::TheSame => return None,
        Whose::Nobody => {}
    }
    let is_near = |code: &&&str| 5 <= code.len() && strsim::damerau_levenshtein(code, word) == 1;
    wanted.codes.iter().find(is_near).map(|_| Alteration::MisspeltCode)
}
