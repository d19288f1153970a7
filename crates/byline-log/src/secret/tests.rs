//! Secrets: kept by name, read by nobody else.

use super::{Secret, Vault};
use crate::key::{KeyError, MasterKey, Purpose};
use crate::memory::MemoryLog;
use crate::sqlite::SqliteLog;

fn check(vault: &mut dyn Vault) {
    let key = MasterKey::new([7; 32]).purpose(Purpose::Secrets);
    let (new, old) = (Secret::new(b"canary-new"), Secret::new(b"canary-old"));
    assert_eq!(vault.secrets("con_shop").unwrap(), None);
    vault.put_secrets("con_shop", &key.seal_secrets("con_shop", &[], [1; 24])).unwrap();
    let both = [new, old];
    vault.put_secrets("con_shop", &key.seal_secrets("con_shop", &both, [2; 24])).unwrap();
    vault.put_secrets("con_api", &key.seal_secrets("con_api", &[], [3; 24])).unwrap();

    let kept = vault.secrets("con_shop").unwrap().unwrap();
    assert_eq!(key.open_secrets("con_shop", &kept).unwrap(), both);
    // Secrets moved to another name do not open there.
    assert_eq!(key.open_secrets("con_api", &kept), Err(KeyError::Sealed));
    assert!(!kept.sealed.windows(6).any(|word| word == b"canary"));

    assert_eq!(vault.secret_names().unwrap(), ["con_api", "con_shop"]);
    assert!(vault.delete_secrets("con_shop").unwrap());
    assert!(!vault.delete_secrets("con_shop").unwrap());
    assert_eq!(vault.secrets("con_shop").unwrap(), None);
}

#[test]
fn every_vault_keeps_secrets_by_name() {
    check(&mut MemoryLog::new());
    let dir = tempfile::tempdir().unwrap();
    check(&mut SqliteLog::open(dir.path()).unwrap().0);
}

#[test]
fn a_secret_is_never_printed() {
    assert_eq!(format!("{:?}", Secret::new(b"canary")), "Secret(…)");
}

#[test]
fn only_the_key_that_sealed_the_proof_is_proven_by_it() {
    let key = |byte| MasterKey::new([byte; 32]).purpose(Purpose::Secrets);
    let proof = key(7).seal_proof([1; 24]);
    assert!(key(7).is_proven_by(&proof));
    assert!(!key(8).is_proven_by(&proof));
    let secrets = key(7).seal_secrets("con_shop", &[Secret::new(b"hush")], [1; 24]);
    assert!(!key(7).is_proven_by(&secrets), "other sealed bytes prove nothing");
}
