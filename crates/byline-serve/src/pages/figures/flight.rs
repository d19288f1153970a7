//! The flight: where it stands as a whole, beside whatever stretch a page is about.
//!
//! A good day flatters: its orders are there before its fees. So every page that shows a day says
//! in one line what the flight has brought and cost, how much of its time is over, and what it may
//! come to.

use byline_core::time::Span;
use byline_engine::Engine;
use byline_engine::view::{Figures, OutlookView};
use maud::{Markup, html};

use super::kpis;
use crate::pages::ask::Range;
use crate::pages::frame::Frame;
use crate::pages::parts::{Figure, Tone};
use crate::pages::{links, verdict, words};

/// The flight in one line.
#[derive(Clone, Debug)]
pub struct FlightLine {
    facts: Vec<Fact>,
}

/// One figure of the line.
#[derive(Clone, Debug)]
struct Fact {
    key: &'static str,
    label: &'static str,
    figure: Figure,
    /// How much it is of what the note says, such as `28.5%`.
    share: Option<String>,
    note: String,
    tone: Tone,
}

impl Fact {
    /// Says how much of what its figure stands beside, and not the figure again.
    fn without_figure(&mut self) {
        if let Some(share) = self.share.take() {
            self.figure.text = share;
        }
    }
}

/// The line of a page in `frame`; `None` before the first flight begins. `returned`: what came of
/// what is due of all prices, such as `1.88x`.
pub fn line(engine: &Engine, frame: &Frame<'_>, returned: Option<&str>) -> Option<FlightLine> {
    let flight = frame.flight().filter(|flight| flight.from <= frame.now)?;
    let whole = frame.over_flight()?;
    let figures = whole.figures(engine, whole.scope(), whole.span);
    let outlook = engine.outlook_view(&frame.campaign.id, frame.now);
    let mut facts = vec![
        time(frame, flight),
        revenue(&whole, &figures, outlook.as_ref()),
        spend(&whole, &figures, flight),
        roi(&whole, &figures, returned),
    ];
    // A page about the flight has these figures above; what they are beside is said here.
    if frame.range == Range::Flight {
        facts.retain(|fact| fact.key != "flight-roi");
        facts.iter_mut().for_each(Fact::without_figure);
    }
    facts.extend(outlook.as_ref().and_then(|view| to_come(frame, view)));
    Some(FlightLine { facts })
}

fn money(frame: &Frame<'_>, minor: i64) -> String {
    words::money_rounded(minor, frame.currency())
}

fn percent(part: i64, whole: i64) -> String {
    words::percent(part.into(), whole.into()).unwrap_or_else(|| "n/a".to_owned())
}

/// How many seconds of the flight are over, and how many it has.
fn passed(frame: &Frame<'_>, flight: Span) -> (i64, i64) {
    let over = Span { from: flight.from, to: frame.now.min(flight.to) };
    (over.seconds(), flight.seconds())
}

fn time(frame: &Frame<'_>, flight: Span) -> Fact {
    let (over, all) = passed(frame, flight);
    let href = links::campaign(&frame.ask, &frame.campaign.id);
    Fact {
        key: "flight-time",
        label: "Of the flight",
        figure: Figure::known(percent(over, all), href),
        share: None,
        note: format!("over, it ends {}", frame.clock.last_day(flight)),
        tone: Tone::Plain,
    }
}

fn revenue(whole: &Frame<'_>, figures: &Figures, outlook: Option<&OutlookView>) -> Fact {
    let minor = figures.revenue_minor[whole.model];
    let target = outlook.and_then(|view| view.target_minor);
    Fact {
        key: "flight-revenue",
        label: "Revenue",
        figure: Figure::known(money(whole, minor), links::explain(whole, "revenue", None)),
        share: target.map(|target| percent(minor, target)),
        note: match target {
            Some(target) => format!("of the target of {}", money(whole, target)),
            None => "attributed so far".to_owned(),
        },
        tone: Tone::Plain,
    }
}

fn spend(whole: &Frame<'_>, figures: &Figures, flight: Span) -> Fact {
    let href = links::explain(whole, "spend", None);
    let (key, label) = ("flight-spend", "Spend");
    let Some(minor) = figures.spend_minor else {
        let figure = Figure::missing("no spend was recorded", href);
        let note = "none recorded".to_owned();
        return Fact { key, label, figure, share: None, note, tone: Tone::Plain };
    };
    let (over, all) = passed(whole, flight);
    let budget = whole.campaign.budget_minor.filter(|budget| 0 < *budget);
    // More of the money is gone than of the time.
    let is_ahead = budget.is_some_and(|budget| {
        i128::from(over) * i128::from(budget) < i128::from(minor) * i128::from(all)
    });
    Fact {
        key,
        label,
        figure: Figure::known(money(whole, minor), href),
        share: budget.map(|budget| percent(minor, budget)),
        note: match budget {
            Some(budget) => format!("of the budget of {}", money(whole, budget)),
            None => "no budget is set".to_owned(),
        },
        tone: if is_ahead { Tone::Warn } else { Tone::Plain },
    }
}

fn is_loss(shown: &kpis::Shown) -> bool {
    shown.ratio.numerator() < 0
}

fn roi(whole: &Frame<'_>, figures: &Figures, returned: Option<&str>) -> Fact {
    let href = links::explain(whole, "roi", None);
    let (key, label) = ("flight-roi", "ROI");
    match kpis::show(whole, "roi", figures) {
        Ok(shown) => Fact {
            key,
            label,
            figure: Figure::known(shown.text.clone(), href),
            share: None,
            note: match returned.filter(|_| kpis::is_open(whole)) {
                Some(times) => format!("whole fees; {times} of what is due"),
                None if is_loss(&shown) => "costs are not back yet".to_owned(),
                None => shown.band.as_ref().map_or("", |band| band.word).to_owned(),
            },
            // While the flight runs, whole fees stand beside a part of what they bring.
            tone: match is_loss(&shown) && !kpis::is_open(whole) {
                true => Tone::Bad,
                false => Tone::Plain,
            },
        },
        Err(reason) => {
            let figure = Figure::missing(&reason, href);
            Fact { key, label, figure, share: None, note: reason, tone: Tone::Plain }
        }
    }
}

/// What the flight may come to; nothing while too little is known.
fn to_come(frame: &Frame<'_>, view: &OutlookView) -> Option<Fact> {
    let (low, high) = view.low_minor.zip(view.high_minor)?;
    let (note, tone) = match view.target_minor {
        None => ("by the end of the flight", Tone::Plain),
        Some(target) if high < target => ("target out of reach at this pace", Tone::Bad),
        Some(target) if target <= low => ("target safe at this pace", Tone::Good),
        Some(_) => ("the target lies within it", Tone::Plain),
    };
    let href = format!("{}#outlook", links::campaign(&frame.ask, &frame.campaign.id));
    let text = format!("{} to {}", verdict::about(view, low), verdict::about(view, high));
    Some(Fact {
        key: "flight-outlook",
        label: "May come to",
        figure: Figure::known(text, href),
        share: None,
        note: note.to_owned(),
        tone,
    })
}

impl FlightLine {
    /// The line.
    pub fn render(&self) -> Markup {
        html! {
            section.flight id="flight" data-live aria-label="The flight so far" {
                @for fact in &self.facts {
                    p {
                        span.what { (fact.label) } " " b { (fact.figure.render(fact.key)) }
                        small.(fact.tone.class()) {
                            @if let Some(share) = &fact.share { (share) " " }
                            (fact.note)
                        }
                    }
                }
            }
        }
    }
}
