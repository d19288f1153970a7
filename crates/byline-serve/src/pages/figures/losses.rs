//! Losses: who burns money over the flight, by one rule for every page.
//!
//! What is due of a creator's price by now, or what was spent beyond a fee before anything was
//! seen, less what came back. A day says little here: most of a price falls due with one post, and
//! its orders come for days.

use std::collections::BTreeMap;

use byline_core::decision::advice::Advised;
use byline_core::id::CreatorId;
use byline_engine::Engine;
use byline_engine::view::{CreatorDecision, DecisionsView, Dimension, Figures, PriceDue};

use crate::pages::frame::Frame;

/// One creator who is at a loss.
pub struct Loss {
    /// Who.
    pub id: CreatorId,
    /// The name.
    pub name: String,
    /// What should have come back, in minor units: what is due; before anything is, what was spent
    /// beyond the fee, and all that was spent where nothing of theirs is in use.
    pub cost_minor: i64,
    /// What came back, in minor units.
    pub revenue_minor: i64,
    /// The price: the spend, or what was agreed if that is more, in minor units.
    pub price_minor: i64,
    /// How what is due is made; `None` before the creator was seen to be live: then what was spent
    /// beyond a fee counts, and all of it where nothing could be seen.
    pub due: Option<PriceDue>,
    /// What is advised.
    pub advised: Option<Advised>,
    /// The figures over the flight.
    pub figures: Figures,
}

impl Loss {
    /// What did not come back, in minor units. Always above 0.
    pub fn minor(&self) -> i64 {
        self.cost_minor - self.revenue_minor
    }

    /// Whether nobody clicked or bought.
    pub fn is_silent(&self) -> bool {
        self.figures.n_clicks == 0 && self.figures.orders_micro.is_zero()
    }

    /// Whether anything is in use by which results could be seen.
    pub fn is_wired(&self) -> bool {
        self.advised != Some(Advised::IssueLink)
    }
}

/// The stretch that losses are about: the flight to date, else the page's own.
pub fn frame<'e>(frame: &Frame<'e>) -> Frame<'e> {
    frame.over_flight().unwrap_or_else(|| frame.clone())
}

/// Everybody who is at a loss over the flight to date, the largest first.
pub fn all(engine: &Engine, frame: &Frame<'_>, decisions: &DecisionsView) -> Vec<Loss> {
    let whole = self::frame(frame);
    let answer = engine.query(&whole.query(whole.scope(), whole.span, &[Dimension::Creator]));
    let rows = answer.rows.into_iter();
    let mut figures: BTreeMap<CreatorId, Figures> =
        rows.filter_map(|row| Some((row.keys.first()?.id.as_str().into(), row.figures))).collect();
    let loss = |row: &CreatorDecision| {
        engine.creator(row.creator_id.as_str())?;
        let figures = figures.remove(&row.creator_id).unwrap_or_default();
        let loss = Loss {
            id: row.creator_id.clone(),
            name: row.name.clone(),
            cost_minor: cost_minor(engine, &whole, row, &figures)?,
            revenue_minor: figures.revenue_minor[whole.model],
            price_minor: row.at_stake_minor.or(figures.spend_minor)?,
            due: row.price_due,
            advised: Some(row.advice.what),
            figures,
        };
        (0 < loss.minor()).then_some(loss)
    };
    let mut losses: Vec<Loss> = decisions.creators.iter().filter_map(loss).collect();
    losses.sort_by(|a, b| (b.minor(), &a.name, &a.id).cmp(&(a.minor(), &b.name, &b.id)));
    losses
}

/// What should have come back. A fee is paid at once and due over the flight: what is not due yet
/// is not lost, and before the creator is live none of it is due. But what is spent where nothing
/// could be seen is not known to come back.
fn cost_minor(
    engine: &Engine,
    whole: &Frame<'_>,
    row: &CreatorDecision,
    figures: &Figures,
) -> Option<i64> {
    match row.price_due {
        Some(due) => Some(due.due_minor),
        None if row.advice.what == Advised::IssueLink => figures.spend_minor,
        None => Some(figures.spend_minor? - fee_minor(engine, whole, row).unwrap_or(0)),
    }
}

/// The fee of the deal that a row was checked against, in the campaign's currency.
pub fn fee_minor(engine: &Engine, frame: &Frame<'_>, row: &CreatorDecision) -> Option<i64> {
    let id = row.deal.deal_id.as_ref()?;
    let fee = engine.deals().find(|deal| deal.id == *id)?.fee?;
    (fee.currency == frame.currency()).then_some(fee.minor)
}
