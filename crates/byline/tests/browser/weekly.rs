//! The week and what is learned from it: the review, the verdict, the playbook.

use byline_browser::Key;
use serde_json::json;

use crate::reader::Reader;
use crate::world::{PHONE, World};

/// The case of the creator who sells nothing.
const RHEA: &str = "#review-rhea";

#[test]
fn a_creator_is_decided_on_and_the_decision_changed() {
    let world = World::watched();
    let Some(mut reader) = Reader::of(&world.server) else { return };
    reader.open("/campaigns/glow");
    reader.follow("a[href*='/campaigns/glow/review']");
    let lead = reader.text("#lead");
    assert!(lead.contains("0 of "), "nothing is decided yet: {lead}");
    let recommended = reader.text(&format!("{RHEA} .decide > form button"));
    assert!(recommended.ends_with(", as advised"), "{recommended}");
    // Against the recommendation it takes a reason.
    reader.click(&format!("{RHEA} .otherwise summary"));
    reader.follow(&format!("{RHEA} button[value=grow]"));
    assert!(reader.text("#banners").contains("no reason is given"), "{}", reader.text("#banners"));
    reader.click(&format!("{RHEA} .otherwise summary"));
    reader.click(&format!("{RHEA} input[name=note]"));
    reader.write("her audience is young");
    reader.follow(&format!("{RHEA} button[value=grow]"));
    assert!(reader.text(RHEA).contains("her audience is young"));
    assert!(reader.text("#lead").contains("1 of "), "{}", reader.text("#lead"));
    reader.follow(&format!("{RHEA} form button"));
    assert!(!reader.text(RHEA).contains("her audience is young"), "taken back");
    reader.follow(&format!("{RHEA} .decide > form button"));
    let decided = reader.text(&format!("{RHEA} .decided"));
    assert!(decided.contains("owner"), "{decided}");
}

#[test]
fn a_task_is_taken_and_done() {
    let world = World::watched();
    let Some(mut reader) = Reader::of(&world.server) else { return };
    reader.open("/campaigns/glow/review");
    let task = "#tasks li:first-of-type";
    reader.follow(&format!("{task} form:has([value=own]) button"));
    assert!(reader.text("#tasks").contains("owner has it"));
    reader.click(&format!("{task} input[name=note]"));
    reader.write("agreed on another rate");
    reader.follow(&format!("{task} form:has([value=done]) button"));
    reader.click("#tasks details:last-of-type summary");
    assert!(reader.text("#tasks").contains("agreed on another rate"));
}

#[test]
fn the_review_is_a_file_and_a_paper_too() {
    let world = World::watched();
    let Some(mut reader) = Reader::of(&world.server) else { return };
    reader.open("/campaigns/glow/review");
    let file = "fetch(document.querySelector('nav.tools a[href*=\".csv\"]').href)
        .then((answer) => answer.text())";
    let file = reader.browser().evaluate(file).unwrap();
    let rows = file.as_str().unwrap();
    assert!(rows.lines().next().is_some_and(|head| head.contains("creator")), "{rows}");
    assert!(rows.contains("Rhea Nair") && rows.contains("Ana Lee"), "{rows}");
    reader.browser().paper(true).unwrap();
    let hidden = "[...document.querySelectorAll('.side, form, [data-print]')]
        .every((it) => !it.getClientRects().length)";
    assert_eq!(reader.browser().evaluate(hidden).unwrap(), true, "what is pressed is printed");
    let others = "[...document.querySelectorAll('#handled tbody tr')]
        .every((it) => it.getClientRects().length)";
    assert_eq!(reader.browser().evaluate(others).unwrap(), true, "everybody stands on paper");
    assert!(reader.browser().print().unwrap().starts_with(b"%PDF-"));
    reader.browser().paper(false).unwrap();
    reader.open("/campaigns/glow/review");
    reader.follow("nav.tools a");
    assert!(reader.text("#lead").contains("it is over"), "the week before is only read");
    assert!(reader.texts("form.decide").is_empty());
}

