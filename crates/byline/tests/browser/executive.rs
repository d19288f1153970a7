//! The executive: one number for each creator that can be defended, on paper.

use crate::reader::Reader;
use crate::world::World;

#[test]
fn the_roster_prints() {
    let world = World::glow();
    let Some(mut reader) = Reader::of(&world.server) else { return };
    reader.open("/creators");
    let pdf = reader.browser().print().unwrap();
    assert!(pdf.starts_with(b"%PDF-"));
}
