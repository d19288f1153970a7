//! Names of 200 letters, from right to left, of emoji, of markup: every page still makes sense.

use crate::reader::{PHONE, Reader};
use crate::world::{NAMES, World};

#[test]
fn every_name_is_shown_and_none_does_anything() {
    let world = World::glow();
    let Some(mut reader) = Reader::of(&world.server) else { return };
    let hide = |text: &str| text.replace(|letter: char| !letter.is_alphanumeric(), "");
    for (id, name) in NAMES {
        reader.open(&format!("/creators/{id}"));
        assert_eq!(hide(&reader.text("h1")), hide(name));
    }
    reader.look(PHONE);
    for path in ["/live", "/creators", "/creators/long", "/decisions", "/links", "/orders", "/gate"]
    {
        reader.open(path);
    }
    let has_run = reader.browser().evaluate("document.querySelector('img[src=x]') !== null");
    assert_eq!(has_run.unwrap(), false, "a name became markup");
}
