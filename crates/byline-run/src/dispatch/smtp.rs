//! Mail over the network: one letter, one connection, to an address that was looked at before.

use std::net::{SocketAddr, ToSocketAddrs as _};
use std::time::Duration;

use byline_act::{Answer, Mail, Security};
use lettre::address::{Address, Envelope};
use lettre::transport::smtp::authentication::Credentials;
use lettre::transport::smtp::client::{Tls, TlsParameters};
use lettre::transport::smtp::extension::ClientId;
use lettre::{SmtpTransport, Transport as _};

use super::PostError;
use crate::polls::is_public;

/// How long one exchange with a mail server may take.
const DEADLINE: Duration = Duration::from_secs(10);

/// Hands a letter to its server; the reply's code is the answer's status.
pub fn send(mail: &Mail, allow_private: bool) -> Result<Answer, PostError> {
    let address = checked_address(mail, allow_private)?;
    let unfit = |words: &str| PostError::Unfit(words.to_owned());
    let parse = |text: &String| text.parse::<Address>().map_err(|_| unfit("no mail address"));
    let to: Result<Vec<Address>, PostError> = mail.to.iter().map(parse).collect();
    let envelope = Envelope::new(Some(parse(&mail.from)?), to?);
    let envelope = envelope.map_err(|_| unfit("the letter has no receiver"))?;
    match transport(mail, address)?.send_raw(&envelope, &mail.bytes) {
        Ok(reply) => Ok(answer(reply.code().into())),
        Err(error) => match error.status() {
            Some(code) => Ok(answer(code.into())),
            None => Err(trouble(&error)),
        },
    }
}

fn answer(status: u16) -> Answer {
    Answer { status, ..Answer::default() }
}

/// The first address of the server, if all of them may be talked to.
fn checked_address(mail: &Mail, allow_private: bool) -> Result<SocketAddr, PostError> {
    let server = &mail.server;
    let found = (server.host.as_str(), server.port).to_socket_addrs();
    let unknown = || PostError::NotSent("the name of the mail server is not known".to_owned());
    let found: Vec<SocketAddr> = found.map_err(|_| unknown())?.collect();
    let private = found.iter().find(|address| !is_public(address.ip()));
    match private {
        Some(_) if !allow_private => {
            let words = "the mail server is in a private network; allow_private in the \
                 configuration file lets letters go there";
            Err(PostError::Unfit(words.to_owned()))
        }
        _ => found.first().copied().ok_or_else(unknown),
    }
}

/// A connection to the address that was looked at; its certificate must be the name's.
fn transport(mail: &Mail, address: SocketAddr) -> Result<SmtpTransport, PostError> {
    let server = &mail.server;
    let tls = match server.security {
        Security::None => Tls::None,
        Security::Tls | Security::StartTls => {
            let parameters = TlsParameters::new(server.host.clone());
            let parameters = parameters
                .map_err(|_| PostError::Unfit("TLS cannot be used with this name".to_owned()))?;
            match server.security {
                Security::Tls => Tls::Wrapper(parameters),
                _ => Tls::Required(parameters),
            }
        }
    };
    let name = mail.from.rsplit_once('@').map_or("localhost", |(_, domain)| domain);
    let mut builder = SmtpTransport::builder_dangerous(address.ip().to_string())
        .port(address.port())
        .tls(tls)
        .hello_name(ClientId::Domain(name.to_owned()))
        .timeout(Some(DEADLINE));
    if let Some((user, password)) = &server.login {
        builder = builder.credentials(Credentials::new(user.clone(), password.clone()));
    }
    Ok(builder.build())
}

/// What went wrong, without the words of others.
fn trouble(error: &lettre::transport::smtp::Error) -> PostError {
    if error.is_timeout() {
        return PostError::Silent("the mail server did not answer in time".to_owned());
    }
    if error.is_tls() {
        let words = "the certificate or encryption of the mail server is not accepted";
        return PostError::NotSent(words.to_owned());
    }
    if error.is_client() {
        return PostError::Unfit("the mail server does not offer what is asked for".to_owned());
    }
    // It may have broken off after the last byte of the letter.
    PostError::Silent("the connection to the mail server broke off".to_owned())
}
