//! The world becomes entries.
