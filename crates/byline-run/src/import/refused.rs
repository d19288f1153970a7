//! Refused rows, kept so that a person can mend them: as CSV that can be imported again.
//!
//! In: each row that was refused, with the reason. Out: a table of line, code, reason and next step
//! beside the row's own cells. The file is handed to whoever brought the rows and is kept nowhere
//! else, because the cells may hold personal data.

use super::Rejection;

/// How much is kept, in bytes. Whoever brings more begins with these.
const KEPT_MAX_BYTES: usize = 16 << 20;

/// The columns before those of the file.
const OWN: [&str; 4] = ["refused_line", "refused_code", "refused_reason", "refused_next_step"];

/// The refused rows of one file.
pub(super) struct RefusedRows {
    table: csv::Writer<Vec<u8>>,
    n_bytes: usize,
}

impl RefusedRows {
    /// Nothing yet, of a file with this header.
    pub fn under(header: &[String]) -> Self {
        let table = csv::WriterBuilder::new().flexible(true).from_writer(Vec::new());
        let mut rows = Self { table, n_bytes: 0 };
        let header = header.iter().map(String::as_str);
        rows.write(OWN.into_iter().chain(header));
        rows
    }

    /// Adds a row.
    pub fn add(&mut self, why: &Rejection, row: &[String]) {
        let size = row.iter().map(String::len).sum::<usize>() + why.detail.len();
        self.n_bytes += size;
        if self.n_bytes <= KEPT_MAX_BYTES {
            let line = why.line.to_string();
            let own = [line.as_str(), why.code, why.detail.as_str(), why.next_step];
            self.write(own.into_iter().chain(row.iter().map(String::as_str)));
        }
    }

    /// All of it.
    pub fn csv(self) -> String {
        let bytes = self.table.into_inner().expect("memory takes what is written to it");
        String::from_utf8(bytes).expect("cells are text, and so is what separates them")
    }

    /// A cell that a spreadsheet would take for a formula is shown as text; reading the table takes
    /// that back.
    fn write<'c>(&mut self, cells: impl Iterator<Item = &'c str>) {
        let plain = cells.map(|cell| match is_formula(cell) {
            true => format!("'{cell}"),
            false => cell.to_owned(),
        });
        self.table.write_record(plain).expect("memory takes what is written to it");
    }
}

/// Whether a spreadsheet would take a cell for a formula. A negative number is none.
fn is_formula(cell: &str) -> bool {
    let is_number = |text: &str| text.bytes().all(|byte| b"0123456789.,".contains(&byte));
    match cell.strip_prefix('-') {
        Some(rest) => !is_number(rest),
        None => cell.starts_with(['=', '+', '@', '\t', '\r']),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refused_row_stands_beside_its_reason() {
        let mut rows = RefusedRows::under(&["Order".to_owned(), "Date".to_owned()]);
        let (code, next_step) = ("export.cell_unreadable", "write it as 2026-03-01");
        let why = Rejection { line: 3, code, detail: "`Date` is odd".to_owned(), next_step };
        rows.add(&why, &["=1+1".to_owned(), "soon, I hope".to_owned()]);
        assert_eq!(
            rows.csv(),
            "refused_line,refused_code,refused_reason,refused_next_step,Order,Date\n\
             3,export.cell_unreadable,`Date` is odd,write it as 2026-03-01,'=1+1,\"soon, I hope\"\n"
        );
    }
}
