//! Who a row of a roster means: creators by id, handle or name.

use std::collections::BTreeMap;

use strsim::osa_distance;
use unicode_normalization::UnicodeNormalization;
use unicode_security::skeleton;

use super::error::IssueError;
use crate::creator::Creator;

/// Creators by every name that a roster may use.
#[derive(Debug)]
pub struct People<'a> {
    by_id: BTreeMap<&'a str, &'a Creator>,
    by_name: BTreeMap<String, Vec<&'a Creator>>,
}

impl<'a> People<'a> {
    /// The creators of a workspace.
    pub fn of(creators: impl IntoIterator<Item = &'a Creator>) -> Self {
        let (mut by_id, mut by_name) = (BTreeMap::new(), BTreeMap::<String, Vec<_>>::new());
        for creator in creators {
            by_id.insert(creator.id.as_str(), creator);
            let handles = creator.accounts.iter().map(|account| account.handle.as_str());
            for name in handles.chain([creator.name.as_str()]) {
                let named = by_name.entry(plain(name)).or_default();
                let is_new = named.iter().all(|other: &&Creator| other.id != creator.id);
                if is_new {
                    named.push(creator);
                }
            }
        }
        Self { by_id, by_name }
    }

    /// The one creator that `said` means.
    pub fn find(&self, said: &str) -> Result<&'a Creator, IssueError> {
        if plain(said).is_empty() {
            return Err(IssueError::CreatorMissing);
        }
        let found = match self.by_id.get(said.trim()) {
            Some(creator) => vec![*creator],
            None => self.by_name.get(&plain(said)).cloned().unwrap_or_default(),
        };
        let in_use: Vec<_> = found.iter().filter(|creator| !creator.is_archived).collect();
        match (in_use.as_slice(), found.first()) {
            ([creator], _) => Ok(creator),
            ([], Some(creator)) => Err(IssueError::CreatorArchived { id: creator.id.clone() }),
            ([], None) => {
                let name = said.trim().to_owned();
                Err(IssueError::CreatorUnknown { name, hint: self.hint(said) })
            }
            (several, _) => {
                let (name, n) = (said.trim().to_owned(), several.len());
                Err(IssueError::CreatorAmbiguous { name, n })
            }
        }
    }

    /// Who else could be meant: the name that looks the same, or one slip of the pen away.
    fn hint(&self, said: &str) -> String {
        let said = plain(said);
        let look = look(&said);
        if let Some(name) = self.by_name.keys().find(|name| self::look(name) == look) {
            return format!(": it looks like `{name}`, written in other letters");
        }
        let is_near = |name: &&String| 3 < said.len() && osa_distance(name, &said) == 1;
        let near = self.by_name.keys().find(is_near);
        near.map_or_else(String::new, |name| format!(": did you mean `{name}`?"))
    }
}

/// One spelling of a name: NFKC, lower case, without `@`, addresses of profiles, spaces at the
/// ends, and what nobody sees.
fn plain(name: &str) -> String {
    let is_seen = |c: &char| {
        !matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}'
        | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{fe0f}' | '\u{feff}')
    };
    let lower: String = name.nfkc().filter(is_seen).flat_map(char::to_lowercase).collect();
    let bare = lower.trim().trim_end_matches('/');
    let last = if bare.contains("://") { bare.rsplit('/').next().unwrap_or(bare) } else { bare };
    last.trim_start_matches('@').trim().to_owned()
}

fn look(name: &str) -> String {
    skeleton(name).collect::<String>().to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::creator::{Account, Platform};

    fn creator(id: &str, name: &str, handle: &str) -> Creator {
        let account = Account {
            platform: Platform::Instagram,
            handle: handle.to_owned(),
            platform_user_id: None,
            n_followers: None,
        };
        Creator {
            id: id.into(),
            name: name.to_owned(),
            accounts: vec![account],
            category: None,
            country: None,
            notes: None,
            is_archived: id == "old",
            aliases: Vec::new(),
        }
    }

    /// Reads as a table: what a row says, whom it means or why nobody.
    #[test]
    fn rows_name_creators_by_id_handle_or_name() {
        let all = [
            creator("crt_1", "Ana Lima", "ana.lima"),
            creator("crt_2", "Ben", "ben_k"),
            creator("crt_3", "Ben", "benny"),
            creator("old", "Cleo", "cleo"),
        ];
        let people = People::of(&all);
        for (said, expected) in [
            ("crt_1", Ok("crt_1")),
            ("ana.lima", Ok("crt_1")),
            ("@Ana.Lima", Ok("crt_1")),
            ("https://www.instagram.com/ana.lima/", Ok("crt_1")),
            ("  ana lima ", Ok("crt_1")),
            ("ana.lima\u{200f}", Ok("crt_1")),
            ("ａｎａ.lima", Ok("crt_1")),
            ("benny", Ok("crt_3")),
            ("Ben", Err("roster.creator_ambiguous")),
            ("cleo", Err("roster.creator_archived")),
            ("\u{430}na.lima", Err("roster.creator_unknown")),
            ("dora", Err("roster.creator_unknown")),
            (" @ ", Err("roster.creator_missing")),
        ] {
            let found = people.find(said).map(|creator| creator.id.as_str());
            assert_eq!(found.map_err(|error| error.code()), expected, "{said}");
        }
        let hint = |said| people.find(said).unwrap_err().to_string();
        assert!(hint("\u{430}na.lima").contains("looks like `ana.lima`"));
        assert!(hint("ana.lma").contains("did you mean `ana.lima`?"));
    }
}
