//! Accounts as people paste them: `@ana`, `tiktok.com/@ana?lang=en`, `youtube.com/channel/UC…`.
//!
//! In: any text. Out: the platform, if the text names it, and either the handle or the platform's
//! own id. A handle is a dated attribute, it can change hands; an id never does, so the two are
//! never mixed up. An address of a single post, video or search names no account: `None`.

use crate::creator::Platform;

use super::text::is_invisible;

/// An account that a text names.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct AccountName {
    /// Where, if the text says so.
    pub platform: Option<Platform>,
    /// By what.
    pub name: NameOrId,
}

/// What a text calls an account by.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum NameOrId {
    /// The handle without `@`, in lower case, as platforms compare them.
    Handle(String),
    /// The platform's own id, letter by letter.
    Id(String),
}

impl AccountName {
    /// Reads what a person pasted; `None` if it names no account.
    pub fn read(text: &str) -> Option<Self> {
        let text: String = text.chars().filter(|c| !is_invisible(*c)).collect();
        let text = text.trim();
        match address(text) {
            Some((host, path)) => Self::at(&host, path),
            None => {
                let name = handle(text)?;
                Some(Self { platform: None, name })
            }
        }
    }

    fn at(host: &str, path: &str) -> Option<Self> {
        let path = path.split(['?', '#']).next().unwrap_or_default();
        let mut parts = path.split('/').filter(|part| !part.is_empty());
        let (first, second) = (parts.next()?, parts.next());
        let platform = platform(host)?;
        let name = match (platform, first) {
            (Platform::Youtube, "channel") => NameOrId::Id(second?.to_owned()),
            (Platform::Youtube, "c" | "user") | (Platform::Instagram, "stories") => {
                handle(second?)?
            }
            (Platform::Tiktok, _) if !first.starts_with('@') => return None,
            _ if NO_ACCOUNT.contains(&first) => return None,
            _ => handle(first)?,
        };
        Some(Self { platform: Some(platform), name })
    }
}

/// First parts of an address that lead to something else than an account.
const NO_ACCOUNT: [&str; 17] = [
    "p", "reel", "reels", "tv", "explore", "accounts", "watch", "shorts", "playlist", "results",
    "feed", "embed", "live", "hashtag", "search", "intent", "sharer",
];

/// Host and rest of a text that is an address of a known platform or has a scheme.
fn address(text: &str) -> Option<(String, &str)> {
    let lower = text.to_ascii_lowercase();
    let scheme = ["https://", "http://", "//"].iter().find(|scheme| lower.starts_with(**scheme));
    let rest = &text[scheme.map_or(0, |scheme| scheme.len())..];
    let (host, path) = rest.split_once('/').unwrap_or((rest, ""));
    let host = host.to_ascii_lowercase();
    let is_address = scheme.is_some() || platform(&host).is_some();
    is_address.then_some((host, path))
}

fn platform(host: &str) -> Option<Platform> {
    let known = [
        ("tiktok.com", Platform::Tiktok),
        ("instagram.com", Platform::Instagram),
        ("youtube.com", Platform::Youtube),
        ("x.com", Platform::Other),
        ("twitter.com", Platform::Other),
        ("facebook.com", Platform::Other),
        ("twitch.tv", Platform::Other),
        ("threads.net", Platform::Other),
        ("pinterest.com", Platform::Other),
        ("snapchat.com", Platform::Other),
    ];
    let bare = ["www.", "m.", "mobile."].iter().find_map(|prefix| host.strip_prefix(prefix));
    let bare = bare.unwrap_or(host);
    known.iter().find(|(domain, _)| bare == *domain).map(|(_, platform)| *platform)
}

fn handle(text: &str) -> Option<NameOrId> {
    let bare = text.trim().trim_start_matches('@');
    let is_handle = !bare.is_empty() && !bare.contains(char::is_whitespace);
    is_handle.then(|| NameOrId::Handle(bare.to_lowercase()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(table: &[(&str, Option<Platform>, &str)]) {
        for (text, platform, expected) in table {
            let read = AccountName::read(text).unwrap_or_else(|| panic!("{text:?} is an account"));
            assert_eq!(read.platform, *platform, "{text:?}");
            let name = match &read.name {
                NameOrId::Handle(handle) => format!("@{handle}"),
                NameOrId::Id(id) => id.clone(),
            };
            assert_eq!(name, *expected, "{text:?}");
        }
    }

    #[test]
    fn handles_and_addresses_name_accounts() {
        use Platform::{Instagram, Other, Tiktok, Youtube};
        check(&[
            ("@Ana.Glow", None, "@ana.glow"),
            (" ana.glow\u{200f} ", None, "@ana.glow"),
            ("@@ana", None, "@ana"),
            ("https://www.tiktok.com/@Ana.Glow?lang=en", Some(Tiktok), "@ana.glow"),
            ("tiktok.com/@ana/video/7301", Some(Tiktok), "@ana"),
            ("http://instagram.com/ana_glow/", Some(Instagram), "@ana_glow"),
            ("https://instagram.com/stories/ana_glow/33", Some(Instagram), "@ana_glow"),
            ("HTTPS://M.YOUTUBE.COM/@AnaGlow/videos", Some(Youtube), "@anaglow"),
            ("youtube.com/c/AnaGlow", Some(Youtube), "@anaglow"),
            ("youtube.com/user/anaglow#about", Some(Youtube), "@anaglow"),
            ("https://www.youtube.com/channel/UCx-7_Q", Some(Youtube), "UCx-7_Q"),
            ("x.com/anaglow", Some(Other), "@anaglow"),
        ]);
    }

    #[test]
    fn a_post_is_no_account() {
        let table = [
            "",
            "@",
            "Ana Lima",
            "https://instagram.com/p/Cx1/",
            "instagram.com/reel/Cx1",
            "https://youtube.com/watch?v=1",
            "https://vm.tiktok.com/ZM1/",
            "tiktok.com/tag/glow",
            "https://example.com/ana",
            "https://instagram.com/",
            "http://",
        ];
        for text in table {
            assert_eq!(AccountName::read(text), None, "{text:?}");
        }
    }
}
