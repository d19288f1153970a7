//! Collisions: slugs and codes that are another's already, told before anything is made.
//!
//! In: the links or codes that a plan asks for and that are not there yet. Out: those that would be
//! refused. What is made later would be refused for the same reasons and with the same codes.

use std::collections::BTreeMap;

use byline_core::code::{PromoCode, normal_form};
use byline_core::link::slug;
use byline_engine::Engine;
use serde_json::Value;

use super::Refused;

/// What would be refused of `rows`, which are new things of the kind at `path`.
pub fn of(engine: &Engine, path: &str, rows: &[Value]) -> Vec<Refused> {
    match path {
        "links" => rows.iter().filter_map(|row| link(engine, row)).collect(),
        "codes" => codes(engine, rows),
        _ => Vec::new(),
    }
}

fn text<'v>(row: &'v Value, field: &str) -> &'v str {
    row[field].as_str().unwrap_or_default()
}

fn refused(row: &Value, code: &str, detail: String) -> Refused {
    Refused { id: text(row, "id").to_owned(), code: code.to_owned(), detail }
}

fn link(engine: &Engine, row: &Value) -> Option<Refused> {
    let slug = text(row, "slug");
    if let Err(error) = slug::check(slug) {
        return Some(refused(row, error.code(), error.to_string()));
    }
    if let Some(holder) = engine.link_by_slug(slug) {
        let detail = format!("the slug `{slug}` is that of the link {}", holder.id);
        return Some(refused(row, "link.slug_taken", detail));
    }
    let like = engine.link_like(slug, &text(row, "id").into())?;
    let detail = format!("`{slug}` cannot be told from the slug `{}` by eye", like.slug);
    Some(refused(row, "link.slug_lookalike", detail))
}

/// A code has no end here, so any other of its spelling that has not ended is in its way.
fn codes(engine: &Engine, rows: &[Value]) -> Vec<Refused> {
    let mut first: BTreeMap<String, &str> = BTreeMap::new();
    let mut found = Vec::new();
    for row in rows {
        let (code, creator) = (normal_form(text(row, "code")), text(row, "creator_id"));
        let is_open = |other: &&PromoCode| other.code == code && !other.is_archived;
        if let Some(other) = engine.codes().filter(|it| it.valid_to.is_none()).find(is_open) {
            let detail = format!("`{code}` names {} already", other.creator_id);
            found.push(refused(row, "code.taken", detail));
        } else if let Some(other) = first.get(&code).filter(|other| **other != creator) {
            let detail = format!("`{code}` stands in the roster for {other} too");
            found.push(refused(row, "code.taken", detail));
        }
        first.entry(code).or_insert(creator);
    }
    found
}
