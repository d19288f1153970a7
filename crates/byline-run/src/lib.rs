//! The node: everything between the edges and the log of one workspace.
//!
//! In: facts and raw deliveries from the edges, and the passing of time. Out: a state that
//! everybody reads from memory, and answers that are only given once the disk has.

pub mod sequencer;
