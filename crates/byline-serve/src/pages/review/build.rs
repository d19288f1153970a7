//! Builds the review from the engine's answer.

use std::collections::BTreeMap;

use byline_core::creator::WeekLimits;
use byline_core::decision::advice::Advised;
use byline_core::decision::review::Against;
use byline_core::id::CreatorId;
use byline_core::time::{CivilDay, Timestamp};
use byline_engine::Engine;
use byline_engine::view::{AlertFilter, Need, ReviewRow, ReviewView};

use super::{ReviewCase, ReviewPage, Together, routes, tasks, words as say};
use crate::pages::ask::{Ask, Range};
use crate::pages::decisions::{Answers, Around, List};
use crate::pages::frame::Frame;
use crate::pages::parts::{Cell, Figure, Heading, Sheet, Strip, Tile, Tone};
use crate::pages::shell::{Banner, Head, Here, Shell};
use crate::pages::{decisions, links, switches, verdict, words};

/// The page of a week in a frame; `None` if the campaign did not run then.
pub fn build(
    engine: &Engine,
    frame: &Frame<'_>,
    monday: Option<CivilDay>,
    is_all: bool,
) -> Option<ReviewPage> {
    let view = engine.review_view(&frame.campaign.id, monday, frame.now)?;
    let frame = &of_week(frame, &view);
    let needing: Vec<&ReviewRow> =
        view.creators.iter().filter(|row| row.needs_somebody()).collect();
    let id = frame.campaign.id.as_str();
    let is_now = frame.ask.at.is_none();
    let can_decide = view.week.is_open && is_now;
    let around = can_decide.then(|| around(engine, frame, &view)).flatten();
    let mut cases: Vec<ReviewCase> = needing.iter().map(|row| case(frame, &view, row)).collect();
    for case in &mut cases {
        let creator = CreatorId::from(case.creator_id.as_str());
        case.alerts = around.iter().flat_map(|it| it.answers.of_alerts(&creator)).collect();
    }
    lead_on(&mut cases);
    Some(ReviewPage {
        shell: Shell {
            title: format!("Weekly review · {}", frame.campaign.name),
            here: Here::Review,
            ask: frame.ask.clone(),
            is_live: false,
            banners: banners(engine, frame, &view),
        },
        head: Head::about("Weekly review", frame),
        lead: lead(&view, frame, around.as_ref().map_or(0, Around::n_unasked)),
        lists: around.map(|around| around.sentence(frame, List::Review)),
        onward: onward(&view, &frame.ask, id, is_all),
        strip: strip(frame, &view),
        reading: reading(&view),
        cases,
        together: if can_decide { together(frame, &needing) } else { Vec::new() },
        tasks: tasks::lines(engine, frame, &view),
        outlook: view.week.is_open.then(|| verdict::outlook_card(engine, frame)),
        handled: view.handled.iter().map(|(how, n)| (say::handled(*how), *n)).collect(),
        others: others(frame, &view),
        is_all,
        is_open: view.week.is_open,
        action: can_decide.then(|| routes::week_href(id, &view.week.monday)),
        tasks_action: routes::tasks_href(id),
        counted: say::counted(frame, &view),
        as_of: switches::as_of(&frame.clock, view.stand),
    })
}

/// Who was decided at one time, each with the others of it: what one form did, one form undoes.
fn together(frame: &Frame<'_>, needing: &[&ReviewRow]) -> Vec<Together> {
    let mut groups: BTreeMap<(Timestamp, &str, &str), Vec<&ReviewRow>> = BTreeMap::new();
    for row in needing {
        if let Some(said) = &row.decided {
            let name = say::decision_name(said.decision);
            groups.entry((said.at, &said.by, name)).or_default().push(row);
        }
    }
    let several = groups.into_iter().filter(|(_, rows)| 1 < rows.len());
    let group = |((at, by, decided), rows): ((Timestamp, &str, &str), Vec<&ReviewRow>)| {
        let when = frame.clock.weekday_minute(at);
        let n =
            words::counted(i64::try_from(rows.len()).unwrap_or(i64::MAX), "creator", "creators");
        Together {
            text: format!("{decided}: {n}, by {by} on {when}"),
            at,
            creators: rows.iter().map(|row| row.creator_id.to_string()).collect(),
        }
    };
    several.map(group).collect()
}

