//! The dossier: everything about a campaign and its creators that a judgement looks at, gathered
//! once.

use std::collections::{BTreeMap, BTreeSet};

use byline_core::campaign::Campaign;
use byline_core::creator::{Creator, CreatorSize, Deal, Platform};
use byline_core::credit::Model;
use byline_core::decision::Rules;
use byline_core::decision::standing::{Judgement, Reason, literal};
use byline_core::gate::{Benchmark, CreatorKind, GateTerms};
use byline_core::id::{CampaignId, CreatorId};
use byline_core::kpi::Ratio;
use byline_core::time::{Span, Timestamp, Zone};

use super::freshness;
use super::ways::{Ways, owner};
use crate::answer::slots::{Buckets, Slot, figures as figures_of, figures_by_slot};
use crate::engine::Engine;
use crate::state::cells::Cell;
use crate::state::feeds::Feed;
use crate::view::{
    Basis, Benchmarks, DealCheck, Expected, Figures, JudgedBy, Lack, NoJudgement, WaitingFor,
};

/// Posts that were seen less often say nothing about a missing link.
const SEEN_FROM: i64 = 1_000;

/// Everything about a campaign.
pub struct Dossier<'e> {
    pub engine: &'e Engine,
    pub campaign: &'e Campaign,
    pub now: Timestamp,
    /// The flight that runs, else the one that ran last, else the first to come.
    pub flight: Option<Span>,
    /// From the start of the flight to now.
    pub span: Span,
    pub judged_by: JudgedBy,
    pub benchmarks: Benchmarks,
    /// Revenue wanted by the end of the flight, in minor units.
    pub target_minor: Option<i64>,
    pub waiting_for: Vec<WaitingFor>,
    pub subjects: Vec<Subject<'e>>,
}

/// Everything about one creator.
pub struct Subject<'e> {
    pub number: u32,
    pub id: CreatorId,
    pub creator: Option<&'e Creator>,
    pub deal: Option<&'e Deal>,
    pub platform: Platform,
    pub size: Option<CreatorSize>,
    /// What is expected of this creator.
    pub benchmarks: Benchmarks,
    pub figures: Figures,
    pub cells: Vec<&'e Cell>,
    pub first_live_at: Option<Timestamp>,
    /// When the first link or code came, if late: the figures begin there.
    pub linked_at: Option<Timestamp>,
    /// Whether a code is public, and there is no other.
    pub is_code_public: bool,
    pub is_paused: bool,
    /// Whether there is a link or a code in use, or ever was a click.
    pub is_linked: bool,
    pub is_scaling_blocked: bool,
    /// The fee, if it is in the campaign's currency, in minor units.
    pub fee_minor: Option<i64>,
}

impl Engine {
    /// What a campaign expects of everybody; nothing, if there is no such campaign.
    pub fn benchmarks_of(&self, campaign: &CampaignId) -> Benchmarks {
        let terms = self.campaign(campaign.as_str()).and_then(|row| row.gate.as_ref());
        terms.map(benchmarks).unwrap_or_default()
    }
}

impl<'e> Dossier<'e> {
    /// Gathers everything; `None` if there is no such campaign.
    pub fn gather(engine: &'e Engine, campaign: &CampaignId, now: Timestamp) -> Option<Self> {
        let campaign = engine.campaign(campaign.as_str())?;
        let no_terms = GateTerms::default();
        let terms = campaign.gate.as_ref().unwrap_or(&no_terms);
        let benchmarks = benchmarks(terms);
        let judged_by = judged_by(&benchmarks, terms);
        let begun = campaign.flights.iter().rfind(|flight| flight.from <= now);
        let flight = begun.or(campaign.flights.first()).copied();
        let from = flight.map_or(Timestamp(0), |flight| flight.from);
        let to = flight.map_or(now, |flight| flight.to.min(now)).max(from);
        let target = expected(terms.benchmark("revenue")).map(|target| target.value.rounded(0));
        let mut dossier = Self {
            engine,
            campaign,
            now,
            flight,
            span: Span { from, to },
            judged_by,
            benchmarks,
            target_minor: target.and_then(|minor| i64::try_from(minor).ok()),
            waiting_for: Vec::new(),
            subjects: Vec::new(),
        };
        dossier.waiting_for = freshness::waiting_for(&dossier);
        dossier.subjects = dossier.gather_subjects();
        Some(dossier)
    }

