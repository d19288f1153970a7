//! Landing addresses: where a click ends up, and what the address says about where it came from.
//!
//! [`build`] joins a link's destination with its UTM fields, the click id and whatever the short
//! address was asked with. [`Landing::read`] takes such an address apart again, whoever built it.
//!
//! Invariants: the destination's host, path, fragment and own parameters come out byte for byte as
//! they went in, nothing is encoded twice, and `read(build(x))` finds the UTM fields and the click
//! of `x`. The result holds printable ASCII only, so it can stand in a header.

use std::borrow::Cow;

use percent_encoding::{
    AsciiSet, CONTROLS, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode,
};

use super::Utm;
use crate::shopper::ClickId;

/// The parameter that carries the click id.
pub const CLICK_PARAM: &str = "byl";

/// How much of an incoming query is passed on, in bytes.
pub const PASSED_ON_MAX: usize = 4096;

/// What a landing address says.
#[derive(Clone, Default, PartialEq, Eq, Debug)]
pub struct Landing {
    /// The host, lower case, without port; empty for a relative address.
    pub host: String,
    /// The path as written; never empty.
    pub path: String,
    /// The UTM fields, decoded; where a field comes twice, the first that says something.
    pub utm: Utm,
    /// Our click, if the address carries one.
    pub click: Option<ClickId>,
    /// The advertiser's mark of a paid or social click, if there is one.
    pub ad_click: Option<AdClick>,
}

/// Whose mark an address carries besides ours.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct AdClick {
    /// The parameter, such as `gclid`.
    pub param: &'static str,
    /// What `utm_source` would say.
    pub source: &'static str,
    /// What `utm_medium` would say.
    pub medium: &'static str,
}

/// Marks that ad platforms add by themselves, often without any UTM field beside them.
const AD_CLICKS: [AdClick; 12] = [
    paid("gclid", "google"),
    paid("gbraid", "google"),
    paid("wbraid", "google"),
    paid("msclkid", "bing"),
    paid("ttclid", "tiktok"),
    paid("twclid", "twitter"),
    paid("ScCid", "snapchat"),
    paid("epik", "pinterest"),
    paid("li_fat_id", "linkedin"),
    paid("rdt_cid", "reddit"),
    AdClick { param: "irclickid", source: "impact", medium: "affiliate" },
    // Facebook marks unpaid links too.
    AdClick { param: "fbclid", source: "facebook", medium: "social" },
];

const fn paid(param: &'static str, source: &'static str) -> AdClick {
    AdClick { param, source, medium: "cpc" }
}

/// What may not stand in a query as it is. `%` stays: encoded text is never encoded twice.
const QUERY: &AsciiSet =
    &CONTROLS.add(b' ').add(b'"').add(b'#').add(b'<').add(b'>').add(b'\\').add(b'`');

/// What may not stand in a value of ours as it is.
const VALUE: &AsciiSet =
    &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~').remove(b'@');

/// The address that a click lands on.
///
/// `destination` keeps its own parameters, except UTM fields that `utm` sets and a stale click id.
/// `passed_on` is the query that the short address was asked with, without `?`; its parameters
/// follow the destination's, except those that the destination has already and our own.
pub fn build(
    destination: &str,
    utm: &Utm,
    click: Option<ClickId>,
    passed_on: Option<&str>,
) -> String {
    let (rest, fragment) = cut(destination, '#');
    let (base, own_query) = cut(rest, '?');
    let passed_on = passed_on.unwrap_or_default();
    let mut address = Address::begin(base, destination.len() + passed_on.len() + 160);
    for pair in pairs(own_query.unwrap_or_default()) {
        let name = name_of(pair);
        let is_replaced =
            utm.fields().iter().any(|(field, value)| name == *field && !value.is_empty());
        if !is_replaced && name != CLICK_PARAM {
            address.push(pair);
        }
    }
    let mut n_bytes_passed_on = 0;
    for pair in pairs(passed_on) {
        let name = name_of(pair);
        let is_ours = name == CLICK_PARAM || utm.fields().iter().any(|(field, _)| name == *field);
        let is_taken = pairs(own_query.unwrap_or_default()).any(|own| name_of(own) == name);
        n_bytes_passed_on += pair.len() + 1;
        if !is_ours && !is_taken && n_bytes_passed_on <= PASSED_ON_MAX {
            address.push(pair);
        }
    }
    for (field, value) in utm.fields() {
        if !value.is_empty() {
            address.push_field(field, value);
        }
    }
    if let Some(click) = click {
        address.push_field(CLICK_PARAM, &click.to_string());
    }
    address.end(fragment)
}

