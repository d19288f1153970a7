//! The markup of the page about decisions.

use maud::{Markup, html};

use super::{Case, DUE, DecisionsPage, MoveRow, MovesCard, StepLine, Way};
use crate::pages::parts::{Tone, avatar, card, empty, name, tag};
use crate::pages::words;

/// So many of a part are shown at once, the others behind them.
const AT_ONCE: usize = 10;

impl DecisionsPage {
    /// What stands in the shell.
    pub fn content(&self) -> Markup {
        html! {
            (self.head.render())
            p.lead id="lead" data-live { (self.lead) }
            (self.lists)
            nav.chips aria-label="Whom to show" id="chips" data-live {
                @for (item, n) in &self.chips {
                    a.chip href=(item.href) aria-current=[item.is_current.then_some("true")] {
                        (item.label) " " small { (n) }
                    }
                }
            }
            p.onward {
                a href=(self.alerts_href) { "Alerts: what fires, and what came of it" } " "
                a href=(self.machine_href) { "Time machine: what other thresholds would decide" }
                " "
                a href=(self.review.1) { (self.review.0) }
            }
            (card("queue", "What needs you",
                "advice, and the money that it is about, the most of it first", self.queue()))
            (card("moves", "Where the same paid spend would bring more",
                "a person approves it, and moves it on the platforms", self.moves.render()))
            (card("rules", "By what creators are judged", "", self.rules()))
            footer.footing id="footing" data-live { p { (self.as_of) } }
        }
    }

    fn queue(&self) -> Markup {
        html! {
            @if let Some(href) = &self.set_href {
                p.note.first {
                    "This campaign has no benchmark to compare with, so nobody is green. "
                    a href=(href) { "Set benchmarks" }
                }
            }
            @if self.parts.is_empty() { (empty(&self.empty)) } @else {
                (due_line(&self.wanted, &self.counting_href))
                @for part in &self.parts {
                    h3.part {
                        (part.title) " "
                        small {
                            (words::count(i64::try_from(part.n).unwrap_or(i64::MAX)))
                            @if let Some(why) = part.why { ": " (why) }
                        }
                    }
                    @let (first, others) = part.cases.split_at(part.cases.len().min(AT_ONCE));
                    ol.verdicts { @for case in first { (case.render()) } }
                    @if !others.is_empty() {
                        details.handled id={ "more-" (part.title.replace(' ', "-")) } {
                            summary { (others.len()) " more" }
                            ol.verdicts { @for case in others { (case.render()) } }
                        }
                    }
                }
            }
            @if let Some((n, href)) = &self.more {
                p.onward { a href=(href) {
                    "Show " (words::count(i64::try_from(*n).unwrap_or(i64::MAX))) " more"
                } }
            }
        }
    }

    fn rules(&self) -> Markup {
        html! {
            ul.checks { @for rule in &self.rules { li { (rule) } } }
            p.onward { a href=(self.thresholds_href) { "Thresholds and benchmarks" } }
        }
    }
}

/// What is due of a price and what is wanted of it, in two sentences, with the way to all of it.
pub fn due_line(wanted: &str, href: &str) -> Markup {
    html! {
        p.note.muted { (DUE) " " (wanted) " " a href=(href) { "How is this counted?" } }
    }
}

impl Case {
    /// One line for each; the rest opens below it. The place that links name lies within what
    /// opens, so that a browser that follows one opens it.
    fn render(&self) -> Markup {
        html! {
            li {
                details {
                    (self.line())
                    div id={ "case-" (self.creator_id) } {
                        (self.body())
                        p.onward { a href=(self.href) {
                            "Everything about " (name(&self.name))
                        } }
                    }
                }
            }
        }
    }

    /// The same without what is done about one alert, for the page of that alert.
    pub fn without(mut self, alert: &str) -> Self {
        let is_of = |way: &Way| match way {
            Way::Do { fields, .. } => fields.iter().any(|(name, id)| *name == "id" && id == alert),
            Way::To { .. } => false,
        };
        self.ways.retain(|way| !is_of(way));
        self
    }

