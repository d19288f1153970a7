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

#[test]
fn models_are_compared_creator_by_creator() {
    let world = World::glow();
    let Some(mut reader) = Reader::of(&world.server) else { return };
    reader.open("/attribution");
    // The same net under every model: attributed and unattributed.
    let earned = reader.texts("#models tbody td:nth-of-type(2) a");
    let nobodys = reader.texts("#models tbody td:nth-of-type(4) a");
    let nets: Vec<i64> = earned.iter().zip(&nobodys).map(|(a, b)| cents(a) + cents(b)).collect();
    assert!(1 < nets.len() && nets.iter().all(|net| *net == nets[0]), "{nets:?}");
    let shown = reader.text("#creators tbody tr:first-of-type td:nth-of-type(1)");
    // What all models say alike is said once; each opens below it.
    reader.click("#models summary");
    reader.follow("#models tbody th a[href*='model=last']");
    assert!(reader.address().contains("model=last"));
    assert_ne!(shown, "", "{shown}");
    reader.follow("#journeys tbody td a");
    assert!(reader.address().starts_with("/orders/"));
}

#[test]
fn what_was_known_then_and_what_changed_since() {
    let world = World::glow();
    let Some(mut reader) = Reader::of(&world.server) else { return };
    reader.open("/live?range=flight");
    let net = |reader: &mut Reader| cents(&reader.text("#footing p.adding-up b:last-of-type"));
    let then = net(&mut reader);
    let address = reader.until("document.querySelector('#footing a[data-copy]').href");
    let path = address.as_str().unwrap().split_once(&world.server.address).unwrap().1.to_owned();
    world.sell("6001");
    world.refund("6001", "20.00");
    reader.open(&path);
    assert_eq!(net(&mut reader), then, "the past stands still");
    let said = reader.text("#changes");
    assert!(said.contains("Nothing that was attributed has changed since"), "{said}");
    reader.follow(".steps-back a:last-of-type");
    assert_eq!(net(&mut reader), then + 30_00, "now is a step away");
    reader.click(".as-of summary");
    reader.follow(".steps-back a:first-of-type");
    assert!(reader.text("main").contains("Nothing was known then"), "before the beginning");
}

#[test]
fn figures_are_cut_by_anything_and_the_address_keeps_it() {
    let world = World::glow();
    let Some(mut reader) = Reader::of(&world.server) else { return };
    reader.open("/explore");
    let script = "document.querySelector('select[name=by]').value = 'platform'";
    reader.browser().evaluate(script).unwrap();
    reader.follow("form.pivot button.primary");
    assert!(reader.address().contains("by=platform"), "{}", reader.address());
    assert!(reader.text("#figures").contains("TikTok"));
    reader.follow("#figures thead a");
    assert!(reader.address().contains("by=platform") && reader.address().contains("sort="));
}
