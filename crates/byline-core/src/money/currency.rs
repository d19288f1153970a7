//! Currencies: the codes of ISO 4217, and how many decimal places each has.

use std::fmt;

use minicbor::{Decode, Encode};
use serde::{Deserialize, Serialize};

/// An ISO 4217 currency code, upper case.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Encode, Decode)]
#[cbor(transparent)]
pub struct Currency(#[cbor(n(0), with = "minicbor::bytes")] [u8; 3]);

/// The codes by their decimal places; all others have two. Funds and units of account that ISO
/// 4217 lists with a minor unit are in; metals and test codes are not.
const WITHOUT_CENTS: [(u32, &str); 3] = [
    (0, "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF"),
    (3, "BHD IQD JOD KWD LYD OMR TND"),
    (4, "CLF UYW"),
];

/// The codes with two decimal places. ANG, BGN, CUC, HRK, SLL and ZWL are out of use; old orders
/// still bear them.
const WITH_CENTS: &str = "\
    AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BMD BND BOB BOV BRL BSD BTN BWP BYN \
    BZD CAD CDF CHE CHF CHW CNY COP COU CRC CUC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP \
    GBP GEL GHS GIP GMD GTQ GYD HKD HNL HRK HTG HUF IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT \
    LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MXV MYR MZN NAD NGN NIO \
    NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SLL SOS \
    SRD SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD USN UYU UZS VED VES WST XCD \
    XCG YER ZAR ZMW ZWG ZWL";

impl Currency {
    /// The US dollar, in which default money bands are kept.
    pub const USD: Self = Self(*b"USD");

    /// The currency that `code` names, in upper case; `None` if ISO 4217 has none such.
    pub fn parse(code: &str) -> Option<Self> {
        let bytes: [u8; 3] = code.as_bytes().try_into().ok()?;
        let currency = Self(bytes);
        let is_known = currency.own_exponent().is_some() || is_listed(WITH_CENTS, bytes);
        is_known.then_some(currency)
    }

    /// Every currency, by code.
    pub fn all() -> Vec<Self> {
        let lists = WITHOUT_CENTS.iter().map(|(_, codes)| *codes).chain([WITH_CENTS]);
        let mut all: Vec<Self> =
            lists.flat_map(str::split_whitespace).flat_map(Self::parse).collect();
        all.sort_unstable();
        all
    }

    /// How many decimal places its minor unit has: 2 for USD, 0 for JPY, 3 for KWD, 4 for CLF.
    pub fn exponent(self) -> u32 {
        self.own_exponent().unwrap_or(2)
    }

    /// The code, such as `USD`.
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or("XXX")
    }

    /// What stands before an amount; `None` where people write the code.
    pub fn sign(&self) -> Option<&'static str> {
        Some(match self.as_str() {
            "USD" => "$",
            "EUR" => "€",
            "GBP" => "£",
            "JPY" => "¥",
            "CNY" => "CN¥",
            "INR" => "₹",
            "KRW" => "₩",
            "BRL" => "R$",
            "CAD" => "CA$",
            "AUD" => "A$",
            "NZD" => "NZ$",
            "MXN" => "MX$",
            "ILS" => "₪",
            "PLN" => "zł",
            "VND" => "₫",
            _ => return None,
        })
    }

    fn own_exponent(self) -> Option<u32> {
        let mut lists = WITHOUT_CENTS.iter();
        lists.find(|(_, codes)| is_listed(codes, self.0)).map(|(exponent, _)| *exponent)
    }
}

fn is_listed(codes: &str, code: [u8; 3]) -> bool {
    codes.as_bytes().chunks(4).any(|known| known.starts_with(&code))
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

impl fmt::Display for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Debug for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
