//! Keys: made once, kept from others, never printed.

use std::fs;
use std::os::unix::fs::PermissionsExt;

use super::{KeyError, MasterKey, Purpose};

#[test]
fn a_key_file_is_made_once_for_its_owner_alone() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("master.key");
    let made = MasterKey::load_or_create(&path, || [0xa5; 32]).unwrap();
    assert_eq!(fs::read_to_string(&path).unwrap(), format!("{}\n", "a5".repeat(32)));
    assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
    let loaded = MasterKey::load_or_create(&path, || panic!("there is a key")).unwrap();
    assert_eq!(made.0, loaded.0);
}

#[test]
fn a_bad_key_file_is_refused_and_never_replaced() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("master.key");
    let table = [
        ("", 0o600, "key.malformed"),
        ("a5", 0o600, "key.malformed"),
        (&"a5".repeat(33), 0o600, "key.malformed"),
        (&"g5".repeat(32), 0o600, "key.malformed"),
        (&"ä".repeat(32), 0o600, "key.malformed"),
        (&"a5".repeat(32), 0o640, "key.exposed"),
        (&"a5".repeat(32), 0o604, "key.exposed"),
    ];
    for (text, mode, code) in table {
        fs::write(&path, text).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
        let error = MasterKey::load_or_create(&path, || [1; 32]).unwrap_err();
        assert_eq!(error.code(), code, "{text} {mode:o}");
        assert_eq!(fs::read_to_string(&path).unwrap(), text);
    }
    let nowhere = dir.path().join("missing/master.key");
    let error = MasterKey::load_or_create(&nowhere, || [1; 32]).unwrap_err();
    assert_eq!(error.code(), "key.unusable");
}

/// HMAC-SHA256 of the names under 32 bytes of 0x0b, as Python's `hmac` computes it.
#[test]
fn each_purpose_has_a_key_of_its_own() {
    let master = MasterKey::new([0x0b; 32]);
    let table = [
        (Purpose::Inbox, "cb5bc467f31c12cffc7f727ce1be740ecd50d478d5fe2d25220e10040612ed18"),
        (Purpose::Secrets, "3113eb39024732ef4c30a6ebc0f4f524e1eff71cfe4f18961cec99131891325d"),
        (Purpose::Customer, "fcb4b586f1e43d3e0bccd0ef6a6282a417344c0303b9fbf1967ba46fd52eec86"),
    ];
    for (purpose, expected) in table {
        let key = master.purpose(purpose);
        let hex: String = key.expose().iter().map(|byte| format!("{byte:02x}")).collect();
        assert_eq!(hex, expected, "{purpose:?}");
    }
}

#[test]
fn keys_are_never_printed() {
    let master = MasterKey::new([0xa5; 32]);
    let printed = format!("{master:?} {:?}", master.purpose(Purpose::Inbox));
    assert_eq!(printed, "MasterKey(…) PurposeKey(…)");
}

#[test]
fn sealed_bytes_open_only_with_key_nonce_and_context() {
    let key = MasterKey::new([1; 32]).purpose(Purpose::Inbox);
    let sealed = key.seal(&[2; 24], b"here", b"words");
    assert_eq!(*key.open(&[2; 24], b"here", &sealed).unwrap(), b"words");
    let other = MasterKey::new([1; 32]).purpose(Purpose::Secrets);
    assert_eq!(other.open(&[2; 24], b"here", &sealed), Err(KeyError::Sealed));
    assert_eq!(key.open(&[3; 24], b"here", &sealed), Err(KeyError::Sealed));
    assert_eq!(key.open(&[2; 24], b"there", &sealed), Err(KeyError::Sealed));
}
