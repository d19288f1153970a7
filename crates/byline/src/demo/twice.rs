//! Creators who came in twice, as they do: once with the roster, once from a CRM or a network.
//!
//! In: the demo's creators and codes. Out: a few more rows that mean the same people, one of them
//! with a code that orders use, so that Identities has something to decide and money behind it.

use byline_core::alias::{Alias, AliasKind};
use byline_core::code::PromoCode;
use byline_core::creator::{Account, Creator, Platform};

/// The places of those who came twice, and how they came again.
const AGAIN: [(usize, Again); 3] = [(0, Again::Shop), (3, Again::Crm), (5, Again::Network)];

#[derive(Clone, Copy)]
enum Again {
    /// Typed in for a code, with a handle of another platform.
    Shop,
    /// From the CRM, surname first.
    Crm,
    /// From a network, under a display name.
    Network,
}

/// Adds the second rows, and gives one of them the code.
pub fn add(creators: &mut Vec<Creator>, codes: &mut [PromoCode]) {
    for (place, again) in AGAIN {
        let Some(first) = creators.get(place).cloned() else { continue };
        let second = second(&first, again);
        if let (Again::Shop, Some(code)) =
            (again, codes.iter_mut().find(|code| code.creator_id == first.id))
        {
            code.creator_id = second.id.clone();
        }
        creators.push(second);
    }
}

fn second(first: &Creator, again: Again) -> Creator {
    let joined: String = first.name.split_whitespace().collect::<String>().to_lowercase();
    let backwards: Vec<&str> = first.name.split_whitespace().rev().collect();
    let free = Platform::ALL
        .into_iter()
        .find(|platform| first.accounts.iter().all(|account| account.platform != *platform));
    let (prefix, name, alias) = match again {
        Again::Shop => ("shop", format!("{joined}official"), None),
        Again::Crm => {
            let name = backwards.join(", ");
            ("crm", name.clone(), Alias::new(AliasKind::CrmText, "grin", &name))
        }
        Again::Network => {
            let name = format!("{} TV", first.name);
            ("net", name.clone(), Alias::new(AliasKind::DisplayName, "impact", &name))
        }
    };
    let account = free.filter(|_| matches!(again, Again::Shop)).map(|platform| Account {
        platform,
        handle: format!("{joined}official"),
        platform_user_id: None,
        n_followers: None,
    });
    Creator {
        id: format!("crt_{prefix}_{}", first.id.as_str().trim_start_matches("crt_")).into(),
        name,
        accounts: account.into_iter().collect(),
        category: None,
        country: None,
        notes: None,
        is_archived: false,
        aliases: alias.into_iter().collect(),
    }
}
