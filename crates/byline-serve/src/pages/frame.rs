//! The frame of a page: which campaign, which stretch, whose days, under which model.
//!
//! In: the engine's campaigns, an [`Ask`], and now. Out: a [`Frame`], or nothing while there is
//! no campaign at all. Every figure of a page is asked within its frame.

use byline_core::campaign::{Campaign, CountingRules};
use byline_core::credit::Model;
use byline_core::entry::Position;
use byline_core::money::Currency;
use byline_core::time::{CivilDay, MICROS_PER_HOUR, Span, Timestamp};
use byline_engine::Engine;
use byline_engine::view::{Answer, Basis, Dimension, Figures, Query, Scope};

use super::ask::{Ask, Range};
use super::words::{self, Clock};

/// What a page looks at.
#[derive(Clone, Debug)]
pub struct Frame<'e> {
    /// Which campaign.
    pub campaign: &'e Campaign,
    /// The model of all figures.
    pub model: Model,
    /// Tells the campaign's days and hours.
    pub clock: Clock,
    /// Now, or the time that the page is a view of.
    pub now: Timestamp,
    /// What was asked for.
    pub ask: Ask,
    /// Which stretch, as it is called.
    pub range: Range,
    /// The stretch of all figures, in whole local days.
    pub span: Span,
    /// The stretch that charts are drawn over: the days to come of a flight among them.
    pub extent: Span,
    /// The stretch to compare with, if there is one, and its name.
    pub before: Option<Before>,
    /// What the range can be compared with, in words, also if the reader does not want it.
    pub comparable: Option<String>,
    /// Whether our own store takes nothing in. Then nobody else is to blame for silence.
    pub is_store_stopped: bool,
    /// How many times faster than ours the clock of a demo runs; `None` outside of a demo.
    pub demo_speed: Option<f64>,
}

/// A stretch to compare with.
#[derive(Clone, Debug)]
pub struct Before {
    /// As much of it as of the stretch that is shown.
    pub span: Span,
    /// All of it.
    pub whole: Span,
    /// In words, to stand after `against`: `yesterday by 10:02`.
    pub name: String,
    /// All of it in words, for the legend of a chart: `yesterday`.
    pub line_name: String,
}

/// Days of at most this many hours are drawn hour by hour, as the engine cuts its points.
const LONGEST_BY_HOUR_H: i64 = 72;

