//! Aliases: which creator is meant by the names that other systems use.
//!
//! A name that two creators have, or none, means nobody: money is never given to somebody by
//! guessing. Case does not matter, except in ids that a system made.

use std::collections::BTreeMap;

use byline_core::alias::{Alias, AliasKind};
use byline_core::creator::Creator;
use serde::{Deserialize, Serialize};
use smallvec::SmallVec;

use super::owners::Owners;

/// Creators by the names that other systems use.
#[derive(Clone, Default, Debug, Serialize, Deserialize)]
pub struct Aliases(BTreeMap<Alias, SmallVec<[u32; 1]>>);

impl Aliases {
    /// Lets a creator go by the names of `after` instead of those of `before`. Tells the names
    /// that may mean somebody else now.
    pub fn change(&mut self, number: u32, before: Option<&Creator>, after: &Creator) -> Vec<Alias> {
        let old = before.map(names).unwrap_or_default();
        let new = names(after);
        let mut changed = Vec::new();
        for name in old.iter().filter(|name| !new.contains(name)) {
            if let Some(numbers) = self.0.get_mut(name) {
                numbers.retain(|known| *known != number);
            }
            changed.push(name.clone());
        }
        for name in new.into_iter().filter(|name| !old.contains(name)) {
            let numbers = self.0.entry(name.clone()).or_default();
            if !numbers.contains(&number) {
                numbers.push(number);
            }
            changed.push(name);
        }
        changed
    }

    /// The number of the one creator who goes by `alias`, by the merges in force.
    pub fn creator(&self, alias: &Alias, owners: &Owners) -> Option<u32> {
        let mut bearers = self.0.get(&normal(alias))?.iter().map(|number| owners.of(*number));
        let first = bearers.next()?;
        bearers.all(|other| other == first).then_some(first)
    }
}

/// The form in which names are compared.
pub fn normal(alias: &Alias) -> Alias {
    let text = match alias.kind {
        AliasKind::Creator | AliasKind::PlatformUser | AliasKind::Affiliate => alias.text.clone(),
        AliasKind::Handle | AliasKind::DisplayName | AliasKind::Utm | AliasKind::CrmText => {
            alias.text.to_lowercase()
        }
    };
    // Our own id is ours, whoever hands it on.
    let issuer = if alias.kind == AliasKind::Creator { "" } else { issuer(&alias.issuer) };
    Alias { kind: alias.kind, issuer: issuer.to_owned(), text }
}

/// Our own id of a creator as a name, in the form in which names are compared.
pub fn of_id(id: &str) -> Alias {
    Alias { kind: AliasKind::Creator, issuer: String::new(), text: id.to_owned() }
}

/// A platform's shop and ads know creators by the platform's own accounts.
fn issuer(feed: &str) -> &str {
    match feed {
        "tiktok_shop" | "tiktok_ads" => "tiktok",
        "youtube_shopping" | "google_ads" => "youtube",
        "instagram_checkout" | "meta_ads" => "instagram",
        other => other,
    }
}

/// Every name that a creator goes by, in the form in which names are compared.
pub fn names(creator: &Creator) -> Vec<Alias> {
    let mut names = Vec::new();
    for account in &creator.accounts {
        let platform = account.platform.key();
        names.extend(Alias::new(AliasKind::Handle, platform, &account.handle));
        let id = account.platform_user_id.as_deref();
        names.extend(id.and_then(|id| Alias::new(AliasKind::PlatformUser, platform, id)));
    }
    names.extend(creator.aliases.iter().cloned());
    let mut names: Vec<Alias> = names.iter().map(normal).collect();
    names.sort();
    names.dedup();
    names
}
