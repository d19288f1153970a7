//! Tasks read for screens and programs.

use std::collections::{BTreeMap, BTreeSet};

use byline_core::decision::review::TaskKind;
use byline_core::id::{CampaignId, CreatorId};
use byline_core::time::Timestamp;

use crate::engine::Engine;
use crate::state::desk::{Desk, Task};
use crate::view::TaskView;

impl Engine {
    /// Every task, of one campaign or of every one: open ones first, by when they are due.
    pub fn tasks_view(&self, campaign: Option<&CampaignId>, now: Timestamp) -> Vec<TaskView> {
        tasks(self, &self.desk, campaign, now)
    }
}

/// The tasks of a campaign that were made by `now`, by creator.
pub(super) fn by_creator(
    engine: &Engine,
    desk: &Desk,
    campaign: &CampaignId,
    now: Timestamp,
) -> BTreeMap<CreatorId, Vec<TaskView>> {
    let mut by_creator: BTreeMap<CreatorId, Vec<TaskView>> = BTreeMap::new();
    for task in tasks(engine, desk, Some(campaign), now) {
        if task.task.made_at <= now {
            by_creator.entry(task.creator_id.clone()).or_default().push(task);
        }
    }
    by_creator
}

fn tasks(
    engine: &Engine,
    desk: &Desk,
    campaign: Option<&CampaignId>,
    now: Timestamp,
) -> Vec<TaskView> {
    let may_amplify: BTreeSet<(&CampaignId, &CreatorId)> = engine
        .deals()
        .filter(|deal| !deal.is_archived)
        .filter(|deal| deal.amplification.is_some_and(|span| span.contains(now)))
        .map(|deal| (&deal.campaign_id, &deal.creator_id))
        .collect();
    let mut found = Vec::new();
    for (number, docket) in &desk.dockets {
        let campaign_id = CampaignId::from(engine.registry.campaigns.id(*number));
        if campaign.is_some_and(|only| *only != campaign_id) {
            continue;
        }
        for (creator, kind, task) in docket.tasks.iter() {
            let mut row = view(engine, &campaign_id, (creator, kind), task, now);
            row.may_amplify = may_amplify.contains(&(&campaign_id, &row.creator_id));
            found.push(row);
        }
    }
    found.sort_by_key(|view: &TaskView| {
        (view.task.done.is_some(), view.task.due_at, view.task.id.clone())
    });
    found
}

fn view(
    engine: &Engine,
    campaign_id: &CampaignId,
    (creator, kind): (u32, TaskKind),
    task: &Task,
    now: Timestamp,
) -> TaskView {
    let id = engine.registry.creators.id(creator);
    let row = engine.registry.creators.row(creator);
    TaskView {
        campaign_id: campaign_id.clone(),
        creator_id: id.into(),
        name: row.map_or_else(|| id.to_owned(), |row| row.name.clone()),
        kind,
        is_late: task.done.is_none() && task.due_at <= now,
        may_amplify: false,
        task: task.clone(),
    }
}
