//! `POST /api/v1/setup`: a whole campaign from one plan and one roster.
//!
//! Everything is rehearsed under the lock of choices, and then made as it was rehearsed: all of it,
//! or nothing.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Extension, State};
use serde_json::Value;

use super::change::commit;
use super::kinds;
use super::reading::read_wish;
use super::rehearsal::Rehearsal;
use crate::guard::Actor;
use crate::payload::Document;
use crate::port::NewFact;
use crate::problem::Problem;
use crate::setup::roster::{self, Fault};
use crate::setup::{Outcome, Report, Wanted, people, things_of};
use crate::site::Site;

/// At most so many things are made in one commit.
const FACTS_AT_ONCE: usize = 1_000;

/// Sets a campaign up, or says what would be made.
pub async fn answer(
    State(site): State<Arc<Site>>,
    Extension(Actor(actor)): Extension<Actor>,
    Document(body): Document,
) -> Result<Json<Report>, Problem> {
    let wanted: Wanted = read_wish(&body)?;
    set_up(&site, &wanted, &actor).await.map(Json)
}

/// Makes what is wanted and not there yet, or nothing if any of it would be refused.
pub async fn set_up(site: &Site, wanted: &Wanted, actor: &str) -> Result<Report, Problem> {
    wanted.plan.check().map_err(|why| wrong("setup.plan_invalid", "plan", why))?;
    let _turn = site.choosing.lock().await;
    let mut rehearsal = Rehearsal::new(site);
    let kinds = rehearse(&mut rehearsal, wanted)?;
    let campaign = wanted.plan.id.clone();
    let mut report = Report { campaign, is_dry_run: wanted.dry_run, kinds };
    if wanted.dry_run || !report.is_well() {
        return Ok(report);
    }
    for facts in rehearsal.facts.chunks(FACTS_AT_ONCE) {
        let facts = facts.iter().map(|fact| NewFact { fact: fact.clone(), dedup: None });
        commit(site, facts.collect(), actor.to_owned()).await?;
    }
    report.kinds.iter_mut().for_each(|outcome| outcome.n_created = outcome.n_new);
    Ok(report)
}

fn rehearse(rehearsal: &mut Rehearsal<'_>, wanted: &Wanted) -> Result<Vec<Outcome>, Problem> {
    let (mut rows, mut faults) = roster::parse(&wanted.roster);
    let refused = people::find(rehearsal.creators(), &mut rows);
    let things = match things_of(&wanted.plan, &rows) {
        Ok(things) if faults.is_empty() => things,
        Ok(_) => return Err(in_roster(faults)),
        Err(more) => {
            faults.extend(more);
            return Err(in_roster(faults));
        }
    };
    rehearsal.said_ids = people::said_ids(&rows);
    let mut outcomes = Vec::new();
    for (path, wanted) in things {
        let Some(kind) = kinds::ALL.iter().find(|kind| kind.path == path) else {
            return Err(Problem::internal());
        };
        if path == "creators" {
            let by_row = rows.iter().zip(&wanted).filter_map(|(row, creator)| {
                let problem = refused.get(&row.line)?;
                Some((creator["id"].as_str()?.to_owned(), problem.clone()))
            });
            rehearsal.refused_creators = by_row.collect();
        }
        outcomes.push(rehearsal.take(kind, wanted));
    }
    Ok(outcomes)
}

/// Every fault of the roster, in the order of its lines.
fn in_roster(mut faults: Vec<Fault>) -> Problem {
    faults.sort();
    let faults: Vec<String> = faults.iter().map(Fault::to_string).collect();
    wrong("setup.roster_invalid", "roster", faults.join("; "))
}

fn wrong(code: &'static str, field: &str, why: String) -> Problem {
    let next_step = "mend it and send it again; nothing was made";
    Problem::new(422, code, why).next_step(next_step).at(field, Value::Null)
}
