//! Intake: raw deliveries become entries.
//!
//! In: bytes and headers from outside. Out: an answer for the sender, after everything that
//! counts is on the disk, together with the raw bytes it was made from.
//!
//! Always holds: a success is only answered for what is durable; what cannot be read is put aside
//! with its raw bytes, and its sender, who did its part, hears a success too.

mod answer;
mod batch;
mod elsewhere;
mod replay;

use std::path::PathBuf;
use std::sync::{Arc, OnceLock, PoisonError, RwLock};

use byline_core::entry::{Connection, DedupKey, Entry, Fact};
use byline_core::id::ConnectionId;
use byline_core::time::Timestamp;
use byline_engine::Engine;
use byline_ingest::about;
use byline_ingest::dedup;
use byline_ingest::keys::CustomerKey;
use byline_ingest::webhook::{self, Incoming, Received, Site};
use byline_log::{Purpose, PurposeKey, RawPayload, SealedPayload};
use byline_serve::port::{self, Answered, Pending};

use crate::Place;
use crate::import::LinkHosts;
use crate::measures;
use crate::secrets::{SecretBook, nonce};
use crate::writer::WriterHandle;

pub(crate) use batch::Known;
pub(crate) use elsewhere::warning;

pub use elsewhere::Warning;

/// The way in for raw deliveries.
pub struct Intake {
    pub(crate) engine: Arc<RwLock<Engine>>,
    pub(crate) secrets: Arc<SecretBook>,
    pub(crate) writer: Arc<WriterHandle>,
    /// The data directory, in which the inbox lies.
    dir: PathBuf,
    inbox_key: PurposeKey,
    pub(crate) customer_key: CustomerKey,
    link_hosts: OnceLock<LinkHosts>,
    /// Held while a mapping is added to its connection, so that two at once both stay.
    pub(crate) mapping_saves: tokio::sync::Mutex<()>,
}

/// A delivery on its way.
struct Delivery<'a> {
    feed: &'a str,
    connection: ConnectionId,
    raw: &'a port::Delivery,
    now: Timestamp,
}

impl Intake {
    /// A way in that seals raw deliveries and digests customers with keys made from the
    /// place's key.
    pub(crate) fn new(
        Place { dir, key }: &Place,
        engine: Arc<RwLock<Engine>>,
        secrets: Arc<SecretBook>,
        writer: &Arc<WriterHandle>,
    ) -> Self {
        Self {
            engine,
            secrets,
            writer: Arc::clone(writer),
            dir: dir.clone(),
            inbox_key: key.purpose(Purpose::Inbox),
            customer_key: CustomerKey(*key.purpose(Purpose::Customer).expose()),
            link_hosts: OnceLock::new(),
            mapping_saves: tokio::sync::Mutex::default(),
        }
    }

    /// Says where links of files may lead; any public host, if nobody says so.
    pub fn limit_links(&self, hosts: LinkHosts) {
        self.link_hosts.get_or_init(|| hosts);
    }

    pub(crate) fn link_hosts(&self) -> &LinkHosts {
        self.link_hosts.get_or_init(LinkHosts::default)
    }

    async fn take_webhook(
        &self,
        feed: &str,
        connection: &str,
        raw: port::Delivery,
        now: Timestamp,
    ) -> Answered {
        // A connection that is not known yet may be in the part of the log that is left to read.
        if let Err(unavailable) = self.writer.check_ready() {
            return answer::unavailable(&unavailable);
        }
        let Some(connection) = self.connection(feed, connection) else {
            return answer::connection_unknown(feed, connection);
        };
        let delivery = Delivery { feed, connection: connection.id.clone(), raw: &raw, now };
        match self.receive(&connection, &delivery) {
            Ok(Received::Mapped(mapped)) => {
                let entries = mapped.into_keyed().map(|(fact, key)| entry(fact, key)).collect();
                self.commit(entries, &delivery, None).await
            }
            Ok(Received::Ignored { code }) => answer::ignored(code),
            Ok(Received::Aside { reason, dedup }) => {
                let code = reason.code;
                let aside = reason.into_fact(&delivery.connection, about(&delivery.raw.body));
                self.commit(vec![entry(aside, dedup::aside(dedup))], &delivery, Some(code)).await
            }
            Err(refused) => {
                if refused.status() == 401 {
                    measures::signature_failed();
                }
                answer::refused(refused)
            }
        }
    }

