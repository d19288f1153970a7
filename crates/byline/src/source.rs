//! Where answers come from: the data itself, or a server that has it open.
//!
//! Either way an answer is the same JSON, because both are the engine's own views. So what is
//! printed does not depend on where it was asked.

use byline_core::credit::Model;
use byline_core::kpi::Kpi;
use byline_core::money::Currency;
use byline_core::time::{CivilDay, Span, Timestamp, Zone};
use byline_engine::view::{Basis, Dimension, Figure, Measure, Query, Scope};
use byline_engine::{Engine, OrderLookup};
use byline_log::Reader;
use byline_run::Replayer;
use serde_json::{Value, json};

use crate::args::{Origin, Sight};
use crate::config::File;
use crate::exit::{Exit, Failure};
use crate::remote::Server;

/// Where answers come from.
pub enum Source {
    /// The data itself, as it is on the disk now.
    Data(Box<Engine>),
    /// A server.
    Server(Server),
}

/// Which figures are wanted.
pub struct Wanted<'a> {
    /// How to cut them, if at all.
    pub by: Option<Dimension>,
    /// What to look at.
    pub sight: &'a Sight,
}

impl Source {
    /// The source that the arguments name.
    pub fn open(file: &File, origin: &Origin) -> Result<Self, Failure> {
        if let Some(url) = &origin.url {
            return Ok(Self::Server(Server::new(url, origin.token.as_deref())?));
        }
        let dir = file.data(&origin.data).dir;
        let last = Reader::open(&dir)?.last_position()?;
        Ok(Self::Data(Box::new(Replayer::open(&dir)?.at_position(last)?)))
    }

    /// The model that is meant: the one asked for, or the campaign's, or linear.
    pub fn model(&self, sight: &Sight) -> Result<Model, Failure> {
        if let Some(key) = &sight.model {
            let keys = Model::ALL.map(Model::key).join(", ");
            return Model::from_key(key)
                .ok_or_else(|| usage(&format!("there is no model `{key}`; choose from {keys}")));
        }
        let Some(id) = &sight.campaign else {
            return Ok(Model::Linear);
        };
        match self {
            Self::Data(engine) => {
                let campaign = engine.campaign(id);
                Ok(campaign.map_or(Model::Linear, |campaign| campaign.rules.model))
            }
            Self::Server(server) => {
                let campaign = server.get(&format!("/api/v1/campaigns/{id}"), &[])?;
                let key = campaign["rules"]["model"].as_str().unwrap_or_default();
                Ok(Model::from_key(key).unwrap_or(Model::Linear))
            }
        }
    }

    /// Figures, cut into rows.
    pub fn query(&self, wanted: &Wanted<'_>) -> Result<Value, Failure> {
        match self {
            Self::Data(engine) => Ok(json!(engine.query(&query(engine, wanted)?))),
            Self::Server(server) => server.get("/api/v1/query", &parameters(wanted)?),
        }
    }

    /// One figure, opened up.
    pub fn explain(
        &self,
        what: &str,
        model: Model,
        wanted: &Wanted<'_>,
        limit: usize,
    ) -> Result<Value, Failure> {
        match self {
            Self::Data(engine) => {
                let query = query(engine, wanted)?;
                let figure = Figure { query, measure: measure(what)?, model };
                Ok(json!(engine.explain(&figure, limit)))
            }
            Self::Server(server) => {
                let mut parameters = parameters(wanted)?;
                parameters.retain(|(name, _)| *name != "model");
                parameters.push(("model", model.key().to_owned()));
                parameters.push(("measure", what.to_owned()));
                parameters.push(("limit", limit.to_string()));
                server.get("/api/v1/explain", &parameters)
            }
        }
    }

    /// One order, traced.
    pub fn order(&self, name: &str) -> Result<Value, Failure> {
        match self {
            Self::Data(engine) => engine.order(name).map(|order| json!(order)).map_err(|lookup| {
                let words = match lookup {
                    OrderLookup::Unknown => format!("there is no order `{name}`"),
                    OrderLookup::Ambiguous(names) => {
                        format!("several shops have an order `{name}`; say {}", names.join(" or "))
                    }
                };
                Failure::new(Exit::NoInput, "order.unknown", words)
            }),
            Self::Server(server) => server.get(&format!("/api/v1/orders/{name}"), &[]),
        }
    }
}

