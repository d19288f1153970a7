//! Who a row of the roster means, of the creators that are declared.
//!
//! In: the creators, and the rows. Out: rows with the id of the creator whom they mean, and why
//! rows cannot be taken. The platform's own id is the account: it is looked at first, and a handle
//! that goes with another id than before is another account.

use std::collections::{BTreeMap, BTreeSet};

use byline_core::creator::{Account, Creator, Platform};

use super::roster::{AccountRow, Row};
use crate::problem::Problem;

/// Names in each row the creator whom it means, where one does; tells by line why rows are refused.
pub fn find<'e>(
    creators: impl Iterator<Item = &'e Creator>,
    rows: &mut [Row],
) -> BTreeMap<u64, Problem> {
    let known = Known::new(creators.filter(|creator| !creator.is_archived));
    let mut refused = BTreeMap::new();
    let mut lines: BTreeMap<(Platform, String), u64> = BTreeMap::new();
    for row in rows {
        match known.meant(row) {
            Ok(Some(creator)) => row.creator_id = Some(creator.id.to_string()),
            Ok(None) => {
                if let Err(problem) = must_be_alone(&mut lines, row) {
                    refused.insert(row.line, problem);
                }
            }
            Err(problem) => {
                refused.insert(row.line, problem);
            }
        }
    }
    refused
}

/// Two new creators may not have one account.
fn must_be_alone(lines: &mut BTreeMap<(Platform, String), u64>, row: &Row) -> Result<(), Problem> {
    for account in &row.accounts {
        let Some(id) = &account.platform_user_id else { continue };
        if let Some(line) = lines.insert((account.platform, id.clone()), row.line) {
            let detail = format!(
                "line {}: {} account {id} is that of line {line} too",
                row.line,
                account.platform.name()
            );
            return Err(Problem::new(422, "setup.account_repeated", detail)
                .next_step("mend the id, or keep one of the rows"));
        }
    }
    Ok(())
}

/// The accounts of a known creator under their new handles, if the platform's own id of any of them
/// goes by another one now.
pub fn renamed(known: &Creator, wanted: &Creator) -> Option<Creator> {
    let mut after = known.clone();
    for account in &mut after.accounts {
        let is_it = |row: &&Account| {
            row.platform == account.platform
                && row.platform_user_id.is_some()
                && row.platform_user_id == account.platform_user_id
                && !row.handle.eq_ignore_ascii_case(&account.handle)
        };
        if let Some(row) = wanted.accounts.iter().find(is_it) {
            account.handle.clone_from(&row.handle);
        }
    }
    (after != *known).then_some(after)
}

/// Declared accounts, by what names them.
#[derive(Default)]
struct Known<'e> {
    by_id: BTreeMap<(Platform, &'e str), &'e Creator>,
    by_handle: BTreeMap<(Platform, String), (&'e Creator, &'e Account)>,
}

impl<'e> Known<'e> {
    fn new(creators: impl Iterator<Item = &'e Creator>) -> Self {
        let mut known = Self::default();
        for creator in creators {
            for account in &creator.accounts {
                if let Some(id) = &account.platform_user_id {
                    known.by_id.entry((account.platform, id)).or_insert(creator);
                }
                let handle = account.handle.trim_start_matches('@').to_lowercase();
                known.by_handle.entry((account.platform, handle)).or_insert((creator, account));
            }
        }
        known
    }

    fn meant(&self, row: &Row) -> Result<Option<&'e Creator>, Problem> {
        let by_id = row.accounts.iter().filter_map(|account| {
            let id = account.platform_user_id.as_deref()?;
            self.by_id.get(&(account.platform, id)).map(|creator| (account, *creator))
        });
        let by_id: Vec<(&AccountRow, &Creator)> = by_id.collect();
        if let Some(said) = &row.creator_id {
            let other = by_id.iter().find(|(_, creator)| creator.id.as_str() != said);
            return other.map_or(Ok(None), |(account, creator)| Err(taken(row, account, creator)));
        }
        if let Some((_, first)) = by_id.first() {
            let other = by_id.iter().find(|(_, creator)| creator.id != first.id);
            return match other {
                None => Ok(Some(first)),
                Some((account, creator)) => Err(taken(row, account, creator)),
            };
        }
        self.by_handle(row)
    }

    /// By handles, which are taken for an account only as long as no id says otherwise.
    fn by_handle(&self, row: &Row) -> Result<Option<&'e Creator>, Problem> {
        let mut found = BTreeMap::new();
        for account in &row.accounts {
            let key = (account.platform, account.handle.to_lowercase());
            let Some((creator, held)) = self.by_handle.get(&key) else { continue };
            let ids = held.platform_user_id.as_ref().zip(account.platform_user_id.as_ref());
            if let Some((held, said)) = ids.filter(|(held, said)| held != said) {
                return Err(reused(row, account, creator, (held, said)));
            }
            found.insert(creator.id.as_str(), *creator);
        }
        let is_one = found.len() == 1;
        Ok(found.into_values().next().filter(|_| is_one))
    }
}

