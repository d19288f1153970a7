//! Chromium for tests and pictures: opened, looked at, clicked and typed into like a reader would.
//!
//! In: addresses, keys and words. Out: what the page says, pictures, and its faults: everything
//! that the console complains about, every answer that failed, everything that the content policy
//! forbids, and every rule of accessibility that is broken.
//!
//! Always holds: nothing here waits for a duration. A wait ends when what it waits for is so, and
//! fails after a while with what was waited for.
//!
//! No program contains this crate. Tests and `cargo xtask screens` use it.

mod audit;
mod browser;
mod keys;
mod network;
mod pipe;
mod program;
mod timings;

pub use audit::Finding;
pub use browser::{Browser, Look};
pub use keys::Key;
pub use network::Traffic;
pub use program::program;
pub use timings::Timings;
