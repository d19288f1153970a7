//! What became of a roster, row by row.

use std::collections::BTreeMap;

use byline_core::creator::Platform;
use byline_core::link::Link;
use byline_core::link::finding::Finding;
use byline_core::link::issue::{IssueError, Outcome, Planned, PlannedCode};
use byline_core::link::slug::RANDOM_CHARS;
use byline_core::placement::Placement;
use byline_engine::Engine;
use byline_engine::view::LinkState;
use serde::Serialize;

use crate::site::Settings;

/// The code of the warning that a creator has a live link on the platform.
pub const HAS_ONE: &str = "link.has_one";

/// What became of a roster.
#[derive(Clone, Debug, Serialize)]
pub struct Report {
    /// Whether rows were only looked at.
    pub dry_run: bool,
    /// Links that are new.
    pub n_new: usize,
    /// Links that were there.
    pub n_known: usize,
    /// Links that are refused.
    pub n_refused: usize,
    /// One for each link that the roster asks for.
    pub results: Vec<LinkRow>,
    /// Codes that are new.
    pub n_new_codes: usize,
    /// Codes that are refused.
    pub n_refused_codes: usize,
    /// One for each code that the roster asks for.
    pub codes: Vec<CodeRow>,
}

/// What became of one link.
#[derive(Clone, Debug, Serialize)]
pub struct LinkRow {
    /// The line of the roster.
    pub line: u32,
    /// `new`, `known` or `refused`.
    pub status: &'static str,
    /// The creator's name, or what the row says.
    pub creator: String,
    /// The placement in words.
    pub placement: String,
    /// The link's id.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub link_id: Option<String>,
    /// The short address; in a look only if it will be this one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// In a look, how a slug will be made that is not known yet: `random, 10 letters`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub slug_shape: Option<String>,
    /// `utm_content`, which tells the creator's links apart.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub utm_content: Option<String>,
    /// Why it is refused.
    #[serde(flatten)]
    pub refusal: Option<Refusal>,
    /// What should be looked at.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub findings: Vec<Finding>,
}

/// What became of one code.
#[derive(Clone, Debug, Serialize)]
pub struct CodeRow {
    /// The line of the roster.
    pub line: u32,
    /// `new`, `known` or `refused`.
    pub status: &'static str,
    /// The creator's name.
    pub creator: String,
    /// The code.
    pub promo_code: String,
    /// Why it is refused.
    #[serde(flatten)]
    pub refusal: Option<Refusal>,
    /// What should be looked at.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub findings: Vec<Finding>,
}

/// Why something is refused.
#[derive(Clone, Debug, Serialize)]
pub struct Refusal {
    /// The stable code.
    pub code: &'static str,
    /// Why, in words.
    pub detail: String,
    /// What to do.
    pub next_step: String,
}

impl Report {
    pub(super) fn of(
        engine: &Engine,
        settings: &Settings,
        dry_run: bool,
        links: &[Planned],
        codes: &[PlannedCode],
    ) -> Self {
        let beside = Beside::of(engine, links);
        let mut results: Vec<_> =
            links.iter().map(|row| link_row(engine, settings, &beside, row)).collect();
        if dry_run {
            // Chance will make other slugs when the links are issued.
            for (row, planned) in results.iter_mut().zip(links) {
                if matches!(planned.outcome, Outcome::New { is_slug_random: true, .. }) {
                    row.url = None;
                    row.slug_shape = Some(format!("random, {RANDOM_CHARS} letters"));
                }
            }
        }
        let codes: Vec<_> = codes.iter().map(code_row).collect();
        let n = |status: &str| results.iter().filter(|row| row.status == status).count();
        let n_codes = |status: &str| codes.iter().filter(|row| row.status == status).count();
        Self {
            dry_run,
            n_new: n("new"),
            n_known: n("known"),
            n_refused: n("refused"),
            n_new_codes: n_codes("new"),
            n_refused_codes: n_codes("refused"),
            results,
            codes,
        }
    }
}

/// Links that lead people on already, by whose they are and on which platform.
struct Beside<'e> {
    engine: &'e Engine,
    links: BTreeMap<(&'e str, Platform), &'e Link>,
}

impl<'e> Beside<'e> {
    /// Of the campaign for which links are planned.
    fn of(engine: &'e Engine, planned: &[Planned]) -> Self {
        let campaign = planned.iter().find_map(|row| match &row.outcome {
            Outcome::New { link, .. } => Some(&link.campaign_id),
            _ => None,
        });
        let is_live = |link: &&Link| {
            Some(&link.campaign_id) == campaign && engine.link_stand(link).state == LinkState::Live
        };
        let of = |link: &'e Link| {
            let slot = engine.placement(link.placement_id.as_ref()?.as_str())?;
            Some(((engine.owner_of(link.creator_id.as_str()), slot.platform), link))
        };
        Self { engine, links: engine.links().filter(is_live).filter_map(of).collect() }
    }

    /// That the creator of a new link has one on the same platform, and which. `placement`: where
    /// the new one goes, in words; no more than the platform where the roster does not say.
    fn finding(&self, link: &Link, slot: Option<&Placement>, placement: &str) -> Option<Finding> {
        let id = link.placement_id.as_ref();
        let slot = slot.or_else(|| self.engine.placement(id?.as_str()))?;
        let owner = self.engine.owner_of(link.creator_id.as_str());
        let known = self.links.get(&(owner, slot.platform))?;
        let beside = format!("an extra link beside /{}", known.slug);
        let detail = match placement == slot.platform.name() {
            true => format!("no placement is given, so this is {beside}"),
            false => format!("{beside}, for another placement"),
        };
        Some(Finding::warning(HAS_ONE, "platform", detail).value(known.id.as_str()))
    }
}

fn link_row(
    engine: &Engine,
    settings: &Settings,
    beside: &Beside<'_>,
    planned: &Planned,
) -> LinkRow {
    let mut row = LinkRow {
        line: planned.line,
        status: "refused",
        creator: planned.creator.clone(),
        placement: planned.placement.clone(),
        link_id: None,
        url: None,
        slug_shape: None,
        utm_content: None,
        refusal: None,
        findings: Vec::new(),
    };
    let link = match &planned.outcome {
        Outcome::New { link, placement, findings, .. } => {
            row.status = "new";
            row.findings.clone_from(findings);
            row.findings.extend(beside.finding(link, placement.as_deref(), &planned.placement));
            Some(&**link)
        }
        Outcome::Known { link, findings } => {
            row.status = "known";
            row.findings.clone_from(findings);
            engine.link(link.as_str())
        }
        Outcome::Refused(error) => {
            row.refusal = Some(Refusal::of(error));
            None
        }
    };
    if let Some(link) = link {
        row.link_id = Some(link.id.to_string());
        row.url = Some(format!("{}/{}", settings.links_url, link.slug));
        row.utm_content = Some(link.utm.content.clone());
    }
    row
}

fn code_row(planned: &PlannedCode) -> CodeRow {
    let (status, refusal, findings) = match &planned.outcome {
        Ok(Some((_, findings))) => ("new", None, findings.clone()),
        Ok(None) => ("known", None, Vec::new()),
        Err(error) => ("refused", Some(Refusal::of(error)), Vec::new()),
    };
    CodeRow {
        line: planned.line,
        status,
        creator: planned.creator.clone(),
        promo_code: planned.code.clone(),
        refusal,
        findings,
    }
}

impl Refusal {
    fn of(error: &IssueError) -> Self {
        Self { code: error.code(), detail: error.to_string(), next_step: error.next_step() }
    }
}
