//! Posts as people paste them: the address of one video, reel, short or photo.
//!
//! In: any text. Out: the platform, the platform's own id of the post, the handle if the address
//! has it, one spelling of the address, and when the post was made, where the id says it. The same
//! post pasted in five spellings is one post.
//!
//! Ids that hold their instant: TikTok's upper 32 bits are seconds since 1970; Instagram's short
//! code is a number in base 64 whose upper bits are milliseconds since 24 August 2011.

use thiserror::Error;
use url::{Url, form_urlencoded};

use crate::creator::Platform;
use crate::time::Timestamp;

/// One post.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PostAddress {
    /// Where.
    pub platform: Platform,
    /// The platform's own id of the post.
    pub id: String,
    /// The handle of whoever posted, without `@`, if the address says it.
    pub handle: Option<String>,
    /// The address in one spelling.
    pub url: String,
    /// When it was made, if its id says so.
    pub published_at: Option<Timestamp>,
}

/// Why an address is no post's.
#[derive(Clone, PartialEq, Eq, Debug, Error)]
pub enum PostError {
    /// It is no address.
    #[error("it is no address of TikTok, Instagram or YouTube")]
    NoAddress,
    /// It leads on to another address, which only the platform knows.
    #[error("it is a short address, which does not say which post it leads to")]
    Short,
    /// It is the address of an account, a search or a list.
    #[error("it is the address of no single post")]
    NoPost,
}

impl PostError {
    /// The stable code.
    pub fn code(&self) -> &'static str {
        match self {
            Self::NoAddress => "post.no_address",
            Self::Short => "post.short_address",
            Self::NoPost => "post.no_post",
        }
    }

    /// What to do about it.
    pub fn next_step(&self) -> &'static str {
        match self {
            Self::NoAddress => "paste the address as the browser shows it",
            Self::Short => "open it, and paste the address that the browser then shows",
            Self::NoPost => "open the post itself and paste its address",
        }
    }
}

impl PostAddress {
    /// Reads what a person pasted.
    pub fn read(text: &str) -> Result<Self, PostError> {
        let text = text.trim();
        let has_scheme = text.starts_with("https://") || text.starts_with("http://");
        let whole = if has_scheme { text.to_owned() } else { format!("https://{text}") };
        let url = Url::parse(&whole).map_err(|_| PostError::NoAddress)?;
        let host = url.host_str().unwrap_or_default().to_lowercase();
        let parts: Vec<&str> = url.path().split('/').filter(|part| !part.is_empty()).collect();
        let bare = ["www.", "m."].iter().find_map(|prefix| host.strip_prefix(prefix));
        match bare.unwrap_or(&host) {
            "vm.tiktok.com" | "vt.tiktok.com" => Err(PostError::Short),
            "tiktok.com" => tiktok(&parts),
            "instagram.com" | "instagr.am" => instagram(&parts),
            "youtu.be" => youtube(parts.first().copied()),
            "youtube.com" | "music.youtube.com" => match parts.as_slice() {
                ["watch"] => {
                    let video = url.query_pairs().find(|(name, _)| name == "v");
                    youtube(video.as_ref().map(|(_, id)| &**id))
                }
                ["shorts" | "live" | "embed" | "v", id, ..] => youtube(Some(id)),
                _ => Err(PostError::NoPost),
            },
            _ => Err(PostError::NoAddress),
        }
    }
}

fn tiktok(parts: &[&str]) -> Result<PostAddress, PostError> {
    let (handle, id) = match parts {
        ["t", _] => return Err(PostError::Short),
        [handle, "video" | "photo", id, ..] if handle.starts_with('@') => (*handle, *id),
        _ => return Err(PostError::NoPost),
    };
    let number: u64 = id.parse().map_err(|_| PostError::NoPost)?;
    let handle = plain(handle.trim_start_matches('@'));
    let published_at = i64::try_from(number >> 32).ok().map(Timestamp::from_seconds);
    Ok(PostAddress {
        platform: Platform::Tiktok,
        url: format!("https://www.tiktok.com/@{handle}/video/{id}"),
        id: id.to_owned(),
        handle: Some(handle),
        published_at: published_at.filter(is_possible),
    })
}

fn instagram(parts: &[&str]) -> Result<PostAddress, PostError> {
    let (handle, code) = match parts {
        ["share", ..] => return Err(PostError::Short),
        ["p" | "reel" | "reels" | "tv", code, ..] => (None, *code),
        [handle, "p" | "reel" | "tv", code, ..] => (Some(plain(handle)), *code),
        _ => return Err(PostError::NoPost),
    };
    let is_code = (5..=40).contains(&code.len())
        && code.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_-".contains(&byte));
    if !is_code {
        return Err(PostError::NoPost);
    }
    Ok(PostAddress {
        platform: Platform::Instagram,
        url: format!("https://www.instagram.com/p/{code}/"),
        id: code.to_owned(),
        handle,
        published_at: instagram_time(code).filter(is_possible),
    })
}

/// A handle as people write it: browsers put percent signs into what is not ASCII.
fn plain(handle: &str) -> String {
    let coded = handle.replace('+', "%2B");
    let (text, _) = form_urlencoded::parse(coded.as_bytes()).next().unwrap_or_default();
    text.to_lowercase()
}

