//! The linter: what is wrong with the UTM fields of a link before anybody clicks it.
//!
//! In: the five fields, the words that are known for each, and addresses as people paste them.
//! Out: [`Finding`]s with a stable code and the value that would mend each.
//!
//! Analytics tools read `Instagram`, `instagram` and `instagarm` as three channels, and nothing
//! puts them together again afterwards. So every field has one spelling in letters that are what
//! they seem, a creator goes by one `utm_term`, and no two creators share one set of fields.

use std::collections::{BTreeMap, BTreeSet};

use strsim::osa_distance;

use super::finding::Finding;
use super::landing::Landing;
use super::template::word;
use super::{Link, Utm};

mod letters;

pub use letters::do_deceive;

/// Other words for platforms, and the one that holds.
const PLATFORM_WORDS: [(&str, &str); 12] = [
    ("ig", "instagram"),
    ("insta", "instagram"),
    ("instagram.com", "instagram"),
    ("l.instagram.com", "instagram"),
    ("tt", "tiktok"),
    ("tik-tok", "tiktok"),
    ("tik_tok", "tiktok"),
    ("tiktok.com", "tiktok"),
    ("yt", "youtube"),
    ("you-tube", "youtube"),
    ("youtube.com", "youtube"),
    ("youtu.be", "youtube"),
];

/// The most characters of a field; analytics tools cut longer ones.
const MAX_FIELD_CHARS: usize = 100;

/// The words that are known for each field, in normal form. A field without any takes every word.
#[derive(Clone, Default, PartialEq, Eq, Debug)]
pub struct Known {
    /// Platforms, and `creator` where the platform is open.
    pub source: BTreeSet<String>,
    /// Media.
    pub medium: BTreeSet<String>,
    /// Campaigns.
    pub campaign: BTreeSet<String>,
    /// Formats, with placement and phase.
    pub content: BTreeSet<String>,
    /// Creators' handles and ids.
    pub term: BTreeSet<String>,
}

impl Known {
    fn of(&self, field: &str) -> &BTreeSet<String> {
        match field {
            "utm_source" => &self.source,
            "utm_medium" => &self.medium,
            "utm_campaign" => &self.campaign,
            "utm_content" => &self.content,
            _ => &self.term,
        }
    }
}

/// The five fields in one spelling: what [`lint`] would have mended without a question.
pub fn normalised(utm: &Utm) -> Utm {
    let mut normal = utm.clone();
    for (name, value) in utm.fields() {
        if let Some(field) = normal.field_mut(name) {
            *field = word(value);
        }
    }
    if let Some(platform) = platform_of(&normal.source) {
        platform.clone_into(&mut normal.source);
    }
    normal
}

/// What is wrong with five fields.
pub fn lint(utm: &Utm, known: &Known) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (field, value) in utm.fields() {
        findings.extend(lint_field(field, value, known.of(field)));
    }
    findings
}

/// What is wrong with one field: how it is written, and then which word it is.
fn lint_field(field: &'static str, value: &str, known: &BTreeSet<String>) -> Vec<Finding> {
    if value.trim().is_empty() {
        return vec![Finding::fault("utm.missing", field, format!("`{field}` is empty"))];
    }
    if let Some(finding) = not_filled_in(field, value).or_else(|| personal(field, value)) {
        return vec![finding];
    }
    let normal = word(value);
    let mut findings: Vec<Finding> = written(field, value, &normal).into_iter().collect();
    if MAX_FIELD_CHARS < value.chars().count() {
        let detail = format!("`{field}` has more than {MAX_FIELD_CHARS} characters");
        let fix: String = normal.chars().take(MAX_FIELD_CHARS).collect();
        findings.push(Finding::warning("utm.long", field, detail).value(value).fix(fix));
    }
    let letters = letters::found(field, value, &normal, known);
    let is_meant = letters.as_ref().is_some_and(Finding::is_fault);
    findings.extend(letters);
    // What passes for a known word is not a new word besides.
    if !is_meant {
        findings.extend(which_word(field, value, &normal, known));
    }
    findings
}

/// A placeholder that nobody filled in, of ours or of an ad platform.
fn not_filled_in(field: &'static str, value: &str) -> Option<Finding> {
    let lower = value.to_lowercase();
    let has_braces = value.contains(['{', '}']) || lower.contains("%7b");
    let is_placeholder =
        has_braces || (lower.starts_with("__") && lower.ends_with("__") && 4 < lower.len());
    let is_stand_in = matches!(
        lower.trim(),
        "xxx" | "tbd" | "todo" | "null" | "undefined" | "none" | "n/a" | "test" | "(not set)"
    );
    let detail = format!("`{field}` holds a placeholder that nobody filled in");
    (is_placeholder || is_stand_in)
        .then(|| Finding::fault("utm.not_filled_in", field, detail).value(value))
}

