//! Thresholds that are tried and not set: what creators would be told under them now.
//!
//! In: the address of the page, with the fields of its form. Out: how many creators would stand
//! where, beside where they stand, and who changes. Judging is pure, so a look costs what the page
//! costs and changes nothing. What would have been told hour by hour is for the time machine.

use byline_core::decision::Rules;
use byline_core::decision::standing::Standing;
use byline_core::time::Timestamp;
use byline_engine::Engine;
use byline_engine::view::{CreatorDecision, DecisionsView, RulesView};
use maud::{Markup, html};

use super::forms::Fields;
use super::thresholds;
use crate::api::check_rules;
use crate::machine::{Changed, changed};
use crate::pages::ask::Ask;
use crate::pages::links;
use crate::pages::parts::{empty, name};
use crate::pages::words;
use crate::problem::Problem;

/// How many creators are named who would stand elsewhere.
const MOST: usize = 20;

/// The thresholds of an address that tries some; `None` if it tries none.
pub fn read(known: &Rules, fields: &Fields<'_>) -> Option<Result<Rules, Problem>> {
    fields.said("try")?;
    let read = thresholds::read(known.clone(), fields);
    Some(read.and_then(|rules| check_rules(&rules).map(|()| rules)))
}

/// What a creator is counted as.
type Group = (&'static str, fn(&CreatorDecision) -> bool);

const GROUPS: [Group; 5] = [
    ("Red", |row| stands(row) == Some(Standing::Red)),
    ("Yellow", |row| stands(row) == Some(Standing::Yellow)),
    ("Accelerate", |row| stands(row) == Some(Standing::Accelerate)),
    ("Clicks, few sales", CreatorDecision::does_not_sell),
    ("Needs somebody", |row| row.urgency.is_some()),
];

fn stands(row: &CreatorDecision) -> Option<Standing> {
    row.judgement.as_ref().map(|judgement| judgement.standing)
}

fn standing_word(row: &CreatorDecision) -> &'static str {
    match stands(row) {
        Some(Standing::Red) => "red",
        Some(Standing::Yellow) => "yellow",
        Some(Standing::Accelerate) => "accelerate",
        Some(Standing::Green) => "green",
        None => "not judged",
    }
}

/// What the thresholds would say now, beside what those in force say.
pub fn render(engine: &Engine, view: &RulesView, tried: &Rules, now: Timestamp) -> Markup {
    let changed = changed(&view.rules, tried);
    if changed.is_empty() {
        return empty("These are the thresholds that hold. Change a number and look again.");
    }
    let id = &view.campaign_id;
    let (Some(then), Some(otherwise)) =
        (engine.decisions_view(id, now), engine.decisions_under(id, now, tried))
    else {
        return empty("The campaign is not judged.");
    };
    let moved = moved(&then, &otherwise);
    let n_more = i64::try_from(moved.len().saturating_sub(MOST)).unwrap_or(i64::MAX);
    let ask = Ask { campaign: Some(id.to_string()), ..Ask::default() };
    html! {
        (list(&changed))
        table.small {
            thead { tr {
                th scope="col" { "Creators now" }
                th.number scope="col" { "As it holds" }
                th.number scope="col" { "With these" }
            } }
            tbody { @for (label, is_it) in GROUPS {
                @let (before, after) = (count(&then, is_it), count(&otherwise, is_it));
                tr {
                    th scope="row" { (label) }
                    td.number { (words::count(before)) }
                    td.number {
                        @if before == after { "same" } @else { b { (words::count(after)) } }
                    }
                }
            } }
        }
        @if moved.is_empty() {
            p.note { "No creator would stand elsewhere now." }
        } @else {
            ul.checks {
                @for (before, after) in moved.iter().take(MOST) {
                    li {
                        a.open href=(links::creator(&ask, &after.creator_id)) {
                            (name(&after.name))
                        }
                        ": " (standing_word(after)) " instead of " (standing_word(before))
                    }
                }
                @if 0 < n_more { li { "and " (words::count(n_more)) " more" } }
            }
        }
        p.note {
            "This is who would stand where at this moment. How long something must last before \
             somebody is told, and what happens to ads, shows only over time: have the whole \
             flight decided again with these, below."
        }
    }
}

fn list(changed: &[Changed]) -> Markup {
    html! {
        ul.checks { @for one in changed {
            @let (label, then, otherwise) = thresholds::words(one);
            li { (label) ": " b { (otherwise) } " instead of " (then) }
        } }
    }
}

fn count(view: &DecisionsView, is_it: fn(&CreatorDecision) -> bool) -> i64 {
    i64::try_from(view.creators.iter().filter(|row| is_it(row)).count()).unwrap_or(i64::MAX)
}

/// Creators who would stand elsewhere: as it holds, and as it would be.
fn moved<'v>(
    then: &'v DecisionsView,
    otherwise: &'v DecisionsView,
) -> Vec<(&'v CreatorDecision, &'v CreatorDecision)> {
    let pairs = otherwise.creators.iter().filter_map(|after| {
        let before = then.creators.iter().find(|row| row.creator_id == after.creator_id)?;
        Some((before, after))
    });
    pairs.filter(|(before, after)| stands(before) != stands(after)).collect()
}
