//! The tables beside the batches: dedup keys, raw deliveries, secrets.

pub(super) mod inbox;
pub(super) mod keys;
pub(super) mod vault;
