//! The proposal where the same paid spend would bring more, in words.

use byline_engine::Engine;
use byline_engine::view::DecisionsView;

use super::{MoveRow, MovesCard, sentences};
use crate::pages::frame::Frame;
use crate::pages::{links, words};

/// The proposal, or why there is none.
pub fn card(engine: &Engine, frame: &Frame<'_>, view: &DecisionsView) -> MovesCard {
    let Some(proposal) = &view.moves.proposal else {
        let lead = sentences::no_moves(view.moves.none_because).to_owned();
        return MovesCard { lead, rows: Vec::new() };
    };
    let money = |minor| words::money(minor, view.currency);
    let total_minor: i64 = proposal.each.iter().map(|share| share.from_minor).sum();
    let lead = format!(
        "Of the paid spend of the last 7 days, {}, the next 7 days would bring more if {} of it \
         went elsewhere. The total stays the same; fees are agreed and stay.",
        money(total_minor),
        money(proposal.moved_minor)
    );
    let row = |share: &byline_core::decision::reallocation::Share| {
        let creator = engine.creator(share.creator.as_str());
        let milli = i64::from(share.return_milli);
        MoveRow {
            name: creator.map_or_else(|| share.creator.to_string(), |row| row.name.clone()),
            href: links::creator(&frame.ask, &share.creator),
            now: money(share.from_minor),
            proposed: money(share.to_minor),
            change: match share.to_minor - share.from_minor {
                0 => "no change".to_owned(),
                change => words::money_signed(change, view.currency),
            },
            expected: format!("{}.{:02}×", milli / 1_000, milli % 1_000 / 10),
            limit: sentences::limit(share.limit),
        }
    };
    let mut shares: Vec<_> = proposal.each.iter().collect();
    shares.sort_by_key(|share| {
        (std::cmp::Reverse(share.to_minor - share.from_minor), share.creator.clone())
    });
    MovesCard { lead, rows: shares.into_iter().map(row).collect() }
}
