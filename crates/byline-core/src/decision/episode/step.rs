//! One evaluation: what an alert becomes, and what it tells.

use crate::decision::rules::EpisodeRules;
use crate::time::{MICROS_PER_HOUR, MICROS_PER_SECOND, Timestamp};

use super::{Alert, Episode, Gap, Notice, NoticeKind, Observed, Phase, Seen};

impl Alert {
    /// What the alert becomes by an evaluation, and what it tells.
    #[must_use]
    pub fn step(
        mut self,
        observed: Observed,
        rules: &EpisodeRules,
        now: Timestamp,
    ) -> (Self, Vec<Notice>) {
        let passed_us = self.passed_us(rules, now);
        self.evaluated_at = Some(now);
        self.calm_down(now);
        let mut notices = Vec::new();
        match observed.seen {
            Seen::Held => return (self, notices),
            Seen::Missing => notices.extend(self.lose_sight(passed_us, rules, now)),
            Seen::Bad | Seen::Well => notices.extend(self.see_again(now)),
        }
        match observed.seen {
            Seen::Bad => self.turn_bad(observed.is_supported, passed_us, rules, now, &mut notices),
            Seen::Well => notices.extend(self.turn_well(passed_us, rules, now)),
            Seen::Missing | Seen::Held => {}
        }
        notices.extend(self.remind(rules, now));
        (self, notices)
    }

    /// How much time this evaluation stands for: since the last one, and never more than there is
    /// between two. A clock that goes back, or a machine that slept, adds nothing else.
    fn passed_us(&self, rules: &EpisodeRules, now: Timestamp) -> i64 {
        let most_us = micros(rules.evaluate_every_s);
        self.evaluated_at.map_or(0, |last| now.micros_since(last).clamp(0, most_us))
    }

    /// Forgets episodes that began over an hour ago.
    fn calm_down(&mut self, now: Timestamp) {
        self.begun_at.retain(|begun_at| {
            let age_us = now.micros_since(*begun_at);
            (0..MICROS_PER_HOUR).contains(&age_us)
        });
        if self.begun_at.is_empty() {
            self.is_flapping = false;
        }
    }

    fn lose_sight(
        &mut self,
        passed_us: i64,
        rules: &EpisodeRules,
        now: Timestamp,
    ) -> Option<Notice> {
        // At least one, so that a first evaluation without data counts as missing.
        self.gap.missing_us = self.gap.missing_us.saturating_add(passed_us).max(1);
        let is_long = micros(rules.no_data_s) <= self.gap.missing_us;
        if self.gap.is_told || !is_long {
            return None;
        }
        self.gap.is_told = true;
        self.gap.n_told += 1;
        Some(Notice { kind: NoticeKind::NoData, number: self.gap.n_told, at: now })
    }

    fn see_again(&mut self, now: Timestamp) -> Option<Notice> {
        let gap = self.gap;
        self.gap = Gap { missing_us: 0, is_told: false, n_told: gap.n_told };
        gap.is_told.then_some(Notice { kind: NoticeKind::DataBack, number: gap.n_told, at: now })
    }

    fn turn_bad(
        &mut self,
        is_supported: bool,
        passed_us: i64,
        rules: &EpisodeRules,
        now: Timestamp,
        notices: &mut Vec<Notice>,
    ) {
        let (since, covered_us) = match self.phase {
            Phase::Ok => (now, 0),
            Phase::Pending { since, covered_us } => (since, covered_us.saturating_add(passed_us)),
            Phase::Firing | Phase::Resolving { .. } => {
                self.phase = Phase::Firing;
                return;
            }
        };
        let is_long = micros(rules.pending_s) <= covered_us;
        let is_quiet = self.quiet_until.is_some_and(|until| now < until);
        if is_long && is_supported && !is_quiet {
            notices.extend(self.fire(since, rules, now));
        } else {
            self.phase = Phase::Pending { since, covered_us };
        }
    }

    fn fire(&mut self, since: Timestamp, rules: &EpisodeRules, now: Timestamp) -> Option<Notice> {
        let n_before = u32::try_from(self.begun_at.len()).unwrap_or(u32::MAX);
        let is_too_often = rules.episodes_per_hour_max <= n_before;
        let was_flapping = self.is_flapping;
        self.is_flapping |= is_too_often;
        self.begun_at.push(now);
        self.phase = Phase::Firing;
        self.quiet_until = None;
        self.n_episodes += 1;
        self.open = Some(Episode {
            number: self.n_episodes,
            pending_since: since,
            fired_at: now,
            is_told: !self.is_flapping,
            due_at: now.plus_seconds(rules.due_s),
            n_escalations: 0,
            acknowledged: None,
            snoozed_until: None,
            resolved_at: None,
            resolved_by: None,
            outcome: None,
            corrected_at: None,
        });
        let kind = match (self.is_flapping, was_flapping) {
            (false, _) => NoticeKind::Fired,
            (true, false) => NoticeKind::Flapping,
            (true, true) => return None,
        };
        Some(Notice { kind, number: self.n_episodes, at: now })
    }

    fn turn_well(
        &mut self,
        passed_us: i64,
        rules: &EpisodeRules,
        now: Timestamp,
    ) -> Option<Notice> {
        self.quiet_until = None;
        let covered_us = match self.phase {
            Phase::Ok | Phase::Pending { .. } => {
                self.phase = Phase::Ok;
                return None;
            }
            Phase::Firing => 0,
            Phase::Resolving { covered_us } => covered_us.saturating_add(passed_us),
        };
        if covered_us < micros(rules.resolve_s) {
            self.phase = Phase::Resolving { covered_us };
            return None;
        }
        self.close(None, now)
    }

    /// Ends the open episode; tells it to those who were told that it fires.
    pub(super) fn close(&mut self, by: Option<&str>, now: Timestamp) -> Option<Notice> {
        self.phase = Phase::Ok;
        let mut episode = self.open.take()?;
        episode.resolved_at = Some(now);
        episode.resolved_by = by.map(str::to_owned);
        let notice = Notice { kind: NoticeKind::Resolved, number: episode.number, at: now };
        let is_told = episode.is_told;
        self.closed = Some(episode);
        is_told.then_some(notice)
    }

    /// What has to be told of an open episode because time passed.
    fn remind(&mut self, rules: &EpisodeRules, now: Timestamp) -> Option<Notice> {
        let is_firing = self.phase == Phase::Firing;
        let is_flapping = self.is_flapping;
        let episode = self.open.as_mut().filter(|_| is_firing)?;
        let number = episode.number;
        let notice = |kind| Some(Notice { kind, number, at: now });
        if let Some(until) = episode.snoozed_until {
            if now < until {
                return None;
            }
            episode.snoozed_until = None;
            episode.due_at = now.plus_seconds(rules.due_s);
            return notice(NoticeKind::SnoozeOver { until });
        }
        if !episode.is_told {
            if is_flapping {
                return None;
            }
            // It flapped, and now it stays.
            episode.is_told = true;
            episode.due_at = now.plus_seconds(rules.due_s);
            return notice(NoticeKind::Fired);
        }
        let is_overdue = episode.acknowledged.is_none() && episode.due_at <= now;
        if !is_overdue || rules.escalations_max <= episode.n_escalations {
            return None;
        }
        episode.n_escalations += 1;
        episode.due_at = now.plus_seconds(rules.due_s);
        notice(NoticeKind::Escalated { level: episode.n_escalations })
    }
}

fn micros(seconds: i64) -> i64 {
    seconds.saturating_mul(MICROS_PER_SECOND)
}
