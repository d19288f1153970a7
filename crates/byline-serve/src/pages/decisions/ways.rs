//! Ways: from a step of a case to the place in the product where it is done.
//!
//! What nobody can do here, such as writing to a creator, stays words.

use byline_core::decision::standing::Step;
use byline_engine::view::{AlertView, CreatorDecision, DecisionsView, NoJudgement};

use super::{Around, StepLine, Way, sentences};
use crate::pages::alerts::benchmarks_href;
use crate::pages::ask::Ask;
use crate::pages::frame::Frame;
use crate::pages::{creator, linkbook, links, review};

/// So many codes and alerts of one creator have a button.
const MOST: usize = 3;

/// What cases are made of.
pub struct Ground<'a> {
    /// The frame of figures that judge.
    pub frame: &'a Frame<'a>,
    /// The queue.
    pub view: &'a DecisionsView,
    /// What stands elsewhere about the same creators.
    pub around: &'a Around,
}

/// The queue's address, without anything of a table.
pub fn queue(ask: &Ask) -> String {
    Ask { model: None, range: None, ..ask.elsewhere() }.href("/decisions")
}

impl Ground<'_> {
    /// The steps that may be offered, each with the place where it is done, if there is one.
    pub fn steps(&self, row: &CreatorDecision) -> Vec<StepLine> {
        let line = |offered: &byline_engine::view::OfferedStep| StepLine {
            text: sentences::step(offered.step),
            held: offered.held_by.map(sentences::hold),
            href: self.place(row, offered.step).filter(|_| offered.held_by.is_none()),
        };
        row.steps.iter().map(line).collect()
    }

    fn place(&self, row: &CreatorDecision, step: Step) -> Option<String> {
        let plan = || format!("{}#moves", queue(&self.frame.ask));
        let proposal = self.view.moves.proposal.as_ref();
        // What the proposal takes (below zero) or gives.
        let change = proposal.and_then(|proposal| {
            let own = proposal.each.iter().find(|share| share.creator == row.creator_id)?;
            Some(own.to_minor - own.from_minor)
        });
        match step {
            Step::ReviewCreative => {
                Some(format!("{}#posts", links::creator(&self.frame.ask, &row.creator_id)))
            }
            Step::PauseAllocation => {
                let has_ads = |alert: &&AlertView| {
                    alert.newest().is_some_and(|newest| !newest.wishes.is_empty())
                };
                let alert = self.around.alerts(&row.creator_id).iter().find(has_ads);
                let taken = || change.filter(|change| *change < 0).map(|_| plan());
                alert.map(|alert| alert.path.clone()).or_else(taken)
            }
            Step::RedirectToTop => proposal.filter(|it| 0 < it.moved_minor).map(|_| plan()),
            Step::Amplify => change.filter(|change| 0 < *change).map(|_| plan()),
            Step::MessageCreator
            | Step::TalkToCreator
            | Step::MoreContent
            | Step::AskForAmplification
            | Step::Extend => None,
        }
    }

    /// Where the case leads: what mends a fault first, then who has it.
    pub fn ways(&self, row: &CreatorDecision) -> Vec<Way> {
        let mut ways: Vec<Way> =
            row.no_judgement.and_then(|why| self.mended(row, why)).into_iter().collect();
        ways.extend(self.leak(row));
        if row.traffic.is_some() {
            let href = creator::clicks_href(self.frame, &row.creator_id);
            ways.push(Way::to("See where the clicks stay", href));
        }
        let alerts = self.around.alerts(&row.creator_id).iter().take(MOST);
        ways.extend(alerts.map(|alert| self.alert(alert)));
        if self.around.is_in_review(&row.creator_id) {
            let path = review::href(self.frame.campaign.id.as_str());
            let href = self.frame.ask.elsewhere().href(&path);
            let href = format!("{href}#review-{}", row.creator_id);
            ways.push(Way::to("Decide in the weekly review", href));
        }
        ways
    }

    /// What mends that nobody can judge.
    fn mended(&self, row: &CreatorDecision, why: NoJudgement) -> Option<Way> {
        let campaign = &self.frame.campaign.id;
        let (text, href) = match why {
            NoJudgement::NoImpressions | NoJudgement::MoreClicksThanImpressions => {
                ("See what platforms report", "/sources".to_owned())
            }
            NoJudgement::NoConversionsReported => ("Connect a shop", "/sources".to_owned()),
            NoJudgement::NoLink => {
                ("Issue a link", linkbook::issue_href(campaign, &row.creator_id))
            }
            NoJudgement::NoClicks | NoJudgement::Paused => {
                let page = links::creator(&self.frame.ask, &row.creator_id);
                ("See their links", format!("{page}#links"))
            }
            NoJudgement::BenchmarkMissing => ("Set benchmarks", benchmarks_href(campaign.as_str())),
            NoJudgement::MoreConversionsThanClicks | NoJudgement::OutOfUse => return None,
        };
        Some(Way::to(text, href))
    }

    /// What is done about codes that sell without their creator.
    fn leak(&self, row: &CreatorDecision) -> Vec<Way> {
        let Some(leak) = &row.leak else { return Vec::new() };
        let campaign = links::segment(self.frame.campaign.id.as_str());
        let see = Way::to("See codes", format!("/links?campaign={campaign}#codes"));
        let mark = |(id, code): &(byline_core::id::CodeId, String)| Way::Do {
            text: format!("Mark {code} as leaked"),
            action: "/links/codes",
            fields: vec![("id", id.to_string()), ("leaked", "yes".to_owned())],
        };
        let marks = leak.codes.iter().take(MOST).filter(|_| self.may_say()).map(mark);
        marks.chain([see]).collect()
    }

    /// Takes an alert that nobody has, or leads to it.
    fn alert(&self, alert: &AlertView) -> Way {
        let newest = alert.newest().map(|newest| &newest.episode);
        let is_free = newest.is_some_and(|episode| episode.acknowledged.is_none());
        if is_free && self.may_say() {
            return Way::Do {
                text: format!("Take the alert “{}”", alert.name),
                action: "/decisions/alert",
                fields: vec![("id", alert.id.clone()), ("word", "acknowledge".to_owned())],
            };
        }
        Way::to(&format!("See the alert “{}”", alert.name), alert.path.clone())
    }

    /// Nothing is done in a view of the past.
    fn may_say(&self) -> bool {
        self.frame.ask.at.is_none()
    }
}

impl Way {
    fn to(text: &str, href: String) -> Self {
        Self::To { text: text.to_owned(), href }
    }
}
