//! Reading a table of text from a CSV or Parquet file.

use std::fs::File;
use std::path::Path;

use anyhow::{Context, Result, bail};
use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::record::Field;

/// Headings and rows, all of them text without white space around it; missing cells are empty.
#[derive(Clone, Default)]
pub struct Sheet {
    /// The headings.
    pub headings: Vec<String>,
    /// The rows, each as long as the headings.
    pub rows: Vec<Vec<String>>,
}

impl Sheet {
    /// Reads the file at `path` by its ending.
    pub fn read(path: &Path) -> Result<Self> {
        let sheet = match path.extension().and_then(|ending| ending.to_str()) {
            Some("csv") => csv_sheet(path),
            Some("parquet") => parquet_sheet(path),
            _ => bail!("{}: neither CSV nor Parquet", path.display()),
        };
        sheet.with_context(|| format!("{} cannot be read", path.display()))
    }

    /// The place of the column with this heading, whatever its case.
    pub fn place(&self, heading: &str) -> Option<usize> {
        self.headings.iter().position(|own| own.eq_ignore_ascii_case(heading))
    }
}

fn csv_sheet(path: &Path) -> Result<Sheet> {
    let mut reader =
        csv::ReaderBuilder::new().trim(csv::Trim::All).flexible(true).from_path(path)?;
    let headings: Vec<String> = reader.headers()?.iter().map(str::to_owned).collect();
    let mut rows = Vec::new();
    for record in reader.records() {
        let mut row: Vec<String> = record?.iter().map(str::to_owned).collect();
        row.resize(headings.len(), String::new());
        rows.push(row);
    }
    Ok(Sheet { headings, rows })
}

fn parquet_sheet(path: &Path) -> Result<Sheet> {
    let reader = SerializedFileReader::new(File::open(path)?)?;
    let schema = reader.metadata().file_metadata().schema();
    let headings = schema.get_fields().iter().map(|field| field.name().to_owned()).collect();
    let mut rows = Vec::new();
    for row in reader.get_row_iter(None)? {
        rows.push(row?.get_column_iter().map(|(_, field)| text(field)).collect());
    }
    Ok(Sheet { headings, rows })
}

fn text(field: &Field) -> String {
    match field {
        Field::Null => String::new(),
        Field::Str(text) => text.trim().to_owned(),
        other => other.to_string(),
    }
}
