//! What a run found, settled into words and sheets.

use byline_core::decision::urgency::Urgency;
use byline_engine::Engine;
use byline_engine::view::{Compared, DecidedEpisode, DecidedPause, Differing};

use super::VerdictCard;
use crate::machine::{Run, Verdict};
use crate::pages::alerts::thresholds;
use crate::pages::frame::Frame;
use crate::pages::links;
use crate::pages::parts::{Cell, Heading, Sheet, Tone};
use crate::pages::words;

/// How many differing alerts and changes of ads are shown.
const SHOWN: usize = 100;

/// The verdict of a run.
pub fn build(engine: &Engine, frame: &Frame<'_>, run: &Run, found: &Verdict) -> VerdictCard {
    let compared = &found.compared;
    let changed: Vec<_> = run.changed.iter().map(thresholds::words).collect();
    VerdictCard {
        lead: lead(found, run),
        reproduced: match found.is_reproduced {
            true => (Tone::Good, "The replay decided exactly what was decided then."),
            false => (
                Tone::Warn,
                "The replay did not decide what was decided then: an earlier \
                version of Byline decided some of it. Both columns are of this version.",
            ),
        },
        changed,
        sums: sums(frame, compared),
        differing: differing(engine, frame, run, found),
        pauses: pauses(frame, compared),
    }
}

fn lead(found: &Verdict, run: &Run) -> String {
    let n = i64::try_from(found.n_differing).unwrap_or(i64::MAX);
    let compared = &found.compared;
    if compared.is_identical {
        return match run.changed.is_empty() {
            true => "The same thresholds, and every decision is the same.".to_owned(),
            false => "Every decision would have been the same.".to_owned(),
        };
    }
    let n_pauses = compared.pauses_only_before.len() + compared.pauses_only_after.len();
    match (n, n_pauses) {
        (0, 0) => "The same alerts at the same times; only reminders of them differ.".to_owned(),
        (n, 0) => {
            format!("{} would have been told differently.", words::counted(n, "alert", "alerts"))
        }
        (n, pauses) => format!(
            "{} would have been told differently, and {} of ads.",
            words::counted(n, "alert", "alerts"),
            words::counted(i64::try_from(pauses).unwrap_or(i64::MAX), "change", "changes")
        ),
    }
}

fn sums(frame: &Frame<'_>, compared: &Compared) -> Sheet {
    let plain = |text: String| Cell::Number(Tone::Plain, text);
    let count = |what: &str, (then, otherwise): (usize, usize)| {
        let of = |n: usize| i64::try_from(n).unwrap_or(i64::MAX);
        let change = of(otherwise) - of(then);
        let sign = if 0 < change { "+" } else { "" };
        let change =
            if change == 0 { "same".to_owned() } else { format!("{sign}{}", words::count(change)) };
        vec![
            Cell::Text(what.to_owned()),
            plain(words::count(of(then))),
            plain(words::count(of(otherwise))),
            plain(change),
        ]
    };
    let money = |what: &str, (then, otherwise): (i64, i64)| {
        let of = |minor| words::money(minor, frame.currency());
        let change = match otherwise - then {
            0 => "same".to_owned(),
            change => words::money_signed(change, frame.currency()),
        };
        vec![Cell::Text(what.to_owned()), plain(of(then)), plain(of(otherwise)), plain(change)]
    };
    let name = |urgency| match urgency {
        Urgency::Page => "Pages",
        Urgency::Investigate => "To look into the same day",
        Urgency::Review => "For the daily review",
    };
    let episodes = compared.n_episodes.iter();
    let mut rows: Vec<Vec<Cell>> = episodes
        .map(|(urgency, then, otherwise)| count(name(*urgency), (*then, *otherwise)))
        .collect();
    rows.push(count("Ads paused, or suggested", compared.n_pauses));
    rows.push(money("Spend that those pauses would have stopped", compared.stopped_minor));
    rows.push(money("Revenue of their creators in those hours", compared.missed_minor));
    Sheet {
        label: "Both lives side by side",
        columns: vec![
            Heading::text("What"),
            Heading::number("As it was"),
            Heading::number("Under the others"),
            Heading::number("Change"),
        ],
        rows,
        sums: Vec::new(),
        empty: String::new(),
    }
}

fn differing(engine: &Engine, frame: &Frame<'_>, run: &Run, found: &Verdict) -> Sheet {
    let when = |episode: &Option<DecidedEpisode>| match episode {
        None => Cell::Text("not told".to_owned()),
        Some(episode) => {
            let from = frame.clock.weekday_minute(episode.fired_at);
            Cell::Text(match episode.resolved_at {
                Some(to) => format!("{from} to {}", frame.clock.weekday_minute(to)),
                None => format!("{from}, still open"),
            })
        }
    };
    let row = |one: &Differing| {
        let Some(told) = one.after.as_ref().or(one.before.as_ref()) else { return Vec::new() };
        let alert = engine.alert_view(&told.alert).map(|view| view.path);
        let creator = told.creator_id.as_ref().map(|id| links::creator(&frame.ask, id));
        let concerned = run.changed.iter().filter(|changed| changed.concerns(told.rule));
        let why: Vec<String> = concerned
            .map(thresholds::words)
            .map(|(label, then, otherwise)| format!("{label}: {otherwise} instead of {then}"))
            .collect();
        let title = if told.title.is_empty() { told.rule.name() } else { &told.title };
        vec![
            Cell::Name(title.to_owned(), alert.or(creator)),
            when(&one.before),
            when(&one.after),
            Cell::Text(if why.is_empty() {
                "follows from the others".to_owned()
            } else {
                why.join("; ")
            }),
        ]
    };
    let shown = found.compared.differing.iter().take(SHOWN);
    Sheet {
        label: "Alerts that are told differently",
        columns: vec![
            Heading::text("Alert"),
            Heading::text("As it was"),
            Heading::text("Under the others"),
            Heading::text("Why"),
        ],
        rows: shown.map(row).collect(),
        sums: Vec::new(),
        empty: "Every alert is told alike.".to_owned(),
    }
}

fn pauses(frame: &Frame<'_>, compared: &Compared) -> Sheet {
    let money = |minor| Cell::Number(Tone::Plain, words::money(minor, frame.currency()));
    let row = |life: &'static str, pause: &DecidedPause| {
        vec![
            Cell::Name(pause.ad.clone(), Some(links::creator(&frame.ask, &pause.creator_id))),
            Cell::Text(life.to_owned()),
            Cell::Text(frame.clock.weekday_minute(pause.at)),
            Cell::Text(frame.clock.weekday_minute(pause.until)),
            Cell::Text(pause.answer.replace('_', " ")),
            money(pause.spend_minor),
            money(pause.revenue_minor),
        ]
    };
    let before = compared.pauses_only_before.iter().map(|pause| row("as it was", pause));
    let after = compared.pauses_only_after.iter().map(|pause| row("under the others", pause));
    Sheet {
        label: "Changes of ads that differ",
        columns: vec![
            Heading::text("Ad"),
            Heading::text("In which life"),
            Heading::text("From"),
            Heading::text("Until"),
            Heading::text("What happens"),
            Heading::number("Spend in between"),
            Heading::number("Revenue in between"),
        ],
        rows: before.chain(after).take(SHOWN).collect(),
        sums: Vec::new(),
        empty: "No ad would have been treated otherwise.".to_owned(),
    }
}
