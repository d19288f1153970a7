//! Who the creator is, and what was agreed with them.

use std::collections::{BTreeMap, BTreeSet};

use super::{Findings, Of};
use crate::alias::AliasKind;
use crate::creator::{Account, Creator, Platform};
use crate::gate::{Dossier, Flaw};
use crate::id::CreatorId;
use crate::identity::names::look_alike::{Warning, warnings};
use crate::identity::names::text::is_invisible;

/// What tells a creator from all others.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Name {
    /// An account by its handle.
    Handle(Platform, String),
    /// An account by the platform's own id.
    AccountId(Platform, String),
    /// What another system calls the creator.
    Alias(AliasKind, String, String),
}

/// Every name of a creator, each once, as names are compared.
pub(super) fn names(creator: &Creator) -> BTreeSet<Name> {
    let mut names = BTreeSet::new();
    for account in &creator.accounts {
        let handle = account.handle.trim_start_matches('@').to_lowercase();
        names.insert(Name::Handle(account.platform, handle));
        let id = account.platform_user_id.iter();
        names.extend(id.map(|id| Name::AccountId(account.platform, id.clone())));
    }
    for alias in &creator.aliases {
        let text = alias.text.to_lowercase();
        names.insert(Name::Alias(alias.kind, alias.issuer.clone(), text));
    }
    names
}

/// Why a handle is suspicious, and the words that say so.
pub(super) type Deceit = (Flaw, String);

/// What is suspicious about handles, by whose they are. One's own handles may look alike; of two
/// creators' handles the one that is not plain ASCII is suspicious, or both if they are alike in
/// that too.
pub(super) fn deceits<'a>(dossier: &Dossier<'a>) -> BTreeMap<&'a CreatorId, Vec<Deceit>> {
    let accounts =
        dossier.creators.iter().flat_map(|row| row.accounts.iter().map(move |it| (&row.id, it)));
    let handles: Vec<(&CreatorId, &str)> =
        accounts.map(|(id, it)| (dossier.owner_of(id), it.handle.as_str())).collect();
    let texts: Vec<&str> = handles.iter().map(|(_, handle)| *handle).collect();
    let mut deceits: BTreeMap<&CreatorId, Vec<Deceit>> = BTreeMap::new();
    let mut tell = |place: usize, flaw: Flaw, words: String| {
        let told = deceits.entry(handles[place].0).or_default();
        if !told.contains(&(flaw, words.clone())) {
            told.push((flaw, words));
        }
    };
    for warning in warnings(&texts) {
        match warning {
            Warning::MixesScripts(at) => tell(at, Flaw::HandleMixed, shown(texts[at])),
            Warning::HidesMarks(at) => tell(at, Flaw::HandleHidden, shown(texts[at])),
            Warning::LooksLike(one, other) if handles[one].0 == handles[other].0 => {}
            Warning::LooksLike(one, other) => {
                let is_plain = |at: usize| texts[at].is_ascii();
                for (at, like) in [(one, other), (other, one)] {
                    if !is_plain(at) || is_plain(like) {
                        let like = format!("{}, of {}", shown(texts[like]), handles[like].0);
                        let words = format!("{} reads like {like}", shown(texts[at]));
                        tell(at, Flaw::HandleLike, words);
                    }
                }
            }
        }
    }
    deceits
}

/// A handle with its invisible marks spelt out, so that nobody is deceived here.
fn shown(handle: &str) -> String {
    let spell = |c: char| match is_invisible(c) {
        true => format!("<U+{:04X}>", u32::from(c)),
        false => c.to_string(),
    };
    format!("@{}", handle.trim_start_matches('@').chars().map(spell).collect::<String>())
}

pub(super) fn identity(of: Of<'_, '_>, findings: &mut Findings) {
    let id = of.member.id.as_str();
    let Some(creator) = of.member.creator else {
        findings.add(Flaw::CreatorUnknown, ("creator", id));
        return;
    };
    if creator.is_archived {
        findings.add(Flaw::CreatorArchived, ("creator", id));
    }
    let mut accounts: Vec<&Account> = Vec::new();
    for account in of.member.records().flat_map(|record| &record.accounts) {
        // Two records of one creator may both have the account; one of them may know its id.
        match accounts.iter_mut().find(|known| known.is_same(account)) {
            Some(known) if known.platform_user_id.is_none() => *known = account,
            Some(_) => {}
            None => accounts.push(account),
        }
    }
    let mut platforms = BTreeSet::new();
    for account in accounts {
        let is_second = !platforms.insert(account.platform) && account.platform != Platform::Other;
        if is_second {
            findings.tell(Flaw::AccountTwice, ("creator", id), account.platform.name().to_owned());
        }
        if account.platform_user_id.is_none() {
            findings.tell(Flaw::NoAccountId, ("creator", id), account.handle.clone());
        }
    }
    let agreed: BTreeSet<Platform> =
        of.member.placements.iter().map(|slot| slot.platform).collect();
    for platform in agreed.difference(&platforms) {
        findings.tell(Flaw::NoAccount, ("creator", id), platform.name().to_owned());
    }
    for (flaw, words) in of.clashes.deceits.get(of.member.id).into_iter().flatten() {
        findings.tell(*flaw, ("creator", id), words.clone());
    }
    shared_names(of, findings);
}

/// An account or name that somebody else has too, once for each account.
fn shared_names(of: Of<'_, '_>, findings: &mut Findings) {
    let mut told = BTreeSet::new();
    let id = of.member.id;
    for name in of.member.records().flat_map(names) {
        let holders = of.clashes.names.get(&name).map_or(&[][..], Vec::as_slice);
        let Some(other) = holders.iter().find(|holder| **holder != id) else { continue };
        let (flaw, what) = match &name {
            Name::Handle(platform, _) | Name::AccountId(platform, _) => {
                (Flaw::AccountShared, platform.name().to_owned())
            }
            Name::Alias(_, issuer, text) => (Flaw::AliasShared, format!("`{text}` at {issuer}")),
        };
        if told.insert((flaw, what.clone())) {
            let detail = format!("{what}, with {other}");
            findings.tell(flaw, ("creator", id.as_str()), detail);
        }
    }
}

pub(super) fn deal(of: Of<'_, '_>, findings: &mut Findings) {
    let deals = &of.member.deals;
    let Some(first) = deals.first() else {
        findings.add(Flaw::NoDeal, ("creator", of.member.id.as_str()));
        return;
    };
    if 1 < deals.len() {
        findings.add(Flaw::DealTwice, ("deal", first.id.as_str()));
    }
    for deal in deals {
        let subject = ("deal", deal.id.as_str());
        if deal.fee.is_none_or(|fee| fee.minor == 0) && deal.commission_bp == 0 {
            findings.add(Flaw::DealEmpty, subject);
        }
        let other = deal.fee.filter(|fee| fee.currency != of.dossier.campaign.currency);
        if let Some(fee) = other {
            findings.tell(Flaw::DealOtherCurrency, subject, fee.currency.as_str().to_owned());
        }
    }
}
