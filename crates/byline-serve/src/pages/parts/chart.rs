//! The chart of money over time: revenue as an area, spend as a line, the stretch before dashed.
//!
//! In: slots, which are hours or days, with amounts where they are known. Out: a drawing that is
//! crisp at any width, because only the lines stretch and no text does, and a table of the same
//! numbers for people who do not see it. The table is also what the pointer's readout reads.

mod scale;

use std::collections::BTreeSet;

use byline_core::money::Currency;
use maud::{Markup, html};

use self::scale::Scale;
use super::words;

/// Money over time.
#[derive(Clone, Debug)]
pub struct Chart {
    /// The hours or days, oldest first.
    pub slots: Vec<Slot>,
    /// Content that went live.
    pub marks: Vec<Mark>,
    /// The currency of all amounts.
    pub currency: Currency,
    /// The name of the dashed line, if there is one.
    pub before_name: Option<String>,
}

/// One hour or day.
#[derive(Clone, Debug)]
pub struct Slot {
    /// Its name in the readout, such as `Tue 9 Jun, 14:00`.
    pub label: String,
    /// Its name on the axis, such as `14:00`.
    pub tick: String,
    /// Revenue; `None` in the future.
    pub revenue_minor: Option<i64>,
    /// Spend; `None` in the future or if none was ever recorded.
    pub spend_minor: Option<i64>,
    /// Revenue of the same slot in the stretch before, if there is one.
    pub before_minor: Option<i64>,
    /// Whether it is not over yet.
    pub is_open: bool,
}

/// Content that went live.
#[derive(Clone, Debug)]
pub struct Mark {
    /// In which slot.
    pub slot: usize,
    /// Whose, in words.
    pub label: String,
}

const HEIGHT: i64 = 232;
const TOP: i64 = 16;
const AXIS_WIDTH: i64 = 52;
/// More marks than this are dots without lines and names.
const MOST_NAMED_MARKS: usize = 2;

impl Chart {
    /// Whether any money is in it.
    pub fn is_empty(&self) -> bool {
        let has = |minor: Option<i64>| minor.is_some_and(|minor| minor != 0);
        !self
            .slots
            .iter()
            .any(|slot| has(slot.revenue_minor) || has(slot.spend_minor) || has(slot.before_minor))
    }

    /// The drawing and its table.
    pub fn render(&self) -> Markup {
        let scale = Scale::over(self.slots.iter().flat_map(|slot| {
            [slot.revenue_minor, slot.spend_minor, slot.before_minor].into_iter().flatten()
        }));
        html! {
            // The first step to the left reads the newest slot that has a figure.
            figure.chart data-chart data-at=(self.n_begun()) tabindex="0" role="group"
                aria-label="Revenue and spend over time. Left and right arrow keys read it out."
            {
                (self.legend())
                div.plot-row {
                    (self.y_axis(&scale))
                    div.plot-cell {
                        (self.plot(&scale))
                        (self.x_axis())
                    }
                }
                p.readout hidden aria-live="polite" {}
                (self.table())
            }
        }
    }

    fn n_begun(&self) -> usize {
        self.slots.iter().filter(|slot| slot.revenue_minor.is_some()).count()
    }

    fn legend(&self) -> Markup {
        html! {
            ul.legend aria-hidden="true" {
                li.revenue { "Attributed revenue" }
                li.spend { "Spend" }
                @if let Some(name) = &self.before_name { li.before { "Revenue, " (name) } }
                @if !self.marks.is_empty() { li.posts { "Content went live" } }
            }
        }
    }

    fn y_axis(&self, scale: &Scale) -> Markup {
        html! {
            svg.axis width=(AXIS_WIDTH) height=(HEIGHT) aria-hidden="true" {
                @for tick in scale.ticks() {
                    text x=(AXIS_WIDTH - 8) y=(y_px(scale, *tick) + 4) text-anchor="end" {
                        (words::money_axis(*tick, self.currency))
                    }
                }
            }
        }
    }

    fn plot(&self, scale: &Scale) -> Markup {
        html! {
            svg.plot width="100%" height=(HEIGHT) aria-hidden="true" {
                @for tick in scale.ticks() {
                    line.grid x1="0" x2="100%" y1=(y_px(scale, *tick)) y2=(y_px(scale, *tick)) {}
                }
                svg y=(TOP) width="100%" height=(HEIGHT - 2 * TOP) viewBox="0 0 1000 1000"
                    preserveAspectRatio="none"
                {
                    (self.area(scale))
                    (self.line("before", scale, |slot| slot.before_minor))
                    (self.growing("spend", scale, |slot| slot.spend_minor))
                    (self.growing("revenue", scale, |slot| slot.revenue_minor))
                }
                (self.drawn_marks())
                line.cross x1="0" x2="0" y1=(TOP - 8) y2=(HEIGHT - TOP) visibility="hidden" {}
            }
        }
    }

    fn line(&self, class: &str, scale: &Scale, value: impl Fn(&Slot) -> Option<i64>) -> Markup {
        html! { polyline.(class) points=(self.points(scale, value).join(" ")) {} }
    }

