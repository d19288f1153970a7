//! Saved mappings: what the columns of a file mean, kept under a name.
//!
//! A mapping is a setting of the connection that its files are brought in for, `mapping.NAME`, so
//! it is in the log, in every backup, and the same on every server.

use std::sync::PoisonError;

use byline_core::entry::{Connection, Entry, Fact};
use byline_core::id::ConnectionId;
use byline_core::time::Timestamp;
use byline_engine::Engine;
use byline_ingest::export::plain_header;
use byline_ingest::files::Mapping;
use byline_serve::port::Unavailable;

use super::tables::FILES;
use crate::intake::Intake;

/// What the names of settings that hold a mapping begin with.
pub const MAPPING_PREFIX: &str = "mapping.";

/// Every saved mapping with its name, in the order of connections and names.
pub fn saved_mappings(engine: &Engine) -> Vec<(String, Mapping)> {
    let in_use = engine.connections().filter(|connection| !connection.is_archived);
    let settings = in_use.flat_map(|connection| &connection.settings);
    let saved = settings.filter_map(|(name, text)| {
        let name = name.strip_prefix(MAPPING_PREFIX)?;
        Some((name.to_owned(), serde_json::from_str(text).ok()?))
    });
    saved.collect()
}

/// The saved mapping that names most columns of this header, and no column that is not there.
pub(super) fn fitting(saved: Vec<(String, Mapping)>, header: &[String]) -> Option<Mapping> {
    let header: Vec<String> = header.iter().map(|name| plain_header(name)).collect();
    let has_all = |mapping: &Mapping| {
        mapping.columns.values().all(|name| header.contains(&plain_header(name)))
    };
    let fitting = saved.into_iter().map(|(_, mapping)| mapping).filter(has_all);
    fitting.filter(|it| !it.columns.is_empty()).max_by_key(|mapping| mapping.columns.len())
}

impl Intake {
    /// Keeps a mapping under a name, with the connection that its files are brought in for; with
    /// that of all other files while nobody declared one.
    pub(super) async fn save_mapping(
        &self,
        name: &str,
        mapping: &Mapping,
        connection: &ConnectionId,
    ) -> Result<(), Unavailable> {
        let _alone = self.mapping_saves.lock().await;
        let known = {
            let engine = self.engine.read().unwrap_or_else(PoisonError::into_inner);
            let own = engine.connection(connection.as_str());
            own.or_else(|| engine.connection(FILES)).cloned()
        };
        let mut kept = known.unwrap_or_else(|| Connection {
            id: FILES.into(),
            feed: FILES.to_owned(),
            name: "Files".to_owned(),
            account: None,
            is_archived: false,
            settings: Default::default(),
        });
        let text = serde_json::to_string(mapping).unwrap_or_default();
        let before = kept.settings.insert(format!("{MAPPING_PREFIX}{name}"), text.clone());
        if before == Some(text) {
            return Ok(());
        }
        let fact = Fact::Connection(kept);
        let entry = Entry { received_at: Timestamp(0), fact, dedup: None, actor: None };
        self.writer.submit(vec![entry], None).await.map(|_| ())
    }
}
