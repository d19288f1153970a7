//! What stands elsewhere about the same creators: open alerts, and whom the weekly review asks
//! about. Three lists with three numbers; one sentence says what each of them counts.

use std::collections::BTreeSet;

use byline_core::id::CreatorId;
use byline_engine::Engine;
use byline_engine::view::{AlertFilter, AlertsView, DecisionsView};
use maud::{Markup, html};

use super::Answers;
use super::answers::told;
use crate::pages::frame::Frame;
use crate::pages::{review, words};

/// The three lists of a campaign, beside each other.
pub struct Around {
    needing: Vec<CreatorId>,
    /// Everything that people were told of, that is not over and that the figures support.
    n_alerts: usize,
    /// How many of those who need somebody were answered.
    n_answered: usize,
    /// What was done already.
    pub answers: Answers,
    /// Whom the review of the newest week asks about; `None` before the first flight.
    asked: Option<BTreeSet<CreatorId>>,
}

/// One of the three lists: the one that the reader looks at needs no link.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum List {
    /// The queue of decisions.
    Decisions,
    /// The list of alerts.
    Alerts,
    /// The weekly review.
    Review,
}

impl Around {
    /// The lists beside a queue.
    pub fn beside(engine: &Engine, frame: &Frame<'_>, queue: &DecisionsView) -> Self {
        let campaign = Some(frame.campaign.id.clone());
        let alerts = engine.alerts_view(&AlertFilter { campaign, is_open: true });
        let asked = engine.asked_in_review(&frame.campaign.id, frame.now);
        Self::of(queue, &alerts, Answers::beside(engine, frame, queue, &alerts), asked)
    }

    /// The three lists. `asked` is whom the review of the newest week asks about.
    pub fn of(
        queue: &DecisionsView,
        alerts: &AlertsView,
        answers: Answers,
        asked: Option<BTreeSet<CreatorId>>,
    ) -> Self {
        let needing = queue.creators.iter().filter(|row| row.needs_somebody());
        Self {
            needing: needing.map(|row| row.creator_id.clone()).collect(),
            n_answered: answers.n_answered(queue),
            n_alerts: told(alerts, queue).0.len(),
            answers,
            asked,
        }
    }

    /// How many need somebody and are not asked about in the weekly review: they are small.
    pub fn n_unasked(&self) -> usize {
        self.needing.iter().filter(|creator| !self.is_in_review(creator)).count()
    }

    /// Whether the weekly review asks about a creator.
    pub fn is_in_review(&self, creator: &CreatorId) -> bool {
        self.asked.as_ref().is_some_and(|asked| asked.contains(creator))
    }

    /// What each list counts, in one sentence that leads to the others; folded below its name.
    pub fn sentence(&self, frame: &Frame<'_>, here: List) -> Markup {
        let ask = frame.ask.elsewhere();
        let n = |n: usize| i64::try_from(n).unwrap_or(i64::MAX);
        let part = |list: List, path: &str, text: String| match list == here {
            true => html! { (text) },
            false => html! { a href=(ask.href(path)) { (text) } },
        };
        let needing = words::counted(n(self.needing.len()), "creator needs", "creators need");
        let fires = match self.n_alerts {
            0 => "no alert is open".to_owned(),
            alerts => format!("{} open", words::counted(n(alerts), "alert is", "alerts are")),
        };
        let whom = match self.answers.n_with_alerts() {
            0 => String::new(),
            creators => {
                let whom = words::counted(n(creators), "creator", "creators");
                format!(
                    ", about {whom}: clicks without sales, and red while paid spend runs, that \
                     lasted long enough to tell people"
                )
            }
        };
        let review = review::href(frame.campaign.id.as_str());
        let asks = |asked: &BTreeSet<CreatorId>| {
            format!("the weekly review asks about {}", n_or_nobody(asked.len()))
        };
        let answered = match n(self.n_answered) {
            0 => String::new(),
            answered => format!(" ({})", n_of_them(answered)),
        };
        let sentence = html! {
            (part(List::Decisions, "/decisions", format!("{needing} somebody")))
            " by the rules, however small" (answered) "; "
            (part(List::Alerts, "/decisions/alerts", fires)) (whom)
            @if let Some(asked) = &self.asked {
                "; "
                (part(List::Review, &review, asks(asked)))
                @if !asked.is_empty() {
                    ", whose deal may have to change: of at least 1% of price or revenue, or \
                     wanted today"
                }
            }
            "."
        };
        html! {
            details.lists id="lists" data-live {
                summary { "How Decisions, Alerts and the weekly review differ" }
                p { (sentence) }
            }
        }
    }
}

/// How many of those who need somebody were answered: `3 of them were answered`.
pub fn n_of_them(n_answered: i64) -> String {
    words::counted(n_answered, "of them was answered", "of them were answered")
}

fn n_or_nobody(n: usize) -> String {
    match i64::try_from(n).unwrap_or(i64::MAX) {
        0 => "nobody".to_owned(),
        n => words::count(n),
    }
}
