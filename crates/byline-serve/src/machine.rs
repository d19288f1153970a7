//! The time machine: the life of a campaign, decided again under other thresholds, beside the work.
//!
//! In: a campaign and thresholds. Out: a run, which folds the whole log into an engine of its own
//! with two desks, and then what they decided side by side. Nothing can be sent from there, nothing
//! is written, and whoever takes facts in never waits for it. One run at a time: each may need as
//! much memory as the living state. The last few runs are kept until the program ends.

mod changed;
#[cfg(test)]
pub(crate) mod tests;

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use byline_core::decision::Rules;
use byline_core::entry::Position;
use byline_core::id::CampaignId;
use byline_core::money::Currency;
use byline_core::time::Timestamp;
use byline_engine::view::Compared;
use byline_engine::{Engine, Trail};
use serde::Serialize;

pub use changed::{Changed, changed};

use crate::api::unknown_campaign;
use crate::port::{Again, Course, PastError};
use crate::problem::Problem;
use crate::site::Site;

/// How many runs are kept.
const MAX_KEPT: usize = 8;
/// The longest log that a page decides again. Longer ones are for the command, which runs beside
/// the server.
const MAX_ENTRIES: u64 = 50_000_000;
/// How many differing alerts and pauses a run lists; all alerts are counted.
const MAX_LISTED: usize = 500;

/// Every run of a site, the newest first.
#[derive(Debug, Default)]
pub struct Machine {
    runs: Mutex<VecDeque<Arc<Run>>>,
}

/// One run.
#[derive(Debug)]
pub struct Run {
    /// Its id.
    pub id: String,
    /// Whose thresholds are others.
    pub campaign_id: CampaignId,
    /// The others.
    pub rules: Rules,
    /// What differs from the thresholds in force when it began.
    pub changed: Vec<Changed>,
    /// Who asked for it.
    pub asked_by: String,
    /// When.
    pub began_at: Timestamp,
    /// The last entry that it decides by.
    pub last: Position,
    course: Arc<Course>,
    end: Mutex<Option<(Timestamp, End)>>,
}

/// How a run ended.
#[derive(Clone, Debug)]
pub enum End {
    /// It was decided to the end.
    Done(Arc<Verdict>),
    /// Somebody gave it up, or the program ended.
    GivenUp,
    /// The log could not be read; why, for people.
    Failed(String),
}

/// What a run found.
#[derive(Clone, Debug, Serialize)]
pub struct Verdict {
    /// The currency of amounts.
    pub currency: Currency,
    /// Up to when.
    pub as_of: Timestamp,
    /// Whether the replay decided, under the thresholds of then, exactly what was decided then.
    pub is_reproduced: bool,
    /// How many alerts are told differently; the first of them are in `compared`.
    pub n_differing: usize,
    /// What was decided, and what would have been.
    pub compared: Compared,
}

/// A run as the API tells it.
#[derive(Debug, Serialize)]
pub struct RunView {
    /// Its id.
    pub id: String,
    /// Whose thresholds are others.
    pub campaign_id: CampaignId,
    /// `running`, `done`, `given_up` or `failed`.
    pub state: &'static str,
    /// Who asked for it.
    pub asked_by: String,
    /// When.
    pub began_at: Timestamp,
    /// When it ended.
    pub ended_at: Option<Timestamp>,
    /// Entries that are decided.
    pub n_done: u64,
    /// Entries in all.
    pub n_all: u64,
    /// What differs from the thresholds in force when it began.
    pub changed: Vec<Changed>,
    /// The thresholds.
    pub rules: Rules,
    /// What it found.
    pub verdict: Option<Verdict>,
    /// Why it failed.
    pub detail: Option<String>,
}

impl Machine {
    fn runs(&self) -> MutexGuard<'_, VecDeque<Arc<Run>>> {
        self.runs.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The runs of a campaign, or of every one, the newest first.
    pub fn all(&self, campaign: Option<&CampaignId>) -> Vec<Arc<Run>> {
        let runs = self.runs();
        let is_its = |run: &&Arc<Run>| campaign.is_none_or(|campaign| run.campaign_id == *campaign);
        runs.iter().filter(is_its).cloned().collect()
    }

    /// The run of this id.
    pub fn run(&self, id: &str) -> Result<Arc<Run>, Problem> {
        self.runs().iter().find(|run| run.id == id).cloned().ok_or_else(|| {
            Problem::new(404, "machine.unknown", format!("there is no run `{id}`"))
                .next_step("runs are kept until the program ends; begin it again")
        })
    }

    /// Keeps a run unless another one is on its way.
    fn keep(&self, run: &Arc<Run>) -> Result<(), Problem> {
        let mut runs = self.runs();
        if let Some(other) = runs.iter().find(|run| run.end().is_none()) {
            let detail = format!("run `{}` is on its way, and one runs at a time", other.id);
            return Err(Problem::new(409, "machine.busy", detail)
                .next_step("wait until it is done, or give it up"));
        }
        runs.push_front(run.clone());
        runs.truncate(MAX_KEPT);
        Ok(())
    }
}

