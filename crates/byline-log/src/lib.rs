//! The log at rest.
