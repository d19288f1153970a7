//! Mail: a letter in plain text and in HTML, ready for a server that speaks SMTP.
//!
//! Its Message-ID is made of the action's name, so that a letter which is sent twice is one letter
//! to every mail program that looks. All letters of one alert are one thread.

mod html;
mod text;

use std::time::{Duration, SystemTime};

use byline_core::time::Timestamp;
use lettre::Message;
use lettre::message::header::{HeaderName, HeaderValue};
use lettre::message::{Mailbox, Mailboxes, MultiPart, MultiPartKind, SinglePart};
use sha2::{Digest as _, Sha256};

use crate::letter::{Letter, Sender, Unfit};
use crate::outcome::Outcome;
use crate::wire::{Answer, Parcel};
use crate::words;

/// The most letters of a subject.
const SUBJECT_CHARS: usize = 200;

/// A letter on its way to a mail server.
#[derive(Clone, PartialEq, Eq)]
pub struct Mail {
    /// The server that takes it.
    pub server: Server,
    /// The sender's address.
    pub from: String,
    /// The addresses that it goes to.
    pub to: Vec<String>,
    /// The letter as it goes over the wire, headers and all.
    pub bytes: Vec<u8>,
}

/// A mail server.
#[derive(Clone, PartialEq, Eq)]
pub struct Server {
    /// Its name.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// How the connection is secured.
    pub security: Security,
    /// Name and password, if it wants them.
    pub login: Option<(String, String)>,
}

/// How a connection to a mail server is secured.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Security {
    /// By TLS from the first byte on.
    Tls,
    /// By TLS, which is begun in the open and must succeed.
    StartTls,
    /// Not at all: for a server on the same machine.
    None,
}

impl std::fmt::Debug for Mail {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Mail of {} bytes by {}:{}", self.bytes.len(), self.server.host, self.server.port)
    }
}

impl std::fmt::Debug for Server {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Server {}:{}", self.host, self.port)
    }
}

/// A letter.
pub fn write(letter: &Letter<'_>, sender: &Sender<'_>) -> Result<Parcel, Unfit> {
    let server = server(sender)?;
    let from: Mailbox =
        sender.required("from")?.parse().map_err(|_| Unfit::Wrong("`from` is no mail address"))?;
    let to: Mailboxes = sender
        .required("to")?
        .parse()
        .map_err(|_| Unfit::Wrong("`to` is no list of mail addresses, separated by commas"))?;
    let domain = from.email.domain().to_owned();
    let parts = MultiPart::builder()
        .kind(MultiPartKind::Alternative)
        .boundary(format!("byline-{}", digest(&name_of(letter))))
        .singlepart(SinglePart::plain(text::text(letter, sender)))
        .singlepart(SinglePart::html(html::html(letter, sender)));
    let addresses: Vec<String> = to.iter().map(|mailbox| mailbox.email.to_string()).collect();
    let sent_from = from.email.to_string();
    let mut builder = Message::builder()
        .from(from)
        .subject(words::cut(&words::subject(letter), SUBJECT_CHARS))
        .date(system_time(sender.now))
        .message_id(Some(format!("<{}@{domain}>", digest(&name_of(letter)))))
        .raw_header(header("Auto-Submitted", "auto-generated"));
    for mailbox in to {
        builder = builder.to(mailbox);
    }
    if let Letter::One(item) = letter {
        builder = builder.references(format!("<{}@{domain}>", digest(&item.message.alert)));
    }
    let message = builder.multipart(parts).map_err(|_| Unfit::Missing("somebody to write to"))?;
    let mail = Mail { server, from: sent_from, to: addresses, bytes: message.formatted() };
    Ok(Parcel::Mail(Box::new(mail)))
}

/// Reads the reply of a mail server: its code is the answer's status.
pub fn read(answer: &Answer, _: Timestamp) -> Outcome {
    let code = answer.status;
    match code {
        200..=299 => Outcome::delivered(None),
        421 | 450 | 451 | 452 => Outcome::Later {
            code: "act.throttled",
            detail: format!("the mail server asks to come back later ({code})"),
            after_s: None,
        },
        530 | 534 | 535 | 538 => Outcome::refused_login(&code.to_string()),
        500..=599 => Outcome::never(
            "act.rejected",
            format!("the mail server does not take it ({code}); check `from` and `to`"),
        ),
        _ => Outcome::later("act.down", format!("the mail server is in trouble ({code})")),
    }
}

fn server(sender: &Sender<'_>) -> Result<Server, Unfit> {
    let (security, usual_port) = match sender.setting("security").unwrap_or("tls") {
        "tls" => (Security::Tls, 465),
        "starttls" => (Security::StartTls, 587),
        "none" => (Security::None, 25),
        _ => return Err(Unfit::Wrong("`security` is none of tls, starttls and none")),
    };
    let port = match sender.setting("port") {
        None => usual_port,
        Some(text) => text.parse().map_err(|_| Unfit::Wrong("`port` is no port"))?,
    };
    let login = match sender.setting("user") {
        None => None,
        Some(user) => Some((user.to_owned(), sender.secret("a password")?.to_owned())),
    };
    Ok(Server { host: sender.required("host")?.to_owned(), port, security, login })
}

/// What a letter is known by. A digest is known by all that it tells.
fn name_of(letter: &Letter<'_>) -> String {
    let keys: Vec<&str> = letter.items().iter().map(|item| item.key.0.as_str()).collect();
    keys.join("\n")
}

fn digest(text: &str) -> String {
    let digest = Sha256::digest(text.as_bytes());
    digest[..16].iter().fold(String::new(), |text, byte| format!("{text}{byte:02x}"))
}

fn header(name: &'static str, value: &str) -> HeaderValue {
    HeaderValue::new(HeaderName::new_from_ascii_str(name), value.to_owned())
}

fn system_time(at: Timestamp) -> SystemTime {
    let since = Duration::from_secs(u64::try_from(at.seconds()).unwrap_or(0));
    SystemTime::UNIX_EPOCH + since
}

#[cfg(test)]
mod tests;
