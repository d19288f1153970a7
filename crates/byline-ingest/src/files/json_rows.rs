//! JSON lines as rows: the paths of an object are its columns, and each line has its own.

use std::collections::BTreeSet;
use std::io::{BufRead, Read};

use super::encoding::Stream;
use super::error::RowError;
use super::fields::{self, Fields};

/// The longest line that is read, in bytes.
const LINE_MAX_BYTES: u64 = 1 << 20;

/// The lines of a file.
pub(super) struct JsonRows<'a> {
    stream: Stream<'a>,
    n_lines: u64,
    is_broken: bool,
    /// The paths of the line that was read last.
    pub names: Vec<String>,
    /// Its values.
    pub values: Vec<String>,
}

impl<'a> JsonRows<'a> {
    pub(super) fn new(stream: Stream<'a>) -> Self {
        Self { stream, n_lines: 0, is_broken: false, names: Vec::new(), values: Vec::new() }
    }

    /// Reads the next line; empty ones are passed over.
    pub(super) fn read(&mut self) -> Option<(u64, Result<(), RowError>)> {
        let mut line = Vec::new();
        while !self.is_broken {
            line.clear();
            self.n_lines += 1;
            let read = (&mut self.stream).take(LINE_MAX_BYTES).read_until(b'\n', &mut line);
            let is_cut = line.len() as u64 == LINE_MAX_BYTES;
            if read.is_err() || is_cut {
                self.is_broken = true;
                let reason = "longer than 1 MiB, or the file broke off".to_owned();
                return Some((self.n_lines, Err(RowError::Broken(reason))));
            }
            if line.is_empty() {
                return None;
            }
            if !line.trim_ascii().is_empty() {
                return Some((self.n_lines, self.take(&line)));
            }
        }
        None
    }

    fn take(&mut self, line: &[u8]) -> Result<(), RowError> {
        let text = std::str::from_utf8(line).ok();
        let fields = text.and_then(fields::object);
        let fields = fields.ok_or_else(|| RowError::Broken("no JSON object".to_owned()))?;
        (self.names, self.values) = fields.into_iter().unzip();
        Ok(())
    }
}

/// All paths that the lines of a sample have.
pub(super) fn header(sample: &[u8]) -> Vec<String> {
    let lines =
        sample.split(|byte| *byte == b'\n').filter_map(|line| std::str::from_utf8(line).ok());
    let objects: Vec<Fields> = lines.take(200).filter_map(fields::object).collect();
    let names: BTreeSet<String> = objects.into_iter().flatten().map(|(name, _)| name).collect();
    names.into_iter().collect()
}
