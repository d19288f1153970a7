//! The board: how each channel is, in memory. A restart forgets it and learns it anew by trying.

use std::collections::{BTreeMap, HashMap, HashSet};

use byline_core::action::{Acted, ActionKey, Deed};
use byline_core::channel::{Mode, mode_of};
use byline_core::decision::urgency::Urgency;
use byline_core::entry::Connection;
use byline_core::id::ConnectionId;
use byline_core::time::Timestamp;

use super::home::Duty;

/// How every channel is.
#[derive(Debug)]
pub struct Board {
    /// When the dispatcher began: what was decided before may have left before.
    pub began_at: Timestamp,
    /// What happened and is not in the log yet.
    pub owed: Vec<Acted>,
    /// When a change of an ad is looked at again.
    pub look_at: HashMap<ActionKey, Timestamp>,
    /// Changes of ads whose last call was turned away, so that it certainly did nothing.
    pub turned_away: HashSet<ActionKey>,
    /// Connections that are being served.
    pub busy: HashSet<ConnectionId>,
    /// The minute of the last heartbeat.
    pub beat_at: Option<u32>,
    lanes: BTreeMap<ConnectionId, Lane>,
}

/// How one channel is.
#[derive(Clone, Default, Debug)]
pub struct Lane {
    /// Whether anything leaves over it.
    pub is_live: bool,
    /// When something left last.
    pub sent_at: Option<Timestamp>,
    /// When it took something last.
    pub delivered_at: Option<Timestamp>,
    /// Since when it takes nothing.
    pub failing_since: Option<Timestamp>,
    /// What was wrong the last time: code, words, when.
    pub trouble: Option<(String, String, Timestamp)>,
    /// How much waits for it.
    pub n_waiting: usize,
    /// Of that, how much must be heard now.
    pub n_pages: usize,
    /// Pages that another channel was told of, because this one takes nothing.
    pub relayed: HashSet<ActionKey>,
    /// Which one.
    pub relayed_by: Option<ConnectionId>,
}

/// How the channels are as a whole.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Sum {
    /// How many channels are live.
    pub n_live: usize,
    /// How many of those take nothing.
    pub n_failing: usize,
    /// How many pages wait.
    pub n_pages: usize,
}

impl Board {
    /// A board of which nothing is known.
    pub fn new(began_at: Timestamp) -> Self {
        Self {
            began_at,
            owed: Vec::new(),
            look_at: HashMap::new(),
            turned_away: HashSet::new(),
            busy: HashSet::new(),
            beat_at: None,
            lanes: BTreeMap::new(),
        }
    }

    /// Takes in which channels there are and what waits for each.
    pub fn look(
        &mut self,
        channels: &[Connection],
        waiting: &BTreeMap<ConnectionId, Vec<Duty>>,
        now: Timestamp,
    ) {
        self.lanes.retain(|id, _| channels.iter().any(|channel| channel.id == *id));
        for channel in channels {
            let lane = self.lanes.entry(channel.id.clone()).or_default();
            lane.is_live = mode_of(channel) == Mode::Live;
            let duties = waiting.get(&channel.id).map_or(&[][..], Vec::as_slice);
            lane.n_waiting = duties.len();
            lane.n_pages = duties.iter().filter(|duty| is_page(duty)).count();
            let failed = duties.iter().find(|duty| 0 < duty.n_failed);
            if let (Some(duty), None) = (failed, lane.failing_since) {
                // Learned from the log, after a restart.
                lane.failing_since = Some(duty.action.decided_at.min(now));
            }
            if !lane.is_live {
                lane.failing_since = None;
            }
        }
        let is_open =
            |key: &ActionKey| waiting.values().flatten().any(|duty| duty.action.key == *key);
        self.look_at.retain(|key, _| is_open(key));
        self.turned_away.retain(is_open);
        for lane in self.lanes.values_mut() {
            lane.relayed.retain(is_open);
        }
    }

    /// How a channel is.
    pub fn lane(&self, id: &ConnectionId) -> Lane {
        self.lanes.get(id).cloned().unwrap_or_default()
    }

    /// How a channel is, to be changed.
    pub fn lane_mut(&mut self, id: &ConnectionId) -> &mut Lane {
        self.lanes.entry(id.clone()).or_default()
    }

    /// A channel took something.
    pub fn took(&mut self, id: &ConnectionId, now: Timestamp) {
        let lane = self.lane_mut(id);
        (lane.sent_at, lane.delivered_at) = (Some(now), Some(now));
        (lane.failing_since, lane.trouble) = (None, None);
    }

    /// A channel did not take something.
    pub fn failed(&mut self, id: &ConnectionId, code: &str, detail: &str, now: Timestamp) {
        let lane = self.lane_mut(id);
        lane.sent_at = Some(now);
        lane.failing_since.get_or_insert(now);
        lane.trouble = Some((code.to_owned(), detail.to_owned(), now));
    }

    /// How the channels are as a whole.
    pub fn sum(&self) -> Sum {
        let live = self.lanes.values().filter(|lane| lane.is_live);
        Sum {
            n_live: live.clone().count(),
            n_failing: live.clone().filter(|lane| lane.failing_since.is_some()).count(),
            n_pages: live.map(|lane| lane.n_pages).sum(),
        }
    }
}

/// Whether somebody must hear of it now.
pub fn is_page(duty: &Duty) -> bool {
    matches!(&duty.action.deed, Deed::Tell(message) if message.urgency == Urgency::Page)
}
