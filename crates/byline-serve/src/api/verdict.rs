//! Verdict, outlook and playbook for programs, and the own history as a benchmark.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Extension, Path, State};
use byline_core::campaign::Campaign;
use byline_core::creator::WeekLimits;
use byline_core::decision::said::VerdictGiven;
use byline_core::decision::verdict::Label;
use byline_core::entry::Fact;
use byline_core::gate::{Benchmark, GateTerms, Origin};
use byline_core::time::Zone;
use byline_engine::view::{Claim, OutlookView, PlaybookView, PlayedGroup, VerdictView};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::alerts::unknown_campaign;
use super::change::commit;
use super::kinds::unsound_week;
use super::reading::read;
use super::review::{note, object};
use crate::guard::Actor;
use crate::payload::Document;
use crate::port::NewFact;
use crate::problem::Problem;
use crate::site::Site;

/// `GET /api/v1/playbook`
pub async fn playbook(State(site): State<Arc<Site>>) -> Json<PlaybookView> {
    Json(site.engine().playbook_view(site.parts.world.now()))
}

/// `GET /api/v1/campaigns/{id}/outlook`
pub async fn outlook(
    State(site): State<Arc<Site>>,
    Path(id): Path<String>,
) -> Result<Json<OutlookView>, Problem> {
    let engine = site.engine();
    must_exist(engine.campaign(&id), &id)?;
    let view = engine.outlook_view(&id.as_str().into(), site.parts.world.now());
    view.map(Json).ok_or_else(|| {
        Problem::new(404, "outlook.not_in_flight", "the campaign is not in flight")
            .next_step("ask while a flight runs")
    })
}

/// `GET /api/v1/campaigns/{id}/verdict`
pub async fn verdict(
    State(site): State<Arc<Site>>,
    Path(id): Path<String>,
) -> Result<Json<VerdictView>, Problem> {
    verdict_of(&site, &id).map(Json)
}

/// A verdict by hand.
#[derive(Serialize, Deserialize)]
pub struct VerdictAsked {
    /// In one word.
    pub label: String,
    /// Why.
    #[serde(default)]
    pub note: Option<String>,
}

/// `POST /api/v1/campaigns/{id}/verdict`
pub async fn give(
    State(site): State<Arc<Site>>,
    Extension(Actor(actor)): Extension<Actor>,
    Path(id): Path<String>,
    Document(body): Document,
) -> Result<Json<VerdictView>, Problem> {
    let asked: VerdictAsked = read(object(body)?)?;
    give_now(&site, &id, asked, actor).await.map(Json)
}

/// Keeps a verdict; tells how the campaign stands.
pub async fn give_now(
    site: &Site,
    id: &str,
    asked: VerdictAsked,
    actor: String,
) -> Result<VerdictView, Problem> {
    let _turn = site.choosing.lock().await;
    verdict_of(site, id)?;
    let label = Label::from_key(&asked.label).ok_or_else(|| {
        Problem::new(422, "verdict.label_unknown", "there is no such verdict")
            .next_step("say one of those that are allowed")
            .at("label", asked.label.as_str())
            .allowed(Label::ALL.map(Label::key))
    })?;
    let said = VerdictGiven { campaign_id: id.into(), label, note: note(asked.note)? };
    commit(site, vec![NewFact { fact: Fact::VerdictGiven(said), dedup: None }], actor).await?;
    verdict_of(site, id)
}

fn verdict_of(site: &Site, id: &str) -> Result<VerdictView, Problem> {
    let engine = site.engine();
    must_exist(engine.campaign(id), id)?;
    engine.verdict_view(&id.into(), site.parts.world.now()).ok_or_else(|| {
        Problem::new(404, "verdict.not_begun", "no flight of the campaign has begun")
            .next_step("ask once it has begun")
    })
}

fn must_exist(campaign: Option<&Campaign>, id: &str) -> Result<(), Problem> {
    campaign.map(|_| ()).ok_or_else(|| unknown_campaign(id))
}

/// Which kind of the own history is to be a campaign's benchmark.
#[derive(Serialize, Deserialize)]
pub struct KindAsked {
    /// Where.
    pub platform: String,
    /// How large.
    #[serde(default)]
    pub size: Option<String>,
    /// What the content is about.
    #[serde(default)]
    pub category: Option<String>,
}

/// `POST /api/v1/campaigns/{id}/benchmarks`
pub async fn adopt(
    State(site): State<Arc<Site>>,
    Extension(Actor(actor)): Extension<Actor>,
    Path(id): Path<String>,
    Document(body): Document,
) -> Result<Json<Value>, Problem> {
    let asked: KindAsked = read(object(body)?)?;
    let benchmarks = adopt_now(&site, &id, &asked, actor).await?;
    Ok(Json(json!({ "campaign_id": id, "benchmarks": benchmarks })))
}

