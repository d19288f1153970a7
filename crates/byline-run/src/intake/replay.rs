//! Replay: a delivery or answer that was put aside is mapped again from its raw bytes.
//!
//! The signature was checked when it came, so only the mapping runs again, as of the time when it
//! came. The facts have the delivery's own dedup keys: whatever is replayed twice, or was sent
//! again by the shop meanwhile, counts once.

use std::path::Path;
use std::sync::PoisonError;

use byline_core::entry::{Connection, Entry, Fact, Replayed};
use byline_core::time::Timestamp;
use byline_ingest::dedup;
use byline_ingest::webhook::{self, Incoming, Mapped, Reason, Received, Site};
use byline_log::{LogError, PayloadId, RawPayload, ReadLog, Reader, SealedPayload};
use byline_serve::Problem;
use byline_serve::port::Answered;

use super::{Intake, answer, entry};
use crate::polls::kept::{self, Again};

impl Intake {
    /// Maps a raw delivery of the inbox again and takes in what it says.
    pub(super) async fn replay_payload(&self, inbox_id: u64, actor: String) -> Answered {
        if let Err(unavailable) = self.writer.check_ready() {
            return answer::unavailable(&unavailable);
        }
        let sealed = match read(self.dir.clone(), PayloadId(inbox_id)).await {
            Ok(Some(sealed)) => sealed,
            Ok(None) => return unknown(inbox_id),
            Err(error) => {
                tracing::error!(code = error.code(), inbox_id, "the inbox cannot be read: {error}");
                return Problem::internal().into();
            }
        };
        let raw = match sealed.open(&self.inbox_key) {
            Ok(raw) => raw,
            Err(error) => {
                tracing::error!(code = error.code(), inbox_id, "a delivery stays sealed: {error}");
                return Problem::internal().into();
            }
        };
        let again = match kept::what(&raw) {
            Some(_) => self.read_again(&sealed, &raw),
            None => self.map_again(&sealed, &raw),
        };
        let (entries, code) = match again {
            Ok(Received::Mapped(mapped)) => {
                let keyed = mapped.into_keyed();
                (keyed.map(|(fact, key)| entry(fact, key)).collect(), None)
            }
            Ok(Received::Ignored { code }) => (Vec::new(), Some(code)),
            Ok(Received::Aside { reason, .. }) => return unreadable(&reason),
            Err(refused) => return answer::refused(refused),
        };
        self.take_replayed(inbox_id, entries, code, actor).await
    }

    async fn take_replayed(
        &self,
        inbox_id: u64,
        mut entries: Vec<Entry>,
        code: Option<&'static str>,
        actor: String,
    ) -> Answered {
        let n_facts = entries.len();
        let key = dedup::key(&[b"replayed", &inbox_id.to_be_bytes()]);
        entries.push(entry(Fact::Replayed(Replayed { inbox_id }), key));
        for entry in &mut entries {
            entry.actor = Some(actor.clone());
        }
        match self.writer.submit(entries, None).await {
            Ok(receipt) => answer::replayed(&receipt.outcomes()[..n_facts], code),
            Err(unavailable) => answer::unavailable(&unavailable),
        }
    }

    /// Reads a platform's answer again with its connection as it is now. All of it can be read,
    /// or it stays where it is: its good rows were taken in when it came.
    fn read_again(
        &self,
        sealed: &SealedPayload,
        raw: &RawPayload,
    ) -> Result<Received, webhook::WebhookError> {
        let connection = self.known(sealed)?;
        let secrets = self.secrets.of(connection.id.as_str());
        let secrets: Vec<&[u8]> = secrets.iter().map(byline_log::Secret::expose).collect();
        let again = Again {
            connection: &connection,
            secrets: &secrets,
            customer_key: &self.customer_key,
            received_at: Timestamp(sealed.received_at.0),
            own_hosts: &self.link_hosts().own_hosts,
        };
        let whole = dedup::key(&[b"answer", connection.id.as_str().as_bytes(), &raw.body]);
        let aside = |reason| Received::Aside { reason, dedup: dedup::aside(whole) };
        Ok(match kept::read(raw, &again) {
            Err(reason) => aside(reason),
            Ok(mut page) if !page.refused.is_empty() => aside(page.refused.swap_remove(0)),
            Ok(page) if page.facts.is_empty() => Received::Ignored { code: "poll.nothing_counts" },
            Ok(page) => {
                let (facts, own_keys) = page.facts.into_iter().unzip();
                Received::Mapped(Mapped { facts, dedup: whole, own_keys })
            }
        })
    }

    /// The connection as it is now.
    fn known(&self, sealed: &SealedPayload) -> Result<Connection, webhook::WebhookError> {
        let engine = self.engine.read().unwrap_or_else(PoisonError::into_inner);
        let connection = engine.connection(sealed.connection.as_str()).cloned();
        connection.ok_or(webhook::WebhookError::FeedUnknown)
    }

    /// Maps a delivery with its connection as it is now, at the time when it came.
    fn map_again(
        &self,
        sealed: &SealedPayload,
        raw: &RawPayload,
    ) -> Result<Received, webhook::WebhookError> {
        let connection = self.known(sealed)?;
        let feed = webhook::feed(&connection.feed)?;
        let (method, url) = (called(raw, ":method"), called(raw, ":url"));
        let incoming = Incoming { headers: &raw.headers, body: &raw.body, method, url };
        let site = Site {
            connection: &connection.id,
            account: connection.account.as_deref(),
            settings: &connection.settings,
            secrets: &[],
            customer_key: &self.customer_key,
            received_at: Timestamp(sealed.received_at.0),
        };
        Ok((feed.map)(&incoming, &site))
    }
}

/// How the sender called, kept as a header that no sender can send; empty if it was not kept.
fn called<'r>(raw: &'r RawPayload, name: &str) -> &'r str {
    let found = raw.headers.iter().find(|(known, _)| known == name);
    found.and_then(|(_, value)| std::str::from_utf8(value).ok()).unwrap_or_default()
}

/// Reads from the disk where nobody else has to wait for it.
async fn read(dir: std::path::PathBuf, id: PayloadId) -> Result<Option<SealedPayload>, LogError> {
    let read = move |dir: &Path| Reader::open(dir)?.payload(id);
    match tokio::task::spawn_blocking(move || read(&dir)).await {
        Ok(found) => found,
        Err(error) => std::panic::resume_unwind(error.into_panic()),
    }
}

fn unknown(inbox_id: u64) -> Answered {
    let detail =
        format!("there is no raw delivery {inbox_id}: raw deliveries are kept for 30 days");
    Problem::new(404, "quarantine.unknown", detail)
        .next_step("list /api/v1/quarantine; or have the shop send it again")
        .parameter("inbox_id", inbox_id)
        .into()
}

fn unreadable(reason: &Reason) -> Answered {
    let detail = format!("it still cannot be read: {}: {}", reason.code, reason.detail);
    Problem::new(422, "quarantine.unreadable", detail)
        .next_step("see docs/errors.md for the code; replay it again after an update")
        .into()
}
