//! Creator operations: links, identities, files.

use std::io::Write as _;

use serde_json::json;

use crate::reader::Reader;
use crate::world::World;

#[test]
fn links_are_looked_at_and_then_issued() {
    let world = World::glow();
    let Some(mut reader) = Reader::of(&world.server) else { return };
    reader.open("/links");
    reader.follow(".tools a.primary");
    reader.click("#destination");
    reader.write("https://solenne.example/summer");
    reader.click("#roster");
    reader.write("creator\tplatform\tformat\tslug\nlola\tinstagram\tstory\tlola-story\n");
    reader.follow("#issue button[value=look]");
    assert!(reader.text("#outcome").contains("new"), "a preview");
    reader.follow("#issue button[value=issue]");
    assert!(reader.text("#banners").contains("Done: 1 links"));
    reader.open("/links");
    assert!(reader.text("#links").contains("lola-story"));
}

#[test]
fn whoever_burns_money_without_a_link_gets_one_by_one_press() {
    let world = World::glow();
    let creator = json!({ "id": "nova", "name": "Nova Silva",
        "accounts": [{ "platform": "tiktok", "handle": "nova.silva" }] });
    world.declare("creators", &creator);
    world.send(vec![json!({ "type": "spend", "id": "fee-nova", "occurred_at": world.ago(3),
        "campaign_id": "glow", "creator_id": "nova", "amount": "900.00", "currency": "USD",
        "kind": "fee" })]);
    let Some(mut reader) = Reader::of(&world.server) else { return };
    reader.open("/live");
    let row = "#silent li.row:has(a.name[href*='/creators/nova'])";
    assert!(reader.text(row).contains("Issue a link"), "{}", reader.text("#silent"));
    reader.follow(&format!("{row} a.next"));
    assert!(reader.text("#issue .gives").contains("1 new link"), "{}", reader.text("#issue"));
    reader.follow("#issue button[value=issue]");
    assert!(reader.text("#banners").contains("Done: 1 links"), "{}", reader.text("#banners"));
    reader.open("/live");
    assert!(!reader.text(row).contains("Issue a link"), "once is enough");
}

#[test]
fn a_link_is_led_elsewhere() {
    let world = World::glow();
    let Some(mut reader) = Reader::of(&world.server) else { return };
    reader.open("/links?q=lola-reel");
    reader.follow("#links tbody th a");
    reader.browser().evaluate("document.querySelector('#to').value = ''").unwrap();
    reader.tab_to("#to");
    reader.write("https://solenne.example/bundle");
    reader.enter();
    assert!(reader.text("#facts").contains("https://solenne.example/bundle"));
    reader.browser().evaluate("document.querySelector('#to').value = 'http://x.example'").unwrap();
    reader.follow("#destination form button");
    assert!(reader.text("#banners").contains("https"), "{}", reader.text("#banners"));
    assert!(reader.text("#facts").contains("https://solenne.example/bundle"), "it stays");
}

#[test]
fn two_who_are_one_are_merged_and_taken_apart_again() {
    let world = World::glow();
    let Some(mut reader) = Reader::of(&world.server) else { return };
    reader.open("/live?range=flight");
    let net = reader.text("#footing p.adding-up b:last-of-type");
    reader.open("/identities");
    assert!(reader.text("#proposals").contains("Mika Tanaka"));
    reader.follow("#proposals button[value=merge]");
    assert!(reader.text("#merges").contains("goes by"));
    reader.open("/live?range=flight");
    assert_eq!(reader.text("#footing p.adding-up b:last-of-type"), net, "no total changes");
    reader.open("/identities");
    reader.follow("#merges button");
    assert!(reader.text("#merges").contains("Nobody was merged"));
    assert!(reader.text("#proposals").contains("Mika Tanaka"), "it may be decided again");
}

#[test]
fn a_file_is_looked_at_taken_in_and_known_the_next_time() {
    let world = World::glow();
    let Some(mut reader) = Reader::of(&world.server) else { return };
    let mut file = tempfile::NamedTempFile::with_suffix(".csv").unwrap();
    writeln!(file, "order_id,occurred_at,value,currency,codes").unwrap();
    writeln!(file, "5001,{},25.00,USD,MIKA10", world.ago(4)).unwrap();
    writeln!(file, "5002,yesterday,25.00,USD,MIKA10").unwrap();
    file.flush().unwrap();
    let look = |reader: &mut Reader| {
        reader.open("/import");
        reader.browser().give_file("input[type=file]", file.path()).unwrap();
        reader.follow("#choose button[value=look]");
        assert!(reader.text("#refused").contains("yesterday"), "the bad row is named");
        reader.text("#outcome")
    };
    let said = look(&mut reader);
    assert!(said.contains("nothing is taken in yet"), "{said}");
    reader.follow(".cards button.primary[value=import]");
    assert!(reader.text("#outcome").starts_with("What was taken in"));
    let counts = "#outcome .equation b";
    assert_eq!(reader.texts(counts)[..2], ["1", "0"], "one is new");
    look(&mut reader);
    reader.follow(".cards button.primary[value=import]");
    assert_eq!(reader.texts(counts)[..2], ["0", "1"], "and known the next time");
    reader.open("/orders/5001");
    assert!(reader.text("main").contains("Mika Tanaka"));
}
