//! Losses: who burns money over the flight, by one rule for every page.
//!
//! What is due of a creator's price by now, or what was spent where no price is known, less what
//! came back. A day says little here: most of a price falls due with one post, and its orders come
//! for days.

use std::collections::BTreeMap;

use byline_core::decision::advice::Advised;
use byline_core::id::CreatorId;
use byline_engine::Engine;
use byline_engine::view::{CreatorDecision, DecisionsView, Dimension, Figures, Paid};

use crate::pages::frame::Frame;

/// One creator who is at a loss.
pub struct Loss {
    /// Who.
    pub id: CreatorId,
    /// The name.
    pub name: String,
    /// What should have come back: what is due, else what was spent, in minor units.
    pub cost_minor: i64,
    /// What came back, in minor units.
    pub revenue_minor: i64,
    /// The price: the spend, or what was agreed if that is more, in minor units.
    pub price_minor: i64,
    /// How what is due is made; `None` where no price is known, so that all that was spent counts.
    pub due: Option<Paid>,
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
    let about: BTreeMap<&CreatorId, &CreatorDecision> =
        decisions.creators.iter().map(|row| (&row.creator_id, row)).collect();
    let loss = |row: byline_engine::view::Row| {
        let key = row.keys.into_iter().next()?;
        let id = CreatorId::from(key.id.as_str());
        let about = about.get(&id);
        let due = about.and_then(|row| row.paid);
        let agreed_minor = about.and_then(|row| row.at_stake_minor);
        engine.creator(id.as_str())?;
        let loss = Loss {
            // A fee is paid at once and due over the flight: what is not due yet is not lost.
            cost_minor: due.map(|paid| paid.due_minor).or(row.figures.spend_minor)?,
            revenue_minor: row.figures.revenue_minor[whole.model],
            price_minor: agreed_minor.or(row.figures.spend_minor)?,
            due,
            advised: about.map(|row| row.advice.what),
            name: key.label,
            id,
            figures: row.figures,
        };
        (0 < loss.minor()).then_some(loss)
    };
    let mut losses: Vec<Loss> = answer.rows.into_iter().filter_map(loss).collect();
    losses.sort_by_key(|loss| std::cmp::Reverse(loss.minor()));
    losses
}
