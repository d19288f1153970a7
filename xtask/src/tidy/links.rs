//! Links: every relative link in Markdown leads to a file, and every anchor to a heading. A path of
//! ours that is only named, such as `docs/errors.md` in code, must exist too.

use std::path::Path;

use super::Finding;
use super::tree::{File, Tree};

pub fn check(tree: &Tree) -> Vec<Finding> {
    let pages: Vec<&File> = tree.files.iter().filter(|file| file.path.ends_with(".md")).collect();
    let mut findings = Vec::new();
    for page in &pages {
        for (line, target) in links(&page.text) {
            if let Some(text) = problem(tree, page, &target) {
                findings.push(Finding::failure(&page.path, line, text));
            }
        }
        for (line, path) in named_paths(&page.text) {
            if !exists(tree, path.trim_end_matches('/')) {
                let text = format!("`{path}` names no file");
                findings.push(Finding::failure(&page.path, line, text));
            }
        }
    }
    findings
}

/// What is wrong with `target` on `page`, if anything is.
fn problem(tree: &Tree, page: &File, target: &str) -> Option<String> {
    if target.contains("://") || target.starts_with("mailto:") {
        return None;
    }
    let (path, anchor) = target.split_once('#').unwrap_or((target, ""));
    let path = if path.is_empty() { page.path.clone() } else { resolve(&page.path, path) };
    let Some(file) = tree.file(&path) else {
        return (!exists(tree, &path)).then(|| format!("`{target}` leads to no file"));
    };
    let is_known = anchor.is_empty() || headings(&file.text).iter().any(|slug| slug == anchor);
    (!is_known).then(|| format!("`{target}` leads to no heading"))
}

/// Whether `path` is a file of the tree, or a folder or other file on the disk.
fn exists(tree: &Tree, path: &str) -> bool {
    let is_on_disk = !tree.root.as_os_str().is_empty() && tree.root.join(path).exists();
    tree.file(path).is_some() || is_on_disk
}

/// Paths of ours that stand as code within a line, with their lines.
fn named_paths(text: &str) -> Vec<(usize, &str)> {
    let mut paths = Vec::new();
    for (number, line) in prose(text) {
        let spans = line.split('`').skip(1).step_by(2);
        let is_ours = |span: &&str| {
            let roots = ["crates/", "docs/", "xtask/"];
            roots.iter().any(|root| span.starts_with(root)) && !span.contains([' ', '*', '{'])
        };
        paths.extend(spans.filter(is_ours).map(|span| (number, span)));
    }
    paths
}

/// `target` as seen from `page`, from the workspace's folder on.
fn resolve(page: &str, target: &str) -> String {
    let folder = Path::new(page).parent().unwrap_or(Path::new(""));
    let mut parts: Vec<&str> = folder.iter().filter_map(|part| part.to_str()).collect();
    for part in target.split('/') {
        match part {
            "" | "." => {}
            ".." => drop(parts.pop()),
            part => parts.push(part),
        }
    }
    parts.join("/")
}

/// The targets of `[text](target)` and `src="target"`, with their lines, outside of code.
fn links(text: &str) -> Vec<(usize, String)> {
    let mut links = Vec::new();
    for (number, line) in prose(text) {
        let line = without_code(line);
        for opening in ["](", "src=\""] {
            for (start, _) in line.match_indices(opening) {
                let rest = &line[start + opening.len()..];
                let target = rest.split([')', '"', ' ']).next().unwrap_or_default();
                links.push((number, target.to_owned()));
            }
        }
    }
    links
}

/// The anchors of a page's headings, as GitHub makes them.
fn headings(text: &str) -> Vec<String> {
    let mut slugs: Vec<String> = Vec::new();
    for (_, line) in prose(text).filter(|(_, line)| line.starts_with('#')) {
        let title = line.trim_start_matches('#').trim().to_lowercase();
        let kept = title.chars().filter(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_'));
        let slug: String = kept.map(|c| if c == ' ' { '-' } else { c }).collect();
        let n_before = slugs.iter().filter(|known| **known == slug).count();
        slugs.push(if n_before == 0 { slug } else { format!("{slug}-{n_before}") });
    }
    slugs
}

/// The numbered lines outside of fenced code.
fn prose(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut is_code = false;
    (1..).zip(text.lines()).filter(move |(_, line)| {
        let is_fence = line.trim_start().starts_with("```");
        is_code ^= is_fence;
        !is_code && !is_fence
    })
}

fn without_code(line: &str) -> String {
    line.split('`').step_by(2).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Reads: a line of `docs/a.md`, and what is wrong with it.
    fn check_line(line: &str, expected: &[&str]) {
        let files =
            [("docs/a.md", line), ("docs/b.md", "# The Log, at rest\n"), ("LICENSE.md", "")];
        let findings = check(&Tree::planted(&files));
        let texts: Vec<&str> = findings.iter().map(|finding| finding.text.as_str()).collect();
        assert_eq!(texts, expected);
    }

    #[test]
    fn broken_links_are_found() {
        check_line("[b](b.md) [l](../LICENSE.md) [w](https://example.com)", &[]);
        check_line("[c](c.md)", &["`c.md` leads to no file"]);
        check_line("<img src=\"c.png\">", &["`c.png` leads to no file"]);
    }

    #[test]
    fn broken_anchors_are_found() {
        check_line("[b](b.md#the-log-at-rest)", &[]);
        check_line("[b](b.md#the-engine)", &["`b.md#the-engine` leads to no heading"]);
        check_line("[here](#nowhere)", &["`#nowhere` leads to no heading"]);
    }

    #[test]
    fn named_paths_exist() {
        check_line("see `docs/b.md` and `cargo xtask tidy`", &[]);
        check_line("see `docs/c.md`", &["`docs/c.md` names no file"]);
    }

    #[test]
    fn code_holds_no_links() {
        check_line("`[c](c.md)`", &[]);
        check_line("```text\n[c](c.md)\n```", &[]);
    }
}
