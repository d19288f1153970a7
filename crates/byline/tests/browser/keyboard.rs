//! The same by keyboard alone: what has the focus shows it, and nothing needs a mouse.

use byline_browser::Key;

use crate::reader::{Reader, cents};
use crate::world::World;

#[test]
fn from_the_needs_to_the_case() {
    let world = World::glow();
    let Some(mut reader) = Reader::of(&world.server) else { return };
    reader.open("/live");
    reader.press(Key::Tab);
    assert_eq!(reader.until("document.activeElement.className"), "skip");
    reader.press(Key::Enter);
    reader.until("document.activeElement.id === 'content'");
    reader.tab_to("#needs a.next");
    reader.enter();
    assert!(reader.address().starts_with("/decisions"));
}

#[test]
fn from_a_figure_to_an_order() {
    let world = World::glow();
    let Some(mut reader) = Reader::of(&world.server) else { return };
    reader.open("/live");
    reader.tab_to("#tile-revenue a.figure");
    reader.enter();
    assert!(reader.address().starts_with("/explain"));
    reader.tab_to("#behind tbody a");
    reader.enter();
    assert!(reader.address().starts_with("/orders/"));
}

#[test]
fn menus_open_choose_and_close() {
    let world = World::glow();
    let Some(mut reader) = Reader::of(&world.server) else { return };
    reader.open("/live");
    reader.tab_to("details.menu summary");
    reader.press(Key::Enter);
    reader.until("document.querySelector('details.menu[open]')");
    reader.press(Key::Escape);
    reader.until("!document.querySelector('details.menu[open]')");
    reader.until("document.activeElement.matches('summary')");
    reader.press(Key::Enter);
    reader.tab_to("details.menu[open] a[href*='range=flight']");
    reader.enter();
    assert!(reader.address().contains("range=flight"));
}

#[test]
fn a_chart_reads_itself_aloud_by_arrows() {
    let world = World::glow();
    let Some(mut reader) = Reader::of(&world.server) else { return };
    reader.open("/live?range=flight");
    reader.tab_to("[data-chart]");
    reader.press(Key::Left);
    let last = reader.text(".readout");
    assert!(last.contains('$'), "{last}");
    reader.press(Key::Left);
    assert_ne!(reader.text(".readout"), last, "one day further back");
}

#[test]
fn anything_is_jumped_to_by_its_name() {
    let world = World::glow();
    let Some(mut reader) = Reader::of(&world.server) else { return };
    reader.open("/live");
    reader.press(Key::CtrlK);
    reader.until("document.querySelector('dialog[open] input') === document.activeElement");
    reader.check();
    reader.write("lola");
    reader.until("document.querySelector('dialog .found a')?.textContent.includes('Lola')");
    reader.press(Key::Down);
    reader.enter();
    assert!(reader.text("h1").contains("Lola Okafor"), "{}", reader.address());
}

#[test]
fn links_are_issued() {
    let world = World::glow();
    let Some(mut reader) = Reader::of(&world.server) else { return };
    reader.open("/links/issue");
    reader.tab_to("#destination");
    reader.write("https://solenne.example/summer");
    reader.tab_to("#roster");
    reader.write("creator\tplatform\tformat\tslug\nlola\tinstagram\tstory\tlola-story\n");
    reader.tab_to("#issue button[value=look]");
    reader.enter();
    reader.tab_to("#issue button[value=issue]");
    reader.enter();
    assert!(reader.text("#outcome").contains("lola-story"));
}

#[test]
fn a_merge_is_made_and_undone() {
    let world = World::glow();
    let Some(mut reader) = Reader::of(&world.server) else { return };
    reader.open("/identities");
    reader.tab_to("#proposals button[value=merge]");
    reader.enter();
    reader.tab_to("#merges button");
    reader.enter();
    assert!(reader.text("#merges").contains("Nobody was merged"));
}

#[test]
fn models_are_compared() {
    let world = World::glow();
    let Some(mut reader) = Reader::of(&world.server) else { return };
    reader.open("/live?range=flight");
    let net = cents(&reader.text("#footing p.adding-up b:last-of-type"));
    reader.tab_to("details.menu:has(a[href*='model=last']) summary");
    reader.press(Key::Enter);
    reader.tab_to("details.menu[open] a[href*='model=last']");
    reader.enter();
    assert_eq!(cents(&reader.text("#footing p.adding-up b:last-of-type")), net);
}

#[test]
fn time_is_turned_back() {
    let world = World::glow();
    let Some(mut reader) = Reader::of(&world.server) else { return };
    reader.open("/live");
    reader.tab_to(".as-of summary");
    reader.press(Key::Enter);
    reader.tab_to(".as-of input[type=range]");
    let before = reader.until("document.activeElement.getAttribute('aria-valuetext')");
    reader.press(Key::Left);
    assert_ne!(reader.until("document.activeElement.getAttribute('aria-valuetext')"), before);
    reader.tab_to(".as-of button");
    reader.enter();
    assert!(reader.text("main").contains("Nothing was known then"), "before the beginning");
}

#[test]
fn the_executive_page_is_read_and_opened() {
    let world = World::glow();
    let Some(mut reader) = Reader::of(&world.server) else { return };
    reader.open("/executive");
    reader.tab_to("[data-print]");
    reader.tab_to("#creators tbody a.figure");
    reader.enter();
    assert!(reader.address().starts_with("/explain"));
}

#[test]
fn a_file_is_taken_in() {
    let world = World::glow();
    let Some(mut reader) = Reader::of(&world.server) else { return };
    let file = tempfile::NamedTempFile::with_suffix(".csv").unwrap();
    let rows = format!(
        "order_id,occurred_at,value,currency,codes\n7001,{},25.00,USD,MIKA10\n",
        world.ago(4)
    );
    std::fs::write(file.path(), rows).unwrap();
    reader.open("/import");
    // The system's own dialogue for files is not the page's; everything else is by keys.
    reader.tab_to("#choose input[type=file]");
    reader.browser().give_file("#choose input[type=file]", file.path()).unwrap();
    reader.tab_to("#choose button[value=look]");
    reader.enter();
    reader.tab_to(".cards button.primary[value=import]");
    reader.enter();
    assert!(reader.text("#outcome").contains("What was taken in"));
}