/// An address or number of a person. It would reach every analytics tool and server log.
fn personal(field: &'static str, value: &str) -> Option<Finding> {
    let plain = value.replace("%40", "@");
    let is_mail = plain.split_once('@').is_some_and(|(name, host)| {
        !name.is_empty() && host.split_once('.').is_some_and(|(_, end)| 1 < end.len())
    });
    let digits = plain.chars().filter(char::is_ascii_digit).count();
    let is_phone = 9 <= digits && plain.chars().all(|c| c.is_ascii_digit() || " +-()".contains(c));
    let detail = format!("`{field}` holds what looks like an e-mail address or phone number");
    (is_mail || is_phone).then(|| Finding::fault("utm.personal", field, detail).value(value))
}

/// How a value is written: case, spaces, characters.
fn written(field: &'static str, value: &str, normal: &str) -> Option<Finding> {
    if value == normal {
        return None;
    }
    let detail = |what: &str| format!("`{field}` {what}");
    if value.to_lowercase() == normal {
        let detail = detail("has capitals: analytics tools count each spelling apart");
        return Some(Finding::fault("utm.case", field, detail).value(value).fix(normal));
    }
    if value.chars().any(char::is_whitespace) || value.contains("%20") || value.contains('+') {
        let detail = detail("has spaces");
        return Some(Finding::fault("utm.space", field, detail).value(value).fix(normal));
    }
    let detail = detail("has characters that apps change on the way");
    let finding = Finding::fault("utm.character", field, detail).value(value);
    Some(if normal.is_empty() { finding } else { finding.fix(normal) })
}

/// Which word a value is: known, nearly known, or new.
fn which_word(
    field: &'static str,
    value: &str,
    normal: &str,
    known: &BTreeSet<String>,
) -> Option<Finding> {
    if normal.is_empty() || known.is_empty() || known.contains(normal) {
        return None;
    }
    let meant = if field == "utm_source" { platform_of(normal) } else { None };
    let meant = meant.filter(|word| known.contains(*word)).or_else(|| nearest(normal, known));
    if let Some(meant) = meant {
        let detail = format!("`{field}` says `{normal}` where `{meant}` is meant");
        return Some(Finding::fault("utm.spelling", field, detail).value(value).fix(meant));
    }
    let detail = format!("`{field}` says `{normal}`, which no other link says");
    Some(Finding::warning("utm.unknown", field, detail).value(value))
}

fn platform_of(normal: &str) -> Option<&'static str> {
    PLATFORM_WORDS.iter().find(|(other, _)| *other == normal).map(|(_, platform)| *platform)
}

/// The one known word that a value is a slip of the pen away from; none if there are several.
fn nearest<'k>(normal: &str, known: &'k BTreeSet<String>) -> Option<&'k str> {
    let n_chars = normal.chars().count();
    let reach = match n_chars {
        0..4 => return None,
        4..8 => 1,
        _ => 2,
    };
    // `reel-2` is no slip of `reel-1`: numbers are meant.
    let digits = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>();
    let is_near = |word: &&String| {
        word.chars().count().abs_diff(n_chars) <= reach
            && digits(word) == digits(normal)
            && osa_distance(word, normal) <= reach
    };
    let mut near = known.iter().filter(is_near);
    let first = near.next()?;
    near.next().is_none().then_some(first.as_str())
}

/// What is wrong with an address as somebody pasted it: parameters that are missing, repeated,
/// misspelt, extra, or where nobody reads them.
pub fn lint_address(address: &str) -> Vec<Finding> {
    let (rest, fragment) = address.trim().split_once('#').unwrap_or((address.trim(), ""));
    let query = rest.split_once('?').map_or("", |(_, query)| query);
    let mut findings = Vec::new();
    if fragment.to_lowercase().contains("utm_") {
        let detail = "UTM fields stand behind `#`, where no server sees them";
        let finding = Finding::fault("utm.behind_hash", "address", detail).value(fragment);
        findings.push(finding.fix(before_hash(rest, fragment)));
    }
    if query.contains('?') {
        let detail = "there are two `?`: everything behind the second is lost";
        let fixed = rest.replacen('?', "\u{0}", 1).replace('?', "&").replace('\u{0}', "?");
        findings.push(Finding::fault("utm.two_question_marks", "address", detail).fix(fixed));
    }
    let mut seen = BTreeSet::new();
    let names = query.split(['&', '?']).filter_map(|pair| pair.split('=').next());
    for name in names.filter(|name| !name.is_empty()) {
        findings.extend(lint_name(name, &mut seen));
    }
    findings
}

fn before_hash(rest: &str, fragment: &str) -> String {
    let fields = fragment.trim_start_matches(['?', '&']);
    let separator = if rest.contains('?') { '&' } else { '?' };
    format!("{rest}{separator}{fields}")
}

