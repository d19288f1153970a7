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

macro_rules! assets {
    ($($name:literal: $kind:literal,)*) => {
        [$(Asset {
            name: $name,
            kind: $kind,
            bytes: lean($name, include_bytes!(concat!("../../assets/", $name))),
        }),*]
    };
}

static ASSETS: LazyLock<[Asset; 6]> = LazyLock::new(|| {
    assets! {
        "tokens.css": "text/css; charset=utf-8",
        "app.css": "text/css; charset=utf-8",
        "app.js": "text/javascript; charset=utf-8",
        "inter.woff2": "font/woff2",
        "inter-licence.txt": "text/plain; charset=utf-8",
        "icon.svg": "image/svg+xml",
    }
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

/// The script without indentation and without lines that are only comments; other files as they
/// are. No text of the script spans lines.
fn lean(name: &str, bytes: &'static [u8]) -> Cow<'static, [u8]> {
    let script = std::str::from_utf8(bytes).ok().filter(|_| name.ends_with(".js"));
    let Some(script) = script else { return Cow::Borrowed(bytes) };
    let lines = script.lines().map(str::trim).filter(|line| !line.starts_with("//"));
    let lines: Vec<&str> = lines.filter(|line| !line.is_empty()).collect();
    Cow::Owned(lines.join("\n").into_bytes())
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
