//! The launch gate as it stands: the judgement of the core over what is declared, with waivers and
//! history laid over it.

mod dossier;
mod exposure;
mod links;
mod operations;

use std::collections::{BTreeMap, BTreeSet};

use byline_core::campaign::Campaign;
use byline_core::gate::{Check, Finding, GateTerms, Member, judge};
use byline_core::id::{CampaignId, CreatorId, LinkId};
use byline_core::link::Link;
use byline_core::time::Timestamp;

use crate::engine::Engine;
use crate::state::cells::Count;
use crate::state::gates::{GateEvent, GateRow, Happened, differences};
use crate::view::{
    BriefProgress, CreatorGate, GateHappened, GateState, GateView, JudgedFinding, WaiverView,
};

/// What every row of a gate is read from.
struct Gate<'e> {
    engine: &'e Engine,
    campaign: &'e Campaign,
    number: u32,
    row: Option<&'e GateRow>,
}

/// By which ids the campaign names a creator, and which of their links wait, with whose each is.
#[derive(Default)]
struct Lines {
    named: Vec<CreatorId>,
    held: Vec<(CreatorId, LinkId)>,
}

impl Engine {
    /// The gate of a campaign at `now`; `None` if there is no such campaign.
    pub fn gate_view(&self, campaign: &CampaignId, now: Timestamp) -> Option<GateView> {
        let number = self.registry.campaigns.find(campaign.as_str())?;
        let campaign = self.registry.campaigns.row(number)?;
        let gate = Gate { engine: self, campaign, number, row: self.gates.row(number) };
        Some(gate.view(now))
    }

    /// Every link that was launched, as ids of campaign, creator and link; every link of the
    /// creator's if none is named.
    pub fn launched(&self) -> impl Iterator<Item = (CampaignId, CreatorId, Option<LinkId>)> {
        self.gates.launched().map(|(campaign, creator, link)| {
            let registry = &self.registry;
            let link = link.map(|link| registry.links.id(link).into());
            (registry.campaigns.id(campaign).into(), registry.creators.id(creator).into(), link)
        })
    }
}

