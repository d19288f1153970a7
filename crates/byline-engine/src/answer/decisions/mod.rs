//! Decisions: the rules of the core over what is known, creator by creator.
//!
//! In: the state, a campaign and the time. Out: who needs somebody, why and how sure that is. All
//! of it follows from the state when it is read: nothing is stored, so a late order or a restated
//! figure changes the judgement at once, and a past state gives the judgement of its day.

mod dossier;
mod freshness;
mod moves;
mod question;
mod returns;
mod review;
mod showing;
mod ways;

use std::cell::OnceCell;
use std::collections::{BTreeMap, BTreeSet};

use byline_core::code::PromoCode;
use byline_core::decision::advice::{Advice, Advised, Footing, Obstacle, Reacted, Why, advise};
use byline_core::decision::leak::{CodeUse, leak_sign};
use byline_core::decision::standing::{
    Evidence, Judgement, Member, Priors, Reason, Standing, Step, Unjudged, expected_wrong_ppm,
    judge, response, steps,
};
use byline_core::decision::urgency::{
    Finding, Measured, Urgency, is_above_target, traffic_without_sales,
};
use byline_core::decision::{ActOn, Rules};
use byline_core::id::{CampaignId, CodeId};
use byline_core::time::Timestamp;

pub(crate) use self::dossier::Dossier;
use self::dossier::Subject;
use self::showing::Showings;
use super::buying::CodeUsed;
use super::reasons::{Reasons, Suspect};
use crate::engine::Engine;
use crate::state::NONE;
use crate::view::{
    CreatorDecision, DealCheck, DecisionsView, Hold, InQuestion, JudgedBy, Leak, NoJudgement,
    OfferedStep, Paid, Target, Traffic,
};

impl Engine {
    /// How every creator of a campaign does at `now`; `None` if there is no such campaign.
    pub fn decisions_view(&self, campaign: &CampaignId, now: Timestamp) -> Option<DecisionsView> {
        let number = self.registry.campaigns.find(campaign.as_str())?;
        self.decisions_under(campaign, now, &self.desk.rules(number))
    }

    /// The same under other thresholds: what they would say, and nothing is set.
    pub fn decisions_under(
        &self,
        campaign: &CampaignId,
        now: Timestamp,
        rules: &Rules,
    ) -> Option<DecisionsView> {
        let dossier = Dossier::gather(self, campaign, now)?;
        Some(Bench::new(&dossier, rules).view())
    }
}

/// Where creators are judged: everything about them, and what their segments are like.
pub(crate) struct Bench<'a> {
    dossier: &'a Dossier<'a>,
    rules: &'a Rules,
    showings: Vec<Showings>,
    /// Of the share that judges.
    priors: Priors,
    /// Of the conversion rate.
    selling: Priors,
    /// What a conversion is worth, where the goal is to sell.
    conversion_minor: Option<i64>,
    /// By what each one's orders came, and everybody's, once somebody asks.
    uses: OnceCell<(BTreeMap<u32, CodeUsed>, CodeUse)>,
    /// Behind whom paid spend runs, by number, once somebody asks.
    paid_for: OnceCell<BTreeSet<u32>>,
    /// Why clicks may not buy.
    reasons: Reasons<'a>,
}

/// What could be judged of one creator.
pub(crate) struct Judged {
    /// Where the creator stands among those of the bench.
    pub place: usize,
    /// The creator's number.
    pub creator: u32,
    /// The standing, if it can be judged.
    pub judgement: Option<Judgement>,
    /// Whether people click as they should and do not buy, if that can be told.
    pub finding: Option<Finding>,
}