    /// How sure it is, why, and what to do.
    pub fn body(&self) -> Markup {
        html! { div.case-body { (self.who()) (self.why()) (self.what()) } }
    }

    fn line(&self) -> Markup {
        let (tone, word) = self.standing;
        html! {
            summary {
                (avatar(&self.creator_id, &self.name))
                b.case-name { (name(&self.name)) }
                span.case-tag {
                    (tag(tone, word))
                    @if self.is_waiting { " " (tag(Tone::Warn, "waits for data")) }
                    @if self.is_in_hand { " " (tag(Tone::Plain, "in hand")) }
                }
                span.case-reason {
                    @for done in &self.done { b { (name(done)) "." } " " }
                    (name(&self.lead))
                    @if let Some(beside) = &self.beside { small.below { (name(beside)) } }
                }
                @if let Some(when) = self.when.as_ref().filter(|_| !self.is_in_hand) {
                    small.case-when.bad[self.is_overdue] { (when) }
                }
                @if let Some((figure, of)) = &self.in_question {
                    span.case-stake { b { (figure.text) } small { (of) } }
                }
                svg.caret width="10" height="10" viewBox="0 0 10 10" aria-hidden="true" {
                    path d="M2 3.5 5 6.5 8 3.5" {}
                }
            }
        }
    }

    fn who(&self) -> Markup {
        html! {
            div.case-who {
                @if let Some(evidence) = &self.evidence { p { (words::sentence(evidence)) } }
                @if let Some(since) = &self.since { p.muted { (words::sentence(since)) } }
                @if let Some((figure, of)) = &self.in_question {
                    p.muted {
                        b { (figure.text) } " " (of)
                        @if let Some(said) = &self.made_of { ". " (said) }
                        " " a href=(figure.href) { "Open what it is made of" }
                    }
                }
            }
        }
    }

    fn why(&self) -> Markup {
        html! {
            div.case-why {
                @for reason in &self.reasons { p { (name(reason)) } }
                dl {
                    @for (label, figure, beside) in &self.facts {
                        div {
                            dt { (label) }
                            dd {
                                b { (figure.render(&format!("{label}-{}", self.creator_id))) }
                                " " small { (beside) }
                            }
                        }
                    }
                }
            }
        }
    }

    fn what(&self) -> Markup {
        html! {
            div.case-do {
                @for done in &self.done { p { b { (name(done)) "." } } }
                @if let Some(when) = self.when.as_ref().filter(|_| !self.is_in_hand) {
                    p { b { (when) } }
                }
                @if let Some(response) = self.response { p { (response) } }
                @if !self.steps.is_empty() {
                    ul { @for step in &self.steps { (step.render()) } }
                }
                @if !self.ways.is_empty() {
                    div.ways { @for way in &self.ways { (way.render()) } }
                }
                @for said in &self.deal { p.muted { (name(said)) } }
            }
        }
    }
}

impl StepLine {
    fn render(&self) -> Markup {
        html! {
            li.held[self.held.is_some()] {
                @match &self.href {
                    Some(href) => a.open href=(href) { (self.text) },
                    None => (self.text),
                }
                @if let Some(held) = self.held { small { " " (held) } }
            }
        }
    }
}

impl Way {
    fn render(&self) -> Markup {
        match self {
            Self::To { text, href } => html! { a.button href=(href) { (name(text)) } },
            Self::Do { text, action, fields } => html! {
                form method="post" action=(action) {
                    @for (name, value) in fields {
                        input type="hidden" name=(name) value=(value);
                    }
                    button.button { (name(text)) }
                }
            },
        }
    }
}

