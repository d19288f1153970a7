//! Splitting a whole amount by weights without losing a unit.
