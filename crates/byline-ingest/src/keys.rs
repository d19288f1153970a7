//! Keys of shoppers: digests of what a sender knows about a person, never the thing itself.
//!
//! In: an e-mail address, a phone number, a customer id, a visitor cookie, as text. Out: a
//! [`ShopperKey`]. Customers are hashed with the workspace's secret key, because anybody can try
//! all e-mail addresses against a plain digest.

use byline_core::shopper::ShopperKey;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

use crate::dedup::digest;

/// The workspace's secret key for customers. Whoever has it can test whether somebody bought.
#[derive(Clone)]
pub struct CustomerKey(pub [u8; 32]);

impl std::fmt::Debug for CustomerKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("CustomerKey(…)")
    }
}

/// What a sender says about who bought. The first that says anything decides.
#[derive(Clone, Copy, Default, Debug)]
pub(crate) struct Customer<'a> {
    pub email: Option<&'a str>,
    pub phone: Option<&'a str>,
    pub id: Option<&'a str>,
}

/// The key of a first-party cookie or other visitor id of the brand's site.
pub fn visitor(text: &str) -> Option<ShopperKey> {
    let text = text.trim();
    let is_usable = !text.is_empty() && text.len() <= 200;
    is_usable.then(|| ShopperKey(digest(&[b"visitor", text.as_bytes()])))
}

/// The key of a customer by e-mail address, in any case.
pub fn email(key: &CustomerKey, address: &str) -> Option<ShopperKey> {
    let address = address.trim().to_lowercase();
    let is_usable = address.contains('@') && address.len() <= 320;
    is_usable.then(|| keyed(key, b"email:", address.as_bytes()))
}

/// The key of a customer by phone number: its digits, however they are grouped.
pub fn phone(key: &CustomerKey, number: &str) -> Option<ShopperKey> {
    let digits: String = number.chars().filter(char::is_ascii_digit).collect();
    let is_usable = (6..=20).contains(&digits.len());
    is_usable.then(|| keyed(key, b"phone:", digits.as_bytes()))
}

/// The key of a customer by the sender's own id of it.
pub fn customer_id(key: &CustomerKey, id: &str) -> Option<ShopperKey> {
    let id = id.trim();
    let is_usable = !id.is_empty() && id.len() <= 200;
    is_usable.then(|| keyed(key, b"id:", id.as_bytes()))
}

impl Customer<'_> {
    pub(crate) fn key(&self, key: &CustomerKey) -> Option<ShopperKey> {
        let by_email = self.email.and_then(|address| email(key, address));
        let by_phone = || self.phone.and_then(|number| phone(key, number));
        let by_id = || self.id.and_then(|id| customer_id(key, id));
        by_email.or_else(by_phone).or_else(by_id)
    }
}

fn keyed(key: &CustomerKey, kind: &[u8], text: &[u8]) -> ShopperKey {
    let mut mac = Hmac::<Sha256>::new_from_slice(&key.0).expect("HMAC takes a key of any length");
    mac.update(kind);
    mac.update(text);
    let mut short = [0; 16];
    short.copy_from_slice(&mac.finalize().into_bytes()[..16]);
    ShopperKey(short)
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEY: CustomerKey = CustomerKey([1; 32]);
    const OTHER: CustomerKey = CustomerKey([2; 32]);

    #[test]
    fn one_customer_has_one_key_in_one_workspace() {
        assert_eq!(email(&KEY, " Jo@Shop.com "), email(&KEY, "jo@shop.com"));
        assert_ne!(email(&KEY, "jo@shop.com"), email(&OTHER, "jo@shop.com"));
        assert_eq!(phone(&KEY, "+1 (555) 010-9999"), phone(&KEY, "15550109999"));
        assert_eq!(email(&KEY, "nobody"), None);
        assert_eq!(phone(&KEY, "n/a"), None);
        assert_eq!(visitor("  "), None);
    }

    #[test]
    fn kinds_of_evidence_never_collide() {
        assert_ne!(phone(&KEY, "15550109999"), customer_id(&KEY, "15550109999"));
        assert_ne!(visitor("15550109999"), customer_id(&KEY, "15550109999"));
    }

    #[test]
    fn the_address_decides_before_the_phone() {
        let both = Customer { email: Some("jo@shop.com"), phone: Some("15550109999"), id: None };
        assert_eq!(both.key(&KEY), email(&KEY, "jo@shop.com"));
        let blank = Customer { email: Some(""), phone: Some("15550109999"), id: Some("7") };
        assert_eq!(blank.key(&KEY), phone(&KEY, "15550109999"));
        assert_eq!(Customer::default().key(&KEY), None);
    }
}
