//! Money: whole minor units and an ISO 4217 currency, never a float.
//!
//! In: decimal text as a source wrote it. Out: [`Money`], or an error that says what is wrong.
//!
//! Invariant: `parse(format(x)) = x` for every currency, and two currencies never add up.

use std::fmt;

use minicbor::{Decode, Encode};
use serde::{Deserialize, Serialize};

/// An ISO 4217 currency code, upper case.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Encode, Decode)]
#[cbor(transparent)]
pub struct Currency(#[cbor(n(0), with = "minicbor::bytes")] [u8; 3]);

/// An amount in minor units of one currency; negative for money given back.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize, Encode, Decode)]
pub struct Money {
    /// Whole minor units, such as cents.
    #[n(0)]
    pub minor: i64,
    /// The currency that the units belong to.
    #[n(1)]
    pub currency: Currency,
}

impl Serialize for Currency {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for Currency {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text).ok_or_else(|| serde::de::Error::custom("unknown currency"))
    }
}

impl Currency {
    /// The currency that `code` names; `None` if ISO 4217 has none such.
    pub fn parse(code: &str) -> Option<Self> {
        let bytes: [u8; 3] = code.as_bytes().try_into().ok()?;
        Some(Self(bytes))
    }

    /// The code, such as `USD`.
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or("XXX")
    }
}

impl fmt::Debug for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