impl<'a> Bench<'a> {
    pub fn new(dossier: &'a Dossier<'a>, rules: &'a Rules) -> Self {
        let showings: Vec<Showings> =
            dossier.subjects.iter().map(|subject| dossier.showings(subject)).collect();
        let member = |subject: &Subject<'_>, measured: Measured| Member {
            platform: subject.platform,
            size: subject.size,
            trials: measured.trials,
            benchmark: measured.benchmark,
        };
        let members = |of: fn(&Showings, JudgedBy) -> Option<Measured>| -> Vec<Member> {
            let pairs = dossier.subjects.iter().zip(&showings);
            let of = |(subject, showings): (&Subject<'_>, &Showings)| {
                Some(member(subject, of(showings, dossier.judged_by)?))
            };
            pairs.filter(|(subject, _)| subject.is_in_use()).filter_map(of).collect()
        };
        let priors = Priors::fit(&members(Showings::measured), &rules.evidence);
        let selling = Priors::fit(&members(|showings, _| showings.selling), &rules.evidence);
        let conversion_minor = dossier.conversion_minor();
        let (uses, paid_for) = (OnceCell::new(), OnceCell::new());
        let campaign = dossier.engine.registry.campaigns.find(dossier.campaign.id.as_str());
        let campaign = campaign.unwrap_or(NONE);
        let reasons = Reasons::new(dossier.engine, campaign, (dossier.span, dossier.now));
        Self {
            dossier,
            rules,
            showings,
            priors,
            selling,
            conversion_minor,
            uses,
            paid_for,
            reasons,
        }
    }

    fn view(self) -> DecisionsView {
        let dossier = self.dossier;
        let pairs = dossier.subjects.iter().zip(&self.showings);
        let mut creators: Vec<CreatorDecision> =
            pairs.map(|(subject, showings)| self.decide(subject, showings)).collect();
        let moves = moves::propose(dossier, &creators, self.rules);
        creators.sort_by_cached_key(question::place);
        let judgements = || creators.iter().filter_map(|row| row.judgement.as_ref());
        let (wanted, wanted_from) = returns::wanted(dossier.campaign);
        DecisionsView {
            wanted,
            wanted_from,
            stand: dossier.engine.stand(),
            campaign_id: dossier.campaign.id.clone(),
            name: dossier.campaign.name.clone(),
            currency: dossier.campaign.currency,
            model: dossier.campaign.rules.model,
            span: dossier.span,
            rules_version: self.rules.version,
            judged_by: dossier.judged_by,
            benchmarks: dossier.benchmarks.clone(),
            n_flags: judgements().filter(|it| it.standing != Standing::Green).count(),
            expected_wrong_ppm: expected_wrong_ppm(judgements()),
            waiting_for: dossier.waiting_for.clone(),
            target: target(dossier),
            moves,
            creators,
        }
    }

    /// Everybody with the standing, and whether people click and do not buy, as far as either can
    /// be judged.
    pub fn judged(&self) -> impl Iterator<Item = Judged> {
        let pairs = self.dossier.subjects.iter().zip(&self.showings).enumerate();
        pairs.map(|(place, (subject, showings))| Judged {
            place,
            creator: subject.number,
            judgement: self.judge(subject, showings).ok(),
            finding: self.finding(subject, showings),
        })
    }

    /// Whether paid spend runs behind the creator at a place, and what is due is not known to come
    /// back. Of whoever cannot be known yet nothing is said.
    pub fn burns_at(&self, place: usize) -> bool {
        let subject = &self.dossier.subjects[place];
        let is_new = || subject.is_just_linked(self.dossier.now, self.rules);
        self.has_paid_spend(subject) && !self.covers(subject) && !is_new()
    }

    /// Everything about the creator at a place.
    pub fn decide_at(&self, place: usize) -> CreatorDecision {
        self.decide(&self.dossier.subjects[place], &self.showings[place])
    }

    fn decide(&self, subject: &Subject<'_>, showings: &Showings) -> CreatorDecision {
        let dossier = self.dossier;
        let judged = self.judge(subject, showings);
        let (judgement, no_judgement) = match judged {
            Ok(judgement) => (Some(judgement), None),
            Err(why) => (None, Some(why)),
        };
        let standing = judgement.as_ref().map(|judgement| judgement.standing);
        let is_waiting = subject.is_in_use() && dossier.is_waiting();
        let traffic = self.traffic(subject, showings);
        let paid = self.paid(subject);
        let leak = self.leak(subject);
        let is_leaking = leak.is_some();
        let covers = !is_leaking && paid.is_some_and(|paid| paid.pays.covers());
        let has_paid_spend = self.has_paid_spend(subject);
        let sells = !traffic.as_ref().is_some_and(Traffic::is_supported);
        let n_displays = showings.shown.n_displays.unwrap_or(0);
        let judgements = (judgement.as_ref(), no_judgement);
        let advice = self.advice(subject, judgements, &traffic, (is_leaking, n_displays));
        let burns = has_paid_spend && !covers;
        let is_spent = subject.figures.spend_minor.is_some_and(|minor| 0 < minor);
        let urgency = urgency(&advice, judgement.as_ref(), (sells, burns, is_spent));
        let deal = subject.deal_check(dossier.now);
        let offered = standing.map(|standing| steps(standing, subject.deal, dossier.now));
        let known = Known {
            advised: advice.what,
            is_waiting,
            is_confirmed: self.is_confirmed(judgement.as_ref(), paid),
            has_paid_spend,
            sells,
            covers,
            is_loss: paid.is_some_and(|paid| paid.is_loss()),
            is_short: paid.is_some_and(|paid| paid.is_short()),
            is_just_linked: subject.is_just_linked(dossier.now, self.rules),
            is_leaking,
        };
        let offer = |step| OfferedStep { step, held_by: held_by(step, &deal, known) };
        CreatorDecision {
            creator_id: subject.id.clone(),
            name: subject.name(),
            platform: subject.platform,
            size: subject.size,
            no_judgement,
            expected: subject.benchmarks.clone(),
            shown: showings.shown.clone(),
            urgency,
            due_s: urgency.map(|urgency| urgency.rules(self.rules).due_s),
            is_waiting,
            judged_from: subject.linked_at,
            bad_since: judgement
                .as_ref()
                .filter(|judgement| judgement.standing.is_bad())
                .and_then(|judgement| dossier.bad_since(subject, judgement, self.rules)),
            at_stake_minor: subject.at_stake_minor(),
            in_question: self.in_question(subject, showings, (advice.what, leak.as_ref())),
            response: standing.map(|standing| response(standing).text),
            steps: offered.into_iter().flatten().map(offer).collect(),
            deal,
            traffic,
            price_due: dossier.price_due(subject),
            paid,
            advice,
            leak,
            judgement,
        }
    }

    /// What money an advice is about.
    fn in_question(
        &self,
        subject: &Subject<'_>,
        showings: &Showings,
        (advised, leak): (Advised, Option<&Leak>),
    ) -> Option<InQuestion> {
        let expected = subject.benchmarks.conversion_rate.as_ref().map(|expected| expected.value);
        let ground = question::Ground {
            advised,
            returns: self.dossier.returns(subject, self.conversion_minor),
            at_stake_minor: subject.at_stake_minor(),
            sales: (&showings.shown, expected),
            conversion_minor: self.conversion_minor,
            leak,
        };
        ground.in_question()
    }

    /// Whether the data is enough to move money on: the standing is confirmed, or the loss.
    fn is_confirmed(&self, judgement: Option<&Judgement>, paid: Option<Paid>) -> bool {
        let is_sure = |row: &Judgement| row.evidence == Evidence::Confirmed;
        let is_lost = |paid: Paid| paid.is_loss() && paid.evidence == Evidence::Confirmed;
        match self.rules.evidence.money_moves_on {
            ActOn::Confirmed => judgement.is_some_and(is_sure) || paid.is_some_and(is_lost),
            ActOn::Literal => true,
        }
    }

    /// Whether paid spend ran behind the creator in the last seven days: money that can be moved.
    fn has_paid_spend(&self, subject: &Subject<'_>) -> bool {
        let paid_for = self.paid_for.get_or_init(|| moves::paid_for(self.dossier));
        paid_for.contains(&subject.number)
    }

    /// What to do, by everything that is known.
    fn advice(
        &self,
        subject: &Subject<'_>,
        (judgement, no_judgement): (Option<&Judgement>, Option<NoJudgement>),
        traffic: &Option<Traffic>,
        (is_leaking, n_displays): (bool, i64),
    ) -> Advice {
        let traffic = traffic.as_ref().filter(|traffic| traffic.is_supported());
        let is_waiting = subject.is_in_use() && self.dossier.is_waiting();
        // Displays enough to be sure, and no click at all.
        let is_red =
            |row: &Judgement| (row.standing, row.evidence) == (Standing::Red, Evidence::Confirmed);
        let is_unseen =
            judgement.is_some_and(is_red) && 0 < n_displays && !subject.figures.has_signal();
        let footing = Footing {
            standing: judgement.map(reacted),
            returns: self.dossier.returns(subject, self.conversion_minor),
            traffic: traffic.map(Traffic::sign),
            obstacle: match no_judgement {
                Some(NoJudgement::OutOfUse | NoJudgement::Paused) => Some(Obstacle::OutOfUse),
                Some(NoJudgement::NoLink) => Some(Obstacle::NoLink),
                _ if subject.was_never_clicked(n_displays) => Some(Obstacle::NeverClicked),
                _ if subject.is_just_linked(self.dossier.now, self.rules) => {
                    Some(Obstacle::JustLinked)
                }
                _ if is_unseen => Some(Obstacle::NeverClicked),
                _ if is_leaking => Some(Obstacle::MayHaveLeaked),
                _ if subject.is_code_public => Some(Obstacle::CodeIsPublic),
                _ => is_waiting.then_some(Obstacle::Waiting),
            },
        };
        advise(&footing, &self.rules.evidence)
    }

    /// Whether as much comes back as is due, and not by a code that may have leaked.
    fn covers(&self, subject: &Subject<'_>) -> bool {
        let is_paid = self.paid(subject).is_some_and(|paid| paid.pays.covers());
        is_paid && self.leak(subject).is_none()
    }

    /// Whether a code of the creator sells without them, as far as orders show it.
    fn leak(&self, subject: &Subject<'_>) -> Option<Leak> {
        let dossier = self.dossier;
        let (uses, whole) = self.uses.get_or_init(|| {
            let campaign = dossier.engine.registry.campaigns.find(dossier.campaign.id.as_str());
            let model = dossier.model();
            let uses =
                campaign.map(|number| dossier.engine.code_uses((number, model), dossier.span));
            let uses = uses.unwrap_or_default();
            let whole = uses.values().fold(CodeUse::default(), |sum, one| CodeUse {
                n_by_code: sum.n_by_code + one.n.n_by_code,
                n_by_click: sum.n_by_click + one.n.n_by_click,
            });
            (uses, whole)
        });
        // Who sells by click can have no sign of it, and most do.
        let used = uses.get(&subject.number).filter(|own| own.n.n_by_click <= own.n.n_by_code)?;
        let CodeUsed { n: own, by_code_minor } = *used;
        let others = CodeUse {
            n_by_code: whole.n_by_code - own.n_by_code,
            n_by_click: whole.n_by_click - own.n_by_click,
        };
        let sign = leak_sign(own, others)?;
        let is_its = |code: &&PromoCode| {
            let owner = dossier.engine.owner_of(code.creator_id.as_str());
            code.campaign_id == dossier.campaign.id && owner == subject.id.as_str()
        };
        let codes = dossier.engine.codes().filter(is_its);
        let codes = codes.filter(|code| !code.is_archived && !code.is_leaked);
        let codes: Vec<(CodeId, String)> =
            codes.map(|code| (code.id.clone(), code.code.clone())).collect();
        (!codes.is_empty()).then_some(Leak { sign, by_code_minor, codes })
    }

    /// What came back beside what is due.
    fn paid(&self, subject: &Subject<'_>) -> Option<Paid> {
        self.dossier.paid(subject, self.conversion_minor, &self.rules.evidence)
    }

    fn judge(&self, subject: &Subject<'_>, showings: &Showings) -> Result<Judgement, NoJudgement> {
        if let Some(why) = subject.is_not_judged() {
            return Err(why);
        }
        let showing = showings.showing?;
        let prior = self.priors.of(subject.platform, subject.size);
        judge(&showing, prior, self.rules, self.dossier.now).map_err(|why| match why {
            Unjudged::BenchmarkMissing => NoJudgement::BenchmarkMissing,
            Unjudged::NoImpressions => self.dossier.nothing_shown(),
        })
    }

    /// Whether people click as they should and do not buy; `None` if nobody can say.
    fn finding(&self, subject: &Subject<'_>, showings: &Showings) -> Option<Finding> {
        let (clicking, selling) = (showings.clicking?, showings.selling?);
        let prior = self.selling.of(subject.platform, subject.size);
        let finding = traffic_without_sales(clicking, selling, prior, self.rules)?;
        // What a public code sells counts only beside a click, so the rate of who has no other is
        // none.
        (subject.is_in_use() && !subject.is_code_public).then_some(finding)
    }

    fn traffic(&self, subject: &Subject<'_>, showings: &Showings) -> Option<Traffic> {
        let finding = self.finding(subject, showings).filter(|finding| finding.is_met)?;
        let suspect = Suspect { creator: subject.number, cells: &subject.cells };
        let causes = self.reasons.causes(suspect);
        Some(Traffic { finding, causes })
    }
}

