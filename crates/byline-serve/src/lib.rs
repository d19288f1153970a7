//! HTTP: redirect, collection, API and pages.
