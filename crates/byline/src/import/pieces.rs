//! Pieces of a file, each small enough for one request, cut between rows.
//!
//! A CSV piece begins with the file's own header, so that the server reads it like a file. A row
//! may hold line breaks within quotation marks; a piece never ends in one.

use std::io::{BufRead, Result};

/// How large a piece may grow before it is cut, in bytes.
const PIECE_BYTES: usize = 256 << 10;

/// A piece of a file.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Piece {
    /// How many lines of the file lie before the first line of the piece.
    pub first_line: u64,
    /// The piece, a file by itself.
    pub bytes: Vec<u8>,
}

/// Cuts a file into pieces.
pub struct Pieces<R> {
    file: R,
    has_header: bool,
    header: Vec<u8>,
    n_header_lines: u64,
    n_lines: u64,
    has_begun: bool,
}

impl<R: BufRead> Pieces<R> {
    /// Begins to cut a file; a CSV file has a header.
    pub fn of(mut file: R, has_header: bool) -> Result<Self> {
        let mut header = Vec::new();
        let n_header_lines = if has_header { read_row(&mut file, &mut header, true)? } else { 0 };
        Ok(Self {
            file,
            has_header,
            header,
            n_header_lines,
            n_lines: n_header_lines,
            has_begun: false,
        })
    }

    /// The next piece; `None` at the end of the file. A file without rows is one piece all the
    /// same, because its header may be wrong.
    pub fn next(&mut self) -> Result<Option<Piece>> {
        let first_line = self.n_lines - self.n_header_lines;
        let mut bytes = self.header.clone();
        let n_before = bytes.len();
        while bytes.len() < PIECE_BYTES {
            let n_lines = read_row(&mut self.file, &mut bytes, self.has_header)?;
            if n_lines == 0 {
                break;
            }
            self.n_lines += n_lines;
        }
        let is_first = !std::mem::replace(&mut self.has_begun, true);
        Ok((is_first || n_before < bytes.len()).then_some(Piece { first_line, bytes }))
    }
}

/// Appends one row; says how many lines it has, 0 at the end of the file.
fn read_row(file: &mut impl BufRead, row: &mut Vec<u8>, has_quotes: bool) -> Result<u64> {
    let mut n_lines = 0;
    let mut is_quoted = false;
    loop {
        let start = row.len();
        if file.read_until(b'\n', row)? == 0 {
            return Ok(n_lines);
        }
        n_lines += 1;
        let n_quotes = row[start..].iter().filter(|byte| **byte == b'"').count();
        is_quoted ^= has_quotes && n_quotes % 2 == 1;
        if !is_quoted {
            return Ok(n_lines);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pieces(file: &str, has_header: bool) -> Vec<Piece> {
        let mut pieces = Pieces::of(file.as_bytes(), has_header).unwrap();
        std::iter::from_fn(|| pieces.next().unwrap()).collect()
    }

    #[test]
    fn a_small_file_is_one_piece() {
        let file = "id,note\n1,\"two\nlines\"\n2,x";
        let bytes = file.as_bytes().to_vec();
        assert_eq!(pieces(file, true), [Piece { first_line: 0, bytes }]);
        for file in ["id,note\n", ""] {
            let bytes = file.as_bytes().to_vec();
            assert_eq!(pieces(file, true), [Piece { first_line: 0, bytes }], "without rows");
        }
    }

    #[test]
    fn every_piece_is_a_file_by_itself_and_no_row_is_lost_or_cut() {
        let row = |n: usize| format!("{n},\"{}\n{n}\"\n", "x".repeat(1_000));
        let rows: Vec<String> = (0..1_000).map(row).collect();
        let pieces = pieces(&format!("id,note\n{}", rows.concat()), true);
        assert!(1 < pieces.len());
        let mut n_lines = 0;
        let mut all = String::new();
        for piece in &pieces {
            assert_eq!(piece.first_line, n_lines, "lines before the first row, but for a header");
            let text = std::str::from_utf8(&piece.bytes).unwrap();
            let body = text.strip_prefix("id,note\n").unwrap();
            assert!(body.ends_with("\"\n"));
            n_lines += body.lines().count() as u64;
            all.push_str(body);
        }
        assert_eq!(all, rows.concat());
    }
}
