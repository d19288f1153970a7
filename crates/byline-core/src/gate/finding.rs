//! Findings: one hole in the tracking, where it is, and what to do next.

use serde::Serialize;
use serde::ser::{SerializeStruct, Serializer};

use super::{Check, Flaw};
use crate::id::CreatorId;

/// One hole.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Finding {
    /// Whose; `None` for what holds everybody.
    pub creator_id: Option<CreatorId>,
    /// What is wrong.
    pub flaw: Flaw,
    /// With what.
    pub subject: Subject,
    /// What was seen, in words; empty if the flaw says it all.
    pub detail: String,
}

/// What a finding is about: the kind of thing, as the API calls it, and its id.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize)]
pub struct Subject {
    /// Such as `link`.
    pub kind: &'static str,
    /// Its id.
    pub id: String,
}

impl Finding {
    /// Which check found it.
    pub fn check(&self) -> Check {
        self.flaw.check()
    }
}

impl Serialize for Finding {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut shown = serializer.serialize_struct("Finding", 8)?;
        shown.serialize_field("check", self.check().key())?;
        shown.serialize_field("code", self.flaw.code())?;
        shown.serialize_field("does_block", &self.flaw.does_block())?;
        shown.serialize_field("creator_id", &self.creator_id)?;
        shown.serialize_field("subject", &self.subject)?;
        shown.serialize_field("title", self.flaw.title())?;
        shown.serialize_field("detail", &self.detail)?;
        shown.serialize_field("next_step", self.flaw.next_step())?;
        shown.end()
    }
}
