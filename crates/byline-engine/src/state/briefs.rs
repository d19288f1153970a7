//! Briefs: what each creator was told in which version, and which version they read.

use std::collections::BTreeMap;

use byline_core::brief::{Acknowledged, Brief};
use byline_core::time::Timestamp;
use serde::{Deserialize, Serialize};

use super::table::Table;

/// Every brief.
#[derive(Clone, Default, Debug, Serialize, Deserialize)]
pub struct Briefs {
    /// What they say now.
    pub table: Table<Brief>,
    /// By number: how far each was read.
    progress: BTreeMap<u32, Progress>,
    by_digest: BTreeMap<String, u32>,
}

/// How far a brief was read.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Progress {
    /// Which version holds; 1 is the first.
    pub version: u32,
    /// The newest version that was read, and when.
    pub read: Option<(u32, Timestamp)>,
}

impl Briefs {
    /// Declares or changes a brief. It has a new version if it tells the creator anything else.
    pub fn declare(&mut self, brief: &Brief) {
        let number = self.table.number(brief.id.as_str());
        let before = self.table.set(brief.id.as_str(), brief.clone());
        let is_same = before.as_ref().is_some_and(|before| before.says_the_same(brief));
        if !is_same {
            self.progress.entry(number).or_default().version += 1;
        }
        if let Some(old) = before.and_then(|before| before.token_digest) {
            self.by_digest.remove(&old);
        }
        if let Some(digest) = &brief.token_digest {
            self.by_digest.insert(digest.clone(), number);
        }
    }

    /// A version was read; tells whether that is news.
    pub fn acknowledge(&mut self, said: &Acknowledged, at: Timestamp) -> bool {
        let Some(number) = self.table.find(said.brief_id.as_str()) else { return false };
        let progress = self.progress.entry(number).or_default();
        let is_news = said.version <= progress.version
            && progress.read.is_none_or(|(version, _)| version < said.version);
        if is_news {
            progress.read = Some((said.version, at));
        }
        is_news
    }

    /// How far a brief was read.
    pub fn progress(&self, id: &str) -> Progress {
        let number = self.table.find(id);
        number.and_then(|number| self.progress.get(&number)).copied().unwrap_or_default()
    }

    /// The brief whose private link has this digest.
    pub fn by_digest(&self, digest: &str) -> Option<&Brief> {
        self.table.row(*self.by_digest.get(digest)?)
    }
}