fn lint_name(name: &str, seen: &mut BTreeSet<String>) -> Option<Finding> {
    let plain = name.to_lowercase().replace('-', "_");
    if super::landing::CLICK_PARAM == name {
        let detail = "the address carries the click id of somebody else";
        return Some(Finding::warning("utm.stale_click", "address", detail).value(name));
    }
    let is_field = Utm::default().field_mut(&plain).is_some();
    if is_field {
        if !seen.insert(plain.clone()) {
            let detail = format!("`{plain}` stands twice; tools disagree on which counts");
            return Some(Finding::fault("utm.repeated", "address", detail).value(name));
        }
        let detail = format!("`{name}` is no UTM field: names are written `{plain}`");
        return (plain != name)
            .then(|| Finding::fault("utm.name", "address", detail).value(name).fix(plain));
    }
    let default = Utm::default();
    let near = default.fields().map(|(field, _)| field).into_iter().find(|field| {
        let bare = plain.trim_start_matches("utm").trim_start_matches('_');
        osa_distance(field, &plain) <= 2 || format!("utm_{bare}") == **field && plain != bare
    });
    if let Some(field) = near {
        let detail = format!("`{name}` is no UTM field; `{field}` is meant");
        return Some(Finding::fault("utm.name", "address", detail).value(name).fix(field));
    }
    plain.starts_with("utm_").then(|| {
        let detail = format!("`{name}` is none of the five fields");
        Finding::warning("utm.extra", "address", detail).value(name)
    })
}

/// What arrived of the fields that were sent: each that was stripped or changed on the way.
pub fn stripped(sent: &Utm, arrived_at: &str) -> Vec<Finding> {
    let mut arrived = Landing::read(arrived_at).utm;
    let mut findings = Vec::new();
    for (field, value) in sent.fields() {
        let came = arrived.field_mut(field).map(std::mem::take).unwrap_or_default();
        if came == value {
            continue;
        }
        let what = if came.is_empty() { "stripped" } else { "changed" };
        let detail = format!("`{field}` is {what} by a redirect");
        findings.push(Finding::fault("utm.stripped", field, detail).value(came).fix(value));
    }
    findings
}

/// Links that share one set of fields, each with its finding: between creators nobody can tell
/// whose order it was; between links of one creator, which placement brought it.
pub fn collisions<'l>(links: impl IntoIterator<Item = &'l Link>) -> Vec<(&'l Link, Finding)> {
    let mut by_utm: BTreeMap<Utm, Vec<&Link>> = BTreeMap::new();
    for link in links.into_iter().filter(|link| !link.is_archived && !link.utm.is_empty()) {
        by_utm.entry(normalised(&link.utm)).or_default().push(link);
    }
    let shared = by_utm.into_values().filter(|links| 1 < links.len());
    shared
        .flat_map(|links| links.clone().into_iter().map(move |link| collided(link, &links)))
        .collect()
}

fn collided<'l>(link: &'l Link, all: &[&'l Link]) -> (&'l Link, Finding) {
    let rival = all.iter().find(|other| other.creator_id != link.creator_id);
    if let Some(rival) = rival {
        let detail = format!(
            "the five fields are those of `{}` of creator {} too: give each its own",
            rival.slug, rival.creator_id
        );
        return (link, Finding::fault("utm.collision", "utm", detail).value(&rival.slug));
    }
    let twin = all.iter().find(|other| other.id != link.id).unwrap_or(&link);
    let detail = format!(
        "`{}` of the same creator has the same five fields: give each placement its own",
        twin.slug
    );
    (link, Finding::warning("utm.shared", "utm", detail).value(&twin.slug))
}

/// Links whose `utm_term` is not that of their creator's other links of the campaign, each with its
/// finding: reports by `utm_term` would show two creators.
pub fn other_terms<'l>(links: impl IntoIterator<Item = &'l Link>) -> Vec<(&'l Link, Finding)> {
    let mut by_creator: BTreeMap<(&str, &str), Vec<&Link>> = BTreeMap::new();
    for link in links.into_iter().filter(|link| !link.is_archived && !link.utm.term.is_empty()) {
        let whose = (link.campaign_id.as_str(), link.creator_id.as_str());
        by_creator.entry(whose).or_default().push(link);
    }
    let mut found = Vec::new();
    for links in by_creator.into_values() {
        let Some(usual) = usual(links.iter().map(|link| word(&link.utm.term))) else { continue };
        for link in links.into_iter().filter(|link| word(&link.utm.term) != usual) {
            let detail = format!("`utm_term` is `{usual}` in this creator's other links");
            let finding = Finding::warning("utm.term_differs", "utm_term", detail);
            found.push((link, finding.value(&link.utm.term).fix(&usual)));
        }
    }
    found
}

/// The commonest of some words; of equally common ones the first by spelling.
pub fn usual(words: impl Iterator<Item = String>) -> Option<String> {
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for word in words {
        *counts.entry(word).or_default() += 1;
    }
    let most = counts.values().max().copied()?;
    counts.into_iter().find(|(_, n)| *n == most).map(|(word, _)| word)
}

#[cfg(test)]
mod tests;
