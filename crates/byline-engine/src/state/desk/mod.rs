//! The desk: alerts and the lives they led, what is to be told and paused, and what people said.
//!
//! Changed by minutes that pass, by what people say, and by what edges log about their work; by no
//! other fact. So taking in clicks and orders costs nothing here, and a log that is replayed leads
//! to the same desk.

mod docket;
mod editions;
mod kept;
mod outbox;
mod reviews;
mod tasks;
mod verdicts;

use std::collections::BTreeMap;

use byline_core::decision::Rules;
use byline_core::decision::said::Maintenance;
use byline_core::time::Timestamp;
use serde::{Deserialize, Serialize};

pub use docket::{About, AlertKey, Asked, Docket, Failed, PauseRow, Watch};
pub use editions::{Edition, Editions};
pub use kept::{Account, Decided, Kept, Life, action_key};
pub use outbox::{Outbox, Pending, Settled, Trail};
pub use reviews::{ApprovedPlan, Reviewed, Reviews};
pub use tasks::Task;
pub use verdicts::{Foreseen, Verdicted};

/// Everything that was decided.
#[derive(Clone, Default, Debug, Serialize, Deserialize)]
pub struct Desk {
    /// What is to be told and done.
    pub outbox: Outbox,
    /// The thresholds of each campaign.
    pub editions: Editions,
    /// Stretches in which nobody wants to hear anything, by id.
    pub maintenance: BTreeMap<String, Maintenance>,
    /// Alerts and ads by number of the campaign.
    pub dockets: BTreeMap<u32, Docket>,
    /// What people decided in weekly reviews.
    pub reviews: Reviews,
    /// What was said of each campaign, by its number, the oldest first.
    pub verdicts: BTreeMap<u32, Vec<Verdicted>>,
    /// Thresholds that hold instead of those in force, of one campaign or of every one.
    #[serde(skip)]
    pub instead: Option<(Option<u32>, Rules)>,
}

impl Desk {
    /// The thresholds of a campaign.
    pub fn rules(&self, campaign: u32) -> Rules {
        match &self.instead {
            Some((of, rules)) if of.is_none_or(|of| of == campaign) => rules.clone(),
            _ => self.editions.in_force(campaign),
        }
    }

    /// The maintenance that a campaign, of this id, is in.
    pub fn maintenance_of(&self, campaign: &str, now: Timestamp) -> Option<&Maintenance> {
        self.maintenance.values().find(|one| {
            let is_its = one.campaign_id.as_ref().is_none_or(|id| id.as_str() == campaign);
            is_its && !one.is_withdrawn && one.span.contains(now)
        })
    }

    /// The alert of this id, with the number of its campaign.
    pub fn find(&self, alert: &str) -> Option<(u32, &AlertKey, &Kept)> {
        self.dockets.iter().find_map(|(campaign, docket)| {
            let found = docket.alerts.iter().find(|(_, kept)| kept.id == alert);
            found.map(|(key, kept)| (*campaign, key, kept))
        })
    }
}
