//! One row of the review: the figures, the recommendation, and whether a person is needed.

use byline_core::decision::review::{
    Against, Footing, Recommendation, Returns, Trend, against, recommend,
};
use byline_core::decision::said::ReviewDecision;
use byline_core::decision::standing::{Evidence, Standing};
use byline_core::kpi::Ratio;

use super::{Table, similar};
use crate::answer::decisions::dossier::Subject;
use crate::view::{CreatorDecision, Handled, LastDecision, Need, NoJudgement, ReviewRow};

impl Table<'_> {
    pub(super) fn row(&self, decision: &CreatorDecision) -> ReviewRow {
        let (id, model) = (&decision.creator_id, self.dossier.model());
        let subject = self.subjects.get(id).copied();
        let this = self.this.get(id);
        let revenue_minor = this.map_or(0, |figures| figures.revenue_minor[model]);
        let before = self.before.as_ref().map(|before| before.get(id));
        let before_minor =
            before.map(|figures| figures.map_or(0, |figures| figures.revenue_minor[model]));
        let trend = before_minor.and_then(|before| Trend::of(revenue_minor, before));
        let flight_minor = subject.map_or(0, |subject| subject.figures.revenue_minor[model]);
        let due_minor = decision.at_stake_minor.and_then(|minor| self.due(minor));
        let own = subject.and_then(|subject| subject.deal).map(|deal| deal.week);
        let limits = own.unwrap_or_default().or(self.limits);
        let against = against(limits, revenue_minor, self.week.part());
        let judged = decision.judgement.as_ref().filter(|_| !decision.is_waiting);
        let footing = Footing {
            standing: judged.map(|judged| (judged.standing, judged.evidence)),
            returns: due_minor.filter(|due| 0 < *due).map(|due| Returns {
                revenue_minor: flight_minor,
                price_minor: due,
                wanted: self.wanted,
                conversion_minor: self.conversion_minor,
            }),
            against,
            trend,
        };
        let recommendation = recommend(&footing, &self.rules.evidence);
        let tasks = self.tasks.get(id).cloned().unwrap_or_default();
        let (decided, last) = self.decided(id);
        let is_decided = decided.is_some();
        let mut needs = Vec::new();
        if !self.is_over(decision) {
            needs = needs_of(decision, &recommendation, against);
            needs.extend(tasks.iter().any(|task| task.is_late).then_some(Need::TaskLate));
            let is_change = |last: &LastDecision| last.reviewed.decision != ReviewDecision::Keep;
            let is_open = !is_decided && last.as_ref().is_some_and(is_change);
            needs.extend(is_open.then_some(Need::FollowUp));
            needs.sort_unstable();
        }
        ReviewRow {
            creator_id: id.clone(),
            name: decision.name.clone(),
            platform: decision.platform,
            size: decision.size,
            revenue_minor,
            before_minor,
            trend,
            flight_minor,
            spend_minor: this.and_then(|figures| figures.spend_minor),
            price_minor: decision.at_stake_minor,
            due_minor,
            returns: due_minor.and_then(|due| Ratio::new(flight_minor.into(), due.into())),
            limits,
            against,
            judgement: decision.judgement.clone(),
            no_judgement: decision.no_judgement,
            bad_since: decision.bad_since,
            recommendation,
            decided,
            last,
            handled: needs.is_empty().then(|| handled(decision)),
            similar: if needs.is_empty() { Vec::new() } else { self.similar(subject) },
            needs,
            deal: decision.deal.clone(),
            tasks,
        }
    }

    /// What of a price is due by now: the part of the flight that has passed.
    fn due(&self, minor: i64) -> Option<i64> {
        let Some(flight) = self.dossier.flight else { return Some(minor) };
        let passed_s = self.now.seconds_since(flight.from).clamp(0, flight.seconds());
        let due = i128::from(minor) * i128::from(passed_s) / i128::from(flight.seconds().max(1));
        i64::try_from(due).ok()
    }

    /// Whether nothing can come of the creator any more.
    fn is_over(&self, decision: &CreatorDecision) -> bool {
        matches!(decision.no_judgement, Some(NoJudgement::OutOfUse))
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

    fn similar(&self, subject: Option<&Subject<'_>>) -> Vec<crate::view::SimilarView> {
        let of = subject.map(|subject| similar::nearest(&self.candidates, subject));
        of.unwrap_or_default()
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
    let is_told = |traffic: &crate::view::Traffic| traffic.finding.observed().is_supported;
    let does_not_sell = decision.traffic.as_ref().is_some_and(is_told) && !decision.is_waiting;
    let is_change = recommendation.decision != ReviewDecision::Keep && !decision.is_waiting;
    let found = [
        (is_change, Need::Recommended(recommendation.decision)),
        (is(Standing::Red, Evidence::Leaning), Need::Red),
        (does_not_sell, Need::Traffic),
        (against == Against::Below && !decision.is_waiting, Need::BelowFloor),
        (against == Against::Above, Need::AboveCeiling),
        (is(Standing::Accelerate, Evidence::Confirmed), Need::Accelerate),
    ];
    found.into_iter().filter(|(is_met, _)| *is_met).map(|(_, need)| need).collect()
}

/// How the rules handle a creator who needs nobody.
fn handled(decision: &CreatorDecision) -> Handled {
    match (&decision.judgement, decision.no_judgement) {
        (_, Some(NoJudgement::OutOfUse | NoJudgement::Paused)) => Handled::OutOfUse,
        _ if decision.is_waiting => Handled::Waiting,
        (Some(judged), _) if judged.standing == Standing::Green => Handled::InRange,
        (Some(_), _) => Handled::NotSupported,
        (None, _) => Handled::NotJudged,
    }
}