/// How people react, by the best ground.
fn reacted(judgement: &Judgement) -> Reacted {
    let reason = judgement.grounds.first().map_or(Reason::InRange, |ground| ground.reason);
    Reacted { standing: judgement.standing, evidence: judgement.evidence, reason }
}

/// How soon somebody should act: today where people click and do not buy, where money runs behind
/// somebody to whom people do not react or who loses most of it, where a code may have leaked, and
/// where money was spent and no result can be seen; everything else that is advised waits for the
/// daily review.
fn urgency(
    advice: &Advice,
    judgement: Option<&Judgement>,
    (sells, burns, is_spent): (bool, bool, bool),
) -> Option<Urgency> {
    let is_red = judgement.is_some_and(|row| {
        row.standing == Standing::Red && Evidence::Leaning <= row.evidence && burns
    });
    let loses_most = burns && advice.whys.contains(&Why::LosesMost);
    match advice.what {
        Advised::Wait => None,
        Advised::IssueLink | Advised::CheckPost if is_spent => Some(Urgency::Investigate),
        // Every order that a leaked code takes is credited to whoever did not bring it.
        Advised::CheckCode => Some(Urgency::Investigate),
        Advised::IssueLink | Advised::CheckPost | Advised::RenewCode => Some(Urgency::Review),
        _ if !sells || is_red || loses_most => Some(Urgency::Investigate),
        what => what.is_asking().then_some(Urgency::Review),
    }
}

