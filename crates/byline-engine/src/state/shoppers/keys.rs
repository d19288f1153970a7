//! Keys by which shoppers are known, in a map that is only looked into and never walked.

use std::collections::HashMap;
use std::hash::BuildHasher;

use foldhash::fast::FixedState;

/// The shopper of each key.
pub type Keys = HashMap<[u8; 16], u32, FixedState>;

/// The same in every process: nothing random may enter the engine.
pub fn hash(id: &[u8; 16]) -> u64 {
    FixedState::default().hash_one(id)
}

pub mod sorted {
    //! A map as its pairs in the order of keys: the same state is the same bytes.

    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    use super::Keys;

    pub fn serialize<S: Serializer>(index: &Keys, serializer: S) -> Result<S::Ok, S::Error> {
        #[expect(clippy::disallowed_methods, reason = "the pairs are sorted right away")]
        let mut pairs: Vec<_> = index.iter().collect();
        pairs.sort_unstable();
        pairs.serialize(serializer)
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Keys, D::Error> {
        let pairs = Vec::<([u8; 16], u32)>::deserialize(deserializer)?;
        Ok(pairs.into_iter().collect())
    }
}
