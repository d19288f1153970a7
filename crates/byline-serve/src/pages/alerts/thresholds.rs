//! Thresholds as a form: what each is called, its unit, and where it stands.
//!
//! The form shows those that people change; everything else is kept as it is, and can be set by
//! file and API.

use byline_core::decision::{ActOn, PauseMode, Rules};
use byline_core::kpi::Ratio;
use maud::{Markup, html};
use serde_json::Value;

use super::forms::Fields;
use crate::machine::Changed;
use crate::problem::Problem;

/// One threshold of the form.
struct Threshold {
    /// Its name in the form.
    name: &'static str,
    /// Its name in the rules.
    field: &'static str,
    /// What it means.
    label: &'static str,
    /// The unit that people write.
    unit: &'static str,
    /// How many of the rules' units one of people's has.
    per: i64,
    get: fn(&Rules) -> i64,
    set: fn(&mut Rules, i64),
}

/// A number within what its type holds; the check of the rules says what makes sense.
fn u32_of(value: i64) -> u32 {
    u32::try_from(value.max(0)).unwrap_or(u32::MAX)
}

const THRESHOLDS: [Threshold; 10] = [
    Threshold {
        name: "red_under",
        field: "standing.red_under_bp",
        label: "Red: under the benchmark by at least",
        unit: "%",
        per: 100,
        get: |rules| i64::from(rules.standing.red_under_bp),
        set: |rules, value| rules.standing.red_under_bp = u32_of(value),
    },
    Threshold {
        name: "yellow_under",
        field: "standing.yellow_under_bp",
        label: "Yellow: under the benchmark by at least",
        unit: "%",
        per: 100,
        get: |rules| i64::from(rules.standing.yellow_under_bp),
        set: |rules, value| rules.standing.yellow_under_bp = u32_of(value),
    },
    Threshold {
        name: "accelerate_over",
        field: "standing.accelerate_over_bp",
        label: "Accelerate: over the benchmark by at least",
        unit: "%",
        per: 100,
        get: |rules| i64::from(rules.standing.accelerate_over_bp),
        set: |rules, value| rules.standing.accelerate_over_bp = u32_of(value),
    },
    Threshold {
        name: "silence",
        field: "standing.silence_s",
        label: "Red: no conversion at all since the first post for",
        unit: "hours",
        per: 3_600,
        get: |rules| rules.standing.silence_s,
        set: |rules, value| rules.standing.silence_s = value,
    },
    Threshold {
        name: "conversion_under",
        field: "standing.conversion_under_bp",
        label: "Clicks, few sales: conversion rate under its benchmark by more than",
        unit: "%",
        per: 100,
        get: |rules| i64::from(rules.standing.conversion_under_bp),
        set: |rules, value| rules.standing.conversion_under_bp = u32_of(value),
    },
    Threshold {
        name: "page_after",
        field: "urgency.page.pending_s",
        label: "Urgent alert: revenue below the floor for",
        unit: "minutes",
        per: 60,
        get: |rules| rules.urgency.page.pending_s,
        set: |rules, value| rules.urgency.page.pending_s = value,
    },
    Threshold {
        name: "page_due",
        field: "urgency.page.due_s",
        label: "Tell the next person: an urgent alert that nobody took for",
        unit: "minutes",
        per: 60,
        get: |rules| rules.urgency.page.due_s,
        set: |rules, value| rules.urgency.page.due_s = value,
    },
    Threshold {
        name: "orders_per_day",
        field: "page.orders_per_day_min",
        label: "Alert on one creator’s revenue by the hour: from how many orders a day",
        unit: "orders",
        per: 1,
        get: |rules| i64::from(rules.page.orders_per_day_min),
        set: |rules, value| rules.page.orders_per_day_min = u32_of(value),
    },
    Threshold {
        name: "pauses_max",
        field: "pausing.pauses_max",
        label: "Most ads to pause within 15 minutes",
        unit: "ads",
        per: 1,
        get: |rules| i64::from(rules.pausing.pauses_max),
        set: |rules, value| rules.pausing.pauses_max = u32_of(value),
    },
    Threshold {
        name: "spend_max",
        field: "pausing.spend_max_bp",
        label: "Most of the daily spend to pause at once",
        unit: "%",
        per: 100,
        get: |rules| i64::from(rules.pausing.spend_max_bp),
        set: |rules, value| rules.pausing.spend_max_bp = u32_of(value),
    },
];

/// The fields of a form, with what was typed, else with where each threshold stands. What was typed
/// stays as it is, however wrong: it is for whoever typed it to mend.
pub fn inputs(rules: &Rules, typed: &Fields<'_>) -> Markup {
    fields(rules, typed, None)
}

/// The fields of a form that only tries thresholds, each with the one in force.
pub fn inputs_to_try(rules: &Rules, in_force: &Rules) -> Markup {
    fields(rules, &Fields(b""), Some(in_force))
}

const MODES: [(PauseMode, &str, &str); 3] = [
    (PauseMode::Observe, "observe", "Write down what would be paused"),
    (PauseMode::Suggest, "suggest", "Ask a person before an ad is paused"),
    (PauseMode::Automatic, "automatic", "Pause by itself, within the limits"),
];

impl Threshold {
    /// Where it stands, in people's unit.
    fn stands_at(&self, rules: &Rules) -> String {
        self.in_unit((self.get)(rules))
    }

