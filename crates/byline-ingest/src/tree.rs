//! JSON whose shape is only known in part: platforms nest, leave out and write `null` at will.
//!
//! Text and numbers come out alike, exactly as they stand in the source, because ids pass 2^53 and
//! amounts are decimal. What is not there reads as [`Tree::Nothing`], so a path can be followed
//! without asking at every step.

use std::borrow::Cow;
use std::collections::BTreeMap;

use serde::{Deserialize, Deserializer};
use serde_json::value::RawValue;

use crate::json::{self, Scalar};

/// Any JSON value.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Tree<'a> {
    /// `null`, or what is not there.
    Nothing,
    /// `true` or `false`.
    Flag(bool),
    /// Text or a number, as it stands.
    Plain(Cow<'a, str>),
    /// A list.
    List(Vec<Tree<'a>>),
    /// An object. Of a name that comes twice, the last counts.
    Fields(BTreeMap<String, Tree<'a>>),
}

impl<'a> Tree<'a> {
    /// Reads `bytes`, or says where that failed.
    pub(crate) fn read(bytes: &'a [u8]) -> Result<Self, String> {
        json::read(bytes)
    }

    /// The field of this name.
    pub(crate) fn get(&self, name: &str) -> &Self {
        match self {
            Self::Fields(fields) => fields.get(name).unwrap_or(&Self::Nothing),
            _ => &Self::Nothing,
        }
    }

    /// The field at the end of `path`, whose names are joined by points: `segments.date`.
    pub(crate) fn at(&self, path: &str) -> &Self {
        path.split('.').fold(self, |tree, name| tree.get(name))
    }

    /// The text of text or a number; `None` if nothing but white space is left.
    pub(crate) fn text(&self) -> Option<&str> {
        match self {
            Self::Plain(text) => Some(text.trim()).filter(|text| !text.is_empty()),
            _ => None,
        }
    }

    /// The text of the field of this name.
    pub(crate) fn text_of(&self, name: &str) -> Option<&str> {
        self.get(name).text()
    }

    /// What is in the list; nothing, if it is none.
    pub(crate) fn items(&self) -> &[Self] {
        match self {
            Self::List(items) => items,
            _ => &[],
        }
    }

    /// Whether it is `null` or not there.
    pub(crate) fn is_nothing(&self) -> bool {
        matches!(self, Self::Nothing)
    }

    /// Whether it is a list.
    pub(crate) fn is_list(&self) -> bool {
        matches!(self, Self::List(_))
    }

    /// Whether it is `true`.
    pub(crate) fn is_true(&self) -> bool {
        matches!(self, Self::Flag(true))
    }

    /// Hands every object to `look` with the object around it, outer ones first.
    pub(crate) fn objects<'t>(&'t self, look: &mut impl FnMut(&'t Self, Option<&'t Self>)) {
        self.objects_in(None, look);
    }

    fn objects_in<'t>(
        &'t self,
        around: Option<&'t Self>,
        look: &mut impl FnMut(&'t Self, Option<&'t Self>),
    ) {
        match self {
            Self::List(items) => items.iter().for_each(|item| item.objects_in(around, look)),
            Self::Fields(fields) => {
                look(self, around);
                // An object without an id stands for the one around it.
                let has_id = !self.get("id").is_nothing();
                let around = if has_id { Some(self) } else { around };
                fields.values().for_each(|field| field.objects_in(around, look));
            }
            _ => {}
        }
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for Tree<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let raw = <&'de RawValue>::deserialize(deserializer)?.get();
        grown(raw).map_err(serde::de::Error::custom)
    }
}

/// Goes one level down; how deep it may go was checked for the whole before.
fn grown(raw: &str) -> Result<Tree<'_>, serde_json::Error> {
    Ok(match raw.as_bytes().first() {
        Some(b'{') => Tree::Fields(serde_json::from_str(raw)?),
        Some(b'[') => Tree::List(serde_json::from_str(raw)?),
        Some(b't' | b'f') => Tree::Flag(raw == "true"),
        Some(b'n') | None => Tree::Nothing,
        Some(_) => Tree::Plain(serde_json::from_str::<Scalar<'_>>(raw)?.0),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_lead_to_digits_as_they_stand() {
        let source = br#"{"a": {"b": [{"c": 23843647046000104}, {"c": " 3.990 "}]}, "n": null}"#;
        let tree = Tree::read(source).unwrap();
        let items = tree.at("a.b").items();
        assert_eq!(items[0].text_of("c"), Some("23843647046000104"));
        assert_eq!(items[1].text_of("c"), Some("3.990"));
        assert!(tree.get("n").is_nothing() && tree.at("a.x.y").is_nothing());
    }

    #[test]
    fn objects_know_what_is_around_them() {
        let source = br#"[{"id": "1", "list": [{"x": 1}, {"y": {"x": 2}}]}, {"x": 3}]"#;
        let mut found = Vec::new();
        Tree::read(source).unwrap().objects(&mut |object, around| {
            if let Some(x) = object.text_of("x") {
                let id = around.and_then(|around| around.text_of("id")).unwrap_or("nobody");
                found.push(format!("{x} in {id}"));
            }
        });
        assert_eq!(found, ["1 in 1", "2 in 1", "3 in nobody"]);
    }

    #[test]
    fn half_a_body_is_none() {
        assert_eq!(Tree::read(br#"{"a": [1, 2"#).unwrap_err(), "not JSON at line 1 column 11");
        assert!(Tree::read(&b"[".repeat(70)).is_err());
    }
}
