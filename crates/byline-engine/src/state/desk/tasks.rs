//! Tasks: what somebody has to do about a creator, made by the rules or by a decision of a review.
//!
//! There is one open task of a kind for a creator. Once it is done, another week may make another.

use std::collections::BTreeMap;

use byline_core::decision::episode::Signed;
use byline_core::decision::review::TaskKind;
use byline_core::decision::said::TaskWord;
use byline_core::time::Timestamp;
use serde::{Deserialize, Serialize};

/// So many tasks of one kind are kept of a creator, the newest ones.
const TASKS_KEPT: usize = 12;

/// The tasks of a campaign, by the creator's number and kind, the oldest first.
#[derive(Clone, Default, Debug, Serialize, Deserialize)]
pub struct Tasks(BTreeMap<(u32, TaskKind), Vec<Task>>);

/// One task.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Task {
    /// Its id, in addresses and the API.
    pub id: String,
    /// When it was made.
    pub made_at: Timestamp,
    /// In which week: its Monday.
    pub week_from: Timestamp,
    /// By when it must be done.
    pub due_at: Timestamp,
    /// Why, in words, as the figures stood.
    pub why: String,
    /// Who decided it; `None` if the rules did.
    pub by: Option<String>,
    /// What the rules had asked for before a person decided the same: why, and in which week.
    pub ruled: Option<(String, Timestamp)>,
    /// Who has it, and since when.
    pub owner: Option<Signed>,
    /// Who did it, and when.
    pub done: Option<Signed>,
    /// What came of it, in words.
    pub note: Option<String>,
}

impl Tasks {
    /// Makes a task, unless one of its kind is open or was made in the same week; one that the
    /// rules made becomes that of a person who decides the same. Tells whether anything changed.
    /// The id must be unlike that of any other task.
    pub fn make(&mut self, of: (u32, TaskKind), task: Task) -> bool {
        let tasks = self.0.entry(of).or_default();
        // What a person decides stands, though the rules asked for it already.
        if let Some(open) =
            tasks.iter_mut().find(|known| known.done.is_none() && known.by.is_none())
            && task.by.is_some()
        {
            let why = std::mem::replace(&mut open.why, task.why);
            open.ruled = Some((why, open.week_from));
            (open.by, open.week_from) = (task.by, task.week_from);
            return true;
        }
        let is_there = |known: &Task| known.done.is_none() || known.week_from == task.week_from;
        if tasks.iter().any(is_there) {
            return false;
        }
        if tasks.len() == TASKS_KEPT {
            tasks.remove(0);
        }
        tasks.push(task);
        true
    }

    /// Forgets the open tasks that a decision about this creator made in a week: it was taken back,
    /// or became another. What the rules had asked for before it is theirs again.
    pub fn forget(&mut self, creator: u32, week_from: Timestamp) {
        let is_its =
            |task: &Task| task.by.is_some() && task.done.is_none() && task.week_from == week_from;
        let its_own = self.0.iter_mut().filter(|((whose, _), _)| *whose == creator);
        for tasks in its_own.map(|(_, tasks)| tasks) {
            tasks.retain(|task| !is_its(task) || task.ruled.is_some());
            for task in tasks.iter_mut().filter(|task| is_its(task)) {
                task.by = None;
                if let Some((why, week_from)) = task.ruled.take() {
                    (task.why, task.week_from) = (why, week_from);
                }
            }
        }
    }

    /// Lets go of what the rules wanted of a creator and want no more: open tasks of other kinds
    /// than `kind` that nobody has taken.
    pub fn let_go(&mut self, creator: u32, kind: Option<TaskKind>) {
        let is_idle =
            |task: &Task| task.by.is_none() && task.done.is_none() && task.owner.is_none();
        let others =
            self.0.iter_mut().filter(|((whose, of), _)| *whose == creator && Some(*of) != kind);
        others.for_each(|(_, tasks)| tasks.retain(|task| !is_idle(task)));
    }

    /// Every task with its creator's number and kind.
    pub fn iter(&self) -> impl Iterator<Item = (u32, TaskKind, &Task)> {
        let all = self.0.iter();
        all.flat_map(|((creator, kind), tasks)| tasks.iter().map(|task| (*creator, *kind, task)))
    }

    /// Follows what a person says about the task of this id; tells whether it changed anything.
    pub fn follow(&mut self, id: &str, word: &TaskWord, by: &str, at: Timestamp) -> bool {
        let Some(task) = self.0.values_mut().flatten().find(|task| task.id == id) else {
            return false;
        };
        let before = task.clone();
        match word {
            TaskWord::Own { owner } => {
                let is_same = task.owner.as_ref().is_some_and(|signed| signed.by == *owner);
                if !is_same {
                    task.owner = Some(Signed { by: owner.clone(), at });
                }
            }
            TaskWord::Done { note } => {
                if task.done.is_none() {
                    task.done = Some(Signed { by: by.to_owned(), at });
                    task.note.clone_from(note);
                }
            }
            TaskWord::Reopen => {
                task.done = None;
                task.note = None;
            }
        }
        *task != before
    }
}
