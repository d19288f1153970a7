//! The key of the data: read, made for new data, and never silently made anew for old.
//!
//! A key that is made where one was lost opens nothing that the lost one had sealed. So that takes
//! a word of the operator's.

use byline_log::{LogError, MasterKey, Reader, SqliteLog};
use byline_run::forget_what_stays_sealed;

use crate::config::DataPlace;
use crate::exit::{Exit, Failure};
use crate::world::{RealWorld, random};

/// The key of the data; made if both are new.
pub fn of(place: &DataPlace) -> Result<MasterKey, Failure> {
    if !place.key_file.exists() && has_begun_with_a_key(place)? {
        let (key_file, dir) = (place.key_file.display(), place.dir.display());
        let words = format!(
            "the key file {key_file} is missing, and {dir} holds data that needs it; put it back, \
             or say where it is with --key-file; if it is lost for good, say `byline serve \
             --new-key` once"
        );
        return Err(Failure::new(Exit::NotPermitted, "key.missing", words));
    }
    Ok(MasterKey::load_or_create(&place.key_file, random)?)
}

/// Takes a new key for the data, because the one it began with is lost: the one in the key file,
/// made if there is none. Says which connections need new secrets.
pub fn renew(place: &DataPlace) -> Result<(), Failure> {
    let key = MasterKey::load_or_create(&place.key_file, random)?;
    let (mut log, _) = SqliteLog::open(&place.dir)?;
    for name in forget_what_stays_sealed(&mut log, &key, &RealWorld)? {
        tracing::warn!("the secrets of {name} are lost with the old key: give it new ones");
    }
    Ok(())
}

/// Whether the data began with a key: every first start seals something, if only the proof of it.
fn has_begun_with_a_key(place: &DataPlace) -> Result<bool, Failure> {
    match Reader::open(&place.dir) {
        Ok(reader) => Ok(!reader.secret_names()?.is_empty()),
        // What cannot be read says so when it is opened.
        Err(LogError::Missing { .. } | LogError::Damaged { .. }) => Ok(false),
        Err(error) => Err(error.into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(parent: &std::path::Path) -> DataPlace {
        let file = |name: &str| parent.join(name);
        DataPlace { dir: file("data"), key_file: file("data.key"), token_file: file("data.token") }
    }

    #[test]
    fn a_key_is_made_for_new_data_and_for_no_other() {
        let parent = tempfile::tempdir().unwrap();
        let place = place(parent.path());
        assert!(of(&place).is_ok() && place.key_file.exists(), "both are new");
        renew(&place).unwrap();
        std::fs::remove_file(&place.key_file).unwrap();
        let refused = of(&place).unwrap_err();
        assert_eq!(refused.code, "key.missing");
        assert!(refused.words.contains("--new-key"), "{}", refused.words);
        assert!(!place.key_file.exists(), "and it is not made behind anybody's back");
        renew(&place).unwrap();
        assert!(of(&place).is_ok());
    }
}
