//! Doubt: revenue that came by codes which may have leaked, said wherever the sum is told.

use byline_core::id::CreatorId;
use byline_engine::Engine;
use byline_engine::view::{CreatorDecision, DecisionsView, QuestionOf};

use crate::pages::frame::Frame;
use crate::pages::parts::Tone;
use crate::pages::shell::Banner;
use crate::pages::{links, words};

/// How many are named.
const MOST_NAMED: usize = 3;

/// The same where the decisions are not at hand.
pub fn of(engine: &Engine, frame: &Frame<'_>) -> Option<Banner> {
    banner(frame, &engine.decisions_view(&frame.campaign.id, frame.now)?)
}

/// Whose revenue is in doubt.
pub fn doubted(view: &DecisionsView) -> impl Iterator<Item = CreatorId> {
    view.creators.iter().filter(|row| is_doubtful(row)).map(|row| row.creator_id.clone())
}

fn is_doubtful(row: &CreatorDecision) -> bool {
    row.in_question.is_some_and(|of| of.of == QuestionOf::InDoubt)
}

/// How much of the flight's revenue is in doubt, by whose codes, and where that is looked into.
pub fn banner(frame: &Frame<'_>, view: &DecisionsView) -> Option<Banner> {
    let doubtful: Vec<&CreatorDecision> =
        view.creators.iter().filter(|row| is_doubtful(row)).collect();
    let first = doubtful.first()?;
    let minor = doubtful.iter().filter_map(|row| row.in_question).map(|of| of.minor).sum();
    let mut names: Vec<String> =
        doubtful.iter().take(MOST_NAMED).map(|row| row.name.clone()).collect();
    if MOST_NAMED < doubtful.len() {
        names.push(format!("{} more", doubtful.len() - MOST_NAMED));
    }
    Some(Banner {
        tone: Tone::Warn,
        text: format!(
            "About {} of the flight's revenue is in doubt: codes of {} sell without a click of \
             theirs, and may have leaked.",
            words::money_rounded(minor, view.currency),
            words::listed(&names)
        ),
        next: Some((
            "See why".to_owned(),
            format!("{}#standing", links::creator(&frame.ask, &first.creator_id)),
        )),
    })
}
