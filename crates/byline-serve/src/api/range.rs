//! What is asked: parameters of queries and explanations, read once and checked.
//!
//! What is not said follows from the state and from nothing else, so that the same question to
//! the same state has the same answer, at any time and by any way in.

use std::sync::Arc;

use byline_core::campaign::Campaign;
use byline_core::creator::Platform;
use byline_core::credit::Model;
use byline_core::entry::Position;
use byline_core::event::Signal;
use byline_core::money::Currency;
use byline_core::time::{Span, Timestamp, Zone};
use byline_engine::Engine;
use byline_engine::view::{Basis, Dimension, Query, Scope};
use serde::{Deserialize, Serialize};

use crate::port::PastError;
use crate::problem::Problem;
use crate::site::Site;

/// The longest stretch that is cut into hours.
const MAX_HOURLY_S: i64 = 400 * 86_400;
/// The stretch that is cut into hours if nobody says where it begins.
const MONTH_S: i64 = 30 * 86_400;

/// Parameters as they came.
#[derive(Clone, Default, Debug, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Asked {
    /// Only this campaign, by id.
    pub campaign: Option<String>,
    /// Only this creator, by id.
    pub creator: Option<String>,
    /// Only this placement, by id.
    pub placement: Option<String>,
    /// Only this platform.
    pub platform: Option<String>,
    /// Only this kind of evidence.
    pub signal: Option<String>,
    /// From this local day or instant on.
    pub from: Option<String>,
    /// Up to the end of this local day, or up to this instant, which is not included.
    pub to: Option<String>,
    /// Whose days and hours; the campaign's, if not said.
    pub zone: Option<String>,
    /// In which currency; the campaign's, if not said.
    pub currency: Option<String>,
    /// Under which model; the campaign's, if not said.
    pub model: Option<String>,
    /// By which date money is placed: `order` or `posting`.
    pub basis: Option<String>,
    /// Dimensions, with commas between.
    pub by: Option<String>,
    /// The figure to explain.
    pub measure: Option<String>,
    /// How many rows at most.
    pub limit: Option<usize>,
    /// As of this position of the log.
    pub at: Option<u64>,
    /// As of this instant.
    pub as_of: Option<String>,
}

/// A state to answer from: now, or as it stood.
pub enum State {
    /// The state as it is now.
    Now,
    /// The state as it stood.
    Past(Arc<Engine>),
}

impl State {
    /// Answers from the state.
    pub fn read<T>(&self, site: &Site, answer: impl FnOnce(&Engine) -> T) -> T {
        match self {
            Self::Now => answer(&site.engine()),
            Self::Past(engine) => answer(engine),
        }
    }
}

impl Asked {
    /// The state that was asked for, by position or by instant.
    pub async fn state(&self, site: &Site) -> Result<State, Problem> {
        let past = match (self.at, &self.as_of) {
            (Some(position), _) => site.parts.past.at_position(Position(position)).await,
            (None, Some(instant)) => {
                let instant = time(instant, "as_of")?;
                site.parts.past.at_instant(instant).await
            }
            (None, None) => return Ok(State::Now),
        };
        past.map(State::Past).map_err(problem)
    }

    /// What was asked, as the engine takes it.
    pub fn query(&self, engine: &Engine) -> Result<Query, Problem> {
        let campaign = self.campaign.as_deref().map(|id| {
            engine.campaign(id).ok_or_else(|| unknown("campaign", id, "list /api/v1/campaigns"))
        });
        let campaign = campaign.transpose()?;
        let zone = self.zone.as_deref().or(campaign.map(|row| row.time_zone.as_str()));
        let zone = zone.or_else(|| agreed(engine, |row| row.time_zone.as_str()));
        let zone = zone.unwrap_or("UTC");
        let zone = Zone::parse(zone)
            .map_err(|_| unknown("time zone", zone, "use an IANA name such as Europe/Berlin"))?;
        let currency = match &self.currency {
            Some(code) => Currency::parse(code)
                .ok_or_else(|| unknown("currency", code, "use an ISO 4217 code such as USD"))?,
            None => campaign.map_or_else(
                || agreed(engine, |row| row.currency).unwrap_or(Currency::USD),
                |row| row.currency,
            ),
        };
        let by = self.dimensions()?;
        let range = self.range(engine, &zone, &by)?;
        let is_too_long = MAX_HOURLY_S < range.to.seconds_since(range.from);
        if by.contains(&Dimension::Hour) && is_too_long {
            return Err(invalid("range", "too long for hours", "give from and to, or ask by=day"));
        }
        let scope = self.scope(engine)?;
        Ok(Query { scope, range, by, zone, currency, basis: self.basis()? })
    }

