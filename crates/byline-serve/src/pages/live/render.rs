//! The markup of the Live page.

use maud::{Markup, html};

use super::{FeedLine, Footing, Lane, LaneRow, LivePage};
use crate::pages::parts::{avatar, card, empty, name, steps};

/// Where the mark of the target stands on a freshness bar, in percent.
pub const TARGET_PERCENT: u8 = 78;

impl LivePage {
    /// What stands in the shell; `past` says what was known when, and what changed since.
    pub fn content(&self, past: &Markup) -> Markup {
        html! {
            (self.head.render())
            (past)
            // On a narrow screen what needs somebody comes before the figures.
            div.first-look {
                (self.strip.render())
                div.apart id="apart" data-live {
                    @for apart in &self.apart { p { (apart.render()) } }
                }
                @if let Some(flight) = &self.flight { (flight.render()) }
                div.needs { (self.needs.render()) }
            }
            div.lanes { @for lane in &self.lanes { (lane.render()) } }
            (card("money", "Attributed revenue and spend", &self.chart_note, self.money()))
            div.halves {
                (card("steps", "From seeing to buying", &self.steps_note, steps(&self.steps)))
                (card("feeds", "How fresh each signal is", "mark = how long it may be silent",
                    feeds(&self.feeds)))
            }
            (self.footing.render())
        }
    }

    fn money(&self) -> Markup {
        if self.chart.is_empty() {
            return empty("No revenue and no spend in this range yet.");
        }
        self.chart.render()
    }
}

impl Lane {
    fn render(&self) -> Markup {
        let body = html! {
            @if self.rows.is_empty() { (empty(&self.empty)) } @else {
                ul.rows { @for row in &self.rows { (row.render(self.id)) } }
            }
            p.onward {
                @for (text, href) in &self.onward { a href=(href) { (text) } " " }
            }
        };
        card(self.id, self.title, self.note, body)
    }
}

impl LaneRow {
    fn render(&self, lane: &str) -> Markup {
        let key = format!("{lane}-{}", self.creator_id);
        html! {
            li.row {
                (avatar(&self.creator_id, &self.name))
                a.name href=(self.href) { (name(&self.name)) }
                @if let Some(spark) = &self.spark { (spark.render()) }
                b { (self.figure.render(&key)) }
                small.why { bdi { (self.detail) } }
                small.note { (self.caption) }
                a.next href=(self.next.1) { (self.next.0) }
            }
        }
    }
}

fn feeds(feeds: &[FeedLine]) -> Markup {
    if feeds.is_empty() {
        return empty("No signal has arrived yet.");
    }
    html! {
        ul.feeds {
            @for feed in feeds {
                li title=(feed.detail) {
                    span.feed { (feed.name) span.unseen { ": " (feed.detail) } }
                    svg.bar width="100%" height="14" aria-hidden="true" {
                        rect.ground y="4" width="100%" height="6" rx="3" {}
                        @if let Some(percent) = feed.at_percent {
                            rect.(feed.tone.class()) y="4" width={ (percent) "%" } height="6"
                                rx="3" {}
                        }
                        rect.target x={ (TARGET_PERCENT) "%" } width="2" height="14" {}
                    }
                    small.usual { (feed.usual) }
                    span.age.(feed.tone.class()) { (feed.age) }
                }
            }
        }
    }
}

impl Footing {
    fn render(&self) -> Markup {
        html! {
            footer.footing id="footing" data-live {
                p.adding-up {
                    b { (self.revenue.render("footing")) } " attributed + "
                    b { (self.unattributed.render("footing-unattributed")) } " unattributed = "
                    b { (self.net.render("footing-net")) } " net of all orders, to the cent."
                }
                p { (self.text) " " a href=(self.revenue.href) { "Open every order" } }
                p {
                    (self.as_of) " "
                    a href=(self.permanent_href) data-copy { "Copy a link to these figures" }
                }
            }
        }
    }
}
