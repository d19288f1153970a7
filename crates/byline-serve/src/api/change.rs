//! Changing what is declared: list, create, read, change, archive, for every kind alike.
//!
//! A choice is checked and applied under one lock, so that of two equal wishes one wins. What is
//! answered is what the engine holds after the commit, with its tag: who sends the tag back as
//! `If-Match` changes what they saw, or hears 412 and nothing is lost.

use std::collections::BTreeSet;
use std::sync::Arc;

use axum::extract::{Extension, Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use axum::routing::{get, post};
use axum::{Json, Router};
use byline_core::entry::Fact;
use byline_engine::Engine;
use serde_json::{Value, json};

use super::kind::{Facing, Kind, Object};
use super::links;
use super::merge::{fields_of, lay_over, must_be_complete};
use super::page::{Turn, page_of};
use super::tag::{must_be_as_seen, tagged};
use crate::guard::Actor;
use crate::payload::Document;
use crate::port::NewFact;
use crate::problem::Problem;
use crate::site::Site;

/// At most so many things in one call.
const MAX_BULK: usize = 5_000;

/// The routes of one kind.
pub fn routes(kind: &'static Kind) -> Router<Arc<Site>> {
    let all = format!("/api/v1/{}", kind.path);
    let bulk = format!("/api/v1/{}/bulk", kind.path);
    let one = format!("/api/v1/{}/{{id}}", kind.path);
    Router::new()
        .route(&all, get(list).post(create))
        .route(&bulk, post(create_many))
        .route(&one, get(read).patch(change).put(change).delete(archive))
        .layer(Extension(Served(kind)))
}

/// Which kind a route serves.
#[derive(Clone, Copy)]
struct Served(&'static Kind);

async fn list(
    State(site): State<Arc<Site>>,
    Extension(Served(kind)): Extension<Served>,
    read: Turn,
) -> Result<Json<Value>, Problem> {
    let page = page_of(read)?;
    let (mut items, next_cursor) = page.turn((kind.list)(&site.engine(), &page.and_one_more()));
    items.iter_mut().for_each(|item| add_derived(&site, kind, item));
    Ok(Json(json!({ kind.path: items, "next_cursor": next_cursor })))
}

async fn read(
    State(site): State<Arc<Site>>,
    Extension(Served(kind)): Extension<Served>,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    shown(&site, kind, &id).map(|whole| tagged(StatusCode::OK, &whole))
}

async fn create(
    State(site): State<Arc<Site>>,
    Extension(Served(kind)): Extension<Served>,
    Extension(Actor(actor)): Extension<Actor>,
    Document(body): Document,
) -> Result<Response, Problem> {
    let id = create_one(&site, kind, body, actor).await?;
    let created = shown(&site, kind, &id)?;
    Ok(tagged(StatusCode::CREATED, &created))
}

/// Creates a thing; tells its id.
async fn create_one(
    site: &Site,
    kind: &Kind,
    body: Value,
    actor: String,
) -> Result<String, Problem> {
    let mut object = fields_of(kind, body)?;
    let secrets = take_secrets(&mut object)?;
    let _turn = site.choosing.lock().await;
    let (id, fact) = prepare(site, kind, object)?;
    if let Some(secrets) = secrets {
        site.parts.secrets.set(&id, secrets).await?;
    }
    commit(site, vec![fact], actor).await?;
    Ok(id)
}

/// Creates a thing as a page asks for it; tells its id.
pub async fn create_as(
    site: &Site,
    kind: &Kind,
    body: Value,
    Actor(actor): Actor,
) -> Result<String, Problem> {
    create_one(site, kind, body, actor).await
}

/// One bad thing never costs the good ones: each row has an answer of its own.
async fn create_many(
    State(site): State<Arc<Site>>,
    Extension(Served(kind)): Extension<Served>,
    Extension(Actor(actor)): Extension<Actor>,
    Document(body): Document,
) -> Result<Json<Value>, Problem> {
    if kind.name == "link" && body.get("roster").is_some() {
        return links::issue(&site, &body, actor).await;
    }
    let rows = rows_of(kind, body)?;
    let made = create_rows(&site, kind, rows, actor).await?;
    let n_created = made.iter().filter(|made| made.is_ok()).count();
    let n_rejected = made.len() - n_created;
    let answer = |(row, made): (usize, Result<Value, Problem>)| match made {
        Ok(created) => json!({ "row": row, "status": "created", kind.name: created }),
        Err(problem) => json!({ "row": row, "status": "rejected", "problem": problem }),
    };
    let results: Vec<Value> = made.into_iter().enumerate().map(answer).collect();
    Ok(Json(json!({ "n_created": n_created, "n_rejected": n_rejected, "results": results })))
}

/// Creates things of one kind in one commit; tells of each row what the engine holds now, or why
/// it was refused.
async fn create_rows(
    site: &Site,
    kind: &Kind,
    rows: Vec<Value>,
    actor: String,
) -> Result<Vec<Result<Value, Problem>>, Problem> {
    let _turn = site.choosing.lock().await;
    let mut taken = BTreeSet::new();
    let prepared: Vec<Result<(String, NewFact), Problem>> = rows
        .into_iter()
        .map(|row| {
            let object = fields_of(kind, row)?;
            let (id, fact) = prepare(site, kind, object)?;
            must_be_alone(&mut taken, &id, &fact)?;
            Ok((id, fact))
        })
        .collect();
    let facts = prepared.iter().flatten().map(|(_, fact)| fact.clone()).collect();
    commit(site, facts, actor).await?;
    let made = prepared.into_iter().map(|made| made.and_then(|(id, _)| shown(site, kind, &id)));
    Ok(made.collect())
}

/// Two rows of one call may not claim the same id, slug or code.
fn must_be_alone(taken: &mut BTreeSet<String>, id: &str, fact: &NewFact) -> Result<(), Problem> {
    let name = match &fact.fact {
        Fact::Link(link) => format!("slug {}", link.slug.to_lowercase()),
        Fact::Code(code) => format!("code {}", code.code),
        _ => String::new(),
    };
    let is_new = taken.insert(format!("id {id}")) && (name.is_empty() || taken.insert(name));
    if is_new {
        return Ok(());
    }
    Err(Problem::new(409, "api.row_repeated", "an earlier row of this call claims the same")
        .next_step("give each row its own id, slug and code"))
}

async fn change(
    State(site): State<Arc<Site>>,
    Extension(Served(kind)): Extension<Served>,
    Extension(Actor(actor)): Extension<Actor>,
    Path(id): Path<String>,
    headers: HeaderMap,
    Document(body): Document,
) -> Result<Response, Problem> {
    change_one(&site, kind, &id, &headers, body, actor).await?;
    shown(&site, kind, &id).map(|whole| tagged(StatusCode::OK, &whole))
}

/// Changes what a body says of a thing, and nothing else of it.
async fn change_one(
    site: &Site,
    kind: &Kind,
    id: &str,
    headers: &HeaderMap,
    body: Value,
    actor: String,
) -> Result<(), Problem> {
    let mut change = fields_of(kind, body)?;
    change.remove("id");
    let secrets = take_secrets(&mut change)?;
    let is_archiving = change.len() == 1 && change.get("is_archived") == Some(&Value::Bool(true));
    let _turn = site.choosing.lock().await;
    let mut whole = known(site, kind, id)?;
    must_be_as_seen(headers, &shown(site, kind, id)?)?;
    let fact = if is_archiving {
        archived(site, kind, whole)?
    } else {
        lay_over(&mut whole, Value::Object(change));
        declare(site, kind, whole)?
    };
    if let Some(secrets) = secrets {
        site.parts.secrets.set(id, secrets).await?;
    }
    commit(site, vec![fact], actor).await
}

/// Creates a thing as a page asks for it, unless it is there by now: a form that is sent twice
/// makes one. Tells whether it was made.
pub async fn create_unless(
    site: &Site,
    kind: &Kind,
    body: Value,
    Actor(actor): Actor,
    is_there: impl FnOnce(&Engine) -> bool,
) -> Result<bool, Problem> {
    let object = fields_of(kind, body)?;
    let _turn = site.choosing.lock().await;
    if is_there(&site.engine()) {
        return Ok(false);
    }
    let (_, fact) = prepare(site, kind, object)?;
    commit(site, vec![fact], actor).await?;
    Ok(true)
}

/// Changes a thing as a page asks for it.
pub async fn change_as(
    site: &Site,
    kind: &Kind,
    id: &str,
    body: Value,
    Actor(actor): Actor,
) -> Result<(), Problem> {
    change_one(site, kind, id, &HeaderMap::new(), body, actor).await
}

/// Out of use, not gone: history stays, and `is_archived: false` brings it back.
async fn archive(
    State(site): State<Arc<Site>>,
    Extension(Served(kind)): Extension<Served>,
    Extension(Actor(actor)): Extension<Actor>,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let _turn = site.choosing.lock().await;
    let whole = known(&site, kind, &id)?;
    must_be_as_seen(&headers, &shown(&site, kind, &id)?)?;
    let fact = archived(&site, kind, whole)?;
    commit(&site, vec![fact], actor).await?;
    shown(&site, kind, &id).map(|whole| tagged(StatusCode::OK, &whole))
}

/// A thing out of use. Nothing is checked: what was once declared can always be put away.
fn archived(site: &Site, kind: &Kind, whole: Value) -> Result<NewFact, Problem> {
    let Value::Object(mut object) = whole else {
        return Err(Problem::internal());
    };
    with_facing(site, |facing| {
        (kind.archive)(&mut object, facing);
        (kind.restate)(object)
    })
}

fn rows_of(kind: &Kind, body: Value) -> Result<Vec<Value>, Problem> {
    let rows = match body {
        Value::Array(rows) => rows,
        Value::Object(mut object) => match object.remove(kind.path) {
            Some(Value::Array(rows)) => rows,
            _ => {
                let detail = format!("the body has no list `{}`", kind.path);
                return Err(Problem::new(422, "api.list_expected", detail)
                    .next_step(format!("send {{\"{}\": [...]}}", kind.path))
                    .at(kind.path, Value::Null));
            }
        },
        other => {
            let detail = format!("the body is no list of {}", kind.path);
            return Err(Problem::new(422, "api.list_expected", detail)
                .next_step(format!("send {{\"{}\": [...]}}", kind.path))
                .at("", other));
        }
    };
    if MAX_BULK < rows.len() {
        let detail = format!("{} rows, at most {MAX_BULK} in one call", rows.len());
        return Err(Problem::new(413, "api.too_many_rows", detail).next_step("send smaller lists"));
    }
    Ok(rows)
}

/// A new thing with its id and everything it did not say.
fn prepare(site: &Site, kind: &Kind, mut object: Object) -> Result<(String, NewFact), Problem> {
    if object.get("id").is_none_or(Value::is_null) {
        let id = format!("{}{}", kind.prefix, letters(site.parts.world.random(), 14));
        object.insert("id".to_owned(), Value::String(id));
    }
    let facing = Facing {
        engine: &site.engine(),
        settings: site.settings(),
        now: site.parts.world.now(),
        random: site.parts.world.random(),
    };
    let (id, fact) = prepare_facing(kind, object, &facing)?;
    Ok((id, NewFact { fact, dedup: None }))
}

/// A new thing under the id that it says, with everything else that it did not say.
pub fn prepare_facing(
    kind: &Kind,
    mut object: Object,
    facing: &Facing<'_>,
) -> Result<(String, Fact), Problem> {
    must_be_complete(kind, &object)?;
    let id = chosen_id(object.get("id").unwrap_or(&Value::Null))?;
    if (kind.get)(facing.engine, &id).is_some() {
        let detail = format!("there is a {} `{id}` already", kind.name);
        return Err(Problem::new(409, "api.id_taken", detail)
            .next_step("leave the id out, choose another, or change the one there is with PATCH")
            .at("id", id));
    }
    object.retain(|_, value| !value.is_null());
    (kind.complete)(&mut object, facing)?;
    (kind.declare)(object, facing).map(|fact| (id, fact))
}

fn declare(site: &Site, kind: &Kind, whole: Value) -> Result<NewFact, Problem> {
    let Value::Object(object) = whole else {
        return Err(Problem::internal());
    };
    with_facing(site, |facing| (kind.declare)(object, facing))
}

fn with_facing(
    site: &Site,
    declare: impl FnOnce(&Facing<'_>) -> Result<Fact, Problem>,
) -> Result<NewFact, Problem> {
    let facing = Facing {
        engine: &site.engine(),
        settings: site.settings(),
        now: site.parts.world.now(),
        random: site.parts.world.random(),
    };
    declare(&facing).map(|fact| NewFact { fact, dedup: None })
}

pub async fn commit(site: &Site, facts: Vec<NewFact>, actor: String) -> Result<(), Problem> {
    site.parts.writer.commit(facts, Some(actor)).await?;
    Ok(())
}

fn known(site: &Site, kind: &Kind, id: &str) -> Result<Value, Problem> {
    (kind.get)(&site.engine(), id).ok_or_else(|| {
        Problem::new(404, "api.unknown", format!("there is no {} `{id}`", kind.name))
            .next_step(format!("list them at /api/v1/{}", kind.path))
    })
}

/// One thing as the API shows it: what the engine holds, and what follows from it.
fn shown(site: &Site, kind: &Kind, id: &str) -> Result<Value, Problem> {
    let mut whole = known(site, kind, id)?;
    add_derived(site, kind, &mut whole);
    Ok(whole)
}

fn add_derived(site: &Site, kind: &Kind, whole: &mut Value) {
    let settings = site.settings();
    let word = |name: &str| whole[name].as_str().unwrap_or("").to_owned();
    match kind.name {
        "link" => {
            let (id, slug) = (word("id"), word("slug"));
            whole["url"] = json!(format!("{}/{slug}", settings.links_url));
            let engine = site.engine();
            if let Some(stand) = engine.link(&id).map(|link| engine.link_stand(link)) {
                whole["state"] = json!(stand.state);
                whole["state_reason"] = json!(stand.reason);
            }
        }
        "connection" => {
            let (feed, id) = (word("feed"), word("id"));
            whole["hook_url"] = json!(format!("{}/hooks/{feed}/{id}", settings.pages_url));
        }
        _ => {}
    }
}

/// Secrets go to their own store and are never shown again.
fn take_secrets(object: &mut Object) -> Result<Option<Vec<String>>, Problem> {
    let Some(secrets) = object.remove("secrets") else {
        return Ok(None);
    };
    let secrets: Result<Vec<String>, _> = serde_json::from_value(secrets);
    match secrets {
        Ok(secrets) if secrets.len() <= 2 && secrets.iter().all(|s| !s.is_empty()) => {
            Ok(Some(secrets))
        }
        _ => Err(Problem::new(422, "connection.secrets_invalid", "`secrets` is no list of texts")
            .next_step("send one or two secrets, the newest first")
            .at("secrets", Value::Null)),
    }
}

fn chosen_id(id: &Value) -> Result<String, Problem> {
    let said = id;
    let id = id.as_str().unwrap_or("");
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"_-.".contains(&byte);
    if !id.is_empty() && id.len() <= 64 && id != "bulk" && id.bytes().all(is_plain) {
        return Ok(id.to_owned());
    }
    Err(Problem::new(422, "api.id_invalid", "the id is no plain word")
        .next_step("use up to 64 letters, digits, `_`, `-` and `.`, or leave it out")
        .at("id", said.clone()))
}

/// Random letters and digits, easy to read aloud.
pub fn letters(random: [u8; 16], n: usize) -> String {
    const ALPHABET: &[u8; 32] = b"abcdefghijkmnpqrstuvwxyz23456789";
    random.iter().take(n).map(|byte| char::from(ALPHABET[usize::from(byte % 32)])).collect()
}
