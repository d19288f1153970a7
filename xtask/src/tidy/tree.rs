//! The workspace as text: what the rules look at.
//!
//! Every file is read once and every Rust file is parsed once. Lines that only a test build sees
//! are marked, because most rules speak about production code.

use std::collections::BTreeSet;
use std::ops::RangeInclusive;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use anyhow::{Context, Result};
use proc_macro2::{TokenStream, TokenTree};
use syn::spanned::Spanned;
use syn::visit::Visit;

/// Folders that hold nothing of ours.
const SKIPPED_FOLDERS: [&str; 4] = ["target", ".git", "byline-data", "vendor"];
/// Endings of files that are text and ours.
const ENDINGS: [&str; 11] =
    [".rs", ".md", ".toml", ".sh", ".js", ".css", ".proto", ".lock", "Makefile", ".ci/run", ".yml"];

/// The files of the workspace, in the order of their paths.
pub struct Tree {
    /// The workspace's folder; empty in a planted tree.
    pub root: PathBuf,
    /// All text files.
    pub files: Vec<File>,
    /// The Rust files among them, parsed.
    pub rust: Vec<RustFile>,
}

/// A text file.
pub struct File {
    /// Its path from the workspace's folder on, with `/`.
    pub path: String,
    /// Its text.
    pub text: String,
}

/// A Rust file, parsed.
pub struct RustFile {
    /// Its path from the workspace's folder on.
    pub path: String,
    /// Its lines.
    pub lines: Vec<String>,
    /// Its functions and methods, in their order.
    pub functions: Vec<Function>,
    /// Its string literals, those inside macros too.
    pub literals: Vec<Literal>,
    /// Whether only a test build compiles it.
    pub is_test: bool,
    /// The stretches of lines that only a test build compiles.
    test_lines: Vec<RangeInclusive<usize>>,
    /// Modules that only a test build compiles and that lie in other files.
    test_modules: Vec<String>,
}

/// A function or method.
pub struct Function {
    /// Its name.
    pub name: String,
    /// From its signature to its closing brace.
    pub lines: RangeInclusive<usize>,
}

/// A string literal.
pub struct Literal {
    /// The line it begins on.
    pub line: usize,
    /// What it says.
    pub text: String,
}

impl Tree {
    /// Reads the workspace at `root`. An error names the file that cannot be read or parsed.
    pub fn load(root: &Path) -> Result<Self> {
        let mut files = Vec::new();
        read_folder(root, root, &mut files)?;
        Self::from_files(root.to_path_buf(), files)
    }

    /// A workspace of the given paths and texts.
    #[cfg(test)]
    pub fn planted(files: &[(&str, &str)]) -> Self {
        let owned =
            |(path, text): &(&str, &str)| File { path: (*path).into(), text: (*text).into() };
        Self::from_files(PathBuf::new(), files.iter().map(owned).collect()).unwrap()
    }

    fn from_files(root: PathBuf, mut files: Vec<File>) -> Result<Self> {
        files.sort_by(|a, b| a.path.cmp(&b.path));
        let mut rust = Vec::new();
        for file in files.iter().filter(|file| file.path.ends_with(".rs")) {
            rust.push(
                RustFile::parse(file).with_context(|| format!("cannot parse {}", file.path))?,
            );
        }
        mark_test_modules(&mut rust);
        Ok(Self { root, files, rust })
    }

    /// The file at `path`.
    pub fn file(&self, path: &str) -> Option<&File> {
        self.files.iter().find(|file| file.path == path)
    }
}

impl RustFile {
    fn parse(file: &File) -> Result<Self> {
        let mut finder = Finder::default();
        finder.visit_file(&syn::parse_file(&file.text)?);
        let mut literals = Vec::new();
        let tokens = TokenStream::from_str(&file.text);
        collect_literals(tokens.map_err(|error| anyhow::anyhow!("{error}"))?, &mut literals);
        Ok(Self {
            path: file.path.clone(),
            lines: file.text.lines().map(str::to_owned).collect(),
            functions: finder.functions,
            literals,
            is_test: is_test_path(&file.path),
            test_lines: finder.test_lines,
            test_modules: finder.test_modules,
        })
    }

    /// Whether only a test build compiles `line`.
    pub fn is_test_line(&self, line: usize) -> bool {
        self.is_test || self.test_lines.iter().any(|range| range.contains(&line))
    }

    /// How many lines the product is built from.
    pub fn n_production_lines(&self) -> usize {
        (1..=self.lines.len()).filter(|line| !self.is_test_line(*line)).count()
    }

    /// The path of the module `name` that this file declares, without its ending.
    fn child(&self, name: &str) -> String {
        let (folder, file) = self.path.rsplit_once('/').unwrap_or(("", &self.path));
        match file {
            "lib.rs" | "main.rs" | "mod.rs" => format!("{folder}/{name}"),
            _ => format!("{}/{name}", self.path.trim_end_matches(".rs")),
        }
    }
}

fn is_test_path(path: &str) -> bool {
    path.ends_with("/tests.rs") || path.contains("/tests/") || path.contains("/benches/")
}

