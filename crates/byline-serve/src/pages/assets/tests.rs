//! What the files promise: small, safe under the page policy, and readable in both themes.

use super::*;

fn text(name: &str) -> &'static str {
    let asset = ASSETS.iter().find(|asset| asset.name == name).expect("an asset");
    std::str::from_utf8(&asset.bytes).expect("text")
}

#[test]
fn the_script_and_the_face_stay_small() {
    let limits = [("app.js", 13 << 10), ("app.css", 40 << 10), ("inter.woff2", 60 << 10)];
    for (name, most_bytes) in limits {
        let asset = ASSETS.iter().find(|asset| asset.name == name).expect("an asset");
        assert!(asset.bytes.len() <= most_bytes, "{name} has {} bytes", asset.bytes.len());
    }
}

/// The live stream's events have a name; whoever changes it there must change it here.
#[test]
fn the_script_listens_to_what_the_live_stream_says() {
    assert!(text("app.js").contains("addEventListener(\"position\""));
    assert!(include_str!("../../api/live.rs").contains("event: position"));
}

#[test]
fn the_script_needs_nothing_that_the_policy_forbids() {
    for forbidden in ["eval(", "new Function", "setAttribute('style", "http://", "https://"] {
        assert!(!text("app.js").contains(forbidden), "{forbidden}");
        assert!(!text("app.css").contains(forbidden), "{forbidden}");
    }
}

/// WCAG AA for text: 4.5 to 1, in both themes.
#[test]
fn every_text_can_be_read_on_its_ground() {
    let grounds = ["bg", "surface", "sunken"];
    let inks = ["ink", "ink-2", "ink-3", "accent", "good", "warn", "bad", "boost"];
    let tinted = ["accent", "good", "warn", "bad", "boost"];
    let on_grounds = inks.iter().flat_map(|ink| grounds.map(|ground| (*ink, ground.to_owned())));
    let on_tints = tinted.iter().map(|ink| (*ink, format!("{ink}-soft")));
    for (ink, ground) in on_grounds.chain(on_tints) {
        for theme in [0, 1] {
            let contrast = contrast(colour(ink, theme), colour(&ground, theme));
            assert!(4.5 <= contrast, "{ink} on {ground}, theme {theme}: {contrast:.2}");
        }
    }
}

/// WCAG AA for what is no text: the edge of a field and the ring of what has the focus, 3 to 1.
#[test]
fn every_field_and_focus_can_be_seen() {
    for mark in ["edge", "accent"] {
        for ground in ["bg", "surface"] {
            for theme in [0, 1] {
                let contrast = contrast(colour(mark, theme), colour(ground, theme));
                assert!(3.0 <= contrast, "{mark} on {ground}, theme {theme}: {contrast:.2}");
            }
        }
    }
}

#[test]
fn initials_can_be_read_on_every_creators_colour() {
    let marks = text("tokens.css").match_indices("--mark:#");
    let colours: Vec<[f64; 3]> =
        marks.map(|(at, found)| rgb(&text("tokens.css")[at + found.len()..][..6])).collect();
    assert_eq!(colours.len(), 8);
    for colour in colours {
        assert!(4.5 <= contrast([1.0; 3], colour), "{colour:?}");
    }
}

/// The value of the token `name`, in the light theme (0) or the dark one (1).
fn colour(name: &str, theme: usize) -> [f64; 3] {
    let (_, rest) = text("tokens.css")
        .split_once(&format!("--{name}:light-dark("))
        .unwrap_or_else(|| panic!("no token {name}"));
    let (pair, _) = rest.split_once(')').expect("a pair of colours");
    let value = pair.split(',').nth(theme).expect("both themes").trim();
    rgb(value.trim_start_matches('#'))
}

fn rgb(hex: &str) -> [f64; 3] {
    [0, 2, 4].map(|at| {
        let byte = u8::from_str_radix(&hex[at..at + 2], 16).expect("two hexadecimal digits");
        f64::from(byte) / 255.0
    })
}

/// The contrast ratio of WCAG 2.1.
fn contrast(a: [f64; 3], b: [f64; 3]) -> f64 {
    let (a, b) = (luminance(a), luminance(b));
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

fn luminance(colour: [f64; 3]) -> f64 {
    let linear =
        colour.map(|c| if c <= 0.03928 { c / 12.92 } else { ((c + 0.055) / 1.055).powf(2.4) });
    0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
}