/// Leads from each case to the next one that is to be decided, and from the last to the first.
fn lead_on(cases: &mut [ReviewCase]) {
    let open: Vec<usize> = (0..cases.len()).filter(|at| cases[*at].decided.is_none()).collect();
    let ids: Vec<String> = open.iter().map(|at| cases[*at].creator_id.clone()).collect();
    for (at, case) in cases.iter_mut().enumerate() {
        let after = open.partition_point(|open| *open <= at);
        let next = ids.get(after).or(ids.first());
        case.next = next.filter(|next| **next != case.creator_id).cloned();
    }
}

/// The frame of the week's figures, under the campaign's own model.
fn of_week<'e>(frame: &Frame<'e>, view: &ReviewView) -> Frame<'e> {
    let from = frame.clock.day_of(view.week.span.from);
    let last = from.plus_days(6).unwrap_or(from);
    let ask = Ask { model: None, range: None, ..frame.ask.clone() };
    Frame {
        range: Range::Days { from, to: last },
        span: view.week.span,
        model: view.model,
        before: None,
        ask,
        ..frame.clone()
    }
}

/// What stands beside the review of the week that runs.
fn around(engine: &Engine, frame: &Frame<'_>, view: &ReviewView) -> Option<Around> {
    let queue = engine.decisions_view(&view.campaign_id, frame.now)?;
    let filter = AlertFilter { campaign: Some(view.campaign_id.clone()), is_open: true };
    let needing = view.creators.iter().filter(|row| row.needs_somebody());
    let asked = needing.map(|row| row.creator_id.clone()).collect();
    let alerts = engine.alerts_view(&filter);
    let answers = Answers::beside(engine, frame, &queue, &alerts);
    Some(Around::of(&queue, &alerts, answers, Some(asked)))
}

fn banners(engine: &Engine, frame: &Frame<'_>, view: &ReviewView) -> Vec<Banner> {
    let mut banners = switches::banners(engine, frame);
    if view.is_waiting {
        let text = "Data that judgements need is late, so nobody is flagged by it until it came.";
        let next = Some(("See the sources".to_owned(), "/sources".to_owned()));
        banners.push(Banner { tone: Tone::Warn, text: text.to_owned(), next });
    }
    banners
}

fn onward(view: &ReviewView, ask: &Ask, id: &str, is_all: bool) -> Vec<(String, String)> {
    let week = |monday: &str| ask.href(&routes::week_href(id, monday));
    let mut onward = Vec::new();
    onward.extend(view.week.previous.as_ref().map(|day| ("← Week before".to_owned(), week(day))));
    onward.extend(view.week.next.as_ref().map(|day| ("Week after →".to_owned(), week(day))));
    let own = routes::week_href(id, &view.week.monday);
    if !is_all {
        let all = ask.href_with(&own, &[("all", "1")]);
        onward.push(("Show everybody".to_owned(), all));
    }
    onward.push(("CSV".to_owned(), ask.href(&format!("{own}.csv"))));
    onward.push(("Campaign".to_owned(), links::campaign(ask, &view.campaign_id)));
    onward
}

/// Which week, and what is left to do in it.
fn lead(view: &ReviewView, frame: &Frame<'_>, n_unasked: usize) -> String {
    let n = |n: usize| i64::try_from(n).unwrap_or(i64::MAX);
    let needing = || view.creators.iter().filter(|row| row.needs_somebody());
    let n_needing = needing().count();
    let n_decided = needing().filter(|row| row.decided.is_some()).count();
    let n_handled: usize = view.handled.iter().map(|(_, n)| n).sum();
    let last = frame.clock.start_of(frame.clock.day_of(view.week.span.to.plus_micros(-1)));
    let week =
        format!("{} to {}", frame.clock.weekday(view.week.span.from), frame.clock.weekday(last));
    let state = match view.week.is_open {
        true => "it runs, and decisions can change until it ends",
        false if n_decided == 0 => "it is over, and nothing was decided",
        false => "it is over, and stays as it was decided",
    };
    let counted = |n, [one, many]: [&str; 2]| words::counted(n, one, many);
    let (needs, others) = match view.week.is_open {
        true => (["creator needs", "creators need"], ["other needs", "others need"]),
        false => (["creator needed", "creators needed"], ["other needed", "others needed"]),
    };
    let (needs, others) = (counted(n(n_needing), needs), counted(n(n_handled), others));
    let later = match view.week.next.is_some() && n_decided < n_needing {
        true => " Who is still open stands in the week after, or in Decisions.",
        false => "",
    };
    let unasked = match n_unasked {
        0 => String::new(),
        n_unasked => format!(
            " Of those others {} {} in Decisions: with something to look at that is not the deal, \
             or with less than 1% of price and revenue.",
            words::count(n(n_unasked)),
            if n_unasked == 1 { "stands" } else { "stand" }
        ),
    };
    let decided = match n_needing {
        0 => String::new(),
        _ if n_decided == 0 && !view.week.is_open => String::new(),
        _ => format!(" {n_decided} of {n_needing} decided."),
    };
    format!(
        "{week}: {state}. {needs} a person; {others} no decision here.{unasked}{decided}{later}"
    )
}

