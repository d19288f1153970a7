//! Answers: what people did about creators already, so that nobody does it twice.
//!
//! A decision of this week's review is one, also to the alerts that fired before it; so is an alert
//! that somebody has or put off. To keep the deal answers nothing where something is to be mended
//! first. Whoever is in hand stays on the lists until the figures say otherwise, after those who
//! are not.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};

use byline_core::decision::advice::Advised;
use byline_core::decision::alert::AlertRule;
use byline_core::decision::review::TaskKind;
use byline_core::decision::said::ReviewDecision;
use byline_core::decision::standing::{Evidence, Standing};
use byline_core::decision::urgency::Urgency;
use byline_core::id::CreatorId;
use byline_core::time::Timestamp;
use byline_engine::view::{
    AlertFilter, AlertView, AlertsView, CreatorDecision, DecisionsView, TaskView,
};
use byline_engine::{Engine, Reviewed};

use crate::pages::alerts::words as alert_words;
use crate::pages::frame::Frame;
use crate::pages::review;
use crate::pages::words::Clock;

/// Alerts that people were told of and that are not over: those that the figures of now support,
/// and those of which only the letter still holds, so that nobody is needed.
pub fn told<'a>(
    alerts: &'a AlertsView,
    queue: &DecisionsView,
) -> (Vec<&'a AlertView>, Vec<&'a AlertView>) {
    let about: BTreeMap<&CreatorId, &CreatorDecision> =
        queue.creators.iter().map(|row| (&row.creator_id, row)).collect();
    let is_red = |row: &CreatorDecision| {
        row.judgement.as_ref().is_some_and(|judged| {
            judged.standing == Standing::Red && Evidence::Leaning <= judged.evidence
        })
    };
    let holds = |alert: &&AlertView| {
        let row = alert.creator_id.as_ref().and_then(|creator| about.get(creator));
        match (alert.rule, row) {
            (AlertRule::Traffic, Some(row)) => row.does_not_sell(),
            (AlertRule::Red, Some(row)) => is_red(row),
            _ => true,
        }
    };
    let told = alerts.alerts.iter().filter(|alert| alert_words::is_told(alert));
    told.partition(holds)
}

/// What was done about the creators of a campaign.
pub struct Answers {
    /// What this week's review decided, by creator.
    decided: BTreeMap<CreatorId, Reviewed>,
    /// About whom something is advised that leaves the deal as it is.
    to_mend: BTreeSet<CreatorId>,
    /// The Monday of this week, as addresses say it.
    monday: String,
    /// Alerts about single creators that people were told of, that are not over and that the
    /// figures of now support, by creator.
    alerts: BTreeMap<CreatorId, Vec<AlertView>>,
    /// Open tasks.
    tasks: Vec<TaskView>,
    clock: Clock,
    now: Timestamp,
}

impl Answers {
    /// About everybody in a queue.
    pub fn of_queue(engine: &Engine, frame: &Frame<'_>, queue: &DecisionsView) -> Self {
        let campaign = Some(frame.campaign.id.clone());
        let alerts = engine.alerts_view(&AlertFilter { campaign, is_open: true });
        Self::beside(engine, frame, queue, &alerts)
    }

    /// The same beside alerts that are known.
    pub fn beside(
        engine: &Engine,
        frame: &Frame<'_>,
        queue: &DecisionsView,
        alerts: &AlertsView,
    ) -> Self {
        let clock = &frame.clock;
        let today = clock.day_of(frame.now);
        let monday = today.plus_days(-i32::from(today.weekday())).unwrap_or(today);
        let begun = clock.start_of(monday);
        let of_week = |row: &CreatorDecision| {
            let decided = engine.reviewed(&frame.campaign.id, &row.creator_id);
            let newest = decided.into_iter().rfind(|(week, _)| *week == begun);
            newest.map(|(_, said)| (row.creator_id.clone(), said.clone()))
        };
        let mut by_creator: BTreeMap<CreatorId, Vec<AlertView>> = BTreeMap::new();
        for alert in told(alerts, queue).0 {
            if let Some(creator) = &alert.creator_id {
                by_creator.entry(creator.clone()).or_default().push(alert.clone());
            }
        }
        let is_to_mend = |row: &&CreatorDecision| {
            let advised = row.advice.what;
            advised.is_asking() && advised.decision() == ReviewDecision::Keep
        };
        let mut tasks = engine.tasks_view(Some(&frame.campaign.id), frame.now);
        tasks.retain(|task| task.task.done.is_none());
        let to_mend = queue.creators.iter().filter(is_to_mend);
        Self {
            to_mend: to_mend.map(|row| row.creator_id.clone()).collect(),
            decided: queue.creators.iter().filter_map(of_week).collect(),
            monday: monday.to_string(),
            alerts: by_creator,
            tasks,
            clock: clock.clone(),
            now: frame.now,
        }
    }

    /// What this week's review decided.
    pub fn decided(&self, creator: &CreatorId) -> Option<&Reviewed> {
        self.decided.get(creator)
    }