impl Landing {
    /// Reads an absolute or relative address. Every text is some address; nonsense says nothing.
    pub fn read(address: &str) -> Self {
        let (rest, _) = cut(address.trim(), '#');
        let (base, query) = cut(rest, '?');
        let (host, path) = host_and_path(base);
        let mut landing = Self { host, path: path.to_owned(), ..Self::default() };
        for pair in pairs(query.unwrap_or_default()) {
            landing.take(pair);
        }
        landing
    }

    /// The UTM fields, or what an ad platform's own mark says in their place, or nothing.
    pub fn channel(&self) -> Option<Utm> {
        if !self.utm.is_empty() {
            return Some(self.utm.clone());
        }
        let mark = self.ad_click?;
        let (source, medium) = (mark.source.to_owned(), mark.medium.to_owned());
        Some(Utm { source, medium, ..Utm::default() })
    }

    fn take(&mut self, pair: &str) {
        let name = name_of(pair);
        let value = || decode(pair.split_once('=').map_or("", |(_, value)| value));
        if name == CLICK_PARAM {
            self.click = self.click.or_else(|| ClickId::parse(value().trim()));
        } else if let Some(field) = self.utm.field_mut(&name) {
            if field.is_empty() {
                value().trim().clone_into(field);
            }
        } else if self.ad_click.is_none() {
            self.ad_click = AD_CLICKS.into_iter().find(|mark| mark.param == name);
        }
    }
}

/// The host of an address, lower case, without port and leading `www.`; `None` if it has none.
pub fn host_of(address: &str) -> Option<String> {
    let (rest, _) = cut(address.trim(), '#');
    let (base, _) = cut(rest, '?');
    let (host, _) = host_and_path(base);
    let host = host.strip_prefix("www.").unwrap_or(&host);
    let is_plausible = host.contains('.') && host.bytes().all(|byte| byte.is_ascii_graphic());
    is_plausible.then(|| host.to_owned())
}

/// An address in the making.
struct Address {
    text: String,
    has_query: bool,
}

impl Address {
    fn begin(base: &str, capacity: usize) -> Self {
        let mut text = String::with_capacity(capacity);
        text.extend(utf8_percent_encode(base, QUERY));
        Self { text, has_query: false }
    }

    fn push(&mut self, pair: &str) {
        self.separate();
        self.text.extend(utf8_percent_encode(pair, QUERY));
    }

    fn push_field(&mut self, name: &str, value: &str) {
        self.separate();
        self.text.push_str(name);
        self.text.push('=');
        self.text.extend(utf8_percent_encode(value, VALUE));
    }

    fn separate(&mut self) {
        self.text.push(if self.has_query { '&' } else { '?' });
        self.has_query = true;
    }

    fn end(mut self, fragment: Option<&str>) -> String {
        if let Some(fragment) = fragment {
            self.text.push('#');
            self.text.extend(utf8_percent_encode(fragment, QUERY));
        }
        self.text
    }
}

fn cut(text: &str, at: char) -> (&str, Option<&str>) {
    text.split_once(at).map_or((text, None), |(head, tail)| (head, Some(tail)))
}

fn pairs(query: &str) -> impl Iterator<Item = &str> {
    query.split('&').filter(|pair| !pair.is_empty())
}

fn name_of(pair: &str) -> Cow<'_, str> {
    decode(pair.split_once('=').map_or(pair, |(name, _)| name))
}

/// Percent-decoding with `+` for a space. Bytes that are no UTF-8 become replacement characters.
fn decode(text: &str) -> Cow<'_, str> {
    if text.contains('+') {
        let spaced = text.replace('+', " ");
        return Cow::Owned(percent_decode_str(&spaced).decode_utf8_lossy().into_owned());
    }
    percent_decode_str(text).decode_utf8_lossy()
}

fn host_and_path(base: &str) -> (String, &str) {
    let after_scheme = base.split_once("://").map(|(_, rest)| rest).or(base.strip_prefix("//"));
    let Some(rest) = after_scheme else {
        return (String::new(), if base.is_empty() { "/" } else { base });
    };
    let (authority, path) = match rest.find('/') {
        Some(slash) => rest.split_at(slash),
        None => (rest, "/"),
    };
    let host = authority.rsplit_once('@').map_or(authority, |(_, host)| host);
    let host = match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => name,
        _ => host,
    };
    (host.to_ascii_lowercase(), path)
}

#[cfg(test)]
mod tests;
