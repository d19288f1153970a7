//! The heading of pages about a campaign: its name and the switches of its state.

use byline_core::campaign::Campaign;
use byline_core::credit::Model;
use byline_core::time::{CivilDay, Timestamp};
use byline_engine::Engine;
use byline_engine::view::{FeedFreshness, Stand, YoungDay};

use super::ask::{Ask, Range};
use super::frame::{Frame, range_name};
use super::parts::{DayForm, Menu, MenuItem, Tone};
use super::past;
use super::shell::{Banner, Freshness, Head};
use super::words::{self, Clock};

/// A minute, in microseconds.
const A_MINUTE_US: i64 = 60 * 1_000_000;

/// How many days before yesterday can be chosen by their name.
const NAMED_DAYS: i32 = 6;

/// The heading of a page at `path`.
pub fn head(engine: &Engine, frame: &Frame<'_>, path: &str, title: String) -> Head {
    let campaigns = campaigns(engine, frame, path);
    let is_named = campaigns.is_some() || title == frame.campaign.name;
    Head {
        title,
        of: (!is_named).then(|| frame.campaign.name.clone()),
        campaigns,
        pill: frame.progress(),
        // When the past is of stands above all.
        freshness: frame.ask.at.is_none().then(|| freshness(engine, frame)),
        ranges: Some(ranges(frame, path)),
        comparison: comparison(frame, path),
        models: Some(models(frame, path)),
        counting_href: Some(frame.ask.elsewhere().href("/counting")),
    }
}

fn campaigns(engine: &Engine, frame: &Frame<'_>, path: &str) -> Option<Menu> {
    let mut others: Vec<&Campaign> = engine.campaigns().collect();
    if others.len() < 2 {
        return None;
    }
    others.sort_by_key(|campaign| (campaign.is_archived, &campaign.name));
    let item = |campaign: &&Campaign| MenuItem {
        label: campaign.name.clone(),
        // Another campaign has other days and other rules.
        href: Ask { campaign: Some(campaign.id.to_string()), ..Ask::default() }.href(path),
        is_current: campaign.id == frame.campaign.id,
    };
    Some(Menu {
        label: "Campaign",
        current: frame.campaign.name.clone(),
        items: others.iter().map(item).collect(),
    })
}

fn ranges(frame: &Frame<'_>, path: &str) -> (Menu, DayForm) {
    let label = |range: Range| match range {
        // A day alone is what happened on it; as it was known when it ended is the past's.
        Range::Days { .. } => format!("Only {}", range_name(range, &frame.clock)),
        _ => range_name(range, &frame.clock),
    };
    let item = |range: Range| MenuItem {
        label: label(range),
        href: Ask { range: Some(range), ..frame.ask.clone() }.href(path),
        is_current: range == frame.range,
    };
    let menu = Menu {
        label: "Range",
        current: frame.range_name(),
        items: Range::NAMED.into_iter().chain(named_days(frame)).map(item).collect(),
    };
    let last = Timestamp(frame.span.to.0 - 1);
    let form = DayForm {
        path: path.to_owned(),
        keep: Ask { range: None, ..frame.ask.clone() }.fields(),
        from: frame.clock.day_of(frame.span.from).to_string(),
        to: frame.clock.day_of(last).to_string(),
    };
    (menu, form)
}

/// The days before yesterday that people call by their weekday.
fn named_days(frame: &Frame<'_>) -> impl Iterator<Item = Range> + use<> {
    let today = frame.clock.day_of(frame.now);
    let days = (2..2 + NAMED_DAYS).filter_map(move |n| today.plus_days(-n));
    days.map(|day| Range::Days { from: day, to: day })
}

/// Beside the stretch before, of equal length, or alone; `None` where nothing lies before.
fn comparison(frame: &Frame<'_>, path: &str) -> Option<Menu> {
    let name = words::sentence(frame.comparable.as_ref()?);
    let item = |label: &str, is_alone: bool| MenuItem {
        label: label.to_owned(),
        href: Ask { is_alone, ..frame.ask.clone() }.href(path),
        is_current: frame.ask.is_alone == is_alone,
    };
    let items = vec![item(&name, false), item("Nothing", true)];
    let current =
        if frame.ask.is_alone { "nothing".to_owned() } else { frame.comparable.clone()? };
    Some(Menu { label: "Against", current, items })
}

fn models(frame: &Frame<'_>, path: &str) -> Menu {
    let own = frame.campaign.rules.model;
    let item = |model: Model| {
        let note = if model == own { ", the campaign's own" } else { "" };
        // The campaign's own model needs no word in the address.
        let chosen = (model != own).then_some(model);
        MenuItem {
            label: format!("{}{note}", model.name()),
            href: Ask { model: chosen, ..frame.ask.clone() }.href(path),
            is_current: model == frame.model,
        }
    };
    Menu { label: "Model", current: frame.model_name(), items: frame.models().map(item).collect() }
}

