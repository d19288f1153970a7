//! Whether rules can be meant: each number within what makes sense, and in order.

use thiserror::Error;

use super::rules::{EpisodeRules, MINUTE_S, Rules};

/// A day, in seconds.
const DAY_S: i64 = 86_400;

/// Why rules cannot be meant.
#[derive(Clone, PartialEq, Eq, Debug, Error)]
pub enum RulesError {
    /// A number is outside of what makes sense.
    #[error("`{field}` is {value}; give {least} to {most}")]
    OutOfRange {
        /// Which one, as a path in the file.
        field: String,
        /// What it says.
        value: i64,
        /// The least that makes sense.
        least: i64,
        /// The most that makes sense.
        most: i64,
    },
    /// Two numbers are in the wrong order.
    #[error("`{lower}` must be below `{upper}`; lower the one or raise the other")]
    Crossed {
        /// Which should be lower.
        lower: &'static str,
        /// Which should be higher.
        upper: &'static str,
    },
}

impl RulesError {
    /// The stable code.
    pub fn code(&self) -> &'static str {
        match self {
            Self::OutOfRange { .. } => "rules.out_of_range",
            Self::Crossed { .. } => "rules.crossed",
        }
    }

    /// The field to mend, as a path in the file.
    pub fn field(&self) -> &str {
        match self {
            Self::OutOfRange { field, .. } => field,
            Self::Crossed { lower, .. } => lower,
        }
    }
}

impl Rules {
    /// The first reason why these rules cannot be meant, if there is any.
    pub fn check(&self) -> Result<(), RulesError> {
        self.check_judgements()?;
        check_episode("urgency.page", &self.urgency.page)?;
        check_episode("urgency.investigate", &self.urgency.investigate)?;
        check_episode("urgency.review", &self.urgency.review)?;
        self.check_page()?;
        self.check_money()
    }

    fn check_judgements(&self) -> Result<(), RulesError> {
        let standing = &self.standing;
        within("standing.red_under_bp", standing.red_under_bp, 1, 99_99)?;
        within("standing.yellow_under_bp", standing.yellow_under_bp, 1, 99_99)?;
        within("standing.accelerate_over_bp", standing.accelerate_over_bp, 1, 10_000_00)?;
        within("standing.silence_s", standing.silence_s, MINUTE_S, 365 * DAY_S)?;
        within("standing.cpc_red_over_bp", standing.cpc_red_over_bp, 1, 10_000_00)?;
        within("standing.leave_after_evaluations", standing.leave_after_evaluations, 1, 100)?;
        within("standing.evaluate_every_s", standing.evaluate_every_s, MINUTE_S, DAY_S)?;
        within("standing.conversion_under_bp", standing.conversion_under_bp, 1, 99_99)?;
        below(
            ("standing.yellow_under_bp", standing.yellow_under_bp),
            ("standing.red_under_bp", standing.red_under_bp),
        )?;

        let evidence = &self.evidence;
        within("evidence.confirmed_ppm", evidence.confirmed_ppm, 500_000, 999_999)?;
        within("evidence.leaning_ppm", evidence.leaning_ppm, 1, 999_999)?;
        within("evidence.silence_ppm", evidence.silence_ppm, 1, 500_000)?;
        within("evidence.segment_creators_min", evidence.segment_creators_min, 2, 1_000)?;
        within("evidence.strength_least_milli", evidence.strength_least_milli, 1, 1_000_000)?;
        within("evidence.strength_most_milli", evidence.strength_most_milli, 1, 1_000_000)?;
        within("evidence.strength_alone_milli", evidence.strength_alone_milli, 1, 1_000_000)?;
        below(
            ("evidence.strength_least_milli", evidence.strength_least_milli),
            ("evidence.strength_most_milli", evidence.strength_most_milli),
        )?;
        below(
            ("evidence.leaning_ppm", evidence.leaning_ppm),
            ("evidence.confirmed_ppm", evidence.confirmed_ppm),
        )
    }

    fn check_page(&self) -> Result<(), RulesError> {
        let page = &self.page;
        within("page.trailing_s", page.trailing_s, MINUTE_S, DAY_S)?;
        within("page.fell_to_percent", page.fell_to_percent, 1, 90)?;
        within("page.threshold_millinats", page.threshold_millinats, 1, 100_000)?;
        within("page.hours_differ_bp", page.hours_differ_bp, 0, 100_00)?;
        within("page.orders_per_day_min", page.orders_per_day_min, 0, 100_000)
    }

