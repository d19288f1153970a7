//! Reports of simulations: Markdown for people, JSON for programs, the same rows in both.

use std::fmt::Write as _;

use serde_json::{Value, json};

/// One table.
pub struct Table {
    /// The word in JSON.
    pub key: &'static str,
    /// What it shows.
    pub title: &'static str,
    /// How the world of it is made, and what the columns mean.
    pub story: &'static str,
    /// The heads of the columns.
    pub columns: Vec<&'static str>,
    /// The rows.
    pub rows: Vec<Vec<Cell>>,
    /// What was promised, and whether it was met.
    pub promises: Vec<Promise>,
}

/// What a table has to show.
pub struct Promise {
    /// In words.
    pub text: String,
    /// Whether it was met.
    pub is_met: bool,
}

/// One figure of a table.
pub enum Cell {
    /// Words.
    Words(String),
    /// A number of things.
    Count(u64),
    /// A share, from 0 to 1.
    Share(f64),
    /// A number of any size, with its places.
    #[cfg(feature = "statistics")]
    Number(f64, usize),
}

impl Cell {
    fn text(&self) -> String {
        match self {
            Self::Words(words) => words.clone(),
            Self::Count(n) => n.to_string(),
            Self::Share(share) => format!("{:.2}%", share * 100.0),
            #[cfg(feature = "statistics")]
            Self::Number(number, places) => format!("{number:.places$}"),
        }
    }

    fn json(&self) -> Value {
        match self {
            Self::Words(words) => json!(words),
            Self::Count(n) => json!(n),
            Self::Share(number) => json!(number),
            #[cfg(feature = "statistics")]
            Self::Number(number, _) => json!(number),
        }
    }
}

/// The page for people.
pub fn page(seed: u64, tables: &[Table]) -> String {
    let mut page = String::from(
        "# Statistics\n\nHow often decisions are wrong, in a world where the truth is known. \
         Written by `cargo xtask statistics\n--write`; the same seed gives the same figures.\n",
    );
    let mut line = |text: &str| {
        page.push_str(text);
        page.push('\n');
    };
    for table in tables {
        line(&format!("\n## {}\n\n{}\n", table.title, wrapped(table.story)));
        line(&row(table.columns.iter().map(|column| (*column).to_owned())));
        line(&format!("|{}", "---|".repeat(table.columns.len())));
        for cells in &table.rows {
            line(&row(cells.iter().map(Cell::text)));
        }
        if !table.promises.is_empty() {
            line("");
        }
        for promise in &table.promises {
            let word = if promise.is_met { "met" } else { "**missed**" };
            line(&format!("- {}: {word}", promise.text));
        }
    }
    write!(page, "\n```sh\ncargo xtask statistics --json  # for programs; seed {seed}\n```\n")
        .expect("writing to a string cannot fail");
    page
}

/// The words in lines of at most 116 columns.
fn wrapped(text: &str) -> String {
    let mut wrapped = String::new();
    let mut n_columns = 0;
    for word in text.split(' ') {
        let n = word.chars().count();
        if 116 < n_columns + n {
            wrapped.truncate(wrapped.trim_end().len());
            wrapped.push('\n');
            n_columns = 0;
        }
        wrapped.push_str(word);
        wrapped.push(' ');
        n_columns += n + 1;
    }
    wrapped.trim_end().to_owned()
}

fn row(cells: impl Iterator<Item = String>) -> String {
    cells.fold(String::from("|"), |text, cell| text + " " + &cell + " |")
}

/// The same for programs: a list of tables, each with its rows as objects.
pub fn json(seed: u64, tables: &[Table]) -> Value {
    let table = |table: &Table| {
        let rows = table.rows.iter().map(|cells| {
            let named = table.columns.iter().zip(cells);
            let named = named.map(|(column, cell)| ((*column).to_owned(), cell.json()));
            Value::Object(named.collect())
        });
        let promises = table.promises.iter();
        let promises = promises.map(|one| json!({"text": one.text, "is_met": one.is_met}));
        json!({
            "table": table.key,
            "rows": rows.collect::<Vec<_>>(),
            "promises": promises.collect::<Vec<_>>(),
        })
    };
    json!({"seed": seed, "tables": tables.iter().map(table).collect::<Vec<_>>()})
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tables() -> [Table; 1] {
        [Table {
            key: "coins",
            title: "Coins",
            story: "A fair coin is thrown.",
            columns: vec!["coin", "thrown", "heads"],
            rows: vec![vec![Cell::Words("fair".into()), Cell::Count(8), Cell::Share(0.5)]],
            promises: vec![Promise { text: "heads in half of the throws".into(), is_met: true }],
        }]
    }

    #[test]
    fn the_page_holds_the_table_and_what_was_promised() {
        let page = page(7, &tables());
        assert!(page.contains("| coin | thrown | heads |\n|---|---|---|\n| fair | 8 | 50.00% |"));
        assert!(page.contains("- heads in half of the throws: met"), "{page}");
    }

    #[test]
    fn json_holds_the_same_rows() {
        let json = json(7, &tables());
        assert_eq!(json["tables"][0]["rows"][0]["heads"], 0.5);
        assert_eq!(json["tables"][0]["promises"][0]["is_met"], true);
    }
}
