//! Shoppers: unknown people who may buy, known only by keys that say nothing about them.
//!
//! A key is a 128-bit digest made at the edge. Which kind of evidence it came from (a click id, a
//! first-party cookie, a keyed hash of a customer) is mixed in, so that kinds never collide.

use minicbor::{Decode, Encode};
use serde::{Deserialize, Serialize};

/// A pseudonymous key of a shopper.
#[derive(
    Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize, Encode, Decode,
)]
#[cbor(transparent)]
pub struct ShopperKey(#[cbor(n(0), with = "minicbor::bytes")] pub [u8; 16]);

/// The id of one click, made by the redirect and carried in the landing address.
///
/// 128 random bits; as text 22 characters of URL-safe base64 without padding.
#[derive(
    Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize, Encode, Decode,
)]
#[cbor(transparent)]
pub struct ClickId(#[cbor(n(0), with = "minicbor::bytes")] pub [u8; 16]);

/// Everything a fact knows about who its shopper is. Any two keys in one fact are one person.
#[derive(Clone, Default, PartialEq, Eq, Debug, Serialize, Deserialize, Encode, Decode)]
pub struct ShopperKeys {
    /// Clicks that led here.
    #[n(0)]
    pub clicks: Vec<ClickId>,
    /// The first-party cookie or other on-site visitor key.
    #[n(1)]
    pub visitor: Option<ShopperKey>,
    /// The workspace's keyed hash of the customer.
    #[n(2)]
    pub customer: Option<ShopperKey>,
}

impl ShopperKeys {
    /// Whether nothing at all is known.
    pub fn is_empty(&self) -> bool {
        self.clicks.is_empty() && self.visitor.is_none() && self.customer.is_none()
    }
}

const BASE64: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

impl ClickId {
    /// Reads the 22-character form; `None` for anything else.
    pub fn parse(text: &str) -> Option<Self> {
        if text.len() != 22 {
            return None;
        }
        let mut bits: u128 = 0;
        let (last, head) = text.as_bytes().split_last()?;
        for symbol in head {
            bits = bits << 6 | u128::from(digit(*symbol)?);
        }
        let last = digit(*last)?;
        let has_stray_bits = last & 0b1111 != 0;
        if has_stray_bits {
            return None;
        }
        bits = bits << 2 | u128::from(last >> 4);
        Some(Self(bits.to_be_bytes()))
    }
}

fn digit(symbol: u8) -> Option<u8> {
    let position = BASE64.iter().position(|known| *known == symbol)?;
    u8::try_from(position).ok()
}

impl std::fmt::Display for ClickId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let bits = u128::from_be_bytes(self.0);
        let mut text = String::with_capacity(22);
        for step in 0..21 {
            let index = (bits >> (122 - 6 * step)) & 63;
            text.push(char::from(BASE64[index as usize]));
        }
        text.push(char::from(BASE64[((bits & 3) << 4) as usize]));
        f.write_str(&text)
    }
}
