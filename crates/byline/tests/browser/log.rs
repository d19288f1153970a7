//! The audit log: what people did, read back by whoever did it.

use byline_browser::Key;
use serde_json::json;

use crate::reader::{DESK, PHONE, Reader};
use crate::world::World;

#[test]
fn what_was_done_is_told_narrowed_and_opened() {
    let world = World::glow();
    let Some(mut reader) = Reader::of(&world.server) else { return };
    reader.open("/identities");
    reader.follow("#proposals button[value=merge]");
    reader.open("/settings");
    reader.follow("#access a[href='/settings/log']");
    let newest = reader.text("#acts tbody tr:first-of-type");
    assert!(newest.contains("owner") && newest.contains("Merged Mika Tanaka"), "{newest}");
    reader.browser().evaluate("document.querySelector('#kind').value = 'link'").unwrap();
    reader.follow("form.search button");
    assert!(reader.address().contains("kind=link"));
    let rows = reader.texts("#acts tbody tr");
    assert!(rows.iter().all(|row| row.contains("link")), "{rows:?}");
    reader.follow("#acts td.wide a");
    assert!(reader.text("main").contains("-reel"), "the link itself: {}", reader.address());
    // Each place in the log leads to how things stood then.
    reader.open("/settings/log?kind=campaign");
    reader.follow("#acts td.number a");
    assert!(reader.address().contains("at="), "{}", reader.address());
}

#[test]
fn many_at_once_are_one_line_that_opens() {
    let world = World::glow();
    let rows: Vec<_> =
        (0..40).map(|n| json!({ "id": format!("new-{n}"), "name": "New" })).collect();
    let reply = world.server.post("/api/v1/creators/bulk", &json!({ "creators": rows })).unwrap();
    assert_eq!(reply.body["n_created"], 40, "{}", reply.text);
    let Some(mut reader) = Reader::of(&world.server) else { return };
    for look in [DESK, PHONE] {
        reader.look(look);
        reader.open("/settings/log?kind=creator");
        assert!(reader.text("#acts tbody tr").contains("Added 40 creators"));
        reader.click("#acts summary");
        reader.check();
        assert_eq!(reader.texts("#acts details[open] li").len(), 21, "20, and the way to all");
    }
    reader.follow("#acts details[open] li:last-of-type a");
    assert!(40 <= reader.texts("#acts tbody tr").len());
    assert!(reader.text("#acts tbody tr").contains("Added New"));
}

#[test]
fn by_keys_the_log_is_narrowed_and_opened() {
    let world = World::glow();
    let Some(mut reader) = Reader::of(&world.server) else { return };
    reader.open("/settings");
    reader.tab_to("#access a[href='/settings/log']");
    reader.enter();
    reader.tab_to("#kind");
    reader.press(Key::Down);
    reader.tab_to("form.search button");
    reader.enter();
    assert!(reader.address().contains("kind=campaign"), "{}", reader.address());
    reader.tab_to("#acts td.wide a");
    reader.enter();
    assert!(reader.address().starts_with("/campaigns/glow"));
}
