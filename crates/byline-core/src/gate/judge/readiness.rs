//! What the creator has in hand: a code that works, a brief that was read, words that disclose.

use super::{Findings, Of, whole_flight};
use crate::code::{CodePolicy, PromoCode, normal_form};
use crate::gate::{BriefStand, Dossier, Flaw};
use crate::time::Timestamp;

/// Words that say plainly that somebody paid. Regulators refuse vaguer ones, such as `#collab`.
const PLAIN_WORDS: [&str; 8] = [
    "#ad",
    "advertisement",
    "sponsored",
    "paid partnership",
    "anzeige",
    "werbung",
    "publicité",
    "publicidad",
];

pub(super) fn code(of: Of<'_, '_>, findings: &mut Findings) {
    let codes = &of.member.codes;
    if codes.is_empty() && of.dossier.terms.needs_codes {
        findings.add(Flaw::NoCode, ("creator", of.member.id.as_str()));
    }
    let flight = whole_flight(of.dossier.campaign);
    for code in codes {
        let subject = ("code", code.id.as_str());
        if flight.is_some_and(|flight| code.valid_from.is_some_and(|from| flight.from < from)) {
            findings.add(Flaw::CodeStartsLate, subject);
        }
        if flight.is_some_and(|flight| code.valid_to.is_some_and(|to| to < flight.to)) {
            findings.add(Flaw::CodeEndsEarly, subject);
        }
        let spelt = of.clashes.codes.get(code.code.as_str()).map_or(&[][..], Vec::as_slice);
        if let Some(other) = spelt.iter().find(|other| do_clash(of.dossier, code, other)) {
            let detail = format!("`{}`, with {}", code.code, other.creator_id);
            findings.tell(Flaw::CodeShared, subject, detail);
        }
        if code.policy == CodePolicy::Never {
            findings.add(Flaw::CodeEarnsNothing, subject);
        }
        if code.is_leaked {
            findings.add(Flaw::CodeLeaked, subject);
        }
        if normal_form(&code.code) != code.code {
            findings.tell(Flaw::CodeSpelling, subject, format!("`{}`", code.code));
        }
    }
}

/// Whether two codes of one spelling name different creators at the same time.
fn do_clash<'a>(dossier: &Dossier<'a>, one: &'a PromoCode, other: &'a PromoCode) -> bool {
    let ends_before = |a: &PromoCode, b: &PromoCode| {
        a.valid_to.unwrap_or(Timestamp::MAX) <= b.valid_from.unwrap_or(Timestamp::MIN)
    };
    let owner = |code: &'a PromoCode| dossier.owner_of(&code.creator_id);
    owner(one) != owner(other) && !ends_before(one, other) && !ends_before(other, one)
}

pub(super) fn brief(of: Of<'_, '_>, findings: &mut Findings) {
    if of.member.briefs.is_empty() {
        findings.add(Flaw::NoBrief, ("creator", of.member.id.as_str()));
    }
    for stand in &of.member.briefs {
        one_brief(of, stand, findings);
    }
}

fn one_brief(of: Of<'_, '_>, stand: &BriefStand<'_>, findings: &mut Findings) {
    let subject = ("brief", stand.brief.id.as_str());
    match stand.read_version {
        None if stand.brief.token_digest.is_none() => findings.add(Flaw::BriefNotSent, subject),
        None => findings.add(Flaw::BriefUnread, subject),
        Some(read) if read < stand.version => findings.add(Flaw::BriefChanged, subject),
        Some(_) => {}
    }
    let flights = &of.dossier.campaign.flights;
    match stand.brief.posting {
        None => findings.add(Flaw::NoWindow, subject),
        Some(posting) => {
            let is_in = flights.iter().any(|f| f.from <= posting.from && posting.to <= f.to);
            if !is_in && !flights.is_empty() {
                findings.add(Flaw::WindowOutside, subject);
            }
        }
    }
}

pub(super) fn disclosure(of: Of<'_, '_>, findings: &mut Findings) {
    // Without a brief there is nothing to say it in, and that is said already.
    for stand in &of.member.briefs {
        let subject = ("brief", stand.brief.id.as_str());
        let words = stand.brief.disclosure_words.trim().to_lowercase();
        if words.is_empty() {
            findings.add(Flaw::NoWords, subject);
        } else if !says_plainly(&words) {
            findings.tell(Flaw::WordsUnclear, subject, format!("`{words}`"));
        }
    }
}

/// Whether a plain word stands there whole: `#ad` does not stand in `#adorable`.
fn says_plainly(words: &str) -> bool {
    PLAIN_WORDS.iter().any(|plain| {
        words.match_indices(plain).any(|(at, _)| {
            let after = words[at + plain.len()..].chars().next();
            !after.is_some_and(|c| c.is_alphanumeric() || c == '_')
        })
    })
}