fn taken(row: &Row, account: &AccountRow, holder: &Creator) -> Problem {
    let id = account.platform_user_id.as_deref().unwrap_or_default();
    let detail = format!(
        "line {}: {} account {id} is that of {}, and the row names somebody else",
        row.line,
        account.platform.name(),
        holder.name
    );
    let key = account.platform.key();
    Problem::new(409, "setup.account_other", detail)
        .next_step(format!("write {} into creator_id, or mend {key}_id", holder.id))
}

fn reused(
    row: &Row,
    account: &AccountRow,
    holder: &Creator,
    (held, said): (&str, &str),
) -> Problem {
    let detail = format!(
        "line {}: {} @{} is account {held} of {}, and the roster says account {said}",
        row.line,
        account.platform.name(),
        account.handle,
        holder.name
    );
    let next_step = format!(
        "if it is {}, write {} into creator_id; if the handle is somebody else's now, first give \
         {} the handle of today",
        holder.name, holder.id, holder.name
    );
    Problem::new(409, "setup.handle_reused", detail).next_step(next_step)
}

/// Every id that a row says or was found for.
pub fn said_ids(rows: &[Row]) -> BTreeSet<String> {
    rows.iter().filter_map(|row| row.creator_id.clone()).collect()
}

#[cfg(test)]
mod tests {
    use super::super::roster;
    use super::*;

    fn creator(id: &str, name: &str, handle: &str, account_id: Option<&str>) -> Creator {
        Creator {
            id: id.into(),
            name: name.to_owned(),
            accounts: vec![Account {
                platform: Platform::Tiktok,
                handle: handle.to_owned(),
                platform_user_id: account_id.map(str::to_owned),
                n_followers: None,
            }],
            category: None,
            country: None,
            notes: None,
            is_archived: false,
            aliases: Vec::new(),
        }
    }

    fn known() -> [Creator; 3] {
        [
            creator("crt_ana.diaz", "Ana Diaz", "ana.diaz", Some("7100004")),
            creator("crt_ana.lima", "Ana Lima", "ana.lima", Some("7100001")),
            creator("7", "Bo", "bo", None),
        ]
    }

    /// Reads as a table: handle, account id and creator id of a row; whom it means, or why nobody.
    #[test]
    fn the_platforms_own_id_is_the_account() {
        for (cells, expected) in [
            ("@ana.diaz,9999999,", "setup.handle_reused"),
            ("@ana.diaz,9999999,crt_ana.diaz", "crt_ana.diaz"),
            ("@ana.lima.new,7100001,", "crt_ana.lima"),
            ("@ana.lima,7100001,", "crt_ana.lima"),
            ("@ana.lima,,", "crt_ana.lima"),
            ("@ana.lima,7100001,crt_ana.diaz", "setup.account_other"),
            ("@Bo,31,", "7"),
            ("@new,32,", ""),
        ] {
            let text = format!("tiktok,tiktok_id,creator_id\n{cells}\n");
            let mut rows = roster::read(&text).unwrap();
            let refused = find(known().iter(), &mut rows);
            let id = rows[0].creator_id.clone().unwrap_or_default();
            let said = refused.get(&2).map_or(id, |problem| problem.code().to_owned());
            assert_eq!(said, expected, "{cells}");
        }
    }

    #[test]
    fn a_reused_handle_says_what_to_do() {
        let mut rows = roster::read("name,tiktok,tiktok_id\nReused,@ana.diaz,9999999\n").unwrap();
        let words = find(known().iter(), &mut rows)[&2].words();
        assert!(words.contains("line 2: TikTok @ana.diaz is account 7100004 of Ana"), "{words}");
        assert!(words.contains("write crt_ana.diaz into creator_id"), "{words}");
    }

    #[test]
    fn two_rows_may_not_have_one_account() {
        let mut rows = roster::read("tiktok,tiktok_id\nnew,5\nnewer,5\n").unwrap();
        let refused = find(known().iter(), &mut rows);
        let codes: Vec<_> = refused.iter().map(|(line, why)| (*line, why.code())).collect();
        assert_eq!(codes, [(3, "setup.account_repeated")]);
    }

    #[test]
    fn only_an_account_with_the_same_id_is_renamed() {
        let [_, ana, bo] = known();
        let after = renamed(&ana, &creator("x", "", "ana.lima.new", Some("7100001"))).unwrap();
        assert_eq!((after.name.as_str(), &*after.accounts[0].handle), ("Ana Lima", "ana.lima.new"));
        assert_eq!(renamed(&ana, &creator("x", "", "ana.other", Some("5"))), None);
        assert_eq!(renamed(&bo, &creator("x", "", "bo.new", None)), None);
    }
}
