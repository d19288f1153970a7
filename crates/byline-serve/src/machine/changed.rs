//! What changed between two editions of thresholds, and which alerts that concerns.

use byline_core::decision::Rules;
use byline_core::decision::alert::AlertRule;
use serde::Serialize;
use serde_json::{Value, json};

/// One threshold that is another.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Changed {
    /// Its name, such as `standing.red_under_bp`.
    pub field: String,
    /// Where it stood.
    pub then: Value,
    /// Where it stands.
    pub otherwise: Value,
}

impl Changed {
    /// Whether an alert of this rule may be told differently because of it.
    pub fn concerns(&self, rule: AlertRule) -> bool {
        let of = |prefixes: &[&str]| prefixes.iter().any(|prefix| self.field.starts_with(prefix));
        match rule {
            AlertRule::Floor => of(&["page.", "urgency.page."]),
            AlertRule::MassChange | AlertRule::PauseFailed => {
                of(&["pausing.", "page.", "urgency.page."])
            }
            AlertRule::Red | AlertRule::Traffic => {
                of(&["standing.", "evidence.", "urgency.investigate."])
            }
            AlertRule::Target => of(&["standing.evaluate_every_s", "urgency.review."]),
        }
    }
}

/// Every threshold that differs. The number of the edition is none.
pub fn changed(then: &Rules, otherwise: &Rules) -> Vec<Changed> {
    let mut changed = Vec::new();
    compare("", &json!(then), &json!(otherwise), &mut changed);
    changed.retain(|one| one.field != "version");
    changed
}

fn compare(field: &str, then: &Value, otherwise: &Value, changed: &mut Vec<Changed>) {
    if let (Value::Object(before), Value::Object(after)) = (then, otherwise) {
        for (name, value) in before {
            let inner = if field.is_empty() { name.clone() } else { format!("{field}.{name}") };
            compare(&inner, value, after.get(name).unwrap_or(&Value::Null), changed);
        }
    } else if then != otherwise {
        let field = field.to_owned();
        changed.push(Changed { field, then: then.clone(), otherwise: otherwise.clone() });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_differs_is_named_and_concerns_the_alerts_that_it_decides() {
        let then = Rules { version: 3, ..Rules::default() };
        let mut other = then.clone();
        assert_eq!(changed(&then, &other), []);
        other.version = 4;
        other.standing.red_under_bp = 15_00;
        other.urgency.page.pending_s = 1_800;
        let found = changed(&then, &other);
        let fields: Vec<&str> = found.iter().map(|one| one.field.as_str()).collect();
        assert_eq!(fields, ["standing.red_under_bp", "urgency.page.pending_s"]);
        assert_eq!((&found[0].then, &found[0].otherwise), (&json!(2_500), &json!(1_500)));
        for (field, rule, expected) in [
            (0, AlertRule::Red, true),
            (0, AlertRule::Floor, false),
            (1, AlertRule::Floor, true),
            (1, AlertRule::Traffic, false),
        ] {
            assert_eq!(found[field].concerns(rule), expected, "{field} {rule:?}");
        }
    }
}
