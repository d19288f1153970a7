//! The post office: parcels leave by HTTP and by SMTP, past the same guard as everything else.

use std::sync::Arc;

use byline_act::{Answer, Outcome, Parcel};
use byline_ingest::poll;
use thiserror::Error;

use super::smtp;
use crate::polls::{Http, SendError, Transport as _};

/// Sends parcels.
pub trait Post: Send + Sync {
    /// Sends one and waits for the answer. It blocks.
    fn send(&self, parcel: &Parcel) -> Result<Answer, PostError>;
}

/// Why there is no answer. It names nothing that was sent.
#[derive(Clone, PartialEq, Eq, Debug, Error)]
pub enum PostError {
    /// It certainly did not arrive.
    #[error("{0}")]
    NotSent(String),
    /// It will not arrive as long as nobody changes something.
    #[error("{0}")]
    Unfit(String),
    /// Nobody knows whether it arrived.
    #[error("{0}")]
    Silent(String),
}

/// Sends over the network.
pub struct PostOffice {
    http: Arc<Http>,
    allow_private: bool,
}

impl PostOffice {
    /// By way of `http`; mail servers in private networks only if `allow_private`.
    pub fn new(http: Arc<Http>, allow_private: bool) -> Arc<Self> {
        Arc::new(Self { http, allow_private })
    }
}

impl Post for PostOffice {
    fn send(&self, parcel: &Parcel) -> Result<Answer, PostError> {
        match parcel {
            Parcel::Mail(mail) => smtp::send(mail, self.allow_private),
            Parcel::Http(request) => {
                let request = poll::Request {
                    method: request.method,
                    url: request.url.clone(),
                    headers: request.headers.clone(),
                    body: request.body.clone(),
                    cursor: String::new(),
                };
                let answer = self.http.send(&request).map_err(|error| of_http(&error))?;
                let poll::Answer { status, headers, body, .. } = answer;
                Ok(Answer { status, headers, body })
            }
        }
    }
}

/// Sends nothing: for a world that is only played, and for a node that is kept offline.
#[derive(Clone, Copy, Debug)]
pub struct NoPost;

impl Post for NoPost {
    fn send(&self, _: &Parcel) -> Result<Answer, PostError> {
        Err(PostError::Unfit("this Byline is offline: nothing leaves".to_owned()))
    }
}

fn of_http(error: &SendError) -> PostError {
    let words = error.to_string();
    match error {
        SendError::Unknown | SendError::Unreachable(_) => PostError::NotSent(words),
        SendError::Late | SendError::Half | SendError::TooLarge => PostError::Silent(words),
        SendError::AddressUnfit | SendError::NotPublic(_) | SendError::Redirected => {
            PostError::Unfit(words)
        }
    }
}

impl PostError {
    /// What it means for the action.
    pub fn outcome(self) -> Outcome {
        match self {
            Self::NotSent(words) => Outcome::later("act.unreachable", words),
            Self::Unfit(words) => Outcome::never("act.address_unfit", words),
            Self::Silent(words) => Outcome::silent(words),
        }
    }
}
