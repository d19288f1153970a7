//! The form of the page about files, as it is sent, and what it asks of the node.

use std::sync::Arc;

use axum::extract::Request;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::json;

use super::{Chosen, KINDS, Step};
use crate::pages::form;
use crate::port::ImportHow;
use crate::problem::Problem;
use crate::site::Site;

/// Reads the form within the limits of any body.
pub async fn read(site: &Arc<Site>, request: Request) -> Result<Chosen, Problem> {
    let mut chosen = Chosen::default();
    for (name, bytes) in form::read_bytes(site, request).await? {
        chosen.take(&name, &bytes);
    }
    Ok(chosen)
}

impl Chosen {
    fn take(&mut self, name: &str, bytes: &[u8]) {
        let text = || String::from_utf8_lossy(bytes).trim().to_owned();
        match name {
            "kind" => self.kind = text(),
            "connection" => self.connection = text(),
            "time_zone" => self.time_zone = text(),
            "save_as" => self.save_as = text(),
            "step" => {
                self.step = match text().as_str() {
                    "import" => Step::Import,
                    "refused" => Step::Refused,
                    _ => Step::Look,
                }
            }
            "file" | "text" if !bytes.is_empty() => self.file = bytes.to_vec(),
            "packed" => self.file = STANDARD.decode(text()).unwrap_or_default(),
            "mapped" => drop(self.mapped.get_or_insert_default()),
            _ => self.take_meaning(name, text()),
        }
    }

    fn take_meaning(&mut self, name: &str, text: String) {
        if text.is_empty() {
            return;
        }
        if let Some(column) = name.strip_prefix("column.") {
            self.mapped.get_or_insert_default().insert(column.to_owned(), text);
        } else if let Some(setting) = name.strip_prefix("setting.") {
            self.settings.insert(setting.to_owned(), text);
        }
    }

    /// Whether its rows go by the columns of the API.
    pub fn is_rows(&self) -> bool {
        KINDS.iter().any(|(key, ..)| *key == self.kind)
    }

    /// What the node is asked to do, and under which word.
    pub fn asks(&self) -> (&str, ImportHow) {
        let said = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
        let mut how = ImportHow {
            connection: said(&self.connection),
            time_zone: said(&self.time_zone),
            dry_run: self.step != Step::Import,
            ..ImportHow::default()
        };
        if self.is_rows() {
            return (&self.kind, how);
        }
        how.refused_rows = self.step == Step::Refused;
        how.save_mapping = said(&self.save_as);
        match (&self.mapped, self.kind.split_once('.')) {
            (Some(columns), Some((feed, what))) => {
                let mapping = json!({
                    "feed": feed, "what": what, "columns": columns, "settings": self.settings,
                });
                how.mapping = Some(mapping.to_string());
            }
            _ => how.what = said(&self.kind),
        }
        ("table", how)
    }

    /// The file as the next form carries it: the field and its value.
    pub fn carried(&self) -> (&'static str, String) {
        match std::str::from_utf8(&self.file) {
            Ok(text) => ("text", text.to_owned()),
            Err(_) => ("packed", STANDARD.encode(&self.file)),
        }
    }
}
