//! Purity: core and engine cannot reach a clock, a file, a socket, chance or a thread.
//!
//! Clippy holds the bans; this rule holds that the bans stand. Clippy reads only the nearest
//! `clippy.toml`, so a crate's own file must repeat what the root file says.

use super::Finding;
use super::tree::Tree;

/// Crates that decide and never act.
const PURE: [&str; 2] = ["byline-core", "byline-engine"];

/// What a pure crate's `clippy.toml` must ban at least.
const BANS: [&str; 14] = [
    "std::time::SystemTime::now",
    "std::time::Instant::now",
    "jiff::Timestamp::now",
    "jiff::Zoned::now",
    "std::fs::read",
    "std::fs::write",
    "std::fs::File::open",
    "std::env::var",
    "std::net::TcpStream::connect",
    "std::process::Command::new",
    "std::thread::spawn",
    "std::collections::HashMap::iter",
    "std::collections::HashMap::keys",
    "std::collections::HashMap::values",
];

/// Dependencies that bring in what the bans keep out.
const IMPURE_CRATES: [&str; 9] =
    ["rand", "getrandom", "tokio", "rusqlite", "ureq", "hyper", "axum", "tracing", "metrics"];

/// What a pure crate's root must deny, because no list of functions can say it.
const DENIED: &str = "clippy::iter_over_hash_type";

pub fn check(tree: &Tree) -> Vec<Finding> {
    let shared = tree.file("clippy.toml").map_or("", |file| &file.text);
    let mut findings = Vec::new();
    for name in PURE {
        findings.extend(check_bans(tree, name));
        findings.extend(check_dependencies(tree, name));
        findings.extend(check_root(tree, name));
    }
    let own = |path: &str| path.starts_with("crates/") && path.ends_with("/clippy.toml");
    for file in tree.files.iter().filter(|file| own(&file.path)) {
        for setting in shared.lines().filter_map(setting) {
            if !file.text.contains(setting) {
                let text = format!("must repeat what the root file says: {setting}");
                findings.push(Finding::failure(&file.path, 1, text));
            }
        }
    }
    findings
}

fn check_bans(tree: &Tree, name: &str) -> Vec<Finding> {
    let path = format!("crates/{name}/clippy.toml");
    let Some(file) = tree.file(&path) else {
        return vec![Finding::failure(&path, 1, "is missing: a pure crate needs its bans".into())];
    };
    let missing = BANS.iter().filter(|ban| !file.text.contains(&format!("\"{ban}\"")));
    missing.map(|ban| Finding::failure(&path, 1, format!("does not ban `{ban}`"))).collect()
}

fn check_dependencies(tree: &Tree, name: &str) -> Vec<Finding> {
    let path = format!("crates/{name}/Cargo.toml");
    let text = tree.file(&path).map_or("", |file| &file.text);
    let shipped = text.split("[dev-dependencies]").next().unwrap_or_default();
    let mut findings = Vec::new();
    for (number, line) in (1..).zip(shipped.lines()) {
        let dependency = line.split(['.', ' ', '=']).next().unwrap_or_default();
        if IMPURE_CRATES.contains(&dependency) {
            let text = format!("a pure crate may not use `{dependency}`");
            findings.push(Finding::failure(&path, number, text));
        }
    }
    findings
}

fn check_root(tree: &Tree, name: &str) -> Option<Finding> {
    let path = format!("crates/{name}/src/lib.rs");
    let denies = tree.file(&path).is_some_and(|file| file.text.contains(DENIED));
    (!denies).then(|| Finding::failure(&path, 1, format!("must deny `{DENIED}`")))
}

/// What a line of a `clippy.toml` says: the path it bans, or a setting; the reason is its own.
fn setting(line: &str) -> Option<&str> {
    let line = line.trim();
    if line.starts_with("{ path") {
        return line.split(',').next();
    }
    let is_setting = line.contains(" = ") && !line.contains('[') && !line.starts_with('#');
    is_setting.then_some(line)
}

#[cfg(test)]
mod tests {
    use super::*;

    const SHARED: &str =
        "allow-unwrap-in-tests = true\n  { path = \"std::thread::sleep\", reason = \"r\" },\n";

    fn bans() -> String {
        BANS.map(|ban| format!("  {{ path = \"{ban}\", reason = \"own\" }},\n")).concat() + SHARED
    }

    /// Plants a pure engine, and a core of the given bans, manifest and root; gives the findings.
    fn texts(bans_of_core: &str, manifest: &str, root: &str) -> Vec<String> {
        let tree = Tree::planted(&[
            ("clippy.toml", SHARED),
            ("crates/byline-core/clippy.toml", bans_of_core),
            ("crates/byline-core/Cargo.toml", manifest),
            ("crates/byline-core/src/lib.rs", root),
            ("crates/byline-engine/clippy.toml", &bans()),
            ("crates/byline-engine/src/lib.rs", "#![deny(clippy::iter_over_hash_type)]"),
        ]);
        check(&tree).into_iter().map(|finding| finding.text).collect()
    }

    const ROOT: &str = "#![deny(clippy::iter_over_hash_type)]";

    #[test]
    fn a_complete_list_passes() {
        assert_eq!(texts(&bans(), "", ROOT), [""; 0]);
    }

    #[test]
    fn a_lost_ban_is_found() {
        let lost = bans().replace("std::env::var", "std::env::other");
        assert_eq!(texts(&lost, "", ROOT), ["does not ban `std::env::var`"]);
    }

    #[test]
    fn a_ban_of_the_root_file_must_be_repeated() {
        let lost = bans().replace("std::thread::sleep", "other");
        let expected = "must repeat what the root file says: { path = \"std::thread::sleep\"";
        assert_eq!(texts(&lost, "", ROOT), [expected]);
    }

    #[test]
    fn a_dependency_that_acts_is_found() {
        let manifest =
            "[dependencies]\ngetrandom.workspace = true\n[dev-dependencies]\nrand = \"1\"\n";
        assert_eq!(texts(&bans(), manifest, ROOT), ["a pure crate may not use `getrandom`"]);
    }

    #[test]
    fn the_order_of_hash_maps_stays_denied() {
        assert_eq!(texts(&bans(), "", ""), ["must deny `clippy::iter_over_hash_type`"]);
    }
}
