//! Slugs: which last parts of short addresses are allowed.
//!
//! A slug is read aloud, typed by hand, and shown in a bio where nobody checks it letter by letter.
//! So there is one spelling without regard to case, only letters that look like themselves, and no
//! slug that could be taken for another one or for an address of Byline itself.
//!
//! Look-alikes are those of UTS #39: two slugs with one [`look`] cannot be told apart by eye.

use thiserror::Error;
use unicode_normalization::UnicodeNormalization;
use unicode_security::{MixedScript, skeleton};

/// The most characters of a slug.
pub const MAX_CHARS: usize = 64;
/// How many letters a random slug has: 5 bits each, 50 in all, so that guessing finds nothing.
pub const RANDOM_CHARS: usize = 10;

/// Slugs that are addresses of Byline itself, or that browsers and crawlers ask every host for.
pub const RESERVED: &[&str] = &[
    "actions",
    "admin",
    "api",
    "apple-app-site-association",
    "assets",
    "attribution",
    "brief",
    "briefs",
    "bulk",
    "campaigns",
    "claims",
    "codes",
    "counting",
    "creators",
    "decisions",
    "executive",
    "explain",
    "explore",
    "favicon.ico",
    "gate",
    "healthz",
    "hooks",
    "identities",
    "import",
    "launch",
    "links",
    "live",
    "login",
    "logout",
    "metrics",
    "orders",
    "readyz",
    "robots.txt",
    "security.txt",
    "settings",
    "sitemap.xml",
    "sources",
    "ui",
    "v1",
];

/// Why a slug is refused.
#[derive(Clone, PartialEq, Eq, Debug, Error)]
pub enum SlugError {
    /// There is nothing, or too much.
    #[error("a slug has 1 to {MAX_CHARS} characters, this one {n_chars}")]
    Length {
        /// How many characters it has.
        n_chars: usize,
    },
    /// It holds something else than plain letters, digits, `-`, `_` and `.`.
    #[error("`{slug}` is no slug: {why}")]
    Characters {
        /// What was asked for, without invisible characters.
        slug: String,
        /// What is wrong with it.
        why: &'static str,
        /// What it could be instead, if anything is left of it.
        fix: Option<String>,
    },
    /// It holds letters of another script that look like plain ones, or mixes scripts.
    #[error("`{slug}` holds letters that look like others: {why}")]
    LooksLike {
        /// What was asked for.
        slug: String,
        /// What is wrong with it.
        why: &'static str,
        /// The plain letters that it looks like, if all of it does.
        fix: Option<String>,
    },
    /// It is an address of Byline itself, or looks like one.
    #[error("`{slug}` is, or looks like, `{word}`: an address of Byline itself")]
    Reserved {
        /// What was asked for.
        slug: String,
        /// The address.
        word: &'static str,
    },
    /// Whoever asks may not choose.
    #[error("slugs are not chosen by hand here")]
    NotByHand,
}

impl SlugError {
    /// The stable code.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Length { .. } | Self::Characters { .. } => "link.slug_invalid",
            Self::LooksLike { .. } => "link.slug_lookalike",
            Self::Reserved { .. } => "link.slug_reserved",
            Self::NotByHand => "link.slug_not_by_hand",
        }
    }

    /// What to do now.
    pub fn next_step(&self) -> String {
        match self {
            Self::Characters { fix: Some(fix), .. } | Self::LooksLike { fix: Some(fix), .. } => {
                format!("use `{fix}`")
            }
            Self::NotByHand => "leave it out for a random one, or allow slugs by hand".to_owned(),
            Self::Reserved { .. } => "choose another".to_owned(),
            _ => format!("use up to {MAX_CHARS} letters, digits, `-`, `_` and `.`"),
        }
    }
}

/// Checks a slug that somebody chose.
pub fn check(slug: &str) -> Result<(), SlugError> {
    let n_chars = slug.chars().count();
    if n_chars == 0 || MAX_CHARS < n_chars {
        return Err(SlugError::Length { n_chars });
    }
    if !slug.is_ascii() {
        return Err(not_ascii(slug));
    }
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte);
    if !slug.bytes().all(is_plain) {
        let why = "only letters, digits, `-`, `_` and `.` may stand in one";
        return Err(SlugError::Characters { slug: slug.to_owned(), why, fix: plain(slug) });
    }
    if slug.starts_with('.') || slug.ends_with('.') {
        let why = "a dot at its begin or end is lost on the way";
        return Err(SlugError::Characters { slug: slug.to_owned(), why, fix: plain(slug) });
    }
    if !slug.bytes().any(|byte| byte.is_ascii_alphanumeric()) {
        let why = "it has neither letter nor digit";
        return Err(SlugError::Characters { slug: slug.to_owned(), why, fix: None });
    }
    match reserved(slug) {
        Some(word) => Err(SlugError::Reserved { slug: slug.to_owned(), word }),
        None => Ok(()),
    }
}