    fn gather_subjects(&self) -> Vec<Subject<'e>> {
        let engine = self.engine;
        let registry = &engine.registry;
        let Some(campaign) = registry.campaigns.find(self.campaign.id.as_str()) else {
            return Vec::new();
        };
        let (mut figures, mut cells) = self.gather_cells(campaign);
        let engaged = registry.creators_for(campaign).into_iter();
        let engaged = engaged.map(|number| registry.owners.of(number));
        let numbers: BTreeSet<u32> = engaged.chain(figures.keys().copied()).collect();
        let said = Said::of(engine, self.campaign, self.now);
        let late = self.late_links(campaign);
        let subject = |number: u32| {
            let mut figures = figures.remove(&number).unwrap_or_default();
            let cells = cells.remove(&number).unwrap_or_default();
            let linked_at = late.get(&number).copied();
            let linked_at = linked_at.filter(|at| !self.has_signal_before(&cells, *at));
            if let Some(at) = linked_at {
                figures = self.sum(&cells, Span { from: at, to: self.span.to });
            }
            self.subject(number, (figures, linked_at), cells, &said)
        };
        numbers.into_iter().map(subject).collect()
    }

    /// The figures of one creator's cells in a part of the span. Gauges, such as reach, are of all
    /// time and so of no part.
    pub fn sum(&self, cells: &[&Cell], part: Span) -> Figures {
        let buckets = Buckets::of(part);
        let mut sum = Figures::default();
        for cell in cells {
            sum.add(&figures_of(cell.readings(), buckets, Basis::Order));
        }
        self.know_visits(&mut sum);
        sum
    }

    /// No visits are none where anybody reports visits, and unknown elsewhere.
    fn know_visits(&self, sum: &mut Figures) {
        let has_visits = self.engine.feeds.get(Feed::Visits).n_facts != 0;
        sum.n_visits = if has_visits { sum.n_visits.or(Some(0)) } else { None };
    }

    /// The figures of every creator with any in the span, as a query by creator sums them, and the
    /// cells behind them: by the creators' numbers.
    fn gather_cells(
        &self,
        campaign: u32,
    ) -> (BTreeMap<u32, Figures>, BTreeMap<u32, Vec<&'e Cell>>) {
        let engine = self.engine;
        let whole = Buckets::of(self.span);
        let mut figures: BTreeMap<u32, Figures> = BTreeMap::new();
        let mut cells: BTreeMap<u32, Vec<&Cell>> = BTreeMap::new();
        let is_ours = |cell: &&Cell| {
            cell.key.campaign == campaign && cell.key.currency == self.campaign.currency
        };
        for cell in engine.cells.iter().filter(is_ours) {
            let Some(creator) = cell.creator() else { continue };
            cells.entry(creator).or_default().push(cell);
            let found = figures_of(cell.readings(), whole, Basis::Order);
            if found != Figures::default() {
                figures.entry(creator).or_default().add(&found);
            }
        }
        for (creator, sum) in &mut figures {
            for cell in &cells[creator] {
                engine.add_gauges_of(&cell.key, whole, sum);
            }
            self.know_visits(sum);
        }
        (figures, cells)
    }

    fn subject(
        &self,
        number: u32,
        (figures, linked_at): (Figures, Option<Timestamp>),
        cells: Vec<&'e Cell>,
        said: &Said<'e>,
    ) -> Subject<'e> {
        let id = self.engine.registry.creators.id(number);
        let creator = self.engine.creator(id);
        let account = creator.and_then(|creator| creator.accounts.first());
        let platform = said.platforms.get(&number).copied();
        let platform = platform.or(account.map(|account| account.platform));
        let deal = said.deals.get(&number).copied();
        let platform = platform.unwrap_or(Platform::Other);
        let fee = deal.and_then(|deal| deal.fee);
        let is_clicked = 0 < figures.n_clicks;
        let live_at = said.live_at.get(&number).copied().filter(|at| *at <= self.now);
        Subject {
            number,
            id: id.into(),
            creator,
            deal,
            platform,
            benchmarks: self.benchmarks_of(platform, creator),
            size: creator.and_then(Creator::size),
            figures,
            cells,
            first_live_at: live_at.map(|at| linked_at.map_or(at, |linked_at| at.max(linked_at))),
            linked_at,
            is_code_public: said.public.contains(&number),
            is_paused: said.paused.contains(&number),
            is_linked: said.linked.contains(&number) || is_clicked,
            is_scaling_blocked: said.undisclosed.contains(&number),
            fee_minor: fee
                .filter(|fee| fee.currency == self.campaign.currency)
                .map(|fee| fee.minor),
        }
    }

    /// What is expected of a creator: the benchmarks that say most about them.
    fn benchmarks_of(&self, platform: Platform, creator: Option<&Creator>) -> Benchmarks {
        let size = creator.and_then(Creator::size);
        let category = creator.and_then(|creator| creator.category.as_deref());
        let kind = CreatorKind { platform, size, category };
        let terms = self.campaign.gate.as_ref();
        let nearest = |kpi| expected(terms.and_then(|terms| terms.benchmark_of(kpi, kind)));
        Benchmarks {
            ctr: nearest("ctr"),
            conversion_rate: nearest("conversion_rate"),
            ..self.benchmarks.clone()
        }
    }

    fn zone(&self) -> Zone {
        Zone::parse(&self.campaign.time_zone).unwrap_or_else(|_| Zone::utc())
    }

    /// The model of conversions and revenue.
    pub fn model(&self) -> Model {
        self.campaign.rules.model
    }

    /// Whether something is late that judgements need.
    pub fn is_waiting(&self) -> bool {
        let is_needed = |late: &WaitingFor| match late.what {
            Lack::Conversions => true,
            Lack::Impressions => self.judged_by == JudgedBy::Ctr,
        };
        self.waiting_for.iter().any(is_needed)
    }

    /// Why there is no share that could be judged.
    pub fn nothing_shown(&self) -> NoJudgement {
        match self.judged_by {
            JudgedBy::Ctr => NoJudgement::NoImpressions,
            JudgedBy::ConversionRate => NoJudgement::NoClicks,
        }
    }

    /// Since when a creator who is red or yellow has been so at the end of every whole day, or
    /// since the silence was too long.
    pub fn bad_since(
        &self,
        subject: &Subject<'_>,
        judgement: &Judgement,
        rules: &Rules,
    ) -> Option<Timestamp> {
        let from = subject.linked_at.unwrap_or(self.span.from);
        let starts = self.zone().day_starts(Span { from, to: self.span.to });
        let ends: Vec<Timestamp> = starts.iter().skip(1).copied().collect();
        let slots: Vec<Slot> = starts
            .iter()
            .zip(&ends)
            .map(|(day, to)| Span { from: from.max(*day), to: *to })
            .map(|day| Slot { buckets: Buckets::of(day), key: None })
            .collect();
        let mut days = vec![Figures::default(); slots.len()];
        for cell in &subject.cells {
            for (day, figures) in figures_by_slot(cell.readings(), &slots, Basis::Order) {
                days[day].add(&figures);
            }
        }
        let (mut sum, mut since) = (Figures::default(), None);
        for (day, end) in days.iter().zip(ends) {
            sum.add(day);
            let showing = self.showing_of(subject, &sum, end).showing;
            let judged = showing.ok().and_then(|showing| literal(&showing, rules, end).ok());
            let is_bad = judged.is_some_and(|(standing, _)| standing.is_bad());
            since = if is_bad { since.or(Some(end)) } else { None };
        }
        let is_silent = judgement.grounds.iter().any(|ground| ground.reason == Reason::Silent);
        let silent_since = subject.first_live_at.filter(|_| is_silent).map(|at| {
            let uncovered_s = freshness::uncovered_s(self, self.now);
            at.plus_seconds(rules.standing.silence_s.saturating_add(uncovered_s))
        });
        [since, silent_since].into_iter().flatten().min()
    }
}

