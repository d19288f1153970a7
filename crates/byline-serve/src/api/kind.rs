//! Kinds: what a thing that can be declared looks like to programs.

use byline_core::entry::Fact;
use byline_core::time::Timestamp;
use byline_engine::Engine;
use serde::Serialize;
use serde_json::{Map, Value};

use super::page::Page;
use crate::problem::Problem;
use crate::site::Settings;

/// A JSON object.
pub type Object = Map<String, Value>;

/// One kind of thing that can be declared.
pub struct Kind {
    /// The word in addresses, such as `campaigns`.
    pub path: &'static str,
    /// What one of them is called in words, such as `campaign`.
    pub name: &'static str,
    /// What ids that Byline makes begin with.
    pub prefix: &'static str,
    /// What a thing of this kind is, in one sentence.
    pub doc: &'static str,
    /// Its fields, besides `id`.
    pub fields: &'static [Field],
    /// A page of everything declared, by id.
    pub list: fn(&Engine, &Page) -> Vec<Value>,
    /// One of them.
    pub get: fn(&Engine, &str) -> Option<Value>,
    /// Fills in what a new one did not say. What it did say is in the object.
    pub complete: fn(&mut Object, &Facing<'_>) -> Result<(), Problem>,
    /// Checks a whole one and turns it into the fact that declares it.
    pub declare: fn(Object, &Facing<'_>) -> Result<Fact, Problem>,
    /// Marks one as out of use.
    pub archive: fn(&mut Object, &Facing<'_>),
    /// The fact that one stands as the object says, unchecked: what was once declared can be put
    /// out of use whatever holds now.
    pub restate: fn(Object) -> Result<Fact, Problem>,
}

/// One field of a kind.
pub struct Field {
    /// Its name.
    pub name: &'static str,
    /// What it holds.
    pub holds: Holds,
    /// Whether a new thing must say it.
    pub is_required: bool,
    /// What it means, with its unit and default.
    pub doc: &'static str,
}

/// What a field holds.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Holds {
    /// Text.
    Text,
    /// A whole number.
    Integer,
    /// Yes or no.
    Flag,
    /// An instant in RFC 3339.
    Time,
    /// A list.
    List,
    /// An object.
    Object,
}

/// What a declaration faces: the state it joins, and what only the edge knows.
pub struct Facing<'a> {
    /// The state.
    pub engine: &'a Engine,
    /// What the operator chose.
    pub settings: &'a Settings,
    /// Now.
    pub now: Timestamp,
    /// Random bytes, for a slug.
    pub random: [u8; 16],
}

/// A field that may be left out.
pub const fn optional(name: &'static str, holds: Holds, doc: &'static str) -> Field {
    Field { name, holds, is_required: false, doc }
}

/// A field that a new thing must say.
pub const fn required(name: &'static str, holds: Holds, doc: &'static str) -> Field {
    Field { name, holds, is_required: true, doc }
}

/// Marks a thing as out of use, where nothing else has to follow.
pub fn mark_archived(object: &mut Object, _: &Facing<'_>) {
    object.insert("is_archived".to_owned(), Value::Bool(true));
}

/// The value as JSON.
pub fn json<T: Serialize>(thing: &T) -> Value {
    serde_json::to_value(thing).unwrap_or(Value::Null)
}

/// Sets a field that was not said.
pub fn default(object: &mut Object, name: &str, value: impl Into<Value>) {
    object.entry(name).or_insert_with(|| value.into());
}

/// The text of a field; empty if it was not said.
pub fn text<'o>(object: &'o Object, name: &str) -> &'o str {
    object.get(name).and_then(Value::as_str).unwrap_or("")
}

/// Refuses a reference to what was never declared.
pub fn must_exist(is_known: bool, name: &str, id: &str) -> Result<(), Problem> {
    if is_known {
        return Ok(());
    }
    Err(Problem::new(422, "api.reference_unknown", format!("there is no {name} `{id}`"))
        .next_step(format!("create the {name} first, or list them to find its id"))
        .at(&format!("{name}_id"), id))
}
