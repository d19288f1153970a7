//! Who the creator is, and what was agreed with them.

use std::collections::BTreeSet;

use super::{Findings, Of};
use crate::alias::AliasKind;
use crate::creator::{Creator, Platform};
use crate::gate::Flaw;

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

pub(super) fn identity(of: Of<'_, '_>, findings: &mut Findings) {
    let id = of.member.id.as_str();
    let Some(creator) = of.member.creator else {
        findings.add(Flaw::CreatorUnknown, ("creator", id));
        return;
    };
    if creator.is_archived {
        findings.add(Flaw::CreatorArchived, ("creator", id));
    }
    let mut platforms = BTreeSet::new();
    for account in &creator.accounts {
        if !platforms.insert(account.platform) {
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
    shared_names(of, creator, findings);
}

/// An account or name that somebody else has too, once for each account.
fn shared_names(of: Of<'_, '_>, creator: &Creator, findings: &mut Findings) {
    let mut told = BTreeSet::new();
    for name in names(creator) {
        let holders = of.clashes.names.get(&name).map_or(&[][..], Vec::as_slice);
        let Some(other) = holders.iter().find(|holder| **holder != &creator.id) else { continue };
        let (flaw, what) = match &name {
            Name::Handle(platform, _) | Name::AccountId(platform, _) => {
                (Flaw::AccountShared, platform.name().to_owned())
            }
            Name::Alias(_, issuer, text) => (Flaw::AliasShared, format!("`{text}` at {issuer}")),
        };
        if told.insert((flaw, what.clone())) {
            let detail = format!("{what}, with {other}");
            findings.tell(flaw, ("creator", creator.id.as_str()), detail);
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