/// Makes the own history of a kind a campaign's benchmark; tells all of its benchmarks.
pub async fn adopt_now(
    site: &Site,
    id: &str,
    asked: &KindAsked,
    actor: String,
) -> Result<Vec<Benchmark>, Problem> {
    let _turn = site.choosing.lock().await;
    let now = site.parts.world.now();
    let (campaign, kinds) = {
        let engine = site.engine();
        let campaign = engine.campaign(id).ok_or_else(|| unknown_campaign(id))?;
        (campaign.clone(), engine.own_history(campaign, now))
    };
    let is_asked = |group: &&PlayedGroup| {
        group.platform.key() == asked.platform
            && group.size.map(|size| size.key()) == asked.size.as_deref()
            && group.category == asked.category
    };
    let group = kinds.iter().find(is_asked).ok_or_else(|| {
        let detail = "no other campaign of this currency knows such creators";
        Problem::new(404, "benchmark.kind_unknown", detail)
            .next_step("choose a kind that another campaign has, from GET /api/v1/playbook")
    })?;
    if group.claim == Claim::TooFew {
        let detail = "fewer than three creators or 100 clicks are no benchmark";
        return Err(Problem::new(422, "benchmark.too_few", detail)
            .next_step("choose a kind with more creators"));
    }
    let mut terms = terms_of(&campaign);
    if group.size.is_none() || group.category.is_none() {
        let detail = "a kind whose size or category nobody knows is no benchmark of anybody";
        return Err(Problem::new(422, "benchmark.kind_unknown", detail)
            .next_step("fill in followers and category of these creators"));
    }
    let ctr = group.ctr_ppm.map(|(_, value, _)| value);
    for (kpi, value) in [("ctr", ctr), ("conversion_rate", group.judged_rate_ppm)] {
        let Some(value_micro) = value.filter(|value| 0 < *value) else { continue };
        let benchmark = Benchmark {
            platform: Some(group.platform),
            size: group.size,
            category: group.category.clone(),
            source: Some(format!("own history, {}", Zone::utc().day_of(now))),
            ..Benchmark::new(kpi, value_micro, Origin::OwnHistory)
        };
        put(&mut terms, benchmark);
    }
    keep(site, campaign, terms, actor).await
}

/// Sets one benchmark of a campaign, in the place of the one of the same KPI and kind; or takes
/// that one away. Tells all of them.
pub async fn set_benchmark_now(
    site: &Site,
    id: &str,
    benchmark: Benchmark,
    is_removed: bool,
    actor: String,
) -> Result<Vec<Benchmark>, Problem> {
    let _turn = site.choosing.lock().await;
    let campaign = site.engine().campaign(id).cloned().ok_or_else(|| unknown_campaign(id))?;
    let mut terms = terms_of(&campaign);
    if is_removed {
        terms.benchmarks.retain(|known| !is_same(known, &benchmark));
    } else {
        put(&mut terms, benchmark);
    }
    keep(site, campaign, terms, actor).await
}

/// The target and the limits of a campaign; what is `None` holds for nobody.
pub struct LimitsAsked {
    /// The revenue that it is to bring.
    pub target_minor: Option<i64>,
    /// Revenue of an hour below which somebody is called.
    pub floor_minor: Option<i64>,
    /// What a click may cost at most.
    pub cpc_ceiling_minor: Option<i64>,
    /// Between which limits each creator's week is expected.
    pub week: WeekLimits,
}

/// Sets the target and the limits of a campaign. A gate that was open stays open.
pub async fn set_limits_now(
    site: &Site,
    id: &str,
    asked: LimitsAsked,
    actor: String,
) -> Result<(), Problem> {
    if !asked.week.is_sound() {
        return Err(unsound_week());
    }
    let _turn = site.choosing.lock().await;
    let campaign = site.engine().campaign(id).cloned().ok_or_else(|| unknown_campaign(id))?;
    let mut terms = terms_of(&campaign);
    let micro = asked.target_minor.map(|minor| minor.saturating_mul(1_000_000));
    // What stays as it is keeps who says so.
    if terms.benchmark(TARGET).map(|known| known.value_micro) != micro {
        terms.benchmarks.retain(|known| known.kpi != TARGET || !known.is_of_everybody());
        terms.benchmarks.extend(micro.map(|micro| Benchmark::new(TARGET, micro, Origin::Manual)));
    }
    terms.floor_minor = asked.floor_minor;
    terms.cpc_ceiling_minor = asked.cpc_ceiling_minor;
    terms.week = asked.week;
    keep(site, campaign, terms, actor).await.map(drop)
}

/// The benchmark that is a campaign's target.
const TARGET: &str = "revenue";

/// The terms of a campaign. Without any, links stay open: a benchmark closes no gate.
fn terms_of(campaign: &Campaign) -> GateTerms {
    let none = || GateTerms { is_open: true, ..Default::default() };
    campaign.gate.clone().unwrap_or_else(none)
}

fn is_same(one: &Benchmark, other: &Benchmark) -> bool {
    one.kpi == other.kpi && one.is_of_same_kind(other)
}

fn put(terms: &mut GateTerms, benchmark: Benchmark) {
    match terms.benchmarks.iter_mut().find(|known| is_same(known, &benchmark)) {
        Some(known) => *known = benchmark,
        None => terms.benchmarks.push(benchmark),
    }
}

async fn keep(
    site: &Site,
    campaign: Campaign,
    terms: GateTerms,
    actor: String,
) -> Result<Vec<Benchmark>, Problem> {
    let benchmarks = terms.benchmarks.clone();
    let fact = Fact::Campaign(Campaign { gate: Some(terms), ..campaign });
    commit(site, vec![NewFact { fact, dedup: None }], actor).await?;
    Ok(benchmarks)
}