    /// The same, if it answers what is advised.
    fn settled(&self, creator: &CreatorId) -> Option<&Reviewed> {
        let is_answer = |said: &&Reviewed| {
            said.decision != ReviewDecision::Keep || !self.to_mend.contains(creator)
        };
        self.decided(creator).filter(is_answer)
    }

    /// Since when somebody should have taken an alert about a creator, if that is past.
    pub fn overdue_since(&self, creator: &CreatorId) -> Option<Timestamp> {
        let free = self.alerts(creator).iter().filter(|alert| self.is_free(alert));
        let due = free.filter_map(|alert| Some(alert.newest()?.episode.due_at));
        due.min().filter(|at| *at <= self.now)
    }

    /// Whether somebody is wanted today and the time of an alert about them is past.
    pub fn is_overdue(&self, row: &CreatorDecision) -> bool {
        row.urgency == Some(Urgency::Investigate) && self.overdue_since(&row.creator_id).is_some()
    }

    /// The open task that asks for what is advised about a creator, the one due first.
    pub fn task(&self, row: &CreatorDecision) -> Option<&TaskView> {
        let kind = match row.advice.what {
            Advised::Grow => TaskKind::Amplify,
            Advised::Part | Advised::Renegotiate => TaskKind::ReviewContract,
            _ => return None,
        };
        let is_it = |task: &&TaskView| task.kind == kind && task.creator_id == row.creator_id;
        self.tasks.iter().filter(is_it).min_by_key(|task| task.task.due_at)
    }

    /// Where the decision of this week is made and taken back.
    pub fn week_href(&self, campaign: &str) -> String {
        review::week_href(campaign, &self.monday)
    }

    /// Open alerts about a creator.
    pub fn alerts(&self, creator: &CreatorId) -> &[AlertView] {
        self.alerts.get(creator).map_or(&[], Vec::as_slice)
    }

    /// About how many creators there are open alerts.
    pub fn n_with_alerts(&self) -> usize {
        self.alerts.len()
    }

    /// Whether somebody still has to take an alert: nobody has it, and nothing was decided about
    /// the creator since it fired.
    pub fn is_free(&self, alert: &AlertView) -> bool {
        let decided = alert.creator_id.as_ref().and_then(|creator| self.settled(creator));
        let fired_at = alert.newest().map(|newest| newest.episode.fired_at);
        let is_settled = decided.zip(fired_at).is_some_and(|(said, at)| at <= said.at);
        alert_words::is_free(alert, self.now) && !is_settled
    }

    /// Whether an alert is put off.
    pub fn is_snoozed(&self, alert: &AlertView) -> bool {
        alert_words::snoozed_until(alert, self.now).is_some()
    }

    /// Whether somebody did something about a creator, and no alert waits for anybody.
    pub fn is_answered(&self, creator: &CreatorId) -> bool {
        let alerts = self.alerts(creator);
        let is_said = self.settled(creator).is_some() || !alerts.is_empty();
        is_said && !alerts.iter().any(|alert| self.is_free(alert))
    }

    /// What was done, the weightiest first, each as a sentence without its full stop.
    pub fn sentences(&self, creator: &CreatorId) -> Vec<String> {
        self.of_review(creator).into_iter().chain(self.of_alerts(creator)).collect()
    }

    /// What this week's review decided, as such a sentence.
    pub fn of_review(&self, creator: &CreatorId) -> Option<String> {
        let said = self.decided(creator)?;
        let name = review::decision_name(said.decision);
        let at = self.clock.weekday_minute(said.at);
        Some(format!("{name} was decided by {}, {at}", said.by))
    }

    /// Who has each alert, or until when it waits, as such sentences.
    pub fn of_alerts(&self, creator: &CreatorId) -> Vec<String> {
        self.alerts(creator).iter().filter_map(|alert| self.said_of(alert)).collect()
    }

    /// Who has an alert, or until when it waits; nothing where nobody said anything.
    fn said_of(&self, alert: &AlertView) -> Option<String> {
        if let Some(until) = alert_words::snoozed_until(alert, self.now) {
            let until = self.clock.weekday_minute(until);
            return Some(format!("The alert “{}” is snoozed until {until}", alert.name));
        }
        let signed = alert.newest()?.episode.acknowledged.as_ref()?;
        Some(format!("{} has the alert “{}”", signed.by, alert.name))
    }

    /// How many of those who need somebody were answered.
    pub fn n_answered(&self, queue: &DecisionsView) -> usize {
        let needing = queue.creators.iter().filter(|row| row.needs_somebody());
        needing.filter(|row| self.is_answered(&row.creator_id)).count()
    }

    /// Whoever needs somebody and was not answered first, then who was, then everybody else.
    pub fn order(&self, one: &CreatorDecision, other: &CreatorDecision) -> Ordering {
        let place = |row: &CreatorDecision| match row.needs_somebody() {
            true if self.is_answered(&row.creator_id) => 2,
            true => u8::from(row.advice.what == Advised::Grow),
            false => 3,
        };
        place(one).cmp(&place(other))
    }
}