impl MovesCard {
    fn render(&self) -> Markup {
        html! {
            p.note {
                meter min="0" max="100" low=(self.moved_percent.1) value=(self.moved_percent.0)
                    aria-label="Part of the paid spend that is approved to move" {}
                " " (self.meter)
            }
            @match &self.form {
                Some((campaign, moved_minor)) => form method="post" action="/decisions/moves" {
                    input type="hidden" name="campaign" value=(campaign);
                    input type="hidden" name="moved_minor" value=(moved_minor);
                    (self.proposal())
                    p.actions {
                        input name="reason" maxlength="500" aria-label="Why" placeholder="Why";
                        " " button.button.primary { "Approve what is ticked" }
                    }
                },
                None => (self.proposal()),
            }
            @if !self.plans.is_empty() { (self.approved()) }
        }
    }

    fn approved(&self) -> Markup {
        html! {
            h3 { "Approved" }
            ul.checks {
                @for plan in &self.plans {
                    li {
                        (name(&plan.text))
                        @if let Some(cut) = plan.cut { small.below { (cut) } }
                        @if !plan.amounts.is_empty() {
                            details {
                                summary { "Who gets how much" }
                                ul.amounts { @for (who, amount) in &plan.amounts {
                                    li { (name(who)) ": " (amount) }
                                } }
                            }
                        }
                        @if let Some(at) = plan.undo_at {
                            form method="post" action="/decisions/moves" {
                                input type="hidden" name="campaign" value=(self.campaign);
                                input type="hidden" name="undo" value=(at);
                                button.button { "Undo" }
                            }
                        }
                    }
                }
            }
        }
    }

    fn proposal(&self) -> Markup {
        html! {
            p.note { (self.lead) }
            @if !self.rows.is_empty() {
                @let (moved, stay): (Vec<_>, Vec<_>) = self.rows.iter().partition(|it| it.is_moved);
                (table(&moved, self.form.is_some()))
                @if !stay.is_empty() {
                    details.handled id="unmoved" {
                        summary { (stay.len()) " stay as they are" }
                        (table(&stay, false))
                    }
                }
                p.note {
                    "1.00× is what the same amount brings behind an average creator of this \
                     table: it compares them, and says nothing of profit or loss. Nobody gets \
                     more unless the advice is to keep or to grow, they bring what is wanted, and \
                     their deal allows paid spend. At most a quarter of an amount moves at once, \
                     save where somebody could not be judged by so little."
                }
                details.inset {
                    summary { "How the amounts are found" }
                    p.note {
                        "Each unit more brings less than the one before: returns are taken to \
                         grow like spend to the power of 0.7. So amounts move until the next unit \
                         brings about as much everywhere. Where little is known, the average \
                         counts for more."
                    }
                }
            }
        }
    }
}

fn table(rows: &[&MoveRow], has_boxes: bool) -> Markup {
    html! {
        div.scroll tabindex="0" role="group" aria-label="Proposal" { table.folds {
            thead { tr {
                th scope="col" { "Creator" }
                th.number scope="col" { "Now" }
                th.number scope="col" { "Proposed" }
                th.number scope="col" { "Change" }
                th.number scope="col" { "Same money brings" }
                th scope="col" { "What limits it" }
            } }
            tbody { @for row in rows { (row.render(has_boxes)) } }
        } }
    }
}

impl MoveRow {
    fn render(&self, has_boxes: bool) -> Markup {
        html! {
            tr {
                th scope="row" {
                    div.person {
                        @if has_boxes && self.is_moved {
                            input type="checkbox" name="creator" value=(self.creator_id)
                                checked[self.approved.is_none()]
                                aria-label={ "Approve the row of " (self.name) };
                        }
                        a.open href=(self.href) { (name(&self.name)) }
                    }
                    small.below { (self.advice) }
                    @if let Some(amount) = &self.approved {
                        small.below { "approved already: " (amount) }
                    }
                }
                td.number data-label="Now" { (self.now) }
                td.number data-label="Proposed" { b { (self.proposed) } }
                td.number.main data-label="Change" { (self.change) }
                td.number data-label="Same money brings" { (self.expected) }
                td data-label="What limits it" { (self.limit) }
            }
        }
    }
}