fn strip(frame: &Frame<'_>, view: &ReviewView) -> Strip {
    let money = |minor| words::money_rounded(minor, view.currency);
    let href = |of| links::explain(frame, of, None);
    let change = view.before_minor.and_then(|before| {
        let text = words::change(view.revenue_minor.into(), before.into())?;
        let tone = if before <= view.revenue_minor { Tone::Good } else { Tone::Bad };
        Some((tone, text))
    });
    let before = match view.before_minor {
        Some(minor) => format!("{} in as much of the week before", money(minor)),
        None => "no full week to compare with".to_owned(),
    };
    let spend = match view.spend_minor {
        Some(minor) => Figure::known(money(minor), href("spend")),
        None => Figure::missing("no spend was recorded this week", href("spend")),
    };
    let revenue = Figure::known(money(view.revenue_minor), href("revenue"));
    let mut tiles = vec![
        Tile { change, ..tile("revenue", "Revenue of the week", revenue, before) },
        tile("spend", "Spend of the week", spend, "fees and paid spend".to_owned()),
    ];
    tiles.extend(counts(view));
    Strip { tiles, note: None }
}

/// How many stand where, and what is left to do.
fn counts(view: &ReviewView) -> Vec<Tile> {
    let count = |n: usize| words::count(i64::try_from(n).unwrap_or(i64::MAX));
    let against = |against| view.creators.iter().filter(|row| row.against == against).count();
    let judged = [Against::Below, Against::Within, Against::Above];
    let is_judged = view.creators.iter().any(|row| judged.contains(&row.against));
    let limits = match view.creators.iter().any(|row| row.limits != WeekLimits::default()) {
        _ if is_judged => "of those live for two days of the week",
        true => "nobody was live for two days of the week",
        false => "none is set",
    };
    let of_limits = |n: usize, place: &str| match is_judged {
        true => Figure::known(count(n), place.to_owned()),
        false => Figure::missing(limits, place.to_owned()),
    };
    let needing = || view.creators.iter().filter(|row| row.needs_somebody());
    let n_decided = needing().filter(|row| row.decided.is_some()).count();
    let tasks = || view.creators.iter().flat_map(|row| &row.tasks);
    let n_open = tasks().filter(|task| task.task.done.is_none()).count();
    let n_late = tasks().filter(|task| task.is_late).count();
    let of = |key, label, n, place: &str, detail: String| {
        tile(key, label, Figure::known(count(n), place.to_owned()), detail)
    };
    let below = of_limits(against(Against::Below), "#handled");
    let above = of_limits(against(Against::Above), "#needs");
    let need = if view.week.is_open { "Need a person" } else { "Needed a person" };
    let mut tiles = vec![
        tile("below", "Below their floor", below, limits.to_owned()),
        tile("above", "Above their ceiling", above, limits.to_owned()),
        of("needing", need, needing().count(), "#needs", format!("{n_decided} decided")),
    ];
    // Tasks are listed in the week that runs.
    tiles.push(match view.week.is_open {
        true => of("tasks", "Open tasks", n_open, "#tasks", format!("{n_late} late")),
        false => {
            let place = format!("{}#tasks", routes::href(view.campaign_id.as_str()));
            of("tasks", "Open tasks then", n_open, &place, "listed in the week that runs".into())
        }
    });
    tiles
}

fn tile(key: &'static str, label: &'static str, figure: Figure, detail: String) -> Tile {
    Tile { key, label, figure, band: None, change: None, detail, age: None, is_faint: false }
}

