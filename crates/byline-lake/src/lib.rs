//! History as open tables.
