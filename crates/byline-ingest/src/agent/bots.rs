//! The list of bots: patterns in the file beside this one, compiled once.
//!
//! The list is the work of others and is kept as it is but for look-around, which this regex
//! engine does not have. What look-around spares is spared by *harmless* words instead, which are
//! blanked out before the patterns see the agent.

use std::borrow::Cow;
use std::sync::OnceLock;

use regex::bytes::{Regex, RegexSet};

const LIST: &str = include_str!("bots.txt");

struct Bots {
    patterns: RegexSet,
    harmless: Regex,
}

static BOTS: OnceLock<Bots> = OnceLock::new();

/// The pattern that gives the agent away as a program.
pub(super) fn pattern(agent: &str) -> Option<&'static str> {
    let bots = BOTS.get_or_init(compile);
    let agent: Cow<'_, [u8]> = bots.harmless.replace_all(agent.as_bytes(), b"_");
    let first = bots.patterns.matches(&agent).iter().next()?;
    patterns().nth(first)
}

fn compile() -> Bots {
    let patterns = patterns().map(|pattern| format!("(?i-u){pattern}"));
    let harmless: Vec<&str> = harmless().collect();
    Bots {
        patterns: RegexSet::new(patterns).expect("the list of bots is valid"),
        harmless: Regex::new(&format!("(?i-u){}", harmless.join("|"))).expect("words are valid"),
    }
}

fn lines() -> impl Iterator<Item = &'static str> {
    LIST.lines().filter(|line| !line.is_empty() && !line.starts_with("## "))
}

fn patterns() -> impl Iterator<Item = &'static str> {
    lines().filter(|line| !line.starts_with("!! "))
}

fn harmless() -> impl Iterator<Item = &'static str> {
    lines().filter_map(|line| line.strip_prefix("!! "))
}
