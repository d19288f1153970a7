//! Ways: from a step of a case to the place in the product where it is done.
//!
//! What nobody can do here, such as writing to a creator, stays words.

use byline_core::decision::advice::{Advised, TrafficSign};
use byline_core::decision::standing::Step;
use byline_engine::view::{AlertView, Cause, CreatorDecision, DecisionsView, NoJudgement};

use super::{Around, StepLine, Way, sentences};
use crate::pages::alerts::{WOKEN, benchmarks_href, words as alert_words};
use crate::pages::ask::Ask;
use crate::pages::frame::Frame;
use crate::pages::identities::Doubles;
use crate::pages::{creator, linkbook, links, review, words};

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
    /// Who is probably somebody else.
    pub doubles: &'a Doubles,
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
        let first = first_steps(row).iter();
        let first = first.map(|text| StepLine { text, held: None, href: None });
        first.chain(row.steps.iter().map(line)).collect()
    }

    fn place(&self, row: &CreatorDecision, step: Step) -> Option<String> {
        let plan = || format!("{}#moves", queue(&self.frame.ask));
        let proposal = self.view.moves.proposal.as_ref();
        let change = self.change(row);
        match step {
            Step::ReviewCreative => {
                Some(format!("{}#posts", links::creator(&self.frame.ask, &row.creator_id)))
            }
            Step::PauseAllocation => {
                let has_ads = |alert: &&AlertView| {
                    alert.newest().is_some_and(|newest| !newest.wishes.is_empty())
                };
                let alert = self.around.answers.alerts(&row.creator_id).iter().find(has_ads);
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
        let mut ways: Vec<Way> = self.double(row).into_iter().collect();
        ways.extend(row.no_judgement.and_then(|why| self.mended(row, why)));
        ways.extend(self.leak(row));
        if row.advice.what == Advised::RenewCode {
            let href = linkbook::issue_href(&self.frame.campaign.id, &row.creator_id);
            ways.push(Way::to("Issue a new code", href));
        }
        if row.advice.what == Advised::CheckPost {
            let page = links::creator(&self.frame.ask, &row.creator_id);
            ways.push(Way::to("See their posts", format!("{page}#posts")));
        }
        if row.traffic.is_some() {
            let href = creator::clicks_href(self.frame, &row.creator_id);
            ways.push(Way::to("See where the clicks stay", href));
        }
        ways.extend(self.proposed(row));
        let alerts = self.around.answers.alerts(&row.creator_id).iter().take(MOST);
        ways.extend(alerts.flat_map(|alert| self.alert(alert)));
        ways.extend(self.review(row));
        ways
    }

    /// To whom they probably are besides.
    fn double(&self, row: &CreatorDecision) -> Option<Way> {
        let double = self.doubles.likeliest(&row.creator_id)?;
        let text = format!("Compare with {} and merge", double.name);
        Some(Way::to(&text, double.href(&self.frame.ask)))
    }

    /// To the proposal that changes the paid spend behind them.
    fn proposed(&self, row: &CreatorDecision) -> Option<Way> {
        let change = self.change(row).filter(|change| *change != 0)?;
        let money = words::money_signed(change, self.view.currency);
        let href = format!("{}#moves", queue(&self.frame.ask));
        Some(Way::to(&format!("See the proposal: {money} of paid spend"), href))
    }

    /// What the proposal takes (below zero) or gives, in minor units.
    fn change(&self, row: &CreatorDecision) -> Option<i64> {
        let proposal = self.view.moves.proposal.as_ref()?;
        let own = proposal.each.iter().find(|share| share.creator == row.creator_id)?;
        Some(own.to_minor - own.from_minor)
    }

    /// To the weekly review where it asks or has decided, and the way back from a decision.
    fn review(&self, row: &CreatorDecision) -> Vec<Way> {
        let id = &row.creator_id;
        let campaign = self.frame.campaign.id.as_str();
        let answers = &self.around.answers;
        let href = self.frame.ask.elsewhere().href(&review::href(campaign));
        let see = |text| Way::to(text, format!("{href}#review-{id}"));
        let Some(said) = answers.decided(id) else {
            let is_asked = self.around.is_in_review(id);
            return is_asked.then(|| see("Decide in the weekly review")).into_iter().collect();
        };
        let undo = Way::Do {
            text: format!("Undo “{}”", review::decision_name(said.decision)),
            action: answers.week_href(campaign),
            fields: vec![
                ("creator_id", id.to_string()),
                ("decision", "undo".to_owned()),
                ("back", "decisions".to_owned()),
            ],
        };
        let onward = see("See it in the weekly review");
        self.may_say().then_some(undo).into_iter().chain([onward]).collect()
    }

    /// What mends that nobody can judge.
    fn mended(&self, row: &CreatorDecision, why: NoJudgement) -> Option<Way> {
        let campaign = &self.frame.campaign.id;
        let (text, href) = match why {
            NoJudgement::NoImpressions | NoJudgement::MoreClicksThanImpressions => {
                ("See what platforms report", "/sources".to_owned())
            }
            NoJudgement::NoConversionsReported => ("Connect a shop", "/sources".to_owned()),
            // Whoever is known already is compared first, which stands above.
            NoJudgement::NoLink if self.doubles.known_as(&row.creator_id).is_some() => return None,
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
        let page = format!("/links?campaign={campaign}");
        // What marking changes is read there before it is done.
        let mark = |(id, code): &(byline_core::id::CodeId, String)| {
            let href = format!("{page}#{}", linkbook::leak_id(id.as_str()));
            Way::to(&format!("Mark {code} as leaked…"), href)
        };
        let marks = leak.codes.iter().take(MOST).filter(|_| self.may_say()).map(mark);
        marks.chain([Way::to("See codes", format!("{page}#codes"))]).collect()
    }

    /// Takes an alert that nobody has, wakes one that is put off, or leads to it and gives back
    /// what somebody has.
    fn alert(&self, alert: &AlertView) -> Vec<Way> {
        let answers = &self.around.answers;
        let field = |name, value: &str| (name, value.to_owned());
        let say = |text: &str, word: Vec<(&'static str, String)>| Way::Do {
            text: format!("{text} the alert “{}”", alert.name),
            action: "/decisions/alert".to_owned(),
            fields: [vec![field("id", &alert.id)], word].concat(),
        };
        if self.may_say() && answers.is_free(alert) {
            return vec![say("Take", vec![field("word", "acknowledge")])];
        }
        if self.may_say() && answers.is_snoozed(alert) {
            let word = [("word", "snooze"), ("for", "wake"), ("reason", WOKEN)];
            return vec![say("Wake", word.map(|(name, value)| field(name, value)).to_vec())];
        }
        let see = Way::to(&format!("See the alert “{}”", alert.name), alert.path.clone());
        let back = say("Give back", vec![field("word", "give_back")]);
        let may_give = self.may_say() && alert_words::is_taken(alert);
        [see].into_iter().chain(may_give.then_some(back)).collect()
    }

    /// Nothing is done in a view of the past.
    fn may_say(&self) -> bool {
        self.frame.ask.at.is_none()
    }
}

/// What is done first about what can be mended.
fn first_steps(row: &CreatorDecision) -> &'static [&'static str] {
    let mut causes = row.traffic.iter().flat_map(|traffic| &traffic.causes);
    let supported = row.traffic.as_ref().filter(|traffic| traffic.is_supported());
    let is_promise = supported.is_some_and(|traffic| traffic.sign() == TrafficSign::OthersSell);
    match row.advice.what {
        Advised::MendOffer if causes.any(|it| it.cause == Cause::InAppBrowser) => &[
            "Open the link on a phone, in the app's own browser, and buy something",
            "Check stock, price and code of what the content promises",
        ],
        Advised::CheckPromise | Advised::Renegotiate | Advised::Part if is_promise => &[
            "Compare what the posts say of price, product and code with the page",
            "Ask who sees them: age, country, and what else they buy",
        ],
        Advised::MendOffer => &[
            "Open the link on a phone and buy something",
            "Check stock, price and code of what the content promises",
        ],
        // Whoever is to grow by money alone is in no range that brings steps of its own.
        Advised::Grow if row.steps.is_empty() && row.deal.may_amplify => {
            &["Put paid spend behind their best post", "Agree a second post"]
        }
        Advised::Grow if row.steps.is_empty() => {
            &["Agree a second post, or ask for the right to put paid spend behind the first"]
        }
        Advised::CheckPost => &["Open their posts: ask them to put the link in if it is missing"],
        _ => &[],
    }
}

impl Way {
    fn to(text: &str, href: String) -> Self {
        Self::To { text: text.to_owned(), href }
    }
}
