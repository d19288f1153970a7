//! A docket: the alerts of one campaign, what they watch, and what they want of ads.

use std::collections::{BTreeMap, VecDeque};

use byline_core::action::Ad;
use byline_core::decision::alert::AlertRule;
use byline_core::decision::pausing::{Answer, AttemptState, PauseBook, Want, Wish};
use byline_core::decision::standing::Held;
use byline_core::decision::urgency::FloorWatch;
use byline_core::id::ConnectionId;
use byline_core::stats::DayParts;
use byline_core::time::Timestamp;
use serde::{Deserialize, Serialize};

use super::kept::Kept;
use super::tasks::Tasks;
use super::verdicts::Foreseen;

/// So many changes of ads are remembered, the newest ones.
const PAUSES_KEPT: usize = 500;

/// Everything that was decided in one campaign.
#[derive(Clone, Default, Debug, Serialize, Deserialize)]
pub struct Docket {
    /// Every alert that ever pended.
    pub alerts: BTreeMap<AlertKey, Kept>,
    /// What is watched minute by minute: the campaign as a whole (`None`), and creators by number.
    pub watches: BTreeMap<Option<u32>, Watch>,
    /// The standing that is shown of each creator, by number.
    pub held: BTreeMap<u32, Held>,
    /// When the floor was looked at last.
    pub watched_at: Option<Timestamp>,
    /// When the histories behind expectations were read last.
    pub learned_at: Option<Timestamp>,
    /// When standings were judged last.
    pub judged_at: Option<Timestamp>,
    /// How many orders should have come since the last one, in millionths.
    pub silent_micro: i64,
    /// What was paused and resumed, for the guardrails.
    pub pauses: PauseBook,
    /// What episodes wished about ads, and the answer: by ad, alert and episode.
    pub asked: BTreeMap<(String, String, u32), Asked>,
    /// Every change of an ad that was decided, the oldest first.
    pub changes: VecDeque<PauseRow>,
    /// Changes that did not work, by ad.
    pub failed: BTreeMap<String, Failed>,
    /// What somebody has to do about creators.
    pub tasks: Tasks,
    /// What revenue was expected to come to, each morning of a flight.
    pub foreseen: Vec<Foreseen>,
    /// When it was looked at last whether somebody has to do anything.
    pub tasks_at: Option<Timestamp>,
    /// When the flight began that was looked at last.
    pub flight_from: Option<Timestamp>,
    /// Whether the flight is over and every alert was closed.
    pub is_closed: bool,
}

/// What tells alerts of a campaign apart.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
pub struct AlertKey {
    /// Which rule.
    pub rule: AlertRule,
    /// About what.
    pub about: About,
}

/// What an alert is about.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
pub enum About {
    /// The campaign as a whole.
    Campaign,
    /// A creator, by number.
    Creator(u32),
    /// An ad, by feed and id.
    Ad(String),
}

/// What is watched of a creator, or of the whole campaign, minute by minute.
#[derive(Clone, Default, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Watch {
    /// Revenue beside the floor.
    pub floor: FloorWatch,
    /// Orders over all time at the last look, in millionths.
    pub orders_micro: i64,
    /// Revenue of the trailing hour at the last look, in minor units.
    pub trailing_minor: i64,
    /// Orders in the 24 hours before its history was read.
    pub n_last_day: u64,
    /// Orders in the 24 hours before those.
    pub n_day_before: u64,
    /// How busy each hour is; `None` while too few orders came to tell.
    pub parts: Option<DayParts>,
}

/// What an episode wished about an ad.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Asked {
    /// The wish.
    pub wish: Wish,
    /// The ad.
    pub ad: Ad,
    /// The ad account that would carry it out; `None` if none is connected.
    pub to: Option<ConnectionId>,
    /// What is done about it.
    pub answer: Answer,
    /// Since when that is so.
    pub at: Timestamp,
    /// What other rules want of the creator's money, where the safe wish won over them.
    pub against: Vec<Want>,
}

/// A change of an ad that was decided.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct PauseRow {
    /// The ad, by feed and id.
    pub ad: String,
    /// Its name, if it is known.
    pub name: Option<String>,
    /// When.
    pub at: Timestamp,
    /// The person who decided it; `None` if the rules did.
    pub by: Option<String>,
    /// Why, in words.
    pub why: String,
    /// Whether the ad should run again.
    pub is_resume: bool,
    /// What was done about it.
    pub answer: Answer,
    /// The name of the action, if one left.
    pub action: Option<String>,
    /// How it ended, and when.
    pub ended: Option<(AttemptState, Timestamp)>,
}

/// A change of an ad that did not work.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Failed {
    /// When that was settled.
    pub at: Timestamp,
    /// Whether the ad should have run again.
    pub is_resume: bool,
    /// Why, in words.
    pub detail: String,
    /// Whose content the ad boosts, in words.
    pub who: String,
}

impl Docket {
    /// Writes a change down.
    pub fn write_down(&mut self, row: PauseRow) {
        if self.changes.len() == PAUSES_KEPT {
            self.changes.pop_front();
        }
        self.changes.push_back(row);
    }

    /// How the action of this name ended.
    pub fn ended(&mut self, action: &str, state: AttemptState, at: Timestamp) {
        let mut rows = self.changes.iter_mut().rev();
        if let Some(row) = rows.find(|row| row.action.as_deref() == Some(action)) {
            row.ended = Some((state, at));
        }
    }
}
