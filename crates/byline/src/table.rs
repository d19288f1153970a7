//! Tables for people: words to the left, numbers to the right.

/// A table that grows row by row.
pub struct Table<'a> {
    heads: Vec<&'a str>,
    rows: Vec<Vec<String>>,
}

impl<'a> Table<'a> {
    /// A table with these columns.
    pub fn new(heads: &[&'a str]) -> Self {
        Self { heads: heads.to_vec(), rows: Vec::new() }
    }

    /// Adds a row with one text for each column.
    pub fn row(&mut self, texts: Vec<String>) {
        self.rows.push(texts);
    }

    /// The table as text. A column in which every text looks like a number is set to the right.
    pub fn text(&self) -> String {
        let columns: Vec<Column> = (0..self.heads.len()).map(|index| self.column(index)).collect();
        let heads: Vec<String> = self.heads.iter().map(|head| (*head).to_owned()).collect();
        let mut text = String::new();
        for row in std::iter::once(&heads).chain(&self.rows) {
            let cells = row.iter().zip(&columns).map(|(cell, column)| column.set(cell));
            text.push_str(cells.collect::<Vec<_>>().join("  ").trim_end());
            text.push('\n');
        }
        text
    }

    /// The table as text; nothing if it has no rows.
    pub fn text_unless_empty(&self) -> String {
        if self.rows.is_empty() { String::new() } else { self.text() }
    }

    fn column(&self, index: usize) -> Column {
        let texts = || self.rows.iter().filter_map(move |row| row.get(index));
        let width = texts().map(|text| text.chars().count()).max().unwrap_or(0);
        let is_number = |text: &String| {
            text.bytes().all(|byte| byte.is_ascii_digit() || b".,-% ".contains(&byte))
        };
        let are_numbers = 0 < index && texts().all(|text| is_number(text) || text == "n/a");
        Column { width: width.max(self.heads[index].chars().count()), are_numbers }
    }
}

struct Column {
    width: usize,
    are_numbers: bool,
}

impl Column {
    fn set(&self, text: &str) -> String {
        let width = self.width;
        if self.are_numbers { format!("{text:>width$}") } else { format!("{text:<width$}") }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_stand_left_and_numbers_right() {
        let mut table = Table::new(&["creator", "clicks", "revenue"]);
        table.row(vec!["Ana".into(), "1,204".into(), "99.50".into()]);
        table.row(vec!["Zoë".into(), "7".into(), "n/a".into()]);
        let expected = "\
creator  clicks  revenue
Ana       1,204    99.50
Zoë           7      n/a
";
        assert_eq!(table.text(), expected);
    }
}
