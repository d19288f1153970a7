//! The audit: what axe-core finds wrong with the page that is open.
//!
//! Every rule of axe-core that can be decided without a person counts, whatever its weight.

use anyhow::{Context, Result};
use serde_json::Value;

use crate::browser::Browser;

/// The rules, as their makers publish them.
const AXE: &str = include_str!("../vendor/axe-core/axe.min.js");

/// Runs them and keeps what a person needs to find the place.
const RUN: &str = r"axe.run(document, { resultTypes: ['violations'] }).then((found) =>
    found.violations.flatMap((rule) => rule.nodes.slice(0, 5).map((node) => ({
        rule: rule.id, impact: rule.impact, place: node.target.flat().join(' '),
        why: node.failureSummary.replace(/\s+/g, ' ').slice(0, 300),
    }))))";

/// One rule that is broken at one place.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Finding {
    /// The rule's word, such as `color-contrast`.
    pub rule: String,
    /// How much it keeps people out: minor, moderate, serious or critical.
    pub impact: String,
    /// Where, as a selector.
    pub place: String,
    /// What is wrong and how to mend it.
    pub why: String,
}

impl Browser {
    /// What is wrong with the page that is open, for people who read it in another way.
    pub fn audit(&mut self) -> Result<Vec<Finding>> {
        if self.evaluate("typeof axe")? != "object" {
            self.evaluate(&format!("{AXE};true"))?;
        }
        let found = self.evaluate(RUN)?;
        let found = found.as_array().context("axe-core gave no list")?;
        let text = |row: &Value, key: &str| row[key].as_str().unwrap_or_default().to_owned();
        let finding = |row: &Value| Finding {
            rule: text(row, "rule"),
            impact: text(row, "impact"),
            place: text(row, "place"),
            why: text(row, "why"),
        };
        Ok(found.iter().map(finding).collect())
    }
}

impl std::fmt::Display for Finding {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { rule, impact, place, why } = self;
        write!(f, "{rule} ({impact}) at {place}: {why}")
    }
}

#[cfg(test)]
mod tests {
    use sha2::{Digest, Sha256};

    use super::*;

    #[test]
    fn axe_core_is_as_its_makers_published_it() {
        let sum: String = Sha256::digest(AXE).iter().map(|byte| format!("{byte:02x}")).collect();
        assert_eq!(sum, "29348999450cdf2849a8e70b7912fc2da85a849da39c0d0d5394f51d4a9ed95c");
    }
}
