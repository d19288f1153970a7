//! The markup of the page about sources.

use maud::{Markup, html};

use super::{Flow, Part, SourceRow, SourcesPage};
use crate::pages::parts::{card, name, tag};

impl SourcesPage {
    /// What stands in the shell.
    pub fn content(&self) -> Markup {
        html! {
            (self.head.render())
            div.tools {
                a.button.primary href="/sources/connect" { "Connect a source" }
                a.button href="/import" { "Import a file" }
                a.button href="/sources/map" { "Who is connected?" }
                a.button href="/channels" { "Channels" }
                a.button href="/claims" { "Platform claims" }
            }
            (card("equation", "Nothing is dropped silently", "", self.equation()))
            div.cards {
                @if !self.young.is_empty() {
                    (card("young", "Still maturing", "learned from each source's own past",
                        sentences(&self.young)))
                }
                (card("connections", "Connections", "the one to look at first on top",
                    self.connections()))
                @if !self.twice.is_empty() {
                    (card("twice", "Stated by several", "counted once; money in minor units",
                        sentences(&self.twice)))
                }
                (card("open", "Not connected", "what is not available is missing, and never 0",
                    self.open()))
                (card("kinds", "Everything received, by kind", "", self.kinds()))
            }
        }
    }

    fn equation(&self) -> Markup {
        let [received, parts @ ..] = &self.equation;
        html! {
            p.equation {
                (received.render())
                @for (place, part) in parts.iter().enumerate() {
                    span.sign { @if place == 0 { "=" } @else { "+" } }
                    (part.render())
                }
            }
        }
    }

    fn connections(&self) -> Markup {
        html! {
            div.scroll tabindex="0" role="group" aria-label="Connections" { table.sources.folds {
                thead { tr {
                    th scope="col" { "Source" }
                    th scope="col" { "State" }
                    th scope="col" { "What came" }
                    th.number scope="col" { "Newest" }
                    th.number.spare scope="col" { "Half within" }
                    th.number.spare scope="col" { "95% within" }
                    th.number.spare scope="col" { "Target" }
                    th.number scope="col" { "In time, 7 days" }
                } }
                tbody { @for row in &self.rows { (row.render()) } }
                tfoot {
                    @if let Some(rest) = &self.rest {
                        tr {
                            th.wide scope="row" {
                                "Everything else" small.below { (rest.kinds) }
                            }
                            td {}
                            td data-label="What came" { (rest.flow.render()) }
                            @for _ in 0..5 { td {} }
                        }
                    }
                    tr {
                        th.wide scope="row" { "All together" }
                        td {}
                        td data-label="What came" { (self.all.render()) }
                        @for _ in 0..5 { td {} }
                    }
                }
            } }
            p.note {
                "Delays run from when something happened to when it could be used here. What \
                 happened before a connection was made, and what only corrects, is counted and \
                 not timed."
            }
        }
    }

    fn open(&self) -> Markup {
        html! {
            dl.rules.beside {
                @for (role, feeds) in &self.open {
                    div {
                        dt { (role) }
                        dd {
                            ul.chips { @for (feed, href) in feeds {
                                li { a.button href=(href) { (feed) } }
                            } }
                        }
                    }
                }
                @for (feed, why) in &self.absent {
                    div {
                        dt { (feed) " " (tag(super::Tone::Plain, "not available")) }
                        dd { (why) "." }
                    }
                }
            }
        }
    }

    fn kinds(&self) -> Markup {
        html! {
            div.scroll tabindex="0" role="group" aria-label="Entries by kind" { table.small {
                thead { tr {
                    th scope="col" { "Kind" }
                    th.number scope="col" { "Received" }
                    th.number scope="col" { "Repeats" }
                } }
                tbody {
                    @for (kind, n_received, n_known) in &self.tallies {
                        tr {
                            th scope="row" { (kind) }
                            td.number { (n_received) }
                            td.number { (n_known) }
                        }
                    }
                }
            } }
            p.note {
                "A repeat says nothing new. A delivery that came twice, byte for byte, is \
                 recognised before and not even counted. What was set up and decided counts also \
                 what Byline worked out by itself; "
                a href="/settings/log" { "What people did" }
                " lists what somebody caused."
            }
        }
    }
}

fn sentences(sentences: &[String]) -> Markup {
    html! { ul.lines { @for sentence in sentences { li { (name(sentence)) } } } }
}

impl Part {
    fn render(&self) -> Markup {
        html! {
            a.part href=(self.href) {
                b.figure data-key={ "equation-" (self.key) } { (self.n) }
                " " small { (self.name) }
            }
        }
    }
}

impl Flow {
    /// The count with the parts that add up to it; of those that are none nothing is said.
    pub fn render(&self) -> Markup {
        let parts = self.parts.iter().filter(|(n, ..)| n != "0");
        html! {
            (self.received) " received"
            @if self.received != "0" { small.below {
                @for (place, (n, word, href)) in parts.enumerate() {
                    " " span.whole {
                        @if place == 0 { "= " } @else { "+ " }
                        @match href {
                            Some(href) => a href=(href) { (n) " " (word) },
                            None => { (n) " " (word) },
                        }
                    }
                }
            } }
        }
    }
}

impl SourceRow {
    fn render(&self) -> Markup {
        html! {
            tr {
                th.wide scope="row" {
                    @match &self.href {
                        Some(href) => a.open href=(href) { (name(&self.name)) },
                        None => (self.name),
                    }
                    small.below { (name(&self.about)) " · " (self.refresh) }
                    @if !self.polled.is_empty() { small.below { (name(&self.polled)) } }
                    @if !self.streams.is_empty() { small.below.spare { (self.streams) } }
                }
                td data-label="State" {
                    @match &self.state_href {
                        Some(href) => a.tag.(self.state.0.class()) href=(href) { (self.state.1) },
                        None => (tag(self.state.0, &self.state.1)),
                    }
                    @if !self.pace.is_empty() { small.below { (self.pace) } }
                }
                td data-label="What came" { (self.flow.render()) }
                td.number data-label="Newest" { (self.age) }
                td.number.spare data-label="Half within" { (self.p50) }
                td.number.spare data-label="95% within" { (self.p95) }
                td.number.spare data-label="Target" { (self.target) }
                td.number data-label="In time, 7 days" {
                    (self.attained)
                    // Where there is no room for the columns before it.
                    @if self.attained != "n/a" { " " small.narrow { "target " (self.target) } }
                }
            }
        }
    }
}