    fn receive(
        &self,
        connection: &Connection,
        delivery: &Delivery<'_>,
    ) -> Result<Received, webhook::WebhookError> {
        let secrets = self.secrets.of(delivery.connection.as_str());
        let secrets: Vec<&[u8]> = secrets.iter().map(byline_log::Secret::expose).collect();
        let port::Delivery { method, url, headers, body } = delivery.raw;
        let incoming = Incoming { headers, body, method, url };
        let site = Site {
            connection: &delivery.connection,
            account: connection.account.as_deref(),
            settings: &connection.settings,
            secrets: &secrets,
            customer_key: &self.customer_key,
            received_at: delivery.now,
        };
        webhook::receive(delivery.feed, &incoming, &site)
    }

    /// Commits what a delivery became; `aside` is the code if it was put aside.
    async fn commit(
        &self,
        entries: Vec<Entry>,
        delivery: &Delivery<'_>,
        aside: Option<&'static str>,
    ) -> Answered {
        match self.writer.submit(entries, Some(self.seal(delivery))).await {
            Ok(receipt) => answer::taken(&receipt, aside),
            Err(unavailable) => answer::unavailable(&unavailable),
        }
    }

    fn seal(&self, delivery: &Delivery<'_>) -> SealedPayload {
        let raw = RawPayload { headers: kept(delivery), body: delivery.raw.body.clone() };
        self.seal_raw(raw, &delivery.connection, delivery.now)
    }

    /// Seals what a connection sent or answered.
    pub(crate) fn seal_raw(
        &self,
        raw: RawPayload,
        connection: &ConnectionId,
        now: Timestamp,
    ) -> SealedPayload {
        let nonce = nonce(self.secrets.world());
        raw.seal(&self.inbox_key, connection.clone(), now, nonce)
    }

    /// The connection of this feed, if it is in use.
    fn connection(&self, feed: &str, id: &str) -> Option<Connection> {
        let engine = self.engine.read().unwrap_or_else(PoisonError::into_inner);
        let connection = engine.connection(id)?;
        let is_it = connection.feed == feed && !connection.is_archived;
        is_it.then(|| connection.clone())
    }
}

/// What a second look at a delivery may need besides its body: the method and address as headers
/// that no sender can send, and the headers that its feed reads.
fn kept(delivery: &Delivery<'_>) -> Vec<(String, Vec<u8>)> {
    let port::Delivery { method, url, headers, .. } = delivery.raw;
    let called = [(":method", method), (":url", url)];
    let called = called.map(|(name, value)| (name.to_owned(), value.clone().into_bytes()));
    let read = webhook::feed(delivery.feed).map_or(&[][..], |hook| hook.headers);
    let is_kept = |name: &str| read.iter().any(|begin| name.starts_with(begin));
    let headers = headers.iter().filter(|(name, _)| is_kept(&name.to_ascii_lowercase()));
    called.into_iter().chain(headers.cloned()).collect()
}

/// An entry of a feed. The sequencer sets its time.
pub(crate) fn entry(fact: Fact, dedup: DedupKey) -> Entry {
    Entry { received_at: Timestamp(0), fact, dedup: Some(dedup), actor: None }
}

impl port::Intake for Intake {
    fn webhook<'a>(
        &'a self,
        feed: &'a str,
        connection: &'a str,
        delivery: port::Delivery,
        now: Timestamp,
    ) -> Pending<'a, Answered> {
        Box::pin(self.take_webhook(feed, connection, delivery, now))
    }

    fn events(&self, body: Vec<u8>, now: Timestamp) -> Pending<'_, Answered> {
        Box::pin(self.take_events(body, now))
    }

    fn replay(&self, inbox_id: u64, actor: String) -> Pending<'_, Answered> {
        Box::pin(self.replay_payload(inbox_id, actor))
    }

    fn import<'a>(
        &'a self,
        kind: &'a str,
        how: port::ImportHow,
        body: Vec<u8>,
        now: Timestamp,
    ) -> Pending<'a, Answered> {
        Box::pin(async move {
            match self.import_piece(kind, &how, &body, now).await {
                Ok(imported) => answer::imported(&imported),
                Err(refused) => answer::piece_refused(&refused),
            }
        })
    }

    fn kinds(&self) -> Vec<port::FileKind> {
        crate::import::kinds()
    }

    fn guess(&self, body: &[u8], what: Option<&str>) -> Option<port::FileGuess> {
        crate::import::guess(body, what)
    }

    fn pixel(&self, body: Vec<u8>, now: Timestamp) -> Pending<'_, Answered> {
        Box::pin(self.take_beacon(body, now))
    }
}

#[cfg(test)]
mod tests;
