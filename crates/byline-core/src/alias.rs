//! Aliases: how other systems call a creator.
//!
//! A network knows a partner number, a shop a handle, a CRM some free text. Each is kept as it
//! came, with who uses it; which creator it means is decided by the state and can change, so a
//! name that nobody knows yet is never given to somebody silently.

use minicbor::{Decode, Encode};
use serde::{Deserialize, Serialize};

/// One name of a creator in another system.
#[derive(
    Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize, Encode, Decode,
)]
pub struct Alias {
    /// What kind of name.
    #[n(0)]
    pub kind: AliasKind,
    /// Which system uses it: a feed such as `impact`, or a platform such as `tiktok`.
    #[n(1)]
    pub issuer: String,
    /// The name as it came, without white space around it.
    #[n(2)]
    pub text: String,
}

/// What kind of name a system uses for a creator.
#[derive(
    Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize, Encode, Decode,
)]
#[serde(rename_all = "snake_case")]
pub enum AliasKind {
    /// Our own id, handed on.
    #[n(0)]
    Creator,
    /// The account's name on a platform, without `@`. It can change hands.
    #[n(1)]
    Handle,
    /// The platform's own id of the account. It never changes.
    #[n(2)]
    PlatformUser,
    /// A network's id of the partner.
    #[n(3)]
    Affiliate,
    /// A name that people read.
    #[n(4)]
    DisplayName,
    /// A value of `utm_source`, or of another UTM field that names the creator.
    #[n(5)]
    Utm,
    /// Whatever somebody typed into a CRM.
    #[n(6)]
    CrmText,
}

impl Alias {
    /// A name as `issuer` uses it; `None` if nothing but white space is left.
    pub fn new(kind: AliasKind, issuer: &str, text: &str) -> Option<Self> {
        let text = text.trim();
        let text = if kind == AliasKind::Handle { text.trim_start_matches('@') } else { text };
        let (issuer, text) = (issuer.to_owned(), text.to_owned());
        (!text.is_empty()).then_some(Self { kind, issuer, text })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Reads as a table: kind, text as it came, text that is kept.
    #[test]
    fn names_are_kept_without_decoration() {
        let table = [
            (AliasKind::Handle, " @ana.glow ", Some("ana.glow")),
            (AliasKind::Affiliate, " 10078 ", Some("10078")),
            (AliasKind::CrmText, "@ana", Some("@ana")),
            (AliasKind::Handle, " @ ", None),
            (AliasKind::Affiliate, "", None),
        ];
        for (kind, text, expected) in table {
            let alias = Alias::new(kind, "impact", text);
            assert_eq!(alias.as_ref().map(|alias| alias.text.as_str()), expected, "{text:?}");
        }
    }
}
