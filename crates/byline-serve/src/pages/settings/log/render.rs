//! The markup of what people did, and the same as a file.

use byline_core::entry::Position;
use byline_engine::view::{Act, ActLine, ActsView, Thing};
use maud::{Markup, html};

use super::{LogPage, Narrowed, PATH};
use crate::pages::acts::{Teller, thing_name, who_name};
use crate::pages::ask::Ask;
use crate::pages::parts::{card, empty, name};
use crate::pages::shell::Head;
use crate::pages::{field, switches, words};

impl LogPage<'_> {
    pub fn content(&self) -> Markup {
        let n_all = i64::try_from(self.view.n_all).unwrap_or(i64::MAX);
        html! {
            (Head::titled("What people did").render())
            p.lead {
                "Everything that people, and Byline's rules, changed. It cannot be edited. "
                a href="/sources#kinds" { "What came in" } " is counted under Sources."
            }
            (self.tools())
            (card("acts", "Newest first",
                &format!("{} in all, {}", words::counted(n_all, "entry", "entries"),
                    self.teller.clock.zone_in_words()),
                self.list()))
            footer.footing { p { (switches::as_of(self.teller.clock, self.view.stand)) } }
        }
    }

    /// What the list is narrowed to, the file, and the way back.
    fn tools(&self) -> Markup {
        let Narrowed { thing, who, is_each, .. } = &self.narrowed;
        let file = Narrowed { before: None, is_each: false, ..self.narrowed.clone() };
        html! {
            div.tools {
                a.button href="/settings" { "Settings" }
                form.search method="get" action=(PATH) role="search" {
                    label.unseen for="kind" { "Kind of thing" }
                    select id="kind" name="kind" {
                        option value="" { "Everything" }
                        @for (one, key) in Thing::ALL {
                            option value=(key) selected[*thing == Some(one)] { (thing_name(key)) }
                        }
                    }
                    label.unseen for="who" { "Who did it" }
                    select id="who" name="who" {
                        option value="" { "By anybody" }
                        @for one in &self.view.who {
                            option value=(one) selected[who.as_ref() == Some(one)] {
                                "By " (who_name(one))
                            }
                        }
                    }
                    @if *is_each { input type="hidden" name="each" value="1"; }
                    button.button { "Show" }
                }
                span.push {}
                a.button href=(file.href("/settings/log.csv")) download { "CSV" }
            }
        }
    }

    fn list(&self) -> Markup {
        if self.view.lines.is_empty() {
            return empty("Nobody did anything of that kind.");
        }
        html! {
            div.scroll tabindex="0" role="group" aria-label="What people did" { table.folds {
                thead { tr {
                    th scope="col" { "When" }
                    th scope="col" { "Who" }
                    th scope="col" { "What" }
                    th.number scope="col" { "Entry" }
                } }
                tbody { @for line in &self.view.lines { (self.line(line)) } }
            } }
            (self.pager())
        }
    }

    fn line(&self, line: &ActLine) -> Markup {
        let first = &line.acts[0];
        let told = self.teller.line(line);
        html! {
            tr {
                th.when scope="row" { (self.teller.clock.exactly(first.at)) }
                td data-label="Who" { (name(&self.teller.who(first))) }
                td.wide {
                    @match told.href {
                        Some(href) => a.open href=(href) { (name(&told.text)) },
                        None => (name(&told.text)),
                    }
                    @if let Some(reason) = first.reason.as_ref().filter(|_| line.n == 1) {
                        " " small.below { "“" (name(reason)) "”" }
                    }
                    @if 1 < line.n { (self.opened(line)) }
                }
                td.number data-label="Entry" {
                    span {
                        @match line.last.0 - line.first.0 {
                            0 => {}
                            gap if Ok(gap + 1) == u64::try_from(line.n) => {
                                (count(line.first)) " to "
                            },
                            // Other entries stand among them.
                            _ => { "between " (count(line.first)) " and " },
                        }
                        (self.position(line.last, first))
                    }
                }
            }
        }
    }

    /// Acts of one line, one by one.
    fn opened(&self, line: &ActLine) -> Markup {
        let first = &line.acts[0];
        let each = Narrowed {
            thing: Some(first.thing),
            is_each: true,
            before: Some(Position(line.last.0 + 1)),
            ..self.narrowed.clone()
        };
        html! {
            details.similar {
                summary { "One by one" }
                ul.checks {
                    @for act in &line.acts {
                        @let told = self.teller.act(act);
                        li {
                            @match told.href {
                                Some(href) => a.open href=(href) { (name(&told.text)) },
                                None => (name(&told.text)),
                            }
                        }
                    }
                    @if line.acts.len() < line.n {
                        li { a href=(each.href(PATH)) {
                            "All " (words::count(i64::try_from(line.n).unwrap_or(i64::MAX)))
                        } }
                    }
                }
            }
        }
    }

    /// The place in the log, which leads to how things stood right after it.
    fn position(&self, position: Position, act: &Act) -> Markup {
        let campaign = act.campaign_id.as_ref().map(ToString::to_string);
        let ask = Ask { campaign, at: Some(position), ..Ask::default() };
        let text = count(position);
        html! {
            a href=(ask.href("/live"))
                aria-label={ "How things stood after entry " (text) } { (text) }
        }
    }

    fn pager(&self) -> Markup {
        let older =
            self.view.next.map(|next| Narrowed { before: Some(next), ..self.narrowed.clone() });
        let newest = Narrowed { before: None, ..self.narrowed.clone() };
        let grouped = Narrowed { is_each: false, before: None, ..self.narrowed.clone() };
        let is_first = self.narrowed.before.is_none();
        if older.is_none() && is_first && !self.narrowed.is_each {
            return html! {};
        }
        html! {
            p.onward {
                @if let Some(older) = older { a href=(older.href(PATH)) rel="next" { "Older" } " " }
                @if !is_first { a href=(newest.href(PATH)) { "Newest" } " " }
                @if self.narrowed.is_each {
                    a href=(grouped.href(PATH)) { "Many at once as one line" }
                }
            }
        }
    }
}

fn count(position: Position) -> String {
    words::count(i64::try_from(position.0).unwrap_or(i64::MAX))
}

/// The names of the columns of the file.
pub const CSV_HEADER: &str =
    "position,received_at,who,kind,verb,id,campaign_id,creator_id,what,reason\n";

/// Every act as a row.
pub fn csv(teller: &Teller<'_>, view: &ActsView) -> String {
    let mut csv = String::new();
    for act in view.lines.iter().flat_map(|line| &line.acts) {
        let id = |id: Option<&str>| id.unwrap_or_default().to_owned();
        let cells = [
            act.position.0.to_string(),
            act.at.to_string(),
            teller.who(act),
            act.thing.key().to_owned(),
            act.verb.key().to_owned(),
            act.id.clone(),
            id(act.campaign_id.as_ref().map(|id| id.as_str())),
            id(act.creator_id.as_ref().map(|id| id.as_str())),
            teller.sentence(act),
            act.reason.clone().unwrap_or_default(),
        ];
        csv.push_str(&cells.map(|cell| field(&cell)).join(","));
        csv.push('\n');
    }
    csv
}