/// What the figures say, in a sentence.
fn reading(view: &ReviewView) -> String {
    let money = |minor| words::money_rounded(minor, view.currency);
    let best = view.creators.iter().max_by_key(|row| row.revenue_minor);
    let best = best.filter(|row| 0 < row.revenue_minor).and_then(|row| {
        let share = words::percent(row.revenue_minor.into(), view.revenue_minor.into())?;
        let doubt = match row.recommendation.advised == Advised::CheckCode {
            true => " (a code of theirs may have leaked)",
            false => "",
        };
        Some(format!(" {} alone brought {share} of it{doubt}.", row.name))
    });
    let moved = view
        .before_minor
        .and_then(|before| words::change(view.revenue_minor.into(), before.into()));
    let moved = match moved.as_deref() {
        None => String::new(),
        Some("no change") => ", as much as in the same part of the week before".to_owned(),
        Some(change) => format!(", {change} against the same part of the week before"),
    };
    let n_brought = view.creators.iter().filter(|row| 0 < row.revenue_minor).count();
    format!(
        "{n_brought} of {} creators brought {} this week{moved}.{}",
        view.creators.len(),
        money(view.revenue_minor),
        best.unwrap_or_default()
    )
}

fn case(frame: &Frame<'_>, view: &ReviewView, row: &ReviewRow) -> ReviewCase {
    let size = row.size.map(|size| format!("{} on ", words::sentence(size.key())));
    ReviewCase {
        creator_id: row.creator_id.to_string(),
        name: row.name.clone(),
        href: links::creator(&frame.ask, &row.creator_id),
        detail: format!("{}{}", size.unwrap_or_default(), row.platform.name()),
        standing: decisions::advised(row.recommendation.advised),
        evidence: decisions::reaction(row.judgement.as_ref(), view.judged_by),
        since: row.bad_since.map(|at| {
            let until = frame.now.min(view.week.span.to);
            format!("red or yellow for {} at least", words::length(until.0 - at.0))
        }),
        // What is recommended stands beside it with its reasons.
        needs: needs(view, row),
        facts: facts(frame, view, row),
        recommended: (row.recommendation.decision, say::recommended(&row.recommendation)),
        case_href: row.recommendation.advised.is_asking().then(|| {
            format!("{}#case-{}", frame.ask.elsewhere().href("/decisions"), row.creator_id)
        }),
        reasons: say::reasons(row, view),
        decided: row.decided.as_ref().map(|said| {
            let at = frame.clock.weekday_minute(said.at);
            let name = say::decision_name(said.decision);
            (said.decision.key(), format!("{name}: {} on {at}", said.by), said.note.clone())
        }),
        last: row.last.as_ref().map(|last| {
            let said = &last.reviewed;
            let week = frame.clock.day(last.week_from);
            let note = said.note.as_ref().map_or_else(String::new, |note| format!(" “{note}”"));
            let name = say::decision_name(said.decision);
            format!("In the week of {week}: {name}, by {}.{note}", said.by)
        }),
        alerts: Vec::new(),
        next: None,
        similar: row
            .similar
            .iter()
            .map(|other| {
                let href = links::creator(&frame.ask, &other.creator_id);
                (other.name.clone(), href, say::alike(other, view))
            })
            .collect(),
    }
}

/// Why a person is needed, but for what is told by the reasons of what is recommended.
fn needs(view: &ReviewView, row: &ReviewRow) -> Vec<String> {
    let is_said = |need: &&Need| say::is_said_by_advice(**need, row);
    let own = row.needs.iter().filter(|need| !is_said(need));
    own.map(|need| say::need(*need, row, view)).collect()
}

fn facts(
    frame: &Frame<'_>,
    view: &ReviewView,
    row: &ReviewRow,
) -> Vec<(&'static str, Figure, String)> {
    let money = |minor| words::money_rounded(minor, view.currency);
    let href = |of| links::explain(frame, of, Some(&row.creator_id));
    let before = match row.before_minor {
        Some(minor) => format!("after {} in as much of the week before", money(minor)),
        None => "no full week to compare with".to_owned(),
    };
    // Where a floor or ceiling is why a person is asked, that stands above.
    let of_limits =
        match row.needs.iter().any(|it| matches!(it, Need::BelowFloor | Need::AboveCeiling)) {
            true => say::limits(row, view),
            false => format!("{}; {}", say::limits(row, view), say::against(row.against)),
        };
    let revenue = match row.against {
        Against::Unseen => Figure::missing("no link and no code is in use", href("revenue")),
        _ => Figure::known(money(row.revenue_minor), href("revenue")),
    };
    vec![
        ("This week", revenue.clone(), before),
        ("Limits", revenue, of_limits),
        ("Spend", spend(view, row, href("spend")), "booked this week".to_owned()),
        ("Flight", flight_revenue(frame, view, row), due(view, row)),
    ]
}

