//! What is wrong with links that exist: the linter's findings, those of the destination's health,
//! sets of UTM fields that several links share, and creators who go by several `utm_term`s.

use std::collections::{BTreeMap, BTreeSet};

use byline_core::creator::Platform;
use byline_core::link::Link;
use byline_core::link::destination::Policy;
use byline_core::link::finding::Finding;
use byline_core::link::health::{Health, judge};
use byline_core::link::lint::{Known, collisions, lint, lint_address, other_terms};
use byline_core::link::template::word;
use byline_core::time::Timestamp;
use byline_engine::Engine;

use crate::api::own_hosts;
use crate::site::Settings;

/// Looks at links as they are now.
pub struct LinkCheck<'a> {
    engine: &'a Engine,
    allowed_hosts: &'a [String],
    own_hosts: Vec<String>,
    now: Timestamp,
    known: Known,
    shared: BTreeMap<&'a str, Vec<Finding>>,
}

/// What is known of one link.
pub struct Checked {
    /// How its destination is.
    pub health: Health,
    /// Everything that is wrong, the gravest first; that of the destination is among it.
    pub findings: Vec<Finding>,
}

impl<'a> LinkCheck<'a> {
    /// A check against everything that is declared.
    pub fn new(engine: &'a Engine, settings: &'a Settings, now: Timestamp) -> Self {
        let mut shared: BTreeMap<&str, Vec<Finding>> = BTreeMap::new();
        let together = collisions(engine.links()).into_iter();
        for (link, finding) in together.chain(other_terms(engine.links())) {
            shared.entry(link.id.as_str()).or_default().push(finding);
        }
        Self {
            engine,
            allowed_hosts: &settings.destination_hosts,
            own_hosts: own_hosts(settings),
            now,
            known: known(engine),
            shared,
        }
    }

    /// What is known of one link.
    pub fn check(&self, link: &Link) -> Checked {
        let policy = Policy { allowed_hosts: self.allowed_hosts, own_hosts: &self.own_hosts };
        let looked_at = self.engine.destination_checked(&link.destination);
        let health = judge(looked_at, &policy, self.now);
        let mut findings = lint(&link.utm, &self.known);
        findings.extend(lint_address(&link.destination));
        findings.extend(self.shared.get(link.id.as_str()).into_iter().flatten().cloned());
        findings.extend(health.findings.iter().cloned());
        findings.sort();
        Checked { health, findings }
    }
}

/// The words that are known, from what is declared.
fn known(engine: &Engine) -> Known {
    let mut source: BTreeSet<String> =
        Platform::ALL.iter().map(|platform| platform.key().to_owned()).collect();
    source.insert("creator".to_owned());
    let campaigns = engine.campaigns().flat_map(|row| [word(&row.name), word(row.id.as_str())]);
    let creators = engine.creators().flat_map(|row| {
        let handles = row.accounts.iter().map(|account| word(&account.handle));
        handles.chain([word(&row.name), word(row.id.as_str())]).collect::<Vec<_>>()
    });
    Known {
        source,
        medium: BTreeSet::from(["creator".to_owned()]),
        campaign: campaigns.collect(),
        content: BTreeSet::new(),
        term: creators.collect(),
    }
}