impl Gate<'_> {
    fn view(&self, now: Timestamp) -> GateView {
        let no_terms = GateTerms::default();
        let terms = self.campaign.gate.as_ref().unwrap_or(&no_terms);
        let dossier = self.engine.dossier(self.campaign, terms, now);
        let mut of_creators: BTreeMap<CreatorId, Vec<JudgedFinding>> =
            dossier.members.iter().map(|member| (member.id.clone(), Vec::new())).collect();
        let mut of_campaign = Vec::new();
        for finding in judge(&dossier) {
            let row = self.judged(finding);
            match row.finding.creator_id.as_ref().and_then(|id| of_creators.get_mut(id)) {
                Some(rows) => rows.push(row),
                None => of_campaign.push(row),
            }
        }
        let mut lines: BTreeMap<CreatorId, Lines> = BTreeMap::new();
        for member in &dossier.members {
            lines.insert(member.id.clone(), self.lines(member));
        }
        let is_campaign_held = of_campaign.iter().any(JudgedFinding::does_hold);
        let briefs: BTreeMap<&CreatorId, &str> = dossier
            .members
            .iter()
            .filter_map(|member| {
                // Of several the one of whoever stands for all is shown.
                let own = member.briefs.iter().find(|it| it.brief.creator_id == *member.id);
                Some((member.id, own.or(member.briefs.first())?.brief.id.as_str()))
            })
            .collect();
        let clicks = self.clicks_before_launch();
        let posts = self.engine.posts_of(self.campaign);
        let mut row = |(id, findings): (CreatorId, Vec<JudgedFinding>)| {
            let brief = briefs.get(&id).copied();
            let mine = posts.get(&id).map_or(&[][..], Vec::as_slice);
            let lines = lines.remove(&id).unwrap_or_default();
            let mut row = self.creator((id, lines), findings, brief, is_campaign_held);
            row.n_clicks_before_launch = clicks.get(row.creator_id.as_str()).copied().unwrap_or(0);
            row.operations = self.engine.operations(mine, brief);
            row.is_scaling_blocked = mine.iter().any(|post| self.engine.is_violation(post));
            row
        };
        let mut creators: Vec<CreatorGate> = of_creators.into_iter().map(&mut row).collect();
        creators.sort_by(|a, b| (a.state, &a.name).cmp(&(b.state, &b.name)));
        let frozen = self.row.and_then(|row| row.frozen.as_ref());
        let now_holds = (&self.campaign.rules, terms);
        let history = self.row.map_or(&[][..], |row| &row.history);
        GateView {
            stand: self.engine.stand(),
            campaign_id: self.campaign.id.clone(),
            name: self.campaign.name.clone(),
            is_on: self.campaign.has_gate(),
            findings: of_campaign,
            creators,
            frozen_at: frozen.map(|frozen| frozen.at),
            changed_since: frozen
                .map(|frozen| differences((&frozen.rules, &frozen.terms), now_holds))
                .unwrap_or_default(),
            history: history.iter().rev().map(|row| self.happened(row)).collect(),
            exposure: self.engine.exposure(self.campaign),
        }
    }

    fn lines(&self, member: &Member<'_>) -> Lines {
        let pair = |link: &Link| (link.creator_id.clone(), link.id.clone());
        let held = member.links.iter().filter(|link| self.engine.is_held(link));
        Lines {
            named: member.named.iter().map(|id| (*id).clone()).collect(),
            held: held.map(|link| pair(link)).collect(),
        }
    }

    fn creator(
        &self,
        (creator_id, lines): (CreatorId, Lines),
        findings: Vec<JudgedFinding>,
        brief: Option<&str>,
        is_campaign_held: bool,
    ) -> CreatorGate {
        let Lines { named, held: held_links } = lines;
        // A merge launches nobody: live are those of whom every record is.
        let launched_at = named.iter().map(|id| self.launched_at(id)).min().flatten();
        let launched_at = launched_at.and(named.iter().filter_map(|id| self.launched_at(id)).max());
        let is_live = launched_at.is_some();
        // A link that leads on already holds no new one back.
        let is_concerned = |finding: &Finding| {
            let subject = &finding.subject;
            let is_held = || held_links.iter().any(|(_, link)| link.as_str() == subject.id);
            !is_live || subject.kind != "link" || is_held()
        };
        let holds = |row: &JudgedFinding| row.does_hold() && is_concerned(&row.finding);
        let is_held = is_campaign_held || findings.iter().any(holds);
        let state = match (is_live, is_held) {
            (true, _) => GateState::Live,
            (false, true) => GateState::Held,
            (false, false) => GateState::Ready,
        };
        let name = self.engine.creator(creator_id.as_str()).map(|row| row.name.clone());
        CreatorGate {
            name: name.unwrap_or_else(|| creator_id.as_str().to_owned()),
            creator_id,
            named,
            state,
            launched_at,
            can_launch: !is_held && (!is_live || !held_links.is_empty()),
            held_links,
            findings,
            n_clicks_before_launch: 0,
            brief: brief.and_then(|id| self.brief(id)),
            operations: Default::default(),
            is_scaling_blocked: false,
        }
    }

    fn launched_at(&self, creator: &CreatorId) -> Option<Timestamp> {
        let number = self.engine.registry.creators.find(creator.as_str())?;
        self.engine.gates.launched_at(self.number, number)
    }

    fn brief(&self, id: &str) -> Option<BriefProgress> {
        let brief = self.engine.briefs.table.get(id)?;
        let progress = self.engine.briefs.progress(id);
        Some(BriefProgress {
            id: brief.id.clone(),
            version: progress.version,
            read_version: progress.read.map(|(version, _)| version),
            read_at: progress.read.map(|(_, at)| at),
            has_link: brief.token_digest.is_some(),
        })
    }

    /// A finding with the waiver that covers it: the creator's own, else everybody's.
    fn judged(&self, finding: Finding) -> JudgedFinding {
        let creators = &self.engine.registry.creators;
        let creator = finding.creator_id.as_ref().and_then(|id| creators.find(id.as_str()));
        let check = finding.check();
        let given = |whom| self.row?.waivers.get(&(whom, check)).filter(|it| it.covers(&finding));
        let own = creator.and_then(|creator| given(Some(creator)));
        let waiver = own.or_else(|| given(None));
        let waiver = waiver.map(|waiver| WaiverView {
            is_for_all: own.is_none(),
            at: waiver.at,
            by: waiver.by.clone(),
            reason: waiver.reason.clone(),
        });
        JudgedFinding { finding, waiver }
    }

    /// Clicks that came before the launch, by the creator's id.
    fn clicks_before_launch(&self) -> BTreeMap<&str, i64> {
        let mut clicks = BTreeMap::new();
        let cells = self.engine.cells.iter().filter(|cell| cell.key.campaign == self.number);
        for cell in cells {
            if let Some(creator) = cell.creator() {
                let id = self.engine.registry.creators.id(creator);
                *clicks.entry(id).or_default() += cell.count(Count::ClicksRehearsed).total();
            }
        }
        clicks
    }

    fn happened(&self, row: &Happened) -> GateHappened {
        let whom = |creator: &Option<u32>| match creator {
            Some(number) => self.name(*number),
            None => "everybody".to_owned(),
        };
        let about = |check: &Check| check.title();
        let what = match &row.what {
            GateEvent::SwitchedOn => "the gate was switched on".to_owned(),
            GateEvent::SwitchedOff => "the gate was switched off".to_owned(),
            GateEvent::Launched(creators) => {
                let owners = &self.engine.registry.owners;
                let owners: BTreeSet<u32> = creators.iter().map(|it| owners.of(*it)).collect();
                match owners.first() {
                    Some(only) if owners.len() == 1 => format!("{} went live", self.name(*only)),
                    _ => format!("{} creators went live", owners.len()),
                }
            }
            GateEvent::LinksLaunched(creators, n_links) => {
                let links = if *n_links == 1 { "a new link" } else { "new links" };
                match creators.as_slice() {
                    [only] => format!("{links} of {} went live", self.name(*only)),
                    _ => format!("{n_links} new links of creators who were live went live"),
                }
            }
            GateEvent::Waived(creator, check, reason) => {
                format!("waived for {}: \"{}\", because {reason}", whom(creator), about(check))
            }
            GateEvent::Withdrawn(creator, check) => {
                format!("waiver taken back for {}: \"{}\"", whom(creator), about(check))
            }
            GateEvent::Changed(words) => {
                format!("changed after the launch: {}", words.join(", "))
            }
        };
        GateHappened { at: row.at, by: row.by.clone(), what }
    }

    fn name(&self, creator: u32) -> String {
        let creators = &self.engine.registry.creators;
        let name = creators.row(creator).map(|row| row.name.as_str());
        name.unwrap_or(creators.id(creator)).to_owned()
    }
}
