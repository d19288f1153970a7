//! A visit: one request for a page, from its address to the answer.
//!
//! The state is read under a short lock that is gone before anything is sent. A view of the past
//! has an engine of its own.

use std::convert::Infallible;

use axum::extract::FromRequestParts;
use axum::http::StatusCode;
use axum::http::request::Parts;
use axum::response::{IntoResponse, Redirect, Response};
use byline_core::campaign::Campaign;
use byline_core::time::Timestamp;
use byline_engine::Engine;
use maud::Markup;
use url::form_urlencoded;

use super::ask::{Ask, Range};
use super::channels;
use super::frame::{Active, Frame};
use super::notices::{self, first_steps};
use super::parts::Tone;
use super::past;
use super::sample;
use super::shell::{Banner, Shell};
use crate::port::PastError;
use crate::site::{Readiness, Site};

/// One request for a page.
pub struct Visit {
    /// The query string, as it came.
    pub query: String,
    path: String,
    ask: Ask,
    /// Whether the page's script asks for what has changed.
    is_fragment: bool,
    /// Whether the reader looks around in sample data.
    is_sample: bool,
}

/// A page's two parts.
pub struct Whole {
    /// What stands around it.
    pub shell: Shell,
    /// What stands in it.
    pub content: Markup,
}

impl<S: Send + Sync> FromRequestParts<S> for Visit {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Infallible> {
        let query = parts.uri.query().unwrap_or_default().to_owned();
        let ask = Ask::parse(&query);
        let path = parts.uri.path().to_owned();
        let is_fragment = parts.headers.contains_key("x-fragment");
        let is_sample = sample::is_open(&parts.headers);
        Ok(Self { query, path, ask, is_fragment, is_sample })
    }
}

impl Visit {
    /// Whether the address says `key=value`.
    pub fn says(&self, key: &str, value: &str) -> bool {
        form_urlencoded::parse(self.query.as_bytes()).any(|(k, v)| k == key && v == value)
    }

    /// What the address says by `key`, if anything.
    pub fn said(&self, key: &str) -> Option<String> {
        let mut fields = form_urlencoded::parse(self.query.as_bytes());
        let value = fields.find(|(name, value)| name == key && !value.is_empty());
        value.map(|(_, value)| value.into_owned())
    }

    /// The same visit to the campaign that the path names.
    pub fn of_campaign(mut self, id: &str) -> Self {
        self.ask.campaign = Some(id.to_owned());
        self
    }

    /// Whether it asks how things stood at another time.
    pub fn is_of_the_past(&self) -> bool {
        self.ask.at.is_some()
    }

