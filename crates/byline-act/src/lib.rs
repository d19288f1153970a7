//! Actions reach the world.
