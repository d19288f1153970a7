//! What the revenue of a running flight may come to, in words.

use byline_engine::view::OutlookView;
use maud::{Markup, html};

use crate::pages::frame::Frame;
use crate::pages::parts::{card as card_of, empty};
use crate::pages::words;

/// The card of a campaign's outlook.
pub fn card(frame: &Frame<'_>, view: Option<&OutlookView>) -> Markup {
    let body = match view {
        None => empty("No flight runs, so nothing is foreseen."),
        Some(view) => body(frame, view),
    };
    card_of("outlook", "What it may come to", "attributed revenue at the end of the flight", body)
}

fn body(frame: &Frame<'_>, view: &OutlookView) -> Markup {
    let money = |minor| about(view, minor);
    let bounds = view.low_minor.zip(view.middle_minor).zip(view.high_minor);
    html! {
        @match bounds {
            Some(((low, middle), high)) => {
                p.note.big {
                    b { (money(low)) " to " (money(high)) }
                    ", most likely about " (money(middle)) "."
                }
                p.note { (target(view, (low, high))) }
            }
            None => p.note {
                "Fewer than three whole days have passed, which is too few to foresee anything. "
                (words::money_rounded(view.so_far_minor, view.currency)) " came so far."
            },
        }
        p.note {
            "An 80% range from the last " (view.n_days.min(14)) " whole days, each taken to be \
             like the next ones up to " (frame.clock.day(view.ends_at.plus_micros(-1)))
            ". It knows nothing of posts or sales to come. "
            (score(view))
        }
    }
}

/// What may come: its first digits, or the whole where those would be less than what has come.
pub fn about(view: &OutlookView, minor: i64) -> String {
    match minor.saturating_sub(view.so_far_minor) <= minor / 100 {
        true => words::money_rounded(minor, view.currency),
        false => words::money_about(minor, view.currency),
    }
}

fn target(view: &OutlookView, (low, high): (i64, i64)) -> String {
    let money = |minor| words::money_rounded(minor, view.currency);
    match view.target_minor {
        None => "No revenue target is set to compare with.".to_owned(),
        Some(target) if high < target => {
            format!("The target of {} is out of reach at this pace.", money(target))
        }
        Some(target) if target <= low => {
            format!("The target of {} is safe at this pace.", money(target))
        }
        Some(target) => format!("The target of {} lies within the range.", money(target)),
    }
}

/// How such words did before.
fn score(view: &OutlookView) -> String {
    match view.n_scored {
        0 => "No day has been scored yet.".to_owned(),
        n => format!(
            "{} of {} so far came true within their range; about 80% should.",
            view.n_held,
            words::counted(
                i64::try_from(n).unwrap_or(i64::MAX),
                "forecast of a day",
                "forecasts of a day"
            )
        ),
    }
}