fn spend(view: &ReviewView, row: &ReviewRow, href: String) -> Figure {
    match row.spend_minor {
        Some(minor) => Figure::known(words::money_rounded(minor, view.currency), href),
        // Where the week has spend of others, a creator without any had none.
        None if view.spend_minor.is_some() => Figure::known("none".to_owned(), href),
        None => Figure::missing("none was recorded this week", href),
    }
}

/// What came since the flight began, up to the end of the week.
fn flight_revenue(frame: &Frame<'_>, view: &ReviewView, row: &ReviewRow) -> Figure {
    let flights = &frame.campaign.flights;
    let flight = flights.iter().rfind(|flight| flight.from < view.week.span.to);
    let from = flight.map_or(view.week.span.from, |flight| flight.from);
    let range = Range::Days {
        from: frame.clock.day_of(from),
        to: frame.clock.day_of(view.week.span.to.plus_micros(-1)),
    };
    let href = links::explain(&Frame { range, ..frame.clone() }, "revenue", Some(&row.creator_id));
    Figure::known(words::money_rounded(row.flight_minor, view.currency), href)
}

/// How many times what is due came: `7.99x`.
fn returns(row: &ReviewRow) -> Option<String> {
    let micro = i64::try_from(row.returns?.rounded(6)).unwrap_or(i64::MAX);
    Some(format!("{}x", words::conversions(micro)))
}

fn due(view: &ReviewView, row: &ReviewRow) -> String {
    let money = |minor| words::money_rounded(minor, view.currency);
    match (returns(row), row.due_minor, row.price_minor) {
        (Some(times), Some(due), Some(price)) => format!(
            "{times} of the {} due since the flight began; the price is {}",
            money(due),
            money(price)
        ),
        _ => "since the flight began; neither fee nor spend is known".to_owned(),
    }
}

/// Whoever the rules handle.
fn others(frame: &Frame<'_>, view: &ReviewView) -> Sheet {
    let rows = view.creators.iter().filter(|row| !row.needs_somebody());
    Sheet {
        label: "Creators whom the rules handle",
        columns: vec![
            Heading::text("Creator"),
            Heading::number("This week"),
            Heading::number("Floor to ceiling"),
            Heading::number("Spend"),
            Heading::number("Return"),
            Heading::text("Standing"),
            Heading::text("Handled"),
            Heading::text("Decision"),
        ],
        rows: rows.map(|row| line(frame, view, row)).collect(),
        sums: Vec::new(),
        empty: "Everybody needs a person this week.".to_owned(),
    }
}

fn line(frame: &Frame<'_>, view: &ReviewView, row: &ReviewRow) -> Vec<Cell> {
    let id = &row.creator_id;
    let href = |of| links::explain(frame, of, Some(id));
    let money = |minor| words::money_rounded(minor, view.currency);
    let revenue = Figure::known(money(row.revenue_minor), href("revenue"));
    let key = |of: &str| format!("{of}-{id}");
    let change =
        row.before_minor.and_then(|then| words::change(row.revenue_minor.into(), then.into()));
    let revenue = match change {
        Some(change) => {
            let tone = match row.before_minor.map(|then| row.revenue_minor.cmp(&then)) {
                Some(std::cmp::Ordering::Less) => Tone::Bad,
                Some(std::cmp::Ordering::Greater) => Tone::Good,
                _ => Tone::Plain,
            };
            Cell::Noted(key("week"), revenue, tone, change)
        }
        None => Cell::Figure(key("week"), revenue),
    };
    let (tone, word) = decisions::advised(row.recommendation.advised);
    let reaction = decisions::reaction(row.judgement.as_ref(), view.judged_by);
    let decided = row.decided.as_ref().or(row.last.as_ref().map(|last| &last.reviewed));
    let decided = decided.map(|said| {
        let when = if row.decided.is_some() { "" } else { ", last week" };
        Cell::Text(format!("{}{when}", say::decision_name(said.decision)))
    });
    vec![
        Cell::Person(
            id.to_string(),
            row.name.clone(),
            links::creator(&frame.ask, id),
            row.platform.name().to_owned(),
        ),
        revenue,
        Cell::Number(Tone::Plain, say::limits(row, view)),
        Cell::Figure(key("spend"), spend(view, row, href("spend"))),
        Cell::Number(Tone::Plain, returns(row).unwrap_or_else(|| "no price known".to_owned())),
        Cell::Tag(tone, word, reaction.unwrap_or_default()),
        Cell::Text(row.handled.map_or_else(String::new, |how| say::handled(how).to_owned())),
        decided.unwrap_or_else(|| Cell::Text(say::recommended(&row.recommendation))),
    ]
}