    /// The stretch that was asked for. An open end is a day after the state's own time, an open
    /// beginning that of all time, or of hours 30 days before the end.
    fn range(&self, engine: &Engine, zone: &Zone, by: &[Dimension]) -> Result<Span, Problem> {
        let from = self.from.as_deref().map(|text| span_of(text, zone, "from")).transpose()?;
        let to = self.to.as_deref().map(|text| span_of(text, zone, "to")).transpose()?;
        let (from, to) = (from.map(|span| span.from), to.map(|span| span.to));
        let open_end = engine.stand().as_of.plus_seconds(86_400);
        let end = to.unwrap_or(open_end);
        let is_by_hour = by.contains(&Dimension::Hour);
        let open_begin = if is_by_hour { end.plus_seconds(-MONTH_S) } else { Timestamp(0) };
        let range = Span { from: from.unwrap_or(open_begin), to: end };
        if to.is_some() && range.to <= range.from {
            return Err(invalid(
                "range",
                "it ends before it begins",
                "let `from` come before `to`",
            )
            .parameter("to", self.to.as_deref()));
        }
        Ok(range)
    }

    /// The model that was asked for, else the campaign's.
    pub fn model(&self, engine: &Engine) -> Result<Model, Problem> {
        match &self.model {
            Some(key) => Model::from_key(key).ok_or_else(|| {
                let keys = Model::ALL.map(Model::key).join(", ");
                unknown("model", key, &format!("use one of {keys}"))
            }),
            None => {
                let campaign = self.campaign.as_deref().and_then(|id| engine.campaign(id));
                Ok(campaign.map_or(Model::Linear, |row| row.rules.model))
            }
        }
    }

    fn scope(&self, engine: &Engine) -> Result<Scope, Problem> {
        if let Some(id) = self.creator.as_deref().filter(|id| engine.creator(id).is_none()) {
            return Err(unknown("creator", id, "list /api/v1/creators"));
        }
        if let Some(id) = self.placement.as_deref().filter(|id| engine.placement(id).is_none()) {
            return Err(unknown("placement", id, "list /api/v1/placements"));
        }
        let platform = self.platform.as_deref().map(|key| {
            let known = Platform::ALL.into_iter().find(|platform| platform.key() == key);
            known.ok_or_else(|| unknown("platform", key, "use tiktok, instagram, youtube or other"))
        });
        let signal = self.signal.as_deref().map(|key| {
            let known = Signal::ALL.into_iter().find(|signal| signal.key() == key);
            known.ok_or_else(|| unknown("signal", key, "use link, utm, code, view or none"))
        });
        Ok(Scope {
            campaign: self.campaign.as_deref().map(Into::into),
            creator: self.creator.as_deref().map(Into::into),
            placement: self.placement.as_deref().map(Into::into),
            platform: platform.transpose()?,
            signal: signal.transpose()?,
        })
    }

    fn dimensions(&self) -> Result<Vec<Dimension>, Problem> {
        let mut by = Vec::new();
        let words = self.by.as_deref().unwrap_or("").split(',').map(str::trim);
        for word in words.filter(|word| !word.is_empty()) {
            let known = Dimension::ALL.into_iter().find(|dimension| dimension.key() == word);
            let keys = Dimension::ALL.map(Dimension::key).join(", ");
            let dimension =
                known.ok_or_else(|| unknown("dimension", word, &format!("use {keys}")))?;
            if !by.contains(&dimension) {
                by.push(dimension);
            }
        }
        Ok(by)
    }

    fn basis(&self) -> Result<Basis, Problem> {
        match self.basis.as_deref() {
            None | Some("order") => Ok(Basis::Order),
            Some("posting") => Ok(Basis::Posting),
            Some(word) => Err(unknown("basis", word, "use order or posting")),
        }
    }
}

/// What all campaigns say, if they agree.
fn agreed<'a, T: PartialEq>(engine: &'a Engine, say: impl Fn(&'a Campaign) -> T) -> Option<T> {
    let mut said = engine.campaigns().map(say);
    let first = said.next()?;
    said.all(|other| other == first).then_some(first)
}

/// A day of the zone, all of it; or an instant, which begins what follows and ends what was before.
fn span_of(text: &str, zone: &Zone, name: &str) -> Result<Span, Problem> {
    match text.parse() {
        Ok(day) => Ok(zone.day_span(day)),
        Err(_) => time(text, name).map(|at| Span { from: at, to: at }),
    }
}

fn time(text: &str, name: &str) -> Result<Timestamp, Problem> {
    text.parse().map_err(|_| {
        let next_step = "write 2026-06-01 or 2026-06-01T00:00:00Z";
        invalid(name, &format!("`{text}` is no time"), next_step).parameter(name, text)
    })
}

/// A parameter that means nothing.
pub fn invalid(name: &str, why: &str, next_step: &str) -> Problem {
    Problem::new(400, "api.parameter_invalid", format!("{name}: {why}")).next_step(next_step)
}

fn unknown(name: &str, word: &str, next_step: &str) -> Problem {
    let parameter = name.split(' ').next_back().unwrap_or(name);
    Problem::new(400, "api.parameter_unknown", format!("there is no {name} `{word}`"))
        .next_step(next_step)
        .parameter(if parameter == "dimension" { "by" } else { parameter }, word)
}

fn problem(error: PastError) -> Problem {
    match error {
        PastError::NotYet(_) => Problem::new(404, "api.position_unknown", error.to_string())
            .next_step("ask for a position that the log has reached"),
        PastError::Unreadable(reason) => {
            tracing::error!(reason, "the past cannot be read");
            Problem::internal()
        }
    }
}
