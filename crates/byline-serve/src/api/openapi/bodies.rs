//! Bodies that are sent, field by field, in the spelling of the [shapes](super::replies).

use serde_json::{Value, json};

use super::replies::shape;

/// A path below `/api/v1`, what is sent by POST, and its fields.
const BODIES: [(&str, &str, &str); 4] = [
    (
        "campaigns/{id}/moves",
        "moved_minor is what the proposal that was seen moves in all: it must still be that one; \
         creators are those whose rows are approved, all of them if left out",
        "moved_minor:integer creators:string[]~ reason:string?~",
    ),
    ("campaigns/{id}/moves/undo", "when the plan was approved that is taken back", "at:time"),
    (
        "campaigns/{id}/review",
        "week is a Monday, which must be that of the week that runs; decision is keep, grow, \
         reduce, renegotiate or part; another one than what is recommended needs a note",
        "week:string?~ creator_id:string decision:string note:string?~",
    ),
    (
        "campaigns/{id}/review/together",
        "week as of one decision; each of the decisions is as one alone, without its week; with \
         is_undecided_only whoever is decided already is refused",
        "week:string?~ decisions:any[] is_undecided_only:boolean~",
    ),
];

/// What a POST to a path takes; any object where nothing more is said.
pub fn of(path: &str) -> Value {
    let known = BODIES.iter().find(|(known, ..)| *known == path);
    let schema =
        known.map_or_else(|| json!({ "type": "object" }), |(_, doc, fields)| shape(doc, fields));
    json!({ "required": true, "content": { "application/json": { "schema": schema } } })
}
