//! Subjects: the things that a platform wants to have named, by its own ids.
//!
//! They come from what people declared (accounts of creators, content with its address or the
//! platform's id) and from the connection's setting `subjects`, a list with commas.

use std::collections::BTreeSet;
use std::sync::Arc;

use byline_core::creator::Platform;
use byline_core::entry::Connection;
use byline_core::figure::{Subject, SubjectKind};
use byline_core::placement::Content;
use byline_core::time::Timestamp;
use byline_engine::Engine;
use byline_ingest::poll::Poll;

use super::rhythm::YOUNG_US;

/// The most things that one turn asks for.
pub const MAX_SUBJECTS: usize = 10_000;

/// What a poll wants to have named.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Asked {
    /// Nothing: it tells of a whole account.
    Nothing,
    /// Accounts of creators.
    Accounts,
    /// Posts, videos and stories.
    Contents,
}

/// The things to name in a turn.
#[derive(Clone, Default, PartialEq, Eq, Debug)]
pub struct Subjects {
    /// All of them.
    pub all: Arc<[String]>,
    /// Content that is younger than 72 hours.
    pub young: Arc<[String]>,
}

/// What a poll wants to have named, by what it is called.
pub fn of(poll: &Poll) -> Asked {
    match poll.what {
        "media" | "videos" | "posts" => Asked::Contents,
        "accounts" | "channels" => Asked::Accounts,
        _ => Asked::Nothing,
    }
}

/// What a connection's poll names now.
pub fn find(poll: &Poll, connection: &Connection, engine: &Engine, now: Timestamp) -> Subjects {
    let asked = of(poll);
    if asked == Asked::Nothing {
        return Subjects::default();
    }
    let named = connection.settings.get("subjects").map_or("", String::as_str);
    let named = named.split(',').map(str::trim).filter(|id| !id.is_empty());
    let mut all: BTreeSet<String> = named.map(str::to_owned).collect();
    let mut young = BTreeSet::new();
    if asked == Asked::Accounts {
        all.extend(accounts(poll.feed, engine));
    } else {
        for content in engine.contents() {
            let is_young = now.micros_since(content.published_at) < YOUNG_US;
            for id in ids_of(poll.feed, content) {
                if is_young {
                    young.insert(id.to_owned());
                }
                all.insert(id.to_owned());
            }
        }
    }
    let list = |ids: BTreeSet<String>| ids.into_iter().take(MAX_SUBJECTS).collect();
    Subjects { all: list(all), young: list(young) }
}

/// Accounts of creators on the feed's platform: the platform's own id, or else the handle.
fn accounts(feed: &str, engine: &Engine) -> Vec<String> {
    let platform = match feed {
        "instagram" => Platform::Instagram,
        "tiktok" => Platform::Tiktok,
        "youtube" => Platform::Youtube,
        _ => return Vec::new(),
    };
    let creators = engine.creators().filter(|creator| !creator.is_archived);
    let accounts = creators.flat_map(|creator| &creator.accounts);
    let accounts = accounts.filter(|account| account.platform == platform);
    let name = |account: &byline_core::creator::Account| {
        account.platform_user_id.clone().unwrap_or_else(|| account.handle.clone())
    };
    accounts.map(name).filter(|name| !name.is_empty()).collect()
}

/// What the feed calls a piece of content: as it was declared, or as its address says.
fn ids_of<'a>(feed: &'a str, content: &'a Content) -> impl Iterator<Item = &'a str> {
    let is_it = move |subject: &&Subject| {
        subject.feed == feed && subject.kind == SubjectKind::Content && !subject.id.is_empty()
    };
    let declared = content.subjects.iter().filter(is_it).map(|subject| subject.id.as_str());
    let said = content.url.as_deref().and_then(|url| id_in(feed, url));
    declared.chain(said)
}

/// The platform's id in the address of content, where the address holds it. Addresses on
/// Instagram hold another word than its API knows.
fn id_in<'a>(feed: &str, url: &'a str) -> Option<&'a str> {
    let (_, rest) = url.split_once("://")?;
    let (host, path) = rest.split_once('/')?;
    let host = host.trim_start_matches("www.").trim_start_matches("m.");
    let id = match (feed, host) {
        ("youtube", "youtu.be") => path,
        ("youtube", "youtube.com") => match path.split_once("shorts/") {
            Some((_, id)) => id,
            None => path.split(['?', '&']).find_map(|pair| pair.strip_prefix("v="))?,
        },
        ("tiktok", "tiktok.com") => path.split_once("video/")?.1,
        _ => return None,
    };
    let id = id.split(['?', '&', '/', '#']).next()?;
    (!id.is_empty()).then_some(id)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Reads as a table: feed, address, the id in it.
    #[test]
    fn ids_are_read_from_addresses() {
        for (feed, url, expected) in [
            ("youtube", "https://www.youtube.com/watch?v=dQw4w9WgXcQ&t=4", Some("dQw4w9WgXcQ")),
            ("youtube", "https://youtu.be/dQw4w9WgXcQ?si=x", Some("dQw4w9WgXcQ")),
            ("youtube", "https://m.youtube.com/shorts/dQw4w9WgXcQ", Some("dQw4w9WgXcQ")),
            ("youtube", "https://www.youtube.com/@ana", None),
            ("youtube", "https://youtube.com.example.com/watch?v=x", None),
            ("tiktok", "https://www.tiktok.com/@ana/video/7231338487075638570", Some(TIKTOK)),
            ("instagram", "https://www.instagram.com/reel/CuE2WNQs6vH/", None),
            ("youtube", "nonsense", None),
        ] {
            assert_eq!(id_in(feed, url), expected, "{url}");
        }
    }

    const TIKTOK: &str = "7231338487075638570";
}