fn youtube(id: Option<&str>) -> Result<PostAddress, PostError> {
    let is_plain = |id: &&str| {
        id.len() == 11
            && id.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_-".contains(&byte))
    };
    let id = id.filter(is_plain).ok_or(PostError::NoPost)?;
    Ok(PostAddress {
        platform: Platform::Youtube,
        url: format!("https://www.youtube.com/watch?v={id}"),
        id: id.to_owned(),
        handle: None,
        published_at: None,
    })
}

/// Milliseconds since 1970 at which Instagram's ids begin.
const INSTAGRAM_BEGAN_MS: i64 = 1_314_220_021_721;

/// When a post was made, by its short code; the codes of private posts are longer and say no more
/// in their first eleven letters.
fn instagram_time(code: &str) -> Option<Timestamp> {
    const ALPHABET: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let mut number: u64 = 0;
    for letter in code.chars().take(11) {
        let digit = ALPHABET.find(letter).and_then(|digit| u64::try_from(digit).ok())?;
        number = number.checked_mul(64)?.checked_add(digit)?;
    }
    let ms = i64::try_from(number >> 23).ok()?.checked_add(INSTAGRAM_BEGAN_MS)?;
    Some(Timestamp(ms.checked_mul(1_000)?))
}

/// No post of these platforms is older than Instagram itself.
fn is_possible(at: &Timestamp) -> bool {
    Timestamp::from_seconds(1_286_323_200) <= *at
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Reads as a table: what was pasted, the address in one spelling, the handle.
    #[test]
    fn one_post_has_one_spelling() {
        let tiktok = "https://www.tiktok.com/@ana.lima/video/7234567890123456789";
        let eve = tiktok.replace("ana.lima", "eve😀");
        let instagram = "https://www.instagram.com/p/CuE5_abCdEf/";
        let youtube = "https://www.youtube.com/watch?v=dQw4w9WgXcQ";
        for (text, url, handle) in [
            (
                "https://www.tiktok.com/@ana.lima/video/7234567890123456789?lang=en",
                tiktok,
                "ana.lima",
            ),
            ("m.tiktok.com/@Ana.Lima/video/7234567890123456789", tiktok, "ana.lima"),
            ("tiktok.com/@eve😀/video/7234567890123456789", &eve, "eve😀"),
            ("https://www.instagram.com/reel/CuE5_abCdEf/?igsh=x", instagram, ""),
            (" instagram.com/p/CuE5_abCdEf ", instagram, ""),
            ("https://www.instagram.com/Ana/reel/CuE5_abCdEf/", instagram, "ana"),
            ("https://youtu.be/dQw4w9WgXcQ?si=abc&t=3", youtube, ""),
            ("https://www.youtube.com/watch?app=desktop&v=dQw4w9WgXcQ", youtube, ""),
            ("https://m.youtube.com/shorts/dQw4w9WgXcQ", youtube, ""),
        ] {
            let post = PostAddress::read(text).unwrap_or_else(|error| panic!("{text}: {error}"));
            assert_eq!((post.url.as_str(), post.handle.as_deref().unwrap_or("")), (url, handle));
        }
    }

    #[test]
    fn ids_tell_when_a_post_was_made() {
        let at =
            |text: &str| PostAddress::read(text).unwrap().published_at.map(|at| at.to_string());
        let tiktok = at("https://www.tiktok.com/@a/video/7234567890123456789");
        assert_eq!(tiktok.as_deref(), Some("2023-05-18T16:58:18Z"));
        // One in the eleventh place is 64^10, and its upper bits are 2^37 ms.
        let instagram = at("https://www.instagram.com/p/BAAAAAAAAAA/");
        assert_eq!(instagram.as_deref(), Some("2016-01-01T14:36:15.193Z"));
        assert_eq!(at("https://youtu.be/dQw4w9WgXcQ"), None, "these say nothing");
        assert_eq!(at("https://www.tiktok.com/@a/video/17"), None, "1970 is no answer");
    }

    /// Reads as a table: what was pasted, why it is no post.
    #[test]
    fn what_is_no_post_says_what_to_paste() {
        for (text, error) in [
            ("https://vm.tiktok.com/ZMabc/", PostError::Short),
            ("https://www.tiktok.com/t/ZTabc/", PostError::Short),
            ("https://www.instagram.com/share/reel/abc", PostError::Short),
            ("https://www.tiktok.com/@ana", PostError::NoPost),
            ("https://www.tiktok.com/@ana/video/abc", PostError::NoPost),
            ("https://www.instagram.com/ana/", PostError::NoPost),
            ("https://www.youtube.com/@ana", PostError::NoPost),
            ("https://www.youtube.com/watch?v=short", PostError::NoPost),
            ("https://tiktok.com.evil.example/@a/video/7234567890123456789", PostError::NoAddress),
            ("our best video", PostError::NoAddress),
            ("", PostError::NoAddress),
        ] {
            assert_eq!(PostAddress::read(text).unwrap_err(), error, "{text}");
            assert!(!error.next_step().is_empty() && error.code().starts_with("post."));
        }
    }
}
