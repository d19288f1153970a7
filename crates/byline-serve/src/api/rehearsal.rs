//! A rehearsal of a setup: everything is declared in a state of its own first.
//!
//! In: what is declared, and what is wanted, kind by kind. Out: what became of each kind, and the
//! facts that make it. The checks are those of the API, and what is made earlier is there for what
//! names it later, so nothing that passes here is refused when it is made.

use std::collections::{BTreeMap, BTreeSet};

use byline_core::creator::Creator;
use byline_core::entry::{Entry, Fact, Position};
use byline_engine::Engine;
use serde_json::Value;

use super::change::prepare_facing;
use super::kind::{Facing, Kind};
use super::merge::fields_of;
use super::reading::read;
use crate::problem::Problem;
use crate::setup::{Outcome, Refused, collisions, people};
use crate::site::Site;

/// A state beside the real one.
pub struct Rehearsal<'s> {
    site: &'s Site,
    engine: Engine,
    n_applied: u64,
    /// Ids that rows said or were found for.
    pub said_ids: BTreeSet<String>,
    /// Creators that cannot be taken, by the id that they would have.
    pub refused_creators: BTreeMap<String, Problem>,
    refused_ids: BTreeSet<String>,
    /// What makes everything that passed, in order.
    pub facts: Vec<Fact>,
}

impl<'s> Rehearsal<'s> {
    /// Begins with everything that is declared.
    pub fn new(site: &'s Site) -> Self {
        let mut rehearsal = Self {
            site,
            engine: Engine::new(),
            n_applied: 0,
            said_ids: BTreeSet::new(),
            refused_creators: BTreeMap::new(),
            refused_ids: BTreeSet::new(),
            facts: Vec::new(),
        };
        for fact in declared(&site.engine()) {
            rehearsal.apply(fact);
        }
        rehearsal
    }

    /// The creators that are declared.
    pub fn creators(&self) -> impl Iterator<Item = &Creator> {
        self.engine.creators()
    }

    fn apply(&mut self, fact: Fact) {
        self.n_applied += 1;
        let received_at = self.site.parts.world.now();
        let entry = Entry { received_at, fact, dedup: None, actor: None };
        self.engine.apply(Position(self.n_applied), &entry);
    }

    /// Declares things of one kind, and tells what becomes of them. What names a refused thing
    /// counts nowhere.
    pub fn take(&mut self, kind: &'static Kind, rows: Vec<Value>) -> Outcome {
        let mut outcome = Outcome {
            kind: kind.path.to_owned(),
            n_wanted: rows.len(),
            n_known: 0,
            n_renamed: 0,
            n_new: 0,
            n_created: 0,
            refused: Vec::new(),
        };
        let mut news = Vec::new();
        for row in rows {
            if self.hangs_on_refused(&row) {
                continue;
            }
            match self.known(kind, &row) {
                Ok(None) => news.push(row),
                Ok(Some(is_renamed)) => {
                    outcome.n_known += 1;
                    outcome.n_renamed += usize::from(is_renamed);
                }
                Err(problem) => outcome.refused.push(refused(&row, &problem)),
            }
        }
        outcome.refused.extend(collisions::of(&self.engine, kind.path, &news));
        let others: BTreeSet<String> = outcome.refused.iter().map(|it| it.id.clone()).collect();
        for row in news.into_iter().filter(|row| !others.contains(id_of(row))) {
            match self.declare(kind, row.clone()) {
                Ok(()) => outcome.n_new += 1,
                Err(problem) => outcome.refused.push(refused(&row, &problem)),
            }
        }
        self.refused_ids.extend(outcome.refused.iter().map(|it| it.id.clone()));
        outcome
    }

    fn hangs_on_refused(&self, row: &Value) -> bool {
        let of = |field: &str| row[field].as_str().is_some_and(|id| self.refused_ids.contains(id));
        ["campaign_id", "creator_id", "placement_id"].into_iter().any(of)
    }

    /// Whether a thing is there already, and then whether it is a creator who gets a new handle.
    fn known(&mut self, kind: &Kind, row: &Value) -> Result<Option<bool>, Problem> {
        let is_creator = kind.path == "creators";
        if let Some(problem) = self.refused_creators.get(id_of(row)).filter(|_| is_creator) {
            return Err(problem.clone());
        }
        let Some(known) = (kind.get)(&self.engine, id_of(row)) else { return Ok(None) };
        is_other(kind.path, row, &known, &self.said_ids).map_or(Ok(()), Err)?;
        if !is_creator {
            return Ok(Some(false));
        }
        let wanted = whole_creator(kind, row)?;
        let known = self.engine.creator(id_of(row));
        let Some(after) = known.and_then(|known| people::renamed(known, &wanted)) else {
            return Ok(Some(false));
        };
        let Value::Object(object) = super::kind::json(&after) else {
            return Err(Problem::internal());
        };
        let fact = (kind.declare)(object, &self.facing())?;
        self.apply(fact.clone());
        self.facts.push(fact);
        Ok(Some(true))
    }

    fn declare(&mut self, kind: &Kind, row: Value) -> Result<(), Problem> {
        let object = fields_of(kind, row)?;
        let (_, fact) = prepare_facing(kind, object, &self.facing())?;
        self.apply(fact.clone());
        self.facts.push(fact);
        Ok(())
    }

    fn facing(&self) -> Facing<'_> {
        Facing {
            engine: &self.engine,
            settings: self.site.settings(),
            now: self.site.parts.world.now(),
            random: self.site.parts.world.random(),
        }
    }
}

/// Everything that new things of a campaign are checked against.
fn declared(engine: &Engine) -> Vec<Fact> {
    let campaigns = engine.campaigns().cloned().map(Fact::Campaign);
    let creators = engine.creators().cloned().map(Fact::Creator);
    let deals = engine.deals().cloned().map(Fact::Deal);
    let placements = engine.placements().cloned().map(Fact::Placement);
    let links = engine.links().cloned().map(Fact::Link);
    let codes = engine.codes().cloned().map(Fact::Code);
    let briefs = engine.briefs().cloned().map(Fact::Brief);
    let people = campaigns.chain(creators).chain(deals);
    people.chain(placements).chain(links).chain(codes).chain(briefs).collect()
}

fn whole_creator(kind: &Kind, row: &Value) -> Result<Creator, Problem> {
    let mut object = fields_of(kind, row.clone())?;
    object.retain(|_, value| !value.is_null());
    object.insert("is_archived".to_owned(), Value::Bool(false));
    read(object)
}

fn id_of(row: &Value) -> &str {
    row["id"].as_str().unwrap_or_default()
}

fn refused(row: &Value, problem: &Problem) -> Refused {
    let id = id_of(row).to_owned();
    Refused { id, code: problem.code().to_owned(), detail: problem.words() }
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