#[test]
fn a_verdict_is_given_and_kept() {
    let world = World::watched();
    let Some(mut reader) = Reader::of(&world.server) else { return };
    reader.open("/campaigns/glow");
    reader.follow("a[href*='/campaigns/glow/verdict']");
    assert!(!reader.texts("#takeaways tbody tr").is_empty(), "takeaways stand under it");
    let choose = "document.querySelector('#label').value = 'repeat'";
    reader.browser().evaluate(choose).unwrap();
    reader.click("#note");
    reader.write("sold out twice");
    reader.follow("#said form button");
    let said = reader.text("#said ul");
    assert!(said.contains("Repeat") && said.contains("owner") && said.contains("twice"), "{said}");
    reader.follow("nav.tools a[href*='/playbook']");
    assert!(reader.text("#played tbody tr").contains("Repeat"), "the playbook says the same");
}

/// An earlier campaign of three of the same creators: a campaign is no benchmark of itself.
fn spring(world: &World) {
    let flight = json!({ "from": world.ago(60 * 24), "to": world.ago(40 * 24) });
    world.declare(
        "campaigns",
        &json!({ "id": "spring", "name": "Spring", "currency": "USD",
            "time_zone": "Europe/Berlin", "flights": [flight], "gate": { "is_open": true } }),
    );
    let mut events = Vec::new();
    for id in ["ana", "ben", "cleo"] {
        world.declare(
            "links",
            &json!({ "campaign_id": "spring", "creator_id": id, "slug": format!("{id}-spring"),
                "destination": "https://solenne.example/serum" }),
        );
        events.extend((0..40).map(|n| {
            json!({ "type": "click", "id": format!("{id}-{n}"), "occurred_at": world.ago(50 * 24),
                "user_agent": PHONE,
                "link": format!("{id}-spring"), "visitor_id": format!("{id}-{n}") })
        }));
        events.push(json!({ "type": "conversion", "id": format!("spring-{id}"),
            "order_id": format!("spring-{id}"), "occurred_at": world.ago(49 * 24),
            "value": "40.00", "currency": "USD", "visitor_id": format!("{id}-1") }));
    }
    world.send(events);
}

#[test]
fn the_own_history_becomes_the_benchmark() {
    let world = World::watched();
    spring(&world);
    let Some(mut reader) = Reader::of(&world.server) else { return };
    reader.open("/playbook?campaign=glow");
    assert!(!reader.texts("#worked tbody tr").is_empty());
    reader.follow("#benchmarks form button");
    assert!(reader.text("#benchmarks").contains("in use for Glow"), "{}", reader.address());
    assert!(reader.texts("#benchmarks form").is_empty(), "nothing is left to press");
}

#[test]
fn by_keys_a_creator_is_decided_on_and_a_verdict_given() {
    let world = World::watched();
    let Some(mut reader) = Reader::of(&world.server) else { return };
    reader.open("/campaigns/glow/review");
    reader.tab_to(&format!("{RHEA} .otherwise summary"));
    reader.press(Key::Enter);
    reader.tab_to(&format!("{RHEA} input[name=note]"));
    reader.write("no answer since Monday");
    reader.tab_to(&format!("{RHEA} .otherwise .choices button"));
    reader.enter();
    assert!(reader.text(RHEA).contains("no answer since Monday"));
    reader.tab_to(&format!("{RHEA} form button"));
    reader.enter();
    assert!(!reader.text(RHEA).contains("no answer since Monday"), "taken back");
    reader.open("/campaigns/glow/verdict");
    reader.tab_to("#label");
    reader.press(Key::Up);
    let chosen = reader.until("document.querySelector('#label').selectedOptions[0].innerText");
    reader.tab_to("#note");
    reader.write("as the figures say");
    reader.tab_to("#said form button");
    reader.enter();
    let said = reader.text("#said ul");
    assert!(said.contains(chosen.as_str().unwrap()) && said.contains("as the figures"), "{said}");
}