    /// A page within a frame. `build` gives nothing if there is no such page.
    pub async fn framed(
        self,
        site: &Site,
        usual: Range,
        build: impl FnOnce(&Engine, &Frame<'_>) -> Option<Whole>,
    ) -> Response {
        let (is_fragment, is_sample) = (self.is_fragment, self.is_sample);
        let banner = self.banner(site);
        let answer = self.answered(site, usual, |engine, frame| {
            Some(build(engine, frame)?.respond(is_fragment, is_sample, banner))
        });
        answer.await
    }

    /// Any answer within a frame.
    pub async fn answered(
        self,
        site: &Site,
        usual: Range,
        build: impl FnOnce(&Engine, &Frame<'_>) -> Option<Response>,
    ) -> Response {
        let settings = site.settings();
        let is_store_stopped = *site.parts.readiness.borrow() == Readiness::Stopped;
        let (path, query) = (self.path.clone(), self.query.clone());
        let answer = self.read(site, |engine, ask, now| {
            let campaigns = Active::all(engine);
            let Some(mut frame) = Frame::of(&campaigns, ask, usual, now) else {
                return Some(first_steps::page(engine, settings, now).into_response());
            };
            frame.is_store_stopped = is_store_stopped;
            frame.demo_speed = settings.demo_speed;
            let is_chosen_for_the_reader = ask.campaign.is_none() && 1 < campaigns.len();
            if is_chosen_for_the_reader {
                return Some(settled(&path, &query, frame.campaign).into_response());
            }
            build(engine, &frame)
        });
        answer
            .await
            .unwrap_or_else(|| (StatusCode::NOT_FOUND, notices::not_found()).into_response())
    }

    /// A page that belongs to no campaign, or the answer in its place.
    pub async fn plain(
        self,
        site: &Site,
        build: impl FnOnce(&Engine, &Ask, Timestamp) -> Result<Whole, Box<Response>>,
    ) -> Response {
        let (is_fragment, is_sample) = (self.is_fragment, self.is_sample);
        let banner = self.banner(site);
        let answer = self.read(site, |engine, ask, now| {
            Some(match build(engine, ask, now) {
                Ok(whole) => whole.respond(is_fragment, is_sample, banner),
                Err(response) => *response,
            })
        });
        answer.await.unwrap_or_else(|| StatusCode::NOT_FOUND.into_response())
    }

    fn banner(&self, site: &Site) -> Option<Banner> {
        if self.is_sample { Some(sample::banner()) } else { of_the_node(site) }
    }

    /// Reads the sample, the state of now, or that of the past which is asked for.
    async fn read(
        mut self,
        site: &Site,
        read: impl FnOnce(&Engine, &Ask, Timestamp) -> Option<Response>,
    ) -> Option<Response> {
        if self.is_sample {
            return match sample::engine(site) {
                Ok(engine) => {
                    // What is permanent is one's own log; a sample has no past.
                    self.ask = self.ask.seen_at(None);
                    read(&engine, &self.ask, engine.stand().as_of)
                }
                Err(page) => Some(*page),
            };
        }
        let past = match self.ask.at {
            Some(position) => Some(site.parts.past.at_position(position).await),
            None => None,
        };
        match past {
            Some(Ok(engine)) => {
                let chosen = past::looked_at(site, &self.ask);
                let then = moment(chosen, engine.stand().as_of, site.parts.world.now());
                return read(&engine, &self.ask, then);
            }
            Some(Err(PastError::NotYet(end))) => {
                let end = end.0;
                self.ask = self.ask.seen_at(None);
                self.ask.hints.push(format!("The log ends at {end}, so this is the state of now."));
            }
            Some(Err(PastError::Unreadable(reason))) => {
                tracing::error!(reason, "the past cannot be shown");
                return Some((StatusCode::SERVICE_UNAVAILABLE, notices::failed()).into_response());
            }
            None => {}
        }
        let now = site.parts.world.now();
        read(&site.engine(), &self.ask, now)
    }
}

/// From when ages of a view of the past count: from the moment that was chosen, though nothing came
/// in just before it, and else from the last entry.
fn moment(chosen: Option<Timestamp>, last: Timestamp, now: Timestamp) -> Timestamp {
    chosen.map_or(last, |at| at.min(now).max(last))
}

impl Whole {
    fn respond(mut self, is_fragment: bool, is_sample: bool, banner: Option<Banner>) -> Response {
        // A sample stands still, whatever arrives in the log.
        self.shell.is_live &= !is_sample;
        self.shell.banners.splice(0..0, banner);
        if is_fragment {
            return self.shell.main(&self.content).into_response();
        }
        self.shell.render(&self.content).into_response()
    }
}

/// Says how the node behind the page is, where that is not as it should be.
fn of_the_node(site: &Site) -> Option<Banner> {
    let (tone, text) = match *site.parts.readiness.borrow() {
        Readiness::Ready => {
            let n_untold = site.engine().n_untold_pages(site.parts.world.now());
            return channels::banner(site.parts.channels.health(), n_untold);
        }
        Readiness::CatchingUp { n_left } => {
            let n_left = super::words::count(i64::try_from(n_left).unwrap_or(i64::MAX));
            let text =
                format!("The log is being read back: {n_left} entries to go. Figures are too low.");
            (Tone::Warn, text)
        }
        Readiness::Stopped => {
            let text = "Byline’s own store takes nothing in, so figures stand still. Links work, \
                        and senders are told to come back. Look whether the disk is full, and \
                        into the program’s log; it goes on by itself.";
            (Tone::Bad, text.to_owned())
        }
        Readiness::Halted => {
            let text = "Byline has halted: its state broke a law of its own. Links work. Run \
                        byline verify, and start a newer version.";
            (Tone::Bad, text.to_owned())
        }
    };
    Some(Banner { tone, text, next: None })
}

/// The same page with its campaign said. Which one is the newest changes with every click, and a
/// page that is open must not jump from one to another.
fn settled(path: &str, query: &str, campaign: &Campaign) -> Redirect {
    let mut fields = form_urlencoded::Serializer::new(query.to_owned());
    fields.append_pair("campaign", campaign.id.as_str());
    Redirect::to(&format!("{path}?{}", fields.finish()))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Reads as a table: the moment that was chosen, and that from which ages count, with the last
    /// entry at 10 and now at 50.
    #[test]
    fn ages_count_from_the_moment_that_was_chosen() {
        for (chosen, expected) in [(None, 10), (Some(30), 30), (Some(5), 10), (Some(90), 50)] {
            let of = moment(chosen.map(Timestamp), Timestamp(10), Timestamp(50));
            assert_eq!(of, Timestamp(expected), "{chosen:?}");
        }
    }
}
