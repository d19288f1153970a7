//! Where a creator stands in the campaign, what is advised, and every alert there was.

use byline_core::creator::Creator;
use byline_engine::Engine;
use byline_engine::view::{AlertFilter, AlertView, DecisionsView, EpisodeView};
use maud::{Markup, html};

use crate::pages::alerts::words as alert_words;
use crate::pages::decisions;
use crate::pages::frame::Frame;
use crate::pages::identities::Doubles;
use crate::pages::parts::{Tone, card, empty, name, tag};

/// How many alerts are listed.
const MOST: usize = 10;

/// The judgement with its reasons and what is advised; `None` where the creator takes no part.
pub fn card_of(
    (engine, doubles): (&Engine, &Doubles),
    frame: &Frame<'_>,
    view: &DecisionsView,
    creator: &Creator,
) -> Option<Markup> {
    let case = decisions::case_of((engine, doubles), frame, view, &creator.id)?;
    let (tone, word) = case.standing;
    let body = html! {
        p.note {
            (tag(tone, word))
            @match &case.when {
                _ if case.is_in_hand => { " " (tag(Tone::Plain, "in hand")) },
                Some(when) => { " " (when) },
                None => {},
            }
        }
        (case.body())
        (decisions::due_line(
            &decisions::wanted_here(view.wanted, view.wanted_from),
            &decisions::price_href(&frame.ask),
        ))
    };
    Some(card("standing", "Where they stand", "over the flight, by the campaign's rules", body))
}

/// What fired about the creator in the campaign, the newest first.
pub fn alerts(engine: &Engine, frame: &Frame<'_>, creator: &Creator) -> Markup {
    let filter = AlertFilter { campaign: Some(frame.campaign.id.clone()), is_open: false };
    let view = engine.alerts_view(&filter);
    let own = view.alerts.iter().filter(|alert| alert.creator_id.as_ref() == Some(&creator.id));
    let mut told: Vec<(&AlertView, &EpisodeView)> =
        own.flat_map(|alert| alert.episodes.iter().map(move |episode| (alert, episode))).collect();
    told.sort_by_key(|(_, episode)| std::cmp::Reverse(episode.episode.fired_at));
    let body = html! {
        @if told.is_empty() { (empty("No alert was ever raised about this creator.")) }
        ul.checks { @for (alert, episode) in told.iter().take(MOST) {
            li { (told_line(frame, alert, episode)) }
        } }
    };
    card("alerts", "Alerts", "newest first", body)
}

fn told_line(frame: &Frame<'_>, alert: &AlertView, told: &EpisodeView) -> Markup {
    let fired = frame.clock.weekday_minute(told.episode.fired_at);
    html! {
        "As it fired on " (frame.clock.weekday(told.episode.fired_at)) ": "
        a.open href=(alert.path) { (name(&told.account.title)) }
        p.note {
            @match told.episode.resolved_at {
                Some(over) => { (fired) " to " (frame.clock.weekday_minute(over)) },
                None => {
                    (alert_words::state(alert, &frame.clock, frame.now)) " since " (fired)
                    ", who has it: " (alert_words::whose(alert, &frame.clock, frame.now))
                },
            }
        }
    }
}