/// Marks files that are reached only through `#[cfg(test)] mod name;`, and all below them.
fn mark_test_modules(rust: &mut [RustFile]) {
    let mut tests = BTreeSet::new();
    for file in rust.iter() {
        tests.extend(file.test_modules.iter().map(|name| file.child(name)));
    }
    for file in rust {
        let stem = file.path.trim_end_matches(".rs");
        file.is_test |= tests.iter().any(|test| {
            stem.strip_prefix(test.as_str())
                .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        });
    }
}

fn read_folder(root: &Path, folder: &Path, files: &mut Vec<File>) -> Result<()> {
    let entries = std::fs::read_dir(folder).with_context(|| format!("{}", folder.display()))?;
    for entry in entries {
        let path = entry?.path();
        let relative = path.strip_prefix(root)?.to_string_lossy().replace('\\', "/");
        let name = relative.rsplit('/').next().unwrap_or_default();
        if path.is_dir() {
            let is_skipped = SKIPPED_FOLDERS.iter().any(|skipped| name.starts_with(skipped));
            if !is_skipped {
                read_folder(root, &path, files)?;
            }
        } else if ENDINGS.iter().any(|ending| relative.ends_with(ending)) {
            let text = std::fs::read_to_string(&path).with_context(|| relative.clone())?;
            files.push(File { path: relative, text });
        }
    }
    Ok(())
}

fn collect_literals(tokens: TokenStream, literals: &mut Vec<Literal>) {
    for token in tokens {
        match token {
            TokenTree::Group(group) => collect_literals(group.stream(), literals),
            TokenTree::Literal(literal) => {
                let line = literal.span().start().line;
                if let Ok(text) = syn::parse_str::<syn::LitStr>(&literal.to_string()) {
                    literals.push(Literal { line, text: text.value() });
                }
            }
            TokenTree::Ident(_) | TokenTree::Punct(_) => {}
        }
    }
}

/// Walks the syntax and keeps what the rules ask about.
#[derive(Default)]
struct Finder {
    functions: Vec<Function>,
    test_lines: Vec<RangeInclusive<usize>>,
    test_modules: Vec<String>,
}

impl Finder {
    fn keep(&mut self, signature: &syn::Signature, end: proc_macro2::Span) {
        let lines = signature.span().start().line..=end.end().line;
        self.functions.push(Function { name: signature.ident.to_string(), lines });
    }
}

impl<'ast> Visit<'ast> for Finder {
    fn visit_item(&mut self, item: &'ast syn::Item) {
        if is_test_only(attributes(item)) {
            self.test_lines.push(item.span().start().line..=item.span().end().line);
            if let syn::Item::Mod(module) = item
                && module.content.is_none()
            {
                self.test_modules.push(module.ident.to_string());
            }
        }
        syn::visit::visit_item(self, item);
    }

    fn visit_item_fn(&mut self, function: &'ast syn::ItemFn) {
        self.keep(&function.sig, function.block.span());
        syn::visit::visit_item_fn(self, function);
    }

    fn visit_impl_item_fn(&mut self, method: &'ast syn::ImplItemFn) {
        if is_test_only(&method.attrs) {
            self.test_lines.push(method.span().start().line..=method.span().end().line);
        }
        self.keep(&method.sig, method.block.span());
        syn::visit::visit_impl_item_fn(self, method);
    }

    fn visit_trait_item_fn(&mut self, method: &'ast syn::TraitItemFn) {
        if let Some(block) = &method.default {
            self.keep(&method.sig, block.span());
        }
        syn::visit::visit_trait_item_fn(self, method);
    }
}

fn attributes(item: &syn::Item) -> &[syn::Attribute] {
    match item {
        syn::Item::Const(item) => &item.attrs,
        syn::Item::Enum(item) => &item.attrs,
        syn::Item::Fn(item) => &item.attrs,
        syn::Item::Impl(item) => &item.attrs,
        syn::Item::Mod(item) => &item.attrs,
        syn::Item::Struct(item) => &item.attrs,
        syn::Item::Use(item) => &item.attrs,
        _ => &[],
    }
}

fn is_test_only(attributes: &[syn::Attribute]) -> bool {
    attributes.iter().any(|attribute| {
        attribute.path().is_ident("cfg")
            && attribute.parse_args::<syn::Path>().is_ok_and(|path| path.is_ident("test"))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_of_inline_tests_are_not_production() {
        let text = "//! Story.\nfn a() {}\n#[cfg(test)]\nmod tests {\n    fn b() {}\n}\n";
        let tree = Tree::planted(&[("src/a.rs", text)]);
        assert_eq!(tree.rust[0].n_production_lines(), 2);
    }

    #[test]
    fn a_file_behind_a_test_module_is_a_test() {
        let tree = Tree::planted(&[
            ("src/lib.rs", "#[cfg(test)]\nmod oracle;\nmod real;\n"),
            ("src/oracle.rs", ""),
            ("src/oracle/deep.rs", ""),
            ("src/real.rs", ""),
        ]);
        let is_test: Vec<bool> = tree.rust.iter().map(|file| file.is_test).collect();
        assert_eq!(is_test, [false, true, true, false]);
    }

    #[test]
    fn literals_inside_macros_are_seen() {
        let tree = Tree::planted(&[("src/a.rs", "fn f() {\n    html! { (\"x.y\") }\n}\n")]);
        assert_eq!((tree.rust[0].literals[0].line, &*tree.rust[0].literals[0].text), (2, "x.y"));
    }
}
