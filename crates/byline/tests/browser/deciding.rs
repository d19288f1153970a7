//! Decisions and what follows: an alert that is answered, money that moves, other thresholds that
//! are tried, channels that are tested.

use byline_browser::Key;

use crate::reader::Reader;
use crate::world::World;

#[test]
fn an_alert_is_taken_and_snoozed() {
    let world = World::watched();
    let Some(mut reader) = Reader::of(&world.server) else { return };
    reader.open("/decisions");
    reader.follow("p.onward a[href*='/alerts']");
    assert!(reader.text("#open").contains("Rhea Nair"), "{}", reader.text("#open"));
    reader.follow("#open a.open");
    reader.follow("#say form:has([value=acknowledge]) button");
    assert!(reader.text("#alert").contains("owner has it since"), "{}", reader.text("#alert"));
    assert!(reader.texts("#say form:has([value=acknowledge])").is_empty(), "once is enough");
    reader.click("#say details:has(#snooze-reason) summary");
    reader.click("#snooze-reason");
    reader.write("she posts tomorrow");
    reader.follow("form:has(#snooze-reason) button");
    assert!(reader.text("#alert").contains("Snoozed until"));
    reader.open("/decisions/alerts");
    assert!(reader.text("#open").contains("owner"), "who has it stands in the list");
}

#[test]
fn from_a_case_its_alert_is_taken_and_the_week_decided() {
    let world = World::watched();
    let Some(mut reader) = Reader::of(&world.server) else { return };
    reader.open("/decisions");
    reader.click("#lists summary");
    let lists = reader.text("#lists");
    assert!(lists.contains("need somebody") && lists.contains("open"), "{lists}");
    let script = "[...document.querySelectorAll('#queue .case-do li a')].map((it) => it.hash)";
    let places = reader.browser().evaluate(script).unwrap().to_string();
    assert!(places.contains("#moves"), "money is moved where the plan stands: {places}");
    reader.open("/decisions#case-rhea");
    reader.until("document.querySelector(':target').getClientRects().length");
    reader.follow("#case-rhea form:has([value=acknowledge]) button");
    assert!(reader.text("#alert").contains("owner has it since"), "{}", reader.text("#alert"));
    reader.open("/decisions#case-rhea");
    reader.until("document.querySelector(':target').getClientRects().length");
    assert!(reader.texts("#case-rhea form:has([value=acknowledge])").is_empty(), "once is enough");
    reader.follow("#case-rhea .ways a[href*='/review']");
    reader.until("document.querySelector('#review-rhea:target')");
}

#[test]
fn a_plan_is_approved_and_taken_back() {
    let world = World::watched();
    let Some(mut reader) = Reader::of(&world.server) else { return };
    reader.open("/decisions");
    let changes = reader.texts("#moves tbody td[data-label=Change]");
    let card = reader.text("#moves");
    assert!(changes.iter().any(|change| change.starts_with('+')), "{card}");
    reader.click("#moves input[name=reason]");
    reader.write("as the figures say");
    reader.follow("#moves form:has(tbody) button.primary");
    assert!(reader.text("#moves ul.checks").contains("as the figures say"));
    reader.follow("#moves form:has([name=undo]) button");
    assert!(reader.text("#moves ul.checks").contains("Taken back by owner"));
    // Nothing that is ticked is nothing to approve.
    let untick = "document.querySelectorAll('#moves [type=checkbox]').forEach((it) => it.click())";
    reader.browser().evaluate(untick).unwrap();
    reader.follow("#moves form:has(tbody) button.primary");
    assert!(reader.text("main").contains("nothing is ticked"), "{}", reader.text("main"));
}

#[test]
fn other_thresholds_decide_otherwise_and_the_same_do_not() {
    let world = World::watched();
    let Some(mut reader) = Reader::of(&world.server) else { return };
    reader.open("/decisions");
    reader.follow("p.onward a[href*='time-machine']");
    let decide = |reader: &mut Reader| {
        reader.leave("#thresholds button.primary");
        reader.until("document.querySelector('#verdict')");
        reader.check();
        reader.text("#verdict p.sum")
    };
    assert_eq!(decide(&mut reader), "The same thresholds, and every decision is the same.");
    reader.browser().evaluate("document.querySelector('#red_under').value = '12'").unwrap();
    let told = decide(&mut reader);
    assert!(told.contains("would have been told differently"), "{told}");
    assert!(reader.text("#verdict ul").contains("12% instead of 25%"));
    let sums = reader.texts("#verdict tbody tr");
    assert!(sums.iter().any(|row| row.contains('+')), "both sides: {sums:?}");
    assert!(reader.text("#differing").contains("Ben Ortiz"));
    assert_eq!(reader.texts("#runs li").len(), 2, "both runs are kept");
}

#[test]
fn a_channel_is_connected_in_dry_run_and_tested() {
    let world = World::watched();
    let Some(mut reader) = Reader::of(&world.server) else { return };
    reader.open("/channels");
    assert!(reader.text("main").contains("told to nobody"));
    reader.follow("#connect a[href*='slack']");
    reader.click("#name");
    reader.write("#creators");
    reader.click("#secret");
    reader.write("https://hooks.slack.com/services/T0/B0/secret");
    reader.follow("#connect button.primary");
    assert!(reader.text("#state").contains("Dry run"));
    assert!(!reader.text("main").contains("hooks.slack.com"), "a secret is never shown again");
    reader.follow("#state form button");
    let said = reader.text("#banners");
    assert!(said.contains("It does not work") && said.contains("offline"), "{said}");
    reader.open("/channels");
    assert!(reader.text("#channels").contains("#creators"));
}

#[test]
fn by_keys_an_alert_is_taken_a_plan_approved_and_a_channel_tested() {
    let world = World::watched();
    let Some(mut reader) = Reader::of(&world.server) else { return };
    reader.open("/decisions/alerts");
    reader.tab_to("#open a.open");
    reader.enter();
    reader.tab_to("#say form:has([value=acknowledge]) button");
    reader.enter();
    assert!(reader.text("#alert").contains("owner has it since"));
    reader.open("/decisions");
    reader.tab_to("#moves form:has(tbody) button.primary");
    reader.enter();
    reader.tab_to("#moves form:has([name=undo]) button");
    reader.enter();
    assert!(reader.text("#moves ul.checks").contains("Taken back by owner"));
    reader.open("/channels");
    reader.tab_to("#connect a[href*='pagerduty']");
    reader.enter();
    reader.tab_to("#secret");
    reader.write("0123456789abcdef0123456789abcdef");
    reader.press(Key::Enter);
    reader.until("document.querySelector('#state')");
    reader.tab_to("#state form button");
    reader.enter();
    assert!(reader.text("#banners").contains("offline"));
}

#[test]
fn by_keys_other_thresholds_are_tried() {
    let world = World::watched();
    let Some(mut reader) = Reader::of(&world.server) else { return };
    reader.open("/decisions/time-machine");
    // Whoever comes by Tab has the whole number selected, and writes over it.
    reader.tab_to("#red_under");
    reader.write("12");
    reader.tab_to("#thresholds button.primary");
    reader.press(Key::Enter);
    reader.until("document.querySelector('#verdict')");
    reader.check();
    assert!(reader.text("#verdict ul").contains("12% instead of 25%"));
}