/// What is known about a creator that a step may need.
#[derive(Clone, Copy)]
struct Known {
    /// What is advised.
    advised: Advised,
    /// Whether data that the judgement needs is late.
    is_waiting: bool,
    /// Whether the data is enough to move money on.
    is_confirmed: bool,
    /// Whether paid spend stands behind the creator.
    has_paid_spend: bool,
    /// Whether people buy about as often as they should.
    sells: bool,
    /// Whether as much comes back as is due.
    covers: bool,
    /// Whether less comes back than is due.
    is_loss: bool,
    /// Whether less comes back than is wanted.
    is_short: bool,
    /// Whether the first link is too new to say anything.
    is_just_linked: bool,
    /// Whether a code sells without its creator.
    is_leaking: bool,
}

/// What speaks against a step: steps that scale up need disclosed posts, a page that sells and a
/// price that comes back; money is not taken from whoever brings what is due; steps that move money
/// need data that came and that is enough. Where rules disagree, the safe one holds.
fn held_by(step: Step, deal: &DealCheck, known: Known) -> Option<Hold> {
    use Step::{Amplify, AskForAmplification, Extend, MoreContent, PauseAllocation, RedirectToTop};
    let does_scale = matches!(step, MoreContent | Amplify | AskForAmplification | Extend);
    let does_move = matches!(step, PauseAllocation | RedirectToTop | Amplify);
    if does_scale && deal.is_scaling_blocked {
        Some(Hold::NotDisclosed)
    } else if does_scale && !known.sells {
        Some(Hold::NotSelling)
    } else if does_scale && known.is_leaking {
        Some(Hold::MayHaveLeaked)
    } else if does_scale && known.is_loss {
        Some(Hold::Loss)
    } else if does_scale && matches!(known.advised, Advised::Part | Advised::Renegotiate) {
        Some(Hold::Price)
    } else if does_scale && known.is_short {
        Some(Hold::Short)
    } else if matches!(step, PauseAllocation | RedirectToTop) && !known.has_paid_spend {
        Some(Hold::NoPaidSpend)
    } else if does_move && known.advised == Advised::CheckPost {
        Some(Hold::NeverClicked)
    } else if does_move && known.advised == Advised::RenewCode {
        Some(Hold::CodeIsPublic)
    } else if does_move && known.is_just_linked {
        Some(Hold::JustLinked)
    } else if matches!(step, PauseAllocation | RedirectToTop) && known.covers {
        Some(Hold::Covers)
    } else if does_move && known.is_waiting {
        Some(Hold::WaitingForData)
    } else if does_move && !known.is_confirmed {
        Some(Hold::NotConfirmed)
    } else {
        None
    }
}

pub(crate) fn target(dossier: &Dossier<'_>) -> Option<Target> {
    let target_minor = dossier.target_minor?;
    let flight = dossier.flight?;
    let revenue = |subject: &Subject<'_>| subject.figures.revenue_minor[dossier.model()];
    let revenue_minor = dossier.subjects.iter().map(revenue).sum();
    let (elapsed_s, whole_s) = (dossier.now.seconds_since(flight.from), flight.seconds());
    let is_above = is_above_target(revenue_minor, target_minor, elapsed_s, whole_s)?;
    Some(Target { revenue_minor, target_minor, elapsed_s, whole_s, is_above })
}