impl Run {
    /// How it ended, and when; `None` while it is on its way.
    pub fn end(&self) -> Option<(Timestamp, End)> {
        self.end.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn set_end(&self, at: Timestamp, end: End) {
        *self.end.lock().unwrap_or_else(PoisonError::into_inner) = Some((at, end));
    }

    /// Entries that are decided.
    pub fn n_done(&self) -> u64 {
        self.course.n_done().min(self.last.0)
    }

    /// Has it end at the next opportunity.
    pub fn give_up(&self) {
        self.course.give_up();
    }

    /// As the API tells it.
    pub fn view(&self) -> RunView {
        let end = self.end();
        let (state, verdict, detail) = match end.as_ref().map(|(_, end)| end) {
            None => ("running", None, None),
            Some(End::Done(verdict)) => ("done", Some(Verdict::clone(verdict)), None),
            Some(End::GivenUp) => ("given_up", None, None),
            Some(End::Failed(why)) => ("failed", None, Some(why.clone())),
        };
        RunView {
            id: self.id.clone(),
            campaign_id: self.campaign_id.clone(),
            state,
            asked_by: self.asked_by.clone(),
            began_at: self.began_at,
            ended_at: end.as_ref().map(|(at, _)| *at),
            n_done: if state == "done" { self.last.0 } else { self.n_done() },
            n_all: self.last.0,
            changed: self.changed.clone(),
            rules: self.rules.clone(),
            verdict,
            detail,
        }
    }
}

/// Begins to decide a campaign's life again. The thresholds are checked already.
pub fn begin(
    site: &Arc<Site>,
    campaign: &CampaignId,
    rules: Rules,
    actor: String,
) -> Result<Arc<Run>, Problem> {
    let (last, trail, currency, in_force) = {
        let engine = site.engine();
        let view = engine.rules_view(campaign);
        let (Some(view), Some(row)) = (view, engine.campaign(campaign.as_str())) else {
            return Err(unknown_campaign(campaign.as_str()));
        };
        let trail = engine.decided(Some(campaign)).trail;
        (engine.stand().position, trail, row.currency, view.rules)
    };
    check_size(last)?;
    let id: String = site.parts.world.random()[..6].iter().map(|b| format!("{b:02x}")).collect();
    let run = Arc::new(Run {
        id: format!("tm_{id}"),
        campaign_id: campaign.clone(),
        changed: changed(&in_force, &rules),
        rules,
        asked_by: actor,
        began_at: site.parts.world.now(),
        last,
        course: Arc::default(),
        end: Mutex::default(),
    });
    site.machine.keep(&run)?;
    let (site, kept) = (site.clone(), run.clone());
    tokio::spawn(async move {
        let again = Again {
            campaign: kept.campaign_id.clone(),
            rules: kept.rules.clone(),
            last,
            course: kept.course.clone(),
        };
        let decided = site.parts.past.decide_again(again);
        let mut closing = site.closing();
        let decided = tokio::select! {
            decided = decided => decided,
            _ = closing.wait_for(|is_closing| *is_closing) => {
                kept.give_up();
                Ok(None)
            }
        };
        let end = match decided {
            Ok(Some(engine)) => judged(engine, kept.clone(), currency, trail).await,
            Ok(None) => End::GivenUp,
            Err(error) => failed(&error),
        };
        kept.set_end(site.parts.world.now(), end);
    });
    Ok(run)
}

fn check_size(last: Position) -> Result<(), Problem> {
    if last.0 <= MAX_ENTRIES {
        return Ok(());
    }
    let detail = format!("the log has {} entries, and a run takes {MAX_ENTRIES} at most", last.0);
    Err(Problem::new(422, "machine.too_large", detail)
        .next_step("run `byline replay --rules other.toml` on the machine that holds the data"))
}

fn failed(error: &PastError) -> End {
    tracing::error!(%error, "the time machine could not read the log");
    End::Failed("the log could not be read; the program's log says more".to_owned())
}

/// The verdict, made where computing holds nobody up.
async fn judged(engine: Box<Engine>, run: Arc<Run>, currency: Currency, recorded: Trail) -> End {
    let made = tokio::task::spawn_blocking(move || verdict(&engine, &run, currency, recorded));
    made.await.unwrap_or_else(|error| {
        tracing::error!(%error, "the time machine could not compare");
        End::Failed("the two lives could not be compared; the program's log says more".to_owned())
    })
}

fn verdict(engine: &Engine, run: &Run, currency: Currency, recorded: Trail) -> End {
    let campaign = Some(&run.campaign_id);
    let then = engine.decided(campaign);
    let beside = engine.decided_beside(campaign);
    let mut compared = then.compared(beside.as_ref().unwrap_or(&then));
    let n_differing = compared.differing.len();
    compared.differing.truncate(MAX_LISTED);
    compared.only_before.truncate(MAX_LISTED);
    compared.only_after.truncate(MAX_LISTED);
    compared.pauses_only_before.truncate(MAX_LISTED);
    compared.pauses_only_after.truncate(MAX_LISTED);
    End::Done(Arc::new(Verdict {
        currency,
        as_of: engine.stand().as_of,
        is_reproduced: then.trail == recorded,
        n_differing,
        compared,
    }))
}
