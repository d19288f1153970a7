//! Merging: a change is laid over what is known, as RFC 7396 has it.

use serde_json::Value;

use super::kind::{Kind, Object};
use super::reading::unknown_field;
use crate::problem::Problem;

/// Lays `change` over `known`: objects merge, `null` takes away, everything else replaces.
pub fn lay_over(known: &mut Value, change: Value) {
    let Value::Object(change) = change else {
        *known = change;
        return;
    };
    if !known.is_object() {
        *known = Value::Object(Object::new());
    }
    let Value::Object(known) = known else {
        return;
    };
    for (name, value) in change {
        if value.is_null() {
            known.insert(name, Value::Null);
        } else {
            lay_over(known.entry(name).or_insert(Value::Null), value);
        }
    }
}

/// The object that a body is, with fields of its kind only.
pub fn fields_of(kind: &Kind, body: Value) -> Result<Object, Problem> {
    let Value::Object(object) = body else {
        return Err(Problem::new(422, "api.object_expected", "the body is no JSON object")
            .next_step(format!("send one {} as an object", kind.name)));
    };
    let is_known = |name: &str| name == "id" || kind.fields.iter().any(|f| f.name == name);
    match object.keys().find(|name| !is_known(name)) {
        None => Ok(object),
        Some(stranger) => {
            let fields = kind.fields.iter().map(|field| field.name.to_owned());
            let names: Vec<String> = ["id".to_owned()].into_iter().chain(fields).collect();
            Err(unknown_field(stranger, &names))
        }
    }
}

/// Refuses a new thing that does not say what it must.
pub fn must_be_complete(kind: &Kind, object: &Object) -> Result<(), Problem> {
    let is_said = |name: &str| object.get(name).is_some_and(|value| !value.is_null());
    match kind.fields.iter().find(|field| field.is_required && !is_said(field.name)) {
        None => Ok(()),
        Some(field) => {
            let detail = format!("a new {} needs `{}`", kind.name, field.name);
            Err(Problem::new(422, "api.field_missing", detail)
                .next_step(format!("add `{}`: {}", field.name, field.doc))
                .at(field.name, Value::Null))
        }
    }
}
