//! Figures: queries, explanations, freshness and counters.

use std::sync::Arc;

use axum::Json;
use axum::extract::Query as Parameters;
use axum::extract::State as Shared;
use axum::extract::rejection::QueryRejection;
use byline_core::campaign::Goal;
use byline_core::credit::Model;
use byline_core::kpi::{InCurrency, KPIS, Kpi};
use byline_core::money::Currency;
use byline_engine::Engine;
use byline_engine::view::{Answer, Explanation, Figure, Figures, Measure};
use serde_json::{Value, json};

use super::kind::json as as_json;
use super::range::{Asked, invalid};
use crate::problem::Problem;
use crate::site::Site;

/// How many orders an explanation lists if nothing is said.
const DEFAULT_ORDERS: usize = 100;
/// How many it lists at most.
const MAX_ORDERS: usize = 10_000;

/// Parameters, or why they mean nothing.
pub type Read = Result<Parameters<Asked>, QueryRejection>;

/// Unpacks parameters.
pub fn asked(read: Read) -> Result<Asked, Problem> {
    let Parameters(asked) = read.map_err(|error| {
        invalid("parameters", &error.body_text(), "see /api/v1/openapi.json for every parameter")
    })?;
    Ok(asked)
}

/// `GET /api/v1/query`
pub async fn query(Shared(site): Shared<Arc<Site>>, read: Read) -> Result<Json<Value>, Problem> {
    let asked = asked(read)?;
    let state = asked.state(&site).await?;
    let now = site.parts.world.now();
    state.read(&site, |engine| {
        let query = asked.query(engine, now)?;
        let model = asked.model(engine)?;
        let answer = engine.query(&query);
        Ok(Json(with_kpis(engine, &asked, &answer, model)))
    })
}

/// `GET /api/v1/explain`
pub async fn explain(
    Shared(site): Shared<Arc<Site>>,
    read: Read,
) -> Result<Json<Explanation>, Problem> {
    let asked = asked(read)?;
    let measure = measure(asked.measure.as_deref().unwrap_or("revenue"))?;
    let state = asked.state(&site).await?;
    let now = site.parts.world.now();
    let limit = asked.limit.unwrap_or(DEFAULT_ORDERS).min(MAX_ORDERS);
    state.read(&site, |engine| {
        let query = asked.query(engine, now)?;
        let model = asked.model(engine)?;
        Ok(Json(engine.explain(&Figure { query, measure, model }, limit)))
    })
}

/// `GET /api/v1/freshness`
pub async fn freshness(Shared(site): Shared<Arc<Site>>) -> Json<Value> {
    let engine = site.engine();
    Json(json!({ "stand": engine.stand(), "feeds": engine.feeds() }))
}

/// `GET /api/v1/counters`
pub async fn counters(Shared(site): Shared<Arc<Site>>) -> Json<Value> {
    let engine = site.engine();
    Json(json!({ "stand": engine.stand(), "counters": engine.counters() }))
}

fn measure(word: &str) -> Result<Measure, Problem> {
    match word {
        "revenue" => Ok(Measure::Revenue),
        "unattributed" => Ok(Measure::Unattributed),
        "orders" => Ok(Measure::Orders),
        "clicks" => Ok(Measure::Clicks),
        "spend" => Ok(Measure::Spend),
        key => Kpi::from_key(key).map(Measure::Kpi).ok_or_else(|| {
            let keys: Vec<&str> = KPIS.iter().map(|kpi| kpi.key).collect();
            invalid(
                "measure",
                &format!("there is no `{key}`"),
                &format!("use revenue, unattributed, orders, clicks, spend, {}", keys.join(", ")),
            )
        }),
    }
}

/// An answer with the KPIs of each row under the model in force.
fn with_kpis(engine: &Engine, asked: &Asked, answer: &Answer, model: Model) -> Value {
    let campaign = asked.campaign.as_deref().and_then(|id| engine.campaign(id));
    let goal = campaign.map_or(Goal::Sales, |row| row.goal);
    let kpis = |figures: &Figures| kpis(figures, (model, goal), answer.currency);
    let mut value = as_json(answer);
    value["model"] = json!(model.key());
    value["total"]["kpis"] = kpis(&answer.total);
    for (place, row) in answer.rows.iter().enumerate() {
        let shown = &mut value["rows"][place];
        shown["kpis"] = kpis(&row.figures);
        for key in &row.keys {
            shown[format!("{}_id", key.dimension.key())] = json!(key.id);
        }
    }
    value
}

/// Every KPI that these figures allow, exact and as text.
fn kpis(figures: &Figures, (model, goal): (Model, Goal), currency: Currency) -> Value {
    let inputs = figures.kpi_inputs(model, goal);
    let mut shown = serde_json::Map::new();
    for kpi in KPIS {
        let Ok(reading) = kpi.evaluate(&inputs) else {
            continue;
        };
        let band = kpi.band(reading, InCurrency::of(currency)).map(|band| band.name);
        let text = kpi.text(reading, currency);
        let entry = json!({ "ratio": reading.ratio, "text": text, "band": band });
        shown.insert(kpi.key.to_owned(), entry);
    }
    Value::Object(shown)
}
