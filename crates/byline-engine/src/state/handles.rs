//! Handles over time. The platform's own id is the account; what it is called changes, and a handle
//! that somebody gave up may be somebody else's a day later.

use std::collections::{BTreeMap, BTreeSet};

use byline_core::creator::{Account, Creator, Platform};
use byline_core::time::Timestamp;
use serde::{Deserialize, Serialize};

/// Every handle that was ever known, by number of the creator and platform.
#[derive(Clone, Default, Debug, Serialize, Deserialize)]
pub struct Handles(BTreeMap<(u32, Platform), Vec<Named>>);

/// A stretch in which an account went by one handle.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Named {
    /// The handle, without `@`.
    pub handle: String,
    /// The platform's own id of the account, if it was known.
    pub platform_user_id: Option<String>,
    /// From when, as far as is known.
    pub from: Timestamp,
    /// Until when; `None` if it still does.
    pub to: Option<Timestamp>,
    /// Whether the platform said so itself, and not somebody who declared it.
    pub is_by_platform: bool,
}

/// Creators by number, by platform and the handle that they went by, in lower case.
pub type Called = BTreeMap<(Platform, String), Vec<u32>>;

impl Handles {
    /// A creator is new or changed: what differs from before is dated now.
    pub fn declare(
        &mut self,
        creator: u32,
        before: Option<&Creator>,
        after: &Creator,
        at: Timestamp,
    ) {
        let none: &[Account] = &[];
        let old = before.map_or(none, |row| &row.accounts);
        let news = || after.accounts.iter().filter(|it| !old.contains(it));
        for account in old.iter().filter(|it| !after.accounts.contains(it)) {
            let id = account.platform_user_id.as_ref();
            let goes_on =
                |it: &Account| it.platform == account.platform && is_its((id, bare(account)), it);
            if !news().any(goes_on) {
                self.end(creator, account, at);
            }
        }
        for account in news() {
            self.note(creator, account, at, false);
        }
    }

    /// An account goes by this handle.
    pub fn note(&mut self, creator: u32, account: &Account, at: Timestamp, is_by_platform: bool) {
        let handle = bare(account).to_owned();
        let rows = self.0.entry((creator, account.platform)).or_default();
        let open = rows.iter_mut().rev().find(|row| {
            row.to.is_none() && is_its((row.platform_user_id.as_ref(), &row.handle), account)
        });
        if let Some(open) = open {
            if open.handle.eq_ignore_ascii_case(&handle) {
                open.platform_user_id =
                    account.platform_user_id.clone().or(open.platform_user_id.take());
                return;
            }
            open.to = Some(at);
        }
        let platform_user_id = account.platform_user_id.clone();
        rows.push(Named { handle, platform_user_id, from: at, to: None, is_by_platform });
    }

    fn end(&mut self, creator: u32, account: &Account, at: Timestamp) {
        let rows = self.0.entry((creator, account.platform)).or_default();
        for row in rows.iter_mut().filter(|row| row.to.is_none()) {
            let is_it = match (&row.platform_user_id, &account.platform_user_id) {
                (Some(known), Some(said)) => known == said,
                _ => row.handle.eq_ignore_ascii_case(bare(account)),
            };
            if is_it {
                row.to = Some(at);
            }
        }
    }

    /// What a creator's accounts were called, by platform, oldest first.
    pub fn of(&self, creator: u32) -> impl Iterator<Item = (Platform, &Named)> {
        let all = self.0.range((creator, Platform::ALL[0])..=(creator, Platform::Other));
        all.flat_map(|((_, platform), rows)| rows.iter().map(move |row| (*platform, row)))
    }

    /// Everybody who ever went by a handle.
    pub fn called(&self) -> Called {
        self.called_so(|_, _| true)
    }

    /// Everybody who ever went by a handle that one of these creators had.
    pub fn called_by(&self, creators: &[u32]) -> Called {
        let own = creators.iter().flat_map(|creator| self.of(*creator));
        let own: BTreeSet<(Platform, String)> =
            own.map(|(platform, row)| (platform, row.handle.to_ascii_lowercase())).collect();
        self.called_so(|platform, row| {
            let is_it = |(on, handle): &(Platform, String)| {
                *on == platform && handle.eq_ignore_ascii_case(&row.handle)
            };
            own.iter().any(is_it)
        })
    }

    fn called_so(&self, is_asked: impl Fn(Platform, &Named) -> bool) -> Called {
        let mut called = Called::new();
        for ((creator, platform), rows) in &self.0 {
            for row in rows.iter().filter(|row| is_asked(*platform, row)) {
                let key = (*platform, row.handle.to_ascii_lowercase());
                called.entry(key).or_default().push(*creator);
            }
        }
        called
    }
}

/// Whether what went by this id and handle is the account that is declared now.
fn is_its((id, handle): (Option<&String>, &str), account: &Account) -> bool {
    match (id, &account.platform_user_id) {
        (Some(known), Some(said)) => known == said,
        // Several accounts of one kind may be declared elsewhere only.
        _ => account.platform != Platform::Other || handle == bare(account),
    }
}

fn bare(account: &Account) -> &str {
    account.handle.trim().trim_start_matches('@')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(accounts: &[(Platform, &str, &str)]) -> Creator {
        let accounts = accounts.iter().map(|(platform, handle, id)| Account {
            platform: *platform,
            handle: (*handle).to_owned(),
            platform_user_id: (!id.is_empty()).then(|| (*id).to_owned()),
            n_followers: None,
        });
        Creator {
            id: "ana".into(),
            name: "Ana".to_owned(),
            accounts: accounts.collect(),
            category: None,
            country: None,
            notes: None,
            is_archived: false,
            aliases: Vec::new(),
        }
    }

    /// Reads as a table: accounts before and after as platform, handle and id; the handles that
    /// were ever used, those that are over in brackets.
    #[test]
    fn an_account_that_is_replaced_ends() {
        use Platform::{Other, Tiktok};
        for (before, after, expected) in [
            (&[(Tiktok, "ana", "7")][..], &[(Tiktok, "ana2", "8")][..], "(ana) ana2"),
            (&[(Tiktok, "ana", "7")], &[(Tiktok, "ana", "8")], "(ana) ana"),
            (&[(Tiktok, "ana", "7")], &[(Tiktok, "ana2", "7")], "(ana) ana2"),
            (&[(Tiktok, "@ana", "")], &[(Tiktok, "ana", "7")], "ana"),
            (&[(Tiktok, "ana", "7"), (Tiktok, "bea", "8")], &[(Tiktok, "bea", "8")], "(ana) bea"),
            (&[(Other, "ana", ""), (Other, "bea", "")], &[(Other, "bea", "")], "(ana) bea"),
            (&[(Tiktok, "ana", "")], &[], "(ana)"),
        ] {
            let mut handles = Handles::default();
            let (before, after) = (with(before), with(after));
            handles.declare(1, None, &before, Timestamp::from_seconds(0));
            handles.declare(1, Some(&before), &after, Timestamp::from_seconds(1));
            let shown = |row: &Named| match row.to {
                Some(_) => format!("({})", row.handle),
                None => row.handle.clone(),
            };
            let told: Vec<String> = handles.of(1).map(|(_, row)| shown(row)).collect();
            assert_eq!(told.join(" "), expected);
        }
    }
}
