//! HTTP: redirect, collection, API and pages.

pub mod port;
