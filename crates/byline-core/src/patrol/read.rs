//! Reading a text as people publish it: which addresses and code words stand in it.
//!
//! People write addresses with and without `https://`, in brackets, behind an arrow, with a full
//! stop at the end. E-mail addresses are no addresses here and are never kept.

use super::Address;
use crate::code::normal_form;
use crate::link::landing::Landing;

/// How many addresses or words of one text are kept.
const MOST: usize = 64;
/// How long an address may be, in bytes.
const ADDRESS_MAX: usize = 512;
/// How long a code may be, in letters.
const CODE_LETTERS: std::ops::RangeInclusive<usize> = 3..=32;

/// The addresses in a text, each once. `own_hosts` are those of the workspace's short links.
pub fn addresses(text: &str, own_hosts: &[String]) -> Vec<Address> {
    let mut found: Vec<Address> = Vec::new();
    for token in text.split(ends_token) {
        if let Some(address) = address(token, own_hosts)
            && !found.contains(&address)
            && found.len() < MOST
        {
            found.push(address);
        }
    }
    found
}

/// Whether no address goes on past a letter.
fn ends_token(c: char) -> bool {
    c.is_whitespace() || "<>()[]{}\"'`|,;“”’«»".contains(c)
}

fn address(token: &str, own_hosts: &[String]) -> Option<Address> {
    let token = match token.find("://") {
        Some(at) => {
            &token[token[..at]
                .rfind(|c: char| !c.is_ascii_alphabetic())
                .map_or(0, |it| it + token[it..].chars().next().map_or(1, char::len_utf8))..]
        }
        // `link:go.brand.com/ana`, but not `localhost:80`.
        None => token.rsplit(':').find(|part| part.contains('.'))?,
    };
    let token = token.trim_start_matches(|c: char| !c.is_alphanumeric());
    let token = token.trim_end_matches(|c: char| !c.is_alphanumeric() && !"/=-_~".contains(c));
    let rest = match token.split_once("://") {
        Some((scheme, rest)) if ["http", "https"].contains(&&*scheme.to_lowercase()) => rest,
        Some(_) => return None,
        None => token,
    };
    if rest.len() > ADDRESS_MAX || rest.split(['/', '?', '#']).next()?.contains('@') {
        return None;
    }
    let landing = Landing::read(&format!("https://{rest}"));
    let host = landing.host.strip_prefix("www.").unwrap_or(&landing.host).to_owned();
    if !is_host(&host) {
        return None;
    }
    let path = landing.path.trim_end_matches('/');
    let is_ours = own_hosts.iter().any(|own| without_port(own) == host);
    Some(Address { place: format!("{host}{path}"), is_ours, utm: landing.utm })
}

/// A configured host as it stands in addresses that people read.
fn without_port(host: &str) -> &str {
    let host = host.strip_prefix("www.").unwrap_or(host);
    host.rsplit_once(':').map_or(host, |(host, _)| host)
}

/// Whether a text is a host that people would publish.
fn is_host(host: &str) -> bool {
    let Some((rest, last)) = host.rsplit_once('.') else { return false };
    let is_label = |label: &str| {
        !label.is_empty() && label.chars().all(|c| c.is_alphanumeric() || c == '-' || c == '_')
    };
    let is_end = 2 <= last.chars().count() && last.chars().all(char::is_alphabetic);
    is_end && rest.split('.').all(is_label)
}

/// Words that could be promo codes, in their normal spelling, each once: what is written in
/// capitals, and what mixes letters and digits. E-mail addresses, handles and links hold none.
pub fn words(text: &str) -> Vec<String> {
    let is_plain = |token: &&str| !token.contains(['@', '＠']) && !token.contains("://");
    let plain = text.split_whitespace().filter(is_plain).flat_map(|it| it.split(ends_token));
    let plain = plain.filter(|token| address(token, &[]).is_none());
    let parts = |it| str::split(it, |c: char| !(c.is_alphanumeric() || c == '-' || c == '_'));
    let mut found: Vec<String> = Vec::new();
    for token in plain.flat_map(parts) {
        let n_letters = token.chars().count();
        let has = |is: fn(char) -> bool| token.chars().any(is);
        let is_code = has(char::is_alphabetic)
            && (has(char::is_numeric) || !has(char::is_lowercase))
            && CODE_LETTERS.contains(&n_letters);
        let word = normal_form(token);
        if is_code && found.len() < MOST && !found.contains(&word) {
            found.push(word);
        }
    }
    found
}
