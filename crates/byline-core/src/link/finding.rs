//! Findings: what is wrong with a link, how grave it is, and what would mend it.
//!
//! Linter, destination policy and health checks all speak in findings, so that screens, the API
//! and the launch gate show them alike. The code is a promise; the words are not.

use serde::Serialize;

/// One thing that is wrong.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize)]
pub struct Finding {
    /// The stable code, such as `utm.case`.
    pub code: &'static str,
    /// How grave it is.
    pub gravity: Gravity,
    /// Which field or part it is about, such as `utm_source`.
    pub field: String,
    /// What stands there now.
    pub value: String,
    /// What should stand there instead, where that is known.
    pub fix: Option<String>,
    /// What is wrong, in words.
    pub detail: String,
}

/// How grave a finding is. The order is from the gravest on.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Gravity {
    /// Clicks or credit are lost or mixed up: nothing may go live with it.
    Fault,
    /// Numbers stay right, but something should be looked at.
    Warning,
}

impl Gravity {
    /// The word on screens and in the API.
    pub fn key(self) -> &'static str {
        match self {
            Self::Fault => "fault",
            Self::Warning => "warning",
        }
    }
}

impl Finding {
    /// A finding without which nothing may go live.
    pub fn fault(code: &'static str, field: &str, detail: impl Into<String>) -> Self {
        let (field, detail) = (field.to_owned(), detail.into());
        let (gravity, value, fix) = (Gravity::Fault, String::new(), None);
        Self { code, gravity, field, value, fix, detail }
    }

    /// A finding that should be looked at.
    pub fn warning(code: &'static str, field: &str, detail: impl Into<String>) -> Self {
        Self { gravity: Gravity::Warning, ..Self::fault(code, field, detail) }
    }

    /// Says what stands there now.
    pub fn value(self, value: impl Into<String>) -> Self {
        Self { value: value.into(), ..self }
    }

    /// Says what should stand there.
    pub fn fix(self, fix: impl Into<String>) -> Self {
        Self { fix: Some(fix.into()), ..self }
    }

    /// Whether nothing may go live with it.
    pub fn is_fault(&self) -> bool {
        self.gravity == Gravity::Fault
    }
}
