//! `POST /api/v1/setup`: a whole campaign from one plan and one roster.

use std::collections::BTreeSet;
use std::sync::Arc;

use axum::Json;
use axum::extract::{Extension, State};
use serde_json::Value;

use super::change::create_rows;
use super::kind::Kind;
use super::kinds;
use super::reading::read_wish;
use crate::guard::Actor;
use crate::payload::Document;
use crate::problem::Problem;
use crate::setup::{Outcome, Refused, Report, Wanted, collisions, roster, things_of};
use crate::site::Site;

/// At most so many things of one kind are made in one commit.
const ROWS_AT_ONCE: usize = 1_000;

/// Sets a campaign up, or says what would be made.
pub async fn answer(
    State(site): State<Arc<Site>>,
    Extension(Actor(actor)): Extension<Actor>,
    Document(body): Document,
) -> Result<Json<Report>, Problem> {
    let wanted: Wanted = read_wish(&body)?;
    set_up(&site, &wanted, &actor).await.map(Json)
}

/// Makes what is wanted and not there yet, kind by kind.
pub async fn set_up(site: &Site, wanted: &Wanted, actor: &str) -> Result<Report, Problem> {
    let wrong = |code, field: &str, why: String| {
        let next_step = "mend it and send it again; nothing was made";
        Problem::new(422, code, why).next_step(next_step).at(field, Value::Null)
    };
    wanted.plan.check().map_err(|why| wrong("setup.plan_invalid", "plan", why))?;
    let in_roster = |why| wrong("setup.roster_invalid", "roster", why);
    let rows = roster::read(&wanted.roster).map_err(in_roster)?;
    let things = things_of(&wanted.plan, &rows).map_err(in_roster)?;
    let said_ids = rows.iter().filter_map(|row| row.creator_id.clone()).collect();
    let mut outcomes = Vec::new();
    for (path, rows) in things {
        let Some(kind) = kinds::ALL.iter().find(|kind| kind.path == path) else {
            return Err(Problem::internal());
        };
        let outcome = make(site, kind, rows, &said_ids, (wanted.dry_run, actor)).await?;
        let is_refused = !outcome.refused.is_empty();
        outcomes.push(outcome);
        // What comes next names what could not be made.
        if is_refused {
            break;
        }
    }
    let campaign = wanted.plan.id.clone();
    Ok(Report { campaign, is_dry_run: wanted.dry_run, kinds: outcomes })
}

/// Makes those things of one kind that are not there yet.
async fn make(
    site: &Site,
    kind: &'static Kind,
    rows: Vec<Value>,
    said_ids: &BTreeSet<String>,
    (is_dry_run, actor): (bool, &str),
) -> Result<Outcome, Problem> {
    let id = |row: &Value| row["id"].as_str().unwrap_or_default().to_owned();
    let n_wanted = rows.len();
    let kind_word = kind.path.to_owned();
    let (mut news, mut others) = (Vec::new(), Vec::new());
    {
        let engine = site.engine();
        for row in rows {
            match (kind.get)(&engine, &id(&row)) {
                None => news.push(row),
                Some(known) => others.extend(
                    is_other(kind.path, &row, &known, said_ids)
                        .map(|problem| refused(id(&row), &problem)),
                ),
            }
        }
    }
    let n_known = n_wanted - news.len() - others.len();
    let mut outcome = Outcome { kind: kind_word, n_wanted, n_known, n_created: 0, refused: others };
    if is_dry_run {
        outcome.refused.extend(collisions::of(&site.engine(), kind.path, &news));
    }
    if is_dry_run || !outcome.refused.is_empty() {
        return Ok(outcome);
    }
    for rows in news.chunks(ROWS_AT_ONCE) {
        let made = create_rows(site, kind, rows.to_vec(), actor.to_owned()).await?;
        for (row, made) in rows.iter().zip(made) {
            match made {
                Ok(_) => outcome.n_created += 1,
                Err(problem) => outcome.refused.push(refused(id(row), &problem)),
            }
        }
    }
    Ok(outcome)
}

/// Why a thing that is known under the id of a wanted one is another one. Ids are made of names,
/// and two campaigns or creators may be called alike.
fn is_other(
    path: &str,
    wanted: &Value,
    known: &Value,
    said_ids: &BTreeSet<String>,
) -> Option<Problem> {
    let name = known["name"].as_str().unwrap_or_default();
    if path == "campaigns" {
        let is_same = ["name", "currency"].iter().all(|field| wanted[field] == known[field]);
        let detail = format!("this id is that of the campaign `{name}`");
        let next_step = "choose another short word, or the name and currency that it has there";
        return (!is_same)
            .then(|| Problem::new(409, "setup.campaign_other", detail).next_step(next_step));
    }
    let id = wanted["id"].as_str().unwrap_or_default();
    if path != "creators" || said_ids.contains(id) {
        return None;
    }
    let accounts = |creator: &Value| -> BTreeSet<(String, String)> {
        let word = |value: &Value| value.as_str().unwrap_or_default().to_lowercase();
        let rows = creator["accounts"].as_array().into_iter().flatten();
        rows.map(|account| (word(&account["platform"]), word(&account["handle"]))).collect()
    };
    let is_same = !accounts(wanted).is_disjoint(&accounts(known));
    let detail = format!("this id is that of {name}, who has none of these accounts");
    let next_step = format!(
        "if it is the same person, write {id} into a column creator_id, or else an id of its own"
    );
    (!is_same).then(|| Problem::new(409, "setup.creator_other", detail).next_step(next_step))
}

fn refused(id: String, problem: &Problem) -> Refused {
    Refused { id, code: problem.code().to_owned(), detail: problem.words() }
}
