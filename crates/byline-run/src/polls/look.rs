//! A look at the state: who asks, how often, and for what.

use std::sync::PoisonError;

use byline_core::entry::Connection;
use byline_core::time::Timestamp;
use byline_engine::Engine;
use byline_ingest::dedup;
use byline_ingest::poll::Poll;

use super::line::Seen;
use super::rhythm::Situation;
use super::subjects;
use crate::intake::Intake;

/// Every poll of every connection in use.
pub fn seen(intake: &Intake, ways: &'static [Poll], now: Timestamp) -> Vec<(&'static Poll, Seen)> {
    let engine = intake.engine.read().unwrap_or_else(PoisonError::into_inner);
    let is_in_flight = is_in_flight(&engine, now);
    let mut seen = Vec::new();
    for connection in engine.connections().filter(|connection| !connection.is_archived) {
        for poll in ways.iter().filter(|poll| poll.feed == connection.feed) {
            let subjects = subjects::find(poll, connection, &engine, now);
            let has_young_content = !subjects.young.is_empty();
            let situation = Situation { is_in_flight, has_young_content };
            let fingerprint = fingerprint(intake, connection);
            let connection = connection.clone();
            seen.push((poll, Seen { connection, fingerprint, situation, subjects }));
        }
    }
    seen
}

fn is_in_flight(engine: &Engine, now: Timestamp) -> bool {
    let campaigns = engine.campaigns().filter(|campaign| !campaign.is_archived);
    let mut flights = campaigns.flat_map(|campaign| &campaign.flights);
    flights.any(|flight| flight.from <= now && now < flight.to)
}

/// A digest of what a person would change to mend a connection.
fn fingerprint(intake: &Intake, connection: &Connection) -> [u8; 16] {
    let secrets = intake.secrets.of(connection.id.as_str());
    let mut parts: Vec<&[u8]> = secrets.iter().map(byline_log::Secret::expose).collect();
    parts.push(b"account");
    parts.push(connection.account.as_deref().unwrap_or_default().as_bytes());
    // What there is to ask for is no reason to show a token again that was refused.
    let settings = connection.settings.iter().filter(|(name, _)| *name != "subjects");
    for (name, value) in settings {
        parts.extend([name.as_bytes(), value.as_bytes()]);
    }
    dedup::key(&parts).0
}
