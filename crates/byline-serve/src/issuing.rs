//! Issuing: from a pasted or uploaded roster to links and promo codes, in one commit.
//!
//! In: the state and what was [`Wanted`]. Out: the facts to commit, and a [`Report`] that answers
//! each row apart. The API, the page and the program all issue through here, and a preview is the
//! same without the commit.
//!
//! Always holds: ids are made of what a link stands for, so the same roster again gives no facts.

mod report;
mod table;

use byline_core::code::CodePolicy;
use byline_core::entry::Fact;
use byline_core::id::CampaignId;
use byline_core::link::Utm;
use byline_core::link::destination::Policy;
use byline_core::link::issue::{
    Chance, CodeOrder, Ground, Order, Outcome, People, PlannedCode, plan, plan_codes, read,
};
use byline_core::link::slug::RANDOM_CHARS;
use byline_core::link::template::{Template, TemplateError, check_pattern};
use byline_core::time::Timestamp;
use byline_engine::Engine;
use serde::Deserialize;
use sha2::{Digest, Sha256};

use crate::api::{letters, own_hosts};
use crate::port::NewFact;
use crate::problem::Problem;
use crate::site::Settings;

pub use report::{CodeRow, HAS_ONE, LinkRow, Report};
pub use table::Roster;
pub(crate) use table::delimiter;

/// What is to be issued.
#[derive(Clone, Default, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Wanted {
    /// For which campaign.
    pub campaign_id: String,
    /// The rows: text as it is pasted from a sheet, or a list of objects.
    pub roster: Roster,
    /// Where links land whose row does not say.
    pub destination: String,
    /// How the five UTM fields are written; the usual template if not said.
    pub template: Option<Utm>,
    /// How slugs are written, such as `{creator}-{format}`; random ones if not said.
    pub slug_pattern: Option<String>,
    /// How codes are written, such as `{creator}15`; only those of the rows if not said.
    pub code_pattern: Option<String>,
    /// The first instant at which codes count; always if not said.
    pub code_valid_from: Option<Timestamp>,
    /// The first instant at which they no longer do; never if not said.
    pub code_valid_to: Option<Timestamp>,
    /// What the use of a code earns.
    pub code_policy: CodePolicy,
    /// Whether rows are only looked at.
    pub dry_run: bool,
}

/// What comes of it.
#[derive(Debug)]
pub struct Issued {
    /// What is to be committed; nothing for a look.
    pub facts: Vec<NewFact>,
    /// What became of each row.
    pub report: Report,
}

/// Plans what is wanted. `random` gives the bytes of each slug.
pub fn issue(
    engine: &Engine,
    settings: &Settings,
    random: &dyn Fn() -> [u8; 16],
    wanted: &Wanted,
) -> Result<Issued, Problem> {
    let template = template(wanted)?;
    let table = wanted.roster.table()?;
    let rows = read(&table).map_err(|error| {
        Problem::new(422, error.code(), error.to_string())
            .next_step("name the columns in the first row; `creator` is the one that must be there")
            .at("roster", serde_json::Value::Null)
    })?;
    let own_hosts = own_hosts(settings);
    let ground = ground(engine, settings, &own_hosts, wanted)?;
    let order = Order {
        template: &template,
        destination: &wanted.destination,
        slug_pattern: wanted.slug_pattern.as_deref(),
    };
    let mut slug = || letters(random(), RANDOM_CHARS);
    let mut chance = Chance { slug: &mut slug, id: &made_id };
    let links = plan(&rows, &order, &ground, &mut chance);
    let code_order = CodeOrder {
        pattern: wanted.code_pattern.as_deref(),
        valid_from: wanted.code_valid_from,
        valid_to: wanted.code_valid_to,
        policy: wanted.code_policy,
    };
    let codes = plan_codes(&rows, &code_order, &ground, engine.codes(), &chance);
    let report = Report::of(engine, settings, wanted.dry_run, &links, &codes);
    let mut facts = Vec::new();
    if !wanted.dry_run {
        let outcomes = links.into_iter().map(|planned| planned.outcome);
        facts.extend(outcomes.flat_map(link_facts));
        facts.extend(codes.into_iter().filter_map(code_fact));
    }
    let facts = facts.into_iter().map(|fact| NewFact { fact, dedup: None }).collect();
    Ok(Issued { facts, report })
}

fn template(wanted: &Wanted) -> Result<Template, Problem> {
    let refused = |field: &'static str, error: &TemplateError| {
        Problem::new(422, error.code(), error.to_string())
            .next_step("see docs/links.md for the placeholders that there are")
            .at(field, serde_json::Value::Null)
    };
    for (field, pattern) in
        [("slug_pattern", &wanted.slug_pattern), ("code_pattern", &wanted.code_pattern)]
    {
        if let Some(pattern) = pattern {
            check_pattern(field, pattern).map_err(|error| refused(field, &error))?;
        }
    }
    match &wanted.template {
        None => Ok(Template::default()),
        Some(patterns) => {
            Template::new(patterns.clone()).map_err(|error| refused("template", &error))
        }
    }
}

fn ground<'a>(
    engine: &'a Engine,
    settings: &'a Settings,
    own_hosts: &'a [String],
    wanted: &Wanted,
) -> Result<Ground<'a>, Problem> {
    let id = CampaignId::from(wanted.campaign_id.as_str());
    let campaign = engine.campaign(id.as_str()).ok_or_else(|| {
        let detail = format!("there is no campaign `{id}`");
        Problem::new(422, "api.reference_unknown", detail)
            .next_step("create the campaign first, or list them to find its id")
            .at("campaign_id", id.as_str())
    })?;
    Ok(Ground {
        campaign,
        people: People::of(engine.creators()),
        placements: engine.placements().filter(|slot| slot.campaign_id == id).collect(),
        links: engine.links().collect(),
        policy: Policy { allowed_hosts: &settings.destination_hosts, own_hosts },
        may_choose_slugs: settings.may_choose_slugs,
    })
}

/// The id that is always made of these words.
fn made_id(prefix: &str, parts: &[&str]) -> String {
    let mut digest = Sha256::new();
    for part in parts {
        digest.update((part.len() as u64).to_be_bytes());
        digest.update(part.as_bytes());
    }
    let bytes: [u8; 32] = digest.finalize().into();
    let hex: String = bytes.iter().take(12).map(|byte| format!("{byte:02x}")).collect();
    format!("{prefix}{hex}")
}

fn link_facts(outcome: Outcome) -> Vec<Fact> {
    match outcome {
        Outcome::New { placement, link, .. } => {
            let placement = placement.map(|placement| Fact::Placement(*placement));
            placement.into_iter().chain([Fact::Link(*link)]).collect()
        }
        Outcome::Known { .. } | Outcome::Refused(_) => Vec::new(),
    }
}

fn code_fact(planned: PlannedCode) -> Option<Fact> {
    planned.outcome.ok().flatten().map(|(code, _)| Fact::Code(*code))
}

#[cfg(test)]
mod tests;
