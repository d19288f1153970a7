//! HTTP: the one place from which requests leave for platforms.
//!
//! In: a [`Request`]. Out: an [`Answer`], or a [`SendError`] without any of the request in it:
//! addresses and headers hold tokens. Nothing is followed, nothing waits longer than its deadline,
//! and no answer is larger than its cap.

use std::io::Read as _;
use std::sync::Arc;
use std::time::Duration;

use byline_ingest::poll::{Answer, Request};
use byline_serve::port::World;
use thiserror::Error;
use ureq::Agent;
use ureq::http::{self, Uri};
use ureq::unversioned::transport::DefaultConnector;

use super::guard::{Guard, NotPublic};
use crate::destinations::{Hop, Pages};

/// How long one request may take, from the look-up of the name to the last byte.
pub const DEADLINE: Duration = Duration::from_secs(10);
/// The most bytes of an answer.
pub const MAX_ANSWER_BYTES: u64 = 16 << 20;

/// The most bytes of a page that are looked at.
pub const MAX_PAGE_BYTES: u64 = 512 << 10;

/// Sends requests.
pub trait Transport: Send + Sync {
    /// Sends one request and waits for its answer. It blocks.
    fn send(&self, request: &Request) -> Result<Answer, SendError>;
}

/// Why there is no answer. It names nothing that was sent.
#[derive(Clone, PartialEq, Eq, Debug, Error)]
pub enum SendError {
    /// The address is none that may be asked.
    #[error("the address must be https, without a name and password, at port 443")]
    AddressUnfit,
    /// The name leads into a private network.
    #[error("{0}")]
    NotPublic(#[from] NotPublic),
    /// The name is not known.
    #[error("the name of the host is not known")]
    Unknown,
    /// There is no connection, or none that can be trusted.
    #[error("no connection: {0}")]
    Unreachable(String),
    /// There was no whole answer in time.
    #[error("no answer within {} seconds", DEADLINE.as_secs())]
    Late,
    /// The answer ended early.
    #[error("the answer ended early")]
    Half,
    /// The answer is over its cap.
    #[error("the answer has more than {} MiB", MAX_ANSWER_BYTES >> 20)]
    TooLarge,
    /// The platform answers that it is elsewhere. That is never followed.
    #[error("the platform says that it is at another address")]
    Redirected,
}

impl SendError {
    /// The stable code.
    pub fn code(&self) -> &'static str {
        match self {
            Self::AddressUnfit => "poll.address_unfit",
            Self::NotPublic(_) => "poll.address_private",
            Self::Unknown => "poll.host_unknown",
            Self::Unreachable(_) => "poll.unreachable",
            Self::Late => "poll.late",
            Self::Half => "poll.half",
            Self::TooLarge => "poll.too_large",
            Self::Redirected => "poll.redirected",
        }
    }

    /// Whether only a person can help.
    pub fn is_for_a_person(&self) -> bool {
        matches!(self, Self::AddressUnfit | Self::NotPublic(_) | Self::Redirected)
    }
}

/// Requests over the network.
pub struct Http {
    agent: Agent,
    world: Arc<dyn World>,
    allow_private: bool,
}

impl Http {
    /// To public addresses only, by https.
    pub fn strict(world: Arc<dyn World>) -> Self {
        Self { agent: agent(Guard::strict(), DEADLINE), world, allow_private: false }
    }

    /// To any address, without https too: for tests and for shops in the operator's own network.
    pub fn open(world: Arc<dyn World>) -> Self {
        Self::open_within(DEADLINE, world)
    }

    /// The same, with a deadline of its own.
    pub(crate) fn open_within(deadline: Duration, world: Arc<dyn World>) -> Self {
        Self { agent: agent(Guard::open(), deadline), world, allow_private: true }
    }
}

