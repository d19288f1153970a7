//! The data of money charts: revenue and spend cut into the hours or days of a frame.

use std::collections::BTreeMap;

use byline_core::time::{Span, Timestamp};
use byline_engine::Engine;
use byline_engine::view::{Dimension, Figures, Key, Live, Point, Scope};

use crate::pages::frame::Frame;
use crate::pages::parts::{Chart, Mark, Slot};
use crate::pages::words;

/// What one slot brought.
#[derive(Clone, Copy, Default)]
struct Amounts {
    revenue_minor: i64,
    spend_minor: Option<i64>,
}

/// The chart of a scope, over the whole extent of the frame.
pub fn build(engine: &Engine, frame: &Frame<'_>, scope: &Scope) -> Chart {
    let now = by_slot(engine, frame, scope, frame.extent);
    let has_spend = now.values().any(|amounts| amounts.spend_minor.is_some());
    chart(engine, frame, scope, &now, has_spend)
}

/// The chart of the whole campaign, from the points that the engine has given already.
pub fn of_live(engine: &Engine, frame: &Frame<'_>, live: &Live) -> Chart {
    let amounts = |point: &Point| Amounts {
        revenue_minor: point.revenue_minor,
        spend_minor: Some(point.spend_minor),
    };
    let now = live.series.iter().map(|point| (point.from, amounts(point))).collect();
    chart(engine, frame, &frame.scope(), &now, live.figures.spend_minor.is_some())
}

fn chart(
    engine: &Engine,
    frame: &Frame<'_>,
    scope: &Scope,
    now: &BTreeMap<Timestamp, Amounts>,
    has_spend: bool,
) -> Chart {
    let starts = starts(frame, frame.extent);
    let ends = starts.iter().skip(1).copied().chain([frame.extent.to]);
    let before = before_by_place(engine, frame, scope);
    let slots: Vec<Slot> = starts
        .iter()
        .zip(ends)
        .enumerate()
        .map(|(place, (from, to))| {
            let has_begun = *from <= frame.now;
            let amounts = now.get(from).copied().unwrap_or_default();
            Slot {
                label: label(frame, *from),
                tick: tick(frame, *from),
                revenue_minor: has_begun.then_some(amounts.revenue_minor),
                spend_minor: (has_begun && has_spend).then(|| amounts.spend_minor.unwrap_or(0)),
                before_minor: before.get(place).copied(),
                is_open: has_begun && frame.now < to,
            }
        })
        .collect();
    Chart {
        slots,
        marks: marks(engine, frame, scope, &starts),
        currency: frame.currency(),
        before_name: frame.before.as_ref().map(|before| before.line_name.clone()),
    }
}

/// What the chart's slots are, in words.
pub fn note(frame: &Frame<'_>) -> String {
    let grain = if frame.is_by_hour() { "hour" } else { "day" };
    format!("per {grain}, {}, {}", frame.clock.zone_in_words(), frame.model_name())
}

fn starts(frame: &Frame<'_>, span: Span) -> Vec<Timestamp> {
    let zone = frame.clock.zone();
    if frame.is_by_hour() { zone.hour_starts(span) } else { zone.day_starts(span) }
}

/// Credited amounts by the start of their slot.
fn by_slot(
    engine: &Engine,
    frame: &Frame<'_>,
    scope: &Scope,
    span: Span,
) -> BTreeMap<Timestamp, Amounts> {
    let by = if frame.is_by_hour() { Dimension::Hour } else { Dimension::Day };
    let answer = engine.query(&frame.query(scope.clone(), span, &[by]));
    let amounts = |figures: &Figures| Amounts {
        revenue_minor: figures.revenue_minor[frame.model],
        spend_minor: figures.spend_minor,
    };
    let rows = answer.rows.iter();
    rows.filter_map(|row| Some((start_of(frame, row.keys.first()?)?, amounts(&row.figures))))
        .collect()
}

fn start_of(frame: &Frame<'_>, key: &Key) -> Option<Timestamp> {
    match key.dimension {
        Dimension::Day => Some(frame.clock.start_of(key.id.parse().ok()?)),
        _ => key.id.parse().ok(),
    }
}

/// The revenue of each slot of the stretch before, in order; empty if there is no such stretch.
fn before_by_place(engine: &Engine, frame: &Frame<'_>, scope: &Scope) -> Vec<i64> {
    let Some(before) = &frame.before else { return Vec::new() };
    let amounts = by_slot(engine, frame, scope, before.whole);
    let revenue = |start| amounts.get(start).map_or(0, |amounts| amounts.revenue_minor);
    starts(frame, before.whole).iter().map(revenue).collect()
}

fn marks(engine: &Engine, frame: &Frame<'_>, scope: &Scope, starts: &[Timestamp]) -> Vec<Mark> {
    let mut marks: Vec<(Timestamp, Mark)> = Vec::new();
    for content in engine.contents() {
        let at = content.published_at;
        let Some(placement) = engine.placement(content.placement_id.as_str()) else { continue };
        let is_ours = placement.campaign_id == frame.campaign.id
            && scope.creator.as_ref().is_none_or(|id| *id == placement.creator_id);
        if !is_ours || !frame.extent.contains(at) || frame.now < at {
            continue;
        }
        let creator = engine.creator(placement.creator_id.as_str());
        let name = creator.map_or("", |creator| creator.name.as_str());
        let slot = starts.partition_point(|start| *start <= at).saturating_sub(1);
        marks.push((at, Mark { slot, label: format!("{name}, {}", placement.format) }));
    }
    marks.sort_by_key(|(at, _)| *at);
    marks.into_iter().map(|(_, mark)| mark).collect()
}

fn label(frame: &Frame<'_>, from: Timestamp) -> String {
    if frame.is_by_hour() { frame.clock.weekday_minute(from) } else { frame.clock.weekday(from) }
}

fn tick(frame: &Frame<'_>, from: Timestamp) -> String {
    if frame.is_by_hour() { frame.clock.minute(from) } else { frame.clock.day(from) }
}

/// Revenue by day over the frame's span, for a small line, with its words.
pub fn daily(frame: &Frame<'_>, by_day: &BTreeMap<Timestamp, i64>) -> (Vec<i64>, String) {
    let days = frame.clock.zone().day_starts(frame.span);
    let values: Vec<i64> = days.iter().map(|day| by_day.get(day).copied().unwrap_or(0)).collect();
    let best = values.iter().copied().max().unwrap_or(0);
    let n_days = i64::try_from(values.len()).unwrap_or(0);
    let label = format!(
        "revenue over {}, at most {} a day",
        words::counted(n_days, "day", "days"),
        words::money_rounded(best, frame.currency())
    );
    (values, label)
}
