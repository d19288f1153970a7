//! The largest losses of the flight as lines of the Live page.

use byline_engine::Engine;
use byline_engine::view::DecisionsView;

use super::LaneRow;
use super::lanes::{SHOWN, at, with_advice};
use crate::pages::explain::BURNING;
use crate::pages::figures::losses::{Loss, all, frame as over_flight};
use crate::pages::frame::Frame;
use crate::pages::identities::Doubles;
use crate::pages::parts::Figure;
use crate::pages::{linkbook, links, words};

/// The largest losses over the flight to date, and how many there are.
pub fn of_flight(
    (engine, doubles): (&Engine, &Doubles),
    frame: &Frame<'_>,
    decisions: &DecisionsView,
) -> (Vec<LaneRow>, usize) {
    let whole = over_flight(frame);
    let losses = all(engine, frame, decisions);
    let shown = losses.iter().take(SHOWN).map(|loss| row((engine, doubles), &whole, loss));
    (shown.map(|row| with_advice(decisions, row)).collect(), losses.len())
}

fn row((engine, doubles): (&Engine, &Doubles), whole: &Frame<'_>, loss: &Loss) -> LaneRow {
    let money = |minor| words::money(minor, whole.currency());
    let price = money(loss.price_minor);
    let detail = if !loss.is_wired() {
        format!("No link or code is set up, so nothing could be seen; {price} spent or agreed")
    } else if loss.is_silent() {
        format!("No click and no order in the whole flight; {price} spent or agreed")
    } else {
        // What advice holds against the revenue: of a fee that is paid, little may be due.
        let due = match loss.due {
            Some(paid) => format!("{} of {price} is due by now", money(paid.due_minor)),
            None => words::counted(loss.figures.n_clicks, "click", "clicks"),
        };
        format!("{} came back; {due}", money(loss.revenue_minor))
    };
    let next = match loss.is_silent() {
        true => linkbook::first_step(engine, whole, &loss.id, doubles),
        false => ("See how it is made", at(whole, &loss.id, "standing")),
    };
    LaneRow {
        creator_id: loss.id.to_string(),
        name: loss.name.clone(),
        href: links::creator(&whole.ask, &loss.id),
        detail,
        spark: None,
        figure: Figure::known(money(loss.minor()), links::explain(whole, BURNING, Some(&loss.id))),
        caption: match loss.is_wired() {
            true => "did not come back".to_owned(),
            false => "cannot be seen".to_owned(),
        },
        next,
    }
}
