//! Secrets of connections: sealed at rest, open only in memory, never shown again.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

use byline_log::{KEY_PROOF, LogError, MasterKey, Nonce, Purpose, PurposeKey, Secret, Vault};
use byline_serve::port::{Pending, SecretStore, Unavailable, World};

use crate::node::NodeError;
use crate::writer::WriterHandle;

/// The secrets of all connections.
pub struct SecretBook {
    key: PurposeKey,
    writer: Arc<WriterHandle>,
    world: Arc<dyn World>,
    open: RwLock<HashMap<String, Arc<[Secret]>>>,
}

impl SecretBook {
    /// Opens every secret that the vault holds, under the key that the data began with.
    pub(crate) fn open(
        vault: &mut impl Vault,
        key: &MasterKey,
        writer: Arc<WriterHandle>,
        world: Arc<dyn World>,
    ) -> Result<Self, NodeError> {
        let key = key.purpose(Purpose::Secrets);
        let mut open = HashMap::new();
        match vault.secrets(KEY_PROOF)? {
            Some(proof) if !key.is_proven_by(&proof) => return Err(NodeError::KeyOther),
            Some(_) => {}
            None => prove(vault, &key, world.as_ref()),
        }
        for name in names(vault)? {
            let Some(sealed) = vault.secrets(&name)? else {
                continue;
            };
            let secrets = key.open_secrets(&name, &sealed);
            let secrets = secrets.map_err(|_| NodeError::Secrets { name: name.clone() })?;
            open.insert(name, secrets.into());
        }
        Ok(Self { key, writer, world, open: RwLock::new(open) })
    }

    /// The secrets of a connection, newest first; none if it has none.
    pub fn of(&self, connection: &str) -> Arc<[Secret]> {
        let open = self.open.read().unwrap_or_else(PoisonError::into_inner);
        open.get(connection).cloned().unwrap_or_default()
    }

    /// Where time and chance come from.
    pub(crate) fn world(&self) -> &dyn World {
        self.world.as_ref()
    }

    /// The same, for whoever keeps it.
    pub(crate) fn shared_world(&self) -> Arc<dyn World> {
        Arc::clone(&self.world)
    }

    /// Keeps words under a name, newest first, in place of what was there.
    pub(crate) async fn replace(
        &self,
        name: String,
        secrets: Vec<String>,
    ) -> Result<(), Unavailable> {
        let secrets: Arc<[Secret]> =
            secrets.iter().map(|secret| Secret::new(secret.as_bytes())).collect();
        let sealed = self.key.seal_secrets(&name, &secrets, nonce(self.world.as_ref()));
        self.writer.keep_secrets(name.clone(), sealed).await?;
        self.open.write().unwrap_or_else(PoisonError::into_inner).insert(name, secrets);
        Ok(())
    }
}

impl SecretStore for SecretBook {
    fn set(&self, connection: &str, secrets: Vec<String>) -> Pending<'_, Result<(), Unavailable>> {
        Box::pin(self.replace(connection.to_owned(), secrets))
    }

    fn n_kept(&self, connection: &str) -> usize {
        self.of(connection).len()
    }
}

/// Forgets every secret that does not open under `key`, and takes it as the key of the data: the
/// one before is lost. Says which connections need new secrets.
pub fn forget_what_stays_sealed(
    vault: &mut impl Vault,
    key: &MasterKey,
    world: &dyn World,
) -> Result<Vec<String>, LogError> {
    let key = key.purpose(Purpose::Secrets);
    let mut forgotten = Vec::new();
    for name in names(vault)? {
        let sealed = vault.secrets(&name)?;
        if sealed.is_some_and(|sealed| key.open_secrets(&name, &sealed).is_err()) {
            vault.delete_secrets(&name)?;
            // Names that begin like this are Byline's own: nobody has to do anything about them.
            if !name.starts_with('#') {
                forgotten.push(name);
            }
        }
    }
    vault.put_secrets(KEY_PROOF, &key.seal_proof(nonce(world)))?;
    Ok(forgotten)
}

/// Keeps what proves the key at later starts. Without it a wrong key is found out when a secret
/// does not open, so a store without room is no reason not to start.
fn prove(vault: &mut impl Vault, key: &PurposeKey, world: &dyn World) {
    if let Err(error) = vault.put_secrets(KEY_PROOF, &key.seal_proof(nonce(world))) {
        tracing::warn!(code = error.code(), "the proof of the key was not kept: {error}");
    }
}

/// Every name under which something is kept but the proof of the key.
fn names(vault: &impl Vault) -> Result<Vec<String>, LogError> {
    let mut names = vault.secret_names()?;
    names.retain(|name| name != KEY_PROOF);
    Ok(names)
}

/// A number that is used once.
pub(crate) fn nonce(world: &dyn World) -> Nonce {
    let mut nonce = [0; 24];
    nonce[..16].copy_from_slice(&world.random());
    nonce[16..].copy_from_slice(&world.random()[..8]);
    nonce
}
