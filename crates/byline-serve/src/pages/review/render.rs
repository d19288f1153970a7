//! The markup of the review, on a screen and on paper.

use byline_core::decision::said::ReviewDecision;
use maud::{Markup, html};

use super::{ReviewCase, ReviewPage, tasks, words as say};
use crate::pages::parts::{avatar, card, empty, name, tag};
use crate::pages::words;

/// So many cases are shown at once, the others behind them.
const AT_ONCE: usize = 12;

impl ReviewPage {
    /// What stands in the shell.
    pub fn content(&self) -> Markup {
        let n = self.others.rows.len();
        let summary: Vec<String> =
            self.handled.iter().map(|(how, n)| format!("{n} {how}")).collect();
        html! {
            (self.head.render())
            p.lead id="lead" data-live { (self.lead) }
            @if let Some(lists) = &self.lists { (lists) }
            nav.tools aria-label="Weeks" {
                @for (text, href) in &self.onward { a.button href=(href) { (text) } }
                span.push {}
                button.button type="button" hidden data-print { "Print, or save as PDF" }
            }
            (self.strip.render())
            p.reading-line id="reading" data-live { (name(&self.reading)) }
            @let note = match self.action.is_some() {
                true => "one by one, or as advised for several at once",
                false if self.cases.iter().all(|case| case.decided.is_none()) => {
                    "nothing was decided"
                }
                false => "as it was decided",
            };
            @let title = if self.is_open { "Who needs a person" } else { "Who needed a person" };
            (card("needs", title, note, html! {
                @if 1 < self.cases.len() {
                    p.note {
                        "Deals that may have to change come first, by how much of what is due has \
                         not come; then whom to grow, by what came beyond it."
                    }
                }
                (self.needs())
            }))
            @if self.is_open {
                (card("tasks", "Tasks", "each dated before the campaign ends",
                    tasks::render(&self.tasks, &self.tasks_action, self.shell.ask.at.is_none())))
            }
            @if let Some(outlook) = &self.outlook { (outlook) }
            (card("handled", "Handled by rule", "no decision on the deal is wanted of you", html! {
                details.handled open[self.is_all] {
                    summary {
                        (words::counted(i64::try_from(n).unwrap_or(i64::MAX), "creator",
                            "creators"))
                        @if !summary.is_empty() { ": " (summary.join(", ")) }
                    }
                    (self.others.render())
                }
            }))
            footer.footing id="footing" data-live {
                @for line in &self.counted { p { (line) } }
                p { (self.as_of) }
            }
        }
    }

    fn needs(&self) -> Markup {
        if self.cases.is_empty() {
            return empty("Nobody needs a person this week. The rules handle everybody.");
        }
        html! {
            @let first = self.cases.iter().find(|case| case.decided.is_none());
            @if let Some(first) = first.filter(|_| self.action.is_some()) {
                p.onward { a href={ "#review-" (first.creator_id) } { "To the first undecided" } }
            }
            @if let Some(action) = &self.action { div.tools { (self.at_once(action)) } }
            @let (first, others) = self.cases.split_at(self.cases.len().min(AT_ONCE));
            ol.cases { @for case in first { (case.render(self.action.as_deref())) } }
            @if !others.is_empty() {
                details.handled id="more-cases" {
                    summary { (others.len()) " more" }
                    ol.cases { @for case in others { (case.render(self.action.as_deref())) } }
                }
            }
        }
    }
}

impl ReviewPage {
    /// Several decisions in one step, and their way back.
    fn at_once(&self, action: &str) -> Markup {
        let ids = |creators: &[&str]| {
            html! {
                @for id in creators { input type="hidden" name="creator_id" value=(id); }
            }
        };
        html! {
            @for group in &self.together {
                form.at-once method="post" action=(action) {
                    (ids(&group.creators.iter().map(String::as_str).collect::<Vec<_>>()))
                    input type="hidden" name="decision" value="undo_together";
                    input type="hidden" name="at" value=(group.at.to_string());
                    b { (name(&group.text)) "." } " "
                    button.button { "Undo all of them" }
                }
            }
            @for decision in ReviewDecision::ALL {
                @let left: Vec<&ReviewCase> = self.left(decision).collect();
                @if 1 < left.len() {
                    form.at-once method="post" action=(action) {
                        (ids(&left.iter().map(|case| case.creator_id.as_str()).collect::<Vec<_>>()))
                        input type="hidden" name="decision" value="together";
                        input type="hidden" name="advised" value=(decision.key());
                        button.button {
                            (say::decide(decision)) ", as advised: " (left.len()) " creators"
                        }
                        // What is to be checked about whoever is kept is no decision.
                        @if decision == ReviewDecision::Keep {
                            small.muted { "what to check stays open" }
                        }
                        details {
                            summary { "Whom" }
                            @for (n, case) in left.iter().enumerate() {
                                @if 0 < n { ", " }
                                (name(&case.name))
                            }
                        }
                    }
                }
            }
        }
    }

