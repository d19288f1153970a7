//! Losses: whose cost is far above what came back, over the flight.
//!
//! A day says little here: most of a price falls due with one post, and its orders come for days.

use std::collections::BTreeMap;

use byline_core::id::CreatorId;
use byline_engine::Engine;
use byline_engine::view::{CreatorDecision, DecisionsView, Dimension, Figures};

use super::LaneRow;
use super::lanes::at;
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
}

impl Loss {
    fn is_silent(&self) -> bool {
        self.figures.n_clicks == 0 && self.figures.orders_micro.is_zero()
    }
}

/// Everybody at a loss over the flight to date, each list by what is lost.
#[derive(Default)]
pub struct Losses {
    /// Who brought no click and no order.
    pub silent: Vec<LaneRow>,
    /// How many they are, shown or not.
    pub n_silent: usize,
    /// Everybody else.
    pub losing: Vec<LaneRow>,
}

/// How many rows each list has at most.
const MOST: usize = 5;

/// Who is at a loss.
pub fn of_flight(engine: &Engine, frame: &Frame<'_>, decisions: &DecisionsView) -> Losses {
    let Some(whole) = frame.over_flight() else { return Losses::default() };
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
        // A fee is paid at once and due over the flight: what is not due yet is not lost.
        let cost_minor = due.map_or(spend_minor, |(due_minor, _)| due_minor);
        let loss_minor = cost_minor - row.figures.revenue_minor[whole.model];
        let is_loss = 0 < loss_minor && is_known;
        is_loss.then_some(Loss {
            due,
            id,
            name: key.label,
            spend_minor,
            figures: row.figures,
            loss_minor,
        })
    };
    let mut losses: Vec<Loss> = answer.rows.into_iter().filter_map(loss).collect();
    losses.sort_by_key(|loss| std::cmp::Reverse(loss.loss_minor));
    let of = |is_silent: bool| {
        let meant = losses.iter().filter(|loss| loss.is_silent() == is_silent);
        meant.take(MOST).map(|loss| row(engine, &whole, loss)).collect()
    };
    let n_silent = losses.iter().filter(|loss| loss.is_silent()).count();
    Losses { silent: of(true), n_silent, losing: of(false) }
}

fn row(engine: &Engine, whole: &Frame<'_>, loss: &Loss) -> LaneRow {
    let money = |minor| words::money_rounded(minor, whole.currency());
    let came = loss.figures.revenue_minor[whole.model];
    let detail = if loss.is_silent() {
        "No click and no order in the whole flight".to_owned()
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
        false => ("See the deal", at(whole, &loss.id, "deal")),
    };
    LaneRow {
        creator_id: loss.id.to_string(),
        name: loss.name.clone(),
        href: links::creator(&whole.ask, &loss.id),
        detail,
        spark: None,
        figure: Figure::known(
            money(loss.spend_minor),
            links::explain(whole, "spend", Some(&loss.id)),
        ),
        caption: "spent, whole flight".to_owned(),
        next,
    }
}
