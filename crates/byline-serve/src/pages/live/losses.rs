//! Losses: whose cost is far above what came back, over the flight.
//!
//! A day says little here: most of a price falls due with one post, and its orders come for days.

use std::collections::BTreeMap;

use byline_core::decision::advice::Advised;
use byline_core::id::CreatorId;
use byline_engine::Engine;
use byline_engine::view::{CreatorDecision, DecisionsView, Dimension, Figures};

use super::LaneRow;
use super::lanes::{SHOWN, at, with_advice};
use crate::pages::frame::Frame;
use crate::pages::parts::Figure;
use crate::pages::{linkbook, links, words};

/// One creator who is at a loss.
struct Loss {
    id: CreatorId,
    name: String,
    spend_minor: i64,
    figures: Figures,
    loss_minor: i64,
    /// What of the price is due by now, and the price, in minor units.
    due: Option<(i64, i64)>,
    /// Whether anything is in use by which results could be seen.
    is_wired: bool,
}

impl Loss {
    fn is_silent(&self) -> bool {
        self.figures.n_clicks == 0 && self.figures.orders_micro.is_zero()
    }
}

/// Who is at a loss over the flight to date, the largest first.
pub fn of_flight(engine: &Engine, frame: &Frame<'_>, decisions: &DecisionsView) -> Vec<LaneRow> {
    let Some(whole) = frame.over_flight() else { return Vec::new() };
    let answer = engine.query(&whole.query(whole.scope(), whole.span, &[Dimension::Creator]));
    let about: BTreeMap<&CreatorId, &CreatorDecision> =
        decisions.creators.iter().map(|row| (&row.creator_id, row)).collect();
    let loss = |row: byline_engine::view::Row| {
        let key = row.keys.into_iter().next()?;
        let spend_minor = row.figures.spend_minor?;
        let id = CreatorId::from(key.id.as_str());
        let is_known = engine.creator(id.as_str()).is_some();
        let of_price = |row: &&CreatorDecision| Some((row.paid?.due_minor, row.at_stake_minor?));
        let due = about.get(&id).and_then(of_price);
        let is_unwired =
            |id: &CreatorId| about.get(id).is_some_and(|row| row.advice.what == Advised::IssueLink);
        // A fee is paid at once and due over the flight: what is not due yet is not lost.
        let cost_minor = due.map_or(spend_minor, |(due_minor, _)| due_minor);
        let loss_minor = cost_minor - row.figures.revenue_minor[whole.model];
        let is_loss = 0 < loss_minor && is_known;
        is_loss.then_some(Loss {
            due,
            is_wired: !is_unwired(&id),
            id,
            name: key.label,
            spend_minor,
            figures: row.figures,
            loss_minor,
        })
    };
    let mut losses: Vec<Loss> = answer.rows.into_iter().filter_map(loss).collect();
    losses.sort_by_key(|loss| std::cmp::Reverse(loss.loss_minor));
    let shown = losses.iter().take(SHOWN).map(|loss| row(engine, &whole, loss));
    shown.map(|row| with_advice(decisions, row)).collect()
}

fn row(engine: &Engine, whole: &Frame<'_>, loss: &Loss) -> LaneRow {
    let money = |minor| words::money_rounded(minor, whole.currency());
    let came = loss.figures.revenue_minor[whole.model];
    let price = money(loss.due.map_or(loss.spend_minor, |(_, price)| price));
    let detail = if !loss.is_wired {
        format!("No link or code is set up, so nothing could be seen; {price} spent or agreed")
    } else if loss.is_silent() {
        format!("No click and no order in the whole flight; {price} spent or agreed")
    } else {
        // What advice holds against the revenue: of a fee that is paid, little may be due.
        let due = match loss.due {
            Some((due, price)) => format!("{} of {} is due by now", money(due), money(price)),
            None => words::counted(loss.figures.n_clicks, "click", "clicks"),
        };
        format!("{} came back; {due}", money(came))
    };
    let next = match loss.is_silent() {
        true => linkbook::first_step(engine, whole, &loss.id),
        false => ("See how it is made", at(whole, &loss.id, "standing")),
    };
    LaneRow {
        creator_id: loss.id.to_string(),
        name: loss.name.clone(),
        href: links::creator(&whole.ask, &loss.id),
        detail,
        spark: None,
        // How it is made stands with the advice.
        figure: Figure::known(money(loss.loss_minor), at(whole, &loss.id, "standing")),
        caption: match loss.is_wired {
            true => "did not come back".to_owned(),
            false => "cannot be seen".to_owned(),
        },
        next,
    }
}
