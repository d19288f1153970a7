//! The node: writer, schedulers, recovery.
