//! HTTP: redirect, collection, API and pages.
//!
//! In: requests of people, browsers, shops and programs. Out: redirects, JSON, pages, and facts
//! handed to the node through [`port`].
//!
//! Invariants: a redirect never waits for the disk or the engine's lock; a sender hears 2xx only
//! about what is durable; no route but redirect, pixel, hooks, health and login answers without
//! the owner's token; every queue, body and wait has a limit.

pub mod port;
pub mod site;

mod listen;
mod routes;

pub mod links;
mod redirect;

pub mod issuing;
mod link_check;
mod posting;
mod qr;
pub mod setup;

mod machine;

mod api;
mod brief;
mod collect;
mod compress;
mod status;

mod pages;

mod guard;
mod login;
pub mod owner;

mod budget;
mod headers;
pub mod network;
mod payload;
mod plain;
mod private;
mod problem;

#[cfg(test)]
mod testing;

pub use api::{Asked, answer, own_hosts, rules_of};
pub use links::LinkTable;
pub use listen::{Desk, Role, serve};
pub use owner::Owner;
pub use problem::Problem;
pub use site::{Limits, Parts, Readiness, Settings, Site};
