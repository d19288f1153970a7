//! The analyst: how is this counted, and what would another model say?

use crate::reader::{Reader, cents};
use crate::world::World;

#[test]
fn another_model_splits_the_same_money_in_another_way() {
    let world = World::glow();
    let Some(mut reader) = Reader::of(&world.server) else { return };
    reader.open("/live?range=flight");
    let net = cents(&reader.text("#footing p.adding-up b:last-of-type"));
    // The model is one of three menus; its choices are links like any other.
    reader
        .browser()
        .evaluate("document.querySelector('details.menu:has(a[href*=\"model=last\"])').open = true")
        .unwrap();
    reader.follow("details.menu[open] a[href*='model=last']");
    assert!(reader.address().contains("model=last"));
    assert_eq!(cents(&reader.text("#footing p.adding-up b:last-of-type")), net);
    reader.follow("a.counting");
    assert!(reader.text("main").to_lowercase().contains("last"));
}