    fn check_money(&self) -> Result<(), RulesError> {
        let pausing = &self.pausing;
        within("pausing.pauses_max", pausing.pauses_max, 0, 1_000)?;
        within("pausing.spend_max_bp", pausing.spend_max_bp, 0, 100_00)?;
        within("pausing.window_s", pausing.window_s, MINUTE_S, DAY_S)?;
        within("pausing.settle_s", pausing.settle_s, 1, DAY_S)?;
        within("pausing.give_up_s", pausing.give_up_s, MINUTE_S, DAY_S)?;

        let moves = &self.reallocation;
        within("reallocation.exponent_bp", moves.exponent_bp, 10_00, 95_00)?;
        within("reallocation.daily_change_bp", moves.daily_change_bp, 0, 100_00)?;
        within("reallocation.least_of_plan_bp", moves.least_of_plan_bp, 0, 100_00)?;
        within("reallocation.most_of_plan_bp", moves.most_of_plan_bp, 100_00, 10_000_00)?;
        within("reallocation.learning_floor_bp", moves.learning_floor_bp, 0, 100_00)?;
        within("reallocation.strength_alone_milli", moves.strength_alone_milli, 1, 1_000_000)
    }
}

fn check_episode(name: &str, rules: &EpisodeRules) -> Result<(), RulesError> {
    let field = |field: &str| format!("{name}.{field}");
    within(field("pending_s"), rules.pending_s, 0, 7 * DAY_S)?;
    within(field("resolve_s"), rules.resolve_s, 0, 7 * DAY_S)?;
    within(field("due_s"), rules.due_s, MINUTE_S, 30 * DAY_S)?;
    within(field("escalations_max"), rules.escalations_max, 0, 10)?;
    within(field("no_data_s"), rules.no_data_s, MINUTE_S, 7 * DAY_S)?;
    within(field("evaluate_every_s"), rules.evaluate_every_s, MINUTE_S, DAY_S)?;
    within(field("episodes_per_hour_max"), rules.episodes_per_hour_max, 1, 60)?;
    within(field("quiet_after_resolved_s"), rules.quiet_after_resolved_s, 0, 30 * DAY_S)
}

fn within(
    field: impl Into<String>,
    value: impl Into<i64>,
    least: i64,
    most: i64,
) -> Result<(), RulesError> {
    let value = value.into();
    if least <= value && value <= most {
        return Ok(());
    }
    Err(RulesError::OutOfRange { field: field.into(), value, least, most })
}

fn below(lower: (&'static str, u32), upper: (&'static str, u32)) -> Result<(), RulesError> {
    if lower.1 < upper.1 {
        return Ok(());
    }
    Err(RulesError::Crossed { lower: lower.0, upper: upper.0 })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Reads: a change to the default rules, and the code and field of what is then wrong.
    #[track_caller]
    fn check(change: impl Fn(&mut Rules), expected: (&str, &str)) {
        let mut rules = Rules::default();
        change(&mut rules);
        let error = rules.check().expect_err("it cannot be meant");
        assert_eq!((error.code(), error.field()), expected, "{error}");
    }

    #[test]
    fn the_defaults_can_be_meant() {
        assert_eq!(Rules::default().check(), Ok(()));
    }

    #[test]
    fn what_cannot_be_meant_is_named() {
        let out = "rules.out_of_range";
        check(|r| r.standing.red_under_bp = 100_00, (out, "standing.red_under_bp"));
        check(|r| r.standing.silence_s = -1, (out, "standing.silence_s"));
        check(|r| r.evidence.confirmed_ppm = 400_000, (out, "evidence.confirmed_ppm"));
        check(|r| r.urgency.review.due_s = 0, (out, "urgency.review.due_s"));
        check(|r| r.reallocation.exponent_bp = 100_00, (out, "reallocation.exponent_bp"));
        check(|r| r.pausing.spend_max_bp = 100_01, (out, "pausing.spend_max_bp"));
    }

    #[test]
    fn yellow_must_begin_before_red() {
        let crossed = ("rules.crossed", "standing.yellow_under_bp");
        check(|r| r.standing.yellow_under_bp = 25_00, crossed);
        check(|r| r.evidence.leaning_ppm = 800_000, ("rules.crossed", "evidence.leaning_ppm"));
    }

    #[test]
    fn rules_are_read_from_what_differs_from_the_defaults() {
        let text = r#"{"version": 2, "standing": {"red_under_bp": 3000}}"#;
        let rules: Rules = serde_json::from_str(text).expect("rules");
        let mut expected = Rules { version: 2, ..Rules::default() };
        expected.standing.red_under_bp = 30_00;
        assert_eq!(rules, expected);
        let unknown = serde_json::from_str::<Rules>(r#"{"standing": {"red": 3000}}"#);
        assert!(unknown.is_err(), "a misspelt threshold must not be passed over");
    }

    #[test]
    fn rules_survive_the_log() {
        let rules = Rules { version: 7, ..Rules::default() };
        let bytes = minicbor::to_vec(&rules).expect("memory");
        assert_eq!(minicbor::decode::<Rules>(&bytes).expect("what was written"), rules);
    }
}
