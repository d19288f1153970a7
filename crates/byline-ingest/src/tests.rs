//! What the tests of several feeds share, and what all of them have in common.

mod census;
mod traps;

/// Other people's files, read where `BYLINE_REAL_DATA` points.
pub(crate) mod real {
    use std::path::{Path, PathBuf};

    use serde_json::Value;

    /// The folder of this name, or nothing where there is no real data.
    pub(crate) fn folder(name: &str) -> Option<PathBuf> {
        match std::env::var_os("BYLINE_REAL_DATA") {
            Some(root) => Some(Path::new(&root).join(name)),
            None => {
                eprintln!("skipped: BYLINE_REAL_DATA is not set");
                None
            }
        }
    }

    /// Every JSON file of a folder by name; every other file is a mistake.
    pub(crate) fn json_files(name: &str) -> Option<Vec<(String, Value)>> {
        let files = texts(name, ".json")?;
        let parse = |(name, text): (String, String)| {
            let value = serde_json::from_str(&text).unwrap_or_else(|e| panic!("{name}: {e}"));
            (name, value)
        };
        Some(files.into_iter().map(parse).collect())
    }

    /// The text of every file of a folder whose name holds `part`, by name.
    pub(crate) fn texts(name: &str, part: &str) -> Option<Vec<(String, String)>> {
        let mut files = Vec::new();
        for entry in std::fs::read_dir(folder(name)?).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            if name.contains(part) {
                files.push((name, std::fs::read_to_string(&path).unwrap()));
            }
        }
        files.sort();
        assert!(!files.is_empty(), "{name} holds no file named {part}");
        Some(files)
    }

    /// The JSON objects that stand in quotes on lines of a program.
    pub(crate) fn quoted_objects(text: &str) -> Vec<String> {
        let cut = |line: &str| {
            let line = &line[line.find("'{")? + 1..];
            Some(line[..=line.rfind("}'")?].to_owned())
        };
        text.lines().filter_map(cut).collect()
    }
}
