//! The owner's token: given by the environment, or made once and kept beside the data.
//!
//! It lies outside the data directory, as the key does, so that a copy of the data opens nothing.

use std::fs::OpenOptions;
use std::io::Write;
use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
use std::path::Path;

use crate::exit::{Exit, Failure};
use crate::world;

/// The variable that sets the token.
pub const VARIABLE: &str = "BYLINE_TOKEN";
/// Tokens that are shorter could be guessed; they are taken with a warning.
const SAFE_LENGTH: usize = 16;

/// The owner's token.
pub struct Token {
    /// What the owner knows.
    pub secret: String,
    /// Whether the owner chose it and need not be told.
    pub is_chosen: bool,
}

/// The token that the environment gives, or else the one kept at `path`, made if there is none.
pub fn find(path: &Path) -> Result<Token, Failure> {
    match std::env::var(VARIABLE) {
        Ok(secret) => {
            check(&secret)?;
            Ok(Token { secret, is_chosen: true })
        }
        Err(_) => Ok(Token { secret: load_or_create(path)?, is_chosen: false }),
    }
}

fn check(secret: &str) -> Result<(), Failure> {
    let is_plain = !secret.is_empty() && secret.bytes().all(|byte| byte.is_ascii_graphic());
    if !is_plain {
        let words = format!("{VARIABLE} must hold letters, digits or signs, without spaces");
        return Err(Failure::new(Exit::Settings, "settings.token", words));
    }
    if secret.len() < SAFE_LENGTH {
        tracing::warn!("the token has fewer than {SAFE_LENGTH} characters and could be guessed");
    }
    Ok(())
}

fn load_or_create(path: &Path) -> Result<String, Failure> {
    let failed = |error| Failure::file(Exit::NotPermitted, path, &error);
    if path.exists() {
        let mode = std::fs::metadata(path).map_err(failed)?.permissions().mode();
        if mode & 0o077 != 0 {
            let words = format!("others may read {0}; run: chmod 600 {0}", path.display());
            return Err(Failure::new(Exit::NotPermitted, "settings.token_exposed", words));
        }
        let secret = std::fs::read_to_string(path).map_err(failed)?.trim().to_owned();
        check(&secret)?;
        return Ok(secret);
    }
    let secret = make();
    let options = OpenOptions::new().write(true).create_new(true).mode(0o600).clone();
    let mut file = options.open(path).map_err(failed)?;
    file.write_all(format!("{secret}\n").as_bytes()).map_err(failed)?;
    file.sync_all().map_err(failed)?;
    Ok(secret)
}

/// 192 random bits; the prefix says what a pasted secret is.
fn make() -> String {
    let digits = world::random::<24>().map(|byte| format!("{byte:02x}")).concat();
    format!("byl_{digits}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_made_once_and_hidden_from_others() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("byline-data.token");
        let first = load_or_create(&path).unwrap();
        assert!(first.starts_with("byl_") && first.len() == 52, "{first}");
        assert_eq!(load_or_create(&path).unwrap(), first);
        std::fs::set_permissions(&path, PermissionsExt::from_mode(0o644)).unwrap();
        assert_eq!(load_or_create(&path).unwrap_err().code, "settings.token_exposed");
    }

    #[test]
    fn a_token_is_one_word() {
        for (secret, is_good) in [
            ("", false),
            ("short", true),
            ("with space", false),
            ("0123456789abcdef", true),
            ("0123456789 abcdef", false),
            ("byl_0123456789abcdefghij", true),
        ] {
            assert_eq!(check(secret).is_ok(), is_good, "{secret:?}");
        }
    }
}
