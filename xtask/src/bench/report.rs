//! Reports of benches: a table for people, JSON for programs, the same rows in both.

use std::fmt::Write as _;

use serde_json::{Value, json};

/// One measured figure.
pub struct Row {
    /// What was measured, such as `64 writers, p99`.
    pub what: String,
    /// The unit of all figures of the row, such as `ms` or `events/s`.
    pub unit: &'static str,
    /// What Byline reached; `None` where the row only states a limit of the machine.
    pub ours: Option<f64>,
    /// What the peer or the bare machine reached in the same run.
    pub peer: Option<Peer>,
    /// The budget, as `docs/performance.md` words it.
    pub budget: Option<&'static str>,
}

/// What a row is compared with.
pub struct Peer {
    /// Its name, such as `nginx return 302`.
    pub name: &'static str,
    /// Its figure, in the row's unit.
    pub figure: f64,
}

impl Row {
    /// Ours divided by the peer's, where both were measured.
    fn ratio(&self) -> Option<f64> {
        let peer = self.peer.as_ref()?;
        (peer.figure != 0.0).then_some(self.ours? / peer.figure)
    }
}

/// The results as a table with aligned columns.
pub fn table(results: &[(&str, Vec<Row>)]) -> String {
    let head = ["bench", "what", "ours", "peer", "ours / peer", "budget"].map(str::to_owned);
    let mut lines = vec![head];
    for (name, rows) in results {
        lines.extend(rows.iter().map(|row| cells(name, row)));
    }
    let width = |column: usize| lines.iter().map(|line| line[column].chars().count()).max();
    let widths: [usize; 6] = std::array::from_fn(|column| width(column).unwrap_or(0));
    let mut text = String::new();
    for line in &lines {
        let mut row = String::new();
        for (cell, width) in line.iter().zip(widths) {
            write!(row, "{cell:<width$}  ").expect("writing to a string cannot fail");
        }
        text.push_str(row.trim_end());
        text.push('\n');
    }
    text
}

fn cells(name: &str, row: &Row) -> [String; 6] {
    let figure = |value: f64| format!("{} {}", shown(value), row.unit);
    let peer = row.peer.as_ref().map(|peer| format!("{} ({})", figure(peer.figure), peer.name));
    [
        name.to_owned(),
        row.what.clone(),
        row.ours.map_or("-".into(), figure),
        peer.unwrap_or("-".into()),
        row.ratio().map_or("-".into(), |ratio| format!("{ratio:.2}")),
        row.budget.unwrap_or("-").to_owned(),
    ]
}

/// Three significant digits below a thousand, whole numbers with separators above.
fn shown(value: f64) -> String {
    if value.abs() < 10.0 {
        return format!("{value:.2}");
    }
    if value.abs() < 1000.0 {
        return format!("{value:.1}");
    }
    let digits = format!("{value:.0}");
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        let n_left = digits.len() - index;
        if 0 < index && n_left.is_multiple_of(3) && text != "-" {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// The results as JSON: a list of rows, a missing figure as `null`.
pub fn json(results: &[(&str, Vec<Row>)]) -> Value {
    let mut rows = Vec::new();
    for (name, measured) in results {
        rows.extend(measured.iter().map(|row| {
            json!({
                "bench": name,
                "what": row.what,
                "unit": row.unit,
                "ours": row.ours,
                "peer": row.peer.as_ref().map(|peer| peer.figure),
                "peer_name": row.peer.as_ref().map(|peer| peer.name),
                "ratio": row.ratio(),
                "budget": row.budget,
            })
        }));
    }
    Value::Array(rows)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn results() -> Vec<(&'static str, Vec<Row>)> {
        let peer = |name, figure| Some(Peer { name, figure });
        vec![
            (
                "redirect",
                vec![Row {
                    what: "requests".into(),
                    unit: "/s",
                    ours: Some(61_234.0),
                    peer: peer("nginx return 302", 80_000.0),
                    budget: Some("at least 0.60"),
                }],
            ),
            (
                "commit",
                vec![Row {
                    what: "1 writer, p99".into(),
                    unit: "ms",
                    ours: None,
                    peer: peer("bare SQLite", 0.21),
                    budget: None,
                }],
            ),
        ]
    }

    #[test]
    fn the_table_aligns_and_shows_the_ratio() {
        let expected = "\
bench     what           ours       peer                          ours / peer  budget
redirect  requests       61,234 /s  80,000 /s (nginx return 302)  0.77         at least 0.60
commit    1 writer, p99  -          0.21 ms (bare SQLite)         -            -
";
        assert_eq!(table(&results()), expected);
    }

    #[test]
    fn json_keeps_missing_figures_missing() {
        let json = json(&results());
        assert_eq!(json[0]["ratio"], 61_234.0 / 80_000.0);
        assert_eq!(json[1]["ours"], Value::Null);
        assert_eq!(json[1]["ratio"], Value::Null);
    }
}