    fn area(&self, scale: &Scale) -> Markup {
        let points = self.points(scale, |slot| slot.revenue_minor);
        let ground = 1_000 - scale.permille(0);
        let Some(last) = points.len().checked_sub(1) else { return html! {} };
        let closed =
            format!("{},{ground} {} {},{ground}", self.x(0), points.join(" "), self.x(last));
        html! { polygon.area points=(closed) {} }
    }

    /// A line whose last stretch is dashed while its slot is not over: it is still growing.
    fn growing(&self, class: &str, scale: &Scale, value: impl Fn(&Slot) -> Option<i64>) -> Markup {
        let points = self.points(scale, &value);
        let open = self.slots.iter().position(|slot| slot.is_open).unwrap_or(points.len());
        let end: Vec<&str> =
            points.iter().skip(open.saturating_sub(1)).take(2).map(String::as_str).collect();
        html! {
            (self.line(class, scale, |slot| value(slot).filter(|_| !slot.is_open)))
            @if open < points.len() { polyline.(class).open points=(end.join(" ")) {} }
        }
    }

    /// `x,y` of every slot that has a value, in thousandths of the plot.
    fn points(&self, scale: &Scale, value: impl Fn(&Slot) -> Option<i64>) -> Vec<String> {
        self.slots
            .iter()
            .enumerate()
            .filter_map(|(index, slot)| {
                let y = 1_000 - scale.permille(value(slot)?);
                Some(format!("{},{y}", self.x(index)))
            })
            .collect()
    }

    /// The middle of a slot, in thousandths of the plot's width.
    fn x(&self, slot: usize) -> usize {
        (2 * slot + 1) * 500 / self.slots.len().max(1)
    }

    fn x_percent(&self, slot: usize) -> String {
        let permille = self.x(slot);
        format!("{}.{}%", permille / 10, permille % 10)
    }

    /// A dot for each slot in which content went live; with a line and a name if they are few.
    fn drawn_marks(&self) -> Markup {
        let is_named = self.marks.len() <= MOST_NAMED_MARKS;
        let slots: BTreeSet<usize> = self.marks.iter().map(|mark| mark.slot).collect();
        html! {
            @if is_named {
                @for (index, mark) in (0_i64..).zip(&self.marks) {
                    @let x = self.x_percent(mark.slot);
                    line.post x1=(x) x2=(x) y1=(TOP) y2=(HEIGHT - TOP) {}
                    text.post x=(x) dx="6" y=(TOP - 4 + 14 * index) { (mark.label) }
                }
            }
            @for slot in slots {
                circle.post cx=(self.x_percent(slot)) cy=(HEIGHT - TOP) r="3.5" {}
            }
        }
    }

    fn x_axis(&self) -> Markup {
        let step = self.slots.len().div_ceil(8).max(1);
        html! {
            svg.axis width="100%" height="20" aria-hidden="true" {
                @for (nth, (index, slot)) in
                    self.slots.iter().enumerate().step_by(step).enumerate()
                {
                    text.(if nth % 2 == 0 { "even" } else { "odd" }) x=(self.x_percent(index))
                        y="13" text-anchor="middle" { (slot.tick) }
                }
            }
        }
    }

    fn table(&self) -> Markup {
        let amount = |minor: Option<i64>| match minor {
            Some(minor) => words::money_rounded(minor, self.currency),
            None => "–".to_owned(),
        };
        html! {
            // A table is never smaller than what it holds, so the box around it is what hides it.
            div.unseen { table {
                caption { "Revenue and spend over time" }
                thead { tr {
                    th scope="col" { "When" }
                    th scope="col" { "Revenue" }
                    th scope="col" { "Spend" }
                    @if let Some(name) = &self.before_name {
                        th scope="col" { (words::sentence(name)) }
                    }
                    th scope="col" { "Went live" }
                } }
                tbody {
                    @for (index, slot) in self.slots.iter().enumerate() {
                        tr {
                            th scope="row" { (slot.label) @if slot.is_open { " so far" } }
                            td { (amount(slot.revenue_minor)) }
                            td { (amount(slot.spend_minor)) }
                            @if self.before_name.is_some() { td { (amount(slot.before_minor)) } }
                            td { (self.went_live_in(index)) }
                        }
                    }
                }
            } }
        }
    }

    fn went_live_in(&self, slot: usize) -> String {
        let labels: Vec<&str> = self
            .marks
            .iter()
            .filter(|mark| mark.slot == slot)
            .map(|mark| mark.label.as_str())
            .collect();
        match labels.as_slice() {
            [] => String::new(),
            [first, second, third, rest @ ..] if !rest.is_empty() => {
                format!("{first}, {second}, {third} and {} more", rest.len())
            }
            few => few.join(", "),
        }
    }
}

fn y_px(scale: &Scale, minor: i64) -> i64 {
    HEIGHT - TOP - scale.permille(minor) * (HEIGHT - 2 * TOP) / 1_000
}
