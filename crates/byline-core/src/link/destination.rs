//! Destinations: where a link may lead.
//!
//! A short link lends the brand's name to whatever stands behind it. So a destination is parsed
//! and built again, leads by `https` to a public name on the list of allowed hosts, and holds
//! nothing that would send people on to somebody else.
//!
//! In: an address as it was typed, and a [`Policy`]. Out: the address as it will be stored, or why
//! it is refused. What a name resolves to is checked when the destination is looked at.

use thiserror::Error;
use unicode_security::{MixedScript, skeleton};
use url::{Host, Url};

/// The most bytes of a destination.
pub const MAX_BYTES: usize = 2_048;

/// Where links may lead.
#[derive(Clone, Copy, Debug)]
pub struct Policy<'a> {
    /// Hosts that links may lead to, with their subdomains; any public host if empty.
    pub allowed_hosts: &'a [String],
    /// Hosts of the short links themselves: they never lead to one another.
    pub own_hosts: &'a [String],
}

/// Why a destination is refused.
#[derive(Clone, PartialEq, Eq, Debug, Error)]
pub enum DestinationError {
    /// It is empty or too long.
    #[error("an address has 1 to {MAX_BYTES} bytes")]
    Length,
    /// It holds spaces, control characters or backslashes, which programs read differently.
    #[error("it holds a space, a backslash or a character that nobody sees")]
    Characters,
    /// It is no address.
    #[error("it is no address")]
    NoAddress,
    /// It is not `https`.
    #[error("it is `{scheme}`, not `https`")]
    NotHttps {
        /// What it is.
        scheme: String,
    },
    /// It holds a user or password: what stands before `@` is no host.
    #[error("it holds a user: what stands before `@` only looks like the host")]
    HoldsUser,
    /// It names a port other than that of `https`.
    #[error("it names port {port}")]
    Port {
        /// Which.
        port: u16,
    },
    /// The host is a number, or a name of a private network.
    #[error("the host `{host}` is no public name")]
    NotPublic {
        /// The host.
        host: String,
    },
    /// The path begins with `//`, which some servers read as another host.
    #[error("its path begins with `//`, which can lead to another host")]
    PathDoubled,
    /// It leads back to the short links.
    #[error("it leads back to the links' own domain")]
    OwnHost,
    /// The host only looks like another one.
    #[error("the host `{host}` only looks like `{like}`")]
    LooksLike {
        /// The host as it is read by people.
        host: String,
        /// What it looks like.
        like: String,
    },
    /// The host is not allowed.
    #[error("the host `{host}` is not on the list of allowed hosts")]
    NotAllowed {
        /// The host.
        host: String,
    },
    /// A parameter would send people on to a foreign host.
    #[error("its parameter `{parameter}` can send people on to `{host}`")]
    LeadsOn {
        /// The parameter.
        parameter: String,
        /// Where to.
        host: String,
    },
}

impl DestinationError {
    /// The stable code.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Length => "destination.length",
            Self::Characters => "destination.characters",
            Self::NoAddress => "destination.no_address",
            Self::NotHttps { .. } => "destination.not_https",
            Self::HoldsUser => "destination.holds_user",
            Self::Port { .. } => "destination.port",
            Self::NotPublic { .. } => "destination.not_public",
            Self::PathDoubled => "destination.path_doubled",
            Self::OwnHost => "destination.own_host",
            Self::LooksLike { .. } => "destination.lookalike",
            Self::NotAllowed { .. } => "destination.not_allowed",
            Self::LeadsOn { .. } => "destination.leads_on",
        }
    }
}

/// Parameters that shops and their helpers use to send people on.
const LEADING_ON: [&str; 26] = [
    "back",
    "callback",
    "checkout_url",
    "continue",
    "dest",
    "destination",
    "forward",
    "go",
    "goto",
    "link",
    "location",
    "next",
    "out",
    "page",
    "r",
    "redir",
    "redirect",
    "redirect_to",
    "redirect_uri",
    "redirect_url",
    "return",
    "return_to",
    "return_url",
    "target",
    "u",
    "url",
];

/// Last labels of names that no public network knows.
const PRIVATE_LABELS: [&str; 12] = [
    "arpa",
    "corp",
    "home",
    "internal",
    "intranet",
    "invalid",
    "lan",
    "local",
    "localdomain",
    "localhost",
    "onion",
    "private",
];

/// Checks where a link is to lead; gives the address as it will be stored.
pub fn check(address: &str, policy: &Policy<'_>) -> Result<String, DestinationError> {
    let address = address.trim();
    if address.is_empty() || MAX_BYTES < address.len() {
        return Err(DestinationError::Length);
    }
    if address.chars().any(|c| c.is_control() || c.is_whitespace() || c == '\\' || is_unseen(c)) {
        return Err(DestinationError::Characters);
    }
    let url = Url::parse(address).map_err(|_| DestinationError::NoAddress)?;
    if url.scheme() != "https" {
        return Err(DestinationError::NotHttps { scheme: url.scheme().to_owned() });
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(DestinationError::HoldsUser);
    }
    if let Some(port) = url.port() {
        return Err(DestinationError::Port { port });
    }
    let host = public_host(&url)?;
    check_host(&host, policy)?;
    if url.path().starts_with("//") {
        return Err(DestinationError::PathDoubled);
    }
    check_leading_on(&url, &host, policy)?;
    Ok(url.to_string())
}

