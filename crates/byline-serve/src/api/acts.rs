//! What people did, for programs.

use std::sync::Arc;

use axum::Json;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use byline_core::entry::Position;
use byline_engine::view::{Act, ActFilter, Thing};
use serde::Deserialize;
use serde_json::{Value, json};

use super::range::invalid;
use crate::pages::acts::{Teller, Told};
use crate::pages::words::Clock;
use crate::problem::Problem;
use crate::site::Site;

/// How many lines a page holds if nothing is said, and at most.
const DEFAULT_LIMIT: usize = 100;
const MAX_LIMIT: usize = 1_000;

/// What is asked of the log of people.
#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ActsAsked {
    cursor: Option<String>,
    limit: Option<String>,
    kind: Option<String>,
    who: Option<String>,
    each: Option<String>,
}

/// `GET /api/v1/audit`: what people did, newest first.
pub async fn list(
    State(site): State<Arc<Site>>,
    read: Result<Query<ActsAsked>, QueryRejection>,
) -> Result<Json<Value>, Problem> {
    let next_step = "give cursor, limit, kind, who and each, or none of them";
    let Query(asked) =
        read.map_err(|error| invalid("parameters", &error.body_text(), next_step))?;
    let filter = filter(asked)?;
    let engine = site.engine();
    let view = engine.acts_view(&filter);
    let clock = Clock::of("UTC");
    let teller = Teller::new(&engine, &clock);
    let lines = view.lines.iter().map(|line| {
        let first = &line.acts[0];
        let Told { text, href } = teller.line(line);
        json!({
            "n": line.n,
            "first": line.first,
            "last": line.last,
            "at": first.at,
            "by": first.by.key(),
            "kind": first.thing.key(),
            "verb": first.verb.key(),
            "campaign_id": first.campaign_id,
            "text": text,
            "path": href,
            "acts": line.acts.iter().map(|act| document(&teller, act)).collect::<Vec<Value>>(),
        })
    });
    let lines: Vec<Value> = lines.collect();
    Ok(Json(json!({
        "stand": view.stand,
        "n_all": view.n_all,
        "who": view.who,
        "lines": lines,
        "next_cursor": view.next.map(|next| next.0.to_string()),
    })))
}

fn document(teller: &Teller<'_>, act: &Act) -> Value {
    let Told { text, href } = teller.act(act);
    json!({
        "position": act.position,
        "at": act.at,
        "id": act.id,
        "campaign_id": act.campaign_id,
        "creator_id": act.creator_id,
        "value": act.value,
        "reason": act.reason,
        "changes": act.changes,
        "text": text,
        "path": href,
    })
}

fn filter(asked: ActsAsked) -> Result<ActFilter, Problem> {
    let said = |text: Option<String>| text.filter(|text| !text.is_empty());
    let before = said(asked.cursor).map(|cursor| {
        cursor.parse().map(Position).map_err(|_| {
            invalid("cursor", "it is no position", "use next_cursor of the page before")
                .parameter("cursor", cursor)
        })
    });
    let thing = said(asked.kind).map(|kind| {
        Thing::from_key(&kind).ok_or_else(|| {
            let kinds = Thing::ALL.map(|(_, key)| key).join(", ");
            invalid("kind", "nothing is called so", &format!("use one of {kinds}"))
                .parameter("kind", kind)
        })
    });
    let most = asked.limit.as_deref().map_or(Some(DEFAULT_LIMIT), |text| text.parse().ok());
    let most = most.filter(|most| (1..=MAX_LIMIT).contains(most)).ok_or_else(|| {
        let why = format!("it is no whole number from 1 to {MAX_LIMIT}");
        invalid("limit", &why, "leave it out for a page of 100").parameter("limit", asked.limit)
    })?;
    Ok(ActFilter {
        thing: thing.transpose()?,
        by: said(asked.who),
        id: None,
        before: before.transpose()?,
        most,
        is_each: asked.each.as_deref() == Some("1"),
    })
}
