//! The product in a real browser: what each of its readers comes for, by mouse and by keyboard.
//!
//! The real program serves a small campaign on loopback, and Chromium reads it. Every page that is
//! looked at fails on complaints of the console, on anything that the content policy forbids, on
//! parts that were not answered, on a page that scrolls sideways, and on every rule of axe-core.
//!
//! Without Chromium each test says that it was skipped, and passes. `cargo xtask ci` installs it
//! where it may.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

#[path = "../common/mod.rs"]
mod common;

mod addresses;
mod analyst;
mod deciding;
mod executive;
mod keyboard;
mod live;
mod log;
mod manager;
mod names;
mod newcomer;
mod operations;
mod reader;
mod roster;
mod weekly;
mod world;