    /// A value of the rules in people's unit, to two places.
    fn in_unit(&self, value: i64) -> String {
        let hundredths = Ratio::new(value.into(), self.per.into()).map_or(0, |it| it.rounded(2));
        let value = format!("{}.{:02}", hundredths / 100, hundredths % 100);
        let value = value.trim_end_matches('0').trim_end_matches('.');
        match self.unit {
            "%" => format!("{value}%"),
            unit if hundredths == 100 => format!("1 {}", unit.trim_end_matches('s')),
            unit => format!("{value} {unit}"),
        }
    }
}

fn fields(rules: &Rules, typed: &Fields<'_>, in_force: Option<&Rules>) -> Markup {
    let value = |one: &Threshold| {
        let said = typed.all(one.name).into_iter().next();
        said.unwrap_or_else(|| ((one.get)(rules) / one.per).to_string())
    };
    // A box that is not ticked is not sent, so the choice beside it tells that there is a form.
    let ticked = |name: &str, holds: bool| match typed.said("mode") {
        Some(_) => typed.said(name).is_some(),
        None => holds,
    };
    let mode = typed.said("mode").map_or(rules.pausing.mode, |key| mode_from(&key));
    let mode_in_force = in_force.and_then(|rules| {
        MODES.into_iter().find(|(mode, ..)| *mode == rules.pausing.mode).map(|(.., label)| label)
    });
    let stop = match in_force {
        Some(_) => " As if all pausing had been stopped",
        None => " Stop all pausing now, whatever is chosen above",
    };
    html! {
        div.in-two {
            @for threshold in &THRESHOLDS {
                div {
                    label for=(threshold.name) {
                        (threshold.label)
                        @if !threshold.label.contains(threshold.unit) {
                            " (" (threshold.unit) ")"
                        }
                    }
                    input id=(threshold.name) name=(threshold.name) inputmode="numeric" required
                        value=(value(threshold));
                    @if let Some(rules) = in_force {
                        small.below { "In force: " (threshold.stands_at(rules)) }
                    }
                }
            }
        }
        label for="mode" { "Ads" }
        select id="mode" name="mode" {
            @for (each, key, label) in MODES {
                option value=(key) selected[mode == each] { (label) }
            }
        }
        @if let Some(label) = mode_in_force { small.below { "In force: " (label) } }
        label {
            input type="checkbox" name="is_stopped" value="1"
                checked[ticked("is_stopped", rules.pausing.is_stopped)];
            (stop)
        }
        label {
            input type="checkbox" name="literal" value="1"
                checked[ticked("literal", rules.page.pages_on == ActOn::Literal)];
            " Raise the urgent alert even where the fall of orders may be chance"
        }
    }
}

/// The thresholds that a form says, over those that were shown in it.
pub fn read(mut rules: Rules, fields: &Fields<'_>) -> Result<Rules, Problem> {
    for threshold in &THRESHOLDS {
        let text = fields.text(threshold.name);
        let value = text.trim().parse::<i64>().map_err(|_| {
            let detail = format!("“{}” needs a whole number", threshold.label);
            Problem::new(422, "rules.out_of_range", detail)
                .next_step("write a whole number")
                .at(threshold.name, text.as_str())
        })?;
        let least = if threshold.unit == "%" { 1 } else { 0 };
        if value < least {
            let detail = format!("“{}” is at least {least} {}", threshold.label, threshold.unit);
            return Err(Problem::new(422, "rules.out_of_range", detail)
                .next_step("write a larger number")
                .at(threshold.name, text.as_str()));
        }
        // A number that was shown rounded and not changed stays exactly as it is.
        if value != (threshold.get)(&rules) / threshold.per {
            (threshold.set)(&mut rules, value.saturating_mul(threshold.per));
        }
    }
    rules.pausing.mode = mode_from(&fields.text("mode"));
    rules.pausing.is_stopped = fields.said("is_stopped").is_some();
    rules.page.pages_on =
        if fields.said("literal").is_some() { ActOn::Literal } else { ActOn::Confirmed };
    Ok(rules)
}

fn mode_from(key: &str) -> PauseMode {
    match key {
        "observe" => PauseMode::Observe,
        "automatic" => PauseMode::Automatic,
        _ => PauseMode::Suggest,
    }
}

/// A threshold that was changed, in words: what it is, where it stood, where it stands.
pub fn words(changed: &Changed) -> (String, String, String) {
    let Some(known) = THRESHOLDS.iter().find(|one| one.field == changed.field) else {
        let label = match changed.field.as_str() {
            "pausing.mode" => "What happens to ads",
            "pausing.is_stopped" => "All pausing is stopped",
            "page.pages_on" => "What an urgent alert needs",
            other => other,
        };
        return (label.to_owned(), plain(&changed.then), plain(&changed.otherwise));
    };
    let in_unit = |value: &Value| match value.as_i64() {
        Some(value) => known.in_unit(value),
        None => plain(value),
    };
    (known.label.to_owned(), in_unit(&changed.then), in_unit(&changed.otherwise))
}

fn plain(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Bool(true) => "on".to_owned(),
        Value::Bool(false) => "off".to_owned(),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_threshold_stands_where_it_does() {
        let mut rules = Rules::default();
        rules.standing.red_under_bp = 12_50;
        rules.urgency.page.pending_s = 90;
        rules.urgency.page.due_s = 60;
        rules.pausing.pauses_max = 1;
        let told = |name| {
            let one = THRESHOLDS.iter().find(|one| one.name == name).expect("a threshold");
            one.stands_at(&rules)
        };
        let names = ["red_under", "page_after", "page_due", "pauses_max"];
        assert_eq!(names.map(told), ["12.5%", "1.5 minutes", "1 minute", "1 ad"]);
    }
}
