//! One request of a turn: ask, send, read, commit.

use std::sync::PoisonError;

use byline_core::entry::{DedupKey, Entry, Fact};
use byline_core::time::{MICROS_PER_HOUR, Timestamp, Zone};
use byline_ingest::dedup;
use byline_ingest::poll::{Answer, Ask, Page, PollError, Request};
use byline_log::{RawPayload, SealedPayload, Secret};

use super::failure::Failure;
use super::http::SendError;
use super::kept::Asked;
use super::line::{Outcome, Turn};
use super::plan::Job;
use super::{MAX_KNOWN, Polls};
use crate::intake::entry;

/// At most so many entries in one commit.
const MAX_ENTRIES: usize = 8_192;

/// A figure that says what it said before is kept again after so long.
const SAID_AGAIN_AFTER_US: i64 = 6 * MICROS_PER_HOUR;

/// What one request brought.
pub(super) struct Brought {
    pub answer: Answer,
    pub page: Page,
    /// What was asked, for a second look at the answer.
    asked: Asked,
}

impl Polls {
    /// Sends the request of a job and takes in what it brings.
    pub(super) async fn ask(&self, job: &Job) -> Outcome {
        match self.bring(job.clone()).await {
            Ok(brought) => self.take(job, brought).await,
            Err(failure) => Outcome::Failed(failure),
        }
    }

    /// Sends the request of a job where nobody else has to wait for it, and reads the answer.
    pub(super) async fn bring(&self, job: Job) -> Result<Brought, Failure> {
        let (transport, now) = (self.transport.clone(), self.now());
        let secrets = self.secrets().of(job.connection.id.as_str());
        let customer_key = self.intake.customer_key.clone();
        let own_hosts = self.intake.link_hosts().own_hosts.clone();
        let work = move || {
            let secrets: Vec<&[u8]> = secrets.iter().map(Secret::expose).collect();
            let zone = job.connection.settings.get("time_zone");
            let zone = zone.and_then(|name| Zone::parse(name).ok()).unwrap_or_else(Zone::utc);
            let api_url = job.connection.settings.get("api_url").map(String::as_str);
            let ask = Ask {
                connection: &job.connection.id,
                account: job.connection.account.as_deref(),
                settings: &job.connection.settings,
                secrets: &secrets,
                api_url: api_url.unwrap_or(job.poll.api_url).trim_end_matches('/'),
                customer_key: &customer_key,
                zone: &zone,
                span: job.turn.span,
                subjects: &job.turn.subjects,
                own_hosts: &own_hosts,
                now,
            };
            let said = |error: &PollError| Failure::said(error, &secrets);
            let request = match job.turn.next.clone() {
                Some(request) => request,
                None => (job.poll.begin)(&ask).map_err(|error| said(&error))?,
            };
            let answer = transport.send(&request).map_err(|e: SendError| Failure::unsent(&e))?;
            let page = (job.poll.read)(&request, &answer, &ask).map_err(|error| said(&error))?;
            must_go_on(&request, &page)?;
            let Turn { span, subjects, .. } = &job.turn;
            let asked = Asked::of(&request, *span, subjects, answer.status, &secrets);
            Ok(Brought { answer, page, asked })
        };
        match tokio::task::spawn_blocking(work).await {
            Ok(brought) => brought,
            // One feed whose reading breaks must not keep its connection busy for ever.
            Err(_) => Err(Failure::broken()),
        }
    }

    /// Commits what is new, together with the answer that said it.
    async fn take(&self, job: &Job, Brought { answer, page, asked }: Brought) -> Outcome {
        let next = page.next.clone();
        let entries = self.fresh(job, page);
        let keys: Vec<DedupKey> = entries.iter().filter_map(|entry| entry.dedup).collect();
        let mut payload = (!entries.is_empty()).then(|| self.seal(job, &answer, &asked));
        let mut rest = entries;
        while !rest.is_empty() {
            let behind = rest.split_off(rest.len().min(MAX_ENTRIES));
            match self.intake.writer.submit(rest, payload.take()).await {
                Ok(_) => rest = behind,
                Err(unavailable) => {
                    let retry_after_s = unavailable.retry_after_s;
                    return Outcome::StoreAway { retry_after_s };
                }
            }
        }
        self.remember(keys);
        Outcome::Page(next)
    }

    /// The entries of a page that are not known to be there already. What could not be read comes
    /// first: it belongs into the commit that holds the answer.
    ///
    /// Most figures say from hour to hour what they said before. Those are left out; the first of
    /// a page is kept, and tells that the platform still speaks.
    fn fresh(&self, job: &Job, page: Page) -> Vec<Entry> {
        let connection = &job.connection.id;
        let refused = page.refused.into_iter().map(|reason| {
            let parts = ["poll", connection.as_str(), job.key.what, reason.code, &reason.detail];
            let key = dedup::aside(dedup::key(&parts.map(str::as_bytes)));
            entry(reason.into_fact(connection, None), key)
        });
        let engine = self.intake.engine.read().unwrap_or_else(PoisonError::into_inner);
        let is_said_again = |fact: &Fact| match fact {
            Fact::Figure(figure) => engine.is_said_again(figure, SAID_AGAIN_AFTER_US),
            _ => false,
        };
        let facts = page.facts.into_iter().enumerate();
        let facts = facts.filter(|(index, (fact, _))| *index == 0 || !is_said_again(fact));
        let facts = facts.map(|(_, (fact, key))| entry(fact, key));
        let known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        let is_new = |entry: &Entry| entry.dedup.is_none_or(|key| !known.contains(&key));
        refused.chain(facts).filter(is_new).collect()
    }

    fn remember(&self, keys: Vec<DedupKey>) {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if MAX_KNOWN < known.len() + keys.len() {
            known.clear();
        }
        known.extend(keys.into_iter().take(MAX_KNOWN));
    }

    /// The answer, and what a second look at it needs: what was asked, never with which token.
    fn seal(&self, job: &Job, answer: &Answer, asked: &Asked) -> SealedPayload {
        let raw = RawPayload { headers: asked.headers(job.key.what), body: answer.body.clone() };
        self.intake.seal_raw(raw, &job.connection.id, Timestamp(answer.received_at.0))
    }
}

/// A page that asks for itself again would do so for ever.
fn must_go_on(asked: &Request, page: &Page) -> Result<(), Failure> {
    if page.next.as_ref() == Some(asked) { Err(Failure::endless()) } else { Ok(()) }
}
