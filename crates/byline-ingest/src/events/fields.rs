//! Names of fields: nothing that a row says is silently left out.
//!
//! In: the fields of a row and its type. Out: nothing, or the first name that the type does not
//! have, with the known name that is nearest to it.
//!
//! The known names are read off the shapes, so that what is documented and what is read agree.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;
use std::sync::LazyLock;

use serde::de::{Error, MapAccess, Visitor};
use serde::{Deserialize, Deserializer};
use serde_json::value::RawValue;
use utoipa::PartialSchema;
use utoipa::openapi::{RefOr, Schema};

use super::error::EventError;
use super::parts::cut;
use super::shapes::{
    ClickEvent, ConversionEvent, MetricEvent, RefundEvent, ShopperFields, SightingEvent,
    SpendEvent, ViewEvent, VisitEvent,
};
use crate::json::Free;

/// The field that holds who the shopper is.
const SHOPPER: &str = "shopper";

/// Documented names of each type; those of a shopper stand under [`SHOPPER`].
static KNOWN: LazyLock<BTreeMap<&'static str, Vec<String>>> = LazyLock::new(|| {
    let shopper = names_of::<ShopperFields>();
    let row = |names: Vec<String>| {
        let is_flat = names.iter().any(|name| name == SHOPPER);
        let flat = if is_flat { shopper.clone() } else { Vec::new() };
        names.into_iter().chain(flat).chain(["type".to_owned()]).collect::<Vec<_>>()
    };
    let mut conversion = row(names_of::<ConversionEvent>());
    conversion.push("conversion".to_owned());
    BTreeMap::from([
        ("click", row(names_of::<ClickEvent>())),
        ("visit", row(names_of::<VisitEvent>())),
        ("view", row(names_of::<ViewEvent>())),
        ("conversion", conversion),
        ("refund", row(names_of::<RefundEvent>())),
        ("spend", row(names_of::<SpendEvent>())),
        ("metric", row(names_of::<MetricEvent>())),
        ("sighting", row(names_of::<SightingEvent>())),
        (SHOPPER, shopper),
    ])
});

/// The fields of an object, in the order in which they were sent, each once.
pub(super) struct Fields<'a>(Vec<(Cow<'a, str>, &'a RawValue)>);

impl<'a> Fields<'a> {
    /// The text of a field, if it is text or a number.
    pub(super) fn text(&self, name: &str) -> Option<String> {
        let (_, raw) = self.0.iter().find(|(known, _)| known == name)?;
        serde_json::from_str::<Free<'a>>(raw.get()).ok()?.text()
    }

    /// Refuses a field that events of this type do not have. An unknown type has every field.
    pub(super) fn check(&self, kind: &str) -> Result<(), EventError> {
        let Some(known) = KNOWN.get(kind) else {
            return Ok(());
        };
        self.check_against(known, "")?;
        let Some((_, shopper)) = self.0.iter().find(|(name, _)| name == SHOPPER) else {
            return Ok(());
        };
        match serde_json::from_str::<Fields<'_>>(shopper.get()) {
            Ok(shopper) => shopper.check_against(&KNOWN[SHOPPER], "shopper."),
            // Whatever else it is, reading the event says so.
            Err(_) => Ok(()),
        }
    }

    fn check_against(&self, known: &'static [String], within: &str) -> Result<(), EventError> {
        let is_known = |name: &str| known.iter().any(|other| other == name);
        let Some((stranger, _)) = self.0.iter().find(|(name, _)| !is_known(name)) else {
            return Ok(());
        };
        let similarity = |name: &&String| strsim::jaro_winkler(name, stranger);
        let nearest = known.iter().max_by(|a, b| similarity(a).total_cmp(&similarity(b)));
        Err(EventError::FieldUnknown {
            field: format!("{within}{}", cut(stranger)),
            nearest: nearest.map_or(String::new(), |name| format!("{within}{name}")),
        })
    }
}

/// The documented names of a shape's fields.
fn names_of<T: PartialSchema>() -> Vec<String> {
    match T::schema() {
        RefOr::T(Schema::Object(object)) => object.properties.keys().cloned().collect(),
        _ => Vec::new(),
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for Fields<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(Reading)
    }
}

/// A name, borrowed where it holds no escapes.
#[derive(Deserialize)]
struct Name<'a>(#[serde(borrow)] Cow<'a, str>);

struct Reading;

impl<'de> Visitor<'de> for Reading {
    type Value = Fields<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<M: MapAccess<'de>>(self, mut map: M) -> Result<Fields<'de>, M::Error> {
        let mut fields: Vec<(Cow<'de, str>, &'de RawValue)> = Vec::new();
        while let Some((Name(name), value)) = map.next_entry::<Name<'de>, &'de RawValue>()? {
            // Of two values of one name, nobody could say which one holds.
            if fields.iter().any(|(known, _)| *known == name) {
                return Err(M::Error::custom("a field stands there twice"));
            }
            fields.push((name, value));
        }
        Ok(Fields(fields))
    }
}
