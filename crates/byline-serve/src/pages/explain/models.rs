//! The same figure under every model, where the model makes a difference.

use byline_engine::Engine;
use byline_engine::view::Measure;

use super::build::explained;
use super::subject::Subject;
use super::told::value;
use super::{Line, Reckoning};
use crate::pages::ask::Ask;
use crate::pages::frame::Frame;
use crate::pages::links;

/// Each model with the figure under it; `None` of what no model changes, such as why an order is
/// nobody's.
pub fn of(
    engine: &Engine,
    frame: &Frame<'_>,
    subject: &Subject,
    measure: Measure,
) -> Option<Reckoning> {
    if !measure.is_of_orders() || subject.reason.is_some() {
        return None;
    }
    let own = frame.campaign.rules.model;
    let line = |model| {
        // The campaign's own model needs no word in the address.
        let ask = Ask { model: (model != own).then_some(model), ..frame.ask.clone() };
        let of_model = Frame { model, ask, ..frame.clone() };
        let explanation = explained(engine, &of_model, subject, (measure, 0));
        let (text, _) = value(&explanation.value, measure, subject.currency(frame));
        Line {
            name: model.name().to_owned(),
            note: if model == own { "the campaign's own".to_owned() } else { String::new() },
            href: Some(links::explain_at(&of_model, subject.asked(0), frame.ask.at)),
            is_current: model == frame.model,
            ..Line::of(text)
        }
    };
    let lines: Vec<Line> = frame.models().map(line).collect();
    let (title, note) = ("Under every model", "choose one to see this page under it");
    Some(Reckoning { id: "models", title, note, lines })
}

/// Whether a figure is one number, whatever the model: then it is said in a sentence.
pub fn is_same(models: &Reckoning) -> bool {
    models.lines.windows(2).all(|pair| pair[0].amount == pair[1].amount)
}
