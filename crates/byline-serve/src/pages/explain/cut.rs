//! A figure cut by creator, or a creator's figure cut by day. The parts add up to it.

use byline_core::id::CreatorId;
use byline_engine::Engine;
use byline_engine::view::{Dimension, Earner, FigureValue, Figures, Key, Measure, Query};

use super::build::{explained_query, measured};
use super::records::amount_text;
use super::subject::Subject;
use super::{Line, Reckoning};
use crate::pages::frame::Frame;
use crate::pages::links::{self, Asked};
use crate::pages::words;

/// How many parts are listed; the others are one line.
const MOST_ROWS: usize = 12;

/// One part: its name, where it opens, and how much it is.
type Part = (String, Option<String>, i64);

/// The parts of a figure; `None` of what has no parts, or only one.
pub fn of(
    engine: &Engine,
    frame: &Frame<'_>,
    subject: &Subject,
    (measure, value): (Measure, &FigureValue),
) -> Option<Reckoning> {
    use Measure::{Clicks, Orders, Revenue, Spend};
    if !matches!(measure, Revenue | Orders | Clicks | Spend) {
        return None;
    }
    if subject.spend.is_some() {
        return None;
    }
    if subject.is_of_last_hour {
        return of_last_hour(engine, frame, subject, value);
    }
    let by = match subject.creator {
        None => Dimension::Creator,
        Some(_) => Dimension::Day,
    };
    let currency = subject.currency(frame);
    let query = Query { by: vec![by], ..explained_query(frame, subject) };
    let amount = |figures: &Figures| measured(figures, measure, frame.model).unwrap_or(0);
    let part = |(key, amount): (&Key, i64)| -> Part {
        match by {
            Dimension::Creator => creator(engine, frame, subject, (key, amount)),
            _ => day(frame, subject, (key, amount)),
        }
    };
    let answer = engine.query(&query);
    let rows = answer.rows.iter().map(|row| (row.keys.first(), amount(&row.figures)));
    let rows = rows.filter_map(|(key, amount)| Some((key?, amount)));
    let mut parts: Vec<Part> = rows.filter(|(_, amount)| *amount != 0).map(part).collect();
    if parts.len() < 2 {
        return None;
    }
    match by {
        Dimension::Creator => parts.sort_by_key(|(.., amount)| std::cmp::Reverse(*amount)),
        _ => parts.reverse(),
    }
    let text = |amount: i64| amount_text(measure, amount, currency);
    let sum: i64 = parts.iter().map(|(.., amount)| amount).sum();
    let more = parts.split_off(parts.len().min(MOST_ROWS));
    let line = |(name, href, amount): Part| Line { name, href, ..Line::of(text(amount)) };
    let mut lines: Vec<Line> = parts.into_iter().map(line).collect();
    if !more.is_empty() {
        let n = i64::try_from(more.len()).unwrap_or(i64::MAX);
        let (name, href) = match by {
            Dimension::Creator => {
                let name = words::counted(n, "more creator", "more creators");
                let ask = links::explained_ask(frame);
                (name, Some(ask.href("/creators")))
            }
            _ => (words::counted(n, "day before", "days before"), None),
        };
        let amount = more.iter().map(|(.., amount)| amount).sum();
        lines.push(Line { name, href, ..Line::of(text(amount)) });
    }
    let together = "Together".to_owned();
    lines.push(Line { name: together, is_sum: true, ..Line::of(text(sum)) });
    Some(Reckoning {
        id: "cut",
        title: if by == Dimension::Creator { "Creator by creator" } else { "Day by day" },
        note: if by == Dimension::Creator { "the largest part first" } else { "the newest first" },
        lines,
    })
}

/// Who earned the revenue of the last 60 minutes: figures of so few are kept by the minute.
fn of_last_hour(
    engine: &Engine,
    frame: &Frame<'_>,
    subject: &Subject,
    value: &FigureValue,
) -> Option<Reckoning> {
    let FigureValue::Money { minor: sum, currency } = *value else { return None };
    if subject.creator.is_some() {
        return None;
    }
    let text = |minor: i64| words::money(minor, currency);
    let earning = engine.earning(&frame.campaign.id, frame.model, frame.now);
    let of_creators: i64 = earning.iter().map(|row| row.revenue_minor).sum();
    let other = (of_creators != sum)
        .then(|| Line { name: "Other channels".to_owned(), ..Line::of(text(sum - of_creators)) });
    let line = |row: &Earner| Line {
        name: row.name.clone(),
        href: Some(links::explain_last_hour(frame, Some(&row.creator_id))),
        ..Line::of(text(row.revenue_minor))
    };
    let together = Line { name: "Together".to_owned(), is_sum: true, ..Line::of(text(sum)) };
    Some(Reckoning {
        id: "cut",
        title: "Creator by creator",
        note: "the largest part first",
        lines: earning.iter().map(line).chain(other).chain([together]).collect(),
    })
}

/// A creator's part opens into the same figure of that creator; another channel has no page.
fn creator(
    engine: &Engine,
    frame: &Frame<'_>,
    subject: &Subject,
    (key, amount): (&Key, i64),
) -> Part {
    let id = CreatorId::from(key.id.as_str());
    let asked = Asked { creator: Some(&id), ..subject.asked(0) };
    let is_known = engine.creator(&key.id).is_some();
    let href = is_known.then(|| links::explain_at(frame, asked, frame.ask.at));
    (key.label.clone(), href, amount)
}

fn day(frame: &Frame<'_>, subject: &Subject, (key, amount): (&Key, i64)) -> Part {
    let Ok(day) = key.id.parse() else { return (key.label.clone(), None, amount) };
    // Of the first and the last day a stretch may hold a part only.
    let span = frame.clock.zone().day_span(day).intersection(frame.span);
    let of_day = Frame { span, ..frame.clone() };
    let of_day = Frame { range: of_day.fixed_range(), ..of_day };
    let href = links::explain_at(&of_day, subject.asked(0), frame.ask.at);
    (frame.clock.weekday(frame.clock.start_of(day)), Some(href), amount)
}
