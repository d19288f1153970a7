//! One row of the review: the figures, the recommendation, and whether a person is needed.

use byline_core::creator::WeekLimits;
use byline_core::decision::advice::{Advice, Advised};
use byline_core::decision::review::{Against, Trend, against};
use byline_core::decision::said::ReviewDecision;
use byline_core::decision::standing::{Evidence, Standing};
use byline_core::decision::urgency::Urgency;
use byline_core::kpi::Ratio;

use super::Table;
use crate::answer::decisions::dossier::Subject;
use crate::view::{
    CreatorDecision, Handled, LastDecision, Need, NoJudgement, Recommendation, ReviewRow, Traffic,
};

/// What a creator brought, as a [`ReviewRow`] tells it.
struct Brought {
    revenue_minor: i64,
    before_minor: Option<i64>,
    trend: Option<Trend>,
    flight_minor: i64,
    spend_minor: Option<i64>,
    due_minor: Option<i64>,
    limits: WeekLimits,
    limits_so_far: WeekLimits,
    against: Against,
    is_live: bool,
}

impl Table<'_> {
    pub(super) fn row(&self, decision: &CreatorDecision) -> ReviewRow {
        let id = &decision.creator_id;
        let subject = self.subjects.get(id).copied();
        let brought = self.brought(decision, subject);
        let recommendation = recommendation(&decision.advice);
        let tasks = self.tasks.get(id).cloned().unwrap_or_default();
        let (decided, last) = self.decided(id);
        let is_decided = decided.is_some();
        let mut needs = Vec::new();
        // What is wanted today is asked for, however small it is.
        let is_material = decision.urgency == Some(Urgency::Investigate)
            || self.is_material(decision.at_stake_minor, brought.flight_minor);
        if !self.is_over(decision) {
            if is_material {
                needs = needs_of(decision, &recommendation, brought.against);
            }
            needs.extend(tasks.iter().any(|task| task.is_late).then_some(Need::TaskLate));
            let is_change = |last: &LastDecision| last.reviewed.decision != ReviewDecision::Keep;
            let is_open = !is_decided && last.as_ref().is_some_and(is_change);
            needs.extend(is_open.then_some(Need::FollowUp));
            needs.sort_unstable();
        }
        let is_small = !is_material && is_asked(&recommendation, brought.against);
        let how = if brought.is_live { handled(decision, is_small) } else { Handled::NotLive };
        let handled = needs.is_empty().then_some(how);
        let returns =
            brought.due_minor.and_then(|due| Ratio::new(brought.flight_minor.into(), due.into()));
        ReviewRow {
            creator_id: id.clone(),
            name: decision.name.clone(),
            platform: decision.platform,
            size: decision.size,
            revenue_minor: brought.revenue_minor,
            before_minor: brought.before_minor,
            trend: brought.trend,
            flight_minor: brought.flight_minor,
            spend_minor: brought.spend_minor,
            price_minor: decision.at_stake_minor,
            due_minor: brought.due_minor,
            evidence: decision.paid.map(|paid| paid.evidence),
            returns,
            limits: brought.limits,
            limits_so_far: brought.limits_so_far,
            against: brought.against,
            judgement: decision.judgement.clone(),
            no_judgement: decision.no_judgement,
            bad_since: decision.bad_since,
            recommendation,
            cause: decision.traffic.as_ref().and_then(likeliest),
            decided,
            last,
            handled,
            similar: Vec::new(),
            needs,
            deal: decision.deal.clone(),
            tasks,
        }
    }

    /// What a creator brought, beside what is due and what was expected.
    fn brought(&self, decision: &CreatorDecision, subject: Option<&Subject<'_>>) -> Brought {
        let (id, model) = (&decision.creator_id, self.dossier.model());
        let this = self.this.get(id);
        let revenue_minor = this.map_or(0, |figures| figures.revenue_minor[model]);
        let before = self.before.as_ref().map(|before| before.get(id));
        let before_minor =
            before.map(|figures| figures.map_or(0, |figures| figures.revenue_minor[model]));
        let flight_minor = subject.map_or(0, |subject| subject.figures.revenue_minor[model]);
        let live_at = decision.shown.first_live_at;
        let is_live = subject.is_some_and(|subject| subject.is_live(model));
        let due_minor = subject.and_then(|subject| self.dossier.due_minor(subject));
        let own = subject.and_then(|subject| subject.deal).map(|deal| deal.week);
        let limits = own.unwrap_or_default().or(self.limits);
        let part = self.week.part(live_at);
        Brought {
            revenue_minor,
            before_minor,
            trend: before_minor.and_then(|before| Trend::of(revenue_minor, before)),
            flight_minor,
            spend_minor: this.and_then(|figures| figures.spend_minor),
            due_minor,
            limits,
            limits_so_far: limits.part(part),
            against: match is_live {
                _ if decision.advice.what == Advised::IssueLink && revenue_minor == 0 => {
                    Against::Unseen
                }
                true => against(limits, revenue_minor, part),
                false => Against::NotLive,
            },
            is_live,
        }
    }

    /// Whether a creator is at least a hundredth of the campaign's price or revenue. A person's
    /// time is worth more than what is smaller.
    fn is_material(&self, price_minor: Option<i64>, flight_minor: i64) -> bool {
        let is_part = |part: i64, whole: i64| whole <= part.saturating_mul(100) && 0 < part;
        let (price, revenue) = self.whole_minor;
        is_part(price_minor.unwrap_or(0), price) || is_part(flight_minor, revenue)
    }

    /// Whether nothing can come of the creator any more.
    fn is_over(&self, decision: &CreatorDecision) -> bool {
        matches!(decision.no_judgement, Some(NoJudgement::OutOfUse | NoJudgement::Paused))
    }

    /// What was decided in this week, and last before it.
    fn decided(
        &self,
        id: &byline_core::id::CreatorId,
    ) -> (Option<crate::state::desk::Reviewed>, Option<LastDecision>) {
        let Some(creator) = self.engine.registry.creators.find(id.as_str()) else {
            return (None, None);
        };
        let (mut decided, mut last) = (None, None);
        for (week_from, reviewed) in self.desk.reviews.of(self.number, creator) {
            if week_from == self.week.span.from {
                decided = Some(reviewed.clone());
            } else if week_from < self.week.span.from {
                last = Some(LastDecision { week_from, reviewed: reviewed.clone() });
            }
        }
        (decided, last)
    }
}

