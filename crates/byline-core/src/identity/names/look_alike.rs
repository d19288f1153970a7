//! Look-alikes: handles that a shopper would take for another creator's.
//!
//! `аna` with a Cyrillic а is not `ana`, and whoever registers it may mean to be taken for her. The
//! skeleton of Unicode's security report (UTS 39) is equal for texts that look alike. It names
//! candidates and warnings only: a skeleton is never a name, is never shown, and equal skeletons
//! alone never make two accounts one creator.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use unicode_security::{MixedScript, skeleton};

use super::text::{is_invisible, squash};

/// What a text looks like; equal for texts that look alike.
pub fn looks(text: &str) -> String {
    let visible: String = text.chars().filter(|c| !is_invisible(*c)).collect();
    let bare = visible.trim().trim_start_matches('@').to_lowercase();
    if bare.is_ascii() {
        return bare.bytes().map(ascii_looks).collect();
    }
    skeleton(&bare).filter(|c| c.is_alphanumeric()).collect()
}

/// The letters and digits of the skeleton of one ASCII letter: nearly every handle has no others,
/// and each stands for itself.
fn ascii_looks(letter: u8) -> &'static str {
    static LOOKS: LazyLock<[String; 128]> = LazyLock::new(|| {
        std::array::from_fn(|at| {
            let letter = u8::try_from(at).map_or(' ', char::from);
            skeleton(letter.encode_utf8(&mut [0; 4])).filter(|c| c.is_alphanumeric()).collect()
        })
    });
    LOOKS.get(usize::from(letter)).map_or("", String::as_str)
}

/// Whether a handle hides invisible marks. Emoji are put together with some, and that is no deceit.
fn hides_marks(handle: &str) -> bool {
    let mut is_after_emoji = false;
    handle.chars().any(|c| {
        let joins = matches!(c, '\u{200d}' | '\u{fe0f}' | '\u{e0020}'..='\u{e007f}');
        if is_invisible(c) {
            return !(joins && is_after_emoji);
        }
        is_after_emoji = !c.is_alphanumeric() && !c.is_ascii();
        false
    })
}

/// Why a handle is suspicious.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Warning {
    /// Two different handles look the same; the places of both, in order.
    LooksLike(usize, usize),
    /// A handle mixes scripts that people do not mix, such as Latin and Cyrillic.
    MixesScripts(usize),
    /// A handle hides invisible marks or turns the direction of reading.
    HidesMarks(usize),
}

impl Warning {
    /// The stable code of the warning.
    pub fn code(&self) -> &'static str {
        match self {
            Self::LooksLike(..) => "identity.looks_like",
            Self::MixesScripts(_) => "identity.mixes_scripts",
            Self::HidesMarks(_) => "identity.hides_marks",
        }
    }
}

/// Warns of handles that may be taken for another. Handles that are the same account name, as
/// platforms compare them, are no warning; the first of several look-alikes is held against each.
pub fn warnings(handles: &[&str]) -> Vec<Warning> {
    let mut warnings = Vec::new();
    let mut first = BTreeMap::<String, usize>::new();
    for (place, handle) in handles.iter().enumerate() {
        if hides_marks(handle) {
            warnings.push(Warning::HidesMarks(place));
        }
        let folded = squash(handle);
        if !folded.is_ascii() && !folded.as_str().is_single_script() {
            warnings.push(Warning::MixesScripts(place));
        }
        let shape = looks(handle);
        if shape.is_empty() {
            continue;
        }
        let earlier = *first.entry(shape).or_insert(place);
        if squash(handles[earlier]) != folded {
            warnings.push(Warning::LooksLike(earlier, place));
        }
    }
    warnings.sort();
    warnings
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(handles: &[&str], expected: &[Warning]) {
        assert_eq!(warnings(handles), expected, "{handles:?}");
    }

    #[test]
    fn handles_that_look_like_another_are_named() {
        use Warning::{HidesMarks, LooksLike, MixesScripts};
        check(&["ana", "ben"], &[]);
        check(&["ana.glow", "@Ana.Glow", "ana_glow"], &[]);
        // Cyrillic а twice, and a whole word in Cyrillic that looks Latin.
        check(&["ana", "\u{430}n\u{430}"], &[LooksLike(0, 1), MixesScripts(1)]);
        check(&["cope", "\u{441}\u{43e}\u{440}\u{435}"], &[LooksLike(0, 1)]);
        // A small L for an I, a zero for an O, rn for m.
        check(&["glow", "g1ow"], &[LooksLike(0, 1)]);
        check(&["marnie", "rnarnie"], &[LooksLike(0, 1)]);
        check(&["ana", "an\u{200b}a"], &[HidesMarks(1)]);
        check(&["\u{202e}ana"], &[HidesMarks(0)]);
        check(&["ליאור", "أنا", "山田"], &[]);
        check(&["🌸", "🌸🌸"], &[]);
        // A singer of four signs, three of them invisible, and a heart in colour.
        check(&["👩🏽\u{200d}🎤ana", "ben❤\u{fe0f}"], &[]);
        check(&["ana\u{200d}", "🌸\u{200b}"], &[HidesMarks(0), HidesMarks(1)]);
    }

    #[test]
    fn plain_letters_look_as_the_whole_word_does() {
        for handle in ["rnarnie", "g1ow_0|!", "I'm.an-a`", ""] {
            let bare = handle.to_lowercase();
            let whole: String = skeleton(&bare).filter(|c| c.is_alphanumeric()).collect();
            assert_eq!(looks(handle), whole, "{handle}");
        }
    }

    #[test]
    fn every_warning_has_a_code() {
        let warnings = [Warning::LooksLike(0, 1), Warning::MixesScripts(0), Warning::HidesMarks(0)];
        assert!(warnings.iter().all(|warning| warning.code().starts_with("identity.")));
    }
}
