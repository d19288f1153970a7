//! Assets: the style, the script and the face of all pages, built into the program.
//!
//! Their addresses carry a digest of all of them, so a browser may keep them for a year and still
//! never shows an old one with a new page.

use std::borrow::Cow;
use std::fmt::Write as _;
use std::sync::LazyLock;

use axum::extract::Path;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use sha2::{Digest, Sha256};

/// A file of the program.
struct Asset {
    name: &'static str,
    kind: &'static str,
    bytes: Cow<'static, [u8]>,
}

/// The style of every page but its tokens, in the order in which later rules win.
const STYLE: &str = concat!(
    include_str!("../../assets/css/base.css"),
    include_str!("../../assets/css/frame.css"),
    include_str!("../../assets/css/figures.css"),
    include_str!("../../assets/css/cards.css"),
    include_str!("../../assets/css/drawings.css"),
    include_str!("../../assets/css/tables.css"),
    include_str!("../../assets/css/open.css"),
    include_str!("../../assets/css/links.css"),
    include_str!("../../assets/css/decisions.css"),
    include_str!("../../assets/css/review.css"),
    include_str!("../../assets/css/reports.css"),
    include_str!("../../assets/css/narrow.css"),
    include_str!("../../assets/css/modes.css"),
);

/// The scripts of every page. Each stands alone.
const SCRIPTS: &str = concat!(
    include_str!("../../assets/app.js"),
    include_str!("../../assets/jump.js"),
    include_str!("../../assets/views.js"),
);

const CSS: &str = "text/css; charset=utf-8";
const SCRIPT: &str = "text/javascript; charset=utf-8";

static ASSETS: LazyLock<[Asset; 6]> = LazyLock::new(|| {
    let text = |name, kind, text: &'static str| Asset { name, kind, bytes: lean(kind, text) };
    let whole = |name, kind, bytes| Asset { name, kind, bytes: Cow::Borrowed(bytes) };
    [
        text("tokens.css", CSS, include_str!("../../assets/tokens.css")),
        text("app.css", CSS, STYLE),
        text("app.js", SCRIPT, SCRIPTS),
        whole("inter.woff2", "font/woff2", include_bytes!("../../assets/inter.woff2")),
        whole(
            "inter-licence.txt",
            "text/plain; charset=utf-8",
            include_bytes!("../../assets/inter-licence.txt"),
        ),
        whole("icon.svg", "image/svg+xml", include_bytes!("../../assets/icon.svg")),
    ]
});

/// Sixteen hexadecimal digits that change whenever any asset does.
static DIGEST: LazyLock<String> = LazyLock::new(|| {
    let mut hash = Sha256::new();
    for asset in ASSETS.iter() {
        hash.update(&asset.bytes);
    }
    hash.finalize().iter().take(8).fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
});

/// A text without indentation and without lines that are only a comment; a style has no use for
/// ends of lines and spaces beside its signs either. No text in the script spans lines.
fn lean(kind: &str, text: &str) -> Cow<'static, [u8]> {
    let is_comment =
        |line: &&str| line.starts_with("//") || (line.starts_with("/*") && line.ends_with("*/"));
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty() && !is_comment(line));
    let mut lean = String::with_capacity(text.len());
    for line in lines {
        match kind {
            CSS => lean.push_str(&line.replace(": ", ":").replace(" {", "{")),
            _ => lean.push_str(line),
        }
        let is_ended = kind == CSS && line.ends_with(['{', '}', ';', ',', ':']);
        if !is_ended {
            lean.push('\n');
        }
    }
    Cow::Owned(lean.into_bytes())
}

/// The address of the asset `name`.
pub fn href(name: &str) -> String {
    format!("/assets/{}/{name}", *DIGEST)
}

/// `GET /assets/{digest}/{name}`. A page of an older program gets today's file, but may not keep
/// it.
pub async fn asset(Path((digest, name)): Path<(String, String)>) -> Response {
    let Some(asset) = ASSETS.iter().find(|asset| asset.name == name) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let is_current = digest == *DIGEST;
    let keep = if is_current { "public, max-age=31536000, immutable" } else { "no-cache" };
    let headers = [(header::CONTENT_TYPE, asset.kind), (header::CACHE_CONTROL, keep)];
    (headers, asset.bytes.as_ref()).into_response()
}

#[cfg(test)]
mod tests;