/// How fresh the page is: only a live campaign whose conversions arrive may call itself live.
fn freshness(engine: &Engine, frame: &Frame<'_>) -> Freshness {
    let feeds = engine.feeds();
    let newest = feeds.iter().filter_map(|feed| feed.newest_at).max();
    let Some(newest) = newest else {
        return Freshness { is_live: false, text: "No signal yet".to_owned() };
    };
    let age = words::length(frame.now.0 - newest.0);
    let is_live = frame.is_in_flight()
        && !frame.is_store_stopped
        && stale_conversions(&feeds, frame).is_none();
    let word = match (frame.demo_speed, is_live) {
        (Some(speed), true) => format!("Demo at {speed}x, signal"),
        (_, true) => "Live, last signal".to_owned(),
        (_, false) => "Last signal".to_owned(),
    };
    Freshness { is_live, text: format!("{word} {age} ago") }
}

/// What the reader must know before any figure: stale conversions, the past, other currencies,
/// and what could not be understood.
pub fn banners(engine: &Engine, frame: &Frame<'_>) -> Vec<Banner> {
    let mut banners: Vec<Banner> = frame
        .ask
        .hints
        .iter()
        .map(|hint| Banner { tone: Tone::Plain, text: hint.clone(), next: None })
        .collect();
    banners.extend(past_banner(&frame.ask, &frame.clock, engine.stand().as_of));
    if frame.ask.at.is_some() {
        return banners;
    }
    if let Some(text) = stale_conversions(&engine.feeds(), frame) {
        let next = Some(("See the sources".to_owned(), "/sources".to_owned()));
        banners.push(Banner { tone: Tone::Warn, text, next });
    }
    banners
}

/// Days of the page's range of which a shop usually sends more orders than it has sent by their
/// age.
pub fn young_days(engine: &Engine, frame: &Frame<'_>) -> Vec<Banner> {
    if frame.ask.at.is_some() {
        return Vec::new();
    }
    let banner = |day: YoungDay| {
        let start = frame.clock.start_of(day.day);
        let of_day = frame.clock.zone().day_span(day.day);
        let is_shown = !of_day.intersection(frame.span).is_empty();
        (is_shown && day.what == "Orders").then(|| Banner {
            tone: Tone::Plain,
            text: format!(
                "{} is still maturing: about {}% of the orders of {} have come.",
                frame.clock.weekday(start),
                day.expected_percent,
                day.name
            ),
            next: Some(("See the sources".to_owned(), "/sources".to_owned())),
        })
    };
    engine.young_days(frame.clock.zone(), frame.now).into_iter().filter_map(banner).collect()
}

/// Says that a page shows the past, if it does. `at`: the time of its last entry.
pub fn past_banner(ask: &Ask, clock: &Clock, at: Timestamp) -> Vec<Banner> {
    if ask.at.is_none() {
        return Vec::new();
    }
    let when = ask.when.as_deref();
    let asked = when.and_then(|when| past::chosen(when, clock.zone())).unwrap_or(at);
    let is_end_of_day = when.is_some_and(|when| when.parse::<CivilDay>().is_ok());
    let moment = match is_end_of_day {
        true => format!("at the end of {}", clock.whole_weekday(asked)),
        false => format!("on {}", clock.exactly(asked.max(at))),
    };
    // Between the two nothing came in.
    let newest = match A_MINUTE_US <= asked.0 - at.0 {
        true => format!(" Nothing had come in since {}.", clock.weekday_second(at)),
        false => String::new(),
    };
    let text = format!("This is what was known {moment}.{newest}");
    let next = Some(("Go to Live".to_owned(), "/live".to_owned()));
    vec![Banner { tone: Tone::Boost, text, next }]
}

/// Where and when a page was computed, in words.
pub fn as_of(clock: &Clock, stand: Stand) -> String {
    if stand.position.0 == 0 {
        return "The log is empty.".to_owned();
    }
    let position = words::count(i64::try_from(stand.position.0).unwrap_or(i64::MAX));
    format!(
        "As of {} {}, entry {position} of the log.",
        clock.exactly(stand.as_of),
        clock.zone_in_words()
    )
}

/// In words, that no order came for too long in a campaign that is live; `None` if all is well.
fn stale_conversions(feeds: &[FeedFreshness], frame: &Frame<'_>) -> Option<String> {
    let orders = feeds.iter().find(|feed| feed.key == "orders")?;
    if !frame.is_in_flight() || frame.is_store_stopped {
        return None;
    }
    let Some(newest) = orders.newest_at else {
        return Some("No order has arrived yet, so revenue is not known to be 0.".to_owned());
    };
    orders.is_quiet(frame.now).then(|| {
        let usual = orders.usual_gap_s.map(|s| {
            format!(" Orders are usually no more than {} apart.", words::length(s * 1_000_000))
        });
        format!(
            "The newest order is {} old.{} Figures of revenue may be behind: check that the shop \
             still delivers.",
            words::length(frame.now.0 - newest.0),
            usual.unwrap_or_default()
        )
    })
}
