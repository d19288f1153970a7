//! Which program is the browser, if any is here.

use std::path::Path;

/// The names that Chromium has on the systems that have it.
const NAMES: [&str; 4] = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

/// The browser: what `CHROMIUM` names, else the first of its usual names that is on the path.
pub fn program() -> Option<String> {
    if let Ok(named) = std::env::var("CHROMIUM") {
        return Some(named);
    }
    let paths = std::env::var_os("PATH").unwrap_or_default();
    let is_here = |name: &&&str| std::env::split_paths(&paths).any(|path| is_file(&path, name));
    NAMES.iter().find(is_here).map(|name| (*name).to_owned())
}

fn is_file(path: &Path, name: &str) -> bool {
    path.join(name).is_file()
}
