//! Waivers: somebody puts a name and a reason to findings, and creators go live in spite of them.
//!
//! A waiver names the findings that stood there when it was given. What comes up later, such as a
//! link that nobody had made yet, is held anew: nobody can answer for what they have not seen.

use std::collections::BTreeMap;

use minicbor::{Decode, Encode};
use serde::{Deserialize, Serialize};

use super::{Check, Finding};
use crate::id::{CampaignId, CreatorId};

/// Somebody answers for going live in spite of findings.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, Encode, Decode)]
pub struct Waived {
    /// In which campaign.
    #[n(0)]
    pub campaign_id: CampaignId,
    /// For whom; for everybody and the campaign itself if not set.
    #[n(1)]
    pub creator_id: Option<CreatorId>,
    /// Which check.
    #[n(2)]
    pub check: Check,
    /// Who answers for it.
    #[n(3)]
    pub by: String,
    /// Why it may be.
    #[n(4)]
    pub reason: String,
    /// Whether it is taken back.
    #[n(5)]
    pub is_withdrawn: bool,
    /// The findings that it covers; `None`, as older logs have it, is whatever the check finds.
    #[n(6)]
    #[cbor(default)]
    #[serde(default)]
    pub covers: Option<Vec<Covered>>,
}

/// One flaw that a waiver covers, on the things that had it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, Encode, Decode)]
pub struct Covered {
    /// The flaw's code.
    #[n(0)]
    pub flaw: String,
    /// The kind of the things, such as `link`.
    #[n(1)]
    pub kind: String,
    /// Their ids, sorted.
    #[n(2)]
    pub ids: Vec<String>,
}

impl Covered {
    /// What covers these findings, and nothing else.
    pub fn of<'f>(findings: impl IntoIterator<Item = &'f Finding>) -> Vec<Self> {
        let mut by_flaw: BTreeMap<(&str, &str), Vec<String>> = BTreeMap::new();
        for finding in findings {
            let key = (finding.flaw.code(), finding.subject.kind);
            by_flaw.entry(key).or_default().push(finding.subject.id.clone());
        }
        let covered = by_flaw.into_iter().map(|((flaw, kind), mut ids)| {
            ids.sort();
            ids.dedup();
            Self { flaw: flaw.to_owned(), kind: kind.to_owned(), ids }
        });
        covered.collect()
    }

    /// Whether the finding is one of those that are covered.
    pub fn covers(&self, finding: &Finding) -> bool {
        self.flaw == finding.flaw.code()
            && self.kind == finding.subject.kind
            && self.ids.binary_search(&finding.subject.id).is_ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::gate::{Flaw, Subject};

    fn finding(flaw: Flaw, id: &str) -> Finding {
        let subject = Subject { kind: "link", id: id.to_owned() };
        Finding { creator_id: None, flaw, subject, detail: String::new() }
    }

    #[test]
    fn a_waiver_covers_the_flaws_that_were_there_on_the_things_that_had_them() {
        let seen = [
            finding(Flaw::NotChecked, "b"),
            finding(Flaw::NotChecked, "a"),
            finding(Flaw::SoldOut, "b"),
        ];
        let covered = Covered::of(&seen);
        let covers = |flaw, id| covered.iter().any(|it| it.covers(&finding(flaw, id)));
        for (flaw, id, expected) in [
            (Flaw::NotChecked, "a", true),
            (Flaw::NotChecked, "b", true),
            (Flaw::NotChecked, "made-later", false),
            (Flaw::SoldOut, "b", true),
            (Flaw::SoldOut, "a", false),
            (Flaw::BadStatus, "a", false),
        ] {
            assert_eq!(covers(flaw, id), expected, "{flaw:?} {id}");
        }
        assert_eq!(covered.len(), 2, "one row for each flaw");
    }
}
