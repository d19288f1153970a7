//! The roster as a file that a spreadsheet opens without running anything in it.

use super::{ColumnKind, RosterPage};

/// The table as CSV with a header, ids first. The figures are those of the screen.
pub fn csv(page: &RosterPage) -> String {
    let mut lines = vec![line(header(page).into_iter())];
    for row in &page.rows {
        let figures = std::iter::once(&row.revenue).chain(&row.figures);
        let cells = [row.id.clone(), row.name.clone(), row.detail.clone()];
        let band = row.band.as_ref().map_or(String::new(), |(_, _, word)| word.clone());
        let figures = figures.map(|figure| figure.text.clone());
        lines.push(line(cells.into_iter().chain(figures).chain([band])));
    }
    lines.concat()
}

fn header(page: &RosterPage) -> Vec<String> {
    let numbers = page.columns.iter().filter(|column| column.kind == ColumnKind::Number);
    let numbers = numbers.map(|column| column.label.clone());
    let first = ["Id", "Creator", "Size and platforms"].map(str::to_owned);
    first.into_iter().chain(numbers).chain(["ROI band".to_owned()]).collect()
}

fn line(cells: impl Iterator<Item = String>) -> String {
    let cells: Vec<String> = cells.map(|cell| field(&cell)).collect();
    format!("{}\r\n", cells.join(","))
}

/// One field, quoted where needed. What a spreadsheet could take for a formula gets a `'` in
/// front: it begins with `=`, `+`, `-`, `@`, a tab, a line end, NUL, or their full-width forms.
fn field(text: &str) -> String {
    const FORMULA: [char; 12] =
        ['=', '+', '-', '@', '\t', '\r', '\n', '\0', '＝', '＋', '－', '＠'];
    let is_formula = text.trim_start_matches(' ').starts_with(FORMULA);
    let guarded = if is_formula { format!("'{text}") } else { text.to_owned() };
    let needs_quotes = guarded.contains(['"', ',', '\r', '\n', '\t', ';', '\'']);
    if needs_quotes { format!("\"{}\"", guarded.replace('"', "\"\"")) } else { guarded }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_field_is_a_formula() {
        for (text, expected) in [
            ("Mika Tanaka", "Mika Tanaka"),
            ("=1+1", "\"'=1+1\""),
            ("+49 30", "\"'+49 30\""),
            ("-1", "\"'-1\""),
            ("@SUM(A1)", "\"'@SUM(A1)\""),
            ("  =1", "\"'  =1\""),
            ("＝1", "\"'＝1\""),
            ("\t=1", "\"'\t=1\""),
            ("a,b", "\"a,b\""),
            ("say \"hi\"", "\"say \"\"hi\"\"\""),
        ] {
            assert_eq!(field(text), expected, "{text:?}");
        }
    }
}
