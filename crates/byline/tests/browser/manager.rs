//! The campaign manager: what needs me now, why, and what can I do about it?

use crate::reader::{Reader, cents};
use crate::world::World;

#[test]
fn what_needs_me_is_on_top_and_leads_to_the_case() {
    let world = World::glow();
    let Some(mut reader) = Reader::of(&world.server) else { return };
    reader.open("/live");
    let who = reader.text("#needs li.row:first-of-type a.name");
    reader.follow("#needs li.row:first-of-type a.next");
    assert!(reader.address().starts_with("/decisions"));
    // The case is the one that was meant.
    reader.until("document.querySelector(':target')");
    assert!(reader.text(":target").contains(&who), "the case of {who}");
    reader.follow(":target .onward a");
    assert!(reader.text("h1").contains(&who), "the page of {who}");
}

#[test]
fn a_number_opens_to_its_orders_and_they_add_up() {
    let world = World::glow();
    let Some(mut reader) = Reader::of(&world.server) else { return };
    reader.open("/live?range=flight");
    reader.follow("#footing a.figure");
    let whole = cents(&reader.text("#answer p.big"));
    let parts: Vec<String> = reader.texts("#behind tbody tr td.number:last-of-type");
    let sum: i64 = parts.iter().map(|part| cents(part)).sum();
    assert_eq!(sum, whole, "{parts:?}");
    reader.follow("#behind tbody a");
    assert!(reader.address().starts_with("/orders/"));
    // The permanent link shows the same figure after more was sold.
    reader.browser().evaluate("history.back()").unwrap();
    let permanent = reader.until("document.querySelector('a[data-copy]')?.href");
    let path = permanent.as_str().unwrap().split_once(&world.server.address).unwrap().1.to_owned();
    world.sell("3001");
    reader.open(&path);
    assert_eq!(cents(&reader.text("#answer p.big")), whole);
    reader.follow("header.head a.button[href^='/explain']");
    assert_eq!(cents(&reader.text("#answer p.big")), whole + 50_00, "as of now");
}

#[test]
fn a_case_that_was_opened_stays_open_while_the_page_follows() {
    let world = World::glow();
    let Some(mut reader) = Reader::of(&world.server) else { return };
    reader.open("/decisions?only=everybody");
    let queue = "document.querySelector('#queue')";
    let open = format!("{queue}.dataset.old = '1'; {queue}.querySelector('details').open = true");
    reader.browser().evaluate(&open).unwrap();
    world.sell("3001");
    reader.until(&format!("!{queue}.dataset.old"));
    reader.until(&format!("{queue}.querySelector('details').open"));
}
