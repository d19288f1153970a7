//! Creators in words: size, platforms, and whether a search means them.

use byline_core::creator::Creator;
use byline_core::id::CreatorId;

use super::words;

/// Size and platforms, such as `micro · Instagram, TikTok`.
pub fn size_and_platforms(creator: &Creator) -> String {
    let platforms = platforms(creator);
    let size = creator.size().map(|size| size.key());
    match (size, platforms.is_empty()) {
        (Some(size), false) => format!("{size} · {}", platforms.join(", ")),
        (Some(size), true) => size.to_owned(),
        (None, false) => platforms.join(", "),
        (None, true) => "no account known".to_owned(),
    }
}

/// The platforms of a creator's accounts.
pub fn platforms(creator: &Creator) -> Vec<&'static str> {
    let mut platforms: Vec<&str> =
        creator.accounts.iter().map(|account| account.platform.name()).collect();
    platforms.dedup();
    platforms
}

/// Everything known about a creator, in one line.
pub fn about(creator: &Creator) -> String {
    let mut parts = vec![size_and_platforms(creator)];
    parts.extend(creator.category.clone());
    parts.extend(creator.country.clone());
    if creator.is_archived {
        parts.push("out of use".to_owned());
    }
    words::sentence(&parts.join(" · "))
}

/// Whether a search means this creator: part of the name, a handle or the id, or the category, in
/// any case.
pub fn matches(creator: Option<&Creator>, id: &CreatorId, q: &str) -> bool {
    let q = q.trim().trim_start_matches('@').to_lowercase();
    let is_in = |text: &str| text.to_lowercase().contains(&q);
    q.is_empty()
        || is_in(id.as_str())
        || creator.is_some_and(|creator| {
            is_in(&creator.name)
                || creator.accounts.iter().any(|account| is_in(&account.handle))
                || creator.category.as_deref().is_some_and(|it| it.to_lowercase() == q)
        })
}