/// The likeliest cause, with its evidence.
fn likeliest(traffic: &Traffic) -> Option<String> {
    traffic.causes.first().map(|cause| cause.reason.clone())
}

/// What the advice means for the work together.
fn recommendation(advice: &Advice) -> Recommendation {
    Recommendation {
        decision: advice.what.decision(),
        advised: advice.what,
        whys: advice.whys.clone(),
    }
}

/// Why a person is needed, by what the week shows.
fn needs_of(
    decision: &CreatorDecision,
    recommendation: &Recommendation,
    against: Against,
) -> Vec<Need> {
    let judged = decision.judgement.as_ref().filter(|_| !decision.is_waiting);
    let is = |standing, least| {
        judged.is_some_and(|judged| judged.standing == standing && least <= judged.evidence)
    };
    let does_not_sell = recommendation.advised.is_of_few_sales();
    let is_change = recommendation.decision != ReviewDecision::Keep && !decision.is_waiting;
    let asked = [
        (is_change, Need::Recommended(recommendation.decision)),
        (does_not_sell, Need::Traffic),
        (against == Against::Below && !decision.is_waiting, Need::BelowFloor),
        (against == Against::Above, Need::AboveCeiling),
    ];
    // How people react is in the recommendation already: it asks for nobody by itself.
    let is_asked = asked.iter().any(|(is_met, _)| *is_met);
    let beside = [
        (is_asked && is(Standing::Red, Evidence::Leaning), Need::Red),
        (is_asked && is(Standing::Accelerate, Evidence::Confirmed), Need::Accelerate),
    ];
    asked.into_iter().chain(beside).filter(|(is_met, _)| *is_met).map(|(_, need)| need).collect()
}

/// Whether the figures ask for anything, however small it is.
fn is_asked(recommendation: &Recommendation, against: Against) -> bool {
    let is_limit = matches!(against, Against::Below | Against::Above);
    is_limit || recommendation.decision != ReviewDecision::Keep
}

/// How the rules handle a creator who needs nobody.
fn handled(decision: &CreatorDecision, is_small: bool) -> Handled {
    let advised = decision.advice.what;
    let is_daily = advised.is_asking() && advised.decision() == ReviewDecision::Keep;
    let does_pay = decision.paid.is_some_and(|paid| paid.pays.covers());
    match (&decision.judgement, decision.no_judgement) {
        (_, Some(NoJudgement::OutOfUse | NoJudgement::Paused)) => Handled::OutOfUse,
        _ if decision.is_waiting => Handled::Waiting,
        _ if is_daily => Handled::Daily,
        _ if is_small => Handled::Small,
        (Some(judged), _) if judged.standing == Standing::Green => Handled::InRange,
        _ if does_pay => Handled::Pays,
        (Some(_), _) => Handled::NotSupported,
        (None, _) => Handled::NotJudged,
    }
}
