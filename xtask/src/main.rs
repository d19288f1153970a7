//! Checks and benches of this workspace.
fn main() {}