fn agent(guard: Guard, deadline: Duration) -> Agent {
    let config = Agent::config_builder()
        .timeout_global(Some(deadline))
        .http_status_as_error(false)
        .max_redirects(0)
        // A proxy of the environment would look names up itself, past the guard.
        .proxy(None)
        .user_agent(concat!("Byline/", env!("CARGO_PKG_VERSION")))
        .build();
    Agent::with_parts(config, DefaultConnector::default(), guard)
}

impl Transport for Http {
    fn send(&self, request: &Request) -> Result<Answer, SendError> {
        let uri: Uri = request.url.parse().map_err(|_| SendError::AddressUnfit)?;
        if !self.allow_private {
            must_be_fit(&uri)?;
        }
        let mut built = http::Request::builder().method(request.method).uri(uri);
        for (name, value) in &request.headers {
            built = built.header(*name, value);
        }
        let response = if request.method == "GET" {
            self.agent.run(built.body(()).map_err(|_| SendError::AddressUnfit)?)
        } else {
            let body = request.body.as_slice();
            self.agent.run(built.body(body).map_err(|_| SendError::AddressUnfit)?)
        };
        let mut response = response.map_err(refusal)?;
        let status = response.status().as_u16();
        if (300..400).contains(&status) {
            return Err(SendError::Redirected);
        }
        let headers = response.headers().iter().map(|(name, value)| {
            (name.as_str().to_owned(), String::from_utf8_lossy(value.as_bytes()).into_owned())
        });
        let headers = headers.collect();
        let body = response.body_mut().with_config().limit(MAX_ANSWER_BYTES).read_to_vec();
        let body = body.map_err(refusal)?;
        Ok(Answer { status, headers, body, received_at: self.world.now() })
    }
}

impl Pages for Http {
    fn get(&self, url: &str) -> Result<Hop, SendError> {
        let uri: Uri = url.parse().map_err(|_| SendError::AddressUnfit)?;
        if !self.allow_private {
            must_be_fit(&uri)?;
        }
        let request = http::Request::builder().method("GET").uri(uri);
        let request = request.header("accept", "text/html,*/*;q=0.8");
        let built = request.body(()).map_err(|_| SendError::AddressUnfit)?;
        let mut response = self.agent.run(built).map_err(refusal)?;
        let location = response.headers().get("location");
        let location = location.and_then(|to| to.to_str().ok()).map(str::to_owned);
        // The first part of a page says enough.
        let mut body = Vec::new();
        let reader = response.body_mut().as_reader().take(MAX_PAGE_BYTES);
        let read = { reader }.read_to_end(&mut body);
        let status = response.status().as_u16();
        match read {
            Err(error) if location.is_none() => Err(of_io(&error)),
            _ => Ok(Hop { status, location, body }),
        }
    }
}

fn must_be_fit(uri: &Uri) -> Result<(), SendError> {
    let is_https = uri.scheme() == Some(&http::uri::Scheme::HTTPS);
    let has_name = uri.authority().is_some_and(|authority| authority.as_str().contains('@'));
    let is_usual_port = matches!(uri.port_u16(), None | Some(443));
    if is_https && !has_name && is_usual_port { Ok(()) } else { Err(SendError::AddressUnfit) }
}

/// What went wrong, without the words of the library where they could repeat the address.
fn refusal(error: ureq::Error) -> SendError {
    match error {
        ureq::Error::Timeout(_) => SendError::Late,
        ureq::Error::HostNotFound => SendError::Unknown,
        ureq::Error::BodyExceedsLimit(_) => SendError::TooLarge,
        ureq::Error::Io(error) => of_io(&error),
        ureq::Error::Protocol(_) => SendError::Half,
        ureq::Error::Tls(_) | ureq::Error::Rustls(_) => {
            SendError::Unreachable("its certificate or encryption is not accepted".to_owned())
        }
        ureq::Error::BadUri(_) | ureq::Error::Http(_) => SendError::AddressUnfit,
        ureq::Error::Other(error) => match error.downcast::<NotPublic>() {
            Ok(private) => SendError::NotPublic(*private),
            Err(_) => SendError::Unreachable("something went wrong on the way".to_owned()),
        },
        _ => SendError::Unreachable("something went wrong on the way".to_owned()),
    }
}