/// The dimension that a word names.
pub fn dimension(word: &str) -> Result<Dimension, Failure> {
    let known = Dimension::ALL.into_iter().find(|dimension| dimension.key() == word);
    let keys = Dimension::ALL.map(Dimension::key).join(", ");
    known.ok_or_else(|| usage(&format!("cannot report by `{word}`; choose from {keys}")))
}

fn measure(word: &str) -> Result<Measure, Failure> {
    Ok(match word {
        "revenue" => Measure::Revenue,
        "unattributed" => Measure::Unattributed,
        "orders" => Measure::Orders,
        "clicks" => Measure::Clicks,
        "spend" => Measure::Spend,
        key => Measure::Kpi(Kpi::from_key(key).ok_or_else(|| {
            let choice = "order, revenue, unattributed, orders, clicks, spend, or the key of a KPI";
            usage(&format!("there is no figure `{key}`; choose from {choice}"))
        })?),
    })
}

/// The query that a server would make of the same wish.
fn query(engine: &Engine, wanted: &Wanted<'_>) -> Result<Query, Failure> {
    let sight = wanted.sight;
    let campaign = match &sight.campaign {
        Some(id) => Some(engine.campaign(id).ok_or_else(|| {
            Failure::new(Exit::NoInput, "campaign.unknown", format!("there is no campaign `{id}`"))
        })?),
        None => engine.campaigns().next(),
    };
    let zone = campaign.map_or("UTC", |campaign| campaign.time_zone.as_str());
    let zone =
        Zone::parse(zone).map_err(|error| Failure::new(Exit::Settings, error.code(), error))?;
    let currency = campaign.map(|campaign| campaign.currency).or_else(|| Currency::parse("USD"));
    let currency = currency.ok_or_else(|| usage("no currency is known"))?;
    let scope = Scope {
        campaign: sight.campaign.as_deref().map(Into::into),
        creator: sight.creator.as_deref().map(Into::into),
        ..Scope::default()
    };
    let range = range(engine, wanted, &zone)?;
    let by = wanted.by.into_iter().collect();
    Ok(Query { scope, range, by, zone, currency, basis: Basis::Order })
}

/// Everything; of days and hours, the last 30 days.
fn range(engine: &Engine, wanted: &Wanted<'_>, zone: &Zone) -> Result<Span, Failure> {
    const MONTH_US: i64 = 30 * 86_400_000_000;
    let end = Timestamp(engine.stand().as_of.0.saturating_add(1));
    let is_cut_by_time = matches!(wanted.by, Some(Dimension::Day | Dimension::Hour));
    let begin = Timestamp(if is_cut_by_time { end.0 - MONTH_US } else { 0 });
    let from = wanted.sight.from.as_deref().map(|text| day(text, zone).map(|span| span.from));
    let to = wanted.sight.to.as_deref().map(|text| day(text, zone).map(|span| span.to));
    Ok(Span { from: from.transpose()?.unwrap_or(begin), to: to.transpose()?.unwrap_or(end) })
}

/// A day of the zone, or an instant, as the stretch that it is.
fn day(text: &str, zone: &Zone) -> Result<Span, Failure> {
    if let Ok(instant) = text.parse::<Timestamp>() {
        return Ok(Span { from: instant, to: instant });
    }
    let day = text.parse::<CivilDay>();
    let day = day.map_err(|_| usage(&format!("`{text}` is no day; write 2026-06-01")))?;
    Ok(zone.day_span(day))
}

/// The wish as parameters. A server takes the end as the first day that is not in it.
fn parameters(wanted: &Wanted<'_>) -> Result<Vec<(&'static str, String)>, Failure> {
    let Sight { model, campaign, creator, from, to } = wanted.sight;
    let to = &match to.as_deref().map(|text| (text, text.parse::<CivilDay>())) {
        Some((text, Ok(day))) => {
            let next = day.next().ok_or_else(|| usage(&format!("`{text}` is too late")))?;
            Some(next.to_string())
        }
        _ => to.clone(),
    };
    let by = wanted.by.map(|dimension| dimension.key().to_owned());
    let all = [
        ("by", &by),
        ("model", model),
        ("campaign", campaign),
        ("creator", creator),
        ("from", from),
        ("to", to),
    ];
    Ok(all.into_iter().filter_map(|(name, value)| Some((name, value.clone()?))).collect())
}

fn usage(words: &str) -> Failure {
    Failure::new(Exit::Usage, "program.usage", words)
}
