//! Links: one for each slot, tagged so that every report agrees, leading to a page that works.

use super::{Findings, Of};
use crate::gate::Flaw;
use crate::link::Link;
use crate::link::health::{DestinationChecked, FRESH_US, SLOW_MS, WordKind};
use crate::link::landing::Landing;
use crate::link::lint::{do_deceive, usual};
use crate::link::template::word;
use crate::placement::Placement;
use crate::time::Timestamp;

pub(super) fn link(of: Of<'_, '_>, findings: &mut Findings) {
    let member = of.member;
    if member.placements.is_empty() {
        findings.add(Flaw::NoPlacement, ("creator", member.id.as_str()));
    }
    for slot in &member.placements {
        let is_its = |link: &&&Link| link.placement_id.as_ref() == Some(&slot.id);
        match member.links.iter().filter(is_its).count() {
            0 => findings.add(Flaw::NoLink, ("placement", slot.id.as_str())),
            1 => {}
            _ => findings.add(Flaw::LinkTwice, ("placement", slot.id.as_str())),
        }
    }
    for link in &member.links {
        let subject = ("link", link.id.as_str());
        if link.placement_id.is_none() {
            findings.add(Flaw::LinkUnplaced, subject);
        } else if slot_of(of, link).is_none() {
            findings.add(Flaw::LinkMisplaced, subject);
        }
        if link.is_paused {
            findings.add(Flaw::LinkPaused, subject);
        }
        if of.clashes.slugs.get(&link.slug.to_lowercase()).is_some_and(|n| 1 < *n) {
            findings.tell(Flaw::SlugShared, subject, format!("/{}", link.slug));
        }
    }
}

fn slot_of<'a>(of: Of<'_, 'a>, link: &Link) -> Option<&'a Placement> {
    let id = link.placement_id.as_ref()?;
    of.member.placements.iter().find(|slot| slot.id == *id).copied()
}

pub(super) fn utm(of: Of<'_, '_>, findings: &mut Findings) {
    let terms = of.member.links.iter().map(|link| word(&link.utm.term));
    let usual_term = usual(terms.filter(|term| !term.is_empty()));
    for link in &of.member.links {
        let subject = ("link", link.id.as_str());
        for (field, value) in link.utm.fields() {
            if let Some(flaw) = misspelt(value) {
                findings.tell(flaw, subject, format!("{field} `{value}`"));
            }
        }
        let said = |field: &str, value: &str| format!("{field} `{value}`");
        let source = link.utm.source.as_str();
        let is_other = |slot: &Placement| !source.eq_ignore_ascii_case(slot.platform.key());
        if !source.is_empty() && slot_of(of, link).is_some_and(is_other) {
            findings.tell(Flaw::UtmSource, subject, said("utm_source", source));
        }
        let medium = link.utm.medium.as_str();
        if !medium.is_empty() && !medium.eq_ignore_ascii_case("creator") {
            findings.tell(Flaw::UtmMedium, subject, said("utm_medium", medium));
        }
        let campaign = link.utm.campaign.as_str();
        let usual = of.clashes.utm_campaign.unwrap_or_default();
        if !campaign.is_empty() && !campaign.eq_ignore_ascii_case(usual) {
            findings.tell(Flaw::UtmCampaign, subject, said("utm_campaign", campaign));
        }
        let term = link.utm.term.as_str();
        if !term.is_empty() && usual_term.as_ref().is_some_and(|usual| word(term) != *usual) {
            findings.tell(Flaw::UtmTerm, subject, said("utm_term", term));
        }
        if of.clashes.by_utm.get(&link.utm).is_some_and(|n| 1 < *n) {
            findings.add(Flaw::UtmShared, subject);
        }
        if !Landing::read(&link.destination).utm.is_empty() {
            findings.add(Flaw::UtmInDestination, subject);
        }
    }
}

/// What is wrong with the spelling of a field, the worst first.
fn misspelt(value: &str) -> Option<Flaw> {
    let is_plain = |c: char| c.is_alphanumeric() || "-_.".contains(c);
    if value.is_empty() {
        Some(Flaw::UtmMissing)
    } else if !value.chars().all(is_plain) {
        Some(Flaw::UtmSpelling)
    } else if do_deceive(value) {
        Some(Flaw::UtmLetters)
    } else if value.chars().any(char::is_uppercase) {
        Some(Flaw::UtmCase)
    } else {
        None
    }
}

pub(super) fn destination(of: Of<'_, '_>, findings: &mut Findings) {
    for link in &of.member.links {
        let subject = ("link", link.id.as_str());
        if !link.destination.starts_with("https://") {
            findings.tell(Flaw::NotHttps, subject, link.destination.clone());
        }
        match of.dossier.destinations.get(link.id.as_str()) {
            None => findings.add(Flaw::NotChecked, subject),
            Some(seen) => {
                for flaw in ills(seen, of.dossier.now) {
                    findings.tell(flaw, subject, link.destination.clone());
                }
            }
        }
    }
}

/// What is wrong with a page. What it said long ago is not held against it.
fn ills(seen: &DestinationChecked, now: Timestamp) -> Vec<Flaw> {
    if FRESH_US < now.micros_since(seen.checked_at) {
        return vec![Flaw::CheckedLongAgo];
    }
    let says = |kind: WordKind| seen.words.iter().any(|word| word.kind == kind);
    match seen.status {
        None => return vec![Flaw::NoAnswer],
        Some(401 | 403 | 405 | 429) => return vec![Flaw::TurnedAway],
        _ if says(WordKind::Wall) => return vec![Flaw::TurnedAway],
        Some(200..300) => {}
        Some(_) => return vec![Flaw::BadStatus],
    }
    let ills = [
        (says(WordKind::Error) || says(WordKind::Closed), Flaw::ErrorWords),
        (says(WordKind::SoldOut), Flaw::SoldOut),
        (!seen.is_utm_kept, Flaw::UtmStripped),
        (SLOW_MS < seen.took_ms, Flaw::Slow),
    ];
    ills.into_iter().filter(|(is_so, _)| *is_so).map(|(_, flaw)| flaw).collect()
}