fn of_io(error: &std::io::Error) -> SendError {
    use std::io::ErrorKind::{ConnectionReset, TimedOut, UnexpectedEof, WouldBlock};
    match error.kind() {
        TimedOut | WouldBlock => SendError::Late,
        UnexpectedEof | ConnectionReset => SendError::Half,
        // The system's resolver has no kind of its own for an unknown name.
        _ if error.raw_os_error().is_none() => SendError::Unknown,
        kind => SendError::Unreachable(kind.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use byline_testkit::fake::{Fake, Said};

    use super::*;
    use crate::testing::StillWorld;

    fn request(url: &str) -> Request {
        let headers = vec![("authorization", "Bearer s3cr3t".to_owned())];
        let (body, cursor) = (Vec::new(), String::new());
        Request { method: "GET", url: url.to_owned(), headers, body, cursor }
    }

    /// Reads as a table: an address, why nothing is sent to it.
    #[test]
    fn requests_go_to_public_addresses_alone() {
        let http = Http::strict(StillWorld::new());
        for (url, code) in [
            ("http://93.184.216.34/?token=s3cr3t", "poll.address_unfit"),
            ("https://93.184.216.34:8443/", "poll.address_unfit"),
            ("https://user@93.184.216.34/", "poll.address_unfit"),
            ("ftp://93.184.216.34/", "poll.address_unfit"),
            ("nonsense", "poll.address_unfit"),
            ("https://127.0.0.1/", "poll.address_private"),
            ("https://localhost/?token=s3cr3t", "poll.address_private"),
            ("https://169.254.169.254/latest/meta-data/", "poll.address_private"),
            ("https://10.0.0.1/", "poll.address_private"),
            ("https://[::1]/", "poll.address_private"),
            ("https://[::ffff:10.0.0.1]/", "poll.address_private"),
            ("https://127.1/", "poll.address_private"),
            ("https://2130706433/", "poll.address_private"),
            ("https://0x7f.1/", "poll.address_private"),
        ] {
            let refused = http.send(&request(url)).unwrap_err();
            assert_eq!(refused.code(), code, "{url}: {refused}");
            assert!(!refused.to_string().contains("s3cr3t"), "{refused}");
        }
    }

    /// Reads as a table: what a platform does, what is said of it.
    #[test]
    fn answers_that_are_none_are_named() {
        let large = usize::try_from(MAX_ANSWER_BYTES).unwrap() + 1;
        let elsewhere = vec![("location", "http://169.254.169.254/".to_owned())];
        for (said, code) in [
            (Said::Half(b"{\"rows\": [1, 2, 3]}".to_vec()), "poll.half"),
            (Said::Nothing, "poll.late"),
            (Said::Whole(302, elsewhere, Vec::new()), "poll.redirected"),
            (Said::Whole(200, Vec::new(), vec![b' '; large]), "poll.too_large"),
        ] {
            let fake = Fake::start(move |_| said.clone());
            let deadline = Duration::from_millis(700);
            let http = Http::open_within(deadline, StillWorld::new());
            let refused = http.send(&request(&fake.url())).unwrap_err();
            assert_eq!(refused.code(), code, "{refused}");
            assert_eq!(fake.asked().len(), 1, "{code}: it is not followed or repeated");
        }
    }

    #[test]
    fn an_answer_comes_with_status_headers_and_exact_bytes() {
        let headers = vec![("Retry-After", "7".to_owned())];
        let fake = Fake::start(move |_| Said::Whole(429, headers.clone(), b"slow down".to_vec()));
        let http = Http::open(StillWorld::new());
        let answer = http.send(&request(&fake.url())).unwrap();
        assert_eq!((answer.status, answer.retry_after_s()), (429, Some(7)));
        assert_eq!(answer.body, b"slow down");
        assert_eq!(fake.asked()[0].header("authorization"), Some("Bearer s3cr3t"));
    }
}
