//! Answers: what the API says of a state, whoever asks.
//!
//! HTTP asks for somebody far away; a command that has the data before it asks for itself. Both
//! get the same bytes, because both come here.

use byline_core::campaign::Goal;
use byline_core::credit::Model;
use byline_core::kpi::{InCurrency, KPIS, Kpi};
use byline_core::money::Currency;
use byline_core::time::Timestamp;
use byline_engine::view::{
    Answer, DecisionsView, Explanation, Figure, Figures, Measure, OrderView,
};
use byline_engine::{Engine, OrderLookup};
use serde_json::{Value, json};

use super::kind::json as as_json;
use super::range::{Asked, invalid};
use crate::problem::Problem;

/// How many orders an explanation lists if nothing is said.
const DEFAULT_ORDERS: usize = 100;
/// How many it lists at most.
const MAX_ORDERS: usize = 10_000;

/// What `GET /api/v1/query` says: figures, cut into rows, each with its KPIs.
pub fn figures(engine: &Engine, asked: &Asked) -> Result<Value, Problem> {
    let query = asked.query(engine)?;
    let model = asked.model(engine)?;
    let answer = engine.query(&query);
    Ok(with_kpis(engine, asked, &answer, model))
}

/// What `GET /api/v1/explain` says: one figure, opened up.
pub fn explanation(engine: &Engine, asked: &Asked) -> Result<Explanation, Problem> {
    let measure = measure(asked.measure.as_deref().unwrap_or("revenue"))?;
    let query = asked.query(engine)?;
    let model = asked.model(engine)?;
    let limit = asked.limit.unwrap_or(DEFAULT_ORDERS).min(MAX_ORDERS);
    Ok(engine.explain(&Figure { query, measure, model }, limit))
}

/// What `GET /api/v1/orders/{id}` says: one order, traced.
pub fn order(engine: &Engine, id: &str) -> Result<OrderView, Problem> {
    engine.order(id).map_err(|lookup| match lookup {
        OrderLookup::Unknown => {
            Problem::new(404, "order.unknown", format!("there is no order `{id}`"))
                .next_step("give the shop's id, its number, or connection:id")
        }
        OrderLookup::Ambiguous(names) => {
            Problem::new(409, "order.ambiguous", format!("several orders are called `{id}`"))
                .next_step(format!("ask for one of {}", names.join(", ")))
        }
    })
}

/// What `GET /api/v1/decisions` says: who needs somebody at `now`. A workspace with one campaign
/// need not say which.
pub fn decisions(engine: &Engine, asked: &Asked, now: Timestamp) -> Result<DecisionsView, Problem> {
    let only = || {
        let mut campaigns = engine.campaigns().filter(|row| !row.is_archived);
        campaigns.next().filter(|_| campaigns.next().is_none())
    };
    let campaign = match &asked.campaign {
        Some(_) => asked.query(engine)?.scope.campaign,
        None => only().map(|row| row.id.clone()),
    };
    campaign.and_then(|id| engine.decisions_view(&id, now)).ok_or_else(|| {
        let next_step = "give one of /api/v1/campaigns";
        invalid("campaign", "decisions are about one campaign", next_step)
            .parameter("campaign", asked.campaign.as_deref())
    })
}

fn measure(word: &str) -> Result<Measure, Problem> {
    match word {
        "revenue" => Ok(Measure::Revenue),
        "unattributed" => Ok(Measure::Unattributed),
        "orders" => Ok(Measure::Orders),
        "clicks" => Ok(Measure::Clicks),
        "spend" => Ok(Measure::Spend),
        key => Kpi::from_key(key).map(Measure::Kpi).ok_or_else(|| {
            let others = KPIS.iter().map(|kpi| kpi.key).filter(|key| *key != "revenue");
            let keys: Vec<&str> = others.collect();
            invalid(
                "measure",
                &format!("there is no `{key}`"),
                &format!("use revenue, unattributed, orders, clicks, spend, {}", keys.join(", ")),
            )
            .parameter("measure", key)
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