/// What a slug looks like: the same for all that cannot be told apart by eye.
pub fn look(slug: &str) -> String {
    // The skeleton turns `0` into `O` and `I` into `l`, so case is folded on both sides.
    let skeleton: String = skeleton(&slug.to_lowercase()).collect();
    skeleton.to_lowercase()
}

/// The address of Byline that a slug is or looks like.
fn reserved(slug: &str) -> Option<&'static str> {
    let look = look(slug);
    RESERVED.iter().copied().find(|word| self::look(word) == look)
}

fn not_ascii(slug: &str) -> SlugError {
    let is_seen = |c: &char| !c.is_control() && !is_invisible(*c);
    let seen: String = slug.chars().filter(is_seen).collect();
    let fix = plain(&skeleton(&seen).collect::<String>()).filter(|fix| look(fix) == look(&seen));
    let (slug, is_same) = (seen.clone(), seen == slug);
    if is_same && !seen.is_single_script() {
        let why = "it mixes scripts, so that nobody can type what they see";
        return SlugError::LooksLike { slug, why, fix };
    }
    if is_same && fix.is_some() {
        let why = "every letter is of another script than it seems";
        return SlugError::LooksLike { slug, why, fix };
    }
    let why = match is_same {
        true => "only plain letters, digits, `-`, `_` and `.` survive every app",
        false => "it holds characters that nobody sees",
    };
    SlugError::Characters { slug, why, fix: plain(&seen) }
}

/// The nearest slug of plain letters, if anything is left: accents go, spaces become hyphens.
fn plain(text: &str) -> Option<String> {
    let is_mark = |c: &char| unicode_normalization::char::is_combining_mark(*c);
    let letters: String = text.nfkd().filter(|c| !is_mark(c)).collect();
    let is_kept = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    let parts = letters.split(|c: char| !is_kept(c)).filter(|part| !part.is_empty());
    let joined = parts.collect::<Vec<_>>().join("-");
    let fix: String = joined.trim_matches(['.', '-', '_']).chars().take(MAX_CHARS).collect();
    Some(fix).filter(|fix| !fix.is_empty() && check(fix).is_ok())
}

fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{2069}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Reads as a table: a slug, why it is refused and what is offered instead.
    #[test]
    fn slugs_look_like_what_they_are() {
        for (slug, code, fix) in [
            ("ana", "", ""),
            ("Ana-Reel_2.b", "", ""),
            ("a", "", ""),
            ("", "link.slug_invalid", ""),
            (&"x".repeat(65), "link.slug_invalid", ""),
            ("ana reel", "link.slug_invalid", "ana-reel"),
            ("ana/reel", "link.slug_invalid", "ana-reel"),
            ("ana?x=1", "link.slug_invalid", "ana-x-1"),
            ("../login", "link.slug_invalid", ""),
            (".", "link.slug_invalid", ""),
            ("..", "link.slug_invalid", ""),
            (".well-known", "link.slug_invalid", "well-known"),
            ("---", "link.slug_invalid", ""),
            ("%61na", "link.slug_invalid", "61na"),
            ("ana\u{0}", "link.slug_invalid", "ana"),
            // Accents, emoji, and what nobody sees.
            ("josé", "link.slug_invalid", "jose"),
            ("ana✨", "link.slug_invalid", "ana"),
            ("ana\u{200b}", "link.slug_invalid", "ana"),
            ("\u{202e}ana", "link.slug_invalid", "ana"),
            // Letters of other scripts: Cyrillic а, whole words of it, full width.
            ("\u{430}na", "link.slug_lookalike", "ana"),
            ("\u{440}\u{430}\u{443}", "link.slug_lookalike", "pay"),
            ("ａｎａ", "link.slug_lookalike", "ana"),
            ("лето", "link.slug_invalid", ""),
            // Addresses of Byline itself, in any case and look.
            ("login", "link.slug_reserved", ""),
            ("LogIn", "link.slug_reserved", ""),
            ("l0gin", "link.slug_reserved", ""),
            ("1ogin", "link.slug_reserved", ""),
            ("robots.txt", "link.slug_reserved", ""),
            ("\u{430}pi", "link.slug_lookalike", ""),
        ] {
            let refused = check(slug).err();
            let offered = match &refused {
                Some(SlugError::Characters { fix, .. } | SlugError::LooksLike { fix, .. }) => {
                    fix.clone().unwrap_or_default()
                }
                _ => String::new(),
            };
            let found = refused.as_ref().map_or("", SlugError::code);
            assert_eq!((found, &*offered), (code, fix), "{slug:?}");
        }
    }

    /// Reads as a table: two slugs, whether they look the same.
    #[test]
    fn looks_are_compared_as_people_see_them() {
        for (a, b, expected) in [
            ("ana", "ANA", true),
            ("glow", "gl0w", true),
            ("lily", "1i1y", true),
            ("modern", "rnodern", true),
            ("ana", "\u{430}n\u{430}", true),
            ("ana", "anna", false),
            ("ana-1", "ana-2", false),
        ] {
            assert_eq!(look(a) == look(b), expected, "{a} {b}");
        }
    }
}
