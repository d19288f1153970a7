//! The markup of the time machine.

use maud::{Markup, html};

use super::{PATH, VerdictCard, href};
use crate::machine::{End, Run};
use crate::pages::parts::{card, name, tag};
use crate::pages::shell::Head;
use crate::pages::words::{self, Clock};

/// The page, settled.
pub struct Page<'a> {
    pub head: Head,
    pub campaign: String,
    /// The fields of the form.
    pub form: Markup,
    /// The campaign's id.
    pub keep: String,
    /// The run that is looked at.
    pub run: Option<&'a Run>,
    pub verdict: Option<VerdictCard>,
    /// Earlier runs, the newest first.
    pub runs: Vec<&'a Run>,
    pub clock: &'a Clock,
    pub back: String,
    pub rules_href: String,
}

/// What stands in the page.
pub fn content(page: &Page<'_>) -> Markup {
    html! {
        (page.head.render())
        p.lead id="lead" {
            "Try other thresholds on the history of " (name(&page.campaign)) ". "
            "Nothing is sent or changed."
        }
        @if let Some(run) = page.run { (state(run, page.clock)) }
        @if let Some(verdict) = &page.verdict { (verdict.render()) }
        (card("thresholds", "Thresholds to try", "beside those in force",
            form(page)))
        @if !page.runs.is_empty() {
            (card("runs", "Tried before", "kept until the program ends", runs(page)))
        }
        p.onward {
            a href=(page.rules_href) { "Thresholds in force" } " "
            a href=(page.back) { "Decisions" }
        }
    }
}

fn state(run: &Run, clock: &Clock) -> Markup {
    let n = |n: u64| words::count(i64::try_from(n).unwrap_or(i64::MAX));
    match run.end() {
        None => card(
            "state",
            "On its way",
            "this page comes again by itself",
            html! {
                p role="status" {
                    progress max=(run.last.0.max(1)) value=(run.n_done()) {}
                    " " (n(run.n_done())) " of " (n(run.last.0)) " entries"
                }
                form method="post" action="/decisions/time-machine/give-up" {
                    input type="hidden" name="run" value=(run.id);
                    button.button { "Give it up" }
                }
            },
        ),
        Some((at, End::GivenUp)) => card(
            "state",
            "Given up",
            &clock.weekday_minute(at),
            html! { p.note { "Nothing was changed. Begin again whenever you like." } },
        ),
        Some((at, End::Failed(why))) => card(
            "state",
            "It did not work",
            &clock.weekday_minute(at),
            html! { p.note { (words::sentence(&why)) "." } },
        ),
        Some((_, End::Done(_))) => html! {},
    }
}

fn form(page: &Page<'_>) -> Markup {
    html! {
        form.fields method="post" action=(PATH) {
            input type="hidden" name="campaign" value=(page.keep);
            (page.form)
            p.actions { button.button.primary { "Compare" } }
        }
    }
}

fn runs(page: &Page<'_>) -> Markup {
    html! {
        ul.checks {
            @for run in &page.runs {
                li {
                    a.open href=(href(run)) { (page.clock.weekday_minute(run.began_at)) }
                    @let n = i64::try_from(run.changed.len()).unwrap_or(i64::MAX);
                    ": " (words::counted(n, "threshold", "thresholds")) " changed, "
                    (match run.end() {
                        None => "on its way",
                        Some((_, End::Done(found))) if found.compared.is_identical => {
                            "every decision the same"
                        }
                        Some((_, End::Done(_))) => "decisions differ",
                        Some((_, End::GivenUp)) => "given up",
                        Some((_, End::Failed(_))) => "did not work",
                    })
                    p.note { "by " (name(&run.asked_by)) }
                }
            }
        }
    }
}

impl VerdictCard {
    fn render(&self) -> Markup {
        let (tone, text) = self.reproduced;
        html! {
            (card("verdict", "Side by side", "", html! {
                p.sum { (self.lead) }
                @if !self.changed.is_empty() {
                    ul.checks {
                        @for (label, then, otherwise) in &self.changed {
                            li { (label) ": " b { (otherwise) } " instead of " (then) }
                        }
                    }
                }
                (self.sums.render())
                p.note {
                    (tag(tone, "replay")) " " (text) " Spend is what platforms report of those \
                    ads between pause and end; revenue is what came by their creators then, which \
                    a pause might have cost in part."
                }
            }))
            (card("differing", "Told differently", "the most urgent first",
                self.differing.render()))
            @if !self.pauses.rows.is_empty() {
                (card("pauses", "Ads", "treated otherwise", self.pauses.render()))
            }
        }
    }
}
