//! Handles over time. The platform's own id is the account; what it is called changes, and a handle
//! that somebody gave up may be somebody else's a day later.

use std::collections::BTreeMap;

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
        for account in old.iter().filter(|it| !after.accounts.contains(it)) {
            let is_replaced = after.accounts.iter().any(|it| it.platform == account.platform);
            if !is_replaced {
                self.end(creator, account, at);
            }
        }
        for account in after.accounts.iter().filter(|it| !old.contains(it)) {
            self.note(creator, account, at, false);
        }
    }

    /// An account goes by this handle.
    pub fn note(&mut self, creator: u32, account: &Account, at: Timestamp, is_by_platform: bool) {
        let handle = account.handle.trim().trim_start_matches('@').to_owned();
        let rows = self.0.entry((creator, account.platform)).or_default();
        let open = rows.iter_mut().rev().find(|row| {
            let is_its = match (&row.platform_user_id, &account.platform_user_id) {
                (Some(known), Some(said)) => known == said,
                // Several accounts of one kind may be declared elsewhere only.
                _ => account.platform != Platform::Other || row.handle == handle,
            };
            row.to.is_none() && is_its
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
        let bare = account.handle.trim().trim_start_matches('@');
        for row in rows.iter_mut().filter(|row| row.to.is_none()) {
            if row.handle.eq_ignore_ascii_case(bare) {
                row.to = Some(at);
            }
        }
    }

    /// What a creator's accounts were called, by platform, oldest first.
    pub fn of(&self, creator: u32) -> impl Iterator<Item = (Platform, &Named)> {
        let all = self.0.range((creator, Platform::ALL[0])..=(creator, Platform::Other));
        all.flat_map(|((_, platform), rows)| rows.iter().map(move |row| (*platform, row)))
    }

    /// Everybody who ever went by a handle on a platform, by number.
    pub fn called(&self, platform: Platform, handle: &str) -> Vec<(u32, &Named)> {
        let of_platform = self.0.iter().filter(|((_, on), _)| *on == platform);
        let all = of_platform.flat_map(|((creator, _), rows)| rows.iter().map(|it| (*creator, it)));
        all.filter(|(_, row)| row.handle.eq_ignore_ascii_case(handle)).collect()
    }
}