impl<'e> Frame<'e> {
    /// The frame that `ask` describes, with the page's `usual` range; `None` if there is no
    /// campaign.
    pub fn of(campaigns: &[Active<'e>], ask: &Ask, usual: Range, now: Timestamp) -> Option<Self> {
        let mut ask = ask.clone();
        let range = ask.range.unwrap_or(usual);
        let campaign = choose(campaigns, &mut ask, now)?;
        let clock = Clock::of(&campaign.time_zone);
        let model = ask.model.unwrap_or(campaign.rules.model);
        let flight = flight_at(campaign, now);
        let (span, before) = stretches(range, &clock, flight, now);
        let extent = flight.filter(|_| range == Range::Flight).unwrap_or(span);
        let is_store_stopped = false;
        let comparable = before.as_ref().map(|before| before.name.clone());
        let before = before.filter(|_| !ask.is_alone);
        Some(Self {
            campaign,
            model,
            clock,
            now,
            ask,
            range,
            span,
            extent,
            before,
            comparable,
            is_store_stopped,
            demo_speed: None,
        })
    }

    /// The currency of all amounts.
    pub fn currency(&self) -> Currency {
        self.campaign.currency
    }

    /// Whether the campaign is live now.
    pub fn is_in_flight(&self) -> bool {
        self.campaign.flights.iter().any(|flight| flight.contains(self.now))
    }

    /// Whether the stretch is drawn hour by hour rather than day by day.
    pub fn is_by_hour(&self) -> bool {
        self.span.to.0 - self.span.from.0 <= LONGEST_BY_HOUR_H * MICROS_PER_HOUR
    }

    /// The flight that runs, else the one that ran last, else the first to come.
    pub fn flight(&self) -> Option<Span> {
        flight_at(self.campaign, self.now)
    }

    /// The same page about the flight to date; `None` for a campaign without one.
    pub fn over_flight(&self) -> Option<Self> {
        self.flight()?;
        let ask = Ask { range: Some(Range::Flight), ..self.ask.elsewhere() };
        let only = [Active { campaign: self.campaign, newest_at: None }];
        Self::of(&only, &ask, Range::Flight, self.now)
    }

    /// Where in its flight the campaign is: `Day 9 of 21`, `Starts 12 Jun`, `Ended 30 Jun`.
    pub fn progress(&self) -> Option<String> {
        let flight = flight_at(self.campaign, self.now)?;
        if self.now < flight.from {
            return Some(format!("Starts {}", self.clock.day(flight.from)));
        }
        if flight.to <= self.now {
            return Some(format!("Ended {}", self.clock.last_day(flight)));
        }
        let day_of = |at| self.clock.day_of(at);
        let (first, last) = (day_of(flight.from), day_of(Timestamp(flight.to.0 - 1)));
        let n = days_between(first, day_of(self.now)) + 1;
        Some(format!("Day {n} of {}", days_between(first, last) + 1))
    }

    /// Everything of the campaign.
    pub fn scope(&self) -> Scope {
        Scope { campaign: Some(self.campaign.id.clone()), ..Scope::default() }
    }

    /// A question within the frame.
    pub fn query(&self, scope: Scope, range: Span, by: &[Dimension]) -> Query {
        Query {
            scope,
            range,
            by: by.to_vec(),
            zone: self.clock.zone().clone(),
            currency: self.currency(),
            basis: Basis::Order,
        }
    }

    /// The credited figures of a scope, all together. What nobody earned is not among them.
    pub fn figures(&self, engine: &Engine, scope: Scope, range: Span) -> Figures {
        credited(&engine.query(&self.query(scope, range, &[])))
    }

    /// The range in words, as on its button.
    pub fn range_name(&self) -> String {
        range_name(self.range, &self.clock)
    }

    /// The same within a sentence: days and months keep their capital letters.
    pub fn range_within(&self) -> String {
        let name = self.range_name();
        match self.range {
            Range::Days { .. } | Range::Stretch { .. } => name,
            _ => name.to_lowercase(),
        }
    }

    /// The stretch that is shown as a range that means the same at any time.
    pub fn fixed_range(&self) -> Range {
        let Span { from, to } = self.span;
        let (first, last) = (self.clock.day_of(from), self.clock.day_of(Timestamp(to.0 - 1)));
        let is_of_days =
            self.clock.start_of(first) == from && self.clock.start_of(days_later(last, 1)) == to;
        if is_of_days {
            return Range::Days { from: first, to: last };
        }
        Range::Stretch { from, to }
    }

    /// The same frame at another place in the log; `None` is now. The stretch stays, whatever it
    /// was called.
    pub fn fixed(&self, at: Option<Position>) -> Self {
        let range = self.fixed_range();
        let ask = Ask { range: Some(range), ..self.ask.clone() }.seen_at(at);
        Self { ask, range, ..self.clone() }
    }

    /// The stretch in words that mean the same at any time.
    pub fn range_name_fixed(&self) -> String {
        range_name(self.fixed_range(), &self.clock)
    }

    /// The models to show side by side: a table that nobody declared is none.
    pub fn models(&self) -> impl Iterator<Item = Model> + use<> {
        models_of(&self.campaign.rules)
    }

    /// The model with its window, as written beside every figure: `Linear, 7-day click`.
    pub fn model_name(&self) -> String {
        let window = words::window(self.campaign.rules.click_window_s);
        format!("{}, {window} click", self.model.name())
    }
}

/// What creators and channels earned of an answer, all together.
pub fn credited(answer: &Answer) -> Figures {
    let mut sum = Figures::default();
    answer.rows.iter().for_each(|row| sum.add(&row.figures));
    sum
}

/// The models of a campaign's rules: a custom one only if its table was declared.
pub fn models_of(rules: &CountingRules) -> impl Iterator<Item = Model> + use<> {
    let has_table = rules.parameters.custom.is_some() || rules.model == Model::Custom;
    Model::ALL.into_iter().filter(move |model| *model != Model::Custom || has_table)
}

/// The name of a range.
pub fn range_name(range: Range, clock: &Clock) -> String {
    match range {
        Range::Today => "Today".to_owned(),
        Range::Yesterday => "Yesterday".to_owned(),
        Range::LastDay => "Last 24 hours".to_owned(),
        Range::LastSevenDays => "Last 7 days".to_owned(),
        Range::Flight => "Flight to date".to_owned(),
        Range::Days { from, to } if from == to => clock.weekday(clock.start_of(from)),
        Range::Stretch { from, to } => {
            format!("{} to {}", clock.day_minute(from), clock.day_minute(to))
        }
        Range::Days { from, to } => {
            format!("{} to {}", clock.day(clock.start_of(from)), clock.day(clock.start_of(to)))
        }
    }
}

/// A campaign, and when its newest click or order happened.
#[derive(Clone, Copy, Debug)]
pub struct Active<'e> {
    /// Which.
    pub campaign: &'e Campaign,
    /// When; `None` if there was none yet.
    pub newest_at: Option<Timestamp>,
}

impl<'e> Active<'e> {
    /// Every campaign of a workspace.
    pub fn all(engine: &'e Engine) -> Vec<Self> {
        let of = |campaign: &'e Campaign| Self {
            campaign,
            newest_at: engine.newest_sign_at(&campaign.id),
        };
        engine.campaigns().map(of).collect()
    }
}

/// The campaign that was asked for, else the one that a reader most likely means.
fn choose<'e>(campaigns: &[Active<'e>], ask: &mut Ask, now: Timestamp) -> Option<&'e Campaign> {
    if let Some(id) = &ask.campaign {
        let asked = campaigns.iter().find(|active| active.campaign.id.as_str() == id);
        if let Some(asked) = asked {
            return Some(asked.campaign);
        }
        ask.hints.push("There is no such campaign here, so another one is shown.".to_owned());
        ask.campaign = None;
    }
    live_campaign(campaigns, now)
}