impl Subject<'_> {
    /// The name that people know.
    pub fn name(&self) -> String {
        self.creator.map_or_else(|| self.id.to_string(), |creator| creator.name.clone())
    }

    /// Whether anybody can act on the creator.
    pub fn is_in_use(&self) -> bool {
        self.is_not_judged().is_none()
    }

    /// Why the creator is not judged, whatever the figures are.
    pub fn is_not_judged(&self) -> Option<NoJudgement> {
        if self.creator.is_some_and(|creator| creator.is_archived) {
            Some(NoJudgement::OutOfUse)
        } else if self.is_paused {
            Some(NoJudgement::Paused)
        } else if !self.is_linked {
            Some(NoJudgement::NoLink)
        } else {
            None
        }
    }

    /// Whether the posts were seen, and nobody ever clicked or bought: then the link is probably
    /// not in them.
    pub fn was_never_clicked(&self, n_displays: i64) -> bool {
        !self.figures.has_signal() && SEEN_FROM <= n_displays
    }

    /// Whether the first link is so new that nothing can be said.
    pub fn is_just_linked(&self, now: Timestamp, rules: &Rules) -> bool {
        let is_new = |at: Timestamp| now.seconds_since(at) < rules.standing.silence_s;
        !self.figures.has_signal() && self.linked_at.is_some_and(is_new)
    }

    /// Whether anything was posted, clicked or credited.
    pub fn is_live(&self, model: Model) -> bool {
        let Figures { n_clicks, revenue_minor, .. } = &self.figures;
        self.first_live_at.is_some() || 0 < *n_clicks || revenue_minor[model] != 0
    }

    /// What was spent, or was agreed if that is more, in minor units; `None` of nothing.
    pub fn at_stake_minor(&self) -> Option<i64> {
        self.figures.spend_minor.max(self.fee_minor).filter(|minor| 0 < *minor)
    }

    /// What the deal says.
    pub fn deal_check(&self, now: Timestamp) -> DealCheck {
        let amplification = self.deal.and_then(|deal| deal.amplification);
        DealCheck {
            deal_id: self.deal.map(|deal| deal.id.clone()),
            amplification,
            may_amplify: amplification.is_some_and(|span| span.contains(now)),
            is_scaling_blocked: self.is_scaling_blocked,
            terms: self.deal.and_then(|deal| deal.terms.clone()),
        }
    }
}

