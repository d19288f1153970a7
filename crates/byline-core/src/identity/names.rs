//! Names as people and platforms write them: one spelling, words, accounts, likeness, look-alikes.

pub mod account;
pub mod likeness;
pub mod look_alike;
pub mod nicknames;
pub mod text;
pub mod words;
