//! Collisions: slugs and codes that are another's already, told before anything is made.
//!
//! In: the links or codes that a plan asks for and that are not there yet. Out: those that would be
//! refused. What is made later would be refused for the same reasons and with the same codes.

use std::collections::BTreeMap;

use byline_core::code::{CodePolicy, PromoCode, normal_form};
use byline_core::link::slug;
use byline_engine::Engine;
use serde_json::Value;

use super::Refused;

/// What would be refused of `rows`, which are new things of the kind at `path`.
pub fn of(engine: &Engine, path: &str, rows: &[Value]) -> Vec<Refused> {
    match path {
        "links" => links(engine, rows),
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

fn links(engine: &Engine, rows: &[Value]) -> Vec<Refused> {
    let mut looks: BTreeMap<String, &str> = BTreeMap::new();
    let mut found = Vec::new();
    for row in rows {
        let slug = text(row, "slug");
        if let Some(why) = taken(engine, row) {
            found.push(why);
            continue;
        }
        if let Some(first) = looks.get(&slug::look(slug)) {
            let detail = format!("`{slug}` cannot be told from `{first}` of this plan by eye");
            let is_same = first.eq_ignore_ascii_case(slug);
            let code = if is_same { "link.slug_taken" } else { "link.slug_lookalike" };
            found.push(refused(row, code, detail));
        }
        looks.entry(slug::look(slug)).or_insert(slug);
    }
    found
}

/// Why a slug would be refused by what is there.
fn taken(engine: &Engine, row: &Value) -> Option<Refused> {
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

/// A code of a plan has no beginning and no end, so any other of its spelling is in its way: one
/// that has ended or is out of use keeps the orders of its time.
fn codes(engine: &Engine, rows: &[Value]) -> Vec<Refused> {
    let mut first: BTreeMap<String, &str> = BTreeMap::new();
    let mut found = Vec::new();
    for row in rows {
        let (code, creator) = (normal_form(text(row, "code")), text(row, "creator_id"));
        let wanted = always(row, &code);
        if let Some(other) = engine.codes_called(&code).find(|other| other.overlaps(&wanted)) {
            let over = other.valid_to.map_or(String::new(), |end| format!(" until {end}"));
            let detail = format!("`{code}` names {}{over} already", other.creator_id);
            found.push(refused(row, "code.taken", detail));
        } else if let Some(other) = first.get(&code) {
            let detail = format!("`{code}` stands in the roster for {other} too");
            found.push(refused(row, "code.taken", detail));
        }
        first.entry(code).or_insert(creator);
    }
    found
}

/// The code that a row asks for.
fn always(row: &Value, code: &str) -> PromoCode {
    PromoCode {
        id: text(row, "id").into(),
        code: code.to_owned(),
        campaign_id: text(row, "campaign_id").into(),
        creator_id: text(row, "creator_id").into(),
        valid_from: None,
        valid_to: None,
        policy: CodePolicy::Touch,
        is_leaked: false,
        is_archived: false,
    }
}