/// Whether links may lead to `host`.
pub fn is_allowed(host: &str, policy: &Policy<'_>) -> bool {
    policy.allowed_hosts.is_empty() || policy.allowed_hosts.iter().any(|known| is_at(host, known))
}

/// Whether `host` is `known` or lies below it.
fn is_at(host: &str, known: &str) -> bool {
    let known = known.trim_end_matches('.');
    let before = host.len().checked_sub(known.len());
    let Some((head, tail)) = before.and_then(|at| host.split_at_checked(at)) else {
        return false;
    };
    tail.eq_ignore_ascii_case(known) && (head.is_empty() || head.ends_with('.'))
}

fn public_host(url: &Url) -> Result<String, DestinationError> {
    let refuse = |host: String| Err(DestinationError::NotPublic { host });
    let host = match url.host() {
        Some(Host::Domain(host)) => host.trim_end_matches('.').to_owned(),
        Some(number) => return refuse(number.to_string()),
        None => return refuse(String::new()),
    };
    let last = host.rsplit('.').next().unwrap_or_default();
    let is_number = last.bytes().all(|byte| byte.is_ascii_digit());
    if !host.contains('.') || is_number || PRIVATE_LABELS.contains(&last) {
        return refuse(host);
    }
    Ok(host)
}

fn check_host(host: &str, policy: &Policy<'_>) -> Result<(), DestinationError> {
    if policy.own_hosts.iter().any(|own| is_at(host, own)) {
        return Err(DestinationError::OwnHost);
    }
    let is_listed = !policy.allowed_hosts.is_empty() && is_allowed(host, policy);
    if is_listed {
        return Ok(());
    }
    // People see `аpple.com`, programs `xn--pple-43d.com`.
    let (seen, _) = idna_to_people(host);
    if let Some(like) = looks_like(&seen, policy) {
        return Err(DestinationError::LooksLike { host: seen, like });
    }
    match is_allowed(host, policy) {
        true => Ok(()),
        false => Err(DestinationError::NotAllowed { host: seen }),
    }
}

fn idna_to_people(host: &str) -> (String, bool) {
    let seen = url::quirks::domain_to_unicode(host);
    // A name that people's browsers would not decode is shown as it is.
    if seen.is_empty() { (host.to_owned(), false) } else { (seen, true) }
}

/// What a host that is not on the list could be taken for: an allowed host, or a plain name.
fn looks_like(seen: &str, policy: &Policy<'_>) -> Option<String> {
    let look = look(seen);
    let allowed = policy.allowed_hosts.iter().find(|known| is_at(&look, &self::look(known)));
    if let Some(known) = allowed {
        return Some(known.clone());
    }
    let is_false = |label: &str| {
        let is_foreign = !label.is_ascii();
        is_foreign && (!label.is_single_script() || self::look(label).is_ascii())
    };
    seen.split('.').any(is_false).then_some(look)
}

/// What people see, letter by letter; case is folded on both sides because `0` looks like `O`.
fn look(host: &str) -> String {
    skeleton(&host.to_lowercase()).collect::<String>().to_lowercase()
}

fn check_leading_on(url: &Url, host: &str, policy: &Policy<'_>) -> Result<(), DestinationError> {
    for (name, value) in url.query_pairs() {
        let plain = name.to_lowercase().replace('-', "_");
        if !LEADING_ON.contains(&plain.as_str()) {
            continue;
        }
        if let Some(foreign) = foreign_host(&value, host, policy) {
            let parameter = name.into_owned();
            return Err(DestinationError::LeadsOn { parameter, host: foreign });
        }
    }
    Ok(())
}

/// The host that a parameter's value leads to, unless it is the destination's own or allowed.
/// Values are decoded again and again: what one program decodes once, the next decodes twice.
fn foreign_host(value: &str, own: &str, policy: &Policy<'_>) -> Option<String> {
    let mut value = value.to_owned();
    for _ in 0..4 {
        if let Some(to) = host_of(&value)
            && !is_at(&to, own)
            && (policy.allowed_hosts.is_empty() || !is_allowed(&to, policy))
        {
            return Some(to);
        }
        let decoded = percent_encoding::percent_decode_str(&value).decode_utf8_lossy().into_owned();
        if decoded == value {
            return None;
        }
        value = decoded;
    }
    Some("an address that is encoded too often".to_owned())
}

/// The host of a value that a browser would take for an absolute address.
fn host_of(value: &str) -> Option<String> {
    let is_noise = |c: char| c.is_whitespace() || c.is_control();
    let plain: String = value.chars().filter(|c| !is_noise(*c)).collect();
    let plain = plain.replace('\\', "/");
    let lower = plain.to_lowercase();
    let is_absolute = lower.starts_with("//")
        || lower.starts_with("http:")
        || lower.starts_with("https:")
        || lower.starts_with("javascript:")
        || lower.starts_with("data:");
    if !is_absolute {
        return None;
    }
    let base = Url::parse("https://base.invalid/").ok()?;
    let url = base.join(&plain).ok()?;
    Some(url.host_str().unwrap_or(url.scheme()).trim_end_matches('.').to_owned())
}

fn is_unseen(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

#[cfg(test)]
mod tests;