/// What was declared of the campaign's creators, by the numbers of those who stand for them.
struct Said<'e> {
    deals: BTreeMap<u32, &'e Deal>,
    platforms: BTreeMap<u32, Platform>,
    live_at: BTreeMap<u32, Timestamp>,
    paused: BTreeSet<u32>,
    linked: BTreeSet<u32>,
    /// Whose codes in use are all public.
    public: BTreeSet<u32>,
    undisclosed: BTreeSet<u32>,
}

impl<'e> Said<'e> {
    fn of(engine: &'e Engine, campaign: &Campaign, now: Timestamp) -> Self {
        let Ways { paused, linked, public } = Ways::of(engine, campaign, now);
        let mut said = Self {
            deals: BTreeMap::new(),
            platforms: BTreeMap::new(),
            live_at: BTreeMap::new(),
            paused,
            linked,
            public,
            undisclosed: BTreeSet::new(),
        };
        for deal in engine.deals().filter(|deal| deal.campaign_id == campaign.id) {
            if !deal.is_archived {
                said.deals.entry(owner(engine, &deal.creator_id)).or_insert(deal);
            }
        }
        for slot in engine.placements().filter(|slot| slot.campaign_id == campaign.id) {
            said.platforms.entry(owner(engine, &slot.creator_id)).or_insert(slot.platform);
        }
        let begins = campaign.flights.iter().map(|flight| flight.from).min();
        for content in engine.contents() {
            let slot = engine.placement(content.placement_id.as_str());
            let Some(slot) = slot.filter(|slot| slot.campaign_id == campaign.id) else { continue };
            let creator = owner(engine, &slot.creator_id);
            // A post from before the campaign is live for it from its beginning.
            let since = content.published_at.max(begins.unwrap_or(content.published_at));
            let live_at = said.live_at.entry(creator).or_insert(since);
            *live_at = since.min(*live_at);
            if engine.is_violation(content) {
                said.undisclosed.insert(creator);
            }
        }
        said
    }
}

/// By what is expected of everybody; where that is nothing, by what is expected of any kind.
fn judged_by(of_all: &Benchmarks, terms: &GateTerms) -> JudgedBy {
    let is_of_kind = |kpi: &str| {
        terms.benchmarks.iter().any(|row| row.kpi == kpi && expected(Some(row)).is_some())
    };
    match (of_all.ctr, of_all.conversion_rate) {
        (None, Some(_)) => JudgedBy::ConversionRate,
        (None, None) if !is_of_kind("ctr") && is_of_kind("conversion_rate") => {
            JudgedBy::ConversionRate
        }
        _ => JudgedBy::Ctr,
    }
}

/// What a campaign expects of everybody.
fn benchmarks(terms: &GateTerms) -> Benchmarks {
    Benchmarks {
        ctr: expected(terms.benchmark("ctr")),
        conversion_rate: expected(terms.benchmark("conversion_rate")),
        cpc_ceiling_minor: terms.cpc_ceiling_minor.filter(|ceiling| 0 < *ceiling),
        floor_minor: terms.floor_minor,
        n_of_kinds: terms.benchmarks.iter().filter(|row| !row.is_of_everybody()).count(),
    }
}

/// What a benchmark expects, if it is above zero.
fn expected(benchmark: Option<&Benchmark>) -> Option<Expected> {
    let benchmark = benchmark.filter(|row| 0 < row.value_micro)?;
    let value = Ratio::new(i128::from(benchmark.value_micro), 1_000_000)?;
    Some(Expected { value, origin: benchmark.origin })
}