/// The campaign in flight, else one out of flight; among equals the one with the newest click or
/// order, then the one that began last.
pub fn live_campaign<'e>(campaigns: &[Active<'e>], now: Timestamp) -> Option<&'e Campaign> {
    let best = campaigns.iter().max_by_key(|active| {
        let flight = flight_at(active.campaign, now);
        let is_live = flight.is_some_and(|flight| flight.contains(now));
        let began_at = flight.map(|flight| flight.from);
        (!active.campaign.is_archived, is_live, active.newest_at, began_at)
    });
    best.map(|active| active.campaign)
}

/// The flight that runs now, else the one that ran last, else the first to come.
fn flight_at(campaign: &Campaign, now: Timestamp) -> Option<Span> {
    let begun = campaign.flights.iter().rfind(|flight| flight.from <= now);
    begun.or(campaign.flights.first()).copied()
}

fn stretches(
    range: Range,
    clock: &Clock,
    flight: Option<Span>,
    now: Timestamp,
) -> (Span, Option<Before>) {
    let today = clock.day_of(now);
    let days = |first: CivilDay, last: CivilDay| Span {
        from: clock.start_of(first),
        to: clock.start_of(days_later(last, 1)),
    };
    let back = |day: CivilDay, n: i32| days_later(day, -n);
    let (first, last, name) = match range {
        Range::Today => (today, today, format!("yesterday by {}", clock.minute(now))),
        Range::Yesterday => (back(today, 1), back(today, 1), "the day before".to_owned()),
        Range::LastSevenDays => (back(today, 6), today, "the 7 days before".to_owned()),
        Range::Days { from, to } if from == to => (from, to, "the day before".to_owned()),
        Range::Days { from, to } => {
            (from, to, format!("the {} days before", days_between(from, to) + 1))
        }
        Range::LastDay => return last_day(clock, now),
        Range::Stretch { from, to } => return fixed_stretch(Span { from, to }, now),
        Range::Flight => return (flight_to_date(clock, flight, now), None),
    };
    let n_days = days_between(first, last) + 1;
    let span = days(first, last);
    let whole = days(back(first, n_days), back(last, n_days));
    let n_left = (span.to.0 - now.0).max(0);
    let so_far = Span { from: whole.from, to: Timestamp((whole.to.0 - n_left).max(whole.from.0)) };
    let line_name = if range == Range::Today { "yesterday".to_owned() } else { name.clone() };
    (span, Some(Before { span: so_far, whole, name, line_name }))
}

/// The hour that runs and the 23 before it, beside the same a day earlier.
fn last_day(clock: &Clock, now: Timestamp) -> (Span, Option<Before>) {
    let hour = |at: Timestamp| clock.zone().hour_span(at);
    let back = |at: Timestamp, n: i64| at.plus_micros(-n * MICROS_PER_HOUR);
    let span = Span { from: hour(back(now, 23)).from, to: hour(now).to };
    let whole = Span { from: back(span.from, 24), to: back(span.to, 24) };
    let before = Before {
        span: Span { from: whole.from, to: back(now, 24) },
        whole,
        name: "24 hours earlier".to_owned(),
        line_name: "24 hours earlier".to_owned(),
    };
    (span, Some(before))
}

/// A stretch that stays, beside the same length before it.
fn fixed_stretch(span: Span, now: Timestamp) -> (Span, Option<Before>) {
    let length = span.to.0 - span.from.0;
    let whole = Span { from: span.from.plus_micros(-length), to: span.from };
    let n_left = (span.to.0 - now.0).max(0);
    let so_far = Span { from: whole.from, to: Timestamp((whole.to.0 - n_left).max(whole.from.0)) };
    let name = match length % MICROS_PER_HOUR {
        0 => format!("the {} hours before", length / MICROS_PER_HOUR),
        _ => "the same length before".to_owned(),
    };
    (span, Some(Before { span: so_far, whole, line_name: name.clone(), name }))
}

/// From the first day of the flight to its last or today's end, whichever comes first.
fn flight_to_date(clock: &Clock, flight: Option<Span>, now: Timestamp) -> Span {
    let end_of_today = clock.start_of(days_later(clock.day_of(now), 1));
    match flight {
        Some(flight) => {
            Span { from: flight.from, to: flight.to.min(end_of_today).max(flight.from) }
        }
        None => Span { from: clock.start_of(clock.day_of(now)), to: end_of_today },
    }
}

fn days_between(first: CivilDay, last: CivilDay) -> i32 {
    last.days_since(first)
}

/// The day `n_days` later; the same one at the ends of the calendar.
fn days_later(day: CivilDay, n_days: i32) -> CivilDay {
    day.plus_days(n_days).unwrap_or(day)
}

#[cfg(test)]
mod tests;