    /// Who is undecided and has that recommended.
    fn left(&self, decision: ReviewDecision) -> impl Iterator<Item = &ReviewCase> {
        let is_left =
            move |case: &&ReviewCase| case.decided.is_none() && case.recommended.0 == decision;
        self.cases.iter().filter(is_left)
    }
}

impl ReviewCase {
    fn render(&self, action: Option<&str>) -> Markup {
        html! {
            li.case.case-body id={ "review-" (self.creator_id) } {
                (self.who())
                (self.why())
                div.case-do {
                    @if let Some(href) = &self.case_href {
                        p {
                            // Else the button and the word beside the name say it.
                            @if self.recommended.0 == ReviewDecision::Keep {
                                b { (self.recommended.1) } " "
                            }
                            a href=(href) { "Open the case" }
                        }
                    }
                    @if let Some(last) = &self.last { p.muted { (name(last)) } }
                    (self.decision(action))
                }
            }
        }
    }

    fn who(&self) -> Markup {
        let (tone, word) = self.standing;
        html! {
            div.case-who {
                (avatar(&self.creator_id, &self.name))
                h3 { a.open href=(self.href) { (name(&self.name)) } }
                p.muted { (tag(tone, word)) " " (self.detail) }
            }
        }
    }

    fn why(&self) -> Markup {
        html! {
            div.case-why {
                @if !self.reasons.0.is_empty() { p { (name(&self.reasons.0)) } }
                @if let Some(others) = &self.reasons.1 { p.muted { small { (name(others)) } } }
                @for need in &self.needs { p { (name(need)) } }
                @for said in &self.alerts { p.muted { (name(said)) "." } }
                details.similar id={ "figures-" (self.creator_id) } {
                    summary { "Figures, and who is most alike" }
                    (self.figures())
                }
            }
        }
    }

    /// What the reasons stand on.
    fn figures(&self) -> Markup {
        html! {
            dl {
                @for (label, figure, beside) in &self.facts {
                    div {
                        dt { (label) }
                        dd {
                            @if *label != "Limits" {
                                b { (figure.render(&format!("{label}-{}", self.creator_id))) } " "
                            }
                            small { (beside) }
                        }
                    }
                }
            }
            ul.checks {
                @for text in [&self.evidence, &self.since].into_iter().flatten() {
                    li { (words::sentence(text)) "." }
                }
                @for (who, href, how) in &self.similar {
                    li { "Alike: " a href=(href) { (name(who)) } ", " (name(how)) }
                }
            }
        }
    }

    /// To follow what is recommended takes one press; to differ takes a reason, and a choice that
    /// is pressed: the key Enter chooses nothing.
    fn choices(&self, action: &str) -> Markup {
        let hidden = html! { input type="hidden" name="creator_id" value=(self.creator_id); };
        let choice = |decision: ReviewDecision, text: &str| {
            html! { button.button name="decision" value=(decision.key()) { (text) } }
        };
        let own = self.recommended.0;
        html! {
            div.decide {
                form method="post" action=(action) {
                    (hidden)
                    (choice(own, &format!("{}, as advised", say::decide(own))))
                }
                details.otherwise {
                    summary { "Decide otherwise" }
                    form method="post" action=(action) {
                        button disabled hidden {}
                        (hidden)
                        input name="note" maxlength="500" placeholder="Why"
                            aria-label={ "Why: " (self.name) };
                        div.choices {
                            @for decision in ReviewDecision::ALL {
                                @if decision != own {
                                    (choice(decision, say::decide(decision)))
                                }
                            }
                        }
                    }
                }
            }
        }
    }

    /// What was decided, with its way back; or the choice.
    fn decision(&self, action: Option<&str>) -> Markup {
        let hidden = html! { input type="hidden" name="creator_id" value=(self.creator_id); };
        html! {
            @if let Some((_, said, note)) = &self.decided {
                p.decided { b { (name(said)) } @if let Some(note) = note { " “" (name(note)) "”" } }
            }
            @if let Some(action) = action {
                @if self.decided.is_some() {
                    form method="post" action=(action) {
                        (hidden)
                        input type="hidden" name="decision" value="undo";
                        button.button { "Undo" }
                        @if let Some(next) = &self.next {
                            " " a href={ "#review-" (next) } { "Next undecided" }
                        }
                    }
                } @else {
                    (self.choices(action))
                }
            }
        }
    }
}
